/* an_lanes.h: the timeline.  One lane for each thread and each task, asked for in cells.
 *
 * The front end decides which lanes are visible and how wide its axis is; an_lanes_cells says what to draw in each
 * column.  A column stands for an interval of virtual time, or (step axis) of events.  The cost is O(columns × log
 * events) a lane at any zoom: where many changes fall into one column, a bounded number of them is looked at.
 *
 * Borrows the model; allocates nothing.  The edges of the columns are remembered in the model from one lane to the
 * next, so two threads may not draw from the same model at once.
 */
#ifndef AN_LANES_H
#define AN_LANES_H

#include "analysis/an_model.h"

typedef struct AnLane {
    bool is_thread;
    uint8_t depth; /* how far it is indented: 0 threads, 1 what belongs to the one above */
    uint32_t id;   /* thread index or task entity */
} AnLane;

/* All lanes of the trace: process by process its main thread, the tasks of that one's loop in order of creation, and
 * its other threads, each with its tasks below; without those with which asyncio.run ends.  In front stand, a second
 * time, the main threads of other processes that have loops, so that a few lanes show all servers.  When the trace has
 * tasks and one thread only, the thread is no lane of its own (an_lanes_has_threads is false), and all tasks are there.
 */
uint32_t an_lanes_count(const AnModel *model);
bool an_lanes_has_threads(const AnModel *model);
AnLane an_lanes_at(const AnModel *model, uint32_t index); /* index < an_lanes_count */
/* Only those of threads, each once, process by process; there are none when the thread is no lane of its own. */
uint32_t an_lanes_thread_count(const AnModel *model);
AnLane an_lanes_thread_at(const AnModel *model, uint32_t index);
/* The index of a task's lane; AN_NONE when it has none. */
uint32_t an_lanes_of_task(const AnModel *model, uint32_t task);
size_t an_lanes_label(const AnModel *model, AnLane lane, char *out, size_t size);

typedef enum AnAxis { AN_AXIS_TIME, AN_AXIS_STEP } AnAxis;

enum {
    AN_MARK_RAN = 1, /* a step or callback ran inside of this column, however short */
    AN_MARK_CREATED = 2,
    AN_MARK_RESULT = 4,    /* done with a result */
    AN_MARK_EXCEPTION = 8, /* done with an exception */
    AN_MARK_CANCELLED = 16,
    AN_MARK_OUTPUT = 32, /* the lane wrote output here */
    AN_MARK_WAITED = 64, /* part of the column was spent waiting, ready, blocked: */
    AN_MARK_READY = 128,
    AN_MARK_BLOCKED = 256,
};

typedef struct AnCell {
    AnState state;  /* what took most of the column; AN_STATE_NONE: the lane does not exist there */
    uint16_t marks; /* AN_MARK_… */
} AnCell;

/* Fills `width` cells of a lane; column i stands for [from + i·(to − from)/width, from + (i + 1)·(to − from)/width), in
 * nanoseconds or in sequence numbers.  from <= to; an empty time range gives the state at `from`.  Marks of the very
 * last moment count into the last column. */
void an_lanes_cells(const AnModel *model, AnLane lane, AnAxis axis, int64_t from, int64_t to, AnCell *cells,
                    size_t width);

typedef struct AnSpan {
    uint32_t begin_seq;
    uint32_t end_seq; /* the event that begins the next span; AN_NONE: lasts to the end of the trace */
    int64_t begin_ns;
    int64_t end_ns;
    AnState state;
} AnSpan;

/* The span in which the lane is after event `seq`, and the one that follows; false when there is none. */
bool an_lanes_span(const AnModel *model, AnLane lane, uint32_t seq, AnSpan *out);
bool an_lanes_next_span(const AnModel *model, AnLane lane, const AnSpan *span, AnSpan *out);

#endif
