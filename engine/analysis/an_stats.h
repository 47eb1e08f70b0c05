/* an_stats.h: figures of a whole run.  Borrows the model; allocates nothing but what the caller's buffer needs. */
#ifndef AN_STATS_H
#define AN_STATS_H

#include "analysis/an_model.h"
#include "base/ls_buf.h"

typedef struct AnStats {
    int64_t elapsed_ns;
    uint32_t events;
    uint32_t iterations;
    uint32_t steps;     /* of tasks */
    uint32_t callbacks; /* handles that ran */
    uint32_t tasks;
    uint32_t tasks_failed;
    uint32_t tasks_cancelled;
    uint32_t max_tasks; /* most tasks alive (not done) at once */
    uint32_t max_ready; /* longest ready queue */
    uint32_t max_waiting;
    int64_t busy_ns;           /* some thread ran or was blocked inside a callback, step or plain code */
    int64_t idle_ns;           /* all threads were idle: their loops polled */
    int64_t blocked_ns;        /* the main thread was blocked (time.sleep, blocking I/O …); part of busy_ns */
    int64_t longest_hold_ns;   /* longest time that one step or callback held its loop */
    uint32_t longest_hold_seq; /* its TASK_STEP or HANDLE_RUN, or AN_NONE */
    uint32_t outputs;
    TraceEnd end;
    bool ended; /* false: the trace has no RUN_END */
} AnStats;

/* O(events). */
void an_stats(const AnModel *model, AnStats *out);

typedef struct AnTaskStats {
    int64_t alive_ns;
    int64_t running_ns;
    int64_t ready_ns;
    int64_t waiting_ns;
    int64_t wait_ns[TRACE_WAIT_COUNT]; /* waiting_ns by what was waited for */
    uint32_t steps;
} AnTaskStats;

/* O(events of the task). */
void an_stats_task(const AnModel *model, uint32_t task, AnTaskStats *out);

/* The figures as lines of text. */
void an_stats_text(const AnModel *model, const AnStats *stats, LsBuf *out);

#endif
