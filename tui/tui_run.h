/* tui_run.h: one run on the screen: its trace, the model over it, its source.
 *
 * A TuiRun owns all three and frees them together.  Views read it and nothing else.
 */
#ifndef TUI_RUN_H
#define TUI_RUN_H

#include "analysis/an_lanes.h"
#include "analysis/an_model.h"
#include "tui/tui_lanes.h"
#include "tui/tui_source.h"

typedef struct TuiRun {
    const LsAlloc *alloc;
    Trace *trace;
    AnModel *model;
    TuiSource source;
    TuiLanes *lanes;       /* a cache: views may use it though the run is const to them */
    char file[80];         /* the file's name without its directory */
    char entry[64];        /* the entry that ran, "" for the module */
    uint32_t hidden_tasks; /* the last ones, with which asyncio.run closes its loop: no lanes, no rows for them */
    bool failed;           /* recording ran out of memory: the trace breaks off */
} TuiRun;

/* Takes the trace.  NULL when there is no memory or the trace is empty; the trace is freed then, too. */
TuiRun *tui_run_new(const LsAlloc *alloc, Trace *trace);
/* The same; `watch` sees the index being made, and may stop it: NULL then, too. */
TuiRun *tui_run_new_watched(const LsAlloc *alloc, Trace *trace, const LsWatch *watch);
void tui_run_free(TuiRun *run);

/* What to call the run: its entry, else its file. */
const char *tui_run_name(const TuiRun *run);

/* The hue of the task of this entity; 0 for others. */
unsigned tui_run_hue(const TuiRun *run, uint32_t task);
/* Lanes and tasks that are shown: all but asyncio's own at the end. */
uint32_t tui_run_lanes(const TuiRun *run);
uint32_t tui_run_tasks(const TuiRun *run); /* that exist at the position */
/* The hue of a lane. */
unsigned tui_run_lane_hue(const TuiRun *run, AnLane lane);
/* The task in whose step the model's event happened, 0: none. */
uint32_t tui_run_current_task(const TuiRun *run);
/* The source line where the run stands: of the running frame, else of the event; 0 when there is none. */
uint32_t tui_run_line(const TuiRun *run);
/* True when the line is one where something runs now, not only where it ran last. */
bool tui_run_line_runs(const TuiRun *run);
/* The line to look at while the loop polls, or when there is none any more: where another thread is blocked or
 * computes, else where the task waits that goes on next, else where the run was last.  0: leave the source as it is
 * shown. */
uint32_t tui_run_line_of_interest(const TuiRun *run);

#endif
