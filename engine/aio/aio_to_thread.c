/* Between asyncio and threads: run_in_executor, to_thread, run_coroutine_threadsafe, wrap_future, the end of the
 * default executor. */
#include "aio/aio_context.h"
#include "aio/aio_job.h"
#include "aio/aio_parts.h"
#include "aio/aio_process.h"
#include "aio/aio_task.h"
#include "aio/aio_thread.h"
#include "aio/aio_waiters.h"
#include "vm/vm_native.h"
#include "vm/vm_tuple.h"

VmValue aio_run_in_executor(Vm *vm, AioLoop *loop, VmValue executor, VmValue callable, VmValue args, VmValue keywords)
{
    if (executor == VM_NONE) {
        executor = aio_executor_default_borrow(vm, loop);
        if (executor == VM_ERROR) {
            return VM_ERROR;
        }
    }
    if (!aio_is_executor(vm, executor)) {
        return vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute 'submit'",
                        vm_type_name(vm, executor));
    }
    VmValue job = aio_executor_submit(vm, executor, callable, args, keywords);
    VmValue future = job == VM_ERROR ? VM_ERROR : aio_job_wrap(vm, loop, job);
    vm_unref(vm, job);
    return future;
}

/* ---- to_thread ---- */

typedef struct ToThread {
    VmValue callable, args, keywords;
    bool begun;
} ToThread;

static void to_thread_release(Vm *vm, void *data)
{
    ToThread *state = data;
    vm_unref(vm, state->callable);
    vm_unref(vm, state->args);
    vm_unref(vm, state->keywords);
}

static void to_thread_traverse(Vm *vm, void *data, VmVisit visit, void *context)
{
    ToThread *state = data;
    visit(vm, state->callable, context);
    visit(vm, state->args, context);
    visit(vm, state->keywords, context);
}

/* copy_context().run as the callable of the job, with the function itself as its first argument. */
static VmValue submit_in_context(Vm *vm, AioLoop *loop, ToThread *state)
{
    VmValue context = aio_context_copy(vm);
    VmValue run = context == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, context, "run");
    VmTuple *given = vm_to_tuple(state->args);
    VmValue args = run == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, given->count + 1);
    VmValue future = VM_ERROR;
    if (args != VM_ERROR) {
        vm_to_tuple(args)->items[0] = vm_ref(state->callable);
        for (size_t i = 0; i < given->count; i++) {
            vm_to_tuple(args)->items[i + 1] = vm_ref(given->items[i]);
        }
        future = aio_run_in_executor(vm, loop, VM_NONE, run, args, state->keywords);
    }
    vm_unref(vm, args);
    vm_unref(vm, run);
    vm_unref(vm, context);
    return future;
}

static VmFlow to_thread_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    ToThread *state = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (state->begun) {
        *out = vm_ref(sent);
        return VM_FLOW_RETURN;
    }
    state->begun = true;
    AioLoop *loop = aio_running_loop(vm);
    *out = loop == NULL ? VM_ERROR : submit_in_context(vm, loop, state);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
}

static const VmNativeCoroDef to_thread_def = {
    .qualname = "to_thread",
    .state_size = sizeof(ToThread),
    .resume = to_thread_resume,
    .traverse = to_thread_traverse,
    .release = to_thread_release,
};

static VmValue asyncio_to_thread(Vm *vm, const VmValue *args)
{
    void *data;
    VmValue coro = vm_native_coro_new(vm, &to_thread_def, &data);
    if (coro != VM_ERROR) {
        ToThread *state = data;
        state->callable = vm_ref(args[0]);
        state->args = vm_ref(args[1]);
        state->keywords = vm_ref(args[2]);
    }
    return coro;
}

/* ---- run_coroutine_threadsafe ---- */

/* The task is done: so is the job that another thread waits for. */
static bool follow(Vm *vm, VmValue future, VmValue job)
{
    if (aio_job_done(aio_job_of(job))) {
        return true;
    }
    AioFuture *source = aio_future_of(future);
    if (source->state == AIO_CANCELLED) {
        return aio_job_cancel(vm, job) >= 0;
    }
    source->unretrieved = false;
    VmValue value = vm_ref(source->value);
    bool ok = aio_job_finish(vm, job, value, source->is_exception);
    vm_unref(vm, value);
    return ok;
}

static const AioNativeDef follow_callback = {"_chain_future.<locals>._set_state", follow};

static bool begin_in_loop(Vm *vm, VmValue coro, VmValue job)
{
    VmValue task = aio_ensure_future(vm, aio_running_loop(vm), coro);
    bool ok =
        task != VM_ERROR && aio_job_follow(vm, job, task) && aio_future_add_native(vm, task, &follow_callback, job);
    vm_unref(vm, task);
    return ok;
}

static const AioNativeDef begin_callback = {"run_coroutine_threadsafe.<locals>.callback", begin_in_loop};

