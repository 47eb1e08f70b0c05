/* The waiting set: who waits for what, until when, with a bar that runs down. */
#include "analysis/an_narrate.h"
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/views/view_phrase.h"
#include "tui/widgets/widget_bar.h"
#include "tui/widgets/widget_list.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 128, TIME_COLUMNS = 8 };

typedef struct Columns {
    int label, what, bar;
} Columns;

static int widest_label(const TuiRun *run, const AnWaiting *rows, size_t count)
{
    int widest = 4;
    for (size_t i = 0; i < count; i++) {
        char label[128];
        int columns = tui_text_columns(label, an_model_label(run->model, rows[i].entity, label, sizeof label));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static int widest_what(const TuiRun *run, const AnWaiting *rows, size_t count)
{
    int widest = 5;
    for (size_t i = 0; i < count; i++) {
        char what[VIEW_PHRASE_SIZE];
        view_phrase_waiting(run, &rows[i], what);
        int columns = rows[i].until_ns == AN_FOREVER ? 0 : tui_text_columns(what, strlen(what));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static Columns measure(const TuiRun *run, const AnWaiting *rows, size_t count, int room)
{
    Columns columns = {.label = widest_label(run, rows, count), .what = widest_what(run, rows, count)};
    if (columns.label > room * 45 / 100)
        columns.label = room * 45 / 100;
    if (columns.what > 14)
        columns.what = 14;
    columns.bar = room - columns.label - columns.what - TIME_COLUMNS - 6;
    if (columns.bar > 24)
        columns.bar = 24;
    return columns;
}

/* The time left; whole milliseconds while the clock runs, so that the digits do not dance. */
static void time_left(int64_t left_ns, bool moving, char out[AN_TIME_SIZE])
{
    if (left_ns < 0)
        left_ns = 0;
    if (moving && left_ns >= 1000000000)
        left_ns = left_ns / 10000000 * 10000000;
    else if (moving)
        left_ns = left_ns / 1000000 * 1000000;
    an_time_text(left_ns, out);
}

static void draw_row(const TuiScene *scene, TuiRect area, int y, const AnWaiting *row, const Columns *columns)
{
    const TuiRun *run = scene->run;
    TuiCanvas *canvas = scene->canvas;
    char label[128], what[VIEW_PHRASE_SIZE], time[AN_TIME_SIZE];
    size_t size = an_model_label(run->model, row->entity, label, sizeof label);
    unsigned hue = row->is_task ? tui_run_hue(run, row->entity) : 0;
    bool selected = row->is_task && row->entity == scene->app->selected[scene->run_index];
    int x = area.x + 1, right = area.x + area.w - 1;
    tui_canvas_fit(canvas, x, y, columns->label, tui_task_style(hue, selected ? TUI_BOLD | TUI_UNDERLINE : 0), label,
                   size);
    x += columns->label + 2;
    view_phrase_waiting(run, row, what);
    if (row->until_ns == AN_FOREVER) {
        tui_canvas_fit(canvas, x, y, right - x, tui_role(TUI_ROLE_DIM), what, strlen(what));
        return;
    }
    tui_canvas_fit(canvas, x, y, columns->what, tui_role(TUI_ROLE_DIM), what, strlen(what));
    x += columns->what + 2;
    int64_t left = row->until_ns - scene->now_ns, whole = row->until_ns - row->since_ns;
    time_left(left, scene->now_ns != an_model_now(run->model), time);
    if (columns->bar >= 3)
        widget_bar(canvas, x, y, columns->bar, whole > 0 ? (double)left / (double)whole : 0, tui_task_dim(hue));
    tui_canvas_right(canvas, right, y, tui_role(TUI_ROLE_TEXT), left > 0 ? time : "due");
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const TuiRun *run = scene->run;
    uint32_t count = an_model_waiting_count(run->model);
    if (count == 0) {
        widget_list_empty(scene->canvas, area, "nobody waits");
        return;
    }
    AnWaiting rows[ROWS_MAX];
    WidgetList list = widget_list(area, count, scene->app->scroll[TUI_PANE_WAITING]);
    size_t wanted = list.rows < ROWS_MAX ? (size_t)list.rows : ROWS_MAX;
    size_t got = an_model_waiting(run->model, list.first, rows, wanted);
    Columns columns = measure(run, rows, got, area.w);
    for (size_t i = 0; i < got; i++)
        draw_row(scene, area, area.y + (int)i, &rows[i], &columns);
    widget_list_more(scene->canvas, area, &list);
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    uint32_t count = an_model_waiting_count(scene->run->model);
    if (count)
        snprintf(out, size, "waiting %u", (unsigned)count);
    else
        snprintf(out, size, "waiting");
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    (void)x;
    const AnModel *model = scene->run->model;
    AnWaiting row;
    WidgetList list = widget_list(area, an_model_waiting_count(model), scene->app->scroll[TUI_PANE_WAITING]);
    if (y - area.y >= list.rows || an_model_waiting(model, list.first + (uint32_t)(y - area.y), &row, 1) == 0 ||
        !row.is_task)
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){TUI_HIT_TASK, row.entity};
}

const TuiView view_waiting = {.draw = draw, .title = title, .hit = hit};
