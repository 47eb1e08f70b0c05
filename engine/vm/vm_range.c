#include "vm/vm_range.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_sequence.h"
#include "vm/vm_slice.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

static VmRange *to_range(VmValue v)
{
    return (VmRange *)vm_to_object(v);
}

static bool is_range(VmValue v)
{
    return vm_has_kind(v, VM_KIND_RANGE);
}

static bool is_big(const VmRange *range)
{
    return range->big_step != VM_EMPTY;
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

/* Number of items; false when it does not fit. */
static bool count_items(int64_t start, int64_t stop, int64_t step, int64_t *count)
{
    uint64_t span, stride;
    if (step > 0) {
        span = start < stop ? (uint64_t)stop - (uint64_t)start : 0;
        stride = (uint64_t)step;
    } else {
        span = start > stop ? (uint64_t)start - (uint64_t)stop : 0;
        stride = 0 - (uint64_t)step;
    }
    uint64_t items = span == 0 ? 0 : (span - 1) / stride + 1;
    *count = (int64_t)items;
    /* the number behind the last one must fit as well, so that stepping never overflows */
    return items <= INT64_MAX && span <= (uint64_t)INT64_MAX - stride && stride < (uint64_t)INT64_MAX / 2 &&
           start > INT64_MIN / 2 && start < INT64_MAX / 2 && stop > INT64_MIN / 2 && stop < INT64_MAX / 2;
}

static VmRange *allocate(Vm *vm)
{
    return (VmRange *)vm_heap_object(vm, vm->types[VM_TYPE_RANGE], sizeof(VmRange));
}

/* (stop - start + step - sign) // step, at least 0 */
static VmValue big_count(Vm *vm, VmValue start, VmValue stop, VmValue step)
{
    VmValue span = vm_int_sub(vm, stop, start);
    VmValue lifted = span == VM_ERROR ? VM_ERROR : vm_int_add(vm, span, step);
    VmValue trimmed = lifted == VM_ERROR ? VM_ERROR : vm_int_sub(vm, lifted, vm_from_int(vm_int_sign(step)));
    VmValue count = trimmed == VM_ERROR ? VM_ERROR : vm_int_floordiv(vm, trimmed, step);
    vm_unref(vm, span);
    vm_unref(vm, lifted);
    vm_unref(vm, trimmed);
    if (count != VM_ERROR && vm_int_sign(count) < 0) {
        vm_unref(vm, count);
        return vm_from_int(0);
    }
    return count;
}

/* From three exact ints (borrowed). */
static VmValue range_of(Vm *vm, VmValue start, VmValue stop, VmValue step)
{
    int64_t parts[3], count;
    bool small = vm_int_to_i64(start, &parts[0]) && vm_int_to_i64(stop, &parts[1]) && vm_int_to_i64(step, &parts[2]);
    if (small && count_items(parts[0], parts[1], parts[2], &count)) {
        VmRange *range = allocate(vm);
        if (range != NULL) {
            range->start = parts[0];
            range->stop = parts[1];
            range->step = parts[2];
            range->count = count;
        }
        return vm_from_object(range);
    }
    VmValue total = big_count(vm, start, stop, step);
    VmRange *range = total == VM_ERROR ? NULL : allocate(vm);
    if (range == NULL) {
        vm_unref(vm, total);
        return VM_ERROR;
    }
    range->big_start = vm_ref(start);
    range->big_stop = vm_ref(stop);
    range->big_step = vm_ref(step);
    range->big_count = total;
    return vm_from_object(range);
}

VmValue vm_range_new(Vm *vm, int64_t start, int64_t stop, int64_t step)
{
    VmValue parts[3] = {vm_int_from(vm, start), vm_int_from(vm, stop), vm_int_from(vm, step)};
    VmValue range = VM_ERROR;
    if (parts[0] != VM_ERROR && parts[1] != VM_ERROR && parts[2] != VM_ERROR) {
        range = range_of(vm, parts[0], parts[1], parts[2]);
    }
    for (size_t i = 0; i < 3; i++) {
        vm_unref(vm, parts[i]);
    }
    return range;
}

static VmValue range_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "range", kwnames) || !vm_args_count(vm, "range", nargs, 1, 3)) {
        return VM_ERROR;
    }
    VmValue parts[3] = {vm_from_int(0), VM_EMPTY, vm_from_int(1)};
    bool ok = true;
    for (size_t i = 0; ok && i < nargs; i++) {
        size_t to = nargs == 1 ? 1 : i;
        parts[to] = vm_index(vm, args[i]);
        ok = parts[to] != VM_ERROR;
    }
    VmValue range = VM_ERROR;
    if (ok && vm_int_sign(parts[2]) == 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "range() arg 3 must not be zero");
    } else if (ok) {
        range = range_of(vm, parts[0], parts[1], parts[2]);
    }
    for (size_t i = 0; i < 3; i++) {
        vm_unref(vm, parts[i]);
    }
    return range;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static VmValue get_start(Vm *vm, const VmRange *range)
{
    return is_big(range) ? vm_ref(range->big_start) : vm_int_from(vm, range->start);
}

