/* Tasks, their frames, futures and primitives at the model's position. */
#include "analysis/an_index.h"

#include <assert.h>

const char *an_state_name(AnState state)
{
    static const char *const names[] = {"", "running", "ready", "waiting", "blocked", "done"};
    assert((unsigned)state <= AN_DONE);
    return names[state];
}

uint32_t an_model_task_count(const AnModel *model)
{
    const AnSeqs *tasks = &model->index.tasks;
    return (uint32_t)an_sorted_after(tasks->items, tasks->count, model->position);
}

uint32_t an_model_task_total(const AnModel *model)
{
    return (uint32_t)model->index.tasks.count;
}

uint32_t an_model_task_at(const AnModel *model, uint32_t index)
{
    if (index >= model->index.tasks.count) {
        return 0;
    }
    return an_event(&model->index, model->index.tasks.items[index])->subject;
}

uint32_t an_model_task_index(const AnModel *model, uint32_t entity)
{
    const AnSeqs *tasks = &model->index.tasks;
    if (!an_index_is_task(&model->index, entity)) {
        return AN_NONE;
    }
    return (uint32_t)an_sorted_after(tasks->items, tasks->count, an_index_birth(&model->index, entity)) - 1;
}

AnState an_state_after(unsigned kind)
{
    switch (kind) {
    case TRACE_TASK_NEW:
    case TRACE_TASK_READY:
    case TRACE_SLEEP_FIRE:
    case TRACE_TASK_YIELD: return AN_READY_STATE;
    case TRACE_TASK_STEP: return AN_RUNNING;
    case TRACE_TASK_WAIT:
    case TRACE_TASK_SLEEP:
    case TRACE_SLEEP_DUE: return AN_WAITING_STATE;
    case TRACE_TASK_DONE:
    case TRACE_TASK_DROP: return AN_DONE;
    default: return AN_STATE_NONE;
    }
}

const uint64_t an_task_states = AN_BIT(TRACE_TASK_NEW) | AN_BIT(TRACE_TASK_READY) | AN_BIT(TRACE_TASK_STEP) |
                                AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_SLEEP_FIRE) |
                                AN_BIT(TRACE_TASK_YIELD) | AN_BIT(TRACE_TASK_DONE) | AN_BIT(TRACE_TASK_DROP);

/* --- frames --- */

typedef struct Top {
    uint32_t call; /* innermost call, AN_NONE: no frame */
    uint32_t line;
    uint32_t seq; /* the event that tells so */
} Top;

/* The innermost frame of an owner after event `seq`, and its line. */
static Top top_frame(const AnIndex *index, uint32_t owner, uint32_t seq)
{
    const AnLists *owners = &index->owners;
    uint32_t place = an_lists_after(owners, owner, seq);
    if (owner >= owners->key_count || place == owners->starts[owner]) {
        return (Top){.call = AN_NONE, .seq = AN_NONE};
    }
    place--;
    Top top = {.call = index->owner_calls[place], .seq = owners->seqs[place]};
    const TraceEvent *event = an_event(index, top.seq);
    if (event->kind == TRACE_FRAME_POP && top.call != AN_NONE) {
        top.line = index->calls[top.call].caller_line;
        top.call = index->calls[top.call].caller;
    } else if (event->kind == TRACE_FRAME_PUSH) {
        top.line = event->value;
    } else if (event->kind != TRACE_FRAME_POP) {
        top.line = event->line;
    }
    return top;
}

static size_t frames_of(const AnIndex *index, Top top, AnFrame *frames, size_t max)
{
    size_t written = 0;
    uint32_t line = top.line;
    for (uint32_t call = top.call; call != AN_NONE && written < max; call = index->calls[call].caller) {
        const TraceEvent *push = an_event(index, index->calls[call].push_seq);
        frames[written++] = (AnFrame){.label = push->object,
                                      .line = line != 0 ? line : push->value,
                                      .push_seq = index->calls[call].push_seq,
                                      .sort = (TraceFrame)push->flags};
        line = index->calls[call].caller_line;
    }
    return written;
}

