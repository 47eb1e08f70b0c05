/* Handle and TimerHandle: what call_soon, call_later and call_at return. */
#include "aio/aio_context.h"
#include "aio/aio_loop.h"
#include "aio/aio_repr.h"
#include "aio/aio_short.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

void aio_handle_cancel(Vm *vm, AioHandle *handle)
{
    if (handle->cancelled) {
        return;
    }
    handle->cancelled = true;
    if (!handle->has_run) {
        trace_record(vm->recorder, TRACE_HANDLE_CANCEL, handle->trace_id, 0, 0, 0);
    }
    aio_loop_disarm(vm, handle->loop, &handle->timer);
    vm_set_steal(vm, &handle->callback, VM_EMPTY);
    vm_set_steal(vm, &handle->args, VM_EMPTY);
}

static VmValue handle_cancel(Vm *vm, const VmValue *args)
{
    aio_handle_cancel(vm, aio_handle_of(args[0]));
    return VM_NONE;
}

static VmValue handle_cancelled(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_handle_of(args[0])->cancelled);
}

static VmValue handle_when(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(aio_handle_of(args[0])->when);
}

static VmValue handle_repr(Vm *vm, VmValue self)
{
    AioHandle *handle = aio_handle_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<%s", vm_type_name(vm, self));
    bool ok = true;
    if (handle->cancelled) {
        ls_buf_puts(&buf, " cancelled");
    }
    if (handle->is_timer) {
        ls_buf_puts(&buf, " when=");
        ok = vm_append_repr(vm, &buf, handle->when);
    }
    if (handle->native != NULL) {
        ls_buf_printf(&buf, " %s()", handle->native->label);
    } else if (ok && handle->callback != VM_EMPTY) {
        ls_buf_putc(&buf, ' ');
        ok = aio_append_callback(vm, &buf, handle->callback, handle->args);
    }
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

/* Timer handles stand in the order of their times. */
static VmValue timer_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_object(other) || vm_to_object(other)->type != aio_type(vm, AIO_TYPE_TIMER_HANDLE)) {
        return VM_NOT_IMPLEMENTED;
    }
    const AioHandle *a = aio_handle_of(self), *b = aio_handle_of(other);
    if (op == VM_COMPARE_EQ || op == VM_COMPARE_NE) {
        int equal = a->callback == b->callback && a->cancelled == b->cancelled ? vm_equal(vm, a->when, b->when) : 0;
        return equal < 0 ? VM_ERROR : vm_from_bool((equal != 0) == (op == VM_COMPARE_EQ));
    }
    return vm_compare(vm, op, a->when, b->when);
}

static void handle_release(Vm *vm, VmObject *self)
{
    AioHandle *handle = (AioHandle *)self;
    vm_unref(vm, handle->callback);
    vm_unref(vm, handle->args);
    vm_unref(vm, handle->when);
    vm_unref(vm, handle->context);
    if (handle->loop != NULL) {
        vm_unref(vm, vm_from_object(handle->loop));
    }
}

static void handle_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioHandle *handle = (AioHandle *)self;
    visit(vm, handle->callback, context);
    visit(vm, handle->args, context);
    visit(vm, handle->context, context);
    if (handle->loop != NULL) {
        visit(vm, vm_from_object(handle->loop), context);
    }
}

static void handle_fill(VmType *type)
{
    type->repr = handle_repr;
    type->release = handle_release;
    type->traverse = handle_traverse;
}

static void timer_handle_fill(VmType *type)
{
    handle_fill(type);
    type->compare = timer_compare;
}

static const VmNativeDef handle_methods[] = {
    {"cancel", handle_cancel, "", VM_NATIVE_PYTHON},
    {"cancelled", handle_cancelled, "", VM_NATIVE_PYTHON},
    {0},
};

static const VmNativeDef timer_handle_methods[] = {
    {"cancel", handle_cancel, "", VM_NATIVE_PYTHON},
    {"cancelled", handle_cancelled, "", VM_NATIVE_PYTHON},
    {"when", handle_when, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_handle = {
    .name = "Handle",
    .module = "asyncio.events",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioHandle),
    .flags = VM_TYPE_NO_MAKE,
    .methods = handle_methods,
    .fill = handle_fill,
};

const VmTypeSpec aio_type_timer_handle = {
    .name = "TimerHandle",
    .module = "asyncio.events",
    .base = VM_TYPE_OBJECT, /* made below Handle */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioHandle),
    .flags = VM_TYPE_NO_MAKE,
    .methods = timer_handle_methods,
    .fill = timer_handle_fill,
};
