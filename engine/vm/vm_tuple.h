/* vm_tuple.h: tuples.  Items lie in the object; the empty tuple is one object per Vm. */
#ifndef VM_TUPLE_H
#define VM_TUPLE_H

#include "vm/vm.h"

typedef struct VmTuple {
    VmObject head;
    size_t count;
    VmValue items[]; /* owned; a subclass with a __dict__ keeps it behind the last item */
} VmTuple;

static inline bool vm_is_tuple(VmValue v)
{
    return vm_has_kind(v, VM_KIND_TUPLE);
}

static inline VmTuple *vm_to_tuple(VmValue v)
{
    return (VmTuple *)vm_to_object(v);
}

/* A tuple of the items (borrowed: it takes references of its own). */
VmValue vm_tuple_new(Vm *vm, const VmValue *items, size_t count);
/* The same, taking over the references; they are dropped when it fails. */
VmValue vm_tuple_new_steal(Vm *vm, VmValue *items, size_t count);
/* A tuple whose items are all VM_EMPTY, to be filled in before a script sees it.  (count 0: the shared empty tuple.) */
VmValue vm_tuple_new_blank(Vm *vm, size_t count);
VmValue vm_tuple_pack2(Vm *vm, VmValue a, VmValue b);
/* tuple(iterable); a tuple comes back itself. */
VmValue vm_tuple_from(Vm *vm, VmValue iterable);
/* items[start:start+count] */
VmValue vm_tuple_slice(Vm *vm, VmValue tuple, size_t start, size_t count);

#endif
