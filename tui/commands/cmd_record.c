/* record: run a script and write its trace. */
#include "tui/commands/cmd.h"

#include "analysis/an_narrate.h"
#include "analysis/an_stats.h"
#include "trace/trace_file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct Progress {
    struct timespec begin;
    double shown; /* seconds after the begin at which a line was last shown */
    bool terminal;
} Progress;

static void write_errors(void *context, TraceStream stream, const char *text, size_t size)
{
    (void)context;
    if (stream == TRACE_STREAM_STDERR)
        fwrite(text, 1, size, stderr);
}

static bool on_progress(void *context, uint32_t events, int64_t virtual_ns)
{
    Progress *progress = context;
    struct timespec now;
    char time[AN_TIME_SIZE];
    clock_gettime(CLOCK_MONOTONIC, &now);
    double passed =
        (double)(now.tv_sec - progress->begin.tv_sec) + (double)(now.tv_nsec - progress->begin.tv_nsec) / 1e9;
    if (passed < 1 || passed - progress->shown < (progress->terminal ? 0.2 : 1))
        return false;
    progress->shown = passed;
    fprintf(stderr, progress->terminal ? "\r%u events, %s of virtual time " : "%u events, %s of virtual time\n",
            (unsigned)events, an_time_text(virtual_ns, time));
    return false;
}

static void print_stats(const Cmd *cmd, const Trace *trace)
{
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    AnModel *model = an_model_new(cmd->alloc, trace);
    if (model) {
        AnStats stats;
        an_stats(model, &stats);
        an_stats_text(model, &stats, &text);
        fputs(ls_buf_text(&text), stderr);
    }
    an_model_free(model);
    ls_buf_free(&text);
}

static int save(const Cmd *cmd, const Trace *trace, int status)
{
    TraceFileInfo info = {0};
    if (trace_failed(trace))
        cmd_fail(cmd, "there was no memory to record all of the run: the recording breaks off");
    if (trace_file_save(trace, cmd->alloc, cmd->output, &info) != LS_OK)
        return cmd_fail(cmd, "%s", info.error);
    if (cmd->stats)
        print_stats(cmd, trace);
    return status;
}

int cmd_record(Cmd *cmd)
{
    if (!cmd->output)
        return cmd_fail(cmd, "where to? usage: loopscope record FILE.py -o FILE.json");
    EngineScript *script;
    int status = cmd_targets(cmd);
    if (!status)
        status = cmd_load_script(cmd, &cmd->request.targets[0], &script);
    if (status)
        return status;
    const char *entry = cmd->request.targets[0].entry;
    Progress progress = {.terminal = isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &progress.begin);
    EngineRunOptions options = tui_request_options(&cmd->request, entry);
    options.detail = true;
    options.context = &progress;
    options.write = write_errors;
    options.progress = on_progress;
    Trace *trace = trace_new(cmd->alloc);
    if (trace) {
        EngineResult result = {0};
        LsStatus ended = engine_run(script, &options, trace, &result);
        if (progress.shown > 0 && progress.terminal)
            fputs("\r\033[K", stderr);
        if (*entry)
            trace_set_meta(trace, "entry", entry);
        status = ended == LS_E_NOMEM ? (cmd_fail(cmd, "out of memory"), 1) : save(cmd, trace, result.exit_status);
    } else {
        cmd_fail(cmd, "out of memory");
        status = 1;
    }
    trace_free(trace);
    engine_script_free(script);
    return status;
}
