/* aio_gather.h: asyncio.gather. */
#ifndef AIO_GATHER_H
#define AIO_GATHER_H

#include "aio/aio_task.h"

/* gather(*args, return_exceptions=…): the outer future.  The arguments are borrowed; `own`, if not NULL, is the same
 * array again, out of which they may be moved (VM_EMPTY is left). */
VmValue aio_gather(Vm *vm, const VmValue *args, size_t count, bool return_exceptions, VmValue *own);
/* cancel() of a gather's future: cancels the children.  As aio_cancel. */
int aio_gather_cancel(Vm *vm, VmValue outer, VmValue message);

#endif
