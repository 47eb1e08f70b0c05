/* contextmanager and asynccontextmanager: managers made from generators. */
#include "modules/mod_contextlib.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

typedef struct Manager {
    VmObject head; /* extra: 1 for the async kind */
    VmValue generator;
    VmValue function, args, keywords; /* for another one like it */
} Manager;

static Manager *manager_of(VmValue v)
{
    return (Manager *)vm_to_object(v);
}

static VmValue manager_new(Vm *vm, VmValue function, VmValue args, VmValue keywords, bool async)
{
    VmTuple *tuple = vm_to_tuple(args);
    VmValue generator = vm_call_spread(vm, function, tuple->items, tuple->count, keywords);
    if (generator == VM_ERROR) {
        return VM_ERROR;
    }
    VmType *type =
        vm_to_type(mod_kept_borrow(vm, async ? MOD_KEPT_ASYNC_GENERATOR_MANAGER : MOD_KEPT_GENERATOR_MANAGER));
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = async;
        *manager_of(self) = (Manager){.head = manager_of(self)->head,
                                      .generator = vm_ref(generator),
                                      .function = vm_ref(function),
                                      .args = vm_ref(args),
                                      .keywords = vm_ref(keywords)};
    }
    vm_unref(vm, generator);
    return self;
}

VmValue mod_manager_again(Vm *vm, VmValue manager)
{
    if (mod_is_kept_type(vm, manager, MOD_KEPT_GENERATOR_MANAGER) ||
        mod_is_kept_type(vm, manager, MOD_KEPT_ASYNC_GENERATOR_MANAGER)) {
        Manager *old = manager_of(manager);
        return manager_new(vm, old->function, old->args, old->keywords, old->head.extra != 0);
    }
    bool error;
    VmValue again = mod_get_maybe(vm, manager, "_recreate_cm", &error);
    if (again == VM_EMPTY) {
        return error ? VM_ERROR : vm_ref(manager);
    }
    VmValue result = vm_call0(vm, again);
    vm_unref(vm, again);
    return result;
}

static void manager_release(Vm *vm, VmObject *self)
{
    Manager *manager = (Manager *)self;
    vm_set_steal(vm, &manager->generator, VM_EMPTY);
    vm_set_steal(vm, &manager->function, VM_EMPTY);
    vm_set_steal(vm, &manager->args, VM_EMPTY);
    vm_set_steal(vm, &manager->keywords, VM_EMPTY);
}

static void manager_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Manager *manager = (Manager *)self;
    visit(vm, manager->generator, context);
    visit(vm, manager->function, context);
    visit(vm, manager->args, context);
    visit(vm, manager->keywords, context);
}

static VmValue manager_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue function;
    bool async = vm_to_object(self)->extra != 0;
    const char *name = async ? "AsyncContextDecorator.__call__" : "ContextDecorator.__call__";
    return vm_args_parse(vm, name, "func", args, nargs, kwnames, &function)
               ? mod_manager_decorate(vm, self, function, async)
               : VM_ERROR;
}

/* ---- the plain kind --------------------------------------------------------------------------------------------- */

/* RuntimeError "generator didn't yield", from None, while the end of the generator was being handled. */
static void raise_no_yield(Vm *vm, VmExceptionId end)
{
    VmValue handled = vm_exception_new(vm, vm_exception_type(vm, end), NULL, 0);
    if (handled == VM_ERROR) {
        return;
    }
    vm_raise(vm, VM_EXC_RUNTIME_ERROR, "generator didn't yield");
    vm_error_set_context(vm, handled);
    if (vm_is_exception(vm->pending)) {
        vm_to_exception(vm->pending)->suppress_context = true;
    }
    vm_unref(vm, handled);
}

static VmValue manager_enter(Vm *vm, const VmValue *args)
{
    VmValue value = vm_next(vm, manager_of(args[0])->generator);
    if (value == VM_ERROR && !vm_error_pending(vm)) {
        raise_no_yield(vm, VM_EXC_STOP_ITERATION);
    }
    return value;
}

/* Throws the exception into the generator.  1: it ended; 0: it yielded again; -1: an exception is pending. */
static int throw_into(Vm *vm, VmValue generator, VmValue exception)
{
    VmValue value;
    if (vm_has_kind(generator, VM_KIND_GENERATOR)) {
        vm_error_restore_steal(vm, vm_ref(exception));
        VmFlow flow = vm_coro_resume(vm, generator, VM_ERROR, &value);
        if (flow == VM_FLOW_RAISE) {
            return -1;
        }
        vm_unref(vm, value);
        return flow == VM_FLOW_RETURN;
    }
    value = vm_call_method(vm, generator, vm_name(vm, VM_NAME_THROW), &exception, 1);
    vm_unref(vm, value);
    if (value == VM_ERROR && vm_error_matches(vm, VM_EXC_STOP_ITERATION) && vm->pending != exception) {
        vm_error_clear(vm);
        return 1;
    }
    return value == VM_ERROR ? -1 : 0;
}

