/* Sentences about tasks: how they come, run, wait and end. */
#include "analysis/an_say.h"

void an_tell_task_new(const AnTeller *t)
{
    uint32_t task = t->event->subject;
    if ((t->event->flags & TRACE_TASK_MAIN) != 0) {
        an_say(t, "asyncio.run makes %e the main task; the loop runs until it is done.", task);
        return;
    }
    an_say_who(t);
    an_say(t, " creates the task %e", task);
    if ((t->event->flags & TRACE_TASK_NAMED) == 0 && t->event->value != 0) {
        an_say(t, " (Task-%u)", t->event->object);
    }
    an_say(t, ": nothing of it runs before the loop gets to it.");
}

void an_tell_task_name(const AnTeller *t)
{
    an_say(t, "The task %e is now called %S.", t->event->subject, t->event->object);
}

static void say_operation(const AnTeller *t, const TraceEvent *operation)
{
    static const char *const done[TRACE_SYNC_COUNT] = {
        [TRACE_SYNC_ACQUIRE] = "%e was acquired",
        [TRACE_SYNC_RELEASE] = "%e was released",
        [TRACE_SYNC_SET] = "%e was set",
        [TRACE_SYNC_CLEAR] = "%e was cleared",
        [TRACE_SYNC_NOTIFY] = "%e was notified",
        [TRACE_SYNC_PUT] = "an item was put into %e",
        [TRACE_SYNC_GET] = "an item was taken out of %e",
        [TRACE_SYNC_TASK_DONE] = "all items of %e are done with",
        [TRACE_SYNC_ARRIVE] = "all have arrived at %e",
        [TRACE_SYNC_BREAK] = "%e was broken",
    };
    an_say(t, operation->flags < TRACE_SYNC_COUNT ? done[operation->flags] : "%e has changed", operation->subject);
}

/* Why a task was woken, as far as the event that did it tells; ends the sentence's first half. */
static bool say_waker(const AnTeller *t, const TraceEvent *cause)
{
    switch (cause->kind) {
    case TRACE_FUTURE_DONE:
    case TRACE_TASK_DONE:
        an_say(t, "%e is %s", cause->subject, cause->flags == TRACE_OUTCOME_CANCELLED ? "cancelled" : "done");
        return true;
    case TRACE_SYNC_OP: say_operation(t, cause); return true;
    case TRACE_TIMEOUT_FIRE: an_say(t, "its timeout has expired"); return true;
    case TRACE_JOB_END: an_say(t, "the job %e has ended", cause->subject); return true;
    default: return false;
    }
}

/* What the task waited for, as the reason that it goes on. */
static void say_wait_over(const AnTeller *t, uint32_t task, uint32_t before)
{
    uint32_t wait = an_entity_last(t->index, task, before,
                                   AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD));
    if (wait == AN_NONE || an_event(t->index, wait)->kind != TRACE_TASK_WAIT) {
        an_say(t, "what it waited for has happened");
        return;
    }
    const TraceEvent *event = an_event(t->index, wait);
    if (event->value != 0) {
        an_say(t, "its wait for %S is over", event->value);
    } else if (event->object != 0) {
        an_say(t, "its wait for %e is over", event->object);
    } else {
        an_say(t, "its wait for %s is over", trace_wait_phrase(event->flags));
    }
}

static const TraceEvent *cause_of(const AnTeller *t, const TraceEvent *event, uint32_t seq)
{
    return event->cause < seq ? an_event(t->index, event->cause) : NULL;
}

void an_tell_task_ready(const AnTeller *t)
{
    const TraceEvent *cause = cause_of(t, t->event, t->seq);
    uint32_t task = t->event->subject;
    switch (t->event->flags) {
    case TRACE_ROLE_FIRST_STEP: an_say(t, "The first step of %e is queued", task); break;
    case TRACE_ROLE_THROW:
        an_say(t, "CancelledError is on its way to %e: a step that throws it is queued", task);
        break;
    default:
        an_say(t, "%e is woken: ", task);
        if (cause == NULL || !say_waker(t, cause)) {
            say_wait_over(t, task, t->seq);
        }
        an_say(t, "; its next step is queued");
        break;
    }
    an_say_place(t);
    an_say(t, ".");
}

static void say_first_step(const AnTeller *t)
{
    uint32_t birth = an_index_birth(t->index, t->event->subject);
    const TraceEvent *created = birth == AN_NONE ? NULL : an_event(t->index, birth);
    uint32_t parent = created == NULL ? 0 : an_index_running_task(t->index, created->thread, birth);
    an_say(t, "The loop starts %e: its first step was queued", t->event->subject);
    if (parent != 0 && parent != t->event->subject) {
        an_say(t, " when %e created it at %p", parent, created->time_ns);
    }
    an_say(t, ".");
}

