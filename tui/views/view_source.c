/* The source pane: the running line ◆, lines at which threads are blocked ■ and tasks are suspended ◇, the teacher's
 * notes, breaks. */
#include "tui/tui_app.h"
#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

enum { GUTTER = 8, SUSPENDED_MAX = 32, CHAIN_MAX = 16 };

/* A line at which something is suspended. */
typedef struct Suspended {
    uint32_t line;
    unsigned hue;
    unsigned count; /* tasks */
} Suspended;

static void add_suspended(Suspended *lines, size_t *count, uint32_t line, unsigned hue)
{
    for (size_t i = 0; i < *count; i++)
        if (lines[i].line == line) {
            lines[i].count++;
            if (lines[i].hue != hue)
                lines[i].hue = 0;
            return;
        }
    if (line && *count < SUSPENDED_MAX)
        lines[(*count)++] = (Suspended){line, hue, 1};
}

/* The lines of the innermost frames first: where tasks wait, then those that await them. */
static size_t suspended_lines(const TuiRun *run, Suspended lines[SUSPENDED_MAX])
{
    AnWaiting rows[SUSPENDED_MAX];
    size_t count = 0, waiting = an_model_waiting(run->model, 0, rows, SUSPENDED_MAX);
    for (size_t i = 0; i < waiting; i++) {
        if (!rows[i].is_task)
            continue;
        AnFrame frames[CHAIN_MAX];
        size_t depth = an_model_task_frames(run->model, rows[i].entity, frames, CHAIN_MAX);
        unsigned hue = tui_run_hue(run, rows[i].entity);
        for (size_t f = 0; f < depth; f++)
            add_suspended(lines, &count, frames[f].line, hue);
        AnTask task;
        if (depth == 0 && an_model_task(run->model, rows[i].entity, &task))
            add_suspended(lines, &count, task.line, hue);
    }
    return count;
}

static bool is_break(const TuiApp *app, uint32_t line)
{
    for (unsigned i = 0; i < app->break_count; i++)
        if (app->breaks[i] == line)
            return true;
    return false;
}

static void draw_gutter(const TuiScene *scene, int x, int y, uint32_t line, const Suspended *lines, size_t count)
{
    TuiCanvas *canvas = scene->canvas;
    bool stops = is_break(scene->app, line);
    tui_canvas_printf(canvas, x, y, tui_role(stops ? TUI_ROLE_BREAK : TUI_ROLE_LINE_NUMBER), "%4u", (unsigned)line);
    if (stops)
        tui_canvas_puts(canvas, x, y, tui_role(TUI_ROLE_BREAK), "●");
    for (size_t i = 0; i < count; i++)
        if (lines[i].line == line) {
            TuiStyle style = tui_task_style(lines[i].hue, 0);
            tui_canvas_puts(canvas, x + 5, y, style, "◇");
            if (lines[i].count > 1)
                tui_canvas_printf(canvas, x + 6, y, style, lines[i].count < 10 ? "%u" : "+", lines[i].count);
        }
}

/* The lines at which threads are blocked, seen or not. */
static void draw_blocked(const TuiScene *scene, TuiRect area, uint32_t top)
{
    const AnModel *model = scene->run->model;
    for (uint16_t i = 0, count = an_model_thread_count(model); i < count; i++) {
        AnThread thread;
        if (an_model_thread(model, i, &thread) && thread.blocked && thread.line >= top &&
            thread.line - top < (uint32_t)area.h)
            tui_canvas_puts(scene->canvas, area.x + 5, area.y + (int)(thread.line - top), tui_role(TUI_ROLE_ERROR),
                            "■ ");
    }
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const TuiRun *run = scene->run;
    if (run->source.count == 0) {
        tui_canvas_puts(scene->canvas, area.x + 1, area.y, tui_role(TUI_ROLE_DIM), "The recording holds no source.");
        return;
    }
    Suspended lines[SUSPENDED_MAX];
    size_t count = suspended_lines(run, lines);
    uint32_t top = scene->app->source_top[scene->run_index], at = tui_run_line(run);
    bool runs = tui_run_line_runs(run);
    uint32_t note = at ? tui_source_note_of(&run->source, at) : 0;
    unsigned hue = tui_run_hue(run, tui_run_current_task(run));
    if (top == 0)
        top = 1;
    for (int i = 0; i < area.h && top + (uint32_t)i <= run->source.count; i++) {
        uint32_t line = top + (uint32_t)i;
        int y = area.y + i;
        TuiRect row = {area.x + GUTTER, y, area.w - GUTTER, 1};
        draw_gutter(scene, area.x, y, line, lines, count);
        tui_source_draw(&run->source, line, scene->canvas, row.x, y, row.w - 1);
        bool its_note = note && line >= note && line < at;
        if (!its_note && tui_source_is_note(&run->source, line))
            tui_canvas_restyle(scene->canvas, row, tui_role(TUI_ROLE_CODE_COMMENT), false);
        if (line != at)
            continue;
        tui_canvas_restyle(scene->canvas, row, tui_role(TUI_ROLE_LINE), false);
        if (runs)
            tui_canvas_puts(scene->canvas, area.x + 5, y, tui_task_style(hue, TUI_BOLD), "◆ ");
    }
    draw_blocked(scene, area, top);
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    uint32_t line = scene->app->source_top[scene->run_index] + (uint32_t)(y - area.y);
    if (line == 0 || line > scene->run->source.count)
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){x < area.x + 5 ? TUI_HIT_BREAK : TUI_HIT_LINE, line};
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    if (scene->app->compare) {
        const TuiRun *run = scene->run;
        snprintf(out, size, "%s", tui_run_name(run));
    } else {
        snprintf(out, size, "source");
    }
}

const TuiView view_source = {.draw = draw, .title = title, .hit = hit};
