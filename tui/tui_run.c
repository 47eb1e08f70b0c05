#include "tui/tui_run.h"

#include "analysis/an_nav.h"
#include "tui/tui_theme.h"

#include <stdio.h>
#include <string.h>

static void copy_name(char *out, size_t size, const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(out, size, "%s", slash ? slash + 1 : path);
}

/* What RUN_BEGIN and the metadata say about the run. */
static void read_names(TuiRun *run)
{
    copy_name(run->file, sizeof run->file, trace_source_name(run->trace));
    const char *entry = trace_meta(run->trace, "entry");
    const TraceEvent *first = trace_at(run->trace, 0);
    if (first->kind == TRACE_RUN_BEGIN) {
        if (!run->file[0])
            copy_name(run->file, sizeof run->file, trace_text(run->trace, first->object, NULL));
        if (!entry)
            entry = trace_text(run->trace, first->value, NULL);
    }
    snprintf(run->entry, sizeof run->entry, "%s", entry ? entry : "");
}

/* asyncio.run ends with two tasks of its own, which only distract. */
static uint32_t closing_tasks(const AnModel *model)
{
    static const char LOOP[] = "BaseEventLoop.";
    uint32_t total = an_model_task_total(model), count = 0;
    while (count < total && count < 4) {
        char label[64];
        an_model_label(model, an_model_task_at(model, total - 1 - count), label, sizeof label);
        if (strncmp(label, LOOP, sizeof LOOP - 1) != 0)
            break;
        count++;
    }
    return count;
}

TuiRun *tui_run_new(const LsAlloc *alloc, Trace *trace)
{
    return tui_run_new_watched(alloc, trace, NULL);
}

TuiRun *tui_run_new_watched(const LsAlloc *alloc, Trace *trace, const LsWatch *watch)
{
    TuiRun *run = trace_count(trace) > 0 ? ls_alloc_zeroed(alloc, sizeof *run) : NULL;
    if (!run) {
        trace_free(trace);
        return NULL;
    }
    run->alloc = alloc;
    run->trace = trace;
    run->failed = trace_failed(trace);
    run->model = an_model_new_watched(alloc, trace, watch);
    size_t size;
    const char *text = trace_source_text(trace, &size);
    run->lanes = ls_alloc_bytes(alloc, sizeof *run->lanes);
    if (run->lanes)
        tui_lanes_init(run->lanes, alloc, run->model);
    if (!run->model || !run->lanes || !tui_source_init(&run->source, alloc, text, size)) {
        tui_run_free(run);
        return NULL;
    }
    read_names(run);
    run->hidden_tasks = closing_tasks(run->model);
    return run;
}

void tui_run_free(TuiRun *run)
{
    if (!run)
        return;
    tui_source_free(&run->source);
    if (run->lanes) {
        tui_lanes_free(run->lanes);
        ls_alloc_free(run->alloc, run->lanes, sizeof *run->lanes);
    }
    an_model_free(run->model);
    trace_free(run->trace);
    ls_alloc_free(run->alloc, run, sizeof *run);
}

const char *tui_run_name(const TuiRun *run)
{
    return run->entry[0] ? run->entry : run->file;
}

unsigned tui_run_hue(const TuiRun *run, uint32_t task)
{
    uint32_t number = task ? an_model_task_index(run->model, task) : AN_NONE;
    return number == AN_NONE ? 0 : tui_hue(number);
}

uint32_t tui_run_lanes(const TuiRun *run)
{
    uint32_t count = an_lanes_count(run->model);
    return an_lanes_has_threads(run->model) ? count : count - run->hidden_tasks;
}

uint32_t tui_run_tasks(const TuiRun *run)
{
    uint32_t count = an_model_task_count(run->model), shown = an_model_task_total(run->model) - run->hidden_tasks;
    return count < shown ? count : shown;
}

unsigned tui_run_lane_hue(const TuiRun *run, AnLane lane)
{
    return lane.is_thread ? 0 : tui_run_hue(run, lane.id);
}

uint32_t tui_run_current_task(const TuiRun *run)
{
    return an_nav_task_of(run->model, an_model_position(run->model));
}

/* The line that runs now; 0 when none does.  While the loop runs a callback of asyncio's own, the line of asyncio.run,
 * which stands below it on the stack, is not what runs. */
static uint32_t running_line(const TuiRun *run)
{
    AnThread thread;
    uint16_t index = an_model_current_thread(run->model);
    if (!an_model_thread(run->model, index, &thread) || thread.running == AN_RUN_NOTHING)
        return 0;
    if (thread.running != AN_RUN_HANDLE && thread.running != AN_RUN_SLEEP)
        return thread.line;
    AnFrame frame;
    bool own = an_model_thread_frames(run->model, index, &frame, 1) == 1 && frame.push_seq > thread.running_seq;
    return own ? thread.line : 0;
}

bool tui_run_line_runs(const TuiRun *run)
{
    return running_line(run) != 0;
}

uint32_t tui_run_line(const TuiRun *run)
{
    uint32_t line = running_line(run);
    const TraceEvent *event = an_model_event(run->model);
    AnThread thread;
    if (line || !event)
        return line;
    bool callback = an_model_thread(run->model, an_model_current_thread(run->model), &thread) &&
                    (thread.running == AN_RUN_HANDLE || thread.running == AN_RUN_SLEEP);
    return callback ? 0 : event->line;
}

/* Where a task waits: the innermost frame that has a line here (what lies below it may be a library's). */
static uint32_t line_of_task(const TuiRun *run, uint32_t entity)
{
    AnFrame frames[16];
    size_t depth = an_model_task_frames(run->model, entity, frames, sizeof frames / sizeof frames[0]);
    for (size_t i = 0; i < depth; i++)
        if (frames[i].line)
            return frames[i].line;
    AnTask task;
    return an_model_task(run->model, entity, &task) ? task.line : 0;
}

/* Where a thread is blocked, or computes, if one is; 0: none. */
static uint32_t line_of_thread(const TuiRun *run)
{
    uint32_t computes = 0;
    for (uint16_t i = 0, count = an_model_thread_count(run->model); i < count; i++) {
        AnThread thread;
        if (!an_model_thread(run->model, i, &thread) || thread.line == 0)
            continue;
        if (thread.blocked && (thread.block == TRACE_BLOCK_SLEEP || thread.block == TRACE_BLOCK_IO))
            return thread.line;
        if (computes == 0 && thread.running != AN_RUN_NOTHING)
            computes = thread.line;
    }
    return computes;
}

uint32_t tui_run_line_of_interest(const TuiRun *run)
{
    enum { TASKS = 32, EVENTS = 64 };
    AnLoop loop;
    an_model_loop(run->model, an_model_current_thread(run->model), &loop);
    if (loop.phase != AN_PHASE_POLL && loop.phase != AN_PHASE_NONE)
        return 0; /* in the midst of an iteration: the next event has a line again */
    uint32_t line = line_of_thread(run);
    AnWaiting rows[TASKS];
    size_t count = line ? 0 : an_model_waiting(run->model, 0, rows, TASKS);
    for (size_t i = 0; i < count && line == 0; i++)
        line = rows[i].is_task ? line_of_task(run, rows[i].entity) : 0;
    uint32_t at = an_model_position(run->model);
    for (uint32_t i = 0; i < EVENTS && i <= at && line == 0; i++)
        line = trace_at(run->trace, at - i)->line;
    return line;
}
