/* vm_call.h: calling script code from C, resuming coroutines, and coroutines written in C.
 *
 * Script functions that call script functions, await coroutines or resume generators never nest on the C stack: the
 * interpreter pushes a frame.  Only C code that calls back (sorted's key, __repr__, a loop running a callback) nests,
 * and vm->native_depth bounds it (RecursionError).
 *
 * A suspended chain "task → coroutine → coroutine → future" is resumed at its innermost frame in O(1).
 */
#ifndef VM_CALL_H
#define VM_CALL_H

#include "vm/vm.h"

/* callable(*args[0..nargs), **kw): the values of keyword arguments follow the positional ones in `args`, their names
 * are the tuple `kwnames` (VM_EMPTY: none).  Everything borrowed. */
VmValue vm_call(Vm *vm, VmValue callable, const VmValue *args, size_t nargs, VmValue kwnames);
VmValue vm_call0(Vm *vm, VmValue callable);
VmValue vm_call1(Vm *vm, VmValue callable, VmValue a);
VmValue vm_call2(Vm *vm, VmValue callable, VmValue a, VmValue b);
/* callable(*args[0..nargs), **keywords): `keywords` is a dict or VM_EMPTY. */
VmValue vm_call_spread(Vm *vm, VmValue callable, const VmValue *args, size_t nargs, VmValue keywords);
/* object.name(*args) */
VmValue vm_call_method(Vm *vm, VmValue object, VmValue name, const VmValue *args, size_t nargs);
/* object.name() with the name as a C string. */
VmValue vm_call_method_c(Vm *vm, VmValue object, const char *name);

/* Resumes a coroutine or generator (script or native): sends `sent` (VM_NONE the first time), or throws the pending
 * exception into it when `sent` is VM_ERROR.  Never VM_FLOW_AWAIT. */
VmFlow vm_coro_resume(Vm *vm, VmValue coro, VmValue sent, VmValue *out);
/* True for coroutine objects (script, native, and those of types.coroutine): what create_task accepts. */
bool vm_is_coroutine(VmValue v);
/* True for a generator of a function that went through types.coroutine. */
bool vm_is_awaitable_generator(VmValue v);
/* coroutine.close(). */
bool vm_coro_close(Vm *vm, VmValue coro);
/* The qualified name (borrowed str) and the line where it stands (0: not started or ended). */
VmValue vm_coro_qualname_borrow(Vm *vm, VmValue coro);
uint32_t vm_coro_line(Vm *vm, VmValue coro);
/* Gives a coroutine the label that screens show: `fetch("gamma")` when the recorder wants detail, else `fetch`.
 * Returns its trace string id. */
uint32_t vm_coro_label(Vm *vm, VmValue coro);

/* A coroutine written in C: a state machine.  `resume` is called with what was sent (None first), or VM_ERROR when an
 * exception was thrown in and is pending; it returns VM_FLOW_RETURN / RAISE / YIELD, or VM_FLOW_AWAIT with an awaitable
 * in *out, whose outcome then arrives as the next resume's `sent`.  `state` is state_size zeroed bytes at first. */
typedef struct VmNativeCoroDef {
    const char *qualname; /* "Lock.acquire" */
    size_t state_size;
    VmFlow (*resume)(Vm *vm, void *state, VmValue sent, VmValue *out);
    void (*traverse)(Vm *vm, void *state, VmVisit visit, void *context);
    void (*release)(Vm *vm, void *state); /* drops the values in the state */
} VmNativeCoroDef;

/* A new native coroutine; *state receives the address of its state, which lives as long as the coroutine. */
VmValue vm_native_coro_new(Vm *vm, const VmNativeCoroDef *def, void **state);
/* Its first step has been done from outside: it is suspended. */
void vm_native_coro_begun(VmValue coro);
/* The same, and it awaits `awaitable`, whose first step has been done, too. */
void vm_native_coro_waits(VmValue coro, VmValue awaitable);
/* The state of a coroutine object if it was made from `def`, else NULL (any value may be asked). */
void *vm_native_coro_state(VmValue coro, const VmNativeCoroDef *def);

#endif
