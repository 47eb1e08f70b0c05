/* Sockets: listening, connecting, sending, receiving, closing. */
#include "sim/sim_net_internal.h"
#include "sim/sim_sched.h"

#include <assert.h>
#include <stdio.h>

#define RETRY_NS INT64_C(1000000000) /* a full backlog drops the attempt; it is made again after 1 s, 2 s, 4 s … */

enum { MAX_ATTEMPTS = 6, LISTEN_ALL = 4096 };

static const LsAlloc *alloc_of(const SimSocket *socket)
{
    return socket->net->world->alloc;
}

/* ---- life ---- */

static SimSocket *socket_new(SimNet *net, const char *name, int port)
{
    SimSocket *socket = ls_alloc_zeroed(net->world->alloc, sizeof *socket);
    char *text = socket == NULL ? NULL : sim_net_text(net, name, strlen(name));
    if (text == NULL) {
        ls_alloc_free(net->world->alloc, socket, sizeof *socket);
        return NULL;
    }
    socket->net = net;
    socket->name = text;
    socket->name_size = strlen(name);
    socket->port = port;
    socket->holds = 1;
    socket->next = net->sockets;
    if (net->sockets != NULL) {
        net->sockets->previous = socket;
    }
    net->sockets = socket;
    return socket;
}

static void drop_messages(SimSocket *socket)
{
    while (socket->first != NULL) {
        SimMessage *message = socket->first;
        socket->first = message->next;
        sim_message_free(socket->net, message);
    }
    socket->last = NULL;
    socket->arrived = 0;
}

static void destroy(SimSocket *socket)
{
    SimNet *net = socket->net;
    const LsAlloc *alloc = alloc_of(socket);
    drop_messages(socket);
    sim_event_cancel(net->world, &socket->event);
    while (socket->watches != NULL) {
        sim_watch_remove(socket->watches);
    }
    if (socket->is_service && socket->service->dropped != NULL && socket->data != NULL) {
        socket->service->dropped(net, socket->data);
    }
    if (socket->peer != NULL) {
        socket->peer->peer = NULL;
    }
    if (socket->previous != NULL) {
        socket->previous->next = socket->next;
    } else {
        net->sockets = socket->next;
    }
    if (socket->next != NULL) {
        socket->next->previous = socket->previous;
    }
    ls_alloc_free(alloc, socket->name, socket->name_size + 1);
    ls_alloc_free(alloc, socket, sizeof *socket);
}

static void destroy_if_unused(SimSocket *socket)
{
    if (socket->holds == 0 && socket->in_flight == 0 && !sim_timer_armed(&socket->event.timer)) {
        destroy(socket);
    }
}

SimSocket *sim_socket_hold(SimSocket *socket)
{
    socket->holds++;
    return socket;
}

void sim_socket_drop(SimSocket *socket)
{
    assert(socket->holds > 0);
    socket->holds--;
    destroy_if_unused(socket);
}

void sim_net_end_sockets(SimNet *net)
{
    while (net->world->events != NULL) { /* what is on its way: connecting sockets, and messages */
        SimTimer *timer = sim_wheel_pop_any(net->world->events);
        if (timer == NULL) {
            break;
        }
        SimEvent *event = (SimEvent *)timer;
        if (event->run == sim_message_arrive) {
            sim_message_free(net, (SimMessage *)event);
        }
    }
    while (net->sockets != NULL) {
        destroy(net->sockets);
    }
}

/* ---- messages ---- */

SimMessage *sim_message_bytes(SimNet *net, const char *data, size_t size)
{
    SimMessage *message = ls_alloc_bytes(net->world->alloc, sizeof *message + size);
    if (message != NULL) {
        *message = (SimMessage){.size = size, .wire_bytes = size};
        if (data != NULL && size > 0) {
            memcpy(message->data, data, size);
        }
    }
    return message;
}

SimMessage *sim_message_content(SimNet *net, void *content, void (*drop)(const LsAlloc *alloc, void *content),
                                size_t wire_bytes)
{
    SimMessage *message = sim_message_bytes(net, NULL, 0);
    if (message != NULL) {
        message->content = content;
        message->drop = drop;
        message->wire_bytes = wire_bytes;
    }
    return message;
}

void sim_message_free(SimNet *net, SimMessage *message)
{
    if (message->content != NULL) {
        message->drop(net->world->alloc, message->content);
    }
    ls_alloc_free(net->world->alloc, message, sizeof *message + message->size);
}

/* Arrives at a closed end: the sender learns that nobody is there. */
static void refuse_message(SimSocket *to)
{
    SimSocket *peer = to->peer;
    if (peer != NULL && peer->state == SIM_SOCKET_OPEN) {
        peer->state = SIM_SOCKET_RESET;
        sim_socket_wake(peer);
    }
}

