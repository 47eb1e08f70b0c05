/* vm_set.h: sets and frozensets.
 *
 * The table grows and probes as CPython's does (size a power of two, ten neighbours before each jump, four times the
 * number of items at a resize), so that sets of the same hashes are walked in the same order.
 */
#ifndef VM_SET_H
#define VM_SET_H

#include "vm/vm.h"

typedef struct VmSetEntry {
    VmValue key; /* VM_EMPTY: free, or deleted when hash is -1 */
    int64_t hash;
} VmSetEntry;

typedef struct VmSet {
    VmObject head;
    VmSetEntry *table;
    size_t mask;
    size_t used;   /* live entries */
    size_t fill;   /* and deleted ones */
    size_t finger; /* where pop goes on */
    int64_t hash;  /* of a frozenset; -1: not known yet */
    VmSetEntry small[8];
} VmSet;

static inline bool vm_is_set(VmValue v)
{
    return vm_has_kind(v, VM_KIND_SET) || vm_has_kind(v, VM_KIND_FROZENSET);
}

static inline VmSet *vm_to_set(VmValue v)
{
    return (VmSet *)vm_to_object(v);
}

/* set(iterable); VM_EMPTY: an empty one. */
VmValue vm_set_new(Vm *vm, VmValue iterable);
VmValue vm_frozenset_new(Vm *vm, VmValue iterable);
bool vm_set_add(Vm *vm, VmValue set, VmValue item);
int vm_set_contains(Vm *vm, VmValue set, VmValue item);
/* 1 removed, 0 absent, -1 error */
int vm_set_discard(Vm *vm, VmValue set, VmValue item);
bool vm_set_update(Vm *vm, VmValue set, VmValue iterable);
/* Walks over the items: `*position` begins at 0; false at the end.  Borrowed. */
bool vm_set_walk(const VmSet *set, size_t *position, VmValue *item);

#endif
