/* aio_short.h: reprs cut to a length, and callbacks as handles, futures and reports of errors show them.
 *
 * The lengths are those of Python's reprlib, through which asyncio shows results and arguments.  All append to a
 * buffer; false: an exception is pending.
 */
#ifndef AIO_SHORT_H
#define AIO_SHORT_H

#include "aio/aio.h"
#include "base/ls_buf.h"

/* reprlib.repr(value): at most 30 characters of a str or an object, 40 of an int, 6 items of a list. */
bool aio_append_short(Vm *vm, LsBuf *buf, VmValue value);
/* "name(arg, …) at FILE:LINE"; without the place when the callable is no function of the script.  `args` is a tuple, or
 * VM_EMPTY: none. */
bool aio_append_callback(Vm *vm, LsBuf *buf, VmValue callable, VmValue args);

#endif
