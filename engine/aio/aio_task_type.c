/* Task as scripts see it. */
#include "aio/aio_await.h"
#include "aio/aio_repr.h"
#include "aio/aio_sleep.h"
#include "aio/aio_stack.h"
#include "aio/aio_task.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_heap_fast.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

static VmValue task_cancel(Vm *vm, const VmValue *args)
{
    int cancelled = aio_task_cancel(vm, aio_task_of(args[0]), args[1] == VM_NONE ? VM_EMPTY : args[1]);
    return cancelled < 0 ? VM_ERROR : vm_from_bool(cancelled);
}

static VmValue task_cancelling(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(aio_task_of(args[0])->future.cancel_requests);
}

static VmValue task_uncancel(Vm *vm, const VmValue *args)
{
    return vm_from_int(aio_task_uncancel(vm, aio_task_of(args[0])));
}

static VmValue task_get_name(Vm *vm, const VmValue *args)
{
    return aio_task_name(vm, aio_task_of(args[0]));
}

static VmValue task_set_name(Vm *vm, const VmValue *args)
{
    return aio_task_set_name(vm, aio_task_of(args[0]), args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue task_get_coro(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(aio_task_of(args[0])->coro);
}

static const VmNativeDef task_methods[] = {
    {"cancel", task_cancel, "msg=", VM_NATIVE_BUILTIN},
    {"cancelling", task_cancelling, "", VM_NATIVE_BUILTIN},
    {"uncancel", task_uncancel, "", VM_NATIVE_BUILTIN},
    {"get_name", task_get_name, "", VM_NATIVE_BUILTIN},
    {"set_name", task_set_name, "value, /", VM_NATIVE_BUILTIN},
    {"get_coro", task_get_coro, "", VM_NATIVE_BUILTIN},
    {"get_stack", aio_task_get_stack, "*, limit=", VM_NATIVE_BUILTIN},
    {"print_stack", aio_task_print_stack, "*, limit=, file=", VM_NATIVE_BUILTIN},
    {0},
};

static VmValue task_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[4]; /* coro, loop, name, context */
    if (!vm_args_parse(vm, "Task", "coro, *, loop=, name=, context=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue loop = bound[1] != VM_EMPTY && bound[1] != VM_NONE ? vm_ref(bound[1]) : aio_get_event_loop(vm);
    if (loop == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue task = aio_task_new_of(vm, type, aio_loop_of(loop), bound[0], bound[2], bound[3]);
    vm_unref(vm, loop);
    return task;
}

/* A subclass's __init__ comes here with what task_make has read already. */
static bool task_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)vm;
    (void)self;
    (void)args;
    (void)nargs;
    (void)kwnames;
    return true;
}

/* ---- repr ---- */

static bool append_attr(Vm *vm, LsBuf *buf, VmValue object, const char *name)
{
    VmValue value = vm_get_attr_c(vm, object, name);
    bool ok = value != VM_ERROR && vm_append_str_of(vm, buf, value);
    vm_unref(vm, value);
    return ok;
}

/* "<main() running at file.py:12>" or "<main() done, defined at file.py:10>". */
static bool append_coro(Vm *vm, LsBuf *buf, const AioTask *task)
{
    VmValue coro = task->coro;
    ls_buf_putc(buf, '<');
    vm_str_append(buf, vm_coro_qualname_borrow(vm, coro));
    bool done = task->future.state != AIO_PENDING;
    ls_buf_puts(buf, done ? "() done" : "() running");
    VmValue code = vm_has_kind(coro, VM_KIND_COROUTINE) ? vm_get_attr_c(vm, coro, "cr_code") : VM_NONE;
    if (code == VM_ERROR) {
        return false;
    }
    bool ok = true;
    if (code != VM_NONE) {
        ls_buf_puts(buf, done ? ", defined at " : " at ");
        ok = append_attr(vm, buf, code, "co_filename");
        uint32_t line = done ? 0 : vm_coro_line(vm, coro);
        ls_buf_putc(buf, ':');
        if (line != 0) {
            ls_buf_printf(buf, "%u", line);
        } else {
            ok = ok && append_attr(vm, buf, code, "co_firstlineno");
        }
        vm_unref(vm, code);
    }
    ls_buf_putc(buf, '>');
    return ok;
}

static bool append_task(Vm *vm, LsBuf *buf, VmValue self)
{
    static const char *const states[] = {"pending", "cancelled", "finished"};
    AioTask *task = aio_task_of(self);
    if (!aio_await_show(vm, task)) {
        return false;
    }
    bool cancelling = task->future.cancel_requests > 0 && task->future.state == AIO_PENDING;
    ls_buf_printf(buf, "<%s %s name=", vm_type_name(vm, self), cancelling ? "cancelling" : states[task->future.state]);
    VmValue name = aio_task_name(vm, task);
    bool ok = name != VM_ERROR && vm_append_repr(vm, buf, name);
    vm_unref(vm, name);
    ls_buf_puts(buf, " coro=");
    ok = ok && append_coro(vm, buf, task);
    VmValue waiter = aio_task_waiter_borrow(task);
    if (waiter != VM_EMPTY || (!task->future.calling && aio_sleep_in_task(task))) {
        ls_buf_puts(buf, " wait_for=");
        if (ok && waiter != VM_EMPTY && aio_is_future(waiter)) {
            ok = vm_append_repr(vm, buf, waiter);
        } else {
            ls_buf_puts(buf, aio_sleep_text(task));
        }
    }
    return ok && aio_future_append_callbacks(vm, buf, &task->future) &&
           aio_future_append_outcome(vm, buf, &task->future);
}

static VmValue task_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (!append_task(vm, &buf, self)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

/* ---- life ---- */

static void task_release(Vm *vm, VmObject *self)
{
    AioTask *task = (AioTask *)self;
    if (aio_state(vm) != NULL) {
        aio_task_unlist(aio_state(vm), task);
    }
    if (vm_has_kind(task->coro, VM_KIND_COROUTINE) && vm_coro_state(vm_to_coro(task->coro)) != VM_CORO_CLOSED) {
        vm_heap_count(vm, vm_to_object(task->coro)); /* if it lives on, no task holds it */
    }
    vm_unref(vm, task->coro);
    vm_unref(vm, task->future.calling ? task->calling.data : aio_task_waiter_borrow(task));
    aio_future_release(vm, self);
}

/* One that has returned, whose result is not dropped with it, and with nothing that few have. */
static bool task_expire(Vm *vm, VmObject *self)
{
    AioTask *task = (AioTask *)self;
    AioFuture *future = &task->future;
    if (!vm_heap_can_put(self) || future->state != AIO_FINISHED || future->unretrieved || future->calling ||
        future->extra_or_first != 0 || task->waiter != VM_EMPTY || aio_task_dict_borrow(task) != VM_EMPTY ||
        (vm_is_object(future->value) && vm_to_object(future->value)->refs == 1) || future->loop->head.refs == 1) {
        return false;
    }
    if (vm_is_object(future->value)) {
        vm_to_object(future->value)->refs--;
    }
    VmValue coro = task->coro;
    future->loop->head.refs--;
    vm_heap_put(vm, self);
    vm_unref(vm, coro);
    return true;
}

static void task_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioTask *task = (AioTask *)self;
    visit(vm, task->coro, context);
    visit(vm, task->future.calling ? task->calling.data : aio_task_waiter_borrow(task), context);
    aio_future_traverse(vm, self, visit, context);
}

static void task_finalize(Vm *vm, VmObject *self)
{
    AioTask *task = (AioTask *)self;
    if (task->future.state == AIO_PENDING && !task->future.quiet && task->future.loop != NULL && vm->stop == LS_OK) {
        task->future.quiet = true;
        trace_record(vm->recorder, TRACE_TASK_DROP, task->future.trace_id, 0, 0, 0);
        VmValue pending = vm->pending == VM_EMPTY ? VM_EMPTY : vm_error_take(vm);
        aio_loop_report(vm, task->future.loop, "Task was destroyed but it is pending!", VM_EMPTY, "task",
                        vm_from_object(self));
        if (pending != VM_EMPTY) {
            vm_error_restore_steal(vm, pending);
        }
    }
    aio_future_finalize(vm, self);
}

static void task_fill(VmType *type)
{
    type->make = task_make;
    type->init = task_init;
    type->repr = task_repr;
    type->release = task_release;
    type->traverse = task_traverse;
    type->finalize = task_finalize;
    type->expire = task_expire;
    type->await = aio_future_await;
}

const VmTypeSpec aio_type_task = {
    .name = "Task",
    .module = "_asyncio",
    .base = VM_TYPE_OBJECT, /* made below Future */
    .kind = VM_KIND_TASK,
    .instance_size = sizeof(AioTask),
    .has_dict = true,
    .methods = task_methods,
    .fill = task_fill,
};
