/* Arithmetic on ints: 64-bit where both operands fit and nothing overflows, else GMP. */
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_int_big.h"
#include "vm/vm_protocol.h"

#include <math.h>

typedef void (*MpzFn)(mpz_t result, const mpz_t a, const mpz_t b);

/* What CPython takes for numbers of so many bits: in 30-bit digits, products by Karatsuba from 70 digits on. */
static void add_linear_cost(Vm *vm, size_t bits)
{
    vm_cost_add(vm, VM_COST_DIGIT, bits / 30 + 1);
}

static void add_product_cost(Vm *vm, size_t a_bits, size_t b_bits)
{
    size_t a = a_bits / 30 + 1, b = b_bits / 30 + 1, products = a * b;
    for (size_t shorter = a < b ? a : b; shorter > 70; shorter /= 2) {
        products = products / 4 * 3;
    }
    vm_cost_add(vm, VM_COST_DIGIT_PRODUCT, products);
}

/* The function on both as GMP numbers; the result has at most `bits` bits. */
static VmValue compute(Vm *vm, MpzFn function, VmValue a, VmValue b, size_t bits)
{
    if (!vm_int_room(vm, bits)) {
        return VM_ERROR;
    }
    add_linear_cost(vm, bits);
    VmIntView left, right;
    vm_int_view(a, &left);
    vm_int_view(b, &right);
    mpz_t result;
    mpz_init(result);
    function(result, left.z, right.z);
    return vm_int_from_mpz_clear(vm, result);
}

/* Long division: the quotient's digits times the divisor's. */
static void add_division_cost(Vm *vm, VmValue a, VmValue b)
{
    size_t dividend = vm_int_bit_length(a) / 30 + 1, divisor = vm_int_bit_length(b) / 30 + 1;
    vm_cost_add(vm, VM_COST_DIGIT_PRODUCT, dividend > divisor ? (dividend - divisor) * divisor * 2 : 1);
}

static size_t longer(VmValue a, VmValue b)
{
    size_t x = vm_int_bit_length(a), y = vm_int_bit_length(b);
    return x > y ? x : y;
}

VmValue vm_int_add(Vm *vm, VmValue a, VmValue b)
{
    int64_t x, y, sum;
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y) && !__builtin_add_overflow(x, y, &sum)) {
        return vm_int_from(vm, sum);
    }
    return compute(vm, mpz_add, a, b, longer(a, b) + 1);
}

VmValue vm_int_sub(Vm *vm, VmValue a, VmValue b)
{
    int64_t x, y, difference;
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y) && !__builtin_sub_overflow(x, y, &difference)) {
        return vm_int_from(vm, difference);
    }
    return compute(vm, mpz_sub, a, b, longer(a, b) + 1);
}

VmValue vm_int_mul(Vm *vm, VmValue a, VmValue b)
{
    int64_t x, y, product;
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y) && !__builtin_mul_overflow(x, y, &product)) {
        return vm_int_from(vm, product);
    }
    add_product_cost(vm, vm_int_bit_length(a), vm_int_bit_length(b));
    return compute(vm, mpz_mul, a, b, vm_int_bit_length(a) + vm_int_bit_length(b));
}

static VmValue zero_division(Vm *vm, const char *message)
{
    return vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "%s", message);
}

/* Both fit 64 bits and the quotient does too. */
static bool divide_small(VmValue a, VmValue b, int64_t *quotient, int64_t *remainder)
{
    int64_t x, y;
    if (!vm_int_to_i64(a, &x) || !vm_int_to_i64(b, &y) || (x == INT64_MIN && y == -1)) {
        return false;
    }
    *quotient = x / y;
    *remainder = x % y;
    if (*remainder != 0 && (*remainder < 0) != (y < 0)) {
        *quotient -= 1;
        *remainder += y;
    }
    return true;
}

VmValue vm_int_floordiv(Vm *vm, VmValue a, VmValue b)
{
    int64_t quotient, remainder;
    if (vm_int_sign(b) == 0) {
        return zero_division(vm, "integer division or modulo by zero");
    }
    if (divide_small(a, b, &quotient, &remainder)) {
        return vm_int_from(vm, quotient);
    }
    add_division_cost(vm, a, b);
    return compute(vm, mpz_fdiv_q, a, b, vm_int_bit_length(a) + 1);
}

