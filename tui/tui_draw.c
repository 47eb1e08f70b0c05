#include "tui/tui_draw.h"

#include "analysis/an_narrate.h"
#include "tui/views/view_timeline.h"

#include "tui/widgets/widget_bar.h"

#include <stdio.h>
#include <string.h>

/* ---- the first row ---- */

/* The file, and what of it runs: which gets half of the room at least. */
static void header_name(const TuiApp *app, TuiCanvas *canvas, int right)
{
    const TuiRun *run = tui_app_run(app);
    int room = right - 2, file = tui_text_columns(run->file, strlen(run->file));
    char more[160] = "";
    if (app->compare)
        snprintf(more, sizeof more, " · %s against %s", tui_run_name(app->runs[0]), tui_run_name(app->runs[1]));
    else if (run->entry[0])
        snprintf(more, sizeof more, " · %s", run->entry);
    if (app->compare && tui_text_columns(more, strlen(more)) > room - file)
        snprintf(more, sizeof more, " · compared"); /* the names stand on the panes, too */
    int rest = tui_text_columns(more, strlen(more));
    rest = rest > room / 2 ? room / 2 : rest;
    int x = tui_canvas_fit(canvas, 1, 0, room - rest, tui_role(TUI_ROLE_HEADER_STRONG), run->file, strlen(run->file));
    tui_canvas_fit(canvas, x, 0, right - 1 - x, tui_role(TUI_ROLE_HEADER_DIM), more, strlen(more));
}

static int digits(uint32_t value)
{
    int count = 1;
    while (value >= 10) {
        value /= 10;
        count++;
    }
    return count;
}

static void draw_header(const TuiApp *app, TuiCanvas *canvas)
{
    tui_canvas_fill(canvas, (TuiRect){0, 0, canvas->width, 1}, tui_role(TUI_ROLE_HEADER), " ");
    const AnModel *model = tui_app_run(app)->model;
    char text[80], now[AN_TIME_SIZE], end[AN_TIME_SIZE];
    uint32_t count = an_model_count(model);
    int x = canvas->width - 1;
    snprintf(text, sizeof text, "event %*u of %u", digits(count), (unsigned)an_model_position(model) + 1,
             (unsigned)count);
    if (!app->compare)
        x = tui_canvas_right(canvas, x, 0, tui_role(TUI_ROLE_HEADER), text) - 3;
    AnLoop loop;
    bool has_loop = an_model_loop(model, an_model_current_thread(model), &loop) && loop.iteration > 0;
    if (canvas->width >= 100 && !app->compare) {
        snprintf(text, sizeof text, has_loop ? "iteration %u" : "            ",
                 (unsigned)(has_loop ? loop.iteration : 0));
        x = tui_canvas_right(canvas, x, 0, tui_role(TUI_ROLE_HEADER_DIM), text) - 3;
    }
    int64_t last = an_model_end_ns(model);
    if (app->compare && an_model_end_ns(app->runs[1 - app->active]->model) > last)
        last = an_model_end_ns(app->runs[1 - app->active]->model);
    snprintf(text, sizeof text, "%s of %s", an_clock_text(app->now_ns, now), an_clock_text(last, end));
    x = tui_canvas_right(canvas, x, 0, tui_role(TUI_ROLE_HEADER_STRONG), text) - 3;
    snprintf(text, sizeof text, "%s %s", app->play.on ? "▶" : "paused", tui_speed_text(app->play.speed));
    if (!app->play.on && app->play.speed == 2)
        snprintf(text, sizeof text, "paused");
    x = tui_canvas_right(canvas, x, 0, tui_role(app->play.on ? TUI_ROLE_HEADER_STRONG : TUI_ROLE_HEADER_DIM), text);
    header_name(app, canvas, x - 1);
}

/* ---- the last row ---- */

