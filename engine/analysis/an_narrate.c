/* The table of sentences, and those about the run, the loop and its handles. */
#include "analysis/an_say.h"

#include <assert.h>

static void tell_run_begin(const AnTeller *t)
{
    if (t->event->value == 0) {
        an_say(t, "The run of %S begins.", t->event->object);
    } else {
        an_say(t, "The run of %S begins with %S.", t->event->object, t->event->value);
    }
}

static void tell_run_end(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    switch (event->flags) {
    case TRACE_END_EXCEPTION:
        an_say(t, "The run ends at %p with an exception that nobody caught", event->time_ns);
        break;
    case TRACE_END_LIMIT: an_say(t, "The run is stopped at %p by a limit", event->time_ns); break;
    case TRACE_END_DEADLOCK:
        an_say(t, "The run is stuck at %p: nothing will ever wake those who wait", event->time_ns);
        break;
    case TRACE_END_CANCELLED: an_say(t, "The run was stopped from outside at %p", event->time_ns); break;
    default: an_say(t, "The run is over, after %d", event->time_ns); break;
    }
    if (event->value != 0) {
        an_say(t, ": %S", event->value);
    } else if (event->object != 0) {
        an_say(t, ", with exit status %u", event->object);
    }
    an_say(t, ".");
}

static void tell_loop_new(const AnTeller *t)
{
    char label[64];
    if (t->event->thread == 0) {
        an_say(t, "An event loop begins to run in the main thread.");
        return;
    }
    an_model_thread_label(t->model, t->event->thread, label, sizeof label);
    an_say(t, "An event loop begins to run in the thread %s.", label);
}

static void tell_loop_end(const AnTeller *t)
{
    an_say(t, "The event loop stops: plain code runs on from here.");
}

static void tell_iteration(const AnTeller *t)
{
    uint32_t ready = an_intervals_active(&t->index->ready, t->seq);
    if (ready == 0) {
        an_say(t, "Iteration %u of the loop begins; the ready queue is empty.", t->event->object);
    } else {
        an_say(t, "Iteration %u of the loop begins with %n in the ready queue.", t->event->object, ready, "handle");
    }
}

static void tell_poll(const AnTeller *t)
{
    uint32_t ready = an_intervals_active(&t->index->ready, t->seq);
    if (t->event->amount == 0) {
        an_say(t, ready > 0 ? "The loop only looks for news, without waiting: the ready queue is not empty."
                            : "The loop only looks for news, without waiting: a timer is due already.");
        return;
    }
    if (t->event->amount < 0) {
        an_say(t, "Nothing is ready and no timer is armed: the loop waits until something outside wakes it.");
        return;
    }
    an_say(t, "Nothing is ready: the loop waits for up to %d", t->event->amount);
    size_t first = an_intervals_find(&t->index->waiting, 0, t->seq);
    if (first < t->index->waiting.count) {
        const TraceEvent *wait = an_event(t->index, t->index->waiting.items[first].begin);
        if (wait->kind != TRACE_TASK_WAIT) {
            an_say(t, ", until the next timer (%e) is due at %p", wait->subject, wait->amount);
        }
    }
    an_say(t, ".");
}

static void tell_poll_end(const AnTeller *t)
{
    uint32_t poll = t->seq == 0 ? AN_NONE : an_thread_last(t->index, t->event->thread, t->seq - 1, AN_BIT(TRACE_POLL));
    int64_t since = poll == AN_NONE ? t->event->time_ns : an_event(t->index, poll)->time_ns;
    if (t->event->time_ns > since) {
        an_say(t, "The wait is over: %d have passed, it is %p now.", t->event->time_ns - since, t->event->time_ns);
    } else {
        an_say(t, "The poll returned at once; it is still %p.", t->event->time_ns);
    }
}

static void tell_snapshot(const AnTeller *t)
{
    if (t->event->object == 0) {
        an_say(t, "No handle is ready: this iteration runs nothing.");
    } else {
        an_say(t, "This iteration will run exactly %n; what %s has to wait for the next one.", t->event->object,
               "handle", t->event->object == 1 ? "it queues" : "they queue");
    }
}

/* --- handles --- */

/* The event that queued the handle which is now at the head: the latest one before. */
static uint32_t queued_by(const AnTeller *t)
{
    return t->seq == 0 ? AN_NONE
                       : an_entity_last(t->index, t->event->subject, t->seq - 1,
                                        AN_BIT(TRACE_HANDLE_READY) | AN_BIT(TRACE_TIMER_DUE));
}