static VmValue asyncio_run_coroutine_threadsafe(Vm *vm, const VmValue *args)
{
    if (!vm_is_coroutine(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "A coroutine object is required");
    }
    VmValue job = aio_job_new(vm);
    if (job == VM_ERROR || !aio_loop_call_native_threadsafe(vm, aio_loop_of(args[1]), &begin_callback, args[0], job)) {
        vm_unref(vm, job);
        return VM_ERROR;
    }
    return job;
}

static VmValue asyncio_wrap_future(Vm *vm, const VmValue *args)
{
    if (aio_is_future(args[0])) {
        return vm_ref(args[0]);
    }
    if (!aio_is_job(vm, args[0])) {
        VmValue repr = vm_repr(vm, args[0]);
        if (repr != VM_ERROR) {
            vm_raise(vm, VM_EXC_ASSERTION_ERROR, "concurrent.futures.Future is expected, got another object");
        }
        vm_unref(vm, repr);
        return VM_ERROR;
    }
    VmValue loop = args[1] != VM_EMPTY && args[1] != VM_NONE ? vm_ref(args[1]) : aio_get_event_loop(vm);
    VmValue future = loop == VM_ERROR ? VM_ERROR : aio_job_wrap(vm, aio_loop_of(loop), args[0]);
    vm_unref(vm, loop);
    return future;
}

const VmNativeDef aio_thread_functions[] = {
    {"to_thread", asyncio_to_thread, "func, /, *args, **kwargs", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"run_coroutine_threadsafe", asyncio_run_coroutine_threadsafe, "coro, loop", VM_NATIVE_PYTHON},
    {"wrap_future", asyncio_wrap_future, "future, *, loop=", VM_NATIVE_PYTHON},
    {0},
};

/* ---- shutdown_default_executor: a thread waits for the workers, then tells the loop ---- */

typedef struct Closing {
    VmValue executor, future;
} Closing;

static bool executor_ended(void *context)
{
    return aio_executor_ended(((Closing *)context)->executor);
}

static bool closing_done(Vm *vm, VmValue future, VmValue data)
{
    (void)data;
    return aio_future_done(future) || aio_future_set_result(vm, future, VM_NONE);
}

static const AioNativeDef closing_callback = {"BaseEventLoop._do_shutdown", closing_done};

static void closing_drop(Vm *vm, void *data)
{
    Closing *closing = data;
    vm_unref(vm, closing->executor);
    vm_unref(vm, closing->future);
    ls_alloc_free(vm->alloc, closing, sizeof *closing);
}

static void closing_body(Vm *vm, void *data)
{
    Closing *closing = data;
    bool ended =
        executor_ended(closing) || aio_thread_block(vm, SIM_NEVER, executor_ended, closing, TRACE_BLOCK_JOIN, 0);
    if (!ended || !aio_loop_call_native_threadsafe(vm, aio_future_of(closing->future)->loop, &closing_callback,
                                                   closing->future, VM_NONE)) {
        vm_error_clear(vm);
    }
    closing_drop(vm, closing);
}

static bool start_closing(Vm *vm, VmValue executor, VmValue future)
{
    Closing *closing = ls_alloc_bytes(vm->alloc, sizeof *closing);
    if (closing == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    *closing = (Closing){.executor = vm_ref(executor), .future = vm_ref(future)};
    aio_executor_close(vm, executor);
    if (aio_thread_start(vm, "shutdown", closing_body, closing_drop, closing) == NULL) {
        closing_drop(vm, closing);
        return false;
    }
    return true;
}

static VmFlow shutdown_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    *out = VM_NONE;
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL) {
        return VM_FLOW_RAISE;
    }
    if (call->phase++ > 0 || loop->default_executor == VM_EMPTY) {
        return VM_FLOW_RETURN;
    }
    call->future = aio_future_new(vm, loop, TRACE_WAIT_JOB, 0);
    if (call->future == VM_ERROR || !start_closing(vm, loop->default_executor, call->future)) {
        return VM_FLOW_RAISE;
    }
    return aio_call_wait(call, out);
}

static const VmNativeCoroDef shutdown_def = {
    .qualname = "BaseEventLoop.shutdown_default_executor",
    .state_size = sizeof(AioCall),
    .resume = shutdown_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_loop_shutdown_executor(Vm *vm)
{
    return aio_call_new(vm, &shutdown_def, VM_EMPTY, VM_EMPTY);
}

/* ---- the end of the script ---- */

static bool alone(void *context)
{
    return !sim_process_has_other_than(context);
}

bool aio_threads_finish(Vm *vm)
{
    if (aio_state(vm) == NULL || !aio_threads_exist(vm)) {
        return true;
    }
    aio_state(vm)->exiting = true;
    SimThread *self = vm->world->sched->running;
    return (alone(self) || aio_thread_block(vm, SIM_NEVER, alone, self, TRACE_BLOCK_JOIN, 0)) &&
           aio_processes_finish(vm);
}
