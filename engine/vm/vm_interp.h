/* vm_interp.h: the interpreter's entrance, and what its files share.
 *
 * vm_interpret runs frames until the one that it was entered with (VM_FRAME_ENTRY) is left or suspends.  The dispatch
 * loop is in vm_interp.c; instructions that do more than a few lines are functions in vm_interp_*.c: they get the
 * frame's registers and the instruction, move temporaries out as its hint says, and return false with an exception
 * pending.
 */
#ifndef VM_INTERP_H
#define VM_INTERP_H

#include "vm/vm.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_frame.h"
#include "vm/vm_function.h"
#include "vm/vm_thread.h"

/* How a frame is entered. */
typedef enum VmEnter {
    VM_ENTER_START, /* at its pc */
    VM_ENTER_SEND,  /* suspended there: `sent` (taken over) is the outcome of what it waits for */
    VM_ENTER_THROW, /* suspended there: the pending exception is */
} VmEnter;

#ifdef LS_HOSTILE
enum { VM_MAX_NATIVE_DEPTH = 200, VM_POLL_INTERVAL = 50 };
#else
enum { VM_MAX_NATIVE_DEPTH = 200, VM_POLL_INTERVAL = 100000 };
#endif

/* `frame` is the innermost one to go on with; the frame that ends it has VM_FRAME_ENTRY.  *out as in vm_call.h.  There
 * are two of them, from the same text: where computing is free, and with a cost model (vm_cost.h). */
VmFlow vm_interpret_free(Vm *vm, VmFrame *frame, VmEnter how, VmValue sent, VmValue *out);
VmFlow vm_interpret_costed(Vm *vm, VmFrame *frame, VmEnter how, VmValue sent, VmValue *out);

static inline VmFlow vm_interpret(Vm *vm, VmFrame *frame, VmEnter how, VmValue sent, VmValue *out)
{
    return vm->cost == NULL ? vm_interpret_free(vm, frame, how, sent, out)
                            : vm_interpret_costed(vm, frame, how, sent, out);
}

/* ---- vm_call.c ---- */

/* function(self, *args, **keywords); self VM_EMPTY: none.  Everything borrowed. */
VmValue vm_call_function(Vm *vm, VmFunction *function, VmValue self, const VmValue *args, size_t nargs,
                         VmValue kwnames);
/* A frame on the thread's stack with the arguments bound, or for coroutines and generators the object (*made, owned)
 * and no frame.  NULL with *made VM_ERROR: exception pending. */
VmFrame *vm_call_prepare(Vm *vm, VmFunction *function, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames,
                         VmValue *made);
/* RecursionError; false. */
bool vm_call_too_deep(Vm *vm);
/* ---- vm_unwind.c ---- */

/* The pending exception left the instruction at frame->pc.  Returns the frame whose handler takes it, its pc there, or
 * NULL when the entry frame has been left.  `again`: it is passed on, not raised here. */
VmFrame *vm_unwind(Vm *vm, VmFrame *frame, bool again);
/* Swaps what is handled with what the chain's outermost handler saved; false when no frame of the chain handles. */
bool vm_coro_swap_handled(Vm *vm, VmCoro *root, VmFrame *leaf);

/* ---- vm_coroutine.c ---- */

VmCoro *vm_coro_new(Vm *vm, VmFunction *function);
/* A coroutine that is created or suspended begins to run as a root on behalf of `link` (NULL: of C code, then with
 * VM_FRAME_ENTRY).  Returns the innermost frame to go on with; *starts: from its begin.  NULL: RecursionError, or it
 * runs already. */
VmFrame *vm_coro_enter(Vm *vm, VmCoro *coro, VmFrame *link, bool *starts);
/* The same as part of the chain of `link`, which awaits it. */
VmFrame *vm_coro_delegate(Vm *vm, VmCoro *coro, VmFrame *link, bool *starts);
/* What vm_coro_suspend does only for few. */
void vm_coro_suspended(Vm *vm, VmCoro *root, VmFrame *leaf);

/* The running chain suspends at `leaf`; returns its root. */
static VM_ALWAYS_INLINE VmCoro *vm_coro_suspend(Vm *vm, VmFrame *leaf)
{
    VmThread *thread = vm->thread;
    VmCoro *root = thread->root;
    thread->root = root->outer;
    root->leaf = leaf;
    vm_coro_set_state(root, VM_CORO_SUSPENDED);
    if (thread->handled != VM_EMPTY || vm->recorder->detail) {
        vm_coro_suspended(vm, root, leaf);
    }
    thread->depth = root->frame.depth;
    return root;
}

VmFlow vm_coro_go_on_anyhow(Vm *vm, VmValue coro, VmValue sent, VmValue *out);

