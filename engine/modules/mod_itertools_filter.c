/* itertools: the iterators that choose among the items, or call a function with them. */
#include "modules/mod_itertools.h"

#include "modules/mod_call.h"
#include "modules/mod_support.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

/* ---- with a function: a iterates, b is called ------------------------------------------------------------------- */

static VmValue function_and_iterable(Vm *vm, VmType *type, const char *name, const VmValue *args, size_t nargs,
                                     VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, name, "function, iterable, /", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    return mod_iter_new(vm, type, vm_iter(vm, bound[1]), vm_ref(bound[0]));
}

/* The truth of b(item), or of the item when b is None. */
static int asks(Vm *vm, const ModIter *it, VmValue item)
{
    if (it->b == VM_NONE) {
        return vm_truth(vm, item);
    }
    VmValue answer = vm_call1(vm, it->b, item);
    int truth = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

static VmValue starmap_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return function_and_iterable(vm, type, "starmap", args, nargs, kwnames);
}

static VmValue starmap_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    VmValue item = vm_next(vm, it->a);
    VmValue tuple = item == VM_ERROR ? VM_ERROR : vm_tuple_from(vm, item);
    VmValue result = tuple == VM_ERROR ? VM_ERROR : mod_call_spread(vm, it->b, tuple, VM_EMPTY);
    vm_unref(vm, item);
    vm_unref(vm, tuple);
    return result;
}

static void starmap_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = starmap_make;
    type->next = starmap_next;
}

static VmValue filterfalse_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return function_and_iterable(vm, type, "filterfalse", args, nargs, kwnames);
}

/* The next item for which the function says `wanted`. */
static VmValue next_that(Vm *vm, const ModIter *it, int wanted)
{
    for (;;) {
        VmValue item = vm_next(vm, it->a);
        if (item == VM_ERROR) {
            return VM_ERROR;
        }
        int truth = asks(vm, it, item);
        if (truth == wanted) {
            return item;
        }
        vm_unref(vm, item);
        if (truth < 0) {
            return VM_ERROR;
        }
    }
}

static VmValue filterfalse_next(Vm *vm, VmValue self)
{
    return next_that(vm, mod_iter_of(self), 0);
}

static void filterfalse_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = filterfalse_make;
    type->next = filterfalse_next;
}

static VmValue takewhile_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return function_and_iterable(vm, type, "takewhile", args, nargs, kwnames);
}

static VmValue takewhile_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    VmValue item = it->ended ? VM_ERROR : vm_next(vm, it->a);
    if (item == VM_ERROR) {
        return VM_ERROR;
    }
    int truth = asks(vm, it, item);
    if (truth == 1) {
        return item;
    }
    it->ended = truth == 0;
    vm_unref(vm, item);
    return VM_ERROR;
}

static void takewhile_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = takewhile_make;
    type->next = takewhile_next;
}

static VmValue dropwhile_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return function_and_iterable(vm, type, "dropwhile", args, nargs, kwnames);
}

static VmValue dropwhile_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->started) {
        return vm_next(vm, it->a);
    }
    VmValue item = next_that(vm, it, 0);
    it->started = item != VM_ERROR;
    return item;
}

static void dropwhile_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = dropwhile_make;
    type->next = dropwhile_next;
}

/* ---- accumulate: b the function or None, c the total ------------------------------------------------------------ */

static VmValue accumulate_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[3];
    if (!vm_args_parse(vm, "accumulate", "iterable, func=, *, initial=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue self = mod_iter_new(vm, type, vm_iter(vm, bound[0]), mod_absent(bound[1]) ? VM_NONE : vm_ref(bound[1]));
    if (self != VM_ERROR && !mod_absent(bound[2])) {
        mod_iter_of(self)->c = vm_ref(bound[2]);
    }
    return self;
}

static VmValue accumulate_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->c != VM_EMPTY && !it->started) { /* the initial value comes first */
        it->started = true;
        return vm_ref(it->c);
    }
    VmValue item = vm_next(vm, it->a);
    if (item == VM_ERROR) {
        return VM_ERROR;
    }
    it->started = true;
    if (it->c == VM_EMPTY) {
        it->c = vm_ref(item);
        return item;
    }
    VmValue total = it->b == VM_NONE ? vm_binary(vm, VM_BINARY_ADD, it->c, item) : vm_call2(vm, it->b, it->c, item);
    vm_unref(vm, item);
    if (total == VM_ERROR) {
        return VM_ERROR;
    }
    vm_set_steal(vm, &it->c, vm_ref(total));
    return total;
}

static void accumulate_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = accumulate_make;
    type->next = accumulate_next;
}

/* ---- compress, pairwise ----------------------------------------------------------------------------------------- */

