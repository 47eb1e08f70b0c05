/* an_model.h: the state of the simulated world after event n of a trace.
 *
 * A front end makes one AnModel for a trace, moves it with an_model_seek or an_model_step, and asks: who runs, what
 * stands in the ready queue, who waits for what until when, what do the frames look like, what was printed.
 *
 * How it works.  Nothing is replayed and nothing is undone.  an_model_new reads the trace once and builds an index
 * (an_index.h): for each entity and each thread the sorted list of its events, with a mask of the kinds in every 64 of
 * them, and for the ready queue and the waiting set the interval of events during which each entry stood there.  "The
 * state at n" is then a set of look-ups: the last event of some kinds of an entity before n is a binary search, the
 * waiting set in order of deadline a descent in a tree over the intervals.  So seeking costs nothing at all, going
 * backwards is the same as going forwards, and each question costs O(log events) for what is asked (a screenful of
 * rows), with a million tasks too.  The index takes about 19 bytes an event.
 *
 * Ownership: the model borrows the trace, which must outlive it and must not grow meanwhile (make a new model for a
 * longer trace).  Questions allocate nothing and cannot fail.  Texts are string ids of the trace (trace_text) or are
 * written into the caller's buffer; they come from scripts and files and may hold any byte: the front end escapes them.
 *
 * Entities (tasks, handles, futures, locks …) are the trace's ids, 0 being none; threads are indices from 0.
 */
#ifndef AN_MODEL_H
#define AN_MODEL_H

#include "base/ls_watch.h"
#include "trace/trace.h"

#define AN_NONE UINT32_MAX   /* no such event */
#define AN_FOREVER INT64_MAX /* no deadline */

typedef struct AnModel AnModel;

/* A model at the first event; NULL when there is no memory.  O(events). */
AnModel *an_model_new(const LsAlloc *alloc, const Trace *trace);
/* The same; `watch` is told of each quarter of a million events, and may stop it: NULL then, too. */
AnModel *an_model_new_watched(const LsAlloc *alloc, const Trace *trace, const LsWatch *watch);
void an_model_free(AnModel *model);
const Trace *an_model_trace(const AnModel *model);
size_t an_model_memory_bytes(const AnModel *model);

/* --- where we are --- */

/* Number of events; 0 for an empty trace, in which every question has the empty answer. */
uint32_t an_model_count(const AnModel *model);
/* The event that happened last: the state is the one after it. */
uint32_t an_model_position(const AnModel *model);
/* Moves to the state after event `seq`; too large values mean the last event.  O(1). */
void an_model_seek(AnModel *model, uint32_t seq);
/* Moves by `delta` events, stops at the ends; returns whether the position changed.  O(1). */
bool an_model_step(AnModel *model, int64_t delta);
/* The event of the position; NULL in an empty trace. */
const TraceEvent *an_model_event(const AnModel *model);
/* The virtual clock now, and at the run's end (nanoseconds). */
int64_t an_model_now(const AnModel *model);
int64_t an_model_end_ns(const AnModel *model);

/* --- the loop --- */

typedef enum AnPhase {
    AN_PHASE_NONE,   /* no loop exists (any more) in this thread */
    AN_PHASE_START,  /* the loop exists, no iteration has begun */
    AN_PHASE_POLL,   /* it polls */
    AN_PHASE_TIMERS, /* the poll is over; due timers are moved to ready */
    AN_PHASE_RUN,    /* it runs the handles of this iteration */
} AnPhase;

typedef struct AnLoop {
    uint32_t entity;
    AnPhase phase;
    uint32_t iteration;     /* as the trace numbers them; 0 before the first */
    uint32_t iteration_seq; /* its ITERATION event, or AN_NONE */
    uint32_t snapshot;      /* how many handles this iteration runs; valid in AN_PHASE_RUN */
    uint32_t snapshot_left; /* how many of them are still in ready */
    int64_t poll_until_ns;  /* in AN_PHASE_POLL: when the poll gives up, AN_FOREVER: never */
} AnLoop;

/* The loop of a thread; phase AN_PHASE_NONE (and false) when it has none. */
bool an_model_loop(const AnModel *model, uint16_t thread, AnLoop *out);

