/* The type bytes. */
#include "vm/vm_bytes.h"

#include "vm/vm_bytes_methods.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_iter.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slice.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"

static VmBytes *bytes_alloc(Vm *vm, size_t size)
{
    if (size > UINT32_MAX) {
        (void)vm_raise_no_memory(vm);
        return NULL;
    }
    VmBytes *bytes = (VmBytes *)vm_heap_object(vm, vm->types[VM_TYPE_BYTES], sizeof(VmBytes) + size + 1);
    if (bytes != NULL) {
        bytes->size = size;
        bytes->data = (char *)(bytes + 1);
        bytes->data[size] = '\0';
    }
    return bytes;
}

VmValue vm_bytes_new(Vm *vm, const char *data, size_t size)
{
    VmBytes *bytes = bytes_alloc(vm, size);
    if (bytes == NULL) {
        return VM_ERROR;
    }
    if (size > 0) {
        memcpy(bytes->data, data, size);
    }
    return vm_from_object(bytes);
}

VmValue vm_bytes_from_buf(Vm *vm, LsBuf *buf)
{
    VmValue result = buf->failed ? vm_raise_no_memory(vm) : vm_bytes_new(vm, ls_buf_text(buf), buf->size);
    ls_buf_free(buf);
    return result;
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

static bool add_byte(Vm *vm, VmValue item, void *context)
{
    LsBuf *buf = context;
    VmValue index = vm_index(vm, item);
    if (index == VM_ERROR) {
        return false;
    }
    int64_t byte;
    bool good = vm_int_to_i64(index, &byte) && byte >= 0 && byte <= 255;
    vm_unref(vm, index);
    if (!good) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "bytes must be in range(0, 256)");
        return false;
    }
    ls_buf_putc(buf, (char)(unsigned char)byte);
    return true;
}

VmValue vm_bytes_of(Vm *vm, VmValue v)
{
    if (vm_is_bytes(v)) {
        return vm_ref(v);
    }
    if (vm_is_str(v) || vm_type_of(vm, v)->iter == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot convert '%s' object to bytes", vm_type_name(vm, v));
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (!vm_for_each(vm, v, add_byte, &buf)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_bytes_from_buf(vm, &buf);
}

static VmValue zero_bytes(Vm *vm, VmValue count)
{
    int64_t size;
    if (!vm_int_to_i64(count, &size)) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
    }
    if (size < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "negative count");
    }
    VmBytes *bytes = bytes_alloc(vm, (size_t)size);
    if (bytes == NULL) {
        return VM_ERROR;
    }
    memset(bytes->data, 0, (size_t)size);
    return vm_from_object(bytes);
}

static VmValue bytes_of_arguments(Vm *vm, const VmValue bound[3])
{
    VmValue source = bound[0];
    if (source == VM_EMPTY) {
        return vm_bytes_new(vm, "", 0);
    }
    if (vm_is_str(source)) {
        return bound[1] == VM_EMPTY ? vm_raise(vm, VM_EXC_TYPE_ERROR, "string argument without an encoding")
                                    : vm_bytes_encode(vm, source, bound[1], bound[2]);
    }
    if (bound[1] != VM_EMPTY || bound[2] != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s without a string argument",
                        bound[1] != VM_EMPTY ? "encoding" : "errors");
    }
    if (vm_has_kind(source, VM_KIND_INSTANCE)) { /* __bytes__ goes before __index__ and __iter__ */
        bool missing;
        VmValue made = vm_call_special(vm, source, vm_name(vm, VM_NAME_BYTES), NULL, 0, &missing);
        if (!missing && made != VM_ERROR && !vm_is_bytes(made)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %s)", vm_type_name(vm, made));
            vm_unref(vm, made);
            return VM_ERROR;
        }
        if (!missing) {
            return made;
        }
    }
    return vm_is_integer(source) ? zero_bytes(vm, source) : vm_bytes_of(vm, source);
}

