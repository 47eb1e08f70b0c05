#include "aio/aio_loop.h"

#include "aio/aio_context.h"
#include "aio/aio_poll.h"
#include "aio/aio_repr.h"
#include "aio/aio_short.h"
#include "aio/aio_sleep.h"
#include "aio/aio_step.h"
#include "aio/aio_task.h"
#include "aio/aio_thread.h"
#include "sim/sim_event.h"
#include "vm/vm_cost.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <assert.h>

enum { READY_START = 64 };

double aio_loop_time(Vm *vm)
{
    return sim_seconds(sim_world_now(vm->world));
}

bool aio_loop_when(Vm *vm, VmValue delay, double *when)
{
    VmValue sum = vm_binary(vm, VM_BINARY_ADD, vm_from_double(aio_loop_time(vm)), delay);
    bool ok = sum != VM_ERROR && vm_as_double(vm, sum, when);
    vm_unref(vm, sum);
    return ok;
}

bool aio_loop_check_open(Vm *vm, AioLoop *loop)
{
    if (loop->closed) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Event loop is closed");
        return false;
    }
    return true;
}

/* ---- the ready queue ---- */

bool aio_loop_grow_ready(Vm *vm, AioLoop *loop)
{
    size_t capacity = loop->ready_capacity == 0 ? READY_START : loop->ready_capacity * 2;
    VmValue *ready = vm_heap_resize(vm, NULL, 0, capacity * sizeof *ready);
    if (ready == NULL) {
        return false;
    }
    for (size_t i = 0; i < loop->ready_count; i++) {
        ready[i] = loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
    }
    vm_heap_free(vm, loop->ready, loop->ready_capacity * sizeof *ready);
    loop->ready = ready;
    loop->ready_head = 0;
    loop->ready_capacity = capacity;
    return true;
}

bool aio_loop_queue_task(Vm *vm, AioLoop *loop, AioTask *task, TraceRole role, uint32_t cause)
{
    task->future.role = (uint8_t)role;
    task->future.ready_event = cause;
    if (role != TRACE_ROLE_YIELD) {
        task->future.ready_event =
            trace_record_caused(vm->recorder, TRACE_TASK_READY, cause, aio_task_trace_id(task), 0, 0, role);
    }
    return aio_loop_push_ready(vm, loop, aio_task_value(task));
}

/* ---- an iteration ---- */

bool aio_loop_callback_failed(Vm *vm, AioHandle *handle)
{
    if (vm->stop != LS_OK || vm_error_matches(vm, VM_EXC_SYSTEM_EXIT) ||
        vm_error_matches(vm, VM_EXC_KEYBOARD_INTERRUPT)) {
        return false;
    }
    VmValue exception = vm_error_take(vm);
    LsBuf message;
    ls_buf_init(&message, vm->alloc);
    ls_buf_puts(&message, "Exception in callback ");
    bool ok = true;
    if (handle->native != NULL) {
        ls_buf_printf(&message, "%s()", handle->native->label);
    } else {
        ok = aio_append_callback(vm, &message, handle->callback, handle->args);
    }
    if (!ok) {
        vm_error_clear(vm);
    }
    aio_loop_report(vm, handle->loop, ls_buf_text(&message), exception, "handle", vm_from_object(handle));
    ls_buf_free(&message);
    vm_unref(vm, exception);
    return vm->stop == LS_OK && !vm_error_pending(vm);
}