void sim_socket_append(SimSocket *socket, SimMessage *message)
{
    message->next = NULL;
    if (socket->last == NULL) {
        socket->first = message;
    } else {
        socket->last->next = message;
    }
    socket->last = message;
    socket->arrived += message->size;
}

size_t sim_socket_room(const SimSocket *socket)
{
    const SimSocket *to = socket->peer;
    if (to == NULL || socket->state != SIM_SOCKET_OPEN) {
        return SIZE_MAX;
    }
    size_t used = to->arrived + to->coming;
    return used < SIM_SOCKET_BUFFER ? SIM_SOCKET_BUFFER - used : 0;
}

/* So many bytes less stand before what the other end of `to` wants to write. */
static void make_room(SimSocket *to, size_t *counted, size_t size)
{
    size_t before = to->peer == NULL ? 0 : sim_socket_room(to->peer);
    *counted -= size;
    if (to->peer != NULL && before < SIM_SOCKET_ENOUGH && sim_socket_room(to->peer) >= SIM_SOCKET_ENOUGH) {
        sim_socket_wake(to->peer);
    }
}

static void deliver(SimSocket *to, SimMessage *message)
{
    SimNet *net = to->net;
    if (message->sort == SIM_MESSAGE_RESET) {
        to->state = to->state == SIM_SOCKET_OPEN ? SIM_SOCKET_RESET : to->state;
    } else if (message->sort == SIM_MESSAGE_END) {
        to->ended = true;
    } else if (to->state != SIM_SOCKET_OPEN) {
        refuse_message(to);
    } else if (to->is_service) {
        to->service->received(net, to->host, to, message);
        return;
    } else {
        sim_socket_append(to, message);
        sim_socket_wake(to);
        return;
    }
    sim_message_free(net, message);
    if (to->is_service && to->state == SIM_SOCKET_OPEN) {
        sim_socket_close(to); /* a modelled host hangs up when its client does */
    }
    sim_socket_wake(to);
}

void sim_message_arrive(SimEvent *event)
{
    SimMessage *message = (SimMessage *)event;
    SimSocket *to = message->to;
    sim_socket_hold(to);
    to->in_flight--;
    size_t size = message->size;
    deliver(to, message);
    make_room(to, &to->coming, size);
    sim_socket_drop(to);
}

static bool send_at(SimSocket *from, SimMessage *message, int64_t at_ns)
{
    SimNet *net = from->net;
    SimSocket *to = from->peer;
    if (from->state != SIM_SOCKET_OPEN || from->shut || to == NULL) {
        bool lost = from->state == SIM_SOCKET_OPEN && !from->shut; /* nobody is there any more: seen the next time */
        from->state = lost ? SIM_SOCKET_RESET : from->state;
        sim_message_free(net, message);
        return lost;
    }
    int64_t depart_ns = at_ns > from->link_free_ns ? at_ns : from->link_free_ns;
    if (from->host->bandwidth > 0) {
        double ns = (double)message->wire_bytes * 1e9 / (double)from->host->bandwidth;
        depart_ns = ns > 1e18 ? SIM_NEVER : sim_time_add(depart_ns, (int64_t)ns);
        from->link_free_ns = depart_ns;
    }
    int64_t arrive_ns = sim_time_add(depart_ns, sim_host_jittered(net, from->host, from->host->latency_ns / 2));
    from->arrival_ns = arrive_ns > from->arrival_ns ? arrive_ns : from->arrival_ns;
    message->to = to;
    message->event = (SimEvent){.run = sim_message_arrive};
    if (from->arrival_ns <= sim_world_now(net->world) && to->in_flight == 0) {
        to->in_flight++;
        to->coming += message->size;
        sim_message_arrive(&message->event); /* no way to go: it is there, as on a real loopback interface */
        return true;
    }
    if (!sim_event_arm(net->world, &message->event, from->arrival_ns)) {
        sim_message_free(net, message);
        return false;
    }
    to->coming += message->size;
    to->in_flight++;
    return true;
}

bool sim_socket_send(SimSocket *socket, SimMessage *message)
{
    return send_at(socket, message, sim_world_now(socket->net->world));
}

bool sim_socket_send_later(SimSocket *socket, SimMessage *message, int64_t delay_ns)
{
    return send_at(socket, message, sim_time_add(sim_world_now(socket->net->world), delay_ns));
}

