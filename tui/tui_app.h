/* tui_app.h: the application: its state, and what input does to it.
 *
 * tui_app_update takes the state and one input and gives effects: a pure function of its inputs that touches no
 * terminal, file, clock or thread, so that tests drive it with made-up keys and times.  Whoever runs the app
 * (tui_loop.h) carries the effects out and calls tui_draw when TUI_EFFECT_DRAW is among them.
 *
 * The app owns its runs; the catalog is borrowed.  Nothing here fails but for want of memory, which the message line
 * then says.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "tui/tui_catalog.h"
#include "tui/tui_input.h"
#include "tui/tui_keymap.h"
#include "tui/tui_layout.h"
#include "tui/tui_load.h"
#include "tui/tui_run.h"

typedef enum TuiMode {
    TUI_MODE_PICKER,
    TUI_MODE_LOADING, /* a scenario is run; progress is shown */
    TUI_MODE_RUN,
    TUI_MODE_PROBLEM, /* it could not be loaded: diagnostics */
} TuiMode;

typedef enum TuiOverlay { TUI_OVERLAY_NONE, TUI_OVERLAY_HELP, TUI_OVERLAY_WHY } TuiOverlay;

typedef enum TuiEffect {
    TUI_EFFECT_NONE = 0,
    TUI_EFFECT_DRAW = 1,
    TUI_EFFECT_QUIT = 2,
    TUI_EFFECT_OPEN = 4,   /* load what `request` says */
    TUI_EFFECT_CANCEL = 8, /* stop loading */
    TUI_EFFECT_EDIT = 16,  /* open request.path in the editor, then load it if it changed */
    TUI_EFFECT_SUSPEND = 32,
    TUI_EFFECT_REDRAW = 64, /* all of the screen */
} TuiEffect;

enum { TUI_MARKS_MAX = 32, TUI_BREAKS_MAX = 32, TUI_FIND_MAX = 64, TUI_WHY_MAX = 64, TUI_SPEEDS = 9 };

typedef struct TuiPlay {
    bool on;
    unsigned speed;   /* index into the speeds */
    int64_t last_ns;  /* the steady clock at the last tick; 0: none yet */
    int64_t spent_ns; /* of the show time that the way to the next event takes */
} TuiPlay;

typedef struct TuiApp {
    const LsAlloc *alloc;
    const TuiCatalog *catalog; /* may be NULL */
    TuiRequest request;        /* what is, or is to be, loaded */
    int width, height;
    TuiMode mode;
    TuiOverlay overlay;

    /* runs */
    TuiRun *runs[2];
    unsigned run_count;
    bool compare;    /* both are shown */
    unsigned active; /* the run that moved last, or the only one shown */
    int64_t now_ns;  /* the clock as shown */
    TuiPlay play;

    /* what is looked at */
    AnAxis axis;
    unsigned zoom;       /* the timeline shows 1/2^zoom of the run */
    int64_t window_from; /* its left edge */
    TuiPane focus;
    bool large;
    int scroll[TUI_PANE_COUNT];
    uint32_t source_top[2]; /* first line shown */
    uint32_t selected[2];   /* task, 0: none */
    int overlay_top;        /* scrolled rows of an overlay or of the diagnostics */

    uint32_t marks[2][TUI_MARKS_MAX]; /* events of each run, ascending */
    unsigned mark_count[2];
    uint32_t breaks[TUI_BREAKS_MAX]; /* source lines */
    unsigned break_count;

    /* the line that asks for a text */
    bool asking;
    char find[TUI_FIND_MAX];
    size_t find_size;

    /* picker */
    size_t picked;
    size_t picker_top;
    bool play_when_loaded; /* a scenario that was picked begins to play by itself */

    LsBuf problem;        /* TUI_MODE_PROBLEM */
    char message[200];    /* shown in place of the keys until the next key */
    TuiProgress progress; /* of loading */
} TuiApp;

void tui_app_init(TuiApp *app, const LsAlloc *alloc, const TuiCatalog *catalog);
void tui_app_free(TuiApp *app);

/* Takes an input; returns TUI_EFFECT_… ored together. */
unsigned tui_app_update(TuiApp *app, const TuiInput *input);
/* True while ticks are wanted (at most 60 a second); otherwise nothing moves by itself. */
bool tui_app_animated(const TuiApp *app);

/* Loading has begun, goes on, has ended.  tui_app_loaded takes the runs and the diagnostics out of `loaded`. */
void tui_app_loading(TuiApp *app);
void tui_app_progress(TuiApp *app, const TuiProgress *progress);
void tui_app_loaded(TuiApp *app, TuiLoaded *loaded);
/* Shows one line in place of the keys. */
void tui_app_say(TuiApp *app, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The layout for the state as it is. */
void tui_app_layout(const TuiApp *app, TuiLayout *layout);
/* The scene of a run. */
TuiScene tui_app_scene(const TuiApp *app, TuiCanvas *canvas, unsigned run);
static inline TuiRun *tui_app_run(const TuiApp *app)
{
    return app->runs[app->active];
}

/* The timeline's window, in nanoseconds or in events, and the playhead's place in it.  The axis may be steps although
 * time was asked for: a run that takes no time has no other. */
typedef struct TuiWindow {
    AnAxis axis;
    int64_t from, to, playhead;
} TuiWindow;
TuiWindow tui_app_window(const TuiApp *app, unsigned run);

/* "1×", "0.25×" … */
const char *tui_speed_text(unsigned speed);

/* ---- parts of the app in files of their own ---- */

/* tui_nav.c: moving.  All of them keep two compared runs in lockstep. */
void tui_nav_seek(TuiApp *app, uint32_t seq);                       /* the active run to this event */
void tui_nav_seek_time(TuiApp *app, int64_t time_ns);               /* to the last event at or before it */
bool tui_nav_step(TuiApp *app, int direction);                      /* one event; false at the ends */
bool tui_nav_peek(const TuiApp *app, unsigned *run, uint32_t *seq); /* the next event of all; false at the end */
bool tui_nav_action(TuiApp *app, TuiAction action);                 /* false when the action is no movement */
void tui_nav_settle(TuiApp *app); /* after a move or a resize: keep what matters in sight */
void tui_nav_find(TuiApp *app, int direction);
bool tui_nav_on_break(const TuiApp *app);

/* tui_screen.c: what is looked at, and the actions that change it. */
unsigned tui_screen_action(TuiApp *app, TuiAction action);
unsigned tui_program_action(TuiApp *app, TuiAction action);
void tui_screen_break(TuiApp *app, uint32_t line);
void tui_screen_select(TuiApp *app, unsigned run, uint32_t task);
void tui_screen_focus(TuiApp *app, unsigned pane);
void tui_screen_zoom(TuiApp *app, int step);
void tui_screen_scroll(TuiApp *app, TuiPane pane, int rows);

/* tui_keys.c, tui_mouse.c: input, by what is on the screen. */
unsigned tui_keys(TuiApp *app, uint32_t key);
unsigned tui_keys_overlay(TuiApp *app, uint32_t key);
unsigned tui_keys_picker(TuiApp *app, uint32_t key);
unsigned tui_keys_open_picked(TuiApp *app);
unsigned tui_mouse(TuiApp *app, const TuiInput *input);

/* tui_play.c */
void tui_play_toggle(TuiApp *app);
void tui_play_tick(TuiApp *app, int64_t now_ns);
double tui_speed(unsigned speed);

#endif
