/* ProcessPoolExecutor: takes jobs, hands them to the workers as pickles, and a thread of its own brings back what comes
 * of them. */
#include "aio/aio_context.h"
#include "aio/aio_job.h"
#include "aio/aio_pool.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

/* A job that has no outcome yet. */
typedef struct Work {
    uint64_t id;
    VmValue job, call; /* (callable, args, keywords) */
    bool chunk;
    bool sent; /* it is with the workers */
} Work;

typedef struct Executor {
    VmObject head;
    int64_t max_workers;
    AioPool *pool; /* NULL: no job yet */
    Work *works;   /* in order of submission */
    size_t count, capacity;
    uint64_t next_id;
    VmValue initializer, initargs; /* VM_EMPTY: none */
    bool closed, broken;
    bool managed; /* the thread exists */
    bool is_pool; /* part of a multiprocessing.Pool */
} Executor;

static Executor *executor_of(VmValue v)
{
    return (Executor *)vm_to_object(v);
}

static const char broken_message[] =
    "A process in the process pool was terminated abruptly while the future was running or pending.";

/* ---- jobs ---- */

static void drop_work(Vm *vm, Executor *executor, size_t index)
{
    Work work = executor->works[index];
    executor->count--;
    memmove(&executor->works[index], &executor->works[index + 1], (executor->count - index) * sizeof work);
    vm_unref(vm, work.job);
    vm_unref(vm, work.call);
}

static bool add_work(Vm *vm, Executor *executor, Work work)
{
    if (executor->count == executor->capacity) {
        size_t capacity = executor->capacity == 0 ? 8 : executor->capacity * 2;
        Work *works = vm_heap_resize(vm, executor->works, executor->capacity * sizeof work, capacity * sizeof work);
        if (works == NULL) {
            return false;
        }
        executor->works = works;
        executor->capacity = capacity;
    }
    vm_ref(work.job);
    vm_ref(work.call);
    executor->works[executor->count++] = work;
    return true;
}

/* The outcome of a job in this thread, borrowed values; its callbacks are called. */
static bool finish(Vm *vm, Executor *executor, size_t index, VmValue value, bool is_exception)
{
    VmValue job = vm_ref(executor->works[index].job);
    drop_work(vm, executor, index);
    bool ok = aio_job_done(aio_job_of(job)) || aio_job_finish(vm, job, value, is_exception);
    vm_unref(vm, job);
    return ok;
}

/* The pending exception becomes the outcome: the call could not be pickled. */
static bool finish_unsent(Vm *vm, Executor *executor, size_t index)
{
    if (vm->stop != LS_OK) {
        return false;
    }
    VmValue exception = vm_error_take(vm);
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_puts(&text, "\n\"\"\"\n");
    bool ok = vm_error_format(vm, exception, &text);
    ls_buf_puts(&text, "\"\"\"");
    VmValue shown = ok ? vm_str_from_buf(vm, &text) : VM_ERROR;
    if (!ok) {
        ls_buf_free(&text);
    }
    VmValue cause =
        shown == VM_ERROR ? VM_ERROR : vm_exception_new(vm, aio_type(vm, AIO_TYPE_REMOTE_TRACEBACK), &shown, 1);
    vm_unref(vm, shown);
    if (cause != VM_ERROR) {
        vm_set_steal(vm, &vm_to_exception(exception)->cause, cause);
        vm_to_exception(exception)->suppress_context = true;
    }
    ok = cause != VM_ERROR && finish(vm, executor, index, exception, true);
    vm_unref(vm, exception);
    return ok;
}

/* Where the job of that number is; executor->count: it is gone. */
static size_t index_of(const Executor *executor, uint64_t id)
{
    size_t index = 0;
    while (index < executor->count && executor->works[index].id != id) {
        index++;
    }
    return index;
}

