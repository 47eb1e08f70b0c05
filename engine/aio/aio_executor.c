/* ThreadPoolExecutor: a pool of simulated threads. */
#include "aio/aio_job.h"

#include "aio/aio_context.h"
#include "aio/aio_pool.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <stdio.h>

typedef struct WorkItem {
    VmValue job, callable, args, keywords;
} WorkItem;

typedef struct Executor {
    VmObject head;
    int64_t max_workers;
    WorkItem *items; /* a window [first, first + count) */
    size_t first, count, capacity;
    int64_t workers, idle, started;
    bool closed;
    bool broken;    /* its initializer failed */
    VmValue prefix; /* str */
    uint32_t trace_id;
    VmValue initializer, initargs;
} Executor;

static Executor *executor_of(VmValue v)
{
    return (Executor *)vm_to_object(v);
}

static bool is_process_executor(Vm *vm, VmValue v)
{
    return vm_type_is_subtype(vm_to_object(v)->type, aio_type(vm, AIO_TYPE_PROCESS_EXECUTOR));
}

bool aio_is_executor(Vm *vm, VmValue v)
{
    return vm_is_object(v) &&
           (vm_type_is_subtype(vm_to_object(v)->type, aio_type(vm, AIO_TYPE_EXECUTOR)) || is_process_executor(vm, v));
}

/* ---- the queue ---- */

static bool push_item(Vm *vm, Executor *executor, WorkItem item)
{
    if (executor->first + executor->count == executor->capacity) {
        if (executor->first > 0) {
            memmove(executor->items, executor->items + executor->first, executor->count * sizeof item);
            executor->first = 0;
        } else {
            size_t capacity = executor->capacity == 0 ? 8 : executor->capacity * 2;
            WorkItem *items =
                vm_heap_resize(vm, executor->items, executor->capacity * sizeof item, capacity * sizeof item);
            if (items == NULL) {
                return false;
            }
            executor->items = items;
            executor->capacity = capacity;
        }
    }
    vm_ref(item.job);
    vm_ref(item.callable);
    vm_ref(item.args);
    vm_ref(item.keywords);
    executor->items[executor->first + executor->count++] = item;
    return true;
}

static WorkItem pop_item(Executor *executor)
{
    WorkItem item = executor->items[executor->first++];
    if (--executor->count == 0) {
        executor->first = 0;
    }
    return item;
}

static void drop_item(Vm *vm, WorkItem *item)
{
    vm_unref(vm, item->job);
    vm_unref(vm, item->callable);
    vm_unref(vm, item->args);
    vm_unref(vm, item->keywords);
}

/* ---- workers ---- */

typedef struct Worker {
    Vm *vm;
    VmValue executor; /* owned */
} Worker;

static bool has_work(void *context)
{
    Worker *worker = context;
    Executor *executor = executor_of(worker->executor);
    return executor->count > 0 || executor->closed || aio_state(worker->vm)->exiting;
}

static bool run_item(Vm *vm, WorkItem *item)
{
    AioJob *job = aio_job_of(item->job);
    vm_cost_add(vm, VM_COST_JOB_RUN, 1);
    if (job->state == AIO_JOB_CANCELLED) {
        return true;
    }
    job->state = AIO_JOB_RUNNING;
    TraceRecorder *recorder = vm->recorder;
    recorder->cause = trace_record(recorder, TRACE_JOB_BEGIN, job->trace_id, 0, 0, 0);
    VmTuple *args = vm_to_tuple(item->args);
    VmValue result = vm_call_spread(vm, item->callable, args->items, args->count, item->keywords);
    bool failed = result == VM_ERROR;
    if (failed && vm->stop != LS_OK) {
        return false;
    }
    VmValue exception = failed ? vm_error_take(vm) : VM_EMPTY;
    bool goes_on = vm_cost_charge(vm);
    if (failed) {
        vm_error_restore_steal(vm, exception);
    }
    if (!goes_on) {
        vm_unref(vm, failed ? VM_EMPTY : result);
        return false;
    }
    if (failed) {
        result = vm_error_take(vm);
    }
    uint32_t text = trace_on(recorder) && (recorder->detail || failed) ? aio_trace_repr(vm, result) : 0;
    recorder->cause = trace_record(recorder, TRACE_JOB_END, job->trace_id, text, 0,
                                   failed ? TRACE_OUTCOME_EXCEPTION : TRACE_OUTCOME_RESULT);
    bool ok = aio_job_finish(vm, item->job, result, failed);
    vm_unref(vm, result);
    return ok;
}

