/* vm_exception_types.h: what the files of the exception classes share. */
#ifndef VM_EXCEPTION_TYPES_H
#define VM_EXCEPTION_TYPES_H

#include "vm/vm_exception.h"
#include "vm/vm_module.h"

/* For vm_new: the shells of all classes (vm->exceptions), then their names and methods. */
bool vm_exception_start(Vm *vm);
bool vm_exception_finish(Vm *vm);
void vm_exception_end(Vm *vm);

/* BaseException's slots, for those that add to them. */
VmValue vm_exception_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);
bool vm_exception_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);
VmValue vm_exception_str(Vm *vm, VmValue self);

/* Classes with attributes or a text of their own: vm_exception_special.c, vm_exception_group.c. */
const VmNativeDef *vm_exception_methods(VmExceptionId id);
void vm_exception_fill(VmExceptionId id, VmType *type);

extern const VmNativeDef vm_exception_group_methods[];
VmValue vm_exception_group_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);
VmValue vm_exception_group_str(Vm *vm, VmValue self);

#endif
