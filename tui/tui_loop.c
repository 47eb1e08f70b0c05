#include "tui/tui_loop.h"

#include "tui/tui_blit.h"
#include "tui/tui_draw.h"
#include "tui/tui_editor.h"
#include "tui/tui_term.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

enum { ESCAPE_MS = 40, FRAME_MS = 16, PROGRESS_MS = 80, SIGNALS = 6 };

/* A load on a thread of its own.  Its fields belong to that thread while it runs, but for the atomics. */
typedef struct Job {
    uv_work_t work;
    struct Loop *loop;
    TuiRequest request;
    TuiLoaded loaded;
    atomic_uint stage;
    atomic_ullong done, total;
    atomic_llong virtual_ns;
    atomic_bool cancel;
} Job;

typedef struct Loop {
    uv_loop_t uv;
    uv_poll_t input;
    uv_timer_t escape, frame, progress;
    uv_signal_t signals[SIGNALS];
    TuiApp *app;
    TuiTerm *term;
    TuiBlit blit;
    TuiCanvas canvas, shown;
    TuiDecoder decoder;
    Job *job;
    bool redraw; /* send all of the screen */
    bool loading_shown;
    bool quit;
    int signal_number;
    const LsAlloc *alloc;
} Loop;

static void handle(Loop *loop, unsigned effects);
static void animate(Loop *loop);

/* ---- drawing ---- */

static void show(Loop *loop)
{
    TuiApp *app = loop->app;
    if (loop->canvas.width != app->width || loop->canvas.height != app->height || !loop->canvas.cells) {
        bool resized = tui_canvas_resize(&loop->canvas, app->width, app->height) &&
                       tui_canvas_resize(&loop->shown, app->width, app->height);
        if (!resized)
            return; /* no memory: the next resize or key tries again */
        loop->redraw = true;
    }
    tui_draw(app, &loop->canvas);
    if (loop->blit.theme.ascii)
        tui_canvas_to_ascii(&loop->canvas);
    tui_blit(&loop->blit, &loop->canvas, loop->redraw ? NULL : &loop->shown);
    loop->redraw = false;
    TuiCanvas other = loop->shown;
    loop->shown = loop->canvas;
    loop->canvas = other;
}

static int64_t now_ns(void)
{
    return (int64_t)uv_hrtime();
}

/* ---- loading ---- */

static bool on_progress(void *context, const TuiProgress *progress)
{
    Job *job = context;
    atomic_store_explicit(&job->stage, (unsigned)progress->stage, memory_order_relaxed);
    atomic_store_explicit(&job->done, progress->done, memory_order_relaxed);
    atomic_store_explicit(&job->total, progress->total, memory_order_relaxed);
    atomic_store_explicit(&job->virtual_ns, progress->virtual_ns, memory_order_relaxed);
    return atomic_load_explicit(&job->cancel, memory_order_relaxed);
}

static void work(uv_work_t *request)
{
    Job *job = request->data;
    void *stack = NULL;
    tui_term_guard_thread(&stack, true);
    TuiLoadWatch watch = {.context = job, .progress = on_progress};
    tui_load(job->loop->alloc, &job->request, &watch, &job->loaded);
    tui_term_guard_thread(&stack, false);
}

static void on_loaded(uv_work_t *request, int status)
{
    (void)status;
    Job *job = request->data;
    Loop *loop = job->loop;
    loop->job = NULL;
    uv_timer_stop(&loop->progress);
    if (!loop->quit) {
        tui_app_loaded(loop->app, &job->loaded);
        animate(loop);
        show(loop);
    }
    tui_loaded_free(&job->loaded);
    free(job);
}

/* The loading screen appears only when it takes a moment: most scenarios are there at once. */
static void on_progress_timer(uv_timer_t *timer)
{
    Loop *loop = timer->data;
    Job *job = loop->job;
    if (!job)
        return;
    TuiProgress progress = {.stage = (TuiStage)atomic_load_explicit(&job->stage, memory_order_relaxed),
                            .done = atomic_load_explicit(&job->done, memory_order_relaxed),
                            .total = atomic_load_explicit(&job->total, memory_order_relaxed),
                            .virtual_ns = atomic_load_explicit(&job->virtual_ns, memory_order_relaxed)};
    tui_app_progress(loop->app, &progress);
    show(loop);
}

