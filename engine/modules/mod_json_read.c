/* json: reading. */
#include "modules/mod_json.h"

#include "modules/mod_support.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

#include <math.h>

typedef struct Reader {
    Vm *vm;
    VmValue text;
    const char *begin, *at, *end;
    const ModJsonHooks *hooks; /* never NULL */
} Reader;

static VmValue read_value(Reader *r);

/* Raises JSONDecodeError(message, document, position): "message: line 1 column 2 (char 1)". */
static VmValue fail(Reader *r, const char *message, const char *where)
{
    VmType *type = mod_kept_type(r->vm, MOD_KEPT_JSON_ERROR, "json");
    if (type == NULL) {
        return VM_ERROR;
    }
    VmValue args[3] = {vm_str_c(r->vm, message), vm_ref(r->text),
                       vm_from_int((int64_t)vm_utf8_length(r->begin, (size_t)(where - r->begin)))};
    VmValue error = args[0] == VM_ERROR ? VM_ERROR : vm_call(r->vm, vm_from_type(type), args, 3, VM_EMPTY);
    if (error != VM_ERROR) {
        (void)vm_raise_value(r->vm, error);
    }
    vm_unref(r->vm, error);
    vm_unref(r->vm, args[1]);
    vm_unref(r->vm, args[0]);
    return VM_ERROR;
}

static void skip_space(Reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) {
        r->at++;
    }
}

/* Four hexadecimal digits; -1 when they are not. */
static int32_t read_hex4(const Reader *r, const char *at)
{
    int32_t code = 0;
    if (r->end - at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        char c = at[i], lower = (char)(c | 32);
        int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code;
}

/* What follows a backslash; false with an exception pending. */
static bool read_escape(Reader *r, LsBuf *out, const char *string)
{
    static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    const char *escape = r->at - 1;
    if (r->at == r->end) {
        (void)fail(r, "Unterminated string starting at", string);
        return false;
    }
    char c = *r->at++;
    for (const char *pair = pairs; *pair != '\0'; pair += 2) {
        if (*pair == c) {
            ls_buf_putc(out, pair[1]);
            return true;
        }
    }
    if (c != 'u') {
        (void)fail(r, "Invalid \\escape", escape);
        return false;
    }
    int32_t code = read_hex4(r, r->at);
    if (code < 0) {
        (void)fail(r, "Invalid \\uXXXX escape", r->at - 1);
        return false;
    }
    r->at += 4;
    if (code >= 0xD800 && code < 0xDC00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
        int32_t low = read_hex4(r, r->at + 2);
        if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            r->at += 6;
        }
    }
    ls_buf_put_utf8(out, (uint32_t)code);
    return true;
}

/* A string; its opening quote has been read. */
static VmValue read_string(Reader *r)
{
    const char *string = r->at - 1;
    LsBuf buf;
    ls_buf_init(&buf, r->vm->alloc);
    for (;;) {
        const char *plain = r->at;
        while (r->at < r->end && *r->at != '"' && *r->at != '\\' && (unsigned char)*r->at >= 0x20) {
            r->at++;
        }
        ls_buf_put(&buf, plain, (size_t)(r->at - plain));
        bool good = true;
        if (r->at == r->end) {
            (void)fail(r, "Unterminated string starting at", string);
            good = false;
        } else if (*r->at == '"') {
            r->at++;
            return vm_str_from_buf(r->vm, &buf);
        } else if (*r->at == '\\') {
            r->at++;
            good = read_escape(r, &buf, string);
        } else {
            (void)fail(r, "Invalid control character at", r->at);
            good = false;
        }
        if (!good) {
            ls_buf_free(&buf);
            return VM_ERROR;
        }
    }
}

static bool is_digit(const Reader *r, const char *p)
{
    return p < r->end && *p >= '0' && *p <= '9';
}

static VmValue call_hook(Reader *r, VmValue hook, const char *text, size_t size)
{
    VmValue str = vm_str_new(r->vm, text, size);
    VmValue result = str == VM_ERROR ? VM_ERROR : vm_call1(r->vm, hook, str);
    vm_unref(r->vm, str);
    return result;
}

/* A number, VM_EMPTY with nothing pending when none begins here. */
static VmValue read_number(Reader *r)
{
    const char *first = r->at, *p = first;
    p += *p == '-';
    if (!is_digit(r, p)) {
        return VM_EMPTY;
    }
    if (*p == '0') {
        p++;
    } else {
        while (is_digit(r, p)) {
            p++;
        }
    }
    const char *whole = p;
    if (p < r->end && *p == '.' && is_digit(r, p + 1)) {
        for (p++; is_digit(r, p); p++) {
        }
    }
    if (p < r->end && (*p | 32) == 'e') {
        const char *exponent = p + 1;
        exponent += exponent < r->end && (*exponent == '+' || *exponent == '-');
        if (is_digit(r, exponent)) {
            for (p = exponent; is_digit(r, p); p++) {
            }
        }
    }
    r->at = p;
    double d;
    VmValue hook = p != whole ? r->hooks->of_float : r->hooks->of_int;
    if (hook != VM_EMPTY) {
        return call_hook(r, hook, first, (size_t)(p - first));
    }
    if (p != whole) {
        (void)vm_float_parse(first, (size_t)(p - first), &d);
        return vm_from_double(d);
    }
    bool negative = *first == '-';
    VmValue number = vm_int_from_digits(r->vm, first + negative, (size_t)(p - first) - negative, 10);
    if (number == VM_ERROR || !negative) {
        return number;
    }
    VmValue result = vm_int_negative(r->vm, number);
    vm_unref(r->vm, number);
    return result;
}