static uint32_t armed_by(const AnTeller *t)
{
    return an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_TIMER_ARM));
}

static void tell_handle_ready(const AnTeller *t)
{
    uint32_t handle = t->event->subject;
    switch (t->event->flags) {
    case TRACE_ROLE_DONE_CALLBACK:
        if (t->event->object != 0) {
            an_say(t, "%e is done, so %e is queued", t->event->object, handle);
        } else {
            an_say(t, "The done callback %e is queued", handle);
        }
        break;
    case TRACE_ROLE_THREADSAFE:
        an_say(t, "Another thread queues %e with call_soon_threadsafe and wakes the loop", handle);
        break;
    case TRACE_ROLE_INTERNAL: an_say(t, "The loop queues %e for itself", handle); break;
    case TRACE_ROLE_CALL_SOON:
        an_say_who(t);
        an_say(t, " queues %e with call_soon", handle);
        break;
    default: an_say(t, "%e is queued (%s)", handle, trace_role_name(t->event->flags)); break;
    }
    an_say_place(t);
    an_say(t, ".");
}

static void tell_handle_label(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " asks for a later call of %e.", t->event->subject);
}

static void tell_timer_arm(const AnTeller *t)
{
    int64_t length = t->event->amount - t->event->time_ns;
    an_say(t, "A timer is armed for %e: it is due at %p, in %d.", t->event->subject, t->event->amount,
           length > 0 ? length : 0);
}

static void tell_timer_due(const AnTeller *t)
{
    an_say(t, "The timer of %e is due", t->event->subject);
    uint32_t armed = armed_by(t);
    if (armed != AN_NONE) {
        an_say(t, " (set at %p)", an_event(t->index, armed)->time_ns);
    }
    an_say(t, ": the callback is queued");
    an_say_place(t);
    an_say(t, ".");
}

static void tell_handle_cancel(const AnTeller *t)
{
    uint32_t queued = queued_by(t);
    an_say_who(t);
    an_say(t, " cancels %e: ", t->event->subject);
    an_say(t, queued == AN_NONE ? "its timer will not call anything." : "the loop will drop it when its turn comes.");
}

static void tell_handle_run(const AnTeller *t)
{
    uint32_t queued = queued_by(t);
    an_say(t, "The loop calls %e", t->event->subject);
    if (queued != AN_NONE) {
        const TraceEvent *event = an_event(t->index, queued);
        if (event->kind == TRACE_TIMER_DUE) {
            an_say(t, armed_by(t) == AN_NONE ? ", whose timer was due" : ": ");
            an_say_timer(t, armed_by(t));
            an_say(t, ".");
            return;
        }
        if (event->flags == TRACE_ROLE_DONE_CALLBACK && event->object != 0) {
            an_say(t, ", because %e is done.", event->object);
            return;
        }
        an_say(t, ": it was queued at %p (%s) and its turn has come", event->time_ns, trace_role_name(event->flags));
    }
    an_say(t, ".");
}

static void tell_handle_end(const AnTeller *t)
{
    uint32_t run = an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_HANDLE_RUN));
    int64_t held = run == AN_NONE ? 0 : t->event->time_ns - an_event(t->index, run)->time_ns;
    if (t->event->flags == TRACE_OUTCOME_RESULT) {
        an_say(t, "%e returns to the loop", t->event->subject);
    } else {
        an_say(t, "%e raised an exception: the loop reports it and goes on", t->event->subject);
    }
    if (held > 0) {
        an_say(t, "; it held the loop for %d", held);
    }
    an_say(t, ".");
}

static void tell_handle_skip(const AnTeller *t)
{
    if (an_index_is_task(t->index, t->event->subject)) {
        an_say(t, "The loop drops the timer of %e: its sleep was cancelled.", t->event->subject);
    } else {
        an_say(t, "The loop drops %e without calling it: it was cancelled.", t->event->subject);
    }
}

/* --- the table --- */

