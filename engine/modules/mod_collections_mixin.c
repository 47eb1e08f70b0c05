/* What the abstract base classes of containers give to classes derived from them. */
#include "modules/mod_abc.h"
#include "vm/vm_call.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue self_itself(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

const VmNativeDef mod_abc_iterator_methods[] = {{"__iter__", self_itself, "", VM_NATIVE_PYTHON}, {0}};
const VmNativeDef mod_abc_async_iterator_methods[] = {{"__aiter__", self_itself, "", VM_NATIVE_PYTHON}, {0}};

/* ---- sequences -------------------------------------------------------------------------------------------------- */

/* self[i]; VM_ERROR with nothing pending when there is no such item. */
static VmValue item_at(Vm *vm, VmValue self, int64_t index)
{
    VmValue item = vm_get_item(vm, self, vm_from_int(index));
    if (item == VM_ERROR && vm_error_matches(vm, VM_EXC_INDEX_ERROR)) {
        vm_error_clear(vm);
    }
    return item;
}

/* All items as a list. */
static VmValue items_of(Vm *vm, VmValue self)
{
    VmValue list = vm_list_new_empty(vm, 0);
    for (int64_t i = 0; list != VM_ERROR; i++) {
        VmValue item = item_at(vm, self, i);
        if (item == VM_ERROR) {
            break;
        }
        if (!vm_list_append_steal(vm, list, item)) {
            break;
        }
    }
    if (vm_error_pending(vm)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

static VmValue sequence_iter(Vm *vm, const VmValue *args)
{
    VmValue list = items_of(vm, args[0]);
    VmValue iterator = list == VM_ERROR ? VM_ERROR : vm_iter(vm, list);
    vm_unref(vm, list);
    return iterator;
}

static VmValue sequence_reversed(Vm *vm, const VmValue *args)
{
    VmValue list = items_of(vm, args[0]);
    VmValue turned = list == VM_ERROR ? VM_ERROR : vm_list_reversed_copy(vm, list);
    VmValue iterator = turned == VM_ERROR ? VM_ERROR : vm_iter(vm, turned);
    vm_unref(vm, turned);
    vm_unref(vm, list);
    return iterator;
}

static VmValue sequence_contains(Vm *vm, const VmValue *args)
{
    VmValue list = items_of(vm, args[0]);
    int found = list == VM_ERROR ? -1 : vm_contains(vm, list, args[1]);
    vm_unref(vm, list);
    return found < 0 ? VM_ERROR : vm_from_bool(found);
}

static VmValue sequence_index(Vm *vm, const VmValue *args)
{
    for (int64_t i = 0;; i++) {
        VmValue item = item_at(vm, args[0], i);
        if (item == VM_ERROR) {
            return vm_error_pending(vm) ? VM_ERROR
                                        : vm_raise_with(vm, vm_exception_type(vm, VM_EXC_VALUE_ERROR), VM_EMPTY);
        }
        int equal = vm_equal(vm, item, args[1]);
        vm_unref(vm, item);
        if (equal != 0) {
            return equal < 0 ? VM_ERROR : vm_int_from(vm, i);
        }
    }
}

static VmValue sequence_count(Vm *vm, const VmValue *args)
{
    VmValue list = items_of(vm, args[0]);
    VmValue result = list == VM_ERROR ? VM_ERROR : mod_call_method(vm, list, "count", args + 1, 1);
    vm_unref(vm, list);
    return result;
}

const VmNativeDef mod_abc_sequence_methods[] = {
    {"__iter__", sequence_iter, "", VM_NATIVE_PYTHON},
    {"__reversed__", sequence_reversed, "", VM_NATIVE_PYTHON},
    {"__contains__", sequence_contains, "value", VM_NATIVE_PYTHON},
    {"index", sequence_index, "value", VM_NATIVE_PYTHON},
    {"count", sequence_count, "value", VM_NATIVE_PYTHON},
    {0},
};

static VmValue sequence_append(Vm *vm, const VmValue *args)
{
    int64_t length = vm_length(vm, args[0]);
    VmValue rest[2] = {vm_from_int(length), args[1]};
    return length < 0 ? VM_ERROR : mod_call_method(vm, args[0], "insert", rest, 2);
}

static bool append_one(Vm *vm, VmValue item, void *context)
{
    VmValue args[2] = {*(VmValue *)context, item};
    VmValue result = mod_call_method(vm, args[0], "append", args + 1, 1);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static VmValue sequence_extend(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    return vm_for_each(vm, args[1], append_one, &self) ? VM_NONE : VM_ERROR;
}

static VmValue sequence_pop(Vm *vm, const VmValue *args)
{
    VmValue index = args[1] == VM_EMPTY ? vm_from_int(-1) : args[1];
    VmValue item = vm_get_item(vm, args[0], index);
    if (item != VM_ERROR && !vm_delete_item(vm, args[0], index)) {
        vm_unref(vm, item);
        return VM_ERROR;
    }
    return item;
}

const VmNativeDef mod_abc_mutable_sequence_methods[] = {
    {"append", sequence_append, "value", VM_NATIVE_PYTHON},
    {"extend", sequence_extend, "values", VM_NATIVE_PYTHON},
    {"pop", sequence_pop, "index=", VM_NATIVE_PYTHON},
    {0},
};

/* ---- mappings --------------------------------------------------------------------------------------------------- */

/* self[key]; VM_ERROR with nothing pending when the key is not there. */
static VmValue value_of(Vm *vm, VmValue self, VmValue key)
{
    VmValue value = vm_get_item(vm, self, key);
    if (value == VM_ERROR && vm_error_matches(vm, VM_EXC_KEY_ERROR)) {
        vm_error_clear(vm);
    }
    return value;
}

static VmValue mapping_get(Vm *vm, const VmValue *args)
{
    VmValue value = value_of(vm, args[0], args[1]);
    if (value != VM_ERROR || vm_error_pending(vm)) {
        return value;
    }
    return args[2] == VM_EMPTY ? VM_NONE : vm_ref(args[2]);
}

static VmValue mapping_contains(Vm *vm, const VmValue *args)
{
    VmValue value = value_of(vm, args[0], args[1]);
    vm_unref(vm, value);
    return vm_error_pending(vm) ? VM_ERROR : vm_from_bool(value != VM_ERROR);
}

typedef struct Copying {
    VmValue mapping, dict;
} Copying;

static bool copy_one(Vm *vm, VmValue key, void *context)
{
    Copying *copying = context;
    VmValue value = vm_get_item(vm, copying->mapping, key);
    bool ok = value != VM_ERROR && vm_dict_set(vm, copying->dict, key, value);
    vm_unref(vm, value);
    return ok;
}

static VmValue copy_to_dict(Vm *vm, VmValue mapping)
{
    Copying copying = {mapping, vm_dict_new(vm)};
    if (copying.dict != VM_ERROR && !vm_for_each(vm, mapping, copy_one, &copying)) {
        vm_unref(vm, copying.dict);
        return VM_ERROR;
    }
    return copying.dict;
}

static VmValue view_of(Vm *vm, VmValue mapping, const char *method)
{
    VmValue dict = copy_to_dict(vm, mapping);
    VmValue view = dict == VM_ERROR ? VM_ERROR : mod_call_method(vm, dict, method, NULL, 0);
    vm_unref(vm, dict);
    return view;
}

static VmValue mapping_keys(Vm *vm, const VmValue *args)
{
    return view_of(vm, args[0], "keys");
}

static VmValue mapping_values(Vm *vm, const VmValue *args)
{
    return view_of(vm, args[0], "values");
}

static VmValue mapping_items(Vm *vm, const VmValue *args)
{
    return view_of(vm, args[0], "items");
}

static VmValue mapping_eq(Vm *vm, const VmValue *args)
{
    bool error;
    VmValue keys = mod_get_maybe(vm, args[1], "keys", &error);
    vm_unref(vm, keys);
    if (keys == VM_EMPTY) {
        return error ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    VmValue left = copy_to_dict(vm, args[0]);
    VmValue right = left == VM_ERROR ? VM_ERROR : copy_to_dict(vm, args[1]);
    int equal = right == VM_ERROR ? -1 : vm_equal(vm, left, right);
    vm_unref(vm, left);
    vm_unref(vm, right);
    return equal < 0 ? VM_ERROR : vm_from_bool(equal);
}

const VmNativeDef mod_abc_mapping_methods[] = {
    {"get", mapping_get, "key, default=", VM_NATIVE_PYTHON},
    {"__contains__", mapping_contains, "key", VM_NATIVE_PYTHON},
    {"keys", mapping_keys, "", VM_NATIVE_PYTHON},
    {"values", mapping_values, "", VM_NATIVE_PYTHON},
    {"items", mapping_items, "", VM_NATIVE_PYTHON},
    {"__eq__", mapping_eq, "other", VM_NATIVE_PYTHON},
    {0},
};

static VmValue mapping_pop(Vm *vm, const VmValue *args)
{
    VmValue value = value_of(vm, args[0], args[1]);
    if (value == VM_ERROR) {
        if (vm_error_pending(vm)) {
            return VM_ERROR;
        }
        return args[2] == VM_EMPTY ? vm_raise_key(vm, args[1]) : vm_ref(args[2]);
    }
    if (!vm_delete_item(vm, args[0], args[1])) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    return value;
}

static VmValue mapping_setdefault(Vm *vm, const VmValue *args)
{
    VmValue value = value_of(vm, args[0], args[1]);
    if (value != VM_ERROR || vm_error_pending(vm)) {
        return value;
    }
    VmValue fallback = args[2] == VM_EMPTY ? VM_NONE : args[2];
    return vm_set_item(vm, args[0], args[1], fallback) ? vm_ref(fallback) : VM_ERROR;
}

static VmValue mapping_update(Vm *vm, const VmValue *args)
{
    VmValue dict = vm_dict_new(vm);
    bool ok = dict != VM_ERROR && (args[1] == VM_EMPTY || vm_dict_update(vm, dict, args[1])) &&
              vm_dict_update(vm, dict, args[2]);
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        ok = vm_set_item(vm, args[0], key, value);
    }
    vm_unref(vm, dict);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue mapping_clear(Vm *vm, const VmValue *args)
{
    VmValue keys = vm_list_from(vm, args[0]);
    bool ok = keys != VM_ERROR;
    for (size_t i = 0; ok && i < vm_to_list(keys)->count; i++) {
        ok = vm_delete_item(vm, args[0], vm_to_list(keys)->items[i]);
    }
    vm_unref(vm, keys);
    return ok ? VM_NONE : VM_ERROR;
}

const VmNativeDef mod_abc_mutable_mapping_methods[] = {
    {"pop", mapping_pop, "key, default=", VM_NATIVE_PYTHON},
    {"setdefault", mapping_setdefault, "key, default=", VM_NATIVE_PYTHON},
    {"update", mapping_update, "other=, /, **kwds", VM_NATIVE_PYTHON},
    {"clear", mapping_clear, "", VM_NATIVE_PYTHON},
    {0},
};
