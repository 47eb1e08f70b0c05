/* aio_parts.h: the parts of asyncio that are built on loop, futures and tasks, one file each: their types and
 * functions, for aio_parts.c, which lists them. */
#ifndef AIO_PARTS_H
#define AIO_PARTS_H

#include "aio/aio.h"

/* A type of the state and where it comes from. */
typedef struct AioTypeEntry {
    AioTypeId id;
    const VmTypeSpec *spec;
    int base; /* AioTypeId, or -1: the spec's */
} AioTypeEntry;

/* Makes the types of a table, in its order; a base stands before what is made below it.  false: exception pending. */
bool aio_make_types(Vm *vm, AioState *state, const AioTypeEntry *entries, size_t count);
/* Adds FIRST_COMPLETED and friends, which are their own names, to a module. */
bool aio_add_wait_constants(Vm *vm, VmValue module);
/* Makes the parts' types: called when the state is made.  false: exception pending. */
bool aio_make_more_types(Vm *vm, AioState *state);
/* Makes `async with asyncio.timeout(…)` fast. */
bool aio_timeout_add_begins(Vm *vm, VmType *timeout);
/* Adds the parts' functions and constants to the module `asyncio`. */
bool aio_add_parts(Vm *vm, VmValue module);

/* Methods of loops: self, a tuple, a dict. */
VmValue aio_loop_create_connection(Vm *vm, const VmValue *args);
VmValue aio_loop_create_server(Vm *vm, const VmValue *args);
VmValue aio_loop_add_signal_handler(Vm *vm, const VmValue *args);
VmValue aio_loop_remove_signal_handler(Vm *vm, const VmValue *args);
/* IncompleteReadError and the like, which programs import to catch. */
bool aio_make_stream_errors(Vm *vm, AioState *state);
/* Makes asyncio.tasks, asyncio.exceptions … from the names of asyncio, which must be complete. */
bool aio_add_submodules(Vm *vm, VmValue module);

extern const VmTypeSpec aio_type_lock, aio_type_event, aio_type_condition, aio_type_semaphore,
    aio_type_bounded_semaphore, aio_type_barrier, aio_type_queue, aio_type_priority_queue, aio_type_lifo_queue,
    aio_type_task_group, aio_type_timeout, aio_type_as_completed, aio_type_executor, aio_type_job, aio_type_job_results;
extern const VmNativeDef aio_wait_functions[];    /* wait, wait_for, as_completed */
extern const VmNativeDef aio_shield_functions[];  /* shield */
extern const VmNativeDef aio_timeout_functions[]; /* timeout, timeout_at */
extern const VmNativeDef aio_thread_functions[];  /* to_thread, run_coroutine_threadsafe, wrap_future */

#endif
