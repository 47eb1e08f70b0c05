/* The module functools: partial, reduce, wraps, and the list of all. */
#include "modules/mod_functools.h"
#include "modules/mod_library.h"

#include "modules/mod_call.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- partial ---------------------------------------------------------------------------------------------------- */

typedef struct Partial {
    VmObject head;
    VmValue function, args, keywords; /* any callable, tuple, dict */
} Partial;

static Partial *partial_of(VmValue self)
{
    return (Partial *)vm_to_object(self);
}

static VmValue partial_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (nargs == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "type 'partial' takes at least one argument");
    }
    if (!vm_is_callable(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "the first argument must be callable");
    }
    VmValue function = args[0], before = VM_EMPTY, base = VM_EMPTY, tuple, dict;
    if (vm_is_object(function) && vm_to_object(function)->type == type) { /* a partial of a partial is one */
        before = partial_of(function)->args;
        base = partial_of(function)->keywords;
        function = partial_of(function)->function;
    }
    if (!mod_call_pack(vm, before, base, args + 1, nargs - 1, kwnames, &tuple, &dict)) {
        return VM_ERROR;
    }
    dict = dict == VM_EMPTY ? vm_dict_new(vm) : dict;
    VmValue self = dict == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        vm_unref(vm, tuple);
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    partial_of(self)->function = vm_ref(function);
    partial_of(self)->args = tuple;
    partial_of(self)->keywords = dict;
    return self;
}

static VmValue partial_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    const Partial *partial = partial_of(self);
    VmValue tuple, dict;
    if (!mod_call_pack(vm, partial->args, partial->keywords, args, nargs, kwnames, &tuple, &dict)) {
        return VM_ERROR;
    }
    VmValue result = mod_call_spread(vm, partial->function, tuple, dict);
    vm_unref(vm, tuple);
    vm_unref(vm, dict);
    return result;
}

static VmValue partial_repr(Vm *vm, VmValue self)
{
    const Partial *partial = partial_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    VmValue name = vm_type_display(vm, vm_to_object(self)->type);
    bool done = name != VM_ERROR;
    if (done) {
        vm_str_append(&buf, name);
        ls_buf_putc(&buf, '(');
        done = vm_append_repr(vm, &buf, partial->function);
    }
    vm_unref(vm, name);
    for (size_t i = 0; done && i < vm_to_tuple(partial->args)->count; i++) {
        ls_buf_puts(&buf, ", ");
        done = vm_append_repr(vm, &buf, vm_to_tuple(partial->args)->items[i]);
    }
    uint32_t position = 0;
    VmValue key, value;
    while (done && vm_dict_walk(vm_to_dict(partial->keywords), &position, &key, &value)) {
        ls_buf_puts(&buf, ", ");
        done = vm_append_str_of(vm, &buf, key);
        ls_buf_putc(&buf, '=');
        done = done && vm_append_repr(vm, &buf, value);
    }
    ls_buf_putc(&buf, ')');
    if (!done) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static void partial_release(Vm *vm, VmObject *object)
{
    Partial *partial = (Partial *)object;
    vm_unref(vm, partial->function);
    vm_unref(vm, partial->args);
    vm_unref(vm, partial->keywords);
}

static void partial_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    Partial *partial = (Partial *)object;
    visit(vm, partial->function, context);
    visit(vm, partial->args, context);
    visit(vm, partial->keywords, context);
}

static VmValue partial_func(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(partial_of(args[0])->function);
}

static VmValue partial_args(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(partial_of(args[0])->args);
}

static VmValue partial_keywords(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(partial_of(args[0])->keywords);
}

/* (type, (func,), (func, args, keywords)): how pickles hold it. */
static VmValue partial_reduce(Vm *vm, const VmValue *args)
{
    const Partial *partial = partial_of(args[0]);
    VmValue inner[3] = {partial->function, partial->args, partial->keywords};
    VmValue call = vm_tuple_new(vm, inner, 1), state = vm_tuple_new(vm, inner, 3);
    VmValue parts[3] = {vm_from_object(vm_to_object(args[0])->type), call, state};
    VmValue reduced = call == VM_ERROR || state == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, parts, 3);
    vm_unref(vm, call);
    vm_unref(vm, state);
    return reduced;
}

static VmValue partial_set_state(Vm *vm, const VmValue *args)
{
    VmTuple *state = vm_is_tuple(args[1]) ? vm_to_tuple(args[1]) : NULL;
    if (state == NULL || state->count < 3 || !vm_is_tuple(state->items[1]) || !vm_is_dict(state->items[2])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "invalid partial state");
    }
    vm_set_steal(vm, &partial_of(args[0])->function, vm_ref(state->items[0]));
    vm_set_steal(vm, &partial_of(args[0])->args, vm_ref(state->items[1]));
    vm_set_steal(vm, &partial_of(args[0])->keywords, vm_ref(state->items[2]));
    return VM_NONE;
}

