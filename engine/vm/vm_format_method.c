/* str.format and str.format_map. */
#include "vm/vm_error.h"
#include "vm/vm_format.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

typedef enum Numbering { NUMBERING_OPEN, NUMBERING_AUTO, NUMBERING_MANUAL } Numbering;

typedef struct Formatter {
    Vm *vm;
    VmValue args;  /* tuple, or VM_EMPTY for format_map */
    VmValue names; /* a mapping, or VM_EMPTY */
    Numbering numbering;
    size_t next; /* automatic number */
} Formatter;

typedef struct Text {
    const char *at, *end;
} Text;

/* A replacement field, taken apart. */
typedef struct Field {
    Text name;
    Text spec;
    bool nested;         /* the spec has fields of its own */
    uint32_t conversion; /* 0: none */
} Field;

static bool fail(Formatter *f, const char *message)
{
    (void)vm_raise(f->vm, VM_EXC_VALUE_ERROR, "%s", message);
    return false;
}

/* ---- taking the pattern apart ----------------------------------------------------------------------------------- */

/* The field name up to "}", ":" or "!"; *stop is that character, 0 at the end of the pattern. */
static bool read_name(Formatter *f, Text *text, Text *name, char *stop)
{
    name->at = text->at;
    while (text->at < text->end) {
        char c = *text->at++;
        if (c == '{') {
            return fail(f, "unexpected '{' in field name");
        }
        if (c == '[') {
            while (text->at < text->end && *text->at != ']') {
                text->at++;
            }
        } else if (c == '}' || c == ':' || c == '!') {
            name->end = text->at - 1;
            *stop = c;
            return true;
        }
    }
    *stop = '\0';
    name->end = text->at;
    return true;
}

/* The spec up to its "}". */
static bool read_spec(Formatter *f, Text *text, Field *field)
{
    field->spec.at = text->at;
    int depth = 1;
    while (text->at < text->end) {
        char c = *text->at++;
        if (c == '{') {
            field->nested = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec.end = text->at - 1;
            return true;
        }
    }
    return fail(f, "unmatched '{' in format spec");
}

/* What follows "{". */
static bool read_field(Formatter *f, Text *text, Field *field)
{
    char stop = 0;
    *field = (Field){{NULL, NULL}, {text->end, text->end}, false, 0};
    if (!read_name(f, text, &field->name, &stop)) {
        return false;
    }
    if (stop == '}') {
        return true;
    }
    if (stop == '\0') {
        return fail(f, "expected '}' before end of string");
    }
    if (stop == '!') {
        if (text->at == text->end) {
            return fail(f, "end of string while looking for conversion specifier");
        }
        field->conversion = vm_utf8_next(&text->at);
        if (text->at < text->end) {
            char c = *text->at++;
            if (c == '}') {
                return true;
            }
            if (c != ':') {
                return fail(f, "expected ':' after conversion specifier");
            }
        }
    }
    return read_spec(f, text, field);
}

/* ---- the value of a field --------------------------------------------------------------------------------------- */

