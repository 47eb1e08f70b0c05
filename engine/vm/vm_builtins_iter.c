/* The iterator types among the builtins: enumerate, zip, map, filter. */
#include "vm/vm_call.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

/* All four: iterators they draw from, and one more value. */
typedef struct Combined {
    VmObject head;     /* extra: 1 for zip(strict=True) */
    VmValue iterators; /* tuple; of one for enumerate and filter */
    VmValue other;     /* the next number, or the function */
} Combined;

static Combined *to_combined(VmValue v)
{
    return (Combined *)vm_to_object(v);
}

static void combined_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Combined *)self)->iterators, VM_EMPTY);
    vm_set_steal(vm, &((Combined *)self)->other, VM_EMPTY);
}

static void combined_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Combined *)self)->iterators, context);
    visit(vm, ((Combined *)self)->other, context);
}

static VmValue combined_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static void combined_fill(VmType *type)
{
    type->release = combined_release;
    type->traverse = combined_traverse;
    type->iter = combined_iter;
}

/* An instance drawing from iter(iterables[i]) each; `other` is taken over. */
static VmValue new_combined_steal(Vm *vm, VmType *type, const VmValue *iterables, size_t count, VmValue other)
{
    VmValue tuple = other == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, count);
    for (size_t i = 0; tuple != VM_ERROR && i < count; i++) {
        VmValue iterator = vm_iter(vm, iterables[i]);
        vm_to_tuple(tuple)->items[i] = iterator;
        if (iterator == VM_ERROR) {
            if (type == vm->types[VM_TYPE_ZIP] && vm_error_matches(vm, VM_EXC_TYPE_ERROR) &&
                vm_type_of(vm, iterables[i])->iter == NULL) {
                vm_error_clear(vm);
                vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not iterable", vm_type_name(vm, iterables[i]));
            }
            vm_unref(vm, tuple);
            tuple = VM_ERROR;
        }
    }
    Combined *combined = tuple == VM_ERROR ? NULL : (Combined *)vm_heap_object(vm, type, type->instance_size);
    if (combined == NULL) {
        vm_unref(vm, tuple);
        vm_unref(vm, other);
        return VM_ERROR;
    }
    combined->iterators = tuple;
    combined->other = other;
    return vm_from_object(combined);
}

/* ---- enumerate -------------------------------------------------------------------------------------------------- */

static VmValue enumerate_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "enumerate", "iterable, start=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue start = bound[1] == VM_EMPTY ? vm_from_int(0) : vm_index(vm, bound[1]);
    return new_combined_steal(vm, type, bound, 1, start);
}

static VmValue enumerate_next(Vm *vm, VmValue self)
{
    Combined *combined = to_combined(self);
    VmValue item = vm_next(vm, vm_to_tuple(combined->iterators)->items[0]);
    if (item == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue next = vm_int_add(vm, combined->other, vm_from_int(1));
    if (next == VM_ERROR) {
        vm_unref(vm, item);
        return VM_ERROR;
    }
    vm_cost_add(vm, VM_COST_PAIR, 1);
    VmValue pair[2] = {combined->other, item};
    combined->other = next;
    return vm_tuple_new_steal(vm, pair, 2);
}

static void enumerate_fill(VmType *type)
{
    combined_fill(type);
    type->make = enumerate_make;
    type->next = enumerate_next;
}

const VmTypeSpec vm_type_enumerate = {
    .name = "enumerate",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(Combined),
    .flags = VM_TYPE_FOREVER,
    .fill = enumerate_fill,
};

/* ---- zip -------------------------------------------------------------------------------------------------------- */

static VmValue zip_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "zip", "*iterables, strict=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    int strict = bound[1] == VM_EMPTY ? 0 : vm_truth(vm, bound[1]);
    VmValue result = VM_ERROR;
    if (strict >= 0) {
        result = new_combined_steal(vm, type, args, nargs, VM_NONE);
    }
    vm_unref(vm, bound[0]);
    if (result != VM_ERROR) {
        to_combined(result)->head.extra = (uint8_t)strict;
    }
    return result;
}

