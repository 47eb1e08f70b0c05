/* The type `list`: slots and methods; what C code uses is in vm_list.c. */
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_iter.h"
#include "vm/vm_list.h"
#include "vm/vm_module.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_sequence.h"
#include "vm/vm_slice.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static void list_release(Vm *vm, VmObject *self)
{
    vm_list_clear(vm, vm_from_object(self));
}

static void list_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmList *list = (VmList *)self;
    for (size_t i = 0; i < list->count; i++) {
        visit(vm, list->items[i], context);
    }
}

static VmValue list_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args, (void)nargs, (void)kwnames;
    return vm_instance_new(vm, type);
}

static bool list_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "list", kwnames) || !vm_args_count(vm, "list", nargs, 0, 1)) {
        return false;
    }
    vm_list_clear(vm, self);
    return nargs == 0 || vm_list_extend(vm, self, args[0]);
}

static VmValue list_repr(Vm *vm, VmValue self)
{
    if (vm_to_list(self)->count == 0) {
        return vm_str_c(vm, "[]");
    }
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "[...]");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_putc(&buf, '[');
    bool ok = true;
    for (size_t i = 0; ok && i < vm_to_list(self)->count; i++) {
        ls_buf_puts(&buf, i != 0 ? ", " : "");
        VmValue item = vm_ref(vm_to_list(self)->items[i]);
        ok = vm_append_repr(vm, &buf, item);
        vm_unref(vm, item);
    }
    vm_repr_leave(vm, self);
    ls_buf_putc(&buf, ']');
    return vm_repr_finish(vm, &buf, ok);
}

static VmValue list_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_list(self) || !vm_is_list(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    /* Both may change while items are compared: copies stay. */
    VmValue a = vm_list_to_tuple(vm, self);
    VmValue b = a == VM_ERROR ? VM_ERROR : vm_list_to_tuple(vm, other);
    VmValue result = VM_ERROR;
    if (b != VM_ERROR) {
        result = vm_sequence_compare(vm, &(VmSpan){vm_to_tuple(a)->items, vm_to_tuple(a)->count},
                                     &(VmSpan){vm_to_tuple(b)->items, vm_to_tuple(b)->count}, op);
    }
    vm_unref(vm, a);
    vm_unref(vm, b);
    return result;
}

static int64_t list_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)vm_to_list(self)->count;
}

static VmValue get_slice(Vm *vm, VmValue self, VmValue key)
{
    VmSliceSpan span;
    if (!vm_slice_span(vm, key, (int64_t)vm_to_list(self)->count, &span)) {
        return VM_ERROR;
    }
    VmValue result = vm_list_new_empty(vm, (size_t)span.count);
    for (int64_t i = 0; result != VM_ERROR && i < span.count; i++) {
        vm_to_list(result)->items[i] = vm_ref(vm_to_list(self)->items[span.start + i * span.step]);
        vm_to_list(result)->count++;
    }
    return result;
}

static VmValue list_get_item(Vm *vm, VmValue self, VmValue key)
{
    if (vm_is_slice(key)) {
        return get_slice(vm, self, key);
    }
    size_t index;
    if (!vm_sequence_index(vm, key, vm_to_list(self)->count, "list", "list index out of range", &index)) {
        return VM_ERROR;
    }
    return vm_ref(vm_to_list(self)->items[index]);
}

/* Puts `fresh` (a list nobody else sees) where [start, start + count) was.  What goes is dropped last. */
static bool splice(Vm *vm, VmValue self, size_t start, size_t count, VmValue fresh)
{
    VmList *list = vm_to_list(self), *in = vm_to_list(fresh);
    size_t total = list->count - count + in->count;
    VmValue *items = NULL;
    if (total != 0) {
        items = vm_heap_resize(vm, NULL, 0, total * sizeof *items);
        if (items == NULL) {
            return false;
        }
        size_t behind = list->count - start - count;
        if (start != 0) { /* without items there is nothing to copy from */
            memcpy(items, list->items, start * sizeof *items);
        }
        if (in->count != 0) {
            memcpy(items + start, in->items, in->count * sizeof *items);
        }
        if (behind != 0) {
            memcpy(items + start + in->count, list->items + start + count, behind * sizeof *items);
        }
    }
    VmValue *old = list->items;
    size_t old_capacity = list->capacity;
    in->count = 0; /* its items are the list's now */
    list->items = items;
    list->count = list->capacity = total;
    for (size_t i = start; i < start + count; i++) {
        vm_unref(vm, old[i]);
    }
    vm_heap_free(vm, old, old_capacity * sizeof *old);
    return true;
}

static bool set_extended(Vm *vm, VmValue self, const VmSliceSpan *span, VmValue fresh)
{
    VmList *in = vm_to_list(fresh);
    if ((int64_t)in->count != span->count) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "attempt to assign sequence of size %zu to extended slice of size %lld",
                 in->count, (long long)span->count);
        return false;
    }
    for (int64_t i = 0; i < span->count; i++) {
        VmValue *place = &vm_to_list(self)->items[span->start + i * span->step];
        VmValue old = *place;
        *place = in->items[i];
        in->items[i] = old; /* dropped with `fresh` */
    }
    return true;
}

