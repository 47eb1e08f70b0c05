/* What containers and single objects do: items, length, membership, text, conversions, and the arithmetic builtins. */
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- containers ------------------------------------------------------------------------------------------------- */

int64_t vm_length(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    if (type->length == NULL) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "object of type '%s' has no len()", type->name);
        return -1;
    }
    return type->length(vm, v);
}

VmValue vm_get_item(Vm *vm, VmValue container, VmValue key)
{
    VmType *type = vm_type_of(vm, container);
    if (type->get_item != NULL) {
        return type->get_item(vm, container, key);
    }
    if (vm_is_type(container)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "type '%s' is not subscriptable", vm_to_type(container)->name);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not subscriptable", type->name);
}

bool vm_set_item(Vm *vm, VmValue container, VmValue key, VmValue value)
{
    VmType *type = vm_type_of(vm, container);
    if (type->set_item != NULL) {
        return type->set_item(vm, container, key, value);
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object does not support item assignment", type->name);
    return false;
}

bool vm_delete_item(Vm *vm, VmValue container, VmValue key)
{
    VmType *type = vm_type_of(vm, container);
    if (type->set_item != NULL) {
        return type->set_item(vm, container, key, VM_EMPTY);
    }
    bool holds_items = type->length != NULL || type->get_item != NULL || type->contains != NULL;
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object %s support item deletion", type->name,
                   holds_items ? "doesn't" : "does not");
    return false;
}

typedef struct Search {
    VmValue item;
    int found; /* 0, 1, -1 */
} Search;

static bool search_step(Vm *vm, VmValue item, void *context)
{
    Search *search = context;
    search->found = vm_equal(vm, item, search->item);
    return search->found == 0;
}

int vm_contains(Vm *vm, VmValue container, VmValue item)
{
    VmType *type = vm_type_of(vm, container);
    if (type->contains != NULL) {
        return type->contains(vm, container, item);
    }
    VmValue iterator = vm_iter(vm, container);
    if (iterator == VM_ERROR) {
        if (vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
            vm_error_clear(vm);
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "argument of type '%s' is not iterable", type->name);
        }
        return -1;
    }
    Search search = {item, 0};
    bool walked = vm_for_each(vm, iterator, search_step, &search);
    vm_unref(vm, iterator);
    return walked ? 0 : search.found == 1 ? 1 : -1;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

VmValue vm_repr(Vm *vm, VmValue v)
{
    if (!vm_enter(vm, " while getting the repr of an object")) {
        return VM_ERROR;
    }
    VmValue text = vm_type_of(vm, v)->repr(vm, v);
    vm_leave(vm);
    return text;
}

VmValue vm_str_of(Vm *vm, VmValue v)
{
    if (vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_STR]) {
        return vm_ref(v);
    }
    VmType *type = vm_type_of(vm, v);
    if (type->str == NULL) {
        return vm_repr(vm, v);
    }
    if (!vm_enter(vm, " while getting the str of an object")) {
        return VM_ERROR;
    }
    VmValue text = type->str(vm, v);
    vm_leave(vm);
    return text;
}

VmValue vm_format(Vm *vm, VmValue v, VmValue spec)
{
    bool plain = spec == VM_EMPTY || (vm_is_str(spec) && vm_str_size(spec) == 0);
    if (plain &&
        (vm_is_int(v) || vm_is_double(v) || (vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_STR]))) {
        return vm_str_of(vm, v);
    }
    VmType *type = vm_type_of(vm, v);
    if (type->format == NULL) {
        if (!plain) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__", type->name);
        }
        return vm_str_of(vm, v);
    }
    if (spec != VM_EMPTY) {
        return type->format(vm, v, spec);
    }
    VmValue empty = vm_str_empty(vm);
    if (empty == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue text = type->format(vm, v, empty);
    vm_unref(vm, empty);
    return text;
}

bool vm_is_callable(Vm *vm, VmValue v)
{
    return vm_type_of(vm, v)->call != NULL;
}

