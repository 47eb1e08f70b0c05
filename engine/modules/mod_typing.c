/* The module typing: what annotations and generic classes need at run time. */
#include "modules/mod_typing.h"

#include "modules/mod_table.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_generic.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- special forms ---------------------------------------------------------------------------------------------- */

typedef struct FormEntry {
    const char *name;
    TypingKind kind;
    uint32_t arity;
    const char *module, *class_name; /* what it stands for; module NULL: nothing */
} FormEntry;

static const FormEntry forms[] = {
    {"Any", TYPING_PLAIN, 0, NULL, NULL},
    {"NoReturn", TYPING_PLAIN, 0, NULL, NULL},
    {"Never", TYPING_PLAIN, 0, NULL, NULL},
    {"Self", TYPING_PLAIN, 0, NULL, NULL},
    {"LiteralString", TYPING_PLAIN, 0, NULL, NULL},
    {"TypeAlias", TYPING_PLAIN, 0, NULL, NULL},
    {"ClassVar", TYPING_ONE, 0, NULL, NULL},
    {"Final", TYPING_ONE, 0, NULL, NULL},
    {"Required", TYPING_ONE, 0, NULL, NULL},
    {"NotRequired", TYPING_ONE, 0, NULL, NULL},
    {"TypeGuard", TYPING_ONE, 0, NULL, NULL},
    {"Unpack", TYPING_ONE, 0, NULL, NULL},
    {"Concatenate", TYPING_MANY, 0, NULL, NULL},
    {"Optional", TYPING_OPTIONAL, 0, NULL, NULL},
    {"Union", TYPING_UNION, 0, NULL, NULL},
    {"Literal", TYPING_LITERAL, 0, NULL, NULL},
    {"Annotated", TYPING_ANNOTATED, 0, NULL, NULL},
    {"Callable", TYPING_CALLABLE, 0, "collections.abc", "Callable"},
    {"Tuple", TYPING_TUPLE, 0, "builtins", "tuple"},
    {"Type", TYPING_CLASS, 1, "builtins", "type"},
    {"List", TYPING_CLASS, 1, "builtins", "list"},
    {"Dict", TYPING_CLASS, 2, "builtins", "dict"},
    {"Set", TYPING_CLASS, 1, "builtins", "set"},
    {"FrozenSet", TYPING_CLASS, 1, "builtins", "frozenset"},
    {"Deque", TYPING_CLASS, 1, "collections", "deque"},
    {"DefaultDict", TYPING_CLASS, 2, "collections", "defaultdict"},
    {"OrderedDict", TYPING_CLASS, 2, "collections", "OrderedDict"},
    {"Counter", TYPING_CLASS, 1, "collections", "Counter"},
    {"ContextManager", TYPING_CLASS, 1, "contextlib", "AbstractContextManager"},
    {"AsyncContextManager", TYPING_CLASS, 1, "contextlib", "AbstractAsyncContextManager"},
    {"Hashable", TYPING_CLASS, 0, "collections.abc", "Hashable"},
    {"Sized", TYPING_CLASS, 0, "collections.abc", "Sized"},
    {"Awaitable", TYPING_CLASS, 1, "collections.abc", "Awaitable"},
    {"Coroutine", TYPING_CLASS, 3, "collections.abc", "Coroutine"},
    {"AsyncIterable", TYPING_CLASS, 1, "collections.abc", "AsyncIterable"},
    {"AsyncIterator", TYPING_CLASS, 1, "collections.abc", "AsyncIterator"},
    {"AsyncGenerator", TYPING_CLASS, 2, "collections.abc", "AsyncGenerator"},
    {"Iterable", TYPING_CLASS, 1, "collections.abc", "Iterable"},
    {"Iterator", TYPING_CLASS, 1, "collections.abc", "Iterator"},
    {"Generator", TYPING_CLASS, 3, "collections.abc", "Generator"},
    {"Reversible", TYPING_CLASS, 1, "collections.abc", "Reversible"},
    {"Container", TYPING_CLASS, 1, "collections.abc", "Container"},
    {"Collection", TYPING_CLASS, 1, "collections.abc", "Collection"},
    {"AbstractSet", TYPING_CLASS, 1, "collections.abc", "Set"},
    {"MutableSet", TYPING_CLASS, 1, "collections.abc", "MutableSet"},
    {"Mapping", TYPING_CLASS, 2, "collections.abc", "Mapping"},
    {"MutableMapping", TYPING_CLASS, 2, "collections.abc", "MutableMapping"},
    {"Sequence", TYPING_CLASS, 1, "collections.abc", "Sequence"},
    {"MutableSequence", TYPING_CLASS, 1, "collections.abc", "MutableSequence"},
    {"MappingView", TYPING_CLASS, 1, "collections.abc", "MappingView"},
    {"KeysView", TYPING_CLASS, 1, "collections.abc", "KeysView"},
    {"ItemsView", TYPING_CLASS, 2, "collections.abc", "ItemsView"},
    {"ValuesView", TYPING_CLASS, 1, "collections.abc", "ValuesView"},
};

