/* an_index.h: what an_model_new learns from one pass over the trace, so that the state after any event is a look-up.
 *
 * Private to engine/analysis.  The index owns its arrays; the trace is borrowed.  Every trace that the reader accepts
 * can be indexed, also one that makes no sense (steps of tasks that do not exist, and so on): each array is bounds
 * checked by construction, and the answers are then merely odd.
 *
 * The parts:
 * - AnLists: for each key (entity, thread, owner of frames) its events in order, as one array of sequence numbers with
 * a start for each key, and a 64-bit mask of the kinds present in every aligned 64 and 4096 of them.  "Last event of
 * these kinds up to n" is a binary search and a walk backwards that skips so many at a time.
 * - AnIntervals: entries of the ready queue and of the waiting set, each with the events that begin and end it, sorted
 *   in the order in which they are shown.  A tree with 32 children a node over (smallest begin, largest end) finds the
 *   entries that contain n, in that order (a priority search tree without pointers).
 * - Frames: each call once, with its caller and the caller's line, so that the stack at n is a walk outwards.
 */
#ifndef AN_INDEX_H
#define AN_INDEX_H

#include "analysis/an_model.h"

#define AN_BIT(kind) ((uint64_t)1 << (kind))
#define AN_ANY_KIND UINT64_MAX

typedef struct AnLists {
    uint32_t key_count;
    uint32_t total;
    uint32_t *starts; /* key_count + 1 */
    uint32_t *seqs;   /* total */
    uint8_t *kinds;   /* of seqs[i], so that a walk along a list does not touch the events */
    uint32_t *ticks;  /* the times of seqs[i], in ticks (AnIndex.tick_shift); NULL where nobody asks */
    uint64_t *masks;  /* of the kinds in seqs[64 * i …] */
    uint64_t *wide;   /* of those in masks[64 * i …] */
} AnLists;

typedef struct AnInterval {
    uint32_t begin;
    uint32_t end; /* AN_NONE: open at the end of the trace */
} AnInterval;

enum { AN_TREE_SHIFT = 5, AN_TREE_FAN = 1 << AN_TREE_SHIFT, AN_TREE_LEVELS = 7 };

typedef struct AnIntervals {
    AnInterval *items; /* in the order of showing */
    size_t count;
    size_t capacity;
    uint32_t *begins; /* sorted; NULL when items are sorted by begin */
    uint32_t *ends;   /* sorted, without the open ones */
    size_t end_count;
    size_t end_capacity;
    AnInterval *levels[AN_TREE_LEVELS]; /* levels[0] summarises AN_TREE_FAN items each, and so on */
    size_t level_sizes[AN_TREE_LEVELS];
    unsigned level_count;
} AnIntervals;

typedef struct AnCall {
    uint32_t push_seq;
    uint32_t caller;      /* index of the call it was made from, AN_NONE */
    uint32_t caller_line; /* where the caller stood */
} AnCall;

typedef struct AnSeqs { /* events of one sort, in order */
    uint32_t *items;
    size_t count;
    size_t capacity;
} AnSeqs;

/* Stays that only their number is asked for. */
typedef enum AnSpanSort {
    AN_SPAN_JOB_QUEUED,
    AN_SPAN_JOB, /* in a worker's hands */
    AN_SPAN_CONNECTION,
    AN_SPAN_REQUEST,
    AN_SPAN_COUNT,
} AnSpanSort;

