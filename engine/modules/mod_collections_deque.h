/* mod_collections_deque.h: what the files of deque share: the type (mod_collections_deque.c), its iterator
 * (mod_collections_deque_iterator.c). */
#ifndef MOD_COLLECTIONS_DEQUE_H
#define MOD_COLLECTIONS_DEQUE_H

#include "modules/mod_collections.h"

typedef struct ModDeque {
    VmObject head;
    VmValue *items; /* a ring; its capacity is a power of two */
    size_t capacity;
    size_t first, count;
    int64_t most;     /* maxlen; -1: none */
    uint32_t changes; /* counted, so that iterators notice */
} ModDeque;

static inline ModDeque *mod_deque_of(VmValue self)
{
    return (ModDeque *)vm_to_object(self);
}

/* Where the item at an index below `count` lies. */
static inline VmValue *mod_deque_place(const ModDeque *deque, size_t index)
{
    return &deque->items[(deque->first + index) & (deque->capacity - 1)];
}

/* A new iterator over a deque; VM_ERROR: a MemoryError is pending. */
VmValue mod_deque_iterator_new(Vm *vm, VmValue self, bool backwards);

#endif
