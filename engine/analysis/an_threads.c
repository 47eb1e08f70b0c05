/* What each thread does at the model's position. */
#include "analysis/an_index.h"

uint16_t an_model_thread_count(const AnModel *model)
{
    uint32_t count = model->index.thread_count;
    return count > UINT16_MAX ? UINT16_MAX : (uint16_t)count;
}

uint32_t an_thread_process(const AnIndex *index, uint16_t thread)
{
    uint32_t last = index->count == 0 ? AN_NONE : index->count - 1;
    uint32_t born = last == AN_NONE ? AN_NONE : an_thread_last(index, thread, last, AN_BIT(TRACE_THREAD_NEW));
    return born == AN_NONE ? 0 : an_event(index, born)->value;
}

static const uint64_t step_ends =
    AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD) | AN_BIT(TRACE_TASK_DONE);

static const uint64_t loop_kinds = AN_BIT(TRACE_LOOP_NEW) | AN_BIT(TRACE_ITERATION) | AN_BIT(TRACE_POLL) |
                                   AN_BIT(TRACE_POLL_END) | AN_BIT(TRACE_READY_SNAPSHOT);

static const uint64_t run_kinds = AN_BIT(TRACE_TASK_STEP) | AN_BIT(TRACE_HANDLE_RUN) | AN_BIT(TRACE_HANDLE_END) |
                                  AN_BIT(TRACE_JOB_BEGIN) | AN_BIT(TRACE_JOB_END) | AN_BIT(TRACE_LOOP_END) |
                                  AN_BIT(TRACE_THREAD_NEW) | AN_BIT(TRACE_THREAD_END) | AN_BIT(TRACE_RUN_BEGIN) |
                                  AN_BIT(TRACE_RUN_END);

/* A worker of a pool runs jobs; other threads run plain code from their start. */
static bool is_worker(const AnIndex *index, uint16_t thread)
{
    return thread != 0 && an_thread_last(index, thread, index->count - 1, AN_BIT(TRACE_JOB_BEGIN)) != AN_NONE;
}

static AnRunning running_after(const AnIndex *index, uint16_t thread, unsigned kind)
{
    switch (kind) {
    case TRACE_TASK_STEP: return AN_RUN_TASK;
    case TRACE_HANDLE_RUN: return AN_RUN_HANDLE;
    case TRACE_JOB_BEGIN: return AN_RUN_JOB;
    case TRACE_JOB_END:
    case TRACE_THREAD_NEW: return is_worker(index, thread) ? AN_RUN_NOTHING : AN_RUN_PLAIN;
    case TRACE_LOOP_END:
    case TRACE_RUN_BEGIN: return AN_RUN_PLAIN;
    default: return AN_RUN_NOTHING;
    }
}

static void fill_running(const AnIndex *index, uint32_t seq, AnThread *out)
{
    const TraceEvent *now = an_event(index, seq);
    if (now->kind == TRACE_SLEEP_FIRE && now->thread == out->index) {
        out->running = AN_RUN_SLEEP;
        out->running_entity = now->subject;
        out->running_seq = seq;
        return;
    }
    uint32_t last = an_thread_last(index, out->index, seq, run_kinds | step_ends | loop_kinds);
    if (last == AN_NONE) {
        out->running = is_worker(index, out->index) ? AN_RUN_NOTHING : AN_RUN_PLAIN;
        out->running_seq = 0;
        return;
    }
    const TraceEvent *event = an_event(index, last);
    out->running = running_after(index, out->index, event->kind);
    out->running_seq = last;
    bool has_entity = out->running == AN_RUN_TASK || out->running == AN_RUN_HANDLE || out->running == AN_RUN_JOB;
    out->running_entity = has_entity ? event->subject : 0;
}

static void fill_block(const AnIndex *index, uint32_t seq, AnThread *out)
{
    out->block_seq = AN_NONE;
    uint32_t last = an_thread_last(index, out->index, seq, AN_BIT(TRACE_BLOCK) | AN_BIT(TRACE_BLOCK_END));
    if (last == AN_NONE || an_event(index, last)->kind != TRACE_BLOCK) {
        return;
    }
    const TraceEvent *event = an_event(index, last);
    out->blocked = true;
    out->block = (TraceBlock)event->flags;
    out->block_seq = last;
    out->blocked_since_ns = event->time_ns;
    out->blocked_until_ns = event->amount < 0 ? AN_FOREVER : event->amount;
}

static AnState thread_state(const AnIndex *index, uint32_t seq, const AnThread *thread)
{
    uint32_t last = an_thread_last(index, thread->index, seq, run_kinds | step_ends | loop_kinds);
    unsigned kind = last == AN_NONE ? TRACE_RUN_BEGIN : an_event(index, last)->kind;
    if (kind == TRACE_THREAD_END || kind == TRACE_RUN_END) {
        return AN_DONE;
    }
    if (thread->blocked) {
        return AN_BLOCKED;
    }
    if (kind == TRACE_POLL || (thread->running == AN_RUN_NOTHING && is_worker(index, thread->index))) {
        return AN_WAITING_STATE;
    }
    return AN_RUNNING;
}

bool an_thread_at(const AnIndex *index, uint16_t thread, uint32_t seq, AnThread *out)
{
    *out = (AnThread){.index = thread, .block_seq = AN_NONE};
    if (thread >= index->thread_count || index->count == 0) {
        return false;
    }
    uint32_t born = an_thread_last(index, thread, index->count - 1, AN_BIT(TRACE_THREAD_NEW));
    if (born != AN_NONE) {
        const TraceEvent *event = an_event(index, born);
        out->entity = event->subject;
        out->name = event->object;
        out->process = event->value;
    }
    if (thread != 0 && born != AN_NONE && born > seq) {
        return false;
    }
    fill_running(index, seq, out);
    fill_block(index, seq, out);
    out->state = thread_state(index, seq, out);
    out->line = out->running == AN_RUN_TASK ? an_task_line(index, out->running_entity, seq)
                                            : an_thread_line(index, thread, seq);
    return true;
}

bool an_model_thread(const AnModel *model, uint16_t thread, AnThread *out)
{
    return an_thread_at(&model->index, thread, model->position, out);
}
