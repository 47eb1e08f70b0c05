/* The type str: its slots and its methods. */
#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_format.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_iter.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slice.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_unicode.h"

/* str(object), str(bytes, encoding, errors): a str of exactly that type. */
static VmValue text_of_arguments(Vm *vm, const VmValue bound[3])
{
    if (bound[0] == VM_EMPTY) {
        return vm_str_empty(vm);
    }
    if (bound[1] == VM_EMPTY && bound[2] == VM_EMPTY) {
        return vm_str_of(vm, bound[0]);
    }
    for (int i = 1; i < 3; i++) {
        if (bound[i] != VM_EMPTY && !vm_is_str(bound[i])) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "str() argument '%s' must be str, not %s",
                            i == 1 ? "encoding" : "errors", vm_type_name(vm, bound[i]));
        }
    }
    if (vm_is_str(bound[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "decoding str is not supported");
    }
    if (!vm_is_bytes(bound[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "decoding to str: need a bytes-like object, %s found",
                        vm_type_name(vm, bound[0]));
    }
    return vm_bytes_decode(vm, bound[0], bound[1], bound[2]);
}

static VmValue str_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[3];
    if (nargs == 1 && kwnames == VM_EMPTY) {
        bound[0] = args[0];
        bound[1] = bound[2] = VM_EMPTY;
    } else if (!vm_args_parse(vm, "str", "object=, encoding=, errors=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue text = text_of_arguments(vm, bound);
    if (text == VM_ERROR || type == vm->types[VM_TYPE_STR]) {
        return text;
    }
    /* An instance of a subclass: the object has its class's layout, the text a block of its own. */
    VmValue instance = vm_instance_new(vm, type);
    if (instance != VM_ERROR) {
        VmStr *str = vm_str_of_value(instance);
        size_t size = vm_str_size(text);
        str->data = vm_heap_resize(vm, NULL, 0, size + 1);
        if (str->data == NULL) {
            vm_unref(vm, instance);
            instance = VM_ERROR;
        } else {
            memcpy(str->data, vm_str_data(text), size + 1);
            str->size = str->capacity = (uint32_t)size;
            str->length = (uint32_t)vm_str_length(text);
        }
    }
    vm_unref(vm, text);
    return instance;
}

static VmValue str_repr(Vm *vm, VmValue self)
{
    return vm_str_repr(vm, self);
}

static VmValue str_str(Vm *vm, VmValue self)
{
    return vm_str_exact(vm, self);
}

static bool str_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    *hash = (int64_t)vm_str_hash(self);
    return true;
}

static VmValue str_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    (void)vm;
    if (!vm_is_str(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    if (op == VM_COMPARE_EQ || op == VM_COMPARE_NE) {
        return vm_from_bool(vm_str_equal(self, other) == (op == VM_COMPARE_EQ));
    }
    int order = vm_str_order(self, other);
    switch (op) {
    case VM_COMPARE_LT: return vm_from_bool(order < 0);
    case VM_COMPARE_LE: return vm_from_bool(order <= 0);
    case VM_COMPARE_GT: return vm_from_bool(order > 0);
    default: return vm_from_bool(order >= 0);
    }
}

static int str_truth(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_str_size(self) != 0;
}

static int64_t str_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)vm_str_length(self);
}

static VmValue slice_with_step(Vm *vm, VmValue self, const VmSliceSpan *span)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (vm_str_is_ascii(self)) {
        const char *text = vm_str_data(self);
        int64_t at = span->start;
        for (int64_t i = 0; i < span->count; i++, at += span->step) {
            ls_buf_putc(&buf, text[at]);
        }
        return vm_str_from_buf(vm, &buf);
    }
    /* Walks by code points, in either direction, from one selected to the next. */
    const char *place = vm_str_data(self) + vm_str_offset(self, span->count > 0 ? (size_t)span->start : 0);
    for (int64_t i = 0; i < span->count; i++) {
        const char *next = place;
        ls_buf_put_utf8(&buf, vm_utf8_next(&next));
        if (i + 1 == span->count) {
            break;
        }
        for (int64_t k = 0; k < span->step; k++) {
            (void)vm_utf8_next(&place);
        }
        for (int64_t k = 0; k > span->step; k--) {
            (void)vm_utf8_previous(&place);
        }
    }
    return vm_str_from_buf(vm, &buf);
}

static VmValue str_get_item(Vm *vm, VmValue self, VmValue key)
{
    int64_t length = (int64_t)vm_str_length(self);
    if (vm_is_slice(key)) {
        VmSliceSpan span;
        if (!vm_slice_span(vm, key, length, &span)) {
            return VM_ERROR;
        }
        if (span.count == 0) {
            return vm_str_empty(vm);
        }
        if (span.step == 1) {
            return vm_str_slice(vm, self, (size_t)span.start, (size_t)(span.start + span.count));
        }
        return slice_with_step(vm, self, &span);
    }
    int64_t index;
    if (!vm_as_subscript(vm, key, "string indices must be integers, not '", "'", &index)) {
        return VM_ERROR;
    }
    if (index < 0) {
        index += length;
    }
    if (index < 0 || index >= length) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "string index out of range");
    }
    return vm_str_char_at(vm, self, (size_t)index);
}

static int str_contains(Vm *vm, VmValue self, VmValue item)
{
    if (!vm_is_str(item)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "'in <string>' requires string as left operand, not %s",
                       vm_type_name(vm, item));
        return -1;
    }
    return vm_text_find(vm_str_data(self), vm_str_size(self), vm_str_data(item), vm_str_size(item)) != VM_NOT_FOUND;
}

