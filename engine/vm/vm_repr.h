/* vm_repr.h: what the reprs of containers share: the guard against containers that contain themselves. */
#ifndef VM_REPR_H
#define VM_REPR_H

#include "vm/vm.h"

/* 1: go on, and call vm_repr_leave afterwards; 0: the repr of this container is being made further out: show "[...]";
 * -1: an exception is pending (no memory). */
int vm_repr_enter(Vm *vm, VmValue container);
void vm_repr_leave(Vm *vm, VmValue container);
/* The str with the buffer's text, or VM_ERROR when not `ok`; the buffer is freed in any case. */
VmValue vm_repr_finish(Vm *vm, LsBuf *buf, bool ok);
/* "<NAME object at 0x10>" */
VmValue vm_repr_default(Vm *vm, VmValue object);

#endif
