/* Methods of bytes that map bytes to others, and `bytes % arguments`. */
#include "vm/vm_bytes_methods.h"

#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_intern.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A copy in which each letter is upper case, lower case or the other case. */
typedef enum Change { CHANGE_TITLE, CHANGE_SWAP } Change;

static VmValue changed(Vm *vm, VmValue self, Change change)
{
    VmBytesSpan text = vm_bytes_span(self);
    VmValue result = vm_bytes_new(vm, text.data, text.size);
    if (result == VM_ERROR) {
        return VM_ERROR;
    }
    char *data = vm_bytes_of_value(result)->data;
    bool inside = false;
    for (size_t i = 0; i < text.size; i++) {
        bool letter = is_letter(data[i]);
        bool wrong = change == CHANGE_SWAP || is_upper(data[i]) == inside;
        if (letter && wrong) {
            data[i] = (char)(data[i] ^ 32);
        }
        inside = letter;
    }
    return result;
}

VmValue vm_bytes_method_title(Vm *vm, const VmValue *args)
{
    return changed(vm, args[0], CHANGE_TITLE);
}

VmValue vm_bytes_method_swapcase(Vm *vm, const VmValue *args)
{
    return changed(vm, args[0], CHANGE_SWAP);
}

VmValue vm_bytes_method_istitle(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmBytesSpan text = vm_bytes_span(args[0]);
    bool inside = false, any = false;
    for (size_t i = 0; i < text.size; i++) {
        bool letter = is_letter(text.data[i]);
        if (letter && is_upper(text.data[i]) == inside) {
            return VM_FALSE;
        }
        any |= letter;
        inside = letter;
    }
    return vm_from_bool(any);
}

VmValue vm_bytes_method_expandtabs(Vm *vm, const VmValue *args)
{
    int size = 8;
    if (args[1] != VM_EMPTY && !vm_as_c_int(vm, args[1], &size)) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    int64_t column = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '\t') {
            int64_t space = size > 0 ? size - column % size : 0;
            ls_buf_fill(&buf, ' ', (size_t)space);
            column += space;
        } else {
            ls_buf_putc(&buf, c);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

static bool check_bytes(Vm *vm, VmValue v)
{
    if (!vm_is_bytes(v)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'", vm_type_name(vm, v));
        return false;
    }
    return true;
}

VmValue vm_bytes_method_translate(Vm *vm, const VmValue *args)
{
    bool dropped[256] = {false};
    if ((args[1] != VM_NONE && !check_bytes(vm, args[1])) || (args[2] != VM_EMPTY && !check_bytes(vm, args[2]))) {
        return VM_ERROR;
    }
    if (args[1] != VM_NONE && vm_bytes_of_value(args[1])->size != 256) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "translation table must be 256 characters long");
    }
    for (size_t i = 0; args[2] != VM_EMPTY && i < vm_bytes_of_value(args[2])->size; i++) {
        dropped[(unsigned char)vm_bytes_of_value(args[2])->data[i]] = true;
    }
    VmBytesSpan text = vm_bytes_span(args[0]);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (!dropped[c]) {
            ls_buf_putc(&buf, args[1] == VM_NONE ? (char)c : vm_bytes_of_value(args[1])->data[c]);
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

VmValue vm_bytes_method_maketrans(Vm *vm, const VmValue *args)
{
    if (!check_bytes(vm, args[0]) || !check_bytes(vm, args[1])) {
        return VM_ERROR;
    }
    VmBytesSpan from = vm_bytes_span(args[0]), to = vm_bytes_span(args[1]);
    if (from.size != to.size) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "maketrans arguments must have same length");
    }
    char table[256];
    for (int i = 0; i < 256; i++) {
        table[i] = (char)i;
    }
    for (size_t i = 0; i < from.size; i++) {
        table[(unsigned char)from.data[i]] = to.data[i];
    }
    return vm_bytes_new(vm, table, sizeof table);
}

VmValue vm_bytes_percent(Vm *vm, VmValue left, VmValue right)
{
    if (!vm_is_bytes(left)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue function = vm_import_attr(vm, "_bytearray", "_percent");
    VmValue args[2] = {left, right};
    VmValue result = function == VM_ERROR ? VM_ERROR : vm_call(vm, function, args, 2, VM_EMPTY);
    vm_unref(vm, function);
    return result;
}
