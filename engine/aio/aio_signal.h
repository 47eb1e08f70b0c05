/* aio_signal.h: signals between simulated processes.
 *
 * A signal that nobody heeds kills the process, or is dropped, as the system's defaults have it.  One that the script
 * has a handler for (the module `signal`, written in Python) waits in the process's record until its main thread runs
 * script code or blocks where a script can see it: then the handler is called there, and unless it raises, the thread
 * goes on waiting.  SIGINT is heeded from the start: KeyboardInterrupt, or, inside asyncio.run(), the cancellation of
 * the main task.
 */
#ifndef AIO_SIGNAL_H
#define AIO_SIGNAL_H

#include "aio/aio.h"
#include "sim/sim_process.h"
#include "sim/sim_sched.h"

/* What the running process does with a signal. */
typedef enum AioSignalHow { AIO_SIGNAL_DEFAULT, AIO_SIGNAL_IGNORED, AIO_SIGNAL_HEEDED } AioSignalHow;

/* os.kill: 0, or an errno; -1: an exception is pending: the running process has died of it, or its handler raised. */
int aio_signal_send(Vm *vm, int64_t pid, int64_t number);
/* `number` is from 1 to 64. */
void aio_signal_heed(Vm *vm, int64_t number, AioSignalHow how);
/* The running thread is its process's main one: calls the handlers of what has come.  false: one has raised. */
bool aio_signals_handle(Vm *vm);

#endif
