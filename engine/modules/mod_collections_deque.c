/* collections.deque: a ring of values. */
#include "modules/mod_collections_deque.h"
#include "modules/mod_support.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_tuple.h"

static void deque_release(Vm *vm, VmObject *object);

static bool is_deque(VmValue v)
{
    const VmType *type = vm_is_object(v) ? vm_to_object(v)->type : NULL;
    while (type != NULL && type->release != deque_release) {
        type = type->base;
    }
    return type != NULL;
}

/* ---- changing --------------------------------------------------------------------------------------------------- */

static bool make_room(Vm *vm, ModDeque *deque)
{
    if (deque->count < deque->capacity) {
        return true;
    }
    size_t wanted = deque->capacity == 0 ? 8 : deque->capacity * 2;
    VmValue *items = vm_heap_resize(vm, NULL, 0, wanted * sizeof *items);
    if (items == NULL) {
        return false;
    }
    for (size_t i = 0; i < deque->count; i++) {
        items[i] = *mod_deque_place(deque, i);
    }
    vm_heap_free(vm, deque->items, deque->capacity * sizeof *items);
    deque->items = items;
    deque->capacity = wanted;
    deque->first = 0;
    return true;
}

/* Takes an end off; the deque is not empty.  The reference goes to the caller. */
static VmValue take_end(ModDeque *deque, bool left)
{
    VmValue item = *mod_deque_place(deque, left ? 0 : deque->count - 1);
    deque->first += left;
    deque->count--;
    deque->changes++;
    return item;
}

static bool put_end(Vm *vm, ModDeque *deque, VmValue item, bool left)
{
    if (deque->most == 0) {
        return true;
    }
    if (!make_room(vm, deque)) {
        return false;
    }
    VmValue dropped = VM_EMPTY;
    if (deque->most >= 0 && (int64_t)deque->count == deque->most) {
        dropped = take_end(deque, !left);
    }
    deque->first -= left;
    deque->count++;
    deque->changes++;
    *mod_deque_place(deque, left ? 0 : deque->count - 1) = vm_ref(item);
    vm_unref(vm, dropped);
    return true;
}

typedef struct Extend {
    ModDeque *deque;
    bool left;
} Extend;

static bool extend_step(Vm *vm, VmValue item, void *context)
{
    const Extend *extend = context;
    return put_end(vm, extend->deque, item, extend->left);
}

static bool deque_extend_with(Vm *vm, VmValue self, VmValue iterable, bool left)
{
    Extend extend = {mod_deque_of(self), left};
    if (iterable != self) {
        return vm_for_each(vm, iterable, extend_step, &extend);
    }
    VmValue copy = vm_list_from(vm, iterable);
    bool done = copy != VM_ERROR && vm_for_each(vm, copy, extend_step, &extend);
    vm_unref(vm, copy);
    return done;
}

static void clear(Vm *vm, ModDeque *deque)
{
    while (deque->count > 0) {
        vm_unref(vm, take_end(deque, true));
    }
}

/* Turns the ring so that `index` becomes the left end. */
static void turn(ModDeque *deque, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        VmValue item = *mod_deque_place(deque, 0);
        deque->first++;
        *mod_deque_place(deque, deque->count - 1) = item;
    }
    deque->changes += index > 0;
}

static void rotate(ModDeque *deque, int64_t steps)
{
    if (deque->count > 1) {
        int64_t count = (int64_t)deque->count, left = -steps % count;
        turn(deque, (size_t)(left < 0 ? left + count : left));
    }
}

static void remove_at(Vm *vm, ModDeque *deque, size_t index)
{
    VmValue item = *mod_deque_place(deque, index);
    for (size_t i = index; i + 1 < deque->count; i++) {
        *mod_deque_place(deque, i) = *mod_deque_place(deque, i + 1);
    }
    deque->count--;
    deque->changes++;
    vm_unref(vm, item);
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

static VmValue deque_iter(Vm *vm, VmValue self)
{
    return mod_deque_iterator_new(vm, self, false);
}

static VmValue deque_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        mod_deque_of(self)->most = -1;
    }
    return self;
}

static bool deque_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    int64_t most = -1;
    if (!vm_args_parse(vm, "deque", "iterable=, maxlen=", args, nargs, kwnames, bound)) {
        return false;
    }
    if (bound[1] != VM_EMPTY && bound[1] != VM_NONE) {
        if (!vm_is_integer(bound[1])) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "an integer is required");
            return false;
        }
        if (!vm_as_index(vm, bound[1], &most)) {
            return false;
        }
        if (most < 0) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "maxlen must be non-negative");
            return false;
        }
    }
    mod_deque_of(self)->most = most;
    clear(vm, mod_deque_of(self));
    return bound[0] == VM_EMPTY || deque_extend_with(vm, self, bound[0], false);
}

