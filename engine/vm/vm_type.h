/* vm_type.h: making types from specs, in the two steps that vm_new needs; vm_type_new (vm_module.h) does both. */
#ifndef VM_TYPE_H
#define VM_TYPE_H

#include "vm/vm.h"
#include "vm/vm_module.h"

/* Memory, layout and slots; no names, no attributes.  NULL: MemoryError. */
VmType *vm_type_shell(Vm *vm, const VmTypeSpec *spec, VmType *base, VmType *metatype);
/* Names, mro and methods. */
bool vm_type_finish(Vm *vm, VmType *type, const VmTypeSpec *spec);
/* Registers a type with its base, so that changes of the base reach it. */
bool vm_type_register(Vm *vm, VmType *base, VmType *type);
/* Adds the methods of a table to a type's attributes. */
bool vm_type_add_methods(Vm *vm, VmType *type, const VmNativeDef *methods, VmValue module);
/* Where an object keeps its attribute dict; NULL when its type has no place for one. */
VmValue *vm_object_dict_place(VmObject *object);

/* The traverse slot of types that own nothing but their attribute dict, which the heap sees to. */
void vm_traverse_nothing(Vm *vm, VmObject *self, VmVisit visit, void *context);
/* The method resolution order of a class with these bases (a tuple of types): C3.  TypeError when there is none. */
VmValue vm_type_linearise(Vm *vm, VmType *type, VmValue bases);
/* Voids caches of the type and of all below it; `slots`: decides their slots anew as well. */
void vm_type_changed(Vm *vm, VmType *type, bool slots);
/* object.__new__'s work, when no class defines another. */
VmValue vm_object_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);

extern const VmTypeSpec vm_type_object;
extern const VmTypeSpec vm_type_type;

#endif
