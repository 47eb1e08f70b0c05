/* Trace files, the model and the screen at ten million events: `bench_trace SCRIPT EVENTS FOLDER`.
 *
 * Runs the script until it has made so many events, with everything that a screen wants recorded; writes the trace,
 * reads it back, seeks and steps in it, draws frames at every zoom.  One line a figure: name, value, budget, unit; a
 * budget that starts with > is the least.  Times are processor time of this thread.
 */
#include "analysis/an_model.h"
#include "base/ls_file.h"
#include "engine.h"
#include "trace/trace_file.h"
#include "tui/tui_app.h"
#include "tui/tui_draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WIDTH = 200, HEIGHT = 60, SEEKS = 2000, STEPS = 20000, FRAMES = 12, ZOOMS = 24, ROWS = 40 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void told(const char *name, double value, const char *budget, const char *unit)
{
    printf("%s\t%.6g\t%s\t%s\n", name, value, budget, unit);
    fflush(stdout);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "bench_trace: %s: %s\n", what, why);
    exit(1);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static Trace *record(const LsAlloc *alloc, const char *path, uint32_t events)
{
    LsBuf text, problem;
    ls_buf_init(&text, alloc);
    ls_buf_init(&problem, alloc);
    EngineScript *script = NULL;
    EngineSetting setting = {"SLEEPS", "100000"}; /* more than the limit of events lets it do */
    EngineLoadOptions load = {.settings = &setting, .setting_count = 1};
    if (ls_file_read(path, 1 << 20, &text, &problem) != LS_OK ||
        engine_load(alloc, path, ls_buf_text(&text), text.size, &load, &script, &problem) != LS_OK)
        fail(path, ls_buf_text(&problem));
    Trace *trace = trace_new(alloc);
    EngineRunOptions options = {.detail = true, .max_events = events};
    EngineResult result;
    if (!trace || engine_run(script, &options, trace, &result) != LS_E_LIMIT || trace_count(trace) < events)
        fail(path, "the run made fewer events than were asked for");
    engine_script_free(script);
    ls_buf_free(&text);
    ls_buf_free(&problem);
    return trace;
}

static double file_bytes(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (double)status.st_size : 0;
}

/* The file writer and reader: in text, once more compressed. */
static void measure_files(const LsAlloc *alloc, const Trace *trace, const char *folder)
{
    double count = trace_count(trace);
    char plain[1024], packed[1024];
    snprintf(plain, sizeof plain, "%s/bench.json", folder);
    snprintf(packed, sizeof packed, "%s/bench.json.gz", folder);
    TraceFileInfo info = {0};
    double begin = now_s();
    if (trace_file_save(trace, alloc, plain, &info) != LS_OK)
        fail(plain, info.error);
    told("trace file, written", count / (now_s() - begin) / 1e6, ">3", "M events/s");
    told("trace file, an event as text", file_bytes(plain) / count, "110", "bytes");
    Trace *back = NULL;
    begin = now_s();
    if (trace_file_load(alloc, plain, &back, &info) != LS_OK)
        fail(plain, info.error);
    AnModel *model = an_model_new(alloc, back);
    told("trace file, read, indexed, ready to seek", count / (now_s() - begin) / 1e6, ">3", "M events/s");
    if (!model || !trace_equal(trace, back, NULL))
        fail(plain, "what was read is not what was written");
    an_model_free(model);
    trace_free(back);
    unlink(plain);
    if (trace_file_save(trace, alloc, packed, &info) != LS_OK)
        fail(packed, info.error);
    told("trace file, an event gzipped", file_bytes(packed) / count, "12", "bytes");
    unlink(packed);
}

/* What a screen asks after each move. */
static void ask(const AnModel *model)
{
    AnReady ready[ROWS];
    AnWaiting waiting[ROWS];
    AnFrame frames[16];
    AnTask task;
    an_model_ready(model, 0, ready, ROWS);
    an_model_waiting(model, 0, waiting, ROWS);
    an_model_thread_frames(model, 0, frames, 16);
    uint32_t count = an_model_task_count(model);
    for (uint32_t i = 0; i < count && i < ROWS; i++)
        an_model_task(model, an_model_task_at(model, i), &task);
}

