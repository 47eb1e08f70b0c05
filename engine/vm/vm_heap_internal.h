/* vm_heap_internal.h: what the files of the heap share: memory and death (vm_heap.c), blocks (vm_heap_block.c),
 * the collector (vm_heap_collect.c).
 *
 * The `heap` byte of an object holds its size class and, in the two highest bits, its colour.
 */
#ifndef VM_HEAP_INTERNAL_H
#define VM_HEAP_INTERNAL_H

#include "vm/vm_heap.h"

#if defined(__SANITIZE_ADDRESS__)
#define VM_HEAP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VM_HEAP_ASAN 1
#endif
#endif

enum {
    VM_HEAP_COLOUR_MASK = 0xC0,
    VM_HEAP_COLOUR_REACHED = 0x40, /* found to be alive, its references not followed yet */
    VM_HEAP_COLOUR_SCANNED = 0x80, /* alive, followed */
    VM_HEAP_COLOUR_GARBAGE = 0x80, /* after the marking, when nothing is SCANNED any more */
    VM_HEAP_COLOUR_DEAD = 0xC0,    /* count 0, release pending or running: not the collector's business */
    VM_HEAP_STACK_MAX = 4096,
    VM_HEAP_THRESHOLD_LEAST = 25000,
    VM_HEAP_THRESHOLD_QUIET = 1000000, /* a collection that finds hardly anything lets the next one wait, up to here */
    VM_HEAP_CHUNK = 8 * 1024,
    VM_HEAP_QUARANTINE = 512,
};

struct VmHeapSlab {
    size_t bytes;
    size_t class_index;
    _Alignas(16) char cells[];
};

/* In front of an object that is larger than VM_HEAP_SMALL_MAX. */
typedef struct VmHeapLarge {
    size_t bytes; /* with this header */
    size_t index; /* in the table of large objects */
} VmHeapLarge;

/* Memory for small blocks (vm_heap_block.c). */
typedef struct VmHeapChunk {
    struct VmHeapChunk *next;
    _Alignas(16) char blocks[];
} VmHeapChunk;

typedef struct VmHeapIdentity {
    VmObject *object; /* NULL: free */
    int64_t id;
} VmHeapIdentity;

typedef struct VmHeapState {
    VmHeapSlab **slabs;
    size_t slab_count, slab_capacity;
    size_t class_slabs[VM_HEAP_CLASSES];
    VmHeapLarge **large;
    size_t large_count, large_capacity;
    VmObject **deferred; /* dead objects that wait for their release */
    size_t deferred_count, deferred_capacity;
    VmHeapChunk *chunks;
    VmHeapIdentity *identities; /* open addressing by address */
    size_t identity_count, identity_capacity;
    VmObject *stack[VM_HEAP_STACK_MAX]; /* objects reached but not followed yet */
    size_t stack_count;
    bool stack_overflowed;
    int nesting;
    bool collecting;
    bool teardown;
#ifdef LS_HOSTILE
    VmObject *quarantine[VM_HEAP_QUARANTINE];
    size_t quarantine_next;
#endif
} VmHeapState;

/* May so many bytes more be in use? */
bool vm_heap_within_limit(Vm *vm, size_t extra);
void vm_heap_free_chunks(Vm *vm);
/* Has the type a finaliser, and has it not run for this object? */
bool vm_heap_must_finalise(const VmObject *object);
/* Runs the finaliser with a reference held; the pending exception, if any, is none of its business. */
void vm_heap_finalise(Vm *vm, VmObject *object);
/* Drops what the object owns: what its type knows of, and its attribute dict. */
void vm_heap_drop_contents(Vm *vm, VmObject *object);

#endif
