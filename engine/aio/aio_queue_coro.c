/* The coroutines of asyncio's queues: get(), put() and join() in the general way. */
#include "aio/aio_event.h"
#include "aio/aio_queue.h"
#include "aio/aio_queue_internal.h"

/* A wait ended with an exception: the future is given up, and if it had been woken the next one is. */
static VmFlow give_up(Vm *vm, AioCall *call, AioWaiters *waiters, bool possible)
{
    VmValue pending = vm_error_take(vm);
    bool cancelled_now = aio_future_done(call->future) || aio_future_cancel_plain(vm, call->future, VM_EMPTY);
    aio_waiters_remove(vm, waiters, call->future);
    if (cancelled_now && possible && !aio_future_cancelled(call->future)) {
        aio_waiters_wake_next(vm, waiters);
    }
    vm_error_clear(vm);
    vm_error_restore_steal(vm, pending);
    return VM_FLOW_RAISE;
}

static VmFlow wait_in(Vm *vm, AioCall *call, AioWaiters *waiters, TraceWait wait, VmValue *out)
{
    call->phase = 1;
    VmValue future = aio_waiters_add(vm, waiters, wait, aio_queue_of(call->self)->trace_id);
    if (future == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    vm_set_steal(vm, &call->future, vm_ref(future));
    return aio_call_wait(call, out);
}

static VmFlow get_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    AioQueue *queue = aio_queue_of(call->self);
    if (sent == VM_ERROR) {
        return call->phase == 0 ? VM_FLOW_RAISE : give_up(vm, call, &queue->getters, aio_queue_count(vm, queue) > 0);
    }
    if (aio_queue_count(vm, queue) == 0) {
        return wait_in(vm, call, &queue->getters, (TraceWait)queue->get_wait, out);
    }
    *out = aio_queue_get_nowait(vm, call->self);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static VmFlow put_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    AioQueue *queue = aio_queue_of(call->self);
    if (sent == VM_ERROR) {
        return call->phase == 0 ? VM_FLOW_RAISE : give_up(vm, call, &queue->putters, !aio_queue_is_full(vm, queue));
    }
    if (aio_queue_is_full(vm, queue)) {
        return wait_in(vm, call, &queue->putters, TRACE_WAIT_QUEUE_PUT, out);
    }
    *out = VM_NONE;
    return aio_queue_put_nowait(vm, call->self, call->argument) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static const VmNativeCoroDef get_def = {
    .qualname = "Queue.get",
    .state_size = sizeof(AioCall),
    .resume = get_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static const VmNativeCoroDef put_def = {
    .qualname = "Queue.put",
    .state_size = sizeof(AioCall),
    .resume = put_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static VmFlow join_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    *out = VM_NONE;
    if (call->phase++ == 0 && aio_queue_of(call->self)->unfinished > 0) {
        *out = aio_event_wait(vm, aio_queue_of(call->self)->finished);
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    }
    return VM_FLOW_RETURN;
}

static const VmNativeCoroDef join_def = {
    .qualname = "Queue.join",
    .state_size = sizeof(AioCall),
    .resume = join_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_queue_get(Vm *vm, VmValue queue)
{
    return aio_call_new(vm, &get_def, queue, VM_EMPTY);
}

VmValue aio_queue_put(Vm *vm, VmValue queue, VmValue item)
{
    return aio_call_new(vm, &put_def, queue, item);
}

VmValue aio_queue_join(Vm *vm, VmValue queue)
{
    return aio_call_new(vm, &join_def, queue, VM_EMPTY);
}
