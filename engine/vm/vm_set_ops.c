/* Operations on sets: each gives a new set or changes the first one.  The types are in vm_set_type.c. */
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_set_types.h"
#include "vm/vm_tuple.h"

int vm_set_is_subset(Vm *vm, VmSet *a, VmSet *b)
{
    if (a->used > b->used) {
        return 0;
    }
    for (size_t i = 0; i <= a->mask; i++) {
        VmSetEntry entry = a->table[i];
        if (entry.key == VM_EMPTY) {
            continue;
        }
        vm_ref(entry.key);
        int there = vm_set_contains_hashed(vm, b, entry.key, entry.hash);
        vm_unref(vm, entry.key);
        if (there <= 0) {
            return there;
        }
    }
    return 1;
}

VmValue vm_set_copy_of(Vm *vm, VmValue self)
{
    /* the result of set operations is a plain set or frozenset, whatever class the operand is of */
    VmTypeId id = vm_has_kind(self, VM_KIND_FROZENSET) ? VM_TYPE_FROZENSET : VM_TYPE_SET;
    return id == VM_TYPE_SET ? vm_set_new(vm, self) : vm_frozenset_new(vm, self);
}

static VmValue empty_like(Vm *vm, VmValue self)
{
    return vm_has_kind(self, VM_KIND_FROZENSET) ? vm_frozenset_new(vm, VM_EMPTY) : vm_set_new(vm, VM_EMPTY);
}

VmValue vm_set_as_set(Vm *vm, VmValue other)
{
    return vm_is_set(other) ? vm_ref(other) : vm_set_new(vm, other);
}

typedef struct Intersect {
    VmSet *with;
    VmValue result;
} Intersect;

static bool keep_if_there(Vm *vm, VmValue item, void *context)
{
    Intersect *intersect = context;
    int64_t hash;
    if (!vm_hash(vm, item, &hash)) {
        return false;
    }
    int there = vm_set_contains_hashed(vm, intersect->with, item, hash);
    return there >= 0 && (there == 0 || vm_set_add_hashed(vm, vm_to_set(intersect->result), item, hash));
}

