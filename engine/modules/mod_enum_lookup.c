/* Looking members of an enum up: by value, by _missing_, as a combination of flags. */
#include "modules/mod_enum.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

bool mod_enum_remember_value(Vm *vm, VmType *type, VmValue value, VmValue member)
{
    VmValue values = mod_note_borrow(vm, type, "enum.values");
    if (vm_dict_set(vm, values, value, member)) {
        return true;
    }
    if (vm_error_matches(vm, VM_EXC_TYPE_ERROR)) { /* unhashable: found by comparing */
        vm_error_clear(vm);
        return true;
    }
    return false;
}

static VmValue find_slowly(Vm *vm, VmType *type, VmValue value)
{
    uint32_t position = 0;
    VmValue name, member;
    VmValue map = mod_enum_map_borrow(vm, type);
    while (map != VM_EMPTY && vm_dict_walk(vm_to_dict(map), &position, &name, &member)) {
        int equal = vm_equal(vm, mod_enum_own_borrow(vm, member, "_value_"), value);
        if (equal != 0) {
            return equal < 0 ? VM_EMPTY : member;
        }
    }
    return VM_EMPTY;
}

VmValue mod_enum_find_borrow(Vm *vm, VmType *type, VmValue value)
{
    VmValue values = mod_note_borrow(vm, type, "enum.values");
    if (values == VM_EMPTY) {
        return VM_EMPTY;
    }
    VmValue member = vm_dict_get_borrow(vm, values, value);
    if (member == VM_EMPTY && vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
        vm_error_clear(vm);
        return find_slowly(vm, type, value);
    }
    return member;
}

static VmValue raise_invalid(Vm *vm, const VmType *type, VmValue value)
{
    VmValue text = vm_repr(vm, value);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "%s is not a valid %s", vm_str_data(text), vm_str_data(type->qualname));
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

/* A script's _missing_, if it has one: VM_EMPTY with nothing pending: it knows nothing either. */
static VmValue ask_missing(Vm *vm, VmType *type, VmValue value)
{
    bool error;
    VmValue method = mod_get_maybe(vm, vm_from_type(type), "_missing_", &error);
    if (method == VM_EMPTY) {
        return VM_EMPTY;
    }
    VmValue found = vm_call1(vm, method, value);
    vm_unref(vm, method);
    if (found == VM_ERROR || found == VM_NONE) {
        return VM_EMPTY;
    }
    if (!vm_is_instance(vm, found, type)) {
        VmValue text = vm_repr(vm, found);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "error in %s._missing_: returned %s instead of None or a valid member",
                     type->name, vm_str_data(text));
        }
        vm_unref(vm, text);
        vm_unref(vm, found);
        return VM_EMPTY;
    }
    return found;
}

VmValue mod_enum_lookup(Vm *vm, VmType *type, VmValue value)
{
    if (vm_type_of(vm, value) == type) {
        return vm_ref(value);
    }
    VmValue member = mod_enum_find_borrow(vm, type, value);
    if (member != VM_EMPTY || vm_error_pending(vm)) {
        return vm_ref(member);
    }
    member = ask_missing(vm, type, value);
    if (member != VM_EMPTY || vm_error_pending(vm)) {
        return member;
    }
    if (mod_enum_is_flag(vm, type) && vm_is_integer(value)) {
        return mod_enum_flag_missing(vm, type, value);
    }
    return raise_invalid(vm, type, value);
}