VmValue vm_int_mod(Vm *vm, VmValue a, VmValue b)
{
    int64_t quotient, remainder;
    if (vm_int_sign(b) == 0) {
        return zero_division(vm, "integer modulo by zero");
    }
    if (divide_small(a, b, &quotient, &remainder)) {
        return vm_int_from(vm, remainder);
    }
    add_division_cost(vm, a, b);
    return compute(vm, mpz_fdiv_r, a, b, vm_int_bit_length(b));
}

bool vm_int_divmod(Vm *vm, VmValue a, VmValue b, VmValue *quotient, VmValue *remainder)
{
    if (vm_int_sign(b) == 0) {
        (void)zero_division(vm, "integer division or modulo by zero");
        return false;
    }
    *quotient = vm_int_floordiv(vm, a, b);
    if (*quotient == VM_ERROR) {
        return false;
    }
    *remainder = vm_int_mod(vm, a, b);
    if (*remainder == VM_ERROR) {
        vm_unref(vm, *quotient);
        return false;
    }
    return true;
}

double vm_int_divide_mpz(const mpz_t a, const mpz_t b)
{
    long lowest = (long)mpz_sizeinbase(b, 2) - (long)mpz_sizeinbase(a, 2) + 66;
    if (lowest > 1076) {
        lowest = 1076; /* below 2^-1074 there is nothing: finer bits would be rounded twice */
    }
    mpz_t top, bottom, rest;
    mpz_init_set(top, a);
    mpz_init_set(bottom, b);
    mpz_init(rest);
    mpz_abs(top, top);
    mpz_abs(bottom, bottom);
    if (lowest > 0) {
        mpz_mul_2exp(top, top, (mp_bitcnt_t)lowest);
    } else {
        mpz_mul_2exp(bottom, bottom, (mp_bitcnt_t)-lowest);
    }
    mpz_tdiv_qr(top, rest, top, bottom);
    bool sticky = mpz_sgn(rest) != 0;
    size_t bits = mpz_sizeinbase(top, 2);
    long exponent = -lowest;
    /* Cut to the bits that a double of this size keeps plus two, so that one rounding is done: here, by hand. */
    long keep = 53;
    if ((long)bits + exponent < -1021) {
        keep = (long)bits + exponent + 1074;
    }
    if (keep < 0) {
        mpz_set_ui(top, 0);
    } else if ((long)bits > keep) {
        mp_bitcnt_t cut = (mp_bitcnt_t)((long)bits - keep);
        bool half = mpz_tstbit(top, cut - 1) != 0;
        bool below = sticky || mpz_scan1(top, 0) < cut - 1;
        mpz_tdiv_q_2exp(top, top, cut);
        if (half && (below || mpz_odd_p(top))) {
            mpz_add_ui(top, top, 1);
        }
        exponent += (long)cut;
    }
    double result = mpz_get_d(top);
    result = exponent > 5000 ? INFINITY : exponent < -5000 ? 0.0 : ldexp(result, (int)exponent);
    mpz_clears(top, bottom, rest, NULL);
    return result;
}

VmValue vm_int_truediv(Vm *vm, VmValue a, VmValue b)
{
    const int64_t exact = (int64_t)1 << 53;
    int64_t x, y;
    if (vm_int_sign(b) == 0) {
        return zero_division(vm, "division by zero");
    }
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y) && x >= -exact && x <= exact && y >= -exact && y <= exact) {
        return vm_from_double((double)x / (double)y);
    }
    bool negative = (vm_int_sign(a) < 0) != (vm_int_sign(b) < 0);
    VmIntView left, right;
    vm_int_view(a, &left);
    vm_int_view(b, &right);
    double result;
    if (vm_int_sign(a) == 0) {
        result = 0;
    } else if (vm_int_bit_length(a) > vm_int_bit_length(b) + 1100) {
        result = INFINITY;
    } else if (vm_int_bit_length(b) > vm_int_bit_length(a) + 1100) {
        result = 0;
    } else {
        result = vm_int_divide_mpz(left.z, right.z);
    }
    if (isinf(result)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    return vm_from_double(negative ? -result : result);
}