static bool call_handle(Vm *vm, AioHandle *handle)
{
    if (handle->native != NULL) {
        VmValue argument = vm_ref(handle->args);
        VmValue data = vm_ref(handle->callback);
        bool ok = handle->native->run(vm, argument, data);
        vm_unref(vm, argument);
        vm_unref(vm, data);
        return ok;
    }
    VmValue callback = vm_ref(handle->callback);
    VmValue args = vm_ref(handle->args);
    AioContextSwitch saved = aio_context_enter(vm, &handle->context);
    VmValue result = vm_call(vm, callback, vm_to_tuple(args)->items, vm_to_tuple(args)->count, VM_EMPTY);
    aio_context_leave(vm, &handle->context, saved);
    vm_unref(vm, args);
    vm_unref(vm, callback);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static bool run_handle(Vm *vm, AioHandle *handle)
{
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (handle->cancelled) {
        trace_record(recorder, TRACE_HANDLE_SKIP, handle->trace_id, 0, 0, 0);
        return true;
    }
    if (trace_on(recorder)) {
        recorder->line = 0;
        recorder->cause = trace_record_caused(recorder, TRACE_HANDLE_RUN, handle->event, handle->trace_id,
                                              aio_handle_subject(vm, handle), 0, handle->role);
    }
    handle->has_run = true;
    bool ok = call_handle(vm, handle);
    trace_record(recorder, TRACE_HANDLE_END, handle->trace_id, 0, 0,
                 ok ? TRACE_OUTCOME_RESULT : TRACE_OUTCOME_EXCEPTION);
    if (!ok) {
        ok = aio_loop_callback_failed(vm, handle);
    }
    recorder->cause = outer_cause;
    return ok;
}

enum { ITEM_COST = 50 }; /* in instructions: a loop that spins must reach their limit in the time that code does */

/* Runs what stood in the ready queue; its reference is taken over. */
static VM_ALWAYS_INLINE bool run_item(Vm *vm, VmValue item)
{
    vm->budget -= ITEM_COST;
    if ((item & AIO_READY_MARKS) != 0) {
        AioTask *task = aio_task_of(aio_ready_object(item));
        return (item & AIO_READY_SLEEP) != 0 ? aio_task_sleep_fire(vm, task) : aio_task_run_callback(vm, task);
    }
    if (vm_has_kind(item, VM_KIND_TASK) && aio_task_of(item)->future.state == AIO_PENDING) {
        return aio_task_step_steal(vm, aio_task_of(item));
    }
    bool ok = true;
    if (vm_has_kind(item, VM_KIND_NATIVE_CORO)) {
        ok = aio_sleep_fire(vm, item);
    } else if (!vm_has_kind(item, VM_KIND_TASK)) {
        ok = run_handle(vm, aio_handle_of(item));
    }
    vm_unref(vm, item);
    return ok;
}

/* What running it costs besides what it does, with its way through the queues. */
static void add_item_cost(Vm *vm, VmValue item)
{
    if ((item & AIO_READY_MARKS) == 0 && vm_has_kind(item, VM_KIND_TASK)) {
        vm_cost_add(vm, VM_COST_STEP, 1);
    } else {
        vm_cost_add(vm, VM_COST_CALL_SOON, 1);
        vm_cost_add(vm, VM_COST_CALLBACK, 1);
    }
}

static bool run_item_reported(Vm *vm, AioLoop *loop, VmValue item)
{
    int64_t begun_ns = sim_world_now(vm->world);
    VmValue object = vm_ref(aio_ready_object(item));
    bool ok = run_item(vm, item) && (vm->cost == NULL || vm_cost_charge(vm));
    ok = ok && aio_loop_report_slow(vm, loop, object, sim_world_now(vm->world) - begun_ns);
    vm_unref(vm, object);
    return ok;
}

/* With a cost model, what it costs is charged before and after.  In debug mode what took longer than
 * loop.slow_callback_duration is reported. */
static bool run_item_watched(Vm *vm, AioLoop *loop, VmValue item)
{
    if (vm->cost != NULL && !vm_cost_charge(vm)) {
        vm_unref(vm, aio_ready_object(item));
        return false;
    }
    add_item_cost(vm, item);
    if (!(loop->debug ? run_item_reported(vm, loop, item) : run_item(vm, item))) {
        return false;
    }
    return vm->cost == NULL || vm_cost_charge(vm);
}

/* A timer that was armed is due; the reference to its owner is taken over. */
static bool queue_owner(Vm *vm, AioLoop *loop, VmValue owner)
{
    if (vm_has_kind(owner, VM_KIND_TASK)) {
        return aio_task_sleep_due(vm, loop, aio_task_of(owner));
    }
    bool ok;
    if (vm_has_kind(owner, VM_KIND_NATIVE_CORO)) {
        ok = aio_sleep_due(vm, loop, owner);
    } else {
        AioHandle *handle = aio_handle_of(owner);
        handle->event = trace_record_caused(vm->recorder, TRACE_TIMER_DUE, handle->event, handle->trace_id, 0, 0, 0);
        ok = aio_loop_push_ready(vm, loop, owner);
    }
    vm_unref(vm, owner);
    return ok;
}

/* Moves all timers that are due to the ready queue. */
static bool queue_due(Vm *vm, AioLoop *loop)
{
    int64_t now_ns = sim_world_now(vm->world);
    while (sim_wheel_may_be_due(loop->wheel, now_ns)) {
        SimTimer *timer = sim_wheel_pop_due(loop->wheel, now_ns);
        if (timer == NULL) {
            break;
        }
        if (!queue_owner(vm, loop, vm_from_object(aio_timer_owner((AioTimer *)timer)))) {
            return false;
        }
    }
    return true;
}

static bool has_ready(void *context)
{
    AioLoop *loop = context;
    return loop->ready_count > 0 || loop->stopping || aio_poll_has_ready(loop);
}

/* The poll among other threads: they run while this one waits.  A poll that does not wait lets them run, too. */
static bool poll_threads(Vm *vm, AioLoop *loop, bool wait)
{
    int64_t now_ns = sim_world_now(vm->world);
    int64_t until_ns = wait ? aio_poll_end(vm, sim_wheel_next(loop->wheel)) : now_ns;
    until_ns = vm->cost != NULL && until_ns <= now_ns ? now_ns + SIM_CPU_POLL_NS : until_ns;
    uint32_t id = loop->trace_id;
    if (wait) {
        int64_t timeout_ns = until_ns == SIM_NEVER ? -1 : until_ns - sim_world_now(vm->world);
        trace_record_amount(vm->recorder, TRACE_POLL, id, timeout_ns > 0 || until_ns == SIM_NEVER ? timeout_ns : 0, 0);
    }
    if (!aio_thread_block(vm, until_ns, wait ? has_ready : NULL, loop, AIO_BLOCK_POLL, 0)) {
        return false;
    }
    if (wait) {
        trace_record(vm->recorder, TRACE_POLL_END, id, 0, 0, 0);
    }
    return true;
}

/* The poll: the clock moves to the first timer when nothing is ready.  false: nothing will ever happen again. */
static bool poll_clock(Vm *vm, AioLoop *loop)
{
    bool wait = loop->ready_count == 0 && !loop->stopping && !aio_poll_has_ready(loop);
    if (aio_threads_exist(vm) || sim_event_next(vm->world) != SIM_NEVER) {
        return poll_threads(vm, loop, wait);
    }
    if (!wait) {
        return true;
    }
    int64_t until_ns = sim_wheel_advance(loop->wheel);
    if (until_ns == SIM_NEVER) {
        return (vm->world->sched != NULL && sim_sched_rescue(vm->world->sched)) || aio_loop_deadlock(vm);
    }
    int64_t now_ns = sim_world_now(vm->world);
    if (until_ns > now_ns) {
        trace_record_amount(vm->recorder, TRACE_POLL, loop->trace_id, until_ns - now_ns, 0);
        sim_world_advance_to(vm->world, aio_poll_end(vm, until_ns));
        trace_record(vm->recorder, TRACE_POLL_END, loop->trace_id, 0, 0, 0);
    }
    return true;
}

/* An iteration begins.  `traced` here and below: a constant, whether anything is recorded. */
static VM_ALWAYS_INLINE void count_iteration(Vm *vm, AioLoop *loop, bool traced)
{
    loop->iteration++;
    loop->cause = TRACE_NO_CAUSE;
    if (traced) {
        TraceRecorder *recorder = vm->recorder;
        recorder->line = 0;
        loop->cause = recorder->cause = trace_record_caused(recorder, TRACE_ITERATION, TRACE_NO_CAUSE, loop->trace_id,
                                                            (uint32_t)loop->iteration, 0, 0);
    }
}

/* Exactly what is ready now will run in it. */
static VM_ALWAYS_INLINE void count_ready(Vm *vm, AioLoop *loop, bool traced)
{
    loop->left = loop->ready_count;
    if (traced) {
        trace_record(vm->recorder, TRACE_READY_SNAPSHOT, loop->trace_id, (uint32_t)loop->left, 0, 0);
    }
}

/* Everything of an iteration before its handles run; `left` says how many will. */
static bool begin_any_iteration(Vm *vm, AioLoop *loop)
{
    count_iteration(vm, loop, true);
    if (vm->cost != NULL) {
        vm_cost_add(vm, VM_COST_ITERATION, 1);
        if (!vm_cost_charge(vm)) {
            return false;
        }
    }
    if (!poll_clock(vm, loop) || (loop->poller.first != NULL && !aio_poll_queue_ready(vm, loop)) ||
        !queue_due(vm, loop)) {
        return false;
    }
    loop->watched = loop->debug || vm->cost != NULL;
    count_ready(vm, loop, true);
    return true;
}

/* Nothing costs time, and there is nothing beside this loop: threads, sockets, events of the world. */
static VM_ALWAYS_INLINE bool is_alone(const Vm *vm, const AioLoop *loop)
{
    return vm->cost == NULL && !loop->debug && loop->poller.first == NULL && vm->world->events == NULL &&
           !aio_threads_exist(vm);
}

/* What is ready are tasks whose sleeps are over: the sleeps stand there again, and their turns come later. */
static void undo_turns(AioLoop *loop)
{
    for (size_t i = 0; i < loop->ready_count; i++) {
        VmValue *item = &loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
        aio_task_of(*item)->timer.phase = AIO_SLEEP_DUE;
        *item |= AIO_READY_SLEEP;
    }
}

/* The poll of a loop that is alone. */
static VM_ALWAYS_INLINE void move_clock(Vm *vm, const AioLoop *loop, int64_t until_ns, bool traced)
{
    if (!traced) {
        sim_world_advance_to(vm->world, until_ns);
    } else if (until_ns > sim_world_now(vm->world)) {
        trace_record_amount(vm->recorder, TRACE_POLL, loop->trace_id, until_ns - sim_world_now(vm->world), 0);
        sim_world_advance_to(vm->world, until_ns);
        trace_record(vm->recorder, TRACE_POLL_END, loop->trace_id, 0, 0, 0);
    }
}

/* For the trace, the sleeps that are over take their turns one by one in an iteration of their own. */
static VM_ALWAYS_INLINE void record_turns(Vm *vm, AioLoop *loop)
{
    count_ready(vm, loop, true);
    for (size_t i = 0; i < loop->ready_count; i++) {
        AioTask *task = aio_task_of(loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)]);
        task->future.ready_event =
            trace_record_caused(vm->recorder, TRACE_SLEEP_FIRE, task->timer.event, aio_task_trace_id(task), 0, 0, 0);
    }
}

