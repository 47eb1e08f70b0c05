/* vm_coroutine.c: chains of coroutines and generators: entering, suspending, ending, delegating. */
#include "vm/vm_coroutine.h"

#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"

VmCoro *vm_coro_new(Vm *vm, VmFunction *function)
{
    vm_cost_add(vm, VM_COST_COROUTINE, 1);
    const LangCode *code = function->code->lang;
    VmTypeId id = (code->flags & LANG_CODE_COROUTINE) != 0         ? VM_TYPE_COROUTINE
                  : (code->flags & LANG_CODE_ASYNC_GENERATOR) != 0 ? VM_TYPE_ASYNC_GENERATOR
                                                                   : VM_TYPE_GENERATOR;
    size_t size = sizeof(VmCoro) + code->register_count * sizeof(VmValue);
    VmCoro *coro = (VmCoro *)vm_heap_object(vm, vm->types[id], size);
    if (coro == NULL) {
        return NULL;
    }
    coro->frame.function = function;
    function->head.refs++;
    coro->frame.pc = code->instrs;
    coro->frame.flags = VM_FRAME_CORO;
    if (id == VM_TYPE_COROUTINE) {
        vm_heap_uncount(vm, &coro->head);
    }
    return coro;
}

/* ---- who is who in a chain ---- */

static bool is_coro(VmValue v)
{
    return vm_has_kind(v, VM_KIND_COROUTINE) || vm_has_kind(v, VM_KIND_GENERATOR);
}

VmCoro *vm_coro_root(VmCoro *coro)
{
    while ((coro->frame.flags & VM_FRAME_DELEGATE) != 0) {
        coro = vm_coro_of_frame(coro->frame.link);
    }
    return coro;
}

/* What a frame that stands at an await or `yield from` waits for; VM_EMPTY when it does not. */
static VmValue awaited_by(VmFrame *frame)
{
    if (frame->pc->op != LANG_OP_AWAIT && frame->pc->op != LANG_OP_YIELD_FROM) {
        return VM_EMPTY;
    }
    return vm_frame_regs(frame)[frame->pc->b];
}

VmValue vm_coro_awaited_borrow(VmCoro *coro)
{
    return vm_coro_state(coro) == VM_CORO_CREATED || vm_coro_state(coro) == VM_CORO_CLOSED ? VM_EMPTY
                                                                                           : awaited_by(&coro->frame);
}

static void forget_leaf(VmCoro *coro)
{
    VmCoro *root = vm_coro_root(coro);
    if (vm_coro_state(root) == VM_CORO_SUSPENDED) {
        root->leaf = NULL;
    }
}

VmFrame *vm_coro_find_leaf(Vm *vm, VmCoro *coro)
{
    (void)vm;
    VmFrame *frame = &coro->frame;
    for (;;) {
        VmValue inner = awaited_by(frame);
        if (inner == VM_EMPTY || !is_coro(inner)) {
            return frame;
        }
        VmCoro *next = vm_to_coro(inner);
        bool delegate = (next->frame.flags & VM_FRAME_DELEGATE) != 0;
        if (vm_coro_state(next) == VM_CORO_CLOSED || (!delegate && vm_coro_state(next) == VM_CORO_RUNNING)) {
            return frame; /* it ended, or runs on behalf of somebody else: the await itself finds out */
        }
        if (!delegate || next->frame.link != frame) {
            if (delegate) {
                forget_leaf(next);
            }
            next->frame.link = frame;
            next->frame.flags |= VM_FRAME_DELEGATE;
            vm_coro_set_state(next, VM_CORO_RUNNING);
        }
        frame = &next->frame;
    }
}

/* ---- entering and leaving ---- */

static bool already_running(Vm *vm, const VmCoro *coro)
{
    const char *what = coro->head.kind == VM_KIND_COROUTINE         ? "coroutine"
                       : coro->head.kind == VM_KIND_ASYNC_GENERATOR ? "async generator"
                                                                    : "generator";
    vm_raise(vm, VM_EXC_VALUE_ERROR, "%s already executing", what);
    return false;
}

static bool check_depth(Vm *vm, VmCoro *coro)
{
    if (vm->thread->depth < (int32_t)vm->limits.max_recursion) {
        return true;
    }
    coro->head.extra |= VM_CORO_QUIET; /* it was awaited */
    return vm_call_too_deep(vm);
}

