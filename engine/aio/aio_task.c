#include "aio/aio_task.h"

#include "aio/aio_context.h"
#include "aio/aio_repr.h"
#include "aio/aio_sleep.h"
#include "vm/vm_str.h"

#include <assert.h>

VmValue aio_task_name(Vm *vm, const AioTask *task)
{
    if (vm_is_int(task->name)) {
        return vm_str_printf(vm, "Task-%lld", (long long)vm_to_int(task->name));
    }
    return vm_ref(task->name);
}

/* ---- the list of pending tasks ---- */

static void link_task(AioState *state, AioTask *task)
{
    task->previous = state->last;
    task->next = NULL;
    if (state->last != NULL) {
        state->last->next = task;
    } else {
        state->first = task;
    }
    state->last = task;
}

void aio_task_unlink(AioState *state, AioTask *task)
{
    if (task->previous == NULL && state->first != task) {
        return; /* not in the list */
    }
    if (task->previous != NULL) {
        task->previous->next = task->next;
    } else {
        state->first = task->next;
    }
    if (task->next != NULL) {
        task->next->previous = task->previous;
    } else {
        state->last = task->previous;
    }
    task->next = task->previous = NULL;
}

/* ---- creating ---- */

static uint32_t record_new(Vm *vm, AioTask *task)
{
    TraceRecorder *recorder = vm->recorder;
    if (!trace_on(recorder)) {
        return TRACE_NO_CAUSE;
    }
    AioState *state = aio_state(vm);
    unsigned flags = (state->making_main ? TRACE_TASK_MAIN : 0) | (state->making_internal ? TRACE_TASK_INTERNAL : 0);
    uint32_t name;
    if (vm_is_int(task->name)) {
        name = (uint32_t)vm_to_int(task->name);
    } else {
        name = trace_string(recorder->trace, vm_str_data(task->name), vm_str_size(task->name));
        flags |= TRACE_TASK_NAMED;
    }
    task->future.trace_id = trace_new_id(recorder->trace);
    return trace_record(recorder, TRACE_TASK_NEW, task->future.trace_id, name, vm_coro_label(vm, task->coro), flags);
}

static bool set_name(Vm *vm, AioTask *task, VmValue name)
{
    if (name == VM_EMPTY || name == VM_NONE) {
        task->name = vm_from_int(++aio_state(vm)->task_number);
        return true;
    }
    VmValue text = vm_str_of(vm, name);
    if (text == VM_ERROR) {
        return false;
    }
    vm_set_steal(vm, &task->name, text);
    return true;
}

bool aio_task_set_name(Vm *vm, AioTask *task, VmValue name)
{
    VmValue text = vm_str_of(vm, name);
    if (text == VM_ERROR) {
        return false;
    }
    if (trace_on(vm->recorder)) {
        uint32_t id = trace_string(vm->recorder->trace, vm_str_data(text), vm_str_size(text));
        trace_record(vm->recorder, TRACE_TASK_NAME, task->future.trace_id, id, 0, 0);
    }
    vm_set_steal(vm, &task->name, text);
    return true;
}