static bool initialize(Vm *vm, Executor *executor)
{
    if (executor->initializer == VM_EMPTY) {
        return true;
    }
    VmTuple *args = vm_to_tuple(executor->initargs);
    VmValue result = vm_call(vm, executor->initializer, args->items, args->count, VM_EMPTY);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static void worker_end(Vm *vm, Worker *worker)
{
    executor_of(worker->executor)->workers--;
    vm_unref(vm, worker->executor);
    ls_alloc_free(vm->alloc, worker, sizeof *worker);
}

/* Where computing takes time, another worker may have been quicker: then it waits again. */
static bool wait_for_work(Worker *worker)
{
    while (!has_work(worker)) {
        if (!aio_thread_block(worker->vm, SIM_NEVER, has_work, worker, AIO_BLOCK_IDLE, 0)) {
            return false;
        }
    }
    return true;
}

static VmValue broken_error(Vm *vm)
{
    VmValue text = vm_str_c(vm, "A thread initializer failed, the thread pool is not usable anymore");
    VmValue error =
        text == VM_ERROR ? VM_ERROR : vm_exception_new(vm, aio_type(vm, AIO_TYPE_BROKEN_THREAD_POOL), &text, 1);
    vm_unref(vm, text);
    return error;
}

/* The initializer failed: no job will be done. */
static bool break_pool(Vm *vm, Executor *executor)
{
    executor->broken = true;
    aio_pool_report_initializer(vm);
    bool ok = true;
    while (ok && executor->count > 0) {
        WorkItem item = pop_item(executor);
        VmValue error = broken_error(vm);
        ok = error != VM_ERROR && (aio_job_done(aio_job_of(item.job)) || aio_job_finish(vm, item.job, error, true));
        vm_unref(vm, error);
        drop_item(vm, &item);
    }
    return ok;
}

static void worker_body(Vm *vm, void *data)
{
    Worker *worker = data;
    Executor *executor = executor_of(worker->executor);
    bool ok = initialize(vm, executor) || (vm->stop == LS_OK && break_pool(vm, executor));
    while (ok && !executor->broken) {
        ok = wait_for_work(worker);
        if (!ok || executor->count == 0) {
            break;
        }
        WorkItem item = pop_item(executor);
        ok = run_item(vm, &item);
        drop_item(vm, &item);
        executor->idle++;
    }
    if (vm->stop == LS_OK && vm_error_pending(vm)) {
        vm_error_unraisable(vm, "in a worker thread of", worker->executor);
    }
    if (vm->stop != LS_OK) {
        vm_error_clear(vm); /* the main thread raises its own */
    }
    worker_end(vm, worker);
}

static void worker_drop(Vm *vm, void *data)
{
    worker_end(vm, data);
}

static bool start_worker(Vm *vm, VmValue self)
{
    Executor *executor = executor_of(self);
    if (executor->idle > 0) {
        executor->idle--;
        return true;
    }
    if (executor->started >= executor->max_workers) {
        return true;
    }
    Worker *worker = ls_alloc_bytes(vm->alloc, sizeof *worker);
    if (worker == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    *worker = (Worker){.vm = vm, .executor = vm_ref(self)};
    char name[96];
    snprintf(name, sizeof name, "%.64s_%lld", vm_str_data(executor->prefix), (long long)executor->started);
    executor->started++;
    executor->workers++;
    if (aio_thread_start(vm, name, worker_body, worker_drop, worker) == NULL) {
        executor->started--;
        executor->workers--;
        vm_unref(vm, self);
        ls_alloc_free(vm->alloc, worker, sizeof *worker);
        return false;
    }
    return true;
}

VmValue aio_executor_submit(Vm *vm, VmValue self, VmValue callable, VmValue args, VmValue keywords)
{
    if (is_process_executor(vm, self)) {
        return aio_process_executor_submit(vm, self, callable, args, keywords, false);
    }
    Executor *executor = executor_of(self);
    if (executor->broken) {
        VmValue error = broken_error(vm);
        VmValue raised = error == VM_ERROR ? VM_ERROR : vm_raise_value(vm, error);
        vm_unref(vm, error);
        return raised;
    }
    if (executor->closed) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after shutdown");
    }
    if (aio_state(vm)->exiting) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after interpreter shutdown");
    }
    VmValue job = aio_job_new(vm);
    if (job == VM_ERROR) {
        return VM_ERROR;
    }
    vm_cost_add(vm, VM_COST_JOB, 1);
    if (trace_on(vm->recorder)) {
        uint32_t pool = aio_pool_trace_id(vm, &executor->trace_id, vm_str_data(executor->prefix),
                                          vm_str_size(executor->prefix), executor->max_workers);
        uint32_t label = aio_trace_callable(vm, aio_context_run_of(vm, callable, args));
        trace_record(vm->recorder, TRACE_JOB_QUEUE, aio_job_of(job)->trace_id, label, pool, 0);
    }
    if (!push_item(vm, executor, (WorkItem){job, callable, args, keywords}) || !start_worker(vm, self)) {
        vm_unref(vm, job);
        return VM_ERROR;
    }
    return job;
}