VmFrame *vm_coro_enter(Vm *vm, VmCoro *coro, VmFrame *link, bool *starts)
{
    VmThread *thread = vm->thread;
    if (vm_coro_state(coro) == VM_CORO_RUNNING) {
        VmCoro *root = vm_coro_root(coro);
        if (root == coro || vm_coro_state(root) == VM_CORO_RUNNING) {
            already_running(vm, coro);
            return NULL;
        }
        /* part of a suspended chain: from now on it runs for somebody else */
        root->leaf = NULL;
        coro->frame.flags &= (uint8_t)~VM_FRAME_DELEGATE;
        coro->leaf = NULL;
        vm_coro_set_state(coro, VM_CORO_SUSPENDED);
    }
    if (!check_depth(vm, coro)) {
        return NULL;
    }
    *starts = vm_coro_state(coro) == VM_CORO_CREATED;
    VmFrame *leaf = *starts ? &coro->frame : coro->leaf != NULL ? coro->leaf : vm_coro_find_leaf(vm, coro);
    coro->frame.link = link;
    coro->frame.depth = (uint16_t)thread->depth;
    thread->depth++;
    if (link == NULL) {
        coro->frame.flags |= VM_FRAME_ENTRY;
    }
    coro->outer = thread->root;
    thread->root = coro;
    vm_coro_set_state(coro, VM_CORO_RUNNING);
    if ((coro->head.extra & VM_CORO_SWAPPED) != 0) {
        coro->head.extra &= (uint8_t)~VM_CORO_SWAPPED;
        vm_coro_swap_handled(vm, coro, leaf);
    }
    if (vm->recorder->detail) {
        if (*starts) {
            vm_trace_push(vm, &coro->frame);
        } else {
            vm_trace_resume(vm, &coro->frame);
        }
    }
    return leaf;
}

VmFrame *vm_coro_delegate(Vm *vm, VmCoro *coro, VmFrame *link, bool *starts)
{
    if (!check_depth(vm, coro)) {
        return NULL;
    }
    *starts = vm_coro_state(coro) == VM_CORO_CREATED;
    VmFrame *leaf = *starts ? &coro->frame : coro->leaf != NULL ? coro->leaf : vm_coro_find_leaf(vm, coro);
    coro->frame.link = link;
    coro->frame.flags |= VM_FRAME_DELEGATE;
    coro->leaf = NULL;
    vm->thread->depth++;
    vm_coro_set_state(coro, VM_CORO_RUNNING);
    if (*starts && vm->recorder->detail) {
        vm_trace_push(vm, &coro->frame);
    }
    if ((coro->head.extra & VM_CORO_SWAPPED) != 0) {
        coro->head.extra &= (uint8_t)~VM_CORO_SWAPPED;
        vm_coro_swap_handled(vm, coro, leaf);
    }
    return leaf;
}

void vm_coro_suspended(Vm *vm, VmCoro *root, VmFrame *leaf)
{
    if (vm->thread->handled != VM_EMPTY && vm_coro_swap_handled(vm, root, leaf)) {
        root->head.extra |= VM_CORO_SWAPPED;
    }
    if (vm->recorder->detail && root->head.kind == VM_KIND_GENERATOR) {
        vm_trace_pop(vm, &root->frame, VM_EMPTY);
    }
}

void vm_coro_end(Vm *vm, VmCoro *coro)
{
    VmThread *thread = vm->thread;
    if ((coro->frame.flags & VM_FRAME_DELEGATE) != 0) {
        /* A chain that was suspended goes on at its innermost frame, which counts as one, however deep it stands. */
        thread->depth -= thread->depth > (int32_t)thread->root->frame.depth + 1;
    } else if (vm_coro_state(coro) == VM_CORO_RUNNING) {
        thread->root = coro->outer;
        thread->depth = coro->frame.depth;
    }
    coro->leaf = NULL;
    coro->frame.link = NULL;
    coro->frame.flags = VM_FRAME_CORO;
    vm_coro_set_state(coro, VM_CORO_CLOSED);
}

void vm_coro_stop_iteration(Vm *vm, VmCoro *coro)
{
    bool async = coro->head.kind == VM_KIND_ASYNC_GENERATOR;
    bool stop = vm_error_matches(vm, VM_EXC_STOP_ITERATION);
    if (!stop && !(async && vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION))) {
        return;
    }
    const char *what = async ? "async generator" : coro->head.kind == VM_KIND_COROUTINE ? "coroutine" : "generator";
    VmValue cause = vm_error_take(vm);
    vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s raised %s", what, stop ? "StopIteration" : "StopAsyncIteration");
    VmException *error = vm_to_exception(vm->pending);
    vm_set_steal(vm, &error->cause, vm_ref(cause));
    vm_set_steal(vm, &error->context, cause);
    error->suppress_context = true;
}

