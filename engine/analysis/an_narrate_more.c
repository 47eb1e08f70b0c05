/* Sentences about futures, primitives, groups and timeouts. */
#include "analysis/an_say.h"

static const char *outcome_phrase(unsigned outcome)
{
    switch (outcome) {
    case TRACE_OUTCOME_EXCEPTION: return "has failed";
    case TRACE_OUTCOME_CANCELLED: return "is cancelled";
    default: return "is done";
    }
}

void an_tell_future_new(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    an_say_who(t);
    switch (event->flags) {
    case TRACE_WAIT_GATHER:
        if (event->value != 0) {
            an_say(t, " calls gather for %n: it is complete when all of them are done.", event->value, "awaitable");
        } else {
            an_say(t, " calls gather: it is complete when all of its members are done.");
        }
        break;
    case TRACE_WAIT_TASK:
    case TRACE_WAIT_FUTURE:
        an_say(t, " makes %e: whoever awaits it waits until somebody sets its result.", event->subject);
        break;
    case TRACE_WAIT_SHIELD: an_say(t, " shields a task: cancelling the wait will not cancel it."); break;
    default: an_say(t, " sets up %s, which ends when what it waits for is done.", trace_wait_name(event->flags)); break;
    }
}

void an_tell_future_link(const AnTeller *t)
{
    an_say(t, "%e belongs to %e, which will be told when it is done.", t->event->object, t->event->subject);
}

void an_tell_future_done(const AnTeller *t)
{
    uint32_t pending;
    uint32_t links = an_links_at(t->index, t->event->subject, t->seq, &pending);
    an_say(t, "%e %s", t->event->subject, outcome_phrase(t->event->flags));
    if (links > 0 && pending == 0 && t->event->flags == TRACE_OUTCOME_RESULT) {
        an_say(t, links == 1 ? ", because what it waits for is done" : ", because all %n are done", links, "member");
    }
    if (t->event->object != 0) {
        an_say(t, ": %S", t->event->object);
    }
    an_say(t, ".");
}

/* --- primitives --- */

static TraceWait sort_of_sync(const AnTeller *t)
{
    uint32_t birth = an_index_birth(t->index, t->event->subject);
    if (birth == AN_NONE || an_event(t->index, birth)->kind != TRACE_SYNC_NEW) {
        return TRACE_WAIT_NONE;
    }
    return (TraceWait)an_event(t->index, birth)->flags;
}

static void say_level(const AnTeller *t, TraceWait sort, uint32_t level)
{
    switch (sort) {
    case TRACE_WAIT_QUEUE_GET:
    case TRACE_WAIT_QUEUE_PUT:
    case TRACE_WAIT_QUEUE_JOIN:
        if (level == 0) {
            an_say(t, ": it is empty now");
        } else {
            an_say(t, ": it holds %n now", level, "item");
        }
        break;
    case TRACE_WAIT_SEMAPHORE: an_say(t, ": %u more may enter", level); break;
    case TRACE_WAIT_BARRIER: an_say(t, ": %u have arrived", level); break;
    case TRACE_WAIT_POOL: an_say(t, ": %n in use", level, "connection"); break;
    default: break;
    }
}

void an_tell_sync_new(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " makes %e", t->event->subject);
    if (t->event->flags == TRACE_WAIT_POOL) {
        an_say(t, ": it allows %n", t->event->value, "connection");
    } else {
        say_level(t, (TraceWait)t->event->flags, t->event->value);
    }
    an_say(t, ".");
}

static void say_actor(const AnTeller *t)
{
    if (t->event->object != 0) {
        an_say(t, "%e", t->event->object);
    } else {
        an_say_who(t);
    }
}

void an_tell_sync_op(const AnTeller *t)
{
    static const char *const verbs[TRACE_SYNC_COUNT] = {
        [TRACE_SYNC_ACQUIRE] = " acquires ",
        [TRACE_SYNC_RELEASE] = " releases ",
        [TRACE_SYNC_SET] = " sets ",
        [TRACE_SYNC_CLEAR] = " clears ",
        [TRACE_SYNC_NOTIFY] = " notifies those who wait for ",
        [TRACE_SYNC_PUT] = " puts an item into ",
        [TRACE_SYNC_GET] = " takes an item out of ",
        [TRACE_SYNC_TASK_DONE] = " says that an item is done with, in ",
        [TRACE_SYNC_ARRIVE] = " arrives at ",
        [TRACE_SYNC_BREAK] = " breaks ",
    };
    TraceWait sort = sort_of_sync(t);
    say_actor(t);
    an_say(t, "%s%e", t->event->flags < TRACE_SYNC_COUNT ? verbs[t->event->flags] : " uses ", t->event->subject);
    if (t->event->flags == TRACE_SYNC_SET) {
        an_say(t, ": all who wait for it are woken");
    } else if (t->event->flags == TRACE_SYNC_RELEASE && sort == TRACE_WAIT_LOCK) {
        an_say(t, ": the first who waits for it is next");
    } else if (t->event->flags != TRACE_SYNC_TASK_DONE) {
        say_level(t, sort, t->event->value);
    }
    an_say(t, ".");
}

/* --- groups and timeouts --- */

void an_tell_group_enter(const AnTeller *t)
{
    say_actor(t);
    an_say(t, " enters %e: the block will not be left before all of its tasks are done.", t->event->subject);
}

void an_tell_group_abort(const AnTeller *t)
{
    if (t->event->object != 0) {
        an_say(t, "%e has failed: %e cancels its other tasks.", t->event->object, t->event->subject);
    } else {
        an_say(t, "%e gives up and cancels its tasks.", t->event->subject);
    }
}

void an_tell_group_exit(const AnTeller *t)
{
    say_actor(t);
    switch (t->event->flags) {
    case TRACE_OUTCOME_EXCEPTION:
        an_say(t, " leaves %e with the exceptions of its tasks in one group.", t->event->subject);
        break;
    case TRACE_OUTCOME_CANCELLED:
        an_say(t, " leaves %e, cancelled; none of its tasks is left behind.", t->event->subject);
        break;
    default: an_say(t, " leaves %e: all of its tasks are done.", t->event->subject); break;
    }
}

void an_tell_timeout_enter(const AnTeller *t)
{
    an_say_who(t);
    if (t->event->amount < 0) {
        an_say(t, " enters a timeout that has no deadline.");
        return;
    }
    int64_t length = t->event->amount - t->event->time_ns;
    an_say(t, " enters a timeout of %d: if it is still inside at %p, it will be cancelled.", length > 0 ? length : 0,
           t->event->amount);
}

void an_tell_timeout_fire(const AnTeller *t)
{
    an_say(t, "The timeout expires: %e is cancelled, and CancelledError will become TimeoutError.", t->event->object);
}

void an_tell_timeout_exit(const AnTeller *t)
{
    say_actor(t);
    if (an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_TIMEOUT_FIRE)) != AN_NONE &&
        t->event->flags != TRACE_OUTCOME_RESULT) {
        an_say(t, " leaves the timeout, which has expired: its CancelledError becomes TimeoutError.");
        return;
    }
    switch (t->event->flags) {
    case TRACE_OUTCOME_EXCEPTION: an_say(t, " leaves the timeout with an exception."); break;
    case TRACE_OUTCOME_CANCELLED: an_say(t, " leaves the timeout, cancelled."); break;
    default: an_say(t, " leaves the timeout in time."); break;
    }
}
