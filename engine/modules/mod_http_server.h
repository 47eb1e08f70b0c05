/* mod_http_server.h: uvicorn: worker processes that serve an application of the script.
 *
 * The server stands before a loop of the script first runs or something is first connected to (vm_stand_up): each
 * worker is a process (aio_process.h), a copy of the script's state at that moment, with a loop and module globals of
 * its own.  All workers wait for the same listening socket; who wakes first accepts what is there.
 *
 * What a worker does with a request is written in Python (library/uvicorn.py) on the functions here.
 */
#ifndef MOD_HTTP_SERVER_H
#define MOD_HTTP_SERVER_H

#include "vm/vm.h"

typedef enum ModServeLoop { MOD_SERVE_ASYNCIO, MOD_SERVE_UVLOOP } ModServeLoop;

/* `__scenario__["serve"]`.  The texts stay the caller's and outlive the Vm. */
typedef struct ModServe {
    const char *app;  /* the name of a global of the script */
    const char *host; /* "127.0.0.1" */
    int port;
    int workers;
    ModServeLoop loop; /* when answers are written: at once, or at the end of an iteration */
    int64_t limiter;   /* threads for `def` handlers in each worker */
} ModServe;

/* Tells the Vm of a run (and of each replay) what to serve.  false: no memory. */
bool mod_serve_attach(Vm *vm, const ModServe *serve);
/* The script has ended: the workers finish what they do, run their shutdown handlers and end. */
void mod_serve_stop(Vm *vm);

#endif
