/* Case and padding of str, and what kinds of characters it has. */
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_unicode.h"

typedef size_t (*Mapping)(uint32_t code, uint32_t out[3]);

static void put_mapped(LsBuf *buf, Mapping mapping, uint32_t code)
{
    uint32_t out[3];
    size_t count = mapping(code, out);
    for (size_t i = 0; i < count; i++) {
        ls_buf_put_utf8(buf, out[i]);
    }
}

/* A sigma at the end of a word: a cased letter before it, none after it, letters that case ignores aside. */
static bool is_final_sigma(const char *begin, const char *sigma, const char *end)
{
    const char *place = sigma;
    bool before = false;
    while (place > begin && !before) {
        uint32_t code = vm_utf8_previous(&place);
        if (!vm_unicode_is_case_ignorable(code)) {
            before = vm_unicode_is_cased(code);
            break;
        }
    }
    if (!before) {
        return false;
    }
    place = sigma;
    (void)vm_utf8_next(&place);
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        if (!vm_unicode_is_case_ignorable(code)) {
            return !vm_unicode_is_cased(code);
        }
    }
    return true;
}

static void put_lower(LsBuf *buf, uint32_t code, const char *begin, const char *here, const char *end)
{
    if (code == 0x3A3) {
        ls_buf_put_utf8(buf, is_final_sigma(begin, here, end) ? 0x3C2 : 0x3C3);
    } else {
        put_mapped(buf, vm_unicode_lower, code);
    }
}

/* ASCII letters only: in place, without decoding. */
static VmValue map_ascii(Vm *vm, VmValue self, char first, char last)
{
    size_t size = vm_str_size(self);
    if (size < 2) {
        char c = size == 0 ? '\0' : vm_str_data(self)[0];
        if (size == 1 && c >= first && c <= last) {
            c ^= 32;
        }
        return vm_str_new(vm, &c, size);
    }
    VmStr *result = vm_str_alloc(vm, size, size);
    if (result == NULL) {
        return VM_ERROR;
    }
    const char *text = vm_str_data(self);
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        result->data[i] = c >= first && c <= last ? (char)(c ^ 32) : c;
    }
    return vm_from_object(result);
}

static VmValue map_all(Vm *vm, VmValue self, Mapping mapping)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *begin = vm_str_data(self), *place = begin, *end = begin + vm_str_size(self);
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        if (mapping == vm_unicode_lower) {
            put_lower(&buf, code, begin, here, end);
        } else {
            put_mapped(&buf, mapping, code);
        }
    }
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_method_lower(Vm *vm, const VmValue *args)
{
    return vm_str_is_ascii(args[0]) ? map_ascii(vm, args[0], 'A', 'Z') : map_all(vm, args[0], vm_unicode_lower);
}

VmValue vm_str_method_upper(Vm *vm, const VmValue *args)
{
    return vm_str_is_ascii(args[0]) ? map_ascii(vm, args[0], 'a', 'z') : map_all(vm, args[0], vm_unicode_upper);
}

VmValue vm_str_method_casefold(Vm *vm, const VmValue *args)
{
    return vm_str_is_ascii(args[0]) ? map_ascii(vm, args[0], 'A', 'Z') : map_all(vm, args[0], vm_unicode_fold);
}

VmValue vm_str_method_swapcase(Vm *vm, const VmValue *args)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *begin = vm_str_data(args[0]), *place = begin, *end = begin + vm_str_size(args[0]);
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        if (vm_unicode_is_upper(code)) {
            put_lower(&buf, code, begin, here, end);
        } else if (vm_unicode_is_lower(code)) {
            put_mapped(&buf, vm_unicode_upper, code);
        } else {
            ls_buf_put_utf8(&buf, code);
        }
    }
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_method_capitalize(Vm *vm, const VmValue *args)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *begin = vm_str_data(args[0]), *place = begin, *end = begin + vm_str_size(args[0]);
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        if (here == begin) {
            put_mapped(&buf, vm_unicode_title, code);
        } else {
            put_lower(&buf, code, begin, here, end);
        }
    }
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_method_title(Vm *vm, const VmValue *args)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *begin = vm_str_data(args[0]), *place = begin, *end = begin + vm_str_size(args[0]);
    bool in_word = false;
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        if (in_word) {
            put_lower(&buf, code, begin, here, end);
        } else {
            put_mapped(&buf, vm_unicode_title, code);
        }
        in_word = vm_unicode_is_cased(code);
    }
    return vm_str_from_buf(vm, &buf);
}

