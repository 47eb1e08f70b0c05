/* vm_library.h: modules written in the language of the scripts.
 *
 * What is large and not hot (a web framework, say) is written in Python, kept as text in the program, and compiled when
 * it is first imported.  Its functions do not show: they leave no frames and no lines in a trace, and no entries in
 * tracebacks, as if they were written in C (LangUnit.library).
 */
#ifndef VM_LIBRARY_H
#define VM_LIBRARY_H

#include "vm/vm.h"

/* Compiles the text and runs it as the body of `module`, whose __name__ is `name`.  The text is not needed any more
 * afterwards.  false: an exception is pending. */
bool vm_library_run(Vm *vm, VmValue module, const char *name, const char *text, size_t size);
/* Frees their code, when no object of the machine is left. */
void vm_library_end(Vm *vm);

#endif