SimMessage *sim_socket_receive(SimSocket *socket)
{
    SimMessage *message = socket->first;
    if (message != NULL) {
        socket->first = message->next;
        if (socket->first == NULL) {
            socket->last = NULL;
        }
        message->next = NULL;
        make_room(socket, &socket->arrived, message->size);
    }
    return message;
}

void sim_socket_unreceive(SimSocket *socket, SimMessage *message)
{
    message->next = socket->first;
    socket->first = message;
    socket->arrived += message->size;
    if (socket->last == NULL) {
        socket->last = message;
    }
}

bool sim_socket_at_end(const SimSocket *socket)
{
    return socket->first == NULL && (socket->ended || socket->state != SIM_SOCKET_OPEN) &&
           socket->state != SIM_SOCKET_CONNECTING;
}

/* A message of the network's own: the end of what is sent, or a reset. */
static void send_sign(SimSocket *socket, uint8_t sort, int64_t delay_ns)
{
    SimMessage *message = sim_message_bytes(socket->net, NULL, 0);
    if (message != NULL) {
        message->sort = sort;
        sim_socket_send_later(socket, message, delay_ns);
    } else if (socket->peer != NULL) { /* no memory for the way: the other end learns it at once */
        socket->peer->ended = true;
        sim_socket_wake(socket->peer);
    }
}

void sim_socket_shut_down_later(SimSocket *socket, int64_t delay_ns)
{
    if (socket->state == SIM_SOCKET_OPEN && !socket->shut) {
        send_sign(socket, SIM_MESSAGE_END, delay_ns);
        socket->shut = true;
    }
}

void sim_socket_shut_down(SimSocket *socket)
{
    sim_socket_shut_down_later(socket, 0);
}

static void close_listener(SimSocket *listener)
{
    while (listener->pending_first != NULL) {
        SimSocket *end = sim_socket_accept(listener);
        send_sign(end, SIM_MESSAGE_RESET, 0);
        end->state = SIM_SOCKET_CLOSED;
        sim_socket_drop(end);
    }
}

void sim_socket_close(SimSocket *socket)
{
    if (socket->state == SIM_SOCKET_LISTENING) {
        close_listener(socket);
        socket->state = SIM_SOCKET_CLOSED;
        sim_socket_wake(socket); /* who shares it learns that nobody will come any more */
    } else if (socket->state == SIM_SOCKET_OPEN) {
        if (!socket->is_service && socket->first != NULL) { /* what was not read is lost: the other end is told so */
            send_sign(socket, SIM_MESSAGE_RESET, 0);
        } else {
            sim_socket_shut_down(socket);
        }
    }
    if (socket->state != SIM_SOCKET_CLOSED && !socket->is_service && socket->trace_id != 0) {
        trace_record(socket->net->world->recorder, TRACE_CONNECTION_END, socket->trace_id, 0, 0, 0);
    }
    drop_messages(socket);
    socket->state = SIM_SOCKET_CLOSED;
    sim_socket_drop(socket);
}

/* ---- listening ---- */

static SimSocket *find_listener(SimNet *net, const char *name, int port)
{
    bool loopback = sim_net_is_loopback(name);
    for (SimSocket *s = net->sockets; s != NULL; s = s->next) {
        if (s->state == SIM_SOCKET_LISTENING && s->port == port &&
            (strcmp(s->name, name) == 0 || (loopback && sim_net_is_loopback(s->name)))) {
            return s;
        }
    }
    return NULL;
}

static bool is_taken(SimNet *net, int port)
{
    return find_listener(net, "", port) != NULL;
}

LsStatus sim_net_listen(SimNet *net, const char *host, int port, int backlog, SimSocket **listener)
{
    if (port == 0) {
        port = sim_net_free_port(net, is_taken);
    }
    if (find_listener(net, host, port) != NULL) {
        return LS_E_EXISTS;
    }
    SimSocket *socket = socket_new(net, host, port);
    if (socket == NULL) {
        return LS_E_NOMEM;
    }
    socket->state = SIM_SOCKET_LISTENING;
    socket->backlog = backlog > 0 ? (backlog < LISTEN_ALL ? backlog : LISTEN_ALL) : 1;
    *listener = socket;
    return LS_OK;
}

static const SimProcess *running_process(const SimNet *net)
{
    return net->world->sched == NULL ? NULL : net->world->sched->running->process;
}

SimSocket *sim_socket_accept(SimSocket *listener)
{
    SimSocket *end = listener->pending_first;
    if (end != NULL) {
        SimNet *net = listener->net;
        const SimProcess *here = running_process(net);
        if (here != NULL && end->peer != NULL && end->peer->process != here) {
            net->crossed = net->crossed || here->index == 0 || end->peer->process == &net->world->sched->first;
        }
        listener->pending_first = end->next_pending;
        if (listener->pending_first == NULL) {
            listener->pending_last = NULL;
        }
        listener->pending--;
        end->next_pending = NULL;
    }
    return end;
}

