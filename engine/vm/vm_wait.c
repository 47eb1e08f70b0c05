#include "vm/vm_wait.h"

#include "vm/vm_coroutine.h"
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_native.h"

/* The call that waits. */
typedef struct Window {
    VmValue *first; /* the function */
    VmValue *args, *end;
    VmValue *awaited;
} Window;

static VM_ALWAYS_INLINE Window window_of(VmFrame *frame)
{
    const LangInstr *call = frame->pc - 2;
    VmValue *regs = vm_frame_regs(frame);
    VmValue *first = &regs[call->a];
    VmValue *args = call->op == LANG_OP_CALL_METHOD_AWAIT && first[1] == VM_EMPTY ? first + 2 : first + 1;
    VmValue *end = first + call->hint + (call->op == LANG_OP_CALL_METHOD_AWAIT ? 2 : 1);
    return (Window){.first = first, .args = args, .end = end, .awaited = &regs[frame->pc->b]};
}

static inline const VmNative *native_of(const Window *window)
{
    return (const VmNative *)vm_to_object(*window->first);
}

/* Drops what the window holds, but for the register of what is awaited, which may be its first. */
static VM_ALWAYS_INLINE void drop(Vm *vm, const Window *window)
{
    if (window->first != window->awaited) {
        vm_clear_register(vm, window->first, 0);
    }
    for (VmValue *at = window->args; at < window->end; at++) {
        vm_clear_register(vm, at, 0);
    }
}

void vm_wait_mark(Vm *vm, VmFrame *frame)
{
    VmValue *regs = vm_frame_regs(frame);
    vm_set_register(vm, regs, frame->pc->b, vm_ref(regs[frame->pc[-2].a]));
}

static void put_awaitable(Vm *vm, VmFrame *frame, const Window *window, VmValue coro)
{
    frame->flags &= (uint8_t) ~(VM_FRAME_WAITS | VM_FRAME_SLEEPS);
    drop(vm, window);
    vm_set_steal(vm, window->awaited, coro);
}

bool vm_wait_unfold(Vm *vm, VmFrame *frame, void *who)
{
    Window window = window_of(frame);
    VmValue coro = native_of(&window)->wait->unfold(vm, frame, window.args, who);
    if (coro == VM_ERROR) {
        return false;
    }
    put_awaitable(vm, frame, &window, coro);
    return true;
}

static VmFlow go_on(Vm *vm, VmFrame *frame, VmValue *out)
{
    Window window = window_of(frame);
    const VmNative *native = native_of(&window);
    frame->flags &= (uint8_t)~VM_FRAME_WAITS;
    VmFlow flow = native->wait->go_on(vm, window.args, out);
    if (flow == VM_FLOW_RETURN) {
        drop(vm, &window);
    } else if (flow == VM_FLOW_AWAIT) {
        VmValue coro = native->fn(vm, window.args);
        if (coro == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        put_awaitable(vm, frame, &window, coro);
        return vm_await_step(vm, coro, true, VM_NONE, out);
    }
    return flow;
}

VmFlow vm_wait_resume(Vm *vm, VmFrame *frame, VmValue *out)
{
    if ((frame->flags & VM_FRAME_SLEEPS) == 0) {
        return go_on(vm, frame, out);
    }
    if (vm_wait_unfold(vm, frame, NULL)) {
        return vm_await_step(vm, *window_of(frame).awaited, false, VM_NONE, out);
    }
    frame->flags &= (uint8_t)~VM_FRAME_SLEEPS;
    if (!vm_error_pending(vm)) {
        return go_on(vm, frame, out);
    }
    frame->flags &= (uint8_t)~VM_FRAME_WAITS;
    return VM_FLOW_RAISE;
}

VmFlow vm_wait_throw(Vm *vm, VmFrame *frame, VmValue *out)
{
    VmValue exception = vm_error_take(vm);
    if (vm_wait_unfold(vm, frame, NULL)) {
        vm_error_restore_steal(vm, exception);
        return vm_await_step(vm, *window_of(frame).awaited, false, VM_ERROR, out);
    }
    frame->flags &= (uint8_t) ~(VM_FRAME_WAITS | VM_FRAME_SLEEPS);
    if (vm_error_pending(vm)) {
        vm_unref(vm, exception); /* no memory for what would have handled it */
    } else {
        vm_error_restore_steal(vm, exception);
    }
    return VM_FLOW_RAISE;
}
