/* The type complex. */
#include "vm/vm_complex.h"

#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_format.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

#include <math.h>
#include <string.h>

typedef struct Pair {
    double real, imag;
} Pair;

static const VmComplex *to_complex(VmValue v)
{
    return (const VmComplex *)vm_to_object(v);
}

VmValue vm_complex_new(Vm *vm, double real, double imag)
{
    VmValue v = vm_instance_new(vm, vm->types[VM_TYPE_COMPLEX]);
    if (v != VM_ERROR) {
        ((VmComplex *)vm_to_object(v))->real = real;
        ((VmComplex *)vm_to_object(v))->imag = imag;
    }
    return v;
}

static VmValue from_pair(Vm *vm, Pair pair)
{
    return vm_complex_new(vm, pair.real, pair.imag);
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

/* The number at *place, with its sign; a sign alone counts as 1 when `alone` says so. */
static bool read_part(const char **place, const char *end, bool alone, double *out)
{
    const char *start = *place, *at = start;
    at += at < end && (*at == '+' || *at == '-');
    const char *digits = at;
    while (at < end && strchr("0123456789._", *at) != NULL) {
        at++;
    }
    if (at > digits && at < end && (*at == 'e' || *at == 'E')) {
        const char *exponent = at + 1 + (at + 1 < end && (at[1] == '+' || at[1] == '-'));
        if (exponent < end && *exponent >= '0' && *exponent <= '9') {
            at = exponent;
            while (at < end && ((*at >= '0' && *at <= '9') || *at == '_')) {
                at++;
            }
        }
    }
    while (at == digits && at < end && (*at | 32) != 'j' && (*at | 32) >= 'a' && (*at | 32) <= 'z') {
        at++; /* inf, nan */
        digits = at;
    }
    *place = at;
    if (alone && at < end && (*at | 32) == 'j' && at - start <= 1 && (at == start || *start == '+' || *start == '-')) {
        *out = at > start && *start == '-' ? -1 : 1;
        return true;
    }
    return at > start && vm_float_parse(start, (size_t)(at - start), out);
}

/* "1+2j", "3", "-j": false when it is none of that. */
static bool parse(const char *text, const char *end, Pair *out)
{
    *out = (Pair){0, 0};
    const char *at = text;
    double first;
    if (!read_part(&at, end, true, &first)) {
        return false;
    }
    if (at < end && (*at | 32) == 'j') {
        out->imag = first;
        return at + 1 == end;
    }
    out->real = first;
    if (at == end) {
        return true;
    }
    return (*at == '+' || *at == '-') && read_part(&at, end, true, &out->imag) && at < end && (*at | 32) == 'j' &&
           at + 1 == end;
}

static bool from_text(Vm *vm, VmValue str, Pair *out)
{
    const char *text = vm_str_data(str), *end = text + vm_str_size(str);
    while (text < end && vm_unicode_is_space((unsigned char)*text)) {
        text++;
    }
    while (end > text && vm_unicode_is_space((unsigned char)end[-1])) {
        end--;
    }
    if (end - text >= 2 && *text == '(' && end[-1] == ')') {
        text++;
        end--;
    }
    if (!parse(text, end, out)) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "complex() arg is a malformed string");
        return false;
    }
    return true;
}

/* The value of one argument of complex(). */
static bool from_number(Vm *vm, VmValue v, const char *which, Pair *out)
{
    if (vm_is_complex(v)) {
        *out = (Pair){to_complex(v)->real, to_complex(v)->imag};
        return true;
    }
    out->imag = 0;
    if (vm_is_float(v) || vm_is_integer(v)) {
        return vm_as_double(vm, v, &out->real);
    }
    bool missing;
    VmValue made = vm_call_special(vm, v, vm_name(vm, VM_NAME_COMPLEX), NULL, 0, &missing);
    if (made == VM_ERROR && !missing) {
        return false;
    }
    if (made != VM_ERROR) {
        bool good = vm_is_complex(made);
        if (good) {
            *out = (Pair){to_complex(made)->real, to_complex(made)->imag};
        } else {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__complex__() returned non-complex (type %s)", vm_type_name(vm, v),
                     vm_type_name(vm, made));
        }
        vm_unref(vm, made);
        return good;
    }
    VmType *type = vm_type_of(vm, v);
    if (vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_FLOAT)) == VM_EMPTY &&
        vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_INDEX)) == VM_EMPTY) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "complex() %s, not '%s'", which, vm_type_name(vm, v));
        return false;
    }
    return vm_as_double(vm, v, &out->real);
}

