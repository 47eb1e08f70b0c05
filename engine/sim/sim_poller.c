/* Watches and pollers, and what else can be asked of a socket. */
#include "sim/sim_net_internal.h"

static bool is_ready(const SimWatch *watch)
{
    switch (watch->what) {
    case SIM_WATCH_CONNECT: return sim_socket_settled(watch->socket);
    case SIM_WATCH_WRITE: return sim_socket_room(watch->socket) >= SIM_SOCKET_ENOUGH;
    default: return sim_socket_ready(watch->socket);
    }
}

static void list(SimWatch *watch)
{
    SimPoller *poller = watch->poller;
    if (watch->is_listed) {
        return;
    }
    watch->is_listed = true;
    watch->next_listed = NULL;
    if (poller->last == NULL) {
        poller->first = watch;
    } else {
        poller->last->next_listed = watch;
    }
    poller->last = watch;
    poller->count++;
}

static void unlist(SimWatch *watch)
{
    SimPoller *poller = watch->poller;
    SimWatch *before = NULL;
    for (SimWatch *w = poller->first; w != watch; w = w->next_listed) {
        before = w;
    }
    if (before == NULL) {
        poller->first = watch->next_listed;
    } else {
        before->next_listed = watch->next_listed;
    }
    if (poller->last == watch) {
        poller->last = before;
    }
    poller->count--;
    watch->is_listed = false;
    watch->next_listed = NULL;
}

void sim_socket_wake(SimSocket *socket)
{
    for (SimWatch *watch = socket->watches; watch != NULL; watch = watch->next_of_socket) {
        list(watch);
    }
}

void sim_watch_add(SimWatch *watch, SimPoller *poller, SimSocket *socket, SimWatchFor what)
{
    *watch = (SimWatch){.socket = socket, .poller = poller, .what = what};
    SimWatch **place = &socket->watches; /* at the end: in the order in which they came */
    while (*place != NULL) {
        place = &(*place)->next_of_socket;
    }
    *place = watch;
    if (is_ready(watch)) {
        list(watch);
    }
}

void sim_watch_remove(SimWatch *watch)
{
    if (watch->socket == NULL) {
        return;
    }
    SimWatch **place = &watch->socket->watches;
    while (*place != watch) {
        place = &(*place)->next_of_socket;
    }
    *place = watch->next_of_socket;
    if (watch->is_listed) {
        unlist(watch);
    }
    watch->socket = NULL;
}

bool sim_poller_has_ready(SimPoller *poller)
{
    while (poller->first != NULL && !is_ready(poller->first)) {
        unlist(poller->first);
    }
    return poller->first != NULL;
}

SimWatch *sim_poller_next(SimPoller *poller, size_t *left)
{
    while (*left > 0) {
        (*left)--;
        SimWatch *watch = poller->first;
        unlist(watch);
        if (is_ready(watch)) {
            list(watch);
            return watch;
        }
    }
    return NULL;
}

/* ---- what a socket knows ---- */

SimSocketState sim_socket_state(const SimSocket *socket)
{
    return socket->state;
}

SimNet *sim_socket_net(const SimSocket *socket)
{
    return socket->net;
}

const LsAlloc *sim_socket_alloc(const SimSocket *socket)
{
    return socket->net->world->alloc;
}

const char *sim_socket_host(const SimSocket *socket)
{
    return socket->name;
}

int sim_socket_port(const SimSocket *socket)
{
    return socket->port;
}

int sim_socket_peer_port(const SimSocket *socket)
{
    return socket->peer_port;
}

void *sim_socket_data(const SimSocket *socket)
{
    return socket->data;
}

void sim_socket_set_data(SimSocket *socket, void *data)
{
    socket->data = data;
}

uint32_t sim_socket_trace_id(const SimSocket *socket)
{
    return socket->trace_id;
}
