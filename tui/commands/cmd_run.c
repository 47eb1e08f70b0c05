/* run: the script's own output and exit status. */
#include "analysis/an_stats.h"
#include "tui/commands/cmd.h"

#include <stdio.h>

typedef struct Streams {
    bool broken; /* stdout does not take any more */
} Streams;

static void write_text(void *context, TraceStream stream, const char *text, size_t size)
{
    Streams *streams = context;
    if (stream == TRACE_STREAM_STDERR) {
        fflush(stdout);
        fwrite(text, 1, size, stderr);
    } else if (fwrite(text, 1, size, stdout) != size) {
        streams->broken = true;
    }
}

static bool stop_when_broken(void *context, uint32_t events, int64_t virtual_ns)
{
    (void)events;
    (void)virtual_ns;
    const Streams *streams = context;
    return streams->broken;
}

static void print_stats(const Cmd *cmd, const Trace *trace, const EngineResult *result)
{
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    AnModel *model = trace && trace_count(trace) ? an_model_new(cmd->alloc, trace) : NULL;
    if (model) {
        AnStats stats;
        an_stats(model, &stats);
        an_stats_text(model, &stats, &text);
    }
    ls_buf_printf(&text, "instructions %lld\npeak memory %zu bytes\n", (long long)result->instructions,
                  result->peak_memory_bytes);
    fputs(ls_buf_text(&text), stderr);
    an_model_free(model);
    ls_buf_free(&text);
}

int cmd_run(Cmd *cmd)
{
    EngineScript *script;
    int status = cmd_targets(cmd);
    if (!status)
        status = cmd_load_script(cmd, &cmd->request.targets[0], &script);
    if (status)
        return status;
    const char *entry = cmd->request.targets[0].entry;
    Streams streams = {0};
    EngineRunOptions options = tui_request_options(&cmd->request, entry);
    options.context = &streams;
    options.write = write_text;
    options.progress = stop_when_broken;
    Trace *trace = cmd->stats || cmd->request.max_events ? trace_new(cmd->alloc) : NULL;
    EngineResult result = {0};
    LsStatus ended = engine_run(script, &options, trace, &result);
    status = result.exit_status;
    if (ended == LS_E_NOMEM) {
        cmd_fail(cmd, "out of memory");
        status = 1;
    }
    if (fflush(stdout) != 0 || streams.broken) {
        cmd_fail(cmd, "standard output cannot be written");
        status = 1;
    }
    if (cmd->stats)
        print_stats(cmd, trace, &result);
    trace_free(trace);
    engine_script_free(script);
    return status;
}
