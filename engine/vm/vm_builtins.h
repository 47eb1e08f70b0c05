/* vm_builtins.h: the builtins module. */
#ifndef VM_BUILTINS_H
#define VM_BUILTINS_H

#include "vm/vm.h"
#include "vm/vm_module.h"

extern const VmModuleSpec vm_builtins_module;

/* Writes text to a stream of the script: the host gets it, a TRACE_OUTPUT event is recorded, max_output_bytes watched.
 * false: an exception is pending. */
bool vm_write(Vm *vm, TraceStream stream, const char *text, size_t size);

#endif
