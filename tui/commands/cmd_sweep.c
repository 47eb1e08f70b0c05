/* sweep: one script under many settings, on all processors. */
#include "tui/commands/cmd_sweep.h"

#include "base/ls_file.h"
#include "tui/tui_parallel.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT_KEPT_BYTES = 1 << 20, PROBLEM_BYTES = 2000, BAR_WIDTH = 30 };

static const char SEED_AXIS[] = "seed";

/* ---- one run ---- */

/* What a run writes: the end of its output, the beginning of its errors. */
typedef struct Written {
    LsBuf output, errors;
    bool wanted; /* the output is */
} Written;

static void keep_text(void *context, TraceStream stream, const char *text, size_t size)
{
    Written *written = context;
    if (stream == TRACE_STREAM_STDERR) {
        size_t room = PROBLEM_BYTES > written->errors.size ? PROBLEM_BYTES - written->errors.size : 0;
        ls_buf_put(&written->errors, text, size < room ? size : room);
    } else if (written->wanted) {
        if (written->output.size + size > OUTPUT_KEPT_BYTES)
            ls_buf_clear(&written->output);
        ls_buf_put(&written->output, text, size < OUTPUT_KEPT_BYTES ? size : OUTPUT_KEPT_BYTES);
    }
}

/* The last line that says something: a traceback's is the exception. */
static char *keep_problem(const LsAlloc *alloc, const LsBuf *errors)
{
    const char *text = ls_buf_text(errors);
    size_t end = errors->size;
    while (end > 0 && text[end - 1] == '\n')
        end--;
    size_t begin = end;
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    char *copy = end > begin ? ls_alloc_bytes(alloc, end - begin + 1) : NULL;
    if (copy) {
        memcpy(copy, text + begin, end - begin);
        copy[end - begin] = '\0';
    }
    return copy;
}

typedef struct Job {
    Sweep *sweep;
    const char *path, *entry;
    LsBuf text;                /* of the script */
    size_t shard, shard_count; /* from 0 */
    struct timespec begun;
    bool terminal, shown;
} Job;

static void measure(Sweep *sweep, const EngineScript *script, const EngineRunOptions *wanted, SweepPoint *point)
{
    const LsAlloc *alloc = sweep->grid.alloc;
    Written written = {.wanted = sweep->metric.printed};
    ls_buf_init(&written.output, alloc);
    ls_buf_init(&written.errors, alloc);
    EngineRunOptions options = *wanted;
    options.context = &written;
    options.write = keep_text;
    Trace *trace = sweep->metric.traced || options.max_events ? trace_new(alloc) : NULL;
    EngineResult result = {0};
    LsStatus ended = engine_run(script, &options, trace, &result);
    point->status = result.exit_status;
    if (result.exit_status == 0 && ended != LS_E_NOMEM)
        point->measured = cmd_sweep_metric_value(&sweep->metric, alloc, &result, trace, &written.output, &point->value);
    else
        point->problem = keep_problem(alloc, &written.errors);
    trace_free(trace);
    ls_buf_free(&written.output);
    ls_buf_free(&written.errors);
}

/* Loads the script with the settings of a point; on failure the diagnostics are in `problem`. */
static LsStatus load_point(const Job *job, size_t index, EngineRunOptions *options, EngineScript **script,
                           LsBuf *problem)
{
    const Sweep *sweep = job->sweep;
    EngineSetting settings[SWEEP_AXES_MAX];
    size_t count = 0;
    *options = tui_request_options(&sweep->cmd->request, job->entry);
    for (size_t i = 0; i < sweep->grid.axis_count; i++) {
        const SweepAxis *axis = &sweep->grid.axes[i];
        const char *value = axis->values[cmd_sweep_grid_at(&sweep->grid, index, i)];
        if (i == sweep->seed_axis) {
            options->has_seed = true;
            options->seed = strtoll(value, NULL, 10);
        } else {
            settings[count++] = (EngineSetting){axis->name, value};
        }
    }
    EngineLoadOptions load = {.settings = settings, .setting_count = count};
    return engine_load(sweep->grid.alloc, job->path, ls_buf_text(&job->text), job->text.size, &load, script, problem);
}

