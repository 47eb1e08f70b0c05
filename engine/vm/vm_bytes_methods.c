/* The methods of bytes that search and cut; those about letters and those that pad are in vm_bytes_letters.c. */
#include "vm/vm_bytes_methods.h"

#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_tuple.h"

#include <string.h>

static bool need_bytes(Vm *vm, VmValue v)
{
    if (vm_is_bytes(v)) {
        return true;
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'", vm_type_name(vm, v));
    return false;
}

/* What to look for: bytes or an int. */
static bool needle_of(Vm *vm, VmValue v, VmBytesSpan *needle)
{
    if (vm_is_bytes(v)) {
        *needle = vm_bytes_span(v);
        return true;
    }
    int64_t byte;
    if (!vm_is_integer(v)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "argument should be integer or bytes-like object, not '%s'",
                       vm_type_name(vm, v));
        return false;
    }
    if (!vm_int_to_i64(v, &byte) || byte < 0 || byte > 255) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "byte must be in range(0, 256)");
        return false;
    }
    needle->single = (char)(unsigned char)byte;
    needle->data = &needle->single;
    needle->size = 1;
    return true;
}

/* self[start:end]; size VM_NOT_FOUND when start lies beyond end. */
static bool window_of(Vm *vm, const VmValue *args, VmBytesSpan *window, int64_t *start)
{
    const VmBytes *self = vm_bytes_of_value(args[0]);
    int64_t length = (int64_t)self->size, end;
    if (!vm_slice_bound(vm, args[2], 0, start) || !vm_slice_bound(vm, args[3], length, &end)) {
        return false;
    }
    vm_clamp_range(length, start, &end);
    if (*start > end) {
        *window = (VmBytesSpan){"", VM_NOT_FOUND, 0};
    } else {
        *window = (VmBytesSpan){self->data + *start, (size_t)(end - *start), 0};
    }
    return true;
}

/* -2 error, -1 not found. */
static int64_t find(Vm *vm, const VmValue *args, bool backwards)
{
    VmBytesSpan needle, window;
    int64_t start;
    if (!needle_of(vm, args[1], &needle) || !window_of(vm, args, &window, &start)) {
        return -2;
    }
    if (window.size == VM_NOT_FOUND) {
        return -1;
    }
    size_t at = (backwards ? vm_text_rfind : vm_text_find)(window.data, window.size, needle.data, needle.size);
    return at == VM_NOT_FOUND ? -1 : start + (int64_t)at;
}

static VmValue found(Vm *vm, int64_t index, bool required)
{
    if (index == -1 && required) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "subsection not found");
    }
    return index == -2 ? VM_ERROR : vm_from_int(index);
}

VmValue vm_bytes_method_find(Vm *vm, const VmValue *args)
{
    return found(vm, find(vm, args, false), false);
}

VmValue vm_bytes_method_rfind(Vm *vm, const VmValue *args)
{
    return found(vm, find(vm, args, true), false);
}

VmValue vm_bytes_method_index(Vm *vm, const VmValue *args)
{
    return found(vm, find(vm, args, false), true);
}

VmValue vm_bytes_method_rindex(Vm *vm, const VmValue *args)
{
    return found(vm, find(vm, args, true), true);
}

VmValue vm_bytes_method_count(Vm *vm, const VmValue *args)
{
    VmBytesSpan needle, window;
    int64_t start, count = 0;
    if (!needle_of(vm, args[1], &needle) || !window_of(vm, args, &window, &start)) {
        return VM_ERROR;
    }
    if (window.size == VM_NOT_FOUND) {
        return vm_from_int(0);
    }
    if (needle.size == 0) {
        return vm_from_int((int64_t)window.size + 1);
    }
    for (;;) {
        size_t at = vm_text_find(window.data, window.size, needle.data, needle.size);
        if (at == VM_NOT_FOUND) {
            return vm_from_int(count);
        }
        count++;
        window.data += at + needle.size;
        window.size -= at + needle.size;
    }
}

static bool has_affix(VmBytesSpan text, VmBytesSpan part, bool at_end)
{
    return text.size != VM_NOT_FOUND && part.size <= text.size &&
           memcmp(at_end ? text.data + text.size - part.size : text.data, part.data, part.size) == 0;
}

static VmValue starts_or_ends(Vm *vm, const VmValue *args, const char *name, bool at_end)
{
    VmBytesSpan window;
    int64_t start;
    if (!window_of(vm, args, &window, &start)) {
        return VM_ERROR;
    }
    if (vm_is_bytes(args[1])) {
        return vm_from_bool(has_affix(window, vm_bytes_span(args[1]), at_end));
    }
    if (!vm_is_tuple(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s first arg must be bytes or a tuple of bytes, not %s", name,
                        vm_type_name(vm, args[1]));
    }
    const VmTuple *tuple = vm_to_tuple(args[1]);
    for (size_t i = 0; i < tuple->count; i++) {
        if (!need_bytes(vm, tuple->items[i])) {
            return VM_ERROR;
        }
        if (has_affix(window, vm_bytes_span(tuple->items[i]), at_end)) {
            return VM_TRUE;
        }
    }
    return VM_FALSE;
}

