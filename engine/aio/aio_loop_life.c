/* How event loops come into being, run for one future, and end. */
#include "aio/aio_loop.h"

#include "aio/aio_poll.h"
#include "aio/aio_sleep.h"
#include "aio/aio_task.h"
#include "vm/vm_heap.h"

/* ---- run_until_complete ---- */

static bool stop_when_done(Vm *vm, VmValue argument, VmValue data)
{
    (void)vm;
    AioFuture *future = aio_future_of(argument);
    future->unretrieved = false;
    if (future->state == AIO_FINISHED && future->is_exception &&
        (vm_exception_is(vm, future->value, VM_EXC_SYSTEM_EXIT) ||
         vm_exception_is(vm, future->value, VM_EXC_KEYBOARD_INTERRUPT))) {
        return true; /* it is on its way out of the loop already */
    }
    aio_loop_stop(aio_loop_of(data));
    return true;
}

static const AioNativeDef stop_callback = {"_run_until_complete_cb", stop_when_done};

VmValue aio_loop_run_until_complete(Vm *vm, AioLoop *loop, VmValue awaitable)
{
    if (!aio_loop_check_open(vm, loop)) {
        return VM_ERROR;
    }
    if (loop->running) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "This event loop is already running");
    }
    if (aio_state(vm)->running != NULL) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Cannot run the event loop while another loop is running");
    }
    bool is_new = !aio_is_future(awaitable);
    VmValue future = aio_ensure_future(vm, loop, awaitable);
    if (future == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue self = vm_from_object(loop);
    VmValue result = VM_ERROR;
    if (is_new && vm_has_kind(future, VM_KIND_TASK)) {
        aio_future_of(future)->quiet = true;
    }
    if (aio_future_add_native(vm, future, &stop_callback, self)) {
        bool ok = aio_loop_run_forever(vm, loop);
        aio_future_remove_native(vm, future, &stop_callback, self);
        if (!ok) {
            if (is_new && aio_future_done(future) && !aio_future_cancelled(future)) {
                aio_future_retrieve(future);
            }
        } else if (!aio_future_done(future)) {
            vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Event loop stopped before Future completed.");
        } else {
            result = aio_future_result(vm, future);
        }
    }
    vm_unref(vm, future);
    return result;
}

/* ---- life ---- */

VmValue aio_loop_new(Vm *vm)
{
    VmValue value = vm_instance_new(vm, aio_type(vm, AIO_TYPE_LOOP));
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    AioLoop *loop = aio_loop_of(value);
    loop->wheel = sim_wheel_new(vm->alloc);
    if (loop->wheel == NULL) {
        vm_unref(vm, value);
        return vm_raise_no_memory(vm);
    }
    sim_wheel_on_soon(loop->wheel, aio_timer_soon);
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_puts(&text, "Using selector: EpollSelector");
    bool ok = aio_log(vm, "debug", &text, VM_EMPTY);
    ls_buf_free(&text);
    if (!ok) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    return value;
}

/* Drops what waits in the queue and in the wheel: such callbacks never run. */
void aio_loop_drop_all(Vm *vm, AioLoop *loop)
{
    while (loop->ready_count > 0) {
        VmValue item = aio_loop_pop_ready(loop);
        if ((item & AIO_READY_CALLBACK) != 0) {
            aio_task_drop_callback(vm, aio_task_of(aio_ready_object(item)));
        } else {
            vm_unref(vm, aio_ready_object(item));
        }
    }
    for (SimTimer *timer; loop->wheel != NULL && (timer = sim_wheel_pop_any(loop->wheel)) != NULL;) {
        vm_unref(vm, vm_from_object(aio_timer_owner((AioTimer *)timer)));
    }
}

bool aio_loop_close(Vm *vm, AioLoop *loop)
{
    if (loop->running) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Cannot close a running event loop");
        return false;
    }
    if (!loop->closed) {
        loop->closed = true;
        aio_poll_release(vm, loop);
        aio_loop_drop_all(vm, loop);
    }
    return true;
}
