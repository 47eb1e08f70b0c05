/* mod_call.h: putting calls together from stored and given arguments. */
#ifndef MOD_CALL_H
#define MOD_CALL_H

#include "vm/vm.h"

/* function(*args, **keywords): a tuple (or VM_EMPTY), and a dict with str keys (or VM_EMPTY).  All borrowed. */
VmValue mod_call_spread(Vm *vm, VmValue function, VmValue args, VmValue keywords);
/* The arguments of a `call` slot as an owned tuple and an owned dict (VM_EMPTY when there are no keywords); `before`, a
 * tuple or VM_EMPTY, comes first, `base`, a dict or VM_EMPTY, is overridden by the keywords. */
bool mod_call_pack(Vm *vm, VmValue before, VmValue base, const VmValue *args, size_t nargs, VmValue kwnames,
                   VmValue *tuple, VmValue *dict);

#endif
