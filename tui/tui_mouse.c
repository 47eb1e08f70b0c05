#include "analysis/an_nav.h"
#include "tui/tui_app.h"
#include "tui/tui_draw.h"

/* ---- mouse ---- */

static unsigned act_on_hit(TuiApp *app, unsigned run, TuiHit hit, bool drag)
{
    if (drag && hit.sort != TUI_HIT_TIME && hit.sort != TUI_HIT_EVENT)
        return TUI_EFFECT_NONE;
    switch (hit.sort) {
    case TUI_HIT_NOTHING: return TUI_EFFECT_NONE;
    case TUI_HIT_TASK: tui_screen_select(app, run, (uint32_t)hit.value); break;
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
    case TUI_HIT_BREAK: tui_screen_break(app, (uint32_t)hit.value); break;
    }
    return TUI_EFFECT_DRAW;
}

static unsigned picker_mouse(TuiApp *app, const TuiInput *input)
{
    if (input->type == TUI_INPUT_WHEEL_UP)
        return tui_keys_picker(app, TUI_KEY_UP);
    if (input->type == TUI_INPUT_WHEEL_DOWN)
        return tui_keys_picker(app, TUI_KEY_DOWN);
    size_t item;
    if (input->type != TUI_INPUT_PRESS || !tui_draw_picker_hit(app, input->x, input->y, &item))
        return TUI_EFFECT_NONE;
    bool again = app->picked == item;
    app->picked = item;
    return again ? tui_keys_open_picked(app) : TUI_EFFECT_DRAW;
}

unsigned tui_mouse(TuiApp *app, const TuiInput *input)
{
    bool wheel = input->type == TUI_INPUT_WHEEL_UP || input->type == TUI_INPUT_WHEEL_DOWN;
    int step = input->type == TUI_INPUT_WHEEL_UP ? -1 : 1;
    if (app->overlay != TUI_OVERLAY_NONE)
        return wheel ? tui_keys_overlay(app, step < 0 ? TUI_KEY_UP : TUI_KEY_DOWN) : TUI_EFFECT_NONE;
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
            tui_screen_zoom(app, -step);
        } else {
            app->active = app->compare ? place->run : app->active;
            tui_screen_scroll(app, place->pane, step * 2);
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
