/* vm_interp_exc.c: raise, except*, assert. */
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* The cause of `raise … from cause`: an exception, made from a class if need be, or None; owned. */
static VmValue make_cause(Vm *vm, VmValue cause)
{
    if (cause == VM_NONE || vm_is_exception(cause)) {
        return vm_ref(cause);
    }
    if (vm_is_exception_class(vm, cause)) {
        vm_raise_value(vm, cause);
        return vm_error_take(vm);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "exception causes must derive from BaseException");
}

bool vm_op_raise(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue cause = VM_EMPTY;
    if ((pc->hint & LANG_RAISE_CAUSE) != 0) {
        cause = make_cause(vm, regs[pc->b]);
        if (cause == VM_ERROR) {
            return false;
        }
    }
    vm_raise_value(vm, regs[pc->a]);
    if (cause != VM_EMPTY) {
        VmException *exception = vm_to_exception(vm->pending);
        vm_set_steal(vm, &exception->cause, cause);
        exception->suppress_context = true;
    }
    VmValue handled = vm->thread->handled;
    if (handled != VM_EMPTY && handled != vm->pending) {
        vm_error_set_context(vm, handled);
    }
    return false;
}

bool vm_op_reraise_handled(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    (void)regs;
    (void)pc;
    VmValue handled = vm->thread->handled;
    if (handled == VM_EMPTY) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "No active exception to reraise");
        return false;
    }
    vm_error_restore_steal(vm, vm_ref(handled));
    return true;
}

bool vm_op_exc_push(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    vm_clear_register(vm, regs, pc->a + 1u);
    regs[pc->a + 1] = vm->thread->handled;
    vm->thread->handled = vm_ref(regs[pc->a]);
    return true;
}

bool vm_op_exc_type(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    vm_set_register(vm, regs, pc->a, vm_ref(vm_from_object(vm_type_of(vm, regs[pc->b]))));
    return true;
}

bool vm_op_exc_traceback(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue traceback = vm_to_exception(regs[pc->b])->traceback;
    vm_set_register(vm, regs, pc->a, traceback == VM_EMPTY ? VM_NONE : vm_ref(traceback));
    return true;
}

bool vm_op_assert_fail(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    bool with_message = (pc->hint & LANG_USES_A) != 0;
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_ASSERTION_ERROR), with_message ? regs[pc->a] : VM_EMPTY);
    return false;
}

/* ---- except* ---- */

bool vm_op_exc_split(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    if (regs[pc->b] == VM_NONE) {
        vm_clear_register(vm, regs, pc->c);
        vm_set_register(vm, regs, pc->a, VM_NONE);
        return true;
    }
    VmValue match, rest;
    if (!vm_exception_split(vm, regs[pc->b], regs[pc->c], &match, &rest)) {
        return false;
    }
    vm_clear_register(vm, regs, pc->c);
    vm_set_register(vm, regs, pc->a, match);
    vm_set_register(vm, regs, pc->b, rest);
    return true;
}

/* A part of `original` that a handler raised again, unchanged: it has the same traceback, cause and context. */
static bool same_origin(VmValue a, VmValue b)
{
    const VmException *x = vm_to_exception(a), *y = vm_to_exception(b);
    return x->traceback == y->traceback && x->cause == y->cause && x->context == y->context;
}

static bool is_group(Vm *vm, VmValue exception)
{
    return vm_exception_is(vm, exception, VM_EXC_BASE_EXCEPTION_GROUP);
}

/* Whether `leaf` is one of the leaves of `exception`. */
static bool has_leaf(Vm *vm, VmValue exception, VmValue leaf)
{
    if (exception == leaf) {
        return true;
    }
    VmValue parts = vm_to_exception(exception)->payload;
    if (!is_group(vm, exception) || !vm_is_tuple(parts)) {
        return false;
    }
    for (size_t i = 0; i < vm_to_tuple(parts)->count; i++) {
        if (has_leaf(vm, vm_to_tuple(parts)->items[i], leaf)) {
            return true;
        }
    }
    return false;
}