VmValue vm_set_intersection(Vm *vm, VmValue self, VmValue other)
{
    VmValue result = empty_like(vm, self);
    if (result == VM_ERROR) {
        return VM_ERROR;
    }
    if (vm_is_set(other) && vm_to_set(other)->used > vm_to_set(self)->used) {
        VmValue swapped = self; /* walk over the smaller one */
        self = other;
        other = swapped;
    }
    Intersect intersect = {.with = vm_to_set(self), .result = result};
    if (!vm_for_each(vm, other, keep_if_there, &intersect)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

/* Adds the items of `self` that are not in `other` (a set). */
static bool add_missing(Vm *vm, VmValue result, VmSet *self, VmSet *other)
{
    for (size_t i = 0; i <= self->mask; i++) {
        VmSetEntry entry = self->table[i];
        if (entry.key == VM_EMPTY) {
            continue;
        }
        vm_ref(entry.key);
        int there = vm_set_contains_hashed(vm, other, entry.key, entry.hash);
        bool ok = there > 0 || (there == 0 && vm_set_add_hashed(vm, vm_to_set(result), entry.key, entry.hash));
        vm_unref(vm, entry.key);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* Takes the items of an iterable out of a set. */
static bool discard_each(Vm *vm, VmValue item, void *context)
{
    return vm_set_discard(vm, *(VmValue *)context, item) >= 0;
}

bool vm_set_remove_all(Vm *vm, VmValue self, VmValue other)
{
    if (self == other) {
        vm_set_clear(vm, vm_to_set(self));
        return true;
    }
    if (!vm_for_each(vm, other, discard_each, &self)) {
        return false;
    }
    VmSet *set = vm_to_set(self);
    if (set->fill - set->used <= set->mask / 4) {
        return true;
    }
    return vm_set_resize(vm, set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

/* As CPython decides: few items to take out are taken out of a copy, else those that stay are put into a new set. */
VmValue vm_set_difference(Vm *vm, VmValue self, VmValue other)
{
    VmValue result;
    bool ok;
    if (!vm_is_set(other) || vm_to_set(self)->used / 4 > vm_to_set(other)->used) {
        result = vm_set_copy_of(vm, self);
        ok = result != VM_ERROR && vm_set_remove_all(vm, result, other);
    } else {
        result = empty_like(vm, self);
        ok = result != VM_ERROR && add_missing(vm, result, vm_to_set(self), vm_to_set(other));
    }
    if (!ok) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

/* Takes the items of `other` (a set) out of `self` that are there, adds the others. */
static bool toggle_all(Vm *vm, VmValue self, VmSet *other)
{
    for (size_t i = 0; i <= other->mask; i++) {
        VmSetEntry entry = other->table[i];
        if (entry.key == VM_EMPTY) {
            continue;
        }
        vm_ref(entry.key);
        int removed = vm_set_discard_hashed(vm, vm_to_set(self), entry.key, entry.hash);
        bool ok = removed > 0 || (removed == 0 && vm_set_add_hashed(vm, vm_to_set(self), entry.key, entry.hash));
        vm_unref(vm, entry.key);
        if (!ok) {
            return false;
        }
    }
    return true;
}

VmValue vm_set_symmetric_difference(Vm *vm, VmValue self, VmValue other)
{
    VmValue result = empty_like(vm, self);
    if (result != VM_ERROR && (!vm_set_update(vm, result, other) || !toggle_all(vm, result, vm_to_set(self)))) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

bool vm_set_toggle(Vm *vm, VmValue self, VmValue other)
{
    if (self == other) {
        vm_set_clear(vm, vm_to_set(self));
        return true;
    }
    VmValue set = vm_is_set(other) ? vm_ref(other) : vm_set_new(vm, other);
    bool ok = set != VM_ERROR && toggle_all(vm, self, vm_to_set(set));
    vm_unref(vm, set);
    return ok;
}

VmValue vm_set_union(Vm *vm, VmValue self, VmValue other)
{
    VmValue result = vm_set_copy_of(vm, self);
    if (result != VM_ERROR && !vm_set_update(vm, result, other)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

VmValue vm_set_and(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_set(left) && vm_is_set(right) ? vm_set_intersection(vm, left, right) : VM_NOT_IMPLEMENTED;
}

VmValue vm_set_or(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_set(left) && vm_is_set(right) ? vm_set_union(vm, left, right) : VM_NOT_IMPLEMENTED;
}

VmValue vm_set_sub(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_set(left) && vm_is_set(right) ? vm_set_difference(vm, left, right) : VM_NOT_IMPLEMENTED;
}

VmValue vm_set_xor(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_set(left) && vm_is_set(right) ? vm_set_symmetric_difference(vm, left, right) : VM_NOT_IMPLEMENTED;
}

VmValue vm_set_fold(Vm *vm, VmValue self, VmValue others, VmSetFn op)
{
    VmValue result = vm_set_copy_of(vm, self);
    for (size_t i = 0; result != VM_ERROR && i < vm_to_tuple(others)->count; i++) {
        vm_set_steal(vm, &result, op(vm, result, vm_to_tuple(others)->items[i]));
    }
    return result;
}

VmValue vm_set_become_steal(Vm *vm, VmValue self, VmValue fresh)
{
    if (fresh == VM_ERROR) {
        return VM_ERROR;
    }
    VmSet *set = vm_to_set(self), *from = vm_to_set(fresh);
    VmSet held = *set;
    VmSetEntry *held_table = set->table == set->small ? from->small : set->table;
    set->table = from->table == from->small ? set->small : from->table;
    memcpy(set->small, from->small, sizeof set->small);
    set->mask = from->mask;
    set->used = from->used;
    set->fill = from->fill;
    set->finger = 0;
    memcpy(from->small, held.small, sizeof held.small);
    from->table = held_table;
    from->mask = held.mask;
    from->used = held.used;
    from->fill = held.fill;
    vm_unref(vm, fresh);
    return VM_NONE;
}
