#include "vm/vm_heap_internal.h"

#include "vm/vm_coroutine.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_type.h"

#include <assert.h>

#ifdef VM_HEAP_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum {
    SLAB_SMALL = 16 * 1024,
    SLAB_LARGE = 256 * 1024,
    SLABS_BEFORE_LARGE = 16,
    NESTING_MAX = 50,
    DEFERRED_RESERVE = 1024,
};

/* ---- memory ----------------------------------------------------------------------------------------------------- */

VmHeap *vm_heap_new(Vm *vm)
{
    VmHeap *heap = ls_alloc_zeroed(vm->alloc, sizeof *heap);
    VmHeapState *state = ls_alloc_zeroed(vm->alloc, sizeof *state);
    VmObject **deferred = ls_alloc_bytes(vm->alloc, DEFERRED_RESERVE * sizeof *deferred);
    if (heap == NULL || state == NULL || deferred == NULL) {
        ls_alloc_free(vm->alloc, heap, sizeof *heap);
        ls_alloc_free(vm->alloc, state, sizeof *state);
        ls_alloc_free(vm->alloc, deferred, DEFERRED_RESERVE * sizeof *deferred);
        return NULL;
    }
    heap->threshold = VM_HEAP_THRESHOLD_LEAST;
    heap->state = state;
    heap->next_identity = 1;
    heap->next_version = VM_DICT_VERSION_EMPTY;
    state->deferred = deferred;
    state->deferred_capacity = DEFERRED_RESERVE;
    return heap;
}

static void poison(void *bytes, size_t size)
{
#ifdef VM_HEAP_ASAN
    ASAN_POISON_MEMORY_REGION(bytes, size);
#else
    (void)bytes, (void)size;
#endif
}

static void unpoison(void *bytes, size_t size)
{
#ifdef VM_HEAP_ASAN
    ASAN_UNPOISON_MEMORY_REGION(bytes, size);
#else
    (void)bytes, (void)size;
#endif
}

/* A new slab for a class; its cells are handed out one after the other. */
static bool add_slab(Vm *vm, size_t class_index)
{
    VmHeapState *state = vm->heap->state;
    size_t bytes = state->class_slabs[class_index] < SLABS_BEFORE_LARGE ? SLAB_SMALL : SLAB_LARGE;
    if (!vm_heap_within_limit(vm, bytes)) {
        return false;
    }
    VmHeapSlab **slabs =
        ls_alloc_grow(vm->alloc, state->slabs, &state->slab_capacity, state->slab_count + 1, sizeof *slabs);
    if (slabs == NULL) {
        return false;
    }
    state->slabs = slabs;
    VmHeapSlab *slab = ls_alloc_bytes(vm->alloc, bytes);
    if (slab == NULL) {
        return false;
    }
    slab->bytes = bytes;
    slab->class_index = class_index;
    slabs[state->slab_count++] = slab;
    state->class_slabs[class_index]++;
    vm->heap->bytes += bytes;
    size_t cell = class_index * VM_HEAP_STEP;
    size_t cells = (bytes - offsetof(VmHeapSlab, cells)) / cell;
    vm->heap->bump[class_index] = slab->cells;
    vm->heap->bump_end[class_index] = slab->cells + cells * cell;
    return true;
}

static inline VmObject *take_cell(Vm *vm, size_t class_index)
{
    VmHeap *heap = vm->heap;
    VmObject *cell = heap->free[class_index];
    if (cell != NULL) {
        heap->free[class_index] = (VmObject *)cell->type;
        unpoison(cell, class_index * VM_HEAP_STEP);
        return cell;
    }
    if (heap->bump[class_index] == heap->bump_end[class_index] && !add_slab(vm, class_index)) {
        return NULL;
    }
    cell = (VmObject *)(void *)heap->bump[class_index];
    heap->bump[class_index] += class_index * VM_HEAP_STEP;
    return cell;
}

static VmObject *take_large(Vm *vm, size_t size)
{
    VmHeapState *state = vm->heap->state;
    if (size > SIZE_MAX / 2 || !vm_heap_within_limit(vm, size + sizeof(VmHeapLarge))) {
        return NULL;
    }
    VmHeapLarge **large =
        ls_alloc_grow(vm->alloc, state->large, &state->large_capacity, state->large_count + 1, sizeof *large);
    if (large == NULL) {
        return NULL;
    }
    state->large = large;
    VmHeapLarge *block = ls_alloc_bytes(vm->alloc, size + sizeof *block);
    if (block == NULL) {
        return NULL;
    }
    block->bytes = size + sizeof *block;
    block->index = state->large_count;
    large[state->large_count++] = block;
    vm->heap->bytes += block->bytes;
    return (VmObject *)(block + 1);
}

