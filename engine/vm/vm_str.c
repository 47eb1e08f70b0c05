#include "vm/vm_str.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_intern.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_unicode.h"

#include <assert.h>
#include <stdarg.h>

/* ---- making strings --------------------------------------------------------------------------------------------- */

VmStr *vm_str_alloc(Vm *vm, size_t size, size_t length)
{
    if (size > UINT32_MAX / 2) {
        (void)vm_raise_no_memory(vm);
        return NULL;
    }
    VmStr *str = (VmStr *)vm_heap_object(vm, vm->types[VM_TYPE_STR], sizeof(VmStr) + size + 1);
    if (str == NULL) {
        return NULL;
    }
    str->length = (uint32_t)length;
    str->size = (uint32_t)size;
    str->hash = 0;
    str->capacity = (uint32_t)size;
    str->data = (char *)(str + 1);
    str->data[size] = '\0';
    return str;
}

static VmValue str_copy(Vm *vm, const char *bytes, size_t size, size_t length)
{
    VmStr *str = vm_str_alloc(vm, size, length);
    if (str == NULL) {
        return VM_ERROR;
    }
    memcpy(str->data, bytes, size);
    return vm_from_object(str);
}

VmValue vm_str_new(Vm *vm, const char *bytes, size_t size)
{
    if (size <= 1) {
        if (size == 0) {
            return vm_str_empty(vm);
        }
        return vm_intern_char(vm, (unsigned char)bytes[0]);
    }
    return str_copy(vm, bytes, size, vm_utf8_length(bytes, size));
}

VmValue vm_str_c(Vm *vm, const char *text)
{
    return vm_str_new(vm, text, strlen(text));
}

VmValue vm_str_empty(Vm *vm)
{
    return vm_intern(vm, "", 0);
}

VmValue vm_str_from_code(Vm *vm, uint32_t code)
{
    if (code < 0x80) {
        return vm_intern_char(vm, (unsigned char)code);
    }
    char bytes[4];
    size_t size = vm_utf8_encode(code, bytes);
    return str_copy(vm, bytes, size, 1);
}

VmValue vm_str_from_buf(Vm *vm, LsBuf *buf)
{
    VmValue result = buf->failed ? vm_raise_no_memory(vm) : vm_str_new(vm, ls_buf_text(buf), buf->size);
    ls_buf_free(buf);
    return result;
}

VmValue vm_str_printf(Vm *vm, const char *format, ...)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    va_list arguments;
    va_start(arguments, format);
    ls_buf_vprintf(&buf, format, arguments);
    va_end(arguments);
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_exact(Vm *vm, VmValue str)
{
    if (vm_to_object(str)->type == vm->types[VM_TYPE_STR]) {
        return vm_ref(str);
    }
    return vm_str_new(vm, vm_str_data(str), vm_str_size(str));
}

/* ---- comparing and hashing -------------------------------------------------------------------------------------- */

uint32_t vm_text_hash(const char *bytes, size_t size, uint32_t salt)
{
    /* Eight bytes at a time: xor, multiply by an odd constant, fold the high half down. */
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = (salt ^ (uint64_t)size) * factor + 0x2545F4914F6CDD1Du;
    while (size >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
        bytes += 8;
        size -= 8;
    }
    uint64_t last = 0;
    for (size_t i = 0; i < size; i++) {
        last |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    }
    hash = (hash ^ last) * factor;
    hash ^= hash >> 32;
    hash *= factor;
    uint32_t result = (uint32_t)(hash >> 32);
    return result == 0 ? 1 : result;
}

uint32_t vm_str_hash(VmValue v)
{
    VmStr *str = vm_str_of_value(v);
    if (str->hash == 0) {
        str->hash = vm_text_hash(str->data, str->size, 0);
    }
    return str->hash;
}

bool vm_str_equal(VmValue a, VmValue b)
{
    if (a == b) {
        return true;
    }
    const VmStr *x = vm_str_of_value(a), *y = vm_str_of_value(b);
    if (x->size != y->size || (x->hash != 0 && y->hash != 0 && x->hash != y->hash)) {
        return false;
    }
    return memcmp(x->data, y->data, x->size) == 0;
}

bool vm_str_equal_c(VmValue str, const char *text)
{
    size_t size = strlen(text);
    return vm_str_size(str) == size && memcmp(vm_str_data(str), text, size) == 0;
}

int vm_str_order(VmValue a, VmValue b)
{
    /* UTF-8 sorts as its code points do. */
    const VmStr *x = vm_str_of_value(a), *y = vm_str_of_value(b);
    size_t shared = x->size < y->size ? x->size : y->size;
    int order = memcmp(x->data, y->data, shared);
    if (order != 0) {
        return order;
    }
    return (x->size > y->size) - (x->size < y->size);
}

/* ---- joining ---------------------------------------------------------------------------------------------------- */

VmValue vm_str_concat(Vm *vm, VmValue a, VmValue b)
{
    const VmStr *x = vm_str_of_value(a), *y = vm_str_of_value(b);
    VmType *exact = vm->types[VM_TYPE_STR];
    if (y->size == 0 && x->head.type == exact) {
        return vm_ref(a);
    }
    if (x->size == 0 && y->head.type == exact) {
        return vm_ref(b);
    }
    VmStr *str = vm_str_alloc(vm, (size_t)x->size + y->size, (size_t)x->length + y->length);
    if (str == NULL) {
        return VM_ERROR;
    }
    memcpy(str->data, x->data, x->size);
    memcpy(str->data + x->size, y->data, y->size);
    return vm_from_object(str);
}

