#include "tui/views/view_phrase.h"

#include "analysis/an_lanes.h"

#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"

#include <stdio.h>
#include <string.h>

typedef struct Phrase {
    const char *text, *brief;
} Phrase;

/* What has come true when a wait of this kind ended. */
static const Phrase WAIT_OVER[TRACE_WAIT_COUNT] = {
    [TRACE_WAIT_NONE] = {"woken", "woken"},
    [TRACE_WAIT_SLEEP] = {"its sleep is over", "sleep over"},
    [TRACE_WAIT_FUTURE] = {"its future is done", "future done"},
    [TRACE_WAIT_TASK] = {"the task it awaits is done", "task done"},
    [TRACE_WAIT_GATHER] = {"gather is complete", "gather done"},
    [TRACE_WAIT_WAIT] = {"asyncio.wait is complete", "wait done"},
    [TRACE_WAIT_WAIT_FOR] = {"wait_for is complete", "wait_for done"},
    [TRACE_WAIT_AS_COMPLETED] = {"one more is complete", "one more"},
    [TRACE_WAIT_SHIELD] = {"the shielded task is done", "task done"},
    [TRACE_WAIT_GROUP] = {"the group's children are done", "group done"},
    [TRACE_WAIT_LOCK] = {"the lock was released", "lock free"},
    [TRACE_WAIT_SEMAPHORE] = {"the semaphore was released", "slot free"},
    [TRACE_WAIT_EVENT] = {"the event is set", "event set"},
    [TRACE_WAIT_CONDITION] = {"it was notified", "notified"},
    [TRACE_WAIT_BARRIER] = {"the barrier is full", "barrier full"},
    [TRACE_WAIT_QUEUE_GET] = {"the queue has an item", "item there"},
    [TRACE_WAIT_QUEUE_PUT] = {"the queue has room", "room there"},
    [TRACE_WAIT_QUEUE_JOIN] = {"the queue is worked off", "queue done"},
    [TRACE_WAIT_JOB] = {"its thread job is done", "job done"},
    [TRACE_WAIT_NETWORK] = {"the network answered", "answered"},
    [TRACE_WAIT_POOL] = {"the pool has a connection", "connection"},
    [TRACE_WAIT_WORKER] = {"the pool has a worker", "worker free"},
    [TRACE_WAIT_TIMEOUT] = {"time is up", "time is up"},
};

/* The kind of the wait that ended when the task was queued by event `seq`. */
static unsigned last_wait(const TuiRun *run, uint32_t task, uint32_t seq)
{
    for (int i = 0; i < 64; i++) {
        seq = an_nav_entity(run->model, seq, AN_BACKWARD, task);
        if (seq == AN_NONE)
            return TRACE_WAIT_NONE;
        const TraceEvent *event = trace_at(run->trace, seq);
        if (event->subject != task)
            continue;
        if (event->kind == TRACE_TASK_SLEEP)
            return TRACE_WAIT_SLEEP;
        if (event->kind == TRACE_TASK_WAIT)
            return event->flags;
        if (event->kind == TRACE_TASK_NEW)
            return TRACE_WAIT_NONE;
    }
    return TRACE_WAIT_NONE;
}

static Phrase step_phrase(const TuiRun *run, const AnReady *row)
{
    switch (row->role) {
    case TRACE_ROLE_FIRST_STEP: return (Phrase){"first step", "first step"};
    case TRACE_ROLE_THROW: return (Phrase){"will be cancelled", "cancelled"};
    case TRACE_ROLE_YIELD: return (Phrase){"went to the end: sleep(0)", "sleep(0)"};
    default: break;
    }
    unsigned wait = last_wait(run, row->entity, row->queued_seq);
    return WAIT_OVER[wait < TRACE_WAIT_COUNT ? wait : TRACE_WAIT_NONE];
}

