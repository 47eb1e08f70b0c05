/* repr and ascii of text, translate and maketrans. */
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_unicode.h"

static void put_escape(LsBuf *buf, uint32_t code)
{
    if (code == '\n' || code == '\r' || code == '\t') {
        ls_buf_puts(buf, code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t");
    } else if (code < 0x100) {
        ls_buf_printf(buf, "\\x%02x", (unsigned)code);
    } else if (code < 0x10000) {
        ls_buf_printf(buf, "\\u%04x", (unsigned)code);
    } else {
        ls_buf_printf(buf, "\\U%08x", (unsigned)code);
    }
}

void vm_str_append_repr(LsBuf *buf, const char *bytes, size_t size)
{
    char quote = memchr(bytes, '\'', size) != NULL && memchr(bytes, '"', size) == NULL ? '"' : '\'';
    ls_buf_putc(buf, quote);
    const char *place = bytes, *end = bytes + size, *plain = bytes;
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        bool special = code == (uint32_t)quote || code == '\\';
        if (!special && vm_unicode_is_printable(code)) {
            continue;
        }
        ls_buf_put(buf, plain, (size_t)(here - plain));
        plain = place;
        if (special) {
            ls_buf_putc(buf, '\\');
            ls_buf_putc(buf, (char)code);
        } else {
            put_escape(buf, code);
        }
    }
    ls_buf_put(buf, plain, (size_t)(end - plain));
    ls_buf_putc(buf, quote);
}

VmValue vm_str_repr(Vm *vm, VmValue str)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    vm_str_append_repr(&buf, vm_str_data(str), vm_str_size(str));
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_ascii(Vm *vm, VmValue v)
{
    VmValue text = vm_repr(vm, v);
    if (text == VM_ERROR || vm_str_is_ascii(text)) {
        return text;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *place = vm_str_data(text), *end = place + vm_str_size(text);
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        if (code < 0x80) {
            ls_buf_putc(&buf, (char)code);
        } else {
            put_escape(&buf, code);
        }
    }
    vm_unref(vm, text);
    return vm_str_from_buf(vm, &buf);
}

/* ---- translate -------------------------------------------------------------------------------------------------- */

/* Appends what the table makes of a code point. */
static bool put_translated(Vm *vm, LsBuf *buf, VmValue table, uint32_t code)
{
    VmValue by = vm_get_item(vm, table, vm_from_int((int64_t)code));
    if (by == VM_ERROR) {
        if (!vm_error_matches(vm, VM_EXC_LOOKUP_ERROR)) {
            return false;
        }
        vm_error_clear(vm);
        ls_buf_put_utf8(buf, code);
        return true;
    }
    bool good = true;
    int64_t number;
    if (vm_is_str(by)) {
        vm_str_append(buf, by);
    } else if (vm_is_integer(by)) {
        if (!vm_int_to_i64(by, &number) || number < 0 || number > 0x10FFFF) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
            good = false;
        } else {
            ls_buf_put_utf8(buf, (uint32_t)number);
        }
    } else if (by != VM_NONE) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "character mapping must return integer, None or str");
        good = false;
    }
    vm_unref(vm, by);
    return good;
}

VmValue vm_str_method_translate(Vm *vm, const VmValue *args)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *place = vm_str_data(args[0]), *end = place + vm_str_size(args[0]);
    while (place < end) {
        if (!put_translated(vm, &buf, args[1], vm_utf8_next(&place))) {
            ls_buf_free(&buf);
            return VM_ERROR;
        }
    }
    return vm_str_from_buf(vm, &buf);
}

static bool add_pairs(Vm *vm, VmValue dict, VmValue from, VmValue to)
{
    const char *a = vm_str_data(from), *end = a + vm_str_size(from), *b = vm_str_data(to);
    while (a < end) {
        VmValue key = vm_from_int((int64_t)vm_utf8_next(&a));
        if (!vm_dict_set(vm, dict, key, vm_from_int((int64_t)vm_utf8_next(&b)))) {
            return false;
        }
    }
    return true;
}

static bool add_deleted(Vm *vm, VmValue dict, VmValue chars)
{
    const char *a = vm_str_data(chars), *end = a + vm_str_size(chars);
    while (a < end) {
        if (!vm_dict_set(vm, dict, vm_from_int((int64_t)vm_utf8_next(&a)), VM_NONE)) {
            return false;
        }
    }
    return true;
}

static bool add_mapping(Vm *vm, VmValue dict, VmValue mapping)
{
    if (!vm_is_dict(mapping)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "if you give only one argument to maketrans it must be a dict");
        return false;
    }
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(mapping), &position, &key, &value)) {
        if (vm_is_str(key)) {
            if (vm_str_length(key) != 1) {
                (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "string keys in translate table must be of length 1");
                return false;
            }
            key = vm_from_int((int64_t)vm_str_code_at(key, 0));
        } else if (!vm_is_integer(key)) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "keys in translate table must be strings or integers");
            return false;
        }
        if (!vm_dict_set(vm, dict, key, value)) {
            return false;
        }
    }
    return true;
}

static bool fill_table(Vm *vm, VmValue dict, VmValue x, VmValue y, VmValue z)
{
    if (y == VM_EMPTY) {
        return add_mapping(vm, dict, x);
    }
    if (!vm_is_str(x)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR,
                       "first maketrans argument must be a string if there is a second argument");
        return false;
    }
    if (!vm_is_str(y)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "maketrans() argument 2 must be str, not %s", vm_type_name(vm, y));
        return false;
    }
    if (z != VM_EMPTY && !vm_is_str(z)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "maketrans() argument 3 must be str, not %s", vm_type_name(vm, z));
        return false;
    }
    if (vm_str_length(x) != vm_str_length(y)) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "the first two maketrans arguments must have equal length");
        return false;
    }
    return add_pairs(vm, dict, x, y) && (z == VM_EMPTY || add_deleted(vm, dict, z));
}

VmValue vm_str_method_maketrans(Vm *vm, const VmValue *args)
{
    VmValue dict = vm_dict_new(vm);
    if (dict == VM_ERROR) {
        return VM_ERROR;
    }
    if (!fill_table(vm, dict, args[0], args[1], args[2])) {
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    return dict;
}
