#include "aio/aio_context.h"

#include "aio/aio_repr.h"
#include "vm/vm_dict.h"
#include "vm/vm_heap.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

typedef struct ContextVar {
    VmObject head;
    VmValue name;
    VmValue fallback; /* default=, or VM_EMPTY */
} ContextVar;

typedef struct ContextToken {
    VmObject head;
    VmValue variable;
    VmValue old; /* VM_EMPTY: it was not set */
    bool used;
} ContextToken;

static AioContext *context_of(VmValue v)
{
    return (AioContext *)vm_to_object(v);
}

VmValue aio_context_snapshot(Vm *vm)
{
    return vm_ref(aio_state(vm)->context);
}

static bool is_context(Vm *vm, VmValue v)
{
    return vm_is_object(v) && vm_to_object(v)->type == aio_type(vm, AIO_TYPE_CONTEXT);
}

VmValue aio_context_from_argument(Vm *vm, VmValue context, bool *ok)
{
    *ok = true;
    if (context == VM_EMPTY || context == VM_NONE) {
        return aio_context_snapshot(vm);
    }
    if (vm_is_dict(context) || is_context(vm, context)) {
        return vm_ref(context);
    }
    *ok = false;
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "an instance of Context was expected, got '%s'", vm_type_name(vm, context));
}

AioContextSwitch aio_context_enter_object(Vm *vm, const VmValue *place)
{
    AioState *state = aio_state(vm);
    AioContextSwitch saved = {.map = state->context, .object = state->context_object};
    if (is_context(vm, *place)) {
        state->context_object = vm_ref(*place);
        state->context = vm_ref(context_of(*place)->map);
    } else {
        state->context_object = VM_EMPTY;
        state->context = vm_ref(*place);
    }
    return saved;
}

void aio_context_leave_object(Vm *vm, VmValue *place, AioContextSwitch saved)
{
    AioState *state = aio_state(vm);
    if (state->context_object != VM_EMPTY) {
        vm_set_steal(vm, &context_of(state->context_object)->map, state->context);
        vm_unref(vm, state->context_object);
    } else {
        vm_set_steal(vm, place, state->context);
    }
    state->context = saved.map;
    state->context_object = saved.object;
}

/* ---- Context ---- */

static VmValue context_new(Vm *vm, VmValue map)
{
    VmValue context = vm_instance_new(vm, aio_type(vm, AIO_TYPE_CONTEXT));
    if (context != VM_ERROR) {
        context_of(context)->map = vm_ref(map);
    }
    return context;
}

/* The map to read: the live one while the context is entered. */
static VmValue context_map_borrow(Vm *vm, VmValue context)
{
    AioState *state = aio_state(vm);
    return state->context_object == context ? state->context : context_of(context)->map;
}

static void context_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((AioContext *)self)->map);
}

static void context_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((AioContext *)self)->map, context);
}

static VmValue context_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_parse(vm, "Context", "", args, nargs, kwnames, NULL)) {
        return VM_ERROR;
    }
    return context_new(vm, VM_EMPTY);
}

static VmValue context_run(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    AioContext *context = context_of(self);
    if (context->entered) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot enter context: context is already entered");
    }
    VmTuple *rest = vm_to_tuple(args[2]);
    context->entered = true;
    VmValue place = self;
    AioContextSwitch saved = aio_context_enter(vm, &place);
    VmValue result = vm_call_spread(vm, args[1], rest->items, rest->count, args[3]);
    aio_context_leave(vm, &place, saved);
    context->entered = false;
    return result;
}

static VmValue context_copy(Vm *vm, const VmValue *args)
{
    return context_new(vm, context_map_borrow(vm, args[0]));
}

static VmValue map_get(Vm *vm, VmValue map, VmValue variable)
{
    VmValue value = map == VM_EMPTY ? VM_EMPTY : vm_dict_get_borrow(vm, map, variable);
    return vm_ref(value);
}

static VmValue context_get(Vm *vm, const VmValue *args)
{
    VmValue value = map_get(vm, context_map_borrow(vm, args[0]), args[1]);
    if (value != VM_EMPTY || vm_error_pending(vm)) {
        return value;
    }
    return args[2] == VM_EMPTY ? VM_NONE : vm_ref(args[2]);
}

static VmValue context_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue value = map_get(vm, context_map_borrow(vm, self), key);
    return value != VM_EMPTY || vm_error_pending(vm) ? value
                                                     : vm_raise_with(vm, vm_exception_type(vm, VM_EXC_KEY_ERROR), key);
}

static int context_contains(Vm *vm, VmValue self, VmValue key)
{
    VmValue map = context_map_borrow(vm, self);
    return map == VM_EMPTY ? 0 : vm_dict_contains(vm, map, key);
}

static int64_t context_length(Vm *vm, VmValue self)
{
    VmValue map = context_map_borrow(vm, self);
    return map == VM_EMPTY ? 0 : vm_to_dict(map)->used;
}

