#include "aio/aio_task.h"

#include "aio/aio_await.h"
#include "aio/aio_context.h"
#include "aio/aio_repr.h"
#include "aio/aio_sleep.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_cost.h"
#include "vm/vm_heap_fast.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_str.h"

static VmValue given_name_borrow(const AioTask *task)
{
    const AioExtra *extra = aio_extra_or_null(&task->future);
    return extra != NULL ? extra->name : VM_EMPTY;
}

VmValue aio_task_name(Vm *vm, const AioTask *task)
{
    VmValue name = given_name_borrow(task);
    return name != VM_EMPTY ? vm_ref(name) : vm_str_printf(vm, "Task-%u", task->future.number);
}

/* ---- the pending tasks ---- */

static void enlist(AioState *state, AioTask *task)
{
    task->future.listed = true;
    state->pending++;
}

void aio_task_unlist(AioState *state, AioTask *task)
{
    state->pending -= task->future.listed;
    task->future.listed = false;
}

typedef struct Collecting {
    const AioLoop *loop;
    VmValue list;
} Collecting;

static void collect_pending(Vm *vm, VmObject *object, void *context)
{
    Collecting *collecting = context;
    if (object->kind != VM_KIND_TASK || collecting->list == VM_ERROR || object->refs == 0) {
        return;
    }
    const AioFuture *future = (const AioFuture *)(const void *)object;
    if (future->listed && (collecting->loop == NULL || future->loop == collecting->loop) &&
        !vm_list_append(vm, collecting->list, vm_from_object(object))) {
        vm_set_steal(vm, &collecting->list, VM_ERROR);
    }
}

/* How long ago the task was made: the numbers may have begun anew meanwhile. */
static uint32_t age(const AioState *state, VmValue task)
{
    return state->task_sequence - aio_task_of(task)->future.sequence;
}

/* Sifts the task at `root` down in a heap whose top is the youngest one. */
static void sift(const AioState *state, VmValue *tasks, size_t root, size_t count)
{
    for (size_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && age(state, tasks[child + 1]) < age(state, tasks[child])) {
            child++;
        }
        if (age(state, tasks[root]) <= age(state, tasks[child])) {
            return;
        }
        VmValue task = tasks[root];
        tasks[root] = tasks[child];
        tasks[child] = task;
    }
}

static void sort_by_age(const AioState *state, VmValue *tasks, size_t count)
{
    for (size_t root = count / 2; root-- > 0;) {
        sift(state, tasks, root, count);
    }
    while (count-- > 1) {
        VmValue youngest = tasks[0];
        tasks[0] = tasks[count];
        tasks[count] = youngest;
        sift(state, tasks, 0, count);
    }
}

VmValue aio_pending_tasks(Vm *vm, AioLoop *loop)
{
    AioState *state = aio_state(vm);
    Collecting collecting = {.loop = loop, .list = vm_list_new_empty(vm, 0)};
    if (collecting.list != VM_ERROR && state->pending > 0) {
        vm_heap_each(vm, collect_pending, &collecting);
    }
    if (collecting.list != VM_ERROR) {
        VmList *list = vm_to_list(collecting.list);
        sort_by_age(state, list->items, list->count);
    }
    return collecting.list;
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
    uint32_t name = task->future.number;
    VmValue given = given_name_borrow(task);
    if (given != VM_EMPTY) {
        name = trace_string(recorder->trace, vm_str_data(given), vm_str_size(given));
        flags |= TRACE_TASK_NAMED;
    }
    task->future.trace_id = trace_new_id(recorder->trace);
    return trace_record(recorder, TRACE_TASK_NEW, task->future.trace_id, name, vm_coro_label(vm, task->coro), flags);
}

