#include "tui/tui_app.h"

#include "analysis/an_nav.h"
#include "tui/tui_draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NORMAL_SPEED = 2, ZOOM_MAX = 40 };

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
    return (TuiScene){
        .canvas = canvas, .app = app, .run = app->runs[run], .run_index = run, .now_ns = app->now_ns};
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
        needs.lanes[slot] = an_lanes_count(app->runs[i]->model);
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
    app->progress_events = 0;
    app->progress_ns = 0;
    app->message[0] = '\0';
}

void tui_app_progress(TuiApp *app, uint32_t events, int64_t virtual_ns)
{
    app->progress_events = events;
    app->progress_ns = virtual_ns;
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
    app->mark_count = 0;
    app->zoom = 0;
    app->large = false;
    memset(app->selected, 0, sizeof app->selected);
    memset(app->source_top, 0, sizeof app->source_top);
    memset(app->scroll, 0, sizeof app->scroll);
    tui_nav_action(app, TUI_DO_HOME);
    if (app->runs[0]->failed)
        tui_app_say(app, "There was no memory to record all of the run: it is shown as far as it was recorded.");
}

/* ---- marks and breaks ---- */

static void toggle_sorted(uint32_t *values, unsigned *count, unsigned max, uint32_t value)
{
    unsigned i = 0;
    while (i < *count && values[i] < value)
        i++;
    if (i < *count && values[i] == value) {
        memmove(values + i, values + i + 1, (*count - i - 1) * sizeof *values);
        --*count;
    } else if (*count < max) {
        memmove(values + i + 1, values + i, (*count - i) * sizeof *values);
        values[i] = value;
        ++*count;
    }
}

static void toggle_break(TuiApp *app, uint32_t line)
{
    if (line == 0) {
        tui_app_say(app, "No source line is running here.");
        return;
    }
    unsigned before = app->break_count;
    toggle_sorted(app->breaks, &app->break_count, TUI_BREAKS_MAX, line);
    tui_app_say(app, app->break_count > before ? "Playing stops at line %u; B runs on to it."
                                               : "No break at line %u any more.", (unsigned)line);
}

static void toggle_mark(TuiApp *app)
{
    uint32_t seq = an_model_position(tui_app_run(app)->model);
    unsigned before = app->mark_count;
    toggle_sorted(app->marks, &app->mark_count, TUI_MARKS_MAX, seq);
    tui_app_say(app, app->mark_count > before ? "Event %u is marked; ' comes back to it." : "Event %u is not marked any more.",
                (unsigned)seq + 1);
}

/* ---- the screen ---- */

static void select_task(TuiApp *app, unsigned run, uint32_t task)
{
    app->selected[run] = app->selected[run] == task ? 0 : task;
}

static void select_next(TuiApp *app)
{
    const AnModel *model = tui_app_run(app)->model;
    uint32_t count = an_model_task_count(model), *selected = &app->selected[app->active], index = 0;
    while (*selected && index < count && an_model_task_at(model, index) != *selected)
        index++;
    index = *selected ? index + 1 : 0;
    *selected = index < count ? an_model_task_at(model, index) : 0;
    if (count == 0)
        tui_app_say(app, "There is no task yet.");
}

static void zoom(TuiApp *app, int step)
{
    TuiWindow window = tui_app_window(app, app->active);
    unsigned before = app->zoom;
    if (step > 0 && app->zoom < ZOOM_MAX && window.to - window.from > 8)
        app->zoom++;
    else if (step < 0 && app->zoom > 0)
        app->zoom--;
    if (app->zoom == before)
        return;
    /* keep the playhead where it is on the screen */
    int64_t span = window.to - window.from, offset = window.playhead - window.from;
    TuiWindow after = tui_app_window(app, app->active);
    double share = span > 0 ? (double)offset / (double)span : 0;
    app->window_from = window.playhead - (int64_t)(share * (double)(after.to - after.from));
    tui_nav_settle(app);
}

static void focus(TuiApp *app, int step)
{
    TuiLayout layout;
    tui_app_layout(app, &layout);
    for (int i = 1; i <= TUI_PANE_COUNT; i++) {
        int pane = ((int)app->focus + i * step + i * TUI_PANE_COUNT) % TUI_PANE_COUNT;
        if (pane == TUI_PANE_SAY || pane == TUI_PANE_STATE)
            continue;
        if (app->large || tui_layout_find(&layout, (TuiPane)pane, app->active)) {
            app->focus = (TuiPane)pane;
            break;
        }
    }
    tui_nav_settle(app);
}