void aio_executor_join_pool(VmValue self, uint32_t pool)
{
    executor_of(self)->trace_id = pool;
}

void aio_executor_close(Vm *vm, VmValue self)
{
    (void)vm;
    executor_of(self)->closed = true;
}

bool aio_executor_ended(VmValue self)
{
    return executor_of(self)->workers == 0;
}

static bool has_ended(void *context)
{
    return ((Executor *)context)->workers == 0;
}

/* ---- methods ---- */

static VmValue executor_submit(Vm *vm, const VmValue *args)
{
    return aio_executor_submit(vm, args[0], args[1], args[2], args[3]);
}

static VmValue executor_shutdown(Vm *vm, const VmValue *args)
{
    Executor *executor = executor_of(args[0]);
    int wait = args[1] == VM_EMPTY ? 1 : vm_truth(vm, args[1]);
    int cancel = args[2] == VM_EMPTY ? 0 : vm_truth(vm, args[2]);
    if (wait < 0 || cancel < 0) {
        return VM_ERROR;
    }
    executor->closed = true;
    while (cancel && executor->count > 0) {
        WorkItem item = pop_item(executor);
        int cancelled = aio_job_cancel(vm, item.job);
        drop_item(vm, &item);
        if (cancelled < 0) {
            return VM_ERROR;
        }
    }
    if (wait && aio_thread_wait(vm, VM_NONE, has_ended, executor, TRACE_BLOCK_JOIN, 0) < 0) {
        return VM_ERROR;
    }
    return VM_NONE;
}

static VmValue executor_enter(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue executor_exit(Vm *vm, const VmValue *args)
{
    VmValue shutdown[3] = {args[0], VM_TRUE, VM_FALSE};
    VmValue done = executor_shutdown(vm, shutdown);
    return done == VM_ERROR ? VM_ERROR : VM_FALSE;
}

VmValue aio_job_zip(Vm *vm, VmValue iterables)
{
    VmValue zip = vm_dict_get_c_borrow(vm, vm->builtins, "zip");
    const VmTuple *given = vm_to_tuple(iterables);
    return vm_call(vm, zip, given->items, given->count, VM_EMPTY);
}

/* map(): submits all at once, gives the results in order. */
static VmValue executor_map(Vm *vm, const VmValue *args)
{
    VmValue rows = aio_job_zip(vm, args[2]);
    VmValue jobs = rows == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, 0);
    while (jobs != VM_ERROR) {
        VmValue row = vm_next(vm, rows);
        if (row == VM_ERROR) {
            break;
        }
        VmValue job = aio_executor_submit(vm, args[0], args[1], row, VM_EMPTY);
        vm_unref(vm, row);
        if (job == VM_ERROR || !vm_list_append_steal(vm, jobs, job)) {
            break;
        }
    }
    vm_unref(vm, rows);
    if (jobs == VM_ERROR || vm_error_pending(vm)) {
        vm_unref(vm, jobs);
        return VM_ERROR;
    }
    VmValue results = aio_job_results_new(vm, jobs, args[3], false);
    vm_unref(vm, jobs);
    return results;
}

