#include "analysis/an_index.h"

#include <string.h>

_Static_assert(TRACE_KIND_COUNT <= 64, "a kind is a bit of a 64-bit mask");

enum { NARROW = 64, WIDE = 4096, WATCHED = 1 << 18 };

#define SUBJECT_OF(symbol, name, subject, object, value, flags, meaning) sizeof(subject) > 2,

bool an_kind_has_subject(unsigned kind)
{
    static const bool has_subject[] = {TRACE_KIND_TABLE(SUBJECT_OF)}; /* "-" is two bytes with its NUL */
    return has_subject[kind];
}

static const uint64_t step_ends =
    AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD) | AN_BIT(TRACE_TASK_DONE);

static const uint64_t thread_kinds =
    AN_BIT(TRACE_THREAD_NEW) | AN_BIT(TRACE_THREAD_END) | AN_BIT(TRACE_LOOP_NEW) | AN_BIT(TRACE_LOOP_END) |
    AN_BIT(TRACE_ITERATION) | AN_BIT(TRACE_POLL) | AN_BIT(TRACE_POLL_END) | AN_BIT(TRACE_READY_SNAPSHOT) |
    AN_BIT(TRACE_HANDLE_RUN) | AN_BIT(TRACE_HANDLE_END) | AN_BIT(TRACE_TASK_STEP) | AN_BIT(TRACE_TASK_WAIT) |
    AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD) | AN_BIT(TRACE_TASK_DONE) | AN_BIT(TRACE_BLOCK) |
    AN_BIT(TRACE_BLOCK_END) | AN_BIT(TRACE_JOB_BEGIN) | AN_BIT(TRACE_JOB_END) | AN_BIT(TRACE_RUN_BEGIN) |
    AN_BIT(TRACE_RUN_END) | AN_BIT(TRACE_CORE) | AN_BIT(TRACE_GIL);

static const uint64_t owner_kinds = AN_BIT(TRACE_FRAME_PUSH) | AN_BIT(TRACE_FRAME_POP) | AN_BIT(TRACE_LINE) |
                                    AN_BIT(TRACE_RAISE) | AN_BIT(TRACE_OUTPUT) | AN_BIT(TRACE_NOTE);

bool an_kind_of_thread(unsigned kind)
{
    return (thread_kinds & AN_BIT(kind)) != 0;
}

bool an_kind_of_owner(unsigned kind)
{
    return (owner_kinds & AN_BIT(kind)) != 0;
}

/* What the pass over the events keeps for a moment. */
typedef struct Build {
    AnIndex *index;
    const LsWatch *watch; /* NULL: nobody looks on */
    uint32_t *running;    /* for each thread: the task whose step is in progress */
    uint32_t *open_step;  /* for each entity: its entry in ready, number + 1 */
    uint32_t *open_timer; /* the same for the timer of its sleep */
    uint32_t *open_wait;  /* the same for the waiting set */
    uint32_t *open_span;  /* for each job, connection, request: number + 1 in the set that span_sort names */
    uint8_t *span_sort;
    uint32_t *calls; /* for each owner: the innermost call + 1 */
    uint32_t *lines; /* for each owner: where it stands */
    int64_t *keys;   /* for each wait: its deadline */
    size_t key_capacity;
} Build;

static bool allocate(AnIndex *index, Build *build)
{
    const LsAlloc *alloc = index->alloc;
    size_t entities = (size_t)index->entity_count + 1;
    size_t owners = entities + index->thread_count;
    index->kinds_size = index->count / NARROW + 1;
    index->kinds_wide_size = index->count / WIDE + 1;
    index->kinds = ls_alloc_zeroed(alloc, index->kinds_size * sizeof *index->kinds);
    index->kinds_wide = ls_alloc_zeroed(alloc, index->kinds_wide_size * sizeof *index->kinds_wide);
    build->running = ls_alloc_zeroed(alloc, index->thread_count * sizeof *build->running);
    build->open_step = ls_alloc_zeroed(alloc, entities * sizeof *build->open_step);
    build->open_timer = ls_alloc_zeroed(alloc, entities * sizeof *build->open_timer);
    build->open_wait = ls_alloc_zeroed(alloc, entities * sizeof *build->open_wait);
    build->open_span = ls_alloc_zeroed(alloc, entities * sizeof *build->open_span);
    build->span_sort = ls_alloc_zeroed(alloc, entities * sizeof *build->span_sort);
    build->calls = ls_alloc_zeroed(alloc, owners * sizeof *build->calls);
    build->lines = ls_alloc_zeroed(alloc, owners * sizeof *build->lines);
    return index->kinds != NULL && index->kinds_wide != NULL && build->running != NULL && build->open_step != NULL &&
           build->open_timer != NULL && build->open_wait != NULL && build->open_span != NULL &&
           build->span_sort != NULL && build->calls != NULL && build->lines != NULL &&
           an_lists_begin(&index->entities, alloc, index->entity_count + 1) &&
           an_lists_begin(&index->threads, alloc, index->thread_count) &&
           an_lists_begin(&index->owners, alloc, (uint32_t)owners);
}

