#include "vm/vm_sequence.h"

#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"

static VmValue order_of_counts(size_t a, size_t b, VmCompare op)
{
    switch (op) {
    case VM_COMPARE_LT: return vm_from_bool(a < b);
    case VM_COMPARE_LE: return vm_from_bool(a <= b);
    case VM_COMPARE_EQ: return vm_from_bool(a == b);
    case VM_COMPARE_NE: return vm_from_bool(a != b);
    case VM_COMPARE_GT: return vm_from_bool(a > b);
    default: return vm_from_bool(a >= b);
    }
}

VmValue vm_sequence_compare(Vm *vm, const VmSpan *a, const VmSpan *b, VmCompare op)
{
    vm_cost_add(vm, VM_COST_COPY_ITEM, a->count < b->count ? a->count : b->count);
    if (a->count != b->count && (op == VM_COMPARE_EQ || op == VM_COMPARE_NE)) {
        return vm_from_bool(op == VM_COMPARE_NE);
    }
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        VmValue left = vm_ref(a->items[i]);
        VmValue right = vm_ref(b->items[i]);
        int equal = vm_equal(vm, left, right);
        VmValue result = VM_EMPTY;
        if (equal == 0) {
            result = op == VM_COMPARE_EQ ? VM_FALSE : op == VM_COMPARE_NE ? VM_TRUE : vm_compare(vm, op, left, right);
        }
        vm_unref(vm, left);
        vm_unref(vm, right);
        if (equal <= 0) {
            return equal < 0 ? VM_ERROR : result;
        }
    }
    return order_of_counts(a->count, b->count, op);
}

/* An int, or something with __index__. */
static bool is_index(Vm *vm, VmValue v)
{
    return vm_is_integer(v) || vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, VM_NAME_INDEX)) != VM_EMPTY;
}

bool vm_sequence_clamp(Vm *vm, VmValue v, int64_t *out)
{
    if (vm_is_int(v)) {
        *out = vm_to_int(v);
        return true;
    }
    VmValue index = vm_index(vm, v);
    if (index == VM_ERROR) {
        return false;
    }
    if (!vm_int_to_i64(index, out)) {
        *out = vm_int_sign(index) < 0 ? INT64_MIN : INT64_MAX;
    }
    vm_unref(vm, index);
    return true;
}

bool vm_sequence_index(Vm *vm, VmValue key, size_t count, const char *name, const char *out_of_range, size_t *index)
{
    int64_t i;
    if (vm_is_int(key)) {
        i = vm_to_int(key);
    } else {
        if (!is_index(vm, key)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s indices must be integers or slices, not %s", name,
                     vm_type_name(vm, key));
            return false;
        }
        VmValue number = vm_index(vm, key);
        if (number == VM_ERROR) {
            return false;
        }
        bool fits = vm_int_to_i64(number, &i);
        vm_unref(vm, number);
        if (!fits) {
            vm_raise(vm, VM_EXC_INDEX_ERROR, "cannot fit '%s' into an index-sized integer", vm_type_name(vm, key));
            return false;
        }
    }
    if (i < 0) {
        i += (int64_t)count;
    }
    if (i < 0 || i >= (int64_t)count) {
        vm_raise(vm, VM_EXC_INDEX_ERROR, "%s", out_of_range);
        return false;
    }
    *index = (size_t)i;
    return true;
}

static bool bound(Vm *vm, VmValue v, size_t count, size_t absent, size_t *out)
{
    int64_t i = (int64_t)absent;
    if (v != VM_EMPTY && !is_index(vm, v)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "slice indices must be integers or have an __index__ method");
        return false;
    }
    if (v != VM_EMPTY && !vm_sequence_clamp(vm, v, &i)) {
        return false;
    }
    if (i < 0) {
        i = i + (int64_t)count < 0 ? 0 : i + (int64_t)count;
    }
    *out = (size_t)i > count ? count : (size_t)i;
    return true;
}

bool vm_sequence_bounds(Vm *vm, VmValue start, VmValue stop, size_t count, size_t *from, size_t *to)
{
    return bound(vm, start, count, 0, from) && bound(vm, stop, count, count, to);
}

int vm_sequence_repeat_count(Vm *vm, VmValue times, size_t count, size_t *result)
{
    if (!is_index(vm, times)) {
        return 0;
    }
    VmValue number = vm_index(vm, times);
    if (number == VM_ERROR) {
        return -1;
    }
    int64_t n;
    bool fits = vm_int_to_i64(number, &n);
    bool negative = vm_int_sign(number) < 0;
    vm_unref(vm, number);
    if (negative || count == 0) {
        *result = 0;
        return 1;
    }
    if (!fits) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot fit '%s' into an index-sized integer", vm_type_name(vm, times));
        return -1;
    }
    if ((uint64_t)n > SIZE_MAX / 16 / count) {
        vm_raise_no_memory(vm);
        return -1;
    }
    *result = count * (size_t)n;
    return 1;
}

VmValue vm_class_getitem(Vm *vm, const VmValue *args)
{
    return vm_generic_alias_new(vm, args[0], args[1]);
}
