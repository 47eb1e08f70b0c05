/* The types int and bool: slots and methods. */
#include "vm/vm_bytes.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_format.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_int_big.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- making ----------------------------------------------------------------------------------------------------- */

/* An instance of a subclass of int with the value of `number`, whose reference is taken over. */
static VmValue subclass_instance_steal(Vm *vm, VmType *type, VmValue number)
{
    VmValue instance = number == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (instance != VM_ERROR) {
        VmInt *self = (VmInt *)vm_to_object(instance);
        VmIntView view;
        vm_int_view(number, &view);
        size_t count = mpz_size(view.z);
        if (count > 0) {
            self->limbs = vm_heap_resize(vm, NULL, 0, count * sizeof *self->limbs);
            if (self->limbs == NULL) {
                vm_unref(vm, instance);
                vm_unref(vm, number);
                return VM_ERROR;
            }
            self->own_block = true;
            memcpy(self->limbs, mpz_limbs_read(view.z), count * sizeof *self->limbs);
            self->size = mpz_sgn(view.z) < 0 ? -(int32_t)count : (int32_t)count;
        }
    }
    vm_unref(vm, number);
    return instance;
}

static void int_release(Vm *vm, VmObject *object)
{
    VmInt *self = (VmInt *)object;
    if (self->own_block) {
        size_t count = (size_t)(self->size < 0 ? -self->size : self->size);
        vm_heap_free(vm, self->limbs, count * sizeof *self->limbs);
    }
}

/* The result of v.name(), which must be an int. */
static VmValue call_for_int(Vm *vm, VmValue v, VmNameId id)
{
    VmValue result = vm_call_method(vm, v, vm_name(vm, id), NULL, 0);
    if (result == VM_ERROR || vm_is_integer(result)) {
        return result;
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s returned non-%s (type %s)", vm_str_data(vm_name(vm, id)),
                   id == VM_NAME_TRUNC ? "Integral" : "int", vm_type_name(vm, result));
    vm_unref(vm, result);
    return VM_ERROR;
}

static bool has_method(Vm *vm, VmValue v, VmNameId id)
{
    return vm_is_object(v) && vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, id)) != VM_EMPTY;
}

static VmValue int_of(Vm *vm, VmValue v)
{
    if (vm_is_float(v)) {
        return vm_int_from_double(vm, vm_float_value(v));
    }
    if (vm_is_integer(v) && !(vm_is_object(v) && vm_to_object(v)->type != vm->types[VM_TYPE_INT])) {
        return vm_int_exact(vm, v);
    }
    if (vm_is_str(v) || vm_is_bytes(v)) {
        return vm_int_parse(vm, v, 10);
    }
    static const VmNameId methods[] = {VM_NAME_INT, VM_NAME_INDEX, VM_NAME_TRUNC};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (has_method(vm, v, methods[i])) {
            VmValue number = call_for_int(vm, v, methods[i]);
            if (number == VM_ERROR) {
                return VM_ERROR;
            }
            VmValue exact = vm_int_exact(vm, number);
            vm_unref(vm, number);
            return exact;
        }
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR,
                    "int() argument must be a string, a bytes-like object or a real number, not '%s'",
                    vm_type_name(vm, v));
}

static VmValue int_with_base(Vm *vm, VmValue text, VmValue base_arg)
{
    int64_t base;
    if (!vm_as_index(vm, base_arg, &base)) {
        return VM_ERROR;
    }
    if (text == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "int() missing string argument");
    }
    if ((base != 0 && base < 2) || base > 36) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    if (!vm_is_str(text) && !vm_is_bytes(text)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
    }
    return vm_int_parse(vm, text, (int)base);
}

