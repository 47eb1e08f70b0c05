#include "aio/aio_sleep.h"

#include "aio/aio_repr.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_cost.h"
#include "vm/vm_heap.h"

#include <assert.h>

static VmFlow sleep_resume(Vm *vm, void *state, VmValue sent, VmValue *out);
static void sleep_traverse(Vm *vm, void *state, VmVisit visit, void *context);
static void sleep_release(Vm *vm, void *state);

static const VmNativeCoroDef sleep_def = {
    .qualname = "sleep",
    .state_size = sizeof(AioSleep),
    .resume = sleep_resume,
    .traverse = sleep_traverse,
    .release = sleep_release,
};

AioSleep *aio_sleep_of(VmValue coro)
{
    return vm_native_coro_state(coro, &sleep_def);
}

static VmValue coro_of(AioSleep *sleep)
{
    return vm_from_object(aio_timer_owner(&sleep->timer));
}

/* The task that waits for it, or NULL. */
static AioTask *task_of(const AioSleep *sleep)
{
    return sleep->timer.phase != AIO_SLEEP_NEW && vm_has_kind(sleep->held, VM_KIND_TASK) ? aio_task_of(sleep->held)
                                                                                         : NULL;
}

/* The loop in which it is armed. */
static AioLoop *loop_of(const AioSleep *sleep)
{
    AioTask *task = task_of(sleep);
    return task != NULL ? task->future.loop : aio_loop_of(sleep->held);
}

VmValue aio_sleep_new(Vm *vm, VmValue delay, VmValue result)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, &sleep_def, &state);
    if (coro != VM_ERROR) {
        AioSleep *sleep = state;
        sleep->held = vm_ref(delay);
        sleep->result = result == VM_EMPTY ? VM_NONE : vm_ref(result);
        sleep->timer.owner_start = (uint16_t)((char *)state - (char *)vm_to_object(coro));
    }
    return coro;
}

/* delay <= 0, as the script's types compare; -1 on error. */
static int is_yield(Vm *vm, VmValue delay)
{
    if (vm_is_int(delay)) {
        return vm_to_int(delay) <= 0;
    }
    if (vm_is_double(delay)) {
        return vm_to_double(delay) <= 0;
    }
    VmValue answer = vm_compare(vm, VM_COMPARE_LE, delay, vm_from_int(0));
    int truth = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

/* Arms the timer and yields the sleep itself. */
static VmFlow arm(Vm *vm, AioSleep *sleep, AioLoop *loop, double delay, VmValue *out)
{
    vm_cost_add(vm, VM_COST_TIMER, 1);
    if (!aio_loop_arm(vm, loop, &sleep->timer, sim_nanoseconds(aio_loop_time(vm) + delay))) {
        return VM_FLOW_RAISE;
    }
    sleep->timer.phase = AIO_SLEEP_ARMED;
    vm_set_steal(vm, &sleep->held, vm_ref(vm_from_object(loop)));
    *out = vm_ref(coro_of(sleep));
    return VM_FLOW_YIELD;
}

/* The first resume: a bare yield, or the timer is armed. */
static VmFlow begin(Vm *vm, AioSleep *sleep, VmValue *out)
{
    int yield = is_yield(vm, sleep->held);
    if (yield < 0) {
        return VM_FLOW_RAISE;
    }
    if (yield) {
        vm_set_steal(vm, &sleep->held, VM_EMPTY);
        sleep->timer.phase = AIO_SLEEP_YIELD;
        *out = VM_NONE;
        return VM_FLOW_YIELD;
    }
    AioLoop *loop = aio_running_loop(vm);
    double delay;
    if (loop == NULL || !vm_as_double(vm, sleep->held, &delay)) {
        return VM_FLOW_RAISE;
    }
    return arm(vm, sleep, loop, delay, out);
}

/* The delay is more than 0 (or not a number). */
static __attribute__((noinline)) VmFlow begin_waiting(Vm *vm, VmValue given, VmValue *out, VmValue *awaitable)
{
    double delay = vm_is_int(given) ? (double)vm_to_int(given) : vm_to_double(given);
    AioLoop *loop = aio_state(vm)->running;
    if (loop == NULL) {
        return VM_FLOW_AWAIT;
    }
    AioTask *task = aio_task_suspending(vm);
    if (task != NULL) {
        if (!aio_loop_arm(vm, loop, &task->timer, sim_nanoseconds(aio_loop_time(vm) + delay))) {
            return VM_FLOW_RAISE;
        }
        vm->thread->frame->flags |= VM_FRAME_SLEEPS;
        task->timer.phase = AIO_SLEEP_ARMED;
        vm_cost_add(vm, VM_COST_TIMER, 1);
        *out = *awaitable = VM_NONE;
        return VM_FLOW_YIELD;
    }
    *awaitable = aio_sleep_new(vm, given, VM_EMPTY);
    if (*awaitable == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    vm_native_coro_begun(*awaitable);
    VmFlow flow = arm(vm, aio_sleep_of(*awaitable), loop, delay, out);
    if (flow == VM_FLOW_RAISE) {
        vm_set_steal(vm, awaitable, VM_ERROR);
    }
    return flow;
}

VmFlow aio_sleep_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    if (nargs != 1 || (!vm_is_int(args[0]) && !vm_is_double(args[0]))) {
        return VM_FLOW_AWAIT;
    }
    VmValue given = args[0];
    if (vm_is_int(given) ? given <= VM_INT_ZERO : vm_to_double(given) <= 0) {
        *out = *awaitable = VM_NONE;
        return VM_FLOW_YIELD;
    }
    return begin_waiting(vm, given, out, awaitable);
}

static VmFlow sleep_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    AioSleep *sleep = state;
    if (sent != VM_ERROR && sleep->timer.phase == AIO_SLEEP_NEW) {
        return begin(vm, sleep, out);
    }
    if (sleep->timer.phase == AIO_SLEEP_ARMED) {
        aio_loop_disarm(vm, loop_of(sleep), &sleep->timer);
    }
    if (sleep->timer.phase == AIO_SLEEP_NEW) {
        vm_set_steal(vm, &sleep->held, VM_EMPTY);
    }
    sleep->timer.phase = AIO_SLEEP_OVER;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    *out = sleep->result;
    sleep->result = VM_EMPTY;
    return VM_FLOW_RETURN;
}

