/* aio_task.h: tasks: creating, stepping, waking, cancelling. */
#ifndef AIO_TASK_H
#define AIO_TASK_H

#include "aio/aio_future.h"
#include "aio/aio_loop.h"

static inline AioTask *aio_task_of(VmValue v)
{
    return (AioTask *)vm_to_object(v);
}

static inline VmValue aio_task_value(AioTask *task)
{
    return vm_from_object(task);
}

/* A task for a coroutine (borrowed), its first step queued.  `name` a str or VM_EMPTY; `context` a Context object, a
 * snapshot or VM_EMPTY. TypeError for what is no coroutine. */
VmValue aio_task_new(Vm *vm, AioLoop *loop, VmValue coro, VmValue name, VmValue context);
/* The same for a coroutine of a script and none of the others. */
VmValue aio_task_new_plain(Vm *vm, AioLoop *loop, VmValue coro);
/* The same for a class below Task. */
VmValue aio_task_new_of(Vm *vm, VmType *type, AioLoop *loop, VmValue coro, VmValue name, VmValue context);
/* ensure_future: futures are returned as they are, coroutines and awaitables become tasks. */
VmValue aio_ensure_future(Vm *vm, AioLoop *loop, VmValue awaitable);

/* Runs a step of the task that stood at the head of the ready queue, whose reference is taken over.  Unless the loop is
 * watched, the steps of the tasks that follow may be run as well (aio_loop_next_step).  false: the exception that is
 * pending leaves the loop. */
bool aio_task_step_steal(Vm *vm, AioTask *task);
/* The future or sleep that it waits for is done: queue the step. */
bool aio_task_wake(Vm *vm, AioTask *task, uint32_t cause);
int aio_task_cancel(Vm *vm, AioTask *task, VmValue message);
/* For its step.  Cancels what it waits for: 1, 0 when there is nothing that can be, -1 error. */
int aio_task_cancel_waiter(Vm *vm, AioTask *task, VmValue message);
/* The entity that a waiter is, for screens; 0: none, or nothing is recorded. */
uint32_t aio_task_waiter_entity(Vm *vm, VmValue waiter);
/* The dict of attributes that scripts have set, borrowed; VM_EMPTY: none.  Not of an instance of a script's class. */
static inline VmValue aio_task_dict_borrow(const AioTask *task)
{
    VmValue dict;
    memcpy(&dict, task + 1, sizeof dict);
    return dict;
}

/* "Task-3" or the given name; owned str. */
VmValue aio_task_name(Vm *vm, const AioTask *task);
/* set_name(str(name)), recorded. */
bool aio_task_set_name(Vm *vm, AioTask *task, VmValue name);
static inline uint32_t aio_task_trace_id(const AioTask *task)
{
    return task->future.trace_id;
}

/* What it waits for: a future, a sleep object, or VM_EMPTY; borrowed. */
static inline VmValue aio_task_waiter_borrow(const AioTask *task)
{
    return task->timer.phase != AIO_SLEEP_ARMED && !task->future.calling ? task->waiter : VM_EMPTY;
}

/* A done task's callback in the ready queue, which stands there as AIO_READY_CALLBACK (aio_callbacks.c).  Runs it; the
 * reference to the task is taken over. */
bool aio_task_run_callback(Vm *vm, AioTask *task);
/* The same without running it. */
void aio_task_drop_callback(Vm *vm, AioTask *task);

/* uncancel(); returns what is left. */
uint32_t aio_task_uncancel(Vm *vm, AioTask *task);

/* Its contextvars snapshot or Context; borrowed, VM_EMPTY when empty. */
static inline VmValue aio_task_context_borrow(const AioTask *task)
{
    const AioExtra *extra = aio_extra_or_null(&task->future);
    return extra != NULL ? extra->context : VM_EMPTY;
}

/* It no longer counts as pending. */
void aio_task_unlist(AioState *state, AioTask *task);
/* The tasks that are not done, of one loop (NULL: of all), in order of creation: a list, owned.  Looks at all objects
 * if there are any. */
VmValue aio_pending_tasks(Vm *vm, AioLoop *loop);

extern const VmTypeSpec aio_type_task;

#endif
