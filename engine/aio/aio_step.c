/* aio_step.c: a task's step: what it sends or throws, and what becomes of what comes back. */
#include "aio/aio_step.h"
#include "aio/aio_await.h"
#include "aio/aio_context.h"
#include "aio/aio_repr.h"
#include "aio/aio_sleep.h"
#include "aio/aio_task.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_str.h"

#include <assert.h>

/* The exception that the step throws because of what it waited for: true, pending. */
static bool wakeup_raises(Vm *vm, AioTask *task, VmValue waiter)
{
    AioExtra *extra = aio_extra_or_null(&task->future);
    if (extra != NULL && extra->throwing != VM_EMPTY) {
        vm_error_restore_steal(vm, extra->throwing);
        extra->throwing = VM_EMPTY;
        return true;
    }
    if (aio_sleep_in_task(task)) {
        return aio_task_sleep_end(vm, task);
    }
    if (waiter != VM_EMPTY && aio_is_future(waiter)) {
        VmValue sent = aio_future_result(vm, waiter);
        vm_unref(vm, sent);
        return sent == VM_ERROR;
    }
    return waiter != VM_EMPTY && aio_sleep_raise_if_cancelled(vm, waiter);
}

/* What the step sends: None, or VM_ERROR with the exception to throw pending. */
static VmValue take_wakeup(Vm *vm, AioTask *task)
{
    VmValue waiter = task->waiter;
    task->waiter = VM_EMPTY;
    task->timer.phase = aio_waits_in_task(task) ? AIO_SLEEP_NEW : task->timer.phase;
    VmValue sent = wakeup_raises(vm, task, waiter) ? VM_ERROR : VM_NONE;
    if (task->future.must_cancel) {
        if (sent != VM_ERROR || !vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
            vm_error_clear(vm);
            VmValue error = aio_future_cancelled_error(vm, aio_task_value(task));
            if (error != VM_ERROR) {
                vm_error_restore_steal(vm, error);
            }
        }
        task->future.must_cancel = false;
        sent = VM_ERROR;
    }
    vm_unref(vm, waiter);
    return sent;
}

static void record_task_done(Vm *vm, AioTask *task, TraceOutcome outcome, VmValue value)
{
    aio_task_unlist(aio_state(vm), task);
    TraceRecorder *recorder = vm->recorder;
    if (!trace_on(recorder)) {
        return;
    }
    uint32_t text = 0;
    if (value != VM_EMPTY && (recorder->detail || outcome == TRACE_OUTCOME_EXCEPTION)) {
        text = aio_trace_repr(vm, value);
    }
    task->future.done_event = trace_record(recorder, TRACE_TASK_DONE, task->future.trace_id, text, 0, outcome);
}

bool aio_step_returned(Vm *vm, AioTask *task, VmValue result)
{
    bool ok;
    if (task->future.must_cancel) {
        task->future.must_cancel = false;
        record_task_done(vm, task, TRACE_OUTCOME_CANCELLED, VM_EMPTY);
        VmValue message = vm_ref(aio_future_message_borrow(&task->future));
        ok = aio_future_cancel_plain(vm, aio_task_value(task), message);
        vm_unref(vm, message);
    } else {
        record_task_done(vm, task, TRACE_OUTCOME_RESULT, result);
        if (vm_is_object(result)) { /* it may be the task itself */
            vm_heap_count(vm, &task->future.head);
        }
        ok = aio_future_set_result(vm, aio_task_value(task), result);
    }
    vm_unref(vm, result);
    return ok;
}

static bool step_raised(Vm *vm, AioTask *task)
{
    VmValue value = aio_task_value(task);
    if (vm->stop != LS_OK) {
        return false;
    }
    if (vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
        record_task_done(vm, task, TRACE_OUTCOME_CANCELLED, VM_EMPTY);
        return aio_future_cancel_with_steal(vm, value, vm_error_take(vm));
    }
    bool leaves = vm_error_matches(vm, VM_EXC_KEYBOARD_INTERRUPT) || vm_error_matches(vm, VM_EXC_SYSTEM_EXIT);
    VmValue exception = vm_error_take(vm);
    record_task_done(vm, task, TRACE_OUTCOME_EXCEPTION, exception);
    bool ok = aio_future_set_exception(vm, value, exception);
    if (ok && leaves) {
        vm_error_restore_steal(vm, exception);
        return false;
    }
    vm_unref(vm, exception);
    return ok;
}

