#include "tui/tui_app.h"
#include "tui/tui_draw.h"

#include <stdio.h>
#include <string.h>

/* ---- input by mode ---- */

unsigned tui_keys_overlay(TuiApp *app, uint32_t key)
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
    case TUI_DO_SUSPEND: return tui_program_action(app, action);
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
        tui_screen_focus(app, key - '1');
        return TUI_EFFECT_DRAW;
    }
    if (key == TUI_KEY_ESC) {
        app->large = false;
        app->selected[app->active] = 0;
        tui_nav_settle(app);
        return TUI_EFFECT_DRAW;
    }
    if (key == TUI_KEY_ENTER) {
        tui_screen_select(app, app->active, tui_run_current_task(tui_app_run(app)));
        return TUI_EFFECT_DRAW;
    }
    TuiAction action = tui_keymap_action(key);
    if (tui_nav_action(app, action)) {
        app->play.on = false;
        return TUI_EFFECT_DRAW;
    }
    unsigned effects = tui_screen_action(app, action);
    return effects ? effects : tui_program_action(app, action);
}

unsigned tui_keys_open_picked(TuiApp *app)
{
    const TuiCatalogItem *item = &app->catalog->items[app->picked];
    TuiRequest *request = &app->request;
    request->target_count = 1;
    request->traces_only = false;
    request->targets[0] = (TuiTarget){0};
    snprintf(request->targets[0].path, sizeof request->targets[0].path, "%s", item->path);
    return TUI_EFFECT_OPEN | TUI_EFFECT_DRAW;
}

unsigned tui_keys_picker(TuiApp *app, uint32_t key)
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
        return (tui_keys_open_picked(app) & ~(unsigned)TUI_EFFECT_OPEN) | TUI_EFFECT_EDIT;
    case TUI_DO_QUIT:
    case TUI_DO_HELP:
    case TUI_DO_REDRAW:
    case TUI_DO_SUSPEND: return tui_program_action(app, action);
    default:
        if (key == TUI_KEY_ESC)
            return app->run_count ? (app->mode = TUI_MODE_RUN, TUI_EFFECT_DRAW) : TUI_EFFECT_QUIT;
        if (count && (key == TUI_KEY_ENTER || action == TUI_DO_EVENT_NEXT || action == TUI_DO_PLAY)) {
            app->play_when_loaded = true;
            return tui_keys_open_picked(app);
        }
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
    return key == TUI_KEY_ESC ? TUI_EFFECT_QUIT : tui_program_action(app, action);
}

unsigned tui_keys(TuiApp *app, uint32_t key)
{
    app->message[0] = '\0';
    if (app->asking)
        return asking_key(app, key);
    if (app->overlay != TUI_OVERLAY_NONE)
        return tui_keys_overlay(app, key);
    switch (app->mode) {
    case TUI_MODE_PICKER: return tui_keys_picker(app, key);
    case TUI_MODE_RUN: return run_key(app, key);
    case TUI_MODE_PROBLEM: return problem_key(app, key);
    case TUI_MODE_LOADING: break;
    }
    TuiAction action = tui_keymap_action(key);
    if (action == TUI_DO_QUIT)
        return TUI_EFFECT_CANCEL | TUI_EFFECT_QUIT;
    return key == TUI_KEY_ESC ? TUI_EFFECT_CANCEL : TUI_EFFECT_NONE;
}
