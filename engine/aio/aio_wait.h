/* aio_wait.h: what asyncio's waiting functions share. */
#ifndef AIO_WAIT_H
#define AIO_WAIT_H

#include "aio/aio.h"

/* asyncio.as_completed(fs, timeout=) */
VmValue aio_as_completed(Vm *vm, const VmValue *args);

#endif
