/* vm_set_types.h: what the files of set share: the table (vm_set.c) and the types (vm_set_type.c). */
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

#endif
