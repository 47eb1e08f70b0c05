/* The collector of cycles; vm_heap.h tells how it works. */
#include "vm/vm_heap_internal.h"

#include "vm/vm_type.h"

#include <assert.h>

enum { FINALISE_ROUNDS = 8 };

static bool is_collectable(const VmObject *object)
{
    return object->type != NULL && object->type->traverse != NULL &&
           (object->heap & VM_HEAP_COLOUR_MASK) != VM_HEAP_COLOUR_DEAD && (object->flags & VM_OBJECT_RELEASED) == 0;
}

static void visit_references(Vm *vm, VmObject *object, VmVisit visit)
{
    object->type->traverse(vm, object, visit, NULL);
    const VmValue *dict = vm_object_dict_place(object);
    if (dict != NULL) {
        visit(vm, *dict, NULL);
    }
    if ((object->type->flags & VM_TYPE_FOREVER) == 0) {
        visit(vm, vm_from_object(object->type), NULL);
    }
}

static VmObject *collectable_child(VmValue value)
{
    return vm_is_object(value) && is_collectable(vm_to_object(value)) ? vm_to_object(value) : NULL;
}

static void subtract(Vm *vm, VmValue value, void *context)
{
    (void)vm, (void)context;
    VmObject *child = collectable_child(value);
    if (child != NULL) {
        assert(child->refs > 0);
        child->refs--;
    }
}

static void subtract_references(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if (is_collectable(object)) {
        visit_references(vm, object, subtract);
    }
}

static void push_reached(VmHeapState *state, VmObject *object)
{
    object->heap |= VM_HEAP_COLOUR_REACHED;
    if (state->stack_count < VM_HEAP_STACK_MAX) {
        state->stack[state->stack_count++] = object;
    } else {
        state->stack_overflowed = true; /* another walk over the heap finds it by its colour */
    }
}

static void restore_and_reach(Vm *vm, VmValue value, void *context)
{
    (void)context;
    VmObject *child = collectable_child(value);
    if (child != NULL) {
        child->refs++;
        if ((child->heap & VM_HEAP_COLOUR_MASK) == 0) {
            push_reached(vm->heap->state, child);
        }
    }
}

static void drain_reached(Vm *vm)
{
    VmHeapState *state = vm->heap->state;
    while (state->stack_count != 0) {
        VmObject *object = state->stack[--state->stack_count];
        object->heap = (uint8_t)((object->heap & VM_HEAP_CLASS_MASK) | VM_HEAP_COLOUR_SCANNED);
        visit_references(vm, object, restore_and_reach);
    }
}

static void follow_roots(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if (is_collectable(object) && object->refs > 0 && (object->heap & VM_HEAP_COLOUR_MASK) == 0) {
        push_reached(vm->heap->state, object);
        drain_reached(vm);
    }
}

static void follow_leftovers(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if ((object->heap & VM_HEAP_COLOUR_MASK) == VM_HEAP_COLOUR_REACHED) {
        vm->heap->state->stack[vm->heap->state->stack_count++] = object;
        drain_reached(vm);
    }
}

static void restore(Vm *vm, VmValue value, void *context)
{
    (void)vm, (void)context;
    VmObject *child = collectable_child(value);
    if (child != NULL) {
        child->refs++;
    }
}

/* How many objects a look at the heap found. */
typedef struct Found {
    size_t garbage, alive;
} Found;

/* SCANNED becomes no colour.  What has none is garbage: it gets back the counts that it gives, the colour, and a
 * reference that is held. */
static void settle(Vm *vm, VmObject *object, void *context)
{
    Found *found = context;
    if (!is_collectable(object)) {
        return;
    }
    if ((object->heap & VM_HEAP_COLOUR_MASK) == 0) {
        visit_references(vm, object, restore);
        object->heap |= VM_HEAP_COLOUR_GARBAGE;
        object->refs++;
        found->garbage++;
    } else {
        object->heap &= VM_HEAP_CLASS_MASK;
        found->alive++;
    }
}

static void finalise_garbage(Vm *vm, VmObject *object, void *context)
{
    bool *ran = context;
    if ((object->heap & VM_HEAP_COLOUR_MASK) == VM_HEAP_COLOUR_GARBAGE && vm_heap_must_finalise(object)) {
        *ran = true;
        vm_heap_finalise(vm, object);
    }
}

static void let_go(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if ((object->heap & VM_HEAP_COLOUR_MASK) == VM_HEAP_COLOUR_GARBAGE) {
        object->heap &= VM_HEAP_CLASS_MASK;
        vm_unref(vm, vm_from_object(object));
    }
}

static void release_garbage(Vm *vm, VmObject *object, void *context)
{
    (void)context;
    if ((object->heap & VM_HEAP_COLOUR_MASK) == VM_HEAP_COLOUR_GARBAGE) {
        object->flags |= VM_OBJECT_RELEASED;
        vm_heap_drop_contents(vm, object);
    }
}

/* Finds the garbage, colours it and holds a reference to each piece; the counts are as before otherwise. */
static Found find_garbage(Vm *vm)
{
    VmHeapState *state = vm->heap->state;
    Found found = {0, 0};
    vm_heap_each(vm, subtract_references, NULL);
    state->stack_count = 0;
    state->stack_overflowed = false;
    vm_heap_each(vm, follow_roots, NULL);
    while (state->stack_overflowed) {
        state->stack_overflowed = false;
        vm_heap_each(vm, follow_leftovers, NULL);
    }
    vm_heap_each(vm, settle, &found);
    return found;
}

/* How much the heap may grow before the next look at it: as much again as there is, so that what a look costs is paid
 * by what was made since.  When the last one was in vain the next one waits longer. */
static int64_t next_threshold(Found found)
{
    int64_t threshold = found.alive > VM_HEAP_THRESHOLD_LEAST ? (int64_t)found.alive : VM_HEAP_THRESHOLD_LEAST;
    bool quiet = found.garbage < found.alive / 16;
    if (quiet && threshold < VM_HEAP_THRESHOLD_QUIET) {
        threshold = threshold * 4 < VM_HEAP_THRESHOLD_QUIET ? threshold * 4 : VM_HEAP_THRESHOLD_QUIET;
    }
    return threshold;
}

size_t vm_heap_collect(Vm *vm)
{
    VmHeapState *state = vm->heap->state;
    if (state->collecting || state->teardown) {
        return 0;
    }
    state->collecting = true;
    Found found = {0, 0};
    size_t total = 0;
    for (int round = 0; round < FINALISE_ROUNDS; round++) {
        found = find_garbage(vm);
        bool ran = false;
        if (found.garbage != 0) {
            vm_heap_each(vm, finalise_garbage, &ran);
            if (!ran) {
                total += found.garbage;
                vm_heap_each(vm, release_garbage, NULL);
            }
            vm_heap_each(vm, let_go, NULL);
        }
        if (!ran) {
            break;
        }
    }
    vm->heap->growth = 0;
    vm->heap->threshold = next_threshold(found);
    state->collecting = false;
    return total;
}
