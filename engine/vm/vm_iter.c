#include "vm/vm_iter.h"

#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_module.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_tuple.h"

/* ---- the protocol ----------------------------------------------------------------------------------------------- */

VmValue vm_iter(Vm *vm, VmValue iterable)
{
    VmType *type = vm_type_of(vm, iterable);
    if (type->iter != NULL) {
        VmValue iterator = type->iter(vm, iterable);
        if (iterator != VM_ERROR && vm_type_of(vm, iterator)->next == NULL) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "iter() returned non-iterator of type '%s'", vm_type_name(vm, iterator));
            vm_unref(vm, iterator);
            return VM_ERROR;
        }
        return iterator;
    }
    if (type->get_item != NULL && !vm_is_type(iterable) && !vm_has_kind(iterable, VM_KIND_DICT)) {
        return vm_sequence_iterator_new(vm, VM_TYPE_SEQUENCE_ITERATOR, iterable);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not iterable", type->name);
}

VmValue vm_next(Vm *vm, VmValue iterator)
{
    VmType *type = vm_type_of(vm, iterator);
    if (type->next == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an iterator", type->name);
    }
    return vm_spend(vm, 1) ? type->next(vm, iterator) : VM_ERROR;
}

VmValue vm_next_raising(Vm *vm, VmValue iterator)
{
    VmType *type = vm_type_of(vm, iterator);
    if (vm_slots_next_is_script(type)) {
        return vm_call_special(vm, iterator, vm_name(vm, VM_NAME_NEXT), NULL, 0, NULL);
    }
    if (vm_has_kind(iterator, VM_KIND_GENERATOR)) {
        VmValue out = VM_EMPTY;
        VmFlow flow = vm_coro_resume(vm, iterator, VM_NONE, &out);
        if (flow == VM_FLOW_RETURN) {
            vm_raise_stop_iteration(vm, out);
            vm_unref(vm, out);
            return VM_ERROR;
        }
        return flow == VM_FLOW_YIELD ? out : VM_ERROR;
    }
    VmValue item = vm_next(vm, iterator);
    if (item == VM_ERROR && !vm_error_pending(vm)) {
        return vm_raise_stop_iteration(vm, VM_EMPTY);
    }
    return item;
}

static bool each_item(Vm *vm, VmValue iterable, bool (*each)(Vm *vm, VmValue item, void *context), void *context)
{
    bool is_list = vm_is_list(iterable);
    for (size_t i = 0; i < (is_list ? vm_to_list(iterable)->count : vm_to_tuple(iterable)->count); i++) {
        VmValue item = vm_ref(is_list ? vm_to_list(iterable)->items[i] : vm_to_tuple(iterable)->items[i]);
        bool go_on = each(vm, item, context);
        vm_unref(vm, item);
        vm_cost_add(vm, VM_COST_ITEM, 1);
        if (!go_on) {
            return false;
        }
    }
    return true;
}

bool vm_for_each(Vm *vm, VmValue iterable, bool (*each)(Vm *vm, VmValue item, void *context), void *context)
{
    if (vm_is_object(iterable)) {
        VmType *type = vm_to_object(iterable)->type;
        if (type == vm->types[VM_TYPE_LIST] || type == vm->types[VM_TYPE_TUPLE]) {
            return each_item(vm, iterable, each, context);
        }
    }
    VmValue iterator = vm_iter(vm, iterable);
    if (iterator == VM_ERROR) {
        return false;
    }
    VmValue (*next)(Vm *, VmValue) = vm_type_of(vm, iterator)->next;
    bool go_on = true, is_range = vm_type_of(vm, iterator) == vm->types[VM_TYPE_RANGE_ITERATOR];
    while (go_on) {
        VmValue item = vm_spend(vm, 1) ? next(vm, iterator) : VM_ERROR;
        if (item == VM_ERROR) {
            break;
        }
        go_on = each(vm, item, context);
        vm_unref(vm, item);
        vm_cost_add(vm, VM_COST_ITEM, 2);
        if (is_range && vm->cost != NULL) {
            vm_cost_int(vm, item);
        }
    }
    vm_unref(vm, iterator);
    return go_on && !vm_error_pending(vm);
}