/* memset for a cell: those of the common sizes are cleared by a few stores. */
static inline void clear_cell(VmObject *cell, size_t class_index)
{
    switch (class_index) {
    case 2: memset(cell, 0, 32); break;
    case 3: memset(cell, 0, 48); break;
    case 4: memset(cell, 0, 64); break;
    case 5: memset(cell, 0, 80); break;
    case 6: memset(cell, 0, 96); break;
    case 7: memset(cell, 0, 112); break;
    case 8: memset(cell, 0, 128); break;
    case 9: memset(cell, 0, 144); break;
    case 10: memset(cell, 0, 160); break;
    default: memset(cell, 0, class_index * VM_HEAP_STEP); break;
    }
}

VmObject *vm_heap_object(Vm *vm, VmType *type, size_t size)
{
    assert(size >= sizeof(VmObject));
    size_t class_index = size <= VM_HEAP_SMALL_MAX ? (size + VM_HEAP_STEP - 1) / VM_HEAP_STEP : 0;
    VmObject *object = class_index != 0 ? take_cell(vm, class_index) : take_large(vm, size);
    if (object == NULL) {
        vm_raise_no_memory(vm);
        return NULL;
    }
    if (class_index != 0) {
        clear_cell(object, class_index);
    } else {
        memset(object, 0, size);
    }
    object->refs = 1;
    object->heap = (uint8_t)class_index;
    object->type = type;
    if (type != NULL) {
        object->kind = type->kind;
        object->flags = (type->flags & VM_TYPE_CLASS) != 0 ? VM_OBJECT_SUBCLASS : 0;
        if ((type->flags & VM_TYPE_FOREVER) == 0) {
            type->head.refs++;
        }
        if (type->traverse != NULL) {
            vm_heap_count(vm, object);
        }
    }
    return object;
}

static void put_cell(Vm *vm, VmObject *object, size_t class_index)
{
    object->refs = 0;
    object->heap = VM_HEAP_CLASS_FREE;
#ifdef LS_HOSTILE
    memset(object + 1, 0xDB, class_index * VM_HEAP_STEP - sizeof *object);
#endif
    poison(object + 1, class_index * VM_HEAP_STEP - sizeof *object);
    object->type = (VmType *)vm->heap->free[class_index];
    vm->heap->free[class_index] = object;
}

static void give_back(Vm *vm, VmObject *object)
{
    size_t class_index = object->heap & VM_HEAP_CLASS_MASK;
    if (class_index == 0) {
        VmHeapState *state = vm->heap->state;
        VmHeapLarge *block = (VmHeapLarge *)(void *)object - 1;
        VmHeapLarge *last = state->large[--state->large_count];
        last->index = block->index;
        state->large[block->index] = last;
        vm->heap->bytes -= block->bytes;
        ls_alloc_free(vm->alloc, block, block->bytes);
        return;
    }
#ifdef LS_HOSTILE
    /* The cell is used again only when so many others have died after it. */
    VmHeapState *state = vm->heap->state;
    VmObject *oldest = state->quarantine[state->quarantine_next];
    object->refs = (uint32_t)class_index;
    object->heap = VM_HEAP_CLASS_FREE;
    memset(object + 1, 0xDB, class_index * VM_HEAP_STEP - sizeof *object);
    poison(object + 1, class_index * VM_HEAP_STEP - sizeof *object);
    state->quarantine[state->quarantine_next] = object;
    state->quarantine_next = (state->quarantine_next + 1) % VM_HEAP_QUARANTINE;
    if (oldest == NULL) {
        return;
    }
    object = oldest;
    class_index = oldest->refs;
    unpoison(object, class_index * VM_HEAP_STEP);
#endif
    put_cell(vm, object, class_index);
}

/* ---- identity --------------------------------------------------------------------------------------------------- */

static size_t identity_slot(const VmHeapState *state, const VmObject *object)
{
    size_t mask = state->identity_capacity - 1;
    size_t slot = (size_t)((uintptr_t)object / 16 * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (state->identities[slot].object != NULL && state->identities[slot].object != object) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static bool grow_identities(Vm *vm)
{
    VmHeapState *state = vm->heap->state;
    VmHeapIdentity *old = state->identities;
    size_t old_capacity = state->identity_capacity;
    size_t capacity = old_capacity == 0 ? 64 : old_capacity * 2;
    VmHeapIdentity *fresh = ls_alloc_zeroed(vm->alloc, capacity * sizeof *fresh);
    if (fresh == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    state->identities = fresh;
    state->identity_capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].object != NULL) {
            fresh[identity_slot(state, old[i].object)] = old[i];
        }
    }
    ls_alloc_free(vm->alloc, old, old_capacity * sizeof *old);
    return true;
}

