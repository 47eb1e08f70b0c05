#include "analysis/an_stats.h"

#include "analysis/an_index.h"
#include "analysis/an_narrate.h"

enum { BUSY_WORDS = (UINT16_MAX + 1) / 64, HOLDERS = 256 };

/* What the pass over the events keeps. */
typedef struct Pass {
    AnStats *out;
    const AnIndex *index;
    uint64_t busy[BUSY_WORDS]; /* one bit for each thread */
    uint32_t busy_count;
    uint32_t alive;
    uint32_t held_since[HOLDERS]; /* for the first threads: the step or callback in progress + 1 */
    bool blocked;                 /* the main thread */
} Pass;

static void set_busy(Pass *pass, uint16_t thread, bool busy)
{
    uint64_t *word = &pass->busy[thread / 64];
    uint64_t bit = (uint64_t)1 << (thread % 64);
    if (busy && (*word & bit) == 0) {
        *word |= bit;
        pass->busy_count++;
    } else if (!busy && (*word & bit) != 0) {
        *word &= ~bit;
        pass->busy_count--;
    }
}

static void end_hold(Pass *pass, const TraceEvent *event)
{
    if (event->thread >= HOLDERS || pass->held_since[event->thread] == 0) {
        return;
    }
    uint32_t begun = pass->held_since[event->thread] - 1;
    int64_t length = event->time_ns - an_event(pass->index, begun)->time_ns;
    if (length > pass->out->longest_hold_ns) {
        pass->out->longest_hold_ns = length;
        pass->out->longest_hold_seq = begun;
    }
    pass->held_since[event->thread] = 0;
}

static void begin_hold(Pass *pass, const TraceEvent *event, uint32_t seq)
{
    if (event->thread < HOLDERS) {
        pass->held_since[event->thread] = seq + 1;
    }
}

static void end_task(Pass *pass, const TraceEvent *event)
{
    pass->alive -= pass->alive > 0;
    if (event->kind == TRACE_TASK_DONE) {
        pass->out->tasks_failed += event->flags == TRACE_OUTCOME_EXCEPTION;
        pass->out->tasks_cancelled += event->flags == TRACE_OUTCOME_CANCELLED;
    }
}

static void count_event(Pass *pass, const TraceEvent *event, uint32_t seq)
{
    AnStats *out = pass->out;
    switch (event->kind) {
    case TRACE_ITERATION: out->iterations++; break;
    case TRACE_TASK_STEP:
        out->steps++;
        begin_hold(pass, event, seq);
        break;
    case TRACE_HANDLE_RUN:
        out->callbacks++;
        begin_hold(pass, event, seq);
        break;
    case TRACE_HANDLE_END:
    case TRACE_TASK_WAIT:
    case TRACE_TASK_SLEEP:
    case TRACE_TASK_YIELD: end_hold(pass, event); break;
    case TRACE_TASK_DONE:
        end_hold(pass, event);
        end_task(pass, event);
        break;
    case TRACE_TASK_DROP: end_task(pass, event); break;
    case TRACE_TASK_NEW:
        if ((event->flags & TRACE_TASK_INTERNAL) != 0) {
            break;
        }
        out->tasks++;
        pass->alive++;
        out->max_tasks = pass->alive > out->max_tasks ? pass->alive : out->max_tasks;
        break;
    case TRACE_RUN_END:
        out->ended = true;
        out->end = (TraceEnd)event->flags;
        break;
    default: break;
    }
}

static void follow_threads(Pass *pass, const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_POLL:
    case TRACE_THREAD_END:
    case TRACE_JOB_END: set_busy(pass, event->thread, false); break;
    case TRACE_POLL_END:
    case TRACE_JOB_BEGIN:
    case TRACE_RUN_BEGIN: set_busy(pass, event->thread, true); break;
    case TRACE_BLOCK:
    case TRACE_BLOCK_END: pass->blocked = event->thread == 0 ? event->kind == TRACE_BLOCK : pass->blocked; break;
    default: break;
    }
}

/* The most intervals of a set that contain the same event. */
static uint32_t most_active(const AnIntervals *set)
{
    size_t ended = 0;
    size_t most = 0;
    for (size_t i = 0; i < set->count; i++) {
        uint32_t begin = set->begins != NULL ? set->begins[i] : set->items[i].begin;
        while (ended < set->end_count && set->ends[ended] <= begin) {
            ended++;
        }
        most = i + 1 - ended > most ? i + 1 - ended : most;
    }
    return (uint32_t)most;
}