/* Nothing is ready: the clock moves to the first timer.  If all that are due are those of tasks that sleep, then all
 * that this iteration does is to queue their steps, so it makes way for the next at once. */
static VM_ALWAYS_INLINE bool wake_sleepers(Vm *vm, AioLoop *loop, int64_t until_ns, bool traced)
{
    move_clock(vm, loop, until_ns, traced);
    const int64_t now_ns = sim_world_now(vm->world); /* later than that if the thread was blocked meanwhile */
    while (sim_wheel_may_be_due(loop->wheel, now_ns)) {
        AioTimer *timer = (AioTimer *)sim_wheel_pop_due(loop->wheel, now_ns);
        if (timer == NULL) {
            break;
        }
        VmValue owner = vm_from_object(aio_timer_owner(timer));
        if (timer->owner_start != offsetof(AioTask, timer)) {
            undo_turns(loop);
            return queue_owner(vm, loop, owner) && queue_due(vm, loop);
        }
        AioTask *task = aio_task_of(owner);
        timer->phase = AIO_SLEEP_OVER;
        if (traced) {
            timer->event =
                trace_record_caused(vm->recorder, TRACE_SLEEP_DUE, timer->event, aio_task_trace_id(task), 0, 0, 0);
        }
        task->future.ready_event = TRACE_NO_CAUSE;
        task->future.role = TRACE_ROLE_WAKEUP;
        if (!aio_loop_push_ready_steal(vm, loop, owner)) {
            vm_unref(vm, owner);
            return false;
        }
        vm->budget -= ITEM_COST;
    }
    if (traced) {
        record_turns(vm, loop);
    }
    count_iteration(vm, loop, traced);
    return true;
}

