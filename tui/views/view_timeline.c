/* The timeline: a lane for each task (and thread), what it did up to the playhead, an axis of time or of events.
 *
 * Runs are solid, waits light, readiness between them; a long span says what it is.  Beyond the playhead only dots tell
 * that there is more to come: what it is stays for the viewer to guess. */
#include "tui/views/view_timeline.h"

#include "analysis/an_machine.h"
#include "analysis/an_nav.h"
#include "tui/tui_app.h"
#include "tui/widgets/widget_axis.h"
#include "tui/widgets/widget_list.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_MIN = 6, MEASURED_LANES = 64, COLUMNS_MAX = TUI_LANES_COLUMNS };

typedef struct Geometry {
    int lanes_x, columns; /* of the lanes, right of their labels */
    int label_columns;
    int lane_rows; /* rows for lanes */
    int pitch;     /* rows from lane to lane */
    bool has_axis;
    TuiWindow window;
    int playhead; /* column, -1 outside */
    WidgetList list;
} Geometry;

static int widest_label(const TuiApp *app, const TuiRun *run)
{
    (void)app;
    int widest = LABEL_MIN;
    uint32_t count = tui_run_lanes(run);
    for (uint32_t i = 0; i < count && i < MEASURED_LANES; i++) {
        char label[96];
        AnLane lane = an_lanes_at(run->model, i);
        int columns = lane.depth + tui_text_columns(label, an_lanes_label(run->model, lane, label, sizeof label));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

/* The first lane shown when the user has not scrolled: the one that is active stays in sight. */
static int follow(const TuiScene *scene, uint32_t count, int rows)
{
    int scroll = scene->app->scroll[TUI_PANE_TIMELINE];
    if (scroll || count <= (uint32_t)rows)
        return scroll;
    uint32_t lane = an_lanes_of_task(scene->run->model, tui_run_current_task(scene->run));
    if (lane == AN_NONE || lane >= count || lane < (uint32_t)rows)
        return 0;
    int page = rows > 0 ? rows : 1; /* by pages, so that lanes move seldom */
    return (int)lane / page * page;
}

static Geometry measure(const TuiScene *scene, TuiRect area)
{
    const TuiApp *app = scene->app;
    Geometry geometry = {.has_axis = !app->compare || scene->run_index == 1 || app->large};
    int widest = widest_label(app, scene->run);
    if (app->compare && widest_label(app, app->runs[1 - scene->run_index]) > widest)
        widest = widest_label(app, app->runs[1 - scene->run_index]);
    int limit = area.w * 28 / 100 < 36 ? area.w * 28 / 100 : 36;
    geometry.label_columns = widest > limit ? limit : widest;
    geometry.lanes_x = area.x + geometry.label_columns + 2;
    geometry.columns = area.x + area.w - 1 - geometry.lanes_x;
    if (geometry.columns > COLUMNS_MAX)
        geometry.columns = COLUMNS_MAX;
    geometry.lane_rows = area.h - (geometry.has_axis ? 1 : 0);
    geometry.window = tui_app_window(app, scene->run_index);
    const TuiWindow *window = &geometry.window;
    geometry.playhead = widget_axis_column(window->playhead, window->from, window->to, geometry.columns);
    if (window->playhead < window->from || geometry.playhead >= geometry.columns)
        geometry.playhead = -1;
    uint32_t count = tui_run_lanes(scene->run);
    geometry.pitch = count > 0 && (uint32_t)geometry.lane_rows + 1 >= 2 * count ? 2 : 1;
    TuiRect rows = {area.x, area.y, area.w, geometry.pitch == 2 ? (int)count : geometry.lane_rows};
    geometry.list = widget_list(rows, count, follow(scene, count, geometry.lane_rows));
    if (geometry.list.more > 0) { /* the rule above says so: every row shows a lane */
        geometry.list.rows = rows.h;
        geometry.list.more = 0;
    }
    return geometry;
}

int view_timeline_playhead(const TuiScene *scene, TuiRect area)
{
    Geometry geometry = measure(scene, area);
    return geometry.playhead < 0 ? -1 : geometry.lanes_x + geometry.playhead;
}

void view_timeline_range(const TuiScene *scene, TuiRect area, char *out, size_t size)
{
    Geometry geometry = measure(scene, area);
    uint32_t count = tui_run_lanes(scene->run), first = geometry.list.first + 1;
    uint32_t last = geometry.list.first + (uint32_t)geometry.list.rows;
    out[0] = '\0';
    if ((uint32_t)geometry.list.rows < count)
        snprintf(out, size, "lanes %u–%u of %u", (unsigned)first, (unsigned)last, (unsigned)count);
}

int view_timeline_event(const TuiScene *scene, TuiRect area, uint32_t seq)
{
    Geometry geometry = measure(scene, area);
    const TuiWindow *window = &geometry.window;
    int64_t value = window->axis == AN_AXIS_STEP ? (int64_t)seq : trace_at(scene->run->trace, seq)->time_ns;
    int column = widget_axis_column(value, window->from, window->to, geometry.columns);
    bool outside = value < window->from || column < 0 || column >= geometry.columns;
    return outside ? -1 : geometry.lanes_x + column;
}

/* The glyph of a cell that lies in the past; NULL for a blank. */
static const char *past_glyph(const AnCell *cell, unsigned hue, TuiStyle *style)
{
    *style = hue ? tui_task_style(hue, 0) : tui_role(TUI_ROLE_TEXT);
    if (cell->marks & AN_MARK_RESULT)
        return "✓";
    if (cell->marks & AN_MARK_EXCEPTION)
        return "✗";
    if (cell->marks & AN_MARK_CANCELLED)
        return "⊘";
    switch (cell->state) {
    case AN_RUNNING: return "█";
    case AN_BLOCKED: return "▓";
    case AN_READY_STATE:
    case AN_WAITING_STATE: break;
    default: return cell->marks & AN_MARK_RAN ? "▌" : NULL;
    }
    if (cell->marks & AN_MARK_RAN)
        return "▌";
    *style = hue ? tui_task_dim(hue) : tui_role(TUI_ROLE_FAINT);
    return cell->state == AN_READY_STATE ? "▒" : "░";
}

/* What a thread waits for that could compute. */
static const char *cpu_word(const TuiScene *scene, uint16_t thread, uint32_t seq)
{
    AnCpu cpu;
    an_machine_cpu_at(scene->run->model, thread, seq, &cpu);
    return cpu.waits_gil ? "GIL" : cpu.waits_core ? "core" : NULL;
}

/* The word for a span: what is waited for, or what blocks. */
static const char *span_word(const TuiScene *scene, AnLane lane, AnState state, uint32_t seq)
{
    AnSpan span;
    AnTask task;
    bool found = an_lanes_span(scene->run->model, lane, seq, &span) && span.state == state;
    if (!found && !lane.is_thread && an_model_task(scene->run->model, lane.id, &task)) {
        lane = (AnLane){.is_thread = true, .id = task.thread}; /* it is the thread's span */
        found = an_lanes_span(scene->run->model, lane, seq, &span) && span.state == state;
    }
    if (!found)
        return NULL;
    const TraceEvent *event = trace_at(scene->run->trace, span.begin_seq);
    switch (event->kind) {
    case TRACE_TASK_SLEEP: return "sleep";
    case TRACE_TASK_WAIT: return trace_wait_name(event->flags);
    case TRACE_BLOCK: return trace_block_name(event->flags);
    case TRACE_POLL: return lane.is_thread ? "poll" : NULL;
    case TRACE_GIL:
    case TRACE_CORE: return cpu_word(scene, (uint16_t)lane.id, seq);
    default: return state == AN_BLOCKED ? "blocked" : state == AN_READY_STATE ? "ready" : NULL;
    }
}

static uint32_t seq_of_column(const TuiScene *scene, const Geometry *geometry, int column)
{
    const TuiWindow *window = &geometry->window;
    int64_t at = window->from +
                 (int64_t)((double)(window->to - window->from) * ((double)column + 0.5) / (double)geometry->columns);
    return window->axis == AN_AXIS_STEP ? (uint32_t)at : an_nav_time_last(scene->run->model, at);
}

/* Writes words into the long spans of the past. */
static void draw_words(const TuiScene *scene, const Geometry *geometry, AnLane lane, int y, const AnCell *cells,
                       TuiStyle style)
{
    int end = geometry->playhead < 0 ? geometry->columns : geometry->playhead;
    if (geometry->playhead < 0 && geometry->window.playhead < geometry->window.from)
        return;
    for (int from = 0, to; from < end; from = to) {
        AnState state = cells[from].state;
        bool plain = !(cells[from].marks & (AN_MARK_RAN | AN_MARK_RESULT | AN_MARK_EXCEPTION | AN_MARK_CANCELLED));
        for (to = from + 1; to < end && cells[to].state == state && plain; to++)
            if (cells[to].marks & (AN_MARK_RAN | AN_MARK_RESULT | AN_MARK_EXCEPTION | AN_MARK_CANCELLED))
                break;
        bool told = state == AN_WAITING_STATE || state == AN_BLOCKED || state == AN_READY_STATE;
        if (!plain || !told || to - from < 9)
            continue;
        const char *word = span_word(scene, lane, state, seq_of_column(scene, geometry, (from + to) / 2));
        int width = word ? (int)strlen(word) + 2 : 0;
        if (word && to - from >= width + 2)
            tui_canvas_printf(scene->canvas, geometry->lanes_x + from + (to - from - width) / 2, y, style, " %s ",
                              word);
    }
}

/* What the lane does at the playhead: ◆ when it runs. */
static void draw_now(const TuiScene *scene, const Geometry *geometry, AnLane lane, int y, unsigned hue,
                     const AnCell *cells)
{
    if (geometry->playhead < 0)
        return;
    enum { ENDED = AN_MARK_RESULT | AN_MARK_EXCEPTION | AN_MARK_CANCELLED };
    bool runs = false, blocked = false;
    AnTask task;
    AnThread thread;
    if (lane.is_thread) {
        bool exists = an_model_thread(scene->run->model, (uint16_t)lane.id, &thread);
        blocked = exists && thread.blocked;
        runs = exists && thread.running != AN_RUN_NOTHING;
    } else if (an_model_task(scene->run->model, lane.id, &task)) {
        runs = task.state == AN_RUNNING || task.state == AN_BLOCKED;
        blocked = runs && an_model_thread(scene->run->model, task.thread, &thread) && thread.blocked &&
                  thread.running_entity == lane.id;
        if (task.state == AN_DONE && cells[geometry->playhead].marks & ENDED)
            return; /* it has just ended: the sign for that stays */
    }
    const char *glyph = blocked ? "■" : runs ? "◆" : "│";
    TuiStyle style = !runs && !blocked ? tui_role(TUI_ROLE_PLAYHEAD)
                     : hue             ? tui_task_style(hue, TUI_BOLD)
                                       : tui_role(TUI_ROLE_FOCUS);
    tui_canvas_puts(scene->canvas, geometry->lanes_x + geometry->playhead, y, style, glyph);
}

static void draw_lane(const TuiScene *scene, const Geometry *geometry, uint32_t index, int x, int y)
{
    const AnModel *model = scene->run->model;
    AnLane lane = an_lanes_at(model, index);
    unsigned hue = tui_run_lane_hue(scene->run, lane);
    char label[96];
    size_t size = an_lanes_label(model, lane, label, sizeof label);
    bool selected = !lane.is_thread && lane.id == scene->app->selected[scene->run_index];
    TuiStyle name = hue ? tui_task_style(hue, selected ? TUI_BOLD | TUI_UNDERLINE : 0) : tui_role(TUI_ROLE_TEXT);
    tui_canvas_fit(scene->canvas, x + 1 + lane.depth, y, geometry->label_columns - lane.depth, name, label, size);
    const TuiWindow *window = &geometry->window;
    const AnCell *cells =
        tui_lanes_cells(scene->run->lanes, index, window->axis, window->from, window->to, (size_t)geometry->columns);
    bool all_future = window->playhead < window->from;
    for (int i = 0; i < geometry->columns; i++) {
        TuiStyle style;
        bool future = all_future || (geometry->playhead >= 0 && i > geometry->playhead);
        const char *glyph = past_glyph(&cells[i], hue, &style);
        if (future && glyph && cells[i].state != AN_STATE_NONE) {
            glyph = "·";
            style = tui_role(TUI_ROLE_FUTURE);
        }
        if (glyph)
            tui_canvas_puts(scene->canvas, geometry->lanes_x + i, y, style, glyph);
    }
    draw_words(scene, geometry, lane, y, cells, hue ? tui_task_dim(hue) : tui_role(TUI_ROLE_DIM));
    draw_now(scene, geometry, lane, y, hue, cells);
}

static void draw_axis(const TuiScene *scene, const Geometry *geometry, int y)
{
    const TuiWindow *window = &geometry->window;
    if (window->axis == AN_AXIS_TIME)
        widget_axis_time(scene->canvas, geometry->lanes_x, y, geometry->columns, window->from, window->to);
    else
        widget_axis_step(scene->canvas, geometry->lanes_x, y, geometry->columns, window->from, window->to);
}

static void draw(const TuiScene *scene, TuiRect area)
{
    Geometry geometry = measure(scene, area);
    if (geometry.columns < 4)
        return;
    for (int i = 0; i < geometry.list.rows; i++)
        draw_lane(scene, &geometry, geometry.list.first + (uint32_t)i, area.x, area.y + i * geometry.pitch);
    if (geometry.has_axis)
        draw_axis(scene, &geometry, area.y + area.h - 1);
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    TuiWindow window = tui_app_window(scene->app, scene->run_index);
    const TuiRun *run = scene->run;
    const char *axis = window.axis == AN_AXIS_STEP ? "by event" : "by time";
    if (scene->app->compare)
        snprintf(out, size, "%s", tui_run_name(run));
    else if (scene->app->zoom)
        snprintf(out, size, "timeline %s, zoomed %g×", axis,
                 (double)((uint64_t)1 << (scene->app->zoom < 62 ? scene->app->zoom : 62)));
    else
        snprintf(out, size, "timeline %s", axis);
}

static TuiHit hit(const TuiScene *scene, TuiRect area, int x, int y)
{
    Geometry geometry = measure(scene, area);
    int column = x - geometry.lanes_x;
    if (column < -1) {
        int row = (y - area.y) / geometry.pitch;
        if (row >= geometry.list.rows)
            return (TuiHit){TUI_HIT_NOTHING, 0};
        AnLane lane = an_lanes_at(scene->run->model, geometry.list.first + (uint32_t)row);
        return (TuiHit){lane.is_thread ? TUI_HIT_NOTHING : TUI_HIT_TASK, lane.id};
    }
    column = column < 0 ? 0 : column >= geometry.columns ? geometry.columns - 1 : column;
    const TuiWindow *window = &geometry.window;
    double share = geometry.columns > 1 ? (double)column / (double)(geometry.columns - 1) : 0;
    int64_t at = window->from + (int64_t)(share * (double)(window->to - window->from));
    return (TuiHit){window->axis == AN_AXIS_STEP ? TUI_HIT_EVENT : TUI_HIT_TIME, at};
}

const TuiView view_timeline = {.draw = draw, .title = title, .hit = hit};
