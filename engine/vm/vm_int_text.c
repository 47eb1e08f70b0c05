/* Ints as text, in both directions. */
#include "vm/vm_bytes.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_int_big.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_unicode.h"

enum { MAX_DIGITS = 4300 }; /* sys.int_info.default_max_str_digits */

/* ---- to text ---------------------------------------------------------------------------------------------------- */

static void append_small(LsBuf *buf, uint64_t magnitude, int base)
{
    char digits[64];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[magnitude % (unsigned)base];
        magnitude /= (unsigned)base;
    } while (magnitude != 0);
    ls_buf_put(buf, digits + at, sizeof digits - at);
}

static bool append_big(Vm *vm, LsBuf *buf, VmValue v, int base)
{
    VmIntView view;
    vm_int_view(v, &view);
    size_t size = mpz_sizeinbase(view.z, base);
    if (base == 10 && size > MAX_DIGITS + 1) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR,
                       "Exceeds the limit (%d digits) for integer string conversion; use "
                       "sys.set_int_max_str_digits() to increase the limit",
                       MAX_DIGITS);
        return false;
    }
    char *text = vm_heap_resize(vm, NULL, 0, size + 2);
    if (text == NULL) {
        return false;
    }
    vm_cost_add(vm, VM_COST_DIGIT_PRODUCT, (size / 9 + 1) * (size / 9 + 1)); /* its growth is quadratic in CPython */
    mpz_t magnitude;
    mpz_init(magnitude);
    mpz_abs(magnitude, view.z);
    (void)mpz_get_str(text, base, magnitude);
    mpz_clear(magnitude);
    bool good = true;
    if (base == 10 && strlen(text) > MAX_DIGITS) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR,
                       "Exceeds the limit (%d digits) for integer string conversion; use "
                       "sys.set_int_max_str_digits() to increase the limit",
                       MAX_DIGITS);
        good = false;
    } else {
        ls_buf_puts(buf, text);
    }
    vm_heap_free(vm, text, size + 2);
    return good;
}

bool vm_int_append(Vm *vm, LsBuf *buf, VmValue v, int base, bool prefix)
{
    if (vm_int_sign(v) < 0) {
        ls_buf_putc(buf, '-');
    }
    if (prefix && base != 10) {
        ls_buf_puts(buf, base == 16 ? "0x" : base == 8 ? "0o" : "0b");
    }
    int64_t i;
    if (vm_int_to_i64(v, &i)) {
        append_small(buf, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, base);
    } else if (!append_big(vm, buf, v, base)) {
        return false;
    }
    if (buf->failed) {
        (void)vm_raise_no_memory(vm);
        return false;
    }
    return true;
}