/* ---- resuming from C ---- */

/* A coroutine that never ran is thrown into: no handler of it can see the exception. */
static VmFlow throw_into_new(Vm *vm, VmCoro *coro)
{
    VmValue exception = vm_error_take(vm);
    uint32_t count = coro->frame.function->code->lang->register_count;
    vm_coro_end(vm, coro);
    for (uint32_t i = 0; i < count; i++) {
        vm_clear_register(vm, vm_frame_regs(&coro->frame), i);
    }
    vm_error_restore_steal(vm, exception);
    return VM_FLOW_RAISE;
}

static VmFlow resume_closed(Vm *vm, const VmCoro *coro, bool throws, VmValue *out)
{
    *out = VM_ERROR;
    if (coro->head.kind == VM_KIND_COROUTINE) {
        vm_error_clear(vm);
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
        return VM_FLOW_RAISE;
    }
    if (throws) {
        return VM_FLOW_RAISE;
    }
    *out = VM_NONE;
    return VM_FLOW_RETURN;
}

static VmFlow resume_script(Vm *vm, VmCoro *coro, VmValue sent, VmValue *out)
{
    bool throws = sent == VM_ERROR;
    VmCoroState state = vm_coro_state(coro);
    if (state == VM_CORO_CLOSED) {
        return resume_closed(vm, coro, throws, out);
    }
    *out = VM_ERROR;
    if (state == VM_CORO_CREATED) {
        if (throws) {
            return throw_into_new(vm, coro);
        }
        if (sent != VM_NONE) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "can't send non-None value to a just-started %s",
                     coro->head.kind == VM_KIND_COROUTINE         ? "coroutine"
                     : coro->head.kind == VM_KIND_ASYNC_GENERATOR ? "async generator"
                                                                  : "generator");
            return VM_FLOW_RAISE;
        }
    }
    VmValue thrown = throws ? vm_error_take(vm) : VM_EMPTY;
    bool starts;
    VmFrame *leaf = vm_coro_enter(vm, coro, NULL, &starts);
    if (leaf == NULL) {
        vm_unref(vm, thrown);
        return VM_FLOW_RAISE;
    }
    VmValue self = vm_ref(vm_from_object(coro)); /* it must outlive its own frame */
    VmFlow flow;
    if (throws) {
        vm_error_restore_steal(vm, thrown);
        flow = vm_interpret(vm, leaf, VM_ENTER_THROW, VM_EMPTY, out);
    } else if (starts) {
        flow = vm_interpret(vm, leaf, VM_ENTER_START, VM_EMPTY, out);
    } else {
        flow = vm_interpret(vm, leaf, VM_ENTER_SEND, vm_ref(sent), out);
    }
    vm_unref(vm, self);
    return flow;
}

VmFlow vm_coro_resume(Vm *vm, VmValue coro, VmValue sent, VmValue *out)
{
    if (vm_has_kind(coro, VM_KIND_NATIVE_CORO)) {
        return vm_native_coro_resume(vm, (VmNativeCoro *)vm_to_object(coro), sent, out);
    }
    if (vm_agen_is_step(coro)) {
        return vm_agen_step(vm, coro, sent == VM_NONE, sent, out);
    }
    vm_heap_count(vm, vm_to_object(coro));
    return resume_script(vm, vm_to_coro(coro), sent, out);
}

VmFlow vm_coro_go_on_anyhow(Vm *vm, VmValue value, VmValue sent, VmValue *out)
{
    if (!vm_has_kind(value, VM_KIND_COROUTINE)) {
        return vm_coro_resume(vm, value, sent, out);
    }
    VmCoro *coro = vm_to_coro(value);
    if (vm_coro_state(coro) == VM_CORO_SUSPENDED && coro->leaf != NULL) {
        coro->leaf->flags &= (uint8_t)~VM_FRAME_SLEEPS;
    }
    return resume_script(vm, coro, sent, out);
}

bool vm_is_coroutine(VmValue v)
{
    return vm_has_kind(v, VM_KIND_COROUTINE) || vm_has_kind(v, VM_KIND_NATIVE_CORO) || vm_agen_is_step(v);
}

/* ---- closing ---- */

