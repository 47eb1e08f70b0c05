/* Position, loop, ready queue, waiting set, output.  Tasks: an_tasks.c, threads: an_threads.c, names: an_label.c. */
#include "analysis/an_model.h"

#include "analysis/an_index.h"
#include "analysis/an_lanes.h"

AnModel *an_model_new(const LsAlloc *alloc, const Trace *trace)
{
    return an_model_new_watched(alloc, trace, NULL);
}

AnModel *an_model_new_watched(const LsAlloc *alloc, const Trace *trace, const LsWatch *watch)
{
    AnModel *model = ls_alloc_zeroed(alloc, sizeof *model);
    if (model == NULL) {
        return NULL;
    }
    model->edges = ls_alloc_zeroed(alloc, sizeof *model->edges);
    bool indexed = model->edges != NULL && an_index_build(&model->index, alloc, trace, watch);
    if (!indexed || !an_lanes_order_build(model)) {
        if (indexed) {
            an_index_free(&model->index);
        }
        ls_alloc_free(alloc, model->edges, sizeof *model->edges);
        ls_alloc_free(alloc, model, sizeof *model);
        return NULL;
    }
    return model;
}

void an_model_free(AnModel *model)
{
    if (model != NULL) {
        const LsAlloc *alloc = model->index.alloc;
        an_lanes_order_free(model);
        an_index_free(&model->index);
        ls_alloc_free(alloc, model->edges, sizeof *model->edges);
        ls_alloc_free(alloc, model, sizeof *model);
    }
}

const Trace *an_model_trace(const AnModel *model)
{
    return model->index.trace;
}

size_t an_model_memory_bytes(const AnModel *model)
{
    size_t order =
        model->order.count * sizeof(AnLane) + (model->order.task_count + model->order.thread_count) * sizeof(uint32_t);
    return sizeof *model + sizeof *model->edges + order + an_index_memory_bytes(&model->index);
}

/* --- where we are --- */

uint32_t an_model_count(const AnModel *model)
{
    return model->index.count;
}

uint32_t an_model_position(const AnModel *model)
{
    return model->position;
}

void an_model_seek(AnModel *model, uint32_t seq)
{
    uint32_t count = model->index.count;
    model->position = seq < count ? seq : count == 0 ? 0 : count - 1;
}

bool an_model_step(AnModel *model, int64_t delta)
{
    uint32_t before = model->position;
    int64_t last = model->index.count == 0 ? 0 : (int64_t)model->index.count - 1;
    int64_t target;
    if (delta < 0) {
        target = delta < -(int64_t)before ? 0 : (int64_t)before + delta;
    } else {
        target = delta > last - before ? last : (int64_t)before + delta;
    }
    model->position = (uint32_t)target;
    return model->position != before;
}

const TraceEvent *an_model_event(const AnModel *model)
{
    return model->index.count == 0 ? NULL : an_event(&model->index, model->position);
}

int64_t an_model_now(const AnModel *model)
{
    return model->index.count == 0 ? 0 : an_event(&model->index, model->position)->time_ns;
}

int64_t an_model_end_ns(const AnModel *model)
{
    return model->index.count == 0 ? 0 : an_event(&model->index, model->index.count - 1)->time_ns;
}

uint16_t an_model_current_thread(const AnModel *model)
{
    return model->index.count == 0 ? 0 : an_event(&model->index, model->position)->thread;
}

/* --- the loop --- */

static const uint64_t phase_kinds = AN_BIT(TRACE_LOOP_NEW) | AN_BIT(TRACE_LOOP_END) | AN_BIT(TRACE_ITERATION) |
                                    AN_BIT(TRACE_POLL) | AN_BIT(TRACE_POLL_END) | AN_BIT(TRACE_READY_SNAPSHOT);

static AnPhase phase_after(unsigned kind)
{
    switch (kind) {
    case TRACE_LOOP_NEW: return AN_PHASE_START;
    case TRACE_ITERATION:
    case TRACE_POLL: return AN_PHASE_POLL;
    case TRACE_POLL_END: return AN_PHASE_TIMERS;
    case TRACE_READY_SNAPSHOT: return AN_PHASE_RUN;
    default: return AN_PHASE_NONE;
    }
}

