/* vm_suggest.h: "Did you mean: 'x'?" at the end of AttributeError and NameError, worked out when a traceback is
 * printed.
 *
 * The measure is CPython's: an edit distance in which a change of case costs half of any other change, and at most a
 * third of the characters may differ. */
#ifndef VM_SUGGEST_H
#define VM_SUGGEST_H

#include "vm/vm.h"

/* The name that was probably meant, owned; VM_EMPTY when there is none (never with an exception pending). */
VmValue vm_suggest(Vm *vm, VmValue exception);
/* The distance between two names, at most `limit` + 1. */
size_t vm_suggest_distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t limit);

#endif