/* ---- conversions ------------------------------------------------------------------------------------------------ */

VmValue vm_index(Vm *vm, VmValue v)
{
    if (vm_is_integer(v)) {
        return vm_int_exact(vm, v);
    }
    VmValue name = vm_name(vm, VM_NAME_INDEX);
    if (!vm_is_object(v) || vm_type_lookup_borrow(vm, vm_type_of(vm, v), name) == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer", vm_type_name(vm, v));
    }
    VmValue result = vm_call_method(vm, v, name, NULL, 0);
    if (result == VM_ERROR) {
        return VM_ERROR;
    }
    if (!vm_is_integer(result)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "__index__ returned non-int (type %s)", vm_type_name(vm, result));
        vm_unref(vm, result);
        return VM_ERROR;
    }
    VmValue exact = vm_int_exact(vm, result);
    vm_unref(vm, result);
    return exact;
}

bool vm_as_index(Vm *vm, VmValue v, int64_t *out)
{
    if (vm_is_int(v)) {
        *out = vm_to_int(v);
        return true;
    }
    VmValue index = vm_index(vm, v);
    if (index == VM_ERROR) {
        return false;
    }
    bool fits = vm_int_to_i64(index, out);
    vm_unref(vm, index);
    if (!fits) {
        (void)vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    }
    return fits;
}

bool vm_as_c_int(Vm *vm, VmValue v, int *out)
{
    VmValue index = vm_index(vm, v);
    if (index == VM_ERROR) {
        return false;
    }
    int64_t number;
    bool fits = vm_int_to_i64(index, &number) && number == (int32_t)number;
    vm_unref(vm, index);
    if (!fits) {
        (void)vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
        return false;
    }
    *out = (int)number;
    return true;
}

bool vm_as_subscript(Vm *vm, VmValue key, const char *before, const char *after, int64_t *out)
{
    if (vm_is_int(key)) {
        *out = vm_to_int(key);
        return true;
    }
    if (!vm_is_integer(key) && (!vm_is_object(key) || vm_type_lookup_borrow(vm, vm_type_of(vm, key),
                                                                            vm_name(vm, VM_NAME_INDEX)) == VM_EMPTY)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s%s%s", before, vm_type_name(vm, key), after);
        return false;
    }
    VmValue index = vm_index(vm, key);
    if (index == VM_ERROR) {
        return false;
    }
    bool fits = vm_int_to_i64(index, out);
    vm_unref(vm, index);
    if (!fits) {
        (void)vm_raise(vm, VM_EXC_INDEX_ERROR, "cannot fit '%s' into an index-sized integer", vm_type_name(vm, key));
    }
    return fits;
}

bool vm_as_double(Vm *vm, VmValue v, double *out)
{
    if (vm_is_float(v)) {
        *out = vm_float_value(v);
        return true;
    }
    if (vm_is_integer(v)) {
        return vm_int_to_double(vm, v, out);
    }
    VmValue name = vm_name(vm, VM_NAME_FLOAT);
    VmType *type = vm_type_of(vm, v);
    if (!vm_is_object(v) || vm_type_lookup_borrow(vm, type, name) == VM_EMPTY) {
        if (!vm_is_object(v) || vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_INDEX)) == VM_EMPTY) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "must be real number, not %s", type->name);
            return false;
        }
        VmValue index = vm_index(vm, v);
        bool done = index != VM_ERROR && vm_int_to_double(vm, index, out);
        vm_unref(vm, index);
        return done;
    }
    VmValue result = vm_call_method(vm, v, name, NULL, 0);
    if (result == VM_ERROR) {
        return false;
    }
    bool done = vm_is_float(result);
    if (done) {
        *out = vm_float_value(result);
    } else {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__float__ returned non-float (type %s)", type->name,
                       vm_type_name(vm, result));
    }
    vm_unref(vm, result);
    return done;
}

/* ---- the arithmetic builtins ------------------------------------------------------------------------------------ */

static bool is_number(VmValue v)
{
    return vm_is_integer(v) || vm_is_float(v);
}

