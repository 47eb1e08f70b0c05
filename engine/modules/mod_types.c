/* The module types: names of builtin types, SimpleNamespace, MappingProxyType, coroutine. */
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- SimpleNamespace -------------------------------------------------------------------------------------------- */

static bool namespace_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (nargs != 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "no positional arguments expected");
        return false;
    }
    VmValue dict = vm_instance_dict_borrow(vm, self, true);
    bool ok = dict != VM_EMPTY;
    for (size_t i = 0; ok && kwnames != VM_EMPTY && i < vm_to_tuple(kwnames)->count; i++) {
        ok = vm_dict_set(vm, dict, vm_to_tuple(kwnames)->items[i], args[i]);
    }
    return ok;
}

static bool append_attributes(Vm *vm, LsBuf *buf, VmValue dict)
{
    uint32_t position = 0;
    VmValue key, value;
    bool first = true;
    while (dict != VM_EMPTY && vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        if (!vm_is_str(key)) {
            continue;
        }
        ls_buf_printf(buf, "%s%s=", first ? "" : ", ", vm_str_data(key));
        first = false;
        if (!vm_append_repr(vm, buf, value)) {
            return false;
        }
    }
    return true;
}

static VmValue namespace_repr(Vm *vm, VmValue self)
{
    VmType *type = vm_to_object(self)->type;
    bool plain = vm_from_type(type) == mod_kept_borrow(vm, MOD_KEPT_SIMPLE_NAMESPACE);
    const char *name = plain ? "namespace" : type->name;
    int enter = vm_repr_enter(vm, self);
    if (enter <= 0) {
        return enter < 0 ? VM_ERROR : vm_str_printf(vm, "%s(...)", name);
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s(", name);
    bool ok = append_attributes(vm, &buf, vm_instance_dict_borrow(vm, self, false));
    ls_buf_putc(&buf, ')');
    vm_repr_leave(vm, self);
    return vm_repr_finish(vm, &buf, ok);
}

static VmValue namespace_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!mod_is_kept_type(vm, self, MOD_KEPT_SIMPLE_NAMESPACE) ||
        !mod_is_kept_type(vm, other, MOD_KEPT_SIMPLE_NAMESPACE)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue left = vm_instance_dict_borrow(vm, self, true);
    VmValue right = left == VM_EMPTY ? VM_EMPTY : vm_instance_dict_borrow(vm, other, true);
    return right == VM_EMPTY ? VM_ERROR : vm_compare(vm, op, left, right);
}

static void namespace_fill(VmType *type)
{
    type->init = namespace_init;
    type->repr = namespace_repr;
    type->compare = namespace_compare;
}

static const VmTypeSpec namespace_spec = {
    .name = "SimpleNamespace",
    .module = "types",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_INSTANCE,
    .instance_size = sizeof(VmObject),
    .has_dict = true,
    .fill = namespace_fill,
};

/* ---- MappingProxyType ------------------------------------------------------------------------------------------- */

typedef struct Proxy {
    VmObject head;
    VmValue mapping;
} Proxy;

static VmValue mapping_of(VmValue v)
{
    return ((Proxy *)vm_to_object(v))->mapping;
}

static VmValue proxy_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue mapping;
    if (!vm_args_parse(vm, "mappingproxy", "mapping", args, nargs, kwnames, &mapping)) {
        return VM_ERROR;
    }
    if (vm_is_list(mapping) || vm_is_tuple(mapping) || vm_type_of(vm, mapping)->get_item == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "mappingproxy() argument must be a mapping, not %s",
                        vm_type_name(vm, mapping));
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((Proxy *)vm_to_object(self))->mapping = vm_ref(mapping);
    }
    return self;
}

static void proxy_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Proxy *)self)->mapping, VM_EMPTY);
}

static void proxy_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Proxy *)self)->mapping, context);
}

static VmValue proxy_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "mappingproxy(");
    bool ok = vm_append_repr(vm, &buf, mapping_of(self));
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, ok);
}

static VmValue proxy_str(Vm *vm, VmValue self)
{
    return vm_str_of(vm, mapping_of(self));
}

static VmValue proxy_get_item(Vm *vm, VmValue self, VmValue key)
{
    return vm_get_item(vm, mapping_of(self), key);
}

static int proxy_contains(Vm *vm, VmValue self, VmValue key)
{
    return vm_contains(vm, mapping_of(self), key);
}

static int64_t proxy_length(Vm *vm, VmValue self)
{
    return vm_length(vm, mapping_of(self));
}

static VmValue proxy_iter(Vm *vm, VmValue self)
{
    return vm_iter(vm, mapping_of(self));
}

static VmValue proxy_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    bool mine = mod_is_kept_type(vm, self, MOD_KEPT_MAPPING_PROXY);
    bool others = mod_is_kept_type(vm, other, MOD_KEPT_MAPPING_PROXY);
    return vm_compare(vm, op, mine ? mapping_of(self) : self, others ? mapping_of(other) : other);
}

static VmValue proxy_get(Vm *vm, const VmValue *args)
{
    return mod_call_method(vm, mapping_of(args[0]), "get", args + 1, args[2] == VM_EMPTY ? 1 : 2);
}

static VmValue proxy_keys(Vm *vm, const VmValue *args)
{
    return mod_call_method(vm, mapping_of(args[0]), "keys", NULL, 0);
}