static bool footer_shows(const TuiApp *app, const TuiBinding *binding)
{
    if (binding->action == TUI_DO_COMPARE)
        return app->run_count == 2;
    if (binding->action == TUI_DO_ITERATION_NEXT && app->run_count == 2 && app->width < 90)
        return false; /* makes room for it */
    return binding->word != NULL;
}

/* Entries for the foot: neighbours with the same word share one.  Returns the entry's width; draws when asked to. */
static int footer_entry(const TuiBinding *bindings, size_t count, size_t *at, TuiCanvas *canvas, int x, int y)
{
    const char *word = bindings[*at].word;
    char keys[64] = "";
    for (; *at < count && bindings[*at].word && strcmp(bindings[*at].word, word) == 0; ++*at) {
        char name[16];
        size_t used = strlen(keys);
        snprintf(keys + used, sizeof keys - used, "%s", tui_key_name(bindings[*at].keys[0], name));
    }
    int width = tui_text_columns(keys, strlen(keys)) + 1 + (int)strlen(word);
    if (canvas) {
        x = tui_canvas_puts(canvas, x, y, tui_role(TUI_ROLE_KEY), keys);
        tui_canvas_puts(canvas, x + 1, y, tui_role(TUI_ROLE_KEY_WORD), word);
    }
    return width;
}

static void draw_footer_keys(const TuiApp *app, TuiCanvas *canvas, int y)
{
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    int room = canvas->width - 2, kept = 0; /* what help and quit take at the end is kept free */
    for (size_t i = 0; i < count;) {
        size_t from = i;
        if (!footer_shows(app, &bindings[i])) {
            i++;
            continue;
        }
        int width = footer_entry(bindings, count, &i, NULL, 0, 0);
        kept += bindings[from].action == TUI_DO_HELP || bindings[from].action == TUI_DO_QUIT ? width + 2 : 0;
    }
    int x = 1;
    for (size_t i = 0; i < count;) {
        if (!footer_shows(app, &bindings[i])) {
            i++;
            continue;
        }
        size_t from = i, measured = i;
        bool last = bindings[from].action == TUI_DO_HELP || bindings[from].action == TUI_DO_QUIT;
        int width = footer_entry(bindings, count, &measured, NULL, 0, 0);
        if (!last && x - 1 + width + 2 + kept > room + 2) {
            i = measured;
            continue;
        }
        footer_entry(bindings, count, &i, canvas, x, y);
        x += width + 2;
    }
}

/* "keys word" pairs for the modes that have few keys. */
static void draw_hints(TuiCanvas *canvas, int y, const char *const *pairs)
{
    int x = 1;
    for (; pairs[0]; pairs += 2) {
        x = tui_canvas_puts(canvas, x, y, tui_role(TUI_ROLE_KEY), pairs[0]);
        x = tui_canvas_puts(canvas, x + 1, y, tui_role(TUI_ROLE_KEY_WORD), pairs[1]) + 2;
    }
}