/* ---- iterators over a sequence ---------------------------------------------------------------------------------- */

static VmSequenceIterator *to_iterator(VmValue v)
{
    return (VmSequenceIterator *)vm_to_object(v);
}

VmValue vm_sequence_iterator_new(Vm *vm, VmTypeId iterator_type, VmValue sequence)
{
    VmSequenceIterator *iterator = (VmSequenceIterator *)vm_heap_object(vm, vm->types[iterator_type], sizeof *iterator);
    if (iterator != NULL) {
        iterator->sequence = vm_ref(sequence);
    }
    return vm_from_object(iterator);
}

static void iterator_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmSequenceIterator *)self)->sequence, VM_EMPTY);
}

static void iterator_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmSequenceIterator *)self)->sequence, context);
}

static VmValue iterator_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

void vm_sequence_iterator_fill(VmType *type)
{
    type->release = iterator_release;
    type->traverse = iterator_traverse;
    type->iter = iterator_iter;
}

static VmValue list_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = to_iterator(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    VmList *list = vm_to_list(iterator->sequence);
    if (iterator->index < list->count) {
        return vm_ref(list->items[iterator->index++]);
    }
    vm_set_steal(vm, &iterator->sequence, VM_EMPTY);
    return VM_ERROR;
}

static VmValue tuple_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = to_iterator(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    VmTuple *tuple = vm_to_tuple(iterator->sequence);
    if (iterator->index < tuple->count) {
        return vm_ref(tuple->items[iterator->index++]);
    }
    vm_set_steal(vm, &iterator->sequence, VM_EMPTY);
    return VM_ERROR;
}

/* Ends the iterator when the pending exception is one that ends an old-style sequence. */
static VmValue end_at_index_error(Vm *vm, VmSequenceIterator *iterator)
{
    if (vm_error_matches(vm, VM_EXC_INDEX_ERROR) || vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
        vm_error_clear(vm);
        vm_set_steal(vm, &iterator->sequence, VM_EMPTY);
    }
    return VM_ERROR;
}

static VmValue sequence_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = to_iterator(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    VmValue index = vm_int_from(vm, (int64_t)iterator->index);
    VmValue item = vm_get_item(vm, iterator->sequence, index);
    vm_unref(vm, index);
    if (item == VM_ERROR) {
        return end_at_index_error(vm, iterator);
    }
    iterator->index++;
    return item;
}

static void list_iterator_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->next = list_next;
}

static void tuple_iterator_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->next = tuple_next;
}

static void sequence_iterator_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->next = sequence_next;
}

static VmValue length_hint(Vm *vm, const VmValue *args)
{
    VmSequenceIterator *iterator = to_iterator(args[0]);
    if (iterator->sequence == VM_EMPTY) {
        return vm_from_int(0);
    }
    int64_t length = vm_length(vm, iterator->sequence);
    return length < 0 ? VM_ERROR
                      : vm_int_from(vm, length > (int64_t)iterator->index ? length - (int64_t)iterator->index : 0);
}

