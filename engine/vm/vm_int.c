/* Ints: their forms, conversions, order and hash. */
#include "vm/vm_int.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int_big.h"
#include "vm/vm_protocol.h"

#include <math.h>

static inline const VmInt *big(VmValue v)
{
    return (const VmInt *)vm_to_object(v);
}

static inline int64_t small(VmValue v)
{
    return vm_is_bool(v) ? v == VM_TRUE : vm_to_int(v);
}

static VmValue int_from_limbs(Vm *vm, const uint64_t *limbs, size_t count, bool negative)
{
    VmInt *number = (VmInt *)vm_heap_object(vm, vm->types[VM_TYPE_INT], sizeof(VmInt) + count * sizeof *limbs);
    if (number == NULL) {
        return VM_ERROR;
    }
    number->size = negative ? -(int32_t)count : (int32_t)count;
    number->own_block = false;
    number->limbs = (uint64_t *)(number + 1);
    memcpy(number->limbs, limbs, count * sizeof *limbs);
    return vm_from_object(number);
}

VmValue vm_int_from_wide(Vm *vm, int64_t i)
{
    if (vm_int_fits(i)) {
        return vm_from_int(i);
    }
    uint64_t limb = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    return int_from_limbs(vm, &limb, 1, i < 0);
}

VmValue vm_int_from_u64(Vm *vm, uint64_t u)
{
    return u <= (uint64_t)VM_INT_MAX ? vm_from_int((int64_t)u) : int_from_limbs(vm, &u, 1, false);
}

void vm_int_view(VmValue v, VmIntView *view)
{
    if (vm_is_object(v)) {
        mpz_roinit_n(view->z, (const mp_limb_t *)big(v)->limbs, big(v)->size);
        return;
    }
    int64_t i = small(v);
    view->limb = i < 0 ? (mp_limb_t)-i : (mp_limb_t)i;
    mpz_roinit_n(view->z, &view->limb, i < 0 ? -1 : i > 0);
}

VmValue vm_int_from_mpz(Vm *vm, const mpz_t z)
{
    size_t count = mpz_size(z);
    uint64_t limb = count == 0 ? 0 : mpz_getlimbn(z, 0);
    if (count <= 1 && limb < (uint64_t)1 << 48) {
        return vm_from_int(mpz_sgn(z) < 0 ? -(int64_t)limb : (int64_t)limb);
    }
    if (count == 1 && limb == (uint64_t)1 << 48 && mpz_sgn(z) < 0) {
        return vm_from_int(VM_INT_MIN);
    }
    if (!vm_int_room(vm, count * 64)) {
        return VM_ERROR;
    }
    return int_from_limbs(vm, (const uint64_t *)mpz_limbs_read(z), count, mpz_sgn(z) < 0);
}

VmValue vm_int_from_mpz_clear(Vm *vm, mpz_t z)
{
    VmValue result = vm_int_from_mpz(vm, z);
    mpz_clear(z);
    return result;
}

bool vm_int_room(Vm *vm, size_t bits)
{
    size_t most = vm->limits.max_memory_bytes;
    if (bits <= VM_INT_MAX_BITS && (most == 0 || bits / 8 <= most)) {
        return true;
    }
    (void)vm_raise_no_memory(vm);
    return false;
}

VmValue vm_int_exact(Vm *vm, VmValue v)
{
    if (!vm_is_object(v)) {
        return vm_from_int(small(v));
    }
    if (vm_to_object(v)->type == vm->types[VM_TYPE_INT]) {
        return vm_ref(v);
    }
    VmIntView view;
    vm_int_view(v, &view);
    return vm_int_from_mpz(vm, view.z);
}

VmValue vm_int_from_double(Vm *vm, double d)
{
    if (isnan(d)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    }
    if (isinf(d)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    }
    if (d > -9.2e18 && d < 9.2e18) {
        return vm_int_from(vm, (int64_t)d);
    }
    mpz_t z;
    mpz_init_set_d(z, d);
    return vm_int_from_mpz_clear(vm, z);
}