static VmValue str_add(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_str(left) && vm_is_str(right) ? vm_str_concat(vm, left, right) : VM_NOT_IMPLEMENTED;
}

static VmValue str_multiply(Vm *vm, VmValue left, VmValue right)
{
    VmValue self = vm_is_str(left) ? left : right, times = vm_is_str(left) ? right : left;
    int64_t count;
    VmRepeat how = vm_repeat_count(vm, times, &count);
    if (how != VM_REPEAT_COUNT) {
        return how == VM_REPEAT_ERROR ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    return vm_str_repeat(vm, self, count);
}

static VmValue str_modulo(Vm *vm, VmValue left, VmValue right)
{
    return vm_is_str(left) ? vm_str_percent(vm, left, right) : VM_NOT_IMPLEMENTED;
}

static VmValue str_iter(Vm *vm, VmValue self)
{
    return vm_sequence_iterator_new(vm, VM_TYPE_STR_ITERATOR, self);
}

VmValue vm_str_method_encode(Vm *vm, const VmValue *args)
{
    return vm_bytes_encode(vm, args[0], args[1], args[2]);
}

VmValue vm_str_method_format(Vm *vm, const VmValue *args)
{
    return vm_str_format(vm, args[0], args[1], args[2], false);
}

VmValue vm_str_method_format_map(Vm *vm, const VmValue *args)
{
    return vm_str_format(vm, args[0], VM_EMPTY, args[1], true);
}

static const VmNativeDef str_methods[] = {
    {"capitalize", vm_str_method_capitalize, "", 0},
    {"casefold", vm_str_method_casefold, "", 0},
    {"center", vm_str_method_center, "width, fillchar=, /", 0},
    {"count", vm_str_method_count, "sub, start=, end=, /", 0},
    {"encode", vm_str_method_encode, "encoding=, errors=", 0},
    {"endswith", vm_str_method_endswith, "suffix, start=, end=, /", 0},
    {"expandtabs", vm_str_method_expandtabs, "tabsize=", 0},
    {"find", vm_str_method_find, "sub, start=, end=, /", 0},
    {"format", vm_str_method_format, "*args, **kwargs", 0},
    {"format_map", vm_str_method_format_map, "mapping, /", 0},
    {"index", vm_str_method_index, "sub, start=, end=, /", 0},
    {"isalnum", vm_str_method_isalnum, "", 0},
    {"isalpha", vm_str_method_isalpha, "", 0},
    {"isascii", vm_str_method_isascii, "", 0},
    {"isdecimal", vm_str_method_isdecimal, "", 0},
    {"isdigit", vm_str_method_isdigit, "", 0},
    {"isidentifier", vm_str_method_isidentifier, "", 0},
    {"islower", vm_str_method_islower, "", 0},
    {"isnumeric", vm_str_method_isnumeric, "", 0},
    {"isprintable", vm_str_method_isprintable, "", 0},
    {"isspace", vm_str_method_isspace, "", 0},
    {"istitle", vm_str_method_istitle, "", 0},
    {"isupper", vm_str_method_isupper, "", 0},
    {"join", vm_str_method_join, "iterable, /", 0},
    {"ljust", vm_str_method_ljust, "width, fillchar=, /", 0},
    {"lower", vm_str_method_lower, "", 0},
    {"lstrip", vm_str_method_lstrip, "chars=, /", 0},
    {"maketrans", vm_str_method_maketrans, "x, y=, z=, /", VM_NATIVE_STATIC},
    {"partition", vm_str_method_partition, "sep, /", 0},
    {"removeprefix", vm_str_method_removeprefix, "prefix, /", 0},
    {"removesuffix", vm_str_method_removesuffix, "suffix, /", 0},
    {"replace", vm_str_method_replace, "old, new, count=, /", 0},
    {"rfind", vm_str_method_rfind, "sub, start=, end=, /", 0},
    {"rindex", vm_str_method_rindex, "sub, start=, end=, /", 0},
    {"rjust", vm_str_method_rjust, "width, fillchar=, /", 0},
    {"rpartition", vm_str_method_rpartition, "sep, /", 0},
    {"rsplit", vm_str_method_rsplit, "sep=, maxsplit=", 0},
    {"rstrip", vm_str_method_rstrip, "chars=, /", 0},
    {"split", vm_str_method_split, "sep=, maxsplit=", 0},
    {"splitlines", vm_str_method_splitlines, "keepends=", 0},
    {"startswith", vm_str_method_startswith, "prefix, start=, end=, /", 0},
    {"strip", vm_str_method_strip, "chars=, /", 0},
    {"swapcase", vm_str_method_swapcase, "", 0},
    {"title", vm_str_method_title, "", 0},
    {"translate", vm_str_method_translate, "table, /", 0},
    {"upper", vm_str_method_upper, "", 0},
    {"zfill", vm_str_method_zfill, "width, /", 0},
    {0},
};

static void str_fill(VmType *type)
{
    type->release = vm_str_release;
    type->make = str_make;
    type->repr = str_repr;
    type->str = str_str;
    type->format = vm_format_str;
    type->hash = str_hash;
    type->compare = str_compare;
    type->truth = str_truth;
    type->length = str_length;
    type->get_item = str_get_item;
    type->contains = str_contains;
    type->iter = str_iter;
    type->binary[VM_BINARY_ADD] = str_add;
    type->binary[VM_BINARY_MUL] = str_multiply;
    type->binary[VM_BINARY_MOD] = str_modulo;
}

const VmTypeSpec vm_type_str = {
    .name = "str",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_STR,
    .instance_size = sizeof(VmStr),
    .methods = str_methods,
    .fill = str_fill,
};
