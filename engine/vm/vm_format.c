/* The format mini-language for str, int and float. */
#include "vm/vm_format.h"

#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_unicode.h"

#include <math.h>

/* ---- reading a spec --------------------------------------------------------------------------------------------- */

static bool is_align(uint32_t code)
{
    return code == '<' || code == '>' || code == '=' || code == '^';
}

/* Digits at *place as a number; false with ValueError when there are too many.  *any: there was one. */
static bool read_number(Vm *vm, const char **place, const char *end, int64_t *out, bool *any)
{
    int64_t number = 0;
    *any = false;
    while (*place < end && **place >= '0' && **place <= '9') {
        if (number > (INT64_MAX - 9) / 10) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Too many decimal digits in format string");
            return false;
        }
        number = number * 10 + (**place - '0');
        *any = true;
        (*place)++;
    }
    *out = number;
    return true;
}

static bool unknown_code(Vm *vm, uint32_t code, const char *type_name)
{
    if (code > 32 && code < 128) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%s'", (int)code,
                       type_name);
    } else {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Unknown format code '\\x%x' for object of type '%s'", (unsigned)code,
                       type_name);
    }
    return false;
}

static bool check_thousands(Vm *vm, const VmFormatSpec *spec, uint32_t default_type)
{
    uint32_t type = spec->type == 0 ? default_type : spec->type;
    if (spec->thousands == 0 || type == 0 || (type < 128 && strchr("defgEG%F", (int)type) != NULL)) {
        return true;
    }
    if (spec->thousands == '_' && type < 128 && strchr("boxX", (int)type) != NULL) {
        return true;
    }
    if (type > 32 && type < 128) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", spec->thousands, (int)type);
    } else {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Cannot specify '%c' with '\\x%x'.", spec->thousands, (unsigned)type);
    }
    return false;
}

/* Fill, alignment, sign, z, #, 0. */
static const char *read_flags(const char *place, const char *end, VmFormatSpec *spec, char default_align,
                              bool *has_fill)
{
    const char *second = place;
    *has_fill = false;
    if (place < end) {
        uint32_t first = vm_utf8_next(&second);
        if (second < end && is_align((unsigned char)*second)) {
            spec->fill = first;
            spec->align = *second;
            *has_fill = true;
            place = second + 1;
        } else if (is_align(first)) {
            spec->align = (char)first;
            place++;
        }
    }
    if (place < end && (*place == '+' || *place == '-' || *place == ' ')) {
        spec->sign = *place++;
    }
    if (place < end && *place == 'z') {
        spec->no_negative_zero = true;
        place++;
    }
    if (place < end && *place == '#') {
        spec->alternate = true;
        place++;
    }
    if (!*has_fill && place < end && *place == '0') {
        spec->fill = '0';
        if (spec->align == 0 && default_align == '>') {
            spec->align = '=';
        }
        spec->zero = true;
        place++;
    }
    return place;
}

static const char *read_thousands(Vm *vm, const char *place, const char *end, VmFormatSpec *spec)
{
    if (place < end && *place == ',') {
        spec->thousands = *place++;
    }
    if (place < end && *place == '_') {
        if (spec->thousands != 0) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
            return NULL;
        }
        spec->thousands = *place++;
    }
    if (place < end && *place == ',' && spec->thousands == '_') {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
        return NULL;
    }
    return place;
}

static bool parse_spec(Vm *vm, VmValue text, const char *type_name, char default_align, uint32_t default_type,
                       VmFormatSpec *spec)
{
    *spec = (VmFormatSpec){.fill = ' ', .width = -1, .precision = -1};
    const char *begin = vm_str_data(text), *end = begin + vm_str_size(text);
    bool any, has_fill;
    const char *place = read_flags(begin, end, spec, default_align, &has_fill);
    int64_t number;
    if (!read_number(vm, &place, end, &number, &any)) {
        return false;
    }
    if (any) {
        spec->width = number;
    }
    place = read_thousands(vm, place, end, spec);
    if (place == NULL) {
        return false;
    }
    if (place < end && *place == '.') {
        place++;
        if (!read_number(vm, &place, end, &number, &any)) {
            return false;
        }
        if (!any) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Format specifier missing precision");
            return false;
        }
        spec->precision = number;
    }
    if (place < end) {
        spec->type = vm_utf8_next(&place);
    }
    if (place < end) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Invalid format specifier '%s' for object of type '%s'", begin,
                       type_name);
        return false;
    }
    return check_thousands(vm, spec, default_type);
}

bool vm_format_parse(Vm *vm, VmValue text, const char *type_name, VmFormatSpec *out)
{
    return parse_spec(vm, text, type_name, '<', 0, out);
}

/* ---- padding ---------------------------------------------------------------------------------------------------- */

static bool too_wide(Vm *vm, int64_t width)
{
    if (width > INT32_MAX / 4) {
        (void)vm_raise_no_memory(vm);
        return true;
    }
    return false;
}

