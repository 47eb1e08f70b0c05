/* math: exact sums, products, lengths of vectors. */
#include "modules/mod_math.h"

#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

#include <math.h>

/* An exact sum: numbers that do not overlap, smallest first (Shewchuk 1997). */
typedef struct Partials {
    Vm *vm;
    double *items;
    size_t count, capacity;
    double special; /* infinities and NaNs, added as they are */
    double infinities;
    bool has_special;
} Partials;

static bool add_partial(Partials *sum, size_t at, double x)
{
    if (at == sum->capacity) {
        size_t wanted = sum->capacity == 0 ? 32 : sum->capacity * 2;
        double *items = vm_heap_resize(sum->vm, sum->items, sum->capacity * sizeof x, wanted * sizeof x);
        if (items == NULL) {
            return false;
        }
        sum->items = items;
        sum->capacity = wanted;
    }
    sum->items[at] = x;
    sum->count = at + 1;
    return true;
}

static bool add_exactly(Vm *vm, VmValue item, void *context)
{
    Partials *sum = context;
    double x;
    if (!vm_as_double(vm, item, &x)) {
        return false;
    }
    double given = x;
    size_t used = 0;
    for (size_t i = 0; i < sum->count; i++) {
        double y = sum->items[i];
        if (fabs(x) < fabs(y)) {
            double other = x;
            x = y;
            y = other;
        }
        double high = x + y, low = y - (high - x);
        if (low != 0) {
            sum->items[used++] = low;
        }
        x = high;
    }
    if (x == 0) {
        sum->count = used;
        return true;
    }
    if (isfinite(x)) {
        return add_partial(sum, used, x);
    }
    if (isfinite(given)) {
        (void)vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "intermediate overflow in fsum");
        return false;
    }
    sum->infinities += isinf(given) ? given : 0;
    sum->special += given;
    sum->has_special = true;
    sum->count = 0;
    return true;
}

/* The partials as one number, rounded half to even. */
static double round_partials(const Partials *sum)
{
    size_t n = sum->count;
    if (n == 0) {
        return 0;
    }
    double high = sum->items[--n], low = 0;
    while (n > 0) {
        double x = high, y = sum->items[--n];
        high = x + y;
        low = y - (high - x);
        if (low != 0) {
            break;
        }
    }
    if (n > 0 && ((low < 0 && sum->items[n - 1] < 0) || (low > 0 && sum->items[n - 1] > 0))) {
        double y = low * 2, x = high + y;
        if (y == x - high) {
            high = x;
        }
    }
    return high;
}

VmValue mod_math_fsum(Vm *vm, const VmValue *args)
{
    Partials sum = {.vm = vm};
    VmValue result = VM_ERROR;
    if (vm_for_each(vm, args[0], add_exactly, &sum)) {
        if (!sum.has_special) {
            result = vm_from_double(round_partials(&sum));
        } else if (isnan(sum.infinities)) {
            result = vm_raise(vm, VM_EXC_VALUE_ERROR, "-inf + inf in fsum");
        } else {
            result = vm_from_double(sum.special);
        }
    }
    vm_heap_free(vm, sum.items, sum.capacity * sizeof(double));
    return result;
}

static bool multiply(Vm *vm, VmValue item, void *context)
{
    VmValue *product = context;
    VmValue next = vm_binary(vm, VM_BINARY_MUL, *product, item);
    vm_unref(vm, *product);
    *product = next;
    return next != VM_ERROR;
}

VmValue mod_math_prod(Vm *vm, const VmValue *args)
{
    VmValue product = args[1] == VM_EMPTY ? vm_from_int(1) : vm_ref(args[1]);
    if (!vm_for_each(vm, args[0], multiply, &product)) {
        vm_unref(vm, product);
        return VM_ERROR;
    }
    return product;
}

/* The root of the sum of squares, in extended precision. */
static VmValue norm(long double squares, bool infinite)
{
    return vm_from_double(infinite ? INFINITY : (double)sqrtl(squares));
}

VmValue mod_math_hypot(Vm *vm, const VmValue *args)
{
    const VmTuple *numbers = vm_to_tuple(args[0]);
    long double squares = 0;
    bool infinite = false;
    for (size_t i = 0; i < numbers->count; i++) {
        double x;
        if (!vm_as_double(vm, numbers->items[i], &x)) {
            return VM_ERROR;
        }
        squares += (long double)x * x;
        infinite |= isinf(x);
    }
    return norm(squares, infinite);
}

VmValue mod_math_dist(Vm *vm, const VmValue *args)
{
    VmValue p = vm_tuple_from(vm, args[0]), q = p == VM_ERROR ? VM_ERROR : vm_tuple_from(vm, args[1]);
    VmValue result = VM_ERROR;
    if (q != VM_ERROR) {
        long double squares = 0;
        bool infinite = false, good = true;
        size_t count = vm_to_tuple(p)->count;
        if (count != vm_to_tuple(q)->count) {
            good = false;
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "both points must have the same number of dimensions");
        }
        for (size_t i = 0; good && i < count; i++) {
            double x, y;
            good = vm_as_double(vm, vm_to_tuple(p)->items[i], &x) && vm_as_double(vm, vm_to_tuple(q)->items[i], &y);
            if (good) {
                squares += (long double)(x - y) * (x - y);
                infinite |= isinf(x - y);
            }
        }
        result = good ? norm(squares, infinite) : VM_ERROR;
    }
    vm_unref(vm, p);
    vm_unref(vm, q);
    return result;
}
