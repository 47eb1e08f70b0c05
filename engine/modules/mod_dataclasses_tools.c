/* fields, asdict, astuple, replace, is_dataclass. */
#include "modules/mod_dataclasses.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static bool is_instance(Vm *vm, VmValue v)
{
    return vm_is_object(v) && !vm_is_type(v) && mod_dataclass_fields_borrow(vm, vm_type_of(vm, v)) != VM_EMPTY;
}

static VmValue data_fields(Vm *vm, const VmValue *args)
{
    const VmType *type = vm_is_type(args[0]) ? vm_to_type(args[0]) : vm_type_of(vm, args[0]);
    VmValue fields = mod_dataclass_fields_borrow(vm, type);
    if (fields == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "must be called with a dataclass type or instance");
    }
    VmValue list = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value;
    while (list != VM_ERROR && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        if (mod_field_of(value)->kind == FIELD_PLAIN && !vm_list_append(vm, list, value)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    VmValue tuple = list == VM_ERROR ? VM_ERROR : vm_list_to_tuple(vm, list);
    vm_unref(vm, list);
    return tuple;
}

static VmValue data_is_dataclass(Vm *vm, const VmValue *args)
{
    const VmType *type = vm_is_type(args[0]) ? vm_to_type(args[0]) : vm_type_of(vm, args[0]);
    return vm_from_bool(mod_dataclass_fields_borrow(vm, type) != VM_EMPTY);
}

/* ---- asdict, astuple -------------------------------------------------------------------------------------------- */

typedef struct Taking {
    VmValue factory; /* dict_factory or tuple_factory; VM_EMPTY: dict, tuple */
    bool as_tuple;
    uint32_t depth;
} Taking;

static VmValue take(Vm *vm, VmValue v, Taking *taking);

static VmValue deep_copy(Vm *vm, VmValue v)
{
    if (!vm_is_object(v) || vm_is_str(v) || vm_is_type(v) || vm_has_kind(v, VM_KIND_INT) ||
        vm_has_kind(v, VM_KIND_FUNCTION) || vm_has_kind(v, VM_KIND_BYTES)) {
        return vm_ref(v);
    }
    VmValue function = vm_import_attr(vm, "copy", "deepcopy");
    VmValue copy = function == VM_ERROR ? VM_ERROR : vm_call1(vm, function, v);
    vm_unref(vm, function);
    return copy;
}

static VmValue finish(Vm *vm, VmValue list, const Taking *taking)
{
    VmValue factory = taking->factory;
    if (factory == VM_EMPTY) {
        factory = vm_from_type(vm->types[taking->as_tuple ? VM_TYPE_TUPLE : VM_TYPE_DICT]);
    }
    return vm_call1(vm, factory, list);
}

static VmValue take_fields(Vm *vm, VmValue v, Taking *taking)
{
    VmValue fields = vm_ref(mod_dataclass_fields_borrow(vm, vm_type_of(vm, v)));
    VmValue list = vm_list_new_empty(vm, 0);
    bool ok = list != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        if (mod_field_of(value)->kind != FIELD_PLAIN) {
            continue;
        }
        VmValue attribute = vm_get_attr(vm, v, key);
        VmValue item = attribute == VM_ERROR ? VM_ERROR : take(vm, attribute, taking);
        vm_unref(vm, attribute);
        if (item != VM_ERROR && !taking->as_tuple) {
            vm_set_steal(vm, &item, vm_tuple_pack2(vm, key, item));
        }
        ok = item != VM_ERROR && vm_list_append_steal(vm, list, item);
    }
    VmValue result = ok ? finish(vm, list, taking) : VM_ERROR;
    vm_unref(vm, list);
    vm_unref(vm, fields);
    return result;
}

typedef struct TakingItems {
    Taking *taking;
    VmValue list;
} TakingItems;

static bool take_item(Vm *vm, VmValue item, void *context)
{
    TakingItems *items = context;
    VmValue taken = take(vm, item, items->taking);
    return taken != VM_ERROR && vm_list_append_steal(vm, items->list, taken);
}

/* A list or tuple of the same type; a named tuple takes its items one by one. */
static VmValue take_items(Vm *vm, VmValue v, Taking *taking)
{
    TakingItems items = {taking, vm_list_new_empty(vm, 0)};
    VmValue result = VM_ERROR;
    if (items.list != VM_ERROR && vm_for_each(vm, v, take_item, &items)) {
        bool error;
        VmValue named = vm_is_tuple(v) ? mod_get_maybe(vm, v, "_fields", &error) : VM_EMPTY;
        VmValue type = vm_from_type(vm_type_of(vm, v));
        result = named != VM_EMPTY
                     ? vm_call(vm, type, vm_to_list(items.list)->items, vm_to_list(items.list)->count, VM_EMPTY)
                     : vm_call1(vm, type, items.list);
        vm_unref(vm, named);
    }
    vm_unref(vm, items.list);
    return result;
}