static void draw_footer(const TuiApp *app, TuiCanvas *canvas)
{
    static const char *const OVERLAY[] = {"↑↓", "scroll", "Esc", "close", "q", "close", NULL};
    static const char *const WHY[] = {"↑↓", "scroll", "←→", "event", "[", "to the cause", "Esc", "close", NULL};
    static const char *const PICKER[] = {"↑↓", "choose", "Enter", "open", "e", "edit", "?", "help", "q", "quit", NULL};
    static const char *const PROBLEM[] = {"e",  "edit",   "r", "run anew", "i", "scenarios",
                                          "↑↓", "scroll", "q", "quit",     NULL};
    static const char *const LOADING[] = {"Esc", "stop", "q", "quit", NULL};
    int y = canvas->height - 1;
    if (app->asking) {
        int x = tui_canvas_puts(canvas, 1, y, tui_role(TUI_ROLE_KEY), "find ");
        x = tui_canvas_puts(canvas, x, y, tui_role(TUI_ROLE_FOCUS), app->find);
        x = tui_canvas_puts(canvas, x, y, tui_role(TUI_ROLE_FOCUS), "▏");
        tui_canvas_puts(canvas, x + 2, y, tui_role(TUI_ROLE_KEY_WORD),
                        "Enter finds the next sentence with it, Esc leaves");
    } else if (app->message[0]) {
        tui_canvas_fit(canvas, 1, y, canvas->width - 2, tui_role(TUI_ROLE_NOTE), app->message, strlen(app->message));
    } else if (app->overlay == TUI_OVERLAY_WHY) {
        draw_hints(canvas, y, WHY);
    } else if (app->overlay != TUI_OVERLAY_NONE) {
        draw_hints(canvas, y, OVERLAY);
    } else if (app->mode == TUI_MODE_PICKER) {
        draw_hints(canvas, y, PICKER);
    } else if (app->mode == TUI_MODE_PROBLEM) {
        draw_hints(canvas, y, PROBLEM);
    } else if (app->mode == TUI_MODE_LOADING) {
        draw_hints(canvas, y, LOADING);
    } else {
        draw_footer_keys(app, canvas, y);
    }
}

/* ---- panes ---- */

/* At the right end of a timeline's rule: which lanes are shown, and how far a compared run is. */
static void draw_timeline_remarks(const TuiApp *app, TuiCanvas *canvas, const TuiPlace *place)
{
    TuiScene scene = tui_app_scene(app, canvas, place->run);
    const AnModel *model = app->runs[place->run]->model;
    bool over = an_model_position(model) + 1 >= an_model_count(model);
    char text[80], range[48], time[AN_TIME_SIZE];
    int right = place->rule_x + place->rule_w - 2, y = place->area.y - 1;
    if (app->compare) {
        int64_t at = over || app->now_ns < an_model_now(model) ? an_model_now(model) : app->now_ns;
        snprintf(text, sizeof text, over ? " done after %s " : " %s ", an_clock_text(at, time));
        right = tui_canvas_right(canvas, right, y, tui_role(over ? TUI_ROLE_GOOD : TUI_ROLE_TITLE), text) - 2;
    }
    view_timeline_range(&scene, place->area, range, sizeof range);
    if (*range) {
        snprintf(text, sizeof text, " %s ", range);
        tui_canvas_right(canvas, right, y, tui_role(TUI_ROLE_DIM), text);
    }
}

static void draw_title(const TuiApp *app, TuiCanvas *canvas, const TuiPlace *place)
{
    char title[96];
    TuiScene scene = tui_app_scene(app, canvas, place->run);
    const TuiView *view = tui_pane_view(place->pane);
    if (view->title)
        view->title(&scene, title, sizeof title);
    else
        snprintf(title, sizeof title, "%s", tui_pane_title(place->pane));
    bool focused = place->pane == app->focus && (!app->compare || place->run == app->active);
    int x = place->area.x + 1, y = place->area.y - 1;
    if (!app->compare) {
        tui_canvas_printf(canvas, x, y, tui_role(TUI_ROLE_NUMBER), "%d", (int)place->pane + 1);
        x += 2;
    } else {
        x += 1;
    }
    TuiStyle style = tui_role(focused ? TUI_ROLE_FOCUS : TUI_ROLE_TITLE);
    int room = place->rule_x + place->rule_w - x - 3;
    x = tui_canvas_puts(canvas, x, y, style, " ");
    x = tui_canvas_fit(canvas, x, y, room, style, title, strlen(title));
    tui_canvas_puts(canvas, x, y, style, " ");
    if (place->pane == TUI_PANE_TIMELINE)
        draw_timeline_remarks(app, canvas, place);
}