static VmValue compress_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "compress", "data, selectors", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue data = vm_iter(vm, bound[0]);
    return data == VM_ERROR ? VM_ERROR : mod_iter_new(vm, type, data, vm_iter(vm, bound[1]));
}

static VmValue compress_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    for (;;) {
        VmValue item = vm_next(vm, it->a), selector = item == VM_ERROR ? VM_ERROR : vm_next(vm, it->b);
        int truth = selector == VM_ERROR ? -1 : vm_truth(vm, selector);
        vm_unref(vm, selector);
        if (truth == 1) {
            return item;
        }
        vm_unref(vm, item);
        if (truth < 0) {
            return VM_ERROR;
        }
    }
}

static void compress_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = compress_make;
    type->next = compress_next;
}

static VmValue pairwise_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue iterable;
    if (!vm_args_parse(vm, "pairwise", "iterable, /", args, nargs, kwnames, &iterable)) {
        return VM_ERROR;
    }
    return mod_iter_new(vm, type, vm_iter(vm, iterable), VM_NONE);
}

static VmValue pairwise_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->c == VM_EMPTY) {
        it->c = vm_next(vm, it->a);
    }
    VmValue item = it->c == VM_EMPTY ? VM_ERROR : vm_next(vm, it->a);
    if (item == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue pair = vm_tuple_pack2(vm, it->c, item);
    vm_set_steal(vm, &it->c, item);
    return pair;
}

static void pairwise_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = pairwise_make;
    type->next = pairwise_next;
}

/* ---- islice: n the next index wanted, m the items seen, stop in c ----------------------------------------------- */

static bool slice_number(Vm *vm, VmValue v, int64_t absent, const char *message, int64_t *out)
{
    *out = absent;
    if (mod_absent(v)) {
        return true;
    }
    VmValue index = vm_index(vm, v);
    bool good = index != VM_ERROR && vm_int_to_i64(index, out) && *out >= 0;
    vm_unref(vm, index);
    if (!good) {
        vm_error_clear(vm);
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "%s", message);
    }
    return good;
}

static VmValue islice_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    static const char *const indices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char *const stops = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    if (!vm_args_no_keywords(vm, "islice", kwnames) || !vm_args_count(vm, "islice", nargs, 2, 4)) {
        return VM_ERROR;
    }
    int64_t start, stop, step;
    if (!slice_number(vm, nargs > 2 ? args[1] : VM_EMPTY, 0, indices, &start) ||
        !slice_number(vm, nargs > 2 ? args[2] : args[1], INT64_MAX, nargs > 2 ? indices : stops, &stop) ||
        !slice_number(vm, nargs > 3 ? args[3] : VM_EMPTY, 1, "Step for islice() must be a positive integer or None.",
                      &step)) {
        return VM_ERROR;
    }
    if (step == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Step for islice() must be a positive integer or None.");
    }
    VmValue limit = vm_int_from(vm, stop);
    VmValue self = limit == VM_ERROR ? VM_ERROR : mod_iter_new(vm, type, vm_iter(vm, args[0]), limit);
    if (self != VM_ERROR) {
        mod_iter_of(self)->n = start;
        mod_iter_of(self)->step = step;
    }
    return self;
}

static VmValue islice_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    int64_t stop = INT64_MAX;
    (void)vm_int_to_i64(it->b, &stop);
    while (!it->ended && it->m < (it->n < stop ? it->n : stop)) {
        VmValue skipped = vm_next(vm, it->a);
        it->ended = skipped == VM_ERROR;
        it->m++;
        vm_unref(vm, skipped);
    }
    if (it->ended || it->m >= stop) {
        it->ended = true;
        return VM_ERROR;
    }
    VmValue item = vm_next(vm, it->a);
    it->ended = item == VM_ERROR;
    it->m++;
    it->n = it->step > stop - it->n ? stop : it->n + it->step;
    return item;
}

static void islice_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = islice_make;
    type->next = islice_next;
}

/* ---- the types -------------------------------------------------------------------------------------------------- */

#define ITERATOR_SPEC(symbol)                                                                                          \
    const VmTypeSpec mod_itertools_##symbol##_type = {                                                                 \
        .name = #symbol,                                                                                               \
        .module = "itertools",                                                                                         \
        .base = VM_TYPE_OBJECT,                                                                                        \
        .kind = VM_KIND_OTHER,                                                                                         \
        .instance_size = sizeof(ModIter),                                                                              \
        .fill = symbol##_fill,                                                                                         \
    };
ITERATOR_SPEC(accumulate)
ITERATOR_SPEC(compress)
ITERATOR_SPEC(dropwhile)
ITERATOR_SPEC(filterfalse)
ITERATOR_SPEC(islice)
ITERATOR_SPEC(pairwise)
ITERATOR_SPEC(starmap)
ITERATOR_SPEC(takewhile)
