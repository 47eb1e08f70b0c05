/* sim_net.h: the simulated network: hosts, listening sockets, connections, and messages that take time.
 *
 * A connection has two ends, each a SimSocket.  What is sent at one arrives at the other after half of the host's
 * latency, its jitter, and what the bandwidth makes of its size; messages never overtake each other.  At the other end
 * is either another part of the simulation, which listens and accepts (a server in this or another process), or a
 * modelled host: then the messages go to a SimService, C code that answers them.
 *
 * Nobody blocks here.  Who wants to wait blocks his thread with the condition sim_socket_ready (sim_sched.h), or hangs
 * a SimWatch on the socket, which the poller of an event loop then finds when something can be done.
 *
 * A network belongs to a world and holds no script values.  Sockets are counted by their holders: sim_socket_close
 * drops one hold and closes the end.  What can fail says so; a failed allocation is LS_E_NOMEM or NULL.
 */
#ifndef SIM_NET_H
#define SIM_NET_H

#include "base/ls_status.h"
#include "sim/sim_event.h"
#include "sim/sim_random.h"

typedef struct SimNet SimNet;
typedef struct SimSocket SimSocket;
typedef struct SimPoller SimPoller;
typedef struct SimWatch SimWatch;
typedef struct SimMessage SimMessage;

/* ---- hosts ---- */

typedef enum SimSpread { SIM_SPREAD_UNIFORM, SIM_SPREAD_NORMAL, SIM_SPREAD_EXPONENTIAL } SimSpread;

/* One line of a host's table of answers.  All texts owned by the network. */
typedef struct SimAnswer {
    char *key; /* "GET /users/{id}", "/users", "SELECT 1": what its service looks for */
    int status;
    char *body; /* JSON text, or plain; NUL-terminated */
    size_t body_size;
    bool is_json;
    int64_t delay_ns; /* thinking time; -1: the host's */
    char **fields;    /* name, value, name, value, …: headers */
    size_t field_count;
} SimAnswer;

typedef struct SimHost {
    struct SimHost *next;
    char *name;
    int64_t latency_ns; /* there and back */
    int64_t jitter_ns;  /* of that */
    SimSpread spread;
    int64_t connect_ns; /* what a new connection costs; -1: the latency */
    int64_t bandwidth;  /* bytes a second; 0: no limit */
    int64_t delay_ns;   /* thinking time of an answer that says none */
    double failure;     /* share of requests whose connection breaks */
    double silence;     /* share of requests that are never answered */
    bool down;          /* connections are refused */
    bool assumed;       /* not declared: made up when first asked for */
    uint64_t requests;
    SimAnswer *answers;
    size_t answer_count, answer_capacity;
} SimHost;

/* The world's network, made when first wanted; NULL: no memory. */
SimNet *sim_net_of(SimWorld *world);
/* Frees it with all that is left in it.  The world may have none. */
void sim_net_end(SimWorld *world);
/* A new host with default values, known by a copy of the name; NULL: no memory. */
SimHost *sim_net_add_host(SimNet *net, const char *name, size_t size);
/* Adds a zeroed answer with a copy of the key; NULL: no memory. */
SimAnswer *sim_host_add_answer(SimNet *net, SimHost *host, const char *key, size_t size);
/* The declared host of that name, or NULL. */
SimHost *sim_net_find_host(SimNet *net, const char *name);
/* The same; one that is not declared is made up (latency 0, answers after 100 ms).  NULL: no memory. */
SimHost *sim_net_host(SimNet *net, const char *name);
/* Undeclared hosts cannot be reached: --strict-network. */
void sim_net_set_strict(SimNet *net, bool strict);
bool sim_net_is_strict(const SimNet *net);
/* Walks over the hosts that were made up: *position begins at NULL. */
SimHost *sim_net_next_assumed(const SimNet *net, SimHost *position);
/* There and back to this machine itself, where the scenario declares no "localhost"; 0 at first. */
void sim_net_set_loopback_latency(SimNet *net, int64_t latency_ns);
/* "localhost", "127.0.0.1", "::1", "0.0.0.0", "": this machine. */
bool sim_net_is_loopback(const char *name);
SimRandom *sim_net_random(SimNet *net);
/* True once a connection has been accepted of which one end only is the first process's. */
bool sim_net_crossed(const SimWorld *world);

/* ---- messages ---- */

/* What travels: bytes, or a structure that its receiver knows. */
struct SimMessage {
    SimEvent event;
    SimMessage *next;
    SimSocket *to;
    size_t wire_bytes;                                 /* what counts for the bandwidth */
    uint8_t sort;                                      /* sim_net's: data, end, reset */
    void *content;                                     /* a structure, or NULL */
    void (*drop)(const LsAlloc *alloc, void *content); /* frees it */
    size_t size;                                       /* of the bytes */
    char data[];
};

/* A message with a copy of the bytes (may be NULL: room for them); NULL: no memory. */
SimMessage *sim_message_bytes(SimNet *net, const char *data, size_t size);
/* A message that owns `content`; NULL: no memory, the content is the caller's still. */
SimMessage *sim_message_content(SimNet *net, void *content, void (*drop)(const LsAlloc *alloc, void *content),
                                size_t wire_bytes);
/* Frees it and its content (unless the receiver took it: content NULL). */
void sim_message_free(SimNet *net, SimMessage *message);

/* ---- sockets ---- */

/* What both ends' buffers hold together, measured over the loopback interface. */
enum { SIM_SOCKET_BUFFER = 3910656 };

