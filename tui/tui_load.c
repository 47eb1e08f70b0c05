#include "tui/tui_load.h"

#include "base/ls_file.h"
#include "trace/trace_file.h"

#include <stdio.h>
#include <string.h>

bool tui_target_parse(TuiTarget *target, const char *text)
{
    *target = (TuiTarget){0};
    const char *colon = strrchr(text, ':');
    size_t size = strlen(text);
    bool has_entry = colon && colon - text >= 3 && strncmp(colon - 3, ".py", 3) == 0 && !strchr(colon, '/');
    size_t path_size = has_entry ? (size_t)(colon - text) : size;
    if (path_size >= sizeof target->path || (has_entry && size - path_size - 1 >= sizeof target->entry))
        return false;
    memcpy(target->path, text, path_size);
    if (has_entry)
        memcpy(target->entry, colon + 1, size - path_size - 1);
    return true;
}

EngineRunOptions tui_request_options(const TuiRequest *request, const char *entry)
{
    return (EngineRunOptions){.entry = entry && *entry ? entry : NULL,
                              .has_seed = request->has_seed,
                              .seed = request->seed,
                              .strict_network = request->strict_network,
                              .cost = request->cost,
                              .max_events = request->max_events,
                              .max_instructions = request->max_instructions,
                              .max_memory_bytes = request->max_memory_bytes,
                              .max_output_bytes = request->max_output_bytes};
}

static bool ends_with_py(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".py") == 0;
}

/* What the parts of loading tell, as one. */
typedef struct Progress {
    const TuiLoadWatch *watch; /* NULL: nobody looks on */
    TuiStage stage;
    uint64_t max_events;
    bool stopped;
} Progress;

static bool report(Progress *progress, uint64_t done, uint64_t total, int64_t virtual_ns)
{
    TuiProgress now = {.stage = progress->stage, .done = done, .total = total, .virtual_ns = virtual_ns};
    if (progress->watch && progress->watch->progress(progress->watch->context, &now))
        progress->stopped = true;
    return progress->stopped;
}

static bool on_work(void *context, uint64_t done, uint64_t total)
{
    return report(context, done, total, 0);
}

static bool on_events(void *context, uint32_t events, int64_t virtual_ns)
{
    Progress *progress = context;
    return report(progress, events, progress->max_events, virtual_ns);
}

static void add_run(const LsAlloc *alloc, Trace *trace, const char *name, const TuiLoadWatch *watch, TuiLoaded *loaded)
{
    Progress progress = {.watch = watch, .stage = TUI_STAGE_INDEX};
    LsWatch work = {.context = &progress, .progress = on_work};
    TuiRun *run = tui_run_new_watched(alloc, trace, &work);
    if (run)
        loaded->runs[loaded->run_count++] = run;
    else if (progress.stopped)
        loaded->cancelled = true;
    else
        ls_buf_printf(&loaded->problem, "%s: there is nothing to show: the recording is empty, or memory is used up\n",
                      name);
}

static void load_trace(const LsAlloc *alloc, const TuiTarget *target, const TuiLoadWatch *watch, TuiLoaded *loaded)
{
    Trace *trace = NULL;
    TraceFileInfo info = {0};
    Progress progress = {.watch = watch, .stage = TUI_STAGE_READ};
    LsWatch work = {.context = &progress, .progress = on_work};
    LsStatus status = trace_file_load_watched(alloc, target->path, &work, &trace, &info);
    if (status == LS_OK)
        add_run(alloc, trace, target->path, watch, loaded);
    else if (status == LS_E_CANCELLED)
        loaded->cancelled = true;
    else
        ls_buf_printf(&loaded->problem, "%s\n", info.error);
}