typedef struct AnIndex {
    const LsAlloc *alloc;
    const Trace *trace;
    uint32_t count;        /* events */
    uint32_t entity_count; /* ids 1 … entity_count */
    uint32_t thread_count;
    unsigned tick_shift; /* a tick is 2^tick_shift ns: the whole run takes less than 2^32 of them */

    uint64_t *kinds;      /* of events 64 * i … */
    uint64_t *kinds_wide; /* of events 4096 * i … */
    size_t kinds_size;
    size_t kinds_wide_size;

    AnLists entities;      /* key = entity: events whose subject it is */
    AnLists threads;       /* key = thread: what its loop does, blocks, jobs */
    AnLists owners;        /* key = task, or entity_count + 1 + thread: frames, lines, output, … */
    uint32_t *owner_calls; /* for each entry of owners: the innermost call after it (POP: the one that was left) */
    AnCall *calls;
    size_t call_count;
    size_t call_capacity;

    AnIntervals ready;
    AnIntervals waiting;
    AnIntervals spans[AN_SPAN_COUNT];
    AnSeqs tasks;   /* TASK_NEW */
    AnSeqs syncs;   /* SYNC_NEW */
    AnSeqs pools;   /* POOL_NEW; SYNC_NEW of pools of connections */
    AnSeqs outputs; /* OUTPUT */
} AnIndex;

enum { AN_EDGES_MOST = 1024 };

/* Where the columns of the timeline begin, as events: the same for all lanes of a screen, so worked out once. */
typedef struct AnEdges {
    bool valid;
    bool by_time;
    int64_t from;
    int64_t to;
    size_t width;
    uint32_t seqs[AN_EDGES_MOST + 1];
} AnEdges;

/* The lanes in their order, where threads are among them; else `items` is NULL and the lanes are the tasks. */
typedef struct AnLaneOrder {
    struct AnLane *items;
    size_t count;
    uint32_t *of_task; /* by the task's number: its lane, or AN_NONE */
    size_t task_count;
    bool *leads;       /* by thread: it is the main thread of one of several processes */
    uint32_t *threads; /* the lanes of the threads, each once, process by process */
    size_t thread_count;
} AnLaneOrder;

struct AnModel {
    AnIndex index;
    AnLaneOrder order;
    uint32_t position;
    AnEdges *edges; /* a cache: an_lanes_cells writes it, whence two threads may not ask the same model */
};

/* False when there is no memory, or the watch stops it; nothing is then left behind. */
bool an_index_build(AnIndex *index, const LsAlloc *alloc, const Trace *trace, const LsWatch *watch);
void an_index_free(AnIndex *index);
size_t an_index_memory_bytes(const AnIndex *index);

/* Does the kind's subject name an entity?  Do such events belong to the thread's list, to the owner's? */
bool an_kind_has_subject(unsigned kind);
bool an_kind_of_thread(unsigned kind);
bool an_kind_of_owner(unsigned kind);

static inline uint32_t an_owner_of_thread(const AnIndex *index, uint16_t thread)
{
    return index->entity_count + 1 + thread;
}

/* --- lists (an_lists.c) --- */

/* Counting, then filling: an_lists_begin, an_lists_count for each entry, an_lists_room, an_lists_add in the same order,
 * an_lists_finish. */
bool an_lists_begin(AnLists *lists, const LsAlloc *alloc, uint32_t key_count);
bool an_lists_room(AnLists *lists, const LsAlloc *alloc, bool with_ticks);
void an_lists_finish(AnLists *lists);
void an_lists_free(AnLists *lists, const LsAlloc *alloc);

static inline void an_lists_count(AnLists *lists, uint32_t key)
{
    lists->starts[key]++;
}

/* Returns the entry's place. */
static inline uint32_t an_lists_add(AnLists *lists, uint32_t key, uint32_t seq, unsigned kind)
{
    uint32_t place = lists->starts[key]++;
    lists->seqs[place] = seq;
    lists->kinds[place] = (uint8_t)kind;
    lists->masks[place / 64] |= AN_BIT(kind);
    return place;
}

/* How many entries of the key are <= seq, as the place behind the last of them. */
uint32_t an_lists_after(const AnLists *lists, uint32_t key, uint32_t seq);
/* The place of the first entry of the key >= seq, which is not before `from`; quick when it is near to that. */
uint32_t an_lists_place_from(const AnLists *lists, uint32_t key, uint32_t from, uint32_t seq);
/* The last entry <= seq, the first > seq, with a kind in `mask`; AN_NONE.  Unknown keys have no entries. */
uint32_t an_lists_last(const AnLists *lists, uint32_t key, uint32_t seq, uint64_t mask);
uint32_t an_lists_next(const AnLists *lists, uint32_t key, uint32_t seq, uint64_t mask);

