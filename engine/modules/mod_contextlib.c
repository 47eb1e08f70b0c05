/* The module contextlib: the small managers, and managers as decorators. */
#include "modules/mod_contextlib.h"
#include "modules/mod_library.h"

#include "modules/mod_abc.h"
#include "modules/mod_table.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- entering and leaving managers ------------------------------------------------------------------------------ */

static VmValue raise_no_manager(Vm *vm, VmValue manager, bool async)
{
    VmType *type = vm_type_of(vm, manager);
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s.%s' object does not support the %scontext manager protocol",
                    vm_is_str(type->module) ? vm_str_data(type->module) : "builtins", vm_str_data(type->qualname),
                    async ? "asynchronous " : "");
}

VmValue mod_manager_enter(Vm *vm, VmValue manager, bool async)
{
    bool missing;
    VmType *type = vm_type_of(vm, manager);
    VmValue exit = vm_type_lookup_borrow(vm, type, vm_name(vm, async ? VM_NAME_AEXIT : VM_NAME_EXIT));
    VmValue enter = vm_name(vm, async ? VM_NAME_AENTER : VM_NAME_ENTER);
    if (exit == VM_EMPTY) {
        return raise_no_manager(vm, manager, async);
    }
    VmValue result = vm_call_special(vm, manager, enter, NULL, 0, &missing);
    return missing ? raise_no_manager(vm, manager, async) : result;
}

void mod_exc_details(Vm *vm, VmValue exception, VmValue details[3])
{
    if (exception == VM_EMPTY) {
        details[0] = details[1] = details[2] = VM_NONE;
        return;
    }
    VmValue traceback = vm_to_exception(exception)->traceback;
    details[0] = vm_ref(vm_from_type(vm_type_of(vm, exception)));
    details[1] = vm_ref(exception);
    details[2] = traceback == VM_EMPTY ? VM_NONE : vm_ref(traceback);
}

VmValue mod_manager_exit(Vm *vm, VmValue manager, VmValue exception, bool async)
{
    VmValue details[3];
    mod_exc_details(vm, exception, details);
    VmValue result = vm_call_special(vm, manager, vm_name(vm, async ? VM_NAME_AEXIT : VM_NAME_EXIT), details, 3, NULL);
    for (size_t i = 0; i < 3; i++) {
        vm_unref(vm, details[i]);
    }
    return result;
}

/* ---- managers as decorators ------------------------------------------------------------------------------------- */

/* A function in a manager. */
typedef struct Decorated {
    VmObject head; /* extra: 1 when it makes coroutines */
    VmValue manager, function;
} Decorated;

static Decorated *decorated_of(VmValue v)
{
    return (Decorated *)vm_to_object(v);
}

static VmValue leave_with(Vm *vm, VmValue manager, VmValue result)
{
    if (result != VM_ERROR) {
        VmValue left = mod_manager_exit(vm, manager, VM_EMPTY, false);
        if (left == VM_ERROR) {
            vm_unref(vm, result);
            return VM_ERROR;
        }
        vm_unref(vm, left);
        return result;
    }
    VmValue exception = vm_error_take(vm);
    VmValue left = mod_manager_exit(vm, manager, exception, false);
    int swallowed = left == VM_ERROR ? -1 : vm_truth(vm, left);
    vm_unref(vm, left);
    if (swallowed == 0) {
        vm_error_restore_steal(vm, exception);
        return VM_ERROR;
    }
    if (swallowed < 0) {
        vm_error_set_context(vm, exception);
    }
    vm_unref(vm, exception);
    return swallowed < 0 ? VM_ERROR : VM_NONE;
}

/* The coroutine of an async function in an async manager. */
typedef struct DecoratedRun {
    VmValue manager, function, args, keywords;
    VmValue result;    /* what the function returned, while the manager is left */
    VmValue exception; /* or what it raised */
    int step;
} DecoratedRun;

static VmFlow await_value(VmValue awaitable, VmValue *out)
{
    *out = awaitable;
    return awaitable == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static VmFlow leave_async(Vm *vm, DecoratedRun *run, VmValue sent, VmValue *out)
{
    if (run->exception == VM_EMPTY) {
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        *out = vm_ref(run->result);
        return VM_FLOW_RETURN;
    }
    int swallowed = sent == VM_ERROR ? -1 : vm_truth(vm, sent);
    if (swallowed < 0) {
        vm_error_set_context(vm, run->exception);
        return VM_FLOW_RAISE;
    }
    if (swallowed) {
        *out = VM_NONE;
        return VM_FLOW_RETURN;
    }
    vm_error_restore_steal(vm, vm_ref(run->exception));
    return VM_FLOW_RAISE;
}

static VmFlow decorated_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    DecoratedRun *run = state;
    switch (run->step++) {
    case 0: return sent == VM_ERROR ? VM_FLOW_RAISE : await_value(mod_manager_enter(vm, run->manager, true), out);
    case 1:
        return sent == VM_ERROR ? VM_FLOW_RAISE
                                : await_value(vm_call_spread(vm, run->function, vm_to_tuple(run->args)->items,
                                                             vm_to_tuple(run->args)->count, run->keywords),
                                              out);
    case 2:
        if (sent == VM_ERROR) {
            run->exception = vm_error_take(vm);
        } else {
            run->result = vm_ref(sent);
        }
        return await_value(mod_manager_exit(vm, run->manager, run->exception, true), out);
    default: return leave_async(vm, run, sent, out);
    }
}

