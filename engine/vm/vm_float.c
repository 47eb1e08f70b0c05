/* The type float. */
#include "vm/vm_float.h"

#include "vm/vm_bytes.h"
#include "vm/vm_call.h"
#include "vm/vm_complex.h"
#include "vm/vm_error.h"
#include "vm/vm_format.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

#include <errno.h>
#include <math.h>

/* ---- making ----------------------------------------------------------------------------------------------------- */

static VmValue not_a_number(Vm *vm, VmValue source)
{
    VmValue shown = vm_repr(vm, source);
    if (shown != VM_ERROR) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "could not convert string to float: %s", vm_str_data(shown));
        vm_unref(vm, shown);
    }
    return VM_ERROR;
}

/* float(text): digits of any script count. */
static VmValue float_of_text(Vm *vm, const char *text, size_t size, VmValue source)
{
    LsBuf ascii;
    ls_buf_init(&ascii, vm->alloc);
    const char *place = text, *end = text + size;
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        int value = code < 0x80 ? -1 : vm_unicode_decimal_value(code);
        char other = vm_unicode_is_space(code) ? ' ' : '?';
        ls_buf_putc(&ascii, code < 0x80 ? (char)code : value >= 0 ? (char)('0' + value) : other);
    }
    double d = 0;
    bool failed = ascii.failed, good = !failed && vm_float_parse(ls_buf_text(&ascii), ascii.size, &d);
    ls_buf_free(&ascii);
    if (failed) {
        return vm_raise_no_memory(vm);
    }
    return good ? vm_from_double(d) : not_a_number(vm, source);
}

static bool has_method(Vm *vm, VmValue v, VmNameId id)
{
    return vm_is_object(v) && vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, id)) != VM_EMPTY;
}

VmValue vm_float_of(Vm *vm, VmValue v)
{
    if (vm_is_str(v)) {
        return float_of_text(vm, vm_str_data(v), vm_str_size(v), v);
    }
    if (vm_is_bytes(v)) {
        return float_of_text(vm, vm_bytes_of_value(v)->data, vm_bytes_of_value(v)->size, v);
    }
    if (!vm_is_float(v) && !vm_is_integer(v) && !has_method(vm, v, VM_NAME_FLOAT) &&
        !has_method(vm, v, VM_NAME_INDEX)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "float() argument must be a string or a real number, not '%s'",
                        vm_type_name(vm, v));
    }
    double d;
    return vm_as_double(vm, v, &d) ? vm_from_double(d) : VM_ERROR;
}

static VmValue float_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "float", kwnames) || !vm_args_count(vm, "float", nargs, 0, 1)) {
        return VM_ERROR;
    }
    VmValue number = nargs == 0 ? vm_from_double(0) : vm_float_of(vm, args[0]);
    if (number == VM_ERROR || type == vm->types[VM_TYPE_FLOAT]) {
        return number;
    }
    VmValue instance = vm_instance_new(vm, type);
    if (instance != VM_ERROR) {
        ((VmFloat *)vm_to_object(instance))->value = vm_to_double(number);
    }
    return instance;
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static VmValue float_repr(Vm *vm, VmValue self)
{
    char text[VM_FLOAT_TEXT];
    size_t size = vm_float_repr(vm_float_value(self), text);
    return vm_str_new(vm, text, size);
}

int64_t vm_float_hash(double d)
{
    if (isinf(d)) {
        return d > 0 ? 314159 : -314159;
    }
    if (isnan(d)) {
        return 0;
    }
    /* The exact value modulo 2^61 - 1, 28 bits at a time: the hash of an equal int. */
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    int exponent;
    double rest = frexp(fabs(d), &exponent);
    uint64_t hash = 0;
    while (rest != 0) {
        hash = ((hash << 28) & modulus) | hash >> (61 - 28);
        rest *= 268435456.0;
        exponent -= 28;
        uint64_t part = (uint64_t)rest;
        rest -= (double)part;
        hash = (hash + part) % modulus;
    }
    int turn = exponent % 61;
    turn = turn < 0 ? turn + 61 : turn;
    hash = ((hash << turn) & modulus) | hash >> (61 - turn);
    int64_t result = d < 0 ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}

