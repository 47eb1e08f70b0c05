/* vm_float.h: floats: their text in both directions, exact comparison, rounding.
 *
 * A float is an immediate value (vm_value.h); only instances of classes derived from float are objects (VmFloat).
 * The text of a float is the shortest that reads back as the same number, as CPython's.
 */
#ifndef VM_FLOAT_H
#define VM_FLOAT_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmFloat {
    VmObject head; /* VM_KIND_FLOAT */
    double value;
} VmFloat;

/* A float, or an instance of a class derived from float. */
static inline bool vm_is_float(VmValue v)
{
    return vm_is_double(v) || vm_has_kind(v, VM_KIND_FLOAT);
}

static inline double vm_float_value(VmValue v)
{
    return vm_is_double(v) ? vm_to_double(v) : ((VmFloat *)vm_to_object(v))->value;
}

enum { VM_FLOAT_TEXT = 40 };

/* Writes repr(d) with its NUL; returns its length. */
size_t vm_float_repr(double d, char out[VM_FLOAT_TEXT]);
/* The shortest decimal digits of a finite d != 0 (without sign): the value is 0.DIGITS × 10^point.  Returns how many
 * digits (at most 17). */
int vm_float_digits(double d, char digits[18], int *point);
/* A literal or the whole text of float(): underscores between digits, "inf", "nan", surrounding white space.  False
 * when it is not a number; raises nothing. */
bool vm_float_parse(const char *text, size_t size, double *out);
/* float(v): str, bytes, number, __float__, __index__. */
VmValue vm_float_of(Vm *vm, VmValue v);
int64_t vm_float_hash(double d);
/* round(d, ndigits), half to even on the exact decimal value. */
double vm_float_round(double d, int ndigits);
/* round(d, ndigits) with any value for ndigits; VM_EMPTY: to the nearest int.  CPython's errors. */
VmValue vm_float_round_value(Vm *vm, double d, VmValue ndigits);
/* Appends d with a printf-like conversion: type 'e', 'f', 'g', 'E', 'F', 'G', 'r' (repr); precision >= 0
 * (-1 for 'r': the shortest; else as 'g' but never like an int); `alternate` keeps the point and trailing zeros.  No
 * sign for positive numbers. */
void vm_float_append(LsBuf *buf, double d, char type, int precision, bool alternate);
/* Arithmetic with CPython's errors. */
bool vm_float_divmod(Vm *vm, double a, double b, double *quotient, double *remainder);
VmValue vm_float_pow(Vm *vm, double a, double b);

extern const VmTypeSpec vm_type_float;

#endif
