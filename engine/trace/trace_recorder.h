/* trace_recorder.h: how the engine says what happens.
 *
 * A TraceRecorder holds the context that most events share (time, thread, line, current cause) in front of a Trace. The
 * engine keeps one per world and passes it down; a recorder without a trace (`trace == NULL`) makes every call a cheap
 * no-op that returns TRACE_NO_CAUSE, so that callers need no test of their own.  It owns nothing.
 *
 * The cause.  `cause` is the sequence number of the event that everything happening now follows from: the HANDLE_RUN,
 * TASK_STEP, TIMER_DUE … in progress.  trace_record uses it unless the caller names another.
 *
 * Recording is inlined: twenty instructions, most of them stores into the newest chunk of the trace, so that a
 * scheduling event costs a few nanoseconds.  Only the first event of a chunk takes a call.
 */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include "trace/trace.h"

#if defined(__GNUC__)
#define TRACE_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define TRACE_ALWAYS_INLINE inline
#endif

typedef struct TraceRecorder {
    Trace *trace; /* NULL: record nothing */
    bool detail;  /* frames, lines, labels with arguments, results: for a screen.  Off: scheduling only */
    uint16_t thread;
    uint32_t line; /* the running frame's source line, kept up to date by the VM at calls and suspensions */
    uint32_t cause;
    int64_t time_ns; /* the virtual clock, kept up to date by whoever moves it */
} TraceRecorder;

static inline bool trace_on(const TraceRecorder *recorder)
{
    return recorder->trace != NULL;
}

/* What all events have.  It is written where it stays, field by field: a structure that is built first and then copied
 * takes twice as long. */
static TRACE_ALWAYS_INLINE TraceEvent *trace_begin(const TraceRecorder *recorder, TraceKind kind, uint32_t cause,
                                                   uint32_t subject, unsigned flags)
{
    TraceEvent *event = trace_next(recorder->trace);
    event->time_ns = recorder->time_ns;
    event->cause = cause;
    event->subject = subject;
    event->line = recorder->line;
    event->kind = (uint8_t)kind;
    event->flags = (uint8_t)flags;
    event->thread = recorder->thread;
    return event;
}

/* Records an event whose arguments are a pair, with a cause of its own and the recorder's time, thread and line.
 * Returns its sequence number. */
static TRACE_ALWAYS_INLINE uint32_t trace_record_caused(const TraceRecorder *recorder, TraceKind kind, uint32_t cause,
                                                        uint32_t subject, uint32_t object, uint32_t value,
                                                        unsigned flags)
{
    if (recorder->trace == NULL) {
        return TRACE_NO_CAUSE;
    }
    TraceEvent *event = trace_begin(recorder, kind, cause, subject, flags);
    event->object = object;
    event->value = value;
    return trace_filled(recorder->trace);
}

/* The same with the recorder's cause. */
static TRACE_ALWAYS_INLINE uint32_t trace_record(const TraceRecorder *recorder, TraceKind kind, uint32_t subject,
                                                 uint32_t object, uint32_t value, unsigned flags)
{
    return trace_record_caused(recorder, kind, recorder->cause, subject, object, value, flags);
}

/* The same with a 64-bit amount instead of the pair. */
static TRACE_ALWAYS_INLINE uint32_t trace_record_amount(const TraceRecorder *recorder, TraceKind kind, uint32_t subject,
                                                        int64_t amount, unsigned flags)
{
    if (recorder->trace == NULL) {
        return TRACE_NO_CAUSE;
    }
    TraceEvent *event = trace_begin(recorder, kind, recorder->cause, subject, flags);
    event->amount = amount;
    return trace_filled(recorder->trace);
}

#endif