static bool make_pair(Vm *vm, const VmValue *given, Pair *out)
{
    Pair second = {0, 0};
    *out = second;
    if (given[0] != VM_EMPTY && vm_is_str(given[0])) {
        if (given[1] != VM_EMPTY) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "complex() can't take second arg if first is a string");
            return false;
        }
        return from_text(vm, given[0], out);
    }
    if (given[1] != VM_EMPTY && vm_is_str(given[1])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "complex() second arg can't be a string");
        return false;
    }
    if ((given[0] != VM_EMPTY && !from_number(vm, given[0], "first argument must be a string or a number", out)) ||
        (given[1] != VM_EMPTY && !from_number(vm, given[1], "second argument must be a number", &second))) {
        return false;
    }
    if (given[1] != VM_EMPTY) {
        out->real -= second.imag;
        out->imag = given[0] != VM_EMPTY && vm_is_complex(given[0]) ? out->imag + second.real : second.real;
    }
    return true;
}

static VmValue complex_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue given[2];
    Pair pair;
    if (!vm_args_parse(vm, "complex", "real=, imag=", args, nargs, kwnames, given) || !make_pair(vm, given, &pair)) {
        return VM_ERROR;
    }
    VmValue made = vm_instance_new(vm, type);
    if (made != VM_ERROR) {
        ((VmComplex *)vm_to_object(made))->real = pair.real;
        ((VmComplex *)vm_to_object(made))->imag = pair.imag;
    }
    return made;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

/* A part as repr shows it: without ".0". */
static void put_part(LsBuf *buf, double d, bool sign)
{
    char text[VM_FLOAT_TEXT];
    size_t size = vm_float_repr(d, text);
    if (size > 2 && memcmp(text + size - 2, ".0", 2) == 0) {
        size -= 2;
    }
    if (sign && text[0] != '-') {
        ls_buf_putc(buf, '+');
    }
    ls_buf_put(buf, text, size);
}

static VmValue complex_repr(Vm *vm, VmValue self)
{
    const VmComplex *z = to_complex(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (z->real == 0 && !signbit(z->real)) {
        put_part(&buf, z->imag, false);
        ls_buf_putc(&buf, 'j');
    } else {
        ls_buf_putc(&buf, '(');
        put_part(&buf, z->real, false);
        put_part(&buf, z->imag, true);
        ls_buf_puts(&buf, "j)");
    }
    return vm_str_from_buf(vm, &buf);
}

/* One part by the spec, which has no width here. */
static bool put_formatted(Vm *vm, LsBuf *buf, double d, const VmFormatSpec *spec, bool always_sign)
{
    if (spec->type == 0 && spec->precision < 0) {
        if (!signbit(d) && !always_sign && (spec->sign == '+' || spec->sign == ' ')) {
            ls_buf_putc(buf, spec->sign);
        }
        put_part(buf, d, always_sign);
        return true;
    }
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    char sign = always_sign ? '+' : spec->sign;
    if (sign != 0) {
        ls_buf_putc(&text, sign);
    }
    ls_buf_puts(&text, spec->alternate ? "#" : "");
    if (spec->thousands != 0) {
        ls_buf_putc(&text, spec->thousands);
    }
    if (spec->precision >= 0) {
        ls_buf_printf(&text, ".%lld", (long long)spec->precision);
    }
    ls_buf_putc(&text, spec->type == 0 ? 'g' : (char)spec->type);
    VmValue part = vm_str_from_buf(vm, &text);
    VmValue shown = part == VM_ERROR ? VM_ERROR : vm_format_float(vm, vm_from_double(d), part);
    vm_unref(vm, part);
    if (shown == VM_ERROR) {
        return false;
    }
    vm_str_append(buf, shown);
    vm_unref(vm, shown);
    return true;
}

/* The text, with the spec's fill to its width. */
static VmValue aligned(Vm *vm, VmValue text, const VmFormatSpec *spec)
{
    if (text == VM_ERROR || spec->width < 0 || (int64_t)vm_str_length(text) >= spec->width) {
        return text;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (spec->align != 0) {
        ls_buf_put_utf8(&buf, spec->fill);
        ls_buf_putc(&buf, spec->align);
    } else {
        ls_buf_putc(&buf, '>');
    }
    ls_buf_printf(&buf, "%lld", (long long)spec->width);
    VmValue outer = vm_str_from_buf(vm, &buf);
    VmValue result = outer == VM_ERROR ? VM_ERROR : vm_format_str(vm, text, outer);
    vm_unref(vm, outer);
    vm_unref(vm, text);
    return result;
}

static VmValue complex_format(Vm *vm, VmValue self, VmValue text)
{
    if (text == VM_EMPTY || vm_str_size(text) == 0) {
        return vm_str_of(vm, self);
    }
    VmFormatSpec spec;
    if (!vm_format_parse(vm, text, "complex", &spec)) {
        return VM_ERROR;
    }
    if (spec.zero) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Zero padding is not allowed in complex format specifier");
    }
    if (spec.align == '=') {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "'=' alignment flag is not allowed in complex format specifier");
    }
    if (spec.type != 0 && (spec.type > 127 || strchr("eEfFgGn", (int)spec.type) == NULL)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Unknown format code '%c' for object of type 'complex'",
                        (int)spec.type);
    }
    const VmComplex *z = to_complex(self);
    bool parentheses = spec.type == 0;
    bool skip_real = parentheses && z->real == 0 && !signbit(z->real);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, parentheses && !skip_real ? "(" : "");
    if ((!skip_real && !put_formatted(vm, &buf, z->real, &spec, false)) ||
        !put_formatted(vm, &buf, z->imag, &spec, !skip_real)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_puts(&buf, parentheses && !skip_real ? "j)" : "j");
    return aligned(vm, vm_str_from_buf(vm, &buf), &spec);
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static bool complex_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    const VmComplex *z = to_complex(self);
    uint64_t combined = (uint64_t)vm_float_hash(z->real) + 1000003u * (uint64_t)vm_float_hash(z->imag);
    *hash = combined == UINT64_MAX ? -2 : (int64_t)combined;
    return true;
}

