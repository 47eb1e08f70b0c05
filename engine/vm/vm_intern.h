/* vm_intern.h: the inner side of interning, for vm_str*.c; the public functions are in vm_str.h. */
#ifndef VM_INTERN_H
#define VM_INTERN_H

#include "vm/vm.h"

/* The str of one ASCII character: made once, then shared. */
VmValue vm_intern_char(Vm *vm, unsigned char c);

#endif
