/* Searching in str: find, count, replace, startswith and their kin. */
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

size_t vm_text_find(const char *text, size_t size, const char *needle, size_t needle_size)
{
    if (needle_size == 0) {
        return 0;
    }
    size_t from = 0;
    while (size - from >= needle_size && from < size) {
        const char *hit = memchr(text + from, needle[0], size - from - needle_size + 1);
        if (hit == NULL) {
            return VM_NOT_FOUND;
        }
        if (memcmp(hit, needle, needle_size) == 0) {
            return (size_t)(hit - text);
        }
        from = (size_t)(hit - text) + 1;
    }
    return VM_NOT_FOUND;
}

size_t vm_text_rfind(const char *text, size_t size, const char *needle, size_t needle_size)
{
    if (needle_size > size) {
        return VM_NOT_FOUND;
    }
    for (size_t at = size - needle_size + 1; at-- > 0;) {
        if (needle_size == 0 || (text[at] == needle[0] && memcmp(text + at, needle, needle_size) == 0)) {
            return at;
        }
    }
    return VM_NOT_FOUND;
}

bool vm_slice_bound(Vm *vm, VmValue v, int64_t absent, int64_t *out)
{
    if (v == VM_EMPTY || v == VM_NONE) {
        *out = absent;
        return true;
    }
    if (vm_is_int(v)) {
        *out = vm_to_int(v);
        return true;
    }
    VmValue index = VM_EMPTY;
    if (vm_is_integer(v)) {
        index = vm_ref(v);
    } else {
        index = vm_index(vm, v);
        if (index == VM_ERROR) {
            if (!vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
                return false;
            }
            vm_error_clear(vm);
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "slice indices must be integers or None or have an __index__ method");
            return false;
        }
    }
    if (!vm_int_to_i64(index, out)) {
        *out = vm_int_sign(index) < 0 ? INT64_MIN : INT64_MAX;
    }
    vm_unref(vm, index);
    return true;
}

void vm_clamp_range(int64_t length, int64_t *start, int64_t *end)
{
    if (*end > length) {
        *end = length;
    } else if (*end < 0) {
        *end = *end < -length ? 0 : *end + length;
    }
    if (*start < 0) {
        *start = *start < -length ? 0 : *start + length;
    }
}

/* A part of the text of a str, found from optional start and end arguments. */
typedef struct Window {
    const char *text;
    size_t size;
    size_t first_index; /* code points before it */
    bool empty_range;   /* start beyond end: not even an empty needle is in it */
} Window;

static bool open_window(Vm *vm, VmValue self, VmValue start_arg, VmValue end_arg, Window *window)
{
    int64_t length = (int64_t)vm_str_length(self), start, end;
    if (!vm_slice_bound(vm, start_arg, 0, &start) || !vm_slice_bound(vm, end_arg, length, &end)) {
        return false;
    }
    vm_clamp_range(length, &start, &end);
    window->empty_range = start > end;
    if (window->empty_range) {
        window->text = "";
        window->size = 0;
        window->first_index = 0;
        return true;
    }
    size_t first = vm_str_offset(self, (size_t)start), last = vm_str_offset(self, (size_t)end);
    window->text = vm_str_data(self) + first;
    window->size = last - first;
    window->first_index = (size_t)start;
    return true;
}

static bool need_str(Vm *vm, VmValue v)
{
    if (vm_is_str(v)) {
        return true;
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "must be str, not %s", vm_type_name(vm, v));
    return false;
}

/* -2 error, -1 not found, else the index. */
static int64_t find_index(Vm *vm, const VmValue *args, bool backwards)
{
    Window window;
    if (!open_window(vm, args[0], args[2], args[3], &window) || !need_str(vm, args[1])) {
        return -2;
    }
    if (window.empty_range) {
        return -1;
    }
    size_t at = (backwards ? vm_text_rfind : vm_text_find)(window.text, window.size, vm_str_data(args[1]),
                                                           vm_str_size(args[1]));
    if (at == VM_NOT_FOUND) {
        return -1;
    }
    size_t index = vm_str_is_ascii(args[0]) ? at : vm_utf8_length(window.text, at);
    return (int64_t)(window.first_index + index);
}

VmValue vm_str_method_find(Vm *vm, const VmValue *args)
{
    int64_t index = find_index(vm, args, false);
    return index == -2 ? VM_ERROR : vm_from_int(index);
}

VmValue vm_str_method_rfind(Vm *vm, const VmValue *args)
{
    int64_t index = find_index(vm, args, true);
    return index == -2 ? VM_ERROR : vm_from_int(index);
}

static VmValue found_index(Vm *vm, int64_t index)
{
    if (index == -1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "substring not found");
    }
    return index == -2 ? VM_ERROR : vm_from_int(index);
}

VmValue vm_str_method_index(Vm *vm, const VmValue *args)
{
    return found_index(vm, find_index(vm, args, false));
}

VmValue vm_str_method_rindex(Vm *vm, const VmValue *args)
{
    return found_index(vm, find_index(vm, args, true));
}

/* How often the needle (not empty) occurs without overlaps, at most `limit` times. */
static size_t count_text(const char *text, size_t size, const char *needle, size_t needle_size, size_t limit)
{
    size_t count = 0;
    while (count < limit) {
        size_t at = vm_text_find(text, size, needle, needle_size);
        if (at == VM_NOT_FOUND) {
            break;
        }
        count++;
        text += at + needle_size;
        size -= at + needle_size;
    }
    return count;
}

