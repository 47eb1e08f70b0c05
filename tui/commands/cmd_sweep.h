/* cmd_sweep.h: what the files of the sweep share: the runs of a grid, and how they are shown.
 */
#ifndef CMD_SWEEP_H
#define CMD_SWEEP_H

#include "tui/commands/cmd.h"
#include "tui/commands/cmd_sweep_grid.h"
#include "tui/commands/cmd_sweep_metric.h"

typedef struct SweepPoint {
    bool ran;      /* false: another shard's */
    bool measured; /* `value` is there */
    int status;    /* exit status of the run */
    double value;
    char *problem; /* first line of what the run wrote to stderr when it failed; owned; NULL: nothing */
} SweepPoint;

typedef struct Sweep {
    const Cmd *cmd;
    SweepGrid grid;
    SweepMetric metric;
    SweepPoint *points; /* one for each of the grid's */
    size_t seed_axis;   /* the axis of seeds, or SWEEP_AXES_MAX */
} Sweep;

/* One row and column of the table: the runs that differ only in their seed. */
typedef struct SweepCell {
    size_t count, failed;
    double low, median, high;
} SweepCell;

/* How the grid is laid out as a table: rows are the values of one axis, columns the combinations of the others. */
typedef struct SweepTable {
    size_t row_axis; /* SWEEP_AXES_MAX: nothing varies */
    size_t rows, columns;
    int decimals;     /* behind the point, for all cells */
    SweepCell *cells; /* rows x columns */
} SweepTable;

/* Works the table out; false: no memory. */
bool cmd_sweep_table(const Sweep *sweep, SweepTable *table);
void cmd_sweep_table_free(const Sweep *sweep, SweepTable *table);
/* The title of a column: "serve.workers=2", "" when there is only one. */
void cmd_sweep_column(const Sweep *sweep, const SweepTable *table, size_t column, LsBuf *out);

void cmd_sweep_print_csv(const Sweep *sweep, LsBuf *out);
void cmd_sweep_print_table(const Sweep *sweep, const SweepTable *table, LsBuf *out);
/* The curve, `width` columns wide; marks are ASCII unless `utf8`.  Nothing when there are fewer than two rows. */
void cmd_sweep_print_curve(const Sweep *sweep, const SweepTable *table, int width, bool utf8, LsBuf *out);

/* A tick of an axis, as short as it can be told: 0.1, 12, 1.2e+07. */
void cmd_sweep_number(double value, LsBuf *out);

#endif
