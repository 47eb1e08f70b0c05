/* vm_heap.h: memory of script objects: slabs, death by counting, and the collector of cycles.
 *
 * Objects up to 512 bytes lie in 16 KB slabs of one size class each; larger ones are allocated singly.  A dead cell
 * goes to its class's free list, memory returns to the allocator when the Vm is freed.  Everything counts towards
 * limits.max_memory_bytes; what is beyond it is a MemoryError.
 *
 * Death.  When the last reference goes, the finaliser runs, then the object drops what it owns, depth first, as CPython
 * does; nesting beyond a bound is put on a list and done afterwards, so that a chain of a million objects is no danger
 * to the C stack.
 *
 * Cycles.  Objects whose type has `traverse` can be part of one.  They are counted, most from their birth on; a
 * coroutine and a task only from when a piece of garbage could consist of nothing but such ones (vm_heap_count says
 * when).  When the counted have doubled since the last time (and grown by 25,000 at least; fivefold, up to a million
 * more, if that time there was hardly any garbage), vm_heap_poll collects: it takes away in place, from each count, the
 * references that come from other traversable objects; what keeps a positive count is held from outside, and so is all
 * it reaches; the rest is garbage.  No memory is needed for it.  Finalisers run first, then a second look, then the
 * garbage is released. References that C code holds are counted, so whatever it holds is safe.
 *
 * With LS_HOSTILE every poll collects, and freed memory is poisoned and not used again for a while.
 */
#ifndef VM_HEAP_H
#define VM_HEAP_H

#include "vm/vm.h"

enum { VM_HEAP_CLASSES = 33, VM_HEAP_SMALL_MAX = 512, VM_HEAP_STEP = 16, VM_HEAP_BLOCK_MAX = 256 };

/* An object's `heap` byte: its size class, 0 for a large one, and what the collector thinks of it. */
enum { VM_HEAP_CLASS_MASK = 63, VM_HEAP_CLASS_FREE = 63 /* the cell is free */ };

typedef struct VmHeapSlab VmHeapSlab;

struct VmHeap {
    VmObject *free[VM_HEAP_CLASSES]; /* free cells of each class, linked through `type` */
    char *bump[VM_HEAP_CLASSES];     /* where the newest slab of the class has cells never used */
    char *bump_end[VM_HEAP_CLASSES];
    void *blocks[VM_HEAP_BLOCK_MAX / VM_HEAP_STEP + 1]; /* free blocks by size, linked through their first word */
    char *block_at, *block_end;                         /* what has not been cut into blocks yet */
    int64_t growth;                                     /* counted objects: born minus dead since the last collection */
    int64_t threshold;                                  /* growth at which the next collection is due */
    size_t bytes;                                       /* in use: slabs, large objects, buffers */
    uint32_t next_version;     /* versions of dicts and types that were asked for: unique, from 2 */
    int64_t next_identity;     /* what id() gives next */
    struct VmHeapState *state; /* the rest: vm_heap_internal.h */
};

/* An object of `size` bytes (at least sizeof(VmObject)), head filled in with one reference, the rest zeroed.  Keeps a
 * reference to the type when that can die.  NULL: MemoryError is pending. */
VmObject *vm_heap_object(Vm *vm, VmType *type, size_t size);

/* Coroutines and tasks are made by the million, and while they run, are queued or sleep, none is garbage: each look at
 * all of them would be in vain.  So the collector does not wait for their number, but for that of objects of which at
 * least one is in every cycle of garbage.  A coroutine that has not begun refers to what was there before it; one that
 * its task or another coroutine runs is held by that, and a task by the loop, as long as it does not wait for a future.
 * Whoever does something else with one counts it first: resumes a coroutine by hand, lets a task wait, gives it a
 * result that could lead back to it, drops a task whose coroutine goes on living. */
static inline void vm_heap_count(Vm *vm, VmObject *object)
{
    vm->heap->growth += (object->flags & VM_OBJECT_COUNTED) == 0;
    object->flags |= VM_OBJECT_COUNTED;
}

/* Of a coroutine or task that was just made. */
static inline void vm_heap_uncount(Vm *vm, VmObject *object)
{
    vm->heap->growth -= (object->flags & VM_OBJECT_COUNTED) != 0;
    object->flags &= (uint8_t)~VM_OBJECT_COUNTED;
}

/* Plain memory for what objects own (item arrays, tables): as ls_alloc's resize, counted against the limit.  NULL with
 * MemoryError pending.  new_size 0 frees. */
void *vm_heap_resize(Vm *vm, void *block, size_t old_size, size_t new_size);
void vm_heap_free(Vm *vm, void *block, size_t size);

/* Collects cycles now; returns how many objects were garbage. */
size_t vm_heap_collect(Vm *vm);
/* A safe point: the interpreter calls it at calls and backward jumps, where all its references are counted. */
static inline void vm_heap_poll(Vm *vm)
{
#ifdef LS_HOSTILE
    vm_heap_collect(vm);
#else
    if (vm->heap->growth >= vm->heap->threshold) {
        vm_heap_collect(vm);
    }
#endif
}

/* Calls `each` for every live object, in no order that means anything. */
void vm_heap_each(Vm *vm, void (*each)(Vm *vm, VmObject *object, void *context), void *context);
size_t vm_heap_live_objects(Vm *vm);

/* A version number not used before; 0 when they are used up (then nothing may be cached). */
uint32_t vm_heap_next_version(Vm *vm);

/* What id(v) gives: the same for as long as the object lives, small numbers in order of asking. -1: no memory. */
int64_t vm_heap_identity(Vm *vm, VmValue v);

/* vm.c's. */
VmHeap *vm_heap_new(Vm *vm);
/* Releases every object that is left, whatever its count, without running finalisers; then the memory. */
void vm_heap_destroy(Vm *vm);

#endif