static void put_fill(LsBuf *buf, uint32_t fill, int64_t count)
{
    if (count <= 0) {
        return;
    }
    if (fill < 0x80) {
        ls_buf_fill(buf, (char)fill, (size_t)count);
        return;
    }
    for (int64_t i = 0; i < count && !buf->failed; i++) {
        ls_buf_put_utf8(buf, fill);
    }
}

static VmValue aligned_text(Vm *vm, const char *text, size_t size, size_t length, const VmFormatSpec *spec)
{
    int64_t space = spec->width - (int64_t)length;
    if (too_wide(vm, spec->width)) {
        return VM_ERROR;
    }
    space = space < 0 ? 0 : space;
    int64_t left = spec->align == '>' ? space : spec->align == '^' ? space / 2 : 0;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    put_fill(&buf, spec->fill, left);
    ls_buf_put(&buf, text, size);
    put_fill(&buf, spec->fill, space - left);
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_format_str(Vm *vm, VmValue self, VmValue text)
{
    if (vm_str_size(text) == 0) {
        return vm_str_of(vm, self);
    }
    VmFormatSpec spec;
    const char *name = vm_type_name(vm, self);
    if (!parse_spec(vm, text, name, '<', 's', &spec)) {
        return VM_ERROR;
    }
    if (spec.type != 0 && spec.type != 's') {
        (void)unknown_code(vm, spec.type, name);
        return VM_ERROR;
    }
    const char *wrong = spec.sign == ' '        ? "Space"
                        : spec.sign != 0        ? "Sign"
                        : spec.no_negative_zero ? "Negative zero coercion (z)"
                        : spec.alternate        ? "Alternate form (#)"
                        : spec.align == '='     ? "'=' alignment"
                                                : NULL;
    if (wrong != NULL) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "%s not allowed in string format specifier", wrong);
    }
    size_t length = vm_str_length(self), size = vm_str_size(self);
    if (spec.precision >= 0 && (size_t)spec.precision < length) {
        length = (size_t)spec.precision;
        size = vm_str_offset(self, length);
    }
    return aligned_text(vm, vm_str_data(self), size, length, &spec);
}

/* ---- numbers ---------------------------------------------------------------------------------------------------- */

typedef struct Number {
    char sign; /* 0: none */
    const char *prefix;
    const char *digits; /* the part that is grouped */
    size_t digit_count;
    const char *rest; /* point, fraction, exponent, "%"; or "inf" */
    size_t rest_size;
} Number;

/* Writes the digits in groups from the right, zeros in front until `least` characters stand there.  Returns where it
 * begins in `out`, whose end is given. */
static char *group_digits(char *end, const Number *number, char separator, size_t group, int64_t least)
{
    int64_t remaining = (int64_t)number->digit_count;
    const char *digit = number->digits + number->digit_count;
    char *out = end;
    bool first = true;
    do {
        if (!first) {
            *--out = separator;
            least--;
        }
        first = false;
        int64_t wanted = remaining > least ? remaining : least;
        wanted = wanted < 1 ? 1 : wanted;
        if (separator != 0 && wanted > (int64_t)group) {
            wanted = (int64_t)group;
        }
        for (int64_t i = 0; i < wanted; i++) {
            *--out = remaining > 0 ? *--digit : '0';
            remaining -= remaining > 0;
        }
        least -= wanted;
    } while (remaining > 0 || least > 0);
    return out;
}

static VmValue put_number(Vm *vm, const Number *number, const VmFormatSpec *spec)
{
    size_t group = spec->type == 'b' || spec->type == 'o' || (spec->type | 32) == 'x' ? 4 : 3;
    size_t sign = number->sign != 0, prefix = strlen(number->prefix);
    char align = spec->align == 0 ? '>' : spec->align;
    int64_t least = 0;
    if (too_wide(vm, spec->width)) {
        return VM_ERROR;
    }
    if (spec->fill == '0' && align == '=') {
        least = spec->width - (int64_t)(sign + prefix + number->rest_size);
    }
    size_t room = number->digit_count * 2 + (size_t)(least > 0 ? least * 2 : 0) + 2;
    LsBuf scratch, buf;
    ls_buf_init(&scratch, vm->alloc);
    ls_buf_init(&buf, vm->alloc);
    ls_buf_fill(&scratch, '0', room);
    if (scratch.failed) {
        ls_buf_free(&scratch);
        return vm_raise_no_memory(vm);
    }
    char *end = scratch.data + room;
    char *grouped = number->digit_count == 0 ? end : group_digits(end, number, spec->thousands, group, least);
    size_t body = (size_t)(end - grouped) + number->rest_size;
    int64_t space = spec->width - (int64_t)(sign + prefix + body);
    space = space < 0 ? 0 : space;
    int64_t left = align == '>' ? space : align == '^' ? space / 2 : 0;
    int64_t middle = align == '=' ? space : 0;
    put_fill(&buf, spec->fill, left);
    ls_buf_put(&buf, &number->sign, sign);
    ls_buf_put(&buf, number->prefix, prefix);
    put_fill(&buf, spec->fill, middle);
    ls_buf_put(&buf, grouped, (size_t)(end - grouped));
    ls_buf_put(&buf, number->rest, number->rest_size);
    put_fill(&buf, spec->fill, space - left - middle);
    ls_buf_free(&scratch);
    return vm_str_from_buf(vm, &buf);
}

