/* The types `set` and `frozenset`: slots and methods; the table is in vm_set.c. */
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_sequence.h"
#include "vm/vm_set.h"
#include "vm/vm_set_types.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static void set_release(Vm *vm, VmObject *self)
{
    vm_set_clear(vm, (VmSet *)self);
}

static void set_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmSet *set = (VmSet *)self;
    for (size_t i = 0; set->table != NULL && i <= set->mask; i++) {
        visit(vm, set->table[i].key, context);
    }
}

static VmValue set_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args, (void)nargs, (void)kwnames;
    return vm_from_object(vm_set_alloc(vm, type));
}

static bool set_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "set", kwnames) || !vm_args_count(vm, "set", nargs, 0, 1)) {
        return false;
    }
    vm_set_clear(vm, vm_to_set(self));
    return nargs == 0 || vm_set_update(vm, self, args[0]);
}

static VmValue frozenset_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmType *exact = vm->types[VM_TYPE_FROZENSET];
    if ((type == exact && !vm_args_no_keywords(vm, "frozenset", kwnames)) ||
        !vm_args_count(vm, "frozenset", nargs, 0, 1)) {
        return VM_ERROR;
    }
    if (type == exact && nargs == 1 && vm_is_object(args[0]) && vm_to_object(args[0])->type == exact) {
        return vm_ref(args[0]);
    }
    VmValue set = vm_from_object(vm_set_alloc(vm, type));
    if (set != VM_ERROR && nargs == 1 && !vm_set_update(vm, set, args[0])) {
        vm_unref(vm, set);
        return VM_ERROR;
    }
    return set;
}

