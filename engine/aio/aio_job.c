/* concurrent.futures.Future. */
#include "aio/aio_job.h"

#include "aio/aio_future.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

bool aio_is_job(Vm *vm, VmValue v)
{
    return vm_is_object(v) && vm_type_is_subtype(vm_to_object(v)->type, aio_type(vm, AIO_TYPE_JOB));
}

uint32_t aio_pool_trace_id(Vm *vm, uint32_t *id, const char *name, size_t size, int64_t workers)
{
    if (*id == 0 && trace_on(vm->recorder)) {
        Trace *trace = vm->recorder->trace;
        *id = trace_new_id(trace);
        uint32_t limit = workers < 0 || workers > UINT32_MAX ? UINT32_MAX : (uint32_t)workers;
        trace_record(vm->recorder, TRACE_POOL_NEW, *id, trace_string(trace, name, size), limit, 0);
    }
    return *id;
}

VmValue aio_job_new(Vm *vm)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_JOB));
    if (self != VM_ERROR && trace_on(vm->recorder)) {
        aio_job_of(self)->trace_id = trace_new_id(vm->recorder->trace);
    }
    return self;
}

/* ---- waiting in a thread ---- */

int aio_thread_wait(Vm *vm, VmValue timeout, bool (*condition)(void *context), void *context, TraceBlock reason,
                    uint32_t entity)
{
    if (condition(context)) {
        return 1;
    }
    int64_t until_ns = SIM_NEVER;
    if (timeout != VM_EMPTY && timeout != VM_NONE) {
        double seconds;
        if (!vm_as_double(vm, timeout, &seconds)) {
            return -1;
        }
        int64_t ns = sim_nanoseconds(seconds > 0 ? seconds : 0);
        ns = ns == 0 && seconds > 0 ? 1 : ns; /* who waits for the rest of a time must come to its end */
        until_ns = sim_time_add(sim_world_now(vm->world), ns);
    }
    do { /* where computing takes time, another may have been quicker: then it waits again */
        if (!aio_thread_block(vm, until_ns, condition, context, reason, entity)) {
            return -1;
        }
    } while (!condition(context) && sim_world_now(vm->world) < until_ns);
    return condition(context);
}

static bool job_is_done(void *context)
{
    return aio_job_done(context);
}

/* Waits for the job; false: an exception is pending (TimeoutError among them). */
static bool wait_done(Vm *vm, VmValue self, VmValue timeout)
{
    AioJob *job = aio_job_of(self);
    int done = aio_thread_wait(vm, timeout, job_is_done, job, TRACE_BLOCK_JOB, job->trace_id);
    if (done == 0) {
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR), VM_EMPTY);
    }
    if (done == 1 && job->state == AIO_JOB_CANCELLED) {
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_JOB_CANCELLED_ERROR), VM_EMPTY);
        return false;
    }
    return done == 1;
}

VmValue aio_job_result(Vm *vm, VmValue self, VmValue timeout)
{
    if (!wait_done(vm, self, timeout)) {
        return VM_ERROR;
    }
    AioJob *job = aio_job_of(self);
    return job->is_exception ? vm_raise_value(vm, job->value) : vm_ref(job->value);
}

/* ---- finishing ---- */

static bool call_callbacks(Vm *vm, VmValue self)
{
    AioJob *job = aio_job_of(self);
    VmValue callbacks = job->callbacks;
    job->callbacks = VM_EMPTY;
    bool ok = true;
    for (size_t i = 0; callbacks != VM_EMPTY && ok && i < vm_to_list(callbacks)->count; i++) {
        VmValue callback = vm_to_list(callbacks)->items[i];
        VmValue result = vm_call1(vm, callback, self);
        vm_unref(vm, result);
        if (result == VM_ERROR) {
            ok = vm->stop == LS_OK;
            if (ok) {
                vm_error_unraisable(vm, "exception calling callback for", self);
            }
        }
    }
    vm_unref(vm, callbacks);
    return ok;
}

/* In the loop: the future that follows the job takes over its outcome. */
static bool set_bridge(Vm *vm, VmValue future, VmValue job_value)
{
    AioJob *job = aio_job_of(job_value);
    if (aio_future_done(future)) {
        return true;
    }
    if (job->state == AIO_JOB_CANCELLED) {
        return aio_cancel(vm, future, VM_EMPTY) >= 0;
    }
    return job->is_exception ? aio_future_set_exception(vm, future, job->value)
                             : aio_future_set_result(vm, future, job->value);
}

static const AioNativeDef bridge_callback = {"_chain_future.<locals>._set_state", set_bridge};

