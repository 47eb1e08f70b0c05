/* The workers of a pool of processes. */
#include "aio/aio_pool.h"

#include "aio/aio_process_log.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_builtins.h"
#include "vm/vm_list.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <stdio.h>

/* ---- the structure ---- */

AioPool *aio_pool_new(const LsAlloc *alloc)
{
    AioPool *pool = ls_alloc_zeroed(alloc, sizeof *pool);
    if (pool != NULL) {
        pool->alloc = alloc;
        pool->refs = 1;
        aio_pickle_init(&pool->initializer, alloc);
    }
    return pool;
}

void aio_pool_unref(AioPool *pool)
{
    if (--pool->refs > 0) {
        return;
    }
    AioPoolQueue *const queues[] = {&pool->calls, &pool->outcomes};
    for (size_t i = 0; i < 2; i++) {
        for (AioPoolItem *item = aio_pool_pop(queues[i]); item != NULL; item = aio_pool_pop(queues[i])) {
            aio_pool_item_free(pool, item);
        }
    }
    aio_pickle_free(&pool->initializer);
    ls_alloc_free(pool->alloc, pool, sizeof *pool);
}

AioPoolItem *aio_pool_item_new(AioPool *pool, uint64_t id)
{
    AioPoolItem *item = ls_alloc_zeroed(pool->alloc, sizeof *item);
    if (item != NULL) {
        item->id = id;
        aio_pickle_init(&item->value, pool->alloc);
        ls_buf_init(&item->traceback, pool->alloc);
    }
    return item;
}

void aio_pool_item_free(AioPool *pool, AioPoolItem *item)
{
    aio_pickle_free(&item->value);
    ls_buf_free(&item->traceback);
    ls_alloc_free(pool->alloc, item, sizeof *item);
}

void aio_pool_push(AioPoolQueue *queue, AioPoolItem *item)
{
    item->next = NULL;
    if (queue->first == NULL) {
        queue->first = item;
    } else {
        queue->last->next = item;
    }
    queue->last = item;
    queue->count++;
}

AioPoolItem *aio_pool_pop(AioPoolQueue *queue)
{
    AioPoolItem *item = queue->first;
    if (item != NULL) {
        queue->first = item->next;
        queue->count--;
    }
    return item;
}

bool aio_pool_pipe(Vm *vm, const AioPoolItem *item, VmCostId each, size_t times)
{
    enum { PIPE_NS = 60000 };
    if (vm->cost == NULL) {
        return true;
    }
    vm_cost_add(vm, VM_COST_PIPE, 1);
    vm_cost_add(vm, each, (size_t)item->value.items * times);
    return vm_cost_charge(vm) &&
           aio_thread_block(vm, sim_world_now(vm->world) + PIPE_NS, NULL, NULL, AIO_BLOCK_IDLE, 0);
}

AioPoolItem **aio_pool_place(AioPoolQueue *queue, uint32_t id)
{
    AioPoolItem **place = &queue->first;
    while (*place != NULL && (uint32_t)(*place)->id != id) {
        place = &(*place)->next;
    }
    return place;
}

AioPoolItem *aio_pool_take(AioPoolQueue *queue, uint32_t id)
{
    AioPoolItem **place = aio_pool_place(queue, id);
    AioPoolItem *item = *place;
    if (item == NULL) {
        return NULL;
    }
    *place = item->next;
    queue->count--;
    queue->last = queue->first;
    while (queue->last != NULL && queue->last->next != NULL) {
        queue->last = queue->last->next;
    }
    return item;
}

/* ---- a worker ---- */

static bool has_work(void *context)
{
    const AioPool *pool = context;
    return pool->calls.count > 0 || pool->closing || pool->broken;
}

static AioProcessWanted is_wanted(void *data)
{
    const AioPool *pool = data;
    if (pool->broken || (pool->closing && pool->calls.count == 0)) {
        return AIO_PROCESS_NEVER;
    }
    return pool->has_initializer || pool->calls.count > 0 ? AIO_PROCESS_NOW : AIO_PROCESS_NOT_YET;
}

