#include "analysis/an_lanes.h"

#include "analysis/an_index.h"

enum {
    SAMPLES = 32,       /* changes of state looked at in a column that has more of them */
    TICKS_ENOUGH = 1024 /* a column that is so many ticks wide may be measured in ticks */
};

size_t an_lanes_label(const AnModel *model, AnLane lane, char *out, size_t size)
{
    return lane.is_thread ? an_model_thread_label(model, (uint16_t)lane.id, out, size)
                          : an_model_label(model, lane.id, out, size);
}

/* --- states along a lane --- */

typedef struct Track {
    const AnIndex *index;
    const AnLists *lists;
    uint32_t key;
    uint32_t owner;
    bool is_thread;
    bool is_worker;
    bool by_ticks; /* the list's times will do, so that a walk along it does not touch the events */
} Track;

static Track track_of(const AnModel *model, AnLane lane)
{
    const AnIndex *index = &model->index;
    Track track = {.index = index, .key = lane.id, .owner = lane.id, .is_thread = lane.is_thread};
    track.lists = lane.is_thread ? &index->threads : &index->entities;
    if (lane.is_thread) {
        uint16_t thread = (uint16_t)lane.id;
        track.owner = an_owner_of_thread(index, thread);
        track.is_worker = thread != 0 && index->count > 0 &&
                          an_thread_last(index, thread, index->count - 1, AN_BIT(TRACE_JOB_BEGIN)) != AN_NONE;
    }
    return track;
}

/* The state after an event of the lane's list, AN_STATE_NONE: it stays as it was. */
static AnState state_after(const Track *track, unsigned kind)
{
    if (!track->is_thread) {
        return an_state_after(kind);
    }
    switch (kind) {
    case TRACE_THREAD_END:
    case TRACE_RUN_END: return AN_DONE;
    case TRACE_POLL: return AN_WAITING_STATE;
    case TRACE_BLOCK: return AN_BLOCKED;
    case TRACE_THREAD_NEW:
    case TRACE_JOB_END: return track->is_worker ? AN_WAITING_STATE : AN_RUNNING;
    default: return AN_RUNNING;
    }
}

static unsigned kind_at(const Track *track, uint32_t place)
{
    return track->lists->kinds[place];
}

/* What a thread's CORE or GIL says: it computes, or it could and must wait.  Leaving the core because it blocks or
 * polls says nothing new. */
static AnState state_of_cpu(const Track *track, uint32_t place)
{
    const TraceEvent *event = an_event(track->index, track->lists->seqs[place]);
    if (event->kind == TRACE_GIL) {
        return event->flags == TRACE_GIL_ASK || event->flags == TRACE_GIL_YIELD ? AN_READY_STATE : AN_STATE_NONE;
    }
    if (event->flags == TRACE_CORE_TAKE) {
        return AN_RUNNING;
    }
    uint32_t start = track->lists->starts[track->key];
    while (place-- > start) {
        unsigned kind = kind_at(track, place);
        AnState state = kind == TRACE_CORE || kind == TRACE_GIL ? AN_STATE_NONE : state_after(track, kind);
        if (state != AN_STATE_NONE) {
            return state == AN_RUNNING ? AN_READY_STATE : AN_STATE_NONE;
        }
    }
    return AN_STATE_NONE;
}

/* The state after the entry at `place`, AN_STATE_NONE: it stays as it was. */
static AnState state_at(const Track *track, uint32_t place)
{
    unsigned kind = kind_at(track, place);
    bool cpu = track->is_thread && (kind == TRACE_CORE || kind == TRACE_GIL);
    return cpu ? state_of_cpu(track, place) : state_after(track, kind);
}

/* The state before the entry at `place`: that of the last one that tells. */
static AnState state_before(const Track *track, uint32_t place)
{
    uint32_t start = track->lists->starts[track->key];
    while (place > start) {
        AnState state = state_at(track, --place);
        if (state != AN_STATE_NONE) {
            return state;
        }
    }
    return AN_STATE_NONE;
}

/* --- cells --- */