/* Throws GeneratorExit; true when it ended by that or by a plain end. */
static bool close_by_throwing(Vm *vm, VmValue coro)
{
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_GENERATOR_EXIT), VM_EMPTY);
    VmValue out;
    VmFlow flow = vm_coro_resume(vm, coro, VM_ERROR, &out);
    if (flow == VM_FLOW_YIELD) {
        vm_unref(vm, out);
        const char *what = vm_has_kind(coro, VM_KIND_GENERATOR) ? "generator" : "coroutine";
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s ignored GeneratorExit", what);
        return false;
    }
    if (flow == VM_FLOW_RETURN) {
        vm_unref(vm, out);
        return true;
    }
    if (vm_error_matches(vm, VM_EXC_GENERATOR_EXIT) || vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
        vm_error_clear(vm);
        return true;
    }
    return false;
}

bool vm_coro_close(Vm *vm, VmValue coro)
{
    VmObject *object = vm_to_object(coro);
    if (vm_agen_is_step(coro)) {
        vm_agen_step_close(coro);
        return true;
    }
    VmCoroState state = (VmCoroState)(object->extra & VM_CORO_STATE);
    if (state == VM_CORO_CLOSED) {
        return true;
    }
    object->extra |= VM_CORO_QUIET;
    if (object->kind == VM_KIND_NATIVE_CORO) {
        return close_by_throwing(vm, coro);
    }
    if (state == VM_CORO_CREATED) {
        VmCoro *script = vm_to_coro(coro);
        uint32_t count = script->frame.function->code->lang->register_count;
        vm_coro_end(vm, script);
        for (uint32_t i = 0; i < count; i++) {
            vm_clear_register(vm, vm_frame_regs(&script->frame), i);
        }
        return true;
    }
    return close_by_throwing(vm, coro);
}

/* ---- one step of what a frame awaits ---- */

static VmFlow stop_to_return(Vm *vm, VmValue *out)
{
    *out = VM_ERROR;
    if (!vm_error_pending(vm)) {
        *out = VM_NONE;
        return VM_FLOW_RETURN;
    }
    if (!vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
        return VM_FLOW_RAISE;
    }
    VmValue stop = vm_error_take(vm);
    *out = vm_stop_iteration_value(vm, stop);
    vm_unref(vm, stop);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static VmFlow outcome_of(Vm *vm, VmValue result, VmValue *out)
{
    if (result == VM_ERROR) {
        return stop_to_return(vm, out);
    }
    *out = result;
    return VM_FLOW_YIELD;
}

/* Throws the pending exception into an iterator that is no coroutine of ours. */
static VmFlow throw_into_iterator(Vm *vm, VmValue iterator, VmValue *out)
{
    VmValue exception = vm_error_take(vm);
    bool exits = vm_exception_is(vm, exception, VM_EXC_GENERATOR_EXIT);
    bool error;
    VmValue method = vm_get_attr_maybe(vm, iterator, vm_name(vm, exits ? VM_NAME_CLOSE : VM_NAME_THROW), &error);
    *out = VM_ERROR;
    if (error) {
        vm_unref(vm, exception);
        return VM_FLOW_RAISE;
    }
    if (method == VM_EMPTY || exits) {
        VmValue closed = method == VM_EMPTY ? VM_NONE : vm_call0(vm, method);
        vm_unref(vm, method);
        if (closed == VM_ERROR) {
            vm_unref(vm, exception);
            return VM_FLOW_RAISE;
        }
        vm_unref(vm, closed);
        vm_error_restore_steal(vm, exception);
        return VM_FLOW_RAISE;
    }
    VmValue result = vm_call1(vm, method, exception);
    vm_unref(vm, method);
    vm_unref(vm, exception);
    return outcome_of(vm, result, out);
}

static VmFlow step_iterator(Vm *vm, VmValue iterator, VmValue sent, VmValue *out)
{
    if (sent == VM_ERROR) {
        return throw_into_iterator(vm, iterator, out);
    }
    if (sent != VM_NONE) {
        return outcome_of(vm, vm_call_method(vm, iterator, vm_name(vm, VM_NAME_SEND), &sent, 1), out);
    }
    VmType *type = vm_type_of(vm, iterator);
    if (type->next == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an iterator", vm_type_name(vm, iterator));
        *out = VM_ERROR;
        return VM_FLOW_RAISE;
    }
    if (vm_slots_next_is_script(type)) { /* the slot would swallow the StopIteration and its value */
        return outcome_of(vm, vm_call_special(vm, iterator, vm_name(vm, VM_NAME_NEXT), NULL, 0, NULL), out);
    }
    return outcome_of(vm, type->next(vm, iterator), out);
}

VmFlow vm_await_step(Vm *vm, VmValue awaitable, bool first, VmValue sent, VmValue *out)
{
    unsigned kind = vm_is_object(awaitable) ? vm_to_object(awaitable)->kind : VM_KIND_OTHER;
    switch (kind) {
    case VM_KIND_NATIVE_CORO: return vm_native_coro_resume(vm, (VmNativeCoro *)vm_to_object(awaitable), sent, out);
    case VM_KIND_COROUTINE:
    case VM_KIND_GENERATOR: return resume_script(vm, vm_to_coro(awaitable), sent, out);
    default: break;
    }
    VmType *type = vm_type_of(vm, awaitable);
    if (type->await != NULL) {
        return type->await(vm, awaitable, first, sent, out);
    }
    return step_iterator(vm, awaitable, sent, out);
}

/* ---- what can be awaited ---- */

bool vm_is_awaitable_generator(VmValue v)
{
    return vm_has_kind(v, VM_KIND_GENERATOR) &&
           (vm_to_coro(v)->frame.function->head.extra & VM_FUNCTION_AWAITABLE) != 0;
}

static VmValue not_awaitable(Vm *vm, VmValue v, LangAwaited who)
{
    const char *name = vm_type_name(vm, v);
    switch (who) {
    case LANG_AWAITED_AENTER:
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "'async with' received an object from __aenter__ that does not implement __await__: %s", name);
    case LANG_AWAITED_AEXIT:
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "'async with' received an object from __aexit__ that does not implement __await__: %s", name);
    case LANG_AWAITED_ANEXT:
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'async for' received an invalid object from __anext__: %s", name);
    default: return vm_raise(vm, VM_EXC_TYPE_ERROR, "object %s can't be used in 'await' expression", name);
    }
}

