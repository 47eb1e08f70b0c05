/* vm_set_types.h: what the files of set share: the table (vm_set.c), the operations (vm_set_ops.c) and the types
 * (vm_set_type.c). */
#ifndef VM_SET_TYPES_H
#define VM_SET_TYPES_H

#include "vm/vm_module.h"
#include "vm/vm_set.h"

/* An empty set of a type with the layout of a set; NULL: MemoryError. */
VmSet *vm_set_alloc(Vm *vm, VmType *type);
bool vm_set_resize(Vm *vm, VmSet *set, size_t wanted);
bool vm_set_add_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash);
int vm_set_contains_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash);
int vm_set_discard_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash);
bool vm_set_merge(Vm *vm, VmSet *set, VmSet *other);
void vm_set_clear(Vm *vm, VmSet *set);
/* Removes some item, owned by the caller; the set is not empty. */
VmValue vm_set_pop_any(Vm *vm, VmSet *set);
int64_t vm_set_compute_hash(const VmSet *set);

/* What the operations return is owned; VM_ERROR, false and -1 say that an exception is pending.  `self` is a set or a
 * frozenset, a new set is of self's kind but of no subclass, and `other` is any iterable unless it is a VmSet. */
typedef VmValue (*VmSetFn)(Vm *vm, VmValue self, VmValue other);
VmValue vm_set_copy_of(Vm *vm, VmValue self);
/* `other` itself when it is a set, else a new one of its items. */
VmValue vm_set_as_set(Vm *vm, VmValue other);
/* Are all items of a in b?  1, 0, -1 */
int vm_set_is_subset(Vm *vm, VmSet *a, VmSet *b);
VmValue vm_set_union(Vm *vm, VmValue self, VmValue other);
VmValue vm_set_intersection(Vm *vm, VmValue self, VmValue other);
VmValue vm_set_difference(Vm *vm, VmValue self, VmValue other);
VmValue vm_set_symmetric_difference(Vm *vm, VmValue self, VmValue other);
/* self op each of the iterables in a tuple, one after the other. */
VmValue vm_set_fold(Vm *vm, VmValue self, VmValue others, VmSetFn op);
/* In place: takes the items of `other` out; or those that are there, and adds those that are not. */
bool vm_set_remove_all(Vm *vm, VmValue self, VmValue other);
bool vm_set_toggle(Vm *vm, VmValue self, VmValue other);
/* Gives `self` the contents of `fresh`, which goes; None, or VM_ERROR when `fresh` is that. */
VmValue vm_set_become_steal(Vm *vm, VmValue self, VmValue fresh);
/* The slots of the operators: NotImplemented unless both are sets. */
VmValue vm_set_and(Vm *vm, VmValue left, VmValue right);
VmValue vm_set_or(Vm *vm, VmValue left, VmValue right);
VmValue vm_set_sub(Vm *vm, VmValue left, VmValue right);
VmValue vm_set_xor(Vm *vm, VmValue left, VmValue right);

#endif