static void focus_number(TuiApp *app, unsigned pane)
{
    TuiLayout layout;
    tui_app_layout(app, &layout);
    if (pane >= TUI_PANE_STATE)
        return;
    app->focus = (TuiPane)pane;
    if (!tui_layout_find(&layout, (TuiPane)pane, app->active) && !app->large)
        app->large = true; /* no room for it beside the others */
    tui_nav_settle(app);
}

static void scroll(TuiApp *app, TuiPane pane, int rows)
{
    if (pane == TUI_PANE_SOURCE) {
        TuiLayout layout;
        tui_app_layout(app, &layout);
        const TuiPlace *place = tui_layout_find(&layout, TUI_PANE_SOURCE, app->active);
        int64_t count = tui_app_run(app)->source.count, shown = place ? place->area.h : 1;
        int64_t top = (int64_t)app->source_top[app->active] + rows, last = count > shown ? count - shown + 1 : 1;
        app->source_top[app->active] = (uint32_t)(top < 1 ? 1 : top > last ? last : top);
        return;
    }
    int64_t to = (int64_t)app->scroll[pane] + rows;
    app->scroll[pane] = to < 0 ? 0 : to > 10000000 ? 10000000 : (int)to;
}

static unsigned swap_compare(TuiApp *app)
{
    if (app->run_count < 2) {
        tui_app_say(app, "There is no second run: `loopscope compare A B`, or \"compare\" in __scenario__, makes one.");
        return TUI_EFFECT_DRAW;
    }
    app->compare = !app->compare;
    app->large = false;
    tui_nav_seek(app, an_model_position(tui_app_run(app)->model));
    return TUI_EFFECT_DRAW;
}

/* ---- actions ---- */

static unsigned screen_action(TuiApp *app, TuiAction action)
{
    switch (action) {
    case TUI_DO_PLAY: tui_play_toggle(app); break;
    case TUI_DO_FASTER: app->play.speed += app->play.speed + 1 < TUI_SPEEDS; break;
    case TUI_DO_SLOWER: app->play.speed -= app->play.speed > 0; break;
    case TUI_DO_WHY:
        app->overlay = TUI_OVERLAY_WHY;
        app->overlay_top = 0;
        break;
    case TUI_DO_COMPARE: return swap_compare(app);
    case TUI_DO_SELECT: select_next(app); break;
    case TUI_DO_MARK: toggle_mark(app); break;
    case TUI_DO_FIND:
        app->asking = true;
        app->find_size = 0;
        app->find[0] = '\0';
        break;
    case TUI_DO_BREAK: toggle_break(app, tui_run_line(tui_app_run(app))); break;
    case TUI_DO_ZOOM_IN: zoom(app, 1); break;
    case TUI_DO_ZOOM_OUT: zoom(app, -1); break;
    case TUI_DO_ZOOM_FIT: app->zoom = 0; break;
    case TUI_DO_AXIS:
        app->axis = app->axis == AN_AXIS_TIME ? AN_AXIS_STEP : AN_AXIS_TIME;
        app->zoom = 0;
        break;
    case TUI_DO_FOCUS_NEXT: focus(app, 1); break;
    case TUI_DO_FOCUS_BACK: focus(app, -1); break;
    case TUI_DO_SCROLL_NEXT: scroll(app, app->focus, 3); break;
    case TUI_DO_SCROLL_BACK: scroll(app, app->focus, -3); break;
    case TUI_DO_LARGE:
        app->large = !app->large;
        tui_nav_settle(app);
        break;
    default: return TUI_EFFECT_NONE;
    }
    return TUI_EFFECT_DRAW;
}