/* The innermost frame of a coroutine that can go on at once, without the steps that resuming has otherwise: it is new
 * or suspended there, does not handle an exception, and no screen is to be told of it.  NULL: it is not so simple. */
static VM_ALWAYS_INLINE VmFrame *vm_coro_plain_leaf(const Vm *vm, VmValue value, bool *starts)
{
    VmCoro *coro = vm_to_coro(value);
    const unsigned state = coro->head.extra & (VM_CORO_STATE | VM_CORO_SWAPPED);
    if (coro->head.kind != VM_KIND_COROUTINE || vm->recorder->detail ||
        vm->thread->depth >= (int32_t)vm->limits.max_recursion) {
        return NULL;
    }
    *starts = state == VM_CORO_CREATED;
    return state == VM_CORO_SUSPENDED ? coro->leaf : *starts ? &coro->frame : NULL;
}

/* Such a coroutine begins to run as a root on behalf of C code; a sleep in it is over.  Unless it starts, None is to be
 * sent to `leaf`. */
static VM_ALWAYS_INLINE void vm_coro_enter_plain(VmThread *thread, VmCoro *coro, VmFrame *leaf, unsigned flags)
{
    leaf->flags &= (uint8_t)~VM_FRAME_SLEEPS;
    coro->frame.link = NULL;
    coro->frame.depth = (uint16_t)thread->depth++;
    coro->frame.flags |= (uint8_t)flags;
    coro->outer = thread->root;
    thread->root = coro;
    vm_coro_set_state(coro, VM_CORO_RUNNING);
}

/* Goes on with a coroutine of any kind for the task that it belongs to: as vm_coro_resume, but it may count on the
 * caller's reference to `coro`, and a sleep in it is over.  `step` is VM_FRAME_STEP if Vm.next_step may be asked when
 * it suspends or returns, or 0. */
static VM_ALWAYS_INLINE VmFlow vm_coro_go_on(Vm *vm, VmValue value, VmValue sent, unsigned step, VmValue *out)
{
    bool starts;
    VmFrame *leaf = sent == VM_NONE ? vm_coro_plain_leaf(vm, value, &starts) : NULL;
    if (leaf == NULL) {
        return vm_coro_go_on_anyhow(vm, value, sent, out);
    }
    vm_coro_enter_plain(vm->thread, vm_to_coro(value), leaf, VM_FRAME_ENTRY | step);
    return vm_interpret(vm, leaf, starts ? VM_ENTER_START : VM_ENTER_SEND, VM_NONE, out);
}
/* Marks the end: the registers are dropped already. */
void vm_coro_end(Vm *vm, VmCoro *coro);
/* The innermost frame of a suspended chain. */
VmFrame *vm_coro_find_leaf(Vm *vm, VmCoro *coro);
/* The root of the chain that a coroutine belongs to. */
VmCoro *vm_coro_root(VmCoro *coro);
/* StopIteration (StopAsyncIteration) must not leave a generator: makes it a RuntimeError. */
void vm_coro_stop_iteration(Vm *vm, VmCoro *coro);

/* ---- vm_async_generator.c: what asend(), athrow() and aclose() return ---- */

bool vm_agen_is_step(VmValue v);
VmFlow vm_agen_step(Vm *vm, VmValue step, bool first, VmValue sent, VmValue *out);
void vm_agen_step_close(VmValue step);

/* ---- vm_interp_trace.c: what a screen wants to know ---- */

void vm_trace_push(Vm *vm, VmFrame *frame);
void vm_trace_resume(Vm *vm, VmFrame *frame);
void vm_trace_pop(Vm *vm, VmFrame *frame, VmValue result);
void vm_trace_raise(Vm *vm);
void vm_trace_line(Vm *vm, const VmFrame *frame);

/* The recorder's line, before native code that may record events runs. */
static VM_ALWAYS_INLINE void vm_note_line(Vm *vm, const VmFrame *frame)
{
    const VmCode *code = frame->function->code;
    if (vm->recorder->trace != NULL && !code->library) {
        uint32_t line = code->places[frame->pc - code->instrs].line;
        vm->recorder->line = line != 0 ? line : vm->recorder->line;
    }
}

/* vm_coro_line; for a coroutine of a script that is suspended, without a call. */
static VM_ALWAYS_INLINE uint32_t vm_coro_line_fast(Vm *vm, VmValue value)
{
    const VmCoro *coro = vm_to_coro(value);
    if (coro->head.kind != VM_KIND_COROUTINE || vm_coro_state(coro) != VM_CORO_SUSPENDED) {
        return vm_coro_line(vm, value);
    }
    const VmCode *code = coro->frame.function->code;
    return code->places[coro->frame.pc - code->instrs].line;
}

/* ---- limits ---- */

/* Counts instructions; false when the run is to end (vm->stop, an exception pending). */
bool vm_budget_spent(Vm *vm);