static VmValue complex_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (op != VM_COMPARE_EQ && op != VM_COMPARE_NE) {
        return VM_NOT_IMPLEMENTED;
    }
    const VmComplex *z = to_complex(self);
    bool equal;
    if (vm_is_complex(other)) {
        equal = z->real == to_complex(other)->real && z->imag == to_complex(other)->imag;
    } else if (vm_is_float(other) || vm_is_integer(other)) {
        int same = z->imag == 0 ? vm_equal(vm, vm_from_double(z->real), other) : 0;
        if (same < 0) {
            return VM_ERROR;
        }
        equal = same == 1 && !isnan(z->real);
    } else {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_from_bool(equal == (op == VM_COMPARE_EQ));
}

static int complex_truth(Vm *vm, VmValue self)
{
    (void)vm;
    return to_complex(self)->real != 0 || to_complex(self)->imag != 0;
}

/* ---- arithmetic ------------------------------------------------------------------------------------------------- */

static Pair multiply(Pair a, Pair b)
{
    return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

/* Dividing by the larger part first keeps the parts in range.  false: b is 0. */
static bool divide(Pair a, Pair b, Pair *out)
{
    double real_size = fabs(b.real), imag_size = fabs(b.imag);
    if (real_size >= imag_size) {
        if (real_size == 0) {
            return false;
        }
        double ratio = b.imag / b.real, by = b.real + b.imag * ratio;
        *out = (Pair){(a.real + a.imag * ratio) / by, (a.imag - a.real * ratio) / by};
    } else if (imag_size >= real_size) {
        double ratio = b.real / b.imag, by = b.real * ratio + b.imag;
        *out = (Pair){(a.real * ratio + a.imag) / by, (a.imag * ratio - a.real) / by};
    } else {
        *out = (Pair){NAN, NAN};
    }
    return true;
}

static Pair whole_power(Pair base, long times)
{
    Pair result = {1, 0};
    for (long bit = 1; bit > 0 && times >= bit; bit <<= 1) {
        if ((times & bit) != 0) {
            result = multiply(result, base);
        }
        base = multiply(base, base);
    }
    return result;
}

/* false: 0 to a power that has none. */
static bool general_power(Pair a, Pair b, Pair *out)
{
    if (b.real == 0 && b.imag == 0) {
        *out = (Pair){1, 0};
        return true;
    }
    if (a.real == 0 && a.imag == 0) {
        *out = (Pair){0, 0};
        return b.imag == 0 && b.real >= 0;
    }
    double size = hypot(a.real, a.imag), length = pow(size, b.real);
    double angle = atan2(a.imag, a.real), phase = angle * b.real;
    if (b.imag != 0) {
        length /= exp(angle * b.imag);
        phase += b.imag * log(size);
    }
    double across = length * cos(phase);
    double up = length * sin(phase);
    *out = (Pair){across, up};
    return true;
}

VmValue vm_complex_pow(Vm *vm, double a_real, double a_imag, double b_real, double b_imag)
{
    Pair a = {a_real, a_imag}, b = {b_real, b_imag}, power;
    bool good = true;
    if (b.imag == 0 && floor(b.real) == b.real && fabs(b.real) <= 100) {
        long times = (long)b.real;
        if (times > 0) {
            power = whole_power(a, times);
        } else {
            good = divide((Pair){1, 0}, whole_power(a, -times), &power);
        }
    } else {
        good = general_power(a, b, &power);
    }
    if (!good) {
        return vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "0.0 to a negative or complex power");
    }
    if (isinf(power.real) || isinf(power.imag)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "complex exponentiation");
    }
    return from_pair(vm, power);
}

