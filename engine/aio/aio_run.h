/* aio_run.h: asyncio.run and Runner. */
#ifndef AIO_RUN_H
#define AIO_RUN_H

#include "aio/aio_loop.h"

/* asyncio.run(coro, debug=): owned result. */
VmValue aio_run(Vm *vm, VmValue coro, VmValue debug);
/* asyncio.run(coro) for an entry that the front end named. */
VmValue aio_run_entry(Vm *vm, VmValue coro);

extern const VmTypeSpec aio_type_runner;

#endif
