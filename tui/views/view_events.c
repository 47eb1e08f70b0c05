/* The events around the playhead, one a row: number, time, what, whose. */
#include "analysis/an_narrate.h"
#include "tui/tui_app.h"
#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

/* The event in the first row: the present one stays in the middle, the ends fill the pane. */
static int64_t first_row(const TuiScene *scene, TuiRect area)
{
    int64_t count = an_model_count(scene->run->model);
    int64_t first = (int64_t)an_model_position(scene->run->model) - area.h / 2 + scene->app->scroll[TUI_PANE_EVENTS];
    int64_t last = count - area.h;
    first = first > last ? last : first;
    return first < 0 ? 0 : first;
}

/* "worker_1 takes core 0", "worker_1 asks for it" */
static void describe_cpu(const TuiRun *run, const TraceEvent *event, char *out, size_t size)
{
    char thread[40];
    an_model_thread_label(run->model, event->thread, thread, sizeof thread);
    if (event->kind == TRACE_CORE)
        snprintf(out, size, "%s %s %u", thread, trace_core_name(event->flags), (unsigned)event->object);
    else
        snprintf(out, size, "%s %s", thread, trace_gil_name(event->flags));
}

static void describe(const TuiRun *run, const TraceEvent *event, char *out, size_t size)
{
    char time[AN_TIME_SIZE];
    out[0] = '\0';
    switch (event->kind) {
    case TRACE_OUTPUT: {
        size_t length;
        const char *text = trace_text(run->trace, event->object, &length);
        while (length > 0 && text[length - 1] == '\n')
            length--;
        snprintf(out, size, "%.*s", (int)(length < 80 ? length : 80), text);
        return;
    }
    case TRACE_LINE: {
        size_t length;
        const char *text = tui_source_line(&run->source, event->line, &length);
        while (length > 0 && *text == ' ') {
            text++;
            length--;
        }
        snprintf(out, size, "%u  %.*s", (unsigned)event->line, (int)(length < 80 ? length : 80), text);
        return;
    }
    case TRACE_POLL:
        snprintf(out, size, "%s", event->amount < 0 ? "until something comes" : event->amount == 0 ? "at once" : "");
        if (event->amount > 0)
            snprintf(out, size, "for %s", an_time_text(event->amount, time));
        return;
    case TRACE_POLL_END: snprintf(out, size, "%s", an_clock_text(event->time_ns, time)); return;
    case TRACE_ITERATION:
    case TRACE_READY_SNAPSHOT: snprintf(out, size, "%u", (unsigned)event->object); return;
    case TRACE_CORE:
    case TRACE_GIL: describe_cpu(run, event, out, size); return;
    case TRACE_FRAME_PUSH:
    case TRACE_RAISE: snprintf(out, size, "%.100s", trace_text(run->trace, event->object, NULL)); return;
    default: break;
    }
    if (event->subject)
        an_model_label(run->model, event->subject, out, size);
}

static void draw_row(const TuiScene *scene, TuiRect area, int y, uint32_t seq)
{
    const TuiRun *run = scene->run;
    const TraceEvent *event = trace_at(run->trace, seq);
    bool now = seq == an_model_position(run->model), future = seq > an_model_position(run->model);
    TuiCanvas *canvas = scene->canvas;
    char text[128];
    TuiStyle dim = tui_role(future ? TUI_ROLE_FUTURE : TUI_ROLE_DIM);
    int right = area.x + area.w - 1;
    snprintf(text, sizeof text, "%u", (unsigned)seq + 1);
    tui_canvas_puts(canvas, area.x + 1, y, tui_role(TUI_ROLE_PLAYHEAD), now ? "▶" : " ");
    tui_canvas_right(canvas, area.x + 8, y, now ? tui_role(TUI_ROLE_FOCUS) : dim, text);
    int x = area.x + 10;
    const char *kind = trace_kind_name(event->kind);
    tui_canvas_fit(canvas, x, y, 15, now ? tui_role(TUI_ROLE_FOCUS) : dim, kind, strlen(kind));
    describe(run, event, text, sizeof text);
    unsigned hue = tui_run_hue(run, event->subject);
    TuiStyle style = hue && !future ? tui_task_style(hue, 0) : future ? dim : tui_role(TUI_ROLE_TEXT);
    x += 16;
    tui_canvas_fit(canvas, x, y, right - x, style, text, strlen(text));
}

static void draw(const TuiScene *scene, TuiRect area)
{
    int64_t first = first_row(scene, area), count = an_model_count(scene->run->model);
    for (int i = 0; i < area.h && first + i < count; i++)
        draw_row(scene, area, area.y + i, (uint32_t)(first + i));
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    (void)x;
    int64_t seq = first_row(scene, area) + (y - area.y);
    if (seq >= an_model_count(scene->run->model))
        return (TuiHit){TUI_HIT_NOTHING, 0};
    return (TuiHit){TUI_HIT_EVENT, seq};
}

const TuiView view_events = {.draw = draw, .hit = hit};
