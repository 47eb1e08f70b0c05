/* vm_operator.h: how operators find the function that does them; what the builtins need beyond vm_protocol.h.
 *
 * The binary slots.  vm_binary calls the left type's slot, then the right type's when that is another function; a right
 * operand whose type is a proper subclass of the left's goes first.  A slot always gets (left, right) in the order of
 * the source, must check which of them is its own, and returns VM_NOT_IMPLEMENTED for what it cannot do.  Script
 * classes take their slots from vm_class_binary, which call __add__, __radd__ … by CPython's rules.
 *
 * The errors for +, * with sequences ("can only concatenate str …", "can't multiply sequence by …") are made here:
 * slots of sequences just return VM_NOT_IMPLEMENTED.
 */
#ifndef VM_OPERATOR_H
#define VM_OPERATOR_H

#include "vm/vm.h"

typedef VmValue (*VmBinaryFn)(Vm *vm, VmValue left, VmValue right);

VmValue vm_absolute(Vm *vm, VmValue v);                                           /* abs(v) */
VmValue vm_divmod(Vm *vm, VmValue left, VmValue right);                           /* a tuple */
VmValue vm_power_modulo(Vm *vm, VmValue base, VmValue exponent, VmValue modulus); /* pow(); modulus may be None */
VmValue vm_round(Vm *vm, VmValue v, VmValue ndigits); /* round(); VM_EMPTY or None: to an int */

/* An index for container[key]; TypeError before + type name + after when it is no integer ("list indices must be
 * integers or slices, not ", ""), IndexError when it is too large for 64 bits. */
bool vm_as_subscript(Vm *vm, VmValue key, const char *before, const char *after, int64_t *out);

/* The number in `sequence * times`. */
typedef enum VmRepeat { VM_REPEAT_ERROR, VM_REPEAT_NOT_IMPLEMENTED, VM_REPEAT_COUNT } VmRepeat;
VmRepeat vm_repeat_count(Vm *vm, VmValue times, int64_t *count);

/* For code that calls itself through script values (repr, compare, hash of nested containers): false with
 * RecursionError "maximum recursion depth exceeded<where>" when it is nested too deep; else vm_leave must follow. */
bool vm_enter(Vm *vm, const char *where);
void vm_leave(Vm *vm);

#endif