/* How many entries that were in ready at `snapshot_seq` are still there. */
static uint32_t left_of_snapshot(const AnModel *model, uint16_t thread, uint32_t snapshot_seq, uint32_t snapshot)
{
    const AnIndex *index = &model->index;
    const AnIntervals *ready = &index->ready;
    uint32_t left = 0;
    if (index->thread_count == 1) {
        size_t gone = an_sorted_after(ready->ends, ready->end_count, model->position) -
                      an_sorted_after(ready->ends, ready->end_count, snapshot_seq);
        return gone < snapshot ? snapshot - (uint32_t)gone : 0;
    }
    for (size_t at = an_intervals_find(ready, 0, model->position); at < ready->count && left < snapshot;
         at = an_intervals_find(ready, at + 1, model->position)) {
        if (ready->items[at].begin > snapshot_seq) {
            break;
        }
        left += an_event(index, ready->items[at].begin)->thread == thread;
    }
    return left;
}

bool an_model_loop(const AnModel *model, uint16_t thread, AnLoop *out)
{
    const AnIndex *index = &model->index;
    *out = (AnLoop){.iteration_seq = AN_NONE};
    uint32_t born = an_thread_last(index, thread, model->position, AN_BIT(TRACE_LOOP_NEW) | AN_BIT(TRACE_LOOP_END));
    if (born == AN_NONE || an_event(index, born)->kind == TRACE_LOOP_END) {
        return false;
    }
    uint32_t last = an_thread_last(index, thread, model->position, phase_kinds);
    const TraceEvent *event = an_event(index, last);
    out->entity = an_event(index, born)->subject;
    out->phase = phase_after(event->kind);
    const TraceEvent *now = an_event(index, model->position);
    bool due = now->kind == TRACE_TIMER_DUE || now->kind == TRACE_SLEEP_DUE;
    if (due && now->thread == thread && out->phase == AN_PHASE_POLL) { /* the poll took no time and was left out */
        out->phase = AN_PHASE_TIMERS;
    }
    uint32_t iteration = an_thread_last(index, thread, model->position, AN_BIT(TRACE_ITERATION));
    if (iteration != AN_NONE && iteration > born) {
        out->iteration_seq = iteration;
        out->iteration = an_event(index, iteration)->object;
    }
    if (out->phase == AN_PHASE_POLL) {
        bool open = event->kind == TRACE_POLL && event->amount < 0;
        int64_t most = event->kind == TRACE_POLL && event->amount > 0 ? event->amount : 0;
        out->poll_until_ns = open || most > AN_FOREVER - event->time_ns ? AN_FOREVER : event->time_ns + most;
    }
    if (out->phase == AN_PHASE_RUN) {
        out->snapshot = event->object;
        out->snapshot_left = left_of_snapshot(model, thread, last, event->object);
    }
    return true;
}

/* --- the ready queue --- */

/* The event that named a handle, for its label, role and task. */
static const TraceEvent *handle_naming(const AnIndex *index, uint32_t handle, uint32_t seq)
{
    uint32_t named = an_entity_last(index, handle, seq, AN_BIT(TRACE_HANDLE_READY) | AN_BIT(TRACE_HANDLE_LABEL));
    return named == AN_NONE ? NULL : an_event(index, named);
}

static uint32_t task_of_handle(const AnIndex *index, const TraceEvent *naming)
{
    return naming != NULL && an_index_is_task(index, naming->object) ? naming->object : 0;
}

static AnReady ready_row(const AnModel *model, uint32_t begin)
{
    const AnIndex *index = &model->index;
    const TraceEvent *event = an_event(index, begin);
    AnReady row = {.sort = AN_ENTRY_STEP,
                   .role = TRACE_ROLE_WAKEUP,
                   .thread = event->thread,
                   .entity = event->subject,
                   .task = event->subject,
                   .queued_seq = begin,
                   .cause = event->cause};
    uint32_t cancel = AN_NONE;
    switch (event->kind) {
    case TRACE_TASK_READY: row.role = (TraceRole)event->flags; break;
    case TRACE_TASK_YIELD: row.role = TRACE_ROLE_YIELD; break;
    case TRACE_SLEEP_DUE:
        row.sort = AN_ENTRY_SLEEP_TIMER;
        row.role = TRACE_ROLE_CALL_LATER;
        cancel = an_entity_last(index, row.entity, model->position, AN_BIT(TRACE_SLEEP_CANCEL));
        row.cancelled = cancel != AN_NONE && cancel > begin;
        break;
    case TRACE_HANDLE_READY:
    case TRACE_TIMER_DUE: {
        const TraceEvent *naming = handle_naming(index, row.entity, begin);
        row.sort = AN_ENTRY_HANDLE;
        row.task = task_of_handle(index, naming);
        row.role = event->kind == TRACE_HANDLE_READY ? (TraceRole)event->flags : TRACE_ROLE_CALL_LATER;
        row.cancelled = an_entity_last(index, row.entity, model->position, AN_BIT(TRACE_HANDLE_CANCEL)) != AN_NONE;
        break;
    }
    default: break;
    }
    return row;
}