/* --- the ready queue --- */

typedef enum AnEntrySort {
    AN_ENTRY_STEP,        /* the next step of `task` */
    AN_ENTRY_SLEEP_TIMER, /* the timer of `task`'s sleep: will queue the task's step */
    AN_ENTRY_HANDLE,      /* a callback: call_soon, a call_later that is due, a done callback … */
} AnEntrySort;

typedef struct AnReady {
    AnEntrySort sort;
    TraceRole role;      /* why it stands there */
    bool cancelled;      /* will be skipped */
    uint16_t thread;     /* of the loop */
    uint32_t entity;     /* the task or the handle */
    uint32_t task;       /* the task that it is about, 0 when it is about none */
    uint32_t queued_seq; /* the event that queued it */
    uint32_t cause;      /* what that event follows from, or AN_NONE */
} AnReady;

uint32_t an_model_ready_count(const AnModel *model);
/* Entries first, first + 1, … in queue order; returns how many were written, at most `max`. */
size_t an_model_ready(const AnModel *model, uint32_t first, AnReady *rows, size_t max);

/* --- the waiting set: suspended tasks and armed timers --- */

typedef struct AnWaiting {
    uint32_t entity; /* the task, or the handle of a call_later */
    bool is_task;
    TraceWait wait; /* TRACE_WAIT_SLEEP for sleeps and for timers */
    uint16_t thread;
    uint32_t awaited; /* the entity waited for, 0 when it has no identity */
    uint32_t label;   /* string: what is waited for, 0 when it has no text of its own */
    int64_t since_ns;
    int64_t until_ns; /* AN_FOREVER when nothing but another event ends it */
    uint32_t seq;     /* the event that began the wait */
    uint32_t cause;
} AnWaiting;

uint32_t an_model_waiting_count(const AnModel *model);
/* By deadline, then in order of arming; those without a deadline last.  Returns how many rows were written. */
size_t an_model_waiting(const AnModel *model, uint32_t first, AnWaiting *rows, size_t max);

/* --- tasks --- */

typedef enum AnState { AN_STATE_NONE, AN_RUNNING, AN_READY_STATE, AN_WAITING_STATE, AN_BLOCKED, AN_DONE } AnState;

const char *an_state_name(AnState state); /* "", "running", "ready", "waiting", "blocked", "done" */

typedef struct AnTask {
    uint32_t entity;
    uint32_t number; /* N of "Task-N"; 0 when it was named */
    uint32_t name;   /* string, 0 when it is "Task-N" */
    uint32_t label;  /* string such as fetch("gamma"), 0 when labels were not recorded */
    bool is_main;
    AnState state;        /* of the position; AN_STATE_NONE before it was created */
    TraceOutcome outcome; /* when done */
    uint32_t result;      /* string, when done: the result or the exception, 0 when not recorded */
    uint32_t parent;      /* the task that created it, 0: none did */
    uint32_t created_seq;
    uint32_t state_seq; /* the event since which it is in this state */
    uint32_t line;      /* where it stands, 0 when unknown */
    uint32_t awaited;   /* what it waits for (AN_WAITING_STATE) */
    TraceWait wait;
    uint32_t wait_label; /* string */
    uint32_t wait_seq;   /* the TASK_WAIT or TASK_SLEEP, or AN_NONE */
    int64_t until_ns;    /* deadline of the wait, AN_FOREVER when there is none */
    uint32_t cancel_requests;
    uint16_t thread;
} AnTask;

/* Tasks that exist at the position, in order of creation; and in the whole trace. */
uint32_t an_model_task_count(const AnModel *model);
uint32_t an_model_task_total(const AnModel *model);
/* Entity of the task `index` < an_model_task_total. */
uint32_t an_model_task_at(const AnModel *model, uint32_t index);
/* The reverse; AN_NONE when the entity is no task. */
uint32_t an_model_task_index(const AnModel *model, uint32_t entity);
/* False when the entity is no task (`out` is then all zero). */
bool an_model_task(const AnModel *model, uint32_t entity, AnTask *out);

