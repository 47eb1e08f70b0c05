/* The type `dict`: slots and methods; the table is in vm_dict.c, views and iterators in vm_dict_view.c. */
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict_types.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_sequence.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static void dict_release(Vm *vm, VmObject *self)
{
    vm_dict_clear(vm, vm_from_object(self));
}

static void dict_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmDict *dict = (VmDict *)self;
    for (uint32_t i = 0; i < dict->count; i++) {
        visit(vm, dict->entries[i].key, context);
        visit(vm, dict->entries[i].value, context);
    }
}

static VmValue dict_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args, (void)nargs, (void)kwnames;
    return vm_dict_new_of(vm, type);
}

static bool dict_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_dict_init_with(vm, self, "dict", args, nargs, kwnames);
}

static VmValue dict_repr(Vm *vm, VmValue self)
{
    if (vm_to_dict(self)->used == 0) {
        return vm_str_c(vm, "{}");
    }
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "{...}");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_putc(&buf, '{');
    bool ok = true;
    uint32_t position = 0;
    VmValue key, value;
    for (bool first = true; ok && vm_dict_walk(vm_to_dict(self), &position, &key, &value); first = false) {
        ls_buf_puts(&buf, first ? "" : ", ");
        vm_ref(key);
        vm_ref(value);
        ok = vm_append_repr(vm, &buf, key);
        ls_buf_puts(&buf, ": ");
        ok = ok && vm_append_repr(vm, &buf, value);
        vm_unref(vm, key);
        vm_unref(vm, value);
    }
    vm_repr_leave(vm, self);
    ls_buf_putc(&buf, '}');
    return vm_repr_finish(vm, &buf, ok);
}

/* 1, 0, -1 */
static int dicts_equal(Vm *vm, VmValue a, VmValue b)
{
    if (vm_to_dict(a)->used != vm_to_dict(b)->used) {
        return 0;
    }
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(a), &position, &key, &value)) {
        vm_ref(key);
        vm_ref(value);
        VmValue other = vm_ref(vm_dict_get_borrow(vm, b, key));
        int equal = other != VM_EMPTY ? vm_equal(vm, value, other) : vm_error_pending(vm) ? -1 : 0;
        vm_unref(vm, other);
        vm_unref(vm, key);
        vm_unref(vm, value);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static VmValue dict_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !vm_is_dict(other) || !vm_is_dict(self)) {
        return VM_NOT_IMPLEMENTED;
    }
    int equal = dicts_equal(vm, self, other);
    return equal < 0 ? VM_ERROR : vm_from_bool((equal != 0) == (op == VM_COMPARE_EQ));
}

static int64_t dict_length(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_to_dict(self)->used;
}

static VmValue dict_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue value = vm_dict_get_borrow(vm, self, key);
    if (value != VM_EMPTY) {
        return vm_ref(value);
    }
    if (vm_error_pending(vm)) {
        return VM_ERROR;
    }
    if ((vm_to_object(self)->flags & VM_OBJECT_SUBCLASS) != 0 || vm_to_object(self)->type != vm->types[VM_TYPE_DICT]) {
        bool missing;
        VmValue result = vm_call_special(vm, self, vm_name(vm, VM_NAME_MISSING), &key, 1, &missing);
        if (!missing) {
            return result;
        }
    }
    return vm_raise_key(vm, key);
}

static bool dict_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    if (value != VM_EMPTY) {
        return vm_dict_set(vm, self, key, value);
    }
    int deleted = vm_dict_delete(vm, self, key);
    if (deleted == 0) {
        vm_raise_key(vm, key);
    }
    return deleted > 0;
}

static VmValue dict_iter(Vm *vm, VmValue self)
{
    return vm_dict_iterator_new(vm, self, VM_DICT_PART_KEYS, false);
}

