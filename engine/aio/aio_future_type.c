/* Future and _GatheringFuture as scripts see them. */
#include "aio/aio_context.h"
#include "aio/aio_future.h"
#include "aio/aio_loop.h"
#include "aio/aio_repr.h"
#include "aio/aio_short.h"
#include "vm/vm_native.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"

static VmValue future_result(Vm *vm, const VmValue *args)
{
    return aio_future_result(vm, args[0]);
}

static VmValue future_exception(Vm *vm, const VmValue *args)
{
    return aio_future_exception(vm, args[0]);
}

static VmValue future_set_result(Vm *vm, const VmValue *args)
{
    if (vm_has_kind(args[0], VM_KIND_TASK)) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Task does not support set_result operation");
    }
    return aio_future_set_result(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue future_set_exception(Vm *vm, const VmValue *args)
{
    if (vm_has_kind(args[0], VM_KIND_TASK)) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Task does not support set_exception operation");
    }
    return aio_future_set_exception(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue future_cancel(Vm *vm, const VmValue *args)
{
    int cancelled = aio_cancel(vm, args[0], args[1] == VM_NONE ? VM_EMPTY : args[1]);
    return cancelled < 0 ? VM_ERROR : vm_from_bool(cancelled);
}

static VmValue future_cancelled(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_future_cancelled(args[0]));
}

static VmValue future_done(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_future_done(args[0]));
}

static VmValue future_get_loop(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_from_object(aio_future_of(args[0])->loop));
}