VmValue vm_str_method_count(Vm *vm, const VmValue *args)
{
    Window window;
    if (!open_window(vm, args[0], args[2], args[3], &window) || !need_str(vm, args[1])) {
        return VM_ERROR;
    }
    if (window.empty_range) {
        return vm_from_int(0);
    }
    size_t needle_size = vm_str_size(args[1]);
    if (needle_size == 0) {
        return vm_from_int((int64_t)vm_utf8_length(window.text, window.size) + 1);
    }
    return vm_from_int((int64_t)count_text(window.text, window.size, vm_str_data(args[1]), needle_size, SIZE_MAX));
}

static bool window_has(const Window *window, VmValue part, bool at_end)
{
    size_t size = vm_str_size(part);
    if (window->empty_range || size > window->size) {
        return false;
    }
    return memcmp(at_end ? window->text + window->size - size : window->text, vm_str_data(part), size) == 0;
}

static VmValue starts_or_ends(Vm *vm, const VmValue *args, const char *name, bool at_end)
{
    Window window;
    VmValue part = args[1];
    if (!open_window(vm, args[0], args[2], args[3], &window)) {
        return VM_ERROR;
    }
    if (vm_is_str(part)) {
        return vm_from_bool(window_has(&window, part, at_end));
    }
    if (!vm_is_tuple(part)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s first arg must be str or a tuple of str, not %s", name,
                        vm_type_name(vm, part));
    }
    const VmTuple *tuple = vm_to_tuple(part);
    for (size_t i = 0; i < tuple->count; i++) {
        if (!vm_is_str(tuple->items[i])) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "tuple for %s must only contain str, not %s", name,
                            vm_type_name(vm, tuple->items[i]));
        }
        if (window_has(&window, tuple->items[i], at_end)) {
            return VM_TRUE;
        }
    }
    return VM_FALSE;
}

VmValue vm_str_method_startswith(Vm *vm, const VmValue *args)
{
    return starts_or_ends(vm, args, "startswith", false);
}

VmValue vm_str_method_endswith(Vm *vm, const VmValue *args)
{
    return starts_or_ends(vm, args, "endswith", true);
}

static VmValue without_affix(Vm *vm, const VmValue *args, const char *name, bool at_end)
{
    VmValue self = args[0], part = args[1];
    if (!vm_is_str(part)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() argument must be str, not %s", name, vm_type_name(vm, part));
    }
    Window window = {vm_str_data(self), vm_str_size(self), 0, false};
    if (!window_has(&window, part, at_end)) {
        return vm_str_exact(vm, self);
    }
    size_t rest = window.size - vm_str_size(part);
    return vm_str_new(vm, at_end ? window.text : window.text + vm_str_size(part), rest);
}

VmValue vm_str_method_removeprefix(Vm *vm, const VmValue *args)
{
    return without_affix(vm, args, "removeprefix", false);
}

VmValue vm_str_method_removesuffix(Vm *vm, const VmValue *args)
{
    return without_affix(vm, args, "removesuffix", true);
}

/* replace("", new): before each code point, and at the end. */
static VmValue replace_between(Vm *vm, VmValue self, VmValue by, size_t limit)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    const char *place = vm_str_data(self), *end = place + vm_str_size(self);
    size_t done = 0;
    while (done < limit) {
        vm_str_append(&buf, by);
        done++;
        if (place == end) {
            break;
        }
        const char *begin = place;
        (void)vm_utf8_next(&place);
        ls_buf_put(&buf, begin, (size_t)(place - begin));
    }
    ls_buf_put(&buf, place, (size_t)(end - place));
    return vm_str_from_buf(vm, &buf);
}

VmValue vm_str_method_replace(Vm *vm, const VmValue *args)
{
    VmValue self = args[0], old = args[1], by = args[2];
    for (int i = 1; i <= 2; i++) {
        if (!vm_is_str(args[i])) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "replace() argument %d must be str, not %s", i,
                            vm_type_name(vm, args[i]));
        }
    }
    int64_t count = -1;
    if (args[3] != VM_EMPTY && !vm_as_index(vm, args[3], &count)) {
        return VM_ERROR;
    }
    size_t limit = count < 0 ? SIZE_MAX : (size_t)count;
    if (vm_str_size(old) == 0) {
        return replace_between(vm, self, by, limit);
    }
    const char *text = vm_str_data(self), *needle = vm_str_data(old);
    size_t size = vm_str_size(self), needle_size = vm_str_size(old);
    size_t hits = count_text(text, size, needle, needle_size, limit);
    if (hits == 0) {
        return vm_str_exact(vm, self);
    }
    size_t by_size = vm_str_size(by);
    if (by_size > needle_size && hits > UINT32_MAX / (by_size - needle_size)) {
        return vm_raise_no_memory(vm);
    }
    size_t result_size = size - hits * needle_size + hits * by_size;
    size_t length = vm_str_length(self) - hits * vm_str_length(old) + hits * vm_str_length(by);
    if (result_size == 0) {
        return vm_str_empty(vm);
    }
    VmStr *result = vm_str_alloc(vm, result_size, length);
    if (result == NULL) {
        return VM_ERROR;
    }
    char *out = result->data;
    for (size_t i = 0; i < hits; i++) {
        size_t at = vm_text_find(text, size, needle, needle_size);
        memcpy(out, text, at);
        memcpy(out + at, vm_str_data(by), by_size);
        out += at + by_size;
        text += at + needle_size;
        size -= at + needle_size;
    }
    memcpy(out, text, size);
    return vm_from_object(result);
}