void an_stats(const AnModel *model, AnStats *out)
{
    const AnIndex *index = &model->index;
    *out = (AnStats){.events = index->count, .longest_hold_seq = AN_NONE};
    Pass pass = {.out = out, .index = index};
    int64_t before = 0;
    set_busy(&pass, 0, true);
    for (uint32_t seq = 0; seq < index->count; seq++) {
        const TraceEvent *event = an_event(index, seq);
        if (event->time_ns > before) {
            int64_t passed = event->time_ns - before;
            *(pass.busy_count > 0 ? &out->busy_ns : &out->idle_ns) += passed;
            out->blocked_ns += pass.blocked ? passed : 0;
            before = event->time_ns;
        }
        count_event(&pass, event, seq);
        follow_threads(&pass, event);
    }
    out->elapsed_ns = before;
    out->outputs = (uint32_t)index->outputs.count;
    out->max_ready = most_active(&index->ready);
    out->max_waiting = most_active(&index->waiting);
}

void an_stats_task(const AnModel *model, uint32_t task, AnTaskStats *out)
{
    const AnIndex *index = &model->index;
    const AnLists *lists = &index->entities;
    *out = (AnTaskStats){0};
    if (!an_index_is_task(index, task)) {
        return;
    }
    AnState state = AN_STATE_NONE;
    TraceWait wait = TRACE_WAIT_NONE;
    int64_t since = an_event(index, an_index_birth(index, task))->time_ns;
    int64_t birth = since;
    for (uint32_t place = lists->starts[task]; place <= lists->starts[task + 1] && state != AN_DONE; place++) {
        bool last = place == lists->starts[task + 1];
        const TraceEvent *event = an_event(index, last ? index->count - 1 : lists->seqs[place]);
        int64_t passed = event->time_ns - since;
        since = event->time_ns;
        out->running_ns += state == AN_RUNNING ? passed : 0;
        out->ready_ns += state == AN_READY_STATE ? passed : 0;
        out->waiting_ns += state == AN_WAITING_STATE ? passed : 0;
        out->wait_ns[wait] += state == AN_WAITING_STATE ? passed : 0;
        if (last) {
            break;
        }
        out->steps += event->kind == TRACE_TASK_STEP;
        AnState next = an_state_after(event->kind);
        state = next != AN_STATE_NONE ? next : state;
        if (event->kind == TRACE_TASK_WAIT) {
            wait = event->flags < TRACE_WAIT_COUNT ? (TraceWait)event->flags : TRACE_WAIT_NONE;
        } else if (event->kind == TRACE_TASK_SLEEP) {
            wait = TRACE_WAIT_SLEEP;
        }
    }
    out->alive_ns = since - birth;
}

static void put_time(LsBuf *out, const char *name, int64_t ns)
{
    char text[AN_TIME_SIZE];
    ls_buf_printf(out, "%-24s %s\n", name, an_time_text(ns, text));
}

static void put_count(LsBuf *out, const char *name, uint32_t count)
{
    ls_buf_printf(out, "%-24s %lu\n", name, (unsigned long)count);
}

void an_stats_text(const AnModel *model, const AnStats *stats, LsBuf *out)
{
    put_time(out, "elapsed", stats->elapsed_ns);
    put_time(out, "busy", stats->busy_ns);
    put_time(out, "  of it blocked", stats->blocked_ns);
    put_time(out, "idle", stats->idle_ns);
    put_count(out, "events", stats->events);
    put_count(out, "loop iterations", stats->iterations);
    put_count(out, "task steps", stats->steps);
    put_count(out, "callbacks", stats->callbacks);
    put_count(out, "tasks", stats->tasks);
    put_count(out, "  failed", stats->tasks_failed);
    put_count(out, "  cancelled", stats->tasks_cancelled);
    put_count(out, "  at once, at most", stats->max_tasks);
    put_count(out, "ready, at most", stats->max_ready);
    put_count(out, "waiting, at most", stats->max_waiting);
    put_time(out, "loop held, at most", stats->longest_hold_ns);
    if (stats->longest_hold_seq != AN_NONE && stats->longest_hold_ns > 0) {
        char label[96];
        an_model_label(model, an_event(&model->index, stats->longest_hold_seq)->subject, label, sizeof label);
        ls_buf_printf(out, "%-24s %s\n", "  by", label);
    }
}