static void sleep_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    AioSleep *sleep = state;
    visit(vm, sleep->held, context);
    visit(vm, sleep->result, context);
}

static void let_go_of_task(Vm *vm, AioSleep *sleep)
{
    vm_set_steal(vm, &sleep->held, VM_EMPTY);
}

static void sleep_release(Vm *vm, void *state)
{
    AioSleep *sleep = state;
    assert(!sim_timer_armed(&sleep->timer.timer) ||
           aio_state(vm) == NULL); /* a run that was cut short keeps it armed */
    vm_set_steal(vm, &sleep->held, VM_EMPTY);
    vm_set_steal(vm, &sleep->result, VM_EMPTY);
}

/* ---- what its task and the loop do with it ---- */

void aio_sleep_attach(Vm *vm, VmValue coro, AioTask *task)
{
    AioSleep *sleep = aio_sleep_of(coro);
    vm_set_steal(vm, &sleep->held, vm_ref(aio_task_value(task)));
    sleep->timer.event = trace_record_amount(vm->recorder, TRACE_TASK_SLEEP, aio_task_trace_id(task),
                                             trace_on(vm->recorder) ? sim_timer_deadline(&sleep->timer.timer) : 0, 0);
}

bool aio_sleep_due(Vm *vm, AioLoop *loop, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    if (trace_on(vm->recorder)) {
        AioTask *task = task_of(sleep);
        if (task != NULL) {
            sleep->timer.event = trace_record_caused(vm->recorder, TRACE_SLEEP_DUE, sleep->timer.event,
                                                     aio_task_trace_id(task), 0, 0, 0);
        }
    }
    sleep->timer.phase = AIO_SLEEP_DUE;
    return aio_loop_push_ready(vm, loop, coro);
}

bool aio_sleep_fire(Vm *vm, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    AioTask *task = task_of(sleep);
    if (task == NULL) {
        return true;
    }
    uint32_t id = aio_task_trace_id(task);
    if (sleep->timer.phase != AIO_SLEEP_DUE || sleep->timer.cancelled) {
        trace_record_caused(vm->recorder, TRACE_HANDLE_SKIP, sleep->timer.event, id, 0, 0, 0);
        let_go_of_task(vm, sleep);
        return true;
    }
    sleep->timer.phase = AIO_SLEEP_OVER;
    task->future.ready_event = trace_record_caused(vm->recorder, TRACE_SLEEP_FIRE, sleep->timer.event, id, 0, 0, 0);
    task->future.role = TRACE_ROLE_WAKEUP;
    bool ok = aio_loop_push_ready(vm, task->future.loop, sleep->held);
    let_go_of_task(vm, sleep);
    return ok;
}