static VmValue future_add_done_callback(Vm *vm, const VmValue *args)
{
    bool ok;
    VmValue context = aio_context_from_argument(vm, args[2], &ok);
    if (!ok) {
        return VM_ERROR;
    }
    ok = aio_future_add_callback(vm, args[0], args[1], context);
    vm_unref(vm, context);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue future_remove_done_callback(Vm *vm, const VmValue *args)
{
    int64_t removed = aio_future_remove_callable(vm, args[0], args[1]);
    return removed < 0 ? VM_ERROR : vm_from_int(removed);
}

static VmValue future_class_getitem(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue future_blocking(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_future_of(args[0])->blocking);
}

static VmValue future_state(Vm *vm, const VmValue *args)
{
    static const char *const names[] = {"PENDING", "CANCELLED", "FINISHED"};
    return vm_intern_c(vm, names[aio_future_of(args[0])->state]);
}

const VmNativeDef aio_future_methods[] = {
    {"result", future_result, "", VM_NATIVE_BUILTIN},
    {"exception", future_exception, "", VM_NATIVE_BUILTIN},
    {"set_result", future_set_result, "result, /", VM_NATIVE_BUILTIN},
    {"set_exception", future_set_exception, "exception, /", VM_NATIVE_BUILTIN},
    {"cancel", future_cancel, "msg=", VM_NATIVE_BUILTIN},
    {"cancelled", future_cancelled, "", VM_NATIVE_BUILTIN},
    {"done", future_done, "", VM_NATIVE_BUILTIN},
    {"get_loop", future_get_loop, "", VM_NATIVE_BUILTIN},
    {"add_done_callback", future_add_done_callback, "fn, /, *, context=", VM_NATIVE_BUILTIN},
    {"remove_done_callback", future_remove_done_callback, "fn, /", VM_NATIVE_BUILTIN},
    {"__class_getitem__", future_class_getitem, "item, /", VM_NATIVE_CLASS},
    {"_state", future_state, "", VM_NATIVE_PROPERTY},
    {"_asyncio_future_blocking", future_blocking, "", VM_NATIVE_PROPERTY},
    {0},
};

/* ---- repr ---- */

static bool append_one_callback(Vm *vm, LsBuf *buf, const AioCallback *callback)
{
    if (callback->native != NULL) {
        ls_buf_printf(buf, "%s()", callback->native->label);
        return true;
    }
    if (vm_has_kind(callback->data, VM_KIND_TASK)) {
        ls_buf_puts(buf, "Task.task_wakeup()");
        return true;
    }
    return aio_append_callback(vm, buf, callback->data, VM_EMPTY);
}

bool aio_future_append_callbacks(Vm *vm, LsBuf *buf, const AioFuture *future)
{
    uint32_t count = aio_future_callback_count(future);
    if (count == 0) {
        return true;
    }
    ls_buf_puts(buf, " cb=[");
    for (uint32_t i = 0; i < count; i++) {
        if (count > 2 && i > 0 && i < count - 1) {
            if (i == 1) {
                ls_buf_printf(buf, ", <%u more>", count - 2);
            }
            continue;
        }
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        AioCallback callback = aio_future_callback(future, i);
        if (!append_one_callback(vm, buf, &callback)) {
            return false;
        }
    }
    ls_buf_putc(buf, ']');
    return true;
}

bool aio_future_append_outcome(Vm *vm, LsBuf *buf, const AioFuture *future)
{
    if (future->state != AIO_FINISHED) {
        return true;
    }
    if (future->is_exception) {
        ls_buf_puts(buf, " exception=");
        return vm_append_repr(vm, buf, future->value);
    }
    ls_buf_puts(buf, " result=");
    return aio_append_short(vm, buf, future->value);
}

static VmValue future_repr(Vm *vm, VmValue self)
{
    static const char *const states[] = {"pending", "cancelled", "finished"};
    AioFuture *future = aio_future_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<%s %s", vm_type_name(vm, self), states[future->state]);
    if (!aio_future_append_outcome(vm, &buf, future) || !aio_future_append_callbacks(vm, &buf, future)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

/* ---- life ---- */

/* The loop that an argument names, or the current one; owned. */
static VmValue loop_of_argument(Vm *vm, VmValue loop)
{
    return loop != VM_EMPTY && loop != VM_NONE ? vm_ref(loop) : aio_get_event_loop(vm);
}

static bool read_loop(Vm *vm, const VmValue *args, size_t nargs, VmValue kwnames, VmValue *loop)
{
    if (nargs > 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Future() takes no positional arguments");
        return false;
    }
    *loop = VM_EMPTY;
    return vm_args_parse(vm, "Future", "*, loop=", args, nargs, kwnames, loop);
}

/* A subclass with an __init__ of its own may have other arguments: that one passes the loop on, if at all. */
static VmValue future_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue loop = VM_EMPTY;
    if (!vm_slots_init_is_script(type) && !read_loop(vm, args, nargs, kwnames, &loop)) {
        return VM_ERROR;
    }
    loop = loop_of_argument(vm, loop);
    VmValue future = loop == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (future != VM_ERROR) {
        aio_future_init(aio_future_of(future), aio_loop_of(loop), TRACE_WAIT_FUTURE, 0);
    }
    vm_unref(vm, loop);
    return future;
}

static bool future_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue loop;
    if (!vm_slots_init_is_script(vm_to_object(self)->type)) {
        return true; /* done by future_make */
    }
    if (!read_loop(vm, args, nargs, kwnames, &loop)) {
        return false;
    }
    if (loop != VM_EMPTY && loop != VM_NONE) {
        VmValue former = vm_from_object(aio_future_of(self)->loop);
        aio_future_of(self)->loop = aio_loop_of(vm_ref(loop));
        vm_unref(vm, former);
    }
    return true;
}

void aio_future_release(Vm *vm, VmObject *self)
{
    AioFuture *future = (AioFuture *)self;
    aio_callbacks_release(vm, future);
    vm_unref(vm, future->value);
    if (future->loop != NULL) {
        vm_unref(vm, vm_from_object(future->loop));
    }
}

void aio_future_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioFuture *future = (AioFuture *)self;
    visit(vm, future->value, context); /* the result, or the first callback's data */
    AioExtra *extra = aio_extra_or_null(future);
    if (extra != NULL) {
        for (uint32_t i = 0; i < extra->callback_count; i++) {
            visit(vm, extra->callbacks[i].data, context);
            visit(vm, extra->callbacks[i].context, context);
        }
        visit(vm, extra->message, context);
        visit(vm, extra->sleep_message, context);
        visit(vm, extra->context, context);
        visit(vm, extra->throwing, context);
    }
    if (future->loop != NULL) {
        visit(vm, vm_from_object(future->loop), context);
    }
}

void aio_future_finalize(Vm *vm, VmObject *self)
{
    AioFuture *future = (AioFuture *)self;
    if (!future->unretrieved || future->loop == NULL || vm->stop != LS_OK) {
        return;
    }
    future->unretrieved = false;
    LsBuf message;
    ls_buf_init(&message, vm->alloc);
    ls_buf_printf(&message, "%s exception was never retrieved", vm_type_name(vm, vm_from_object(self)));
    VmValue pending = vm->pending == VM_EMPTY ? VM_EMPTY : vm_error_take(vm);
    aio_loop_report(vm, future->loop, ls_buf_text(&message), future->value, "future", vm_from_object(self));
    if (pending != VM_EMPTY) {
        vm_error_restore_steal(vm, pending);
    }
    ls_buf_free(&message);
}

static void future_fill(VmType *type)
{
    type->make = future_make;
    type->init = future_init;
    type->repr = future_repr;
    type->release = aio_future_release;
    type->traverse = aio_future_traverse;
    type->finalize = aio_future_finalize;
    type->await = aio_future_await;
}

const VmTypeSpec aio_type_future = {
    .name = "Future",
    .module = "_asyncio",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_FUTURE,
    .instance_size = sizeof(AioFuture),
    .has_dict = true,
    .methods = aio_future_methods,
    .fill = future_fill,
};
