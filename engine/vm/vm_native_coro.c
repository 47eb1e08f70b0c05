/* vm_native_coro.c: coroutines written in C. */
#include "vm/vm_coro_methods.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

VmValue vm_native_coro_new(Vm *vm, const VmNativeCoroDef *def, void **state)
{
    vm_cost_add(vm, VM_COST_AWAITABLE, 1);
    VmNativeCoro *coro =
        (VmNativeCoro *)vm_heap_object(vm, vm->types[VM_TYPE_NATIVE_CORO], sizeof(VmNativeCoro) + def->state_size);
    if (coro == NULL) {
        *state = NULL;
        return VM_ERROR;
    }
    coro->def = def;
    *state = coro->state;
    return vm_from_object(coro);
}

void vm_native_coro_begun(VmValue coro)
{
    VmObject *object = vm_to_object(coro);
    object->extra = (uint8_t)((object->extra & ~VM_CORO_STATE) | VM_CORO_SUSPENDED);
}

void vm_native_coro_waits(VmValue coro, VmValue awaitable)
{
    vm_native_coro_begun(coro);
    ((VmNativeCoro *)vm_to_object(coro))->delegate = vm_ref(awaitable);
    vm_to_object(coro)->extra |= VM_CORO_SWAPPED; /* as in `run` */
}

static void set_state(VmNativeCoro *coro, VmCoroState state)
{
    coro->head.extra = (uint8_t)((coro->head.extra & ~VM_CORO_STATE) | state);
}

static VmFlow end(Vm *vm, VmNativeCoro *coro, VmFlow flow)
{
    set_state(coro, VM_CORO_CLOSED);
    if (coro->def->release != NULL && (coro->head.extra & VM_CORO_HOOKED) == 0) {
        coro->head.extra |= VM_CORO_HOOKED; /* here: its state has been released */
        VmValue exception = vm_error_take(vm);
        coro->def->release(vm, coro->state);
        vm_error_restore_steal(vm, exception);
    }
    return flow;
}

/* Runs until it returns, raises or yields; `sent` is owned here. */
static VmFlow run(Vm *vm, VmNativeCoro *coro, VmValue sent, VmValue *out)
{
    for (;;) {
        VmFlow flow;
        if (coro->delegate != VM_EMPTY) {
            flow = vm_await_step(vm, coro->delegate, (coro->head.extra & VM_CORO_SWAPPED) == 0, sent, out);
            coro->head.extra |= VM_CORO_SWAPPED; /* here: the delegate has been stepped */
            vm_unref(vm, sent);
            if (flow == VM_FLOW_YIELD) {
                return flow;
            }
            vm_set_steal(vm, &coro->delegate, VM_EMPTY);
            sent = flow == VM_FLOW_RETURN ? *out : VM_ERROR;
        }
        flow = coro->def->resume(vm, coro->state, sent, out);
        vm_unref(vm, sent);
        if (flow != VM_FLOW_AWAIT) {
            return flow;
        }
        coro->delegate = vm_awaitable(vm, *out, LANG_AWAITED_PLAIN);
        vm_unref(vm, *out);
        coro->head.extra &= (uint8_t)~VM_CORO_SWAPPED;
        sent = coro->delegate == VM_ERROR ? VM_ERROR : VM_NONE; /* what cannot be awaited is its own affair */
    }
}

VmFlow vm_native_coro_resume(Vm *vm, VmNativeCoro *coro, VmValue sent, VmValue *out)
{
    VmCoroState state = (VmCoroState)(coro->head.extra & VM_CORO_STATE);
    *out = VM_ERROR;
    if (state == VM_CORO_CLOSED) {
        vm_error_clear(vm);
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
        return VM_FLOW_RAISE;
    }
    if (state == VM_CORO_RUNNING) {
        vm_error_clear(vm);
        vm_raise(vm, VM_EXC_VALUE_ERROR, "coroutine already executing");
        return VM_FLOW_RAISE;
    }
    if (state == VM_CORO_CREATED && sent == VM_ERROR) { /* it never sees an exception before it has begun */
        return end(vm, coro, VM_FLOW_RAISE);
    }
    if (vm->native_depth >= VM_MAX_NATIVE_DEPTH) {
        vm_error_clear(vm);
        vm_call_too_deep(vm);
        return VM_FLOW_RAISE;
    }
    vm->native_depth++;
    coro->head.refs++;
    set_state(coro, VM_CORO_RUNNING);
    VmFlow flow = run(vm, coro, vm_ref(sent), out);
    if (flow == VM_FLOW_YIELD) {
        set_state(coro, VM_CORO_SUSPENDED);
    } else {
        flow = end(vm, coro, flow);
    }
    vm->native_depth--;
    if (--coro->head.refs == 0) {
        VmValue exception = vm_error_take(vm);
        vm_object_dead(vm, &coro->head);
        vm_error_restore_steal(vm, exception);
    }
    return flow;
}

void *vm_native_coro_state(VmValue coro, const VmNativeCoroDef *def)
{
    if (!vm_has_kind(coro, VM_KIND_NATIVE_CORO)) {
        return NULL;
    }
    VmNativeCoro *native = (VmNativeCoro *)vm_to_object(coro);
    return native->def == def ? native->state : NULL;
}

/* ---- the type ---- */

static void native_release(Vm *vm, VmObject *self)
{
    VmNativeCoro *coro = (VmNativeCoro *)self;
    vm_set_steal(vm, &coro->delegate, VM_EMPTY);
    if (coro->def->release != NULL && (coro->head.extra & VM_CORO_HOOKED) == 0) {
        coro->head.extra |= VM_CORO_HOOKED;
        coro->def->release(vm, coro->state);
    }
}

static void native_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmNativeCoro *coro = (VmNativeCoro *)self;
    visit(vm, coro->delegate, context);
    if (coro->def->traverse != NULL && (coro->head.extra & VM_CORO_HOOKED) == 0) {
        coro->def->traverse(vm, coro->state, visit, context);
    }
}

static void native_fill(VmType *type)
{
    type->release = native_release;
    type->traverse = native_traverse;
    type->finalize = vm_coro_finalize;
    type->repr = vm_coro_repr;
}

const VmTypeSpec vm_type_native_coro = {
    .name = "coroutine",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_NATIVE_CORO,
    .instance_size = sizeof(VmNativeCoro),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = vm_coroutine_methods,
    .fill = native_fill,
};
