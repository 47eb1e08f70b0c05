/* vm_heap_fast.h: birth and death of the objects that are made by the million, coroutines and tasks, without calls.
 *
 * Where a condition does not hold, nothing has been done, and the general function (vm_heap_object, vm_unref) does the
 * work, with the same result.  In the hostile build and with a sanitizer the conditions never hold, so that mistakes
 * are found.
 */
#ifndef VM_HEAP_FAST_H
#define VM_HEAP_FAST_H

#include "vm/vm_heap.h"

#if defined(LS_HOSTILE) || defined(__SANITIZE_ADDRESS__)
enum { VM_HEAP_IS_PLAIN = 0 };
#elif defined(__has_feature)
enum { VM_HEAP_IS_PLAIN = !__has_feature(address_sanitizer) };
#else
enum { VM_HEAP_IS_PLAIN = 1 };
#endif

/* The size class of an object of `size` bytes, at most VM_HEAP_SMALL_MAX. */
static VM_ALWAYS_INLINE size_t vm_heap_class(size_t size)
{
    return (size + VM_HEAP_STEP - 1) / VM_HEAP_STEP;
}

/* A new object whose head is filled in, with one reference and not counted (vm_heap_count); the caller fills in the
 * rest.  NULL: ask vm_heap_object. */
static VM_ALWAYS_INLINE VmObject *vm_heap_take(Vm *vm, VmType *type, size_t class_index)
{
    VmHeap *heap = vm->heap;
    VmObject *object = heap->free[class_index];
    if (!VM_HEAP_IS_PLAIN) {
        return NULL;
    }
    if (VM_LIKELY(object != NULL)) {
        heap->free[class_index] = (VmObject *)object->type;
    } else if (heap->bump[class_index] != heap->bump_end[class_index]) {
        object = (VmObject *)(void *)heap->bump[class_index];
        heap->bump[class_index] += class_index * VM_HEAP_STEP;
    } else {
        return NULL;
    }
    *object = (VmObject){.refs = 1, .kind = type->kind, .heap = (uint8_t)class_index, .type = type};
    type->head.refs += (type->flags & VM_TYPE_FOREVER) == 0;
    return object;
}

/* May the object, to which there are no references any more, go by vm_heap_put once it owns nothing?  It is of no
 * script's class, has no id, and the collector is not at work on it. */
static VM_ALWAYS_INLINE bool vm_heap_can_put(const VmObject *object)
{
    return VM_HEAP_IS_PLAIN && (object->flags & ~(unsigned)VM_OBJECT_COUNTED) == 0 &&
           (object->heap & ~(unsigned)VM_HEAP_CLASS_MASK) == 0 &&
           ((object->type->flags & VM_TYPE_FOREVER) != 0 || object->type->head.refs > 1);
}

/* Gives back its memory. */
static VM_ALWAYS_INLINE void vm_heap_put(Vm *vm, VmObject *object)
{
    VmHeap *heap = vm->heap;
    size_t class_index = object->heap;
    heap->growth -= (object->flags & VM_OBJECT_COUNTED) != 0;
    object->type->head.refs -= (object->type->flags & VM_TYPE_FOREVER) == 0;
    object->refs = 0;
    object->heap = VM_HEAP_CLASS_FREE;
    object->type = (VmType *)heap->free[class_index];
    heap->free[class_index] = object;
}

#endif
