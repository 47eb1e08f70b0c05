/* vm_sequence.h: what lists, tuples and other sequences share: indices, bounds, comparing, repeating. */
#ifndef VM_SEQUENCE_H
#define VM_SEQUENCE_H

#include "vm/vm.h"

typedef struct VmSpan {
    VmValue *items;
    size_t count;
} VmSpan;

/* Compares item by item; the spans may move or change meanwhile (a script's __eq__), so pass the addresses of what
 * holds them as VmSpan-shaped data that stays current, or copies for immutable ones. */
VmValue vm_sequence_compare(Vm *vm, const VmSpan *a, const VmSpan *b, VmCompare op);
/* The index that a subscript means, negative ones from the end.  TypeError "NAME indices must be integers or slices,
 * not str", IndexError with the message. */
bool vm_sequence_index(Vm *vm, VmValue key, size_t count, const char *name, const char *out_of_range, size_t *index);
/* The range [start, stop) that the optional arguments of `index` mean. */
bool vm_sequence_bounds(Vm *vm, VmValue start, VmValue stop, size_t count, size_t *from, size_t *to);
/* count × times for sequence repetition: 1 good, 0 `times` is no integer, -1 error. */
int vm_sequence_repeat_count(Vm *vm, VmValue times, size_t count, size_t *result);
/* __class_getitem__ of the containers: list[int]. */
VmValue vm_class_getitem(Vm *vm, const VmValue *args);
/* An index clamped to the 64-bit range, as slices take it; None is not accepted. */
bool vm_sequence_clamp(Vm *vm, VmValue v, int64_t *out);

#endif