static VmValue bytes_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[3];
    if (!vm_args_parse(vm, "bytes", "source=, encoding=, errors=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue made = bytes_of_arguments(vm, bound);
    if (made == VM_ERROR || type == vm->types[VM_TYPE_BYTES]) {
        return made;
    }
    VmValue instance = vm_instance_new(vm, type);
    if (instance != VM_ERROR) {
        VmBytes *self = vm_bytes_of_value(instance);
        const VmBytes *from = vm_bytes_of_value(made);
        self->data = vm_heap_resize(vm, NULL, 0, from->size + 1);
        if (self->data == NULL) {
            vm_unref(vm, instance);
            instance = VM_ERROR;
        } else {
            memcpy(self->data, from->data, from->size + 1);
            self->size = from->size;
        }
    }
    vm_unref(vm, made);
    return instance;
}

static void bytes_release(Vm *vm, VmObject *object)
{
    VmBytes *self = (VmBytes *)object;
    if (self->data != NULL && self->data != (char *)(self + 1)) {
        vm_heap_free(vm, self->data, self->size + 1);
    }
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static VmValue bytes_repr(Vm *vm, VmValue self)
{
    const VmBytes *bytes = vm_bytes_of_value(self);
    bool single = memchr(bytes->data, '\'', bytes->size) != NULL, twice = memchr(bytes->data, '"', bytes->size) != NULL;
    char quote = single && !twice ? '"' : '\'';
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_putc(&buf, 'b');
    ls_buf_putc(&buf, quote);
    for (size_t i = 0; i < bytes->size; i++) {
        unsigned char c = (unsigned char)bytes->data[i];
        if (c == (unsigned char)quote || c == '\\') {
            ls_buf_putc(&buf, '\\');
            ls_buf_putc(&buf, (char)c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            ls_buf_puts(&buf, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        } else if (c < 32 || c >= 127) {
            ls_buf_printf(&buf, "\\x%02x", c);
        } else {
            ls_buf_putc(&buf, (char)c);
        }
    }
    ls_buf_putc(&buf, quote);
    return vm_str_from_buf(vm, &buf);
}

static bool bytes_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    VmBytes *bytes = vm_bytes_of_value(self);
    if (bytes->hash == 0) {
        bytes->hash = vm_text_hash(bytes->data, bytes->size, 0);
    }
    *hash = (int64_t)bytes->hash;
    return true;
}

static VmValue bytes_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    (void)vm;
    if (!vm_is_bytes(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    const VmBytes *a = vm_bytes_of_value(self), *b = vm_bytes_of_value(other);
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    if (order == 0) {
        order = (a->size > b->size) - (a->size < b->size);
    }
    switch (op) {
    case VM_COMPARE_LT: return vm_from_bool(order < 0);
    case VM_COMPARE_LE: return vm_from_bool(order <= 0);
    case VM_COMPARE_EQ: return vm_from_bool(order == 0);
    case VM_COMPARE_NE: return vm_from_bool(order != 0);
    case VM_COMPARE_GT: return vm_from_bool(order > 0);
    default: return vm_from_bool(order >= 0);
    }
}

static int64_t bytes_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)vm_bytes_of_value(self)->size;
}

static VmValue bytes_get_item(Vm *vm, VmValue self, VmValue key)
{
    const VmBytes *bytes = vm_bytes_of_value(self);
    int64_t length = (int64_t)bytes->size, index;
    if (vm_is_slice(key)) {
        VmSliceSpan span;
        if (!vm_slice_span(vm, key, length, &span)) {
            return VM_ERROR;
        }
        VmBytes *part = bytes_alloc(vm, (size_t)span.count);
        if (part == NULL) {
            return VM_ERROR;
        }
        for (int64_t i = 0, at = span.start; i < span.count; i++, at += span.step) {
            part->data[i] = bytes->data[at];
        }
        return vm_from_object(part);
    }
    if (!vm_as_subscript(vm, key, "byte indices must be integers or slices, not ", "", &index)) {
        return VM_ERROR;
    }
    index += index < 0 ? length : 0;
    if (index < 0 || index >= length) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "index out of range");
    }
    return vm_from_int((unsigned char)bytes->data[index]);
}