/* The same for a step of C code that may go on for ever, as instructions of a script do: `sum(itertools.repeat(1))`. */
static inline bool vm_spend(Vm *vm, int64_t instructions)
{
    return (vm->budget -= instructions) >= 0 || vm_budget_spent(vm);
}

/* ---- instructions (vm_interp_ops.c, vm_interp_names.c, vm_interp_build.c, vm_interp_call.c, vm_match.c) ---- */

typedef bool VmOpFn(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc);

VmOpFn vm_op_binary, vm_op_binary_k, vm_op_unary, vm_op_compare, vm_op_is_contains;
VmOpFn vm_op_get_attr, vm_op_set_attr, vm_op_delete_attr, vm_op_load_method, vm_op_load_special;
VmOpFn vm_op_get_item, vm_op_get_item_k, vm_op_set_item, vm_op_delete_item, vm_op_slice;
VmOpFn vm_op_check_local, vm_op_load_cell_unbound, vm_op_load_free_unbound, vm_op_delete_cell;
VmOpFn vm_op_load_global, vm_op_store_global, vm_op_delete_global;
VmOpFn vm_op_load_name, vm_op_load_class_free, vm_op_store_name, vm_op_delete_name, vm_op_annotate;
VmOpFn vm_op_make_cell, vm_op_make_function, vm_op_make_class, vm_op_super;
VmOpFn vm_op_tuple, vm_op_list, vm_op_set, vm_op_dict, vm_op_list_append, vm_op_list_extend, vm_op_list_to_tuple;
VmOpFn vm_op_set_add, vm_op_set_update, vm_op_dict_set, vm_op_dict_update, vm_op_dict_merge;
VmOpFn vm_op_format, vm_op_join, vm_op_unpack, vm_op_unpack_star;
VmOpFn vm_op_get_iter, vm_op_for_prepare, vm_op_get_aiter, vm_op_get_anext, vm_op_get_awaitable, vm_op_get_yield_from;
VmOpFn vm_op_raise, vm_op_reraise_handled, vm_op_exc_push, vm_op_exc_type, vm_op_exc_traceback;
VmOpFn vm_op_exc_split, vm_op_exc_star_end, vm_op_assert_fail;
VmOpFn vm_op_import, vm_op_import_from;
VmOpFn vm_op_match_sequence, vm_op_match_mapping, vm_op_match_keys, vm_op_match_rest, vm_op_match_class;

/* CALL, CALL_METHOD and CALL_EX: the result stands in its register, or *pushed is a frame that was entered. */
bool vm_op_call(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, VmFrame **pushed);
/* The truth of a fused comparison's slow path: 1, 0, -1; moves its operands out. */
int vm_op_compare_jump(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue right, bool constant);
/* The next item of a loop state that is no range and no generator: VM_ERROR with nothing pending at the end. */
VmValue vm_op_for_next(Vm *vm, VmValue *regs, uint32_t w);

/* ---- registers ---- */

/* Writes a register, dropping what it held.  Takes over the reference. */
static VM_ALWAYS_INLINE void vm_set_register(Vm *vm, VmValue *regs, uint32_t at, VmValue value)
{
    VmValue old = regs[at];
    regs[at] = value;
    if (vm_is_object(old)) {
        vm_unref(vm, old);
    }
}

/* Drops a temporary that an instruction has used. */
static VM_ALWAYS_INLINE void vm_clear_register(Vm *vm, VmValue *regs, uint32_t at)
{
    VmValue old = regs[at];
    regs[at] = VM_EMPTY;
    if (vm_is_object(old)) {
        vm_unref(vm, old);
    }
}

/* Drops a temporary that holds an object. */
static VM_ALWAYS_INLINE void vm_drop_object(Vm *vm, VmValue *regs, uint32_t at)
{
    VmObject *object = vm_to_object(regs[at]);
    regs[at] = VM_EMPTY;
    if (--object->refs == 0) {
        vm_object_dead(vm, object);
    }
}

/* The value of register `at`, owned: moved out of a temporary that is used, else a reference of its own. */
static VM_ALWAYS_INLINE VmValue vm_take_register(VmValue *regs, uint32_t at, bool used)
{
    VmValue value = regs[at];
    if (used) {
        regs[at] = VM_EMPTY;
        return value;
    }
    return vm_ref(value);
}

/* Drops the operands that the hint says. */
static inline void vm_drop_used(Vm *vm, VmValue *regs, const LangInstr *pc)
{
    if ((pc->hint & LANG_USES_A) != 0) {
        vm_clear_register(vm, regs, pc->a);
    }
    if ((pc->hint & LANG_USES_B) != 0) {
        vm_clear_register(vm, regs, pc->b);
    }
    if ((pc->hint & LANG_USES_C) != 0) {
        vm_clear_register(vm, regs, pc->c);
    }
}

#endif
