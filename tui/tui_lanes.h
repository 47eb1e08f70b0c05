/* tui_lanes.h: remembers the timeline's cells.
 *
 * What a lane looks like does not depend on where the playhead is, so that most frames need nothing new.  The cache
 * owns its cells; a pointer it hands out is valid until the next question.  Without memory it answers all the same.
 */
#ifndef TUI_LANES_H
#define TUI_LANES_H

#include "analysis/an_lanes.h"

enum { TUI_LANES_SLOTS = 1024, TUI_LANES_COLUMNS = 1024 };

typedef struct TuiLanesSlot {
    AnLane lane;
    AnAxis axis;
    int64_t from, to;
    size_t width; /* 0: empty */
    size_t capacity;
    AnCell *cells;
} TuiLanesSlot;

typedef struct TuiLanes {
    const LsAlloc *alloc;
    const AnModel *model;
    TuiLanesSlot slots[TUI_LANES_SLOTS]; /* by the lane's index */
    AnCell spare[TUI_LANES_COLUMNS];     /* when there is no memory */
    AnCell thread[TUI_LANES_COLUMNS];    /* work space */
} TuiLanes;

void tui_lanes_init(TuiLanes *lanes, const LsAlloc *alloc, const AnModel *model);
void tui_lanes_free(TuiLanes *lanes);
/* As an_lanes_cells, but a task that blocks its thread is AN_BLOCKED, not running; `index` is the lane's, width <=
 * TUI_LANES_COLUMNS. */
const AnCell *tui_lanes_cells(TuiLanes *lanes, uint32_t index, AnAxis axis, int64_t from, int64_t to, size_t width);

#endif
