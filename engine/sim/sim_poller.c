/* Watches and pollers, and what else can be asked of a socket. */
#include "sim/sim_net_internal.h"

static void push_ready(SimWatch *watch)
{
    SimPoller *poller = watch->poller;
    if (watch->is_ready) {
        return;
    }
    watch->is_ready = true;
    watch->next_ready = NULL;
    if (poller->last == NULL) {
        poller->first = watch;
    } else {
        poller->last->next_ready = watch;
    }
    poller->last = watch;
}

void sim_socket_wake(SimSocket *socket)
{
    for (SimWatch *watch = socket->watches; watch != NULL; watch = watch->next_of_socket) {
        push_ready(watch);
    }
}

void sim_watch_add(SimWatch *watch, SimPoller *poller, SimSocket *socket)
{
    *watch = (SimWatch){.socket = socket, .poller = poller};
    SimWatch **place = &socket->watches; /* at the end: in the order in which they came */
    while (*place != NULL) {
        place = &(*place)->next_of_socket;
    }
    *place = watch;
    sim_watch_again(watch);
}

static void take_from_poller(SimWatch *watch)
{
    SimPoller *poller = watch->poller;
    SimWatch *before = NULL;
    for (SimWatch *w = poller->first; w != watch; w = w->next_ready) {
        before = w;
    }
    if (before == NULL) {
        poller->first = watch->next_ready;
    } else {
        before->next_ready = watch->next_ready;
    }
    if (poller->last == watch) {
        poller->last = before;
    }
    watch->is_ready = false;
    watch->next_ready = NULL;
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
    if (watch->is_ready) {
        take_from_poller(watch);
    }
    watch->socket = NULL;
}

void sim_watch_again(SimWatch *watch)
{
    if (watch->socket != NULL && sim_socket_ready(watch->socket)) {
        push_ready(watch);
    }
}

SimWatch *sim_poller_take(SimPoller *poller)
{
    SimWatch *watch = poller->first;
    if (watch != NULL) {
        take_from_poller(watch);
    }
    return watch;
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
