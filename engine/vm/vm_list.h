/* vm_list.h: lists. */
#ifndef VM_LIST_H
#define VM_LIST_H

#include "vm/vm.h"

typedef struct VmList {
    VmObject head;
    VmValue *items; /* owned; NULL when nothing was ever put in */
    size_t count;
    size_t capacity;
} VmList;

static inline bool vm_is_list(VmValue v)
{
    return vm_has_kind(v, VM_KIND_LIST);
}

static inline VmList *vm_to_list(VmValue v)
{
    return (VmList *)vm_to_object(v);
}

/* A list of the items (borrowed). */
VmValue vm_list_new(Vm *vm, const VmValue *items, size_t count);
VmValue vm_list_new_empty(Vm *vm, size_t capacity);
/* list(iterable) */
VmValue vm_list_from(Vm *vm, VmValue iterable);
bool vm_list_append(Vm *vm, VmValue list, VmValue item);
bool vm_list_append_steal(Vm *vm, VmValue list, VmValue item);
bool vm_list_insert(Vm *vm, VmValue list, size_t index, VmValue item);
/* list.extend(iterable) */
bool vm_list_extend(Vm *vm, VmValue list, VmValue iterable);
/* The same for an empty list and a list that nobody needs any more, by taking its items over; false: nothing was done.
 */
bool vm_list_take_over(Vm *vm, VmValue list, VmValue other);
/* Removes and returns an item; index < count. */
VmValue vm_list_take(Vm *vm, VmValue list, size_t index);
void vm_list_clear(Vm *vm, VmValue list);
/* tuple(list) without an iterator. */
VmValue vm_list_to_tuple(Vm *vm, VmValue list);
/* list.sort(key=, reverse=); key VM_EMPTY or None: none.  Stable. */
bool vm_list_sort(Vm *vm, VmValue list, VmValue key, bool reverse);
VmValue vm_list_reversed_copy(Vm *vm, VmValue list);

#endif