static VmValue origin_of(Vm *vm, const FormEntry *entry)
{
    if (strcmp(entry->module, "builtins") == 0) {
        return vm_ref(vm_dict_get_c_borrow(vm, vm->builtins, entry->class_name));
    }
    return vm_import_attr(vm, entry->module, entry->class_name);
}

static bool add_forms(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        VmValue origin = forms[i].module != NULL ? origin_of(vm, &forms[i]) : VM_EMPTY;
        if (origin == VM_ERROR && vm_error_pending(vm)) {
            return false;
        }
        VmValue form = mod_typing_form_new(vm, forms[i].name, forms[i].kind, origin, forms[i].arity);
        vm_unref(vm, origin);
        if (!vm_module_set_steal(vm, module, forms[i].name, form)) {
            return false;
        }
    }
    return true;
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

static VmValue typing_cast(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[1]);
}

static VmValue typing_itself(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue overload_dummy(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR,
                    "You should not call an overloaded function. A series of @overload-decorated functions outside a "
                    "stub module should always be followed by an implementation that is not @overload-ed.");
}

static const VmNativeDef overload_dummy_def = {"_overload_dummy", overload_dummy, "*args, **kwds", VM_NATIVE_PYTHON};

static VmValue typing_overload(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_ref(mod_kept_borrow(vm, MOD_KEPT_OVERLOAD));
}

static VmValue typing_final(Vm *vm, const VmValue *args)
{
    if (vm_is_type(args[0]) || vm_is_function(args[0])) {
        VmValue result = mod_set_attr(vm, args[0], "__final__", VM_TRUE) ? vm_ref(args[0]) : VM_ERROR;
        return result;
    }
    return vm_ref(args[0]);
}

static VmValue typing_get_origin(Vm *vm, const VmValue *args)
{
    if (mod_is_kept_type(vm, args[0], MOD_KEPT_TYPING_ALIAS) ||
        (mod_is_kept_type(vm, args[0], MOD_KEPT_TYPING_FORM) && mod_typing_form_of(args[0])->origin != VM_EMPTY)) {
        if (mod_typing_form_of(args[0])->kind == TYPING_ANNOTATED) {
            return vm_import_attr(vm, "typing", "Annotated");
        }
        return vm_get_attr(vm, args[0], vm_name(vm, VM_NAME_ORIGIN));
    }
    if (args[0] == mod_kept_borrow(vm, MOD_KEPT_GENERIC)) {
        return vm_ref(args[0]);
    }
    if (vm_union_args_borrow(vm, args[0]) != VM_EMPTY) {
        return vm_ref(vm_from_type(vm->types[VM_TYPE_UNION]));
    }
    VmValue origin = vm_generic_origin_borrow(vm, args[0]);
    return origin == VM_EMPTY ? VM_NONE : vm_ref(origin);
}

