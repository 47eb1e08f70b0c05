/* Flag and IntFlag: members that combine. */
#include "modules/mod_enum.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static VmValue value_of(Vm *vm, VmValue member)
{
    VmValue value = mod_enum_own_borrow(vm, member, "_value_");
    return value == VM_EMPTY ? vm_from_int(0) : value;
}

static VmValue mask_of(Vm *vm, const VmType *type)
{
    VmValue mask = mod_note_borrow(vm, type, "enum.mask");
    return mask == VM_EMPTY ? vm_from_int(0) : mask;
}

/* Is the one bit of the member set in the value?  1, 0, -1 */
static int has_bit(Vm *vm, VmValue value, VmValue member)
{
    VmValue both = vm_int_bitop(vm, VM_BINARY_AND, value, value_of(vm, member));
    int set = both == VM_ERROR ? -1 : vm_int_sign(both) != 0;
    vm_unref(vm, both);
    return set;
}

/* The members whose bits the value has, as a list. */
static VmValue members_in(Vm *vm, const VmType *type, VmValue value)
{
    VmValue all = mod_enum_members(vm, type);
    VmValue list = all == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, 0);
    for (size_t i = 0; list != VM_ERROR && i < vm_to_list(all)->count; i++) {
        VmValue member = vm_to_list(all)->items[i];
        int set = has_bit(vm, value, member);
        if (set < 0 || (set && !vm_list_append(vm, list, member))) {
            vm_unref(vm, list);
            list = VM_ERROR;
        }
    }
    vm_unref(vm, all);
    return list;
}

/* "R|W", with unknown bits as a number at the end; None for no bits. */
static VmValue combined_name(Vm *vm, const VmType *type, VmValue value)
{
    VmValue members = members_in(vm, type, value);
    VmValue rest = members == VM_ERROR ? VM_ERROR : vm_int_exact(vm, value);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    size_t count = members == VM_ERROR ? 0 : vm_to_list(members)->count;
    for (size_t i = 0; rest != VM_ERROR && i < count; i++) {
        VmValue member = vm_to_list(members)->items[i];
        ls_buf_puts(&buf, i == 0 ? "" : "|");
        vm_str_append(&buf, mod_enum_own_borrow(vm, member, "_name_"));
        vm_set_steal(vm, &rest, vm_int_bitop(vm, VM_BINARY_XOR, rest, value_of(vm, member)));
    }
    bool ok = rest != VM_ERROR;
    if (ok && count != 0 && vm_int_sign(rest) != 0) {
        ls_buf_putc(&buf, '|');
        ok = vm_int_append(vm, &buf, rest, 10, false);
    }
    vm_unref(vm, members);
    vm_unref(vm, rest);
    if (!ok || count == 0) {
        ls_buf_free(&buf);
        return ok ? VM_NONE : VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

/* Binary digits as enum's messages show them: "0b0 1001", a sign bit, then `width` digits. */
static void append_bits(LsBuf *buf, uint64_t value, bool negative, size_t width)
{
    ls_buf_printf(buf, "0b%d ", negative);
    for (size_t i = width; i-- > 0;) {
        ls_buf_putc(buf, (value >> i & 1) != 0 ? '1' : '0');
    }
}

static VmValue raise_invalid(Vm *vm, const VmType *type, VmValue value)
{
    int64_t bits, mask;
    if (!vm_int_to_i64(value, &bits) || !vm_int_to_i64(mask_of(vm, type), &mask)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "invalid value for flag %s", type->name);
    }
    size_t a = vm_int_bit_length(value), b = vm_int_bit_length(mask_of(vm, type));
    size_t width = a > b ? a : b;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<flag '%s'> invalid value %lld\n    given ", type->name, (long long)bits);
    append_bits(&buf, (uint64_t)bits, bits < 0, width);
    ls_buf_puts(&buf, "\n  allowed ");
    append_bits(&buf, (uint64_t)mask, false, width);
    if (buf.failed) {
        vm_raise_no_memory(vm);
    } else {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "%s", ls_buf_text(&buf));
    }
    ls_buf_free(&buf);
    return VM_ERROR;
}

/* A negative value means all bits but some. */
static VmValue without_sign(Vm *vm, const VmType *type, VmValue value)
{
    if (vm_int_sign(value) >= 0) {
        return vm_int_exact(vm, value);
    }
    size_t a = vm_int_bit_length(mask_of(vm, type)), b = vm_int_bit_length(value);
    VmValue top = vm_int_lshift(vm, vm_from_int(1), vm_from_int((int64_t)(a > b ? a : b)));
    VmValue result = top == VM_ERROR ? VM_ERROR : vm_int_add(vm, top, value);
    vm_unref(vm, top);
    return result;
}

/* Bits that no member has; owned. */
static VmValue unknown_bits(Vm *vm, const VmType *type, VmValue value)
{
    VmValue inverse = vm_int_invert(vm, mask_of(vm, type));
    VmValue result = inverse == VM_ERROR ? VM_ERROR : vm_int_bitop(vm, VM_BINARY_AND, value, inverse);
    vm_unref(vm, inverse);
    return result;
}

