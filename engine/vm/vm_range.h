/* vm_range.h: ranges.  Those whose bounds fit 64 bits are plain numbers; others keep their bounds as int objects. */
#ifndef VM_RANGE_H
#define VM_RANGE_H

#include "vm/vm.h"

typedef struct VmRange {
    VmObject head;
    int64_t start, step;                              /* when not big */
    int64_t count;                                    /* items; when not big */
    VmValue big_start, big_stop, big_step, big_count; /* VM_EMPTY when not big */
    int64_t stop;
} VmRange;

typedef struct VmRangeIterator {
    VmObject head;
    int64_t next, step;
    int64_t left;               /* items still to come */
    VmValue big_next, big_step; /* VM_EMPTY when not big */
    VmValue big_left;
} VmRangeIterator;

VmValue vm_range_new(Vm *vm, int64_t start, int64_t stop, int64_t step); /* step not 0 */

/* For the interpreter's `for`: the next number of an iterator that is not big and has left > 0. */
static inline VmValue vm_range_iterator_step(VmRangeIterator *iterator)
{
    int64_t i = iterator->next;
    iterator->next = (int64_t)((uint64_t)i + (uint64_t)iterator->step);
    iterator->left--;
    return vm_from_int(i); /* callers check vm_int_fits(i) first when the range can go beyond 49 bits */
}

#endif
