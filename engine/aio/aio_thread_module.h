/* aio_thread_module.h: the module `_thread`: what `threading`, `queue` and `multiprocessing`, which are written in
 * Python, are made of. */
#ifndef AIO_THREAD_MODULE_H
#define AIO_THREAD_MODULE_H

#include "aio/aio_thread.h"
#include "vm/vm_thread.h"

/* What get_ident() gives in that thread: never 0. */
static inline uint64_t aio_thread_ident(const VmThread *thread)
{
    return UINT64_C(0x7f0000000000) + (uint64_t)thread->number * 0x800000;
}

extern const VmTypeSpec aio_type_thread_lock, aio_type_thread_rlock, aio_type_thread_gate;
extern const VmModuleSpec aio_thread_module;

#endif