/* strict: iterator `at` has ended; all before it gave an item, all behind it must have ended too. */
static VmValue check_strict(Vm *vm, VmTuple *iterators, size_t at)
{
    if (at > 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "zip() argument %zu is shorter than argument%s%zu", at + 1,
                        at == 1 ? " " : "s 1-", at);
    }
    for (size_t i = 1; i < iterators->count; i++) {
        VmValue item = vm_next(vm, iterators->items[i]);
        if (item != VM_ERROR) {
            vm_unref(vm, item);
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "zip() argument %zu is longer than argument%s%zu", i + 1,
                            i == 1 ? " " : "s 1-", i);
        }
        if (vm_error_pending(vm)) {
            return VM_ERROR;
        }
    }
    return VM_ERROR;
}

static VmValue zip_next(Vm *vm, VmValue self)
{
    VmTuple *iterators = vm_to_tuple(to_combined(self)->iterators);
    if (iterators->count == 0) {
        return VM_ERROR;
    }
    vm_cost_add(vm, VM_COST_PAIR, 1);
    VmValue items = vm_tuple_new_blank(vm, iterators->count);
    for (size_t i = 0; items != VM_ERROR && i < iterators->count; i++) {
        VmValue item = vm_next(vm, iterators->items[i]);
        vm_to_tuple(items)->items[i] = item;
        if (item == VM_ERROR) {
            vm_unref(vm, items);
            if (to_combined(self)->head.extra != 0 && !vm_error_pending(vm)) {
                return check_strict(vm, iterators, i);
            }
            return VM_ERROR;
        }
    }
    return items;
}

static void zip_fill(VmType *type)
{
    combined_fill(type);
    type->make = zip_make;
    type->next = zip_next;
}

const VmTypeSpec vm_type_zip = {
    .name = "zip",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(Combined),
    .flags = VM_TYPE_FOREVER,
    .fill = zip_fill,
};

/* ---- map, filter ------------------------------------------------------------------------------------------------ */

static VmValue map_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "map", kwnames)) {
        return VM_ERROR;
    }
    if (nargs < 2) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "map() must have at least two arguments.");
    }
    return new_combined_steal(vm, type, args + 1, nargs - 1, vm_ref(args[0]));
}

static VmValue map_next(Vm *vm, VmValue self)
{
    VmTuple *iterators = vm_to_tuple(to_combined(self)->iterators);
    VmValue function = to_combined(self)->other;
    if (iterators->count == 1) {
        VmValue item = vm_next(vm, iterators->items[0]);
        VmValue result = item == VM_ERROR ? VM_ERROR : vm_call1(vm, function, item);
        vm_unref(vm, item);
        return result;
    }
    VmValue items = vm_tuple_new_blank(vm, iterators->count);
    for (size_t i = 0; items != VM_ERROR && i < iterators->count; i++) {
        VmValue item = vm_next(vm, iterators->items[i]);
        vm_to_tuple(items)->items[i] = item;
        if (item == VM_ERROR) {
            vm_unref(vm, items);
            return VM_ERROR;
        }
    }
    VmValue result =
        items == VM_ERROR ? VM_ERROR : vm_call(vm, function, vm_to_tuple(items)->items, iterators->count, VM_EMPTY);
    vm_unref(vm, items);
    return result;
}

static void map_fill(VmType *type)
{
    combined_fill(type);
    type->make = map_make;
    type->next = map_next;
}

const VmTypeSpec vm_type_map = {
    .name = "map",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(Combined),
    .flags = VM_TYPE_FOREVER,
    .fill = map_fill,
};

static VmValue filter_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "filter", kwnames) || !vm_args_count(vm, "filter", nargs, 2, 2)) {
        return VM_ERROR;
    }
    return new_combined_steal(vm, type, args + 1, 1, vm_ref(args[0]));
}

static VmValue filter_next(Vm *vm, VmValue self)
{
    VmValue iterator = vm_to_tuple(to_combined(self)->iterators)->items[0];
    VmValue function = to_combined(self)->other;
    for (;;) {
        VmValue item = vm_next(vm, iterator);
        if (item == VM_ERROR) {
            return VM_ERROR;
        }
        VmValue verdict = function == VM_NONE ? vm_ref(item) : vm_call1(vm, function, item);
        int truth = verdict == VM_ERROR ? -1 : vm_truth(vm, verdict);
        vm_unref(vm, verdict);
        if (truth > 0) {
            return item;
        }
        vm_unref(vm, item);
        if (truth < 0) {
            return VM_ERROR;
        }
    }
}

static void filter_fill(VmType *type)
{
    combined_fill(type);
    type->make = filter_make;
    type->next = filter_next;
}

const VmTypeSpec vm_type_filter = {
    .name = "filter",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(Combined),
    .flags = VM_TYPE_FOREVER,
    .fill = filter_fill,
};