static void run_point(void *context, size_t number)
{
    Job *job = context;
    size_t index = job->shard + number * job->shard_count;
    SweepPoint *point = &job->sweep->points[index];
    EngineScript *script = NULL;
    EngineRunOptions options;
    LsBuf problem;
    ls_buf_init(&problem, job->sweep->grid.alloc);
    *point = (SweepPoint){.ran = true, .status = CMD_USAGE};
    if (load_point(job, index, &options, &script, &problem) == LS_OK) {
        measure(job->sweep, script, &options, point);
        engine_script_free(script);
    } else {
        point->problem = keep_problem(job->sweep->grid.alloc, &problem);
    }
    ls_buf_free(&problem);
}

static size_t shard_size(const Job *job)
{
    size_t points = cmd_sweep_grid_points(&job->sweep->grid);
    return points > job->shard ? (points - job->shard - 1) / job->shard_count + 1 : 0;
}

/* ---- progress ---- */

static void show_progress(void *context, size_t finished)
{
    Job *job = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double passed = (double)(now.tv_sec - job->begun.tv_sec) + (double)(now.tv_nsec - job->begun.tv_nsec) / 1e9;
    size_t total = shard_size(job);
    if (!job->terminal || passed < 0.5 || finished == 0)
        return;
    job->shown = true;
    int full = (int)(finished * BAR_WIDTH / total);
    fprintf(stderr, "\r[");
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %zu of %zu runs, %.0f s left ", finished, total,
            passed / (double)finished * (double)(total - finished));
}

/* ---- the command ---- */

static int add_axes(Cmd *cmd, Sweep *sweep)
{
    LsBuf problem;
    ls_buf_init(&problem, cmd->alloc);
    bool ok = true;
    for (size_t i = 0; ok && i < cmd->request.setting_count; i++)
        ok = cmd_sweep_grid_add(&sweep->grid, cmd->request.settings[i].name, cmd->request.settings[i].value, &problem);
    if (ok && cmd->seeds) {
        sweep->seed_axis = sweep->grid.axis_count;
        ok = cmd_sweep_grid_add(&sweep->grid, SEED_AXIS, cmd->seeds, &problem);
        for (size_t i = 0; ok && i < sweep->grid.axes[sweep->seed_axis].count; i++) {
            const char *value = sweep->grid.axes[sweep->seed_axis].values[i];
            ok = value[strspn(value, "-0123456789")] == '\0';
            if (!ok)
                ls_buf_printf(&problem, "--seed wants whole numbers, as in 1..10, not '%s'", value);
        }
    }
    int status = ok ? 0 : cmd_fail(cmd, "%s", ls_buf_text(&problem));
    ls_buf_free(&problem);
    return status;
}

static int parse_shard(const Cmd *cmd, Job *job)
{
    unsigned long number = 1, count = 1;
    char *end = NULL;
    if (cmd->shard) {
        number = strtoul(cmd->shard, &end, 10);
        count = end > cmd->shard && *end == '/' ? strtoul(end + 1, &end, 10) : 0;
        if (*end != '\0' || number < 1 || number > count || cmd->shard[0] == '-')
            return cmd_fail(cmd, "--shard wants K/N with K from 1 to N, as in 2/8, not '%s'", cmd->shard);
    }
    job->shard = number - 1;
    job->shard_count = count;
    return 0;
}

/* That the script is fit to run, before hundreds of runs say that it is not. */
static int check_first(Cmd *cmd, Job *job)
{
    LsBuf problem;
    ls_buf_init(&problem, cmd->alloc);
    EngineScript *script = NULL;
    EngineRunOptions options;
    int status = 0;
    LsStatus loaded = load_point(job, 0, &options, &script, &problem);
    if (loaded != LS_OK) {
        status = CMD_USAGE;
        if (problem.size)
            fputs(ls_buf_text(&problem), stderr);
        else
            cmd_fail(cmd, "%s: %s", job->path, ls_status_text(loaded));
    } else if (*job->entry && !engine_script_has_entry(script, job->entry)) {
        status = cmd_fail(cmd, "%s: there is no function named '%s'", job->path, job->entry);
    }
    engine_script_free(script);
    ls_buf_free(&problem);
    return status;
}

