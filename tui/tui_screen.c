#include "analysis/an_nav.h"
#include "tui/tui_app.h"

#include <string.h>

enum { ZOOM_MAX = 40 };

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

void tui_screen_break(TuiApp *app, uint32_t line)
{
    if (line == 0) {
        tui_app_say(app, "No source line is running here.");
        return;
    }
    unsigned before = app->break_count;
    toggle_sorted(app->breaks, &app->break_count, TUI_BREAKS_MAX, line);
    tui_app_say(
        app, app->break_count > before ? "Playing stops at line %u; B runs on to it." : "No break at line %u any more.",
        (unsigned)line);
}

static void toggle_mark(TuiApp *app)
{
    uint32_t seq = an_model_position(tui_app_run(app)->model);
    unsigned *count = &app->mark_count[app->active], before = *count;
    toggle_sorted(app->marks[app->active], count, TUI_MARKS_MAX, seq);
    if (*count == before)
        tui_app_say(app, "There is no room for another mark: m at a mark removes it.");
    else
        tui_app_say(app,
                    *count > before ? "Event %u is marked; ' comes back to it." : "Event %u is not marked any more.",
                    (unsigned)seq + 1);
}

/* ---- the screen ---- */

void tui_screen_select(TuiApp *app, unsigned run, uint32_t task)
{
    app->selected[run] = app->selected[run] == task ? 0 : task;
}

static void select_next(TuiApp *app)
{
    const AnModel *model = tui_app_run(app)->model;
    uint32_t count = tui_run_tasks(tui_app_run(app)), *selected = &app->selected[app->active], index = 0;
    while (*selected && index < count && an_model_task_at(model, index) != *selected)
        index++;
    index = *selected ? index + 1 : 0;
    *selected = index < count ? an_model_task_at(model, index) : 0;
    if (count == 0)
        tui_app_say(app, "There is no task yet.");
}

void tui_screen_zoom(TuiApp *app, int step)
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

void tui_screen_focus(TuiApp *app, unsigned pane)
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

void tui_screen_scroll(TuiApp *app, TuiPane pane, int rows)
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

unsigned tui_screen_action(TuiApp *app, TuiAction action)
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
    case TUI_DO_BREAK: tui_screen_break(app, tui_run_line(tui_app_run(app))); break;
    case TUI_DO_ZOOM_IN: tui_screen_zoom(app, 1); break;
    case TUI_DO_ZOOM_OUT: tui_screen_zoom(app, -1); break;
    case TUI_DO_ZOOM_FIT: app->zoom = 0; break;
    case TUI_DO_AXIS:
        app->axis = app->axis == AN_AXIS_TIME ? AN_AXIS_STEP : AN_AXIS_TIME;
        app->zoom = 0;
        break;
    case TUI_DO_FOCUS_NEXT: focus(app, 1); break;
    case TUI_DO_FOCUS_BACK: focus(app, -1); break;
    case TUI_DO_SCROLL_NEXT: tui_screen_scroll(app, app->focus, 3); break;
    case TUI_DO_SCROLL_BACK: tui_screen_scroll(app, app->focus, -3); break;
    case TUI_DO_LARGE:
        app->large = !app->large;
        tui_nav_settle(app);
        break;
    default: return TUI_EFFECT_NONE;
    }
    return TUI_EFFECT_DRAW;
}

unsigned tui_program_action(TuiApp *app, TuiAction action)
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