/* The playhead as a thin rule through the lanes, joined to the rules above and below. */
static void draw_playhead(const TuiApp *app, TuiCanvas *canvas, const TuiPlace *place, const TuiLayout *layout)
{
    TuiScene scene = tui_app_scene(app, canvas, place->run);
    int x = view_timeline_playhead(&scene, place->area);
    if (x < 0)
        return;
    bool below = place->area.y + place->area.h < canvas->height - 3 || layout->compare;
    tui_canvas_rule_v(canvas, x, place->area.y - 1, place->area.h + 1 + (below ? 1 : 0), tui_role(TUI_ROLE_PLAYHEAD));
}

/* Marks hang on the timeline's upper rule. */
static void draw_marks(const TuiApp *app, TuiCanvas *canvas, const TuiPlace *place)
{
    TuiScene scene = tui_app_scene(app, canvas, place->run);
    for (unsigned i = 0; i < app->mark_count[place->run]; i++) {
        int x = view_timeline_event(&scene, place->area, app->marks[place->run][i]);
        if (x >= 0)
            tui_canvas_puts(canvas, x, place->area.y - 1, tui_role(TUI_ROLE_MARK), "▼");
    }
}

static void draw_panes(const TuiApp *app, TuiCanvas *canvas, const TuiLayout *layout)
{
    TuiStyle rule = tui_role(TUI_ROLE_RULE);
    for (int i = 0; i < layout->place_count; i++) {
        const TuiPlace *place = &layout->places[i];
        if (place->titled)
            tui_canvas_rule_h(canvas, place->rule_x, place->area.y - 1, place->rule_w, rule);
    }
    for (int i = 0; i < layout->column_count; i++)
        tui_canvas_rule_v(canvas, layout->columns[i].x, layout->columns[i].y, layout->columns[i].length, rule);
    for (int i = 0; i < layout->place_count; i++)
        if (layout->places[i].titled)
            draw_title(app, canvas, &layout->places[i]);
    for (int i = 0; i < layout->place_count; i++)
        if (layout->places[i].pane == TUI_PANE_TIMELINE)
            draw_playhead(app, canvas, &layout->places[i], layout);
    for (int i = 0; i < layout->place_count; i++)
        if (layout->places[i].pane == TUI_PANE_TIMELINE)
            draw_marks(app, canvas, &layout->places[i]);
    tui_canvas_finish_rules(canvas);
    for (int i = 0; i < layout->place_count; i++) {
        const TuiPlace *place = &layout->places[i];
        TuiScene scene = tui_app_scene(app, canvas, place->run);
        TuiRect old = tui_canvas_clip(canvas, place->area);
        tui_pane_view(place->pane)->draw(&scene, place->area);
        canvas->clip = old;
    }
}

/* ---- other modes ---- */

static void draw_plain_header(TuiCanvas *canvas, const char *name, const char *more)
{
    tui_canvas_fill(canvas, (TuiRect){0, 0, canvas->width, 1}, tui_role(TUI_ROLE_HEADER), " ");
    int x = tui_canvas_fit(canvas, 1, 0, canvas->width - 2, tui_role(TUI_ROLE_HEADER_STRONG), name, strlen(name));
    tui_canvas_fit(canvas, x, 0, canvas->width - 1 - x, tui_role(TUI_ROLE_HEADER_DIM), more, strlen(more));
}

