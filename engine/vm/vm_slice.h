/* vm_slice.h: slice objects, and what they mean for a sequence of a given length. */
#ifndef VM_SLICE_H
#define VM_SLICE_H

#include "vm/vm.h"

typedef struct VmSlice {
    VmObject head;
    VmValue start, stop, step; /* None when absent */
} VmSlice;

static inline bool vm_is_slice(VmValue v)
{
    return vm_has_kind(v, VM_KIND_SLICE);
}

VmValue vm_slice_new(Vm *vm, VmValue start, VmValue stop, VmValue step);

typedef struct VmSliceSpan {
    int64_t start, stop, step;
    int64_t count; /* number of items it selects */
} VmSliceSpan;

/* The indices that a slice selects from `length` items, as slice.indices does.  TypeError, ValueError (step zero). */
bool vm_slice_span(Vm *vm, VmValue slice, int64_t length, VmSliceSpan *span);

#endif
