/* dict.keys(), values(), items(), and iterating over dicts. */
#include "vm/vm_dict_types.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

/* ---- iterators -------------------------------------------------------------------------------------------------- */

VmValue vm_dict_iterator_new(Vm *vm, VmValue dict, VmDictPart part, bool backward)
{
    VmDictIterator *iterator = (VmDictIterator *)vm_heap_object(vm, vm->types[VM_TYPE_DICT_ITERATOR], sizeof *iterator);
    if (iterator != NULL) {
        VmDict *table = vm_to_dict(dict);
        iterator->head.extra = (uint8_t)part;
        iterator->dict = vm_ref(dict);
        iterator->position = backward ? table->count : 0;
        iterator->used = iterator->left = table->used;
        iterator->changes = table->changes;
        iterator->backward = backward;
    }
    return vm_from_object(iterator);
}

static void iterator_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmDictIterator *)self)->dict, VM_EMPTY);
}

static void iterator_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmDictIterator *)self)->dict, context);
}

static VmValue iterator_self(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static bool step(VmDictIterator *iterator, const VmDict *dict, VmValue *key, VmValue *value)
{
    if (!iterator->backward) {
        return vm_dict_walk(dict, &iterator->position, key, value);
    }
    while (iterator->position > 0) {
        const VmDictEntry *entry = &dict->entries[--iterator->position];
        if (entry->key != VM_EMPTY) {
            *key = entry->key;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

static VmValue iterator_next(Vm *vm, VmValue self)
{
    VmDictIterator *iterator = (VmDictIterator *)vm_to_object(self);
    if (iterator->dict == VM_EMPTY) {
        return VM_ERROR;
    }
    VmDict *dict = vm_to_dict(iterator->dict);
    if (dict->used != iterator->used) {
        iterator->used = UINT32_MAX; /* and so it stays */
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    }
    VmValue key, value;
    if (iterator->left == 0 || (dict->changes != iterator->changes && iterator->position > dict->count)) {
        vm_set_steal(vm, &iterator->dict, VM_EMPTY);
        return VM_ERROR;
    }
    if (!step(iterator, dict, &key, &value)) {
        vm_set_steal(vm, &iterator->dict, VM_EMPTY);
        return dict->changes != iterator->changes
                   ? vm_raise(vm, VM_EXC_RUNTIME_ERROR, "dictionary keys changed during iteration")
                   : VM_ERROR;
    }
    iterator->left--;
    switch ((VmDictPart)iterator->head.extra) {
    case VM_DICT_PART_KEYS: return vm_ref(key);
    case VM_DICT_PART_VALUES: return vm_ref(value);
    default: return vm_tuple_pack2(vm, key, value);
    }
}

static VmValue iterator_hint(Vm *vm, const VmValue *args)
{
    VmDictIterator *iterator = (VmDictIterator *)vm_to_object(args[0]);
    return vm_int_from(vm, iterator->dict == VM_EMPTY ? 0 : iterator->left);
}

static void iterator_fill(VmType *type)
{
    type->release = iterator_release;
    type->traverse = iterator_traverse;
    type->iter = iterator_self;
    type->next = iterator_next;
}

static const VmNativeDef iterator_methods[] = {
    {"__length_hint__", iterator_hint, "", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_dict_iterator = {
    .name = "dict_keyiterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmDictIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = iterator_methods,
    .fill = iterator_fill,
};

/* ---- views ------------------------------------------------------------------------------------------------------ */

static VmDictView *to_view(VmValue v)
{
    return (VmDictView *)vm_to_object(v);
}

VmValue vm_dict_view_new(Vm *vm, VmValue dict, VmDictPart part)
{
    VmType *type = vm->types[part == VM_DICT_PART_KEYS     ? VM_TYPE_DICT_KEYS
                             : part == VM_DICT_PART_VALUES ? VM_TYPE_DICT_VALUES
                                                           : VM_TYPE_DICT_ITEMS];
    VmDictView *view = (VmDictView *)vm_heap_object(vm, type, sizeof *view);
    if (view != NULL) {
        view->head.extra = (uint8_t)part;
        view->dict = vm_ref(dict);
    }
    return vm_from_object(view);
}

static void view_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmDictView *)self)->dict, VM_EMPTY);
}

static void view_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmDictView *)self)->dict, context);
}

static VmValue view_iter(Vm *vm, VmValue self)
{
    return vm_dict_iterator_new(vm, to_view(self)->dict, (VmDictPart)to_view(self)->head.extra, false);
}

static VmValue view_reversed(Vm *vm, const VmValue *args)
{
    return vm_dict_iterator_new(vm, to_view(args[0])->dict, (VmDictPart)to_view(args[0])->head.extra, true);
}