/* The part of `group` whose leaves are among the leaves of what is in `kept`; owned, None when there is none. */
static VmValue project(Vm *vm, VmValue group, VmValue kept)
{
    VmValue parts = vm_to_exception(group)->payload;
    if (!is_group(vm, group)) {
        for (size_t i = 0; i < vm_to_list(kept)->count; i++) {
            if (has_leaf(vm, vm_to_list(kept)->items[i], group)) {
                return vm_ref(group);
            }
        }
        return VM_NONE;
    }
    VmValue chosen = vm_list_new_empty(vm, 0);
    for (size_t i = 0; chosen != VM_ERROR && i < vm_to_tuple(parts)->count; i++) {
        VmValue part = project(vm, vm_to_tuple(parts)->items[i], kept);
        if (part == VM_ERROR || (part != VM_NONE && !vm_list_append_steal(vm, chosen, part))) {
            vm_unref(vm, chosen);
            return VM_ERROR;
        }
    }
    if (chosen == VM_ERROR || vm_to_list(chosen)->count == 0) {
        vm_unref(vm, chosen);
        return chosen == VM_ERROR ? VM_ERROR : VM_NONE;
    }
    VmValue args[2] = {vm_to_exception(group)->message, chosen};
    VmValue made = vm_exception_new(vm, vm_type_of(vm, group), args, 2);
    vm_unref(vm, chosen);
    if (made != VM_ERROR) {
        VmException *to = vm_to_exception(made);
        const VmException *from = vm_to_exception(group);
        vm_set_steal(vm, &to->traceback, vm_ref(from->traceback));
        vm_set_steal(vm, &to->cause, vm_ref(from->cause));
        vm_set_steal(vm, &to->context, vm_ref(from->context));
        to->suppress_context = from->suppress_context;
    }
    return made;
}

static VmValue group_of(Vm *vm, VmValue list)
{
    VmValue message = vm_str_empty(vm);
    if (message == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue args[2] = {message, list};
    VmValue made = vm_exception_new(vm, vm_exception_type(vm, VM_EXC_BASE_EXCEPTION_GROUP), args, 2);
    vm_unref(vm, message);
    return made;
}

/* Sorts what came out of the handlers into what they raised anew and what is left of the original. */
static bool sort_raised(Vm *vm, VmValue original, VmValue raised, VmValue anew, VmValue again)
{
    for (size_t i = 0; i < vm_to_list(raised)->count; i++) {
        VmValue exception = vm_to_list(raised)->items[i];
        if (!vm_list_append(vm, same_origin(exception, original) ? again : anew, exception)) {
            return false;
        }
    }
    return true;
}

static VmValue combine(Vm *vm, VmValue original, VmValue rest, VmValue raised)
{
    if (rest != VM_NONE && !vm_list_append(vm, raised, rest)) {
        return VM_ERROR;
    }
    size_t count = vm_to_list(raised)->count;
    if (count == 0) {
        return VM_NONE;
    }
    if (!is_group(vm, original)) { /* a naked exception: one handler has had it, or none */
        return vm_ref(vm_to_list(raised)->items[0]);
    }
    VmValue anew = vm_list_new_empty(vm, count), again = vm_list_new_empty(vm, count);
    VmValue result = VM_ERROR;
    if (anew != VM_ERROR && again != VM_ERROR && sort_raised(vm, original, raised, anew, again)) {
        VmValue left = vm_to_list(again)->count == 0 ? VM_NONE : project(vm, original, again);
        if (left != VM_ERROR && vm_to_list(anew)->count == 0) {
            result = vm_ref(left);
        } else if (left != VM_ERROR && (left == VM_NONE || vm_list_append(vm, anew, left))) {
            result = group_of(vm, anew);
        }
        vm_unref(vm, left);
    }
    vm_unref(vm, anew);
    vm_unref(vm, again);
    return result;
}

bool vm_op_exc_star_end(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue result = combine(vm, regs[pc->b], regs[pc->c], regs[pc->c + 1]);
    if (result == VM_ERROR) {
        return false;
    }
    vm_clear_register(vm, regs, pc->c);
    vm_clear_register(vm, regs, pc->c + 1u);
    vm_set_register(vm, regs, pc->a, result);
    return true;
}