static bool delete_extended(Vm *vm, VmValue self, VmSliceSpan span)
{
    if (span.step < 0) {
        span.start += (span.count - 1) * span.step;
        span.step = -span.step;
    }
    for (int64_t i = span.count; i-- > 0;) {
        vm_unref(vm, vm_list_take(vm, self, (size_t)(span.start + i * span.step)));
    }
    return true;
}

static bool set_slice(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    VmSliceSpan span;
    VmValue fresh;
    if (value == VM_EMPTY) {
        fresh = vm_list_new_empty(vm, 0);
    } else {
        VmType *type = vm_type_of(vm, value);
        if (type->iter == NULL && type->get_item == NULL) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "can only assign an iterable");
            return false;
        }
        fresh = vm_list_from(vm, value);
    }
    bool ok = fresh != VM_ERROR && vm_slice_span(vm, key, (int64_t)vm_to_list(self)->count, &span);
    if (ok && span.step == 1) {
        ok = splice(vm, self, (size_t)span.start, (size_t)span.count, fresh);
    } else if (ok) {
        ok = value == VM_EMPTY ? delete_extended(vm, self, span) : set_extended(vm, self, &span, fresh);
    }
    vm_unref(vm, fresh);
    return ok;
}

static bool list_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    if (vm_is_slice(key)) {
        return set_slice(vm, self, key, value);
    }
    size_t index;
    if (!vm_sequence_index(vm, key, vm_to_list(self)->count, "list", "list assignment index out of range", &index)) {
        return false;
    }
    if (value == VM_EMPTY) {
        vm_unref(vm, vm_list_take(vm, self, index));
    } else {
        vm_set_steal(vm, &vm_to_list(self)->items[index], vm_ref(value));
    }
    return true;
}

/* Index of the first item equal to `item` in [start, stop); -1 absent, -2 error. */
static int64_t search(Vm *vm, VmValue self, VmValue item, size_t start, size_t stop)
{
    for (size_t i = start; i < stop && i < vm_to_list(self)->count; i++) {
        VmValue each = vm_ref(vm_to_list(self)->items[i]);
        int equal = vm_equal(vm, each, item);
        vm_unref(vm, each);
        if (equal != 0) {
            return equal < 0 ? -2 : (int64_t)i;
        }
    }
    return -1;
}

static int list_contains(Vm *vm, VmValue self, VmValue item)
{
    int64_t found = search(vm, self, item, 0, SIZE_MAX);
    vm_cost_add(vm, VM_COST_EQUAL, found >= 0 ? (size_t)found + 1 : vm_to_list(self)->count);
    return found == -2 ? -1 : found >= 0;
}

static VmValue list_iter(Vm *vm, VmValue self)
{
    return vm_sequence_iterator_new(vm, VM_TYPE_LIST_ITERATOR, self);
}

static VmValue list_add(Vm *vm, VmValue left, VmValue right)
{
    if (!vm_is_list(left)) {
        return VM_NOT_IMPLEMENTED;
    }
    if (!vm_is_list(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue sum = vm_list_new_empty(vm, vm_to_list(left)->count + vm_to_list(right)->count);
    if (sum != VM_ERROR && (!vm_list_extend(vm, sum, left) || !vm_list_extend(vm, sum, right))) {
        vm_unref(vm, sum);
        return VM_ERROR;
    }
    return sum;
}

static VmValue list_mul(Vm *vm, VmValue left, VmValue right)
{
    VmValue self = vm_is_list(left) ? left : right;
    VmValue times = vm_is_list(left) ? right : left;
    size_t count;
    int usable = vm_sequence_repeat_count(vm, times, vm_to_list(self)->count, &count);
    if (usable <= 0) {
        return usable < 0 ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    VmValue product = vm_list_new_empty(vm, count);
    for (size_t i = 0; product != VM_ERROR && i < count; i++) {
        vm_to_list(product)->items[i] = vm_ref(vm_to_list(self)->items[i % vm_to_list(self)->count]);
        vm_to_list(product)->count++;
    }
    return product;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue done(bool ok)
{
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue list_append(Vm *vm, const VmValue *args)
{
    return done(vm_list_append(vm, args[0], args[1]));
}

static VmValue list_extend(Vm *vm, const VmValue *args)
{
    return done(vm_list_extend(vm, args[0], args[1]));
}

static VmValue list_iadd(Vm *vm, const VmValue *args)
{
    return vm_list_extend(vm, args[0], args[1]) ? vm_ref(args[0]) : VM_ERROR;
}

static VmValue list_imul(Vm *vm, const VmValue *args)
{
    VmValue product = list_mul(vm, args[0], args[1]);
    if (product == VM_ERROR || product == VM_NOT_IMPLEMENTED) {
        return product;
    }
    VmList *list = vm_to_list(args[0]), *fresh = vm_to_list(product);
    VmList swapped = *list;
    list->items = fresh->items;
    list->count = fresh->count;
    list->capacity = fresh->capacity;
    fresh->items = swapped.items;
    fresh->count = swapped.count;
    fresh->capacity = swapped.capacity;
    vm_unref(vm, product);
    return vm_ref(args[0]);
}

static VmValue list_insert(Vm *vm, const VmValue *args)
{
    int64_t index;
    if (!vm_as_index(vm, args[1], &index)) {
        return VM_ERROR;
    }
    int64_t count = (int64_t)vm_to_list(args[0])->count;
    index = index < 0 ? (index + count < 0 ? 0 : index + count) : index > count ? count : index;
    return done(vm_list_insert(vm, args[0], (size_t)index, args[2]));
}

static VmValue list_pop(Vm *vm, const VmValue *args)
{
    int64_t count = (int64_t)vm_to_list(args[0])->count;
    int64_t index = -1;
    if (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &index)) {
        return VM_ERROR;
    }
    if (count == 0) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "pop from empty list");
    }
    index += index < 0 ? count : 0;
    if (index < 0 || index >= count) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "pop index out of range");
    }
    return vm_list_take(vm, args[0], (size_t)index);
}

