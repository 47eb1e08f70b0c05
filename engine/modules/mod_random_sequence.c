/* random: choosing from sequences. */
#include "modules/mod_random.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_range.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"

#include <math.h>

VmValue mod_random_method_choice(Vm *vm, const VmValue *args)
{
    int64_t length = vm_length(vm, args[1]);
    if (length < 0) {
        return VM_ERROR;
    }
    if (length == 0) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "Cannot choose from an empty sequence");
    }
    uint64_t index = mod_random_below(mod_random_of(args[0]), (uint64_t)length);
    return vm_get_item(vm, args[1], vm_from_int((int64_t)index));
}

VmValue mod_random_method_shuffle(Vm *vm, const VmValue *args)
{
    VmValue x = args[1];
    int64_t length = vm_length(vm, x);
    if (length < 0) {
        return VM_ERROR;
    }
    for (int64_t i = length - 1; i > 0; i--) {
        int64_t j = (int64_t)mod_random_below(mod_random_of(args[0]), (uint64_t)i + 1);
        VmValue a = vm_get_item(vm, x, vm_from_int(i));
        VmValue b = a == VM_ERROR ? VM_ERROR : vm_get_item(vm, x, vm_from_int(j));
        bool done = b != VM_ERROR && vm_set_item(vm, x, vm_from_int(i), b) && vm_set_item(vm, x, vm_from_int(j), a);
        vm_unref(vm, a);
        vm_unref(vm, b);
        if (!done) {
            return VM_ERROR;
        }
    }
    return VM_NONE;
}

/* ---- choices ---------------------------------------------------------------------------------------------------- */

typedef struct Weights {
    Vm *vm;
    double *items; /* cumulative */
    size_t count, capacity;
    bool cumulative; /* they were given so */
} Weights;

static bool add_weight(Vm *vm, VmValue item, void *context)
{
    Weights *weights = context;
    double weight;
    if (!vm_as_double(vm, item, &weight)) {
        return false;
    }
    if (weights->count == weights->capacity) {
        size_t wanted = weights->capacity == 0 ? 16 : weights->capacity * 2;
        double *items = vm_heap_resize(vm, weights->items, weights->capacity * sizeof weight, wanted * sizeof weight);
        if (items == NULL) {
            return false;
        }
        weights->items = items;
        weights->capacity = wanted;
    }
    if (!weights->cumulative && weights->count > 0) {
        weight += weights->items[weights->count - 1];
    }
    weights->items[weights->count++] = weight;
    return true;
}

static bool read_weights(Vm *vm, VmValue weights_arg, VmValue cumulative_arg, int64_t length, Weights *weights)
{
    bool plain = weights_arg != VM_EMPTY && weights_arg != VM_NONE;
    weights->cumulative = cumulative_arg != VM_EMPTY && cumulative_arg != VM_NONE;
    if (plain && weights->cumulative) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot specify both weights and cumulative weights");
        return false;
    }
    if (!plain && !weights->cumulative) {
        return true;
    }
    if (plain && vm_is_integer(weights_arg)) {
        VmValue text = vm_repr(vm, weights_arg);
        if (text != VM_ERROR) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "The number of choices must be a keyword argument: k=%s",
                           vm_str_data(text));
            vm_unref(vm, text);
        }
        return false;
    }
    if (!vm_for_each(vm, plain ? weights_arg : cumulative_arg, add_weight, weights)) {
        return false;
    }
    const char *wrong = NULL;
    double total = weights->count == 0 ? 0 : weights->items[weights->count - 1];
    if ((int64_t)weights->count != length) {
        wrong = "The number of weights does not match the population";
    } else if (total <= 0) {
        wrong = "Total of weights must be greater than zero";
    } else if (!isfinite(total)) {
        wrong = "Total of weights must be finite";
    }
    if (wrong != NULL) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "%s", wrong);
    }
    return wrong == NULL;
}

