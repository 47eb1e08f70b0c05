/* aio_repr.h: texts of asyncio objects, and small helpers for raising its errors. */
#ifndef AIO_REPR_H
#define AIO_REPR_H

#include "aio/aio.h"
#include "base/ls_buf.h"

/* A new CancelledError(message), or CancelledError() when message is VM_EMPTY or None.  Owned. */
VmValue aio_cancelled_error(Vm *vm, VmValue message);
/* asyncio.InvalidStateError(text); returns VM_ERROR. */
VmValue aio_raise_invalid_state(Vm *vm, const char *text);

/* `raise TimeoutError from cancelled` */
void aio_raise_timeout(Vm *vm, VmValue cancelled);

/* A trace string that describes a value: repr of plain values, "<Type>" for others; never runs script code. */
uint32_t aio_trace_repr(Vm *vm, VmValue value);
/* The same for an exception: "ValueError: boom". */
uint32_t aio_trace_exception(Vm *vm, VmValue exception);
/* A trace string that names a callable: its __qualname__, the label of a coroutine … */
uint32_t aio_trace_callable(Vm *vm, VmValue callable);

/* "<prefix object at 0x… [extra]>" as the locks show themselves. */
VmValue aio_object_repr(Vm *vm, VmValue object, const char *extra);

#endif