/* An empty deque of the same type and length limit. */
static VmValue empty_like(Vm *vm, VmValue self)
{
    VmValue copy = vm_instance_new(vm, vm_to_object(self)->type);
    if (copy != VM_ERROR) {
        mod_deque_of(copy)->most = mod_deque_of(self)->most;
    }
    return copy;
}

static VmValue copy_of(Vm *vm, VmValue self)
{
    VmValue copy = empty_like(vm, self);
    if (copy != VM_ERROR && !deque_extend_with(vm, copy, self, false)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static void deque_release(Vm *vm, VmObject *object)
{
    ModDeque *deque = (ModDeque *)object;
    clear(vm, deque);
    vm_heap_free(vm, deque->items, deque->capacity * sizeof *deque->items);
}

static void deque_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    ModDeque *deque = (ModDeque *)object;
    for (size_t i = 0; i < deque->count; i++) {
        visit(vm, *mod_deque_place(deque, i), context);
    }
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static VmValue deque_repr(Vm *vm, VmValue self)
{
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "[...]");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s([", vm_to_object(self)->type->name);
    bool done = true;
    for (size_t i = 0; done && i < mod_deque_of(self)->count; i++) {
        VmValue item = vm_ref(*mod_deque_place(mod_deque_of(self), i));
        ls_buf_puts(&buf, i == 0 ? "" : ", ");
        done = vm_append_repr(vm, &buf, item);
        vm_unref(vm, item);
    }
    ls_buf_putc(&buf, ']');
    if (mod_deque_of(self)->most >= 0) {
        ls_buf_printf(&buf, ", maxlen=%lld", (long long)mod_deque_of(self)->most);
    }
    ls_buf_putc(&buf, ')');
    vm_repr_leave(vm, self);
    return vm_repr_finish(vm, &buf, done);
}

static int64_t deque_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)mod_deque_of(self)->count;
}

static bool index_of_key(Vm *vm, VmValue self, VmValue key, size_t *out)
{
    int64_t index;
    if (!vm_as_subscript(vm, key, "sequence index must be integer, not '", "'", &index)) {
        return false;
    }
    int64_t count = (int64_t)mod_deque_of(self)->count;
    index += index < 0 ? count : 0;
    if (index < 0 || index >= count) {
        (void)vm_raise(vm, VM_EXC_INDEX_ERROR, "deque index out of range");
        return false;
    }
    *out = (size_t)index;
    return true;
}

static VmValue deque_get_item(Vm *vm, VmValue self, VmValue key)
{
    size_t index;
    return index_of_key(vm, self, key, &index) ? vm_ref(*mod_deque_place(mod_deque_of(self), index)) : VM_ERROR;
}

static bool deque_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    size_t index;
    if (!index_of_key(vm, self, key, &index)) {
        return false;
    }
    if (value == VM_EMPTY) {
        remove_at(vm, mod_deque_of(self), index);
    } else {
        vm_set_steal(vm, mod_deque_place(mod_deque_of(self), index), vm_ref(value));
    }
    return true;
}

static VmValue mutated(Vm *vm, const char *message)
{
    return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s", message);
}

/* The index of an item in [from, to), -1 when it is not there, -2 on error. */
static int64_t find(Vm *vm, VmValue self, VmValue item, size_t from, size_t to)
{
    ModDeque *deque = mod_deque_of(self);
    uint32_t changes = deque->changes;
    for (size_t i = from; i < to && i < deque->count; i++) {
        VmValue other = vm_ref(*mod_deque_place(deque, i));
        int equal = vm_equal(vm, other, item);
        vm_unref(vm, other);
        if (equal != 0) {
            return equal < 0 ? -2 : (int64_t)i;
        }
        if (deque->changes != changes) {
            (void)mutated(vm, "deque mutated during iteration");
            return -2;
        }
    }
    return -1;
}

static int deque_contains(Vm *vm, VmValue self, VmValue item)
{
    int64_t index = find(vm, self, item, 0, SIZE_MAX);
    return index == -2 ? -1 : index >= 0;
}

static VmValue deque_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!is_deque(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue a = vm_list_from(vm, self), b = a == VM_ERROR ? VM_ERROR : vm_list_from(vm, other);
    VmValue result = b == VM_ERROR ? VM_ERROR : vm_compare(vm, op, a, b);
    vm_unref(vm, a);
    vm_unref(vm, b);
    return result;
}