static VmValue get_stop(Vm *vm, const VmRange *range)
{
    return is_big(range) ? vm_ref(range->big_stop) : vm_int_from(vm, range->stop);
}

static VmValue get_step(Vm *vm, const VmRange *range)
{
    return is_big(range) ? vm_ref(range->big_step) : vm_int_from(vm, range->step);
}

static VmValue get_count(Vm *vm, const VmRange *range)
{
    return is_big(range) ? vm_ref(range->big_count) : vm_int_from(vm, range->count);
}

static void range_release(Vm *vm, VmObject *self)
{
    VmRange *range = (VmRange *)self;
    vm_set_steal(vm, &range->big_start, VM_EMPTY);
    vm_set_steal(vm, &range->big_stop, VM_EMPTY);
    vm_set_steal(vm, &range->big_step, VM_EMPTY);
    vm_set_steal(vm, &range->big_count, VM_EMPTY);
}

static VmValue range_repr(Vm *vm, VmValue self)
{
    VmRange *range = to_range(self);
    VmValue start = get_start(vm, range), stop = get_stop(vm, range), step = get_step(vm, range);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "range(");
    bool ok = start != VM_ERROR && stop != VM_ERROR && step != VM_ERROR && vm_append_repr(vm, &buf, start);
    ls_buf_puts(&buf, ", ");
    ok = ok && vm_append_repr(vm, &buf, stop);
    if (ok && step != vm_from_int(1)) {
        ls_buf_puts(&buf, ", ");
        ok = vm_append_repr(vm, &buf, step);
    }
    ls_buf_putc(&buf, ')');
    vm_unref(vm, start);
    vm_unref(vm, stop);
    vm_unref(vm, step);
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static int64_t range_length(Vm *vm, VmValue self)
{
    VmRange *range = to_range(self);
    int64_t count = range->count;
    if (is_big(range) && !vm_int_to_i64(range->big_count, &count)) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return count;
}

static int range_truth(Vm *vm, VmValue self)
{
    (void)vm;
    VmRange *range = to_range(self);
    return is_big(range) ? vm_int_sign(range->big_count) != 0 : range->count != 0;
}

/* start + index * step, for an exact int within the range */
static VmValue item_at(Vm *vm, const VmRange *range, VmValue index)
{
    VmValue start = get_start(vm, range), step = get_step(vm, range);
    VmValue offset = start == VM_ERROR || step == VM_ERROR ? VM_ERROR : vm_int_mul(vm, index, step);
    VmValue item = offset == VM_ERROR ? VM_ERROR : vm_int_add(vm, start, offset);
    vm_unref(vm, start);
    vm_unref(vm, step);
    vm_unref(vm, offset);
    return item;
}