static void restore_traceback(Vm *vm, VmValue exception, VmValue traceback)
{
    VmValue old = traceback == VM_NONE ? VM_EMPTY : vm_ref(traceback);
    vm_set_steal(vm, &vm_to_exception(exception)->traceback, old);
}

/* The exception that came out is the one that went in (perhaps wrapped in a RuntimeError): it is passed on by the
 * `with` statement, not by us.  The pending exception is dropped then. */
static bool is_the_same(Vm *vm, VmValue exception, VmValue traceback)
{
    bool same = vm->pending == exception;
    if (!same && vm_error_matches(vm, VM_EXC_RUNTIME_ERROR) &&
        (vm_exception_is(vm, exception, VM_EXC_STOP_ITERATION) ||
         vm_exception_is(vm, exception, VM_EXC_STOP_ASYNC_ITERATION))) {
        same = vm_to_exception(vm->pending)->cause == exception;
    }
    if (same) {
        vm_error_clear(vm);
        restore_traceback(vm, exception, traceback);
    }
    return same;
}

/* The exception that __exit__ was told of: an instance of the class when there is none yet. */
static VmValue exception_of(Vm *vm, const VmValue *args)
{
    return args[2] == VM_NONE ? vm_call0(vm, args[1]) : vm_ref(args[2]);
}

static VmValue manager_exit(Vm *vm, const VmValue *args)
{
    VmValue generator = manager_of(args[0])->generator;
    if (args[1] == VM_NONE) {
        VmValue value = vm_next(vm, generator);
        if (value != VM_ERROR) {
            vm_unref(vm, value);
            return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "generator didn't stop");
        }
        return vm_error_pending(vm) ? VM_ERROR : VM_FALSE;
    }
    VmValue exception = exception_of(vm, args);
    if (exception == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result;
    int ended = throw_into(vm, generator, exception);
    if (ended > 0) {
        result = VM_TRUE;
    } else if (ended == 0) {
        result = vm_raise(vm, VM_EXC_RUNTIME_ERROR, "generator didn't stop after throw()");
    } else {
        result = is_the_same(vm, exception, args[3]) ? VM_FALSE : VM_ERROR;
    }
    vm_unref(vm, exception);
    return result;
}

static const VmNativeDef manager_methods[] = {
    {"__enter__", manager_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", manager_exit, "typ, value, traceback", VM_NATIVE_PYTHON},
    {0},
};

/* ---- the async kind --------------------------------------------------------------------------------------------- */

typedef struct Crossing {
    VmValue manager;
    VmValue exception; /* leaving with an exception: it, and … */
    VmValue traceback; /* … the traceback that it had */
    bool begun;
} Crossing;

static VmFlow raise_flow(Vm *vm, const char *message)
{
    vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s", message);
    return VM_FLOW_RAISE;
}

static VmFlow await_next(Vm *vm, Crossing *crossing, VmValue *out)
{
    crossing->begun = true;
    VmValue generator = manager_of(crossing->manager)->generator;
    VmType *type = vm_type_of(vm, generator);
    *out = type->anext != NULL ? type->anext(vm, generator)
                               : vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an async iterator", type->name);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static VmFlow aenter_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Crossing *crossing = state;
    if (!crossing->begun) {
        return sent == VM_ERROR ? VM_FLOW_RAISE : await_next(vm, crossing, out);
    }
    if (sent != VM_ERROR) {
        *out = vm_ref(sent);
        return VM_FLOW_RETURN;
    }
    if (vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION)) {
        vm_error_clear(vm);
        raise_no_yield(vm, VM_EXC_STOP_ASYNC_ITERATION);
    }
    return VM_FLOW_RAISE;
}

static VmFlow leave_normally(Vm *vm, VmValue sent, VmValue *out)
{
    if (sent != VM_ERROR) {
        return raise_flow(vm, "generator didn't stop");
    }
    if (!vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION)) {
        return VM_FLOW_RAISE;
    }
    vm_error_clear(vm);
    *out = VM_FALSE;
    return VM_FLOW_RETURN;
}

static VmFlow leave_with_exception(Vm *vm, Crossing *crossing, VmValue sent, VmValue *out)
{
    if (sent != VM_ERROR) {
        return raise_flow(vm, "generator didn't stop after athrow()");
    }
    if (vm->pending != crossing->exception && vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION)) {
        vm_error_clear(vm);
        *out = VM_TRUE;
        return VM_FLOW_RETURN;
    }
    *out = VM_FALSE;
    return is_the_same(vm, crossing->exception, crossing->traceback) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

static VmFlow aexit_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Crossing *crossing = state;
    if (crossing->begun) {
        return crossing->exception == VM_EMPTY ? leave_normally(vm, sent, out)
                                               : leave_with_exception(vm, crossing, sent, out);
    }
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (crossing->exception == VM_EMPTY) {
        return await_next(vm, crossing, out);
    }
    crossing->begun = true;
    *out = mod_call_method(vm, manager_of(crossing->manager)->generator, "athrow", &crossing->exception, 1);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static void crossing_release(Vm *vm, void *state)
{
    Crossing *crossing = state;
    vm_set_steal(vm, &crossing->manager, VM_EMPTY);
    vm_set_steal(vm, &crossing->exception, VM_EMPTY);
    vm_set_steal(vm, &crossing->traceback, VM_EMPTY);
}