/* ---- powers ----------------------------------------------------------------------------------------------------- */

/* base ** exponent in 64 bits; false when it does not fit. */
static bool power_small(int64_t base, uint64_t exponent, int64_t *out)
{
    int64_t result = 1;
    for (;;) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) {
            return false;
        }
        exponent >>= 1;
        if (exponent == 0) {
            *out = result;
            return true;
        }
        if (__builtin_mul_overflow(base, base, &base)) {
            return false;
        }
    }
}

VmValue vm_int_pow(Vm *vm, VmValue a, VmValue b)
{
    if (vm_int_sign(b) < 0) {
        double base, exponent;
        if (!vm_int_to_double(vm, a, &base) || !vm_int_to_double(vm, b, &exponent)) {
            return VM_ERROR;
        }
        return vm_float_pow(vm, base, exponent);
    }
    int64_t base = 0, result;
    uint64_t exponent;
    bool small_base = vm_int_to_i64(a, &base);
    if (!vm_int_to_u64(b, &exponent)) {
        if (small_base && base >= -1 && base <= 1) {
            return vm_from_int(base == -1 && !vm_int_is_odd(b) ? 1 : base);
        }
        return vm_raise_no_memory(vm);
    }
    if (small_base && power_small(base, exponent, &result)) {
        return vm_int_from(vm, result);
    }
    size_t bits = vm_int_bit_length(a);
    if (exponent > VM_INT_MAX_BITS || !vm_int_room(vm, (bits - 1) * exponent + 1)) {
        return vm_error_pending(vm) ? VM_ERROR : vm_raise_no_memory(vm);
    }
    for (size_t done = (size_t)exponent; done > 1; done /= 2) { /* a squaring for each bit of the exponent */
        add_product_cost(vm, bits * (done / 2), bits * (done / 2));
    }
    VmIntView view;
    vm_int_view(a, &view);
    mpz_t power;
    mpz_init(power);
    mpz_pow_ui(power, view.z, (unsigned long)exponent);
    return vm_int_from_mpz_clear(vm, power);
}

VmValue vm_int_pow_mod(Vm *vm, VmValue a, VmValue b, VmValue m)
{
    if (vm_int_sign(m) == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    }
    VmIntView base, exponent, modulus;
    vm_int_view(a, &base);
    vm_int_view(b, &exponent);
    vm_int_view(m, &modulus);
    mpz_t result, positive;
    mpz_inits(result, positive, NULL);
    mpz_abs(positive, modulus.z);
    bool good = true;
    if (mpz_sgn(exponent.z) < 0) {
        mpz_t inverse, power;
        mpz_inits(inverse, power, NULL);
        good = mpz_invert(inverse, base.z, positive) != 0 || mpz_cmp_ui(positive, 1) == 0;
        mpz_neg(power, exponent.z);
        if (good) {
            mpz_powm(result, inverse, power, positive);
        }
        mpz_clears(inverse, power, NULL);
    } else {
        mpz_powm(result, base.z, exponent.z, positive);
    }
    if (good && mpz_sgn(modulus.z) < 0 && mpz_sgn(result) != 0) {
        mpz_add(result, result, modulus.z);
    }
    mpz_clear(positive);
    if (!good) {
        mpz_clear(result);
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "base is not invertible for the given modulus");
    }
    return vm_int_from_mpz_clear(vm, result);
}

/* ---- bits ------------------------------------------------------------------------------------------------------- */

static bool check_shift(Vm *vm, VmValue count)
{
    if (vm_int_sign(count) >= 0) {
        return true;
    }
    (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "negative shift count");
    return false;
}

