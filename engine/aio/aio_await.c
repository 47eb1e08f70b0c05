#include "aio/aio_await.h"

#include "aio/aio_sleep.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_interp.h"
#include "vm/vm_wait.h"

/* With a cost model, what is not made would cost nothing. */
static AioTask *suspending_task(Vm *vm)
{
    return vm->cost == NULL ? aio_task_suspending(vm) : NULL;
}

VmFlow aio_await_begin(Vm *vm, AioWaiters *waiters, TraceWait wait, uint32_t trace_object, VmValue *out,
                       VmValue *awaitable)
{
    AioTask *task = suspending_task(vm);
    if (task == NULL || trace_object == 0) {
        return VM_FLOW_AWAIT;
    }
    if (!aio_waiters_push(vm, waiters, aio_task_value(task))) {
        return VM_FLOW_RAISE;
    }
    task->timer.phase = AIO_WAIT_QUEUED;
    vm->thread->frame->flags |= VM_FRAME_SLEEPS | VM_FRAME_WAITS;
    trace_record(vm->recorder, TRACE_TASK_WAIT, aio_task_trace_id(task), trace_object, 0, wait);
    *out = *awaitable = VM_NONE;
    return VM_FLOW_YIELD;
}

bool aio_await_can(Vm *vm)
{
    return suspending_task(vm) != NULL;
}

bool aio_await_leave(Vm *vm, AioWaiters *waiters)
{
    AioTask *task = aio_state(vm)->current;
    return task != NULL && aio_waiters_remove(vm, waiters, aio_task_value(task));
}

/* ---- unfolding ---- */

/* The future, in the state in which it would be; owned. */
static VmValue make_future(Vm *vm, AioTask *task, const AioAwaited *awaited)
{
    VmValue future = aio_future_new(vm, task->future.loop, awaited->wait, awaited->trace_object);
    if (future == VM_ERROR) {
        return VM_ERROR;
    }
    if (task->timer.phase == AIO_WAIT_QUEUED) {
        if (!aio_future_add_task(vm, future, task)) {
            vm_unref(vm, future);
            return VM_ERROR;
        }
    } else {
        aio_future_of(future)->state = AIO_FINISHED;
        aio_future_of(future)->value = vm_ref(awaited->result);
        aio_future_of(future)->done_event = task->future.ready_event;
    }
    return future;
}

VmValue aio_await_unfold(Vm *vm, const VmFrame *frame, void *who, AioAwaited awaited)
{
    if (awaited.coro == VM_ERROR) {
        return VM_ERROR;
    }
    AioTask *task = aio_state(vm) == NULL ? NULL : who != NULL ? who : aio_task_of_frame(vm, frame);
    VmValue future = task == NULL ? VM_ERROR : make_future(vm, task, &awaited);
    VmNativeCoro *coro = (VmNativeCoro *)vm_to_object(awaited.coro);
    if (future == VM_ERROR) {
        coro->head.extra |= VM_CORO_QUIET;
        vm_unref(vm, awaited.coro);
        return VM_ERROR;
    }
    AioCall *call = (AioCall *)(void *)coro->state;
    call->phase = 1;
    call->future = vm_ref(future);
    vm_native_coro_waits(awaited.coro, future);
    aio_waiters_replace(vm, awaited.waiters, aio_task_value(task), future);
    task->timer.phase = AIO_SLEEP_NEW;
    task->waiter = future;
    return awaited.coro;
}

bool aio_await_show(Vm *vm, AioTask *task)
{
    if (task->future.calling || !aio_waits_in_task(task)) {
        return true;
    }
    return vm_wait_unfold(vm, vm_coro_find_leaf(vm, vm_to_coro(task->coro)), task);
}
