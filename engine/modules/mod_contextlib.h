/* mod_contextlib.h: what the files of `contextlib` share: small managers and decorators (mod_contextlib.c), managers
 * made from generators (mod_contextlib_generator.c), stacks of managers (mod_contextlib_stack.c).
 */
#ifndef MOD_CONTEXTLIB_H
#define MOD_CONTEXTLIB_H

#include "modules/mod_support.h"

/* type(self).name(self, *args) with CPython's words when there is no such method (those of the `with` statement). */
VmValue mod_manager_enter(Vm *vm, VmValue manager, bool async);
/* The outcome of __exit__ with the exception (VM_EMPTY: none): what the method returned. */
VmValue mod_manager_exit(Vm *vm, VmValue manager, VmValue exception, bool async);
/* (type, value, traceback) of an exception as arguments of __exit__; owned entries.  VM_EMPTY: three times None. */
void mod_exc_details(Vm *vm, VmValue exception, VmValue details[3]);
/* A function that runs `function` inside a manager that `factory` stands for (a manager made by contextmanager is made
 * anew for each call). */
VmValue mod_manager_decorate(Vm *vm, VmValue factory, VmValue function, bool async);
/* The same manager again, for another use: a new one if it was made from a generator.  Owned. */
VmValue mod_manager_again(Vm *vm, VmValue manager);

extern const VmNativeDef mod_contextlib_generator_functions[];
bool mod_contextlib_add_generators(Vm *vm, VmValue module);
bool mod_contextlib_add_stacks(Vm *vm, VmValue module);

#endif
