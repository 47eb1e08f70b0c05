#include "analysis/an_dump.h"

#include "analysis/an_narrate.h"

enum { ROWS = 64, FRAMES = 16, LABEL = 96 };

static const char *name_of(const AnModel *model, uint32_t entity, char out[LABEL])
{
    an_model_label(model, entity, out, LABEL);
    return out;
}

static void dump_loops(const AnModel *model, LsBuf *out)
{
    static const char *const phases[] = {"none", "start", "poll", "timers", "run"};
    char label[LABEL];
    char time[AN_TIME_SIZE];
    for (uint16_t thread = 0; thread < an_model_thread_count(model); thread++) {
        AnThread state;
        AnLoop loop;
        if (!an_model_thread(model, thread, &state)) {
            continue;
        }
        ls_buf_printf(out, "thread %u %s", thread, an_state_name(state.state));
        if (state.running_entity != 0) {
            ls_buf_printf(out, " %s", name_of(model, state.running_entity, label));
        }
        ls_buf_printf(out, " line %lu", (unsigned long)state.line);
        if (state.blocked) {
            ls_buf_printf(out, " %s until %s", trace_block_name(state.block),
                          an_time_text(state.blocked_until_ns, time));
        }
        ls_buf_putc(out, '\n');
        if (an_model_loop(model, thread, &loop)) {
            ls_buf_printf(out, "loop %s iteration %lu left %lu of %lu\n", phases[loop.phase],
                          (unsigned long)loop.iteration, (unsigned long)loop.snapshot_left,
                          (unsigned long)loop.snapshot);
        }
    }
}

static void dump_queues(const AnModel *model, LsBuf *out)
{
    AnReady ready[ROWS];
    AnWaiting waiting[ROWS];
    char label[LABEL];
    char since[AN_TIME_SIZE];
    char until[AN_TIME_SIZE];
    ls_buf_printf(out, "ready %lu\n", (unsigned long)an_model_ready_count(model));
    size_t count = an_model_ready(model, 0, ready, ROWS);
    for (size_t i = 0; i < count; i++) {
        static const char *const sorts[] = {"step", "timer", "handle"};
        ls_buf_printf(out, "  %s %s, %s, since %lu%s\n", sorts[ready[i].sort], name_of(model, ready[i].entity, label),
                      trace_role_name(ready[i].role), (unsigned long)ready[i].queued_seq,
                      ready[i].cancelled ? ", cancelled" : "");
    }
    ls_buf_printf(out, "waiting %lu\n", (unsigned long)an_model_waiting_count(model));
    count = an_model_waiting(model, 0, waiting, ROWS);
    for (size_t i = 0; i < count; i++) {
        ls_buf_printf(out, "  %s, %s, %s to %s\n", name_of(model, waiting[i].entity, label),
                      trace_wait_name(waiting[i].wait), an_time_text(waiting[i].since_ns, since),
                      an_time_text(waiting[i].until_ns, until));
    }
}

static void dump_frames(const AnModel *model, const AnFrame *frames, size_t count, LsBuf *out)
{
    for (size_t i = 0; i < count; i++) {
        ls_buf_printf(out, "    %s line %lu\n", trace_text(an_model_trace(model), frames[i].label, NULL),
                      (unsigned long)frames[i].line);
    }
}

static void dump_tasks(const AnModel *model, LsBuf *out)
{
    AnFrame frames[FRAMES];
    char label[LABEL];
    uint32_t count = an_model_task_count(model);
    ls_buf_printf(out, "tasks %lu\n", (unsigned long)count);
    for (uint32_t i = 0; i < count && i < ROWS; i++) {
        AnTask task;
        an_model_task(model, an_model_task_at(model, i), &task);
        ls_buf_printf(out, "  %s %s since %lu line %lu", name_of(model, task.entity, label), an_state_name(task.state),
                      (unsigned long)task.state_seq, (unsigned long)task.line);
        if (task.state == AN_WAITING_STATE) {
            ls_buf_printf(out, " for %s", trace_wait_name(task.wait));
        }
        if (task.state == AN_DONE) {
            ls_buf_printf(out, " with %s", trace_outcome_name(task.outcome));
        }
        if (task.cancel_requests > 0) {
            ls_buf_printf(out, " cancelling %lu", (unsigned long)task.cancel_requests);
        }
        if (task.parent != 0) {
            ls_buf_printf(out, " by %s", name_of(model, task.parent, label));
        }
        ls_buf_putc(out, '\n');
        dump_frames(model, frames, an_model_task_frames(model, task.entity, frames, FRAMES), out);
    }
    for (uint16_t thread = 0; thread < an_model_thread_count(model); thread++) {
        dump_frames(model, frames, an_model_thread_frames(model, thread, frames, FRAMES), out);
    }
}

static void dump_rest(const AnModel *model, LsBuf *out)
{
    char label[LABEL];
    for (uint32_t i = 0; i < an_model_sync_count(model); i++) {
        AnSync sync;
        an_model_sync(model, i, &sync);
        ls_buf_printf(out, "%s level %lu", name_of(model, sync.entity, label), (unsigned long)sync.level);
        if (sync.holder != 0) {
            ls_buf_printf(out, " held by %s", name_of(model, sync.holder, label));
        }
        ls_buf_putc(out, '\n');
    }
    ls_buf_printf(out, "output %lu\n", (unsigned long)an_model_output_count(model));
}

void an_model_dump(const AnModel *model, LsBuf *out)
{
    char time[AN_TIME_SIZE];
    ls_buf_printf(out, "event %lu at %s\n", (unsigned long)an_model_position(model),
                  an_time_text(an_model_now(model), time));
    if (an_model_count(model) == 0) {
        return;
    }
    dump_loops(model, out);
    dump_queues(model, out);
    dump_tasks(model, out);
    dump_rest(model, out);
}