static const VmNativeDef partial_methods[] = {
    {"__reduce__", partial_reduce, "", VM_NATIVE_BUILTIN},
    {"__setstate__", partial_set_state, "state, /", VM_NATIVE_BUILTIN},
    {"args", partial_args, "", VM_NATIVE_PROPERTY},
    {"func", partial_func, "", VM_NATIVE_PROPERTY},
    {"keywords", partial_keywords, "", VM_NATIVE_PROPERTY},
    {0},
};

static void partial_fill(VmType *type)
{
    type->make = partial_make;
    type->call = partial_call;
    type->repr = partial_repr;
    type->release = partial_release;
    type->traverse = partial_traverse;
}

const VmTypeSpec mod_functools_partial_type = {
    .name = "partial",
    .module = "functools",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Partial),
    .has_dict = true,
    .methods = partial_methods,
    .fill = partial_fill,
};

/* ---- reduce ----------------------------------------------------------------------------------------------------- */

typedef struct Reduction {
    VmValue function;
    VmValue value; /* owned; VM_EMPTY: none yet */
} Reduction;

static bool reduce_step(Vm *vm, VmValue item, void *context)
{
    Reduction *reduction = context;
    if (reduction->value == VM_EMPTY) {
        reduction->value = vm_ref(item);
        return true;
    }
    VmValue next = vm_call2(vm, reduction->function, reduction->value, item);
    vm_set_steal(vm, &reduction->value, next);
    return next != VM_ERROR;
}

static VmValue functools_reduce(Vm *vm, const VmValue *args)
{
    Reduction reduction = {args[0], args[2] == VM_EMPTY ? VM_EMPTY : vm_ref(args[2])};
    VmValue iterator = vm_iter(vm, args[1]);
    if (iterator == VM_ERROR) {
        vm_unref(vm, reduction.value);
        if (vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
            vm_error_clear(vm);
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "reduce() arg 2 must support iteration");
        }
        return VM_ERROR;
    }
    bool done = vm_for_each(vm, iterator, reduce_step, &reduction);
    vm_unref(vm, iterator);
    if (!done) {
        vm_unref(vm, reduction.value);
        return VM_ERROR;
    }
    if (reduction.value == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "reduce() of empty iterable with no initial value");
    }
    return reduction.value;
}

/* ---- wraps ------------------------------------------------------------------------------------------------------ */

static const char *const assigned_names[] = {"__module__", "__name__", "__qualname__", "__doc__", "__annotations__"};

static bool copy_attribute(Vm *vm, VmValue wrapper, VmValue wrapped, VmValue name)
{
    bool error;
    VmValue value = vm_get_attr_maybe(vm, wrapped, name, &error);
    if (value == VM_EMPTY) {
        return !error;
    }
    bool done = vm_set_attr(vm, wrapper, name, value);
    vm_unref(vm, value);
    return done;
}

static bool copy_dict(Vm *vm, VmValue wrapper, VmValue wrapped)
{
    bool error;
    VmValue name = vm_intern_c(vm, "__dict__");
    VmValue from = name == VM_ERROR ? VM_ERROR : vm_get_attr_maybe(vm, wrapped, name, &error);
    bool done = name != VM_ERROR && (from != VM_EMPTY || !error);
    if (from != VM_EMPTY) {
        VmValue to = vm_get_attr(vm, wrapper, name);
        VmValue update = to == VM_ERROR ? VM_ERROR : vm_intern_c(vm, "update");
        VmValue none = update == VM_ERROR ? VM_ERROR : vm_call_method(vm, to, update, &from, 1);
        done = none != VM_ERROR;
        vm_unref(vm, none);
        vm_unref(vm, update);
        vm_unref(vm, to);
    }
    vm_unref(vm, from);
    vm_unref(vm, name);
    return done;
}

static bool set_wrapped(Vm *vm, VmValue wrapper, VmValue wrapped)
{
    VmValue name = vm_intern_c(vm, "__wrapped__");
    bool done = name != VM_ERROR && vm_set_attr(vm, wrapper, name, wrapped);
    vm_unref(vm, name);
    return done;
}

bool mod_functools_wrap(Vm *vm, VmValue wrapper, VmValue wrapped)
{
    for (size_t i = 0; i < sizeof assigned_names / sizeof assigned_names[0]; i++) {
        VmValue name = vm_intern_c(vm, assigned_names[i]);
        bool done = name != VM_ERROR && copy_attribute(vm, wrapper, wrapped, name);
        vm_unref(vm, name);
        if (!done) {
            return false;
        }
    }
    return copy_dict(vm, wrapper, wrapped) && set_wrapped(vm, wrapper, wrapped);
}

typedef struct CopyTask {
    VmValue wrapper, wrapped;
} CopyTask;

static bool copy_named(Vm *vm, VmValue name, void *context)
{
    const CopyTask *task = context;
    return copy_attribute(vm, task->wrapper, task->wrapped, name);
}