static VmValue proxy_values(Vm *vm, const VmValue *args)
{
    return mod_call_method(vm, mapping_of(args[0]), "values", NULL, 0);
}

static VmValue proxy_items(Vm *vm, const VmValue *args)
{
    return mod_call_method(vm, mapping_of(args[0]), "items", NULL, 0);
}

static VmValue proxy_copy(Vm *vm, const VmValue *args)
{
    return mod_call_method(vm, mapping_of(args[0]), "copy", NULL, 0);
}

static const VmNativeDef proxy_methods[] = {
    {"get", proxy_get, "key, default=, /", VM_NATIVE_BUILTIN},
    {"keys", proxy_keys, "", VM_NATIVE_BUILTIN},
    {"values", proxy_values, "", VM_NATIVE_BUILTIN},
    {"items", proxy_items, "", VM_NATIVE_BUILTIN},
    {"copy", proxy_copy, "", VM_NATIVE_BUILTIN},
    {0},
};

static void proxy_fill(VmType *type)
{
    type->make = proxy_make;
    type->release = proxy_release;
    type->traverse = proxy_traverse;
    type->repr = proxy_repr;
    type->str = proxy_str;
    type->get_item = proxy_get_item;
    type->contains = proxy_contains;
    type->length = proxy_length;
    type->iter = proxy_iter;
    type->compare = proxy_compare;
}

static const VmTypeSpec proxy_spec = {
    .name = "mappingproxy",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Proxy),
    .flags = VM_TYPE_FINAL,
    .methods = proxy_methods,
    .fill = proxy_fill,
};

/* ---- functions -------------------------------------------------------------------------------------------------- */

static VmValue types_new_class(Vm *vm, const VmValue *args)
{
    VmValue bases = args[1] == VM_EMPTY ? vm_tuple_new(vm, NULL, 0) : vm_tuple_from(vm, args[1]);
    VmValue namespace = bases == VM_ERROR ? VM_ERROR : vm_dict_new(vm);
    VmValue result = VM_ERROR;
    if (namespace != VM_ERROR) {
        VmValue filled = mod_absent(args[3]) ? VM_NONE : vm_call1(vm, args[3], namespace);
        if (filled != VM_ERROR) {
            result = vm_class_new(vm, args[0], bases, namespace, mod_absent(args[2]) ? VM_EMPTY : args[2]);
        }
        vm_unref(vm, filled);
    }
    vm_unref(vm, namespace);
    vm_unref(vm, bases);
    return result;
}

/* types.coroutine: the generators of the function can be awaited. */
static VmValue types_coroutine(Vm *vm, const VmValue *args)
{
    VmValue function = args[0];
    if (!vm_is_callable(vm, function)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "types.coroutine() expects a callable");
    }
    if (vm_is_function(function) && (vm_to_function(function)->code->lang->flags & LANG_CODE_GENERATOR) != 0) {
        vm_to_object(function)->extra |= VM_FUNCTION_AWAITABLE;
    }
    return vm_ref(function);
}

static const VmNativeDef functions[] = {
    {"coroutine", types_coroutine, "func", VM_NATIVE_PYTHON},
    {"new_class", types_new_class, "name, bases=, kwds=, exec_body=", VM_NATIVE_PYTHON},
    {0},
};

typedef struct NamedType {
    const char *name;
    VmTypeId id;
} NamedType;

static const NamedType named_types[] = {
    {"FunctionType", VM_TYPE_FUNCTION},
    {"LambdaType", VM_TYPE_FUNCTION},
    {"BuiltinFunctionType", VM_TYPE_NATIVE},
    {"BuiltinMethodType", VM_TYPE_NATIVE},
    {"MethodType", VM_TYPE_METHOD},
    {"CodeType", VM_TYPE_CODE},
    {"CellType", VM_TYPE_CELL},
    {"ModuleType", VM_TYPE_MODULE},
    {"GeneratorType", VM_TYPE_GENERATOR},
    {"CoroutineType", VM_TYPE_COROUTINE},
    {"AsyncGeneratorType", VM_TYPE_ASYNC_GENERATOR},
    {"TracebackType", VM_TYPE_TRACEBACK},
    {"GenericAlias", VM_TYPE_GENERIC_ALIAS},
    {"UnionType", VM_TYPE_UNION},
    {"NoneType", VM_TYPE_NONE},
    {"EllipsisType", VM_TYPE_ELLIPSIS},
    {"NotImplementedType", VM_TYPE_NOT_IMPLEMENTED},
};

static bool init(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < sizeof named_types / sizeof named_types[0]; i++) {
        if (!vm_module_set(vm, module, named_types[i].name, vm_from_type(vm->types[named_types[i].id]))) {
            return false;
        }
    }
    VmType *proxy = vm_type_new(vm, &proxy_spec, NULL);
    bool ok = proxy != NULL && vm_module_set(vm, module, "MappingProxyType", vm_from_type(proxy)) &&
              mod_keep(vm, MOD_KEPT_MAPPING_PROXY, vm_from_type(proxy));
    if (proxy != NULL) {
        vm_unref(vm, vm_from_type(proxy));
    }
    return ok && mod_add_type(vm, module, &namespace_spec, NULL, MOD_KEPT_SIMPLE_NAMESPACE) != NULL;
}

const VmModuleSpec mod_types_spec = {.name = "types", .functions = functions, .init = init};