typedef struct Column {
    uint32_t first_seq; /* events of the column: first_seq … end_seq - 1 */
    uint32_t end_seq;
    int64_t begin; /* on the axis */
    int64_t end;
} Column;

/* Where the entry lies on the axis. */
static int64_t position_of(const Track *track, AnAxis axis, uint32_t place)
{
    if (axis == AN_AXIS_STEP) {
        return track->lists->seqs[place];
    }
    return track->by_ticks ? (int64_t)track->lists->ticks[place] << track->index->tick_shift
                           : an_event(track->index, track->lists->seqs[place])->time_ns;
}

static void add_marks(uint64_t kinds, AnCell *cell)
{
    if ((kinds & (AN_BIT(TRACE_TASK_STEP) | AN_BIT(TRACE_HANDLE_RUN) | AN_BIT(TRACE_JOB_BEGIN))) != 0) {
        cell->marks |= AN_MARK_RAN;
    }
    if ((kinds & (AN_BIT(TRACE_TASK_NEW) | AN_BIT(TRACE_THREAD_NEW))) != 0) {
        cell->marks |= AN_MARK_CREATED;
    }
    if ((kinds & AN_BIT(TRACE_TASK_DROP)) != 0) {
        cell->marks |= AN_MARK_CANCELLED;
    }
}

/* What ends with an outcome: a thread's jobs; its tasks have lanes of their own. */
static uint64_t outcome_kinds(const Track *track)
{
    return track->is_thread ? AN_BIT(TRACE_JOB_END) : AN_BIT(TRACE_TASK_DONE) | AN_BIT(TRACE_JOB_END);
}

static void add_outcome(const Track *track, const Column *column, AnCell *cell)
{
    static const uint16_t marks[TRACE_OUTCOME_COUNT] = {
        [TRACE_OUTCOME_RESULT] = AN_MARK_RESULT,
        [TRACE_OUTCOME_EXCEPTION] = AN_MARK_EXCEPTION,
        [TRACE_OUTCOME_CANCELLED] = AN_MARK_CANCELLED,
    };
    uint64_t mask = outcome_kinds(track);
    uint32_t done = an_lists_last(track->lists, track->key, column->end_seq - 1, mask);
    if (done != AN_NONE && done >= column->first_seq && an_event(track->index, done)->flags < TRACE_OUTCOME_COUNT) {
        cell->marks |= marks[an_event(track->index, done)->flags];
    }
}

static uint64_t kinds_between(const Track *track, uint32_t from, uint32_t to)
{
    uint64_t kinds = 0;
    uint32_t place = from;
    while (place < to) {
        if (place % 64 == 0 && to - place >= 64) {
            kinds |= track->lists->masks[place / 64];
            place += 64;
        } else {
            kinds |= AN_BIT(kind_at(track, place));
            place++;
        }
    }
    return kinds;
}

static void mark_state(AnState state, AnCell *cell)
{
    if (state == AN_WAITING_STATE) {
        cell->marks |= AN_MARK_WAITED;
    } else if (state == AN_READY_STATE) {
        cell->marks |= AN_MARK_READY;
    } else if (state == AN_BLOCKED) {
        cell->marks |= AN_MARK_BLOCKED;
    }
}

/* Adds up how long the lane was in each state; with many changes only some of the spans between them are measured. */
static void weigh(const Track *track, AnAxis axis, const Column *column, uint32_t from, uint32_t to, AnCell *cell)
{
    int64_t spent[AN_DONE + 1] = {0};
    AnState state = state_before(track, from);
    int64_t at = column->begin;
    uint32_t many = to - from;
    uint32_t stride = many > SAMPLES ? many / SAMPLES : 1;
    for (uint32_t place = from; place < to; place += stride) {
        int64_t here = position_of(track, axis, place);
        if (stride > 1 && place > from) { /* the span just before this change counts for the whole stride */
            at = position_of(track, axis, place - 1);
            state = state_before(track, place);
        }
        if (here > at) {
            spent[state] += here - at;
            mark_state(state, cell);
            at = here;
        }
        AnState next = state_at(track, place);
        state = next != AN_STATE_NONE ? next : state;
    }
    if (stride > 1) {
        at = position_of(track, axis, to - 1);
        state = state_before(track, to);
    }
    if (column->end > at) {
        spent[state] += column->end - at;
        mark_state(state, cell);
    }
    cell->state = state;
    for (unsigned candidate = AN_RUNNING; candidate <= AN_DONE; candidate++) {
        if (spent[candidate] > spent[cell->state]) {
            cell->state = (AnState)candidate;
        }
    }
}