/* update_wrapper(wrapper, wrapped, assigned, updated): VM_EMPTY for the default attributes. */
static VmValue update_wrapper(Vm *vm, VmValue wrapper, VmValue wrapped, VmValue assigned, VmValue updated)
{
    CopyTask task = {wrapper, wrapped};
    bool done;
    if (assigned == VM_EMPTY && updated == VM_EMPTY) {
        done = mod_functools_wrap(vm, wrapper, wrapped);
    } else {
        int64_t dicts = updated == VM_EMPTY ? 1 : vm_length(vm, updated);
        done = dicts >= 0 && (assigned != VM_EMPTY ? vm_for_each(vm, assigned, copy_named, &task) : true) &&
               (dicts == 0 || copy_dict(vm, wrapper, wrapped)) && set_wrapped(vm, wrapper, wrapped);
    }
    return done ? vm_ref(wrapper) : VM_ERROR;
}

static VmValue functools_update_wrapper(Vm *vm, const VmValue *args)
{
    return update_wrapper(vm, args[0], args[1], args[2], args[3]);
}

/* What wraps(wrapped) returns: self is (wrapped, assigned or None, updated or None). */
static VmValue apply_wraps(Vm *vm, const VmValue *args)
{
    const VmTuple *self = vm_to_tuple(args[0]);
    return update_wrapper(vm, args[1], self->items[0], self->items[1] == VM_NONE ? VM_EMPTY : self->items[1],
                          self->items[2] == VM_NONE ? VM_EMPTY : self->items[2]);
}

static VmValue functools_wraps(Vm *vm, const VmValue *args)
{
    static const VmNativeDef def = {"update_wrapper", apply_wraps, "wrapper", VM_NATIVE_PYTHON};
    VmValue items[3] = {args[0], args[1] == VM_EMPTY ? VM_NONE : args[1], args[2] == VM_EMPTY ? VM_NONE : args[2]};
    VmValue self = vm_tuple_new(vm, items, 3);
    VmValue wrapper = self == VM_ERROR ? VM_ERROR : vm_native_new_bound(vm, &def, self);
    vm_unref(vm, self);
    return wrapper;
}

/* ---- the module ------------------------------------------------------------------------------------------------- */

static const VmNativeDef functions[] = {
    {"cache", mod_functools_cache, "user_function, /", VM_NATIVE_PYTHON},
    {"cmp_to_key", mod_functools_cmp_to_key, "mycmp", 0},
    {"lru_cache", mod_functools_lru_cache, "maxsize=, typed=", VM_NATIVE_PYTHON},
    {"reduce", functools_reduce, "function, iterable, initial=, /", 0},
    {"singledispatch", mod_functools_singledispatch, "func", VM_NATIVE_PYTHON},
    {"total_ordering", mod_functools_total_ordering, "cls", VM_NATIVE_PYTHON},
    {"update_wrapper", functools_update_wrapper, "wrapper, wrapped, assigned=, updated=", VM_NATIVE_PYTHON},
    {"wraps", functools_wraps, "wrapped, assigned=, updated=", VM_NATIVE_PYTHON},
    {0},
};

static bool add_names(Vm *vm, VmValue module)
{
    size_t count = sizeof assigned_names / sizeof assigned_names[0];
    VmValue names = vm_tuple_new_blank(vm, count);
    for (size_t i = 0; names != VM_ERROR && i < count; i++) {
        VmValue name = vm_intern_c(vm, assigned_names[i]);
        if (name == VM_ERROR) {
            vm_unref(vm, names);
            return false;
        }
        vm_to_tuple(names)->items[i] = name;
    }
    VmValue updated = VM_ERROR;
    if (vm_module_set_steal(vm, module, "WRAPPER_ASSIGNMENTS", names)) {
        VmValue dict = vm_intern_c(vm, "__dict__");
        updated = dict == VM_ERROR ? VM_ERROR : vm_tuple_new_steal(vm, &dict, 1);
    }
    return vm_module_set_steal(vm, module, "WRAPPER_UPDATES", updated);
}

static bool init(Vm *vm, VmValue module)
{
    static const struct {
        const VmTypeSpec *spec;
        ModKept kept;
    } types[] = {
        {&mod_functools_partial_type, MOD_KEPT_COUNT},
        {&mod_functools_cache_type, MOD_KEPT_LRU_CACHE},
        {&mod_functools_cached_property_type, MOD_KEPT_COUNT},
        {&mod_functools_key_type, MOD_KEPT_KEY_WRAPPER},
        {&mod_functools_dispatch_type, MOD_KEPT_SINGLE_DISPATCH},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (mod_add_type(vm, module, types[i].spec, NULL, types[i].kept) == NULL) {
            return false;
        }
    }
    return add_names(vm, module);
}

const VmModuleSpec mod_functools_spec = {
    .name = "functools", .functions = functions, .init = init, .rest = mod_library_init};