VmValue vm_bytes_method_startswith(Vm *vm, const VmValue *args)
{
    return starts_or_ends(vm, args, "startswith", false);
}

VmValue vm_bytes_method_endswith(Vm *vm, const VmValue *args)
{
    return starts_or_ends(vm, args, "endswith", true);
}

static VmValue without_affix(Vm *vm, const VmValue *args, bool at_end)
{
    if (!need_bytes(vm, args[1])) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]), part = vm_bytes_span(args[1]);
    if (has_affix(text, part, at_end)) {
        text.data += at_end ? 0 : part.size;
        text.size -= part.size;
    }
    return vm_bytes_new(vm, text.data, text.size);
}

VmValue vm_bytes_method_removeprefix(Vm *vm, const VmValue *args)
{
    return without_affix(vm, args, false);
}

VmValue vm_bytes_method_removesuffix(Vm *vm, const VmValue *args)
{
    return without_affix(vm, args, true);
}

VmValue vm_bytes_method_replace(Vm *vm, const VmValue *args)
{
    int64_t count = -1;
    if (!need_bytes(vm, args[1]) || !need_bytes(vm, args[2]) ||
        (args[3] != VM_EMPTY && !vm_as_index(vm, args[3], &count))) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]), old = vm_bytes_span(args[1]), by = vm_bytes_span(args[2]);
    size_t limit = count < 0 ? SIZE_MAX : (size_t)count;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    while (limit > 0) {
        size_t at = vm_text_find(text.data, text.size, old.data, old.size);
        if (at == VM_NOT_FOUND) {
            break;
        }
        ls_buf_put(&buf, text.data, at);
        ls_buf_put(&buf, by.data, by.size);
        limit--;
        size_t used = at + old.size;
        if (old.size == 0) { /* between all bytes, and at the end */
            if (text.size == 0) {
                break;
            }
            ls_buf_putc(&buf, text.data[0]);
            used = 1;
        }
        text.data += used;
        text.size -= used;
    }
    ls_buf_put(&buf, text.data, text.size);
    return vm_bytes_from_buf(vm, &buf);
}

/* ---- taking apart ----------------------------------------------------------------------------------------------- */

static bool add_part(Vm *vm, VmValue list, const char *data, size_t size)
{
    VmValue part = vm_bytes_new(vm, data, size);
    return part != VM_ERROR && vm_list_append_steal(vm, list, part);
}

static bool split_words(Vm *vm, VmValue list, VmBytesSpan text, size_t limit)
{
    size_t at = 0;
    for (;;) {
        while (at < text.size && vm_bytes_is_space(text.data[at])) {
            at++;
        }
        if (at == text.size) {
            return true;
        }
        size_t begin = at;
        while (at < text.size && (limit == 0 || !vm_bytes_is_space(text.data[at]))) {
            at++;
        }
        if (!add_part(vm, list, text.data + begin, at - begin)) {
            return false;
        }
        limit--;
    }
}

static bool split_words_back(Vm *vm, VmValue list, VmBytesSpan text, size_t limit)
{
    size_t at = text.size;
    for (;;) {
        while (at > 0 && vm_bytes_is_space(text.data[at - 1])) {
            at--;
        }
        if (at == 0) {
            return true;
        }
        size_t end = at;
        while (at > 0 && (limit == 0 || !vm_bytes_is_space(text.data[at - 1]))) {
            at--;
        }
        if (!add_part(vm, list, text.data + at, end - at)) {
            return false;
        }
        limit--;
    }
}

static bool split_at(Vm *vm, VmValue list, VmBytesSpan text, VmBytesSpan cut, size_t limit, bool backwards)
{
    while (limit > 0) {
        size_t at = (backwards ? vm_text_rfind : vm_text_find)(text.data, text.size, cut.data, cut.size);
        if (at == VM_NOT_FOUND) {
            break;
        }
        size_t after = at + cut.size;
        bool added =
            backwards ? add_part(vm, list, text.data + after, text.size - after) : add_part(vm, list, text.data, at);
        if (!added) {
            return false;
        }
        text.data += backwards ? 0 : after;
        text.size = backwards ? at : text.size - after;
        limit--;
    }
    return add_part(vm, list, text.data, text.size);
}

static VmValue split(Vm *vm, const VmValue *args, bool backwards)
{
    int64_t most = -1;
    bool words = args[1] == VM_EMPTY || args[1] == VM_NONE;
    if ((args[2] != VM_EMPTY && !vm_as_index(vm, args[2], &most)) || (!words && !need_bytes(vm, args[1]))) {
        return VM_ERROR;
    }
    if (!words && vm_bytes_of_value(args[1])->size == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "empty separator");
    }
    VmValue list = vm_list_new_empty(vm, 0);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    size_t limit = most < 0 ? SIZE_MAX : (size_t)most;
    VmBytesSpan text = vm_bytes_span(args[0]);
    bool done = !words      ? split_at(vm, list, text, vm_bytes_span(args[1]), limit, backwards)
                : backwards ? split_words_back(vm, list, text, limit)
                            : split_words(vm, list, text, limit);
    VmValue result = !done ? VM_ERROR : backwards ? vm_list_reversed_copy(vm, list) : vm_ref(list);
    vm_unref(vm, list);
    return result;
}

