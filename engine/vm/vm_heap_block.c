/* vm_heap_block.c: plain memory for what objects own.
 *
 * Most blocks are small and short-lived: the entries of an instance's dict, the items of a short list.  Those come from
 * chunks, cut into blocks of a multiple of 16 bytes; a block that is given back waits in a list of its size for the
 * next one who wants it.  Every owner knows the size of its block, so that nothing need stand in front of it.
 *
 * With a sanitizer, and in the hostile build, each block is an allocation of its own, so that mistakes are found.
 */
#include "vm/vm_heap_internal.h"

#include "vm/vm_error.h"

bool vm_heap_within_limit(Vm *vm, size_t extra)
{
    size_t limit = vm->limits.max_memory_bytes;
    return limit == 0 || (extra <= limit && vm->heap->bytes <= limit - extra);
}

/* ---- blocks from chunks ---- */

#if defined(VM_HEAP_ASAN) || defined(LS_HOSTILE)
static bool is_small(size_t size)
{
    (void)size;
    return false;
}
#else
static inline bool is_small(size_t size)
{
    return size <= VM_HEAP_BLOCK_MAX;
}
#endif

/* The size class, and so how many units of 16 bytes; 0 for no block at all. */
static inline size_t units(size_t size)
{
    return (size + VM_HEAP_STEP - 1) / VM_HEAP_STEP;
}

/* What is left of the chunk goes to the list of its size. */
static bool add_chunk(Vm *vm)
{
    VmHeap *heap = vm->heap;
    VmHeapChunk *chunk = ls_alloc_bytes(vm->alloc, VM_HEAP_CHUNK);
    if (chunk == NULL) {
        return false;
    }
    size_t left = (size_t)(heap->block_end - heap->block_at) / VM_HEAP_STEP;
    if (left != 0) {
        void *rest = heap->block_at;
        memcpy(rest, &heap->blocks[left], sizeof(void *));
        heap->blocks[left] = rest;
    }
    chunk->next = heap->state->chunks;
    heap->state->chunks = chunk;
    heap->block_at = chunk->blocks;
    heap->block_end = (char *)chunk + VM_HEAP_CHUNK;
    return true;
}

static inline void *take_block(Vm *vm, size_t size)
{
    VmHeap *heap = vm->heap;
    size_t class_index = units(size), bytes = class_index * VM_HEAP_STEP;
    void *block = heap->blocks[class_index];
    if (block != NULL) {
        memcpy(&heap->blocks[class_index], block, sizeof(void *));
        return block;
    }
    if ((size_t)(heap->block_end - heap->block_at) < bytes && !add_chunk(vm)) {
        return NULL;
    }
    block = heap->block_at;
    heap->block_at += bytes;
    return block;
}

static inline void put_block(Vm *vm, void *block, size_t size)
{
    void **list = &vm->heap->blocks[units(size)];
    memcpy(block, list, sizeof(void *));
    *list = block;
}

/* A block that was small, or is to be. */
static void *move_block(Vm *vm, void *block, size_t old_size, size_t new_size)
{
    if (block != NULL && is_small(old_size) && units(old_size) == units(new_size)) {
        return block;
    }
    void *moved = is_small(new_size) ? take_block(vm, new_size) : ls_alloc_bytes(vm->alloc, new_size);
    if (moved == NULL || block == NULL) {
        return moved;
    }
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    if (is_small(old_size)) {
        put_block(vm, block, old_size);
    } else {
        ls_alloc_free(vm->alloc, block, old_size);
    }
    return moved;
}

void vm_heap_free_chunks(Vm *vm)
{
    while (vm->heap->state->chunks != NULL) {
        VmHeapChunk *chunk = vm->heap->state->chunks;
        vm->heap->state->chunks = chunk->next;
        ls_alloc_free(vm->alloc, chunk, VM_HEAP_CHUNK);
    }
}

/* ---- for everybody ---- */

void *vm_heap_resize(Vm *vm, void *block, size_t old_size, size_t new_size)
{
    if (new_size == 0) {
        vm_heap_free(vm, block, old_size);
        return NULL;
    }
    if (new_size > old_size && !vm_heap_within_limit(vm, new_size - old_size)) {
        vm_raise_no_memory(vm);
        return NULL;
    }
    bool small = is_small(new_size) || (block != NULL && is_small(old_size));
    void *result = small ? move_block(vm, block, old_size, new_size)
                         : vm->alloc->resize(vm->alloc->context, block, old_size, new_size);
    if (result == NULL) {
        vm_raise_no_memory(vm);
        return NULL;
    }
    vm->heap->bytes += new_size - old_size;
    return result;
}

void vm_heap_free(Vm *vm, void *block, size_t size)
{
    if (block == NULL) {
        return;
    }
    vm->heap->bytes -= size;
    if (is_small(size)) {
        put_block(vm, block, size);
    } else {
        ls_alloc_free(vm->alloc, block, size);
    }
}