static int bytes_contains(Vm *vm, VmValue self, VmValue item)
{
    const VmBytes *bytes = vm_bytes_of_value(self);
    int64_t byte;
    if (vm_is_integer(item)) {
        if (!vm_int_to_i64(item, &byte) || byte < 0 || byte > 255) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "byte must be in range(0, 256)");
            return -1;
        }
        return memchr(bytes->data, (int)byte, bytes->size) != NULL;
    }
    if (!vm_is_bytes(item)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'", vm_type_name(vm, item));
        return -1;
    }
    const VmBytes *part = vm_bytes_of_value(item);
    return vm_text_find(bytes->data, bytes->size, part->data, part->size) != VM_NOT_FOUND;
}

static VmValue bytes_add(Vm *vm, VmValue left, VmValue right)
{
    if (!vm_is_bytes(left) || !vm_is_bytes(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    const VmBytes *a = vm_bytes_of_value(left), *b = vm_bytes_of_value(right);
    VmBytes *sum = bytes_alloc(vm, a->size + b->size);
    if (sum == NULL) {
        return VM_ERROR;
    }
    memcpy(sum->data, a->data, a->size);
    memcpy(sum->data + a->size, b->data, b->size);
    return vm_from_object(sum);
}

static VmValue bytes_multiply(Vm *vm, VmValue left, VmValue right)
{
    VmValue self = vm_is_bytes(left) ? left : right, times = vm_is_bytes(left) ? right : left;
    int64_t count;
    VmRepeat how = vm_repeat_count(vm, times, &count);
    if (how != VM_REPEAT_COUNT) {
        return how == VM_REPEAT_ERROR ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    const VmBytes *bytes = vm_bytes_of_value(self);
    if (count <= 0 || bytes->size == 0) {
        return vm_bytes_new(vm, "", 0);
    }
    if ((uint64_t)count > UINT32_MAX / bytes->size) {
        return vm_raise_no_memory(vm);
    }
    VmBytes *product = bytes_alloc(vm, bytes->size * (size_t)count);
    if (product == NULL) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < (size_t)count; i++) {
        memcpy(product->data + i * bytes->size, bytes->data, bytes->size);
    }
    return vm_from_object(product);
}

static VmValue bytes_iter(Vm *vm, VmValue self)
{
    return vm_sequence_iterator_new(vm, VM_TYPE_BYTES_ITERATOR, self);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue bytes_decode(Vm *vm, const VmValue *args)
{
    return vm_bytes_decode(vm, args[0], args[1], args[2]);
}

static VmValue bytes_hex(Vm *vm, const VmValue *args)
{
    const VmBytes *bytes = vm_bytes_of_value(args[0]);
    int64_t group = 1;
    if (args[2] != VM_EMPTY && !vm_as_index(vm, args[2], &group)) {
        return VM_ERROR;
    }
    bool separated = args[1] != VM_EMPTY && group != 0;
    if (args[1] != VM_EMPTY && (!vm_is_str(args[1]) || vm_str_length(args[1]) != 1)) {
        return vm_is_str(args[1]) ? vm_raise(vm, VM_EXC_VALUE_ERROR, "sep must be length 1.")
                                  : vm_raise(vm, VM_EXC_TYPE_ERROR, "sep must be str or bytes.");
    }
    if (args[1] != VM_EMPTY && !vm_str_is_ascii(args[1])) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "sep must be ASCII.");
    }
    /* Groups are counted from the right, those of a negative size from the left. */
    size_t size = bytes->size, step = (size_t)(group < 0 ? -group : group);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (size_t i = 0; i < size; i++) {
        size_t counted = group < 0 ? i : size - i;
        if (separated && i > 0 && counted % step == 0) {
            vm_str_append(&buf, args[1]);
        }
        ls_buf_printf(&buf, "%02x", (unsigned)(unsigned char)bytes->data[i]);
    }
    return vm_str_from_buf(vm, &buf);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static VmValue bytes_fromhex(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "fromhex() argument must be str, not %s", vm_type_name(vm, args[1]));
    }
    const char *text = vm_str_data(args[1]);
    size_t size = vm_str_size(args[1]), i = 0;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    while (i < size) {
        if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
            i++;
            continue;
        }
        int high = hex_digit(text[i]), low = high < 0 ? -1 : hex_digit(text[i + 1]);
        if (low < 0) {
            ls_buf_free(&buf);
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "non-hexadecimal number found in fromhex() arg at position %zu",
                            high < 0 ? i : i + 1);
        }
        ls_buf_putc(&buf, (char)(high << 4 | low));
        i += 2;
    }
    return vm_bytes_from_buf(vm, &buf);
}