static void release(Build *build)
{
    const AnIndex *index = build->index;
    const LsAlloc *alloc = index->alloc;
    size_t entities = (size_t)index->entity_count + 1;
    size_t owners = entities + index->thread_count;
    ls_alloc_free(alloc, build->running, index->thread_count * sizeof *build->running);
    ls_alloc_free(alloc, build->open_step, entities * sizeof *build->open_step);
    ls_alloc_free(alloc, build->open_timer, entities * sizeof *build->open_timer);
    ls_alloc_free(alloc, build->open_wait, entities * sizeof *build->open_wait);
    ls_alloc_free(alloc, build->open_span, entities * sizeof *build->open_span);
    ls_alloc_free(alloc, build->span_sort, entities * sizeof *build->span_sort);
    ls_alloc_free(alloc, build->calls, owners * sizeof *build->calls);
    ls_alloc_free(alloc, build->lines, owners * sizeof *build->lines);
    ls_alloc_free(alloc, build->keys, build->key_capacity * sizeof *build->keys);
}

/* Both passes keep track of the running tasks in the same way. */
static void track_running(Build *build, const TraceEvent *event)
{
    if (event->kind == TRACE_TASK_STEP) {
        build->running[event->thread] = event->subject;
    } else if ((step_ends & AN_BIT(event->kind)) != 0) {
        build->running[event->thread] = 0;
    }
}

static uint32_t owner_of(const Build *build, const TraceEvent *event)
{
    uint32_t task = build->running[event->thread];
    return task != 0 ? task : an_owner_of_thread(build->index, event->thread);
}

static void count_events(Build *build)
{
    AnIndex *index = build->index;
    for (uint32_t seq = 0; seq < index->count; seq++) {
        const TraceEvent *event = trace_at(index->trace, seq);
        index->kinds[seq / NARROW] |= AN_BIT(event->kind);
        index->kinds_wide[seq / WIDE] |= AN_BIT(event->kind);
        if (an_kind_has_subject(event->kind)) {
            an_lists_count(&index->entities, event->subject);
        }
        if (an_kind_of_thread(event->kind)) {
            an_lists_count(&index->threads, event->thread);
        }
        if (an_kind_of_owner(event->kind)) {
            an_lists_count(&index->owners, owner_of(build, event));
        }
        track_running(build, event);
    }
    memset(build->running, 0, index->thread_count * sizeof *build->running);
}

/* --- frames --- */

static bool push_call(Build *build, uint32_t owner, uint32_t seq, const TraceEvent *event)
{
    AnIndex *index = build->index;
    AnCall *calls =
        ls_alloc_grow(index->alloc, index->calls, &index->call_capacity, index->call_count + 1, sizeof *calls);
    if (calls == NULL) {
        return false;
    }
    index->calls = calls;
    uint32_t caller = build->calls[owner] == 0 ? AN_NONE : build->calls[owner] - 1;
    calls[index->call_count] = (AnCall){.push_seq = seq, .caller = caller, .caller_line = build->lines[owner]};
    build->calls[owner] = (uint32_t)++index->call_count;
    build->lines[owner] = event->value;
    return true;
}

static bool add_to_owner(Build *build, uint32_t seq, const TraceEvent *event)
{
    AnIndex *index = build->index;
    uint32_t owner = owner_of(build, event);
    uint32_t place = an_lists_add(&index->owners, owner, seq, event->kind);
    if (event->kind == TRACE_FRAME_PUSH && !push_call(build, owner, seq, event)) {
        return false;
    }
    uint32_t call = build->calls[owner] == 0 ? AN_NONE : build->calls[owner] - 1;
    index->owner_calls[place] = call;
    if (event->kind == TRACE_FRAME_POP && call != AN_NONE) {
        build->calls[owner] = index->calls[call].caller == AN_NONE ? 0 : index->calls[call].caller + 1;
        build->lines[owner] = index->calls[call].caller_line;
    } else if (event->kind != TRACE_FRAME_PUSH && event->kind != TRACE_FRAME_POP && event->line != 0) {
        build->lines[owner] = event->line;
    }
    return true;
}

