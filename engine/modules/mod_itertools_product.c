/* itertools: product, permutations, combinations.
 *
 * a: tuple of pools (product) or the pool; b: list of indices; c: list of cycles (permutations); n: length of a result.
 */
#include "modules/mod_itertools.h"

#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

static VmValue int_list(Vm *vm, int64_t count, int64_t first, int64_t step)
{
    VmValue list = vm_list_new_empty(vm, (size_t)count);
    for (int64_t i = 0; list != VM_ERROR && i < count; i++) {
        if (!vm_list_append(vm, list, vm_from_int(first + i * step))) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

static int64_t number_at(VmValue list, int64_t index)
{
    return vm_to_int(vm_to_list(list)->items[index]);
}

static void set_number(VmValue list, int64_t index, int64_t number)
{
    vm_to_list(list)->items[index] = vm_from_int(number);
}

/* The items of the pool at the first n indices. */
static VmValue selected(Vm *vm, const ModIter *it)
{
    VmValue result = vm_tuple_new_blank(vm, (size_t)it->n);
    for (int64_t i = 0; result != VM_ERROR && i < it->n; i++) {
        vm_to_tuple(result)->items[i] = vm_ref(vm_to_tuple(it->a)->items[number_at(it->b, i)]);
    }
    return result;
}

/* ---- product ---------------------------------------------------------------------------------------------------- */

static VmValue product_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    int64_t repeat = 1;
    if (!vm_args_parse(vm, "product", "*iterables, repeat=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue self = VM_ERROR, pools = VM_ERROR;
    size_t given = vm_to_tuple(bound[0])->count;
    if (bound[1] != VM_EMPTY && !vm_as_index(vm, bound[1], &repeat)) {
        repeat = -1;
    } else if (repeat < 0) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "repeat argument cannot be negative");
    } else if (repeat > 1000000) {
        (void)vm_raise_no_memory(vm);
        repeat = -1;
    }
    if (repeat >= 0) {
        pools = vm_tuple_new_blank(vm, given * (size_t)repeat);
        for (size_t i = 0; pools != VM_ERROR && i < given * (size_t)repeat; i++) {
            VmValue pool = i < given ? vm_tuple_from(vm, vm_to_tuple(bound[0])->items[i])
                                     : vm_ref(vm_to_tuple(pools)->items[i - given]);
            if (pool == VM_ERROR) {
                vm_unref(vm, pools);
                pools = VM_ERROR;
                break;
            }
            vm_to_tuple(pools)->items[i] = pool;
        }
    }
    if (pools != VM_ERROR) {
        self = vm_instance_new(vm, type);
        VmValue indices = self == VM_ERROR ? VM_ERROR : int_list(vm, (int64_t)vm_to_tuple(pools)->count, 0, 0);
        if (indices != VM_ERROR) {
            mod_iter_of(self)->a = vm_ref(pools);
            mod_iter_of(self)->b = indices;
        } else {
            vm_unref(vm, self);
            self = VM_ERROR;
        }
    }
    vm_unref(vm, pools);
    vm_unref(vm, bound[0]);
    return self;
}

static VmValue product_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    const VmTuple *pools = vm_to_tuple(it->a);
    int64_t count = (int64_t)pools->count;
    for (int64_t i = 0; !it->started && i < count; i++) {
        it->ended |= vm_to_tuple(pools->items[i])->count == 0;
    }
    if (it->started && !it->ended) { /* the next one: as an odometer */
        int64_t i = count - 1;
        for (; i >= 0; i--) {
            int64_t next = number_at(it->b, i) + 1;
            if (next < (int64_t)vm_to_tuple(pools->items[i])->count) {
                set_number(it->b, i, next);
                break;
            }
            set_number(it->b, i, 0);
        }
        it->ended = i < 0;
    }
    it->started = true;
    if (it->ended) {
        return VM_ERROR;
    }
    VmValue result = vm_tuple_new_blank(vm, (size_t)count);
    for (int64_t i = 0; result != VM_ERROR && i < count; i++) {
        vm_to_tuple(result)->items[i] = vm_ref(vm_to_tuple(pools->items[i])->items[number_at(it->b, i)]);
    }
    return result;
}

static void product_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = product_make;
    type->next = product_next;
}

/* ---- permutations ----------------------------------------------------------------------------------------------- */

/* The pool, and r, which may be left out (-1). */
static bool pool_and_length(Vm *vm, VmValue iterable, VmValue length, VmValue *pool, int64_t *r)
{
    *r = -1;
    if (length != VM_EMPTY && length != VM_NONE && !vm_as_index(vm, length, r)) {
        return false;
    }
    if (length != VM_EMPTY && length != VM_NONE && *r < 0) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "r must be non-negative");
        return false;
    }
    *pool = vm_tuple_from(vm, iterable);
    if (*pool == VM_ERROR) {
        return false;
    }
    *r = *r < 0 ? (int64_t)vm_to_tuple(*pool)->count : *r;
    return true;
}

