/* vm_int.h: integers of any size.
 *
 * An integer in [-2^48, 2^48) is an immediate value (vm_value.h), any other a VmInt object; results always come back in
 * the form that fits, so equal ints of one form are equal bits.  True and False count as 1 and 0 wherever an int is
 * taken, and instances of classes derived from int (VM_KIND_INT, with any value) count as their value.
 *
 * "An int" below: vm_is_integer(v).  Functions that do not say what they do with anything else must not be given it.
 * The large numbers are computed by GMP, which only vm_int*.c include (vm_int_big.h).
 */
#ifndef VM_INT_H
#define VM_INT_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmInt {
    VmObject head;
    int32_t size;    /* limbs of 64 bits; negative for a negative number */
    bool own_block;  /* `limbs` is a block of its own, not directly behind the object */
    uint64_t *limbs; /* least significant first */
} VmInt;

/* int, bool, or an instance of a class derived from int. */
static inline bool vm_is_integer(VmValue v)
{
    return vm_is_int(v) || vm_is_bool(v) || vm_has_kind(v, VM_KIND_INT);
}

VmValue vm_int_from_wide(Vm *vm, int64_t i);

static inline VmValue vm_int_from(Vm *vm, int64_t i)
{
    return vm_int_fits(i) ? vm_from_int(i) : vm_int_from_wide(vm, i);
}

VmValue vm_int_from_u64(Vm *vm, uint64_t u);
/* Towards zero.  OverflowError "cannot convert float infinity to integer", ValueError for NaN. */
VmValue vm_int_from_double(Vm *vm, double d);
/* A literal as the lexer passes it: digits of the base, underscores allowed, no sign, with or without its prefix
 * (0x, 0o, 0b).  base 2, 8, 10 or 16. */
VmValue vm_int_from_digits(Vm *vm, const char *text, size_t size, int base);
/* int(text, base) with CPython's ValueError; base 0 or 2..36. */
VmValue vm_int_parse(Vm *vm, VmValue str_or_bytes, int base);

/* The number itself, as an exact int (a bool becomes 0 or 1, an instance of a subclass its value); owned. */
VmValue vm_int_exact(Vm *vm, VmValue v);

/* False when it does not fit; raises nothing. */
bool vm_int_to_i64(VmValue v, int64_t *out);
bool vm_int_to_u64(VmValue v, uint64_t *out);
/* False with OverflowError "int too large to convert to float".  Rounds half to even. */
bool vm_int_to_double(Vm *vm, VmValue v, double *out);
int vm_int_sign(VmValue v);
bool vm_int_is_odd(VmValue v);
size_t vm_int_bit_length(VmValue v);
int64_t vm_int_hash(VmValue v);
int vm_int_order(VmValue a, VmValue b);       /* <0, 0, >0 */
int vm_int_order_double(VmValue a, double d); /* exact; d is not NaN */

VmValue vm_int_add(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_sub(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_mul(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_floordiv(Vm *vm, VmValue a, VmValue b); /* ZeroDivisionError */
VmValue vm_int_mod(Vm *vm, VmValue a, VmValue b);
bool vm_int_divmod(Vm *vm, VmValue a, VmValue b, VmValue *quotient, VmValue *remainder);
VmValue vm_int_truediv(Vm *vm, VmValue a, VmValue b); /* a float, correctly rounded */
VmValue vm_int_pow(Vm *vm, VmValue a, VmValue b);     /* a float when b < 0 */
VmValue vm_int_pow_mod(Vm *vm, VmValue a, VmValue b, VmValue m);
VmValue vm_int_lshift(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_rshift(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_bitop(Vm *vm, VmBinary op, VmValue a, VmValue b); /* AND, OR, XOR */
VmValue vm_int_negative(Vm *vm, VmValue a);
VmValue vm_int_invert(Vm *vm, VmValue a);
VmValue vm_int_absolute(Vm *vm, VmValue a);
/* int.__round__: half to even at 10^-ndigits for negative ndigits. */
VmValue vm_int_round(Vm *vm, VmValue a, VmValue ndigits);
VmValue vm_int_gcd(Vm *vm, VmValue a, VmValue b);
VmValue vm_int_isqrt(Vm *vm, VmValue a); /* a >= 0 */

/* Appends the digits in base 2, 8, 10 or 16 (lower case), with "-" and, if wanted, the prefix.  False with ValueError
 * when a decimal one has more than 4300 digits. */
bool vm_int_append(Vm *vm, LsBuf *buf, VmValue v, int base, bool prefix);
VmValue vm_int_str(Vm *vm, VmValue v);

/* bin(), oct(), hex(): anything with __index__. */
VmValue vm_int_text_of(Vm *vm, VmValue v, int base);
/* operator.index: the int of anything with __index__, else TypeError "'x' object cannot be interpreted as an integer".
 */
VmValue vm_index(Vm *vm, VmValue v);

extern const VmTypeSpec vm_type_int;
extern const VmTypeSpec vm_type_bool;

#endif
