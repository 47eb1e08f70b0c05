/* trace_columns.h: what the columns of each kind hold, as data.  Private to engine/trace.
 *
 * Worked out once from the words of TRACE_KIND_TABLE, for the reader's checks.  Owns nothing.
 */
#ifndef TRACE_COLUMNS_H
#define TRACE_COLUMNS_H

#include "trace/trace.h"

typedef enum TraceColumn {
    TRACE_COLUMN_UNUSED, /* any value; nobody reads it */
    TRACE_COLUMN_NUMBER,
    TRACE_COLUMN_STRING,
    TRACE_COLUMN_ENTITY,
    TRACE_COLUMN_AMOUNT,
} TraceColumn;

typedef struct TraceColumns {
    TraceColumn subject;
    TraceColumn object;
    TraceColumn value;
    unsigned flag_count; /* flags must be below; 0: unused */
    unsigned flag_least;
    bool deadline; /* the amount is a point in time */
} TraceColumns;

/* Fills the descriptions of all kinds. */
void trace_columns(TraceColumns columns[TRACE_KIND_COUNT]);

#endif