/* ---- what it consists of ---------------------------------------------------------------------------------------- */

static VmValue all_are(VmValue self, bool (*is)(uint32_t code), bool empty)
{
    const char *place = vm_str_data(self), *end = place + vm_str_size(self);
    if (place == end) {
        return vm_from_bool(empty);
    }
    while (place < end) {
        if (!is(vm_utf8_next(&place))) {
            return VM_FALSE;
        }
    }
    return VM_TRUE;
}

static bool is_alnum(uint32_t code)
{
    return vm_unicode_is_alpha(code) || vm_unicode_is_decimal(code) || vm_unicode_is_digit(code) ||
           vm_unicode_is_numeric(code);
}

VmValue vm_str_method_isalnum(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], is_alnum, false);
}

VmValue vm_str_method_isalpha(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_alpha, false);
}

VmValue vm_str_method_isascii(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(vm_str_is_ascii(args[0]));
}

VmValue vm_str_method_isdecimal(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_decimal, false);
}

VmValue vm_str_method_isdigit(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_digit, false);
}

VmValue vm_str_method_isnumeric(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_numeric, false);
}

VmValue vm_str_method_isprintable(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_printable, true);
}

VmValue vm_str_method_isspace(Vm *vm, const VmValue *args)
{
    (void)vm;
    return all_are(args[0], vm_unicode_is_space, false);
}

VmValue vm_str_method_isidentifier(Vm *vm, const VmValue *args)
{
    (void)vm;
    const char *place = vm_str_data(args[0]);
    if (vm_str_size(args[0]) == 0 || !vm_unicode_is_identifier_start(vm_utf8_next(&place))) {
        return VM_FALSE;
    }
    return all_are(args[0], vm_unicode_is_identifier, false);
}

static VmValue has_one_case(VmValue self, bool (*wanted)(uint32_t code), bool (*unwanted)(uint32_t code))
{
    const char *place = vm_str_data(self), *end = place + vm_str_size(self);
    bool seen = false;
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        if (unwanted(code) || vm_unicode_is_title(code)) {
            return VM_FALSE;
        }
        seen |= wanted(code);
    }
    return vm_from_bool(seen);
}

VmValue vm_str_method_islower(Vm *vm, const VmValue *args)
{
    (void)vm;
    return has_one_case(args[0], vm_unicode_is_lower, vm_unicode_is_upper);
}

VmValue vm_str_method_isupper(Vm *vm, const VmValue *args)
{
    (void)vm;
    return has_one_case(args[0], vm_unicode_is_upper, vm_unicode_is_lower);
}

VmValue vm_str_method_istitle(Vm *vm, const VmValue *args)
{
    (void)vm;
    const char *place = vm_str_data(args[0]), *end = place + vm_str_size(args[0]);
    bool seen = false, in_word = false;
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        if (vm_unicode_is_upper(code) || vm_unicode_is_title(code)) {
            if (in_word) {
                return VM_FALSE;
            }
            in_word = seen = true;
        } else if (vm_unicode_is_lower(code)) {
            if (!in_word) {
                return VM_FALSE;
            }
            seen = true;
        } else {
            in_word = false;
        }
    }
    return vm_from_bool(seen);
}

/* ---- padding ---------------------------------------------------------------------------------------------------- */