static VmValue set_repr(Vm *vm, VmValue self)
{
    const char *name = vm_type_name(vm, self);
    bool bare = vm_to_object(self)->type == vm->types[VM_TYPE_SET];
    if (vm_to_set(self)->used == 0) {
        return vm_str_printf(vm, "%s()", name);
    }
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_printf(vm, "%s(...)", name);
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s%s{", bare ? "" : name, bare ? "" : "(");
    bool ok = true;
    size_t position = 0;
    VmValue item;
    for (bool first = true; ok && vm_set_walk(vm_to_set(self), &position, &item); first = false) {
        ls_buf_puts(&buf, first ? "" : ", ");
        vm_ref(item);
        ok = vm_append_repr(vm, &buf, item);
        vm_unref(vm, item);
    }
    vm_repr_leave(vm, self);
    ls_buf_puts(&buf, bare ? "}" : "})");
    return vm_repr_finish(vm, &buf, ok);
}

static bool frozenset_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    VmSet *set = vm_to_set(self);
    if (set->hash == -1) {
        set->hash = vm_set_compute_hash(set);
    }
    *hash = set->hash;
    return true;
}

static VmValue set_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_set(self) || !vm_is_set(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmSet *a = vm_to_set(self), *b = vm_to_set(other);
    int answer;
    switch (op) {
    case VM_COMPARE_EQ:
    case VM_COMPARE_NE: answer = a->used != b->used ? 0 : vm_set_is_subset(vm, a, b); break;
    case VM_COMPARE_LT: answer = a->used >= b->used ? 0 : vm_set_is_subset(vm, a, b); break;
    case VM_COMPARE_LE: answer = vm_set_is_subset(vm, a, b); break;
    case VM_COMPARE_GT: answer = b->used >= a->used ? 0 : vm_set_is_subset(vm, b, a); break;
    default: answer = vm_set_is_subset(vm, b, a); break;
    }
    return answer < 0 ? VM_ERROR : vm_from_bool((answer != 0) != (op == VM_COMPARE_NE));
}

static int64_t set_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)vm_to_set(self)->used;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue done(bool ok)
{
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue set_add(Vm *vm, const VmValue *args)
{
    return done(vm_set_add(vm, args[0], args[1]));
}

static VmValue set_remove(Vm *vm, const VmValue *args)
{
    int removed = vm_set_discard(vm, args[0], args[1]);
    return removed == 0 ? vm_raise_key(vm, args[1]) : done(removed > 0);
}

static VmValue set_discard(Vm *vm, const VmValue *args)
{
    return done(vm_set_discard(vm, args[0], args[1]) >= 0);
}

static VmValue set_pop(Vm *vm, const VmValue *args)
{
    if (vm_to_set(args[0])->used == 0) {
        VmValue text = vm_str_c(vm, "pop from an empty set");
        if (text != VM_ERROR) {
            vm_raise_key(vm, text);
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    return vm_set_pop_any(vm, vm_to_set(args[0]));
}

static VmValue set_clear(Vm *vm, const VmValue *args)
{
    vm_set_clear(vm, vm_to_set(args[0]));
    return VM_NONE;
}

static VmValue set_copy(Vm *vm, const VmValue *args)
{
    if (vm_to_object(args[0])->type == vm->types[VM_TYPE_FROZENSET]) {
        return vm_ref(args[0]);
    }
    return vm_set_copy_of(vm, args[0]);
}

static VmValue set_update(Vm *vm, const VmValue *args)
{
    for (size_t i = 0; i < vm_to_tuple(args[1])->count; i++) {
        if (!vm_set_update(vm, args[0], vm_to_tuple(args[1])->items[i])) {
            return VM_ERROR;
        }
    }
    return VM_NONE;
}

static VmValue set_union_method(Vm *vm, const VmValue *args)
{
    return vm_set_fold(vm, args[0], args[1], vm_set_union);
}

static VmValue set_intersection(Vm *vm, const VmValue *args)
{
    return vm_set_fold(vm, args[0], args[1], vm_set_intersection);
}

static VmValue set_difference(Vm *vm, const VmValue *args)
{
    return vm_set_fold(vm, args[0], args[1], vm_set_difference);
}

static VmValue set_symmetric(Vm *vm, const VmValue *args)
{
    return vm_set_symmetric_difference(vm, args[0], args[1]);
}

static VmValue set_intersection_update(Vm *vm, const VmValue *args)
{
    return vm_set_become_steal(vm, args[0], vm_set_fold(vm, args[0], args[1], vm_set_intersection));
}

static VmValue set_difference_update(Vm *vm, const VmValue *args)
{
    for (size_t i = 0; i < vm_to_tuple(args[1])->count; i++) {
        if (!vm_set_remove_all(vm, args[0], vm_to_tuple(args[1])->items[i])) {
            return VM_ERROR;
        }
    }
    return VM_NONE;
}

static VmValue set_symmetric_update(Vm *vm, const VmValue *args)
{
    return done(vm_set_toggle(vm, args[0], args[1]));
}

static VmValue relation(Vm *vm, VmValue self, VmValue other, bool turned)
{
    VmValue set = vm_set_as_set(vm, other);
    if (set == VM_ERROR) {
        return VM_ERROR;
    }
    int answer = turned ? vm_set_is_subset(vm, vm_to_set(set), vm_to_set(self))
                        : vm_set_is_subset(vm, vm_to_set(self), vm_to_set(set));
    vm_unref(vm, set);
    return answer < 0 ? VM_ERROR : vm_from_bool(answer);
}

static VmValue set_issubset(Vm *vm, const VmValue *args)
{
    return relation(vm, args[0], args[1], false);
}

static VmValue set_issuperset(Vm *vm, const VmValue *args)
{
    return relation(vm, args[0], args[1], true);
}

static VmValue set_isdisjoint(Vm *vm, const VmValue *args)
{
    VmValue both = vm_set_intersection(vm, args[0], args[1]);
    VmValue result = both == VM_ERROR ? VM_ERROR : vm_from_bool(vm_to_set(both)->used == 0);
    vm_unref(vm, both);
    return result;
}

static VmValue set_iand(Vm *vm, const VmValue *args)
{
    if (!vm_is_set(args[1])) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_set_become_steal(vm, args[0], vm_set_intersection(vm, args[0], args[1])) == VM_ERROR ? VM_ERROR
                                                                                                   : vm_ref(args[0]);
}

static VmValue set_ior(Vm *vm, const VmValue *args)
{
    if (!vm_is_set(args[1])) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_set_update(vm, args[0], args[1]) ? vm_ref(args[0]) : VM_ERROR;
}

static VmValue set_isub(Vm *vm, const VmValue *args)
{
    if (!vm_is_set(args[1])) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_set_remove_all(vm, args[0], args[1]) ? vm_ref(args[0]) : VM_ERROR;
}

static VmValue set_ixor(Vm *vm, const VmValue *args)
{
    if (!vm_is_set(args[1])) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_set_toggle(vm, args[0], args[1]) ? vm_ref(args[0]) : VM_ERROR;
}

/* ---- iterator --------------------------------------------------------------------------------------------------- */

typedef struct SetIterator {
    VmObject head;
    VmValue set; /* VM_EMPTY when exhausted */
    size_t position;
    size_t used;
} SetIterator;

static VmValue set_iter(Vm *vm, VmValue self)
{
    SetIterator *iterator = (SetIterator *)vm_heap_object(vm, vm->types[VM_TYPE_SET_ITERATOR], sizeof *iterator);
    if (iterator != NULL) {
        iterator->set = vm_ref(self);
        iterator->used = vm_to_set(self)->used;
    }
    return vm_from_object(iterator);
}

static void iterator_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((SetIterator *)self)->set, VM_EMPTY);
}

static void iterator_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((SetIterator *)self)->set, context);
}

