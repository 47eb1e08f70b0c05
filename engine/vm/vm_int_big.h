/* vm_int_big.h: ints as GMP numbers, for the files that compute with large ones (vm_int*.c, vm_float_text.c,
 * engine/modules).
 *
 * GMP has an allocator of its own and no way to report that there is no memory; so sizes are checked before it is asked
 * for anything (vm_int_room), and what it computes is copied into a VmInt.
 */
#ifndef VM_INT_BIG_H
#define VM_INT_BIG_H

#include "vm/vm_int.h"

#include <gmp.h>

/* No number may have more bits than this: 32 MB. */
#define VM_INT_MAX_BITS ((size_t)1 << 28)

typedef struct VmIntView {
    mpz_t z; /* read only; nothing to clear; valid as long as the value and the view */
    mp_limb_t limb;
} VmIntView;

/* Any int (bool, subclass) as an mpz without copying it. */
void vm_int_view(VmValue v, VmIntView *view);
VmValue vm_int_from_mpz(Vm *vm, const mpz_t z);
/* The same, and clears z. */
VmValue vm_int_from_mpz_clear(Vm *vm, mpz_t z);
/* False with MemoryError when a number of so many bits is refused. */
bool vm_int_room(Vm *vm, size_t bits);
/* |a| / |b| as the nearest double, half to even; infinity when it is too large.  Neither is 0. */
double vm_int_divide_mpz(const mpz_t a, const mpz_t b);

#endif
