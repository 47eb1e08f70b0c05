/* mod_math.h: what the files of `math` share: functions of integers live in mod_math_int.c, of many numbers in
 * mod_math_sums.c. */
#ifndef MOD_MATH_H
#define MOD_MATH_H

#include "vm/vm_module.h"

VmValue mod_math_comb(Vm *vm, const VmValue *args);
VmValue mod_math_factorial(Vm *vm, const VmValue *args);
VmValue mod_math_gcd(Vm *vm, const VmValue *args);
VmValue mod_math_isqrt(Vm *vm, const VmValue *args);
VmValue mod_math_lcm(Vm *vm, const VmValue *args);
VmValue mod_math_perm(Vm *vm, const VmValue *args);
VmValue mod_math_fsum(Vm *vm, const VmValue *args);
VmValue mod_math_prod(Vm *vm, const VmValue *args);
VmValue mod_math_hypot(Vm *vm, const VmValue *args);
VmValue mod_math_dist(Vm *vm, const VmValue *args);
/* log of an int that is too large for a float, as mantissa in [0.5, 1) and exponent of 2. */
double mod_math_big_mantissa(VmValue v, double *exponent);

#endif
