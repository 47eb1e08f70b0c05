/* aio_gather.h: asyncio.gather. */
#ifndef AIO_GATHER_H
#define AIO_GATHER_H

#include "aio/aio_task.h"

/* gather(*awaitables, return_exceptions=…): the outer future. `awaitables` are borrowed. */
VmValue aio_gather(Vm *vm, const VmValue *awaitables, size_t count, bool return_exceptions);
/* cancel() of a gather's future: cancels the children.  As aio_cancel. */
int aio_gather_cancel(Vm *vm, VmValue outer, VmValue message);

#endif