/* list(callable(*args) for args in rows) */
static VmValue call_chunk(Vm *vm, VmValue callable, VmValue rows)
{
    VmValue results = vm_list_new_empty(vm, 0);
    for (size_t i = 0; results != VM_ERROR && i < vm_to_list(rows)->count; i++) {
        const VmTuple *row = vm_to_tuple(vm_to_list(rows)->items[i]);
        VmValue result = vm_call(vm, callable, row->items, row->count, VM_EMPTY);
        if (result == VM_ERROR || !vm_list_append_steal(vm, results, result)) {
            vm_unref(vm, results);
            return VM_ERROR;
        }
    }
    return results;
}

static VmValue call(Vm *vm, const AioPoolItem *item, VmValue work)
{
    const VmTuple *parts = vm_to_tuple(work);
    const VmTuple *args = vm_to_tuple(parts->items[1]);
    TraceRecorder *recorder = vm->recorder;
    recorder->cause = trace_record(recorder, TRACE_JOB_BEGIN, item->trace_id, 0, 0, 0);
    VmValue result = item->is_chunk ? call_chunk(vm, parts->items[0], args->items[0])
                                    : vm_call_spread(vm, parts->items[0], args->items, args->count,
                                                     parts->items[2] == VM_NONE ? VM_EMPTY : parts->items[2]);
    if (result != VM_ERROR || vm->stop == LS_OK) {
        VmValue shown = result != VM_ERROR ? result : vm->pending;
        uint32_t text = trace_on(recorder) && (recorder->detail || result == VM_ERROR) ? aio_trace_repr(vm, shown) : 0;
        recorder->cause = trace_record(recorder, TRACE_JOB_END, item->trace_id, text, 0,
                                       result == VM_ERROR ? TRACE_OUTCOME_EXCEPTION : TRACE_OUTCOME_RESULT);
    }
    return result;
}

/* The pending exception, pickled, with its traceback as text; when it cannot be pickled, what said so. */
static bool pack_exception(Vm *vm, AioPoolItem *outcome)
{
    for (int tries = 0; tries < 3 && vm->stop == LS_OK && vm_error_pending(vm); tries++) {
        VmValue exception = vm_error_take(vm);
        ls_buf_clear(&outcome->traceback);
        bool ok =
            vm_error_format(vm, exception, &outcome->traceback) && aio_pickle_dump(vm, &outcome->value, exception);
        vm_unref(vm, exception);
        if (ok) {
            outcome->is_exception = true;
            return true;
        }
    }
    return false;
}

/* For the replays of processes that are started later. */
static void note(Vm *vm, AioLogKind kind, uint64_t id, const AioPoolItem *item)
{
    AioProcessLog *log = aio_process_log(vm);
    if (log != NULL) {
        aio_log_add(log, kind, (uint32_t)id, sim_world_now(vm->world), item);
    }
}

/* What has just been computed lies scattered in memory: when it is more than the caches hold, pickling misses them. */
static void add_misses(Vm *vm, const AioPoolItem *outcome)
{
    enum { CACHED = 30000, MISSES = 8 };
    if (outcome->value.items > CACHED) {
        vm_cost_add(vm, VM_COST_PICKLE_ITEM, (size_t)(outcome->value.items - CACHED) * MISSES);
    }
}

static bool serve(Vm *vm, AioPool *pool, AioPoolItem *item)
{
    AioPoolItem *outcome = aio_pool_item_new(pool, item->id);
    if (outcome == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    /* Its memory is fresh: reading takes longer than in the parent. */
    VmValue work = aio_pool_pipe(vm, item, VM_COST_UNPICKLE_ITEM, 2) ? aio_pickle_load(vm, &item->value) : VM_ERROR;
    if (work == VM_ERROR) {
        aio_pool_item_free(pool, outcome);
        return false; /* the worker dies of it, as in CPython */
    }
    VmValue result = call(vm, item, work);
    vm_unref(vm, work);
    bool packed = result != VM_ERROR && aio_pickle_dump(vm, &outcome->value, result);
    vm_unref(vm, result);
    if (!packed && !pack_exception(vm, outcome)) {
        aio_pool_item_free(pool, outcome);
        return false;
    }
    add_misses(vm, outcome);
    if (!aio_pool_pipe(vm, outcome, VM_COST_PICKLE_ITEM, 1)) {
        aio_pool_item_free(pool, outcome);
        return false;
    }
    note(vm, AIO_LOG_OUTCOME, outcome->id, outcome);
    aio_pool_push(&pool->outcomes, outcome);
    return true;
}

void aio_pool_report_initializer(Vm *vm)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    VmValue exception = vm_error_take(vm);
    ls_buf_puts(&text, "Exception in initializer:\n");
    if (vm_error_format(vm, exception, &text)) {
        vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
    }
    ls_buf_free(&text);
    vm_unref(vm, exception);
}

