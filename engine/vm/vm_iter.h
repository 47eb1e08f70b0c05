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
/* reversed(sequence) for what has a length and is indexed from 0. */
VmValue vm_reversed_new(Vm *vm, VmValue sequence);
/* iter(callable, sentinel) */
VmValue vm_call_iterator_new(Vm *vm, VmValue callable, VmValue sentinel);
/* `next(iterator)` with its StopIteration left pending, so that its value can be seen. */
VmValue vm_next_raising(Vm *vm, VmValue iterator);

/* The slots of iterators over `sequence`, for types like str_ascii_iterator: all but `next`. */
void vm_sequence_iterator_fill(VmType *type);

#endif
