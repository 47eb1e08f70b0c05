/* The event loop as scripts see it. */
#include "aio/aio_context.h"
#include "aio/aio_future.h"
#include "aio/aio_job.h"
#include "aio/aio_loop.h"
#include "aio/aio_module.h"
#include "aio/aio_parts.h"
#include "aio/aio_poll.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "vm/vm_heap.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

static AioLoop *self_of(const VmValue *args)
{
    return aio_loop_of(args[0]);
}

/* ---- callbacks ---- */

static bool check_callback(Vm *vm, VmValue callable, const char *method)
{
    if (vm_is_coroutine(callable) || aio_is_coroutine_function(callable)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "coroutines cannot be used with %s()", method);
        return false;
    }
    if (!vm_is_callable(vm, callable)) {
        VmValue text = vm_repr(vm, callable);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "a callable object was expected by %s(), got %s", method,
                     vm_str_data(text));
        }
        vm_unref(vm, text);
        return false;
    }
    return true;
}

static VmValue call_soon(Vm *vm, AioLoop *loop, VmValue callable, VmValue args, VmValue given_context, TraceRole role)
{
    const char *method = role == TRACE_ROLE_THREADSAFE ? "call_soon_threadsafe" : "call_soon";
    if (!aio_loop_check_open(vm, loop) || (loop->debug && !check_callback(vm, callable, method))) {
        return VM_ERROR;
    }
    bool ok;
    VmValue context = aio_context_from_argument(vm, given_context, &ok);
    if (!ok) {
        return VM_ERROR;
    }
    VmValue handle = aio_loop_call_soon(vm, loop, callable, args, context, role);
    vm_unref(vm, context);
    return handle;
}

static VmValue loop_call_soon(Vm *vm, const VmValue *args)
{
    return call_soon(vm, self_of(args), args[1], args[2], args[3], TRACE_ROLE_CALL_SOON);
}

static VmValue loop_call_soon_threadsafe(Vm *vm, const VmValue *args)
{
    return call_soon(vm, self_of(args), args[1], args[2], args[3], TRACE_ROLE_THREADSAFE);
}

static VmValue call_at(Vm *vm, AioLoop *loop, VmValue when, VmValue callable, VmValue args, VmValue given_context)
{
    if (!aio_loop_check_open(vm, loop) || (loop->debug && !check_callback(vm, callable, "call_at"))) {
        return VM_ERROR;
    }
    bool ok;
    VmValue context = aio_context_from_argument(vm, given_context, &ok);
    if (!ok) {
        return VM_ERROR;
    }
    VmValue handle = aio_loop_call_at(vm, loop, when, callable, args, context);
    vm_unref(vm, context);
    return handle;
}

static VmValue loop_call_later(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_NONE) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "delay must not be None");
    }
    VmValue when = vm_binary(vm, VM_BINARY_ADD, vm_from_double(aio_loop_time(vm)), args[1]);
    VmValue handle = when == VM_ERROR ? VM_ERROR : call_at(vm, self_of(args), when, args[2], args[3], args[4]);
    vm_unref(vm, when);
    return handle;
}

static VmValue loop_call_at(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_NONE) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "when cannot be None");
    }
    return call_at(vm, self_of(args), args[1], args[2], args[3], args[4]);
}

static VmValue loop_time(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_double(aio_loop_time(vm));
}

/* ---- running ---- */

static VmValue loop_run_forever(Vm *vm, const VmValue *args)
{
    return aio_loop_run_forever(vm, self_of(args)) ? VM_NONE : VM_ERROR;
}

static VmValue loop_run_until_complete(Vm *vm, const VmValue *args)
{
    return aio_loop_run_until_complete(vm, self_of(args), args[1]);
}

static VmValue loop_stop(Vm *vm, const VmValue *args)
{
    (void)vm;
    aio_loop_stop(self_of(args));
    return VM_NONE;
}

static VmValue loop_close(Vm *vm, const VmValue *args)
{
    return aio_loop_close(vm, self_of(args)) ? VM_NONE : VM_ERROR;
}

static VmValue loop_is_running(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(self_of(args)->running);
}

static VmValue loop_is_closed(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(self_of(args)->closed);
}

static VmValue loop_get_debug(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(self_of(args)->debug);
}

static VmValue loop_set_debug(Vm *vm, const VmValue *args)
{
    int debug = vm_truth(vm, args[1]);
    if (debug < 0) {
        return VM_ERROR;
    }
    self_of(args)->debug = debug != 0;
    return VM_NONE;
}