/* The coroutine yielded something it must not: the next step throws RuntimeError. */
static bool throw_next(Vm *vm, AioTask *task, VmValue yielded)
{
    vm_unref(vm, yielded);
    VmValue error = vm_error_take(vm);
    AioExtra *extra = aio_extra(vm, &task->future);
    if (extra == NULL) {
        vm_unref(vm, error);
        return false;
    }
    vm_set_steal(vm, &extra->throwing, error);
    uint32_t event = trace_record(vm->recorder, TRACE_TASK_YIELD, task->future.trace_id, 0, 0, 0);
    return aio_loop_queue_task(vm, task->future.loop, task, TRACE_ROLE_YIELD, event);
}

static void raise_two(Vm *vm, const char *format, VmValue a, VmValue b)
{
    VmValue first = vm_repr(vm, a);
    VmValue second = first == VM_ERROR ? VM_ERROR : vm_repr(vm, b);
    if (second != VM_ERROR) {
        LsBuf buf;
        ls_buf_init(&buf, vm->alloc);
        for (const char *c = format; *c != '\0'; c++) {
            if (*c == '1' || *c == '2') {
                vm_str_append(&buf, *c == '1' ? first : second);
            } else {
                ls_buf_putc(&buf, *c);
            }
        }
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s", ls_buf_text(&buf));
        ls_buf_free(&buf);
    }
    vm_unref(vm, first);
    vm_unref(vm, second);
}

/* True when the task may wait for this future; else an exception is pending. */
static bool check_yielded(Vm *vm, AioTask *task, VmValue yielded)
{
    VmValue self = aio_task_value(task);
    AioFuture *future = aio_future_of(yielded);
    if (future->loop != task->future.loop) {
        raise_two(vm, "Task 1 got Future 2 attached to a different loop", self, yielded);
    } else if (!future->blocking) {
        raise_two(vm, "yield was used instead of yield from in task 1 with 2", self, yielded);
    } else if (yielded == self) {
        raise_two(vm, "Task cannot await on itself: 1", self, yielded);
    } else {
        return true;
    }
    return false;
}

static void record_wait(Vm *vm, AioTask *task, VmValue waiter)
{
    if (trace_on(vm->recorder)) {
        trace_record(vm->recorder, TRACE_TASK_WAIT, task->future.trace_id, aio_task_waiter_entity(vm, waiter), 0,
                     aio_future_of(waiter)->wait);
    }
}

/* cancel() was called before the task had something to wait for. */
static bool cancel_late(Vm *vm, AioTask *task)
{
    VmValue message = vm_ref(aio_future_message_borrow(&task->future));
    int cancelled = aio_task_cancel_waiter(vm, task, message);
    vm_unref(vm, message);
    if (cancelled >= 0) {
        task->future.must_cancel = cancelled == 0;
    }
    return cancelled >= 0;
}

static bool wait_for_yielded(Vm *vm, AioTask *task, VmValue yielded)
{
    if (aio_is_future(yielded)) {
        if (!check_yielded(vm, task, yielded)) {
            return throw_next(vm, task, yielded);
        }
        aio_future_of(yielded)->blocking = false;
        record_wait(vm, task, yielded);
        if (!aio_future_add_task(vm, yielded, task)) {
            vm_unref(vm, yielded);
            return false;
        }
    } else {
        aio_sleep_attach(vm, yielded, task);
    }
    task->waiter = yielded;
    vm_heap_count(vm, &task->future.head);
    return !task->future.must_cancel || cancel_late(vm, task);
}