/* A new iterator that takes over the pool and the lists. */
static VmValue new_selection(Vm *vm, VmType *type, VmValue pool, VmValue indices, VmValue cycles, int64_t r, bool ended)
{
    VmValue self = indices == VM_ERROR || cycles == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        vm_unref(vm, pool);
        vm_unref(vm, indices);
        vm_unref(vm, cycles);
        return VM_ERROR;
    }
    ModIter *it = mod_iter_of(self);
    it->a = pool;
    it->b = indices;
    it->c = cycles;
    it->n = r;
    it->ended = ended;
    return self;
}

static VmValue permutations_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2], pool;
    int64_t r;
    if (!vm_args_parse(vm, "permutations", "iterable, r=", args, nargs, kwnames, bound) ||
        !pool_and_length(vm, bound[0], bound[1], &pool, &r)) {
        return VM_ERROR;
    }
    int64_t count = (int64_t)vm_to_tuple(pool)->count;
    bool none = r > count;
    return new_selection(vm, type, pool, int_list(vm, count, 0, 1), int_list(vm, none ? 0 : r, count, -1), r, none);
}

/* Moves on to the next permutation; false after the last. */
static bool permute(ModIter *it)
{
    VmList *indices = vm_to_list(it->b);
    int64_t count = (int64_t)indices->count;
    for (int64_t i = it->n - 1; i >= 0; i--) {
        int64_t cycle = number_at(it->c, i) - 1;
        set_number(it->c, i, cycle);
        if (cycle == 0) { /* turned all the way: the rest back by one */
            VmValue first = indices->items[i];
            for (int64_t k = i; k + 1 < count; k++) {
                indices->items[k] = indices->items[k + 1];
            }
            indices->items[count - 1] = first;
            set_number(it->c, i, count - i);
        } else {
            VmValue other = indices->items[i];
            indices->items[i] = indices->items[count - cycle];
            indices->items[count - cycle] = other;
            return true;
        }
    }
    return false;
}

static VmValue permutations_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->started && !it->ended) {
        it->ended = !permute(it);
    }
    it->started = true;
    return it->ended ? VM_ERROR : selected(vm, it);
}

static void permutations_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = permutations_make;
    type->next = permutations_next;
}

/* ---- combinations ----------------------------------------------------------------------------------------------- */

static VmValue choose_make(Vm *vm, VmType *type, const char *name, bool again, const VmValue *args, size_t nargs,
                           VmValue kwnames)
{
    VmValue bound[2], pool;
    int64_t r;
    if (!vm_args_parse(vm, name, "iterable, r", args, nargs, kwnames, bound) ||
        !pool_and_length(vm, bound[0], bound[1], &pool, &r)) {
        return VM_ERROR;
    }
    int64_t count = (int64_t)vm_to_tuple(pool)->count;
    bool none = again ? count == 0 && r > 0 : r > count;
    return new_selection(vm, type, pool, int_list(vm, none ? 0 : r, 0, again ? 0 : 1), VM_NONE, r, none);
}

static VmValue combinations_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return choose_make(vm, type, "combinations", false, args, nargs, kwnames);
}

static VmValue replacement_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return choose_make(vm, type, "combinations_with_replacement", true, args, nargs, kwnames);
}

static VmValue choose_next(Vm *vm, VmValue self, bool again)
{
    ModIter *it = mod_iter_of(self);
    if (it->started && !it->ended) {
        int64_t count = (int64_t)vm_to_tuple(it->a)->count, i = it->n - 1;
        while (i >= 0 && number_at(it->b, i) == (again ? count - 1 : i + count - it->n)) {
            i--;
        }
        it->ended = i < 0;
        int64_t next = i < 0 ? 0 : number_at(it->b, i) + 1;
        for (; i >= 0 && i < it->n; i++) {
            set_number(it->b, i, next);
            next += !again;
        }
    }
    it->started = true;
    return it->ended ? VM_ERROR : selected(vm, it);
}

static VmValue combinations_next(Vm *vm, VmValue self)
{
    return choose_next(vm, self, false);
}

static VmValue replacement_next(Vm *vm, VmValue self)
{
    return choose_next(vm, self, true);
}

static void combinations_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = combinations_make;
    type->next = combinations_next;
}

static void replacement_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = replacement_make;
    type->next = replacement_next;
}

#define ITERATOR_SPEC(symbol, text)                                                                                    \
    const VmTypeSpec mod_itertools_##symbol##_type = {                                                                 \
        .name = text,                                                                                                  \
        .module = "itertools",                                                                                         \
        .base = VM_TYPE_OBJECT,                                                                                        \
        .kind = VM_KIND_OTHER,                                                                                         \
        .instance_size = sizeof(ModIter),                                                                              \
        .fill = symbol##_fill,                                                                                         \
    };
ITERATOR_SPEC(product, "product")
ITERATOR_SPEC(permutations, "permutations")
ITERATOR_SPEC(combinations, "combinations")
ITERATOR_SPEC(replacement, "combinations_with_replacement")
