#include "trace/trace_recorder.h"

static TraceEvent event_of(const TraceRecorder *recorder, TraceKind kind, uint32_t cause, uint32_t subject,
                           unsigned flags)
{
    return (TraceEvent){.time_ns = recorder->time_ns,
                        .cause = cause,
                        .subject = subject,
                        .line = recorder->line > TRACE_LINE_MAX ? TRACE_LINE_MAX : recorder->line,
                        .kind = (unsigned char)kind,
                        .thread = recorder->thread,
                        .flags = (uint16_t)flags};
}

uint32_t trace_record_pair_on(TraceRecorder *recorder, TraceKind kind, uint32_t cause, uint32_t subject,
                              uint32_t object, uint32_t value, unsigned flags)
{
    TraceEvent event = event_of(recorder, kind, cause, subject, flags);
    event.object = object;
    event.value = value;
    return trace_append(recorder->trace, &event);
}

uint32_t trace_record_amount_on(TraceRecorder *recorder, TraceKind kind, uint32_t subject, int64_t amount,
                                unsigned flags)
{
    TraceEvent event = event_of(recorder, kind, recorder->cause, subject, flags);
    event.amount = amount;
    return trace_append(recorder->trace, &event);
}