/* `long_text` is where a phrase is put together. */
static Phrase handle_phrase(const TuiRun *run, const AnReady *row, char long_text[VIEW_PHRASE_SIZE])
{
    char label[64];
    if (row->role == TRACE_ROLE_DONE_CALLBACK && row->task) {
        an_model_label(run->model, row->task, label, sizeof label);
        snprintf(long_text, VIEW_PHRASE_SIZE, "%s is done", label);
        return (Phrase){long_text, "task done"};
    }
    if (row->role == TRACE_ROLE_CALL_LATER)
        return (Phrase){"its time has come", "timer due"};
    return (Phrase){trace_role_name(row->role), trace_role_name(row->role)};
}

void view_phrase_ready(const TuiRun *run, const AnReady *row, int columns, char out[VIEW_PHRASE_SIZE])
{
    char long_text[VIEW_PHRASE_SIZE];
    Phrase phrase;
    if (row->cancelled)
        phrase = (Phrase){"cancelled, will be skipped", "cancelled"};
    else if (row->sort == AN_ENTRY_STEP)
        phrase = step_phrase(run, row);
    else if (row->sort == AN_ENTRY_SLEEP_TIMER)
        phrase = (Phrase){"its timer is due", "timer due"};
    else
        phrase = handle_phrase(run, row, long_text);
    bool fits = tui_text_columns(phrase.text, strlen(phrase.text)) <= columns;
    snprintf(out, VIEW_PHRASE_SIZE, "%s", fits ? phrase.text : phrase.brief);
}

void view_phrase_waiting(const TuiRun *run, const AnWaiting *row, char out[VIEW_PHRASE_SIZE])
{
    uint32_t pending = 0;
    uint32_t links = row->awaited ? an_model_link_count(run->model, row->awaited, &pending) : 0;
    char awaited[64] = "";
    if (!row->is_task) {
        snprintf(out, VIEW_PHRASE_SIZE, "call_later");
    } else if (links > 0) {
        snprintf(out, VIEW_PHRASE_SIZE, "%s: %u left", trace_wait_name(row->wait), (unsigned)pending);
    } else if (row->awaited &&
               (row->wait == TRACE_WAIT_TASK || row->wait == TRACE_WAIT_NETWORK || row->wait == TRACE_WAIT_POOL)) {
        an_model_label(run->model, row->awaited, awaited, sizeof awaited);
        snprintf(out, VIEW_PHRASE_SIZE, "%s", awaited);
    } else {
        const char *label = row->label ? trace_text(run->trace, row->label, NULL) : "";
        const char *name = trace_wait_name(row->wait);
        if (*label && strcmp(label, name) != 0)
            snprintf(out, VIEW_PHRASE_SIZE, "%.80s", label);
        else
            snprintf(out, VIEW_PHRASE_SIZE, "%s", name);
    }
}

/* The loop of the present thread, else the first one that there is. */
static bool find_loop(const TuiRun *run, AnLoop *loop)
{
    if (an_model_loop(run->model, an_model_current_thread(run->model), loop))
        return true;
    uint32_t count = an_lanes_thread_count(run->model);
    for (uint32_t i = 0; i < count; i++)
        if (an_model_loop(run->model, (uint16_t)an_lanes_thread_at(run->model, i).id, loop))
            return true;
    return false;
}

void view_phrase_idle(const TuiRun *run, char out[VIEW_PHRASE_SIZE])
{
    AnLoop loop;
    char time[AN_TIME_SIZE];
    if (!find_loop(run, &loop) || loop.phase == AN_PHASE_NONE) {
        const TraceEvent *event = an_model_event(run->model);
        bool over = event && event->kind == TRACE_RUN_END;
        snprintf(out, VIEW_PHRASE_SIZE, over ? "nothing: the run is over" : "nothing: no event loop runs");
    } else if (loop.phase == AN_PHASE_POLL && loop.poll_until_ns == AN_FOREVER) {
        snprintf(out, VIEW_PHRASE_SIZE, "empty: polling for the outside");
    } else if (loop.phase == AN_PHASE_POLL && loop.poll_until_ns > an_model_now(run->model)) {
        snprintf(out, VIEW_PHRASE_SIZE, "empty: polling until %s", an_clock_text(loop.poll_until_ns, time));
    } else {
        snprintf(out, VIEW_PHRASE_SIZE, "empty");
    }
}