static const VmNativeDef bytes_methods[] = {
    {"capitalize", vm_bytes_method_capitalize, "", 0},
    {"center", vm_bytes_method_center, "width, fillchar=, /", 0},
    {"count", vm_bytes_method_count, "sub, start=, end=, /", 0},
    {"decode", bytes_decode, "encoding=, errors=", 0},
    {"endswith", vm_bytes_method_endswith, "suffix, start=, end=, /", 0},
    {"expandtabs", vm_bytes_method_expandtabs, "tabsize=", 0},
    {"find", vm_bytes_method_find, "sub, start=, end=, /", 0},
    {"fromhex", bytes_fromhex, "string, /", VM_NATIVE_CLASS},
    {"hex", bytes_hex, "sep=, bytes_per_sep=", 0},
    {"index", vm_bytes_method_index, "sub, start=, end=, /", 0},
    {"isalnum", vm_bytes_method_isalnum, "", 0},
    {"isalpha", vm_bytes_method_isalpha, "", 0},
    {"isascii", vm_bytes_method_isascii, "", 0},
    {"isdigit", vm_bytes_method_isdigit, "", 0},
    {"islower", vm_bytes_method_islower, "", 0},
    {"isspace", vm_bytes_method_isspace, "", 0},
    {"istitle", vm_bytes_method_istitle, "", 0},
    {"isupper", vm_bytes_method_isupper, "", 0},
    {"join", vm_bytes_method_join, "iterable_of_bytes, /", 0},
    {"ljust", vm_bytes_method_ljust, "width, fillchar=, /", 0},
    {"lower", vm_bytes_method_lower, "", 0},
    {"lstrip", vm_bytes_method_lstrip, "bytes=, /", 0},
    {"maketrans", vm_bytes_method_maketrans, "frm, to, /", VM_NATIVE_STATIC},
    {"partition", vm_bytes_method_partition, "sep, /", 0},
    {"removeprefix", vm_bytes_method_removeprefix, "prefix, /", 0},
    {"removesuffix", vm_bytes_method_removesuffix, "suffix, /", 0},
    {"replace", vm_bytes_method_replace, "old, new, count=, /", 0},
    {"rfind", vm_bytes_method_rfind, "sub, start=, end=, /", 0},
    {"rindex", vm_bytes_method_rindex, "sub, start=, end=, /", 0},
    {"rjust", vm_bytes_method_rjust, "width, fillchar=, /", 0},
    {"rpartition", vm_bytes_method_rpartition, "sep, /", 0},
    {"rsplit", vm_bytes_method_rsplit, "sep=, maxsplit=", 0},
    {"rstrip", vm_bytes_method_rstrip, "bytes=, /", 0},
    {"split", vm_bytes_method_split, "sep=, maxsplit=", 0},
    {"splitlines", vm_bytes_method_splitlines, "keepends=", 0},
    {"startswith", vm_bytes_method_startswith, "prefix, start=, end=, /", 0},
    {"strip", vm_bytes_method_strip, "bytes=, /", 0},
    {"swapcase", vm_bytes_method_swapcase, "", 0},
    {"title", vm_bytes_method_title, "", 0},
    {"translate", vm_bytes_method_translate, "table, /, delete=", 0},
    {"upper", vm_bytes_method_upper, "", 0},
    {"zfill", vm_bytes_method_zfill, "width, /", 0},
    {0},
};

static void bytes_fill(VmType *type)
{
    type->release = bytes_release;
    type->make = bytes_make;
    type->repr = bytes_repr;
    type->hash = bytes_hash;
    type->compare = bytes_compare;
    type->length = bytes_length;
    type->get_item = bytes_get_item;
    type->contains = bytes_contains;
    type->iter = bytes_iter;
    type->binary[VM_BINARY_ADD] = bytes_add;
    type->binary[VM_BINARY_MUL] = bytes_multiply;
    type->binary[VM_BINARY_MOD] = vm_bytes_percent;
}

const VmTypeSpec vm_type_bytes = {
    .name = "bytes",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_BYTES,
    .instance_size = sizeof(VmBytes),
    .methods = bytes_methods,
    .fill = bytes_fill,
};