static AnTell *const tellers[TRACE_KIND_COUNT] = {
    [TRACE_RUN_BEGIN] = tell_run_begin,
    [TRACE_RUN_END] = tell_run_end,
    [TRACE_PROCESS_NEW] = an_tell_process_new,
    [TRACE_PROCESS_END] = an_tell_process_end,
    [TRACE_THREAD_NEW] = an_tell_thread_new,
    [TRACE_THREAD_END] = an_tell_thread_end,
    [TRACE_LOOP_NEW] = tell_loop_new,
    [TRACE_LOOP_END] = tell_loop_end,
    [TRACE_ITERATION] = tell_iteration,
    [TRACE_POLL] = tell_poll,
    [TRACE_POLL_END] = tell_poll_end,
    [TRACE_READY_SNAPSHOT] = tell_snapshot,
    [TRACE_HANDLE_READY] = tell_handle_ready,
    [TRACE_HANDLE_LABEL] = tell_handle_label,
    [TRACE_TIMER_ARM] = tell_timer_arm,
    [TRACE_TIMER_DUE] = tell_timer_due,
    [TRACE_HANDLE_CANCEL] = tell_handle_cancel,
    [TRACE_HANDLE_RUN] = tell_handle_run,
    [TRACE_HANDLE_END] = tell_handle_end,
    [TRACE_HANDLE_SKIP] = tell_handle_skip,
    [TRACE_TASK_NEW] = an_tell_task_new,
    [TRACE_TASK_NAME] = an_tell_task_name,
    [TRACE_TASK_READY] = an_tell_task_ready,
    [TRACE_TASK_STEP] = an_tell_task_step,
    [TRACE_TASK_WAIT] = an_tell_task_wait,
    [TRACE_TASK_SLEEP] = an_tell_task_sleep,
    [TRACE_SLEEP_DUE] = an_tell_sleep_due,
    [TRACE_SLEEP_FIRE] = an_tell_sleep_fire,
    [TRACE_SLEEP_CANCEL] = an_tell_sleep_cancel,
    [TRACE_TASK_YIELD] = an_tell_task_yield,
    [TRACE_TASK_DONE] = an_tell_task_done,
    [TRACE_TASK_CANCEL] = an_tell_task_cancel,
    [TRACE_TASK_UNCANCEL] = an_tell_task_uncancel,
    [TRACE_TASK_DROP] = an_tell_task_drop,
    [TRACE_FUTURE_NEW] = an_tell_future_new,
    [TRACE_FUTURE_LINK] = an_tell_future_link,
    [TRACE_FUTURE_DONE] = an_tell_future_done,
    [TRACE_SYNC_NEW] = an_tell_sync_new,
    [TRACE_SYNC_OP] = an_tell_sync_op,
    [TRACE_GROUP_ENTER] = an_tell_group_enter,
    [TRACE_GROUP_ABORT] = an_tell_group_abort,
    [TRACE_GROUP_EXIT] = an_tell_group_exit,
    [TRACE_TIMEOUT_ENTER] = an_tell_timeout_enter,
    [TRACE_TIMEOUT_FIRE] = an_tell_timeout_fire,
    [TRACE_TIMEOUT_EXIT] = an_tell_timeout_exit,
    [TRACE_BLOCK] = an_tell_block,
    [TRACE_BLOCK_END] = an_tell_block_end,
    [TRACE_CORE] = an_tell_core,
    [TRACE_GIL] = an_tell_gil,
    [TRACE_POOL_NEW] = an_tell_pool_new,
    [TRACE_JOB_QUEUE] = an_tell_job_queue,
    [TRACE_JOB_BEGIN] = an_tell_job_begin,
    [TRACE_JOB_END] = an_tell_job_end,
    [TRACE_CONNECTION_NEW] = an_tell_connection_new,
    [TRACE_CONNECTION_END] = an_tell_connection_end,
    [TRACE_REQUEST_BEGIN] = an_tell_request_begin,
    [TRACE_REQUEST_END] = an_tell_request_end,
    [TRACE_FRAME_PUSH] = an_tell_frame_push,
    [TRACE_FRAME_POP] = an_tell_frame_pop,
    [TRACE_LINE] = an_tell_line,
    [TRACE_RAISE] = an_tell_raise,
    [TRACE_OUTPUT] = an_tell_output,
    [TRACE_NOTE] = an_tell_note,
};

void an_narrate(const AnModel *model, uint32_t seq, LsBuf *out)
{
    const AnIndex *index = &model->index;
    if (seq >= index->count) {
        return;
    }
    AnTeller teller = {.model = model, .index = index, .seq = seq, .event = an_event(index, seq), .out = out};
    assert(tellers[teller.event->kind] != NULL);
    tellers[teller.event->kind](&teller);
}
