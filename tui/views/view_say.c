/* The sentence: what just happened and why; below it the teacher's note, or how two compared runs stand. */
#include "analysis/an_narrate.h"
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/widgets/widget_text.h"

#include <stdio.h>
#include <string.h>

static bool is_over(const TuiRun *run)
{
    return an_model_position(run->model) + 1 >= an_model_count(run->model);
}

/* How two runs stand at the common clock. */
static void compare_text(const TuiApp *app, LsBuf *out)
{
    const TuiRun *a = app->runs[0], *b = app->runs[1];
    bool a_over = is_over(a), b_over = is_over(b);
    int64_t a_ns = an_model_now(a->model), b_ns = an_model_now(b->model);
    char first[AN_TIME_SIZE], second[AN_TIME_SIZE], difference[AN_TIME_SIZE];
    if (a_over && b_over) {
        if (a_ns < b_ns) {
            const TuiRun *other = a;
            int64_t ns = a_ns;
            a = b;
            b = other;
            a_ns = b_ns;
            b_ns = ns;
        }
        ls_buf_printf(out, "%s took %s, %s %s: ", tui_run_name(a), an_time_text(a_ns, first), tui_run_name(b),
                      an_time_text(b_ns, second));
        if (a_ns == b_ns)
            ls_buf_puts(out, "the same.");
        else
            ls_buf_printf(out, "%s less%s", an_time_text(a_ns - b_ns, difference), b_ns > 0 ? ", " : ".");
        if (a_ns > b_ns && b_ns > 0)
            ls_buf_printf(out, "%.3g times as fast.", (double)a_ns / (double)b_ns);
    } else if (a_over || b_over) {
        const TuiRun *done = a_over ? a : b, *open = a_over ? b : a;
        int64_t behind = app->now_ns - an_model_now(done->model);
        ls_buf_printf(out, "%s was done at %s; %s is still at it, %s later.", tui_run_name(done),
                      an_time_text(an_model_now(done->model), first), tui_run_name(open),
                      an_time_text(behind > 0 ? behind : 0, second));
    } else {
        ls_buf_puts(out, "Both are under way, on the same clock.");
    }
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const TuiApp *app = scene->app;
    const TuiRun *run = app->runs[app->active];
    LsBuf say, below;
    ls_buf_init(&say, app->alloc);
    ls_buf_init(&below, app->alloc);
    if (app->compare)
        ls_buf_printf(&say, "%s  ", tui_run_name(run));
    size_t prefix = say.size;
    an_narrate(run->model, an_model_position(run->model), &say);
    tui_canvas_fill(scene->canvas, area, tui_role(TUI_ROLE_SAY), " ");
    unsigned hue = tui_run_hue(run, tui_run_current_task(run));
    TuiStyle bar = {.role = TUI_ROLE_SAY, .hue = (uint8_t)hue, .attr = 0};
    TuiRect text = {area.x + 2, area.y, area.w - 3, area.h};
    int rows = widget_text_rows(ls_buf_text(&say), say.size, text.w);
    if (app->compare)
        compare_text(app, &below);
    else if (rows < area.h && tui_run_line(run))
        tui_source_note_text(&run->source, tui_run_line(run), &below);
    if (below.size && app->compare)
        text.h = area.h - 1;
    rows = widget_text(scene->canvas, text, tui_role(TUI_ROLE_SAY), ls_buf_text(&say), say.size);
    if (prefix)
        tui_canvas_restyle(scene->canvas, (TuiRect){text.x, text.y, tui_text_columns(ls_buf_text(&say), prefix), 1},
                           tui_role(TUI_ROLE_SAY_DIM), false);
    for (int i = 0; i < rows; i++)
        tui_canvas_puts(scene->canvas, area.x, area.y + i, bar, "▌");
    if (below.size && rows < area.h) {
        TuiStyle style = app->compare ? tui_role(TUI_ROLE_SAY_DIM) : (TuiStyle){.role = TUI_ROLE_SAY_NOTE};
        tui_canvas_fit(scene->canvas, text.x, area.y + rows, text.w, style, ls_buf_text(&below), below.size);
    }
    ls_buf_free(&say);
    ls_buf_free(&below);
}

const TuiView view_say = {.draw = draw};