static VmValue deque_add(Vm *vm, VmValue left, VmValue right)
{
    if (!is_deque(left)) {
        return VM_NOT_IMPLEMENTED;
    }
    if (!is_deque(right)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "can only concatenate deque (not \"%s\") to deque",
                        vm_type_name(vm, right));
    }
    VmValue sum = copy_of(vm, left);
    if (sum != VM_ERROR && !deque_extend_with(vm, sum, right, false)) {
        vm_unref(vm, sum);
        return VM_ERROR;
    }
    return sum;
}

static VmValue deque_multiply(Vm *vm, VmValue left, VmValue right)
{
    bool first = is_deque(left);
    VmValue self = first ? left : right;
    int64_t times;
    VmRepeat how = vm_repeat_count(vm, first ? right : left, &times);
    if (how != VM_REPEAT_COUNT) {
        return how == VM_REPEAT_ERROR ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    VmValue product = empty_like(vm, self);
    for (int64_t i = 0; product != VM_ERROR && i < times && mod_deque_of(self)->count > 0; i++) {
        if (!deque_extend_with(vm, product, self, false)) {
            vm_unref(vm, product);
            return VM_ERROR;
        }
    }
    return product;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue deque_append(Vm *vm, const VmValue *args)
{
    return put_end(vm, mod_deque_of(args[0]), args[1], false) ? VM_NONE : VM_ERROR;
}

static VmValue deque_appendleft(Vm *vm, const VmValue *args)
{
    return put_end(vm, mod_deque_of(args[0]), args[1], true) ? VM_NONE : VM_ERROR;
}

static VmValue deque_extend(Vm *vm, const VmValue *args)
{
    return deque_extend_with(vm, args[0], args[1], false) ? VM_NONE : VM_ERROR;
}

static VmValue deque_extendleft(Vm *vm, const VmValue *args)
{
    return deque_extend_with(vm, args[0], args[1], true) ? VM_NONE : VM_ERROR;
}

static VmValue pop_end(Vm *vm, VmValue self, bool left)
{
    return mod_deque_of(self)->count == 0 ? vm_raise(vm, VM_EXC_INDEX_ERROR, "pop from an empty deque")
                                          : take_end(mod_deque_of(self), left);
}

static VmValue deque_pop(Vm *vm, const VmValue *args)
{
    return pop_end(vm, args[0], false);
}

static VmValue deque_popleft(Vm *vm, const VmValue *args)
{
    return pop_end(vm, args[0], true);
}

static VmValue deque_clear(Vm *vm, const VmValue *args)
{
    clear(vm, mod_deque_of(args[0]));
    return VM_NONE;
}

static VmValue deque_copy(Vm *vm, const VmValue *args)
{
    return copy_of(vm, args[0]);
}

static VmValue deque_count(Vm *vm, const VmValue *args)
{
    int64_t count = 0, index = -1;
    for (;;) {
        index = find(vm, args[0], args[1], (size_t)(index + 1), SIZE_MAX);
        if (index < 0) {
            return index == -2 ? VM_ERROR : vm_from_int(count);
        }
        count++;
    }
}

static VmValue deque_index(Vm *vm, const VmValue *args)
{
    int64_t count = (int64_t)mod_deque_of(args[0])->count, start, stop;
    if (!vm_slice_bound(vm, args[2], 0, &start) || !vm_slice_bound(vm, args[3], count, &stop)) {
        return VM_ERROR;
    }
    vm_clamp_range(count, &start, &stop);
    int64_t index = find(vm, args[0], args[1], (size_t)start, (size_t)stop);
    if (index == -1) {
        VmValue shown = vm_repr(vm, args[1]);
        if (shown != VM_ERROR) {
            (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "%s is not in deque", vm_str_data(shown));
            vm_unref(vm, shown);
        }
        return VM_ERROR;
    }
    return index == -2 ? VM_ERROR : vm_from_int(index);
}

static VmValue deque_insert(Vm *vm, const VmValue *args)
{
    ModDeque *deque = mod_deque_of(args[0]);
    int64_t index;
    if (!vm_as_index(vm, args[1], &index)) {
        return VM_ERROR;
    }
    int64_t count = (int64_t)deque->count;
    if (count == deque->most) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "deque already at its maximum size");
    }
    index = index < 0 ? (index < -count ? 0 : index + count) : index > count ? count : index;
    if (!put_end(vm, deque, args[2], false)) {
        return VM_ERROR;
    }
    for (size_t i = deque->count - 1; i > (size_t)index; i--) {
        VmValue other = *mod_deque_place(deque, i - 1);
        *mod_deque_place(deque, i - 1) = *mod_deque_place(deque, i);
        *mod_deque_place(deque, i) = other;
    }
    return VM_NONE;
}