/* Sends one job; false: an exception is pending. */
static bool send(Vm *vm, Executor *executor, size_t index)
{
    Work *work = &executor->works[index];
    AioJob *job = aio_job_of(work->job);
    if (job->state == AIO_JOB_CANCELLED) {
        drop_work(vm, executor, index);
        return true;
    }
    job->state = AIO_JOB_RUNNING;
    AioPoolItem *item = aio_pool_item_new(executor->pool, work->id);
    if (item == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    item->trace_id = job->trace_id;
    item->is_chunk = work->chunk;
    work->sent = true;
    uint64_t id = work->id;
    if (aio_pickle_dump(vm, &item->value, work->call)) {
        if (!aio_pool_pipe(vm, item, VM_COST_PICKLE_ITEM, 1)) {
            aio_pool_item_free(executor->pool, item);
            return false;
        }
        aio_pool_push(&executor->pool->calls, item);
        return true;
    }
    aio_pool_item_free(executor->pool, item);
    index = index_of(executor, id);
    return index < executor->count && finish_unsent(vm, executor, index);
}

static size_t next_unsent(const Executor *executor)
{
    size_t index = 0;
    while (index < executor->count && executor->works[index].sent) {
        index++;
    }
    return index;
}

/* As many as CPython's queue of calls holds: one more than there are workers. */
static bool can_send(const Executor *executor)
{
    return executor->pool->calls.count <= (size_t)executor->max_workers && next_unsent(executor) < executor->count;
}

static bool receive(Vm *vm, Executor *executor)
{
    AioPoolItem *item = aio_pool_pop(&executor->pool->outcomes);
    if (!aio_pool_pipe(vm, item, VM_COST_UNPICKLE_ITEM, 1)) {
        aio_pool_item_free(executor->pool, item);
        return false;
    }
    size_t index = index_of(executor, item->id);
    bool ok = true;
    if (index < executor->count) {
        VmValue value = item->is_exception ? aio_pool_load_exception(vm, item) : aio_pickle_load(vm, &item->value);
        if (value != VM_ERROR) {
            ok = finish(vm, executor, index, value, item->is_exception);
        } else if (vm->stop == LS_OK) {
            vm_error_clear(vm);
            executor->pool->broken = true; /* what cannot be read breaks the pool, as in CPython */
        } else {
            ok = false;
        }
        vm_unref(vm, value);
    }
    aio_pool_item_free(executor->pool, item);
    return ok;
}

/* ---- the thread ---- */

typedef struct Manager {
    Vm *vm;
    VmValue executor; /* owned */
} Manager;

static bool must_end(const Executor *executor, Vm *vm)
{
    return executor->count == 0 && (executor->closed || aio_state(vm)->exiting);
}

static bool has_news(void *context)
{
    const Manager *manager = context;
    const Executor *executor = executor_of(manager->executor);
    const AioPool *pool = executor->pool;
    return pool->outcomes.count > 0 || pool->broken || can_send(executor) || must_end(executor, manager->vm);
}

static bool all_ended(void *context)
{
    const AioPool *pool = context;
    return pool->ended == pool->workers;
}

static bool finish_broken(Vm *vm, Executor *executor)
{
    executor->broken = true;
    bool ok = true;
    while (ok && executor->count > 0) {
        VmValue message = vm_str_c(vm, broken_message);
        VmValue exception = message == VM_ERROR
                                ? VM_ERROR
                                : vm_exception_new(vm, aio_type(vm, AIO_TYPE_BROKEN_PROCESS_POOL), &message, 1);
        vm_unref(vm, message);
        ok = exception != VM_ERROR && finish(vm, executor, 0, exception, true);
        vm_unref(vm, exception);
    }
    return ok;
}

/* One round; false: the thread ends (perhaps with an exception pending). */
static bool manage(Vm *vm, Manager *manager)
{
    Executor *executor = executor_of(manager->executor);
    while (can_send(executor) && !executor->pool->broken) {
        if (!send(vm, executor, next_unsent(executor))) {
            return false;
        }
    }
    if (must_end(executor, vm)) {
        return false;
    }
    if (!has_news(manager) && !aio_thread_block(vm, SIM_NEVER, has_news, manager, AIO_BLOCK_IDLE, 0)) {
        return false;
    }
    if (executor->pool->outcomes.count > 0) {
        return receive(vm, executor);
    }
    if (executor->pool->broken) {
        finish_broken(vm, executor);
        return false;
    }
    return true;
}

static void manager_end(Vm *vm, Manager *manager)
{
    Executor *executor = executor_of(manager->executor);
    executor->managed = false;
    vm_unref(vm, manager->executor);
    ls_alloc_free(vm->alloc, manager, sizeof *manager);
}

static void manager_body(Vm *vm, void *data)
{
    Manager *manager = data;
    Executor *executor = executor_of(manager->executor);
    while (manage(vm, manager)) {
    }
    AioPool *pool = executor->pool;
    pool->closing = true;
    if (!vm_error_pending(vm) && !all_ended(pool)) {
        aio_thread_block(vm, SIM_NEVER, all_ended, pool, AIO_BLOCK_IDLE, 0);
    }
    if (vm->stop == LS_OK && vm_error_pending(vm)) {
        vm_error_unraisable(vm, "in the manager thread of", manager->executor);
    }
    if (vm->stop != LS_OK) {
        vm_error_clear(vm);
    }
    manager_end(vm, manager);
}

static void manager_drop(Vm *vm, void *data)
{
    manager_end(vm, data);
}

static bool start_manager(Vm *vm, VmValue self)
{
    Manager *manager = ls_alloc_bytes(vm->alloc, sizeof *manager);
    if (manager == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    *manager = (Manager){.vm = vm, .executor = vm_ref(self)};
    if (aio_thread_start(vm, "ExecutorManagerThread", manager_body, manager_drop, manager) == NULL) {
        vm_unref(vm, self);
        ls_alloc_free(vm->alloc, manager, sizeof *manager);
        return false;
    }
    executor_of(self)->managed = true;
    return true;
}

/* At the first job: all workers are forked, then the thread begins. */
static bool launch(Vm *vm, VmValue self)
{
    Executor *executor = executor_of(self);
    if (executor->pool != NULL) {
        return true;
    }
    AioPool *pool = aio_pool_new(vm->world->alloc);
    if (pool == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    pool->has_initializer = executor->initializer != VM_EMPTY;
    executor->pool = pool;
    for (int64_t i = 0; i < executor->max_workers; i++) {
        if (aio_pool_start_worker(vm, pool, self, executor->is_pool ? "ForkPoolWorker" : "ForkProcess") == NULL) {
            pool->closing = true;
            return false;
        }
    }
    return start_manager(vm, self);
}

bool aio_process_executor_initialize(Vm *child, VmValue self)
{
    Executor *executor = executor_of(self);
    if (executor->initializer == VM_EMPTY) {
        return true;
    }
    const VmTuple *args = vm_to_tuple(executor->initargs);
    VmValue result = vm_call(child, executor->initializer, args->items, args->count, VM_EMPTY);
    vm_unref(child, result);
    return result != VM_ERROR;
}

/* ---- submit ---- */

static bool check_open(Vm *vm, const Executor *executor)
{
    if (executor->broken || (executor->pool != NULL && executor->pool->broken)) {
        VmValue message = vm_str_c(vm, "A child process terminated abruptly, the process pool is not usable anymore");
        if (message != VM_ERROR) {
            vm_raise_with(vm, aio_type(vm, AIO_TYPE_BROKEN_PROCESS_POOL), message);
        }
        vm_unref(vm, message);
        return false;
    }
    if (executor->closed) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after shutdown");
        return false;
    }
    if (aio_state(vm)->exiting) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after interpreter shutdown");
        return false;
    }
    return true;
}

VmValue aio_process_executor_submit(Vm *vm, VmValue self, VmValue callable, VmValue args, VmValue keywords, bool chunk)
{
    Executor *executor = executor_of(self);
    if (!check_open(vm, executor)) {
        return VM_ERROR;
    }
    VmValue parts[3] = {callable, args, keywords == VM_EMPTY ? VM_NONE : keywords};
    VmValue call = vm_tuple_new(vm, parts, 3);
    VmValue job = call == VM_ERROR ? VM_ERROR : aio_job_new(vm);
    if (job != VM_ERROR && trace_on(vm->recorder)) {
        static const char name[] = "ProcessPoolExecutor";
        uint32_t pool = trace_string(vm->recorder->trace, name, sizeof name - 1);
        uint32_t label = aio_trace_callable(vm, callable);
        trace_record(vm->recorder, TRACE_JOB_QUEUE, aio_job_of(job)->trace_id, label, pool, 0);
    }
    Work work = {.id = executor->next_id, .job = job, .call = call, .chunk = chunk};
    bool ok = job != VM_ERROR && add_work(vm, executor, work) && launch(vm, self);
    executor->next_id++;
    vm_unref(vm, call);
    if (!ok) {
        vm_unref(vm, job);
        return VM_ERROR;
    }
    return job;
}

static VmValue executor_submit(Vm *vm, const VmValue *args)
{
    return aio_process_executor_submit(vm, args[0], args[1], args[2], args[3], false);
}

/* ---- shutdown ---- */

static bool unmanaged(void *context)
{
    return !((Executor *)context)->managed;
}

static bool cancel_unsent(Vm *vm, Executor *executor)
{
    for (size_t index = next_unsent(executor); index < executor->count; index = next_unsent(executor)) {
        VmValue job = vm_ref(executor->works[index].job);
        drop_work(vm, executor, index);
        int cancelled = aio_job_cancel(vm, job);
        vm_unref(vm, job);
        if (cancelled < 0) {
            return false;
        }
    }
    return true;
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
    if (cancel && !cancel_unsent(vm, executor)) {
        return VM_ERROR;
    }
    if (wait && aio_thread_wait(vm, VM_NONE, unmanaged, executor, TRACE_BLOCK_JOIN, 0) < 0) {
        return VM_ERROR;
    }
    return VM_NONE;
}

/* The workers begin before there is a job: for multiprocessing.Pool. */
static VmValue executor_launch(Vm *vm, const VmValue *args)
{
    return launch(vm, args[0]) ? VM_NONE : VM_ERROR;
}

/* The workers end at once, whatever they do. */
static VmValue executor_kill(Vm *vm, const VmValue *args)
{
    enum { TERMINATED = -15 };
    Executor *executor = executor_of(args[0]);
    executor->closed = true;
    if (executor->pool != NULL) {
        executor->pool->closing = true;
        aio_process_kill_all(vm, executor->pool, TERMINATED);
    }
    while (executor->count > 0) {
        drop_work(vm, executor, executor->count - 1);
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

static VmValue executor_max_workers(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, executor_of(args[0])->max_workers);
}

/* ---- the type ---- */

static bool check_workers(Vm *vm, VmValue given, int64_t *workers)
{
    enum { MOST = 61 }; /* of cores that are used without being asked for; CPython's limit on some systems */
    *workers = vm->world->cores;
    if (given == VM_EMPTY || given == VM_NONE) {
        *workers = *workers > MOST ? MOST : *workers;
        return true;
    }
    if (!vm_is_integer(given)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'<=' not supported between instances of '%s' and 'int'",
                 vm_type_name(vm, given));
        return false;
    }
    if (!vm_as_index(vm, given, workers)) {
        return false;
    }
    if (*workers <= 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "max_workers must be greater than 0");
        return false;
    }
    return true;
}

