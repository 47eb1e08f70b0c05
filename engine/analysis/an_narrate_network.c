/* Sentences about connections and requests. */
#include "analysis/an_say.h"

void an_tell_connection_new(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " opens a connection to %e.", t->event->subject);
}

void an_tell_connection_end(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " closes the connection to %e.", t->event->subject);
}

void an_tell_request_begin(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " begins the request %e.", t->event->subject);
}

/* How long the request took, if its beginning is known. */
static void say_took(const AnTeller *t)
{
    uint32_t begun = an_entity_last(t->index, t->event->subject, t->seq, AN_BIT(TRACE_REQUEST_BEGIN));
    if (begun != AN_NONE) {
        an_say(t, " after %d", t->event->time_ns - an_event(t->index, begun)->time_ns);
    }
}

void an_tell_request_end(const AnTeller *t)
{
    switch (t->event->flags) {
    case TRACE_OUTCOME_RESULT:
        an_say(t, "The answer to %e is there", t->event->subject);
        say_took(t);
        an_say(t, ": status %u, %n.", t->event->object, t->event->value, "byte");
        break;
    case TRACE_OUTCOME_CANCELLED:
        an_say(t, "The request %e is given up", t->event->subject);
        say_took(t);
        an_say(t, ".");
        break;
    default:
        an_say(t, "The request %e fails", t->event->subject);
        say_took(t);
        an_say(t, ".");
        break;
    }
}