/* The name is taken over; VM_ERROR: an exception is pending. */
static bool keep_name_steal(Vm *vm, AioTask *task, VmValue text)
{
    AioExtra *extra = text == VM_ERROR ? NULL : aio_extra(vm, &task->future);
    if (extra == NULL) {
        vm_unref(vm, text);
        return false;
    }
    vm_set_steal(vm, &extra->name, text);
    return true;
}

static bool set_name(Vm *vm, AioTask *task, VmValue name)
{
    if (name != VM_EMPTY && name != VM_NONE) {
        return keep_name_steal(vm, task, vm_str_of(vm, name));
    }
    int64_t number = ++aio_state(vm)->task_number;
    task->future.number = (uint32_t)number;
    return number <= UINT32_MAX || keep_name_steal(vm, task, vm_str_printf(vm, "Task-%lld", (long long)number));
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
    return keep_name_steal(vm, task, text);
}

static bool set_context(Vm *vm, AioTask *task, VmValue given)
{
    bool ok;
    VmValue context = aio_context_from_argument(vm, given, &ok);
    AioExtra *extra = ok && context != VM_EMPTY ? aio_extra(vm, &task->future) : NULL;
    if (extra != NULL) {
        extra->context = context;
    } else if (ok && context != VM_EMPTY) {
        vm_unref(vm, context);
        return false;
    }
    return ok;
}

VmValue aio_task_new(Vm *vm, AioLoop *loop, VmValue coro, VmValue name, VmValue context)
{
    return aio_task_new_of(vm, aio_type(vm, AIO_TYPE_TASK), loop, coro, name, context);
}

VmValue aio_task_new_plain(Vm *vm, AioLoop *loop, VmValue coro)
{
    enum { SIZE = sizeof(AioTask) + sizeof(VmValue) }; /* with its dict */
    AioState *state = aio_state(vm);
    AioTask *task = NULL;
    if (state->context == VM_EMPTY && state->context_object == VM_EMPTY && state->task_number < UINT32_MAX) {
        task = (AioTask *)vm_heap_take(vm, aio_type(vm, AIO_TYPE_TASK), vm_heap_class(SIZE));
    }
    if (task == NULL) {
        return aio_task_new(vm, loop, coro, VM_EMPTY, VM_EMPTY);
    }
    vm_cost_add(vm, VM_COST_TASK, 1);
    memset((char *)task + sizeof task->future.head, 0, SIZE - sizeof task->future.head);
    aio_future_init(&task->future, loop, TRACE_WAIT_TASK, (uint32_t)++state->task_number);
    task->future.sequence = state->task_sequence++;
    task->coro = vm_ref(coro);
    task->timer.owner_start = offsetof(AioTask, timer);
    task->future.quiet = true;
    if (!aio_loop_queue_task(vm, loop, task, TRACE_ROLE_FIRST_STEP, record_new(vm, task))) {
        vm_unref(vm, aio_task_value(task));
        return VM_ERROR;
    }
    task->future.quiet = false;
    enlist(state, task);
    return aio_task_value(task);
}

