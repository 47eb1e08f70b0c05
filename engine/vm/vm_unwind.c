/* vm_unwind.c: exceptions on their way through frames. */
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_traceback.h"

/* ---- what is handled, across suspensions ---- */

/* The register that keeps what was handled before the outermost handler that the instruction stands in; -1: none. */
static int32_t saved_register(const VmFrame *frame)
{
    const LangCode *code = frame->function->code->lang;
    uint32_t pc = (uint32_t)(frame->pc - code->instrs);
    for (uint32_t i = 0; i < code->handled_count; i++) {
        if (pc >= code->handled[i].start && pc < code->handled[i].end) {
            return code->handled[i].saved;
        }
    }
    return -1;
}

bool vm_coro_swap_handled(Vm *vm, VmCoro *root, VmFrame *leaf)
{
    /* from the leaf outwards, as the links lead; the outermost one that handles counts */
    VmFrame *found = NULL;
    int32_t found_register = -1;
    for (VmFrame *frame = leaf;; frame = frame->link) {
        int32_t saved = saved_register(frame);
        if (saved >= 0) {
            found = frame;
            found_register = saved;
        }
        if (frame == &root->frame) {
            break;
        }
    }
    if (found == NULL) {
        return false;
    }
    VmValue *place = &vm_frame_regs(found)[found_register];
    VmValue own = vm->thread->handled;
    vm->thread->handled = *place;
    *place = own;
    return true;
}

/* ---- raising ---- */

/* A new exception gets what is being handled as its context. */
static void add_context(Vm *vm)
{
    VmValue handled = vm->thread->handled;
    if (handled == VM_EMPTY || handled == vm->pending) {
        return;
    }
    if (vm_to_exception(vm->pending)->context == VM_EMPTY) {
        vm_error_set_context(vm, handled);
    }
}

static void add_traceback(Vm *vm, VmFrame *frame)
{
    VmValue exception = vm_error_take(vm);
    VmCode *code = frame->function->code;
    VmValue *place = &vm_to_exception(exception)->traceback;
    VmValue next = *place == VM_NONE ? VM_EMPTY : *place;
    /* Where the limit of memory was reached must not be lost to the limit. */
    enum { RESERVE_BYTES = 256 << 10 };
    size_t limit = vm->limits.max_memory_bytes;
    vm->limits.max_memory_bytes = limit == 0 ? 0 : limit + RESERVE_BYTES;
    VmValue entry = vm_traceback_new(vm, code, (uint32_t)(frame->pc - code->lang->instrs), next);
    vm->limits.max_memory_bytes = limit;
    if (entry == VM_ERROR) {
        vm_error_clear(vm); /* no memory for the entry: the exception matters more */
    } else {
        vm_set_steal(vm, place, entry);
    }
    vm_error_restore_steal(vm, exception);
}

/* ---- unwinding ---- */

static const LangGuard *find_guard(const VmFrame *frame)
{
    const LangCode *code = frame->function->code->lang;
    uint32_t pc = (uint32_t)(frame->pc - code->instrs);
    for (uint32_t i = 0; i < code->guard_count; i++) {
        if (pc >= code->guards[i].start && pc < code->guards[i].end) {
            return &code->guards[i];
        }
    }
    return NULL;
}

static void drop_from(Vm *vm, VmFrame *frame, uint32_t first)
{
    VmValue *regs = vm_frame_regs(frame);
    uint32_t count = frame->function->code->lang->register_count;
    VmValue exception = vm_error_take(vm); /* what dies may run script code */
    for (uint32_t i = first; i < count; i++) {
        vm_clear_register(vm, regs, i);
    }
    vm_error_restore_steal(vm, exception);
}

static void enter_handler(Vm *vm, VmFrame *frame, const LangGuard *guard)
{
    drop_from(vm, frame, guard->depth);
    VmValue *regs = vm_frame_regs(frame);
    VmValue exception = vm_error_take(vm);
    regs[guard->depth] = exception;
    if (!guard->plain) {
        regs[guard->depth + 1] = vm->thread->handled;
        vm->thread->handled = vm_ref(exception);
    }
    frame->pc = frame->function->code->lang->instrs + guard->target;
}

/* Drops the frame, which is no entry frame. */
static void leave_function(Vm *vm, VmFrame *frame)
{
    VmFunction *function = frame->function;
    vm->thread->depth--;
    vm_thread_pop(vm, vm->thread, frame);
    VmValue exception = vm_error_take(vm);
    vm_unref(vm, vm_from_object(function));
    vm_error_restore_steal(vm, exception);
}

VmFrame *vm_unwind(Vm *vm, VmFrame *frame, bool again)
{
    if (!again) {
        add_context(vm);
        if (vm->recorder->detail && !frame->function->code->lang->unit->library) {
            vm_note_line(vm, frame);
            vm_trace_raise(vm);
        }
    }
    for (;;) {
        vm->thread->frame = frame;
        if (!again && !frame->function->code->lang->unit->library) {
            add_traceback(vm, frame);
        }
        again = false;
        const LangGuard *guard = vm->stop == LS_OK ? find_guard(frame) : NULL;
        if (guard != NULL) {
            enter_handler(vm, frame, guard);
            return frame;
        }
        if (vm->recorder->detail) {
            vm_trace_pop(vm, frame, VM_ERROR);
        }
        drop_from(vm, frame, 0);
        VmFrame *link = frame->link;
        bool entry = (frame->flags & VM_FRAME_ENTRY) != 0;
        if ((frame->flags & VM_FRAME_CORO) != 0) {
            VmCoro *coro = vm_coro_of_frame(frame);
            vm_coro_stop_iteration(vm, coro);
            vm_coro_end(vm, coro);
        } else {
            leave_function(vm, frame);
        }
        if (entry) {
            return NULL;
        }
        frame = link;
    }
}