static bool tell_bridge(Vm *vm, VmValue self)
{
    AioJob *job = aio_job_of(self);
    AioFuture *bridge = job->bridge;
    if (bridge == NULL) {
        return true;
    }
    job->bridge = NULL;
    bool ok = bridge->loop->closed || bridge->state != AIO_PENDING ||
              aio_loop_call_native_threadsafe(vm, bridge->loop, &bridge_callback, vm_from_object(bridge), self);
    vm_unref(vm, vm_from_object(bridge));
    return ok;
}

bool aio_job_finish(Vm *vm, VmValue self, VmValue value, bool is_exception)
{
    AioJob *job = aio_job_of(self);
    job->state = AIO_JOB_FINISHED;
    job->value = vm_ref(value);
    job->is_exception = is_exception;
    vm_set_steal(vm, &job->source, VM_EMPTY);
    return tell_bridge(vm, self) && call_callbacks(vm, self);
}

static bool cancel_source(Vm *vm, VmValue task, VmValue data)
{
    (void)data;
    return aio_cancel(vm, task, VM_EMPTY) >= 0;
}

static const AioNativeDef cancel_source_callback = {"Task.cancel", cancel_source};

/* The job was cancelled: in the loop its task will be, too. */
static bool tell_source(Vm *vm, AioJob *job)
{
    VmValue task = job->source;
    job->source = VM_EMPTY;
    bool ok = task == VM_EMPTY || aio_future_of(task)->loop->closed ||
              aio_loop_call_native_threadsafe(vm, aio_future_of(task)->loop, &cancel_source_callback, task, VM_NONE);
    vm_unref(vm, task);
    return ok;
}

bool aio_job_follow(Vm *vm, VmValue self, VmValue task)
{
    AioJob *job = aio_job_of(self);
    vm_set_steal(vm, &job->source, vm_ref(task));
    return job->state != AIO_JOB_CANCELLED || tell_source(vm, job);
}

int aio_job_cancel(Vm *vm, VmValue self)
{
    AioJob *job = aio_job_of(self);
    if (job->state == AIO_JOB_RUNNING || job->state == AIO_JOB_FINISHED) {
        return 0;
    }
    if (job->state == AIO_JOB_PENDING) {
        job->state = AIO_JOB_CANCELLED;
        if (!tell_source(vm, job) || !tell_bridge(vm, self) || !call_callbacks(vm, self)) {
            return -1;
        }
    }
    return 1;
}

/* The asyncio side was cancelled: so is the job, if it has not begun. */
static bool check_cancelled(Vm *vm, VmValue future, VmValue job)
{
    return !aio_future_cancelled(future) || aio_job_cancel(vm, job) >= 0;
}

static const AioNativeDef cancel_callback = {"_chain_future.<locals>._call_check_cancel", check_cancelled};

VmValue aio_job_wrap(Vm *vm, AioLoop *loop, VmValue self)
{
    AioJob *job = aio_job_of(self);
    VmValue future = aio_future_new(vm, loop, TRACE_WAIT_JOB, job->trace_id);
    if (future == VM_ERROR || !aio_future_add_native(vm, future, &cancel_callback, self)) {
        vm_unref(vm, future);
        return VM_ERROR;
    }
    job->bridge = aio_future_of(vm_ref(future));
    if (aio_job_done(job) && !tell_bridge(vm, self)) {
        vm_unref(vm, future);
        return VM_ERROR;
    }
    return future;
}

/* ---- the type ---- */

static VmValue job_result(Vm *vm, const VmValue *args)
{
    return aio_job_result(vm, args[0], args[1]);
}

static VmValue job_exception(Vm *vm, const VmValue *args)
{
    if (!wait_done(vm, args[0], args[1])) {
        return VM_ERROR;
    }
    AioJob *job = aio_job_of(args[0]);
    return job->is_exception ? vm_ref(job->value) : VM_NONE;
}

static VmValue job_done(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_job_done(aio_job_of(args[0])));
}

static VmValue job_running(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_job_of(args[0])->state == AIO_JOB_RUNNING);
}

static VmValue job_cancelled(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_job_of(args[0])->state == AIO_JOB_CANCELLED);
}

static VmValue job_cancel(Vm *vm, const VmValue *args)
{
    int cancelled = aio_job_cancel(vm, args[0]);
    return cancelled < 0 ? VM_ERROR : vm_from_bool(cancelled);
}