static VmValue pack_pair_steal(Vm *vm, VmValue a, VmValue b)
{
    VmValue pair[2] = {a, b};
    return vm_tuple_new_steal(vm, pair, 2);
}

/* type(self).name(self, other), VM_NOT_IMPLEMENTED when it has no such method. */
static VmValue try_method(Vm *vm, VmValue self, VmNameId id, VmValue other)
{
    VmValue name = vm_name(vm, id);
    if (!vm_is_object(self) || vm_type_lookup_borrow(vm, vm_type_of(vm, self), name) == VM_EMPTY) {
        return VM_NOT_IMPLEMENTED;
    }
    return vm_call_method(vm, self, name, &other, 1);
}

VmValue vm_divmod(Vm *vm, VmValue left, VmValue right)
{
    if (vm_is_integer(left) && vm_is_integer(right)) {
        VmValue quotient, remainder;
        if (!vm_int_divmod(vm, left, right, &quotient, &remainder)) {
            return VM_ERROR;
        }
        return pack_pair_steal(vm, quotient, remainder);
    }
    if (is_number(left) && is_number(right)) {
        double a, b, quotient, remainder;
        if (!vm_as_double(vm, left, &a) || !vm_as_double(vm, right, &b)) {
            return VM_ERROR;
        }
        if (b == 0) {
            return vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "float divmod()");
        }
        if (!vm_float_divmod(vm, a, b, &quotient, &remainder)) {
            return VM_ERROR;
        }
        return pack_pair_steal(vm, vm_from_double(quotient), vm_from_double(remainder));
    }
    VmValue result = try_method(vm, left, VM_NAME_DIVMOD, right);
    if (result == VM_NOT_IMPLEMENTED) {
        result = try_method(vm, right, VM_NAME_RDIVMOD, left);
    }
    if (result == VM_NOT_IMPLEMENTED) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                        vm_type_name(vm, left), vm_type_name(vm, right));
    }
    return result;
}

VmValue vm_power_modulo(Vm *vm, VmValue base, VmValue exponent, VmValue modulus)
{
    if (modulus == VM_EMPTY || modulus == VM_NONE) {
        return vm_binary(vm, VM_BINARY_POW, base, exponent);
    }
    if (vm_is_integer(base) && vm_is_integer(exponent) && vm_is_integer(modulus)) {
        return vm_int_pow_mod(vm, base, exponent, modulus);
    }
    if (is_number(base) && is_number(exponent) && is_number(modulus)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "pow() 3rd argument not allowed unless all arguments are integers");
    }
    VmValue args[2] = {exponent, modulus};
    bool missing;
    VmValue result = is_number(base)
                         ? VM_NOT_IMPLEMENTED
                         : vm_call_special(vm, base, vm_name(vm, VM_NAME_BINARY + VM_BINARY_POW), args, 2, &missing);
    if (!is_number(base) && !missing && result != VM_NOT_IMPLEMENTED) {
        return result;
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                    vm_type_name(vm, base), vm_type_name(vm, exponent), vm_type_name(vm, modulus));
}

VmValue vm_round(Vm *vm, VmValue v, VmValue ndigits)
{
    bool whole = ndigits == VM_EMPTY || ndigits == VM_NONE;
    if (vm_is_double(v) || (vm_is_integer(v) && !vm_is_object(v)) ||
        (vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_INT])) {
        if (vm_is_integer(v)) {
            return whole ? vm_int_exact(vm, v) : vm_int_round(vm, v, ndigits);
        }
        return vm_float_round_value(vm, vm_to_double(v), whole ? VM_EMPTY : ndigits);
    }
    VmValue name = vm_name(vm, VM_NAME_ROUND);
    if (!vm_is_object(v) || vm_type_lookup_borrow(vm, vm_type_of(vm, v), name) == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "type %s doesn't define __round__ method", vm_type_name(vm, v));
    }
    return whole ? vm_call_method(vm, v, name, NULL, 0) : vm_call_method(vm, v, name, &ndigits, 1);
}