static bool initialize(Vm *vm, const AioPool *pool)
{
    if (!pool->has_initializer) {
        return true;
    }
    if (!pool->loose) {
        return aio_process_executor_initialize(vm, aio_process_object_borrow(vm));
    }
    VmValue work = aio_pickle_load(vm, &pool->initializer);
    if (work == VM_ERROR) {
        return false;
    }
    const VmTuple *args = vm_to_tuple(vm_to_tuple(work)->items[1]);
    VmValue result = vm_call(vm, vm_to_tuple(work)->items[0], args->items, args->count, VM_EMPTY);
    vm_unref(vm, result);
    vm_unref(vm, work);
    return result != VM_ERROR;
}

static int worker_body(Vm *vm, void *data)
{
    AioPool *pool = data;
    if (!initialize(vm, pool)) {
        if (vm->stop == LS_OK) {
            aio_pool_report_initializer(vm);
        }
        return 1;
    }
    for (;;) {
        while (!has_work(pool)) { /* where computing takes time, another may have been quicker */
            if (!aio_thread_block(vm, SIM_NEVER, has_work, pool, AIO_BLOCK_IDLE, 0)) {
                return 1;
            }
        }
        AioPoolItem *item = pool->broken ? NULL : aio_pool_pop(&pool->calls);
        if (item == NULL) {
            note(vm, AIO_LOG_UNWANTED, 0, NULL);
            return 0;
        }
        note(vm, AIO_LOG_CALL, item->id, NULL);
        bool ok = serve(vm, pool, item);
        aio_pool_item_free(pool, item);
        if (!ok) {
            return 1;
        }
    }
}

static void worker_over(void *data, int exit_status)
{
    (void)exit_status;
    AioPool *pool = data;
    pool->ended++;
    if (!pool->closing && pool->renewed) {
        pool->lost++;
    } else if (!pool->closing) {
        pool->broken = true;
    }
    aio_pool_unref(pool);
}

void aio_process_next_name(Vm *vm, const char *kind, char *out, size_t size)
{
    snprintf(out, size, "%s-%u", kind, ++aio_state(vm)->process_count);
}

SimProcess *aio_pool_start_worker(Vm *vm, AioPool *pool, VmValue executor, const char *kind)
{
    char name[48];
    aio_process_next_name(vm, kind, name, sizeof name);
    AioProcessStart start = {.name = name,
                             .body = worker_body,
                             .wanted = is_wanted,
                             .over = worker_over,
                             .data = pool,
                             .object = executor,
                             .loose = true};
    pool->refs++;
    SimProcess *worker = aio_process_start(vm, &start);
    if (worker == NULL) {
        aio_pool_unref(pool);
        return NULL;
    }
    pool->workers++;
    return worker;
}

/* ---- the parent's side of an exception ---- */

VmValue aio_pool_load_exception(Vm *vm, const AioPoolItem *item)
{
    VmValue exception = aio_pickle_load(vm, &item->value);
    if (exception == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue text = vm_str_printf(vm, "\n\"\"\"\n%s\"\"\"", ls_buf_text(&item->traceback));
    VmValue cause =
        text == VM_ERROR ? VM_ERROR : vm_exception_new(vm, aio_type(vm, AIO_TYPE_REMOTE_TRACEBACK), &text, 1);
    vm_unref(vm, text);
    if (cause == VM_ERROR || !vm_is_exception(exception)) {
        vm_unref(vm, cause);
        vm_unref(vm, exception);
        return VM_ERROR;
    }
    vm_set_steal(vm, &vm_to_exception(exception)->cause, cause);
    vm_to_exception(exception)->suppress_context = true;
    return exception;
}
