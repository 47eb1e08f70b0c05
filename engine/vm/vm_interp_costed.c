/* vm_interp_costed.c: the dispatch loop again, for runs with a cost model (vm_cost.h). */
#define VM_COSTED
#include "vm/vm_interp.c"