static VmValue iterator_self(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static VmValue iterator_next(Vm *vm, VmValue self)
{
    SetIterator *iterator = (SetIterator *)vm_to_object(self);
    if (iterator->set == VM_EMPTY) {
        return VM_ERROR;
    }
    if (vm_to_set(iterator->set)->used != iterator->used) {
        iterator->used = SIZE_MAX;
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Set changed size during iteration");
    }
    VmValue item;
    if (vm_set_walk(vm_to_set(iterator->set), &iterator->position, &item)) {
        return vm_ref(item);
    }
    vm_set_steal(vm, &iterator->set, VM_EMPTY);
    return VM_ERROR;
}

static void iterator_fill(VmType *type)
{
    type->release = iterator_release;
    type->traverse = iterator_traverse;
    type->iter = iterator_self;
    type->next = iterator_next;
}

const VmTypeSpec vm_type_set_iterator = {
    .name = "set_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(SetIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .fill = iterator_fill,
};

/* ---- the types -------------------------------------------------------------------------------------------------- */

static void common_fill(VmType *type)
{
    type->release = set_release;
    type->traverse = set_traverse;
    type->repr = set_repr;
    type->compare = set_compare;
    type->length = set_length;
    type->contains = vm_set_contains;
    type->iter = set_iter;
    type->binary[VM_BINARY_AND] = vm_set_and;
    type->binary[VM_BINARY_OR] = vm_set_or;
    type->binary[VM_BINARY_SUB] = vm_set_sub;
    type->binary[VM_BINARY_XOR] = vm_set_xor;
}

static void set_fill(VmType *type)
{
    common_fill(type);
    type->make = set_make;
    type->init = set_init;
}

static void frozenset_fill(VmType *type)
{
    common_fill(type);
    type->make = frozenset_make;
    type->hash = frozenset_hash;
}

/* The first rows are for both types. */
static const VmNativeDef frozenset_methods[] = {
    {"copy", set_copy, "", 0},
    {"union", set_union_method, "*others", 0},
    {"intersection", set_intersection, "*others", 0},
    {"difference", set_difference, "*others", 0},
    {"symmetric_difference", set_symmetric, "other, /", 0},
    {"issubset", set_issubset, "other, /", 0},
    {"issuperset", set_issuperset, "other, /", 0},
    {"isdisjoint", set_isdisjoint, "other, /", 0},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};

static const VmNativeDef set_methods[] = {
    {"add", set_add, "object, /", 0},
    {"remove", set_remove, "object, /", 0},
    {"discard", set_discard, "object, /", 0},
    {"pop", set_pop, "", 0},
    {"clear", set_clear, "", 0},
    {"copy", set_copy, "", 0},
    {"update", set_update, "*others", 0},
    {"union", set_union_method, "*others", 0},
    {"intersection", set_intersection, "*others", 0},
    {"intersection_update", set_intersection_update, "*others", 0},
    {"difference", set_difference, "*others", 0},
    {"difference_update", set_difference_update, "*others", 0},
    {"symmetric_difference", set_symmetric, "other, /", 0},
    {"symmetric_difference_update", set_symmetric_update, "other, /", 0},
    {"issubset", set_issubset, "other, /", 0},
    {"issuperset", set_issuperset, "other, /", 0},
    {"isdisjoint", set_isdisjoint, "other, /", 0},
    {"__iand__", set_iand, "value, /", 0},
    {"__ior__", set_ior, "value, /", 0},
    {"__isub__", set_isub, "value, /", 0},
    {"__ixor__", set_ixor, "value, /", 0},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_set = {
    .name = "set",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_SET,
    .instance_size = sizeof(VmSet),
    .flags = VM_TYPE_FOREVER,
    .methods = set_methods,
    .fill = set_fill,
};

const VmTypeSpec vm_type_frozenset = {
    .name = "frozenset",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_FROZENSET,
    .instance_size = sizeof(VmSet),
    .flags = VM_TYPE_FOREVER,
    .methods = frozenset_methods,
    .fill = frozenset_fill,
};
