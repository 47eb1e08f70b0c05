/* Why something happened, and why a task is not running now. */
#include "analysis/an_nav.h"
#include "analysis/an_say.h"

enum { NAMED_MEMBERS = 3, PLACES_COUNTED = 10000 };

size_t an_why_event(const AnModel *model, uint32_t seq, AnReason *chain, size_t max)
{
    size_t written = 0;
    while (seq != AN_NONE && seq < model->index.count && written < max) {
        chain[written++] = (AnReason){.seq = seq, .time_ns = an_event(&model->index, seq)->time_ns};
        seq = an_nav_cause(model, seq);
    }
    return written;
}

/* "fetch("a"), fetch("b") and 3 more" */
static void say_pending(const AnTeller *t, uint32_t group)
{
    const AnLists *lists = &t->index->entities;
    uint32_t pending;
    an_links_at(t->index, group, t->seq, &pending);
    uint32_t named = 0;
    uint32_t stop = an_lists_after(lists, group, t->seq);
    for (uint32_t place = lists->starts[group]; place < stop && named < NAMED_MEMBERS; place++) {
        const TraceEvent *link = an_event(t->index, lists->seqs[place]);
        if (link->kind != TRACE_FUTURE_LINK || an_is_done(t->index, link->object, t->seq)) {
            continue;
        }
        bool last = named + 1 == pending;
        an_say(t, "%s%e", named == 0 ? "" : last ? " and " : ", ", link->object);
        named++;
    }
    if (pending > named) {
        an_say(t, " and %u more", pending - named);
    }
}

static void say_awaited(const AnTeller *t, const AnTask *task)
{
    uint32_t pending = 0;
    AnTask other;
    bool known = task->awaited != 0 && task->awaited <= t->index->entity_count;
    if (known && an_links_at(t->index, task->awaited, t->seq, &pending) > 0 && pending > 0) {
        an_say(t, " It goes on when ");
        say_pending(t, task->awaited);
        an_say(t, pending == 1 ? " is done." : " are done.");
        return;
    }
    if (known && an_task_at(t->index, task->awaited, t->seq, &other)) {
        an_say(t, " It goes on when %e is done, which is %s now.", task->awaited, an_state_name(other.state));
        return;
    }
    uint32_t last = known ? an_entity_last(t->index, task->awaited, t->seq, AN_BIT(TRACE_SYNC_OP)) : AN_NONE;
    const TraceEvent *operation = last == AN_NONE ? NULL : an_event(t->index, last);
    switch (task->wait) {
    case TRACE_WAIT_LOCK:
        if (operation != NULL && operation->flags == TRACE_SYNC_ACQUIRE && operation->object != 0) {
            an_say(t, " %e holds it and has to release it.", operation->object);
        }
        break;
    case TRACE_WAIT_SEMAPHORE: an_say(t, " Somebody who is inside has to release it."); break;
    case TRACE_WAIT_QUEUE_GET: an_say(t, " Another task has to put an item into it."); break;
    case TRACE_WAIT_QUEUE_PUT: an_say(t, " Another task has to take an item out of it."); break;
    case TRACE_WAIT_QUEUE_JOIN: an_say(t, " task_done has to be called for every item."); break;
    case TRACE_WAIT_EVENT: an_say(t, " Somebody has to set it."); break;
    case TRACE_WAIT_CONDITION: an_say(t, " Somebody has to notify it."); break;
    case TRACE_WAIT_FUTURE: an_say(t, " Somebody has to set its result."); break;
    default: break;
    }
}

static void say_waiting(const AnTeller *t, const AnTask *task)
{
    if (task->wait == TRACE_WAIT_SLEEP && task->until_ns != AN_FOREVER) {
        int64_t left = task->until_ns - t->event->time_ns;
        if (left > 0) {
            an_say(t, "%e waits for its sleep to end: its timer is due at %p, in %d.", task->entity, task->until_ns,
                   left);
        } else {
            an_say(t, "%e's sleep is over: its timer was due at %p and waits for the loop.", task->entity,
                   task->until_ns);
        }
        return;
    }
    an_say(t, "%e waits for ", task->entity);
    if (task->wait_label != 0) {
        an_say(t, "%S.", task->wait_label);
    } else {
        an_say(t, "%s.", trace_wait_phrase(task->wait));
    }
    say_awaited(t, task);
}

/* How many entries stand before the task's step in the ready queue. */
static uint32_t place_in_ready(const AnTeller *t, uint32_t task)
{
    const AnIntervals *ready = &t->index->ready;
    uint32_t before = 0;
    for (size_t at = an_intervals_find(ready, 0, t->seq); at < ready->count && before < PLACES_COUNTED;
         at = an_intervals_find(ready, at + 1, t->seq)) {
        const TraceEvent *event = an_event(t->index, ready->items[at].begin);
        if (event->subject == task && event->kind != TRACE_SLEEP_DUE) {
            return before;
        }
        before++;
    }
    return before;
}

static void say_ready(const AnTeller *t, const AnTask *task)
{
    AnThread thread;
    uint32_t before = place_in_ready(t, task->entity);
    an_say(t, "%e is ready: its step stands in the ready queue", task->entity);
    if (before == 0) {
        an_say(t, ", as the next one.");
    } else {
        an_say(t, " behind %n.", before, "handle");
    }
    if (!an_thread_at(t->index, task->thread, t->seq, &thread)) {
        return;
    }
    if (thread.blocked) {
        an_say(t, " But %s blocks the thread", trace_block_name(thread.block));
        if (thread.blocked_until_ns != AN_FOREVER) {
            an_say(t, " until %p", thread.blocked_until_ns);
        }
        an_say(t, ": the loop cannot go on.");
    } else if (thread.running == AN_RUN_TASK || thread.running == AN_RUN_HANDLE) {
        an_say(t, " Now %e runs; one loop runs one thing at a time.", thread.running_entity);
    }
}

size_t an_why_task(const AnModel *model, uint32_t task, LsBuf *now, AnReason *chain, size_t max)
{
    const AnIndex *index = &model->index;
    AnTask state;
    if (index->count == 0 || !an_task_at(index, task, model->position, &state)) {
        return 0;
    }
    AnTeller teller = {
        .model = model, .index = index, .seq = model->position, .event = an_event(index, model->position), .out = now};
    uint32_t since = state.state_seq;
    switch (state.state) {
    case AN_RUNNING: an_say(&teller, "%e is running now.", task); break;
    case AN_READY_STATE: say_ready(&teller, &state); break;
    case AN_WAITING_STATE:
        say_waiting(&teller, &state);
        since = state.wait_seq != AN_NONE ? state.wait_seq : since;
        break;
    case AN_DONE:
        an_say(&teller, "%e is done: %s.", task,
               state.outcome == TRACE_OUTCOME_RESULT      ? "it has returned"
               : state.outcome == TRACE_OUTCOME_EXCEPTION ? "it ended with an exception"
                                                          : "it was cancelled");
        break;
    default: an_say(&teller, "%e does not exist yet.", task); return 0;
    }
    return an_why_event(model, since, chain, max);
}