/* --- ready queue and waiting set --- */

static bool close_entry(Build *build, AnIntervals *set, uint32_t *open, uint32_t seq)
{
    if (*open == 0) {
        return true;
    }
    bool ok = an_intervals_close(set, build->index->alloc, *open - 1, seq);
    *open = 0;
    return ok;
}

static bool open_entry(Build *build, AnIntervals *set, uint32_t *open, uint32_t seq)
{
    if (!close_entry(build, set, open, seq)) {
        return false;
    }
    uint32_t number = an_intervals_open(set, build->index->alloc, seq);
    *open = number + 1;
    return number != AN_NONE;
}

static bool begin_wait(Build *build, uint32_t seq, const TraceEvent *event, int64_t until_ns)
{
    AnIndex *index = build->index;
    if (!open_entry(build, &index->waiting, &build->open_wait[event->subject], seq)) {
        return false;
    }
    int64_t *keys = ls_alloc_grow(index->alloc, build->keys, &build->key_capacity, index->waiting.count, sizeof *keys);
    if (keys == NULL) {
        return false;
    }
    build->keys = keys;
    keys[index->waiting.count - 1] = until_ns < 0 ? AN_FOREVER : until_ns;
    return true;
}

static bool track_entries(Build *build, uint32_t seq, const TraceEvent *event)
{
    AnIntervals *ready = &build->index->ready;
    AnIntervals *waiting = &build->index->waiting;
    uint32_t *step = &build->open_step[event->subject];
    uint32_t *timer = &build->open_timer[event->subject];
    uint32_t *wait = &build->open_wait[event->subject];
    switch (event->kind) {
    case TRACE_HANDLE_READY:
    case TRACE_TASK_YIELD: return open_entry(build, ready, step, seq);
    case TRACE_TIMER_DUE:
    case TRACE_TASK_READY: return close_entry(build, waiting, wait, seq) && open_entry(build, ready, step, seq);
    case TRACE_SLEEP_DUE: return close_entry(build, waiting, wait, seq) && open_entry(build, ready, timer, seq);
    case TRACE_SLEEP_FIRE:
        return close_entry(build, waiting, wait, seq) && close_entry(build, ready, timer, seq) &&
               open_entry(build, ready, step, seq);
    case TRACE_HANDLE_RUN: return close_entry(build, waiting, wait, seq) && close_entry(build, ready, step, seq);
    case TRACE_TASK_STEP: return close_entry(build, waiting, wait, seq) && close_entry(build, ready, step, seq);
    case TRACE_HANDLE_SKIP: return close_entry(build, ready, *timer != 0 ? timer : step, seq);
    case TRACE_TASK_DONE:
    case TRACE_TASK_DROP:
        return close_entry(build, waiting, wait, seq) && close_entry(build, ready, step, seq) &&
               (event->kind == TRACE_TASK_DONE || close_entry(build, ready, timer, seq));
    case TRACE_HANDLE_CANCEL:
    case TRACE_SLEEP_CANCEL: return close_entry(build, waiting, wait, seq);
    case TRACE_TASK_WAIT: return begin_wait(build, seq, event, AN_FOREVER);
    case TRACE_TASK_SLEEP:
    case TRACE_TIMER_ARM: return begin_wait(build, seq, event, event->amount);
    default: return true;
    }
}

/* ---- jobs, connections, requests ---- */

static bool close_span(Build *build, uint32_t entity, uint32_t seq)
{
    AnIntervals *set = &build->index->spans[build->span_sort[entity]];
    return close_entry(build, set, &build->open_span[entity], seq);
}

static bool open_span(Build *build, uint32_t entity, AnSpanSort sort, uint32_t seq)
{
    if (!close_span(build, entity, seq)) {
        return false;
    }
    build->span_sort[entity] = (uint8_t)sort;
    return open_entry(build, &build->index->spans[sort], &build->open_span[entity], seq);
}

static bool track_spans(Build *build, uint32_t seq, const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_JOB_QUEUE: return open_span(build, event->subject, AN_SPAN_JOB_QUEUED, seq);
    case TRACE_JOB_BEGIN: return open_span(build, event->subject, AN_SPAN_JOB, seq);
    case TRACE_CONNECTION_NEW: return open_span(build, event->subject, AN_SPAN_CONNECTION, seq);
    case TRACE_REQUEST_BEGIN: return open_span(build, event->subject, AN_SPAN_REQUEST, seq);
    case TRACE_JOB_END:
    case TRACE_CONNECTION_END:
    case TRACE_REQUEST_END: return close_span(build, event->subject, seq);
    default: return true;
    }
}