static unsigned program_action(TuiApp *app, TuiAction action)
{
    switch (action) {
    case TUI_DO_QUIT: return TUI_EFFECT_QUIT;
    case TUI_DO_SUSPEND: return TUI_EFFECT_SUSPEND | TUI_EFFECT_REDRAW | TUI_EFFECT_DRAW;
    case TUI_DO_REDRAW: return TUI_EFFECT_REDRAW | TUI_EFFECT_DRAW;
    case TUI_DO_HELP:
        app->overlay = TUI_OVERLAY_HELP;
        app->overlay_top = 0;
        return TUI_EFFECT_DRAW;
    case TUI_DO_PICKER:
        if (!app->catalog || app->catalog->count == 0) {
            tui_app_say(app, "There are no built-in scenarios here.");
            return TUI_EFFECT_DRAW;
        }
        app->mode = TUI_MODE_PICKER;
        app->play.on = false;
        return TUI_EFFECT_DRAW;
    case TUI_DO_EDIT:
    case TUI_DO_RELOAD:
        if (app->request.target_count == 0 || app->request.traces_only) {
            tui_app_say(app, "This is a recording: there is no file to %s.", action == TUI_DO_EDIT ? "edit" : "run");
            return TUI_EFFECT_DRAW;
        }
        app->play.on = false;
        return (action == TUI_DO_EDIT ? TUI_EFFECT_EDIT : TUI_EFFECT_OPEN) | TUI_EFFECT_DRAW;
    default: return TUI_EFFECT_NONE;
    }
}

/* ---- input by mode ---- */

static unsigned overlay_key(TuiApp *app, uint32_t key)
{
    TuiAction action = tui_keymap_action(key);
    int page = app->height > 10 ? app->height - 8 : 4;
    switch (action) {
    case TUI_DO_LINE_NEXT:
    case TUI_DO_SCROLL_NEXT: app->overlay_top++; break;
    case TUI_DO_LINE_BACK:
    case TUI_DO_SCROLL_BACK: app->overlay_top--; break;
    case TUI_DO_PAGE_NEXT:
    case TUI_DO_PLAY: app->overlay_top += page; break;
    case TUI_DO_PAGE_BACK: app->overlay_top -= page; break;
    case TUI_DO_HOME: app->overlay_top = 0; break;
    case TUI_DO_END: app->overlay_top = 10000; break;
    case TUI_DO_REDRAW:
    case TUI_DO_SUSPEND: return program_action(app, action);
    default:
        if (key == TUI_KEY_CTRL + 'c')
            return TUI_EFFECT_QUIT;
        if (app->overlay == TUI_OVERLAY_WHY && app->mode == TUI_MODE_RUN && key != 'w' && key != 'q' &&
            tui_nav_action(app, action)) { /* walking on with the explanation open */
            app->overlay_top = 0;
            return TUI_EFFECT_DRAW;
        }
        app->overlay = TUI_OVERLAY_NONE;
        return TUI_EFFECT_DRAW;
    }
    int rows = tui_draw_overlay_rows(app);
    if (app->overlay_top > rows)
        app->overlay_top = rows;
    if (app->overlay_top < 0)
        app->overlay_top = 0;
    return TUI_EFFECT_DRAW;
}

static unsigned asking_key(TuiApp *app, uint32_t key)
{
    if (key == TUI_KEY_ESC || key == TUI_KEY_CTRL + 'c') {
        app->asking = false;
    } else if (key == TUI_KEY_ENTER) {
        app->asking = false;
        if (app->find_size)
            tui_nav_find(app, 1);
    } else if (key == TUI_KEY_BACKSPACE) {
        while (app->find_size > 0 && ((unsigned char)app->find[--app->find_size] & 0xC0) == 0x80)
            continue;
        app->find[app->find_size] = '\0';
    } else if (key == TUI_KEY_CTRL + 'u') {
        app->find[app->find_size = 0] = '\0';
    } else if (key >= ' ' && key < TUI_KEY_LEFT && app->find_size + 5 < sizeof app->find) {
        LsBuf text;
        ls_buf_init(&text, app->alloc);
        ls_buf_put_utf8(&text, key);
        memcpy(app->find + app->find_size, ls_buf_text(&text), text.size);
        app->find_size += text.size;
        app->find[app->find_size] = '\0';
        ls_buf_free(&text);
    }
    return TUI_EFFECT_DRAW;
}