static bool float_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    *hash = vm_float_hash(vm_float_value(self));
    return true;
}

static VmValue float_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    (void)vm;
    double a = vm_float_value(self);
    int order;
    if (vm_is_float(other)) {
        double b = vm_float_value(other);
        if (isnan(a) || isnan(b)) {
            return vm_from_bool(op == VM_COMPARE_NE);
        }
        order = (a > b) - (a < b);
    } else if (vm_is_integer(other)) {
        if (isnan(a)) {
            return vm_from_bool(op == VM_COMPARE_NE);
        }
        order = -vm_int_order_double(other, a);
    } else {
        return VM_NOT_IMPLEMENTED;
    }
    switch (op) {
    case VM_COMPARE_LT: return vm_from_bool(order < 0);
    case VM_COMPARE_LE: return vm_from_bool(order <= 0);
    case VM_COMPARE_EQ: return vm_from_bool(order == 0);
    case VM_COMPARE_NE: return vm_from_bool(order != 0);
    case VM_COMPARE_GT: return vm_from_bool(order > 0);
    default: return vm_from_bool(order >= 0);
    }
}

static int float_truth(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_float_value(self) != 0;
}

static VmValue float_negative(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_from_double(-vm_float_value(self));
}

static VmValue float_positive(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_from_double(vm_float_value(self));
}

static VmValue float_absolute(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_from_double(fabs(vm_float_value(self)));
}

/* ---- arithmetic ------------------------------------------------------------------------------------------------- */

typedef enum Operands { OPERANDS_ERROR, OPERANDS_OTHER, OPERANDS_GOOD } Operands;

static Operands operands(Vm *vm, VmValue left, VmValue right, double *a, double *b)
{
    VmValue values[2] = {left, right};
    double *out[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        if (vm_is_float(values[i])) {
            *out[i] = vm_float_value(values[i]);
        } else if (!vm_is_integer(values[i])) {
            return OPERANDS_OTHER;
        } else if (!vm_int_to_double(vm, values[i], out[i])) {
            return OPERANDS_ERROR;
        }
    }
    return OPERANDS_GOOD;
}

static VmValue zero_division(Vm *vm, const char *message)
{
    return vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "%s", message);
}

