/* Sentences about processes, threads and jobs, and about the code that runs. */
#include "analysis/an_say.h"

#include <string.h>

enum { SOURCE_SHOWN = 72 };

void an_tell_process_new(const AnTeller *t)
{
    an_say(t, "The process %e starts.", t->event->subject);
}

void an_tell_process_end(const AnTeller *t)
{
    an_say(t, "The process %e ends with exit status %u.", t->event->subject, t->event->object);
}

void an_tell_thread_new(const AnTeller *t)
{
    an_say(t, t->event->thread == 0 ? "The main thread starts." : "The thread %e starts.", t->event->subject);
}

void an_tell_thread_end(const AnTeller *t)
{
    an_say(t, t->event->thread == 0 ? "The main thread ends." : "The thread %e ends.", t->event->subject);
}

/* Does an event loop run in the event's thread? */
static bool on_loop(const AnTeller *t)
{
    uint32_t last = an_thread_last(t->index, t->event->thread, t->seq, AN_BIT(TRACE_LOOP_NEW) | AN_BIT(TRACE_LOOP_END));
    return last != AN_NONE && an_event(t->index, last)->kind == TRACE_LOOP_NEW;
}

void an_tell_block(const AnTeller *t)
{
    const TraceEvent *event = t->event;
    static const char *const begins[TRACE_BLOCK_COUNT] = {
        [TRACE_BLOCK_SLEEP] = "time.sleep blocks the thread",
        [TRACE_BLOCK_IO] = "Blocking I/O holds the thread",
        [TRACE_BLOCK_LOCK] = "A thread lock blocks the thread",
        [TRACE_BLOCK_JOIN] = "join blocks the thread",
        [TRACE_BLOCK_COMPUTE] = "Computing keeps the thread busy",
        [TRACE_BLOCK_GIL] = "The GIL is taken: the thread waits",
        [TRACE_BLOCK_JOB] = "Waiting for a job's result blocks the thread",
    };
    an_say(t, "%s", event->flags < TRACE_BLOCK_COUNT ? begins[event->flags] : "Something blocks the thread");
    if (event->amount >= 0) {
        an_say(t, " for %d", event->amount > event->time_ns ? event->amount - event->time_ns : 0);
    }
    if (event->subject != 0 && event->flags != TRACE_BLOCK_SLEEP) {
        an_say(t, " (%e)", event->subject);
    }
    if (on_loop(t)) {
        an_say(t, ": nothing else on this loop can run");
    } else {
        an_say(t, ": nothing else in it can run");
    }
    if (event->amount >= 0) {
        an_say(t, " until %p.", event->amount);
    } else {
        an_say(t, " meanwhile.");
    }
}

void an_tell_block_end(const AnTeller *t)
{
    uint32_t begun =
        t->seq == 0 ? AN_NONE : an_thread_last(t->index, t->event->thread, t->seq - 1, AN_BIT(TRACE_BLOCK));
    int64_t length = begun == AN_NONE ? 0 : t->event->time_ns - an_event(t->index, begun)->time_ns;
    if (t->event->flags == TRACE_BLOCK_COMPUTE) {
        an_say(t, "The computation is over, after %d: it is %p now.", length, t->event->time_ns);
    } else {
        an_say(t, "The thread goes on at %p: %s blocked it for %d.", t->event->time_ns,
               trace_block_name(t->event->flags), length);
    }
}

void an_tell_core(const AnTeller *t)
{
    char label[64];
    an_model_thread_label(t->model, t->event->thread, label, sizeof label);
    const char *what = t->event->flags == TRACE_CORE_TAKE ? "runs on" : "leaves";
    an_say(t, "%s %s core %u.", label, what, t->event->object);
}

void an_tell_gil(const AnTeller *t)
{
    char label[64];
    an_model_thread_label(t->model, t->event->thread, label, sizeof label);
    switch (t->event->flags) {
    case TRACE_GIL_TAKE: an_say(t, "%s gets the GIL", label); break;
    case TRACE_GIL_LEAVE: an_say(t, "%s leaves the GIL to others: it blocks.", label); return;
    case TRACE_GIL_ASK: an_say(t, "%s asks for the GIL", label); break;
    default: an_say(t, "%s was asked for the GIL, and gives it up.", label); return;
    }
    if (t->event->amount > 0) {
        an_say(t, " after waiting for %d", t->event->amount);
    }
    an_say(t, ".");
}

void an_tell_pool_new(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " gives the pool %e its first job: it has %n at most.", t->event->subject, t->event->value, "worker");
}

void an_tell_job_queue(const AnTeller *t)
{
    an_say_who(t);
    if (t->event->value == 0) {
        an_say(t, " hands the job %e to the pool: it waits for a free worker.", t->event->subject);
    } else {
        an_say(t, " hands the job %e to %e: it waits for a free worker.", t->event->subject, t->event->value);
    }
}