bool aio_sleep_cancel(Vm *vm, VmValue coro, VmValue message)
{
    AioSleep *sleep = aio_sleep_of(coro);
    bool waits = sleep->timer.phase == AIO_SLEEP_ARMED || sleep->timer.phase == AIO_SLEEP_DUE;
    if (!waits || sleep->timer.cancelled) {
        return false;
    }
    AioTask *task = task_of(sleep);
    sleep->timer.cancelled = true;
    vm_set_steal(vm, &sleep->result, vm_ref(message));
    uint32_t event = trace_record(vm->recorder, TRACE_SLEEP_CANCEL, aio_task_trace_id(task), 0, 0, 0);
    if (sleep->timer.phase == AIO_SLEEP_ARMED) {
        aio_loop_disarm(vm, loop_of(sleep), &sleep->timer);
        sleep->timer.phase = AIO_SLEEP_OVER;
    }
    bool ok = aio_loop_queue_task(vm, task->future.loop, task, TRACE_ROLE_THROW, event);
    if (sleep->timer.phase == AIO_SLEEP_OVER) {
        let_go_of_task(vm, sleep); /* else its handle in the ready queue still names the task */
    }
    return ok;
}

bool aio_sleep_raise_if_cancelled(Vm *vm, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    if (sleep == NULL || !sleep->timer.cancelled) {
        return false;
    }
    VmValue error = aio_cancelled_error(vm, sleep->result);
    if (error != VM_ERROR) {
        vm_error_restore_steal(vm, error);
    }
    return true;
}

/* ---- a task that sleeps in itself ---- */

void aio_task_sleep_record(Vm *vm, AioTask *task)
{
    task->timer.event = trace_record_amount(vm->recorder, TRACE_TASK_SLEEP, aio_task_trace_id(task),
                                            trace_on(vm->recorder) ? sim_timer_deadline(&task->timer.timer) : 0, 0);
}

/* With many sleepers, most of a wake-up is waiting for memory: an object that the next turns will want is asked for in
 * time, all its cache lines at once. */
static void prefetch(VmValue object, size_t size)
{
    const char *start = (const char *)vm_to_object(object);
    for (size_t at = 0; at < size; at += 64) {
        __builtin_prefetch(start + at);
    }
    __builtin_prefetch(start + size - 1);
}

_Static_assert(offsetof(AioTask, timer) != offsetof(AioHandle, timer) &&
                   offsetof(AioTask, timer) != offsetof(VmNativeCoro, state) + offsetof(AioSleep, timer),
               "where a timer lies tells whose it is, without a look at the owner");

void aio_timer_soon(const SimTimer *timer)
{
    const VmObject *owner = aio_timer_owner((const AioTimer *)timer);
    __builtin_prefetch(owner); /* the timer's end of it is here already */
    if (((const AioTimer *)timer)->owner_start == offsetof(AioTask, timer)) {
        enum { REGISTERS = 6 }; /* more than most have */
        prefetch(((const AioTask *)(const void *)owner)->coro, sizeof(VmCoro) + REGISTERS * sizeof(VmValue));
    }
}

bool aio_task_sleep_due(Vm *vm, AioLoop *loop, AioTask *task)
{
    task->timer.event =
        trace_record_caused(vm->recorder, TRACE_SLEEP_DUE, task->timer.event, aio_task_trace_id(task), 0, 0, 0);
    task->timer.phase = AIO_SLEEP_DUE;
    if (!aio_loop_push_ready_steal(vm, loop, aio_task_value(task) | AIO_READY_SLEEP)) {
        vm_unref(vm, aio_task_value(task));
        return false;
    }
    return true;
}

bool aio_task_sleep_fire(Vm *vm, AioTask *task)
{
    AioTimer *timer = &task->timer;
    if (timer->phase != AIO_SLEEP_DUE || timer->cancelled) {
        trace_record_caused(vm->recorder, TRACE_HANDLE_SKIP, timer->event, aio_task_trace_id(task), 0, 0, 0);
    } else {
        timer->phase = AIO_SLEEP_OVER;
        task->future.ready_event =
            trace_record_caused(vm->recorder, TRACE_SLEEP_FIRE, timer->event, aio_task_trace_id(task), 0, 0, 0);
        task->future.role = TRACE_ROLE_WAKEUP;
        if (aio_loop_push_ready_steal(vm, task->future.loop, aio_task_value(task))) {
            return true;
        }
    }
    vm_unref(vm, aio_task_value(task));
    return !vm_error_pending(vm);
}

int aio_task_sleep_cancel(Vm *vm, AioTask *task, VmValue message)
{
    AioTimer *timer = &task->timer;
    bool armed = timer->phase == AIO_SLEEP_ARMED;
    if ((!armed && timer->phase != AIO_SLEEP_DUE) || timer->cancelled) {
        return 0;
    }
    if (message != VM_EMPTY) {
        AioExtra *extra = aio_extra(vm, &task->future);
        if (extra == NULL) {
            return -1;
        }
        vm_set_steal(vm, &extra->sleep_message, vm_ref(message));
    }
    timer->cancelled = true;
    uint32_t event = trace_record(vm->recorder, TRACE_SLEEP_CANCEL, aio_task_trace_id(task), 0, 0, 0);
    bool ok = aio_loop_queue_task(vm, task->future.loop, task, TRACE_ROLE_THROW, event);
    if (armed) { /* else it still stands in the ready queue */
        timer->phase = AIO_SLEEP_OVER;
        aio_loop_disarm(vm, task->future.loop, timer);
    }
    return ok ? 1 : -1;
}