static void run_entry(const LsAlloc *alloc, const TuiRequest *request, const TuiLoadWatch *watch,
                      const EngineScript *script, const char *entry, TuiLoaded *loaded)
{
    Trace *trace = trace_new(alloc);
    if (!trace) {
        ls_buf_puts(&loaded->problem, "out of memory\n");
        return;
    }
    EngineRunOptions options = tui_request_options(request, entry);
    options.detail = true;
    Progress progress = {.watch = watch, .stage = TUI_STAGE_RUN};
    progress.max_events = options.max_events ? options.max_events : ENGINE_DEFAULT_EVENTS;
    options.context = &progress;
    options.progress = on_events;
    EngineResult result;
    LsStatus status = engine_run(script, &options, trace, &result);
    if (status == LS_E_CANCELLED || trace_count(trace) == 0) {
        loaded->cancelled = status == LS_E_CANCELLED;
        if (status == LS_E_NOTFOUND)
            ls_buf_printf(&loaded->problem, "%s has no function named %s\n", engine_script_name(script), entry);
        else if (status != LS_E_CANCELLED)
            ls_buf_printf(&loaded->problem, "The script could not be run: %s\n", ls_status_text(status));
        trace_free(trace);
        return;
    }
    size_t size;
    const char *text = engine_script_text(script, &size);
    if (!*trace_source_name(trace))
        trace_set_source(trace, engine_script_name(script), text, size);
    if (entry && *entry)
        trace_set_meta(trace, "entry", entry);
    add_run(alloc, trace, engine_script_name(script), watch, loaded);
}

static void unknown_entry(const EngineScript *script, const TuiTarget *target, TuiLoaded *loaded)
{
    ls_buf_printf(&loaded->problem, "%s: there is no function named '%s'", target->path, target->entry);
    size_t count = engine_script_entry_count(script);
    for (size_t i = 0; i < count; i++)
        ls_buf_printf(&loaded->problem, "%s%s", i ? ", " : "; there are: ", engine_script_entry(script, i));
    ls_buf_putc(&loaded->problem, '\n');
}

static void load_script(const LsAlloc *alloc, const TuiRequest *request, const TuiTarget *target,
                        const TuiLoadWatch *watch, TuiLoaded *loaded)
{
    LsBuf text, error;
    ls_buf_init(&text, alloc);
    ls_buf_init(&error, alloc);
    EngineScript *script = NULL;
    LsStatus status = ls_file_read(target->path, TUI_SCRIPT_MAX_BYTES, &text, &error);
    if (status != LS_OK) {
        ls_buf_printf(&loaded->problem, "%s\n", ls_buf_text(&error));
    } else {
        EngineLoadOptions options = {.settings = request->settings, .setting_count = request->setting_count};
        status = engine_load(alloc, target->path, ls_buf_text(&text), text.size, &options, &script, &loaded->problem);
        if (status != LS_OK && loaded->problem.size == 0)
            ls_buf_printf(&loaded->problem, "%s: %s\n", target->path, ls_status_text(status));
    }
    if (status == LS_OK) {
        bool both = !*target->entry && request->target_count == 1 && engine_script_compare_count(script) >= 2;
        if (*target->entry && !engine_script_has_entry(script, target->entry)) {
            unknown_entry(script, target, loaded);
        } else if (both) {
            for (size_t i = 0; i < 2 && !loaded->cancelled; i++)
                run_entry(alloc, request, watch, script, engine_script_compare(script, i), loaded);
        } else {
            run_entry(alloc, request, watch, script, target->entry, loaded);
        }
        engine_script_free(script);
    }
    ls_buf_free(&text);
    ls_buf_free(&error);
}

static void drop_runs(TuiLoaded *loaded)
{
    for (unsigned i = 0; i < loaded->run_count; i++) {
        tui_run_free(loaded->runs[i]);
        loaded->runs[i] = NULL;
    }
    loaded->run_count = 0;
}

void tui_load(const LsAlloc *alloc, const TuiRequest *request, const TuiLoadWatch *watch, TuiLoaded *loaded)
{
    *loaded = (TuiLoaded){0};
    ls_buf_init(&loaded->problem, alloc);
    for (unsigned i = 0; i < request->target_count && !loaded->cancelled; i++) {
        const TuiTarget *target = &request->targets[i];
        unsigned before = loaded->run_count;
        if (request->traces_only || !ends_with_py(target->path))
            load_trace(alloc, target, watch, loaded);
        else
            load_script(alloc, request, target, watch, loaded);
        if (loaded->run_count == before)
            break;
    }
    if (loaded->cancelled || loaded->problem.size)
        drop_runs(loaded);
}

void tui_loaded_free(TuiLoaded *loaded)
{
    drop_runs(loaded);
    ls_buf_free(&loaded->problem);
}
