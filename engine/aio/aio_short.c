#include "aio/aio_short.h"

#include "vm/vm_dict.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

enum { MOST_TEXT = 30, MOST_DIGITS = 40, MOST_ITEMS = 6, MOST_PAIRS = 4, MOST_LEVELS = 6 };

static bool append_level(Vm *vm, LsBuf *buf, VmValue value, int level);

/* Appends `text` (owned by this call), cut to `most` characters: its begin, "...", its end. */
static bool append_cut_steal(Vm *vm, LsBuf *buf, VmValue text, size_t most)
{
    if (text == VM_ERROR) {
        return false;
    }
    size_t length = vm_str_length(text);
    if (length <= most) {
        vm_str_append(buf, text);
    } else {
        size_t head = (most - 3) / 2, tail = most - 3 - head;
        size_t cut = vm_str_offset(text, length - tail);
        ls_buf_put(buf, vm_str_data(text), vm_str_offset(text, head));
        ls_buf_puts(buf, "...");
        ls_buf_put(buf, vm_str_data(text) + cut, vm_str_size(text) - cut);
    }
    vm_unref(vm, text);
    return true;
}

/* A str is cut first, so that its quotes stay: repr of the rest, cut again where escapes made that longer. */
static bool append_str(Vm *vm, LsBuf *buf, VmValue value)
{
    size_t length = vm_str_length(value);
    VmValue begin = vm_str_slice(vm, value, 0, length < MOST_TEXT ? length : MOST_TEXT);
    VmValue text = begin == VM_ERROR ? VM_ERROR : vm_str_repr(vm, begin);
    vm_unref(vm, begin);
    if (text == VM_ERROR || vm_str_length(text) <= MOST_TEXT) {
        return append_cut_steal(vm, buf, text, MOST_TEXT);
    }
    vm_unref(vm, text);
    size_t head = (MOST_TEXT - 3) / 2, tail = MOST_TEXT - 3 - head;
    begin = vm_str_slice(vm, value, 0, length < head ? length : head);
    VmValue end = begin == VM_ERROR ? VM_ERROR : vm_str_slice(vm, value, length < tail ? 0 : length - tail, length);
    VmValue both = end == VM_ERROR ? VM_ERROR : vm_str_concat(vm, begin, end);
    text = both == VM_ERROR ? VM_ERROR : vm_str_repr(vm, both);
    vm_unref(vm, begin);
    vm_unref(vm, end);
    vm_unref(vm, both);
    if (text == VM_ERROR) {
        return false;
    }
    size_t size = vm_str_length(text), cut = vm_str_offset(text, size < tail ? 0 : size - tail);
    ls_buf_put(buf, vm_str_data(text), vm_str_offset(text, size < head ? size : head));
    ls_buf_puts(buf, "...");
    ls_buf_put(buf, vm_str_data(text) + cut, vm_str_size(text) - cut);
    vm_unref(vm, text);
    return true;
}

static bool append_items(Vm *vm, LsBuf *buf, const VmValue *items, size_t count, int level)
{
    if (level <= 0 && count > 0) {
        ls_buf_puts(buf, "...");
        return true;
    }
    for (size_t i = 0; i < count && i < MOST_ITEMS; i++) {
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        VmValue item = vm_ref(items[i]);
        bool ok = append_level(vm, buf, item, level - 1);
        vm_unref(vm, item);
        if (!ok) {
            return false;
        }
    }
    ls_buf_puts(buf, count > MOST_ITEMS ? ", ..." : "");
    return true;
}

/* The items of an iterable as a list, sorted when they can be; owned. */
static VmValue sorted_items(Vm *vm, VmValue iterable)
{
    VmValue list = vm_list_from(vm, iterable);
    VmValue sorted = list == VM_ERROR ? VM_ERROR : vm_list_from(vm, list);
    if (sorted != VM_ERROR && vm_list_sort(vm, sorted, VM_EMPTY, false)) {
        vm_unref(vm, list);
        return sorted;
    }
    vm_unref(vm, sorted);
    if (sorted == VM_ERROR || vm->stop != LS_OK) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    vm_error_clear(vm);
    return list;
}