int64_t vm_heap_identity(Vm *vm, VmValue v)
{
    if (!vm_is_object(v)) {
        /* Immediate values: a number that depends on the value alone, and odd, so that no object has it. */
        return (int64_t)((v * 0x9E3779B97F4A7C15u >> 17) | 1);
    }
    VmHeapState *state = vm->heap->state;
    VmObject *object = vm_to_object(v);
    if ((state->identity_count + 1) * 2 > state->identity_capacity && !grow_identities(vm)) {
        return -1;
    }
    VmHeapIdentity *place = &state->identities[identity_slot(state, object)];
    if (place->object == NULL) {
        *place = (VmHeapIdentity){.object = object, .id = vm->heap->next_identity++ * 16};
        state->identity_count++;
        object->flags |= VM_OBJECT_HAS_ID;
    }
    return place->id;
}

/* Takes an entry out and closes the gap behind it. */
static void forget_identity(VmHeapState *state, const VmObject *object)
{
    size_t mask = state->identity_capacity - 1;
    size_t slot = identity_slot(state, object);
    if (state->identities[slot].object == NULL) {
        return;
    }
    state->identities[slot].object = NULL;
    state->identity_count--;
    for (size_t next = (slot + 1) & mask; state->identities[next].object != NULL; next = (next + 1) & mask) {
        VmHeapIdentity moved = state->identities[next];
        state->identities[next].object = NULL;
        state->identities[identity_slot(state, moved.object)] = moved;
    }
}

uint32_t vm_heap_next_version(Vm *vm)
{
    return vm->heap->next_version >= UINT32_MAX - 1 ? 0 : ++vm->heap->next_version;
}

/* ---- death ------------------------------------------------------------------------------------------------------ */

/* Gives the memory of an object back that owns nothing any more. */
static void bury(Vm *vm, VmObject *object)
{
    VmType *type = object->type;
    if ((object->flags & VM_OBJECT_HAS_ID) != 0) {
        forget_identity(vm->heap->state, object);
    }
    vm->heap->growth -= (object->flags & VM_OBJECT_COUNTED) != 0;
    give_back(vm, object);
    if (type != NULL && (type->flags & VM_TYPE_FOREVER) == 0) {
        vm_unref(vm, vm_from_object(type));
    }
}

void vm_heap_drop_contents(Vm *vm, VmObject *object)
{
    /* the place depends on the contents of some objects: found first */
    VmValue *dict = object->type->dict_offset == 0 ? NULL : vm_object_dict_place(object);
    if (object->type->release != NULL) {
        object->type->release(vm, object);
    }
    if (dict != NULL) {
        vm_set_steal(vm, dict, VM_EMPTY);
    }
}

static void release(Vm *vm, VmObject *object)
{
    VmHeapState *state = vm->heap->state;
    object->heap |= VM_HEAP_COLOUR_DEAD;
    state->nesting++;
    if (object->type != NULL) {
        vm_heap_drop_contents(vm, object);
    }
    bury(vm, object);
    state->nesting--;
}

static bool defer(Vm *vm, VmObject *object)
{
    VmHeapState *state = vm->heap->state;
    if (state->deferred_count == state->deferred_capacity) {
        VmObject **deferred = ls_alloc_grow(vm->alloc, state->deferred, &state->deferred_capacity,
                                            state->deferred_count + 1, sizeof(VmObject *));
        if (deferred == NULL) {
            return false;
        }
        state->deferred = deferred;
    }
    object->heap |= VM_HEAP_COLOUR_DEAD;
    state->deferred[state->deferred_count++] = object;
    return true;
}

void vm_heap_finalise(Vm *vm, VmObject *object)
{
    VmValue saved = vm->pending;
    vm->pending = VM_EMPTY;
    object->flags |= VM_OBJECT_DYING;
    object->type->finalize(vm, object);
    if (vm->pending != VM_EMPTY) {
        vm_error_unraisable(vm, "finaliser", vm_from_object(object));
    }
    vm->pending = saved;
}

