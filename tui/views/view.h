/* view.h: what a pane of the screen is: a constant struct of functions, in its own file, and one line in the table.
 *
 * A view draws a part of a scene into a rectangle of the canvas.  It reads the scene, keeps nothing, changes nothing,
 * and cannot fail: what does not fit is cut with an ellipsis, what is not there is said in a few words.
 */
#ifndef VIEW_H
#define VIEW_H

#include "tui/tui_canvas.h"
#include "tui/tui_run.h"
#include "tui/tui_theme.h"

struct TuiApp;

/* What a view draws from. */
typedef struct TuiScene {
    TuiCanvas *canvas;
    const struct TuiApp *app;
    const TuiRun *run;
    unsigned run_index; /* 0, or 1 for the second of two compared runs */
    int64_t now_ns;     /* the clock as shown: between two events while playing */
} TuiScene;

/* What lies under the mouse. */
typedef struct TuiHit {
    enum { TUI_HIT_NOTHING, TUI_HIT_TASK, TUI_HIT_TIME, TUI_HIT_EVENT, TUI_HIT_LINE, TUI_HIT_BREAK } sort;
    int64_t value; /* task entity, virtual time, sequence number, source line */
} TuiHit;

typedef struct TuiView {
    void (*draw)(const TuiScene *scene, TuiRect area);
    /* Writes the pane's title; NULL: its name is its title. */
    void (*title)(const TuiScene *scene, char *out, size_t size);
    /* What is at a cell inside of the area; NULL: nothing ever. */
    TuiHit (*hit)(const TuiScene *scene, TuiRect area, int x, int y);
} TuiView;

/* X(symbol, view, title).  A pane's number on the screen is its place here, from 1. */
#define TUI_PANE_TABLE(X)                                                                                              \
    X(SOURCE, view_source, "source")                                                                                   \
    X(READY, view_ready, "ready")                                                                                      \
    X(WAITING, view_waiting, "waiting")                                                                                \
    X(RUNNING, view_running, "running")                                                                                \
    X(TIMELINE, view_timeline, "timeline")                                                                             \
    X(OUTPUT, view_output, "output")                                                                                   \
    X(TASKS, view_tasks, "tasks")                                                                                      \
    X(EVENTS, view_events, "events")                                                                                   \
    X(STATE, view_state, "state")                                                                                      \
    X(SAY, view_say, "what happened")

#define TUI_PANE_ENUM(symbol, view, title) TUI_PANE_##symbol,
typedef enum TuiPane { TUI_PANE_TABLE(TUI_PANE_ENUM) TUI_PANE_COUNT } TuiPane;
#undef TUI_PANE_ENUM

#define TUI_PANE_EXTERN(symbol, view, title) extern const TuiView view;
TUI_PANE_TABLE(TUI_PANE_EXTERN)
#undef TUI_PANE_EXTERN

const TuiView *tui_pane_view(TuiPane pane);
const char *tui_pane_title(TuiPane pane);

#endif