static bool append_set(Vm *vm, LsBuf *buf, VmValue value, int level)
{
    bool frozen = vm_has_kind(value, VM_KIND_FROZENSET);
    if (vm_to_set(value)->used == 0) {
        ls_buf_puts(buf, frozen ? "frozenset()" : "set()");
        return true;
    }
    VmValue items = sorted_items(vm, value);
    if (items == VM_ERROR) {
        return false;
    }
    ls_buf_puts(buf, frozen ? "frozenset({" : "{");
    bool ok = append_items(vm, buf, vm_to_list(items)->items, vm_to_list(items)->count, level);
    ls_buf_puts(buf, frozen ? "})" : "}");
    vm_unref(vm, items);
    return ok;
}

static bool append_pairs(Vm *vm, LsBuf *buf, VmValue dict, VmValue keys, int level)
{
    VmList *list = vm_to_list(keys);
    for (size_t i = 0; i < list->count && i < MOST_PAIRS; i++) {
        VmValue key = vm_ref(list->items[i]);
        VmValue value = vm_dict_get_borrow(vm, dict, key);
        vm_ref(value);
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        bool ok = value != VM_EMPTY && append_level(vm, buf, key, level - 1);
        ls_buf_puts(buf, ": ");
        ok = ok && append_level(vm, buf, value, level - 1);
        vm_unref(vm, value);
        vm_unref(vm, key);
        if (!ok) {
            return false;
        }
    }
    ls_buf_puts(buf, list->count > MOST_PAIRS ? ", ..." : "");
    return true;
}

static bool append_dict(Vm *vm, LsBuf *buf, VmValue value, int level)
{
    if (vm_to_dict(value)->used == 0 || level <= 0) {
        ls_buf_puts(buf, vm_to_dict(value)->used == 0 ? "{}" : "{...}");
        return true;
    }
    VmValue keys = sorted_items(vm, value);
    if (keys == VM_ERROR) {
        return false;
    }
    ls_buf_putc(buf, '{');
    bool ok = append_pairs(vm, buf, value, keys, level);
    ls_buf_putc(buf, '}');
    vm_unref(vm, keys);
    return ok;
}

static bool append_level(Vm *vm, LsBuf *buf, VmValue value, int level)
{
    if (vm_is_object(value) && (vm_to_object(value)->flags & VM_OBJECT_SUBCLASS) != 0) {
        return append_cut_steal(vm, buf, vm_repr(vm, value), MOST_TEXT);
    }
    if (vm_is_str(value)) {
        return append_str(vm, buf, value);
    }
    if (vm_is_tuple(value)) {
        VmTuple *tuple = vm_to_tuple(value);
        ls_buf_putc(buf, '(');
        bool ok = append_items(vm, buf, tuple->items, tuple->count, level);
        ls_buf_puts(buf, tuple->count == 1 && level > 0 ? ",)" : ")");
        return ok;
    }
    if (vm_has_kind(value, VM_KIND_LIST)) {
        ls_buf_putc(buf, '[');
        bool ok = append_items(vm, buf, vm_to_list(value)->items, vm_to_list(value)->count, level);
        ls_buf_putc(buf, ']');
        return ok;
    }
    if (vm_is_set(value)) {
        return append_set(vm, buf, value, level);
    }
    if (vm_is_dict(value)) {
        return append_dict(vm, buf, value, level);
    }
    bool is_int = vm_is_int(value) || vm_has_kind(value, VM_KIND_INT);
    return append_cut_steal(vm, buf, vm_repr(vm, value), is_int ? MOST_DIGITS : MOST_TEXT);
}

bool aio_append_short(Vm *vm, LsBuf *buf, VmValue value)
{
    return append_level(vm, buf, value, MOST_LEVELS);
}

/* ---- callbacks ---- */

static bool is_partial(Vm *vm, VmValue callable)
{
    const VmType *type = vm_type_of(vm, callable);
    return vm_str_equal_c(type->qualname, "partial") && type->module != VM_EMPTY && vm_is_str(type->module) &&
           vm_str_equal_c(type->module, "functools");
}