static void open_request(Loop *loop)
{
    if (loop->job)
        return;
    Job *job = calloc(1, sizeof *job);
    if (!job) {
        tui_app_say(loop->app, "out of memory");
        return;
    }
    job->loop = loop;
    job->work.data = job;
    job->request = loop->app->request;
    tui_app_loading(loop->app);
    if (uv_queue_work(&loop->uv, &job->work, work, on_loaded) != 0) {
        free(job);
        loop->app->mode = loop->app->run_count ? TUI_MODE_RUN : TUI_MODE_PICKER;
        tui_app_say(loop->app, "out of memory");
        return;
    }
    loop->job = job;
    uv_timer_start(&loop->progress, on_progress_timer, PROGRESS_MS, PROGRESS_MS);
}

/* ---- effects ---- */

static void edit(Loop *loop)
{
    bool changed = false;
    tui_term_pause(loop->term);
    const char *problem = tui_editor_run(loop->app->request.targets[0].path, &changed);
    tui_term_resume(loop->term);
    loop->redraw = true;
    if (problem)
        tui_app_say(loop->app, "%s", problem);
    else if (changed)
        open_request(loop);
    else
        tui_app_say(loop->app, "The file was not changed.");
}

static void suspend(Loop *loop)
{
    tui_term_pause(loop->term);
    kill(0, SIGSTOP);
    tui_term_resume(loop->term);
    loop->redraw = true;
}

static void on_frame(uv_timer_t *timer)
{
    Loop *loop = timer->data;
    TuiInput input = {.type = TUI_INPUT_TICK, .now_ns = now_ns()};
    handle(loop, tui_app_update(loop->app, &input));
}

static void animate(Loop *loop)
{
    bool wanted = tui_app_animated(loop->app), active = uv_is_active((uv_handle_t *)&loop->frame);
    if (wanted && !active)
        uv_timer_start(&loop->frame, on_frame, FRAME_MS, FRAME_MS);
    else if (!wanted && active)
        uv_timer_stop(&loop->frame);
}

static void handle(Loop *loop, unsigned effects)
{
    if (effects & TUI_EFFECT_CANCEL && loop->job)
        atomic_store_explicit(&loop->job->cancel, true, memory_order_relaxed);
    if (effects & TUI_EFFECT_QUIT) {
        loop->quit = true;
        uv_stop(&loop->uv);
        return;
    }
    if (effects & TUI_EFFECT_SUSPEND)
        suspend(loop);
    if (effects & TUI_EFFECT_EDIT)
        edit(loop);
    if (effects & TUI_EFFECT_OPEN)
        open_request(loop);
    if (effects & TUI_EFFECT_REDRAW)
        loop->redraw = true;
    animate(loop);
    if (effects & TUI_EFFECT_DRAW && !(loop->job && loop->app->mode == TUI_MODE_LOADING && !loop->redraw))
        show(loop);
}

/* ---- input ---- */

static void on_escape(uv_timer_t *timer)
{
    Loop *loop = timer->data;
    TuiInput input;
    if (tui_decoder_flush(&loop->decoder, &input)) {
        input.now_ns = now_ns();
        handle(loop, tui_app_update(loop->app, &input));
    }
}

static void on_input(uv_poll_t *poll, int status, int events)
{
    (void)events;
    Loop *loop = poll->data;
    unsigned char bytes[1024];
    ssize_t got = status < 0 ? 0 : read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        handle(loop, TUI_EFFECT_QUIT); /* the terminal is gone */
        return;
    }
    unsigned effects = 0;
    for (ssize_t i = 0; i < got; i++) {
        TuiInput input;
        if (!tui_decoder_feed(&loop->decoder, bytes[i], &input))
            continue;
        input.now_ns = now_ns();
        effects |= tui_app_update(loop->app, &input);
        if (effects & ~(unsigned)TUI_EFFECT_DRAW) { /* what follows belongs to the state after it */
            handle(loop, effects);
            effects = 0;
        }
        if (loop->quit)
            return;
    }
    if (tui_decoder_pending(&loop->decoder))
        uv_timer_start(&loop->escape, on_escape, ESCAPE_MS, 0);
    else
        uv_timer_stop(&loop->escape);
    handle(loop, effects);
}