/* A suspended task stands at the line of the event that ended its step, if that is the latest news. */
static Top task_top(const AnIndex *index, uint32_t task, uint32_t seq)
{
    Top top = {.call = AN_NONE, .seq = AN_NONE};
    if (task <= index->entity_count) {
        top = top_frame(index, task, seq);
        uint32_t end = an_entity_last(index, task, seq,
                                      AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD));
        if (end != AN_NONE && (top.seq == AN_NONE || end > top.seq) && an_event(index, end)->line != 0) {
            top.line = an_event(index, end)->line;
        }
    }
    return top;
}

size_t an_model_task_frames(const AnModel *model, uint32_t task, AnFrame *frames, size_t max)
{
    return frames_of(&model->index, task_top(&model->index, task, model->position), frames, max);
}

size_t an_model_thread_frames(const AnModel *model, uint16_t thread, AnFrame *frames, size_t max)
{
    const AnIndex *index = &model->index;
    return frames_of(index, top_frame(index, an_owner_of_thread(index, thread), model->position), frames, max);
}

uint32_t an_task_line(const AnIndex *index, uint32_t task, uint32_t seq)
{
    return task_top(index, task, seq).line;
}

uint32_t an_thread_line(const AnIndex *index, uint16_t thread, uint32_t seq)
{
    return top_frame(index, an_owner_of_thread(index, thread), seq).line;
}

/* --- one task --- */

static void fill_name(const AnIndex *index, uint32_t seq, const TraceEvent *birth, AnTask *out)
{
    if ((birth->flags & TRACE_TASK_NAMED) != 0) {
        out->name = birth->object;
    } else {
        out->number = birth->object;
    }
    uint32_t named = an_entity_last(index, out->entity, seq, AN_BIT(TRACE_TASK_NAME));
    if (named != AN_NONE) {
        out->name = an_event(index, named)->object;
        out->number = 0;
    }
}

static void fill_wait(const AnIndex *index, uint32_t seq, AnTask *out)
{
    uint32_t wait = an_entity_last(index, out->entity, seq, AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP));
    if (wait == AN_NONE) {
        return;
    }
    const TraceEvent *event = an_event(index, wait);
    out->wait_seq = wait;
    if (event->kind == TRACE_TASK_SLEEP) {
        out->wait = TRACE_WAIT_SLEEP;
        out->until_ns = event->amount < 0 ? AN_FOREVER : event->amount;
    } else {
        out->wait = (TraceWait)event->flags;
        out->awaited = event->object;
        out->wait_label = event->value;
    }
}

/* Requests since the last uncancel, which tells how many were left. */
static uint32_t cancel_requests(const AnIndex *index, uint32_t task, uint32_t seq)
{
    const uint64_t mask = AN_BIT(TRACE_TASK_CANCEL) | AN_BIT(TRACE_TASK_UNCANCEL);
    uint32_t requests = 0;
    uint32_t at = an_entity_last(index, task, seq, mask);
    while (at != AN_NONE && an_event(index, at)->kind == TRACE_TASK_CANCEL) {
        requests++;
        at = at == 0 ? AN_NONE : an_entity_last(index, task, at - 1, mask);
    }
    return at == AN_NONE ? requests : requests + an_event(index, at)->object;
}

bool an_task_at(const AnIndex *index, uint32_t entity, uint32_t seq, AnTask *out)
{
    *out = (AnTask){0};
    if (!an_index_is_task(index, entity)) {
        return false;
    }
    uint32_t created = an_index_birth(index, entity);
    const TraceEvent *birth = an_event(index, created);
    out->entity = entity;
    out->label = birth->value;
    out->is_main = (birth->flags & TRACE_TASK_MAIN) != 0;
    out->created_seq = created;
    out->state_seq = created;
    out->wait_seq = AN_NONE;
    out->until_ns = AN_FOREVER;
    out->thread = birth->thread;
    out->parent = an_index_running_task(index, birth->thread, created);
    fill_name(index, seq, birth, out);
    uint32_t last = an_entity_last(index, entity, seq, an_task_states);
    if (last == AN_NONE) {
        return true;
    }
    const TraceEvent *event = an_event(index, last);
    out->state = an_state_after(event->kind);
    out->state_seq = last;
    out->line = an_task_line(index, entity, seq);
    out->cancel_requests = cancel_requests(index, entity, seq);
    if (out->state == AN_WAITING_STATE) {
        fill_wait(index, seq, out);
    }
    if (out->state == AN_DONE) {
        out->outcome = event->kind == TRACE_TASK_DONE ? (TraceOutcome)event->flags : TRACE_OUTCOME_CANCELLED;
        out->result = event->kind == TRACE_TASK_DONE ? event->object : 0;
    }
    return true;
}

