/* All tasks that exist, with what each is doing. */
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/widgets/widget_list.h"

#include <stdio.h>
#include <string.h>

static const char *glyph_of(const AnTask *task)
{
    switch (task->state) {
    case AN_RUNNING: return "▶";
    case AN_READY_STATE: return "●";
    case AN_WAITING_STATE: return "○";
    case AN_BLOCKED: return "■";
    case AN_DONE:
        return task->outcome == TRACE_OUTCOME_RESULT ? "✓" : task->outcome == TRACE_OUTCOME_EXCEPTION ? "✗" : "⊘";
    default: return " ";
    }
}

static void state_text(const TuiRun *run, const AnTask *task, char *out, size_t size)
{
    const char *result = task->result ? trace_text(run->trace, task->result, NULL) : "";
    if (task->state == AN_DONE && task->outcome == TRACE_OUTCOME_RESULT)
        snprintf(out, size, *result ? "done: %s" : "done", result);
    else if (task->state == AN_DONE && task->outcome == TRACE_OUTCOME_EXCEPTION)
        snprintf(out, size, *result ? "failed: %s" : "failed", result);
    else if (task->state == AN_DONE)
        snprintf(out, size, "cancelled");
    else if (task->state == AN_WAITING_STATE)
        snprintf(out, size, "waits: %s", trace_wait_name(task->wait));
    else if (task->line && task->state == AN_RUNNING)
        snprintf(out, size, "runs, line %u", (unsigned)task->line);
    else
        snprintf(out, size, "%s", an_state_name(task->state));
}

static void draw_row(const TuiScene *scene, TuiRect area, int y, uint32_t entity, int columns)
{
    const TuiRun *run = scene->run;
    AnTask task;
    if (!an_model_task(run->model, entity, &task))
        return;
    unsigned hue = tui_run_hue(run, entity);
    bool selected = entity == scene->app->selected[scene->run_index], done = task.state == AN_DONE;
    char label[128], text[200];
    size_t size = an_model_label(run->model, entity, label, sizeof label);
    TuiStyle style = done ? tui_task_dim(hue) : tui_task_style(hue, 0);
    if (selected)
        style.attr |= TUI_BOLD | TUI_UNDERLINE;
    tui_canvas_puts(scene->canvas, area.x + 1, y, tui_task_style(hue, 0), glyph_of(&task));
    tui_canvas_fit(scene->canvas, area.x + 3, y, columns, style, label, size);
    state_text(run, &task, text, sizeof text);
    int x = area.x + 5 + columns;
    bool failed = done && task.outcome == TRACE_OUTCOME_EXCEPTION;
    tui_canvas_fit(scene->canvas, x, y, area.x + area.w - 1 - x,
                   tui_role(failed ? TUI_ROLE_OUTPUT_ERROR : TUI_ROLE_DIM), text, strlen(text));
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const AnModel *model = scene->run->model;
    uint32_t count = tui_run_tasks(scene->run);
    if (count == 0) {
        widget_list_empty(scene->canvas, area, "no task yet");
        return;
    }
    WidgetList list = widget_list(area, count, scene->app->scroll[TUI_PANE_TASKS]);
    int columns = 6;
    for (int i = 0; i < list.rows; i++) {
        char label[128];
        uint32_t entity = an_model_task_at(model, list.first + (uint32_t)i);
        int width = tui_text_columns(label, an_model_label(model, entity, label, sizeof label));
        columns = width > columns ? width : columns;
    }
    if (columns > area.w * 55 / 100 - 4)
        columns = area.w * 55 / 100 - 4;
    for (int i = 0; i < list.rows; i++)
        draw_row(scene, area, area.y + i, an_model_task_at(model, list.first + (uint32_t)i), columns);
    widget_list_more(scene->canvas, area, &list);
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    uint32_t count = tui_run_tasks(scene->run);
    if (count)
        snprintf(out, size, "tasks %u", (unsigned)count);
    else
        snprintf(out, size, "tasks");
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    (void)x;
    const AnModel *model = scene->run->model;
    WidgetList list = widget_list(area, tui_run_tasks(scene->run), scene->app->scroll[TUI_PANE_TASKS]);
    if (y - area.y >= list.rows)
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){TUI_HIT_TASK, an_model_task_at(model, list.first + (uint32_t)(y - area.y))};
}

const TuiView view_tasks = {.draw = draw, .title = title, .hit = hit};
