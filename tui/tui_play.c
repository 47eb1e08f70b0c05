#include "tui/tui_app.h"

#include <stdio.h>

/* How time passes while playing.  Between two events at different virtual times the clock runs in real time, but for at
 * most a second, so that an hour of waiting takes no longer than a second of it; events at the same moment follow each
 * other at a pace at which one can read along, bookkeeping of the loop quicker.  The speed divides all of it. */

static const int64_t LONGEST_NS = 1000000000, READING_NS = 380000000, LINE_NS = 260000000, BOOKKEEPING_NS = 100000000;
enum { EVENTS_A_TICK = 20000 };

typedef struct Speed {
    double factor;
    const char *text;
} Speed;

static const Speed SPEEDS[TUI_SPEEDS] = {{0.25, "0.25×"}, {0.5, "0.5×"}, {1, "1×"},   {2, "2×"},    {5, "5×"},
                                         {10, "10×"},     {20, "20×"},   {50, "50×"}, {100, "100×"}};

double tui_speed(unsigned speed)
{
    return SPEEDS[speed < TUI_SPEEDS ? speed : TUI_SPEEDS - 1].factor;
}

const char *tui_speed_text(unsigned speed)
{
    return SPEEDS[speed < TUI_SPEEDS ? speed : TUI_SPEEDS - 1].text;
}

static int64_t pace_of(unsigned kind)
{
    switch (kind) {
    case TRACE_ITERATION:
    case TRACE_POLL:
    case TRACE_POLL_END:
    case TRACE_READY_SNAPSHOT:
    case TRACE_HANDLE_LABEL:
    case TRACE_HANDLE_END:
    case TRACE_FRAME_PUSH:
    case TRACE_FRAME_POP:
    case TRACE_FUTURE_NEW:
    case TRACE_FUTURE_LINK: return BOOKKEEPING_NS;
    case TRACE_LINE: return LINE_NS;
    default: return READING_NS;
    }
}

/* Real time at 1× until the next event, from the one before it. */
static int64_t way_to(const TuiApp *app, unsigned run, uint32_t seq, int64_t *gap_ns)
{
    const TraceEvent *event = trace_at(app->runs[run]->trace, seq);
    int64_t gap = event->time_ns - an_model_now(tui_app_run(app)->model);
    int64_t pace = pace_of(event->kind);
    *gap_ns = gap > 0 ? gap : 0;
    return gap > LONGEST_NS ? LONGEST_NS : gap > pace ? gap : pace;
}

static bool at_end(const TuiApp *app)
{
    unsigned run;
    uint32_t seq;
    return !tui_nav_peek(app, &run, &seq);
}

void tui_play_toggle(TuiApp *app)
{
    app->play.on = !app->play.on;
    app->play.last_ns = 0;
    if (!app->play.on || !at_end(app))
        return;
    tui_nav_action(app, TUI_DO_HOME); /* from the end: once more */
}

void tui_play_tick(TuiApp *app, int64_t now_ns)
{
    TuiPlay *play = &app->play;
    int64_t passed = play->last_ns ? now_ns - play->last_ns : 0;
    play->last_ns = now_ns;
    if (passed < 0)
        passed = 0;
    if (passed > 250000000)
        passed = 250000000; /* the program slept: do not jump */
    int64_t budget = play->spent_ns + (int64_t)((double)passed * tui_speed(play->speed));
    for (int i = 0; i < EVENTS_A_TICK; i++) {
        unsigned run;
        uint32_t seq;
        int64_t gap;
        if (!tui_nav_peek(app, &run, &seq)) {
            play->on = false;
            return;
        }
        int64_t way = way_to(app, run, seq, &gap);
        if (budget < way) {
            play->spent_ns = budget;
            int64_t from = an_model_now(tui_app_run(app)->model);
            app->now_ns = from + (int64_t)((double)gap * ((double)budget / (double)way));
            return;
        }
        budget -= way;
        tui_nav_step(app, 1);
        if (tui_nav_on_break(app)) {
            play->on = false;
            tui_app_say(app, "Stopped at a break.  Space plays on.");
            return;
        }
    }
    play->spent_ns = 0;
}