bool vm_int_to_i64(VmValue v, int64_t *out)
{
    if (!vm_is_object(v)) {
        *out = small(v);
        return true;
    }
    const VmInt *number = big(v);
    if (number->size == 0) {
        *out = 0;
        return true;
    }
    uint64_t limb = number->limbs[0];
    if (number->size == 1 && limb <= INT64_MAX) {
        *out = (int64_t)limb;
        return true;
    }
    if (number->size == -1 && limb <= (uint64_t)INT64_MAX + 1) {
        *out = (int64_t)(0 - limb);
        return true;
    }
    return false;
}

bool vm_int_to_u64(VmValue v, uint64_t *out)
{
    int64_t i;
    if (vm_int_to_i64(v, &i)) {
        *out = (uint64_t)i;
        return i >= 0;
    }
    *out = big(v)->limbs[0];
    return big(v)->size == 1;
}

/* The number as m × 2^shift with m < 2^64, its last bit set if anything below it was cut off: rounding m to a double
 * then rounds the number. */
static uint64_t top_bits(const mpz_t z, size_t *shift)
{
    size_t bits = mpz_sizeinbase(z, 2);
    if (bits <= 64) {
        *shift = 0;
        return mpz_sgn(z) == 0 ? 0 : mpz_getlimbn(z, 0);
    }
    *shift = bits - 64;
    mpz_t top;
    mpz_init(top);
    mpz_tdiv_q_2exp(top, z, *shift);
    uint64_t result = mpz_getlimbn(top, 0);
    mpz_clear(top);
    return result | (mpz_scan1(z, 0) < *shift);
}

bool vm_int_to_double(Vm *vm, VmValue v, double *out)
{
    int64_t i;
    if (vm_int_to_i64(v, &i)) {
        *out = (double)i;
        return true;
    }
    VmIntView view;
    vm_int_view(v, &view);
    size_t shift;
    uint64_t top = top_bits(view.z, &shift);
    double d = shift > 2000 ? INFINITY : ldexp((double)top, (int)shift);
    if (isinf(d)) {
        (void)vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "int too large to convert to float");
        return false;
    }
    *out = mpz_sgn(view.z) < 0 ? -d : d;
    return true;
}

int vm_int_sign(VmValue v)
{
    if (vm_is_object(v)) {
        return (big(v)->size > 0) - (big(v)->size < 0);
    }
    return (small(v) > 0) - (small(v) < 0);
}

bool vm_int_is_odd(VmValue v)
{
    return vm_is_object(v) ? big(v)->size != 0 && (big(v)->limbs[0] & 1) != 0 : (small(v) & 1) != 0;
}

size_t vm_int_bit_length(VmValue v)
{
    VmIntView view;
    vm_int_view(v, &view);
    return mpz_sgn(view.z) == 0 ? 0 : mpz_sizeinbase(view.z, 2);
}

int64_t vm_int_hash(VmValue v)
{
    /* The value modulo 2^61 - 1 with its sign; -1 is not a hash. */
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    uint64_t hash = 0;
    if (vm_is_object(v)) {
        const VmInt *number = big(v);
        for (size_t i = (size_t)(number->size < 0 ? -number->size : number->size); i-- > 0;) {
            /* hash × 2^64 + limb, and 2^61 ≡ 1 */
            uint64_t limb = number->limbs[i];
            hash = ((hash << 3) & modulus) + (hash >> 58);
            hash = (hash + (limb & modulus) + (limb >> 61)) % modulus;
        }
    } else {
        int64_t i = small(v);
        hash = i < 0 ? (uint64_t)-i : (uint64_t)i;
    }
    int64_t result = vm_int_sign(v) < 0 ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}

int vm_int_order(VmValue a, VmValue b)
{
    int64_t x, y;
    if (vm_int_to_i64(a, &x) && vm_int_to_i64(b, &y)) {
        return (x > y) - (x < y);
    }
    VmIntView left, right;
    vm_int_view(a, &left);
    vm_int_view(b, &right);
    return mpz_cmp(left.z, right.z);
}

int vm_int_order_double(VmValue a, double d)
{
    int64_t i;
    if (vm_int_to_i64(a, &i) && i >= -((int64_t)1 << 53) && i <= (int64_t)1 << 53) {
        return ((double)i > d) - ((double)i < d);
    }
    if (isinf(d)) {
        return d > 0 ? -1 : 1;
    }
    VmIntView view;
    vm_int_view(a, &view);
    return mpz_cmp_d(view.z, d);
}
