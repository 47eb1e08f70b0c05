/* The ready queue, in the order in which it will run, with the reason of each entry. */
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/views/view_phrase.h"
#include "tui/widgets/widget_list.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_MAX = 128, LABEL_MIN = 8 };

/* The widest label of the rows, within reason: names line up, and the reason keeps room. */
static int label_columns(const TuiRun *run, const AnReady *rows, size_t count, int room)
{
    int widest = LABEL_MIN;
    for (size_t i = 0; i < count; i++) {
        char label[128];
        size_t size = an_model_label(run->model, rows[i].entity, label, sizeof label);
        int columns = tui_text_columns(label, size);
        widest = columns > widest ? columns : widest;
    }
    return widest > room - 12 ? room - 12 : widest;
}

static void draw_row(const TuiScene *scene, TuiRect area, int y, const AnReady *row, uint32_t place, int columns)
{
    const TuiRun *run = scene->run;
    char label[128], reason[VIEW_PHRASE_SIZE];
    size_t size = an_model_label(run->model, row->entity, label, sizeof label);
    unsigned hue = tui_run_hue(run, row->task);
    bool selected = row->task && row->task == scene->app->selected[scene->run_index];
    tui_canvas_printf(scene->canvas, area.x + 1, y, tui_role(TUI_ROLE_NUMBER), "%-2u", (unsigned)place + 1);
    int x = area.x + (place >= 99 ? 5 : 4);
    tui_canvas_fit(scene->canvas, x, y, columns, tui_task_style(hue, selected ? TUI_BOLD | TUI_UNDERLINE : 0), label,
                   size);
    x += columns + 2;
    view_phrase_ready(run, row, area.x + area.w - x, reason);
    tui_canvas_fit(scene->canvas, x, y, area.x + area.w - x, tui_role(TUI_ROLE_DIM), reason, strlen(reason));
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const TuiRun *run = scene->run;
    uint32_t count = an_model_ready_count(run->model);
    if (count == 0) {
        char text[VIEW_PHRASE_SIZE];
        view_phrase_idle(run, text);
        widget_list_empty(scene->canvas, area, text);
        return;
    }
    AnReady rows[ROWS_MAX];
    WidgetList list = widget_list(area, count, scene->app->scroll[TUI_PANE_READY]);
    size_t wanted = list.rows < ROWS_MAX ? (size_t)list.rows : ROWS_MAX;
    size_t got = an_model_ready(run->model, list.first, rows, wanted);
    int columns = label_columns(run, rows, got, area.w - 5);
    for (size_t i = 0; i < got; i++)
        draw_row(scene, area, area.y + (int)i, &rows[i], list.first + (uint32_t)i, columns);
    widget_list_more(scene->canvas, area, &list);
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    uint32_t count = an_model_ready_count(scene->run->model);
    if (count)
        snprintf(out, size, "ready %u", (unsigned)count);
    else
        snprintf(out, size, "ready");
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    (void)x;
    AnReady row;
    WidgetList list = widget_list(area, an_model_ready_count(scene->run->model), scene->app->scroll[TUI_PANE_READY]);
    if (y - area.y >= list.rows ||
        an_model_ready(scene->run->model, list.first + (uint32_t)(y - area.y), &row, 1) == 0 || !row.task)
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){TUI_HIT_TASK, row.task};
}

const TuiView view_ready = {.draw = draw, .title = title, .hit = hit};