static VmValue take_dict(Vm *vm, VmValue v, Taking *taking)
{
    VmValue copy = vm_dict_new(vm), source = vm_dict_copy(vm, v);
    bool ok = copy != VM_ERROR && source != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(source), &position, &key, &value)) {
        VmValue new_key = take(vm, key, taking);
        VmValue new_value = new_key == VM_ERROR ? VM_ERROR : take(vm, value, taking);
        ok = new_value != VM_ERROR && vm_dict_set(vm, copy, new_key, new_value);
        vm_unref(vm, new_key);
        vm_unref(vm, new_value);
    }
    vm_unref(vm, source);
    if (!ok) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    VmType *type = vm_type_of(vm, v);
    if (type != vm->types[VM_TYPE_DICT]) {
        vm_set_steal(vm, &copy, vm_call1(vm, vm_from_type(type), copy));
    }
    return copy;
}

static VmValue take(Vm *vm, VmValue v, Taking *taking)
{
    if (taking->depth >= 200) {
        return vm_raise(vm, VM_EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    taking->depth++;
    VmValue result;
    if (is_instance(vm, v)) {
        result = take_fields(vm, v, taking);
    } else if (vm_is_list(v) || vm_is_tuple(v)) {
        result = take_items(vm, v, taking);
    } else {
        result = vm_is_dict(v) ? take_dict(vm, v, taking) : deep_copy(vm, v);
    }
    taking->depth--;
    return result;
}

static VmValue data_asdict(Vm *vm, const VmValue *args)
{
    if (!is_instance(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "asdict() should be called on dataclass instances");
    }
    Taking taking = {.factory = args[1]};
    return take(vm, args[0], &taking);
}

static VmValue data_astuple(Vm *vm, const VmValue *args)
{
    if (!is_instance(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "astuple() should be called on dataclass instances");
    }
    Taking taking = {.factory = args[1], .as_tuple = true};
    return take(vm, args[0], &taking);
}

/* ---- replace ---------------------------------------------------------------------------------------------------- */

/* Adds to the changes what the other fields hold. */
static bool complete(Vm *vm, VmValue v, VmValue fields, VmValue changes)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        DataField *field = mod_field_of(value);
        int given = vm_dict_contains(vm, changes, key);
        if (given < 0) {
            return false;
        }
        if (field->kind == FIELD_CLASS_VAR || (field->init && given)) {
            continue;
        }
        if (!field->init) {
            if (given) {
                vm_raise(vm, VM_EXC_VALUE_ERROR,
                         "field %s is declared with init=False, it cannot be specified with replace()",
                         vm_str_data(key));
                return false;
            }
            continue;
        }
        if (field->kind == FIELD_INIT_VAR && field->default_value == VM_EMPTY) {
            VmValue shown = vm_repr(vm, key);
            if (shown != VM_ERROR) {
                vm_raise(vm, VM_EXC_VALUE_ERROR, "InitVar %s must be specified with replace()", vm_str_data(shown));
            }
            vm_unref(vm, shown);
            return false;
        }
        VmValue item = vm_get_attr(vm, v, key);
        bool ok = item != VM_ERROR && vm_dict_set(vm, changes, key, item);
        vm_unref(vm, item);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static VmValue data_replace(Vm *vm, const VmValue *args)
{
    if (!is_instance(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "replace() should be called on dataclass instances");
    }
    VmValue type = vm_from_type(vm_type_of(vm, args[0]));
    VmValue fields = vm_ref(mod_dataclass_fields_borrow(vm, vm_to_type(type)));
    bool ok = complete(vm, args[0], fields, args[1]);
    vm_unref(vm, fields);
    return ok ? vm_call_spread(vm, type, NULL, 0, args[1]) : VM_ERROR;
}

const VmNativeDef mod_data_tools[] = {
    {"fields", data_fields, "class_or_instance", VM_NATIVE_PYTHON},
    {"is_dataclass", data_is_dataclass, "obj", VM_NATIVE_PYTHON},
    {"asdict", data_asdict, "obj, *, dict_factory=", VM_NATIVE_PYTHON},
    {"astuple", data_astuple, "obj, *, tuple_factory=", VM_NATIVE_PYTHON},
    {"replace", data_replace, "obj, /, **changes", VM_NATIVE_PYTHON},
    {0},
};
