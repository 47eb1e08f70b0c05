/* mod_inspect.h: what the two files of `inspect` share: signatures are mod_inspect_signature.c's. */
#ifndef MOD_INSPECT_H
#define MOD_INSPECT_H

#include "modules/mod_support.h"

/* signature(obj) of a script function, method or class. */
VmValue mod_inspect_signature(Vm *vm, const VmValue *args);
bool mod_inspect_add_signatures(Vm *vm, VmValue module);

#endif
