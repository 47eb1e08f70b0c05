#include "aio/aio_parts.h"

#include "aio/aio_condition.h"
#include "aio/aio_event.h"
#include "aio/aio_lock.h"
#include "aio/aio_module.h"
#include "aio/aio_policy.h"
#include "aio/aio_pool.h"
#include "aio/aio_queue.h"
#include "vm/vm_str.h"

/* A base stands before what is made below it. */
static const AioTypeEntry part_types[] = {
    {AIO_TYPE_LOCK, &aio_type_lock, -1},
    {AIO_TYPE_EVENT, &aio_type_event, -1},
    {AIO_TYPE_CONDITION, &aio_type_condition, -1},
    {AIO_TYPE_SEMAPHORE, &aio_type_semaphore, -1},
    {AIO_TYPE_BOUNDED_SEMAPHORE, &aio_type_bounded_semaphore, AIO_TYPE_SEMAPHORE},
    {AIO_TYPE_BARRIER, &aio_type_barrier, -1},
    {AIO_TYPE_QUEUE, &aio_type_queue, -1},
    {AIO_TYPE_PRIORITY_QUEUE, &aio_type_priority_queue, AIO_TYPE_QUEUE},
    {AIO_TYPE_LIFO_QUEUE, &aio_type_lifo_queue, AIO_TYPE_QUEUE},
    {AIO_TYPE_TASK_GROUP, &aio_type_task_group, -1},
    {AIO_TYPE_TIMEOUT, &aio_type_timeout, -1},
    {AIO_TYPE_AS_COMPLETED, &aio_type_as_completed, -1},
    {AIO_TYPE_EXECUTOR, &aio_type_executor, -1},
    {AIO_TYPE_PROCESS_EXECUTOR, &aio_type_process_executor, -1},
    {AIO_TYPE_JOB, &aio_type_job, -1},
    {AIO_TYPE_JOB_RESULTS, &aio_type_job_results, -1},
};

bool aio_make_more_types(Vm *vm, AioState *state)
{
    if (!aio_make_types(vm, state, part_types, sizeof part_types / sizeof part_types[0])) {
        return false;
    }
    return aio_make_stream_errors(vm, state) && aio_queue_add_begins(vm, state->types[AIO_TYPE_QUEUE]) &&
           aio_lock_add_begins(vm, state->types[AIO_TYPE_LOCK]) &&
           aio_semaphore_add_begins(vm, state->types[AIO_TYPE_SEMAPHORE]) &&
           aio_event_add_begins(vm, state->types[AIO_TYPE_EVENT]) &&
           aio_condition_add_begins(vm, state->types[AIO_TYPE_CONDITION]) &&
           aio_timeout_add_begins(vm, state->types[AIO_TYPE_TIMEOUT]);
}

bool aio_add_wait_constants(Vm *vm, VmValue module)
{
    static const char *const names[] = {"FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!vm_module_set_steal(vm, module, names[i], vm_intern_c(vm, names[i]))) {
            return false;
        }
    }
    return true;
}

bool aio_add_parts(Vm *vm, VmValue module)
{
    static const VmNativeDef *const tables[] = {
        aio_wait_functions, aio_shield_functions, aio_timeout_functions, aio_thread_functions, aio_policy_functions,
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (!aio_add_functions(vm, module, tables[i], "asyncio")) {
            return false;
        }
    }
    return aio_add_wait_constants(vm, module);
}
