/* trace_recorder.h: how the engine says what happens.
 *
 * A TraceRecorder holds the context that most events share (time, thread, line, current cause) in front of a Trace. The
 * engine keeps one per world and passes it down; a recorder without a trace (`trace == NULL`) makes every call a cheap
 * no-op that returns TRACE_NO_CAUSE, so that callers need no test of their own.  It owns nothing.
 *
 * The cause.  `cause` is the sequence number of the event that everything happening now follows from: the HANDLE_RUN,
 * TASK_STEP, TIMER_DUE … in progress.  trace_record uses it unless the caller names another.
 */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include "trace/trace.h"

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

/* What the functions below do when something is recorded. */
uint32_t trace_record_pair_on(TraceRecorder *recorder, TraceKind kind, uint32_t cause, uint32_t subject,
                              uint32_t object, uint32_t value, unsigned flags);
uint32_t trace_record_amount_on(TraceRecorder *recorder, TraceKind kind, uint32_t subject, int64_t amount,
                                unsigned flags);

/* Records an event whose arguments are a pair, with a cause of its own and the recorder's time, thread and line.
 * Returns its sequence number. */
static inline uint32_t trace_record_caused(TraceRecorder *recorder, TraceKind kind, uint32_t cause, uint32_t subject,
                                           uint32_t object, uint32_t value, unsigned flags)
{
    return recorder->trace == NULL ? TRACE_NO_CAUSE
                                   : trace_record_pair_on(recorder, kind, cause, subject, object, value, flags);
}

/* The same with the recorder's cause. */
static inline uint32_t trace_record(TraceRecorder *recorder, TraceKind kind, uint32_t subject, uint32_t object,
                                    uint32_t value, unsigned flags)
{
    return trace_record_caused(recorder, kind, recorder->cause, subject, object, value, flags);
}

/* The same with a 64-bit amount instead of the pair. */
static inline uint32_t trace_record_amount(TraceRecorder *recorder, TraceKind kind, uint32_t subject, int64_t amount,
                                           unsigned flags)
{
    return recorder->trace == NULL ? TRACE_NO_CAUSE : trace_record_amount_on(recorder, kind, subject, amount, flags);
}

#endif
