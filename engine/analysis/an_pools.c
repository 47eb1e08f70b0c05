/* Pools of workers and of connections at the model's position. */
#include "analysis/an_index.h"
#include "analysis/an_machine.h"

enum { PIECE = 512, LOOKED_AT = 4096 };

static AnPool *find_pool(AnPool *pools, size_t count, uint32_t entity)
{
    for (size_t i = 0; i < count && entity != 0; i++) {
        if (pools[i].entity == entity) {
            return &pools[i];
        }
    }
    return NULL;
}

/* The last ones that exist: who makes a client for each request has pools without end. */
static size_t list_pools(const AnModel *model, AnPool *pools, size_t max)
{
    const AnIndex *index = &model->index;
    size_t total = an_sorted_after(index->pools.items, index->pools.count, model->position);
    size_t count = 0;
    for (size_t i = total > max ? total - max : 0; i < total; i++) {
        const TraceEvent *birth = an_event(index, index->pools.items[i]);
        AnPool pool = {.entity = birth->subject, .limit = birth->value};
        if (birth->kind == TRACE_SYNC_NEW) {
            uint32_t last = an_entity_last(index, pool.entity, model->position, AN_BIT(TRACE_SYNC_OP));
            pool.of_connections = true;
            pool.used = last == AN_NONE ? 0 : an_event(index, last)->value;
        }
        pools[count++] = pool;
    }
    return count;
}

/* The pool that a job was handed to. */
static AnPool *pool_of_job(const AnModel *model, uint32_t job, AnPool *pools, size_t count)
{
    uint32_t queued = an_entity_last(&model->index, job, model->position, AN_BIT(TRACE_JOB_QUEUE));
    return queued == AN_NONE ? NULL : find_pool(pools, count, an_event(&model->index, queued)->value);
}

static void count_workers(const AnModel *model, AnPool *pools, size_t count)
{
    for (uint16_t i = 0, threads = an_model_thread_count(model); i < threads; i++) {
        AnThread thread;
        AnPool *pool = an_model_thread(model, i, &thread) && thread.running == AN_RUN_JOB
                           ? pool_of_job(model, thread.running_entity, pools, count)
                           : NULL;
        if (pool != NULL) {
            pool->used++;
        }
    }
}

static void count_jobs(const AnModel *model, AnPool *pools, size_t count)
{
    const AnIntervals *queued = &model->index.spans[AN_SPAN_JOB_QUEUED];
    size_t at = an_intervals_find(queued, 0, model->position);
    for (unsigned i = 0; i < LOOKED_AT && at < queued->count; i++) {
        AnPool *pool = find_pool(pools, count, an_event(&model->index, queued->items[at].begin)->value);
        if (pool != NULL) {
            pool->waiting++;
        }
        at = an_intervals_find(queued, at + 1, model->position);
    }
}

static void count_tasks(const AnModel *model, AnPool *pools, size_t count)
{
    AnWaiting rows[PIECE];
    size_t got = PIECE;
    for (uint32_t first = 0; first < LOOKED_AT && got == PIECE; first += PIECE) {
        got = an_model_waiting(model, first, rows, PIECE);
        for (size_t i = 0; i < got; i++) {
            bool waits = rows[i].wait == TRACE_WAIT_POOL || rows[i].wait == TRACE_WAIT_WORKER;
            AnPool *pool = waits ? find_pool(pools, count, rows[i].awaited) : NULL;
            if (pool != NULL) {
                pool->waiting++;
            }
        }
    }
}

size_t an_machine_pools(const AnModel *model, AnPool *pools, size_t max)
{
    size_t count = list_pools(model, pools, max), shown = 0;
    if (count == 0) {
        return 0;
    }
    count_workers(model, pools, count);
    count_jobs(model, pools, count);
    count_tasks(model, pools, count);
    for (size_t i = 0; i < count; i++) {
        if (pools[i].used > 0 || pools[i].waiting > 0) {
            pools[shown++] = pools[i];
        }
    }
    return shown;
}