static char sign_of(bool negative, char wanted)
{
    return negative ? '-' : wanted == '+' || wanted == ' ' ? wanted : '\0';
}

static VmValue format_character(Vm *vm, VmValue v, VmFormatSpec *spec)
{
    if (spec->sign != 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Sign not allowed with integer format specifier 'c'");
    }
    if (spec->alternate) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t code;
    if (!vm_int_to_i64(v, &code)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    }
    if (code < 0 || code > 0x10FFFF) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    char text[4];
    size_t size = vm_utf8_encode((uint32_t)code, text);
    spec->align = spec->align == 0 ? '>' : spec->align == '=' ? '>' : spec->align;
    return aligned_text(vm, text, size, 1, spec);
}

static VmValue format_integer(Vm *vm, VmValue v, VmFormatSpec *spec)
{
    if (spec->precision >= 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Precision not allowed in integer format specifier");
    }
    if (spec->no_negative_zero) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (spec->type == 'c') {
        return format_character(vm, v, spec);
    }
    int base = spec->type == 'b' ? 2 : spec->type == 'o' ? 8 : (spec->type | 32) == 'x' ? 16 : 10;
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    if (!vm_int_append(vm, &text, v, base, false)) {
        ls_buf_free(&text);
        return VM_ERROR;
    }
    for (size_t i = 0; spec->type == 'X' && i < text.size; i++) {
        text.data[i] = text.data[i] >= 'a' ? (char)(text.data[i] - 32) : text.data[i];
    }
    bool negative = text.data[0] == '-';
    const char *prefix = !spec->alternate || base == 10 ? ""
                         : base == 2                    ? "0b"
                         : base == 8                    ? "0o"
                         : spec->type == 'X'            ? "0X"
                                                        : "0x";
    Number number = {sign_of(negative, spec->sign), prefix, text.data + negative, text.size - negative, "", 0};
    VmValue result = put_number(vm, &number, spec);
    ls_buf_free(&text);
    return result;
}

/* "-0.00" becomes "0.00": true when all digits are 0. */
static bool is_zero_text(const char *text)
{
    for (; *text != '\0' && *text != 'e' && *text != 'E'; text++) {
        if (*text != '0' && *text != '.' && *text != '-' && *text != '%') {
            return false;
        }
    }
    return true;
}

static VmValue format_double(Vm *vm, double d, const VmFormatSpec *spec)
{
    char type = (char)spec->type;
    int64_t precision = spec->precision;
    if (precision > INT32_MAX) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "precision too big");
    }
    if (precision > INT32_MAX / 8) {
        return vm_raise_no_memory(vm);
    }
    bool percent = type == '%';
    if (type == 0) {
        type = 'r';
    } else {
        type = percent ? 'f' : type == 'n' ? 'g' : type;
        precision = precision < 0 ? 6 : precision;
    }
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    vm_float_append(&text, percent ? d * 100 : d, type, (int)precision, spec->alternate);
    if (percent) {
        ls_buf_putc(&text, '%');
    }
    if (text.failed) {
        ls_buf_free(&text);
        return vm_raise_no_memory(vm);
    }
    bool negative = text.data[0] == '-';
    const char *body = text.data + negative;
    if (spec->no_negative_zero && negative && is_zero_text(text.data)) {
        negative = false;
    }
    size_t digits = strspn(body, "0123456789");
    Number number = {sign_of(negative, spec->sign), "", body, digits, body + digits, strlen(body + digits)};
    VmValue result = put_number(vm, &number, spec);
    ls_buf_free(&text);
    return result;
}

VmValue vm_format_int(Vm *vm, VmValue self, VmValue text)
{
    if (vm_str_size(text) == 0) {
        return vm_str_of(vm, self);
    }
    VmFormatSpec spec;
    const char *name = vm_type_name(vm, self);
    if (!parse_spec(vm, text, name, '>', 'd', &spec)) {
        return VM_ERROR;
    }
    if (spec.type == 0 || (spec.type < 128 && strchr("bcdoxXn", (int)spec.type) != NULL)) {
        return format_integer(vm, self, &spec);
    }
    if (spec.type < 128 && strchr("eEfFgG%", (int)spec.type) != NULL) {
        double d;
        return vm_int_to_double(vm, self, &d) ? format_double(vm, d, &spec) : VM_ERROR;
    }
    (void)unknown_code(vm, spec.type, name);
    return VM_ERROR;
}

VmValue vm_format_float(Vm *vm, VmValue self, VmValue text)
{
    if (vm_str_size(text) == 0) {
        return vm_str_of(vm, self);
    }
    VmFormatSpec spec;
    const char *name = vm_type_name(vm, self);
    if (!parse_spec(vm, text, name, '>', 0, &spec)) {
        return VM_ERROR;
    }
    if (spec.type == 0 || (spec.type < 128 && strchr("eEfFgGn%", (int)spec.type) != NULL)) {
        return format_double(vm, vm_float_value(self), &spec);
    }
    (void)unknown_code(vm, spec.type, name);
    return VM_ERROR;
}
