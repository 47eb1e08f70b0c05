#include "tui/tui_app.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NORMAL_SPEED = 2 };

void tui_app_init(TuiApp *app, const LsAlloc *alloc, const TuiCatalog *catalog)
{
    *app = (TuiApp){.alloc = alloc, .catalog = catalog, .width = 80, .height = 24};
    app->play.speed = NORMAL_SPEED;
    ls_buf_init(&app->problem, alloc);
}

static void drop_runs(TuiApp *app)
{
    for (unsigned i = 0; i < 2; i++) {
        tui_run_free(app->runs[i]);
        app->runs[i] = NULL;
    }
    app->run_count = 0;
}

void tui_app_free(TuiApp *app)
{
    drop_runs(app);
    ls_buf_free(&app->problem);
}

void tui_app_say(TuiApp *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->message, sizeof app->message, format, arguments);
    va_end(arguments);
}

bool tui_app_animated(const TuiApp *app)
{
    return app->mode == TUI_MODE_RUN && app->play.on;
}

TuiScene tui_app_scene(const TuiApp *app, TuiCanvas *canvas, unsigned run)
{
    return (TuiScene){.canvas = canvas, .app = app, .run = app->runs[run], .run_index = run, .now_ns = app->now_ns};
}

void tui_app_layout(const TuiApp *app, TuiLayout *layout)
{
    TuiLayoutNeeds needs = {.width = app->width,
                            .height = app->height,
                            .threads = 1,
                            .compare = app->compare,
                            .large = app->large,
                            .focus = app->focus,
                            .focus_run = app->active};
    for (unsigned i = 0; i < app->run_count; i++) {
        unsigned slot = app->compare ? i : 0;
        if (!app->compare && i != app->active)
            continue;
        needs.lanes[slot] = tui_run_lanes(app->runs[i]);
        if (slot == 0)
            needs.threads = an_model_thread_count(app->runs[i]->model);
    }
    tui_layout(&needs, layout);
    for (int i = 0; i < layout->place_count && !app->compare; i++)
        layout->places[i].run = app->active;
}

TuiWindow tui_app_window(const TuiApp *app, unsigned run)
{
    const AnModel *model = app->runs[run]->model;
    int64_t total = an_model_end_ns(model);
    if (app->compare && an_model_end_ns(app->runs[1 - run]->model) > total)
        total = an_model_end_ns(app->runs[1 - run]->model);
    TuiWindow window = {.axis = app->axis, .playhead = app->now_ns};
    if (window.axis == AN_AXIS_TIME && total <= 0)
        window.axis = AN_AXIS_STEP;
    if (window.axis == AN_AXIS_STEP) {
        total = an_model_count(model);
        if (app->compare && an_model_count(app->runs[1 - run]->model) > total)
            total = an_model_count(app->runs[1 - run]->model);
        window.playhead = an_model_position(model);
    }
    int64_t span = total >> (app->zoom < 62 ? app->zoom : 62);
    int64_t least = total < 8 ? total : 8;
    if (span < least)
        span = least;
    window.from = app->zoom ? app->window_from : 0;
    if (window.from > total - span)
        window.from = total - span;
    if (window.from < 0)
        window.from = 0;
    window.to = window.from + span;
    return window;
}

/* ---- loading ---- */

void tui_app_loading(TuiApp *app)
{
    app->mode = TUI_MODE_LOADING;
    app->progress = (TuiProgress){0};
    app->message[0] = '\0';
}

void tui_app_progress(TuiApp *app, const TuiProgress *progress)
{
    app->progress = *progress;
}

void tui_app_loaded(TuiApp *app, TuiLoaded *loaded)
{
    if (loaded->run_count == 0) {
        if (loaded->cancelled) {
            app->mode = app->run_count ? TUI_MODE_RUN : TUI_MODE_PICKER;
            tui_app_say(app, "Stopped.");
            return;
        }
        ls_buf_clear(&app->problem);
        ls_buf_puts(&app->problem, ls_buf_text(&loaded->problem));
        app->mode = TUI_MODE_PROBLEM;
        app->overlay = TUI_OVERLAY_NONE;
        app->overlay_top = 0;
        return;
    }
    drop_runs(app);
    for (unsigned i = 0; i < loaded->run_count; i++) {
        app->runs[i] = loaded->runs[i];
        loaded->runs[i] = NULL;
    }
    app->run_count = loaded->run_count;
    loaded->run_count = 0;
    app->compare = app->run_count == 2;
    app->mode = TUI_MODE_RUN;
    app->overlay = TUI_OVERLAY_NONE;
    app->active = 0;
    app->play = (TuiPlay){.speed = app->play.speed};
    memset(app->mark_count, 0, sizeof app->mark_count);
    app->zoom = 0;
    app->large = false;
    memset(app->selected, 0, sizeof app->selected);
    memset(app->source_top, 0, sizeof app->source_top);
    memset(app->scroll, 0, sizeof app->scroll);
    for (unsigned i = 0; i < app->run_count; i++)
        app->source_top[i] = tui_source_code_line(&app->runs[i]->source);
    tui_nav_action(app, TUI_DO_HOME);
    if (app->play_when_loaded) {
        app->play.on = true;
        tui_app_say(app, "It plays.  space pauses  ←→ go event by event  w tells why  ? shows all keys");
    }
    app->play_when_loaded = false;
    if (app->runs[0]->failed)
        tui_app_say(app, "There was no memory to record all of the run: it is shown as far as it was recorded.");
}

unsigned tui_app_update(TuiApp *app, const TuiInput *input)
{
    switch (input->type) {
    case TUI_INPUT_KEY: return tui_keys(app, input->key);
    case TUI_INPUT_RESIZE:
        app->width = input->x;
        app->height = input->y;
        tui_nav_settle(app);
        return TUI_EFFECT_DRAW;
    case TUI_INPUT_TICK:
        if (!tui_app_animated(app))
            return TUI_EFFECT_NONE;
        tui_play_tick(app, input->now_ns);
        return TUI_EFFECT_DRAW;
    default: return tui_mouse(app, input);
    }
}