static unsigned run_key(TuiApp *app, uint32_t key)
{
    if (key >= '1' && key <= '9') {
        focus_number(app, key - '1');
        return TUI_EFFECT_DRAW;
    }
    if (key == TUI_KEY_ESC) {
        app->large = false;
        app->selected[app->active] = 0;
        tui_nav_settle(app);
        return TUI_EFFECT_DRAW;
    }
    if (key == TUI_KEY_ENTER) {
        select_task(app, app->active, tui_run_current_task(tui_app_run(app)));
        return TUI_EFFECT_DRAW;
    }
    TuiAction action = tui_keymap_action(key);
    if (tui_nav_action(app, action)) {
        app->play.on = false;
        return TUI_EFFECT_DRAW;
    }
    unsigned effects = screen_action(app, action);
    return effects ? effects : program_action(app, action);
}

static unsigned open_picked(TuiApp *app)
{
    const TuiCatalogItem *item = &app->catalog->items[app->picked];
    TuiRequest *request = &app->request;
    request->target_count = 1;
    request->traces_only = false;
    request->targets[0] = (TuiTarget){0};
    snprintf(request->targets[0].path, sizeof request->targets[0].path, "%s", item->path);
    return TUI_EFFECT_OPEN | TUI_EFFECT_DRAW;
}

static unsigned picker_key(TuiApp *app, uint32_t key)
{
    size_t count = app->catalog ? app->catalog->count : 0;
    TuiAction action = tui_keymap_action(key);
    int64_t to = (int64_t)app->picked;
    switch (action) {
    case TUI_DO_LINE_NEXT: to++; break;
    case TUI_DO_LINE_BACK: to--; break;
    case TUI_DO_PAGE_NEXT: to += 10; break;
    case TUI_DO_PAGE_BACK: to -= 10; break;
    case TUI_DO_HOME: to = 0; break;
    case TUI_DO_END: to = (int64_t)count; break;
    case TUI_DO_PICKER:
    case TUI_DO_EVENT_BACK:
        if (app->run_count)
            app->mode = TUI_MODE_RUN;
        return TUI_EFFECT_DRAW;
    case TUI_DO_EDIT:
        if (count == 0)
            return TUI_EFFECT_NONE;
        return (open_picked(app) & ~(unsigned)TUI_EFFECT_OPEN) | TUI_EFFECT_EDIT;
    case TUI_DO_QUIT:
    case TUI_DO_HELP:
    case TUI_DO_REDRAW:
    case TUI_DO_SUSPEND: return program_action(app, action);
    default:
        if (key == TUI_KEY_ESC)
            return app->run_count ? (app->mode = TUI_MODE_RUN, TUI_EFFECT_DRAW) : TUI_EFFECT_QUIT;
        if (count && (key == TUI_KEY_ENTER || action == TUI_DO_EVENT_NEXT || action == TUI_DO_PLAY))
            return open_picked(app);
        return TUI_EFFECT_NONE;
    }
    app->picked = count == 0 || to < 0 ? 0 : (size_t)to >= count ? count - 1 : (size_t)to;
    return TUI_EFFECT_DRAW;
}

static unsigned problem_key(TuiApp *app, uint32_t key)
{
    TuiAction action = tui_keymap_action(key);
    if (action == TUI_DO_LINE_NEXT || action == TUI_DO_LINE_BACK) {
        app->overlay_top += action == TUI_DO_LINE_NEXT ? 1 : app->overlay_top > 0 ? -1 : 0;
        return TUI_EFFECT_DRAW;
    }
    if (key == TUI_KEY_ESC && app->run_count) {
        app->mode = TUI_MODE_RUN;
        return TUI_EFFECT_DRAW;
    }
    return key == TUI_KEY_ESC ? TUI_EFFECT_QUIT : program_action(app, action);
}

static unsigned key_input(TuiApp *app, uint32_t key)
{
    app->message[0] = '\0';
    if (app->asking)
        return asking_key(app, key);
    if (app->overlay != TUI_OVERLAY_NONE)
        return overlay_key(app, key);
    switch (app->mode) {
    case TUI_MODE_PICKER: return picker_key(app, key);
    case TUI_MODE_RUN: return run_key(app, key);
    case TUI_MODE_PROBLEM: return problem_key(app, key);
    case TUI_MODE_LOADING: break;
    }
    TuiAction action = tui_keymap_action(key);
    if (action == TUI_DO_QUIT)
        return TUI_EFFECT_CANCEL | TUI_EFFECT_QUIT;
    return key == TUI_KEY_ESC ? TUI_EFFECT_CANCEL : TUI_EFFECT_NONE;
}