static void decorated_run_release(Vm *vm, void *state)
{
    DecoratedRun *run = state;
    VmValue *const owned[] = {&run->manager, &run->function, &run->args, &run->keywords, &run->result, &run->exception};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
}

static void decorated_run_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    DecoratedRun *run = state;
    visit(vm, run->manager, context);
    visit(vm, run->function, context);
    visit(vm, run->args, context);
    visit(vm, run->keywords, context);
    visit(vm, run->result, context);
    visit(vm, run->exception, context);
}

static const VmNativeCoroDef decorated_def = {
    .qualname = "AsyncContextDecorator.__call__.<locals>.inner",
    .state_size = sizeof(DecoratedRun),
    .resume = decorated_resume,
    .traverse = decorated_run_traverse,
    .release = decorated_run_release,
};

static VmValue call_decorated(Vm *vm, Decorated *self, VmValue args, VmValue keywords)
{
    VmValue manager = mod_manager_again(vm, self->manager);
    if (manager == VM_ERROR) {
        return VM_ERROR;
    }
    if (self->head.extra != 0) {
        void *state;
        VmValue coro = vm_native_coro_new(vm, &decorated_def, &state);
        if (coro != VM_ERROR) {
            DecoratedRun *run = state;
            run->manager = vm_ref(manager);
            run->function = vm_ref(self->function);
            run->args = vm_ref(args);
            run->keywords = vm_ref(keywords);
        }
        vm_unref(vm, manager);
        return coro;
    }
    VmValue entered = mod_manager_enter(vm, manager, false);
    VmValue result = VM_ERROR;
    if (entered != VM_ERROR) {
        VmTuple *tuple = vm_to_tuple(args);
        result = leave_with(vm, manager, vm_call_spread(vm, self->function, tuple->items, tuple->count, keywords));
    }
    vm_unref(vm, entered);
    vm_unref(vm, manager);
    return result;
}

static VmValue decorated_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "inner", "*args, **kwds", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue result = call_decorated(vm, decorated_of(self), bound[0], bound[1]);
    vm_unref(vm, bound[0]);
    vm_unref(vm, bound[1]);
    return result;
}

static VmValue decorated_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static void decorated_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Decorated *)self)->manager, VM_EMPTY);
    vm_set_steal(vm, &((Decorated *)self)->function, VM_EMPTY);
}

static void decorated_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Decorated *)self)->manager, context);
    visit(vm, ((Decorated *)self)->function, context);
}

static void decorated_fill(VmType *type)
{
    type->call = decorated_call;
    type->get_descriptor = decorated_get;
    type->release = decorated_release;
    type->traverse = decorated_traverse;
}

static const VmTypeSpec decorated_spec = {
    .name = "function",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Decorated),
    .has_dict = true,
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .fill = decorated_fill,
};

VmValue mod_manager_decorate(Vm *vm, VmValue factory, VmValue function, bool async)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_DECORATED, "contextlib");
    VmValue self = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = async;
        decorated_of(self)->manager = vm_ref(factory);
        decorated_of(self)->function = vm_ref(function);
        if (!mod_copy_function_names(vm, self, function)) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static VmValue decorator_call(Vm *vm, const VmValue *args)
{
    return mod_manager_decorate(vm, args[0], args[1], false);
}

static VmValue async_decorator_call(Vm *vm, const VmValue *args)
{
    return mod_manager_decorate(vm, args[0], args[1], true);
}

static const VmNativeDef decorator_methods[] = {{"__call__", decorator_call, "func", VM_NATIVE_PYTHON}, {0}};
static const VmNativeDef async_decorator_methods[] = {{"__call__", async_decorator_call, "func", VM_NATIVE_PYTHON},
                                                      {0}};

/* ---- managers that hold one value ------------------------------------------------------------------------------- */

typedef struct Holder {
    VmObject head;
    VmValue value;
} Holder;

static VmValue held(VmValue self)
{
    return ((Holder *)vm_to_object(self))->value;
}

static void holder_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Holder *)self)->value, VM_EMPTY);
}