static VmValue callable_get_args(Vm *vm, VmTuple *flat)
{
    if (flat->items[0] == VM_ELLIPSIS) {
        return vm_tuple_new(vm, flat->items, flat->count);
    }
    VmValue list = vm_list_new(vm, flat->items, flat->count - 1);
    VmValue result = list == VM_ERROR ? VM_ERROR : vm_tuple_pack2(vm, list, flat->items[flat->count - 1]);
    vm_unref(vm, list);
    return result;
}

static VmValue typing_get_args(Vm *vm, const VmValue *args)
{
    if (mod_is_kept_type(vm, args[0], MOD_KEPT_TYPING_ALIAS)) {
        TypingForm *form = mod_typing_form_of(args[0]);
        if (form->kind == TYPING_ANNOTATED) {
            return vm_binary(vm, VM_BINARY_ADD, form->args, form->metadata);
        }
        return form->kind == TYPING_CALLABLE ? callable_get_args(vm, vm_to_tuple(form->args)) : vm_ref(form->args);
    }
    VmValue members = vm_union_args_borrow(vm, args[0]);
    if (members != VM_EMPTY) {
        return vm_ref(members);
    }
    if (vm_generic_origin_borrow(vm, args[0]) != VM_EMPTY) {
        return vm_get_attr(vm, args[0], vm_name(vm, VM_NAME_ARGS));
    }
    return vm_tuple_new(vm, NULL, 0);
}

/* A name in quotes means what it stands for in the globals or the builtins; anything longer stays a ForwardRef. */
static VmValue resolve_hint(Vm *vm, VmValue hint, VmValue globals)
{
    if (hint == VM_NONE || !vm_is_str(hint)) {
        return mod_typing_convert(vm, hint);
    }
    VmValue found = globals == VM_EMPTY ? VM_EMPTY : vm_dict_get_borrow(vm, globals, hint);
    if (found == VM_EMPTY && !vm_error_pending(vm)) {
        found = vm_dict_get_borrow(vm, vm->builtins, hint);
    }
    if (found == VM_EMPTY) {
        return vm_error_pending(vm) ? VM_ERROR : mod_typing_convert(vm, hint);
    }
    return mod_typing_convert(vm, found);
}

