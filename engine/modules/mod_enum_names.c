/* The namespace of a class body that makes an enumeration: a dict that takes each member once. */
#include "modules/mod_enum.h"
#include "modules/mod_support.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static bool is_descriptor(Vm *vm, VmValue v)
{
    const VmType *type = vm_type_of(vm, v);
    return type->get_descriptor != NULL || type->set_descriptor != NULL;
}

static bool names_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    if (value == VM_EMPTY) {
        int deleted = vm_dict_delete(vm, self, key);
        if (deleted == 0) {
            (void)vm_raise_key(vm, key);
        }
        return deleted > 0;
    }
    VmValue there = vm_is_str(key) && vm_str_data(key)[0] != '_' ? vm_dict_get_borrow(vm, self, key) : VM_EMPTY;
    if (there == VM_EMPTY || (is_descriptor(vm, there) && is_descriptor(vm, value))) {
        return !vm_error_pending(vm) && vm_dict_set(vm, self, key, value);
    }
    VmValue name = vm_repr(vm, key), old = name == VM_ERROR ? VM_ERROR : vm_repr(vm, there);
    if (old != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s already defined as %s", vm_str_data(name), vm_str_data(old));
    }
    vm_unref(vm, name);
    vm_unref(vm, old);
    return false;
}

static void names_fill(VmType *type)
{
    type->set_item = names_set_item;
}

const VmTypeSpec mod_enum_names_spec = {
    .name = "_EnumDict",
    .module = "enum",
    .base = VM_TYPE_DICT,
    .kind = VM_KIND_DICT,
    .instance_size = sizeof(VmDict),
    .fill = names_fill,
};

VmValue mod_enum_prepare(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue type = mod_kept_borrow(vm, MOD_KEPT_ENUM_NAMES);
    return type == VM_EMPTY ? vm_dict_new(vm) : vm_call0(vm, type);
}