VmValue vm_bytes_method_split(Vm *vm, const VmValue *args)
{
    return split(vm, args, false);
}

VmValue vm_bytes_method_rsplit(Vm *vm, const VmValue *args)
{
    return split(vm, args, true);
}

VmValue vm_bytes_method_splitlines(Vm *vm, const VmValue *args)
{
    int keep = 0;
    bool understood = args[1] == VM_EMPTY || vm_as_c_int(vm, args[1], &keep);
    VmValue list = understood ? vm_list_new_empty(vm, 0) : VM_ERROR;
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]);
    size_t at = 0;
    while (at < text.size) {
        size_t begin = at;
        while (at < text.size && text.data[at] != '\n' && text.data[at] != '\r') {
            at++;
        }
        size_t end = at;
        if (at < text.size) {
            at += text.data[at] == '\r' && at + 1 < text.size && text.data[at + 1] == '\n' ? 2 : 1;
        }
        if (!add_part(vm, list, text.data + begin, (keep ? at : end) - begin)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

static VmValue partition(Vm *vm, const VmValue *args, bool backwards)
{
    if (!need_bytes(vm, args[1])) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]), cut = vm_bytes_span(args[1]);
    if (cut.size == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "empty separator");
    }
    size_t at = (backwards ? vm_text_rfind : vm_text_find)(text.data, text.size, cut.data, cut.size);
    VmBytesSpan parts[3];
    if (at == VM_NOT_FOUND) {
        VmBytesSpan none = {"", 0, 0};
        parts[0] = backwards ? none : text;
        parts[1] = none;
        parts[2] = backwards ? text : none;
    } else {
        parts[0] = (VmBytesSpan){text.data, at, 0};
        parts[1] = cut;
        parts[2] = (VmBytesSpan){text.data + at + cut.size, text.size - at - cut.size, 0};
    }
    VmValue items[3];
    for (int i = 0; i < 3; i++) {
        items[i] = vm_bytes_new(vm, parts[i].data, parts[i].size);
        if (items[i] == VM_ERROR) {
            while (i-- > 0) {
                vm_unref(vm, items[i]);
            }
            return VM_ERROR;
        }
    }
    return vm_tuple_new_steal(vm, items, 3);
}

VmValue vm_bytes_method_partition(Vm *vm, const VmValue *args)
{
    return partition(vm, args, false);
}

VmValue vm_bytes_method_rpartition(Vm *vm, const VmValue *args)
{
    return partition(vm, args, true);
}

static VmValue strip(Vm *vm, const VmValue *args, bool left, bool right)
{
    bool spaces = args[1] == VM_EMPTY || args[1] == VM_NONE;
    if (!spaces && !need_bytes(vm, args[1])) {
        return VM_ERROR;
    }
    VmBytesSpan text = vm_bytes_span(args[0]),
                set = spaces ? (VmBytesSpan){" \t\n\r\v\f", 6, 0} : vm_bytes_span(args[1]);
    while (left && text.size > 0 && memchr(set.data, text.data[0], set.size) != NULL) {
        text.data++;
        text.size--;
    }
    while (right && text.size > 0 && memchr(set.data, text.data[text.size - 1], set.size) != NULL) {
        text.size--;
    }
    return vm_bytes_new(vm, text.data, text.size);
}

VmValue vm_bytes_method_strip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, true, true);
}

VmValue vm_bytes_method_lstrip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, true, false);
}

VmValue vm_bytes_method_rstrip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, false, true);
}

/* bytearray is a class of a library module: its name is what natives know of it. */
static bool is_bytearray(Vm *vm, VmValue v)
{
    const VmType *type = vm_type_of(vm, v);
    return strcmp(type->name, "bytearray") == 0 && vm_is_str(type->module) && vm_str_equal_c(type->module, "builtins");
}

/* The bytes of an item to join; owned. */
static VmValue joined_item(Vm *vm, VmValue item, size_t index)
{
    if (vm_is_bytes(item)) {
        return vm_ref(item);
    }
    if (is_bytearray(vm, item)) {
        return vm_bytes_of(vm, item);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "sequence item %zu: expected a bytes-like object, %s found", index,
                    vm_type_name(vm, item));
}

VmValue vm_bytes_method_join(Vm *vm, const VmValue *args)
{
    VmValue list = vm_list_from(vm, args[1]);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    VmBytesSpan separator = vm_bytes_span(args[0]);
    for (size_t i = 0; i < vm_to_list(list)->count; i++) {
        VmValue item = joined_item(vm, vm_to_list(list)->items[i], i);
        if (item == VM_ERROR) {
            vm_unref(vm, list);
            ls_buf_free(&buf);
            return VM_ERROR;
        }
        ls_buf_put(&buf, separator.data, i == 0 ? 0 : separator.size);
        ls_buf_put(&buf, vm_bytes_span(item).data, vm_bytes_span(item).size);
        vm_unref(vm, item);
    }
    vm_unref(vm, list);
    return vm_bytes_from_buf(vm, &buf);
}
