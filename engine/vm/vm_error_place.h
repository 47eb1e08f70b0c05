/* vm_error_place.h: one frame of a printed traceback: the place, the source line, and what in it is meant. */
#ifndef VM_ERROR_PLACE_H
#define VM_ERROR_PLACE_H

#include "vm/vm.h"
#include "vm/vm_traceback.h"

/* Appends '  File "x.py", line 3, in main', the line of source, and the markers below it unless they would mark all of
 * it.  For operators and subscripts the markers tell the operator (^) from its operands (~), as CPython's do. */
void vm_error_put_place(Vm *vm, const VmTracebackPlace *place, LsBuf *out);

#endif
