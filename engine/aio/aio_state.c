/* The state of asyncio in one Vm. */
#include "aio/aio_context.h"
#include "aio/aio_future.h"
#include "aio/aio_gather.h"
#include "aio/aio_loop.h"
#include "aio/aio_parts.h"
#include "aio/aio_policy.h"
#include "aio/aio_run.h"
#include "aio/aio_sleep.h"
#include "aio/aio_task.h"
#include "vm/vm_class.h"
#include "vm/vm_str.h"

/* A base stands before what is made below it. */
static const AioTypeEntry type_entries[] = {
    {AIO_TYPE_FUTURE, &aio_type_future, -1},
    {AIO_TYPE_TASK, &aio_type_task, AIO_TYPE_FUTURE},
    {AIO_TYPE_GATHERING_FUTURE, &aio_type_gathering_future, AIO_TYPE_FUTURE},
    {AIO_TYPE_BASE_LOOP, &aio_type_base_loop, -1},
    {AIO_TYPE_LOOP, &aio_type_loop, AIO_TYPE_BASE_LOOP},
    {AIO_TYPE_HANDLE, &aio_type_handle, -1},
    {AIO_TYPE_TIMER_HANDLE, &aio_type_timer_handle, AIO_TYPE_HANDLE},
    {AIO_TYPE_RUNNER, &aio_type_runner, -1},
    {AIO_TYPE_POLICY, &aio_type_policy, -1},
    {AIO_TYPE_DEFAULT_POLICY, &aio_type_default_policy, AIO_TYPE_POLICY},
    {AIO_TYPE_CONTEXT, &aio_type_context, -1},
    {AIO_TYPE_CONTEXT_VAR, &aio_type_context_var, -1},
    {AIO_TYPE_CONTEXT_TOKEN, &aio_type_context_token, -1},
};

typedef struct ErrorEntry {
    AioTypeId id;
    const char *name, *module;
    VmExceptionId base;
    int below; /* AioTypeId of the base instead, or -1 */
} ErrorEntry;

static const ErrorEntry error_entries[] = {
    {AIO_TYPE_INVALID_STATE_ERROR, "InvalidStateError", "asyncio.exceptions", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_JOB_ERROR, "Error", "concurrent.futures._base", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_JOB_CANCELLED_ERROR, "CancelledError", "concurrent.futures._base", VM_EXC_EXCEPTION, AIO_TYPE_JOB_ERROR},
    {AIO_TYPE_JOB_INVALID_STATE_ERROR, "InvalidStateError", "concurrent.futures._base", VM_EXC_EXCEPTION,
     AIO_TYPE_JOB_ERROR},
    {AIO_TYPE_BROKEN_EXECUTOR, "BrokenExecutor", "concurrent.futures._base", VM_EXC_RUNTIME_ERROR, -1},
    {AIO_TYPE_BROKEN_THREAD_POOL, "BrokenThreadPool", "concurrent.futures.thread", VM_EXC_RUNTIME_ERROR,
     AIO_TYPE_BROKEN_EXECUTOR},
    {AIO_TYPE_BROKEN_PROCESS_POOL, "BrokenProcessPool", "concurrent.futures.process", VM_EXC_RUNTIME_ERROR,
     AIO_TYPE_BROKEN_EXECUTOR},
    {AIO_TYPE_REMOTE_TRACEBACK, "_RemoteTraceback", "concurrent.futures.process", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_PICKLE_ERROR, "PickleError", "_pickle", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_PICKLING_ERROR, "PicklingError", "_pickle", VM_EXC_EXCEPTION, AIO_TYPE_PICKLE_ERROR},
    {AIO_TYPE_UNPICKLING_ERROR, "UnpicklingError", "_pickle", VM_EXC_EXCEPTION, AIO_TYPE_PICKLE_ERROR},
    {AIO_TYPE_QUEUE_EMPTY, "QueueEmpty", "asyncio.queues", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_QUEUE_FULL, "QueueFull", "asyncio.queues", VM_EXC_EXCEPTION, -1},
    {AIO_TYPE_BROKEN_BARRIER_ERROR, "BrokenBarrierError", "asyncio.exceptions", VM_EXC_RUNTIME_ERROR, -1},
};

static void state_visit(Vm *vm, void *data, VmVisit visit, void *context)
{
    AioState *state = data;
    for (int i = 0; i < AIO_TYPE_COUNT; i++) {
        if (state->types[i] != NULL) {
            visit(vm, vm_from_object(state->types[i]), context);
        }
    }
    visit(vm, state->policy, context);
    visit(vm, state->set_loop, context);
    visit(vm, state->context, context);
    visit(vm, state->context_object, context);
}

static void state_clear(Vm *vm, void *data)
{
    AioState *state = data;
    vm_unref(vm, state->policy);
    vm_unref(vm, state->set_loop);
    vm_unref(vm, state->context);
    vm_unref(vm, state->context_object);
    for (int i = 0; i < AIO_TYPE_COUNT; i++) {
        if (state->types[i] != NULL) {
            vm_unref(vm, vm_from_object(state->types[i]));
        }
    }
    ls_alloc_free(vm->alloc, state, sizeof *state);
}

bool aio_make_types(Vm *vm, AioState *state, const AioTypeEntry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const AioTypeEntry *entry = &entries[i];
        VmType *base = entry->base < 0 ? NULL : state->types[entry->base];
        state->types[entry->id] = vm_type_new(vm, entry->spec, base);
        if (state->types[entry->id] == NULL) {
            return false;
        }
    }
    return true;
}

static bool make_types(Vm *vm, AioState *state)
{
    if (!aio_make_types(vm, state, type_entries, sizeof type_entries / sizeof type_entries[0])) {
        return false;
    }
    for (size_t i = 0; i < sizeof error_entries / sizeof error_entries[0]; i++) {
        const ErrorEntry *entry = &error_entries[i];
        VmType *base = entry->below < 0 ? vm_exception_type(vm, entry->base) : state->types[entry->below];
        state->types[entry->id] = vm_exception_class_new(vm, entry->module, entry->name, base);
        if (state->types[entry->id] == NULL) {
            return false;
        }
    }
    VmValue name = vm_intern_c(vm, "slow_callback_duration");
    bool ok = name != VM_ERROR && vm_type_set_attr(vm, state->types[AIO_TYPE_LOOP], name, vm_from_double(0.1));
    vm_unref(vm, name);
    return ok && aio_make_more_types(vm, state);
}

bool aio_start(Vm *vm)
{
    if (aio_state(vm) != NULL) {
        return true;
    }
    AioState *state = ls_alloc_zeroed(vm->alloc, sizeof *state);
    if (state == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    vm->states[VM_STATE_AIO] = (VmState){.data = state, .visit = state_visit, .clear = state_clear};
    if (!make_types(vm, state)) {
        vm->states[VM_STATE_AIO] = (VmState){0};
        state_clear(vm, state);
        return false;
    }
    aio_sleep_hook(vm);
    vm->next_step = aio_loop_next_step;
    return true;
}

AioLoop *aio_running_loop(Vm *vm)
{
    AioState *state = aio_state(vm);
    if (state == NULL || state->running == NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "no running event loop");
        return NULL;
    }
    return state->running;
}

VmValue aio_get_event_loop(Vm *vm)
{
    AioState *state = aio_state(vm);
    if (state->running != NULL) {
        return vm_ref(vm_from_object(state->running));
    }
    return aio_policy_get_loop(vm);
}
