/* pattern % arguments. */
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_format.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

typedef struct Percent {
    Vm *vm;
    VmValue args;    /* as given */
    VmValue mapping; /* borrowed; VM_EMPTY when the arguments are none */
    VmValue keyed;   /* the value for "%(key)", owned; VM_EMPTY: arguments are taken in turn */
    size_t count, next;
    const char *begin, *at, *end;
    LsBuf out;
} Percent;

typedef struct Conversion {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; /* -1: none */
    uint32_t type;
    size_t type_index; /* in code points, for messages */
} Conversion;

static bool fail(Percent *p, VmExceptionId id, const char *message)
{
    (void)vm_raise(p->vm, id, "%s", message);
    return false;
}

/* The next argument, borrowed. */
static VmValue next_argument(Percent *p)
{
    if (p->keyed != VM_EMPTY) {
        return p->keyed;
    }
    if (p->next >= p->count) {
        (void)fail(p, VM_EXC_TYPE_ERROR, "not enough arguments for format string");
        return VM_ERROR;
    }
    p->next++;
    return vm_is_tuple(p->args) ? vm_to_tuple(p->args)->items[p->next - 1] : p->args;
}

/* "(key)": looks the value up. */
static bool read_key(Percent *p)
{
    if (p->mapping == VM_EMPTY) {
        return fail(p, VM_EXC_TYPE_ERROR, "format requires a mapping");
    }
    const char *key = ++p->at;
    int depth = 1;
    while (p->at < p->end && depth > 0) {
        depth += *p->at == '(' ? 1 : *p->at == ')' ? -1 : 0;
        p->at++;
    }
    if (depth > 0) {
        return fail(p, VM_EXC_VALUE_ERROR, "incomplete format key");
    }
    VmValue name = vm_str_new(p->vm, key, (size_t)(p->at - 1 - key));
    if (name == VM_ERROR) {
        return false;
    }
    VmValue value = vm_get_item(p->vm, p->mapping, name);
    vm_unref(p->vm, name);
    if (value == VM_ERROR) {
        return false;
    }
    vm_unref(p->vm, p->keyed);
    p->keyed = value;
    return true;
}

/* Digits, or "*": the next argument.  -1 when there is neither. */
static bool read_number(Percent *p, int64_t *out, const char *too_big)
{
    *out = -1;
    if (p->at < p->end && *p->at == '*') {
        p->at++;
        VmValue v = next_argument(p);
        if (v == VM_ERROR) {
            return false;
        }
        if (!vm_is_integer(v)) {
            return fail(p, VM_EXC_TYPE_ERROR, "* wants int");
        }
        if (!vm_int_to_i64(v, out)) {
            return fail(p, VM_EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        }
        return true;
    }
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9') {
        int64_t number = (*out < 0 ? 0 : *out);
        if (number > (INT64_MAX - 9) / 10) {
            return fail(p, VM_EXC_VALUE_ERROR, too_big);
        }
        *out = number * 10 + (*p->at++ - '0');
    }
    return true;
}

static bool read_conversion(Percent *p, Conversion *c)
{
    *c = (Conversion){.width = -1, .precision = -1};
    if (p->at < p->end && *p->at == '(' && !read_key(p)) {
        return false;
    }
    for (; p->at < p->end; p->at++) {
        char flag = *p->at;
        c->left |= flag == '-';
        c->plus |= flag == '+';
        c->space |= flag == ' ';
        c->alternate |= flag == '#';
        c->zero |= flag == '0';
        if (flag == '\0' || strchr("-+ #0", flag) == NULL) {
            break;
        }
    }
    bool starred = p->at < p->end && *p->at == '*';
    if (!read_number(p, &c->width, "width too big")) {
        return false;
    }
    if (starred && c->width < 0) {
        c->left = true;
        c->width = -c->width;
    }
    if (p->at < p->end && *p->at == '.') {
        p->at++;
        if (!read_number(p, &c->precision, "precision too big")) {
            return false;
        }
        c->precision = c->precision < 0 ? 0 : c->precision;
        if (c->precision > INT32_MAX) {
            return fail(p, VM_EXC_VALUE_ERROR, "precision too big");
        }
    }
    if (p->at < p->end && (*p->at == 'h' || *p->at == 'l' || *p->at == 'L')) {
        p->at++;
    }
    if (p->at == p->end) {
        return fail(p, VM_EXC_VALUE_ERROR, "incomplete format");
    }
    c->type_index = vm_utf8_length(p->begin, (size_t)(p->at - p->begin));
    c->type = vm_utf8_next(&p->at);
    return true;
}