static VmValue job_add_done_callback(Vm *vm, const VmValue *args)
{
    AioJob *job = aio_job_of(args[0]);
    if (job->callbacks == VM_EMPTY) {
        job->callbacks = vm_list_new_empty(vm, 1);
        if (job->callbacks == VM_ERROR) {
            return VM_ERROR;
        }
    }
    if (!vm_list_append(vm, job->callbacks, args[1])) {
        return VM_ERROR;
    }
    return aio_job_done(job) && !call_callbacks(vm, args[0]) ? VM_ERROR : VM_NONE;
}

static VmValue raise_invalid(Vm *vm, VmValue self)
{
    VmValue repr = vm_repr(vm, self);
    if (repr != VM_ERROR) {
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        ls_buf_printf(&text, "%s: %s", aio_job_of(self)->state == AIO_JOB_FINISHED ? "FINISHED" : "CANCELLED",
                      vm_str_data(repr));
        VmValue message = vm_str_from_buf(vm, &text);
        if (message != VM_ERROR) {
            vm_raise_with(vm, aio_type(vm, AIO_TYPE_JOB_INVALID_STATE_ERROR), message);
        }
        vm_unref(vm, message);
    }
    vm_unref(vm, repr);
    return VM_ERROR;
}

static VmValue job_set_result(Vm *vm, const VmValue *args)
{
    if (aio_job_done(aio_job_of(args[0]))) {
        return raise_invalid(vm, args[0]);
    }
    return aio_job_finish(vm, args[0], args[1], false) ? VM_NONE : VM_ERROR;
}

static VmValue job_set_exception(Vm *vm, const VmValue *args)
{
    if (aio_job_done(aio_job_of(args[0]))) {
        return raise_invalid(vm, args[0]);
    }
    return aio_job_finish(vm, args[0], args[1], true) ? VM_NONE : VM_ERROR;
}

static VmValue job_set_running(Vm *vm, const VmValue *args)
{
    (void)vm;
    AioJob *job = aio_job_of(args[0]);
    if (job->state == AIO_JOB_CANCELLED) {
        return VM_FALSE;
    }
    job->state = AIO_JOB_RUNNING;
    return VM_TRUE;
}

static VmValue job_repr(Vm *vm, VmValue self)
{
    static const char *const states[] = {"pending", "running", "cancelled", "finished"};
    AioJob *job = aio_job_of(self);
    unsigned long long id = (unsigned long long)vm_heap_identity(vm, self);
    if (job->state != AIO_JOB_FINISHED) {
        return vm_str_printf(vm, "<Future at 0x%llx state=%s>", id, states[job->state]);
    }
    return vm_str_printf(vm, "<Future at 0x%llx state=finished %s %s>", id, job->is_exception ? "raised" : "returned",
                         vm_type_name(vm, job->value));
}

static VmValue job_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    return vm_args_parse(vm, "Future.__init__", "", args, nargs, kwnames, NULL) ? aio_job_new(vm) : VM_ERROR;
}

static void job_release(Vm *vm, VmObject *self)
{
    AioJob *job = (AioJob *)self;
    vm_unref(vm, job->value);
    vm_unref(vm, job->callbacks);
    vm_unref(vm, job->source);
    if (job->bridge != NULL) {
        vm_unref(vm, vm_from_object(job->bridge));
    }
}

static void job_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioJob *job = (AioJob *)self;
    visit(vm, job->value, context);
    visit(vm, job->callbacks, context);
    visit(vm, job->source, context);
    if (job->bridge != NULL) {
        visit(vm, vm_from_object(job->bridge), context);
    }
}

static void job_fill(VmType *type)
{
    type->make = job_make;
    type->repr = job_repr;
    type->release = job_release;
    type->traverse = job_traverse;
}

static const VmNativeDef job_methods[] = {
    {"result", job_result, "timeout=", VM_NATIVE_PYTHON},
    {"exception", job_exception, "timeout=", VM_NATIVE_PYTHON},
    {"done", job_done, "", VM_NATIVE_PYTHON},
    {"running", job_running, "", VM_NATIVE_PYTHON},
    {"cancelled", job_cancelled, "", VM_NATIVE_PYTHON},
    {"cancel", job_cancel, "", VM_NATIVE_PYTHON},
    {"add_done_callback", job_add_done_callback, "fn", VM_NATIVE_PYTHON},
    {"set_result", job_set_result, "result", VM_NATIVE_PYTHON},
    {"set_exception", job_set_exception, "exception", VM_NATIVE_PYTHON},
    {"set_running_or_notify_cancel", job_set_running, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_job = {
    .name = "Future",
    .module = "concurrent.futures._base",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioJob),
    .has_dict = true,
    .methods = job_methods,
    .fill = job_fill,
};