static void crossing_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    Crossing *crossing = state;
    visit(vm, crossing->manager, context);
    visit(vm, crossing->exception, context);
    visit(vm, crossing->traceback, context);
}

static const VmNativeCoroDef aenter_def = {
    .qualname = "_AsyncGeneratorContextManager.__aenter__",
    .state_size = sizeof(Crossing),
    .resume = aenter_resume,
    .traverse = crossing_traverse,
    .release = crossing_release,
};

static const VmNativeCoroDef aexit_def = {
    .qualname = "_AsyncGeneratorContextManager.__aexit__",
    .state_size = sizeof(Crossing),
    .resume = aexit_resume,
    .traverse = crossing_traverse,
    .release = crossing_release,
};

static VmValue crossing_new(Vm *vm, const VmNativeCoroDef *def, VmValue manager)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        ((Crossing *)state)->manager = vm_ref(manager);
    }
    return coro;
}

static VmValue manager_aenter(Vm *vm, const VmValue *args)
{
    return crossing_new(vm, &aenter_def, args[0]);
}

static VmValue manager_aexit(Vm *vm, const VmValue *args)
{
    VmValue exception = args[1] == VM_NONE ? VM_EMPTY : exception_of(vm, args);
    if (vm_error_pending(vm)) {
        return VM_ERROR;
    }
    VmValue coro = crossing_new(vm, &aexit_def, args[0]);
    if (coro == VM_ERROR) {
        vm_unref(vm, exception);
        return VM_ERROR;
    }
    Crossing *crossing = vm_native_coro_state(coro, &aexit_def);
    crossing->exception = exception;
    crossing->traceback = vm_ref(args[3]);
    return coro;
}

static const VmNativeDef async_manager_methods[] = {
    {"__aenter__", manager_aenter, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", manager_aexit, "typ, value, traceback", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

static void manager_fill(VmType *type)
{
    type->call = manager_call;
    type->release = manager_release;
    type->traverse = manager_traverse;
}

static const VmTypeSpec manager_spec = {
    .name = "_GeneratorContextManager",
    .module = "contextlib",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Manager),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .methods = manager_methods,
    .fill = manager_fill,
};

static const VmTypeSpec async_manager_spec = {
    .name = "_AsyncGeneratorContextManager",
    .module = "contextlib",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Manager),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .methods = async_manager_methods,
    .fill = manager_fill,
};

/* ---- the decorated function ------------------------------------------------------------------------------------- */

typedef struct ManagerFunction {
    VmObject head; /* extra: 1 for the async kind */
    VmValue function;
} ManagerFunction;

static VmValue function_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "helper", "*args, **kwds", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    ManagerFunction *function = (ManagerFunction *)vm_to_object(self);
    VmValue manager = manager_new(vm, function->function, bound[0], bound[1], function->head.extra != 0);
    vm_unref(vm, bound[0]);
    vm_unref(vm, bound[1]);
    return manager;
}

static VmValue function_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static VmValue function_repr(Vm *vm, VmValue self)
{
    return vm_repr(vm, ((ManagerFunction *)vm_to_object(self))->function);
}

static void function_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((ManagerFunction *)self)->function, VM_EMPTY);
}

static void function_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((ManagerFunction *)self)->function, context);
}

static void function_fill(VmType *type)
{
    type->call = function_call;
    type->get_descriptor = function_get;
    type->repr = function_repr;
    type->release = function_release;
    type->traverse = function_traverse;
}

static const VmTypeSpec function_spec = {
    .name = "function",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ManagerFunction),
    .has_dict = true,
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .fill = function_fill,
};

static VmValue function_new(Vm *vm, VmValue function, bool async)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_MANAGER_FUNCTION)));
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = async;
        ((ManagerFunction *)vm_to_object(self))->function = vm_ref(function);
        if (!mod_copy_function_names(vm, self, function)) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static VmValue contextmanager(Vm *vm, const VmValue *args)
{
    return function_new(vm, args[0], false);
}

static VmValue asynccontextmanager(Vm *vm, const VmValue *args)
{
    return function_new(vm, args[0], true);
}

const VmNativeDef mod_contextlib_generator_functions[] = {
    {"contextmanager", contextmanager, "func", VM_NATIVE_PYTHON},
    {"asynccontextmanager", asynccontextmanager, "func", VM_NATIVE_PYTHON},
    {0},
};

bool mod_contextlib_add_generators(Vm *vm, VmValue module)
{
    VmType *function = vm_type_new(vm, &function_spec, NULL);
    bool ok = function != NULL && mod_keep(vm, MOD_KEPT_MANAGER_FUNCTION, vm_from_type(function));
    if (function != NULL) {
        vm_unref(vm, vm_from_type(function));
    }
    return ok && mod_add_type(vm, module, &manager_spec, NULL, MOD_KEPT_GENERATOR_MANAGER) != NULL &&
           mod_add_type(vm, module, &async_manager_spec, NULL, MOD_KEPT_ASYNC_GENERATOR_MANAGER) != NULL;
}