static int terminal_width(void)
{
    struct winsize size = {0};
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

static int print_results(Cmd *cmd, const Job *job)
{
    const Sweep *sweep = job->sweep;
    SweepTable table = {0};
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    bool ok = cmd->csv || cmd_sweep_table(sweep, &table);
    if (ok && cmd->csv) {
        cmd_sweep_print_csv(sweep, &text);
    } else if (ok) {
        cmd_sweep_print_table(sweep, &table, &text);
        bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
        cmd_sweep_print_curve(sweep, &table, terminal_width(), utf8, &text);
        cmd_sweep_table_free(sweep, &table);
    }
    ok = ok && !text.failed;
    fputs(ls_buf_text(&text), stdout);
    ls_buf_free(&text);
    if (!ok || fflush(stdout) != 0 || ferror(stdout)) {
        cmd_fail(cmd, ok ? "standard output cannot be written" : "out of memory");
        return 1;
    }
    return 0;
}

/* Says which runs failed: the first of them, and how many. */
static int print_failures(Cmd *cmd, const Job *job)
{
    const Sweep *sweep = job->sweep;
    size_t points = cmd_sweep_grid_points(&sweep->grid), failed = 0, unmeasured = 0, first = points;
    for (size_t i = 0; i < points; i++) {
        const SweepPoint *point = &sweep->points[i];
        if (point->ran && !point->measured) {
            first = first < points ? first : i;
            failed += point->status != 0;
            unmeasured += point->status == 0;
        }
    }
    if (failed) {
        const SweepPoint *point = &sweep->points[first];
        fprintf(stderr, "loopscope sweep: %zu of %zu runs failed; the first, with", failed, shard_size(job));
        for (size_t i = 0; i < sweep->grid.axis_count; i++)
            fprintf(stderr, " %s=%s", sweep->grid.axes[i].name,
                    sweep->grid.axes[i].values[cmd_sweep_grid_at(&sweep->grid, first, i)]);
        fprintf(stderr, ", ended with status %d%s%s\n", point->status, point->problem ? ": " : "",
                point->problem ? point->problem : "");
        return 1;
    }
    if (unmeasured) {
        LsBuf names;
        ls_buf_init(&names, cmd->alloc);
        cmd_sweep_metric_names(&names);
        cmd_fail(cmd, "the script printed no number behind the word '%s'; metrics of the run itself are %s",
                 sweep->metric.name, ls_buf_text(&names));
        ls_buf_free(&names);
        return 1;
    }
    return 0;
}

static int sweep_all(Cmd *cmd, Job *job)
{
    Sweep *sweep = job->sweep;
    size_t points = cmd_sweep_grid_points(&sweep->grid);
    sweep->points = ls_alloc_zeroed(cmd->alloc, points * sizeof *sweep->points);
    if (!sweep->points) {
        cmd_fail(cmd, "out of memory");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &job->begun);
    TuiParallel parallel = {.job_count = shard_size(job), .context = job, .job = run_point, .watch = show_progress};
    tui_parallel_run(&parallel);
    if (job->shown)
        fputs("\r\033[K", stderr);
    int status = print_results(cmd, job);
    int failures = print_failures(cmd, job);
    for (size_t i = 0; i < points; i++)
        if (sweep->points[i].problem)
            ls_alloc_free(cmd->alloc, sweep->points[i].problem, strlen(sweep->points[i].problem) + 1);
    ls_alloc_free(cmd->alloc, sweep->points, points * sizeof *sweep->points);
    return status ? status : failures;
}

int cmd_sweep(Cmd *cmd)
{
    Sweep sweep = {
        .cmd = cmd, .seed_axis = SWEEP_AXES_MAX, .metric = cmd_sweep_metric(cmd->metric ? cmd->metric : "elapsed")};
    Job job = {.sweep = &sweep, .terminal = isatty(STDERR_FILENO)};
    cmd_sweep_grid_init(&sweep.grid, cmd->alloc);
    LsBuf problem;
    ls_buf_init(&problem, cmd->alloc);
    ls_buf_init(&job.text, cmd->alloc);
    int status = cmd_targets(cmd);
    job.path = cmd->request.targets[0].path;
    job.entry = cmd->request.targets[0].entry;
    if (!status)
        status = parse_shard(cmd, &job);
    if (!status)
        status = add_axes(cmd, &sweep);
    if (!status && ls_file_read(job.path, TUI_SCRIPT_MAX_BYTES, &job.text, &problem) != LS_OK)
        status = cmd_fail(cmd, "%s", ls_buf_text(&problem));
    if (!status)
        status = check_first(cmd, &job);
    if (!status)
        status = sweep_all(cmd, &job);
    cmd_sweep_grid_free(&sweep.grid);
    ls_buf_free(&job.text);
    ls_buf_free(&problem);
    return status;
}
