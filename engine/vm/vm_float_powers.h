/* vm_float_powers.h: the table of vm_float_powers.c. */
#ifndef VM_FLOAT_POWERS_H
#define VM_FLOAT_POWERS_H

#include <stdint.h>

enum { VM_POWER_MIN = -292, VM_POWER_MAX = 324 };

extern const uint64_t vm_float_powers[VM_POWER_MAX - VM_POWER_MIN + 1][2];

#endif