/* The first of the weights that is greater than x, the last one at most. */
static size_t find_weight(const Weights *weights, double x)
{
    size_t low = 0, high = weights->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (x < weights->items[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static bool draw_choices(Vm *vm, const VmValue *args, int64_t length, const Weights *weights, int64_t count,
                         VmValue list)
{
    for (int64_t i = 0; i < count; i++) {
        double x = mod_random_float(mod_random_of(args[0]));
        int64_t index = weights->count == 0 ? (int64_t)floor(x * (double)length)
                                            : (int64_t)find_weight(weights, x * weights->items[weights->count - 1]);
        VmValue item = vm_get_item(vm, args[1], vm_from_int(index));
        if (item == VM_ERROR || !vm_list_append_steal(vm, list, item)) {
            return false;
        }
    }
    return true;
}

VmValue mod_random_method_choices(Vm *vm, const VmValue *args)
{
    Weights weights = {.vm = vm};
    int64_t length = vm_length(vm, args[1]), count = 1;
    if (length < 0 || (args[4] != VM_EMPTY && !vm_as_index(vm, args[4], &count))) {
        return VM_ERROR;
    }
    VmValue list = VM_ERROR;
    if (read_weights(vm, args[2], args[3], length, &weights)) {
        list = vm_list_new_empty(vm, 0);
        if (list != VM_ERROR && !draw_choices(vm, args, length, &weights, count, list)) {
            vm_unref(vm, list);
            list = VM_ERROR;
        }
    }
    vm_heap_free(vm, weights.items, weights.capacity * sizeof(double));
    return list;
}

/* ---- sample ----------------------------------------------------------------------------------------------------- */

/* Draws from a copy of the population that shrinks. */
static bool sample_pool(Vm *vm, ModRandom *random, VmValue population, int64_t n, int64_t k, VmValue list)
{
    VmValue pool = vm_list_from(vm, population);
    if (pool == VM_ERROR) {
        return false;
    }
    bool done = true;
    for (int64_t i = 0; done && i < k; i++) {
        size_t j = mod_random_below(random, (uint64_t)(n - i));
        VmList *left = vm_to_list(pool);
        if (left->count != (size_t)n) {
            done = false;
            (void)vm_raise(vm, VM_EXC_INDEX_ERROR, "list index out of range");
            break;
        }
        done = vm_list_append(vm, list, left->items[j]);
        vm_set_steal(vm, &left->items[j], vm_ref(left->items[n - i - 1]));
    }
    vm_unref(vm, pool);
    return done;
}

/* Draws indices until k different ones have come. */
static bool sample_set(Vm *vm, ModRandom *random, VmValue population, int64_t n, int64_t k, VmValue list)
{
    VmValue seen = vm_set_new(vm, VM_EMPTY);
    if (seen == VM_ERROR) {
        return false;
    }
    bool done = true;
    for (int64_t i = 0; done && i < k; i++) {
        VmValue index;
        do {
            index = vm_from_int((int64_t)mod_random_below(random, (uint64_t)n));
        } while (vm_set_contains(vm, seen, index) == 1);
        VmValue item = vm_set_add(vm, seen, index) ? vm_get_item(vm, population, index) : VM_ERROR;
        done = item != VM_ERROR && vm_list_append_steal(vm, list, item);
    }
    vm_unref(vm, seen);
    return done;
}

static VmValue sample(Vm *vm, ModRandom *random, VmValue population, int64_t n, int64_t k)
{
    if (k < 0 || k > n) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Sample larger than population or is negative");
    }
    VmValue list = vm_list_new_empty(vm, (size_t)k);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    /* Which way takes less memory decides, since it decides which numbers are drawn. */
    double pool_limit = 21 + (k > 5 ? pow(4, ceil(log((double)k * 3) / log(4))) : 0);
    bool done = (double)n <= pool_limit ? sample_pool(vm, random, population, n, k, list)
                                        : sample_set(vm, random, population, n, k, list);
    if (!done) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

/* sample(range(total), k), each number then replaced by the item in whose share it falls. */
static VmValue sample_counts(Vm *vm, const VmValue *args, int64_t n, int64_t k)
{
    Weights counts = {.vm = vm};
    VmValue result = VM_ERROR, drawn = VM_ERROR;
    if (vm_for_each(vm, args[3], add_weight, &counts)) {
        double total = counts.count == 0 ? 0 : counts.items[counts.count - 1];
        if ((int64_t)counts.count != n) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "The number of counts does not match the population");
        } else if (total <= 0) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Total of counts must be greater than zero");
        } else {
            VmValue range = vm_range_new(vm, 0, (int64_t)total, 1);
            drawn = range == VM_ERROR ? VM_ERROR : sample(vm, mod_random_of(args[0]), range, (int64_t)total, k);
            vm_unref(vm, range);
        }
    }
    result = drawn == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, (size_t)k);
    for (size_t i = 0; result != VM_ERROR && i < vm_to_list(drawn)->count; i++) {
        size_t at = find_weight(&counts, (double)vm_to_int(vm_to_list(drawn)->items[i]));
        VmValue item = vm_get_item(vm, args[1], vm_from_int((int64_t)at));
        if (item == VM_ERROR || !vm_list_append_steal(vm, result, item)) {
            vm_unref(vm, result);
            result = VM_ERROR;
        }
    }
    vm_unref(vm, drawn);
    vm_heap_free(vm, counts.items, counts.capacity * sizeof(double));
    return result;
}

VmValue mod_random_method_sample(Vm *vm, const VmValue *args)
{
    VmValue population = args[1];
    const VmType *type = vm_type_of(vm, population);
    if (type->get_item == NULL || type->length == NULL || vm_has_kind(population, VM_KIND_DICT)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Population must be a sequence.  For dicts or sets, use sorted(d).");
    }
    int64_t n = vm_length(vm, population), k;
    if (n < 0 || !vm_as_index(vm, args[2], &k)) {
        return VM_ERROR;
    }
    if (args[3] != VM_EMPTY && args[3] != VM_NONE) {
        return sample_counts(vm, args, n, k);
    }
    return sample(vm, mod_random_of(args[0]), population, n, k);
}
