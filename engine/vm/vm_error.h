/* vm_error.h: raising, catching and describing exceptions from C.
 *
 * At most one exception is pending in a Vm (vm->pending, owned).  A function that fails leaves it pending and returns
 * VM_ERROR; whoever can deal with it takes it (vm_error_take) or lets it pass on.  All constructors below return
 * VM_ERROR, so that `return vm_raise(…)` reads well.  Messages are CPython's, to the letter.
 */
#ifndef VM_ERROR_H
#define VM_ERROR_H

#include "vm/vm.h"
#include "vm/vm_exception.h"

/* Raises Type(message); the format is printf's plus nothing else: use vm_type_name and friends for names. */
VmValue vm_raise(Vm *vm, VmExceptionId id, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Raises type(arg) / type() when arg is VM_EMPTY.  `arg` borrowed. */
VmValue vm_raise_with(Vm *vm, VmType *type, VmValue arg);
/* Raises an exception instance or class (borrowed), as `raise value` does.  TypeError if it is neither. */
VmValue vm_raise_value(Vm *vm, VmValue value);
/* NameError or UnboundLocalError about a name, which the traceback's "Did you mean" looks at; likewise
 * "'T' object has no attribute 'name'". */
VmValue vm_raise_name(Vm *vm, VmExceptionId id, VmValue name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
VmValue vm_raise_no_attribute(Vm *vm, VmValue object, VmValue name);
VmValue vm_raise_attribute(Vm *vm, VmValue object, VmValue name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* KeyError(key) */
VmValue vm_raise_key(Vm *vm, VmValue key);
/* StopIteration(value); value VM_EMPTY or None: no argument. */
VmValue vm_raise_stop_iteration(Vm *vm, VmValue value);
/* Raises MemoryError without allocating. */
VmValue vm_raise_no_memory(Vm *vm);

static inline bool vm_error_pending(const Vm *vm)
{
    return vm->pending != VM_EMPTY;
}
/* Takes the pending exception: the caller owns it, nothing is pending any more. */
VmValue vm_error_take(Vm *vm);
/* Puts one back on its way, taking over the reference. */
void vm_error_restore_steal(Vm *vm, VmValue exception);
void vm_error_clear(Vm *vm);
/* True when the pending exception is an instance of the builtin exception or a subclass. */
bool vm_error_matches(Vm *vm, VmExceptionId id);
/* True when `exception` (an instance) is an instance of the builtin class `id`. */
bool vm_exception_is(Vm *vm, VmValue exception, VmExceptionId id);
/* Sets __context__ of the pending exception as `except`/`finally` blocks do; used by the interpreter and by native code
 * that raises while handling. */
void vm_error_set_context(Vm *vm, VmValue handled);

/* Appends the traceback with its chain as Python prints it ("Traceback (most recent call last):" … "Type: message\n").
 */
bool vm_error_format(Vm *vm, VmValue exception, LsBuf *out);
/* "Type: message" alone. */
bool vm_error_format_last(Vm *vm, VmValue exception, LsBuf *out);
/* The same with its end of line and the exception's notes. */
bool vm_error_format_only(Vm *vm, VmValue exception, LsBuf *out);
/* An exception that nobody can receive (in __del__, a callback of the collector): written to stderr as CPython does,
 * then dropped.  `where` names the object. */
void vm_error_unraisable(Vm *vm, const char *where, VmValue object);

#endif
