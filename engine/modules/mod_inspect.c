/* The module inspect: what kind of thing it is, in which state, and with which parameters. */
#include "modules/mod_inspect.h"

#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* The script function behind a value: itself, a bound method's; NULL: none. */
static const VmFunction *function_of(VmValue v)
{
    if (vm_has_kind(v, VM_KIND_METHOD)) {
        v = ((VmMethod *)vm_to_object(v))->function;
    }
    return vm_is_function(v) ? vm_to_function(v) : NULL;
}

static bool has_code_flag(VmValue v, uint32_t flag, uint32_t not_flag)
{
    const VmFunction *function = function_of(v);
    return function != NULL && (function->code->lang->flags & flag) != 0 &&
           (function->code->lang->flags & not_flag) == 0;
}

static bool is_native_coroutine_function(VmValue v)
{
    if (vm_has_kind(v, VM_KIND_METHOD)) {
        v = ((VmMethod *)vm_to_object(v))->function;
    }
    return vm_has_kind(v, VM_KIND_NATIVE) && (((VmNative *)vm_to_object(v))->def->flags & VM_NATIVE_COROUTINE) != 0;
}

static bool is_python_native(VmValue v)
{
    return vm_has_kind(v, VM_KIND_NATIVE) && (((VmNative *)vm_to_object(v))->def->flags & VM_NATIVE_PYTHON) != 0;
}

static VmValue inspect_isawaitable(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    return vm_from_bool(vm_is_coroutine(args[0]) || vm_is_awaitable_generator(args[0]) || type->await != NULL ||
                        vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_AWAIT)) != VM_EMPTY);
}

#define PREDICATE(name, condition)                                                                                     \
    static VmValue inspect_##name(Vm *vm, const VmValue *args)                                                         \
    {                                                                                                                  \
        VmValue v = args[0];                                                                                           \
        (void)vm;                                                                                                      \
        return vm_from_bool(condition);                                                                                \
    }
PREDICATE(iscoroutine, vm_has_kind(v, VM_KIND_COROUTINE) || vm_has_kind(v, VM_KIND_NATIVE_CORO))
PREDICATE(iscoroutinefunction,
          has_code_flag(v, LANG_CODE_COROUTINE, LANG_CODE_ASYNC_GENERATOR) || is_native_coroutine_function(v))
PREDICATE(isasyncgen, vm_has_kind(v, VM_KIND_ASYNC_GENERATOR))
PREDICATE(isasyncgenfunction, has_code_flag(v, LANG_CODE_ASYNC_GENERATOR, 0))
PREDICATE(isgenerator, vm_has_kind(v, VM_KIND_GENERATOR))
PREDICATE(isgeneratorfunction, has_code_flag(v, LANG_CODE_GENERATOR, LANG_CODE_COROUTINE | LANG_CODE_ASYNC_GENERATOR))
PREDICATE(isfunction, vm_is_function(v) || is_python_native(v))
PREDICATE(ismethod, vm_has_kind(v, VM_KIND_METHOD))
PREDICATE(isclass, vm_is_type(v))
PREDICATE(isbuiltin, vm_has_kind(v, VM_KIND_NATIVE) && !is_python_native(v))
PREDICATE(ismodule, vm_has_kind(v, VM_KIND_MODULE))
PREDICATE(istraceback, vm_has_kind(v, VM_KIND_TRACEBACK))
PREDICATE(isabstract, vm_is_type(v) && (vm_to_type(v)->flags & VM_TYPE_ABSTRACT) != 0)
#undef PREDICATE

static VmValue inspect_isroutine(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(vm_is_function(args[0]) || vm_has_kind(args[0], VM_KIND_NATIVE) ||
                        vm_has_kind(args[0], VM_KIND_METHOD));
}

/* ---- states ----------------------------------------------------------------------------------------------------- */