bool aio_step_yielded(Vm *vm, AioTask *task, VmValue yielded)
{
    if (task->timer.phase != AIO_SLEEP_NEW) {
        if (!aio_waits_in_task(task)) {
            aio_task_sleep_record(vm, task);
        }
        return !task->future.must_cancel || cancel_late(vm, task);
    }
    if (yielded == VM_NONE) {
        task->future.role = TRACE_ROLE_YIELD;
        task->future.ready_event = trace_record(vm->recorder, TRACE_TASK_YIELD, task->future.trace_id, 0, 0, 0);
        return aio_loop_push_ready(vm, task->future.loop, aio_task_value(task));
    }
    if (aio_is_future(yielded) || aio_sleep_of(yielded) != NULL) {
        return wait_for_yielded(vm, task, yielded);
    }
    if (vm_has_kind(yielded, VM_KIND_GENERATOR)) {
        raise_two(vm, "yield was used instead of yield from for generator in task 1 with 2", aio_task_value(task),
                  yielded);
    } else {
        raise_two(vm, "Task got bad yield: 2", yielded, yielded);
    }
    return throw_next(vm, task, yielded);
}

/* What the step has set in its context is kept. */
static bool keep_context(Vm *vm, AioTask *task, VmValue context)
{
    AioExtra *extra = aio_extra(vm, &task->future);
    if (extra == NULL) {
        vm_unref(vm, context);
        return false;
    }
    vm_set_steal(vm, &extra->context, context);
    return true;
}

static VM_ALWAYS_INLINE VmFlow run_coroutine(Vm *vm, AioState *state, AioTask *task, VmValue sent, unsigned step,
                                             VmValue *out)
{
    aio_step_begin(vm, state, task, sent == VM_ERROR ? TRACE_STEP_THROW : TRACE_STEP_SEND);
    return vm_coro_go_on(vm, task->coro, sent, step, out);
}

static VM_ALWAYS_INLINE bool end_step(Vm *vm, AioTask *task, VmFlow flow, VmValue out)
{
    if (flow == VM_FLOW_YIELD) {
        return aio_step_yielded(vm, task, out);
    }
    return flow == VM_FLOW_RETURN ? aio_step_returned(vm, task, out) : step_raised(vm, task);
}

/* A step of any kind. */
static bool step_fully(Vm *vm, AioTask *task)
{
    AioState *state = aio_state(vm);
    VmValue sent = take_wakeup(vm, task);
    AioExtra *extra = aio_extra_or_null(&task->future);
    VmValue no_context = VM_EMPTY;
    VmValue *context = extra != NULL ? &extra->context : &no_context;
    AioContextSwitch saved = aio_context_enter(vm, context);
    AioTask *outer = state->current;
    uint32_t outer_cause = vm->recorder->cause;

    VmValue out = VM_EMPTY;
    VmFlow flow = run_coroutine(vm, state, task, sent, 0, &out);
    bool ok = end_step(vm, task, flow, out);

    state->current = outer;
    vm->recorder->cause = outer_cause;
    aio_context_leave(vm, context, saved);
    if (no_context != VM_EMPTY && !keep_context(vm, task, no_context)) {
        ok = false;
    }
    return ok;
}

/* Most steps are plain; they do the same as step_fully with what it would look for left out. */
bool aio_task_step_steal(Vm *vm, AioTask *task)
{
    assert(task->future.state == AIO_PENDING);
    AioState *state = aio_state(vm);
    if (!aio_step_is_plain(state, task)) {
        bool done = step_fully(vm, task);
        vm_unref(vm, aio_task_value(task));
        return done;
    }
    AioLoop *loop = task->future.loop;
    AioTask *outer = state->current;
    uint32_t outer_cause = vm->recorder->cause;
    task->timer.phase = AIO_SLEEP_NEW;

    VmValue out = VM_EMPTY;
    VmFlow flow = run_coroutine(vm, state, task, VM_NONE, loop->watched ? 0 : VM_FRAME_STEP, &out);
    if (flow == VM_FLOW_STEPPED) {
        return !loop->failed;
    }
    task = state->current; /* the interpreter may have gone on to other tasks */
    bool ok = end_step(vm, task, flow, out);

    state->current = outer;
    vm->recorder->cause = outer_cause;
    if (state->context != VM_EMPTY || state->context_object != VM_EMPTY) {
        VmValue context = VM_EMPTY;
        aio_context_leave(vm, &context, (AioContextSwitch){0});
        ok = keep_context(vm, task, context) && ok;
    }
    vm_unref(vm, aio_task_value(task));
    return ok;
}
