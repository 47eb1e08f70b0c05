#include "vm/vm_tuple.h"

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

static VmTuple *allocate(Vm *vm, VmType *type, size_t count)
{
    if (count > SIZE_MAX / 16) {
        vm_raise_no_memory(vm);
        return NULL;
    }
    bool has_dict = type != NULL && type->dict_offset != 0;
    size_t size = sizeof(VmTuple) + (count + has_dict) * sizeof(VmValue);
    VmTuple *tuple = (VmTuple *)vm_heap_object(vm, type, size);
    if (tuple != NULL) {
        tuple->head.kind = VM_KIND_TUPLE; /* the first tuples are made before the type is ready */
        tuple->count = count;
    }
    return tuple;
}

VmValue vm_tuple_new_blank(Vm *vm, size_t count)
{
    if (count == 0 && vm->empty_tuple != VM_EMPTY) {
        return vm_ref(vm->empty_tuple);
    }
    VmTuple *tuple = allocate(vm, vm->types[VM_TYPE_TUPLE], count);
    if (tuple != NULL && count == 0) {
        vm->empty_tuple = vm_ref(vm_from_object(tuple));
    }
    return vm_from_object(tuple);
}

VmValue vm_tuple_new(Vm *vm, const VmValue *items, size_t count)
{
    VmValue tuple = vm_tuple_new_blank(vm, count);
    if (tuple == VM_ERROR) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < count; i++) {
        vm_to_tuple(tuple)->items[i] = vm_ref(items[i]);
    }
    return tuple;
}

VmValue vm_tuple_new_steal(Vm *vm, VmValue *items, size_t count)
{
    VmValue tuple = vm_tuple_new_blank(vm, count);
    if (tuple == VM_ERROR) {
        for (size_t i = 0; i < count; i++) {
            vm_unref(vm, items[i]);
        }
        return VM_ERROR;
    }
    if (count != 0) {
        memcpy(vm_to_tuple(tuple)->items, items, count * sizeof *items);
    }
    return tuple;
}

VmValue vm_tuple_pack2(Vm *vm, VmValue a, VmValue b)
{
    VmValue tuple = vm_tuple_new_blank(vm, 2);
    if (tuple != VM_ERROR) {
        vm_to_tuple(tuple)->items[0] = vm_ref(a);
        vm_to_tuple(tuple)->items[1] = vm_ref(b);
    }
    return tuple;
}

VmValue vm_tuple_from(Vm *vm, VmValue iterable)
{
    if (vm_is_tuple(iterable) && vm_to_object(iterable)->type == vm->types[VM_TYPE_TUPLE]) {
        return vm_ref(iterable);
    }
    if (vm_is_list(iterable) && vm_to_object(iterable)->type == vm->types[VM_TYPE_LIST]) {
        return vm_list_to_tuple(vm, iterable);
    }
    VmValue list = vm_list_from(vm, iterable);
    VmValue tuple = list == VM_ERROR ? VM_ERROR : vm_list_to_tuple(vm, list);
    vm_unref(vm, list);
    return tuple;
}

VmValue vm_tuple_slice(Vm *vm, VmValue tuple, size_t start, size_t count)
{
    return vm_tuple_new(vm, vm_to_tuple(tuple)->items + start, count);
}

/* ---- the type --------------------------------------------------------------------------------------------------- */

static void tuple_release(Vm *vm, VmObject *self)
{
    VmTuple *tuple = (VmTuple *)self;
    for (size_t i = tuple->count; i-- > 0;) { /* the last item first, as CPython */
        VmValue item = tuple->items[i];
        tuple->items[i] = VM_EMPTY;
        vm_unref(vm, item);
    }
}

static void tuple_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmTuple *tuple = (VmTuple *)self;
    for (size_t i = 0; i < tuple->count; i++) {
        visit(vm, tuple->items[i], context);
    }
}