static const VmNativeDef iterator_methods[] = {
    {"__length_hint__", length_hint, "", 0},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_list_iterator;
const VmTypeSpec vm_type_list_iterator = {
    .name = "list_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = iterator_methods,
    .fill = list_iterator_fill,
};

extern const VmTypeSpec vm_type_tuple_iterator;
const VmTypeSpec vm_type_tuple_iterator = {
    .name = "tuple_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = iterator_methods,
    .fill = tuple_iterator_fill,
};

extern const VmTypeSpec vm_type_sequence_iterator;
const VmTypeSpec vm_type_sequence_iterator = {
    .name = "iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = iterator_methods,
    .fill = sequence_iterator_fill,
};

/* ---- reversed --------------------------------------------------------------------------------------------------- */

/* `index` is the number of items still to come. */
VmValue vm_reversed_new(Vm *vm, VmValue sequence)
{
    int64_t length = vm_length(vm, sequence);
    if (length < 0) {
        return VM_ERROR;
    }
    VmValue iterator = vm_sequence_iterator_new(vm, VM_TYPE_REVERSED, sequence);
    if (iterator != VM_ERROR) {
        to_iterator(iterator)->index = (size_t)length;
    }
    return iterator;
}

static VmValue reversed_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "reversed", kwnames) || !vm_args_count(vm, "reversed", nargs, 1, 1)) {
        return VM_ERROR;
    }
    VmType *of = vm_type_of(vm, args[0]);
    VmValue method = vm_type_lookup_borrow(vm, of, vm_name(vm, VM_NAME_REVERSED));
    if (method != VM_EMPTY && method != VM_NONE) {
        return vm_call_special(vm, args[0], vm_name(vm, VM_NAME_REVERSED), NULL, 0, NULL);
    }
    if (method == VM_NONE || of->get_item == NULL || of->length == NULL || vm_is_type(args[0]) ||
        vm_has_kind(args[0], VM_KIND_DICT)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not reversible", of->name);
    }
    return vm_reversed_new(vm, args[0]);
}

static VmValue reversed_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = to_iterator(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    if (iterator->index == 0) {
        vm_set_steal(vm, &iterator->sequence, VM_EMPTY);
        return VM_ERROR;
    }
    VmValue index = vm_int_from(vm, (int64_t)iterator->index - 1);
    VmValue item = vm_get_item(vm, iterator->sequence, index);
    vm_unref(vm, index);
    if (item == VM_ERROR) {
        return end_at_index_error(vm, iterator);
    }
    iterator->index--;
    return item;
}

static void reversed_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->make = reversed_make;
    type->next = reversed_next;
}

extern const VmTypeSpec vm_type_reversed;
const VmTypeSpec vm_type_reversed = {
    .name = "reversed",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_FOREVER,
    .fill = reversed_fill,
};

/* ---- iter(callable, sentinel) ----------------------------------------------------------------------------------- */

typedef struct CallIterator {
    VmObject head;
    VmValue callable; /* VM_EMPTY when exhausted */
    VmValue sentinel;
} CallIterator;

VmValue vm_call_iterator_new(Vm *vm, VmValue callable, VmValue sentinel)
{
    CallIterator *iterator = (CallIterator *)vm_heap_object(vm, vm->types[VM_TYPE_CALL_ITERATOR], sizeof *iterator);
    if (iterator != NULL) {
        iterator->callable = vm_ref(callable);
        iterator->sentinel = vm_ref(sentinel);
    }
    return vm_from_object(iterator);
}

static void call_iterator_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((CallIterator *)self)->callable, VM_EMPTY);
    vm_set_steal(vm, &((CallIterator *)self)->sentinel, VM_EMPTY);
}

static void call_iterator_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((CallIterator *)self)->callable, context);
    visit(vm, ((CallIterator *)self)->sentinel, context);
}

static VmValue call_iterator_next(Vm *vm, VmValue self)
{
    CallIterator *iterator = (CallIterator *)vm_to_object(self);
    if (iterator->callable == VM_EMPTY) {
        return VM_ERROR;
    }
    VmValue item = vm_call0(vm, iterator->callable);
    if (item == VM_ERROR) {
        if (vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
            vm_error_clear(vm);
            call_iterator_release(vm, &iterator->head);
        }
        return VM_ERROR;
    }
    int end = vm_equal(vm, iterator->sentinel, item);
    if (end != 0) {
        vm_unref(vm, item);
        if (end > 0) {
            call_iterator_release(vm, &iterator->head);
        }
        return VM_ERROR;
    }
    return item;
}

static void call_iterator_fill(VmType *type)
{
    type->release = call_iterator_release;
    type->traverse = call_iterator_traverse;
    type->iter = iterator_iter;
    type->next = call_iterator_next;
}

extern const VmTypeSpec vm_type_call_iterator;
const VmTypeSpec vm_type_call_iterator = {
    .name = "callable_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(CallIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .fill = call_iterator_fill,
};