VmValue mod_enum_flag_missing(Vm *vm, VmType *type, VmValue given)
{
    VmValue value = without_sign(vm, type, given);
    VmValue unknown = value == VM_ERROR ? VM_ERROR : unknown_bits(vm, type, value);
    bool ok = unknown != VM_ERROR;
    if (ok && vm_int_sign(unknown) != 0 && !mod_enum_keeps_bits(vm, type)) {
        raise_invalid(vm, type, given);
        ok = false;
    }
    vm_unref(vm, unknown);
    VmValue known = ok ? mod_enum_find_borrow(vm, type, value) : VM_EMPTY;
    if (!ok || known != VM_EMPTY) {
        vm_unref(vm, value);
        return ok ? vm_ref(known) : VM_ERROR;
    }
    VmValue member = mod_enum_member_new(vm, type, value);
    VmValue name = member == VM_ERROR ? VM_ERROR : combined_name(vm, type, value);
    if (member != VM_ERROR && (name == VM_ERROR || !mod_enum_set_own(vm, member, "_name_", name) ||
                               !mod_enum_remember_value(vm, type, value, member))) {
        vm_unref(vm, member);
        member = VM_ERROR;
    }
    vm_unref(vm, name);
    vm_unref(vm, value);
    return member;
}

/* ---- operators -------------------------------------------------------------------------------------------------- */

static VmValue combine(Vm *vm, VmBinary op, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    VmValue other = VM_EMPTY;
    if (vm_type_of(vm, args[1]) == type) {
        other = value_of(vm, args[1]);
    } else if (mod_enum_keeps_bits(vm, type) && vm_is_integer(args[1])) {
        other = args[1];
    }
    if (other == VM_EMPTY) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue value = vm_int_bitop(vm, op, value_of(vm, args[0]), other);
    VmValue result = value == VM_ERROR ? VM_ERROR : mod_enum_lookup(vm, type, value);
    vm_unref(vm, value);
    return result;
}

static VmValue flag_or(Vm *vm, const VmValue *args)
{
    return combine(vm, VM_BINARY_OR, args);
}

static VmValue flag_and(Vm *vm, const VmValue *args)
{
    return combine(vm, VM_BINARY_AND, args);
}

static VmValue flag_xor(Vm *vm, const VmValue *args)
{
    return combine(vm, VM_BINARY_XOR, args);
}

static VmValue flag_invert(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    VmValue inverse = vm_int_invert(vm, value_of(vm, args[0]));
    if (inverse != VM_ERROR && !mod_enum_keeps_bits(vm, type)) {
        vm_set_steal(vm, &inverse, vm_int_bitop(vm, VM_BINARY_AND, inverse, mask_of(vm, type)));
    }
    VmValue result = inverse == VM_ERROR ? VM_ERROR : mod_enum_lookup(vm, type, inverse);
    vm_unref(vm, inverse);
    return result;
}

static VmValue flag_contains(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    if (vm_type_of(vm, args[1]) != type) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported operand type(s) for 'in': '%s' and '%s'",
                        vm_str_data(vm_type_of(vm, args[1])->qualname), vm_str_data(type->qualname));
    }
    VmValue both = vm_int_bitop(vm, VM_BINARY_AND, value_of(vm, args[0]), value_of(vm, args[1]));
    VmValue result = both == VM_ERROR ? VM_ERROR : vm_from_bool(vm_int_order(both, value_of(vm, args[1])) == 0);
    vm_unref(vm, both);
    return result;
}

static VmValue flag_bool(Vm *vm, const VmValue *args)
{
    return vm_from_bool(vm_int_sign(value_of(vm, args[0])) != 0);
}

static VmValue flag_iter(Vm *vm, const VmValue *args)
{
    VmValue list = members_in(vm, vm_type_of(vm, args[0]), value_of(vm, args[0]));
    VmValue iterator = list == VM_ERROR ? VM_ERROR : vm_iter(vm, list);
    vm_unref(vm, list);
    return iterator;
}

static VmValue flag_len(Vm *vm, const VmValue *args)
{
    VmValue list = members_in(vm, vm_type_of(vm, args[0]), value_of(vm, args[0]));
    VmValue count = list == VM_ERROR ? VM_ERROR : vm_from_int((int64_t)vm_to_list(list)->count);
    vm_unref(vm, list);
    return count;
}

#define FLAG_METHODS                                                                                                   \
    {"__or__", flag_or, "other", VM_NATIVE_PYTHON}, {"__and__", flag_and, "other", VM_NATIVE_PYTHON},                  \
        {"__xor__", flag_xor, "other", VM_NATIVE_PYTHON}, {"__ror__", flag_or, "other", VM_NATIVE_PYTHON},             \
        {"__rand__", flag_and, "other", VM_NATIVE_PYTHON}, {"__rxor__", flag_xor, "other", VM_NATIVE_PYTHON},          \
        {"__invert__", flag_invert, "", VM_NATIVE_PYTHON}, {"__contains__", flag_contains, "other", VM_NATIVE_PYTHON}, \
        {"__bool__", flag_bool, "", VM_NATIVE_PYTHON}, {"__iter__", flag_iter, "", VM_NATIVE_PYTHON},                  \
    {                                                                                                                  \
        "__len__", flag_len, "", VM_NATIVE_PYTHON                                                                      \
    }

const VmNativeDef mod_enum_flag_methods[] = {FLAG_METHODS, {0}};

static VmValue int_str(Vm *vm, const VmValue *args)
{
    return vm_int_str(vm, args[0]);
}

static VmValue int_format(Vm *vm, const VmValue *args)
{
    VmValue plain = vm_int_exact(vm, args[0]);
    VmValue result = plain == VM_ERROR ? VM_ERROR : vm_format(vm, plain, args[1]);
    vm_unref(vm, plain);
    return result;
}

/* The text of an IntFlag's repr is Enum's. */
static VmValue int_flag_repr(Vm *vm, const VmValue *args)
{
    return mod_enum_methods[2].fn(vm, args);
}

const VmNativeDef mod_enum_int_flag_methods[] = {
    FLAG_METHODS,
    {"__repr__", int_flag_repr, "", VM_NATIVE_PYTHON},
    {"__str__", int_str, "", VM_NATIVE_BUILTIN},
    {"__format__", int_format, "format_spec, /", VM_NATIVE_BUILTIN},
    {0},
};
