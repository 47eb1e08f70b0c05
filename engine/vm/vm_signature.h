/* vm_signature.h: reading the text of a signature; between vm_args.c and vm_native.c. */
#ifndef VM_SIGNATURE_H
#define VM_SIGNATURE_H

#include "vm/vm_native.h"

/* Fills in counts and flags of `native` (zeroed there) and `params`, whose names are owned by the caller: native->count
 * of them, also on failure (MemoryError). */
bool vm_signature_read(Vm *vm, const char *signature, VmNative *native, VmNativeParam params[VM_NATIVE_MAX_PARAMS]);

#endif
