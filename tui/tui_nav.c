#include "analysis/an_compare.h"
#include "analysis/an_nav.h"
#include "tui/tui_app.h"

#include <string.h>

/* ---- two runs in lockstep ----
 * The events of both runs stand in one order: by time, then by how many events of its run come before it at that time,
 * then by run.  So two bursts at the same moment alternate, and the order is the same in both directions. */

typedef struct Key {
    int64_t time_ns;
    uint32_t nth;
    unsigned run;
} Key;

static Key key_of(const TuiApp *app, unsigned run, uint32_t seq)
{
    const AnModel *model = app->runs[run]->model;
    int64_t time_ns = trace_at(an_model_trace(model), seq)->time_ns;
    uint32_t first = an_nav_time(model, time_ns);
    return (Key){time_ns, seq >= first ? seq - first : 0, run};
}

static bool key_before(Key a, Key b)
{
    if (a.time_ns != b.time_ns)
        return a.time_ns < b.time_ns;
    return a.nth != b.nth ? a.nth < b.nth : a.run < b.run;
}

/* The last event of `run` that stands before `key`; its first event at least. */
static uint32_t last_before(const TuiApp *app, unsigned run, Key key)
{
    const AnModel *model = app->runs[run]->model;
    uint32_t low = 0, high = an_model_count(model) - 1;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (key_before(key_of(app, run, middle), key))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void show_event_time(TuiApp *app)
{
    app->now_ns = an_model_now(tui_app_run(app)->model);
    app->play.spent_ns = 0;
}

void tui_nav_seek(TuiApp *app, uint32_t seq)
{
    AnModel *model = tui_app_run(app)->model;
    an_model_seek(model, seq);
    if (app->compare) {
        unsigned other = 1 - app->active;
        Key key = key_of(app, app->active, an_model_position(model));
        an_model_seek(app->runs[other]->model, last_before(app, other, key));
    }
    show_event_time(app);
    tui_nav_settle(app);
}

void tui_nav_seek_time(TuiApp *app, int64_t time_ns)
{
    for (unsigned run = 0; run < app->run_count; run++)
        if (app->compare || run == app->active) {
            AnModel *model = app->runs[run]->model;
            an_model_seek(model, an_nav_time_last(model, time_ns));
        }
    if (app->compare) {
        const AnModel *a = app->runs[0]->model, *b = app->runs[1]->model;
        app->active = key_before(key_of(app, 0, an_model_position(a)), key_of(app, 1, an_model_position(b))) ? 1 : 0;
    }
    show_event_time(app);
    tui_nav_settle(app);
}

bool tui_nav_peek(const TuiApp *app, unsigned *run, uint32_t *seq)
{
    bool found = false;
    Key best = {0};
    for (unsigned i = 0; i < app->run_count; i++) {
        if (!app->compare && i != app->active)
            continue;
        const AnModel *model = app->runs[i]->model;
        uint32_t next = an_model_position(model) + 1;
        if (next >= an_model_count(model))
            continue;
        Key key = key_of(app, i, next);
        if (!found || key_before(key, best)) {
            found = true;
            best = key;
            *run = i;
            *seq = next;
        }
    }
    return found;
}

/* The run whose present event is the later one, and can go back. */
static bool latest(const TuiApp *app, unsigned *run)
{
    bool found = false;
    Key best = {0};
    for (unsigned i = 0; i < app->run_count; i++) {
        if (!app->compare && i != app->active)
            continue;
        uint32_t at = an_model_position(app->runs[i]->model);
        Key key = key_of(app, i, at);
        if (at > 0 && (!found || key_before(best, key))) {
            found = true;
            best = key;
            *run = i;
        }
    }
    return found;
}

bool tui_nav_step(TuiApp *app, int direction)
{
    unsigned run;
    uint32_t seq;
    if (direction < 0 && app->now_ns > an_model_now(tui_app_run(app)->model)) {
        show_event_time(app); /* between two events: back to the one before first */
        tui_nav_settle(app);
        return true;
    }
    if (direction > 0) {
        if (!tui_nav_peek(app, &run, &seq))
            return false;
        an_model_seek(app->runs[run]->model, seq);
        app->active = run;
    } else {
        if (!latest(app, &run))
            return false;
        an_model_step(app->runs[run]->model, -1);
        if (!latest(app, &run))
            run = app->active;
        app->active = run;
    }
    show_event_time(app);
    tui_nav_settle(app);
    return true;
}

/* ---- moving by something ---- */

typedef uint32_t (*Finder)(const AnModel *model, uint32_t from, AnDirection direction);

static void say_end(TuiApp *app, AnDirection direction)
{
    tui_app_say(app, direction == AN_FORWARD ? "This is the end of the run." : "This is the begin of the run.");
}

/* In two runs: the nearest that either of them has. */
static bool find_nearest(TuiApp *app, Finder finder, AnDirection direction, unsigned *run, uint32_t *seq)
{
    bool found = false;
    Key best = {0};
    for (unsigned i = 0; i < app->run_count; i++) {
        if (!app->compare && i != app->active)
            continue;
        const AnModel *model = app->runs[i]->model;
        uint32_t hit = finder(model, an_model_position(model), direction);
        if (hit == AN_NONE)
            continue;
        Key key = key_of(app, i, hit);
        if (!found || (direction == AN_FORWARD ? key_before(key, best) : key_before(best, key))) {
            found = true;
            best = key;
            *run = i;
            *seq = hit;
        }
    }
    return found;
}

static void go(TuiApp *app, Finder finder, AnDirection direction)
{
    unsigned run;
    uint32_t seq;
    if (find_nearest(app, finder, direction, &run, &seq)) {
        app->active = run;
        tui_nav_seek(app, seq);
        return;
    }
    uint32_t last = an_model_count(tui_app_run(app)->model) - 1;
    uint32_t edge = direction == AN_FORWARD ? last : 0;
    if (an_model_position(tui_app_run(app)->model) == edge)
        say_end(app, direction);
    tui_nav_seek(app, edge);
}

static void go_to(TuiApp *app, uint32_t seq, const char *otherwise)
{
    if (seq == AN_NONE)
        tui_app_say(app, "%s", otherwise);
    else
        tui_nav_seek(app, seq);
}

/* To the begin or the end of everything that is shown. */
static void go_edge(TuiApp *app, bool end)
{
    for (unsigned i = 0; i < app->run_count; i++)
        if (app->compare || i == app->active)
            an_model_seek(app->runs[i]->model, end ? UINT32_MAX : 0);
    unsigned run;
    if (app->compare)
        app->active = end && latest(app, &run) ? run : 0;
    show_event_time(app);
    tui_nav_settle(app);
}

static void go_tenth(TuiApp *app, AnDirection direction)
{
    TuiWindow window = tui_app_window(app, app->active);
    const AnModel *model = tui_app_run(app)->model;
    if (window.axis == AN_AXIS_STEP) {
        int64_t count = an_model_count(model), step = count / 10 > 0 ? count / 10 : 1;
        int64_t to = (int64_t)an_model_position(model) + direction * step;
        tui_nav_seek(app, to < 0 ? 0 : to >= count ? (uint32_t)(count - 1) : (uint32_t)to);
        return;
    }
    int64_t end = an_model_end_ns(model);
    if (app->compare && an_model_end_ns(app->runs[1 - app->active]->model) > end)
        end = an_model_end_ns(app->runs[1 - app->active]->model);
    int64_t step = end / 10 > 0 ? end / 10 : 1;
    int64_t to = app->now_ns + direction * step;
    if (to <= 0 || to >= end)
        go_edge(app, to > 0);
    else
        tui_nav_seek_time(app, to);
    if (app->mode == TUI_MODE_RUN && to > 0 && to < end)
        app->now_ns = to;
}

static void go_task(TuiApp *app, AnDirection direction)
{
    const TuiRun *run = tui_app_run(app);
    uint32_t task = app->selected[app->active] ? app->selected[app->active] : tui_run_current_task(run);
    if (!task) {
        tui_app_say(app, "No task is selected: t or a click on one selects it.");
        return;
    }
    app->selected[app->active] = task;
    go_to(app, an_nav_entity(run->model, an_model_position(run->model), direction, task),
          direction == AN_FORWARD ? "Nothing happens to this task any more." : "Nothing happened to this task before.");
}

/* ---- marks, breaks, find ---- */

static void go_mark(TuiApp *app)
{
    const uint32_t *marks = app->marks[app->active];
    unsigned count = app->mark_count[app->active];
    if (count == 0) {
        tui_app_say(app, "There is no mark yet: m sets one.");
        return;
    }
    uint32_t at = an_model_position(tui_app_run(app)->model), to = marks[0];
    for (unsigned i = count; i-- > 0;)
        if (marks[i] > at)
            to = marks[i];
    tui_nav_seek(app, to);
}

bool tui_nav_on_break(const TuiApp *app)
{
    const TraceEvent *event = an_model_event(tui_app_run(app)->model);
    if (!event || (event->kind != TRACE_LINE && event->kind != TRACE_TASK_STEP))
        return false;
    for (unsigned i = 0; i < app->break_count; i++)
        if (app->breaks[i] == event->line)
            return true;
    return false;
}

static void go_break(TuiApp *app)
{
    if (app->break_count == 0) {
        tui_app_say(app, "There is no break yet: b sets one at the line shown, a click on a line number at that line.");
        return;
    }
    const AnModel *model = tui_app_run(app)->model;
    uint32_t best = AN_NONE;
    for (unsigned i = 0; i < app->break_count; i++) {
        uint32_t hit = an_nav_reach_line(model, an_model_position(model), AN_FORWARD, app->breaks[i]);
        if (hit < best)
            best = hit;
    }
    go_to(app, best, "No break is reached any more.");
}

void tui_nav_find(TuiApp *app, int direction)
{
    if (!app->find_size) {
        tui_app_say(app, "Nothing to find yet: / asks for a text.");
        return;
    }
    const AnModel *model = tui_app_run(app)->model;
    AnDirection way = direction > 0 ? AN_FORWARD : AN_BACKWARD;
    uint32_t budget = 2000000, reached = 0;
    uint32_t hit = an_nav_find(model, an_model_position(model), way, app->find, &budget, &reached);
    if (hit == AN_NONE && budget > 0) {
        uint32_t edge = way == AN_FORWARD ? 0 : an_model_count(model) - 1;
        hit = an_nav_find(model, edge, way, app->find, &budget, &reached);
        if (hit != AN_NONE)
            tui_app_say(app, "“%s”: found around the %s of the run.", app->find, direction > 0 ? "end" : "begin");
    }
    if (hit == AN_NONE)
        tui_app_say(app, "“%s” is not in what happens in this run.", app->find);
    else
        tui_nav_seek(app, hit);
}

bool tui_nav_action(TuiApp *app, TuiAction action)
{
    const AnModel *model = tui_app_run(app)->model;
    uint32_t at = an_model_position(model);
    switch (action) {
    case TUI_DO_EVENT_NEXT:
        if (!tui_nav_step(app, 1))
            say_end(app, AN_FORWARD);
        return true;
    case TUI_DO_EVENT_BACK:
        if (!tui_nav_step(app, -1))
            say_end(app, AN_BACKWARD);
        return true;
    case TUI_DO_LINE_NEXT: go(app, an_nav_line, AN_FORWARD); return true;
    case TUI_DO_LINE_BACK: go(app, an_nav_line, AN_BACKWARD); return true;
    case TUI_DO_STEP_NEXT: go(app, an_nav_step, AN_FORWARD); return true;
    case TUI_DO_STEP_BACK: go(app, an_nav_step, AN_BACKWARD); return true;
    case TUI_DO_ITERATION_NEXT: go(app, an_nav_iteration, AN_FORWARD); return true;
    case TUI_DO_ITERATION_BACK: go(app, an_nav_iteration, AN_BACKWARD); return true;
    case TUI_DO_HOME: go_edge(app, false); return true;
    case TUI_DO_END: go_edge(app, true); return true;
    case TUI_DO_PAGE_NEXT: go_tenth(app, AN_FORWARD); return true;
    case TUI_DO_PAGE_BACK: go_tenth(app, AN_BACKWARD); return true;
    case TUI_DO_TASK_NEXT: go_task(app, AN_FORWARD); return true;
    case TUI_DO_TASK_BACK: go_task(app, AN_BACKWARD); return true;
    case TUI_DO_CAUSE_BACK:
        go_to(app, an_nav_cause(model, at), "Nothing caused this: it is where the run begins.");
        return true;
    case TUI_DO_CAUSE_NEXT: go_to(app, an_nav_first_effect(model, at), "Nothing follows from this."); return true;
    case TUI_DO_MARK_NEXT: go_mark(app); return true;
    case TUI_DO_BREAK_NEXT: go_break(app); return true;
    case TUI_DO_FIND_NEXT: tui_nav_find(app, 1); return true;
    case TUI_DO_FIND_BACK: tui_nav_find(app, -1); return true;
    default: return false;
    }
}

/* ---- keeping things in sight ---- */

static void settle_source(TuiApp *app, const TuiLayout *layout, unsigned run)
{
    const TuiPlace *place = tui_layout_find(layout, TUI_PANE_SOURCE, run);
    if (!place)
        return;
    uint32_t rows = (uint32_t)place->area.h, count = app->runs[run]->source.count;
    uint32_t line = tui_run_line(app->runs[run]), *top = &app->source_top[run];
    if (line == 0)
        line = tui_run_line_of_interest(app->runs[run]);
    uint32_t last_top = count > rows ? count - rows + 1 : 1;
    uint32_t margin = rows > 6 ? 2 : 0;
    if (*top == 0)
        *top = 1;
    if (line && (line < *top + (*top > 1 ? margin : 0) || line + margin >= *top + rows))
        *top = line > rows / 2 ? line - rows / 2 : 1;
    if (*top > last_top)
        *top = last_top;
}

static void settle_window(TuiApp *app)
{
    if (app->zoom == 0) {
        app->window_from = 0;
        return;
    }
    TuiWindow window = tui_app_window(app, app->active);
    int64_t span = window.to - window.from;
    if (window.playhead < window.from || window.playhead > window.to)
        app->window_from = window.playhead - span / 3;
    window = tui_app_window(app, app->active); /* keeps to the ends */
    app->window_from = window.from;
}

void tui_nav_settle(TuiApp *app)
{
    if (app->mode != TUI_MODE_RUN)
        return;
    TuiLayout layout;
    tui_app_layout(app, &layout);
    app->scroll[TUI_PANE_SOURCE] = 0;
    for (unsigned i = 0; i < app->run_count; i++)
        settle_source(app, &layout, i);
    settle_window(app);
}