/* ---- futures and tasks ---- */

static VmValue loop_create_future(Vm *vm, const VmValue *args)
{
    return aio_future_new(vm, self_of(args), TRACE_WAIT_FUTURE, 0);
}

static VmValue loop_create_task(Vm *vm, const VmValue *args)
{
    AioLoop *loop = self_of(args);
    if (!aio_loop_check_open(vm, loop)) {
        return VM_ERROR;
    }
    if (loop->task_factory != VM_EMPTY) {
        VmValue task = vm_call2(vm, loop->task_factory, args[0], args[1]);
        if (task != VM_ERROR && args[2] != VM_EMPTY && args[2] != VM_NONE) {
            VmValue name = vm_intern_c(vm, "set_name");
            VmValue done = vm_call_method(vm, task, name, &args[2], 1);
            vm_unref(vm, name);
            vm_unref(vm, done);
            if (done == VM_ERROR) {
                vm_unref(vm, task);
                return VM_ERROR;
            }
        }
        return task;
    }
    return aio_task_new(vm, loop, args[1], args[2], args[3]);
}

static VmValue loop_set_task_factory(Vm *vm, const VmValue *args)
{
    if (args[1] != VM_NONE && !vm_is_callable(vm, args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "task factory must be a callable or None");
    }
    vm_set_steal(vm, &self_of(args)->task_factory, args[1] == VM_NONE ? VM_EMPTY : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue loop_get_task_factory(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmValue factory = self_of(args)->task_factory;
    return factory == VM_EMPTY ? VM_NONE : vm_ref(factory);
}

/* ---- exception handler ---- */

static VmValue loop_set_exception_handler(Vm *vm, const VmValue *args)
{
    if (args[1] != VM_NONE && !vm_is_callable(vm, args[1])) {
        VmValue text = vm_repr(vm, args[1]);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "A callable object or None is expected, got %s", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    vm_set_steal(vm, &self_of(args)->exception_handler, args[1] == VM_NONE ? VM_EMPTY : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue loop_get_exception_handler(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmValue handler = self_of(args)->exception_handler;
    return handler == VM_EMPTY ? VM_NONE : vm_ref(handler);
}

static VmValue call_handler(Vm *vm, const VmValue *args, bool force_default)
{
    AioLoop *loop = self_of(args);
    VmValue handler = loop->exception_handler;
    if (force_default) {
        loop->exception_handler = VM_EMPTY;
    }
    bool ok = aio_loop_call_exception_handler(vm, loop, args[1]);
    if (force_default) {
        loop->exception_handler = handler;
    }
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue loop_call_exception_handler(Vm *vm, const VmValue *args)
{
    return call_handler(vm, args, false);
}

static VmValue loop_default_exception_handler(Vm *vm, const VmValue *args)
{
    return call_handler(vm, args, true);
}

/* ---- shutting down ---- */

static VmValue loop_shutdown_asyncgens(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_loop_shutdown_asyncgens(vm);
}

static VmValue loop_shutdown_executor(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_loop_shutdown_executor(vm);
}

/* ---- executors ---- */

static VmValue loop_run_in_executor(Vm *vm, const VmValue *args)
{
    const AioLoop *loop = self_of(args);
    if (!aio_loop_check_open(vm, self_of(args)) || (loop->debug && !check_callback(vm, args[2], "run_in_executor"))) {
        return VM_ERROR;
    }
    return aio_run_in_executor(vm, self_of(args), args[1], args[2], args[3], VM_EMPTY);
}

static VmValue loop_set_default_executor(Vm *vm, const VmValue *args)
{
    if (!aio_is_executor(vm, args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "executor must be ThreadPoolExecutor instance");
    }
    vm_set_steal(vm, &self_of(args)->default_executor, vm_ref(args[1]));
    return VM_NONE;
}

static const VmNativeDef loop_methods[] = {
    {"create_connection", aio_loop_create_connection, "*args, **kwargs", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"create_server", aio_loop_create_server, "*args, **kwargs", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"add_signal_handler", aio_loop_add_signal_handler, "*args, **kwargs", VM_NATIVE_PYTHON},
    {"remove_signal_handler", aio_loop_remove_signal_handler, "*args, **kwargs", VM_NATIVE_PYTHON},
    {"run_in_executor", loop_run_in_executor, "executor, func, *args", VM_NATIVE_PYTHON},
    {"set_default_executor", loop_set_default_executor, "executor", VM_NATIVE_PYTHON},
    {"call_soon", loop_call_soon, "callback, *args, context=", VM_NATIVE_PYTHON},
    {"call_soon_threadsafe", loop_call_soon_threadsafe, "callback, *args, context=", VM_NATIVE_PYTHON},
    {"call_later", loop_call_later, "delay, callback, *args, context=", VM_NATIVE_PYTHON},
    {"call_at", loop_call_at, "when, callback, *args, context=", VM_NATIVE_PYTHON},
    {"time", loop_time, "", VM_NATIVE_PYTHON},
    {"run_forever", loop_run_forever, "", VM_NATIVE_PYTHON},
    {"run_until_complete", loop_run_until_complete, "future", VM_NATIVE_PYTHON},
    {"stop", loop_stop, "", VM_NATIVE_PYTHON},
    {"close", loop_close, "", VM_NATIVE_PYTHON},
    {"is_running", loop_is_running, "", VM_NATIVE_PYTHON},
    {"is_closed", loop_is_closed, "", VM_NATIVE_PYTHON},
    {"get_debug", loop_get_debug, "", VM_NATIVE_PYTHON},
    {"set_debug", loop_set_debug, "enabled", VM_NATIVE_PYTHON},
    {"create_future", loop_create_future, "", VM_NATIVE_PYTHON},
    {"create_task", loop_create_task, "coro, *, name=, context=", VM_NATIVE_PYTHON},
    {"set_task_factory", loop_set_task_factory, "factory", VM_NATIVE_PYTHON},
    {"get_task_factory", loop_get_task_factory, "", VM_NATIVE_PYTHON},
    {"set_exception_handler", loop_set_exception_handler, "handler", VM_NATIVE_PYTHON},
    {"get_exception_handler", loop_get_exception_handler, "", VM_NATIVE_PYTHON},
    {"call_exception_handler", loop_call_exception_handler, "context", VM_NATIVE_PYTHON},
    {"default_exception_handler", loop_default_exception_handler, "context", VM_NATIVE_PYTHON},
    {"shutdown_asyncgens", loop_shutdown_asyncgens, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"shutdown_default_executor", loop_shutdown_executor, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

static VmValue loop_repr(Vm *vm, VmValue self)
{
    AioLoop *loop = aio_loop_of(self);
    return vm_str_printf(vm, "<_UnixSelectorEventLoop running=%s closed=%s debug=%s>", loop->running ? "True" : "False",
                         loop->closed ? "True" : "False", loop->debug ? "True" : "False");
}

static void loop_release(Vm *vm, VmObject *self)
{
    AioLoop *loop = (AioLoop *)self;
    aio_poll_release(vm, loop);
    aio_loop_drop_all(vm, loop);
    sim_wheel_free(loop->wheel);
    vm_heap_free(vm, loop->ready, loop->ready_capacity * sizeof *loop->ready);
    vm_unref(vm, loop->exception_handler);
    vm_unref(vm, loop->task_factory);
    vm_unref(vm, loop->default_executor);
}

static void loop_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioLoop *loop = (AioLoop *)self;
    for (size_t i = 0; i < loop->ready_count; i++) {
        visit(vm, aio_ready_object(loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)]), context);
    }
    visit(vm, loop->exception_handler, context);
    visit(vm, loop->task_factory, context);
    visit(vm, loop->default_executor, context);
    aio_poll_traverse(vm, loop, visit, context);
}

static void loop_fill(VmType *type)
{
    type->repr = loop_repr;
    type->release = loop_release;
    type->traverse = loop_traverse;
}

const VmTypeSpec aio_type_base_loop = {
    .name = "BaseEventLoop",
    .module = "asyncio.base_events",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioLoop),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .methods = loop_methods,
    .fill = loop_fill,
};

static VmValue loop_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_parse(vm, "_UnixSelectorEventLoop.__init__", "", args, nargs, kwnames, NULL)) {
        return VM_ERROR;
    }
    return aio_loop_new(vm);
}

static void unix_loop_fill(VmType *type)
{
    loop_fill(type);
    type->make = loop_make;
}

const VmTypeSpec aio_type_loop = {
    .name = "_UnixSelectorEventLoop",
    .module = "asyncio.unix_events",
    .base = VM_TYPE_OBJECT, /* made below BaseEventLoop */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioLoop),
    .has_dict = true,
    .fill = unix_loop_fill,
};