static bool add_hints(Vm *vm, VmValue result, VmValue annotations, VmValue globals)
{
    uint32_t position = 0;
    VmValue key, value;
    while (annotations != VM_EMPTY && vm_is_dict(annotations) &&
           vm_dict_walk(vm_to_dict(annotations), &position, &key, &value)) {
        VmValue hint = resolve_hint(vm, value, globals);
        bool ok = hint != VM_ERROR && vm_dict_set(vm, result, key, hint);
        vm_unref(vm, hint);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* The globals that names in the annotations of a function or class mean; VM_EMPTY: not known. */
static VmValue globals_of(Vm *vm, VmValue object)
{
    if (vm_is_function(object)) {
        return vm_to_function(object)->code->script->globals;
    }
    VmValue main = vm_dict_get_borrow(vm, vm->modules, vm_name(vm, VM_NAME_MAIN));
    return main == VM_EMPTY ? VM_EMPTY : vm_module_dict_borrow(main);
}

static VmValue typing_get_type_hints(Vm *vm, const VmValue *args)
{
    VmValue result = vm_dict_new(vm);
    bool ok = result != VM_ERROR;
    VmValue globals = mod_absent(args[1]) ? globals_of(vm, args[0]) : args[1];
    if (ok && vm_is_type(args[0])) {
        VmTuple *mro = vm_to_tuple(vm_to_type(args[0])->mro);
        for (size_t i = mro->count; ok && i-- > 0;) {
            VmValue attrs = vm_to_type(mro->items[i])->attrs;
            VmValue own = vm_dict_get_name_borrow(vm, vm_to_dict(attrs), vm_name(vm, VM_NAME_ANNOTATIONS));
            ok = add_hints(vm, result, own, globals);
        }
    } else if (ok) {
        VmValue annotations = vm_get_attr(vm, args[0], vm_name(vm, VM_NAME_ANNOTATIONS));
        ok = annotations != VM_ERROR && add_hints(vm, result, annotations, globals);
        vm_unref(vm, annotations);
    }
    if (!ok) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue typing_assert_never(Vm *vm, const VmValue *args)
{
    VmValue text = vm_repr(vm, args[0]);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_ASSERTION_ERROR, "Expected code to be unreachable, but got: %s", vm_str_data(text));
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

static const VmNativeDef functions[] = {
    {"cast", typing_cast, "typ, val", VM_NATIVE_PYTHON},
    {"assert_type", typing_itself, "val, typ, /", VM_NATIVE_PYTHON},
    {"assert_never", typing_assert_never, "arg, /", VM_NATIVE_PYTHON},
    {"overload", typing_overload, "func", VM_NATIVE_PYTHON},
    {"final", typing_final, "f", VM_NATIVE_PYTHON},
    {"no_type_check", typing_itself, "arg", VM_NATIVE_PYTHON},
    {"get_origin", typing_get_origin, "tp", VM_NATIVE_PYTHON},
    {"get_args", typing_get_args, "tp", VM_NATIVE_PYTHON},
    {"get_type_hints", typing_get_type_hints, "obj, globalns=, localns=, include_extras=", VM_NATIVE_PYTHON},
    {0},
};

static bool add_protocols(Vm *vm, VmValue module)
{
    static const char *const names[][2] = {
        {"SupportsInt", "__int__"}, {"SupportsFloat", "__float__"}, {"SupportsIndex", "__index__"},
        {"SupportsAbs", "__abs__"}, {"SupportsRound", "__round__"}, {"SupportsBytes", "__bytes__"},
    };
    VmType *protocol = vm_to_type(mod_kept_borrow(vm, MOD_KEPT_PROTOCOL));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        VmType *type = mod_add_class(vm, module, names[i][0], "typing", &protocol, 1, NULL, NULL, MOD_KEPT_COUNT);
        VmValue method = type == NULL ? VM_ERROR : vm_native_new_method(vm, &overload_dummy_def, type, type->module);
        bool ok = method != VM_ERROR && mod_set_attr(vm, vm_from_type(type), names[i][1], method) &&
                  mod_note(vm, type, "typing.runtime", VM_TRUE);
        vm_unref(vm, method);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool init(Vm *vm, VmValue module)
{
    if (mod_add_type(vm, module, &mod_typing_form_spec, NULL, MOD_KEPT_TYPING_FORM) == NULL ||
        mod_add_type(vm, module, &mod_typing_alias_spec, NULL, MOD_KEPT_TYPING_ALIAS) == NULL ||
        !mod_typing_add_variables(vm, module) || !mod_typing_add_classes(vm, module) || !add_forms(vm, module) ||
        !add_protocols(vm, module)) {
        return false;
    }
    VmValue dummy = vm_native_new(vm, &overload_dummy_def, VM_NONE);
    bool ok = dummy != VM_ERROR && mod_keep(vm, MOD_KEPT_OVERLOAD, dummy);
    vm_unref(vm, dummy);
    ok = ok && vm_module_set(vm, module, "TYPE_CHECKING", VM_FALSE) &&
         vm_module_set(vm, module, "Text", vm_from_type(vm->types[VM_TYPE_STR])) &&
         vm_module_set_steal(vm, module, "AnyStr", mod_typing_type_var_simple(vm, "AnyStr"));
    for (const VmNativeDef *def = mod_typing_class_functions; ok && def->name != NULL; def++) {
        ok = vm_module_set_steal(vm, module, def->name, vm_native_new(vm, def, VM_NONE));
    }
    return ok;
}

const VmModuleSpec mod_typing_spec = {.name = "typing", .functions = functions, .init = init};