/* ---- putting one argument --------------------------------------------------------------------------------------- */

static bool put_padded(Percent *p, const Conversion *c, const char *text, size_t size, size_t length)
{
    int64_t space = c->width - (int64_t)length;
    space = space < 0 ? 0 : space;
    if (space > INT32_MAX / 4) {
        (void)vm_raise_no_memory(p->vm);
        return false;
    }
    ls_buf_fill(&p->out, ' ', c->left ? 0 : (size_t)space);
    ls_buf_put(&p->out, text, size);
    ls_buf_fill(&p->out, ' ', c->left ? (size_t)space : 0);
    return true;
}

static bool put_text(Percent *p, const Conversion *c, VmValue v)
{
    VmValue text = c->type == 's' ? vm_str_of(p->vm, v) : c->type == 'r' ? vm_repr(p->vm, v) : vm_ascii(p->vm, v);
    if (text == VM_ERROR) {
        return false;
    }
    size_t length = vm_str_length(text), size = vm_str_size(text);
    if (c->precision >= 0 && (size_t)c->precision < length) {
        length = (size_t)c->precision;
        size = vm_str_offset(text, length);
    }
    bool done = put_padded(p, c, vm_str_data(text), size, length);
    vm_unref(p->vm, text);
    return done;
}

/* Sign, prefix, zeros, digits, in the width wanted; `text` is the number without "-". */
static bool put_number(Percent *p, const Conversion *c, bool negative, const char *prefix, const char *text,
                       size_t size)
{
    char sign = negative ? '-' : c->plus ? '+' : c->space ? ' ' : '\0';
    size_t fixed = (sign != '\0') + strlen(prefix) + size;
    int64_t space = c->width - (int64_t)fixed;
    space = space < 0 ? 0 : space;
    if (space > INT32_MAX / 4) {
        (void)vm_raise_no_memory(p->vm);
        return false;
    }
    bool zeros = c->zero && !c->left;
    ls_buf_fill(&p->out, ' ', !c->left && !zeros ? (size_t)space : 0);
    ls_buf_put(&p->out, &sign, sign != '\0');
    ls_buf_puts(&p->out, prefix);
    ls_buf_fill(&p->out, '0', zeros ? (size_t)space : 0);
    ls_buf_put(&p->out, text, size);
    ls_buf_fill(&p->out, ' ', c->left ? (size_t)space : 0);
    return true;
}

static bool has_method(Vm *vm, VmValue v, VmNameId id)
{
    return vm_is_object(v) && vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, id)) != VM_EMPTY;
}

/* The argument of an integer conversion as an int, owned. */
static VmValue integer_argument(Percent *p, const Conversion *c, VmValue v)
{
    Vm *vm = p->vm;
    bool decimal = c->type == 'd' || c->type == 'i' || c->type == 'u';
    if (vm_is_integer(v)) {
        return vm_int_exact(vm, v);
    }
    if (decimal && vm_is_float(v)) {
        return vm_int_from_double(vm, vm_float_value(v));
    }
    if (decimal && has_method(vm, v, VM_NAME_INT) && !vm_is_float(v)) {
        VmValue number = vm_call_method(vm, v, vm_name(vm, VM_NAME_INT), NULL, 0);
        if (number == VM_ERROR || vm_is_integer(number)) {
            return number;
        }
        vm_unref(vm, number);
    } else if (has_method(vm, v, VM_NAME_INDEX)) {
        return vm_index(vm, v);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "%%%c format: %s is required, not %s", (int)c->type,
                    decimal ? "a real number" : "an integer", vm_type_name(vm, v));
}

static bool put_integer(Percent *p, const Conversion *c, VmValue v)
{
    VmValue number = integer_argument(p, c, v);
    if (number == VM_ERROR) {
        return false;
    }
    int base = c->type == 'o' ? 8 : (c->type | 32) == 'x' ? 16 : 10;
    LsBuf text, padded;
    ls_buf_init(&text, p->vm->alloc);
    ls_buf_init(&padded, p->vm->alloc);
    bool done = vm_int_append(p->vm, &text, number, base, false);
    vm_unref(p->vm, number);
    if (done) {
        bool negative = text.data[0] == '-';
        size_t digits = text.size - negative;
        int64_t zeros = c->precision - (int64_t)digits;
        ls_buf_fill(&padded, '0', zeros > 0 ? (size_t)zeros : 0);
        ls_buf_put(&padded, text.data + negative, digits);
        for (size_t i = 0; c->type == 'X' && !padded.failed && i < padded.size; i++) {
            padded.data[i] = padded.data[i] >= 'a' ? (char)(padded.data[i] - 32) : padded.data[i];
        }
        const char *prefix = !c->alternate || base == 10 ? "" : base == 8 ? "0o" : c->type == 'X' ? "0X" : "0x";
        done = put_number(p, c, negative, prefix, ls_buf_text(&padded), padded.size);
        p->out.failed |= padded.failed;
    }
    ls_buf_free(&text);
    ls_buf_free(&padded);
    return done;
}

