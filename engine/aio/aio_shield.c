/* asyncio.shield. */
#include "aio/aio_parts.h"
#include "aio/aio_task.h"

static bool inner_done(Vm *vm, VmValue inner, VmValue outer);
static bool outer_done(Vm *vm, VmValue outer, VmValue inner);

static const AioNativeDef inner_callback = {"shield.<locals>._inner_done_callback", inner_done};
static const AioNativeDef outer_callback = {"shield.<locals>._outer_done_callback", outer_done};

/* The inner one is done: its outcome becomes the outer one's, if anybody still wants it. */
static bool inner_done(Vm *vm, VmValue inner, VmValue outer)
{
    AioFuture *future = aio_future_of(inner);
    if (aio_future_cancelled(outer)) {
        aio_future_retrieve(inner);
        return true;
    }
    if (future->state == AIO_CANCELLED) {
        return aio_cancel(vm, outer, VM_EMPTY) >= 0;
    }
    future->unretrieved = false;
    VmValue value = vm_ref(future->value);
    bool ok =
        future->is_exception ? aio_future_set_exception(vm, outer, value) : aio_future_set_result(vm, outer, value);
    vm_unref(vm, value);
    return ok;
}

/* The outer one was cancelled: the inner one goes on, and nobody listens to it here. */
static bool outer_done(Vm *vm, VmValue outer, VmValue inner)
{
    if (!aio_future_done(inner)) {
        aio_future_remove_native(vm, inner, &inner_callback, outer);
    }
    return true;
}

static VmValue asyncio_shield(Vm *vm, const VmValue *args)
{
    VmValue inner = aio_ensure_future(vm, NULL, args[0]);
    if (inner == VM_ERROR || aio_future_done(inner)) {
        return inner;
    }
    VmValue outer = aio_future_new(vm, aio_future_of(inner)->loop, TRACE_WAIT_SHIELD, 0);
    if (outer == VM_ERROR || !aio_future_add_native(vm, inner, &inner_callback, outer) ||
        !aio_future_add_native(vm, outer, &outer_callback, inner)) {
        vm_unref(vm, outer);
        vm_unref(vm, inner);
        return VM_ERROR;
    }
    if (trace_on(vm->recorder)) {
        uint32_t outer_id = aio_future_trace_id(vm, outer);
        trace_record(vm->recorder, TRACE_FUTURE_LINK, outer_id, aio_future_trace_id(vm, inner), 0, 0);
    }
    vm_unref(vm, inner);
    return outer;
}

const VmNativeDef aio_shield_functions[] = {
    {"shield", asyncio_shield, "arg", VM_NATIVE_PYTHON},
    {0},
};
