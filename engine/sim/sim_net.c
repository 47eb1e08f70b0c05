#include "sim/sim_net_internal.h"

#include <math.h>

#define DEFAULT_DELAY_NS INT64_C(100000000) /* of a host that nobody declared */

enum { FIRST_FREE_PORT = 49152, LAST_FREE_PORT = 65535, RANDOM_STREAM = 0x6e6574 };

char *sim_net_text(SimNet *net, const char *text, size_t size)
{
    size = strnlen(text, size);
    char *copy = ls_alloc_bytes(net->world->alloc, size + 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

SimNet *sim_net_of(SimWorld *world)
{
    if (world->net == NULL) {
        SimNet *net = ls_alloc_zeroed(world->alloc, sizeof *net);
        if (net != NULL) {
            net->world = world;
            net->random = sim_random_seeded(world->seed, RANDOM_STREAM);
            net->next_port = FIRST_FREE_PORT;
        }
        world->net = net;
    }
    return world->net;
}

/* ---- hosts ---- */

static void free_answer(SimNet *net, SimAnswer *answer)
{
    const LsAlloc *alloc = net->world->alloc;
    ls_alloc_free(alloc, answer->key, answer->key == NULL ? 0 : strlen(answer->key) + 1);
    ls_alloc_free(alloc, answer->body, answer->body_size + 1);
    for (size_t i = 0; i < 2 * answer->field_count; i++) {
        ls_alloc_free(alloc, answer->fields[i], strlen(answer->fields[i]) + 1);
    }
    ls_alloc_free(alloc, answer->fields, 2 * answer->field_count * sizeof *answer->fields);
}

static void free_host(SimNet *net, SimHost *host)
{
    for (size_t i = 0; i < host->answer_count; i++) {
        free_answer(net, &host->answers[i]);
    }
    ls_alloc_free(net->world->alloc, host->answers, host->answer_capacity * sizeof *host->answers);
    ls_alloc_free(net->world->alloc, host->name, strlen(host->name) + 1);
    ls_alloc_free(net->world->alloc, host, sizeof *host);
}

SimHost *sim_net_add_host(SimNet *net, const char *name, size_t size)
{
    SimHost *host = ls_alloc_zeroed(net->world->alloc, sizeof *host);
    char *text = host == NULL ? NULL : sim_net_text(net, name, size);
    if (text == NULL) {
        ls_alloc_free(net->world->alloc, host, sizeof *host);
        return NULL;
    }
    host->name = text;
    host->connect_ns = -1;
    if (net->last_host == NULL) {
        net->hosts = host;
    } else {
        net->last_host->next = host;
    }
    net->last_host = host;
    return host;
}

SimAnswer *sim_host_add_answer(SimNet *net, SimHost *host, const char *key, size_t size)
{
    SimAnswer *answers = ls_alloc_grow(net->world->alloc, host->answers, &host->answer_capacity, host->answer_count + 1,
                                       sizeof *answers);
    if (answers == NULL) {
        return NULL;
    }
    host->answers = answers;
    SimAnswer *answer = &answers[host->answer_count];
    *answer = (SimAnswer){.key = sim_net_text(net, key, size), .delay_ns = -1, .status = 200};
    if (answer->key == NULL) {
        return NULL;
    }
    host->answer_count++;
    return answer;
}

bool sim_net_is_loopback(const char *name)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

SimHost *sim_net_find_host(SimNet *net, const char *name)
{
    bool loopback = sim_net_is_loopback(name);
    for (SimHost *host = net->hosts; host != NULL; host = host->next) {
        if (same_name(host->name, name) || (loopback && sim_net_is_loopback(host->name))) {
            return host;
        }
    }
    return NULL;
}

SimHost *sim_net_host(SimNet *net, const char *name)
{
    SimHost *host = sim_net_find_host(net, name);
    if (host == NULL) {
        host = sim_net_add_host(net, name, strlen(name));
        if (host != NULL) {
            host->assumed = true;
            host->delay_ns = DEFAULT_DELAY_NS;
        }
    }
    return host;
}

SimHost *sim_net_route(SimNet *net, const char *name)
{
    if (!sim_net_is_loopback(name) || sim_net_find_host(net, name) != NULL) {
        return sim_net_host(net, name);
    }
    if (net->loopback == NULL) {
        net->loopback = ls_alloc_zeroed(net->world->alloc, sizeof *net->loopback);
        if (net->loopback != NULL) {
            net->loopback->latency_ns = net->loopback_latency_ns;
        }
    }
    return net->loopback;
}

void sim_net_set_loopback_latency(SimNet *net, int64_t latency_ns)
{
    net->loopback_latency_ns = latency_ns;
}

SimHost *sim_net_next_assumed(const SimNet *net, SimHost *position)
{
    SimHost *host = position == NULL ? net->hosts : position->next;
    while (host != NULL && !host->assumed) {
        host = host->next;
    }
    return host;
}

void sim_net_set_strict(SimNet *net, bool strict)
{
    net->strict = strict;
}

bool sim_net_is_strict(const SimNet *net)
{
    return net->strict;
}

SimRandom *sim_net_random(SimNet *net)
{
    return &net->random;
}

bool sim_net_crossed(const SimWorld *world)
{
    return world->net != NULL && world->net->crossed;
}

/* ---- how long it takes ---- */

static double deviation(SimNet *net, SimSpread spread)
{
    double a = sim_random_unit(&net->random);
    switch (spread) {
    case SIM_SPREAD_UNIFORM: return 2 * a - 1;
    case SIM_SPREAD_EXPONENTIAL: return -log(1 - a);
    case SIM_SPREAD_NORMAL: return sqrt(-2 * log(1 - a)) * cos(6.283185307179586 * sim_random_unit(&net->random));
    }
    return 0;
}

int64_t sim_host_jittered(SimNet *net, const SimHost *host, int64_t ns)
{
    if (host->jitter_ns > 0) {
        double share = host->latency_ns > 0 ? (double)ns / (double)host->latency_ns : 1;
        ns += (int64_t)(deviation(net, host->spread) * (double)host->jitter_ns * share);
    }
    return ns > 0 ? ns : 0;
}

/* ---- the end ---- */

void sim_net_end(SimWorld *world)
{
    SimNet *net = world->net;
    if (net == NULL) {
        return;
    }
    sim_net_end_sockets(net);
    sim_event_end(world);
    for (SimHost *host = net->hosts; host != NULL;) {
        SimHost *next = host->next;
        free_host(net, host);
        host = next;
    }
    ls_alloc_free(world->alloc, net->loopback, sizeof *net->loopback);
    ls_alloc_free(world->alloc, net, sizeof *net);
    world->net = NULL;
}

int sim_net_free_port(SimNet *net, bool (*taken)(SimNet *net, int port))
{
    for (int tries = 0; tries <= LAST_FREE_PORT - FIRST_FREE_PORT; tries++) {
        int port = net->next_port;
        net->next_port = port == LAST_FREE_PORT ? FIRST_FREE_PORT : port + 1;
        if (taken == NULL || !taken(net, port)) {
            return port;
        }
    }
    return 0;
}
