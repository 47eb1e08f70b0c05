/* verify: the simulated run beside a real one.  The only command that executes the file for real. */
#include "tui/commands/cmd_verify.h"

#include "analysis/an_stats.h"
#include "tui/commands/cmd.h"
#include "tui/tui_child.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void keep_text(void *context, TraceStream stream, const char *text, size_t size)
{
    VerifySide *side = context;
    if (stream == TRACE_STREAM_STDOUT)
        ls_buf_put(&side->output, text, size);
    else
        fwrite(text, 1, size, stderr);
}

static bool simulate(const Cmd *cmd, const EngineScript *script, const char *entry, VerifySide *side)
{
    EngineRunOptions options = tui_request_options(&cmd->request, entry);
    options.context = side;
    options.write = keep_text;
    Trace *trace = trace_new(cmd->alloc);
    EngineResult result = {0};
    LsStatus ended = trace ? engine_run(script, &options, trace, &result) : LS_E_NOMEM;
    AnModel *model = trace && trace_count(trace) ? an_model_new(cmd->alloc, trace) : NULL;
    if (model) {
        AnStats stats;
        an_stats(model, &stats);
        side->delay_s = (double)stats.longest_hold_ns / 1e9;
    }
    an_model_free(model);
    trace_free(trace);
    side->status = result.exit_status;
    side->elapsed_s = (double)result.elapsed_ns / 1e9;
    side->timed = true;
    return ended != LS_E_NOMEM && !side->output.failed;
}

/* Asks on the terminal; false when the answer is not yes. */
static bool agreed(const TuiTarget *target, const VerifySide *simulated)
{
    fprintf(stderr,
            "This executes %s for real, with python3: it can do whatever Python can do.\n"
            "Simulated, it takes %.3g s. Go on? [y/N] ",
            target->path, simulated->elapsed_s);
    fflush(stderr);
    char answer[16];
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static void put_json_text(const char *text, LsBuf *out)
{
    ls_buf_putc(out, '"');
    for (; *text; text++)
        if (*text == '"' || *text == '\\' || (unsigned char)*text < ' ')
            ls_buf_printf(out, "\\u%04x", (unsigned char)*text);
        else
            ls_buf_putc(out, *text);
    ls_buf_putc(out, '"');
}

static void put_settings(const Cmd *cmd, LsBuf *out)
{
    ls_buf_putc(out, '{');
    for (size_t i = 0; i < cmd->request.setting_count; i++) {
        ls_buf_puts(out, i ? ", " : "");
        put_json_text(cmd->request.settings[i].name, out);
        ls_buf_puts(out, ": ");
        put_json_text(cmd->request.settings[i].value, out);
    }
    ls_buf_putc(out, '}');
}

/* Executes it.  0, or the exit status after a message. */
static int execute(const Cmd *cmd, const TuiTarget *target, int64_t seed, double simulated_s, VerifySide *side)
{
    enum { LEAST_S = 60, TIMES = 10 };
    LsBuf harness, settings, report;
    ls_buf_init(&harness, cmd->alloc);
    ls_buf_init(&settings, cmd->alloc);
    ls_buf_init(&report, cmd->alloc);
    ls_buf_puts(&harness, (const char *)cmd_verify_harness);
    put_settings(cmd, &settings);
    char number[32];
    snprintf(number, sizeof number, "%" PRId64, seed);
    char limit[32];
    snprintf(limit, sizeof limit, "%.0f", LEAST_S + TIMES * simulated_s);
    char *program = harness.data, *options = settings.data;
    char *arguments[] = {(char[]){"python3"},
                         (char[]){"-c"},
                         program,
                         (char *)target->path,
                         (char *)target->entry,
                         number,
                         options,
                         limit,
                         program,
                         NULL};
    const char *problem = harness.failed || settings.failed
                              ? "could not be started: out of memory"
                              : tui_child_run(arguments, &side->output, &report, &side->status);
    cmd_verify_read(side, &report);
    int status = 0;
    if (problem)
        status = (cmd_fail(cmd, "python3 %s; CPython 3.11 is what the run is compared with", problem), 1);
    else if (*side->missing)
        status = (cmd_fail(cmd, "python3 (%s) lacks what the scenario needs: %s; install it and try again",
                           side->version, side->missing),
                  1);
    else if (side->late)
        status = (cmd_fail(cmd, "python3 was stopped after %s s: simulated it takes %.3g s", limit, simulated_s), 1);
    else if (!side->timed)
        status = (cmd_fail(cmd, "python3 ended with status %d before the scenario began", side->status), 1);
    ls_buf_free(&harness);
    ls_buf_free(&settings);
    ls_buf_free(&report);
    return status;
}

static int compare(Cmd *cmd, const EngineScript *script)
{
    enum { STOPPED = 3 }; /* exit status: at a limit, or because it could never go on */
    const TuiTarget *target = &cmd->request.targets[0];
    VerifySide simulated = {0}, real = {0};
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    ls_buf_init(&simulated.output, cmd->alloc);
    ls_buf_init(&real.output, cmd->alloc);
    int64_t seed = cmd->request.has_seed ? cmd->request.seed : engine_script_seed(script);
    int status = 0;
    if (!simulate(cmd, script, target->entry, &simulated))
        status = (cmd_fail(cmd, "out of memory"), 1);
    else if (simulated.status == STOPPED)
        status =
            (cmd_fail(cmd, "the simulated run was stopped, so the real one might never end: nothing was executed"), 1);
    else if (!cmd->yes && !agreed(target, &simulated))
        status = (cmd_fail(cmd, "nothing was executed"), 1);
    if (!status)
        status = execute(cmd, target, seed, simulated.elapsed_s, &real);
    if (!status) {
        status = cmd_verify_print(&simulated, &real, &text) ? 0 : 1;
        fputs(ls_buf_text(&text), stdout);
        if (fflush(stdout) != 0 || ferror(stdout))
            status = (cmd_fail(cmd, "standard output cannot be written"), 1);
    }
    ls_buf_free(&text);
    ls_buf_free(&simulated.output);
    ls_buf_free(&real.output);
    return status;
}

int cmd_verify(Cmd *cmd)
{
    EngineScript *script;
    int status = cmd_targets(cmd);
    if (!status && !cmd->yes && !(isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
        return cmd_fail(cmd, "this executes the file for real, with python3; --yes says that you want that");
    if (!status)
        status = cmd_load_script(cmd, &cmd->request.targets[0], &script);
    if (status)
        return status;
    status = compare(cmd, script);
    engine_script_free(script);
    return status;
}
