/* sim_net_internal.h: what the files of the network share. */
#ifndef SIM_NET_INTERNAL_H
#define SIM_NET_INTERNAL_H

#include "sim/sim_net.h"

#include <string.h>

enum { SIM_SOCKET_ENOUGH = SIM_SOCKET_BUFFER / 3 }; /* room that makes a socket writable again */

enum { SIM_MESSAGE_DATA, SIM_MESSAGE_END, SIM_MESSAGE_RESET };

struct SimSocket {
    SimEvent event; /* of connecting; first */
    SimNet *net;
    SimSocket *next, *previous; /* all of the network */
    SimSocket *peer;            /* NULL: none yet, or gone */
    SimHost *host;              /* whose latency counts; NULL at a listener */
    const SimService *service;  /* answers here: this is a modelled host's end; at a connecting end: what it expects */
    SimSocketState state;
    bool shut, ended, is_service;
    uint32_t holds, in_flight;
    SimMessage *first, *last;         /* arrived */
    size_t arrived, coming;           /* bytes: of those, and on their way here */
    int64_t link_free_ns, arrival_ns; /* of what is sent here: when the wire is free, when the last one arrives */
    SimSocket *pending_first, *pending_last, *next_pending; /* a listener's queue of server ends */
    int backlog, pending, attempts;
    SimWatch *watches;
    char *name;
    size_t name_size;
    int port, peer_port;
    void *data;
    uint32_t trace_id;
    const void *process; /* of the thread that connects; only to be compared */
};

struct SimNet {
    SimWorld *world;
    SimRandom random;
    SimHost *hosts, *last_host;
    SimHost *loopback;
    SimSocket *sockets;
    int64_t loopback_latency_ns;
    int next_port;
    bool strict;
    bool crossed;
};

/* The model of the way to a name: the host, declared or assumed, or the loopback.  NULL: no memory. */
SimHost *sim_net_route(SimNet *net, const char *name);
/* A part of the host's latency with its share of the jitter. */
int64_t sim_host_jittered(SimNet *net, const SimHost *host, int64_t ns);
/* A port that the operating system would give; 0: none is free. */
int sim_net_free_port(SimNet *net, bool (*taken)(SimNet *net, int port));
/* Frees all sockets and what is on its way. */
void sim_net_end_sockets(SimNet *net);
/* The function of a message's event. */
void sim_message_arrive(SimEvent *event);
/* Marks everybody who watches the socket. */
void sim_socket_wake(SimSocket *socket);
/* A copy of a text, with size + 1 bytes. */
char *sim_net_text(SimNet *net, const char *text, size_t size);

#endif