VmValue aio_task_new_of(Vm *vm, VmType *type, AioLoop *loop, VmValue coro, VmValue name, VmValue context)
{
    if (!vm_is_coroutine(coro) && !vm_has_kind(coro, VM_KIND_GENERATOR)) {
        VmValue text = vm_repr(vm, coro);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "a coroutine was expected, got %s", vm_str_data(text));
            vm_unref(vm, text);
        }
        return VM_ERROR;
    }
    VmValue value = vm_instance_new(vm, type);
    if (value == VM_ERROR) {
        return VM_ERROR;
    }
    AioTask *task = aio_task_of(value);
    if (type == aio_type(vm, AIO_TYPE_TASK)) { /* an instance of a class could refer to itself from the beginning */
        vm_heap_uncount(vm, vm_to_object(value));
    }
    vm_cost_add(vm, VM_COST_TASK, 1);
    aio_future_init(&task->future, loop, TRACE_WAIT_TASK, 0);
    task->future.quiet = true; /* until it is really under way */
    task->future.sequence = aio_state(vm)->task_sequence++;
    task->coro = vm_ref(coro);
    task->timer.owner_start = offsetof(AioTask, timer);
    if (!set_context(vm, task, context) || !set_name(vm, task, name)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    uint32_t event = record_new(vm, task);
    if (!aio_loop_queue_task(vm, loop, task, TRACE_ROLE_FIRST_STEP, event)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    task->future.quiet = false;
    enlist(aio_state(vm), task);
    return value;
}

/* ---- waking ---- */

bool aio_task_wake(Vm *vm, AioTask *task, uint32_t cause)
{
    if (task->future.state != AIO_PENDING) {
        return true;
    }
    VmValue waiter = aio_task_waiter_borrow(task);
    bool thrown = waiter != VM_EMPTY && aio_is_future(waiter) && aio_future_cancelled(waiter);
    return aio_loop_queue_task(vm, task->future.loop, task, thrown ? TRACE_ROLE_THROW : TRACE_ROLE_WAKEUP, cause);
}

uint32_t aio_task_waiter_entity(Vm *vm, VmValue waiter)
{
    if (waiter == VM_EMPTY || !trace_on(vm->recorder) || !aio_is_future(waiter)) {
        return 0;
    }
    uint32_t object = vm_has_kind(waiter, VM_KIND_TASK) ? 0 : aio_future_of(waiter)->trace_object;
    return object != 0 ? object : aio_future_trace_id(vm, waiter);
}

static uint32_t message_text(Vm *vm, VmValue message)
{
    return message == VM_EMPTY || message == VM_NONE ? 0 : aio_trace_repr(vm, message);
}

int aio_task_cancel_waiter(Vm *vm, AioTask *task, VmValue message)
{
    if (!aio_await_show(vm, task)) {
        return -1;
    }
    if (aio_sleep_in_task(task)) {
        return aio_task_sleep_cancel(vm, task, message);
    }
    if (task->waiter == VM_EMPTY) {
        return 0;
    }
    if (vm->thread->depth >= (int32_t)vm->limits.max_recursion) { /* tasks may wait for each other */
        return vm_call_too_deep(vm) ? 0 : -1;
    }
    VmValue waiter = vm_ref(task->waiter); /* cancelling may run code that lets go of it */
    vm->thread->depth++;
    int cancelled = aio_is_future(waiter) ? aio_cancel(vm, waiter, message) : aio_sleep_cancel(vm, waiter, message);
    vm->thread->depth--;
    vm_unref(vm, waiter);
    return cancelled;
}

int aio_task_cancel(Vm *vm, AioTask *task, VmValue message)
{
    task->future.unretrieved = false;
    if (task->future.state != AIO_PENDING) {
        return 0;
    }
    if (!aio_await_show(vm, task)) {
        return -1;
    }
    const uint32_t most = (1u << 24) - 1;
    if (task->future.cancel_requests < most) {
        task->future.cancel_requests++;
    }
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (trace_on(recorder)) {
        recorder->cause =
            trace_record(recorder, TRACE_TASK_CANCEL, task->future.trace_id,
                         aio_task_waiter_entity(vm, aio_task_waiter_borrow(task)), message_text(vm, message), 0);
    }
    int cancelled = aio_task_cancel_waiter(vm, task, message);
    if (cancelled == 0) {
        task->future.must_cancel = true;
        cancelled = aio_future_set_message(vm, &task->future, message) ? 1 : -1;
    }
    recorder->cause = outer_cause;
    return cancelled;
}

uint32_t aio_task_uncancel(Vm *vm, AioTask *task)
{
    if (task->future.cancel_requests > 0) {
        task->future.cancel_requests--;
        trace_record(vm->recorder, TRACE_TASK_UNCANCEL, task->future.trace_id, task->future.cancel_requests, 0, 0);
    }
    return task->future.cancel_requests;
}