static bool append_arguments(Vm *vm, LsBuf *buf, VmValue args, VmValue keywords)
{
    const char *separator = "";
    bool ok = true;
    ls_buf_putc(buf, '(');
    for (size_t i = 0; ok && args != VM_EMPTY && i < vm_to_tuple(args)->count; i++, separator = ", ") {
        ls_buf_puts(buf, separator);
        ok = aio_append_short(vm, buf, vm_to_tuple(args)->items[i]);
    }
    uint32_t position = 0;
    VmValue key, value;
    while (ok && keywords != VM_EMPTY && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value)) {
        ls_buf_puts(buf, separator);
        separator = ", ";
        ok = vm_append_str_of(vm, buf, key);
        ls_buf_putc(buf, '=');
        ok = ok && aio_append_short(vm, buf, value);
    }
    ls_buf_putc(buf, ')');
    return ok;
}

/* Its __qualname__, else its __name__, else its repr. */
static bool append_name(Vm *vm, LsBuf *buf, VmValue callable)
{
    static const char *const names[] = {"__qualname__", "__name__"};
    for (int i = 0; i < 2; i++) {
        bool error = false;
        VmValue key = vm_intern_c(vm, names[i]);
        VmValue name = key == VM_ERROR ? VM_EMPTY : vm_get_attr_maybe(vm, callable, key, &error);
        vm_unref(vm, key);
        if (error || key == VM_ERROR) {
            return false;
        }
        if (name != VM_EMPTY && !(vm_is_str(name) && vm_str_size(name) == 0)) {
            bool ok = vm_append_str_of(vm, buf, name);
            vm_unref(vm, name);
            return ok;
        }
        vm_unref(vm, name);
    }
    return vm_append_repr(vm, buf, callable);
}

/* "name(args)(more args)": a partial shows its own arguments, then those that the callback is given. */
static bool append_call(Vm *vm, LsBuf *buf, VmValue callable, VmValue args, VmValue keywords, int depth)
{
    enum { MOST_PARTIALS = 50 };
    if (depth < MOST_PARTIALS && is_partial(vm, callable)) {
        VmValue function = vm_get_attr_c(vm, callable, "func");
        VmValue own = function == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, callable, "args");
        VmValue own_keywords = own == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, callable, "keywords");
        bool ok = own_keywords != VM_ERROR && append_call(vm, buf, function, own, own_keywords, depth + 1);
        vm_unref(vm, function);
        vm_unref(vm, own);
        vm_unref(vm, own_keywords);
        return ok && append_arguments(vm, buf, args, keywords);
    }
    return append_name(vm, buf, callable) && append_arguments(vm, buf, args, keywords);
}

/* The function that is wrapped, through partials and __wrapped__; owned, VM_EMPTY when there is none, or on error. */
static VmValue innermost_function(Vm *vm, VmValue callable, bool *error)
{
    enum { MOST_WRAPPERS = 100 };
    VmValue current = vm_ref(callable);
    for (int i = 0; i < MOST_WRAPPERS && !*error; i++) {
        VmValue key = vm_intern_c(vm, is_partial(vm, current) ? "func" : "__wrapped__");
        *error = key == VM_ERROR;
        VmValue inner = *error ? VM_EMPTY : vm_get_attr_maybe(vm, current, key, error);
        vm_unref(vm, key);
        if (inner == VM_EMPTY) {
            break;
        }
        vm_set_steal(vm, &current, inner);
    }
    if (*error || !vm_is_function(current)) {
        vm_set_steal(vm, &current, VM_EMPTY);
    }
    return current;
}

/* Appends " at FILE:LINE", where the function begins. */
static bool append_place(Vm *vm, LsBuf *buf, VmValue function)
{
    VmValue code = vm_get_attr_c(vm, function, "__code__");
    VmValue file = code == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, code, "co_filename");
    VmValue line = file == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, code, "co_firstlineno");
    ls_buf_puts(buf, " at ");
    bool ok = line != VM_ERROR && vm_append_str_of(vm, buf, file);
    ls_buf_putc(buf, ':');
    ok = ok && vm_append_str_of(vm, buf, line);
    vm_unref(vm, code);
    vm_unref(vm, file);
    vm_unref(vm, line);
    return ok;
}

bool aio_append_callback(Vm *vm, LsBuf *buf, VmValue callable, VmValue args)
{
    bool error = false;
    if (!append_call(vm, buf, callable, args, VM_EMPTY, 0)) {
        return false;
    }
    VmValue function = innermost_function(vm, callable, &error);
    bool ok = !error && (function == VM_EMPTY || append_place(vm, buf, function));
    vm_unref(vm, function);
    return ok;
}