static VmValue get_slice(Vm *vm, VmRange *range, VmValue key)
{
    VmSliceSpan span;
    int64_t length = range_length(vm, vm_from_object(range));
    if (length < 0 || !vm_slice_span(vm, key, length, &span)) {
        return VM_ERROR;
    }
    VmValue places[2] = {vm_int_from(vm, span.start), vm_int_from(vm, span.stop)};
    VmValue start = places[0] == VM_ERROR ? VM_ERROR : item_at(vm, range, places[0]);
    VmValue stop = places[1] == VM_ERROR ? VM_ERROR : item_at(vm, range, places[1]);
    VmValue factor = vm_int_from(vm, span.step), old = get_step(vm, range);
    VmValue step = factor == VM_ERROR || old == VM_ERROR ? VM_ERROR : vm_int_mul(vm, factor, old);
    VmValue result = VM_ERROR;
    if (start != VM_ERROR && stop != VM_ERROR && step != VM_ERROR) {
        result = range_of(vm, start, stop, step);
    }
    VmValue owned[] = {places[0], places[1], start, stop, factor, old, step};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_unref(vm, owned[i]);
    }
    return result;
}

static VmValue range_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmRange *range = to_range(self);
    if (vm_is_slice(key)) {
        return get_slice(vm, range, key);
    }
    if (!is_big(range)) {
        size_t index;
        if (!vm_sequence_index(vm, key, (size_t)range->count, "range", "range object index out of range", &index)) {
            return VM_ERROR;
        }
        return vm_int_from(vm, range->start + (int64_t)index * range->step);
    }
    VmValue index = vm_index(vm, key);
    if (index != VM_ERROR && vm_int_sign(index) < 0) {
        vm_set_steal(vm, &index, vm_int_add(vm, index, range->big_count));
    }
    VmValue item = VM_ERROR;
    if (index != VM_ERROR) {
        bool inside = vm_int_sign(index) >= 0 && vm_int_order(index, range->big_count) < 0;
        item = inside ? item_at(vm, range, index) : vm_raise(vm, VM_EXC_INDEX_ERROR, "range object index out of range");
    }
    vm_unref(vm, index);
    return item;
}

/* Where an exact int stands in the range, as an int; VM_NONE when nowhere. */
static VmValue place_of(Vm *vm, const VmRange *range, VmValue number)
{
    VmValue start = get_start(vm, range), step = get_step(vm, range), count = get_count(vm, range);
    VmValue offset = VM_ERROR, place = VM_ERROR, rest = VM_ERROR, result = VM_ERROR;
    if (start != VM_ERROR && step != VM_ERROR && count != VM_ERROR) {
        offset = vm_int_sub(vm, number, start);
    }
    if (offset != VM_ERROR && vm_int_divmod(vm, offset, step, &place, &rest)) {
        bool there = vm_int_sign(rest) == 0 && vm_int_sign(place) >= 0 && vm_int_order(place, count) < 0;
        result = there ? vm_ref(place) : VM_NONE;
    }
    VmValue owned[] = {start, step, count, offset, place, rest};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_unref(vm, owned[i]);
    }
    return result;
}

static bool is_exact_int(VmValue v)
{
    return vm_is_integer(v) && !(vm_is_object(v) && (vm_to_object(v)->flags & VM_OBJECT_SUBCLASS) != 0);
}

typedef struct Search {
    VmValue item;
    int64_t index, found;
} Search;

static bool search_step(Vm *vm, VmValue item, void *context)
{
    Search *search = context;
    int equal = vm_equal(vm, item, search->item);
    if (equal > 0) {
        search->found = search->index;
    }
    search->index++;
    return equal == 0;
}

/* The index of anything equal; -1 absent, -2 error. */
static int64_t search_slowly(Vm *vm, VmValue self, VmValue item)
{
    Search search = {.item = item, .found = -1};
    if (!vm_for_each(vm, self, search_step, &search) && search.found < 0) {
        return -2;
    }
    return search.found;
}