/* A dict with what the context holds, for iteration. */
static VmValue context_dict(Vm *vm, VmValue self)
{
    VmValue map = context_map_borrow(vm, self);
    return map == VM_EMPTY ? vm_dict_new(vm) : vm_ref(map);
}

static VmValue context_iter(Vm *vm, VmValue self)
{
    VmValue dict = context_dict(vm, self);
    VmValue iterator = dict == VM_ERROR ? VM_ERROR : vm_iter(vm, dict);
    vm_unref(vm, dict);
    return iterator;
}

static VmValue dict_view(Vm *vm, VmValue self, const char *method)
{
    VmValue dict = context_dict(vm, self);
    if (dict == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue bound = vm_get_attr_c(vm, dict, method);
    VmValue view = bound == VM_ERROR ? VM_ERROR : vm_call0(vm, bound);
    vm_unref(vm, bound);
    vm_unref(vm, dict);
    return view;
}

static VmValue context_keys(Vm *vm, const VmValue *args)
{
    return dict_view(vm, args[0], "keys");
}

static VmValue context_values(Vm *vm, const VmValue *args)
{
    return dict_view(vm, args[0], "values");
}

static VmValue context_items(Vm *vm, const VmValue *args)
{
    return dict_view(vm, args[0], "items");
}

static const VmNativeDef context_methods[] = {
    {"run", context_run, "callable, *args, **kwargs", VM_NATIVE_BUILTIN},
    {"copy", context_copy, "", VM_NATIVE_BUILTIN},
    {"get", context_get, "key, default=, /", VM_NATIVE_BUILTIN},
    {"keys", context_keys, "", VM_NATIVE_BUILTIN},
    {"values", context_values, "", VM_NATIVE_BUILTIN},
    {"items", context_items, "", VM_NATIVE_BUILTIN},
    {0},
};

static void context_fill(VmType *type)
{
    type->release = context_release;
    type->traverse = context_traverse;
    type->make = context_make;
    type->get_item = context_get_item;
    type->contains = context_contains;
    type->length = context_length;
    type->iter = context_iter;
}

const VmTypeSpec aio_type_context = {
    .name = "Context",
    .module = "_contextvars",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioContext),
    .methods = context_methods,
    .fill = context_fill,
    .flags = VM_TYPE_FINAL,
};

/* ---- ContextVar and Token ---- */

static ContextVar *var_of(VmValue v)
{
    return (ContextVar *)vm_to_object(v);
}

static ContextToken *token_of(VmValue v)
{
    return (ContextToken *)vm_to_object(v);
}

static VmValue var_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "ContextVar", "name, /, *, default=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    if (!vm_is_str(bound[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "context variable name must be a str");
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        var_of(self)->name = vm_ref(bound[0]);
        var_of(self)->fallback = vm_ref(bound[1]);
    }
    return self;
}

static void var_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((ContextVar *)self)->name);
    vm_unref(vm, ((ContextVar *)self)->fallback);
}

static void var_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((ContextVar *)self)->fallback, context);
}

/* ContextVars are compared and hashed as objects: the general rule. */
static VmValue var_get(Vm *vm, const VmValue *args)
{
    VmValue value = map_get(vm, aio_state(vm)->context, args[0]);
    if (value != VM_EMPTY || vm_error_pending(vm)) {
        return value;
    }
    if (args[1] != VM_EMPTY) {
        return vm_ref(args[1]);
    }
    if (var_of(args[0])->fallback != VM_EMPTY) {
        return vm_ref(var_of(args[0])->fallback);
    }
    return vm_raise_with(vm, vm_exception_type(vm, VM_EXC_LOOKUP_ERROR), args[0]);
}

/* Replaces the current map by a copy with one change; `value` VM_EMPTY removes the variable. */
static bool change_current(Vm *vm, VmValue variable, VmValue value)
{
    AioState *state = aio_state(vm);
    VmValue copy = state->context == VM_EMPTY ? vm_dict_new(vm) : vm_dict_copy(vm, state->context);
    if (copy == VM_ERROR) {
        return false;
    }
    bool ok = value == VM_EMPTY ? vm_dict_delete(vm, copy, variable) >= 0 : vm_dict_set(vm, copy, variable, value);
    if (!ok) {
        vm_unref(vm, copy);
        return false;
    }
    vm_set_steal(vm, &state->context, copy);
    return true;
}

static VmValue var_set(Vm *vm, const VmValue *args)
{
    VmValue token = vm_instance_new(vm, aio_type(vm, AIO_TYPE_CONTEXT_TOKEN));
    if (token == VM_ERROR) {
        return VM_ERROR;
    }
    token_of(token)->variable = vm_ref(args[0]);
    token_of(token)->old = map_get(vm, aio_state(vm)->context, args[0]);
    if (vm_error_pending(vm) || !change_current(vm, args[0], args[1])) {
        vm_unref(vm, token);
        return VM_ERROR;
    }
    return token;
}

