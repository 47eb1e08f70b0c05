/* cmd_sweep_grid.h: the axes of a sweep, and the points of the grid that they span.
 *
 * An axis is a name and the values that it takes.  A specification is a list such as `1,2,4`, a range `FROM..TO` or
 * `FROM..TO:STEP` (whole numbers or decimals, both ends included), or a mixture: `1,10..100:10,400`.  What begins with
 * a bracket or a quote is one value, as is.  Points are numbered with the last axis running fastest.
 */
#ifndef CMD_SWEEP_GRID_H
#define CMD_SWEEP_GRID_H

#include "base/ls_alloc.h"
#include "base/ls_buf.h"

enum { SWEEP_AXES_MAX = 8, SWEEP_POINTS_MAX = 100000 };

typedef struct SweepAxis {
    const char *name; /* borrowed */
    char **values;    /* owned */
    size_t count, capacity;
} SweepAxis;

typedef struct SweepGrid {
    const LsAlloc *alloc;
    SweepAxis axes[SWEEP_AXES_MAX];
    size_t axis_count;
} SweepGrid;

void cmd_sweep_grid_init(SweepGrid *grid, const LsAlloc *alloc);
void cmd_sweep_grid_free(SweepGrid *grid);
/* Adds an axis; false with a sentence in `problem`.  `name` must outlive the grid. */
bool cmd_sweep_grid_add(SweepGrid *grid, const char *name, const char *specification, LsBuf *problem);
/* Number of points: at least 1, at most SWEEP_POINTS_MAX. */
size_t cmd_sweep_grid_points(const SweepGrid *grid);
/* Which of its values an axis has at a point. */
size_t cmd_sweep_grid_at(const SweepGrid *grid, size_t point, size_t axis);

#endif