static void measure_model(AnModel *model)
{
    uint64_t random = 88172645463325252u;
    uint32_t count = an_model_count(model);
    double worst = 0, sum = 0;
    for (int i = 0; i < SEEKS; i++) {
        double begin = now_s();
        an_model_seek(model, (uint32_t)(next_random(&random) % count));
        ask(model);
        double took = now_s() - begin;
        worst = took > worst ? took : worst;
        sum += took;
    }
    told("state at any event, mean", sum / SEEKS * 1e3, "10", "ms");
    told("state at any event, worst", worst * 1e3, "10", "ms");
    for (int direction = -1; direction <= 1; direction += 2) {
        an_model_seek(model, count / 2);
        double begin = now_s();
        for (int i = 0; i < STEPS; i++) {
            an_model_step(model, direction);
            ask(model);
        }
        told(direction < 0 ? "a step back" : "a step forward", (now_s() - begin) / STEPS * 1e3, "0.1", "ms");
    }
}

/* Builds a frame and compares it with the one before, as what is sent to a terminal is found. */
static double frame(TuiApp *app, TuiCanvas canvases[2], int turn, size_t *changed)
{
    double begin = now_s();
    tui_draw(app, &canvases[turn & 1]);
    const TuiCell *now = canvases[turn & 1].cells, *before = canvases[1 - (turn & 1)].cells;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
        *changed += memcmp(&now[i], &before[i], sizeof *now) != 0;
    return now_s() - begin;
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void measure_screen(const LsAlloc *alloc, Trace *trace)
{
    static double fresh[FRAMES * ZOOMS], again[FRAMES * ZOOMS];
    TuiApp app;
    TuiCanvas canvases[2];
    TuiLoaded loaded = {0};
    TuiCatalog catalog;
    tui_catalog_init(&catalog, alloc);
    ls_buf_init(&loaded.problem, alloc);
    tui_app_init(&app, alloc, &catalog);
    for (int i = 0; i < 2; i++) {
        tui_canvas_init(&canvases[i], alloc);
        if (!tui_canvas_resize(&canvases[i], WIDTH, HEIGHT))
            fail("screen", "out of memory");
    }
    tui_app_update(&app, &(TuiInput){.type = TUI_INPUT_RESIZE, .x = WIDTH, .y = HEIGHT, .now_ns = 1});
    loaded.runs[loaded.run_count++] = tui_run_new(alloc, trace);
    if (!loaded.runs[0])
        fail("screen", "out of memory");
    tui_app_loaded(&app, &loaded);
    uint64_t random = 88172645463325252u;
    uint32_t count = trace_count(trace);
    size_t changed = 0;
    int turn = 0, measured = 0;
    for (int zoom = 0; zoom < ZOOMS; zoom++) {
        for (int i = 0; i < FRAMES; i++) {
            tui_nav_seek(&app, (uint32_t)(next_random(&random) % count));
            fresh[measured] = frame(&app, canvases, turn++, &changed);
            tui_nav_step(&app, 1);
            again[measured++] = frame(&app, canvases, turn++, &changed);
        }
        tui_screen_zoom(&app, 1);
    }
    qsort(fresh, (size_t)measured, sizeof *fresh, compare_times);
    qsort(again, (size_t)measured, sizeof *again, compare_times);
    told("a frame of 200x60 after a jump, median", fresh[measured / 2] * 1e3, "2", "ms");
    told("a frame of 200x60 after a jump, worst", fresh[measured - 1] * 1e3, "2", "ms");
    told("a frame of 200x60 after a step, median", again[measured / 2] * 1e3, "2", "ms");
    told("a frame of 200x60 after a step, worst", again[measured - 1] * 1e3, "2", "ms");
    if (changed == 0)
        fail("screen", "no frame differs from the one before");
    tui_app_free(&app);
    tui_catalog_free(&catalog);
    for (int i = 0; i < 2; i++)
        tui_canvas_free(&canvases[i]);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: bench_trace SCRIPT EVENTS FOLDER\n", stderr);
        return 2;
    }
    LsAlloc alloc = ls_alloc_system();
    Trace *trace = record(&alloc, argv[1], (uint32_t)strtoul(argv[2], NULL, 10));
    double begin = now_s();
    AnModel *model = an_model_new(&alloc, trace);
    if (!model)
        fail("model", "out of memory");
    told("indexing", trace_count(trace) / (now_s() - begin) / 1e6, "-", "M events/s");
    told("a trace with its index", (double)(trace_memory_bytes(trace) + an_model_memory_bytes(model)) / 1048576, "512",
         "MB");
    measure_model(model);
    an_model_free(model);
    measure_files(&alloc, trace, argv[3]);
    measure_screen(&alloc, trace);
    return 0;
}