void an_tell_job_begin(const AnTeller *t)
{
    char label[64];
    an_model_thread_label(t->model, t->event->thread, label, sizeof label);
    an_say(t, "The worker %s takes the job %e.", label, t->event->subject);
}

void an_tell_job_end(const AnTeller *t)
{
    if (t->event->flags == TRACE_OUTCOME_RESULT) {
        an_say(t, "The job %e has ended", t->event->subject);
    } else {
        an_say(t, "The job %e has failed", t->event->subject);
    }
    an_say(t, t->event->object != 0 ? ": %S." : ".", t->event->object);
}

/* --- code --- */

void an_tell_frame_push(const AnTeller *t)
{
    switch (t->event->flags) {
    case TRACE_FRAME_MODULE: an_say(t, "The code of the module %S begins to run.", t->event->object); break;
    case TRACE_FRAME_RESUMED: an_say(t, "The generator %S runs on from where it stopped.", t->event->object); break;
    case TRACE_FRAME_COROUTINE:
        an_say(t, "The coroutine %S begins to run, at once and in the same step.", t->event->object);
        break;
    case TRACE_FRAME_GENERATOR: an_say(t, "The generator %S begins to run.", t->event->object); break;
    default: an_say(t, "%S is called.", t->event->object); break;
    }
}

/* The frame that this FRAME_POP leaves, as its FRAME_PUSH; NULL when the trace has none. */
static const TraceEvent *left_frame(const AnTeller *t)
{
    const AnIndex *index = t->index;
    uint32_t task = an_index_running_task(index, t->event->thread, t->seq);
    uint32_t owner = task != 0 ? task : an_owner_of_thread(index, t->event->thread);
    uint32_t place = an_lists_after(&index->owners, owner, t->seq);
    if (place == 0 || index->owners.seqs[place - 1] != t->seq || index->owner_calls[place - 1] == AN_NONE) {
        return NULL;
    }
    return an_event(index, index->calls[index->owner_calls[place - 1]].push_seq);
}

void an_tell_frame_pop(const AnTeller *t)
{
    const TraceEvent *push = left_frame(t);
    if (push != NULL && push->object != 0) {
        an_say(t, "%S", push->object);
    } else {
        an_say(t, "The innermost function");
    }
    if (t->event->flags == TRACE_OUTCOME_RESULT) {
        an_say(t, t->event->object != 0 ? " returns %S." : " returns.", t->event->object);
    } else {
        an_say(t, " is left by an exception");
        an_say(t, t->event->object != 0 ? ": %S." : ".", t->event->object);
    }
}

/* Line `number` of the source, without the blanks around it. */
static const char *source_line(const Trace *trace, uint32_t number, size_t *size)
{
    size_t left;
    const char *text = trace_source_text(trace, &left);
    for (uint32_t line = 1; line < number; line++) {
        const char *end = memchr(text, '\n', left);
        if (end == NULL) {
            *size = 0;
            return "";
        }
        left -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    const char *end = memchr(text, '\n', left);
    *size = end == NULL ? left : (size_t)(end - text);
    while (*size > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        --*size;
    }
    while (*size > 0 && (text[*size - 1] == ' ' || text[*size - 1] == '\r')) {
        --*size;
    }
    return text;
}

void an_tell_line(const AnTeller *t)
{
    size_t size;
    const char *text = source_line(t->index->trace, t->event->line, &size);
    an_say_who(t);
    if (t->event->line == 0) {
        an_say(t, " goes on.");
        return;
    }
    an_say(t, " reaches line %u", (uint32_t)t->event->line);
    if (size > 0) {
        char shown[SOURCE_SHOWN + 1];
        size_t keep = size < SOURCE_SHOWN ? size : SOURCE_SHOWN;
        while (keep > 0 && keep < size && ((unsigned char)text[keep] & 0xC0) == 0x80) {
            keep--;
        }
        for (size_t i = 0; i < keep; i++) {
            shown[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i];
        }
        shown[keep] = '\0';
        an_say(t, ": %s%s", shown, keep < size ? "…" : "");
        return;
    }
    an_say(t, ".");
}

void an_tell_raise(const AnTeller *t)
{
    an_say_who(t);
    an_say(t, " raises %S.", t->event->object);
}

void an_tell_output(const AnTeller *t)
{
    size_t size;
    const char *text = trace_text(t->index->trace, t->event->object, &size);
    an_say_who(t);
    an_say(t, t->event->flags == TRACE_STREAM_STDERR ? " writes to stderr" : " prints");
    if (size == 1 && text[0] == '\n') {
        an_say(t, " an empty line.");
        return;
    }
    an_say(t, ": %S", t->event->object);
    if (size <= 60 && size > 0 && text[size - 1] == '\n') {
        t->out->size -= t->out->failed || t->out->size < 2 ? 0 : 2; /* the escaped line end says nothing */
        if (t->out->data != NULL) {
            t->out->data[t->out->size] = '\0';
        }
    }
}

void an_tell_note(const AnTeller *t)
{
    an_say(t, "%S", t->event->object);
}