/* ---- mouse ---- */

static unsigned act_on_hit(TuiApp *app, unsigned run, TuiHit hit, bool drag)
{
    if (drag && hit.sort != TUI_HIT_TIME && hit.sort != TUI_HIT_EVENT)
        return TUI_EFFECT_NONE;
    switch (hit.sort) {
    case TUI_HIT_NOTHING: return TUI_EFFECT_NONE;
    case TUI_HIT_TASK: select_task(app, run, (uint32_t)hit.value); break;
    case TUI_HIT_TIME:
        app->play.on = false;
        tui_nav_seek_time(app, hit.value);
        if (hit.value > app->now_ns)
            app->now_ns = hit.value;
        break;
    case TUI_HIT_EVENT:
        app->play.on = false;
        app->active = run;
        tui_nav_seek(app, (uint32_t)hit.value);
        break;
    case TUI_HIT_LINE: {
        app->active = run;
        const AnModel *model = tui_app_run(app)->model;
        uint32_t seq = an_nav_reach_line(model, an_model_position(model), AN_FORWARD, (uint32_t)hit.value);
        if (seq == AN_NONE)
            tui_app_say(app, "Line %u is not reached any more.", (unsigned)hit.value);
        else
            tui_nav_seek(app, seq);
        break;
    }
    case TUI_HIT_BREAK: toggle_break(app, (uint32_t)hit.value); break;
    }
    return TUI_EFFECT_DRAW;
}

static unsigned picker_mouse(TuiApp *app, const TuiInput *input)
{
    if (input->type == TUI_INPUT_WHEEL_UP)
        return picker_key(app, TUI_KEY_UP);
    if (input->type == TUI_INPUT_WHEEL_DOWN)
        return picker_key(app, TUI_KEY_DOWN);
    size_t item;
    if (input->type != TUI_INPUT_PRESS || !tui_draw_picker_hit(app, input->x, input->y, &item))
        return TUI_EFFECT_NONE;
    bool again = app->picked == item;
    app->picked = item;
    return again ? open_picked(app) : TUI_EFFECT_DRAW;
}

static unsigned mouse_input(TuiApp *app, const TuiInput *input)
{
    bool wheel = input->type == TUI_INPUT_WHEEL_UP || input->type == TUI_INPUT_WHEEL_DOWN;
    int step = input->type == TUI_INPUT_WHEEL_UP ? -1 : 1;
    if (app->overlay != TUI_OVERLAY_NONE)
        return wheel ? overlay_key(app, step < 0 ? TUI_KEY_UP : TUI_KEY_DOWN) : TUI_EFFECT_NONE;
    if (app->mode == TUI_MODE_PICKER)
        return picker_mouse(app, input);
    if (app->mode != TUI_MODE_RUN || input->type == TUI_INPUT_RELEASE)
        return TUI_EFFECT_NONE;
    TuiLayout layout;
    tui_app_layout(app, &layout);
    const TuiPlace *place = layout.too_small ? NULL : tui_layout_at(&layout, input->x, input->y);
    if (!place)
        return TUI_EFFECT_NONE;
    if (wheel) {
        if (place->pane == TUI_PANE_TIMELINE && app->runs[place->run]) {
            zoom(app, -step);
        } else {
            app->active = app->compare ? place->run : app->active;
            scroll(app, place->pane, step * 2);
        }
        return TUI_EFFECT_DRAW;
    }
    if (input->type == TUI_INPUT_PRESS) {
        app->message[0] = '\0';
        if (place->pane < TUI_PANE_STATE)
            app->focus = place->pane;
    }
    TuiScene scene = tui_app_scene(app, NULL, place->run);
    const TuiView *view = tui_pane_view(place->pane);
    TuiHit hit = {TUI_HIT_NOTHING, 0};
    if (view->hit && input->y >= place->area.y)
        hit = view->hit(&scene, place->area, input->x, input->y);
    return act_on_hit(app, place->run, hit, input->type == TUI_INPUT_DRAG) | TUI_EFFECT_DRAW;
}

unsigned tui_app_update(TuiApp *app, const TuiInput *input)
{
    switch (input->type) {
    case TUI_INPUT_KEY: return key_input(app, input->key);
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
    default: return mouse_input(app, input);
    }
}