static VmValue var_reset(Vm *vm, const VmValue *args)
{
    VmValue value = args[1];
    if (!vm_is_object(value) || vm_to_object(value)->type != aio_type(vm, AIO_TYPE_CONTEXT_TOKEN)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "expected an instance of Token, got %s", vm_type_name(vm, value));
    }
    ContextToken *token = token_of(value);
    if (token->used) {
        VmValue text = vm_repr(vm, value);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s has already been used once", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    if (token->variable != args[0]) {
        VmValue text = vm_repr(vm, value);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "%s was created by a different ContextVar", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    token->used = true;
    return change_current(vm, args[0], token->old) ? VM_NONE : VM_ERROR;
}

static VmValue var_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(var_of(args[0])->name);
}

static VmValue var_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "<ContextVar name=");
    bool ok = vm_append_repr(vm, &buf, var_of(self)->name);
    if (ok && var_of(self)->fallback != VM_EMPTY) {
        ls_buf_puts(&buf, " default=");
        ok = vm_append_repr(vm, &buf, var_of(self)->fallback);
    }
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_printf(&buf, " at 0x%llx>", (unsigned long long)vm_heap_identity(vm, self));
    return vm_str_from_buf(vm, &buf);
}

static const VmNativeDef var_methods[] = {
    {"get", var_get, "default=, /", VM_NATIVE_BUILTIN},
    {"set", var_set, "value, /", VM_NATIVE_BUILTIN},
    {"reset", var_reset, "token, /", VM_NATIVE_BUILTIN},
    {"name", var_name, "", VM_NATIVE_PROPERTY},
    {0},
};

static void var_fill(VmType *type)
{
    type->make = var_make;
    type->release = var_release;
    type->traverse = var_traverse;
    type->repr = var_repr;
}

const VmTypeSpec aio_type_context_var = {
    .name = "ContextVar",
    .module = "_contextvars",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ContextVar),
    .methods = var_methods,
    .fill = var_fill,
    .flags = VM_TYPE_FINAL,
};

static void token_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((ContextToken *)self)->variable);
    vm_unref(vm, ((ContextToken *)self)->old);
}

static void token_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((ContextToken *)self)->variable, context);
    visit(vm, ((ContextToken *)self)->old, context);
}

static VmValue token_var(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(token_of(args[0])->variable);
}

static VmValue token_old_value(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmValue old = token_of(args[0])->old;
    return old == VM_EMPTY ? VM_NONE : vm_ref(old);
}

static VmValue token_repr(Vm *vm, VmValue self)
{
    VmValue variable = vm_repr(vm, token_of(self)->variable);
    if (variable == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue text = vm_str_printf(vm, "<Token%s var=%s at 0x%llx>", token_of(self)->used ? " used" : "",
                                 vm_str_data(variable), (unsigned long long)vm_heap_identity(vm, self));
    vm_unref(vm, variable);
    return text;
}

static const VmNativeDef token_methods[] = {
    {"var", token_var, "", VM_NATIVE_PROPERTY},
    {"old_value", token_old_value, "", VM_NATIVE_PROPERTY},
    {0},
};

static void token_fill(VmType *type)
{
    type->release = token_release;
    type->traverse = token_traverse;
    type->repr = token_repr;
}

const VmTypeSpec aio_type_context_token = {
    .name = "Token",
    .module = "_contextvars",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ContextToken),
    .methods = token_methods,
    .fill = token_fill,
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
};

VmValue aio_context_copy(Vm *vm)
{
    return context_new(vm, aio_state(vm)->context);
}

VmValue aio_context_run_of(Vm *vm, VmValue callable, VmValue args)
{
    (void)vm;
    VmValue function =
        vm_has_kind(callable, VM_KIND_METHOD) ? ((VmMethod *)vm_to_object(callable))->function : callable;
    bool is_run = vm_has_kind(function, VM_KIND_NATIVE) && ((VmNative *)vm_to_object(function))->fn == context_run;
    return is_run && vm_to_tuple(args)->count > 0 ? vm_to_tuple(args)->items[0] : callable;
}

static VmValue copy_context(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_context_copy(vm);
}

static const VmNativeDef contextvars_functions[] = {
    {"copy_context", copy_context, "", VM_NATIVE_BUILTIN},
    {0},
};

static bool contextvars_init(Vm *vm, VmValue module)
{
    return aio_start(vm) && vm_module_add_type(vm, module, aio_type(vm, AIO_TYPE_CONTEXT)) &&
           vm_module_add_type(vm, module, aio_type(vm, AIO_TYPE_CONTEXT_VAR)) &&
           vm_module_add_type(vm, module, aio_type(vm, AIO_TYPE_CONTEXT_TOKEN));
}

const VmModuleSpec aio_contextvars_module = {
    .name = "contextvars",
    .functions = contextvars_functions,
    .init = contextvars_init,
};