static VmValue out_of_range(Vm *vm)
{
    VmValue text = vm_str_c(vm, "Numerical result out of range");
    if (text == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue args[2] = {vm_from_int(ERANGE), text};
    VmValue exception = vm_exception_new(vm, vm_exception_type(vm, VM_EXC_OVERFLOW_ERROR), args, 2);
    vm_unref(vm, text);
    if (exception != VM_ERROR) {
        (void)vm_raise_value(vm, exception);
        vm_unref(vm, exception);
    }
    return VM_ERROR;
}

bool vm_float_divmod(Vm *vm, double a, double b, double *quotient, double *remainder)
{
    if (b == 0) {
        (void)zero_division(vm, "float divmod()");
        return false;
    }
    double rest = fmod(a, b), whole = (a - rest) / b;
    if (rest != 0) {
        if ((b < 0) != (rest < 0)) {
            rest += b;
            whole -= 1;
        }
    } else {
        rest = copysign(0, b);
    }
    if (whole != 0) {
        *quotient = floor(whole);
        if (whole - *quotient > 0.5) {
            *quotient += 1;
        }
    } else {
        *quotient = copysign(0, a / b);
    }
    *remainder = rest;
    return true;
}

VmValue vm_float_pow(Vm *vm, double a, double b)
{
    if (b == 0 || a == 1) {
        return vm_from_double(1);
    }
    if (isnan(a) || isnan(b)) {
        return vm_from_double(NAN);
    }
    if (isfinite(a) && isfinite(b)) {
        if (a == 0 && b < 0) {
            return zero_division(vm, "0.0 cannot be raised to a negative power");
        }
        if (a < 0 && floor(b) != b) {
            return vm_complex_pow(vm, a, 0, b, 0);
        }
    }
    double power = pow(a, b);
    if (isinf(power) && isfinite(a) && isfinite(b)) {
        return out_of_range(vm);
    }
    return vm_from_double(power);
}

static VmValue arithmetic(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    double a, b, quotient, remainder;
    Operands both = operands(vm, left, right, &a, &b);
    if (both != OPERANDS_GOOD) {
        return both == OPERANDS_ERROR ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    switch (op) {
    case VM_BINARY_ADD: return vm_from_double(a + b);
    case VM_BINARY_SUB: return vm_from_double(a - b);
    case VM_BINARY_MUL: return vm_from_double(a * b);
    case VM_BINARY_TRUEDIV: return b == 0 ? zero_division(vm, "float division by zero") : vm_from_double(a / b);
    case VM_BINARY_FLOORDIV:
        if (b == 0) {
            return zero_division(vm, "float floor division by zero");
        }
        return vm_float_divmod(vm, a, b, &quotient, &remainder) ? vm_from_double(quotient) : VM_ERROR;
    case VM_BINARY_MOD:
        if (b == 0) {
            return zero_division(vm, "float modulo");
        }
        return vm_float_divmod(vm, a, b, &quotient, &remainder) ? vm_from_double(remainder) : VM_ERROR;
    default: return vm_float_pow(vm, a, b);
    }
}

#define FLOAT_SLOT(symbol)                                                                                             \
    static VmValue float_##symbol(Vm *vm, VmValue left, VmValue right)                                                 \
    {                                                                                                                  \
        return arithmetic(vm, VM_BINARY_##symbol, left, right);                                                        \
    }
FLOAT_SLOT(ADD)
FLOAT_SLOT(SUB)
FLOAT_SLOT(MUL)
FLOAT_SLOT(TRUEDIV)
FLOAT_SLOT(FLOORDIV)
FLOAT_SLOT(MOD)
FLOAT_SLOT(POW)
#undef FLOAT_SLOT

/* ---- methods ---------------------------------------------------------------------------------------------------- */

VmValue vm_float_round_value(Vm *vm, double d, VmValue ndigits)
{
    if (ndigits == VM_EMPTY || ndigits == VM_NONE) {
        return vm_int_from_double(vm, isfinite(d) ? nearbyint(d) : d);
    }
    VmValue index = vm_index(vm, ndigits);
    if (index == VM_ERROR) {
        return VM_ERROR;
    }
    int64_t digits;
    if (!vm_int_to_i64(index, &digits)) {
        digits = vm_int_sign(index) < 0 ? INT32_MIN : INT32_MAX;
    }
    vm_unref(vm, index);
    digits = digits > 10000 ? 10000 : digits < -10000 ? -10000 : digits;
    double rounded = vm_float_round(d, (int)digits);
    if (isinf(rounded) && isfinite(d)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "rounded value too large to represent");
    }
    return vm_from_double(rounded);
}

static VmValue float_round_method(Vm *vm, const VmValue *args)
{
    return vm_float_round_value(vm, vm_float_value(args[0]), args[1]);
}

static VmValue float_self(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_double(vm_float_value(args[0]));
}

static VmValue float_zero(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_double(0);
}

static VmValue float_is_integer(Vm *vm, const VmValue *args)
{
    (void)vm;
    double d = vm_float_value(args[0]);
    return vm_from_bool(isfinite(d) && floor(d) == d);
}

static VmValue float_trunc(Vm *vm, const VmValue *args)
{
    return vm_int_from_double(vm, vm_float_value(args[0]));
}

static VmValue float_floor(Vm *vm, const VmValue *args)
{
    return vm_int_from_double(vm, floor(vm_float_value(args[0])));
}

static VmValue float_ceil(Vm *vm, const VmValue *args)
{
    return vm_int_from_double(vm, ceil(vm_float_value(args[0])));
}

static VmValue float_divmod_method(Vm *vm, const VmValue *args)
{
    double a, b, quotient, remainder;
    Operands both = operands(vm, args[0], args[1], &a, &b);
    if (both != OPERANDS_GOOD) {
        return both == OPERANDS_ERROR ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    if (!vm_float_divmod(vm, a, b, &quotient, &remainder)) {
        return VM_ERROR;
    }
    return vm_tuple_pack2(vm, vm_from_double(quotient), vm_from_double(remainder));
}

static VmValue float_as_integer_ratio(Vm *vm, const VmValue *args)
{
    double d = vm_float_value(args[0]);
    if (isinf(d)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    }
    if (isnan(d)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    }
    int exponent;
    double mantissa = frexp(d, &exponent);
    for (int i = 0; i < 300 && mantissa != floor(mantissa); i++) {
        mantissa *= 2;
        exponent--;
    }
    VmValue top = vm_int_from_double(vm, mantissa), unit = vm_from_int(1);
    VmValue shift = vm_from_int(exponent < 0 ? -exponent : exponent);
    VmValue shifted = top == VM_ERROR ? VM_ERROR : vm_int_lshift(vm, exponent < 0 ? unit : top, shift);
    if (shifted == VM_ERROR) {
        vm_unref(vm, top);
        return VM_ERROR;
    }
    VmValue items[2] = {exponent < 0 ? top : shifted, exponent < 0 ? shifted : unit};
    if (exponent >= 0) {
        vm_unref(vm, top);
    }
    return vm_tuple_new_steal(vm, items, 2);
}

static VmValue float_hex(Vm *vm, const VmValue *args)
{
    double d = vm_float_value(args[0]);
    if (!isfinite(d)) {
        return float_repr(vm, vm_from_double(d));
    }
    const char *sign = signbit(d) ? "-" : "";
    if (d == 0) {
        return vm_str_printf(vm, "%s0x0.0p+0", sign);
    }
    int exponent;
    double mantissa = frexp(fabs(d), &exponent);
    if (exponent < -1021) { /* subnormal: the leading digit is 0 */
        mantissa = ldexp(mantissa, exponent + 1022);
        exponent = -1022;
    } else {
        mantissa *= 2;
        exponent--;
    }
    uint64_t bits = (uint64_t)ldexp(mantissa, 52);
    return vm_str_printf(vm, "%s0x%u.%013llxp%+d", sign, (unsigned)(bits >> 52),
                         (unsigned long long)(bits & (((uint64_t)1 << 52) - 1)), exponent);
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The number in hexadecimal notation; 0 read, 1 malformed, 2 too large. */
static int read_hex(const char *text, const char *end, double *out)
{
    uint64_t mantissa = 0;
    long exponent = 0;
    bool any = false, point = false, sticky = false;
    if (end - text >= 2 && text[0] == '0' && (text[1] | 32) == 'x') {
        text += 2;
    }
    for (; text < end; text++) {
        if (*text == '.' && !point) {
            point = true;
            continue;
        }
        int value = hex_value(*text);
        if (value < 0) {
            break;
        }
        any = true;
        if (mantissa >> 58 == 0) {
            mantissa = mantissa << 4 | (unsigned)value;
            exponent -= point ? 4 : 0;
        } else {
            sticky |= value != 0;
            exponent += point ? 0 : 4;
        }
    }
    if (!any) {
        return 1;
    }
    if (text < end && (*text | 32) == 'p') {
        text++;
        bool negative = text < end && *text == '-';
        text += text < end && (*text == '-' || *text == '+');
        long power = 0;
        const char *first = text;
        while (text < end && *text >= '0' && *text <= '9') {
            power = power < 1000000 ? power * 10 + (*text - '0') : power;
            text++;
        }
        if (text == first) {
            return 1;
        }
        exponent += negative ? -power : power;
    }
    if (text != end) {
        return 1;
    }
    /* Cut to the bits that fit a double of this size, so that ldexp has nothing left to round. */
    int bits = 0;
    while (bits < 64 && mantissa >> bits != 0) {
        bits++;
    }
    long keep = bits + exponent < -1021 ? bits + exponent + 1074 : 53;
    if (keep < 0) {
        mantissa = 0;
    } else if (bits > keep) {
        int cut = (int)(bits - keep);
        uint64_t rest = cut == 64 ? mantissa : mantissa & (((uint64_t)1 << cut) - 1), half = (uint64_t)1 << (cut - 1);
        mantissa = cut == 64 ? 0 : mantissa >> cut;
        mantissa += rest > half || (rest == half && (sticky || (mantissa & 1) != 0));
        exponent += cut;
    }
    *out = mantissa == 0     ? 0
           : exponent > 3000 ? INFINITY
                             : ldexp((double)mantissa, (int)(exponent < -3000 ? -3000 : exponent));
    return isinf(*out) ? 2 : 0;
}

static VmValue float_fromhex(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "bad argument type for built-in operation");
    }
    const char *text = vm_str_data(args[1]), *end = text + vm_str_size(args[1]);
    double d;
    while (text < end && vm_unicode_is_space((unsigned char)*text)) {
        text++;
    }
    while (end > text && vm_unicode_is_space((unsigned char)end[-1])) {
        end--;
    }
    bool negative = text < end && *text == '-';
    const char *number = text + (text < end && (*text == '-' || *text == '+'));
    int outcome = read_hex(number, end, &d);
    if (outcome == 1 && number < end && ((*number | 32) == 'i' || (*number | 32) == 'n') &&
        vm_float_parse(number, (size_t)(end - number), &d)) {
        outcome = 0;
    }
    if (outcome == 1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
    }
    if (outcome == 2) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "hexadecimal value too large to represent as a float");
    }
    VmValue result = vm_from_double(negative ? -d : d);
    return args[0] == vm_from_object(vm->types[VM_TYPE_FLOAT]) ? result : vm_call1(vm, args[0], result);
}

