#include "aio/aio_process_log.h"

#include "aio/aio_channel.h"
#include "sim/sim_sched.h"

/* ---- keeping ---- */

static AioPoolItem *copy_item(const LsAlloc *alloc, const AioPoolItem *from)
{
    AioPoolItem *item = ls_alloc_zeroed(alloc, sizeof *item);
    if (item == NULL) {
        return NULL;
    }
    *item = (AioPoolItem){.id = from->id, .is_exception = from->is_exception};
    aio_pickle_init(&item->value, alloc);
    ls_buf_init(&item->traceback, alloc);
    item->value.items = from->value.items;
    ls_buf_put(&item->value.bytes, from->value.bytes.data, from->value.bytes.size);
    ls_buf_put(&item->traceback, ls_buf_text(&from->traceback), from->traceback.size);
    if (item->value.bytes.failed || item->traceback.failed) {
        aio_pool_item_free(&(AioPool){.alloc = alloc}, item);
        return NULL;
    }
    return item;
}

static bool grow(AioProcessLog *log)
{
    if (log->count < log->capacity) {
        return true;
    }
    size_t capacity = log->capacity == 0 ? 8 : log->capacity * 2;
    AioLogEntry *entries = log->alloc->resize(log->alloc->context, log->entries, log->capacity * sizeof *entries,
                                              capacity * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    log->entries = entries;
    log->capacity = capacity;
    return true;
}

void aio_log_add(AioProcessLog *log, AioLogKind kind, uint32_t channel, int64_t now_ns, const AioPoolItem *value)
{
    size_t size = sizeof(AioLogEntry) + (value == NULL ? 0 : value->value.bytes.size + value->traceback.size);
    if (log->incomplete || log->bytes + size > AIO_LOG_MAX_BYTES || !grow(log)) {
        log->incomplete = true;
        return;
    }
    AioPoolItem *item = value == NULL ? NULL : copy_item(log->alloc, value);
    if (value != NULL && item == NULL) {
        log->incomplete = true;
        return;
    }
    log->bytes += size;
    log->entries[log->count++] = (AioLogEntry){.kind = kind, .channel = channel, .time_ns = now_ns, .item = item};
}

void aio_log_free_all(AioProcessLog *logs)
{
    while (logs != NULL) {
        AioProcessLog *log = logs;
        logs = log->next;
        AioPool owner = {.alloc = log->alloc};
        for (size_t i = 0; i < log->count; i++) {
            if (log->entries[i].item != NULL) {
                aio_pool_item_free(&owner, log->entries[i].item);
            }
        }
        ls_alloc_free(log->alloc, log->entries, log->capacity * sizeof *log->entries);
        ls_alloc_free(log->alloc, log, sizeof *log);
    }
}

/* ---- doing it again ---- */

typedef struct Actor {
    SimSched *sched;
    const AioProcessLog *log;
    AioChannel **channels;
    void *data; /* of the start: a pool where the log tells of one */
    AioProcessWanted (*wanted)(void *data);
    void (*over)(void *data, int exit_status);
} Actor;

static bool holds_something(void *context)
{
    return ((AioChannel *)context)->count > 0;
}

/* A call that somebody waits for. */
typedef struct Wanted {
    AioPool *pool;
    uint32_t id;
} Wanted;

static bool has_call(void *context)
{
    const Wanted *wanted = context;
    return *aio_pool_place(&wanted->pool->calls, wanted->id) != NULL;
}

/* Waits until the moment, then until the condition holds; false: unwind. */
static bool await(const Actor *actor, int64_t time_ns, bool (*condition)(void *context), void *context)
{
    if (time_ns > sim_world_now(actor->sched->world) && !sim_sched_block(actor->sched, time_ns, NULL, NULL, false)) {
        return false;
    }
    while (condition != NULL && !condition(context)) {
        if (!sim_sched_block(actor->sched, SIM_NEVER, condition, context, false)) {
            return false;
        }
    }
    return true;
}

static bool is_unwanted(void *context)
{
    const Actor *actor = context;
    return actor->wanted(actor->data) == AIO_PROCESS_NEVER;
}

static bool act_on_pool(const Actor *actor, const AioLogEntry *entry)
{
    AioPool *pool = actor->data;
    if (entry->kind == AIO_LOG_UNWANTED) {
        Actor copy = *actor;
        return await(actor, entry->time_ns, is_unwanted, &copy);
    }
    if (entry->kind == AIO_LOG_CALL) {
        Wanted wanted = {.pool = pool, .id = entry->channel};
        if (!await(actor, entry->time_ns, has_call, &wanted)) {
            return false;
        }
        aio_pool_item_free(pool, aio_pool_take(&pool->calls, wanted.id));
        return true;
    }
    AioPoolItem *item = await(actor, entry->time_ns, NULL, NULL) ? copy_item(pool->alloc, entry->item) : NULL;
    if (item != NULL) {
        aio_pool_push(&pool->outcomes, item);
    }
    return item != NULL;
}

static bool act_on_channel(const Actor *actor, const AioLogEntry *entry)
{
    const LsAlloc *alloc = actor->log->alloc;
    AioChannel *channel = aio_channel_find(actor->channels, 0, entry->channel, alloc);
    if (channel == NULL ||
        !await(actor, entry->time_ns, entry->kind == AIO_LOG_TAKE ? holds_something : NULL, channel)) {
        return false;
    }
    if (entry->kind == AIO_LOG_TAKE) {
        aio_channel_drop_first(channel, alloc);
        return true;
    }
    if (entry->kind != AIO_LOG_PUT) {
        aio_channel_empty(channel, alloc);
    }
    return entry->item == NULL || aio_channel_add_copy(channel, &entry->item->value, alloc);
}

static int act(SimProcess *sim, void *argument)
{
    (void)sim;
    const Actor *actor = argument;
    const AioProcessLog *log = actor->log;
    for (size_t i = 0; log != NULL && i < log->count; i++) {
        const AioLogEntry *entry = &log->entries[i];
        bool pool = entry->kind >= AIO_LOG_CALL;
        if (!(pool ? act_on_pool(actor, entry) : act_on_channel(actor, entry))) {
            return 1;
        }
    }
    bool ends = log != NULL && log->over && !log->killed;
    return await(actor, ends ? log->end_ns : SIM_NEVER, NULL, NULL) && ends ? log->exit_status : 1;
}

static void act_over(SimProcess *sim, void *argument)
{
    Actor actor = *(Actor *)argument;
    ls_alloc_free(actor.sched->world->alloc, argument, sizeof actor);
    if (actor.over != NULL) {
        actor.over(actor.data, sim->exit_status);
    }
}

SimProcess *aio_log_replay(SimSched *sched, const AioProcessLog *log, const AioProcessStart *start,
                           AioChannel **channels)
{
    const LsAlloc *alloc = sched->world->alloc;
    Actor *actor = ls_alloc_zeroed(alloc, sizeof *actor);
    if (actor == NULL) {
        return NULL;
    }
    *actor = (Actor){.sched = sched,
                     .log = log,
                     .channels = channels,
                     .data = start->data,
                     .wanted = start->wanted,
                     .over = start->over};
    SimProcess *sim = sim_process_start(sched, start->name, act, act_over, actor);
    if (sim == NULL) {
        ls_alloc_free(alloc, actor, sizeof *actor);
        return NULL;
    }
    sim->daemon = start->daemon;
    sim->user = start->data;
    sim->heeded = log == NULL ? 0 : log->heeded;
    sim->ignored = log == NULL ? 0 : log->ignored;
    return sim;
}