/* The place of entry number `number` of those that contain n. */
static size_t nth_active(const AnIntervals *set, uint32_t n, uint32_t number)
{
    size_t at = an_intervals_find(set, 0, n);
    while (number > 0 && at < set->count) {
        at = an_intervals_find(set, at + 1, n);
        number--;
    }
    return at;
}

uint32_t an_model_ready_count(const AnModel *model)
{
    return an_intervals_active(&model->index.ready, model->position);
}

size_t an_model_ready(const AnModel *model, uint32_t first, AnReady *rows, size_t max)
{
    const AnIntervals *set = &model->index.ready;
    size_t written = 0;
    for (size_t at = nth_active(set, model->position, first); at < set->count && written < max;
         at = an_intervals_find(set, at + 1, model->position)) {
        rows[written++] = ready_row(model, set->items[at].begin);
    }
    return written;
}

/* --- the waiting set --- */

static AnWaiting waiting_row(const AnModel *model, uint32_t begin)
{
    const AnIndex *index = &model->index;
    const TraceEvent *event = an_event(index, begin);
    AnWaiting row = {.entity = event->subject,
                     .is_task = event->kind != TRACE_TIMER_ARM,
                     .wait = TRACE_WAIT_SLEEP,
                     .thread = event->thread,
                     .since_ns = event->time_ns,
                     .until_ns = AN_FOREVER,
                     .seq = begin,
                     .cause = event->cause};
    if (event->kind == TRACE_TASK_WAIT) {
        row.wait = (TraceWait)event->flags;
        row.awaited = event->object;
        row.label = event->value;
    } else {
        row.until_ns = event->amount < 0 ? AN_FOREVER : event->amount;
    }
    if (event->kind == TRACE_TIMER_ARM) {
        const TraceEvent *naming = handle_naming(index, row.entity, begin);
        row.awaited = naming == NULL ? 0 : naming->object;
        row.label = naming == NULL ? 0 : naming->value;
    }
    return row;
}

uint32_t an_model_waiting_count(const AnModel *model)
{
    return an_intervals_active(&model->index.waiting, model->position);
}

size_t an_model_waiting(const AnModel *model, uint32_t first, AnWaiting *rows, size_t max)
{
    const AnIntervals *set = &model->index.waiting;
    size_t written = 0;
    for (size_t at = nth_active(set, model->position, first); at < set->count && written < max;
         at = an_intervals_find(set, at + 1, model->position)) {
        rows[written++] = waiting_row(model, set->items[at].begin);
    }
    return written;
}

/* --- output --- */

uint32_t an_model_output_count(const AnModel *model)
{
    const AnSeqs *outputs = &model->index.outputs;
    return (uint32_t)an_sorted_after(outputs->items, outputs->count, model->position);
}

uint32_t an_model_output_total(const AnModel *model)
{
    return (uint32_t)model->index.outputs.count;
}

bool an_model_output(const AnModel *model, uint32_t index, AnOutput *out)
{
    if (index >= model->index.outputs.count) {
        return false;
    }
    uint32_t seq = model->index.outputs.items[index];
    const TraceEvent *event = an_event(&model->index, seq);
    *out = (AnOutput){.seq = seq,
                      .time_ns = event->time_ns,
                      .text = event->object,
                      .stream = event->flags == TRACE_STREAM_STDERR ? TRACE_STREAM_STDERR : TRACE_STREAM_STDOUT};
    return true;
}