typedef enum SimSocketState {
    SIM_SOCKET_LISTENING,
    SIM_SOCKET_CONNECTING,
    SIM_SOCKET_OPEN,
    SIM_SOCKET_REFUSED, /* nobody listens there, or the host is down */
    SIM_SOCKET_UNKNOWN, /* no such host (strict) */
    SIM_SOCKET_RESET,   /* the other end is gone for good */
    SIM_SOCKET_CLOSED,  /* this end was closed */
} SimSocketState;

/* What answers at a modelled host.  `end` is the host's end of the connection; the message is the service's. */
typedef struct SimService {
    void (*received)(SimNet *net, SimHost *host, SimSocket *end, SimMessage *message);
    /* Frees what the service hung on the end (sim_socket_set_data); NULL: nothing. */
    void (*dropped)(SimNet *net, void *data);
} SimService;

/* Listens; port 0: a free one.  LS_E_EXISTS: the port is taken.  The caller holds *listener. */
LsStatus sim_net_listen(SimNet *net, const char *host, int port, int backlog, SimSocket **listener);
/* Begins to connect; the socket gets ready when that has succeeded or failed.  `service`: what to expect of a host that
 * is modelled (NULL: such a host refuses).  The caller holds the socket.  NULL: no memory. */
SimSocket *sim_net_connect(SimNet *net, const char *host, int port, const SimService *service);
/* The next connection that waits at a listener, or NULL.  The caller holds it. */
SimSocket *sim_socket_accept(SimSocket *listener);

SimSocketState sim_socket_state(const SimSocket *socket);
/* Something can be done without waiting: the attempt to connect is over, a connection can be accepted, a message has
 * arrived, or none will any more.  The context is the socket, as a scheduler's condition. */
bool sim_socket_ready(void *socket);
/* The attempt to connect is over, as a scheduler's condition. */
bool sim_socket_settled(void *socket);
/* Sends, taking the message over in any case.  false: this end is closed or shut down, or the connection is reset. */
bool sim_socket_send(SimSocket *socket, SimMessage *message);
/* The same after a delay (a service thinks). */
bool sim_socket_send_later(SimSocket *socket, SimMessage *message, int64_t delay_ns);
/* The next message that has arrived, or NULL; the caller frees it. */
SimMessage *sim_socket_receive(SimSocket *socket);
/* Puts a message back that was not used up. */
void sim_socket_unreceive(SimSocket *socket, SimMessage *message);
/* Nothing has arrived that was not received, and nothing will. */
bool sim_socket_at_end(const SimSocket *socket);
/* How many bytes the operating system's buffers would take now: SIM_SOCKET_BUFFER less what has been sent and not been
 * received at the other end.  Nobody is bound to it: more can be sent.  At a broken connection there is no limit. */
size_t sim_socket_room(const SimSocket *socket);
/* Adds a message to those that have arrived. */
void sim_socket_append(SimSocket *socket, SimMessage *message);
/* No more will be sent from here (after the delay). */
void sim_socket_shut_down(SimSocket *socket);
void sim_socket_shut_down_later(SimSocket *socket, int64_t delay_ns);
/* Closes this end and drops the caller's hold.  The other end sees the end of what arrives; a listener's queue is
 * reset. */
void sim_socket_close(SimSocket *socket);
/* One more holder. */
SimSocket *sim_socket_hold(SimSocket *socket);
/* Drops a hold without closing the end. */
void sim_socket_drop(SimSocket *socket);

SimNet *sim_socket_net(const SimSocket *socket);
const LsAlloc *sim_socket_alloc(const SimSocket *socket);
const char *sim_socket_host(const SimSocket *socket); /* the name that was connected to or listened at */
int sim_socket_port(const SimSocket *socket);         /* of this end */
int sim_socket_peer_port(const SimSocket *socket);    /* of the other; 0 when there is none */
void *sim_socket_data(const SimSocket *socket);       /* the service's or holder's own */
void sim_socket_set_data(SimSocket *socket, void *data);
uint32_t sim_socket_trace_id(const SimSocket *socket); /* of the connection; the same at both ends; 0: no trace */

/* ---- pollers: for event loops ---- */

typedef enum SimWatchFor {
    SIM_WATCH_READ,    /* sim_socket_ready */
    SIM_WATCH_CONNECT, /* sim_socket_settled */
    SIM_WATCH_WRITE,   /* a third of the buffers is free */
} SimWatchFor;

struct SimWatch {
    SimSocket *socket; /* NULL: hangs nowhere */
    SimPoller *poller;
    SimWatch *next_of_socket;
    SimWatch *next_listed;
    bool is_listed;
    SimWatchFor what;
};

/* What an event loop asks when it polls: a list of sockets that were or became ready, in the order of Linux's epoll.
 * What is reported goes to the end of the list, and leaves it when it is found not to be ready any more; what becomes
 * ready meanwhile keeps the place that it still has. */
struct SimPoller {
    SimWatch *first, *last;
    size_t count;
};

/* Hangs a watch on a socket. */
void sim_watch_add(SimWatch *watch, SimPoller *poller, SimSocket *socket, SimWatchFor what);
void sim_watch_remove(SimWatch *watch);
/* Whether anything is ready now. */
bool sim_poller_has_ready(SimPoller *poller);
/* One poll: with *left the poller's count at first, gives one after the other what is ready; NULL: that was all. */
SimWatch *sim_poller_next(SimPoller *poller, size_t *left);

#endif