/* Members of a gather, group … (FUTURE_LINK) so far: entities in order; `pending` of them are not done. */
uint32_t an_model_link_count(const AnModel *model, uint32_t group, uint32_t *pending);
size_t an_model_links(const AnModel *model, uint32_t group, uint32_t first, uint32_t *entities, size_t max);

/* --- frames --- */

typedef struct AnFrame {
    uint32_t label;    /* string: function's name */
    uint32_t line;     /* where it stands now */
    uint32_t push_seq; /* the call */
    TraceFrame sort;
} AnFrame;

/* The await chain of a task / the calls of a thread's plain code, innermost first; returns how many were written.
 * Empty when the trace was recorded without detail. */
size_t an_model_task_frames(const AnModel *model, uint32_t task, AnFrame *frames, size_t max);
size_t an_model_thread_frames(const AnModel *model, uint16_t thread, AnFrame *frames, size_t max);

/* --- threads --- */

typedef enum AnRunning {
    AN_RUN_NOTHING, /* the loop polls or stands between two handles, or the thread does not exist */
    AN_RUN_TASK,
    AN_RUN_HANDLE, /* a callback */
    AN_RUN_SLEEP,  /* the timer callback of a sleep: `running_entity` is the task */
    AN_RUN_PLAIN,  /* code outside of any loop */
    AN_RUN_JOB,    /* a worker works on job `running_entity` */
} AnRunning;

typedef struct AnThread {
    uint16_t index;
    uint32_t entity;  /* 0 when the trace has no THREAD_NEW for it */
    uint32_t process; /* entity */
    uint32_t name;    /* string */
    AnState state;    /* AN_STATE_NONE before its start; AN_WAITING_STATE: its loop polls, the thread is idle */
    AnRunning running;
    uint32_t running_entity;
    uint32_t running_seq; /* the event since which it runs */
    uint32_t line;        /* current source line, 0 when unknown */
    bool blocked;         /* something holds the thread: also while a task is `running` on it */
    TraceBlock block;
    int64_t blocked_since_ns;
    int64_t blocked_until_ns; /* AN_FOREVER when open */
    uint32_t block_seq;       /* its BLOCK event, or AN_NONE */
} AnThread;

uint16_t an_model_thread_count(const AnModel *model);                       /* in the whole trace; at least 1 */
bool an_model_thread(const AnModel *model, uint16_t thread, AnThread *out); /* false before it starts */
/* The thread of the position's event. */
uint16_t an_model_current_thread(const AnModel *model);

/* --- futures, primitives --- */

typedef struct AnFuture {
    uint32_t label; /* string */
    TraceWait wait; /* its sort: TRACE_WAIT_FUTURE, TRACE_WAIT_GATHER … */
    bool done;
    TraceOutcome outcome;
    uint32_t result; /* string */
} AnFuture;

bool an_model_future(const AnModel *model, uint32_t entity, AnFuture *out);

typedef struct AnSync {
    uint32_t entity;
    uint32_t label;  /* string */
    TraceWait wait;  /* its sort: TRACE_WAIT_LOCK, TRACE_WAIT_QUEUE_GET … */
    uint32_t level;  /* queue: items; semaphore: free; lock: 1 = held; event: 1 = set */
    uint32_t holder; /* the task that did the last acquire, when it has not been released; else 0 */
} AnSync;

uint32_t an_model_sync_count(const AnModel *model); /* that exist at the position */
bool an_model_sync(const AnModel *model, uint32_t index, AnSync *out);

/* --- output --- */

typedef struct AnOutput {
    uint32_t seq;
    int64_t time_ns;
    uint32_t text; /* string */
    TraceStream stream;
} AnOutput;

uint32_t an_model_output_count(const AnModel *model); /* written so far */
uint32_t an_model_output_total(const AnModel *model);
bool an_model_output(const AnModel *model, uint32_t index, AnOutput *out); /* index < total */

/* --- names --- */

/* Writes what to call an entity: a task's label or name, a handle's label, gather's or a lock's label, "future 7".
 * NUL-terminated, cut at a code point's border to `size` bytes; returns the bytes written. */
size_t an_model_label(const AnModel *model, uint32_t entity, char *out, size_t size);
size_t an_model_thread_label(const AnModel *model, uint16_t thread, char *out, size_t size);

#endif