bool vm_heap_must_finalise(const VmObject *object)
{
    const uint64_t coroutines =
        (uint64_t)1 << VM_KIND_COROUTINE | (uint64_t)1 << VM_KIND_NATIVE_CORO | (uint64_t)1 << VM_KIND_GENERATOR;
    _Static_assert((int)VM_KIND_COUNT <= 64, "a set of kinds is 64 bits");
    if (object->type == NULL || object->type->finalize == NULL || (object->flags & VM_OBJECT_DYING) != 0) {
        return false;
    }
    /* what ran to its end has nothing to close */
    return (coroutines >> object->kind & 1) == 0 || (object->extra & VM_CORO_STATE) != VM_CORO_CLOSED;
}

void vm_object_dead(Vm *vm, VmObject *object)
{
    VmHeapState *state = vm->heap->state;
    if (state->teardown) {
        return;
    }
    if (object->type != NULL && object->type->expire != NULL && object->type->expire(vm, object)) {
        return;
    }
    if ((object->flags & VM_OBJECT_RELEASED) != 0) {
        bury(vm, object);
        return;
    }
    if (state->nesting >= NESTING_MAX && defer(vm, object)) {
        return;
    }
    if (vm_heap_must_finalise(object)) {
        object->refs = 1;
        vm_heap_finalise(vm, object);
        if (--object->refs != 0) {
            return; /* it lives again */
        }
    }
    release(vm, object);
    while (state->nesting == 0 && state->deferred_count != 0) {
        VmObject *next = state->deferred[--state->deferred_count];
        next->heap &= (uint8_t)~VM_HEAP_COLOUR_MASK;
        vm_object_dead(vm, next);
    }
}

/* ---- walking over all objects ----------------------------------------------------------------------------------- */

void vm_heap_each(Vm *vm, void (*each)(Vm *vm, VmObject *object, void *context), void *context)
{
    VmHeapState *state = vm->heap->state;
    for (size_t i = 0; i < state->slab_count; i++) {
        VmHeapSlab *slab = state->slabs[i];
        size_t cell = slab->class_index * VM_HEAP_STEP;
        size_t cells = (slab->bytes - offsetof(VmHeapSlab, cells)) / cell;
        char *end = slab->cells + cells * cell;
        if (vm->heap->bump_end[slab->class_index] == end) {
            end = vm->heap->bump[slab->class_index];
        }
        for (char *at = slab->cells; at < end; at += cell) {
            VmObject *object = (VmObject *)(void *)at;
            if ((object->heap & VM_HEAP_CLASS_MASK) != VM_HEAP_CLASS_FREE) {
                each(vm, object, context);
            }
        }
    }
    for (size_t i = state->large_count; i-- > 0;) {
        if (i < state->large_count) {
            each(vm, (VmObject *)(void *)(state->large[i] + 1), context);
        }
    }
}

static void count_object(Vm *vm, VmObject *object, void *context)
{
    (void)vm, (void)object;
    ++*(size_t *)context;
}

size_t vm_heap_live_objects(Vm *vm)
{
    size_t count = 0;
    vm_heap_each(vm, count_object, &count);
    return count;
}

/* ---- the end ---------------------------------------------------------------------------------------------------- */

static void release_left(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if ((object->flags & VM_OBJECT_RELEASED) == 0 && object->type != NULL) {
        object->flags |= VM_OBJECT_RELEASED;
        if (object->type->release != NULL) {
            object->type->release(vm, object);
        }
    }
}

void vm_heap_destroy(Vm *vm)
{
    VmHeap *heap = vm->heap;
    if (heap == NULL) {
        return;
    }
    VmHeapState *state = heap->state;
    state->teardown = true;
    vm_heap_each(vm, release_left, NULL);
    for (size_t i = 0; i < state->slab_count; i++) {
        unpoison(state->slabs[i], state->slabs[i]->bytes);
        ls_alloc_free(vm->alloc, state->slabs[i], state->slabs[i]->bytes);
    }
    for (size_t i = 0; i < state->large_count; i++) {
        ls_alloc_free(vm->alloc, state->large[i], state->large[i]->bytes);
    }
    vm_heap_free_chunks(vm);
    ls_alloc_free(vm->alloc, state->slabs, state->slab_capacity * sizeof(VmHeapSlab *));
    ls_alloc_free(vm->alloc, state->large, state->large_capacity * sizeof(VmHeapLarge *));
    ls_alloc_free(vm->alloc, state->deferred, state->deferred_capacity * sizeof(VmObject *));
    ls_alloc_free(vm->alloc, state->identities, state->identity_capacity * sizeof(VmHeapIdentity));
    ls_alloc_free(vm->alloc, state, sizeof *state);
    ls_alloc_free(vm->alloc, heap, sizeof *heap);
    vm->heap = NULL;
}
