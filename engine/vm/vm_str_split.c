/* Taking str apart and putting it together: split, partition, strip, splitlines, join. */
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

static bool append_part(Vm *vm, VmValue list, const char *text, size_t size)
{
    vm_cost_add(vm, VM_COST_PART, 1);
    VmValue part = vm_str_new(vm, text, size);
    return part != VM_ERROR && vm_list_append_steal(vm, list, part);
}

/* Splits forwards at `separator`; limit: at most so many cuts. */
static bool split_at(Vm *vm, VmValue list, VmValue self, VmValue separator, size_t limit)
{
    const char *text = vm_str_data(self);
    size_t size = vm_str_size(self), cut = vm_str_size(separator);
    while (limit > 0) {
        size_t at = vm_text_find(text, size, vm_str_data(separator), cut);
        if (at == VM_NOT_FOUND) {
            break;
        }
        if (!append_part(vm, list, text, at)) {
            return false;
        }
        text += at + cut;
        size -= at + cut;
        limit--;
    }
    return append_part(vm, list, text, size);
}

/* The same from the end; the parts come in reverse. */
static bool split_back_at(Vm *vm, VmValue list, VmValue self, VmValue separator, size_t limit)
{
    const char *text = vm_str_data(self);
    size_t size = vm_str_size(self), cut = vm_str_size(separator);
    while (limit > 0) {
        size_t at = vm_text_rfind(text, size, vm_str_data(separator), cut);
        if (at == VM_NOT_FOUND) {
            break;
        }
        if (!append_part(vm, list, text + at + cut, size - at - cut)) {
            return false;
        }
        size = at;
        limit--;
    }
    return append_part(vm, list, text, size);
}

static const char *skip_spaces(const char *place, const char *end)
{
    while (place < end) {
        const char *next = place;
        if (!vm_unicode_is_space(vm_utf8_next(&next))) {
            break;
        }
        place = next;
    }
    return place;
}

static const char *skip_word(const char *place, const char *end)
{
    while (place < end) {
        const char *next = place;
        if (vm_unicode_is_space(vm_utf8_next(&next))) {
            break;
        }
        place = next;
    }
    return place;
}

static const char *skip_back(const char *begin, const char *place, bool spaces)
{
    while (place > begin) {
        const char *before = place;
        if (vm_unicode_is_space(vm_utf8_previous(&before)) != spaces) {
            break;
        }
        place = before;
    }
    return place;
}

static bool split_words(Vm *vm, VmValue list, VmValue self, size_t limit)
{
    const char *place = vm_str_data(self), *end = place + vm_str_size(self);
    place = skip_spaces(place, end);
    while (place < end && limit > 0) {
        const char *word = place;
        place = skip_word(place, end);
        if (!append_part(vm, list, word, (size_t)(place - word))) {
            return false;
        }
        place = skip_spaces(place, end);
        limit--;
    }
    /* What is left after the last cut keeps its inner spaces, and its trailing ones too. */
    return place == end || append_part(vm, list, place, (size_t)(end - place));
}

static bool split_words_back(Vm *vm, VmValue list, VmValue self, size_t limit)
{
    const char *begin = vm_str_data(self), *end = begin + vm_str_size(self);
    end = skip_back(begin, end, true);
    while (end > begin && limit > 0) {
        const char *word = skip_back(begin, end, false);
        if (!append_part(vm, list, word, (size_t)(end - word))) {
            return false;
        }
        end = skip_back(begin, word, true);
        limit--;
    }
    return end == begin || append_part(vm, list, begin, (size_t)(end - begin));
}