VmValue aio_task_new(Vm *vm, AioLoop *loop, VmValue coro, VmValue name, VmValue context)
{
    if (!vm_is_coroutine(coro)) {
        VmValue text = vm_repr(vm, coro);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "a coroutine was expected, got %s", vm_str_data(text));
            vm_unref(vm, text);
        }
        return VM_ERROR;
    }
    VmValue value = vm_instance_new(vm, aio_type(vm, AIO_TYPE_TASK));
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    AioTask *task = aio_task_of(value);
    aio_future_init(&task->future, loop, TRACE_WAIT_TASK, 0);
    task->quiet = true; /* until it is really under way */
    task->coro = vm_ref(coro);
    bool ok;
    task->context = aio_context_from_argument(vm, context, &ok);
    if (!ok || !set_name(vm, task, name)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    uint32_t event = record_new(vm, task);
    if (!aio_loop_queue_task(vm, loop, task, TRACE_ROLE_FIRST_STEP, event)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    task->quiet = false;
    link_task(aio_state(vm), task);
    return value;
}

/* ---- waking ---- */

bool aio_task_wake(Vm *vm, AioTask *task, uint32_t cause)
{
    if (task->future.state != AIO_PENDING) {
        return true;
    }
    bool thrown = task->waiter != VM_EMPTY && aio_is_future(task->waiter) && aio_future_cancelled(task->waiter);
    return aio_loop_queue_task(vm, task->future.loop, task, thrown ? TRACE_ROLE_THROW : TRACE_ROLE_WAKEUP, cause);
}

/* The entity that the task waits for, for screens. */
static uint32_t waiter_entity(Vm *vm, VmValue waiter)
{
    if (waiter == VM_EMPTY || !trace_on(vm->recorder) || !aio_is_future(waiter)) {
        return 0;
    }
    AioFuture *future = aio_future_of(waiter);
    return future->trace_object != 0 ? future->trace_object : aio_future_trace_id(vm, waiter);
}

static uint32_t message_text(Vm *vm, VmValue message)
{
    return message == VM_EMPTY || message == VM_NONE ? 0 : aio_trace_repr(vm, message);
}

static int cancel_waiter(Vm *vm, AioTask *task, VmValue message)
{
    if (task->waiter == VM_EMPTY) {
        return 0;
    }
    VmValue waiter = vm_ref(task->waiter); /* cancelling may run code that lets go of it */
    int cancelled = aio_is_future(waiter) ? aio_cancel(vm, waiter, message) : aio_sleep_cancel(vm, waiter, message);
    vm_unref(vm, waiter);
    return cancelled;
}

int aio_task_cancel(Vm *vm, AioTask *task, VmValue message)
{
    task->future.unretrieved = false;
    if (task->future.state != AIO_PENDING) {
        return 0;
    }
    task->cancel_requests++;
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (trace_on(recorder)) {
        recorder->cause = trace_record(recorder, TRACE_TASK_CANCEL, task->future.trace_id,
                                       waiter_entity(vm, task->waiter), message_text(vm, message), 0);
    }
    int cancelled = cancel_waiter(vm, task, message);
    if (cancelled == 0) {
        task->must_cancel = true;
        vm_set_steal(vm, &task->future.message, vm_ref(message));
        cancelled = 1;
    }
    recorder->cause = outer_cause;
    return cancelled;
}

/* ---- a step ---- */

/* What the step sends: None, or VM_ERROR with the exception to throw pending. */
static VmValue take_wakeup(Vm *vm, AioTask *task)
{
    VmValue sent = VM_NONE;
    VmValue waiter = task->waiter;
    task->waiter = VM_EMPTY;
    if (task->throwing != VM_EMPTY) {
        vm_error_restore_steal(vm, task->throwing);
        task->throwing = VM_EMPTY;
        sent = VM_ERROR;
    } else if (waiter != VM_EMPTY && aio_is_future(waiter)) {
        sent = aio_future_result(vm, waiter);
        if (sent != VM_ERROR) {
            vm_unref(vm, sent);
            sent = VM_NONE;
        }
    } else if (waiter != VM_EMPTY && aio_sleep_raise_if_cancelled(vm, waiter)) {
        sent = VM_ERROR;
    }
    if (task->must_cancel) {
        if (sent != VM_ERROR || !vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
            vm_error_clear(vm);
            VmValue error = aio_future_cancelled_error(vm, aio_task_value(task));
            if (error != VM_ERROR) {
                vm_error_restore_steal(vm, error);
            }
        }
        task->must_cancel = false;
        sent = VM_ERROR;
    }
    vm_unref(vm, waiter);
    return sent;
}

static void record_task_done(Vm *vm, AioTask *task, TraceOutcome outcome, VmValue value)
{
    aio_task_unlink(aio_state(vm), task);
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

static bool step_returned(Vm *vm, AioTask *task, VmValue result)
{
    bool ok;
    if (task->must_cancel) {
        task->must_cancel = false;
        record_task_done(vm, task, TRACE_OUTCOME_CANCELLED, VM_EMPTY);
        VmValue message = vm_ref(task->future.message);
        ok = aio_future_cancel_plain(vm, aio_task_value(task), message);
        vm_unref(vm, message);
    } else {
        record_task_done(vm, task, TRACE_OUTCOME_RESULT, result);
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
        task->future.value = vm_error_take(vm);
        return aio_future_cancel_plain(vm, value, VM_EMPTY);
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
    task->throwing = vm_error_take(vm);
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
        trace_record(vm->recorder, TRACE_TASK_WAIT, task->future.trace_id, waiter_entity(vm, waiter), 0,
                     aio_future_of(waiter)->wait);
    }
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
    if (task->must_cancel) {
        VmValue message = vm_ref(task->future.message);
        int cancelled = cancel_waiter(vm, task, message);
        vm_unref(vm, message);
        if (cancelled < 0) {
            return false;
        }
        task->must_cancel = cancelled == 0;
    }
    return true;
}

static bool step_yielded(Vm *vm, AioTask *task, VmValue yielded)
{
    if (yielded == VM_NONE) {
        uint32_t event = trace_record(vm->recorder, TRACE_TASK_YIELD, task->future.trace_id, 0, 0, 0);
        return aio_loop_queue_task(vm, task->future.loop, task, TRACE_ROLE_YIELD, event);
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

bool aio_task_step(Vm *vm, AioTask *task)
{
    assert(task->future.state == AIO_PENDING);
    AioState *state = aio_state(vm);
    TraceRecorder *recorder = vm->recorder;
    VmValue self = vm_ref(aio_task_value(task));
    VmValue sent = take_wakeup(vm, task);

    AioContextSwitch saved = aio_context_enter(vm, &task->context);
    AioTask *outer = state->current;
    uint32_t outer_cause = recorder->cause;
    state->current = task;
    if (trace_on(recorder)) {
        recorder->line = vm_coro_line(vm, task->coro);
        recorder->cause = trace_record_caused(recorder, TRACE_TASK_STEP, task->ready_event, task->future.trace_id, 0, 0,
                                              sent == VM_ERROR ? TRACE_STEP_THROW : TRACE_STEP_SEND);
    }

    VmValue out = VM_EMPTY;
    VmFlow flow = vm_coro_resume(vm, task->coro, sent, &out);
    bool ok;
    if (flow == VM_FLOW_RETURN) {
        ok = step_returned(vm, task, out);
    } else if (flow == VM_FLOW_RAISE) {
        ok = step_raised(vm, task);
    } else {
        ok = step_yielded(vm, task, out);
    }

    state->current = outer;
    recorder->cause = outer_cause;
    aio_context_leave(vm, &task->context, saved);
    vm_unref(vm, self);
    return ok;
}
