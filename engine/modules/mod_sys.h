/* mod_sys.h: the script's standard streams, for modules that print. */
#ifndef MOD_SYS_H
#define MOD_SYS_H

#include "modules/mod_support.h"

/* sys.stderr (or sys.stdout) as it is at the moment: what the script put there counts.  Owned. */
VmValue mod_sys_stream(Vm *vm, const char *name);
/* file.write(text), to sys.stderr when `file` is absent or None. */
bool mod_sys_write(Vm *vm, VmValue file, const char *text, size_t size);
/* The exception that is being handled, borrowed; VM_EMPTY: none. */
VmValue mod_sys_handled_borrow(const Vm *vm);
/* The path of the running script. */
const char *mod_sys_script(Vm *vm);
/* sys.float_info, owned. */
VmValue mod_sys_float_info(Vm *vm);

#endif