static bool has_own_block(const VmStr *str)
{
    return str->data != (const char *)(str + 1);
}

/* Gives the string a block of its own with room for at least `size` bytes. */
static bool str_grow(Vm *vm, VmStr *str, size_t size)
{
    size_t capacity = size + size / 2 + 16;
    if (capacity > UINT32_MAX / 2) {
        (void)vm_raise_no_memory(vm);
        return false;
    }
    bool own = has_own_block(str);
    char *data = vm_heap_resize(vm, own ? str->data : NULL, own ? (size_t)str->capacity + 1 : 0, capacity + 1);
    if (data == NULL) {
        return false;
    }
    if (!own) {
        memcpy(data, str->data, (size_t)str->size + 1);
    }
    str->data = data;
    str->capacity = (uint32_t)capacity;
    return true;
}

VmValue vm_str_append_steal(Vm *vm, VmValue a, VmValue b)
{
    VmStr *str = vm_str_of_value(a);
    const VmStr *more = vm_str_of_value(b);
    if (str->head.refs != 1 || a == b || (str->head.extra & VM_STR_INTERNED) != 0 || str->size == 0 ||
        str->head.type != vm->types[VM_TYPE_STR]) {
        VmValue result = vm_str_concat(vm, a, b);
        vm_unref(vm, a);
        return result;
    }
    size_t size = (size_t)str->size + more->size;
    if (size > str->capacity && !str_grow(vm, str, size)) {
        vm_unref(vm, a);
        return VM_ERROR;
    }
    memcpy(str->data + str->size, more->data, (size_t)more->size + 1);
    str->size = (uint32_t)size;
    str->length += more->length;
    str->hash = 0;
    return a;
}

void vm_str_release(Vm *vm, VmObject *self)
{
    VmStr *str = (VmStr *)self;
    if (str->data != NULL && has_own_block(str)) {
        vm_heap_free(vm, str->data, (size_t)str->capacity + 1);
    }
}

VmValue vm_str_repeat(Vm *vm, VmValue v, int64_t count)
{
    const VmStr *str = vm_str_of_value(v);
    if (count <= 0 || str->size == 0) {
        return vm_str_empty(vm);
    }
    if (count == 1) {
        return vm_str_exact(vm, v);
    }
    if ((uint64_t)count > UINT32_MAX / 2 / str->size) {
        return vm_raise_no_memory(vm);
    }
    size_t size = str->size;
    VmStr *result = vm_str_alloc(vm, size * (size_t)count, str->length * (size_t)count);
    if (result == NULL) {
        return VM_ERROR;
    }
    if (size == 1) {
        memset(result->data, str->data[0], (size_t)count);
    } else {
        for (int64_t i = 0; i < count; i++) {
            memcpy(result->data + (size_t)i * size, str->data, size);
        }
    }
    return vm_from_object(result);
}

/* ---- parts ------------------------------------------------------------------------------------------------------ */

size_t vm_str_offset(VmValue str, size_t index)
{
    if (vm_str_is_ascii(str)) {
        return index;
    }
    if (index == vm_str_length(str)) {
        return vm_str_size(str);
    }
    return vm_utf8_offset(vm_str_data(str), vm_str_size(str), index);
}

uint32_t vm_str_code_at(VmValue str, size_t index)
{
    assert(index < vm_str_length(str));
    const char *place = vm_str_data(str) + vm_str_offset(str, index);
    return vm_utf8_next(&place);
}

VmValue vm_str_char_at(Vm *vm, VmValue str, size_t index)
{
    return vm_str_from_code(vm, vm_str_code_at(str, index));
}

VmValue vm_str_slice(Vm *vm, VmValue v, size_t start, size_t stop)
{
    if (start >= stop) {
        return vm_str_empty(vm);
    }
    if (start == 0 && stop == vm_str_length(v)) {
        return vm_str_exact(vm, v);
    }
    size_t first = vm_str_offset(v, start);
    const char *data = vm_str_data(v);
    if (vm_str_is_ascii(v)) {
        return stop - start == 1 ? vm_intern_char(vm, (unsigned char)data[first])
                                 : str_copy(vm, data + first, stop - start, stop - start);
    }
    size_t size = vm_utf8_offset(data + first, vm_str_size(v) - first, stop - start);
    if (size == 1) {
        return vm_intern_char(vm, (unsigned char)data[first]);
    }
    return str_copy(vm, data + first, size, stop - start);
}

void vm_str_append(LsBuf *buf, VmValue str)
{
    ls_buf_put(buf, vm_str_data(str), vm_str_size(str));
}

static bool append_text(Vm *vm, LsBuf *buf, VmValue text)
{
    if (text == VM_ERROR) {
        return false;
    }
    vm_str_append(buf, text);
    vm_unref(vm, text);
    if (buf->failed) {
        (void)vm_raise_no_memory(vm);
        return false;
    }
    return true;
}

bool vm_append_str_of(Vm *vm, LsBuf *buf, VmValue v)
{
    if (vm_is_str(v) && vm_to_object(v)->type == vm->types[VM_TYPE_STR]) {
        return append_text(vm, buf, vm_ref(v));
    }
    return append_text(vm, buf, vm_str_of(vm, v));
}

bool vm_append_repr(Vm *vm, LsBuf *buf, VmValue v)
{
    return append_text(vm, buf, vm_repr(vm, v));
}

bool vm_check_str(Vm *vm, VmValue v, const char *what)
{
    if (vm_is_str(v)) {
        return true;
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s must be str, not %s", what, vm_type_name(vm, v));
    return false;
}