VmValue vm_awaitable(Vm *vm, VmValue v, LangAwaited who)
{
    if (vm_has_kind(v, VM_KIND_COROUTINE)) {
        VmCoro *coro = vm_to_coro(v);
        if (vm_coro_awaited_borrow(coro) != VM_EMPTY && vm_coro_state(vm_coro_root(coro)) == VM_CORO_SUSPENDED) {
            return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "coroutine is being awaited already");
        }
        return vm_ref(v);
    }
    VmType *type = vm_type_of(vm, v);
    if (vm_has_kind(v, VM_KIND_NATIVE_CORO) || type->await != NULL || vm_is_awaitable_generator(v)) {
        return vm_ref(v);
    }
    VmValue method = vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_AWAIT));
    if (method == VM_EMPTY) {
        return not_awaitable(vm, v, who);
    }
    VmValue iterator = vm_call_method(vm, v, vm_name(vm, VM_NAME_AWAIT), NULL, 0);
    if (iterator == VM_ERROR) {
        return VM_ERROR;
    }
    if (vm_is_coroutine(iterator)) {
        vm_unref(vm, iterator);
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "__await__() returned a coroutine");
    }
    VmType *iterator_type = vm_type_of(vm, iterator);
    if (iterator_type->next == NULL && iterator_type->await == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__await__() returned non-iterator of type '%s'", iterator_type->name);
        vm_unref(vm, iterator);
        return VM_ERROR;
    }
    return iterator;
}

/* ---- names and places ---- */

VmValue vm_coro_qualname_borrow(Vm *vm, VmValue coro)
{
    if (vm_has_kind(coro, VM_KIND_NATIVE_CORO)) {
        const char *name = ((VmNativeCoro *)vm_to_object(coro))->def->qualname;
        VmValue interned = vm_intern_c(vm, name);
        if (interned == VM_ERROR) {
            vm_error_clear(vm);
            return vm_name(vm, VM_NAME_MODULE_NAME);
        }
        vm_unref(vm, interned); /* interned strings live as long as the Vm */
        return interned;
    }
    if (vm_agen_is_step(coro)) {
        return vm_to_object(coro)->type->name_str;
    }
    return vm_to_coro(coro)->frame.function->qualname;
}

uint32_t vm_coro_line(Vm *vm, VmValue coro)
{
    (void)vm;
    if (!vm_has_kind(coro, VM_KIND_COROUTINE) && (vm_has_kind(coro, VM_KIND_NATIVE_CORO) || vm_agen_is_step(coro))) {
        return 0;
    }
    const VmCoro *script = vm_to_coro(coro);
    VmCoroState state = vm_coro_state(script);
    if (state == VM_CORO_CREATED || state == VM_CORO_CLOSED) {
        return 0;
    }
    const LangCode *code = script->frame.function->code->lang;
    return code->places[script->frame.pc - code->instrs].line;
}
