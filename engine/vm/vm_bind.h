/* vm_bind.h: putting the arguments of a call where a script function expects them. */
#ifndef VM_BIND_H
#define VM_BIND_H

#include "vm/vm.h"
#include "vm/vm_function.h"

/* True when a call with `nargs` positional arguments and nothing else needs no binding: they are the parameters. */
static inline bool vm_bind_is_direct(const LangCode *code, size_t nargs)
{
    return nargs == code->positional && nargs == code->param_count;
}

/* Fills in the parameters in regs[0 ..], which are VM_EMPTY before, with references of their own.  `self` (VM_EMPTY:
 * none) goes in front of args; keywords as in vm_call.  false: TypeError in CPython's words; regs may be half filled.
 */
bool vm_bind(Vm *vm, const VmFunction *function, VmValue *regs, VmValue self, const VmValue *args, size_t nargs,
             VmValue kwnames);

#endif
