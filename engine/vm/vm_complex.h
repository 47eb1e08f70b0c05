/* vm_complex.h: complex numbers: two doubles in an immutable object. */
#ifndef VM_COMPLEX_H
#define VM_COMPLEX_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmComplex {
    VmObject head; /* VM_KIND_COMPLEX */
    double real, imag;
} VmComplex;

static inline bool vm_is_complex(VmValue v)
{
    return vm_has_kind(v, VM_KIND_COMPLEX);
}

VmValue vm_complex_new(Vm *vm, double real, double imag);
/* a ** b with CPython's errors. */
VmValue vm_complex_pow(Vm *vm, double a_real, double a_imag, double b_real, double b_imag);

extern const VmTypeSpec vm_type_complex;

#endif
