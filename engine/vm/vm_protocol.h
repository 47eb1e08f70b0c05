/* vm_protocol.h: the operations of the language as C functions: what `a + b`, `x.y`, `len(x)`, `for` … do.
 *
 * The interpreter's slow paths and all native code use these.  Results are owned; VM_ERROR / false / -1 leave an
 * exception pending.  Each is one file's: operators in vm_operator.c, attributes in vm_attr.c, iteration in vm_iter.c.
 */
#ifndef VM_PROTOCOL_H
#define VM_PROTOCOL_H

#include "vm/vm.h"

VmType *vm_type_of(Vm *vm, VmValue v); /* borrowed; never NULL */
const char *vm_type_name(Vm *vm, VmValue v);
bool vm_type_is_subtype(const VmType *type, const VmType *base);
bool vm_is_instance(Vm *vm, VmValue v, const VmType *type);

VmValue vm_binary(Vm *vm, VmBinary op, VmValue left, VmValue right);
VmValue vm_binary_inplace(Vm *vm, VmBinary op, VmValue left, VmValue right); /* tries __iadd__ … first */
VmValue vm_negative(Vm *vm, VmValue v);
VmValue vm_positive(Vm *vm, VmValue v);
VmValue vm_invert(Vm *vm, VmValue v);
VmValue vm_compare(Vm *vm, VmCompare op, VmValue left, VmValue right);
int vm_equal(Vm *vm, VmValue left, VmValue right); /* 1, 0, -1; identity counts as equal, as in containers */
int vm_less(Vm *vm, VmValue left, VmValue right);  /* as sort does it */
int vm_truth(Vm *vm, VmValue v);
int vm_contains(Vm *vm, VmValue container, VmValue item);
bool vm_hash(Vm *vm, VmValue v, int64_t *hash);
int64_t vm_length(Vm *vm, VmValue v);

VmValue vm_get_item(Vm *vm, VmValue container, VmValue key);
bool vm_set_item(Vm *vm, VmValue container, VmValue key, VmValue value);
bool vm_delete_item(Vm *vm, VmValue container, VmValue key);

VmValue vm_get_attr(Vm *vm, VmValue object, VmValue name);
/* The same, but a missing attribute is VM_EMPTY with nothing pending; *found tells it from an error. */
VmValue vm_get_attr_maybe(Vm *vm, VmValue object, VmValue name, bool *error);
VmValue vm_get_attr_c(Vm *vm, VmValue object, const char *name);
bool vm_set_attr(Vm *vm, VmValue object, VmValue name, VmValue value);
bool vm_delete_attr(Vm *vm, VmValue object, VmValue name);
/* Looks a name up in the type's mro without binding it; borrowed, VM_EMPTY when absent (never an error). */
VmValue vm_type_lookup_borrow(Vm *vm, const VmType *type, VmValue name);

VmValue vm_iter(Vm *vm, VmValue iterable);
VmValue vm_next(Vm *vm, VmValue iterator); /* VM_ERROR with nothing pending: exhausted (StopIteration swallowed) */
/* Calls `each` for every item; stops and returns false when it returns false or on error. */
bool vm_for_each(Vm *vm, VmValue iterable, bool (*each)(Vm *vm, VmValue item, void *context), void *context);

VmValue vm_repr(Vm *vm, VmValue v);
VmValue vm_str_of(Vm *vm, VmValue v);
VmValue vm_format(Vm *vm, VmValue v, VmValue spec); /* spec: str or VM_EMPTY */
bool vm_is_callable(Vm *vm, VmValue v);

/* Conversions with CPython's messages.  An int from anything with __index__; a double from int, float, __float__. */
bool vm_as_index(Vm *vm, VmValue v, int64_t *out);
/* The same for what C would keep in an int: OverflowError beyond 32 bits. */
bool vm_as_c_int(Vm *vm, VmValue v, int *out);
bool vm_as_double(Vm *vm, VmValue v, double *out);

#endif