/* begin_any_iteration of a loop that is alone. */
static VM_ALWAYS_INLINE bool begin_alone(Vm *vm, AioLoop *loop, bool traced)
{
    bool waits = loop->ready_count == 0 && !loop->stopping;
    int64_t until_ns = waits ? sim_wheel_advance(loop->wheel) : sim_world_now(vm->world);
    if (until_ns == SIM_NEVER) {
        return begin_any_iteration(vm, loop);
    }
    count_iteration(vm, loop, traced);
    bool ok = true;
    if (waits) {
        ok = wake_sleepers(vm, loop, until_ns, traced);
    } else if (sim_wheel_may_be_due(loop->wheel, until_ns)) {
        ok = queue_due(vm, loop);
    }
    loop->watched = false;
    count_ready(vm, loop, traced);
    return ok;
}

static __attribute__((noinline)) bool begin_recorded(Vm *vm, AioLoop *loop)
{
    return begin_alone(vm, loop, true);
}

/* The same as begin_any_iteration, faster in the usual cases. */
static VM_ALWAYS_INLINE bool begin_iteration(Vm *vm, AioLoop *loop)
{
    if (!is_alone(vm, loop)) {
        return begin_any_iteration(vm, loop);
    }
    return trace_on(vm->recorder) ? begin_recorded(vm, loop) : begin_alone(vm, loop, false);
}