static VmValue state_name(Vm *vm, VmValue v, const char *prefix)
{
    static const char *const names[] = {"CREATED", "SUSPENDED", "RUNNING", "CLOSED"};
    return vm_str_printf(vm, "%s_%s", prefix, names[vm_to_object(v)->extra & VM_CORO_STATE]);
}

static VmValue inspect_getcoroutinestate(Vm *vm, const VmValue *args)
{
    if (!vm_has_kind(args[0], VM_KIND_COROUTINE) && !vm_has_kind(args[0], VM_KIND_NATIVE_CORO)) {
        return vm_raise_attribute(vm, args[0], vm_name(vm, VM_NAME_NAME), "'%s' object has no attribute 'cr_running'",
                                  vm_type_name(vm, args[0]));
    }
    return state_name(vm, args[0], "CORO");
}

static VmValue inspect_getgeneratorstate(Vm *vm, const VmValue *args)
{
    if (!vm_has_kind(args[0], VM_KIND_GENERATOR)) {
        return vm_raise_attribute(vm, args[0], vm_name(vm, VM_NAME_NAME), "'%s' object has no attribute 'gi_running'",
                                  vm_type_name(vm, args[0]));
    }
    return state_name(vm, args[0], "GEN");
}

static VmValue inspect_getdoc(Vm *vm, const VmValue *args)
{
    bool error;
    VmValue doc = vm_get_attr_maybe(vm, args[0], vm_name(vm, VM_NAME_DOC), &error);
    if (doc == VM_EMPTY) {
        return error ? VM_ERROR : VM_NONE;
    }
    return doc;
}

static const VmNativeDef functions[] = {
    {"iscoroutine", inspect_iscoroutine, "object", VM_NATIVE_PYTHON},
    {"iscoroutinefunction", inspect_iscoroutinefunction, "obj", VM_NATIVE_PYTHON},
    {"isawaitable", inspect_isawaitable, "object", VM_NATIVE_PYTHON},
    {"isasyncgen", inspect_isasyncgen, "object", VM_NATIVE_PYTHON},
    {"isasyncgenfunction", inspect_isasyncgenfunction, "obj", VM_NATIVE_PYTHON},
    {"isgenerator", inspect_isgenerator, "object", VM_NATIVE_PYTHON},
    {"isgeneratorfunction", inspect_isgeneratorfunction, "obj", VM_NATIVE_PYTHON},
    {"isfunction", inspect_isfunction, "object", VM_NATIVE_PYTHON},
    {"ismethod", inspect_ismethod, "object", VM_NATIVE_PYTHON},
    {"isclass", inspect_isclass, "object", VM_NATIVE_PYTHON},
    {"isbuiltin", inspect_isbuiltin, "object", VM_NATIVE_PYTHON},
    {"ismodule", inspect_ismodule, "object", VM_NATIVE_PYTHON},
    {"istraceback", inspect_istraceback, "object", VM_NATIVE_PYTHON},
    {"isabstract", inspect_isabstract, "object", VM_NATIVE_PYTHON},
    {"isroutine", inspect_isroutine, "object", VM_NATIVE_PYTHON},
    {"getcoroutinestate", inspect_getcoroutinestate, "coroutine", VM_NATIVE_PYTHON},
    {"getgeneratorstate", inspect_getgeneratorstate, "generator", VM_NATIVE_PYTHON},
    {"getdoc", inspect_getdoc, "object", VM_NATIVE_PYTHON},
    {"signature", mod_inspect_signature, "obj", VM_NATIVE_PYTHON},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    static const char *const states[] = {"CORO_CREATED", "CORO_RUNNING", "CORO_SUSPENDED", "CORO_CLOSED",
                                         "GEN_CREATED",  "GEN_RUNNING",  "GEN_SUSPENDED",  "GEN_CLOSED"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (!vm_module_set_steal(vm, module, states[i], vm_intern_c(vm, states[i]))) {
            return false;
        }
    }
    return mod_inspect_add_signatures(vm, module);
}

const VmModuleSpec mod_inspect_spec = {.name = "inspect", .functions = functions, .init = init};