static VmValue split(Vm *vm, const VmValue *args, bool backwards)
{
    VmValue separator = args[1] == VM_EMPTY ? VM_NONE : args[1];
    int64_t most = -1;
    if (args[2] != VM_EMPTY && !vm_as_index(vm, args[2], &most)) {
        return VM_ERROR;
    }
    if (separator != VM_NONE && !vm_is_str(separator)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "must be str or None, not %s", vm_type_name(vm, separator));
    }
    if (separator != VM_NONE && vm_str_size(separator) == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "empty separator");
    }
    size_t limit = most < 0 ? SIZE_MAX : (size_t)most;
    VmValue list = vm_list_new_empty(vm, 0);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    bool done;
    if (separator == VM_NONE) {
        done = (backwards ? split_words_back : split_words)(vm, list, args[0], limit);
    } else {
        done = (backwards ? split_back_at : split_at)(vm, list, args[0], separator, limit);
    }
    if (!done) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    if (backwards) {
        VmList *parts = vm_to_list(list);
        for (size_t i = 0, j = parts->count; i + 1 < j; i++) {
            j--;
            VmValue other = parts->items[i];
            parts->items[i] = parts->items[j];
            parts->items[j] = other;
        }
    }
    return list;
}

VmValue vm_str_method_split(Vm *vm, const VmValue *args)
{
    return split(vm, args, false);
}

VmValue vm_str_method_rsplit(Vm *vm, const VmValue *args)
{
    return split(vm, args, true);
}

VmValue vm_str_method_splitlines(Vm *vm, const VmValue *args)
{
    int keep = 0;
    if (args[1] != VM_EMPTY && !vm_as_c_int(vm, args[1], &keep)) {
        return VM_ERROR;
    }
    VmValue list = vm_list_new_empty(vm, 0);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    const char *place = vm_str_data(args[0]), *end = place + vm_str_size(args[0]);
    while (place < end) {
        const char *line = place, *stop = end, *next = end;
        while (place < end) {
            const char *here = place;
            uint32_t code = vm_utf8_next(&place);
            if (vm_unicode_is_line_break(code)) {
                stop = here;
                if (code == '\r' && place < end && *place == '\n') {
                    place++;
                }
                next = place;
                break;
            }
        }
        if (!append_part(vm, list, line, (size_t)((keep ? next : stop) - line))) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
        place = next;
    }
    return list;
}

/* A tuple of three parts of the text. */
static VmValue three_parts(Vm *vm, VmValue a, VmValue b, VmValue c)
{
    VmValue items[3] = {a, b, c};
    if (a == VM_ERROR || b == VM_ERROR || c == VM_ERROR) {
        for (int i = 0; i < 3; i++) {
            vm_unref(vm, items[i]);
        }
        return VM_ERROR;
    }
    return vm_tuple_new_steal(vm, items, 3);
}

static VmValue partition(Vm *vm, const VmValue *args, bool backwards)
{
    VmValue self = args[0], separator = args[1];
    if (!vm_is_str(separator)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "must be str, not %s", vm_type_name(vm, separator));
    }
    const char *text = vm_str_data(self);
    size_t size = vm_str_size(self), cut = vm_str_size(separator);
    if (cut == 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "empty separator");
    }
    size_t at = (backwards ? vm_text_rfind : vm_text_find)(text, size, vm_str_data(separator), cut);
    if (at == VM_NOT_FOUND) {
        VmValue whole = vm_str_exact(vm, self);
        return backwards ? three_parts(vm, vm_str_empty(vm), vm_str_empty(vm), whole)
                         : three_parts(vm, whole, vm_str_empty(vm), vm_str_empty(vm));
    }
    return three_parts(vm, vm_str_new(vm, text, at), vm_ref(separator),
                       vm_str_new(vm, text + at + cut, size - at - cut));
}

VmValue vm_str_method_partition(Vm *vm, const VmValue *args)
{
    return partition(vm, args, false);
}

VmValue vm_str_method_rpartition(Vm *vm, const VmValue *args)
{
    return partition(vm, args, true);
}

/* ---- strip ------------------------------------------------------------------------------------------------------ */