static bool run_once(Vm *vm, AioLoop *loop)
{
    if (!begin_iteration(vm, loop)) {
        return false;
    }
    while (loop->left > 0) {
        VmValue item = aio_loop_pop_ready(loop);
        loop->left--;
        if (!(loop->watched ? run_item_watched(vm, loop, item) : run_item(vm, item))) {
            return false;
        }
    }
    vm_heap_poll(vm);
    return true;
}

/* ---- from step to step ---- */

/* The running task's coroutine came to `flow` with `out`; false: an exception is pending that leaves the loop. */
static VM_ALWAYS_INLINE bool end_plain_step(Vm *vm, AioLoop *loop, AioTask *task, VmFlow flow, VmValue out)
{
    if (flow == VM_FLOW_YIELD && out == VM_NONE &&
        task->timer.phase == AIO_SLEEP_NEW) { /* it has given way: its reference stands in line */
        task->future.role = TRACE_ROLE_YIELD;
        task->future.ready_event = trace_record(vm->recorder, TRACE_TASK_YIELD, task->future.trace_id, 0, 0, 0);
        if (aio_loop_push_ready_steal(vm, loop, aio_task_value(task))) {
            return true;
        }
        vm_unref(vm, aio_task_value(task));
        return false;
    }
    bool ok = true;
    AioTimer *timer = &task->timer; /* the task of which nothing else is yielded than None waits in itself */
    bool traced = trace_on(vm->recorder);
    if (flow == VM_FLOW_RETURN) {
        ok = aio_step_returned(vm, task, out);
    } else if (out == VM_NONE && !task->future.must_cancel && (!traced || timer->phase == AIO_SLEEP_ARMED)) {
        timer->event = traced ? trace_record_amount(vm->recorder, TRACE_TASK_SLEEP, aio_task_trace_id(task),
                                                    sim_timer_deadline(&timer->timer), 0)
                              : TRACE_NO_CAUSE;
    } else {
        ok = aio_step_yielded(vm, task, out);
    }
    aio_state(vm)->current = NULL;
    vm_unref(vm, aio_task_value(task));
    return ok;
}