VmValue vm_int_lshift(Vm *vm, VmValue a, VmValue b)
{
    if (!check_shift(vm, b)) {
        return VM_ERROR;
    }
    int64_t x, count;
    if (vm_int_sign(a) == 0) {
        return vm_from_int(0);
    }
    if (!vm_int_to_i64(b, &count)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "too many digits in integer");
    }
    if (count < 62 && vm_int_to_i64(a, &x) && x < (int64_t)1 << (62 - count) && x > -((int64_t)1 << (62 - count))) {
        return vm_int_from(vm, x * ((int64_t)1 << count));
    }
    if ((uint64_t)count > VM_INT_MAX_BITS || !vm_int_room(vm, vm_int_bit_length(a) + (size_t)count)) {
        return vm_error_pending(vm) ? VM_ERROR : vm_raise_no_memory(vm);
    }
    VmIntView view;
    vm_int_view(a, &view);
    mpz_t result;
    mpz_init(result);
    mpz_mul_2exp(result, view.z, (mp_bitcnt_t)count);
    return vm_int_from_mpz_clear(vm, result);
}

VmValue vm_int_rshift(Vm *vm, VmValue a, VmValue b)
{
    if (!check_shift(vm, b)) {
        return VM_ERROR;
    }
    int64_t x, count;
    if (!vm_int_to_i64(b, &count)) {
        return vm_from_int(vm_int_sign(a) < 0 ? -1 : 0);
    }
    if (vm_int_to_i64(a, &x)) {
        return vm_int_from(vm, x >> (count > 63 ? 63 : count));
    }
    VmIntView view;
    vm_int_view(a, &view);
    mpz_t result;
    mpz_init(result);
    mpz_fdiv_q_2exp(result, view.z, (mp_bitcnt_t)count);
    return vm_int_from_mpz_clear(vm, result);
}

VmValue vm_int_bitop(Vm *vm, VmBinary op, VmValue a, VmValue b)
{
    int64_t x, y;
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y)) {
        return vm_int_from(vm, op == VM_BINARY_AND ? x & y : op == VM_BINARY_OR ? x | y : x ^ y);
    }
    MpzFn function = op == VM_BINARY_AND ? mpz_and : op == VM_BINARY_OR ? mpz_ior : mpz_xor;
    return compute(vm, function, a, b, longer(a, b) + 1);
}

VmValue vm_int_negative(Vm *vm, VmValue a)
{
    return vm_int_sub(vm, vm_from_int(0), a);
}

VmValue vm_int_invert(Vm *vm, VmValue a)
{
    return vm_int_sub(vm, vm_from_int(-1), a);
}

VmValue vm_int_absolute(Vm *vm, VmValue a)
{
    return vm_int_sign(a) < 0 ? vm_int_negative(vm, a) : vm_int_exact(vm, a);
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

VmValue vm_int_round(Vm *vm, VmValue a, VmValue ndigits)
{
    VmValue digits = vm_index(vm, ndigits);
    if (digits == VM_ERROR) {
        return VM_ERROR;
    }
    int64_t n;
    bool fits = vm_int_to_i64(digits, &n);
    bool negative = vm_int_sign(digits) < 0;
    vm_unref(vm, digits);
    if (!negative) {
        return vm_int_exact(vm, a);
    }
    if (!fits || (double)-n > (double)vm_int_bit_length(a) * 0.302 + 2) {
        return vm_from_int(0);
    }
    VmIntView view;
    vm_int_view(a, &view);
    mpz_t unit, rest, twice;
    mpz_inits(unit, rest, twice, NULL);
    mpz_ui_pow_ui(unit, 10, (unsigned long)-n);
    mpz_t quotient;
    mpz_init(quotient);
    mpz_fdiv_qr(quotient, rest, view.z, unit);
    mpz_mul_2exp(twice, rest, 1);
    int order = mpz_cmp(twice, unit);
    if (order > 0 || (order == 0 && mpz_odd_p(quotient))) {
        mpz_add_ui(quotient, quotient, 1);
    }
    mpz_mul(quotient, quotient, unit);
    mpz_clears(unit, rest, twice, NULL);
    return vm_int_from_mpz_clear(vm, quotient);
}

VmValue vm_int_gcd(Vm *vm, VmValue a, VmValue b)
{
    return compute(vm, mpz_gcd, a, b, longer(a, b));
}

VmValue vm_int_isqrt(Vm *vm, VmValue a)
{
    VmIntView view;
    vm_int_view(a, &view);
    mpz_t result;
    mpz_init(result);
    mpz_sqrt(result, view.z);
    return vm_int_from_mpz_clear(vm, result);
}