/* ---- connecting ---- */

static void settle(SimSocket *socket, SimSocketState state)
{
    socket->state = state;
    sim_socket_wake(socket);
}

/* The other end of a connecting socket; NULL: no memory. */
static SimSocket *make_peer(SimSocket *socket)
{
    SimSocket *peer = socket_new(socket->net, socket->name, socket->peer_port);
    if (peer != NULL) {
        peer->peer = socket;
        peer->peer_port = socket->port;
        peer->host = socket->host;
        peer->state = SIM_SOCKET_OPEN;
        peer->trace_id = socket->trace_id;
        socket->peer = peer;
    }
    return peer;
}

static void join_listener(SimSocket *socket, SimSocket *listener)
{
    if (listener->pending > listener->backlog) { /* Linux queues one more than asked for */
        int64_t wait_ns = RETRY_NS << socket->attempts;
        if (socket->attempts++ < MAX_ATTEMPTS &&
            sim_event_arm(socket->net->world, &socket->event, sim_world_now(socket->net->world) + wait_ns)) {
            return;
        }
        settle(socket, SIM_SOCKET_REFUSED);
        return;
    }
    SimSocket *end = make_peer(socket);
    if (end == NULL) {
        settle(socket, SIM_SOCKET_REFUSED);
        return;
    }
    if (listener->pending_last == NULL) {
        listener->pending_first = end;
    } else {
        listener->pending_last->next_pending = end;
    }
    listener->pending_last = end;
    listener->pending++;
    sim_socket_wake(listener); /* before the client, which begins to watch its socket after connect() only */
    settle(socket, SIM_SOCKET_OPEN);
}

static void connect_now(SimEvent *event)
{
    SimSocket *socket = (SimSocket *)event;
    SimNet *net = socket->net;
    if (socket->state != SIM_SOCKET_CONNECTING) { /* closed meanwhile */
        destroy_if_unused(socket);
        return;
    }
    SimSocket *listener = find_listener(net, socket->name, socket->peer_port);
    if (listener != NULL) {
        join_listener(socket, listener);
    } else if (net->strict && socket->host->assumed) {
        settle(socket, SIM_SOCKET_UNKNOWN);
    } else if (socket->host->down || socket->host == net->loopback || socket->service == NULL) {
        settle(socket, SIM_SOCKET_REFUSED);
    } else {
        SimSocket *end = make_peer(socket);
        if (end == NULL) {
            settle(socket, SIM_SOCKET_REFUSED);
            return;
        }
        end->is_service = true;
        end->service = socket->service;
        settle(socket, SIM_SOCKET_OPEN);
    }
}

SimSocket *sim_net_connect(SimNet *net, const char *host, int port, const SimService *service)
{
    SimHost *route = sim_net_route(net, host);
    SimSocket *socket = route == NULL ? NULL : socket_new(net, host, sim_net_free_port(net, NULL));
    if (socket == NULL) {
        return NULL;
    }
    socket->peer_port = port;
    socket->host = route;
    socket->service = service;
    socket->process = running_process(net);
    socket->state = SIM_SOCKET_CONNECTING;
    socket->event.run = connect_now;
    int64_t takes_ns = route->connect_ns >= 0 ? route->connect_ns : sim_host_jittered(net, route, route->latency_ns);
    if (!sim_event_arm(net->world, &socket->event, sim_time_add(sim_world_now(net->world), takes_ns))) {
        destroy(socket);
        return NULL;
    }
    TraceRecorder *recorder = net->world->recorder;
    if (trace_on(recorder)) {
        char label[300];
        int size = snprintf(label, sizeof label, "%.250s:%d", host, port);
        socket->trace_id = trace_new_id(recorder->trace);
        trace_record(recorder, TRACE_CONNECTION_NEW, socket->trace_id,
                     trace_string(recorder->trace, label, (size_t)size), 0, 0);
    }
    return socket;
}

bool sim_socket_settled(void *socket)
{
    return ((SimSocket *)socket)->state != SIM_SOCKET_CONNECTING;
}

bool sim_socket_ready(void *context)
{
    SimSocket *socket = context;
    switch (socket->state) {
    case SIM_SOCKET_LISTENING: return socket->pending_first != NULL;
    case SIM_SOCKET_CONNECTING: return false;
    case SIM_SOCKET_OPEN: return socket->first != NULL || socket->ended;
    default: return true;
    }
}