static bool take_word(Reader *r, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, word, size) != 0) {
        return false;
    }
    r->at += size;
    return true;
}

static VmValue read_array(Reader *r)
{
    VmValue list = vm_list_new_empty(r->vm, 0);
    skip_space(r);
    if (list != VM_ERROR && r->at < r->end && *r->at == ']') {
        r->at++;
        return list;
    }
    while (list != VM_ERROR) {
        VmValue item = read_value(r);
        if (item == VM_ERROR || !vm_list_append_steal(r->vm, list, item)) {
            break;
        }
        skip_space(r);
        if (r->at < r->end && *r->at == ']') {
            r->at++;
            return list;
        }
        if (r->at == r->end || *r->at != ',') {
            (void)fail(r, "Expecting ',' delimiter", r->at);
            break;
        }
        r->at++;
        skip_space(r);
    }
    vm_unref(r->vm, list);
    return VM_ERROR;
}

/* "key": value; false with an exception pending. */
static bool read_pair(Reader *r, VmValue dict, VmValue pairs)
{
    if (r->at == r->end || *r->at != '"') {
        (void)fail(r, "Expecting property name enclosed in double quotes", r->at);
        return false;
    }
    r->at++;
    VmValue key = read_string(r);
    if (key == VM_ERROR) {
        return false;
    }
    skip_space(r);
    VmValue value = VM_ERROR;
    if (r->at == r->end || *r->at != ':') {
        (void)fail(r, "Expecting ':' delimiter", r->at);
    } else {
        r->at++;
        skip_space(r);
        value = read_value(r);
    }
    bool done = value != VM_ERROR && vm_dict_set(r->vm, dict, key, value);
    if (done && pairs != VM_EMPTY) {
        VmValue items[2] = {key, value};
        VmValue pair = vm_tuple_new(r->vm, items, 2);
        done = pair != VM_ERROR && vm_list_append_steal(r->vm, pairs, pair);
    }
    vm_unref(r->vm, key);
    vm_unref(r->vm, value);
    return done;
}

static VmValue read_members(Reader *r, VmValue pairs)
{
    VmValue dict = vm_dict_new(r->vm);
    skip_space(r);
    if (dict != VM_ERROR && r->at < r->end && *r->at == '}') {
        r->at++;
        return dict;
    }
    while (dict != VM_ERROR && read_pair(r, dict, pairs)) {
        skip_space(r);
        if (r->at < r->end && *r->at == '}') {
            r->at++;
            return dict;
        }
        if (r->at == r->end || *r->at != ',') {
            (void)fail(r, "Expecting ',' delimiter", r->at);
            break;
        }
        r->at++;
        skip_space(r);
    }
    vm_unref(r->vm, dict);
    return VM_ERROR;
}

static VmValue read_object(Reader *r)
{
    const ModJsonHooks *hooks = r->hooks;
    VmValue pairs = hooks->pairs == VM_EMPTY ? VM_EMPTY : vm_list_new_empty(r->vm, 0);
    if (hooks->pairs != VM_EMPTY && pairs == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue dict = read_members(r, pairs);
    if (dict != VM_ERROR && (hooks->pairs != VM_EMPTY || hooks->object != VM_EMPTY)) {
        VmValue made =
            hooks->pairs != VM_EMPTY ? vm_call1(r->vm, hooks->pairs, pairs) : vm_call1(r->vm, hooks->object, dict);
        vm_set_steal(r->vm, &dict, made);
    }
    vm_unref(r->vm, pairs);
    return dict;
}

static VmValue read_container(Reader *r)
{
    if (!vm_enter(r->vm, " while decoding a JSON document")) {
        return VM_ERROR;
    }
    VmValue v = *r->at++ == '[' ? read_array(r) : read_object(r);
    vm_leave(r->vm);
    return v;
}

static VmValue read_value(Reader *r)
{
    vm_cost_add(r->vm, VM_COST_JSON_VALUE, 1);
    if (r->at == r->end) {
        return fail(r, "Expecting value", r->at);
    }
    switch (*r->at) {
    case '"': r->at++; return read_string(r);
    case '[':
    case '{': return read_container(r);
    default: break;
    }
    static const struct {
        const char *word;
        VmValue value;
    } words[] = {{"null", VM_NONE}, {"true", VM_TRUE}, {"false", VM_FALSE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (take_word(r, words[i].word)) {
            return words[i].value;
        }
    }
    VmValue number = read_number(r);
    if (number != VM_EMPTY || vm_error_pending(r->vm)) {
        return number;
    }
    static const struct {
        const char *word;
        double value;
    } constants[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (take_word(r, constants[i].word)) {
            return r->hooks->of_constant == VM_EMPTY
                       ? vm_from_double(constants[i].value)
                       : call_hook(r, r->hooks->of_constant, constants[i].word, strlen(constants[i].word));
        }
    }
    return fail(r, "Expecting value", r->at);
}

VmValue mod_json_read(Vm *vm, VmValue text)
{
    return mod_json_read_hooked(vm, text, NULL);
}

VmValue mod_json_read_hooked(Vm *vm, VmValue text, const ModJsonHooks *hooks)
{
    static const ModJsonHooks none = {VM_EMPTY, VM_EMPTY, VM_EMPTY, VM_EMPTY, VM_EMPTY};
    const char *data = vm_str_data(text);
    Reader r = {vm, text, data, data, data + vm_str_size(text), hooks == NULL ? &none : hooks};
    skip_space(&r);
    VmValue value = read_value(&r);
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    skip_space(&r);
    if (r.at < r.end) {
        vm_unref(vm, value);
        return fail(&r, "Extra data", r.at);
    }
    return value;
}
