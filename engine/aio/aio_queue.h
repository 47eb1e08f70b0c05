/* aio_queue.h: asyncio.Queue from C: as_completed has one inside. */
#ifndef AIO_QUEUE_H
#define AIO_QUEUE_H

#include "aio/aio_waiters.h"

VmValue aio_queue_new(Vm *vm, TraceWait get_wait);
/* queue.get() as a coroutine. */
VmValue aio_queue_get(Vm *vm, VmValue queue);
bool aio_queue_put_nowait(Vm *vm, VmValue queue, VmValue item);
/* Makes `await queue.get()` and put() fast in the type Queue. */
bool aio_queue_add_begins(Vm *vm, VmType *queue);

#endif