static VmValue deque_remove(Vm *vm, const VmValue *args)
{
    int64_t index = find(vm, args[0], args[1], 0, SIZE_MAX);
    if (index == -1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "deque.remove(x): x not in deque");
    }
    if (index == -2) {
        return VM_ERROR;
    }
    remove_at(vm, mod_deque_of(args[0]), (size_t)index);
    return VM_NONE;
}

static VmValue deque_reverse(Vm *vm, const VmValue *args)
{
    (void)vm;
    ModDeque *deque = mod_deque_of(args[0]);
    for (size_t i = 0, j = deque->count; i + 1 < j; i++) {
        j--;
        VmValue other = *mod_deque_place(deque, i);
        *mod_deque_place(deque, i) = *mod_deque_place(deque, j);
        *mod_deque_place(deque, j) = other;
    }
    return VM_NONE;
}

static VmValue deque_rotate(Vm *vm, const VmValue *args)
{
    int64_t steps = 1;
    if (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &steps)) {
        return VM_ERROR;
    }
    rotate(mod_deque_of(args[0]), steps);
    return VM_NONE;
}

static VmValue deque_maxlen(Vm *vm, const VmValue *args)
{
    int64_t most = mod_deque_of(args[0])->most;
    return most < 0 ? VM_NONE : vm_int_from(vm, most);
}

static VmValue deque_reversed(Vm *vm, const VmValue *args)
{
    return mod_deque_iterator_new(vm, args[0], true);
}

static VmValue deque_iadd(Vm *vm, const VmValue *args)
{
    return deque_extend_with(vm, args[0], args[1], false) ? vm_ref(args[0]) : VM_ERROR;
}

/* (type, (items, maxlen)): how pickles hold it. */
static VmValue deque_reduce(Vm *vm, const VmValue *args)
{
    VmValue items = vm_list_from(vm, args[0]);
    VmValue most = items == VM_ERROR ? VM_ERROR : deque_maxlen(vm, args);
    VmValue call = most == VM_ERROR ? VM_ERROR : vm_tuple_pack2(vm, items, most);
    VmValue reduced =
        call == VM_ERROR ? VM_ERROR : vm_tuple_pack2(vm, vm_from_object(vm_to_object(args[0])->type), call);
    vm_unref(vm, items);
    vm_unref(vm, most);
    vm_unref(vm, call);
    return reduced;
}

static const VmNativeDef deque_methods[] = {
    {"__reduce__", deque_reduce, "", VM_NATIVE_BUILTIN},
    {"append", deque_append, "x, /", 0},
    {"appendleft", deque_appendleft, "x, /", 0},
    {"clear", deque_clear, "", 0},
    {"copy", deque_copy, "", 0},
    {"count", deque_count, "x, /", 0},
    {"extend", deque_extend, "iterable, /", 0},
    {"extendleft", deque_extendleft, "iterable, /", 0},
    {"index", deque_index, "x, start=, stop=, /", 0},
    {"insert", deque_insert, "index, value, /", 0},
    {"maxlen", deque_maxlen, "", VM_NATIVE_PROPERTY},
    {"pop", deque_pop, "", 0},
    {"popleft", deque_popleft, "", 0},
    {"remove", deque_remove, "value, /", 0},
    {"reverse", deque_reverse, "", 0},
    {"rotate", deque_rotate, "n=, /", 0},
    {"__copy__", deque_copy, "", 0},
    {"__iadd__", deque_iadd, "value, /", 0},
    {"__reversed__", deque_reversed, "", 0},
    {0},
};

static void deque_fill(VmType *type)
{
    type->make = deque_make;
    type->init = deque_init;
    type->release = deque_release;
    type->traverse = deque_traverse;
    type->repr = deque_repr;
    type->hash = NULL;
    type->length = deque_length;
    type->get_item = deque_get_item;
    type->set_item = deque_set_item;
    type->contains = deque_contains;
    type->compare = deque_compare;
    type->iter = deque_iter;
    type->binary[VM_BINARY_ADD] = deque_add;
    type->binary[VM_BINARY_MUL] = deque_multiply;
}

const VmTypeSpec mod_collections_deque_type = {
    .name = "deque",
    .module = "collections",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ModDeque),
    .methods = deque_methods,
    .fill = deque_fill,
};