static const char *request_name(const TuiApp *app)
{
    const char *path = app->request.targets[0].path, *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void draw_loading(const TuiApp *app, TuiCanvas *canvas)
{
    static const struct {
        const char *header, *text;
    } STAGES[] = {
        [TUI_STAGE_RUN] = {" · running", "The script runs on its virtual clock …"},
        [TUI_STAGE_READ] = {" · reading", "The recording is read …"},
        [TUI_STAGE_INDEX] = {" · indexing", "The events are indexed, so that every moment can be shown at once …"}};
    const TuiProgress *progress = &app->progress;
    char now[AN_TIME_SIZE];
    draw_plain_header(canvas, request_name(app), STAGES[progress->stage].header);
    int y = canvas->height / 2 - 1;
    tui_canvas_puts(canvas, 3, y, tui_role(TUI_ROLE_TEXT), STAGES[progress->stage].text);
    if (progress->done == 0 || progress->total == 0)
        return;
    int columns = canvas->width - 6 < 60 ? canvas->width - 6 : 60;
    widget_bar(canvas, 3, y + 1, columns, (double)progress->done / (double)progress->total, tui_role(TUI_ROLE_FOCUS));
    unsigned long long done = progress->done, total = progress->total;
    if (progress->stage == TUI_STAGE_RUN)
        tui_canvas_printf(canvas, 3, y + 2, tui_role(TUI_ROLE_DIM), "%llu of at most %llu events, %s of virtual time",
                          done, total, an_time_text(progress->virtual_ns, now));
    else if (progress->stage == TUI_STAGE_READ)
        tui_canvas_printf(canvas, 3, y + 2, tui_role(TUI_ROLE_DIM), "%llu of %llu MB", done / 1000000,
                          (total + 999999) / 1000000);
    else
        tui_canvas_printf(canvas, 3, y + 2, tui_role(TUI_ROLE_DIM), "%llu of %llu events", done, total);
}

static void draw_problem(const TuiApp *app, TuiCanvas *canvas)
{
    draw_plain_header(canvas, request_name(app), " · cannot be run as it is");
    const char *text = ls_buf_text(&app->problem);
    int y = 2 - app->overlay_top;
    TuiRect old = tui_canvas_clip(canvas, (TuiRect){0, 1, canvas->width, canvas->height - 2});
    while (*text) {
        const char *end = strchr(text, '\n');
        size_t size = end ? (size_t)(end - text) : strlen(text);
        size_t mark = strspn(text, " |");
        bool caret = mark < size && (text[mark] == '^' || text[mark] == '~');
        tui_canvas_fit(canvas, 2, y++, canvas->width - 3, tui_role(caret ? TUI_ROLE_ERROR : TUI_ROLE_TEXT), text, size);
        text += size + (end ? 1 : 0);
    }
    canvas->clip = old;
}

static void draw_too_small(const TuiApp *app, TuiCanvas *canvas)
{
    tui_canvas_printf(canvas, 0, 0, tui_role(TUI_ROLE_TEXT), "This terminal has %d × %d cells;", app->width,
                      app->height);
    tui_canvas_printf(canvas, 0, 1, tui_role(TUI_ROLE_TEXT), "loopscope needs %d × %d at least.", TUI_MIN_WIDTH,
                      TUI_MIN_HEIGHT);
    tui_canvas_puts(canvas, 0, 2, tui_role(TUI_ROLE_DIM), "Make it larger, or q to quit;");
    tui_canvas_puts(canvas, 0, 3, tui_role(TUI_ROLE_DIM), "`loopscope run FILE` needs no screen.");
}

void tui_draw(const TuiApp *app, TuiCanvas *canvas)
{
    tui_canvas_clear(canvas, tui_role(TUI_ROLE_TEXT));
    if (app->width < TUI_MIN_WIDTH || app->height < TUI_MIN_HEIGHT) {
        draw_too_small(app, canvas);
        return;
    }
    TuiLayout layout;
    switch (app->mode) {
    case TUI_MODE_PICKER: tui_draw_picker(app, canvas); break;
    case TUI_MODE_LOADING: draw_loading(app, canvas); break;
    case TUI_MODE_PROBLEM: draw_problem(app, canvas); break;
    case TUI_MODE_RUN:
        tui_app_layout(app, &layout);
        draw_header(app, canvas);
        draw_panes(app, canvas, &layout);
        if (app->overlay == TUI_OVERLAY_WHY)
            tui_draw_why(app, canvas, &layout);
        break;
    }
    if (app->overlay == TUI_OVERLAY_HELP)
        tui_draw_help(app, canvas);
    draw_footer(app, canvas);
}