static VmValue executor_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[6];
    int64_t workers;
    if (!vm_args_parse(vm, "ProcessPoolExecutor.__init__",
                       "max_workers=, mp_context=, initializer=, initargs=, *, max_tasks_per_child=, _pool=", args,
                       nargs, kwnames, bound) ||
        !check_workers(vm, bound[0], &workers)) {
        return VM_ERROR;
    }
    if (bound[4] != VM_EMPTY && bound[4] != VM_NONE) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR,
                        "max_tasks_per_child is incompatible with the 'fork' multiprocessing start method; supply a "
                        "different mp_context.");
    }
    bool initializer = bound[2] != VM_EMPTY && bound[2] != VM_NONE;
    if (initializer && !vm_is_callable(vm, bound[2])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "initializer must be a callable");
    }
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    Executor *executor = executor_of(self);
    executor->max_workers = workers;
    executor->is_pool = bound[5] == VM_TRUE;
    if (initializer) {
        executor->initializer = vm_ref(bound[2]);
        executor->initargs = bound[3] == VM_EMPTY ? vm_ref(vm->empty_tuple) : vm_tuple_from(vm, bound[3]);
        if (executor->initargs == VM_ERROR) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static void executor_release(Vm *vm, VmObject *self)
{
    Executor *executor = (Executor *)self;
    while (executor->count > 0) {
        drop_work(vm, executor, executor->count - 1);
    }
    vm_heap_free(vm, executor->works, executor->capacity * sizeof *executor->works);
    if (executor->pool != NULL) {
        executor->pool->closing = true;
        aio_pool_unref(executor->pool);
    }
    vm_unref(vm, executor->initializer);
    vm_unref(vm, executor->initargs);
}

static void executor_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Executor *executor = (Executor *)self;
    for (size_t i = 0; i < executor->count; i++) {
        visit(vm, executor->works[i].job, context);
        visit(vm, executor->works[i].call, context);
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
    {"map", aio_process_executor_map, "fn, *iterables, timeout=, chunksize=", VM_NATIVE_PYTHON},
    {"shutdown", executor_shutdown, "wait=, *, cancel_futures=", VM_NATIVE_PYTHON},
    {"_launch", executor_launch, "", VM_NATIVE_PYTHON},
    {"_kill", executor_kill, "", VM_NATIVE_PYTHON},
    {"_max_workers", executor_max_workers, "", VM_NATIVE_PROPERTY},
    {"__enter__", executor_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", executor_exit, "exc_type, exc_val, exc_tb", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_process_executor = {
    .name = "ProcessPoolExecutor",
    .module = "concurrent.futures.process",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Executor),
    .has_dict = true,
    .methods = executor_methods,
    .fill = executor_fill,
};