static bool fill_character(Vm *vm, VmValue v, uint32_t *out)
{
    *out = ' ';
    if (v == VM_EMPTY) {
        return true;
    }
    if (!vm_is_str(v)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "The fill character must be a unicode character, not %s",
                       vm_type_name(vm, v));
        return false;
    }
    if (vm_str_length(v) != 1) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "The fill character must be exactly one character long");
        return false;
    }
    *out = vm_str_code_at(v, 0);
    return true;
}

static void put_fill(LsBuf *buf, uint32_t fill, size_t count)
{
    if (fill < 0x80) {
        ls_buf_fill(buf, (char)fill, count);
        return;
    }
    for (size_t i = 0; i < count && !buf->failed; i++) {
        ls_buf_put_utf8(buf, fill);
    }
}

static VmValue padded(Vm *vm, VmValue self, uint32_t fill, size_t left, size_t right)
{
    if (left > UINT32_MAX / 2 || right > UINT32_MAX / 2) {
        return vm_raise_no_memory(vm);
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    put_fill(&buf, fill, left);
    vm_str_append(&buf, self);
    put_fill(&buf, fill, right);
    return vm_str_from_buf(vm, &buf);
}

/* side: -1 text to the left, 0 centred, 1 text to the right */
static VmValue justify(Vm *vm, const VmValue *args, int side)
{
    int64_t width;
    uint32_t fill;
    if (!vm_as_index(vm, args[1], &width) || !fill_character(vm, args[2], &fill)) {
        return VM_ERROR;
    }
    int64_t length = (int64_t)vm_str_length(args[0]);
    if (width <= length) {
        return vm_str_exact(vm, args[0]);
    }
    size_t space = (size_t)(width - length);
    if (side < 0) {
        return padded(vm, args[0], fill, 0, space);
    }
    if (side > 0) {
        return padded(vm, args[0], fill, space, 0);
    }
    size_t left = space / 2 + (space & (size_t)width & 1);
    return padded(vm, args[0], fill, left, space - left);
}

VmValue vm_str_method_center(Vm *vm, const VmValue *args)
{
    return justify(vm, args, 0);
}

VmValue vm_str_method_ljust(Vm *vm, const VmValue *args)
{
    return justify(vm, args, -1);
}

VmValue vm_str_method_rjust(Vm *vm, const VmValue *args)
{
    return justify(vm, args, 1);
}

VmValue vm_str_method_zfill(Vm *vm, const VmValue *args)
{
    int64_t width;
    if (!vm_as_index(vm, args[1], &width)) {
        return VM_ERROR;
    }
    VmValue self = args[0];
    int64_t length = (int64_t)vm_str_length(self);
    if (width <= length) {
        return vm_str_exact(vm, self);
    }
    if (width > INT32_MAX) {
        return vm_raise_no_memory(vm);
    }
    const char *text = vm_str_data(self);
    size_t sign = text[0] == '+' || text[0] == '-' ? 1 : 0;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_put(&buf, text, sign);
    ls_buf_fill(&buf, '0', (size_t)(width - length));
    ls_buf_put(&buf, text + sign, vm_str_size(self) - sign);
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_method_expandtabs(Vm *vm, const VmValue *args)
{
    int tab = 8;
    if (args[1] != VM_EMPTY && !vm_as_c_int(vm, args[1], &tab)) {
        return VM_ERROR;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *place = vm_str_data(args[0]), *end = place + vm_str_size(args[0]);
    int64_t column = 0;
    while (place < end && !buf.failed) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        if (code == '\t') {
            int64_t spaces = tab > 0 ? tab - column % tab : 0;
            ls_buf_fill(&buf, ' ', (size_t)spaces);
            column += spaces;
        } else {
            ls_buf_put(&buf, here, (size_t)(place - here));
            column = code == '\n' || code == '\r' ? 0 : column + 1;
        }
    }
    return vm_str_from_buf(vm, &buf);
}