static void resize(Loop *loop)
{
    TuiInput input = {.type = TUI_INPUT_RESIZE, .now_ns = now_ns()};
    tui_term_size(loop->term, &input.x, &input.y);
    handle(loop, tui_app_update(loop->app, &input));
}

static void on_signal(uv_signal_t *watcher, int number)
{
    Loop *loop = watcher->data;
    switch (number) {
    case SIGWINCH: resize(loop); break;
    case SIGTSTP: handle(loop, TUI_EFFECT_SUSPEND | TUI_EFFECT_DRAW); break;
    case SIGCONT:
        tui_term_resume(loop->term);
        handle(loop, TUI_EFFECT_REDRAW | TUI_EFFECT_DRAW);
        break;
    default:
        loop->signal_number = number;
        handle(loop, TUI_EFFECT_QUIT | TUI_EFFECT_CANCEL);
        break;
    }
}

/* ---- start and end ---- */

static bool start_watching(Loop *loop)
{
    static const int NUMBERS[SIGNALS] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGINT, SIGHUP};
    uv_timer_init(&loop->uv, &loop->escape);
    uv_timer_init(&loop->uv, &loop->frame);
    uv_timer_init(&loop->uv, &loop->progress);
    loop->escape.data = loop->frame.data = loop->progress.data = loop;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&loop->uv, &loop->signals[i]);
        loop->signals[i].data = loop;
        uv_signal_start(&loop->signals[i], on_signal, NUMBERS[i]);
    }
    if (uv_poll_init(&loop->uv, &loop->input, STDIN_FILENO) != 0)
        return false;
    loop->input.data = loop;
    return uv_poll_start(&loop->input, UV_READABLE, on_input) == 0;
}

static void close_handle(uv_handle_t *handle, void *context)
{
    (void)context;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void run(Loop *loop)
{
    tui_term_size(loop->term, &loop->app->width, &loop->app->height);
    tui_nav_settle(loop->app);
    if (start_watching(loop)) {
        if (loop->app->request.target_count > 0 && loop->app->run_count == 0)
            open_request(loop);
        else
            show(loop);
        uv_run(&loop->uv, UV_RUN_DEFAULT);
    }
    if (loop->job)
        atomic_store_explicit(&loop->job->cancel, true, memory_order_relaxed);
    tui_term_stop(loop->term); /* before waiting for a load to notice */
    uv_walk(&loop->uv, close_handle, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

int tui_loop_run(TuiApp *app, const char **problem, int *signal_number)
{
    *signal_number = 0;
    Loop *loop = calloc(1, sizeof *loop);
    if (!loop || uv_loop_init(&loop->uv) != 0) {
        free(loop);
        *problem = "out of memory";
        return 2;
    }
    loop->app = app;
    loop->alloc = app->alloc;
    loop->term = tui_term_start(problem);
    if (!loop->term) {
        uv_loop_close(&loop->uv);
        free(loop);
        return 2;
    }
    tui_canvas_init(&loop->canvas, app->alloc);
    tui_canvas_init(&loop->shown, app->alloc);
    TuiTheme theme = tui_theme_choose(tui_term_colours(loop->term), getenv("NO_COLOR"), getenv("COLORFGBG"),
                                      getenv("LOOPSCOPE_THEME"), tui_term_charset());
    tui_blit_init(&loop->blit, &theme);
    run(loop);
    *signal_number = loop->signal_number;
    uv_loop_close(&loop->uv);
    tui_canvas_free(&loop->canvas);
    tui_canvas_free(&loop->shown);
    free(loop);
    return 0;
}