static VmValue tuple_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "tuple", kwnames) || !vm_args_count(vm, "tuple", nargs, 0, 1)) {
        return VM_ERROR;
    }
    VmValue plain = nargs == 0 ? vm_tuple_new_blank(vm, 0) : vm_tuple_from(vm, args[0]);
    if (plain == VM_ERROR || type == vm->types[VM_TYPE_TUPLE]) {
        return plain;
    }
    VmTuple *made = allocate(vm, type, vm_to_tuple(plain)->count);
    for (size_t i = 0; made != NULL && i < made->count; i++) {
        made->items[i] = vm_ref(vm_to_tuple(plain)->items[i]);
    }
    vm_unref(vm, plain);
    return vm_from_object(made);
}

static VmValue tuple_repr(Vm *vm, VmValue self)
{
    VmTuple *tuple = vm_to_tuple(self);
    if (tuple->count == 0) {
        return vm_str_c(vm, "()");
    }
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "(...)");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_putc(&buf, '(');
    bool ok = true;
    for (size_t i = 0; ok && i < tuple->count; i++) {
        ls_buf_puts(&buf, i != 0 ? ", " : "");
        ok = vm_append_repr(vm, &buf, tuple->items[i]);
    }
    vm_repr_leave(vm, self);
    ls_buf_puts(&buf, tuple->count == 1 ? ",)" : ")");
    return vm_repr_finish(vm, &buf, ok);
}

/* xxHash's round over the items' hashes, as CPython does it, so that tuples land in the same places of a set. */
static bool tuple_hash(Vm *vm, VmValue self, int64_t *hash)
{
    const uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u, prime5 = 2870177450012600261u;
    VmTuple *tuple = vm_to_tuple(self);
    uint64_t sum = prime5;
    for (size_t i = 0; i < tuple->count; i++) {
        int64_t lane;
        if (!vm_hash(vm, tuple->items[i], &lane)) {
            return false;
        }
        sum += (uint64_t)lane * prime2;
        sum = sum << 31 | sum >> 33;
        sum *= prime1;
    }
    sum += tuple->count ^ (prime5 ^ 3527539u);
    *hash = sum == UINT64_MAX ? 1546275796 : (int64_t)sum;
    return true;
}

static VmValue tuple_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_tuple(self) || !vm_is_tuple(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmTuple *a = vm_to_tuple(self), *b = vm_to_tuple(other);
    return vm_sequence_compare(vm, &(VmSpan){a->items, a->count}, &(VmSpan){b->items, b->count}, op);
}

static int64_t tuple_length(Vm *vm, VmValue self)
{
    (void)vm;
    return (int64_t)vm_to_tuple(self)->count;
}

static VmValue tuple_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmTuple *tuple = vm_to_tuple(self);
    if (vm_is_slice(key)) {
        VmSliceSpan span;
        if (!vm_slice_span(vm, key, (int64_t)tuple->count, &span)) {
            return VM_ERROR;
        }
        if (span.step == 1 && span.count == (int64_t)tuple->count && tuple->head.type == vm->types[VM_TYPE_TUPLE]) {
            return vm_ref(self);
        }
        VmValue result = vm_tuple_new_blank(vm, (size_t)span.count);
        for (int64_t i = 0; result != VM_ERROR && i < span.count; i++) {
            vm_to_tuple(result)->items[i] = vm_ref(tuple->items[span.start + i * span.step]);
        }
        return result;
    }
    size_t index;
    if (!vm_sequence_index(vm, key, tuple->count, "tuple", "tuple index out of range", &index)) {
        return VM_ERROR;
    }
    return vm_ref(tuple->items[index]);
}

static int tuple_contains(Vm *vm, VmValue self, VmValue item)
{
    VmTuple *tuple = vm_to_tuple(self);
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = vm_equal(vm, tuple->items[i], item);
        vm_cost_add(vm, VM_COST_EQUAL, 1);
        if (equal != 0) {
            return equal;
        }
    }
    return 0;
}

static VmValue tuple_iter(Vm *vm, VmValue self)
{
    return vm_sequence_iterator_new(vm, VM_TYPE_TUPLE_ITERATOR, self);
}