/* Takes the head of the ready queue out if it is a task whose step is a plain one, and begins that. */
static VM_ALWAYS_INLINE VmFrame *begin_plain_step(Vm *vm, AioState *state, AioLoop *loop, VmValue item)
{
    AioTask *task = aio_task_of(item);
    if (task->future.head.kind != VM_KIND_TASK || task->future.state != AIO_PENDING ||
        !aio_step_is_plain(state, task)) {
        return NULL;
    }
    bool starts;
    VmFrame *leaf = vm_coro_plain_leaf(vm, task->coro, &starts);
    if (leaf == NULL) {
        return NULL;
    }
    aio_loop_pop_ready(loop);
    loop->left--;
    vm->budget -= ITEM_COST;
    task->timer.phase = AIO_SLEEP_NEW;
    aio_step_begin(vm, state, task, TRACE_STEP_SEND);
    vm_coro_enter_plain(vm->thread, vm_to_coro(task->coro), leaf, VM_FRAME_ENTRY | VM_FRAME_STEP);
    return leaf;
}

VmFrame *aio_loop_next_step(Vm *vm, VmValue out, VmFlow *flow)
{
    AioState *state = aio_state(vm);
    AioLoop *loop = state->running;
    if (state->context != VM_EMPTY || state->context_object != VM_EMPTY) {
        return NULL;
    }
    loop->failed = !end_plain_step(vm, loop, state->current, *flow, out);
    *flow = VM_FLOW_STEPPED;
    state->current = NULL;
    vm->recorder->cause = loop->cause;
    while (!loop->failed) {
        if (loop->left == 0) {
            if (loop->stopping || loop->debug) {
                return NULL;
            }
            vm_heap_poll(vm);
            loop->failed = !begin_iteration(vm, loop);
            continue;
        }
        VmValue item = loop->ready[loop->ready_head];
        if ((item & AIO_READY_SLEEP) == 0) {
            return (item & AIO_READY_CALLBACK) == 0 ? begin_plain_step(vm, state, loop, item) : NULL;
        }
        aio_loop_pop_ready(loop);
        loop->left--;
        vm->budget -= ITEM_COST;
        loop->failed = !aio_task_sleep_fire(vm, aio_task_of(aio_ready_object(item)));
    }
    return NULL;
}

/* ---- running ---- */

bool aio_loop_run_forever(Vm *vm, AioLoop *loop)
{
    AioState *state = aio_state(vm);
    if (!aio_loop_check_open(vm, loop)) {
        return false;
    }
    if (loop->running) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "This event loop is already running");
        return false;
    }
    if (state->running != NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Cannot run the event loop while another loop is running");
        return false;
    }
    if (!vm_stand_up(vm)) {
        return false;
    }
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (trace_on(recorder) && loop->trace_id == 0) {
        loop->trace_id = trace_new_id(recorder->trace);
    }
    trace_record(recorder, TRACE_LOOP_NEW, loop->trace_id, 0, 0, 0);
    vm_ref(vm_from_object(loop));
    loop->running = true;
    state->running = loop;
    aio_hooks_enter(vm);
    bool ok;
    do {
        ok = run_once(vm, loop);
    } while (ok && !loop->stopping);
    aio_hooks_leave(vm);
    loop->stopping = false;
    loop->running = false;
    state->running = NULL;
    recorder->cause = outer_cause;
    trace_record(recorder, TRACE_LOOP_END, loop->trace_id, 0, 0, 0);
    vm_unref(vm, vm_from_object(loop));
    return ok;
}

void aio_loop_stop(AioLoop *loop)
{
    loop->stopping = true;
}
