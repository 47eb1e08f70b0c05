#include "aio/aio_waiters.h"

#include "aio/aio_await.h"
#include "vm/vm_call.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_module.h"
#include "vm/vm_str.h"

#include <stdio.h>

static bool make_room(Vm *vm, AioWaiters *waiters)
{
    if (waiters->head + waiters->count < waiters->capacity) {
        return true;
    }
    if (waiters->head >= waiters->capacity / 2 && waiters->head > 0) {
        memmove(waiters->items, waiters->items + waiters->head, waiters->count * sizeof *waiters->items);
        waiters->head = 0;
        return true;
    }
    size_t capacity = waiters->capacity == 0 ? 4 : waiters->capacity * 2;
    VmValue *items = vm_heap_resize(vm, waiters->items, waiters->capacity * sizeof *items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    waiters->items = items;
    waiters->capacity = capacity;
    return true;
}

bool aio_waiters_push(Vm *vm, AioWaiters *waiters, VmValue waiter)
{
    if (!make_room(vm, waiters)) {
        return false;
    }
    waiters->items[waiters->head + waiters->count++] = vm_ref(waiter);
    return true;
}

VmValue aio_waiters_add(Vm *vm, AioWaiters *waiters, TraceWait wait, uint32_t trace_object)
{
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL || !make_room(vm, waiters)) {
        return VM_ERROR;
    }
    VmValue future = aio_future_new(vm, loop, wait, trace_object);
    if (future != VM_ERROR) {
        waiters->items[waiters->head + waiters->count++] = future;
    }
    return future;
}

/* Takes out the first, with its reference. */
static VmValue pop(AioWaiters *waiters)
{
    VmValue first = waiters->items[waiters->head++];
    if (--waiters->count == 0) {
        waiters->head = 0;
    }
    return first;
}

bool aio_waiters_remove(Vm *vm, AioWaiters *waiters, VmValue waiter)
{
    VmValue *items = waiters->items + waiters->head;
    for (size_t i = 0; i < waiters->count; i++) {
        if (items[i] != waiter) {
            continue;
        }
        if (i == 0) {
            pop(waiters);
        } else {
            memmove(items + i, items + i + 1, (--waiters->count - i) * sizeof *items);
        }
        vm_unref(vm, waiter);
        return true;
    }
    return false;
}

bool aio_waiters_contain(const AioWaiters *waiters, VmValue waiter)
{
    size_t i = 0;
    while (i < waiters->count && aio_waiters_at(waiters, i) != waiter) {
        i++;
    }
    return i < waiters->count;
}

void aio_waiters_replace(Vm *vm, AioWaiters *waiters, VmValue waiter, VmValue with)
{
    VmValue *items = waiters->items + waiters->head;
    for (size_t i = 0; i < waiters->count; i++) {
        if (items[i] == waiter) {
            items[i] = vm_ref(with);
            vm_unref(vm, waiter);
            return;
        }
    }
}

bool aio_waiters_all_cancelled(const AioWaiters *waiters)
{
    for (size_t i = 0; i < waiters->count; i++) {
        VmValue waiter = aio_waiters_at(waiters, i);
        if (vm_has_kind(waiter, VM_KIND_TASK) || !aio_future_cancelled(waiter)) {
            return false;
        }
    }
    return true;
}

/* The task stops to wait: its step is queued, with a reference of its own. */
static bool wake_task(Vm *vm, AioTask *task)
{
    task->timer.phase = AIO_WAIT_WOKEN;
    return aio_loop_queue_task(vm, task->future.loop, task, TRACE_ROLE_WAKEUP, vm->recorder->cause);
}

bool aio_waiter_wake(Vm *vm, VmValue waiter, VmValue result)
{
    return vm_has_kind(waiter, VM_KIND_TASK) ? wake_task(vm, aio_task_of(waiter))
                                             : aio_future_set_result(vm, waiter, result);
}

bool aio_waiters_wake_first(Vm *vm, AioWaiters *waiters, VmValue result, bool *woken)
{
    *woken = false;
    for (size_t i = 0; i < waiters->count; i++) {
        VmValue waiter = aio_waiters_at(waiters, i);
        if (!aio_waiter_done(waiter)) {
            *woken = true;
            return aio_waiter_wake(vm, waiter, result);
        }
    }
    return true;
}

bool aio_waiters_wake_next_of_some(Vm *vm, AioWaiters *waiters)
{
    while (waiters->count > 0) {
        VmValue waiter = pop(waiters);
        bool pending = !aio_waiter_done(waiter);
        bool ok = !pending || aio_waiter_wake(vm, waiter, VM_NONE);
        vm_unref(vm, waiter);
        if (pending || !ok) {
            return ok;
        }
    }
    return true;
}

void aio_waiters_release(Vm *vm, AioWaiters *waiters)
{
    for (size_t i = 0; i < waiters->count; i++) {
        vm_unref(vm, aio_waiters_at(waiters, i));
    }
    vm_heap_free(vm, waiters->items, waiters->capacity * sizeof *waiters->items);
    *waiters = (AioWaiters){0};
}