static int64_t view_length(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_to_dict(to_view(self)->dict)->used;
}

static VmValue view_repr(Vm *vm, VmValue self)
{
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "...");
    }
    VmValue list = vm_list_from(vm, self);
    VmValue inner = list == VM_ERROR ? VM_ERROR : vm_repr(vm, list);
    VmValue text =
        inner == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s(%s)", vm_type_name(vm, self), vm_str_data(inner));
    vm_unref(vm, list);
    vm_unref(vm, inner);
    vm_repr_leave(vm, self);
    return text;
}

static int view_contains(Vm *vm, VmValue self, VmValue item)
{
    VmValue dict = to_view(self)->dict;
    if (to_view(self)->head.extra == VM_DICT_PART_KEYS) {
        return vm_dict_contains(vm, dict, item);
    }
    if (!vm_is_tuple(item) || vm_to_tuple(item)->count != 2) {
        return 0;
    }
    VmValue value = vm_ref(vm_dict_get_borrow(vm, dict, vm_to_tuple(item)->items[0]));
    if (value == VM_EMPTY) {
        return vm_error_pending(vm) ? -1 : 0;
    }
    int equal = vm_equal(vm, value, vm_to_tuple(item)->items[1]);
    vm_unref(vm, value);
    return equal;
}

static bool is_set_like(VmValue v)
{
    return vm_is_set(v) || (vm_is_object(v) && vm_to_object(v)->type->iter == view_iter &&
                            to_view(v)->head.extra != VM_DICT_PART_VALUES);
}

/* Set operations on keys and items give sets. */
static VmValue view_operation(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    if (!is_set_like(left)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue a = vm_set_new(vm, left);
    VmValue b = a == VM_ERROR ? VM_ERROR : vm_set_new(vm, right);
    VmValue result = b == VM_ERROR ? VM_ERROR : vm_binary(vm, op, a, b);
    vm_unref(vm, a);
    vm_unref(vm, b);
    return result;
}

static VmValue view_and(Vm *vm, VmValue left, VmValue right)
{
    return view_operation(vm, VM_BINARY_AND, left, right);
}

static VmValue view_or(Vm *vm, VmValue left, VmValue right)
{
    return view_operation(vm, VM_BINARY_OR, left, right);
}

static VmValue view_sub(Vm *vm, VmValue left, VmValue right)
{
    return view_operation(vm, VM_BINARY_SUB, left, right);
}

static VmValue view_xor(Vm *vm, VmValue left, VmValue right)
{
    return view_operation(vm, VM_BINARY_XOR, left, right);
}

static VmValue view_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!is_set_like(self) || !is_set_like(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue a = vm_set_new(vm, self);
    VmValue b = a == VM_ERROR ? VM_ERROR : vm_set_new(vm, other);
    VmValue result = b == VM_ERROR ? VM_ERROR : vm_compare(vm, op, a, b);
    vm_unref(vm, a);
    vm_unref(vm, b);
    return result;
}

static VmValue view_isdisjoint(Vm *vm, const VmValue *args)
{
    VmValue both = view_operation(vm, VM_BINARY_AND, args[0], args[1]);
    VmValue result = both == VM_ERROR ? VM_ERROR : vm_from_bool(vm_to_set(both)->used == 0);
    vm_unref(vm, both);
    return result;
}

static VmValue view_mapping(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(to_view(args[0])->dict);
}

static void values_fill(VmType *type)
{
    type->release = view_release;
    type->traverse = view_traverse;
    type->repr = view_repr;
    type->iter = view_iter;
    type->length = view_length;
}

static void set_like_fill(VmType *type)
{
    values_fill(type);
    type->contains = view_contains;
    type->compare = view_compare;
    type->binary[VM_BINARY_AND] = view_and;
    type->binary[VM_BINARY_OR] = view_or;
    type->binary[VM_BINARY_SUB] = view_sub;
    type->binary[VM_BINARY_XOR] = view_xor;
}

static const VmNativeDef view_methods[] = {
    {"isdisjoint", view_isdisjoint, "other, /", 0},
    {"mapping", view_mapping, "", VM_NATIVE_PROPERTY},
    {"__reversed__", view_reversed, "", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_dict_keys = {
    .name = "dict_keys",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmDictView),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = view_methods,
    .fill = set_like_fill,
};

const VmTypeSpec vm_type_dict_items = {
    .name = "dict_items",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmDictView),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = view_methods,
    .fill = set_like_fill,
};

const VmTypeSpec vm_type_dict_values = {
    .name = "dict_values",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmDictView),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = view_methods + 1,
    .fill = values_fill,
};
