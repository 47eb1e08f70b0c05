/* vm_coroutine.h: coroutines, generators and async generators: a frame that outlives its activation, in one object.
 *
 * A chain.  When a coroutine awaits another one, the inner frame's `link` is the awaiting frame and its flag
 * VM_FRAME_DELEGATE is set.  The coroutine that was resumed from outside is the chain's root; when the chain suspends,
 * the root remembers the innermost frame as `leaf`, so that the next resume goes there at once.  `leaf` NULL in a
 * suspended coroutine means that the way has to be found step by step (its inner coroutine was resumed by somebody else
 * meanwhile).
 */
#ifndef VM_COROUTINE_H
#define VM_COROUTINE_H

#include "vm/vm.h"
#include "vm/vm_call.h"
#include "vm/vm_frame.h"
#include "vm/vm_function.h"
#include "vm/vm_module.h"
#include "vm/vm_thread.h"

/* VmObject.extra of coroutines, generators and async generators: the state, and marks. */
typedef enum VmCoroState { VM_CORO_CREATED, VM_CORO_SUSPENDED, VM_CORO_RUNNING, VM_CORO_CLOSED } VmCoroState;
enum {
    VM_CORO_STATE = 3,
    VM_CORO_SWAPPED = 4,    /* suspended while it handles an exception: see vm_coro_swap_handled */
    VM_CORO_HOOKED = 8,     /* async generator: the first-iteration hook has been called */
    VM_CORO_MARKED = 16,    /* coroutines: whoever sets it takes it off again before anything else runs */
    VM_CORO_AGEN_BUSY = 16, /* async generator: an asend, athrow or aclose is under way */
    VM_CORO_AGEN_CLOSED = 32,
    VM_CORO_QUIET = 64,         /* no "was never awaited" */
    VM_CORO_AGEN_YIELDED = 128, /* async generator: it suspended by `yield`, not by `await` */
};

struct VmCoro {
    VmObject head;
    union {
        VmFrame *leaf;     /* suspended: the innermost frame of its chain */
        VmCoro *outer;     /* running as a root: the root that ran before */
        const void *taker; /* created: who has taken it last, for whoever wants to know; else NULL */
    };
    VmFrame frame; /* followed by code->register_count registers */
};

static VM_ALWAYS_INLINE VmCoroState vm_coro_state(const VmCoro *coro)
{
    return (VmCoroState)(coro->head.extra & VM_CORO_STATE);
}

static VM_ALWAYS_INLINE void vm_coro_set_state(VmCoro *coro, VmCoroState state)
{
    coro->head.extra = (uint8_t)((coro->head.extra & ~VM_CORO_STATE) | state);
}

static inline VmCoro *vm_to_coro(VmValue v)
{
    return (VmCoro *)vm_to_object(v);
}

static inline VmCoro *vm_coro_of_frame(VmFrame *frame)
{
    return (VmCoro *)(void *)((char *)frame - offsetof(VmCoro, frame));
}

VmAgenHooks *vm_agen_hooks(Vm *vm); /* of the running thread; write to it */

/* A native coroutine object. */
typedef struct VmNativeCoro {
    VmObject head; /* extra: VmCoroState and VM_CORO_QUIET */
    const VmNativeCoroDef *def;
    VmValue delegate; /* what it awaits (VM_FLOW_AWAIT); VM_EMPTY: nothing */
    _Alignas(16) char state[];
} VmNativeCoro;

/* What a suspended coroutine or generator waits for; VM_EMPTY when it stands at no await. */
VmValue vm_coro_awaited_borrow(VmCoro *coro);
/* Resumes `native` as vm_coro_resume does, also when it is the innermost part of a script's chain. */
VmFlow vm_native_coro_resume(Vm *vm, VmNativeCoro *native, VmValue sent, VmValue *out);
/* One step of anything that can be awaited or delegated to: coroutines and generators of all kinds, objects with an
 * await slot, iterators.  `first`: it has not been stepped by this await before. */
VmFlow vm_await_step(Vm *vm, VmValue awaitable, bool first, VmValue sent, VmValue *out);
/* What `await v` awaits: v itself, or the iterator that its __await__ gives; owned.  TypeError in CPython's words. */
VmValue vm_awaitable(Vm *vm, VmValue v, LangAwaited who);

extern const VmTypeSpec vm_type_generator;
extern const VmTypeSpec vm_type_coroutine;
extern const VmTypeSpec vm_type_coroutine_wrapper;
extern const VmTypeSpec vm_type_async_generator;
extern const VmTypeSpec vm_type_async_generator_asend;
extern const VmTypeSpec vm_type_async_generator_athrow;
extern const VmTypeSpec vm_type_native_coro;

#endif