/* value · part / whole without overflow: the ranges are at most 63 bits, parts and wholes 32. */
static int64_t share(int64_t value, size_t part, size_t whole)
{
    int64_t quotient = value / (int64_t)whole;
    int64_t rest = value % (int64_t)whole;
    return quotient * (int64_t)part + rest * (int64_t)part / (int64_t)whole;
}

/* Where column i begins.  On the step axis event n fills [n, n + 1): the next whole number. */
static int64_t edge_of(AnAxis axis, int64_t from, int64_t to, size_t i, size_t width)
{
    if (axis == AN_AXIS_TIME) {
        return from + share(to - from, i, width);
    }
    return to - share(to - from, width - i, width);
}

static uint32_t events_before(const AnIndex *index, uint32_t low, int64_t time_ns, bool inclusive)
{
    uint32_t high = index->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int64_t time = an_event(index, middle)->time_ns;
        if (time < time_ns || (inclusive && time == time_ns)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The first event of what lies at or behind `edge` on the axis. */
static uint32_t seq_at(const AnIndex *index, AnAxis axis, uint32_t low, int64_t edge, bool inclusive)
{
    if (axis == AN_AXIS_TIME) {
        return events_before(index, low, edge, inclusive);
    }
    int64_t seq = edge < 0 ? 0 : inclusive ? edge + 1 : edge;
    return seq > index->count ? index->count : (uint32_t)seq;
}

/* The end of column i - 1 and beginning of column i, as an event. */
static uint32_t edge_seq(const AnIndex *index, AnAxis axis, int64_t from, int64_t to, size_t i, size_t width,
                         uint32_t low)
{
    if (i == 0) {
        return seq_at(index, axis, 0, from, from == to);
    }
    return seq_at(index, axis, low, edge_of(axis, from, to, i, width), i == width);
}

/* The edges of all columns; NULL when there are too many of them to keep. */
static const uint32_t *all_edges(const AnModel *model, AnAxis axis, int64_t from, int64_t to, size_t width)
{
    AnEdges *edges = model->edges;
    if (width > AN_EDGES_MOST) {
        return NULL;
    }
    bool by_time = axis == AN_AXIS_TIME;
    if (edges->valid && edges->by_time == by_time && edges->from == from && edges->to == to && edges->width == width) {
        return edges->seqs;
    }
    edges->valid = true;
    edges->by_time = by_time;
    edges->from = from;
    edges->to = to;
    edges->width = width;
    uint32_t low = 0;
    for (size_t i = 0; i <= width; i++) {
        low = edge_seq(&model->index, axis, from, to, i, width, low);
        edges->seqs[i] = low;
    }
    return edges->seqs;
}

static void add_events(const Track *track, const Column *column, uint32_t place, uint32_t stop, AnCell *cell)
{
    if (stop == place) {
        return;
    }
    uint64_t kinds = kinds_between(track, place, stop);
    add_marks(kinds, cell);
    if ((kinds & outcome_kinds(track)) != 0) {
        add_outcome(track, column, cell);
    }
}

/* How many of a list's events come before `seq`, as a place. */
static uint32_t place_before(const AnLists *lists, uint32_t key, uint32_t seq)
{
    return seq == 0 ? lists->starts[key] : an_lists_after(lists, key, seq - 1);
}

/* The first output of the lane at or after `seq`; AN_NONE. */
static uint32_t output_from(const Track *track, uint32_t seq)
{
    const AnLists *owners = &track->index->owners;
    if (track->owner >= owners->key_count || seq >= track->index->count) {
        return AN_NONE;
    }
    uint32_t place = place_before(owners, track->owner, seq);
    if (place < owners->starts[track->owner + 1] && owners->seqs[place] == seq &&
        owners->kinds[place] == TRACE_OUTPUT) {
        return seq;
    }
    return an_lists_next(owners, track->owner, seq, AN_BIT(TRACE_OUTPUT));
}

void an_lanes_cells(const AnModel *model, AnLane lane, AnAxis axis, int64_t from, int64_t to, AnCell *cells,
                    size_t width)
{
    Track track = track_of(model, lane);
    for (size_t i = 0; i < width; i++) {
        cells[i] = (AnCell){.state = AN_STATE_NONE};
    }
    if (lane.id >= track.lists->key_count || to < from || width == 0) {
        return;
    }
    unsigned shift = track.index->tick_shift;
    track.by_ticks = shift == 0 || (to - from) / (int64_t)width >> shift >= TICKS_ENOUGH;
    const uint32_t *edges = all_edges(model, axis, from, to, width);
    Column column = {.begin = from};
    column.first_seq = edges != NULL ? edges[0] : edge_seq(track.index, axis, from, to, 0, width, 0);
    uint32_t place = place_before(track.lists, track.key, column.first_seq);
    uint32_t output = output_from(&track, column.first_seq);
    for (size_t i = 0; i < width; i++) {
        column.end = edge_of(axis, from, to, i + 1, width);
        column.end_seq =
            edges != NULL ? edges[i + 1] : edge_seq(track.index, axis, from, to, i + 1, width, column.first_seq);
        uint32_t stop = column.end_seq == column.first_seq
                            ? place
                            : an_lists_place_from(track.lists, track.key, place, column.end_seq);
        weigh(&track, axis, &column, place, stop, &cells[i]);
        add_events(&track, &column, place, stop, &cells[i]);
        if (output != AN_NONE && output < column.end_seq) {
            cells[i].marks |= AN_MARK_OUTPUT;
            output = output_from(&track, column.end_seq);
        }
        column.first_seq = column.end_seq;
        column.begin = column.end;
        place = stop;
    }
}

/* --- spans --- */

static bool span_from(const Track *track, uint32_t place, AnSpan *out)
{
    const AnLists *lists = track->lists;
    uint32_t end = lists->starts[track->key + 1];
    AnState state = state_at(track, place);
    uint32_t next = place + 1;
    while (next < end) {
        AnState later = state_at(track, next);
        if (later != AN_STATE_NONE && later != state) {
            break;
        }
        next++;
    }
    const AnIndex *index = track->index;
    *out = (AnSpan){.begin_seq = lists->seqs[place],
                    .end_seq = next < end ? lists->seqs[next] : AN_NONE,
                    .begin_ns = an_event(index, lists->seqs[place])->time_ns,
                    .state = state};
    out->end_ns = an_event(index, next < end ? lists->seqs[next] : index->count - 1)->time_ns;
    return true;
}

bool an_lanes_span(const AnModel *model, AnLane lane, uint32_t seq, AnSpan *out)
{
    Track track = track_of(model, lane);
    if (lane.id >= track.lists->key_count) {
        return false;
    }
    uint32_t start = track.lists->starts[track.key];
    uint32_t place = an_lists_after(track.lists, track.key, seq);
    AnState state = state_before(&track, place);
    if (state == AN_STATE_NONE) {
        return false;
    }
    uint32_t first = place; /* the earliest entry of the same state without another one between */
    while (place > start) {
        AnState earlier = state_at(&track, place - 1);
        if (earlier != AN_STATE_NONE && earlier != state) {
            break;
        }
        place--;
        first = earlier == state ? place : first;
    }
    return span_from(&track, first, out);
}

bool an_lanes_next_span(const AnModel *model, AnLane lane, const AnSpan *span, AnSpan *out)
{
    return span->end_seq != AN_NONE && an_lanes_span(model, lane, span->end_seq, out);
}
