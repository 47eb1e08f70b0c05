/* The iterator of collections.deque, in both directions. */
#include "modules/mod_collections_deque.h"
#include "modules/mod_support.h"

#include "vm/vm_error.h"

typedef struct DequeIterator {
    VmObject head;
    VmValue deque; /* VM_EMPTY when exhausted */
    size_t index;
    uint32_t changes;
    bool backwards;
} DequeIterator;

VmValue mod_deque_iterator_new(Vm *vm, VmValue self, bool backwards)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_DEQUE_ITERATOR, "collections");
    VmValue iterator = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (iterator != VM_ERROR) {
        DequeIterator *state = (DequeIterator *)vm_to_object(iterator);
        state->deque = vm_ref(self);
        state->changes = mod_deque_of(self)->changes;
        state->backwards = backwards;
    }
    return iterator;
}

static VmValue iterator_next(Vm *vm, VmValue self)
{
    DequeIterator *state = (DequeIterator *)vm_to_object(self);
    if (state->deque == VM_EMPTY) {
        return VM_ERROR;
    }
    const ModDeque *deque = mod_deque_of(state->deque);
    if (state->changes != deque->changes) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "deque mutated during iteration");
    }
    if (state->index >= deque->count) {
        vm_set_steal(vm, &state->deque, VM_EMPTY);
        return VM_ERROR;
    }
    size_t index = state->index++;
    return vm_ref(*mod_deque_place(deque, state->backwards ? deque->count - 1 - index : index));
}

static void iterator_release(Vm *vm, VmObject *object)
{
    vm_unref(vm, ((DequeIterator *)object)->deque);
}

static void iterator_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    visit(vm, ((DequeIterator *)object)->deque, context);
}

static VmValue iterator_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static void iterator_fill(VmType *type)
{
    type->iter = iterator_iter;
    type->next = iterator_next;
    type->release = iterator_release;
    type->traverse = iterator_traverse;
}

const VmTypeSpec mod_collections_deque_iterator_type = {
    .name = "_deque_iterator",
    .module = "_collections",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(DequeIterator),
    .flags = VM_TYPE_NO_MAKE,
    .fill = iterator_fill,
};
