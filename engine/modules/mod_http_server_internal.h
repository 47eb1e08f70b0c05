/* mod_http_server_internal.h: what the files of the server share. */
#ifndef MOD_HTTP_SERVER_INTERNAL_H
#define MOD_HTTP_SERVER_INTERNAL_H

#include "aio/aio_poll.h"
#include "modules/mod_http.h"
#include "modules/mod_http_server.h"
#include "sim/sim_sched.h"

typedef struct ModServer ModServer;

/* A worker as all processes see it: no script values. */
typedef struct ModServeWorker {
    ModServer *server;
    int index;
    const SimThread *thread; /* whose loop it is */
    int in_flight;           /* requests that are being answered */
    double chance;           /* in the race for a connection that wakes all; they add up to 1 */
    bool ready;              /* its startup is done, it accepts */
    bool ended;
} ModServeWorker;

struct ModServer {
    const LsAlloc *alloc;
    uint32_t refs; /* of the process that made it, and of each worker */
    ModServe serve;
    SimSocket *listener; /* held; NULL: closed */
    ModServeWorker *workers;
    SimRandom random; /* of the race */
};

/* What a Vm knows of it: in VM_STATE_FASTAPI. */
typedef struct ModServing {
    ModServe serve;
    ModServer *server;      /* in the process that made it; counted */
    ModServeWorker *worker; /* in a worker */
    AioReader *reader;      /* a worker's, of the listener */
    VmValue on_request, on_stop;
    bool own;     /* the script has asked for it (uvicorn.run), not the scenario */
    VmValue name; /* … by this name of the application, whose text `serve` has; or VM_EMPTY */
} ModServing;

/* NULL: this run serves nothing. */
ModServing *mod_serving(Vm *vm);

/* How many connections a worker accepts when it wakes up, before another one that has been woken by the same connection
 * goes on with what is left.  0: another one was quicker. */
int mod_server_turn(ModServeWorker *worker);
/* Draws the workers' chances in that race. */
void mod_server_draw_race(ModServer *server);
/* uvicorn.run() with several workers: starts them and waits until nothing happens any more.  `name` is the
 * application's, a str (borrowed); of `serve`, the text is not looked at. */
bool mod_serve_processes(Vm *vm, const ModServe *serve, VmValue name);
/* This process becomes the worker of a server of its own, which stops when nothing happens any more … */
bool mod_serve_here(Vm *vm, const ModServe *serve);
/* … and is no longer one. */
void mod_serve_leave(Vm *vm);

/* ---- mod_http_server_connection.c ---- */

/* Makes a connection of what was accepted (its hold is taken over) and reads from it. */
bool mod_connection_start(Vm *vm, AioLoop *loop, SimSocket *socket);
/* The types and functions that library/uvicorn.py stands on. */
bool mod_uvicorn_init(Vm *vm, VmValue module);

#endif
