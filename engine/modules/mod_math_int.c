/* math: functions of integers. */
#include "modules/mod_math.h"

#include "vm/vm_error.h"
#include "vm/vm_int_big.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

double mod_math_big_mantissa(VmValue v, double *exponent)
{
    VmIntView view;
    vm_int_view(v, &view);
    long power;
    double mantissa = mpz_get_d_2exp(&power, view.z);
    *exponent = (double)power;
    return mantissa;
}

/* An argument as an int that is not negative; owned. */
static VmValue natural(Vm *vm, VmValue v, const char *message)
{
    VmValue index = vm_index(vm, v);
    if (index != VM_ERROR && vm_int_sign(index) < 0) {
        vm_unref(vm, index);
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "%s", message);
    }
    return index;
}

VmValue mod_math_factorial(Vm *vm, const VmValue *args)
{
    VmValue n = natural(vm, args[0], "factorial() not defined for negative values");
    int64_t count;
    if (n == VM_ERROR) {
        return VM_ERROR;
    }
    bool fits = vm_int_to_i64(n, &count);
    vm_unref(vm, n);
    if (!fits) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "factorial() argument should not exceed 9223372036854775807");
    }
    if (count > 2000000) {
        return vm_raise_no_memory(vm);
    }
    mpz_t result;
    mpz_init(result);
    mpz_fac_ui(result, (unsigned long)count);
    return vm_int_from_mpz_clear(vm, result);
}

/* n (n-1) … (n-k+1), divided by k! for combinations. */
static VmValue falling(Vm *vm, VmValue n, VmValue k, bool divide)
{
    int64_t count;
    if (vm_int_order(k, n) > 0) {
        return vm_from_int(0);
    }
    if (!vm_int_to_i64(k, &count)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "k must not exceed 9223372036854775807");
    }
    size_t bits = vm_int_bit_length(n);
    VmIntView view;
    vm_int_view(n, &view);
    mpz_t result, factor;
    mpz_init(result);
    if (divide) {
        int64_t whole;
        if (vm_int_to_i64(n, &whole) && whole - count < count) {
            count = whole - count; /* the same number with fewer factors */
        }
    }
    if ((uint64_t)count > VM_INT_MAX_BITS || !vm_int_room(vm, bits * (size_t)count)) {
        mpz_clear(result);
        return vm_error_pending(vm) ? VM_ERROR : vm_raise_no_memory(vm);
    }
    if (divide) {
        mpz_bin_ui(result, view.z, (unsigned long)count);
        return vm_int_from_mpz_clear(vm, result);
    }
    mpz_init_set(factor, view.z);
    mpz_set_ui(result, 1);
    for (int64_t i = 0; i < count; i++) {
        mpz_mul(result, result, factor);
        mpz_sub_ui(factor, factor, 1);
    }
    mpz_clear(factor);
    return vm_int_from_mpz_clear(vm, result);
}

static VmValue choose(Vm *vm, VmValue n_arg, VmValue k_arg, bool divide)
{
    VmValue n = natural(vm, n_arg, "n must be a non-negative integer");
    VmValue k = n == VM_ERROR ? VM_ERROR : natural(vm, k_arg, "k must be a non-negative integer");
    VmValue result = k == VM_ERROR ? VM_ERROR : falling(vm, n, k, divide);
    vm_unref(vm, n);
    vm_unref(vm, k);
    return result;
}

VmValue mod_math_comb(Vm *vm, const VmValue *args)
{
    return choose(vm, args[0], args[1], true);
}

VmValue mod_math_perm(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_EMPTY || args[1] == VM_NONE) {
        return mod_math_factorial(vm, args);
    }
    return choose(vm, args[0], args[1], false);
}

static VmValue lcm(Vm *vm, VmValue a, VmValue b)
{
    VmIntView left, right;
    vm_int_view(a, &left);
    vm_int_view(b, &right);
    if (!vm_int_room(vm, vm_int_bit_length(a) + vm_int_bit_length(b))) {
        return VM_ERROR;
    }
    mpz_t result;
    mpz_init(result);
    mpz_lcm(result, left.z, right.z);
    return vm_int_from_mpz_clear(vm, result);
}

static VmValue fold(Vm *vm, VmValue numbers, VmValue result, VmValue (*step)(Vm *vm, VmValue a, VmValue b))
{
    const VmTuple *tuple = vm_to_tuple(numbers);
    for (size_t i = 0; i < tuple->count && result != VM_ERROR; i++) {
        VmValue number = vm_index(vm, tuple->items[i]);
        VmValue next = number == VM_ERROR ? VM_ERROR : step(vm, result, number);
        vm_unref(vm, number);
        vm_unref(vm, result);
        result = next;
    }
    return result;
}

VmValue mod_math_gcd(Vm *vm, const VmValue *args)
{
    return fold(vm, args[0], vm_from_int(0), vm_int_gcd);
}

VmValue mod_math_lcm(Vm *vm, const VmValue *args)
{
    return fold(vm, args[0], vm_from_int(1), lcm);
}

VmValue mod_math_isqrt(Vm *vm, const VmValue *args)
{
    VmValue n = natural(vm, args[0], "isqrt() argument must be nonnegative");
    VmValue root = n == VM_ERROR ? VM_ERROR : vm_int_isqrt(vm, n);
    vm_unref(vm, n);
    return root;
}
