#include "vm/vm_operator.h"

#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

bool vm_enter(Vm *vm, const char *where)
{
    uint32_t most = vm->limits.max_recursion != 0 ? vm->limits.max_recursion : 1000;
    if (vm->native_depth >= most) {
        (void)vm_raise(vm, VM_EXC_RECURSION_ERROR, "maximum recursion depth exceeded%s", where);
        return false;
    }
    vm->native_depth++;
    return true;
}

void vm_leave(Vm *vm)
{
    vm->native_depth--;
}

/* ---- binary operators ------------------------------------------------------------------------------------------- */

static const char *binary_text(VmBinary op)
{
#define BINARY_TEXT(symbol, text, dunder, reflected) text,
    static const char *const texts[] = {VM_BINARY_TABLE(BINARY_TEXT)};
#undef BINARY_TEXT
    return texts[op];
}

/* The result of the slots, VM_NOT_IMPLEMENTED when none can do it. */
static VmValue binary_slots(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    VmType *left_type = vm_type_of(vm, left), *right_type = vm_type_of(vm, right);
    VmBinaryFn first = left_type->binary[op], second = right_type->binary[op];
    if (second == first) {
        second = NULL;
    }
    if (first != NULL && second != NULL && vm_type_is_subtype(right_type, left_type)) {
        VmValue result = second(vm, left, right);
        if (result != VM_NOT_IMPLEMENTED) {
            return result;
        }
        second = NULL;
    }
    if (first != NULL) {
        VmValue result = first(vm, left, right);
        if (result != VM_NOT_IMPLEMENTED) {
            return result;
        }
    }
    return second != NULL ? second(vm, left, right) : VM_NOT_IMPLEMENTED;
}

static bool is_sequence(VmValue v)
{
    return vm_is_str(v) || vm_has_kind(v, VM_KIND_LIST) || vm_has_kind(v, VM_KIND_TUPLE) ||
           vm_has_kind(v, VM_KIND_BYTES);
}

static VmValue binary_error(Vm *vm, VmBinary op, VmValue left, VmValue right, bool inplace)
{
    const char *left_name = vm_type_name(vm, left), *right_name = vm_type_name(vm, right);
    if (op == VM_BINARY_ADD && is_sequence(left)) {
        if (vm_has_kind(left, VM_KIND_BYTES)) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "can't concat %s to bytes", right_name);
        }
        const char *name = vm_is_str(left) ? "str" : vm_has_kind(left, VM_KIND_LIST) ? "list" : "tuple";
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s", name, right_name, name);
    }
    if (op == VM_BINARY_MUL && (is_sequence(left) || is_sequence(right))) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                        is_sequence(left) ? right_name : left_name);
    }
    const char *text = inplace && op == VM_BINARY_POW ? "**" : binary_text(op);
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported operand type(s) for %s%s: '%s' and '%s'", text,
                    inplace ? "=" : "", left_name, right_name);
}

VmValue vm_binary(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    VmValue result = binary_slots(vm, op, left, right);
    return result != VM_NOT_IMPLEMENTED ? result : binary_error(vm, op, left, right, false);
}

VmValue vm_binary_inplace(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    if (vm_is_object(left) && !vm_is_str(left)) {
        VmValue name = vm_name(vm, VM_NAME_INPLACE + op);
        VmValue method = vm_type_lookup_borrow(vm, vm_type_of(vm, left), name);
        if (method != VM_EMPTY && method != VM_NONE) {
            VmValue result = vm_call_method(vm, left, name, &right, 1);
            if (result != VM_NOT_IMPLEMENTED) {
                return result;
            }
        } else if (op == VM_BINARY_ADD && vm_is_list(left)) {
            return vm_list_extend(vm, left, right) ? vm_ref(left) : VM_ERROR;
        }
    }
    VmValue result = binary_slots(vm, op, left, right);
    return result != VM_NOT_IMPLEMENTED ? result : binary_error(vm, op, left, right, true);
}

VmRepeat vm_repeat_count(Vm *vm, VmValue times, int64_t *count)
{
    if (vm_is_int(times)) {
        *count = vm_to_int(times);
        return VM_REPEAT_COUNT;
    }
    if (!vm_is_integer(times) &&
        (!vm_is_object(times) ||
         vm_type_lookup_borrow(vm, vm_type_of(vm, times), vm_name(vm, VM_NAME_INDEX)) == VM_EMPTY)) {
        return VM_REPEAT_NOT_IMPLEMENTED;
    }
    VmValue index = vm_index(vm, times);
    if (index == VM_ERROR) {
        return VM_REPEAT_ERROR;
    }
    bool fits = vm_int_to_i64(index, count);
    vm_unref(vm, index);
    if (!fits) {
        (void)vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot fit '%s' into an index-sized integer",
                       vm_type_name(vm, times));
        return VM_REPEAT_ERROR;
    }
    return VM_REPEAT_COUNT;
}

/* ---- unary operators -------------------------------------------------------------------------------------------- */

