/* vm_coro_methods.h: what the types of generators and coroutines, script and native, share. */
#ifndef VM_CORO_METHODS_H
#define VM_CORO_METHODS_H

#include "vm/vm.h"

extern const VmNativeDef vm_coroutine_methods[];

/* Closes what is suspended; says so when a coroutine was never awaited. */
void vm_coro_finalize(Vm *vm, VmObject *self);
VmValue vm_coro_repr(Vm *vm, VmValue self);
void vm_coro_release(Vm *vm, VmObject *self);
void vm_coro_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context);
/* "FILE:LINE: RuntimeWarning: coroutine 'f' was never awaited" on stderr. */
void vm_coro_warn_never_awaited(Vm *vm, VmValue coro);
/* coro.throw(type or exception, value, traceback): makes it pending.  Always VM_ERROR. */
VmValue vm_coro_make_pending(Vm *vm, const VmValue *args);
/* The outcome of a resume as a send() or throw() has it: a yielded value, or StopIteration with the result. */
VmValue vm_coro_outcome(Vm *vm, VmFlow flow, VmValue out);

#endif