bool aio_task_sleep_end(Vm *vm, AioTask *task)
{
    bool cancelled = task->timer.cancelled;
    task->timer.phase = AIO_SLEEP_NEW;
    task->timer.cancelled = false;
    if (!cancelled) {
        return false;
    }
    AioExtra *extra = aio_extra_or_null(&task->future);
    VmValue message = VM_EMPTY;
    if (extra != NULL) {
        message = extra->sleep_message;
        extra->sleep_message = VM_EMPTY;
    }
    VmValue error = aio_cancelled_error(vm, message);
    vm_unref(vm, message);
    if (error != VM_ERROR) {
        vm_error_restore_steal(vm, error);
    }
    return true;
}

const char *aio_sleep_text(const AioTask *task)
{
    const AioTimer *timer = &task->timer;
    if (!aio_sleep_in_task(task)) {
        const AioSleep *sleep = aio_sleep_of(task->waiter);
        if (sleep == NULL) {
            return "<Future pending>";
        }
        timer = &sleep->timer;
    }
    return timer->cancelled                 ? "<Future cancelled>"
           : timer->phase == AIO_SLEEP_OVER ? "<Future finished result=None>"
                                            : "<Future pending cb=[Task.task_wakeup()]>";
}

/* ---- when others than the task resume its coroutine ---- */

typedef struct Sleeper {
    const VmFrame *frame;
    AioTask *task;
} Sleeper;

/* Does the chain of awaiting frames that begins with the task's coroutine lead to the frame? */
static void find_sleeper(Vm *vm, VmObject *object, void *context)
{
    (void)vm;
    Sleeper *sleeper = context;
    AioTask *task = (AioTask *)(void *)object;
    if (object->kind != VM_KIND_TASK || object->refs == 0 || task->future.calling ||
        task->timer.phase == AIO_SLEEP_NEW) {
        return;
    }
    for (VmValue coro = task->coro; vm_has_kind(coro, VM_KIND_COROUTINE) || vm_has_kind(coro, VM_KIND_GENERATOR);) {
        VmFrame *frame = &vm_to_coro(coro)->frame;
        if (frame == sleeper->frame) {
            sleeper->task = task;
            return;
        }
        coro = vm_coro_awaited_borrow(vm_to_coro(coro));
    }
}

AioTask *aio_task_of_frame(Vm *vm, const VmFrame *frame)
{
    Sleeper sleeper = {.frame = frame};
    vm_heap_each(vm, find_sleeper, &sleeper);
    return sleeper.task;
}

/* A coroutine like the one that is not there. */
static VmValue shown(Vm *vm)
{
    VmValue coro = aio_sleep_new(vm, VM_NONE, VM_EMPTY);
    if (coro != VM_ERROR) {
        vm_native_coro_begun(coro);
        vm_to_object(coro)->extra |= VM_CORO_QUIET;
    }
    return coro;
}

/* CPython's sleep waits for a future: that yields itself again when it is not done, and the sleep cancels its timer
 * when an exception ends it. */
static VmFlow interrupted(Vm *vm, VmFrame *frame, bool throws, VmValue *out)
{
    VmValue exception = throws ? vm_error_take(vm) : VM_EMPTY;
    AioTask *task = aio_task_of_frame(vm, frame);
    bool pending = task != NULL && task->timer.phase != AIO_SLEEP_OVER; /* else only its task has not run yet */
    if (pending && !throws) {
        *out = shown(vm);
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_YIELD;
    }
    frame->flags &= (uint8_t)~VM_FRAME_SLEEPS;
    if (pending) {
        bool armed = task->timer.phase == AIO_SLEEP_ARMED;
        task->timer.phase = AIO_SLEEP_NEW;
        if (armed) {
            aio_loop_disarm(vm, task->future.loop, &task->timer);
        }
    }
    *out = VM_NONE;
    if (!throws) {
        return VM_FLOW_RETURN;
    }
    vm_error_restore_steal(vm, exception);
    return VM_FLOW_RAISE;
}

static const VmSleepHooks hooks = {.interrupted = interrupted, .shown = shown};

void aio_sleep_hook(Vm *vm)
{
    vm->sleep_hooks = &hooks;
}
