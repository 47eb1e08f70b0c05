#include "trace/trace_recorder.h"

#include <string.h>

/* What all events have.  Written where it stays, field by field: a structure that is built first and then copied takes
 * twice as long. */
static inline void fill(const TraceRecorder *recorder, TraceEvent *event, TraceKind kind, uint32_t cause,
                        uint32_t subject, unsigned flags)
{
    const uint32_t line = recorder->line;
    event->time_ns = recorder->time_ns;
    event->cause = cause;
    event->subject = subject;
    event->line = (line > TRACE_LINE_MAX ? TRACE_LINE_MAX : line) & TRACE_LINE_MAX;
    event->kind = (unsigned char)kind;
    event->thread = recorder->thread;
    event->flags = (uint16_t)flags;
}

static inline uint32_t add_pair(TraceRecorder *recorder, TraceEvent *room, TraceKind kind, uint32_t cause,
                                uint32_t subject, uint32_t object, uint32_t value, unsigned flags)
{
    if (room == NULL) {
        return TRACE_NO_CAUSE;
    }
    fill(recorder, room, kind, cause, subject, flags);
    room->object = object;
    room->value = value;
    return trace_filled(recorder->trace);
}

/* Once in a chunk: by itself, so that the rest needs no place on the stack. */
static __attribute__((noinline)) uint32_t pair_in_new_chunk(TraceRecorder *recorder, TraceKind kind, uint32_t cause,
                                                            uint32_t subject, uint32_t object, uint32_t value,
                                                            unsigned flags)
{
    return add_pair(recorder, trace_more(recorder->trace), kind, cause, subject, object, value, flags);
}

uint32_t trace_record_pair_on(TraceRecorder *recorder, TraceKind kind, uint32_t cause, uint32_t subject,
                              uint32_t object, uint32_t value, unsigned flags)
{
    if (trace_is_full(recorder->trace)) {
        return pair_in_new_chunk(recorder, kind, cause, subject, object, value, flags);
    }
    return add_pair(recorder, trace_room(recorder->trace), kind, cause, subject, object, value, flags);
}

uint32_t trace_record_amount_on(TraceRecorder *recorder, TraceKind kind, uint32_t subject, int64_t amount,
                                unsigned flags)
{
    uint32_t object, value;
    memcpy(&object, &amount, sizeof object);
    memcpy(&value, (const char *)&amount + sizeof object, sizeof value);
    return trace_record_pair_on(recorder, kind, recorder->cause, subject, object, value, flags);
}
