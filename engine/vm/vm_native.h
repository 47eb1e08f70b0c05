/* vm_native.h: functions written in C as script objects, bound methods, and how arguments are bound to signatures.
 *
 * A signature (VmNativeDef.signature) is parsed once, when the function object is made.  A call with positional
 * arguments only, and as many as there are parameters, goes straight to the C function.
 */
#ifndef VM_NATIVE_H
#define VM_NATIVE_H

#include "vm/vm.h"
#include "vm/vm_frame.h"
#include "vm/vm_module.h"

enum { VM_NATIVE_MAX_PARAMS = 16 };

typedef struct VmNativeParam {
    VmValue name; /* interned, owned */
    bool optional;
} VmNativeParam;

/* What calling a coroutine function, awaiting the coroutine and its first step do together, when the script writes just
 * that: `await f(…)`.  args are the positional arguments as they were given, self among them, not checked: there are no
 * others.  VM_FLOW_RETURN and VM_FLOW_RAISE as usual; VM_FLOW_YIELD: *awaitable (owned) is what the frame goes on
 * awaiting, VM_NONE: nothing, the await gives None at the next resume; VM_FLOW_AWAIT: this call is not of the simple
 * kind, nothing has been done.  What scripts and traces can see is the same either way. */
typedef VmFlow (*VmNativeBegin)(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable);

/* How a call that began at once waits without an object of its own.  `begin` has set VM_FRAME_WAITS in the frame and
 * returned VM_FLOW_YIELD: the frame stands at the AWAIT, its call's window (function and arguments) is kept.  Who looks
 * at the frame meanwhile or meddles with it makes the objects first (vm_wait.h). */
typedef struct VmNativeWait {
    /* The wait has ended.  VM_FLOW_RETURN, VM_FLOW_RAISE; VM_FLOW_YIELD: it waits again, in the same way;
     * VM_FLOW_AWAIT: the call has to be made anew, in the general way. */
    VmFlow (*go_on)(Vm *vm, const VmValue *args, VmValue *out);
    /* The native coroutine, suspended, that would be there without all this; owned.  `who` is the task that waits,
     * NULL: not known.  VM_ERROR: an exception is pending, or none: nobody waits any more. */
    VmValue (*unfold)(Vm *vm, const VmFrame *frame, const VmValue *args, void *who);
    bool is_priced; /* the model of costs knows what it costs to begin at once: else only where computing is free */
} VmNativeWait;

/* A function of *rest, called with positional arguments only: they come as they are, without a tuple, and borrowed.
 * `own`, if not NULL, is the same array again, out of which they may be moved (VM_EMPTY is left). */
typedef VmValue (*VmNativeSpread)(Vm *vm, const VmValue *args, size_t nargs, VmValue *own);

typedef struct VmNative {
    VmObject head;
    VmNativeFn fn;
    VmNativeBegin begin;      /* NULL for most */
    const VmNativeWait *wait; /* NULL: `begin` never sets VM_FRAME_WAITS, and is_priced */
    VmNativeSpread spread;    /* NULL for most */
    const VmNativeDef *def;
    VmValue self;       /* VM_EMPTY, or what it is bound to: args[0] */
    VmValue module;     /* str or None */
    VmValue name;       /* str */
    VmType *owner;      /* borrowed: the type whose method it is; NULL for functions */
    uint8_t takes_self; /* 1: args[0] is self, before the parameters */
    uint8_t positional; /* parameters that can be given by position (without self) */
    uint8_t positional_only;
    uint8_t required; /* of those, how many must be given */
    uint8_t count;    /* all parameters without *rest and **rest */
    bool rest, keyword_rest;
    uint16_t slot;         /* a wrapper of a slot: its offset in VmType, which self's type must have; 0: none */
    uint8_t exact;         /* arguments (with self) for the direct call; 255: never direct */
    uint8_t fills;         /* what the function gets (with self) when optional ones are left out; 0: not that simple */
    VmNativeParam *params; /* count of them */
    VmValue dict;          /* attributes that scripts set; VM_EMPTY: none */
} VmNative;

/* Bound methods: a function (or any callable) with its self. */
typedef struct VmMethod {
    VmObject head;
    VmValue function;
    VmValue self;
} VmMethod;

/* Calls it; args as in vm_call, self (when takes_self and unbound) among them.  `native` borrowed. */
VmValue vm_native_call(Vm *vm, VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames);
/* Gives the native function `name` in the dict (of a module or a type) its `begin`, and its `wait` (or NULL).  false:
 * exception pending. */
bool vm_native_set_begin(Vm *vm, VmValue dict, const char *name, VmNativeBegin begin, const VmNativeWait *wait);
/* Its `spread`: of a function of a module. */
bool vm_native_set_spread(Vm *vm, VmValue dict, const char *name, VmNativeSpread spread);
/* A method of `owner` (NULL: a function of a module). */
VmValue vm_native_new_method(Vm *vm, const VmNativeDef *def, VmType *owner, VmValue module_name);
/* A function with `self` as its args[0]: a closure in C.  The signature is that of what follows self. */
VmValue vm_native_new_bound(Vm *vm, const VmNativeDef *def, VmValue self);
VmValue vm_method_new(Vm *vm, VmValue function, VmValue self);

/* Binds the arguments of one call to a native's parameters: fills bound[] (self, parameters, *rest, **rest) as
 * VmNativeFn wants them.  `*owned` receives a mask of the entries that the caller has to drop (rest tuple and dict). */
bool vm_args_bind(Vm *vm, const VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames, VmValue *bound,
                  uint32_t *owned);

/* For `make`, `init` and `call` slots, which get arguments raw: binds them to a signature given as text, for the
 * function `name` ("dict").  bound[] gets one value per parameter; rest and keyword rest are owned by the caller. */
bool vm_args_parse(Vm *vm, const char *name, const char *signature, const VmValue *args, size_t nargs, VmValue kwnames,
                   VmValue *bound);
/* "NAME() takes no keyword arguments" when there are any. */
bool vm_args_no_keywords(Vm *vm, const char *name, VmValue kwnames);
/* "NAME expected at most 2 arguments, got 3" and friends, for positional-only functions. */
bool vm_args_count(Vm *vm, const char *name, size_t nargs, size_t least, size_t most);

#endif