static const VmNativeDef float_methods[] = {
    {"as_integer_ratio", float_as_integer_ratio, "", 0},
    {"conjugate", float_self, "", 0},
    {"fromhex", float_fromhex, "string, /", VM_NATIVE_CLASS},
    {"hex", float_hex, "", 0},
    {"imag", float_zero, "", VM_NATIVE_PROPERTY},
    {"is_integer", float_is_integer, "", 0},
    {"real", float_self, "", VM_NATIVE_PROPERTY},
    {"__ceil__", float_ceil, "", 0},
    {"__divmod__", float_divmod_method, "value, /", 0},
    {"__float__", float_self, "", 0},
    {"__floor__", float_floor, "", 0},
    {"__int__", float_trunc, "", 0},
    {"__round__", float_round_method, "ndigits=, /", 0},
    {"__trunc__", float_trunc, "", 0},
    {0},
};

static void float_fill(VmType *type)
{
    type->make = float_make;
    type->repr = float_repr;
    type->format = vm_format_float;
    type->hash = float_hash;
    type->compare = float_compare;
    type->truth = float_truth;
    type->negative = float_negative;
    type->positive = float_positive;
    type->absolute = float_absolute;
    type->binary[VM_BINARY_ADD] = float_ADD;
    type->binary[VM_BINARY_SUB] = float_SUB;
    type->binary[VM_BINARY_MUL] = float_MUL;
    type->binary[VM_BINARY_TRUEDIV] = float_TRUEDIV;
    type->binary[VM_BINARY_FLOORDIV] = float_FLOORDIV;
    type->binary[VM_BINARY_MOD] = float_MOD;
    type->binary[VM_BINARY_POW] = float_POW;
}

const VmTypeSpec vm_type_float = {
    .name = "float",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_FLOAT,
    .instance_size = sizeof(VmFloat),
    .methods = float_methods,
    .fill = float_fill,
};
