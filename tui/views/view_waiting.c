/* The waiting set: who waits for what, until when, with a bar that runs down. */
#include "analysis/an_narrate.h"
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/views/view_phrase.h"
#include "tui/widgets/widget_bar.h"
#include "tui/widgets/widget_list.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 128, BAR_MIN = 3, BAR_MAX = 24 };

typedef struct Columns {
    int label, what, bar, time, gap;
} Columns;

/* The time left; whole milliseconds while the clock runs, so that the digits do not dance. */
static void time_left(const TuiScene *scene, const AnWaiting *row, char out[AN_TIME_SIZE])
{
    int64_t left = row->until_ns - scene->now_ns;
    bool moving = scene->now_ns != an_model_now(scene->run->model);
    if (left <= 0) {
        memcpy(out, "due", sizeof "due");
        return;
    }
    if (moving && left >= 1000000000)
        left = left / 10000000 * 10000000;
    else if (moving)
        left = left / 1000000 * 1000000;
    an_time_text(left, out);
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Names come first, then the time left, then what is waited for; the bar takes what is left over. */
static Columns measure(const TuiScene *scene, const AnWaiting *rows, size_t count, int room)
{
    Columns columns = {.label = 4, .what = 0, .time = 6, .gap = 2};
    const TuiRun *run = scene->run;
    for (size_t i = 0; i < count; i++) {
        char text[128], what[VIEW_PHRASE_SIZE], time[AN_TIME_SIZE];
        columns.label = larger(columns.label,
                               tui_text_columns(text, an_model_label(run->model, rows[i].entity, text, sizeof text)));
        if (rows[i].until_ns == AN_FOREVER)
            continue;
        view_phrase_waiting(run, &rows[i], what);
        columns.what = larger(columns.what, tui_text_columns(what, strlen(what)));
        time_left(scene, &rows[i], time);
        columns.time = larger(columns.time, tui_text_columns(time, strlen(time)));
    }
    if (columns.what > 14)
        columns.what = 14;
    if (columns.label + columns.what + columns.time + BAR_MIN + 3 * 2 > room)
        columns.gap = 1;
    int rest = room - columns.what - columns.time - BAR_MIN - 3 * columns.gap;
    if (columns.label > rest)
        columns.label = larger(rest, 10);
    columns.bar = room - columns.label - columns.what - columns.time - 3 * columns.gap;
    if (columns.bar > BAR_MAX)
        columns.bar = BAR_MAX;
    return columns;
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
    x += columns->label + columns->gap;
    view_phrase_waiting(run, row, what);
    if (row->until_ns == AN_FOREVER) {
        tui_canvas_fit(canvas, x, y, right - x, tui_role(TUI_ROLE_DIM), what, strlen(what));
        return;
    }
    tui_canvas_fit(canvas, x, y, columns->what, tui_role(TUI_ROLE_DIM), what, strlen(what));
    x += columns->what + columns->gap;
    int64_t left = row->until_ns - scene->now_ns, whole = row->until_ns - row->since_ns;
    time_left(scene, row, time);
    if (columns->bar >= BAR_MIN)
        widget_bar(canvas, x, y, columns->bar, whole > 0 ? (double)left / (double)whole : 0, tui_task_dim(hue));
    tui_canvas_right(canvas, right, y, tui_role(TUI_ROLE_TEXT), time);
}

/* Rows `first` and following of the waiting set: tasks before the timers of calls (of a library, mostly), as far as
 * that can be told from one look at the set. */
static size_t list_rows(const AnModel *model, uint32_t first, AnWaiting *out, size_t max)
{
    AnWaiting rows[ROWS_MAX];
    uint32_t count = an_model_waiting_count(model), place = 0;
    if (count > ROWS_MAX)
        return an_model_waiting(model, first, out, max);
    count = (uint32_t)an_model_waiting(model, 0, rows, ROWS_MAX);
    size_t got = 0;
    for (int tasks = 1; tasks >= 0; tasks--)
        for (uint32_t i = 0; i < count; i++)
            if (rows[i].is_task == (tasks == 1) && place++ >= first && got < max)
                out[got++] = rows[i];
    return got;
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
    size_t got = list_rows(run->model, list.first, rows, wanted);
    Columns columns = measure(scene, rows, got, area.w - 2);
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
    if (y - area.y >= list.rows || list_rows(model, list.first + (uint32_t)(y - area.y), &row, 1) == 0 || !row.is_task)
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){TUI_HIT_TASK, row.entity};
}

const TuiView view_waiting = {.draw = draw, .title = title, .hit = hit};
