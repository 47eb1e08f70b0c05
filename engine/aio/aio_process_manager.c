/* The thread of a ProcessPoolExecutor: sends jobs to the workers, and finishes them with what comes back. */
#include "aio/aio_job.h"
#include "aio/aio_process_executor.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_builtins.h"
#include "vm/vm_str.h"

static const char broken_message[] =
    "A process in the process pool was terminated abruptly while the future was running or pending.";

/* ---- jobs ---- */

/* The outcome of a job in this thread, borrowed values; its callbacks are called. */
static bool finish(Vm *vm, AioExecutor *executor, size_t index, VmValue value, bool is_exception)
{
    VmValue job = vm_ref(executor->works[index].job);
    aio_executor_drop_work(vm, executor, index);
    bool ok = aio_job_done(aio_job_of(job)) || aio_job_finish(vm, job, value, is_exception);
    vm_unref(vm, job);
    return ok;
}

/* The pending exception becomes the outcome: the call could not be pickled. */
static bool finish_unsent(Vm *vm, AioExecutor *executor, size_t index)
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
static size_t index_of(const AioExecutor *executor, uint64_t id)
{
    size_t index = 0;
    while (index < executor->count && executor->works[index].id != id) {
        index++;
    }
    return index;
}

/* CPython pickles in one more thread, which this one wakes: meanwhile others may have the GIL. */
static bool reach_feeder(Vm *vm)
{
    enum { QUEUE_NS = 40000, WAKE_NS = 80000 };
    if (vm->cost == NULL) {
        return true;
    }
    vm_cost_add_ns(vm, QUEUE_NS);
    return vm_cost_charge(vm) &&
           aio_thread_block(vm, sim_world_now(vm->world) + WAKE_NS, NULL, NULL, AIO_BLOCK_IDLE, 0);
}

/* Counting references writes to values, and the first write to a page after a fork copies it.  Jobs mostly share what
 * is large in their arguments: the largest so far counts. */
static void add_unsharing(Vm *vm, AioPool *pool, const AioPoolItem *item)
{
    if (item->value.items > pool->unshared) {
        vm_cost_add(vm, VM_COST_UNSHARE_ITEM, (size_t)(item->value.items - pool->unshared));
        pool->unshared = item->value.items;
    }
}

/* Sends one job; false: an exception is pending. */
static bool send(Vm *vm, AioExecutor *executor, size_t index)
{
    AioWork *work = &executor->works[index];
    AioJob *job = aio_job_of(work->job);
    if (job->state == AIO_JOB_CANCELLED) {
        aio_executor_drop_work(vm, executor, index);
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
        add_unsharing(vm, executor->pool, item);
        if (!reach_feeder(vm) || !aio_pool_pipe(vm, item, VM_COST_PICKLE_ITEM, 1)) {
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

/* As many as CPython's queue of calls holds: one more than there are workers. */
static bool can_send(const AioExecutor *executor)
{
    return executor->pool->calls.count <= (size_t)executor->max_workers &&
           aio_executor_next_unsent(executor) < executor->count;
}

static bool receive(Vm *vm, AioExecutor *executor)
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

static bool must_end(const AioExecutor *executor, Vm *vm)
{
    return executor->count == 0 && (executor->closed || aio_state(vm)->exiting);
}

static bool has_news(void *context)
{
    const Manager *manager = context;
    const AioExecutor *executor = aio_executor_of(manager->executor);
    const AioPool *pool = executor->pool;
    return pool->outcomes.count > 0 || pool->broken || pool->lost > 0 || can_send(executor) ||
           must_end(executor, manager->vm);
}

static bool all_ended(void *context)
{
    const AioPool *pool = context;
    return pool->ended == pool->workers;
}

static bool finish_broken(Vm *vm, AioExecutor *executor)
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

/* One of a multiprocessing.Pool has died.  There the next one is started for ever, even if it dies at once, too. */
static bool replace_worker(Vm *vm, VmValue self)
{
    enum { MOST = 200 };
    AioPool *pool = aio_executor_of(self)->pool;
    pool->lost--;
    if (pool->ended < MOST) {
        return aio_executor_start_worker(vm, self);
    }
    if (pool->ended == MOST && pool->lost == 0) {
        static const char text[] = "loopscope: 200 workers of this pool have died: no more are started\n";
        vm_write(vm, TRACE_STREAM_STDERR, text, sizeof text - 1);
    }
    return true;
}

/* One round; false: the thread ends (perhaps with an exception pending). */
static bool manage(Vm *vm, Manager *manager)
{
    AioExecutor *executor = aio_executor_of(manager->executor);
    while (can_send(executor) && !executor->pool->broken) {
        if (!send(vm, executor, aio_executor_next_unsent(executor))) {
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
    if (executor->pool->lost > 0) {
        return replace_worker(vm, manager->executor);
    }
    if (executor->pool->broken) {
        finish_broken(vm, executor);
        return false;
    }
    return true;
}

static void manager_end(Vm *vm, Manager *manager)
{
    AioExecutor *executor = aio_executor_of(manager->executor);
    executor->managed = false;
    vm_unref(vm, manager->executor);
    ls_alloc_free(vm->alloc, manager, sizeof *manager);
}

/* The other thread's start. */
static bool start_feeder(Vm *vm)
{
    vm_cost_add(vm, VM_COST_THREAD, 1);
    return reach_feeder(vm);
}

static void manager_body(Vm *vm, void *data)
{
    Manager *manager = data;
    AioExecutor *executor = aio_executor_of(manager->executor);
    bool going_on = start_feeder(vm);
    while (going_on && manage(vm, manager)) {
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

bool aio_executor_start_manager(Vm *vm, VmValue self)
{
    Manager *manager = ls_alloc_bytes(vm->alloc, sizeof *manager);
    if (manager == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    *manager = (Manager){.vm = vm, .executor = vm_ref(self)};
    aio_executor_of(self)->managed = true; /* it may have ended again when the start returns */
    if (aio_thread_start(vm, "ExecutorManagerThread", manager_body, manager_drop, manager) == NULL) {
        vm_unref(vm, self);
        ls_alloc_free(vm->alloc, manager, sizeof *manager);
        aio_executor_of(self)->managed = false;
        return false;
    }
    return true;
}