static int range_contains(Vm *vm, VmValue self, VmValue item)
{
    if (!is_exact_int(item)) {
        int64_t found = search_slowly(vm, self, item);
        return found == -2 ? -1 : found >= 0;
    }
    VmValue exact = vm_int_exact(vm, item);
    VmValue place = exact == VM_ERROR ? VM_ERROR : place_of(vm, to_range(self), exact);
    vm_unref(vm, exact);
    vm_unref(vm, place);
    return place == VM_ERROR ? -1 : place != VM_NONE;
}

/* (count, first, step) tells ranges apart: the parts that do not matter are None. */
static VmValue essence(Vm *vm, VmRange *range)
{
    VmValue count = get_count(vm, range);
    VmValue parts[3] = {count, VM_NONE, VM_NONE};
    if (count != VM_ERROR && vm_int_sign(count) != 0) {
        parts[1] = get_start(vm, range);
        if (count != vm_from_int(1)) {
            parts[2] = get_step(vm, range);
        }
    }
    return vm_tuple_new_steal(vm, parts, 3);
}

static VmValue range_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !is_range(other) || !is_range(self)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue a = essence(vm, to_range(self));
    VmValue b = a == VM_ERROR ? VM_ERROR : essence(vm, to_range(other));
    int equal = b == VM_ERROR ? -1 : vm_equal(vm, a, b);
    vm_unref(vm, a);
    vm_unref(vm, b);
    return equal < 0 ? VM_ERROR : vm_from_bool((equal != 0) == (op == VM_COMPARE_EQ));
}

static bool range_hash(Vm *vm, VmValue self, int64_t *hash)
{
    VmValue parts = essence(vm, to_range(self));
    bool ok = parts != VM_ERROR && vm_hash(vm, parts, hash);
    vm_unref(vm, parts);
    return ok;
}

/* ---- iterating -------------------------------------------------------------------------------------------------- */

static VmRangeIterator *new_iterator(Vm *vm)
{
    return (VmRangeIterator *)vm_heap_object(vm, vm->types[VM_TYPE_RANGE_ITERATOR], sizeof(VmRangeIterator));
}

static VmValue range_iter(Vm *vm, VmValue self)
{
    VmRange *range = to_range(self);
    VmRangeIterator *iterator = new_iterator(vm);
    if (iterator != NULL) {
        iterator->next = range->start;
        iterator->step = range->step;
        iterator->left = range->count;
        iterator->big_next = vm_ref(range->big_start);
        iterator->big_step = vm_ref(range->big_step);
        iterator->big_left = vm_ref(range->big_count);
    }
    return vm_from_object(iterator);
}

static VmValue range_reversed(Vm *vm, const VmValue *args)
{
    VmRange *range = to_range(args[0]);
    VmRangeIterator *iterator = new_iterator(vm);
    if (iterator == NULL) {
        return VM_ERROR;
    }
    if (!is_big(range)) {
        iterator->next = range->start + (range->count - 1) * range->step;
        iterator->step = -range->step;
        iterator->left = range->count;
        return vm_from_object(iterator);
    }
    VmValue last = vm_int_sub(vm, range->big_count, vm_from_int(1));
    iterator->big_next = last == VM_ERROR ? VM_ERROR : item_at(vm, range, last);
    iterator->big_step = vm_int_negative(vm, range->big_step);
    iterator->big_left = vm_ref(range->big_count);
    vm_unref(vm, last);
    if (iterator->big_next == VM_ERROR || iterator->big_step == VM_ERROR) {
        vm_unref(vm, vm_from_object(iterator));
        return VM_ERROR;
    }
    return vm_from_object(iterator);
}

static void iterator_release(Vm *vm, VmObject *self)
{
    VmRangeIterator *iterator = (VmRangeIterator *)self;
    vm_set_steal(vm, &iterator->big_next, VM_EMPTY);
    vm_set_steal(vm, &iterator->big_step, VM_EMPTY);
    vm_set_steal(vm, &iterator->big_left, VM_EMPTY);
}