static bool is_stripped(uint32_t code, VmValue chars)
{
    if (chars == VM_NONE) {
        return vm_unicode_is_space(code);
    }
    if (code < 0x80) {
        return memchr(vm_str_data(chars), (int)code, vm_str_size(chars)) != NULL;
    }
    const char *place = vm_str_data(chars), *end = place + vm_str_size(chars);
    while (place < end) {
        if (vm_utf8_next(&place) == code) {
            return true;
        }
    }
    return false;
}

static VmValue strip(Vm *vm, const VmValue *args, const char *name, bool left, bool right)
{
    VmValue self = args[0], chars = args[1] == VM_EMPTY ? VM_NONE : args[1];
    if (chars != VM_NONE && !vm_is_str(chars)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s arg must be None or str", name);
    }
    const char *begin = vm_str_data(self), *end = begin + vm_str_size(self);
    while (left && begin < end) {
        const char *next = begin;
        if (!is_stripped(vm_utf8_next(&next), chars)) {
            break;
        }
        begin = next;
    }
    while (right && begin < end) {
        const char *before = end;
        if (!is_stripped(vm_utf8_previous(&before), chars)) {
            break;
        }
        end = before;
    }
    if ((size_t)(end - begin) == vm_str_size(self)) {
        return vm_str_exact(vm, self);
    }
    return vm_str_new(vm, begin, (size_t)(end - begin));
}

VmValue vm_str_method_strip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, "strip", true, true);
}

VmValue vm_str_method_lstrip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, "lstrip", true, false);
}

VmValue vm_str_method_rstrip(Vm *vm, const VmValue *args)
{
    return strip(vm, args, "rstrip", false, true);
}

/* ---- join ------------------------------------------------------------------------------------------------------- */

static VmValue join_items(Vm *vm, VmValue separator, const VmValue *items, size_t count)
{
    vm_cost_add(vm, VM_COST_ITEM, count);
    if (count == 0) {
        return vm_str_empty(vm);
    }
    size_t size = (count - 1) * vm_str_size(separator), length = (count - 1) * vm_str_length(separator);
    for (size_t i = 0; i < count; i++) {
        if (!vm_is_str(items[i])) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "sequence item %zu: expected str instance, %s found", i,
                            vm_type_name(vm, items[i]));
        }
        size += vm_str_size(items[i]);
        length += vm_str_length(items[i]);
    }
    if (count == 1 && vm_to_object(items[0])->type == vm->types[VM_TYPE_STR]) {
        return vm_ref(items[0]);
    }
    if (size == 0) {
        return vm_str_empty(vm);
    }
    VmStr *str = vm_str_alloc(vm, size, length);
    if (str == NULL) {
        return VM_ERROR;
    }
    char *out = str->data;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            memcpy(out, vm_str_data(separator), vm_str_size(separator));
            out += vm_str_size(separator);
        }
        memcpy(out, vm_str_data(items[i]), vm_str_size(items[i]));
        out += vm_str_size(items[i]);
    }
    return vm_from_object(str);
}

VmValue vm_str_join(Vm *vm, VmValue separator, VmValue iterable)
{
    if (vm_is_list(iterable)) {
        return join_items(vm, separator, vm_to_list(iterable)->items, vm_to_list(iterable)->count);
    }
    if (vm_is_tuple(iterable)) {
        return join_items(vm, separator, vm_to_tuple(iterable)->items, vm_to_tuple(iterable)->count);
    }
    VmValue iterator = vm_iter(vm, iterable);
    if (iterator == VM_ERROR) {
        if (vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
            vm_error_clear(vm);
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "can only join an iterable");
        }
        return VM_ERROR;
    }
    VmValue list = vm_list_from(vm, iterator);
    vm_unref(vm, iterator);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = join_items(vm, separator, vm_to_list(list)->items, vm_to_list(list)->count);
    vm_unref(vm, list);
    return result;
}

VmValue vm_str_method_join(Vm *vm, const VmValue *args)
{
    return vm_str_join(vm, args[0], args[1]);
}
