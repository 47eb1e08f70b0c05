/* aio_step.h: what the loop shares with a task's step, so that it can go from one plain step to the next by itself. */
#ifndef AIO_STEP_H
#define AIO_STEP_H

#include "aio/aio_task.h"
#include "vm/vm_call.h"
#include "vm/vm_interp.h"

/* Nothing to throw and no context: the task goes on because a sleep is over or because it gave way. */
static VM_ALWAYS_INLINE bool aio_step_is_plain(const AioState *state, const AioTask *task)
{
    return aio_extra_or_null(&task->future) == NULL && !task->future.must_cancel && !task->timer.cancelled &&
           task->waiter == VM_EMPTY && state->context == VM_EMPTY && state->context_object == VM_EMPTY;
}

/* From now on the task runs. */
static VM_ALWAYS_INLINE void aio_step_begin(Vm *vm, AioState *state, AioTask *task, TraceStep how)
{
    TraceRecorder *recorder = vm->recorder;
    state->current = task;
    if (trace_on(recorder)) {
        recorder->line = vm_coro_line_fast(vm, task->coro);
        recorder->cause =
            trace_record_caused(recorder, TRACE_TASK_STEP, task->future.ready_event, task->future.trace_id, 0, 0, how);
    }
}

/* The task's coroutine has yielded this (taken over): the task waits for it, or its next step is queued. */
bool aio_step_yielded(Vm *vm, AioTask *task, VmValue yielded);
/* It has returned this (taken over). */
bool aio_step_returned(Vm *vm, AioTask *task, VmValue result);

#endif
