#include "tui/views/view_phrase.h"

#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"

#include <stdio.h>
#include <string.h>

/* What has come true when a wait of this kind ended. */
static const char *wait_over(unsigned wait)
{
    switch (wait) {
    case TRACE_WAIT_SLEEP: return "its sleep is over";
    case TRACE_WAIT_FUTURE: return "its future is done";
    case TRACE_WAIT_TASK: return "the task it awaits is done";
    case TRACE_WAIT_GATHER: return "gather is complete";
    case TRACE_WAIT_WAIT: return "asyncio.wait is complete";
    case TRACE_WAIT_WAIT_FOR: return "wait_for is complete";
    case TRACE_WAIT_AS_COMPLETED: return "one more is complete";
    case TRACE_WAIT_SHIELD: return "the shielded task is done";
    case TRACE_WAIT_GROUP: return "the group's children are done";
    case TRACE_WAIT_LOCK: return "the lock was released";
    case TRACE_WAIT_SEMAPHORE: return "the semaphore was released";
    case TRACE_WAIT_EVENT: return "the event is set";
    case TRACE_WAIT_CONDITION: return "it was notified";
    case TRACE_WAIT_BARRIER: return "the barrier is full";
    case TRACE_WAIT_QUEUE_GET: return "the queue has an item";
    case TRACE_WAIT_QUEUE_PUT: return "the queue has room";
    case TRACE_WAIT_QUEUE_JOIN: return "the queue is worked off";
    case TRACE_WAIT_JOB: return "its thread job is done";
    case TRACE_WAIT_NETWORK: return "the network answered";
    case TRACE_WAIT_TIMEOUT: return "time is up";
    default: return "woken";
    }
}

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

static void step_phrase(const TuiRun *run, const AnReady *row, char out[VIEW_PHRASE_SIZE])
{
    const char *text;
    switch (row->role) {
    case TRACE_ROLE_FIRST_STEP: text = "first step"; break;
    case TRACE_ROLE_THROW: text = "will be cancelled"; break;
    case TRACE_ROLE_YIELD: text = "went to the end: sleep(0)"; break;
    default: text = wait_over(last_wait(run, row->entity, row->queued_seq)); break;
    }
    snprintf(out, VIEW_PHRASE_SIZE, "%s", text);
}

static void handle_phrase(const TuiRun *run, const AnReady *row, char out[VIEW_PHRASE_SIZE])
{
    char label[64];
    switch (row->role) {
    case TRACE_ROLE_DONE_CALLBACK:
        if (row->task) {
            an_model_label(run->model, row->task, label, sizeof label);
            snprintf(out, VIEW_PHRASE_SIZE, "%s is done", label);
            return;
        }
        break;
    case TRACE_ROLE_CALL_LATER: snprintf(out, VIEW_PHRASE_SIZE, "its time has come"); return;
    default: break;
    }
    snprintf(out, VIEW_PHRASE_SIZE, "%s", trace_role_name(row->role));
}

void view_phrase_ready(const TuiRun *run, const AnReady *row, char out[VIEW_PHRASE_SIZE])
{
    if (row->cancelled)
        snprintf(out, VIEW_PHRASE_SIZE, "cancelled, will be skipped");
    else if (row->sort == AN_ENTRY_STEP)
        step_phrase(run, row, out);
    else if (row->sort == AN_ENTRY_SLEEP_TIMER)
        snprintf(out, VIEW_PHRASE_SIZE, "its timer is due");
    else
        handle_phrase(run, row, out);
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
    } else if (row->wait == TRACE_WAIT_TASK && row->awaited) {
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

void view_phrase_idle(const TuiRun *run, char out[VIEW_PHRASE_SIZE])
{
    uint16_t thread = an_model_current_thread(run->model);
    AnLoop loop;
    char time[AN_TIME_SIZE];
    if (!an_model_loop(run->model, thread, &loop) || loop.phase == AN_PHASE_NONE) {
        const TraceEvent *event = an_model_event(run->model);
        bool over = event && event->kind == TRACE_RUN_END;
        snprintf(out, VIEW_PHRASE_SIZE, over ? "nothing: the run is over" : "nothing: no event loop runs");
    } else if (loop.phase == AN_PHASE_POLL && loop.poll_until_ns == AN_FOREVER) {
        snprintf(out, VIEW_PHRASE_SIZE, "nothing: the loop waits for the outside");
    } else if (loop.phase == AN_PHASE_POLL && loop.poll_until_ns > an_model_now(run->model)) {
        snprintf(out, VIEW_PHRASE_SIZE, "nothing: the loop sleeps until %s", an_clock_text(loop.poll_until_ns, time));
    } else {
        snprintf(out, VIEW_PHRASE_SIZE, "empty");
    }
}