static VmValue text_in_base(Vm *vm, VmValue v, int base)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (!vm_int_append(vm, &buf, v, base, true)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_int_str(Vm *vm, VmValue v)
{
    int64_t i;
    if (!vm_int_to_i64(v, &i)) {
        return text_in_base(vm, v, 10);
    }
    char digits[24];
    size_t at = sizeof digits;
    uint64_t magnitude = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        digits[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    if (i < 0) {
        digits[--at] = '-';
    }
    return vm_str_new(vm, digits + at, sizeof digits - at);
}

VmValue vm_int_text_of(Vm *vm, VmValue v, int base)
{
    VmValue index = vm_index(vm, v);
    if (index == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue text = text_in_base(vm, index, base);
    vm_unref(vm, index);
    return text;
}

/* ---- from text -------------------------------------------------------------------------------------------------- */

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 32);
    return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
}

/* Digits without anything else, NUL at their end. */
static VmValue from_plain_digits(Vm *vm, const char *digits, size_t size, int base, bool negative)
{
    uint64_t value = 0;
    size_t i = 0;
    while (i < size && value < ((uint64_t)1 << 57)) {
        value = value * (unsigned)base + (unsigned)digit_value(digits[i]);
        i++;
    }
    if (i == size && value <= INT64_MAX) {
        return vm_int_from(vm, negative ? -(int64_t)value : (int64_t)value);
    }
    if (!vm_int_room(vm, size * 6)) {
        return VM_ERROR;
    }
    mpz_t z;
    mpz_init(z);
    (void)mpz_set_str(z, digits, base);
    if (negative) {
        mpz_neg(z, z);
    }
    return vm_int_from_mpz_clear(vm, z);
}

/* Skips the prefix that belongs to the base; base 0 becomes the one that the prefix names. */
static const char *skip_prefix(const char *text, const char *end, int *base, bool *had_prefix)
{
    *had_prefix = false;
    if (end - text < 2 || text[0] != '0') {
        *base = *base == 0 ? 10 : *base;
        return text;
    }
    char letter = (char)(text[1] | 32);
    int named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (named != 0 && (*base == 0 || *base == named)) {
        *base = named;
        *had_prefix = true;
        return text + 2;
    }
    if (*base == 0) {
        *base = -10; /* only zeros may follow */
    }
    return text;
}

typedef enum Parsed { PARSED_BAD, PARSED_GOOD, PARSED_ERROR } Parsed;

/* ASCII text as int() takes it: sign, prefix, digits with single underscores between them.  PARSED_ERROR: an exception
 * is pending. */
static Parsed parse(Vm *vm, const char *text, const char *end, int base, VmValue *out)
{
    bool negative = false, had_prefix;
    if (text < end && (*text == '+' || *text == '-')) {
        negative = *text == '-';
        text++;
    }
    text = skip_prefix(text, end, &base, &had_prefix);
    bool zeros_only = base < 0;
    base = base < 0 ? 10 : base;
    LsBuf digits;
    ls_buf_init(&digits, vm->alloc);
    bool after_digit = had_prefix, good = true;
    for (; good && text < end; text++) {
        if (*text == '_') {
            good = after_digit;
            after_digit = false;
        } else {
            good = digit_value(*text) < base && (!zeros_only || *text == '0');
            ls_buf_putc(&digits, *text);
            after_digit = true;
        }
    }
    Parsed result = PARSED_GOOD;
    if (digits.failed) {
        (void)vm_raise_no_memory(vm);
        result = PARSED_ERROR;
    } else if (!good || !after_digit || digits.size == 0) {
        result = PARSED_BAD;
    } else if (digits.size > MAX_DIGITS && (base & (base - 1)) != 0) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR,
                       "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; use "
                       "sys.set_int_max_str_digits() to increase the limit",
                       MAX_DIGITS, digits.size);
        result = PARSED_ERROR;
    } else {
        *out = from_plain_digits(vm, digits.data, digits.size, base, negative);
        result = *out == VM_ERROR ? PARSED_ERROR : PARSED_GOOD;
    }
    ls_buf_free(&digits);
    return result;
}

VmValue vm_int_from_digits(Vm *vm, const char *text, size_t size, int base)
{
    VmValue result = VM_ERROR;
    switch (parse(vm, text, text + size, base, &result)) {
    case PARSED_GOOD: return result;
    case PARSED_BAD: return vm_raise(vm, VM_EXC_VALUE_ERROR, "not a number of base %d", base);
    default: return VM_ERROR;
    }
}

/* The text with decimal digits of any script as ASCII, and white space at both ends taken off. */
static void to_ascii(LsBuf *out, const char *place, const char *end)
{
    while (place < end) {
        uint32_t code = vm_utf8_next(&place);
        int value = code < 0x80 ? -1 : vm_unicode_decimal_value(code);
        if (value >= 0) {
            ls_buf_putc(out, (char)('0' + value));
        } else if (vm_unicode_is_space(code)) {
            ls_buf_putc(out, ' ');
        } else {
            ls_buf_putc(out, code < 0x80 ? (char)code : '?');
        }
    }
}

/* int(text, base) for the text of a str or bytes `source`, which errors show. */
static VmValue parse_source(Vm *vm, const char *text, size_t size, int base, VmValue source)
{
    LsBuf ascii;
    ls_buf_init(&ascii, vm->alloc);
    to_ascii(&ascii, text, text + size);
    if (ascii.failed) {
        ls_buf_free(&ascii);
        return vm_raise_no_memory(vm);
    }
    const char *begin = ls_buf_text(&ascii), *end = begin + ascii.size;
    while (begin < end && vm_unicode_is_space((unsigned char)*begin)) {
        begin++;
    }
    while (end > begin && vm_unicode_is_space((unsigned char)end[-1])) {
        end--;
    }
    VmValue result = VM_ERROR;
    Parsed parsed = parse(vm, begin, end, base, &result);
    ls_buf_free(&ascii);
    if (parsed != PARSED_BAD) {
        return result;
    }
    VmValue shown = vm_repr(vm, source);
    if (shown == VM_ERROR) {
        return VM_ERROR;
    }
    (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.*s", base,
                   (int)(vm_str_size(shown) > 200 ? 200 : vm_str_size(shown)), vm_str_data(shown));
    vm_unref(vm, shown);
    return VM_ERROR;
}

VmValue vm_int_parse(Vm *vm, VmValue source, int base)
{
    if (vm_is_bytes(source)) {
        return parse_source(vm, vm_bytes_of_value(source)->data, vm_bytes_of_value(source)->size, base, source);
    }
    return parse_source(vm, vm_str_data(source), vm_str_size(source), base, source);
}