static VmValue list_remove(Vm *vm, const VmValue *args)
{
    int64_t found = search(vm, args[0], args[1], 0, SIZE_MAX);
    if (found < 0) {
        return found == -2 ? VM_ERROR : vm_raise(vm, VM_EXC_VALUE_ERROR, "list.remove(x): x not in list");
    }
    if ((size_t)found < vm_to_list(args[0])->count) {
        vm_unref(vm, vm_list_take(vm, args[0], (size_t)found));
    }
    return VM_NONE;
}

static VmValue list_index(Vm *vm, const VmValue *args)
{
    size_t start, stop;
    if (!vm_sequence_bounds(vm, args[2], args[3], vm_to_list(args[0])->count, &start, &stop)) {
        return VM_ERROR;
    }
    int64_t found = search(vm, args[0], args[1], start, stop);
    if (found == -1) {
        VmValue text = vm_repr(vm, args[1]);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "%s is not in list", vm_str_data(text));
        }
        vm_unref(vm, text);
    }
    return found < 0 ? VM_ERROR : vm_int_from(vm, found);
}

static VmValue list_count(Vm *vm, const VmValue *args)
{
    int64_t count = 0;
    for (size_t at = 0;;) {
        int64_t found = search(vm, args[0], args[1], at, SIZE_MAX);
        if (found < 0) {
            return found == -2 ? VM_ERROR : vm_int_from(vm, count);
        }
        count++;
        at = (size_t)found + 1;
    }
}

static VmValue list_clear(Vm *vm, const VmValue *args)
{
    vm_list_clear(vm, args[0]);
    return VM_NONE;
}

static VmValue list_copy(Vm *vm, const VmValue *args)
{
    return vm_list_new(vm, vm_to_list(args[0])->items, vm_to_list(args[0])->count);
}

static VmValue list_reverse(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmList *list = vm_to_list(args[0]);
    for (size_t i = 0, k = list->count; i + 1 < k; i++) {
        VmValue item = list->items[i];
        list->items[i] = list->items[--k];
        list->items[k] = item;
    }
    return VM_NONE;
}

static VmValue list_sort(Vm *vm, const VmValue *args)
{
    int backward = args[2] == VM_EMPTY ? 0 : vm_truth(vm, args[2]);
    if (backward < 0) {
        return VM_ERROR;
    }
    return done(vm_list_sort(vm, args[0], args[1], backward > 0));
}

static VmValue list_reversed(Vm *vm, const VmValue *args)
{
    return vm_reversed_new(vm, args[0]);
}

static void list_fill(VmType *type)
{
    type->release = list_release;
    type->traverse = list_traverse;
    type->make = list_make;
    type->init = list_init;
    type->repr = list_repr;
    type->compare = list_compare;
    type->length = list_length;
    type->get_item = list_get_item;
    type->set_item = list_set_item;
    type->contains = list_contains;
    type->iter = list_iter;
    type->binary[VM_BINARY_ADD] = list_add;
    type->binary[VM_BINARY_MUL] = list_mul;
}

static const VmNativeDef list_methods[] = {
    {"append", list_append, "object, /", 0},
    {"extend", list_extend, "iterable, /", 0},
    {"insert", list_insert, "index, object, /", 0},
    {"pop", list_pop, "index=, /", 0},
    {"remove", list_remove, "value, /", 0},
    {"index", list_index, "value, start=, stop=, /", 0},
    {"count", list_count, "value, /", 0},
    {"clear", list_clear, "", 0},
    {"copy", list_copy, "", 0},
    {"reverse", list_reverse, "", 0},
    {"sort", list_sort, "*, key=, reverse=", 0},
    {"__iadd__", list_iadd, "value, /", 0},
    {"__imul__", list_imul, "value, /", 0},
    {"__reversed__", list_reversed, "", 0},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_list;
const VmTypeSpec vm_type_list = {
    .name = "list",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_LIST,
    .instance_size = sizeof(VmList),
    .flags = VM_TYPE_FOREVER,
    .methods = list_methods,
    .fill = list_fill,
};
