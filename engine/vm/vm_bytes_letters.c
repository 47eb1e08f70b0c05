/* Methods of bytes that look at letters (case, questions about all bytes), and those that pad. */
#include "vm/vm_bytes_methods.h"

#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return is_lower(c) || is_upper(c);
}

static bool is_alnum(char c)
{
    return is_alpha(c) || is_digit(c);
}

/* case_of: 1 upper, -1 lower, 0 the first upper and the rest lower */
static VmValue with_case(Vm *vm, VmValue self, int case_of)
{
    VmValue result = vm_bytes_new(vm, vm_bytes_span(self).data, vm_bytes_span(self).size);
    if (result == VM_ERROR) {
        return VM_ERROR;
    }
    VmBytes *bytes = vm_bytes_of_value(result);
    for (size_t i = 0; i < bytes->size; i++) {
        bool upper = case_of > 0 || (case_of == 0 && i == 0);
        char c = bytes->data[i];
        if (upper ? is_lower(c) : is_upper(c)) {
            bytes->data[i] = (char)(c ^ 32);
        }
    }
    return result;
}

VmValue vm_bytes_method_upper(Vm *vm, const VmValue *args)
{
    return with_case(vm, args[0], 1);
}

VmValue vm_bytes_method_lower(Vm *vm, const VmValue *args)
{
    return with_case(vm, args[0], -1);
}

VmValue vm_bytes_method_capitalize(Vm *vm, const VmValue *args)
{
    return with_case(vm, args[0], 0);
}

static VmValue all_are(VmValue self, bool (*is)(char c))
{
    VmBytesSpan text = vm_bytes_span(self);
    for (size_t i = 0; i < text.size; i++) {
        if (!is(text.data[i])) {
            return VM_FALSE;
        }
    }
    return vm_from_bool(text.size > 0);
}

static VmValue only_case(VmValue self, bool (*wanted)(char c), bool (*unwanted)(char c))
{
    VmBytesSpan text = vm_bytes_span(self);
    bool seen = false;
    for (size_t i = 0; i < text.size; i++) {
        if (unwanted(text.data[i])) {
            return VM_FALSE;
        }
        seen |= wanted(text.data[i]);
    }
    return vm_from_bool(seen);
}

VmValue vm_bytes_method_isalnum(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], is_alnum);
}

VmValue vm_bytes_method_isalpha(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], is_alpha);
}

VmValue vm_bytes_method_isascii(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmBytesSpan text = vm_bytes_span(args[0]);
    for (size_t i = 0; i < text.size; i++) {
        if ((text.data[i] & 0x80) != 0) {
            return VM_FALSE;
        }
    }
    return VM_TRUE;
}

VmValue vm_bytes_method_isdigit(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], is_digit);
}

VmValue vm_bytes_method_isspace(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_bytes_is_space);
}

VmValue vm_bytes_method_islower(Vm *vm, const VmValue *args)
{
    (void)vm;
    return only_case(args[0], is_lower, is_upper);
}

VmValue vm_bytes_method_isupper(Vm *vm, const VmValue *args)
{
    (void)vm;
    return only_case(args[0], is_upper, is_lower);
}

/* side: -1 text to the left, 0 centred, 1 text to the right */
static VmValue justify(Vm *vm, const VmValue *args, const char *name, int side)
{
    int64_t width;
    char fill = ' ';
    if (!vm_as_index(vm, args[1], &width)) {
        return VM_ERROR;
    }
    if (args[2] != VM_EMPTY) {
        if (!vm_is_bytes(args[2]) || vm_bytes_of_value(args[2])->size != 1) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() argument 2 must be a byte string of length 1, not %s", name,
                            vm_type_name(vm, args[2]));
        }
        fill = vm_bytes_of_value(args[2])->data[0];
    }
    VmBytesSpan text = vm_bytes_span(args[0]);
    if (width > INT32_MAX) {
        return vm_raise_no_memory(vm);
    }
    size_t space = width > (int64_t)text.size ? (size_t)width - text.size : 0;
    size_t left = side < 0 ? 0 : side > 0 ? space : space / 2 + (space & (size_t)width & 1);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_fill(&buf, fill, left);
    ls_buf_put(&buf, text.data, text.size);
    ls_buf_fill(&buf, fill, space - left);
    return vm_bytes_from_buf(vm, &buf);
}

VmValue vm_bytes_method_center(Vm *vm, const VmValue *args)
{
    return justify(vm, args, "center", 0);
}

VmValue vm_bytes_method_ljust(Vm *vm, const VmValue *args)
{
    return justify(vm, args, "ljust", -1);
}

VmValue vm_bytes_method_rjust(Vm *vm, const VmValue *args)
{
    return justify(vm, args, "rjust", 1);
}

VmValue vm_bytes_method_zfill(Vm *vm, const VmValue *args)
{
    int64_t width;
    if (!vm_as_index(vm, args[1], &width)) {
        return VM_ERROR;
    }
    if (width > INT32_MAX) {
        return vm_raise_no_memory(vm);
    }
    VmBytesSpan text = vm_bytes_span(args[0]);
    size_t sign = text.size > 0 && (text.data[0] == '+' || text.data[0] == '-') ? 1 : 0;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_put(&buf, text.data, sign);
    ls_buf_fill(&buf, '0', width > (int64_t)text.size ? (size_t)width - text.size : 0);
    ls_buf_put(&buf, text.data + sign, text.size - sign);
    return vm_bytes_from_buf(vm, &buf);
}