static void say_throw(const AnTeller *t, const TraceEvent *queued)
{
    uint32_t task = t->event->subject;
    const uint64_t earlier = AN_BIT(TRACE_TASK_STEP);
    bool first = t->seq == 0 || an_entity_last(t->index, task, t->seq - 1, earlier) == AN_NONE;
    if (first) {
        an_say(t, "The loop throws CancelledError into %e before its first line: none of its body runs.", task);
    } else if (queued != NULL && queued->kind == TRACE_TASK_READY && queued->flags == TRACE_ROLE_WAKEUP) {
        an_say(t, "The loop resumed %e with an exception: what it waited for has failed or was cancelled.", task);
    } else {
        an_say(t, "The loop throws CancelledError into %e, at the await where it stood.", task);
    }
}

void an_tell_task_step(const AnTeller *t)
{
    uint32_t task = t->event->subject;
    const uint64_t queues = AN_BIT(TRACE_TASK_READY) | AN_BIT(TRACE_SLEEP_FIRE) | AN_BIT(TRACE_TASK_YIELD);
    uint32_t seq = t->seq == 0 ? AN_NONE : an_entity_last(t->index, task, t->seq - 1, queues);
    const TraceEvent *queued = seq == AN_NONE ? NULL : an_event(t->index, seq);
    if (t->event->flags == TRACE_STEP_THROW) {
        say_throw(t, queued);
    } else if (queued == NULL || (queued->kind == TRACE_TASK_READY && queued->flags == TRACE_ROLE_FIRST_STEP)) {
        say_first_step(t);
    } else if (queued->kind == TRACE_TASK_YIELD) {
        an_say(t, "The loop resumed %e after its sleep(0): all that was queued before it has had its turn.", task);
    } else {
        an_say(t, "The loop resumed %e: ", task);
        const TraceEvent *cause = cause_of(t, queued, seq);
        bool said = queued->kind == TRACE_SLEEP_FIRE
                        ? an_say_timer(t, an_entity_last(t->index, task, seq, AN_BIT(TRACE_TASK_SLEEP)))
                        : cause != NULL && say_waker(t, cause);
        if (!said) {
            say_wait_over(t, task, seq);
        }
        an_say(t, ".");
    }
}

/* --- suspending --- */

static void say_members(const AnTeller *t)
{
    uint32_t pending;
    uint32_t links = an_links_at(t->index, t->event->object, t->seq, &pending);
    if (links == 0) {
        an_say(t, ".");
    } else if (pending == links) {
        an_say(t, ": %n %s not done yet.", pending, "task", pending == 1 ? "is" : "are");
    } else {
        an_say(t, ": %u of %n %s not done yet.", pending, links, "task", pending == 1 ? "is" : "are");
    }
}

static void say_holder(const AnTeller *t)
{
    uint32_t last = an_entity_last(t->index, t->event->object, t->seq, AN_BIT(TRACE_SYNC_OP));
    const TraceEvent *operation = last == AN_NONE ? NULL : an_event(t->index, last);
    if (operation != NULL && operation->flags == TRACE_SYNC_ACQUIRE && operation->object != 0) {
        an_say(t, ": %e holds it.", operation->object);
    } else {
        an_say(t, ".");
    }
}

/* What a wait_for or a shield was made for; 0 when the trace does not say. */
static uint32_t wrapped(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    if (event->flags != TRACE_WAIT_WAIT_FOR && event->flags != TRACE_WAIT_SHIELD) {
        return 0;
    }
    uint32_t link = an_entity_last(t->index, event->object, t->seq, AN_BIT(TRACE_FUTURE_LINK));
    return link == AN_NONE ? 0 : an_event(t->index, link)->object;
}

/* A pool's limit is its level at birth. */
static void say_pool(const AnTeller *t)
{
    uint32_t birth = an_index_birth(t->index, t->event->object);
    uint32_t limit = birth == AN_NONE ? 0 : an_event(t->index, birth)->value;
    if (limit > 0) {
        an_say(t, limit == 1 ? ": its only connection is in use." : ": its %u connections are in use.", limit);
    } else {
        an_say(t, ": no connection is free.");
    }
}