/* The number that the text is; -1 when it is none, -2 with ValueError when it is too large. */
static int64_t read_index(Formatter *f, const Text *text)
{
    int64_t number = 0;
    if (text->at == text->end) {
        return -1;
    }
    for (const char *p = text->at; p < text->end; p++) {
        if (*p < '0' || *p > '9') {
            return -1;
        }
        if (number > (INT64_MAX - 9) / 10) {
            (void)fail(f, "Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + (*p - '0');
    }
    return number;
}

static bool count_field(Formatter *f, bool automatic, int64_t *index)
{
    Numbering wanted = automatic ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if (f->numbering == NUMBERING_OPEN) {
        f->numbering = wanted;
    } else if (f->numbering != wanted) {
        return fail(f, automatic ? "cannot switch from manual field specification to automatic field numbering"
                                 : "cannot switch from automatic field numbering to manual field specification");
    }
    if (automatic) {
        *index = (int64_t)f->next++;
    }
    return true;
}

static VmValue named_argument(Formatter *f, const Text *first)
{
    VmValue key = vm_str_new(f->vm, first->at, (size_t)(first->end - first->at));
    if (key == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue value = f->names == VM_EMPTY ? vm_raise_with(f->vm, vm_exception_type(f->vm, VM_EXC_KEY_ERROR), key)
                                         : vm_get_item(f->vm, f->names, key);
    vm_unref(f->vm, key);
    return value;
}

/* The argument that the first part of a field name means. */
static VmValue first_object(Formatter *f, const Text *first)
{
    int64_t index = read_index(f, first);
    if (index == -2) {
        return VM_ERROR;
    }
    bool automatic = first->at == first->end;
    if (index < 0 && !automatic) {
        return named_argument(f, first);
    }
    if (!count_field(f, automatic, &index)) {
        return VM_ERROR;
    }
    if (f->args == VM_EMPTY) {
        return vm_raise(f->vm, VM_EXC_VALUE_ERROR, "Format string contains positional fields");
    }
    const VmTuple *args = vm_to_tuple(f->args);
    if ((uint64_t)index >= args->count) {
        return vm_raise(f->vm, VM_EXC_INDEX_ERROR, "Replacement index %lld out of range for positional args tuple",
                        (long long)index);
    }
    return vm_ref(args->items[index]);
}

static VmValue take_attribute_steal(Formatter *f, VmValue object, const Text *part)
{
    VmValue name = vm_intern(f->vm, part->at, (size_t)(part->end - part->at));
    VmValue value = name == VM_ERROR ? VM_ERROR : vm_get_attr(f->vm, object, name);
    vm_unref(f->vm, name);
    vm_unref(f->vm, object);
    return value;
}

static VmValue take_item_steal(Formatter *f, VmValue object, const Text *part)
{
    int64_t index = read_index(f, part);
    VmValue key = index >= 0    ? vm_from_int(index & VM_INT_MAX)
                  : index == -1 ? vm_str_new(f->vm, part->at, (size_t)(part->end - part->at))
                                : VM_ERROR;
    VmValue value = key == VM_ERROR ? VM_ERROR : vm_get_item(f->vm, object, key);
    vm_unref(f->vm, key);
    vm_unref(f->vm, object);
    return value;
}

/* The value that "name.attr[item]…" means. */
static VmValue field_object(Formatter *f, const Text *name)
{
    Text first = {name->at, name->at};
    while (first.end < name->end && *first.end != '.' && *first.end != '[') {
        first.end++;
    }
    VmValue object = first_object(f, &first);
    const char *place = first.end;
    while (object != VM_ERROR && place < name->end) {
        bool item = *place++ == '[';
        Text part = {place, place};
        while (part.end < name->end && (item ? *part.end != ']' : *part.end != '.' && *part.end != '[')) {
            part.end++;
        }
        place = part.end;
        const char *wrong = NULL;
        if (item && place == name->end) {
            wrong = "Missing ']' in format string";
        } else if (part.at == part.end) {
            wrong = "Empty attribute in format string";
        } else if (item && ++place < name->end && *place != '.' && *place != '[') {
            wrong = "Only '.' or '[' may follow ']' in format field specifier";
        }
        if (wrong != NULL) {
            vm_unref(f->vm, object);
            (void)fail(f, wrong);
            return VM_ERROR;
        }
        object = item ? take_item_steal(f, object, &part) : take_attribute_steal(f, object, &part);
    }
    return object;
}

/* ---- putting it together ---------------------------------------------------------------------------------------- */

static VmValue convert_steal(Formatter *f, VmValue object, uint32_t conversion)
{
    VmValue result;
    if (conversion == 0 || object == VM_ERROR) {
        return object;
    }
    if (conversion == 'r') {
        result = vm_repr(f->vm, object);
    } else if (conversion == 's') {
        result = vm_str_of(f->vm, object);
    } else if (conversion == 'a') {
        result = vm_ascii(f->vm, object);
    } else if (conversion > 32 && conversion < 127) {
        result = vm_raise(f->vm, VM_EXC_VALUE_ERROR, "Unknown conversion specifier %c", (int)conversion);
    } else {
        result = vm_raise(f->vm, VM_EXC_VALUE_ERROR, "Unknown conversion specifier \\x%x", (unsigned)conversion);
    }
    vm_unref(f->vm, object);
    return result;
}

static bool format_text(Formatter *f, Text text, int depth, LsBuf *out);

/* The spec of a field as a str, its own fields filled in. */
static VmValue spec_text(Formatter *f, const Field *field, int depth)
{
    if (!field->nested) {
        return vm_str_new(f->vm, field->spec.at, (size_t)(field->spec.end - field->spec.at));
    }
    LsBuf buf;
    ls_buf_init(&buf, f->vm->alloc);
    if (!format_text(f, field->spec, depth - 1, &buf)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(f->vm, &buf);
}

static bool put_field(Formatter *f, const Field *field, int depth, LsBuf *out)
{
    VmValue object = convert_steal(f, field_object(f, &field->name), field->conversion);
    if (object == VM_ERROR) {
        return false;
    }
    VmValue spec = spec_text(f, field, depth);
    VmValue text = spec == VM_ERROR ? VM_ERROR : vm_format(f->vm, object, spec);
    vm_unref(f->vm, spec);
    vm_unref(f->vm, object);
    if (text == VM_ERROR) {
        return false;
    }
    vm_str_append(out, text);
    vm_unref(f->vm, text);
    return true;
}

static bool format_text(Formatter *f, Text text, int depth, LsBuf *out)
{
    if (depth <= 0) {
        return fail(f, "Max string recursion exceeded");
    }
    while (text.at < text.end) {
        const char *plain = text.at;
        while (text.at < text.end && *text.at != '{' && *text.at != '}') {
            text.at++;
        }
        ls_buf_put(out, plain, (size_t)(text.at - plain));
        if (text.at == text.end) {
            break;
        }
        char brace = *text.at++;
        bool doubled = text.at < text.end && *text.at == brace;
        if (doubled) {
            ls_buf_putc(out, brace);
            text.at++;
            continue;
        }
        if (brace == '}') {
            return fail(f, "Single '}' encountered in format string");
        }
        if (text.at == text.end) {
            return fail(f, "Single '{' encountered in format string");
        }
        Field field;
        if (!read_field(f, &text, &field) || !put_field(f, &field, depth, out)) {
            return false;
        }
    }
    return true;
}

VmValue vm_str_format(Vm *vm, VmValue pattern, VmValue args, VmValue names, bool map_only)
{
    Formatter f = {vm, map_only ? VM_EMPTY : args, names, NUMBERING_OPEN, 0};
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    Text text = {vm_str_data(pattern), vm_str_data(pattern) + vm_str_size(pattern)};
    if (!format_text(&f, text, 2, &buf)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}