static VmValue tuple_add(Vm *vm, VmValue left, VmValue right)
{
    if (!vm_is_tuple(left)) {
        return VM_NOT_IMPLEMENTED;
    }
    if (!vm_is_tuple(right)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "can only concatenate tuple (not \"%s\") to tuple",
                        vm_type_name(vm, right));
    }
    VmTuple *a = vm_to_tuple(left), *b = vm_to_tuple(right);
    VmValue sum = vm_tuple_new_blank(vm, a->count + b->count);
    for (size_t i = 0; sum != VM_ERROR && i < a->count + b->count; i++) {
        vm_to_tuple(sum)->items[i] = vm_ref(i < a->count ? a->items[i] : b->items[i - a->count]);
    }
    return sum;
}

static VmValue tuple_mul(Vm *vm, VmValue left, VmValue right)
{
    VmValue self = vm_is_tuple(left) ? left : right;
    VmValue times = vm_is_tuple(left) ? right : left;
    size_t count;
    int usable = vm_sequence_repeat_count(vm, times, vm_to_tuple(self)->count, &count);
    if (usable <= 0) {
        return usable < 0 ? VM_ERROR : VM_NOT_IMPLEMENTED;
    }
    VmValue product = vm_tuple_new_blank(vm, count);
    for (size_t i = 0; product != VM_ERROR && i < count; i++) {
        vm_to_tuple(product)->items[i] = vm_ref(vm_to_tuple(self)->items[i % vm_to_tuple(self)->count]);
    }
    return product;
}

static VmValue tuple_count(Vm *vm, const VmValue *args)
{
    VmTuple *tuple = vm_to_tuple(args[0]);
    int64_t count = 0;
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = vm_equal(vm, tuple->items[i], args[1]);
        if (equal < 0) {
            return VM_ERROR;
        }
        count += equal;
    }
    return vm_int_from(vm, count);
}

static VmValue tuple_index(Vm *vm, const VmValue *args)
{
    VmTuple *tuple = vm_to_tuple(args[0]);
    size_t start, stop;
    if (!vm_sequence_bounds(vm, args[2], args[3], tuple->count, &start, &stop)) {
        return VM_ERROR;
    }
    for (size_t i = start; i < stop; i++) {
        int equal = vm_equal(vm, tuple->items[i], args[1]);
        if (equal != 0) {
            return equal < 0 ? VM_ERROR : vm_int_from(vm, (int64_t)i);
        }
    }
    return vm_raise(vm, VM_EXC_VALUE_ERROR, "tuple.index(x): x not in tuple");
}

static VmValue tuple_getnewargs(Vm *vm, const VmValue *args)
{
    VmValue plain = vm_tuple_new(vm, vm_to_tuple(args[0])->items, vm_to_tuple(args[0])->count);
    VmValue result = plain == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &plain, 1);
    vm_unref(vm, plain);
    return result;
}

static void tuple_fill(VmType *type)
{
    type->release = tuple_release;
    type->traverse = tuple_traverse;
    type->make = tuple_make;
    type->repr = tuple_repr;
    type->hash = tuple_hash;
    type->compare = tuple_compare;
    type->length = tuple_length;
    type->get_item = tuple_get_item;
    type->contains = tuple_contains;
    type->iter = tuple_iter;
    type->binary[VM_BINARY_ADD] = tuple_add;
    type->binary[VM_BINARY_MUL] = tuple_mul;
}

static const VmNativeDef tuple_methods[] = {
    {"count", tuple_count, "value, /", 0},
    {"index", tuple_index, "value, start=, stop=, /", 0},
    {"__getnewargs__", tuple_getnewargs, "", 0},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_tuple;
const VmTypeSpec vm_type_tuple = {
    .name = "tuple",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_TUPLE,
    .instance_size = sizeof(VmTuple),
    .flags = VM_TYPE_FOREVER,
    .methods = tuple_methods,
    .fill = tuple_fill,
};