void an_tell_task_wait(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    uint32_t inner = wrapped(t);
    if (inner != 0) {
        an_say(t, "%e waits for %e, through %s; the loop is free to run something else.", event->subject, inner,
               trace_wait_name(event->flags));
        return;
    }
    an_say(t, "%e waits for ", event->subject);
    if (event->value != 0) {
        an_say(t, "%S", event->value);
    } else if (event->object != 0 && event->flags != TRACE_WAIT_GATHER && event->flags != TRACE_WAIT_GROUP) {
        an_say(t, "%e", event->object);
    } else {
        an_say(t, "%s", trace_wait_phrase(event->flags));
    }
    switch (event->flags) {
    case TRACE_WAIT_GATHER:
    case TRACE_WAIT_WAIT:
    case TRACE_WAIT_GROUP:
    case TRACE_WAIT_AS_COMPLETED: say_members(t); break;
    case TRACE_WAIT_TASK:
    case TRACE_WAIT_SHIELD: an_say(t, ": it goes on when that task is done."); break;
    case TRACE_WAIT_LOCK: say_holder(t); break;
    case TRACE_WAIT_QUEUE_GET: an_say(t, ": there is nothing in it now."); break;
    case TRACE_WAIT_QUEUE_PUT: an_say(t, ": there is no room in it now."); break;
    case TRACE_WAIT_EVENT: an_say(t, ": it is not set."); break;
    case TRACE_WAIT_POOL: say_pool(t); break;
    case TRACE_WAIT_WORKER: an_say(t, ": all of its workers are busy."); break;
    default: an_say(t, "; the loop is free to run something else."); break;
    }
}

void an_tell_task_sleep(const AnTeller *t)
{
    int64_t length = t->event->amount - t->event->time_ns;
    an_say(t, "%e sleeps for %d, until %p; meanwhile the loop is free to run others.", t->event->subject,
           length > 0 ? length : 0, t->event->amount);
}

void an_tell_sleep_due(const AnTeller *t)
{
    uint32_t armed = an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_TASK_SLEEP));
    an_say(t, "The timer of %e is due", t->event->subject);
    if (armed != AN_NONE) {
        const TraceEvent *sleep = an_event(t->index, armed);
        int64_t length = sleep->amount - sleep->time_ns;
        an_say(t, " (set at %p for %d)", sleep->time_ns, length > 0 ? length : 0);
    }
    an_say(t, ": it is queued");
    an_say_place(t);
    an_say(t, ".");
}

void an_tell_sleep_fire(const AnTeller *t)
{
    an_say(t, "The loop runs the timer of %e, which ends its sleep: its next step is queued", t->event->subject);
    an_say_place(t);
    an_say(t, ".");
}

void an_tell_sleep_cancel(const AnTeller *t)
{
    uint32_t armed = an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_TASK_SLEEP));
    int64_t left = armed == AN_NONE ? 0 : an_event(t->index, armed)->amount - t->event->time_ns;
    an_say(t, "The sleep of %e is cancelled", t->event->subject);
    if (left > 0) {
        an_say(t, ", %d before its end", left);
    }
    an_say(t, ": its timer is dead.");
}

void an_tell_task_yield(const AnTeller *t)
{
    uint32_t ready = an_intervals_active(&t->index->ready, t->seq);
    uint32_t before = ready > 0 ? ready - 1 : 0;
    an_say(t, "%e gives way with sleep(0): its next step is queued ", t->event->subject);
    if (before == 0) {
        an_say(t, "at once, and nothing stands before it.");
    } else {
        an_say(t, "behind the %n that %s ready now.", before, "handle", before == 1 ? "is" : "are");
    }
}

/* --- ending --- */

void an_tell_task_done(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    switch (event->flags) {
    case TRACE_OUTCOME_EXCEPTION: an_say(t, "%e ends with an exception", event->subject); break;
    case TRACE_OUTCOME_CANCELLED:
        an_say(t, "%e is cancelled: CancelledError has left its coroutine.", event->subject);
        return;
    default:
        an_say(t, event->object != 0 ? "%e is done and returns" : "%e is done", event->subject);
        if (event->object != 0) {
            an_say(t, " %S", event->object);
        }
        an_say(t, ".");
        return;
    }
    if (event->object != 0) {
        an_say(t, ": %S", event->object);
    }
    an_say(t, ".");
}

void an_tell_task_cancel(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " asks for %e to be cancelled", t->event->subject);
    if (t->event->value != 0) {
        an_say(t, " (\"%S\")", t->event->value);
    }
    if (t->event->object != 0) {
        an_say(t, ": what it waits for (%e) is cancelled first.", t->event->object);
    } else {
        an_say(t, ": CancelledError will be thrown into it at its next step.");
    }
}

void an_tell_task_uncancel(const AnTeller *t)
{
    if (t->event->object == 0) {
        an_say(t, "A request to cancel %e is taken back: none is left.", t->event->subject);
    } else {
        an_say(t, "A request to cancel %e is taken back: %n left.", t->event->subject, t->event->object, "request");
    }
}

void an_tell_task_drop(const AnTeller *t)
{
    an_say(t, "The task %e is destroyed although it was not done: nobody could wake it any more.", t->event->subject);
}