static void holder_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Holder *)self)->value, context);
}

static VmValue holder_new(Vm *vm, VmType *type, VmValue value)
{
    VmValue self = value == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((Holder *)vm_to_object(self))->value = vm_ref(value);
    }
    return self;
}

static VmValue holder_make_from(Vm *vm, VmType *type, const char *name, const char *signature, const VmValue *args,
                                size_t nargs, VmValue kwnames)
{
    VmValue value;
    if (!vm_args_parse(vm, name, signature, args, nargs, kwnames, &value)) {
        return VM_ERROR;
    }
    return holder_new(vm, type, value == VM_EMPTY ? VM_NONE : value);
}

static VmValue suppress_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue exceptions;
    if (!vm_args_parse(vm, "suppress.__init__", "*exceptions", args, nargs, kwnames, &exceptions)) {
        return VM_ERROR;
    }
    VmValue self = holder_new(vm, type, exceptions);
    vm_unref(vm, exceptions);
    return self;
}

static VmValue return_none(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_NONE;
}

static VmValue return_self(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue return_held(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(held(args[0]));
}

static VmValue suppress_exit(Vm *vm, const VmValue *args)
{
    int matches = args[1] == VM_NONE ? 0 : vm_issubclass(vm, args[1], held(args[0]));
    return matches < 0 ? VM_ERROR : vm_from_bool(matches);
}

static VmValue closing_exit(Vm *vm, const VmValue *args)
{
    VmValue result = vm_call_method(vm, held(args[0]), vm_name(vm, VM_NAME_CLOSE), NULL, 0);
    vm_unref(vm, result);
    return result == VM_ERROR ? VM_ERROR : VM_NONE;
}

static VmValue nullcontext_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return holder_make_from(vm, type, "nullcontext.__init__", "enter_result=", args, nargs, kwnames);
}

static VmValue closing_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return holder_make_from(vm, type, "closing.__init__", "thing", args, nargs, kwnames);
}

static VmValue aclosing_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return holder_make_from(vm, type, "aclosing.__init__", "thing", args, nargs, kwnames);
}

/* Coroutines of the async managers: return a value, or await what thing.aclose() gives and return None. */
typedef struct Small {
    VmValue value;
    bool begun;
} Small;

static VmFlow give_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    (void)vm;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    *out = vm_ref(((Small *)state)->value);
    return VM_FLOW_RETURN;
}

static VmFlow aclose_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Small *small = state;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (small->begun) {
        *out = VM_NONE;
        return VM_FLOW_RETURN;
    }
    small->begun = true;
    return await_value(vm_call_method(vm, small->value, vm_name(vm, VM_NAME_ACLOSE), NULL, 0), out);
}

static void small_release(Vm *vm, void *state)
{
    vm_set_steal(vm, &((Small *)state)->value, VM_EMPTY);
}

static void small_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((Small *)state)->value, context);
}

static const VmNativeCoroDef aenter_def = {"AbstractAsyncContextManager.__aenter__", sizeof(Small), give_resume,
                                           small_traverse, small_release};
static const VmNativeCoroDef null_aenter_def = {"nullcontext.__aenter__", sizeof(Small), give_resume, small_traverse,
                                                small_release};
static const VmNativeCoroDef null_aexit_def = {"nullcontext.__aexit__", sizeof(Small), give_resume, small_traverse,
                                               small_release};
static const VmNativeCoroDef aclosing_aenter_def = {"aclosing.__aenter__", sizeof(Small), give_resume, small_traverse,
                                                    small_release};
static const VmNativeCoroDef aclosing_aexit_def = {"aclosing.__aexit__", sizeof(Small), aclose_resume, small_traverse,
                                                   small_release};

static VmValue small_new(Vm *vm, const VmNativeCoroDef *def, VmValue value)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        ((Small *)state)->value = vm_ref(value);
    }
    return coro;
}

static VmValue abstract_aenter(Vm *vm, const VmValue *args)
{
    return small_new(vm, &aenter_def, args[0]);
}

static VmValue null_aenter(Vm *vm, const VmValue *args)
{
    return small_new(vm, &null_aenter_def, held(args[0]));
}

static VmValue null_aexit(Vm *vm, const VmValue *args)
{
    (void)args;
    return small_new(vm, &null_aexit_def, VM_NONE);
}

static VmValue aclosing_aenter(Vm *vm, const VmValue *args)
{
    return small_new(vm, &aclosing_aenter_def, held(args[0]));
}

static VmValue aclosing_aexit(Vm *vm, const VmValue *args)
{
    return small_new(vm, &aclosing_aexit_def, held(args[0]));
}

enum { ASYNC_METHOD = VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE };

static const VmNativeDef suppress_methods[] = {
    {"__enter__", return_none, "", VM_NATIVE_PYTHON},
    {"__exit__", suppress_exit, "exctype, excinst, exctb", VM_NATIVE_PYTHON},
    {0},
};
static const VmNativeDef closing_methods[] = {
    {"__enter__", return_held, "", VM_NATIVE_PYTHON},
    {"__exit__", closing_exit, "*exc_info", VM_NATIVE_PYTHON},
    {0},
};
static const VmNativeDef aclosing_methods[] = {
    {"__aenter__", aclosing_aenter, "", ASYNC_METHOD},
    {"__aexit__", aclosing_aexit, "*exc_info", ASYNC_METHOD},
    {0},
};
static const VmNativeDef nullcontext_methods[] = {
    {"enter_result", return_held, "", VM_NATIVE_PROPERTY},   {"__enter__", return_held, "", VM_NATIVE_PYTHON},
    {"__exit__", return_none, "*excinfo", VM_NATIVE_PYTHON}, {"__aenter__", null_aenter, "", ASYNC_METHOD},
    {"__aexit__", null_aexit, "*excinfo", ASYNC_METHOD},     {0},
};

#define HOLDER_FILL(symbol)                                                                                            \
    static void symbol##_fill(VmType *type)                                                                            \
    {                                                                                                                  \
        type->make = symbol##_make;                                                                                    \
        type->release = holder_release;                                                                                \
        type->traverse = holder_traverse;                                                                              \
    }                                                                                                                  \
    static const VmTypeSpec symbol##_spec = {.name = #symbol,                                                          \
                                             .module = "contextlib",                                                   \
                                             .base = VM_TYPE_OBJECT,                                                   \
                                             .kind = VM_KIND_OTHER,                                                    \
                                             .instance_size = sizeof(Holder),                                          \
                                             .has_dict = true,                                                         \
                                             .methods = symbol##_methods,                                              \
                                             .fill = symbol##_fill}
HOLDER_FILL(suppress);
HOLDER_FILL(closing);
HOLDER_FILL(aclosing);
HOLDER_FILL(nullcontext);
#undef HOLDER_FILL

static const VmNativeDef abstract_methods[] = {
    {"__enter__", return_self, "", VM_NATIVE_PYTHON},
    {"__exit__", return_none, "exc_type, exc_value, traceback", VM_NATIVE_PYTHON},
    {0},
};
static const VmNativeDef abstract_async_methods[] = {
    {"__aenter__", abstract_aenter, "", ASYNC_METHOD},
    {"__aexit__", null_aexit, "exc_type, exc_value, traceback", ASYNC_METHOD},
    {0},
};

static bool add_abstract(Vm *vm, VmValue module, VmType *abstract[2])
{
    VmType *meta = mod_abc_meta(vm);
    if (meta == NULL) {
        return false;
    }
    abstract[0] = mod_add_class(vm, module, "AbstractContextManager", "contextlib", NULL, 0, meta, abstract_methods,
                                MOD_KEPT_COUNT);
    abstract[1] = abstract[0] == NULL ? NULL
                                      : mod_add_class(vm, module, "AbstractAsyncContextManager", "contextlib", NULL, 0,
                                                      meta, abstract_async_methods, MOD_KEPT_COUNT);
    return abstract[1] != NULL && mod_set_abstract(vm, abstract[0], "__exit__") &&
           mod_set_abstract(vm, abstract[1], "__aexit__") && mod_abc_require(vm, abstract[0], "__enter__ __exit__") &&
           mod_abc_require(vm, abstract[1], "__aenter__ __aexit__");
}

static bool init(Vm *vm, VmValue module)
{
    VmType *abstract[2];
    if (!add_abstract(vm, module, abstract)) {
        return false;
    }
    VmType *decorated = vm_type_new(vm, &decorated_spec, NULL);
    bool ok = decorated != NULL && mod_keep(vm, MOD_KEPT_DECORATED, vm_from_type(decorated));
    if (decorated != NULL) {
        vm_unref(vm, vm_from_type(decorated));
    }
    return ok && mod_add_type(vm, module, &suppress_spec, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &closing_spec, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &aclosing_spec, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &nullcontext_spec, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_class(vm, module, "ContextDecorator", "contextlib", NULL, 0, NULL, decorator_methods,
                         MOD_KEPT_COUNT) != NULL &&
           mod_add_class(vm, module, "AsyncContextDecorator", "contextlib", NULL, 0, NULL, async_decorator_methods,
                         MOD_KEPT_COUNT) != NULL &&
           mod_contextlib_add_generators(vm, module) && mod_contextlib_add_stacks(vm, module);
}

const VmModuleSpec mod_contextlib_spec = {
    .name = "contextlib", .functions = mod_contextlib_generator_functions, .init = init, .rest = mod_library_init};