static VmValue int_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2] = {VM_EMPTY, VM_EMPTY};
    if (nargs == 1 && kwnames == VM_EMPTY) {
        bound[0] = args[0];
    } else if (!vm_args_parse(vm, "int", "x=, /, base=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue number;
    if (bound[1] != VM_EMPTY) {
        number = int_with_base(vm, bound[0], bound[1]);
    } else {
        number = bound[0] == VM_EMPTY ? vm_from_int(0) : int_of(vm, bound[0]);
    }
    return type == vm->types[VM_TYPE_INT] ? number : subclass_instance_steal(vm, type, number);
}

static VmValue bool_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "bool", kwnames) || !vm_args_count(vm, "bool", nargs, 0, 1)) {
        return VM_ERROR;
    }
    int truth = nargs == 0 ? 0 : vm_truth(vm, args[0]);
    return truth < 0 ? VM_ERROR : vm_from_bool(truth);
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static VmValue int_repr(Vm *vm, VmValue self)
{
    return vm_int_str(vm, self);
}

static bool int_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    *hash = vm_int_hash(self);
    return true;
}

static VmValue int_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    (void)vm;
    if (!vm_is_integer(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    int order = vm_int_order(self, other);
    switch (op) {
    case VM_COMPARE_LT: return vm_from_bool(order < 0);
    case VM_COMPARE_LE: return vm_from_bool(order <= 0);
    case VM_COMPARE_EQ: return vm_from_bool(order == 0);
    case VM_COMPARE_NE: return vm_from_bool(order != 0);
    case VM_COMPARE_GT: return vm_from_bool(order > 0);
    default: return vm_from_bool(order >= 0);
    }
}

static int int_truth(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_int_sign(self) != 0;
}

#define INT_SLOT(name, function)                                                                                       \
    static VmValue name(Vm *vm, VmValue left, VmValue right)                                                           \
    {                                                                                                                  \
        return vm_is_integer(left) && vm_is_integer(right) ? function(vm, left, right) : VM_NOT_IMPLEMENTED;           \
    }
INT_SLOT(int_add, vm_int_add)
INT_SLOT(int_sub, vm_int_sub)
INT_SLOT(int_mul, vm_int_mul)
INT_SLOT(int_truediv, vm_int_truediv)
INT_SLOT(int_floordiv, vm_int_floordiv)
INT_SLOT(int_mod, vm_int_mod)
INT_SLOT(int_pow, vm_int_pow)
INT_SLOT(int_lshift, vm_int_lshift)
INT_SLOT(int_rshift, vm_int_rshift)
#undef INT_SLOT

static VmValue bit_operator(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    if (!vm_is_integer(left) || !vm_is_integer(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    if (vm_is_bool(left) && vm_is_bool(right)) {
        bool a = left == VM_TRUE, b = right == VM_TRUE;
        return vm_from_bool(op == VM_BINARY_AND ? a && b : op == VM_BINARY_OR ? a || b : a != b);
    }
    return vm_int_bitop(vm, op, left, right);
}

static VmValue int_and(Vm *vm, VmValue left, VmValue right)
{
    return bit_operator(vm, VM_BINARY_AND, left, right);
}

static VmValue int_or(Vm *vm, VmValue left, VmValue right)
{
    return bit_operator(vm, VM_BINARY_OR, left, right);
}

static VmValue int_xor(Vm *vm, VmValue left, VmValue right)
{
    return bit_operator(vm, VM_BINARY_XOR, left, right);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue int_self(Vm *vm, const VmValue *args)
{
    return vm_int_exact(vm, args[0]);
}

static VmValue int_bit_length(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, (int64_t)vm_int_bit_length(args[0]));
}

static VmValue int_bit_count(Vm *vm, const VmValue *args)
{
    VmValue magnitude = vm_int_absolute(vm, args[0]);
    if (magnitude == VM_ERROR) {
        return VM_ERROR;
    }
    VmIntView view;
    vm_int_view(magnitude, &view);
    int64_t count = (int64_t)mpz_popcount(view.z);
    vm_unref(vm, magnitude);
    return vm_from_int(count);
}

static VmValue int_zero(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_int(0);
}

static VmValue int_one(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_int(1);
}

static VmValue int_as_integer_ratio(Vm *vm, const VmValue *args)
{
    VmValue number = vm_int_exact(vm, args[0]);
    if (number == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue items[2] = {number, vm_from_int(1)};
    return vm_tuple_new_steal(vm, items, 2);
}

static VmValue int_to_float(Vm *vm, const VmValue *args)
{
    double d;
    return vm_int_to_double(vm, args[0], &d) ? vm_from_double(d) : VM_ERROR;
}

static VmValue int_round_method(Vm *vm, const VmValue *args)
{
    return args[1] == VM_EMPTY ? vm_int_exact(vm, args[0]) : vm_int_round(vm, args[0], args[1]);
}

static VmValue int_divmod_method(Vm *vm, const VmValue *args)
{
    VmValue pair[2];
    if (!vm_is_integer(args[1])) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_int_divmod(vm, args[0], args[1], &pair[0], &pair[1]) ? vm_tuple_new_steal(vm, pair, 2) : VM_ERROR;
}

/* 1 little, 0 big, -1 error; big when not given. */
static int byte_order(Vm *vm, VmValue v)
{
    if (v == VM_EMPTY) {
        return 0;
    }
    if (vm_is_str(v) && (vm_str_equal_c(v, "little") || vm_str_equal_c(v, "big"))) {
        return vm_str_equal_c(v, "little");
    }
    if (!vm_is_str(v)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "to_bytes() argument 'byteorder' must be str, not %s",
                       vm_type_name(vm, v));
    } else {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    }
    return -1;
}

/* Turns the number that `size` bytes hold, most significant first, into its two's complement. */
static void complement(unsigned char *bytes, size_t size)
{
    unsigned carry = 1;
    for (size_t i = size; i-- > 0;) {
        unsigned sum = (unsigned)(unsigned char)~bytes[i] + carry;
        bytes[i] = (unsigned char)sum;
        carry = sum >> 8;
    }
}

static void reverse(char *bytes, size_t size)
{
    for (size_t i = 0; i < size / 2; i++) {
        char other = bytes[i];
        bytes[i] = bytes[size - 1 - i];
        bytes[size - 1 - i] = other;
    }
}

static bool fits_bytes(const mpz_t z, size_t size, bool is_signed)
{
    size_t bits = mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2);
    if (!is_signed) {
        return bits <= size * 8;
    }
    if (bits < size * 8) {
        return true;
    }
    return bits == size * 8 && mpz_sgn(z) < 0 && mpz_scan1(z, 0) == bits - 1;
}

static VmValue int_to_bytes(Vm *vm, const VmValue *args)
{
    int64_t length = 1;
    int little = byte_order(vm, args[2]);
    int is_signed = args[3] == VM_EMPTY ? 0 : vm_truth(vm, args[3]);
    if (little < 0 || is_signed < 0 || (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &length))) {
        return VM_ERROR;
    }
    if (length < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "length argument must be non-negative");
    }
    VmIntView view;
    vm_int_view(args[0], &view);
    if (mpz_sgn(view.z) < 0 && !is_signed) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    if (length > INT32_MAX) {
        return vm_raise_no_memory(vm);
    }
    size_t size = (size_t)length;
    if (!fits_bytes(view.z, size, is_signed)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "int too big to convert");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_fill(&buf, '\0', size);
    if (!buf.failed && size > 0) {
        size_t used = mpz_sgn(view.z) == 0 ? 0 : (mpz_sizeinbase(view.z, 2) + 7) / 8;
        (void)mpz_export(buf.data + size - used, NULL, 1, 1, 1, 0, view.z);
        if (mpz_sgn(view.z) < 0) {
            complement((unsigned char *)buf.data, size);
        }
        if (little) {
            reverse(buf.data, size);
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

static VmValue from_bytes(Vm *vm, VmValue bytes, bool little, bool is_signed)
{
    size_t size = vm_bytes_of_value(bytes)->size;
    if (!vm_int_room(vm, size * 8)) {
        return VM_ERROR;
    }
    const char *data = vm_bytes_of_value(bytes)->data;
    mpz_t z;
    mpz_init(z);
    mpz_import(z, size, little ? -1 : 1, 1, 1, 0, data);
    bool negative = size > 0 && is_signed && ((unsigned char)data[little ? size - 1 : 0] & 0x80) != 0;
    if (negative) {
        mpz_t modulus;
        mpz_init(modulus);
        mpz_ui_pow_ui(modulus, 2, (unsigned long)size * 8);
        mpz_sub(z, z, modulus);
        mpz_clear(modulus);
    }
    return vm_int_from_mpz_clear(vm, z);
}

static VmValue int_from_bytes(Vm *vm, const VmValue *args)
{
    int little = byte_order(vm, args[2]);
    int is_signed = args[3] == VM_EMPTY ? 0 : vm_truth(vm, args[3]);
    if (little < 0 || is_signed < 0) {
        return VM_ERROR;
    }
    VmValue bytes = vm_bytes_of(vm, args[1]);
    if (bytes == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue number = from_bytes(vm, bytes, little, is_signed);
    vm_unref(vm, bytes);
    if (number == VM_ERROR || args[0] == vm_from_object(vm->types[VM_TYPE_INT])) {
        return number;
    }
    VmValue result = vm_call1(vm, args[0], number);
    vm_unref(vm, number);
    return result;
}

static const VmNativeDef int_methods[] = {
    {"as_integer_ratio", int_as_integer_ratio, "", 0},
    {"bit_count", int_bit_count, "", 0},
    {"bit_length", int_bit_length, "", 0},
    {"conjugate", int_self, "", 0},
    {"denominator", int_one, "", VM_NATIVE_PROPERTY},
    {"from_bytes", int_from_bytes, "bytes, byteorder=, *, signed=", VM_NATIVE_CLASS},
    {"imag", int_zero, "", VM_NATIVE_PROPERTY},
    {"numerator", int_self, "", VM_NATIVE_PROPERTY},
    {"real", int_self, "", VM_NATIVE_PROPERTY},
    {"to_bytes", int_to_bytes, "length=, byteorder=, *, signed=", 0},
    {"__ceil__", int_self, "", 0},
    {"__divmod__", int_divmod_method, "value, /", 0},
    {"__float__", int_to_float, "", 0},
    {"__floor__", int_self, "", 0},
    {"__index__", int_self, "", 0},
    {"__int__", int_self, "", 0},
    {"__round__", int_round_method, "ndigits=, /", 0},
    {"__trunc__", int_self, "", 0},
    {0},
};

static void int_fill(VmType *type)
{
    type->release = int_release;
    type->make = int_make;
    type->repr = int_repr;
    type->format = vm_format_int;
    type->hash = int_hash;
    type->compare = int_compare;
    type->truth = int_truth;
    type->negative = vm_int_negative;
    type->positive = vm_int_exact;
    type->invert = vm_int_invert;
    type->absolute = vm_int_absolute;
    type->binary[VM_BINARY_ADD] = int_add;
    type->binary[VM_BINARY_SUB] = int_sub;
    type->binary[VM_BINARY_MUL] = int_mul;
    type->binary[VM_BINARY_TRUEDIV] = int_truediv;
    type->binary[VM_BINARY_FLOORDIV] = int_floordiv;
    type->binary[VM_BINARY_MOD] = int_mod;
    type->binary[VM_BINARY_POW] = int_pow;
    type->binary[VM_BINARY_LSHIFT] = int_lshift;
    type->binary[VM_BINARY_RSHIFT] = int_rshift;
    type->binary[VM_BINARY_AND] = int_and;
    type->binary[VM_BINARY_OR] = int_or;
    type->binary[VM_BINARY_XOR] = int_xor;
}

const VmTypeSpec vm_type_int = {
    .name = "int",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_INT,
    .instance_size = sizeof(VmInt),
    .methods = int_methods,
    .fill = int_fill,
};

static VmValue bool_repr(Vm *vm, VmValue self)
{
    return vm_intern_c(vm, self == VM_TRUE ? "True" : "False");
}

static void bool_fill(VmType *type)
{
    type->make = bool_make;
    type->repr = bool_repr;
}

const VmTypeSpec vm_type_bool = {
    .name = "bool",
    .module = "builtins",
    .base = VM_TYPE_INT,
    .kind = VM_KIND_INT,
    .instance_size = sizeof(VmInt),
    .flags = VM_TYPE_FINAL,
    .fill = bool_fill,
};