static bool put_float(Percent *p, const Conversion *c, VmValue v)
{
    double d;
    if (!vm_as_double(p->vm, v, &d)) {
        return false;
    }
    LsBuf text;
    ls_buf_init(&text, p->vm->alloc);
    if (c->precision > INT32_MAX / 8) {
        (void)vm_raise_no_memory(p->vm);
        return false;
    }
    vm_float_append(&text, d, (char)c->type, c->precision < 0 ? 6 : (int)c->precision, c->alternate);
    if (text.failed) {
        ls_buf_free(&text);
        (void)vm_raise_no_memory(p->vm);
        return false;
    }
    bool negative = text.data[0] == '-';
    bool done = put_number(p, c, negative, "", text.data + negative, text.size - negative);
    ls_buf_free(&text);
    return done;
}

static bool put_character(Percent *p, const Conversion *c, VmValue v)
{
    char bytes[4];
    uint32_t code;
    int64_t number;
    if (vm_is_str(v) && vm_str_length(v) == 1) {
        code = vm_str_code_at(v, 0);
    } else if (vm_is_integer(v)) {
        if (!vm_int_to_i64(v, &number) || number < 0 || number > 0x10FFFF) {
            return fail(p, VM_EXC_OVERFLOW_ERROR, "%c arg not in range(0x110000)");
        }
        code = (uint32_t)number;
    } else {
        return fail(p, VM_EXC_TYPE_ERROR, "%c requires int or char");
    }
    return put_padded(p, c, bytes, vm_utf8_encode(code, bytes), 1);
}

static bool put_argument(Percent *p, const Conversion *c)
{
    VmValue v = next_argument(p);
    if (v == VM_ERROR) {
        return false;
    }
    switch (c->type) {
    case 's':
    case 'r':
    case 'a': return put_text(p, c, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X': return put_integer(p, c, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': return put_float(p, c, v);
    case 'c': return put_character(p, c, v);
    default:
        (void)vm_raise(p->vm, VM_EXC_VALUE_ERROR, "unsupported format character '%c' (0x%x) at index %zu",
                       c->type > 31 && c->type < 128 ? (int)c->type : '?', (unsigned)c->type, c->type_index);
        return false;
    }
}

static bool put_all(Percent *p)
{
    while (p->at < p->end) {
        const char *percent = memchr(p->at, '%', (size_t)(p->end - p->at));
        const char *stop = percent == NULL ? p->end : percent;
        ls_buf_put(&p->out, p->at, (size_t)(stop - p->at));
        if (percent == NULL) {
            break;
        }
        p->at = percent + 1;
        if (p->at < p->end && *p->at == '%') {
            ls_buf_putc(&p->out, '%');
            p->at++;
            continue;
        }
        Conversion conversion;
        if (!read_conversion(p, &conversion) || !put_argument(p, &conversion)) {
            return false;
        }
        if (p->keyed != VM_EMPTY) {
            vm_set_steal(p->vm, &p->keyed, VM_EMPTY);
        }
    }
    if (p->next < p->count && p->mapping == VM_EMPTY) {
        return fail(p, VM_EXC_TYPE_ERROR, "not all arguments converted during string formatting");
    }
    return true;
}

VmValue vm_str_percent(Vm *vm, VmValue pattern, VmValue args)
{
    bool tuple = vm_is_tuple(args);
    bool mapping = !tuple && !vm_is_str(args) && vm_type_of(vm, args)->get_item != NULL;
    Percent p = {.vm = vm,
                 .args = args,
                 .mapping = mapping ? args : VM_EMPTY,
                 .keyed = VM_EMPTY,
                 .count = tuple ? vm_to_tuple(args)->count : 1,
                 .begin = vm_str_data(pattern),
                 .at = vm_str_data(pattern),
                 .end = vm_str_data(pattern) + vm_str_size(pattern)};
    ls_buf_init(&p.out, vm->alloc);
    bool done = put_all(&p);
    vm_unref(vm, p.keyed);
    if (!done) {
        ls_buf_free(&p.out);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &p.out);
}