static bool add_to_sorts(AnIndex *index, uint32_t seq, const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_TASK_NEW: return an_seqs_add(&index->tasks, index->alloc, seq);
    case TRACE_SYNC_NEW:
        return an_seqs_add(&index->syncs, index->alloc, seq) &&
               (event->flags != TRACE_WAIT_POOL || an_seqs_add(&index->pools, index->alloc, seq));
    case TRACE_POOL_NEW: return an_seqs_add(&index->pools, index->alloc, seq);
    case TRACE_OUTPUT: return an_seqs_add(&index->outputs, index->alloc, seq);
    default: return true;
    }
}

static uint32_t ticks_of(const AnIndex *index, const TraceEvent *event)
{
    return event->time_ns < 0 ? 0 : (uint32_t)(event->time_ns >> index->tick_shift);
}

static bool add_events(Build *build)
{
    AnIndex *index = build->index;
    for (uint32_t seq = 0; seq < index->count; seq++) {
        if (seq % WATCHED == 0 && ls_watch_stops(build->watch, seq, index->count)) {
            return false;
        }
        const TraceEvent *event = trace_at(index->trace, seq);
        if (an_kind_has_subject(event->kind)) {
            uint32_t place = an_lists_add(&index->entities, event->subject, seq, event->kind);
            index->entities.ticks[place] = ticks_of(index, event);
            if (!track_entries(build, seq, event) || !track_spans(build, seq, event)) {
                return false;
            }
        }
        if (an_kind_of_thread(event->kind)) {
            uint32_t place = an_lists_add(&index->threads, event->thread, seq, event->kind);
            index->threads.ticks[place] = ticks_of(index, event);
        }
        if (an_kind_of_owner(event->kind) && !add_to_owner(build, seq, event)) {
            return false;
        }
        if ((step_ends & AN_BIT(event->kind)) != 0 && event->line != 0) {
            build->lines[event->subject] = event->line;
        }
        if (!add_to_sorts(index, seq, event)) {
            return false;
        }
        track_running(build, event);
    }
    an_lists_finish(&index->entities);
    an_lists_finish(&index->threads);
    an_lists_finish(&index->owners);
    return true;
}

/* The largest thread, entity and time in use, so that no event can point outside of the arrays. */
static void measure(AnIndex *index)
{
    int64_t end_ns = 0;
    index->thread_count = 1;
    index->entity_count = trace_id_count(index->trace);
    for (uint32_t seq = 0; seq < index->count; seq++) {
        const TraceEvent *event = trace_at(index->trace, seq);
        if (event->thread >= index->thread_count) {
            index->thread_count = (uint32_t)event->thread + 1;
        }
        if (event->subject > index->entity_count && an_kind_has_subject(event->kind)) {
            index->entity_count = event->subject;
        }
        end_ns = event->time_ns > end_ns ? event->time_ns : end_ns;
    }
    while (end_ns >> index->tick_shift > UINT32_MAX) {
        index->tick_shift++;
    }
}

bool an_index_build(AnIndex *index, const LsAlloc *alloc, const Trace *trace, const LsWatch *watch)
{
    *index = (AnIndex){.alloc = alloc, .trace = trace, .count = trace_count(trace)};
    measure(index);
    Build build = {.index = index, .watch = watch};
    bool ok = allocate(index, &build);
    if (ok) {
        count_events(&build);
        ok = an_lists_room(&index->entities, alloc, true) && an_lists_room(&index->threads, alloc, true) &&
             an_lists_room(&index->owners, alloc, false);
    }
    if (ok) {
        index->owner_calls = ls_alloc_bytes(alloc, ((size_t)index->owners.total + 1) * sizeof *index->owner_calls);
        ok = index->owner_calls != NULL && add_events(&build) && an_intervals_finish(&index->ready, alloc, NULL) &&
             an_intervals_finish(&index->waiting, alloc, build.keys);
    }
    release(&build);
    if (!ok) {
        an_index_free(index);
    }
    return ok;
}