bool an_model_task(const AnModel *model, uint32_t entity, AnTask *out)
{
    return an_task_at(&model->index, entity, model->position, out);
}

/* --- members --- */

bool an_is_done(const AnIndex *index, uint32_t entity, uint32_t seq)
{
    const uint64_t ends = AN_BIT(TRACE_TASK_DONE) | AN_BIT(TRACE_TASK_DROP) | AN_BIT(TRACE_FUTURE_DONE);
    return an_entity_last(index, entity, seq, ends) != AN_NONE;
}

/* Members are counted by walking through the links, which follow each other closely in the group's list. */
uint32_t an_links_at(const AnIndex *index, uint32_t group, uint32_t seq, uint32_t *pending)
{
    const AnLists *lists = &index->entities;
    uint32_t links = 0;
    uint32_t open = 0;
    if (group != 0 && group < lists->key_count) {
        uint32_t stop = an_lists_after(lists, group, seq);
        for (uint32_t place = lists->starts[group]; place < stop; place++) {
            const TraceEvent *event = an_event(index, lists->seqs[place]);
            if (event->kind == TRACE_FUTURE_LINK) {
                links++;
                open += pending != NULL && !an_is_done(index, event->object, seq);
            }
        }
    }
    if (pending != NULL) {
        *pending = open;
    }
    return links;
}

uint32_t an_model_link_count(const AnModel *model, uint32_t group, uint32_t *pending)
{
    return an_links_at(&model->index, group, model->position, pending);
}

size_t an_model_links(const AnModel *model, uint32_t group, uint32_t first, uint32_t *entities, size_t max)
{
    const AnIndex *index = &model->index;
    const AnLists *lists = &index->entities;
    size_t written = 0;
    if (group == 0 || group >= lists->key_count) {
        return 0;
    }
    uint32_t stop = an_lists_after(lists, group, model->position);
    for (uint32_t place = lists->starts[group]; place < stop && written < max; place++) {
        const TraceEvent *event = an_event(index, lists->seqs[place]);
        if (event->kind != TRACE_FUTURE_LINK) {
            continue;
        }
        if (first > 0) {
            first--;
        } else {
            entities[written++] = event->object;
        }
    }
    return written;
}

/* --- futures and primitives --- */

bool an_model_future(const AnModel *model, uint32_t entity, AnFuture *out)
{
    const AnIndex *index = &model->index;
    *out = (AnFuture){0};
    uint32_t birth = an_index_birth(index, entity);
    if (birth == AN_NONE || birth > model->position || an_event(index, birth)->kind != TRACE_FUTURE_NEW) {
        return false;
    }
    out->label = an_event(index, birth)->object;
    out->wait = (TraceWait)an_event(index, birth)->flags;
    uint32_t done = an_entity_last(index, entity, model->position, AN_BIT(TRACE_FUTURE_DONE));
    if (done != AN_NONE) {
        out->done = true;
        out->outcome = (TraceOutcome)an_event(index, done)->flags;
        out->result = an_event(index, done)->object;
    }
    return true;
}

uint32_t an_model_sync_count(const AnModel *model)
{
    const AnSeqs *syncs = &model->index.syncs;
    return (uint32_t)an_sorted_after(syncs->items, syncs->count, model->position);
}

bool an_model_sync(const AnModel *model, uint32_t number, AnSync *out)
{
    const AnIndex *index = &model->index;
    *out = (AnSync){0};
    if (number >= an_model_sync_count(model)) {
        return false;
    }
    const TraceEvent *birth = an_event(index, index->syncs.items[number]);
    *out = (AnSync){
        .entity = birth->subject, .label = birth->object, .wait = (TraceWait)birth->flags, .level = birth->value};
    uint32_t last = an_entity_last(index, birth->subject, model->position, AN_BIT(TRACE_SYNC_OP));
    if (last != AN_NONE) {
        const TraceEvent *event = an_event(index, last);
        out->level = event->value;
        out->holder = event->flags == TRACE_SYNC_ACQUIRE ? event->object : 0;
    }
    return true;
}