VmValue vm_negative(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    return type->negative != NULL ? type->negative(vm, v)
                                  : vm_raise(vm, VM_EXC_TYPE_ERROR, "bad operand type for unary -: '%s'", type->name);
}

VmValue vm_positive(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    return type->positive != NULL ? type->positive(vm, v)
                                  : vm_raise(vm, VM_EXC_TYPE_ERROR, "bad operand type for unary +: '%s'", type->name);
}

VmValue vm_invert(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    return type->invert != NULL ? type->invert(vm, v)
                                : vm_raise(vm, VM_EXC_TYPE_ERROR, "bad operand type for unary ~: '%s'", type->name);
}

VmValue vm_absolute(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    return type->absolute != NULL ? type->absolute(vm, v)
                                  : vm_raise(vm, VM_EXC_TYPE_ERROR, "bad operand type for abs(): '%s'", type->name);
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static VmCompare swapped(VmCompare op)
{
#define COMPARE_SWAPPED(symbol, text, dunder, other) VM_COMPARE_##other,
    static const VmCompare table[] = {VM_COMPARE_TABLE(COMPARE_SWAPPED)};
#undef COMPARE_SWAPPED
    return table[op];
}

static VmValue compare_slots(Vm *vm, VmCompare op, VmValue left, VmValue right)
{
    VmType *left_type = vm_type_of(vm, left), *right_type = vm_type_of(vm, right);
    bool tried = false;
    if (left_type != right_type && right_type->compare != NULL && vm_type_is_subtype(right_type, left_type)) {
        VmValue result = right_type->compare(vm, right, left, swapped(op));
        if (result != VM_NOT_IMPLEMENTED) {
            return result;
        }
        tried = true;
    }
    if (left_type->compare != NULL) {
        VmValue result = left_type->compare(vm, left, right, op);
        if (result != VM_NOT_IMPLEMENTED) {
            return result;
        }
    }
    if (!tried && right_type->compare != NULL) {
        return right_type->compare(vm, right, left, swapped(op));
    }
    return VM_NOT_IMPLEMENTED;
}

VmValue vm_compare(Vm *vm, VmCompare op, VmValue left, VmValue right)
{
#define COMPARE_TEXT(symbol, text, dunder, other) text,
    static const char *const texts[] = {VM_COMPARE_TABLE(COMPARE_TEXT)};
#undef COMPARE_TEXT
    if (!vm_enter(vm, " in comparison")) {
        return VM_ERROR;
    }
    VmValue result = compare_slots(vm, op, left, right);
    vm_leave(vm);
    if (result != VM_NOT_IMPLEMENTED) {
        return result;
    }
    if (op == VM_COMPARE_EQ || op == VM_COMPARE_NE) {
        return vm_from_bool((left == right) == (op == VM_COMPARE_EQ));
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'", texts[op],
                    vm_type_name(vm, left), vm_type_name(vm, right));
}

static int truth_of_result(Vm *vm, VmValue result)
{
    if (result == VM_ERROR) {
        return -1;
    }
    int truth = vm_truth(vm, result);
    vm_unref(vm, result);
    return truth;
}

int vm_equal(Vm *vm, VmValue left, VmValue right)
{
    if (left == right) {
        return 1;
    }
    if (vm_are_ints(left, right)) {
        return 0;
    }
    if (vm_is_str(left) && vm_is_str(right) &&
        !((vm_to_object(left)->flags | vm_to_object(right)->flags) & VM_OBJECT_SUBCLASS)) {
        return vm_str_equal(left, right);
    }
    return truth_of_result(vm, vm_compare(vm, VM_COMPARE_EQ, left, right));
}

int vm_less(Vm *vm, VmValue left, VmValue right)
{
    if (vm_are_ints(left, right)) {
        return left < right;
    }
    return truth_of_result(vm, vm_compare(vm, VM_COMPARE_LT, left, right));
}

int vm_truth(Vm *vm, VmValue v)
{
    if (vm_is_bool(v) || v == VM_NONE) {
        return v == VM_TRUE;
    }
    if (vm_is_int(v)) {
        return v != VM_INT_ZERO;
    }
    VmType *type = vm_type_of(vm, v);
    if (type->truth != NULL) {
        return type->truth(vm, v);
    }
    if (type->length != NULL) {
        int64_t length = type->length(vm, v);
        return length < 0 ? -1 : length > 0;
    }
    return 1;
}

bool vm_hash(Vm *vm, VmValue v, int64_t *hash)
{
    if (vm_is_int(v)) {
        int64_t i = vm_to_int(v);
        *hash = i == -1 ? -2 : i;
        return true;
    }
    VmType *type = vm_type_of(vm, v);
    if (type->hash == NULL) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "unhashable type: '%s'", type->name);
        return false;
    }
    if (!vm_enter(vm, "")) {
        return false;
    }
    bool done = type->hash(vm, v, hash);
    vm_leave(vm);
    return done;
}