void an_index_free(AnIndex *index)
{
    const LsAlloc *alloc = index->alloc;
    ls_alloc_free(alloc, index->owner_calls, ((size_t)index->owners.total + 1) * sizeof *index->owner_calls);
    ls_alloc_free(alloc, index->kinds, index->kinds_size * sizeof *index->kinds);
    ls_alloc_free(alloc, index->kinds_wide, index->kinds_wide_size * sizeof *index->kinds_wide);
    ls_alloc_free(alloc, index->calls, index->call_capacity * sizeof *index->calls);
    an_lists_free(&index->entities, alloc);
    an_lists_free(&index->threads, alloc);
    an_lists_free(&index->owners, alloc);
    an_intervals_free(&index->ready, alloc);
    an_intervals_free(&index->waiting, alloc);
    for (unsigned i = 0; i < AN_SPAN_COUNT; i++) {
        an_intervals_free(&index->spans[i], alloc);
    }
    an_seqs_free(&index->tasks, alloc);
    an_seqs_free(&index->syncs, alloc);
    an_seqs_free(&index->pools, alloc);
    an_seqs_free(&index->outputs, alloc);
}

static size_t lists_bytes(const AnLists *lists)
{
    size_t bytes = ((size_t)lists->key_count + 1 + lists->total) * sizeof(uint32_t);
    bytes += lists->ticks == NULL ? 0 : (size_t)lists->total * sizeof *lists->ticks;
    return bytes + (size_t)lists->total / 8 + lists->total;
}

static size_t intervals_bytes(const AnIntervals *set)
{
    size_t bytes = set->capacity * sizeof *set->items + set->end_capacity * sizeof *set->ends;
    bytes += set->begins == NULL ? 0 : set->count * sizeof *set->begins;
    for (unsigned level = 0; level < set->level_count; level++) {
        bytes += set->level_sizes[level] * sizeof *set->levels[level];
    }
    return bytes;
}

size_t an_index_memory_bytes(const AnIndex *index)
{
    size_t bytes = lists_bytes(&index->entities) + lists_bytes(&index->threads) + lists_bytes(&index->owners);
    bytes += intervals_bytes(&index->ready) + intervals_bytes(&index->waiting);
    for (unsigned i = 0; i < AN_SPAN_COUNT; i++) {
        bytes += intervals_bytes(&index->spans[i]);
    }
    bytes += (index->kinds_size + index->kinds_wide_size) * sizeof *index->kinds;
    bytes += (size_t)index->owners.total * sizeof *index->owner_calls + index->call_capacity * sizeof *index->calls;
    bytes += (index->tasks.capacity + index->syncs.capacity + index->pools.capacity + index->outputs.capacity) *
             sizeof(uint32_t);
    return bytes;
}

uint32_t an_index_last(const AnIndex *index, uint32_t seq, uint64_t mask)
{
    if (index->count == 0) {
        return AN_NONE;
    }
    int64_t at = seq < index->count ? (int64_t)seq : (int64_t)index->count - 1;
    while (at >= 0) {
        if ((index->kinds_wide[at / WIDE] & mask) == 0) {
            at = at / WIDE * WIDE - 1;
        } else if ((index->kinds[at / NARROW] & mask) == 0) {
            at = at / NARROW * NARROW - 1;
        } else if ((AN_BIT(trace_at(index->trace, (uint32_t)at)->kind) & mask) != 0) {
            return (uint32_t)at;
        } else {
            at--;
        }
    }
    return AN_NONE;
}

uint32_t an_index_next(const AnIndex *index, uint32_t seq, uint64_t mask)
{
    uint64_t at = seq;
    while (at < index->count) {
        if ((index->kinds_wide[at / WIDE] & mask) == 0) {
            at = (at / WIDE + 1) * WIDE;
        } else if ((index->kinds[at / NARROW] & mask) == 0) {
            at = (at / NARROW + 1) * NARROW;
        } else if ((AN_BIT(trace_at(index->trace, (uint32_t)at)->kind) & mask) != 0) {
            return (uint32_t)at;
        } else {
            at++;
        }
    }
    return AN_NONE;
}

uint32_t an_index_running_task(const AnIndex *index, uint16_t thread, uint32_t seq)
{
    uint32_t last = an_lists_last(&index->threads, thread, seq, step_ends | AN_BIT(TRACE_TASK_STEP));
    if (last == AN_NONE || trace_at(index->trace, last)->kind != TRACE_TASK_STEP) {
        return 0;
    }
    return trace_at(index->trace, last)->subject;
}

uint32_t an_index_birth(const AnIndex *index, uint32_t entity)
{
    const AnLists *lists = &index->entities;
    if (entity == 0 || entity >= lists->key_count || lists->starts[entity] == lists->starts[entity + 1]) {
        return AN_NONE;
    }
    return lists->seqs[lists->starts[entity]];
}

bool an_index_is_task(const AnIndex *index, uint32_t entity)
{
    uint32_t birth = an_index_birth(index, entity);
    return birth != AN_NONE && an_event(index, birth)->kind == TRACE_TASK_NEW;
}