static VmValue executor_max_workers(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, executor_of(args[0])->max_workers);
}

/* ---- the type ---- */

VmValue aio_executor_new(Vm *vm, VmType *type, int64_t max_workers, VmValue prefix)
{
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    Executor *executor = executor_of(self);
    executor->max_workers = max_workers;
    if (prefix != VM_EMPTY && vm_is_str(prefix) && vm_str_size(prefix) > 0) {
        executor->prefix = vm_ref(prefix);
    } else {
        executor->prefix = vm_str_printf(vm, "ThreadPoolExecutor-%u", aio_state(vm)->executor_count++);
    }
    if (executor->prefix == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static int64_t default_workers(Vm *vm)
{
    int64_t workers = vm->world->cores + 4;
    return workers > 32 ? 32 : workers;
}

VmValue aio_executor_default_borrow(Vm *vm, AioLoop *loop)
{
    if (loop->default_executor == VM_EMPTY) {
        VmValue prefix = vm_str_c(vm, "asyncio");
        if (prefix != VM_ERROR) {
            loop->default_executor = aio_executor_new(vm, aio_type(vm, AIO_TYPE_EXECUTOR), default_workers(vm), prefix);
        }
        vm_unref(vm, prefix);
    }
    return loop->default_executor;
}

static VmValue executor_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[4];
    if (!vm_args_parse(vm, "ThreadPoolExecutor.__init__",
                       "max_workers=, thread_name_prefix=, initializer=, initargs=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    int64_t workers = default_workers(vm);
    if (bound[0] != VM_EMPTY && bound[0] != VM_NONE && !vm_as_index(vm, bound[0], &workers)) {
        return VM_ERROR;
    }
    if (workers <= 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "max_workers must be greater than 0");
    }
    if (bound[2] != VM_EMPTY && bound[2] != VM_NONE && !vm_is_callable(vm, bound[2])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "initializer must be a callable");
    }
    VmValue self = aio_executor_new(vm, type, workers, bound[1]);
    if (self == VM_ERROR || bound[2] == VM_EMPTY || bound[2] == VM_NONE) {
        return self;
    }
    Executor *executor = executor_of(self);
    executor->initializer = vm_ref(bound[2]);
    executor->initargs = bound[3] == VM_EMPTY ? vm_tuple_new(vm, NULL, 0) : vm_tuple_from(vm, bound[3]);
    if (executor->initargs == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static void executor_release(Vm *vm, VmObject *self)
{
    Executor *executor = (Executor *)self;
    while (executor->count > 0) {
        WorkItem item = pop_item(executor);
        drop_item(vm, &item);
    }
    vm_heap_free(vm, executor->items, executor->capacity * sizeof *executor->items);
    vm_unref(vm, executor->prefix);
    vm_unref(vm, executor->initializer);
    vm_unref(vm, executor->initargs);
}

static void executor_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Executor *executor = (Executor *)self;
    for (size_t i = 0; i < executor->count; i++) {
        WorkItem *item = &executor->items[executor->first + i];
        visit(vm, item->job, context);
        visit(vm, item->callable, context);
        visit(vm, item->args, context);
        visit(vm, item->keywords, context);
    }
    visit(vm, executor->initializer, context);
    visit(vm, executor->initargs, context);
}

static void executor_fill(VmType *type)
{
    type->make = executor_make;
    type->release = executor_release;
    type->traverse = executor_traverse;
}

static const VmNativeDef executor_methods[] = {
    {"submit", executor_submit, "fn, /, *args, **kwargs", VM_NATIVE_PYTHON},
    {"map", executor_map, "fn, *iterables, timeout=, chunksize=", VM_NATIVE_PYTHON},
    {"shutdown", executor_shutdown, "wait=, *, cancel_futures=", VM_NATIVE_PYTHON},
    {"_max_workers", executor_max_workers, "", VM_NATIVE_PROPERTY},
    {"__enter__", executor_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", executor_exit, "exc_type, exc_val, exc_tb", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_executor = {
    .name = "ThreadPoolExecutor",
    .module = "concurrent.futures.thread",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Executor),
    .has_dict = true,
    .methods = executor_methods,
    .fill = executor_fill,
};
