#include "aio/aio_sleep.h"

#include "aio/aio_repr.h"

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

VmValue aio_sleep_new(Vm *vm, VmValue delay, VmValue result)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, &sleep_def, &state);
    if (coro != VM_ERROR) {
        AioSleep *sleep = state;
        sleep->delay = vm_ref(delay);
        sleep->result = result == VM_EMPTY ? VM_NONE : vm_ref(result);
        sleep->timer.owner = vm_to_object(coro); /* not counted until it is armed */
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

/* The first resume: a bare yield, or the timer is armed. */
static VmFlow begin(Vm *vm, AioSleep *sleep, VmValue *out)
{
    int yield = is_yield(vm, sleep->delay);
    if (yield < 0) {
        return VM_FLOW_RAISE;
    }
    if (yield) {
        sleep->phase = AIO_SLEEP_YIELD;
        *out = VM_NONE;
        return VM_FLOW_YIELD;
    }
    AioLoop *loop = aio_running_loop(vm);
    double delay;
    if (loop == NULL || !vm_as_double(vm, sleep->delay, &delay)) {
        return VM_FLOW_RAISE;
    }
    sleep->phase = AIO_SLEEP_ARMED;
    sleep->loop = aio_loop_of(vm_ref(vm_from_object(loop)));
    VmObject *self = sleep->timer.owner;
    aio_loop_arm(loop, &sleep->timer, self, sim_nanoseconds(aio_loop_time(vm) + delay));
    *out = vm_ref(vm_from_object(self));
    return VM_FLOW_YIELD;
}

static VmFlow sleep_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    AioSleep *sleep = state;
    if (sent != VM_ERROR && sleep->phase == AIO_SLEEP_NEW) {
        return begin(vm, sleep, out);
    }
    if (sleep->phase == AIO_SLEEP_ARMED) {
        aio_loop_disarm(vm, sleep->loop, &sleep->timer);
    }
    sleep->phase = AIO_SLEEP_OVER;
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
    visit(vm, sleep->delay, context);
    visit(vm, sleep->result, context);
    visit(vm, sleep->message, context);
    if (sleep->loop != NULL) {
        visit(vm, vm_from_object(sleep->loop), context);
    }
    if (sleep->task != NULL) {
        visit(vm, aio_task_value(sleep->task), context);
    }
}

static void let_go_of_task(Vm *vm, AioSleep *sleep)
{
    if (sleep->task != NULL) {
        VmValue task = aio_task_value(sleep->task);
        sleep->task = NULL;
        vm_unref(vm, task);
    }
}

static void sleep_release(Vm *vm, void *state)
{
    AioSleep *sleep = state;
    assert(!sim_timer_armed(&sleep->timer.timer));
    let_go_of_task(vm, sleep);
    vm_unref(vm, sleep->delay);
    vm_unref(vm, sleep->result);
    vm_unref(vm, sleep->message);
    if (sleep->loop != NULL) {
        vm_unref(vm, vm_from_object(sleep->loop));
    }
}

/* ---- what its task and the loop do with it ---- */

void aio_sleep_attach(Vm *vm, VmValue coro, AioTask *task)
{
    AioSleep *sleep = aio_sleep_of(coro);
    sleep->task = aio_task_of(vm_ref(aio_task_value(task)));
    sleep->event = trace_record_amount(vm->recorder, TRACE_TASK_SLEEP, aio_task_trace_id(task),
                                       sleep->timer.timer.deadline_ns, 0);
}

bool aio_sleep_due(Vm *vm, AioLoop *loop, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    sleep->phase = AIO_SLEEP_DUE;
    if (sleep->task != NULL) {
        sleep->event = trace_record_caused(vm->recorder, TRACE_SLEEP_DUE, sleep->event, aio_task_trace_id(sleep->task),
                                           0, 0, 0);
    }
    return aio_loop_push_ready(vm, loop, coro);
}

bool aio_sleep_fire(Vm *vm, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    AioTask *task = sleep->task;
    if (task == NULL) {
        return true;
    }
    uint32_t id = aio_task_trace_id(task);
    if (sleep->phase != AIO_SLEEP_DUE || sleep->cancelled) {
        trace_record_caused(vm->recorder, TRACE_HANDLE_SKIP, sleep->event, id, 0, 0, 0);
        let_go_of_task(vm, sleep);
        return true;
    }
    sleep->phase = AIO_SLEEP_OVER;
    task->ready_event = trace_record_caused(vm->recorder, TRACE_SLEEP_FIRE, sleep->event, id, 0, 0, 0);
    task->role = TRACE_ROLE_WAKEUP;
    bool ok = aio_loop_push_ready(vm, task->future.loop, aio_task_value(task));
    let_go_of_task(vm, sleep);
    return ok;
}

bool aio_sleep_cancel(Vm *vm, VmValue coro, VmValue message)
{
    AioSleep *sleep = aio_sleep_of(coro);
    bool waits = sleep->phase == AIO_SLEEP_ARMED || sleep->phase == AIO_SLEEP_DUE;
    if (!waits || sleep->cancelled) {
        return false;
    }
    sleep->cancelled = true;
    sleep->message = vm_ref(message);
    uint32_t event = trace_record(vm->recorder, TRACE_SLEEP_CANCEL, aio_task_trace_id(sleep->task), 0, 0, 0);
    if (sleep->phase == AIO_SLEEP_ARMED) {
        sleep->phase = AIO_SLEEP_OVER;
        aio_loop_disarm(vm, sleep->loop, &sleep->timer);
    }
    bool ok = aio_loop_queue_task(vm, sleep->task->future.loop, sleep->task, TRACE_ROLE_THROW, event);
    if (sleep->phase == AIO_SLEEP_OVER) {
        let_go_of_task(vm, sleep); /* else its handle in the ready queue still names the task */
    }
    return ok;
}

bool aio_sleep_raise_if_cancelled(Vm *vm, VmValue coro)
{
    AioSleep *sleep = aio_sleep_of(coro);
    if (sleep == NULL || !sleep->cancelled) {
        return false;
    }
    VmValue error = aio_cancelled_error(vm, sleep->message);
    if (error != VM_ERROR) {
        vm_error_restore_steal(vm, error);
    }
    return true;
}
