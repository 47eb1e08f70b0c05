/* vm_attr.h: attribute access: instance dicts, the mro, descriptors, caches.  The operations proper are in
 * vm_protocol.h (vm_get_attr …); here is what the interpreter needs to be fast. */
#ifndef VM_ATTR_H
#define VM_ATTR_H

#include "vm/vm.h"

/* How `object.name` was found in the type, for calls `object.name(...)`: a plain function there need not be bound. */
typedef enum VmLoad {
    VM_LOAD_ERROR,
    VM_LOAD_VALUE,  /* *out is the attribute (owned) */
    VM_LOAD_METHOD, /* *out is a script or native function (owned) that wants the object as its first argument */
} VmLoad;

/* `object.name` for a call.  Never makes a bound method where a function will do. */
VmLoad vm_load_method(Vm *vm, VmValue object, VmValue name, VmValue *out);

/* The attribute dict of an object, borrowed; VM_EMPTY when it has none (yet).  With `make` it is made if the type
 * allows one: VM_EMPTY with nothing pending then means that the type has no place for it, with an exception: no memory.
 */
VmValue vm_instance_dict_borrow(Vm *vm, VmValue object, bool make);

/* True when attribute reads of instances follow the general rule and no class of the mro has __getattribute__: caches
 * keyed by the type's version may then answer for it. */
bool vm_type_has_plain_attributes(const VmType *type);

/* The version of a type for caches: unique, void as soon as an attribute of it or of a base changes.  0: do not cache.
 */
uint32_t vm_type_version(Vm *vm, VmType *type);

/* The general rule (object.__getattribute__) and object.__setattr__, without __getattr__ and overridden ones. */
VmValue vm_generic_get_attr(Vm *vm, VmValue object, VmValue name);
bool vm_generic_set_attr(Vm *vm, VmValue object, VmValue name, VmValue value);

/* The cache of lookups: vm_new's and vm_free's. */
bool vm_attr_start(Vm *vm);
void vm_attr_end(Vm *vm);

/* object.__class__ = value */
bool vm_set_class(Vm *vm, VmValue object, VmValue value);
/* object.__dir__: a list of names in no particular order. */
VmValue vm_dir_plain(Vm *vm, VmValue object);
/* dir(object) as a sorted list of str. */
VmValue vm_dir(Vm *vm, VmValue object);

#endif