/* --- intervals (an_intervals.c) --- */

/* Appends an interval that begins at `begin` (not before the last one's); its number, or AN_NONE without memory. */
uint32_t an_intervals_open(AnIntervals *set, const LsAlloc *alloc, uint32_t begin);
/* Ends it; `end` is not before the last end.  False when there is no memory. */
bool an_intervals_close(AnIntervals *set, const LsAlloc *alloc, uint32_t number, uint32_t end);
/* Builds the tree; with `keys` (one for each interval) sorts by key first, stably.  False when there is no memory. */
bool an_intervals_finish(AnIntervals *set, const LsAlloc *alloc, const int64_t *keys);
void an_intervals_free(AnIntervals *set, const LsAlloc *alloc);

/* How many contain n (begin <= n < end). */
uint32_t an_intervals_active(const AnIntervals *set, uint32_t n);
/* The first place >= from whose interval contains n; set->count when there is none. */
size_t an_intervals_find(const AnIntervals *set, size_t from, uint32_t n);

/* --- sorted arrays --- */

/* How many of the sorted items are <= seq. */
size_t an_sorted_after(const uint32_t *items, size_t count, uint32_t seq);
bool an_seqs_add(AnSeqs *seqs, const LsAlloc *alloc, uint32_t seq);
void an_seqs_free(AnSeqs *seqs, const LsAlloc *alloc);

/* --- all events --- */

/* The last event <= seq / the first >= seq with a kind in `mask`; AN_NONE. */
uint32_t an_index_last(const AnIndex *index, uint32_t seq, uint64_t mask);
uint32_t an_index_next(const AnIndex *index, uint32_t seq, uint64_t mask);

static inline const TraceEvent *an_event(const AnIndex *index, uint32_t seq)
{
    return trace_at(index->trace, seq);
}

/* The last event <= seq about the entity with a kind in `mask`, AN_NONE. */
static inline uint32_t an_entity_last(const AnIndex *index, uint32_t entity, uint32_t seq, uint64_t mask)
{
    return an_lists_last(&index->entities, entity, seq, mask);
}

/* The same for what happens in a thread. */
static inline uint32_t an_thread_last(const AnIndex *index, uint16_t thread, uint32_t seq, uint64_t mask)
{
    return an_lists_last(&index->threads, thread, seq, mask);
}

/* The first event about an entity, which tells its sort; AN_NONE. */
uint32_t an_index_birth(const AnIndex *index, uint32_t entity);
bool an_index_is_task(const AnIndex *index, uint32_t entity);

/* The task that runs in `thread` after event seq (from TASK_STEP up to the event that ends the step, without that one),
 * 0: none. */
uint32_t an_index_running_task(const AnIndex *index, uint16_t thread, uint32_t seq);

/* --- look-ups at any event (an_tasks.c, an_threads.c), for those who do not move the model --- */

extern const uint64_t an_task_states; /* kinds that change a task's state */
AnState an_state_after(unsigned kind);
bool an_task_at(const AnIndex *index, uint32_t entity, uint32_t seq, AnTask *out);
uint32_t an_links_at(const AnIndex *index, uint32_t group, uint32_t seq, uint32_t *pending);
bool an_thread_at(const AnIndex *index, uint16_t thread, uint32_t seq, AnThread *out);
/* Is the task or future done after event seq? */
bool an_is_done(const AnIndex *index, uint32_t entity, uint32_t seq);
uint32_t an_task_line(const AnIndex *index, uint32_t task, uint32_t seq);
uint32_t an_thread_line(const AnIndex *index, uint16_t thread, uint32_t seq);

/* The process of a thread as THREAD_NEW says it: an entity, 0 when unknown. */
uint32_t an_thread_process(const AnIndex *index, uint16_t thread);

/* --- the order of lanes (an_lanes_order.c) --- */

/* False when there is no memory. */
bool an_lanes_order_build(AnModel *model);
void an_lanes_order_free(AnModel *model);

#endif