void aio_waiters_traverse(Vm *vm, const AioWaiters *waiters, VmVisit visit, void *context)
{
    for (size_t i = 0; i < waiters->count; i++) {
        visit(vm, aio_waiters_at(waiters, i), context);
    }
}

VmValue aio_deque_from(Vm *vm, VmValue items)
{
    VmValue type = vm_import_attr(vm, "collections", "deque");
    VmValue deque = type == VM_ERROR ? VM_ERROR : vm_call1(vm, type, items);
    vm_unref(vm, type);
    return deque;
}

VmValue aio_waiters_deque(Vm *vm, AioWaiters *waiters)
{
    VmValue list = vm_list_new_empty(vm, waiters->count);
    bool ok = list != VM_ERROR;
    for (size_t i = 0; ok && i < waiters->count; i++) {
        VmValue waiter = aio_waiters_at(waiters, i);
        ok = !vm_has_kind(waiter, VM_KIND_TASK) || aio_await_show(vm, aio_task_of(waiter));
    }
    for (size_t i = 0; ok && i < waiters->count; i++) {
        ok = vm_list_append(vm, list, aio_waiters_at(waiters, i));
    }
    VmValue deque = ok ? aio_deque_from(vm, list) : VM_ERROR;
    vm_unref(vm, list);
    return deque;
}

/* ---- the trace of primitives ---- */

uint32_t aio_sync_new(Vm *vm, const char *name, TraceWait wait, uint32_t level)
{
    uint32_t number = ++aio_state(vm)->sync_numbers[wait];
    if (!trace_on(vm->recorder)) {
        return number;
    }
    char label[64];
    int size = snprintf(label, sizeof label, "%s-%u", name, number);
    uint32_t id = trace_new_id(vm->recorder->trace);
    uint32_t text = trace_string(vm->recorder->trace, label, (size_t)size);
    trace_record(vm->recorder, TRACE_SYNC_NEW, id, text, level, wait);
    return id;
}

/* "Lock" for TRACE_WAIT_LOCK; NULL: no primitive. */
static const char *sync_name(TraceWait wait)
{
    switch (wait) {
    case TRACE_WAIT_LOCK: return "Lock";
    case TRACE_WAIT_SEMAPHORE: return "Semaphore";
    case TRACE_WAIT_EVENT: return "Event";
    case TRACE_WAIT_CONDITION: return "Condition";
    case TRACE_WAIT_BARRIER: return "Barrier";
    case TRACE_WAIT_QUEUE_GET:
    case TRACE_WAIT_QUEUE_PUT:
    case TRACE_WAIT_QUEUE_JOIN: return "Queue";
    default: return NULL;
    }
}

void aio_sync_append_label(const Vm *vm, LsBuf *text, TraceWait wait, uint32_t id)
{
    const Trace *trace = vm->recorder->trace;
    const char *name = sync_name(wait);
    if (id == 0 || name == NULL) {
        return;
    }
    if (!trace_on(vm->recorder)) {
        ls_buf_printf(text, " (%s-%u)", name, id);
        return;
    }
    for (uint32_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->kind == TRACE_SYNC_NEW && event->subject == id) {
            size_t size;
            const char *label = trace_text(trace, event->object, &size);
            ls_buf_printf(text, " (%.*s)", (int)size, label);
            return;
        }
    }
}

uint32_t aio_sync_record(Vm *vm, uint32_t trace_id, TraceSync op, uint32_t level)
{
    if (trace_id == 0) {
        return vm->recorder->cause;
    }
    AioTask *task = aio_state(vm)->current;
    uint32_t by = task == NULL ? 0 : aio_task_trace_id(task);
    return trace_record(vm->recorder, TRACE_SYNC_OP, trace_id, by, level, op);
}

uint32_t aio_sync_begin(Vm *vm, uint32_t trace_id, TraceSync op, uint32_t level)
{
    uint32_t former = vm->recorder->cause;
    if (trace_on(vm->recorder)) {
        vm->recorder->cause = aio_sync_record(vm, trace_id, op, level);
    }
    return former;
}

void aio_sync_end(Vm *vm, uint32_t former_cause)
{
    vm->recorder->cause = former_cause;
}

/* ---- method calls as coroutines ---- */

VmValue aio_call_new(Vm *vm, const VmNativeCoroDef *def, VmValue self, VmValue argument)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        ((AioCall *)state)->self = vm_ref(self);
        ((AioCall *)state)->argument = vm_ref(argument);
    }
    return coro;
}

void aio_call_release(Vm *vm, void *state)
{
    AioCall *call = state;
    vm_unref(vm, call->self);
    vm_unref(vm, call->argument);
    vm_unref(vm, call->future);
}

void aio_call_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    AioCall *call = state;
    visit(vm, call->self, context);
    visit(vm, call->argument, context);
    visit(vm, call->future, context);
}