/* 1: good, 0: not a number, -1: error. */
static int operand(Vm *vm, VmValue v, Pair *out)
{
    if (vm_is_complex(v)) {
        *out = (Pair){to_complex(v)->real, to_complex(v)->imag};
        return 1;
    }
    out->imag = 0;
    if (vm_is_float(v)) {
        out->real = vm_float_value(v);
        return 1;
    }
    if (!vm_is_integer(v)) {
        return 0;
    }
    return vm_int_to_double(vm, v, &out->real) ? 1 : -1;
}

static VmValue arithmetic(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    Pair a, b, quotient;
    int good = operand(vm, left, &a);
    good = good == 1 ? operand(vm, right, &b) : good;
    if (good != 1) {
        return good < 0 ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    switch (op) {
    case VM_BINARY_ADD: return vm_complex_new(vm, a.real + b.real, a.imag + b.imag);
    case VM_BINARY_SUB: return vm_complex_new(vm, a.real - b.real, a.imag - b.imag);
    case VM_BINARY_MUL: return from_pair(vm, multiply(a, b));
    case VM_BINARY_TRUEDIV:
        return divide(a, b, &quotient) ? from_pair(vm, quotient)
                                       : vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "complex division by zero");
    default: return vm_complex_pow(vm, a.real, a.imag, b.real, b.imag);
    }
}

#define COMPLEX_SLOT(symbol)                                                                                           \
    static VmValue complex_##symbol(Vm *vm, VmValue left, VmValue right)                                               \
    {                                                                                                                  \
        return arithmetic(vm, VM_BINARY_##symbol, left, right);                                                        \
    }
COMPLEX_SLOT(ADD)
COMPLEX_SLOT(SUB)
COMPLEX_SLOT(MUL)
COMPLEX_SLOT(TRUEDIV)
COMPLEX_SLOT(POW)
#undef COMPLEX_SLOT

static VmValue complex_negative(Vm *vm, VmValue self)
{
    return vm_complex_new(vm, -to_complex(self)->real, -to_complex(self)->imag);
}

static VmValue complex_positive(Vm *vm, VmValue self)
{
    return vm_complex_new(vm, to_complex(self)->real, to_complex(self)->imag);
}

static VmValue complex_absolute(Vm *vm, VmValue self)
{
    const VmComplex *z = to_complex(self);
    double size = hypot(z->real, z->imag);
    if (isinf(size) && isfinite(z->real) && isfinite(z->imag)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "absolute value too large");
    }
    return vm_from_double(size);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue complex_real(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_double(to_complex(args[0])->real);
}

static VmValue complex_imag(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_double(to_complex(args[0])->imag);
}

static VmValue complex_conjugate(Vm *vm, const VmValue *args)
{
    return vm_complex_new(vm, to_complex(args[0])->real, -to_complex(args[0])->imag);
}

static VmValue complex_self(Vm *vm, const VmValue *args)
{
    return complex_positive(vm, args[0]);
}

static const VmNativeDef complex_methods[] = {
    {"conjugate", complex_conjugate, "", 0},
    {"imag", complex_imag, "", VM_NATIVE_PROPERTY},
    {"real", complex_real, "", VM_NATIVE_PROPERTY},
    {"__complex__", complex_self, "", 0},
    {0},
};

static void complex_fill(VmType *type)
{
    type->make = complex_make;
    type->repr = complex_repr;
    type->format = complex_format;
    type->hash = complex_hash;
    type->compare = complex_compare;
    type->truth = complex_truth;
    type->negative = complex_negative;
    type->positive = complex_positive;
    type->absolute = complex_absolute;
    type->binary[VM_BINARY_ADD] = complex_ADD;
    type->binary[VM_BINARY_SUB] = complex_SUB;
    type->binary[VM_BINARY_MUL] = complex_MUL;
    type->binary[VM_BINARY_TRUEDIV] = complex_TRUEDIV;
    type->binary[VM_BINARY_POW] = complex_POW;
}

const VmTypeSpec vm_type_complex = {
    .name = "complex",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_COMPLEX,
    .instance_size = sizeof(VmComplex),
    .methods = complex_methods,
    .fill = complex_fill,
};
