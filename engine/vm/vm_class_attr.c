/* Attributes of types: reading, writing, and what a change voids. */
#include "vm/vm_attr.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

void vm_type_changed(Vm *vm, VmType *type, bool slots)
{
    type->version = 0;
    if (slots && (type->flags & VM_TYPE_CLASS) != 0) {
        vm_slots_update(vm, type);
    }
    for (uint32_t i = 0; i < type->subclass_count; i++) {
        vm_type_changed(vm, type->subclasses[i], slots);
    }
}

/* Attributes that every type has; VM_EMPTY with nothing pending: none of them. */
static VmValue builtin_attr(Vm *vm, VmType *type, VmValue name)
{
    if (name == vm_name(vm, VM_NAME_NAME)) {
        return vm_ref(type->name_str);
    }
    if (name == vm_name(vm, VM_NAME_QUALNAME)) {
        return vm_ref(type->qualname);
    }
    if (name == vm_name(vm, VM_NAME_MODULE)) {
        return vm_ref(type->module);
    }
    if (name == vm_name(vm, VM_NAME_BASES)) {
        return vm_ref(type->bases);
    }
    if (name == vm_name(vm, VM_NAME_BASE)) {
        return type->base != NULL ? vm_ref(vm_from_type(type->base)) : VM_NONE;
    }
    if (name == vm_name(vm, VM_NAME_MRO)) {
        return vm_ref(type->mro);
    }
    if (name == vm_name(vm, VM_NAME_CLASS)) {
        return vm_ref(vm_from_type(type->head.type));
    }
    if (name == vm_name(vm, VM_NAME_DICT)) {
        return vm_dict_copy(vm, type->attrs);
    }
    if (name == vm_name(vm, VM_NAME_DOC)) {
        VmValue doc = vm_dict_get_name_borrow(vm, vm_to_dict(type->attrs), name);
        return doc == VM_EMPTY ? VM_NONE : vm_ref(doc);
    }
    if (name == vm_name(vm, VM_NAME_ANNOTATIONS) && (type->flags & VM_TYPE_CLASS) != 0) {
        VmValue own = vm_dict_get_name_borrow(vm, vm_to_dict(type->attrs), name);
        if (own != VM_EMPTY) {
            return vm_ref(own);
        }
        VmValue fresh = vm_dict_new(vm);
        if (fresh != VM_ERROR && !vm_dict_set(vm, type->attrs, name, fresh)) {
            vm_unref(vm, fresh);
            return VM_ERROR;
        }
        return fresh;
    }
    return VM_EMPTY;
}

static VmValue bind_in(Vm *vm, VmValue found, VmValue instance, VmType *owner)
{
    VmType *kind = vm_type_of(vm, found);
    vm_ref(found);
    if (kind->get_descriptor == NULL) {
        return found;
    }
    VmValue result = kind->get_descriptor(vm, found, instance, owner);
    vm_unref(vm, found);
    return result;
}

VmValue vm_type_get_attr(Vm *vm, VmType *type, VmValue name)
{
    VmValue result = builtin_attr(vm, type, name);
    if (result != VM_EMPTY || vm_error_pending(vm)) {
        return result;
    }
    VmType *meta = type->head.type;
    VmValue of_meta = vm_type_lookup_borrow(vm, meta, name);
    if (of_meta != VM_EMPTY && vm_type_of(vm, of_meta)->set_descriptor != NULL) {
        return bind_in(vm, of_meta, vm_from_type(type), meta);
    }
    VmValue found = vm_type_lookup_borrow(vm, type, name);
    if (found != VM_EMPTY) {
        return bind_in(vm, found, VM_EMPTY, type);
    }
    if (of_meta != VM_EMPTY) {
        return bind_in(vm, of_meta, vm_from_type(type), meta);
    }
    return vm_raise_attribute(vm, vm_from_type(type), name, "type object '%s' has no attribute '%s'", type->name,
                              vm_str_data(name));
}

static bool is_dunder(VmValue name)
{
    size_t size = vm_str_size(name);
    const char *text = vm_str_data(name);
    return size > 4 && text[0] == '_' && text[1] == '_' && text[size - 1] == '_' && text[size - 2] == '_';
}

/* Assigning __name__ and the like: 1 done, 0 not one of them, -1 error. */
static int set_builtin_attr(Vm *vm, VmType *type, VmValue name, VmValue value)
{
    bool is_name = name == vm_name(vm, VM_NAME_NAME);
    if (is_name || name == vm_name(vm, VM_NAME_QUALNAME)) {
        if (value == VM_EMPTY || !vm_is_str(value)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "can only assign string to %s.%s, not '%s'", type->name, vm_str_data(name),
                     value == VM_EMPTY ? "NULL" : vm_type_name(vm, value));
            return -1;
        }
        if (is_name) {
            VmValue interned = vm_intern_str(vm, value); /* lives on: others may hold the text */
            if (interned == VM_ERROR) {
                return -1;
            }
            vm_set_steal(vm, &type->name_str, interned);
            type->name = vm_str_data(interned);
        } else {
            vm_set_steal(vm, &type->qualname, vm_ref(value));
        }
        return 1;
    }
    if (name == vm_name(vm, VM_NAME_MODULE) && value != VM_EMPTY) {
        vm_set_steal(vm, &type->module, vm_ref(value));
        return 1;
    }
    if (name == vm_name(vm, VM_NAME_BASES) || name == vm_name(vm, VM_NAME_MRO) || name == vm_name(vm, VM_NAME_DICT)) {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "attribute '%s' of 'type' objects is not writable", vm_str_data(name));
        return -1;
    }
    return 0;
}

bool vm_type_set_attr(Vm *vm, VmType *type, VmValue name, VmValue value)
{
    int done = set_builtin_attr(vm, type, name, value);
    if (done != 0) {
        return done > 0;
    }
    VmValue interned = vm_intern_str(vm, name);
    if (interned == VM_ERROR) {
        return false;
    }
    bool ok;
    if (value != VM_EMPTY) {
        ok = vm_dict_set(vm, type->attrs, interned, value);
    } else {
        int deleted = vm_dict_delete(vm, type->attrs, interned);
        ok = deleted > 0;
        if (deleted == 0) {
            vm_raise_attribute(vm, vm_from_type(type), interned, "type object '%s' has no attribute '%s'", type->name,
                               vm_str_data(interned));
        }
    }
    if (ok) {
        if (interned == vm_name(vm, VM_NAME_ABSTRACTMETHODS)) {
            int abstract = value != VM_EMPTY ? vm_truth(vm, value) : 0;
            type->flags = (type->flags & ~(uint32_t)VM_TYPE_ABSTRACT) | (abstract > 0 ? VM_TYPE_ABSTRACT : 0);
        }
        vm_type_changed(vm, type, is_dunder(interned));
    }
    vm_unref(vm, interned);
    return ok;
}
