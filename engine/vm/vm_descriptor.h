/* vm_descriptor.h: property, staticmethod, classmethod and super objects. */
#ifndef VM_DESCRIPTOR_H
#define VM_DESCRIPTOR_H

#include "vm/vm.h"

enum { VM_PROPERTY_NATIVE = 1 }; /* in head.extra: an attribute of a builtin type, called "attribute" in messages */

typedef struct VmProperty {
    VmObject head;
    VmValue get, set, del, doc; /* VM_EMPTY or None: absent */
    VmValue name;
    VmValue dict;
} VmProperty;

/* staticmethod and classmethod */
typedef struct VmWrapper {
    VmObject head;
    VmValue function;
    VmValue dict;
} VmWrapper;

typedef struct VmSuper {
    VmObject head;
    VmType *type;   /* owned: search behind this class … */
    VmValue object; /* … in the mro of this object (or class); VM_EMPTY: unbound */
    VmType *start;  /* owned: the type whose mro is searched */
} VmSuper;

VmValue vm_property_new(Vm *vm, VmValue get, VmValue set, VmValue del, VmValue doc);
VmValue vm_staticmethod_new(Vm *vm, VmValue function);
VmValue vm_classmethod_new(Vm *vm, VmValue function);
/* super(type, object): the interpreter calls it for super() with __class__ and the first argument. */
VmValue vm_super_new(Vm *vm, VmValue type, VmValue object);

#endif