static VmValue dict_or(Vm *vm, VmValue left, VmValue right)
{
    if (!vm_is_dict(left) || !vm_is_dict(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue result = vm_dict_copy(vm, left);
    if (result != VM_ERROR && !vm_dict_update(vm, result, right)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

/* ---- update ----------------------------------------------------------------------------------------------------- */

typedef struct Update {
    VmValue dict;
    VmValue mapping;
    size_t index;
} Update;

static bool take_key(Vm *vm, VmValue key, void *context)
{
    Update *update = context;
    VmValue value = vm_get_item(vm, update->mapping, key);
    bool ok = value != VM_ERROR && vm_dict_set(vm, update->dict, key, value);
    vm_unref(vm, value);
    return ok;
}

static bool take_pair(Vm *vm, VmValue item, void *context)
{
    Update *update = context;
    VmValue pair = vm_list_from(vm, item);
    if (pair == VM_ERROR) {
        if (vm_error_matches(vm, VM_EXC_TYPE_ERROR) && vm_type_of(vm, item)->iter == NULL) {
            vm_error_clear(vm);
            vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot convert dictionary update sequence element #%zu to a sequence",
                     update->index);
        }
        return false;
    }
    VmList *list = vm_to_list(pair);
    bool ok = list->count == 2;
    vm_cost_add(vm, VM_COST_HASH_ITEM, 1);
    if (!ok) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "dictionary update sequence element #%zu has length %zu; 2 is required",
                 update->index, list->count);
    }
    ok = ok && vm_dict_set(vm, update->dict, list->items[0], list->items[1]);
    update->index++;
    vm_unref(vm, pair);
    return ok;
}

bool vm_dict_update(Vm *vm, VmValue dict, VmValue other)
{
    if (vm_is_dict(other) && vm_type_of(vm, other)->iter == dict_iter) {
        return vm_dict_merge_dict(vm, dict, vm_to_dict(other));
    }
    Update update = {.dict = dict, .mapping = other};
    bool error;
    VmValue keys = vm_get_attr_maybe(vm, other, vm_name(vm, VM_NAME_KEYS), &error);
    if (keys == VM_EMPTY) {
        return !error && vm_for_each(vm, other, take_pair, &update);
    }
    VmValue names = vm_call0(vm, keys);
    vm_unref(vm, keys);
    bool ok = names != VM_ERROR && vm_for_each(vm, names, take_key, &update);
    vm_unref(vm, names);
    return ok;
}

bool vm_dict_init_with(Vm *vm, VmValue dict, const char *name, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_count(vm, name, nargs, 0, 1) || (nargs == 1 && !vm_dict_update(vm, dict, args[0]))) {
        return false;
    }
    for (size_t i = 0; kwnames != VM_EMPTY && i < vm_to_tuple(kwnames)->count; i++) {
        if (!vm_dict_set(vm, dict, vm_to_tuple(kwnames)->items[i], args[nargs + i])) {
            return false;
        }
    }
    return true;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue dict_get(Vm *vm, const VmValue *args)
{
    VmValue value = vm_dict_get_borrow(vm, args[0], args[1]);
    if (value != VM_EMPTY) {
        return vm_ref(value);
    }
    if (vm_error_pending(vm)) {
        return VM_ERROR;
    }
    return args[2] == VM_EMPTY ? VM_NONE : vm_ref(args[2]);
}

static VmValue dict_setdefault(Vm *vm, const VmValue *args)
{
    return vm_dict_set_default(vm, args[0], args[1], args[2] == VM_EMPTY ? VM_NONE : args[2]);
}

static VmValue dict_pop(Vm *vm, const VmValue *args)
{
    VmValue value = vm_dict_pop(vm, args[0], args[1]);
    if (value != VM_EMPTY || vm_error_pending(vm)) {
        return value;
    }
    return args[2] != VM_EMPTY ? vm_ref(args[2]) : vm_raise_key(vm, args[1]);
}

static VmValue dict_popitem(Vm *vm, const VmValue *args)
{
    VmValue pair = vm_tuple_new_blank(vm, 2);
    VmDictEntry entry;
    if (pair == VM_ERROR) {
        return VM_ERROR;
    }
    if (!vm_dict_pop_last(vm_to_dict(args[0]), &entry)) {
        vm_unref(vm, pair);
        VmValue text = vm_str_c(vm, "popitem(): dictionary is empty");
        if (text != VM_ERROR) {
            vm_raise_key(vm, text);
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    vm_to_tuple(pair)->items[0] = entry.key;
    vm_to_tuple(pair)->items[1] = entry.value;
    return pair;
}

/* args: self, *args, **kwargs; other may stand in the tuple */
static VmValue dict_update(Vm *vm, const VmValue *args)
{
    VmTuple *given = vm_to_tuple(args[1]);
    if (!vm_args_count(vm, "update", given->count, 0, 1) ||
        (given->count == 1 && !vm_dict_update(vm, args[0], given->items[0]))) {
        return VM_ERROR;
    }
    return vm_dict_merge_dict(vm, args[0], vm_to_dict(args[2])) ? VM_NONE : VM_ERROR;
}

static VmValue dict_clear(Vm *vm, const VmValue *args)
{
    vm_dict_clear(vm, args[0]);
    return VM_NONE;
}

static VmValue dict_copy(Vm *vm, const VmValue *args)
{
    return vm_dict_copy(vm, args[0]);
}

static VmValue dict_keys(Vm *vm, const VmValue *args)
{
    return vm_dict_view_new(vm, args[0], VM_DICT_PART_KEYS);
}

static VmValue dict_values(Vm *vm, const VmValue *args)
{
    return vm_dict_view_new(vm, args[0], VM_DICT_PART_VALUES);
}

static VmValue dict_items(Vm *vm, const VmValue *args)
{
    return vm_dict_view_new(vm, args[0], VM_DICT_PART_ITEMS);
}

static VmValue dict_reversed(Vm *vm, const VmValue *args)
{
    return vm_dict_iterator_new(vm, args[0], VM_DICT_PART_KEYS, true);
}

typedef struct FromKeys {
    VmValue dict;
    VmValue value;
} FromKeys;

static bool set_key(Vm *vm, VmValue key, void *context)
{
    vm_cost_add(vm, VM_COST_HASH_ITEM, 1);
    FromKeys *from = context;
    return vm_set_item(vm, from->dict, key, from->value);
}

static VmValue dict_fromkeys(Vm *vm, const VmValue *args)
{
    VmValue dict = vm_type_call(vm, vm_to_type(args[0]), NULL, 0, VM_EMPTY);
    if (dict == VM_ERROR) {
        return VM_ERROR;
    }
    FromKeys from = {.dict = dict, .value = args[2] == VM_EMPTY ? VM_NONE : args[2]};
    if (!vm_for_each(vm, args[1], set_key, &from)) {
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    return dict;
}

static VmValue dict_ior(Vm *vm, const VmValue *args)
{
    return vm_dict_update(vm, args[0], args[1]) ? vm_ref(args[0]) : VM_ERROR;
}

static void dict_fill(VmType *type)
{
    type->release = dict_release;
    type->traverse = dict_traverse;
    type->make = dict_make;
    type->init = dict_init;
    type->repr = dict_repr;
    type->compare = dict_compare;
    type->length = dict_length;
    type->get_item = dict_get_item;
    type->set_item = dict_set_item;
    type->contains = vm_dict_contains;
    type->iter = dict_iter;
    type->binary[VM_BINARY_OR] = dict_or;
}

static const VmNativeDef dict_methods[] = {
    {"get", dict_get, "key, default=, /", 0},
    {"setdefault", dict_setdefault, "key, default=, /", 0},
    {"pop", dict_pop, "key, default=, /", 0},
    {"popitem", dict_popitem, "", 0},
    {"update", dict_update, "*args, **kwargs", 0},
    {"clear", dict_clear, "", 0},
    {"copy", dict_copy, "", 0},
    {"keys", dict_keys, "", 0},
    {"values", dict_values, "", 0},
    {"items", dict_items, "", 0},
    {"fromkeys", dict_fromkeys, "iterable, value=, /", VM_NATIVE_CLASS},
    {"__ior__", dict_ior, "value, /", 0},
    {"__reversed__", dict_reversed, "", 0},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_dict = {
    .name = "dict",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_DICT,
    .instance_size = sizeof(VmDict),
    .flags = VM_TYPE_FOREVER,
    .methods = dict_methods,
    .fill = dict_fill,
};
