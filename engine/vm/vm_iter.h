/* vm_iter.h: iterator objects of the builtin containers, made fit for the interpreter's `for`. */
#ifndef VM_ITER_H
#define VM_ITER_H

#include "vm/vm.h"

/* Iterates over a list, tuple, str, bytes or anything with __getitem__: what `index` counts depends on the type. */
typedef struct VmSequenceIterator {
    VmObject head;
    VmValue sequence; /* VM_EMPTY when exhausted */
    size_t index;
} VmSequenceIterator;

VmValue vm_sequence_iterator_new(Vm *vm, VmTypeId iterator_type, VmValue sequence);

#endif