static VmValue iterator_self(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static VmValue next_big(Vm *vm, VmRangeIterator *iterator)
{
    if (vm_int_sign(iterator->big_left) <= 0) {
        return VM_ERROR;
    }
    VmValue next = vm_int_add(vm, iterator->big_next, iterator->big_step);
    VmValue left = next == VM_ERROR ? VM_ERROR : vm_int_sub(vm, iterator->big_left, vm_from_int(1));
    if (left == VM_ERROR) {
        vm_unref(vm, next);
        return VM_ERROR;
    }
    VmValue item = iterator->big_next;
    iterator->big_next = next;
    vm_set_steal(vm, &iterator->big_left, left);
    return item;
}

static VmValue iterator_next(Vm *vm, VmValue self)
{
    VmRangeIterator *iterator = (VmRangeIterator *)vm_to_object(self);
    if (iterator->big_step != VM_EMPTY) {
        return next_big(vm, iterator);
    }
    if (iterator->left <= 0) {
        return VM_ERROR;
    }
    int64_t i = iterator->next;
    iterator->next += iterator->step;
    iterator->left--;
    return vm_int_from(vm, i);
}

static VmValue iterator_hint(Vm *vm, const VmValue *args)
{
    VmRangeIterator *iterator = (VmRangeIterator *)vm_to_object(args[0]);
    return iterator->big_left != VM_EMPTY ? vm_ref(iterator->big_left) : vm_int_from(vm, iterator->left);
}

static void iterator_fill(VmType *type)
{
    type->release = iterator_release;
    type->iter = iterator_self;
    type->next = iterator_next;
}

static const VmNativeDef iterator_methods[] = {
    {"__length_hint__", iterator_hint, "", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_range_iterator = {
    .name = "range_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmRangeIterator),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = iterator_methods,
    .fill = iterator_fill,
};

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue range_start(Vm *vm, const VmValue *args)
{
    return get_start(vm, to_range(args[0]));
}

static VmValue range_stop(Vm *vm, const VmValue *args)
{
    return get_stop(vm, to_range(args[0]));
}

static VmValue range_step(Vm *vm, const VmValue *args)
{
    return get_step(vm, to_range(args[0]));
}

static VmValue range_count(Vm *vm, const VmValue *args)
{
    int there = range_contains(vm, args[0], args[1]);
    return there < 0 ? VM_ERROR : vm_from_int(there);
}

static VmValue range_index(Vm *vm, const VmValue *args)
{
    VmValue place = VM_NONE;
    if (is_exact_int(args[1])) {
        VmValue exact = vm_int_exact(vm, args[1]);
        place = exact == VM_ERROR ? VM_ERROR : place_of(vm, to_range(args[0]), exact);
        vm_unref(vm, exact);
    } else {
        int64_t found = search_slowly(vm, args[0], args[1]);
        place = found == -2 ? VM_ERROR : found < 0 ? VM_NONE : vm_int_from(vm, found);
    }
    if (place != VM_NONE) {
        return place;
    }
    VmValue text = vm_repr(vm, args[1]);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "%s is not in range", vm_str_data(text));
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

static void range_fill(VmType *type)
{
    type->release = range_release;
    type->make = range_make;
    type->repr = range_repr;
    type->hash = range_hash;
    type->compare = range_compare;
    type->truth = range_truth;
    type->length = range_length;
    type->get_item = range_get_item;
    type->contains = range_contains;
    type->iter = range_iter;
}

static const VmNativeDef range_methods[] = {
    {"start", range_start, "", VM_NATIVE_PROPERTY},
    {"stop", range_stop, "", VM_NATIVE_PROPERTY},
    {"step", range_step, "", VM_NATIVE_PROPERTY},
    {"count", range_count, "value, /", 0},
    {"index", range_index, "value, /", 0},
    {"__reversed__", range_reversed, "", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_range = {
    .name = "range",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_RANGE,
    .instance_size = sizeof(VmRange),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .methods = range_methods,
    .fill = range_fill,
};
