/* cmd_sweep_metric.h: what a sweep measures of a run: a figure of the engine's, or a number that the script prints.
 */
#ifndef CMD_SWEEP_METRIC_H
#define CMD_SWEEP_METRIC_H

#include "analysis/an_stats.h"
#include "engine.h"

/* X(name, unit, needs a trace, value, help); `value` is an expression over `result` and `stats`. */
#define SWEEP_METRIC_TABLE(X)                                                                                          \
    X("elapsed", "s", false, (double)result->elapsed_ns / 1e9, "virtual time of the whole run")                        \
    X("memory", "bytes", false, (double)result->peak_memory_bytes, "memory of the script at the end")                  \
    X("instructions", "", false, (double)result->instructions, "instructions of the script")                           \
    X("blocked", "s", true, (double)stats->blocked_ns / 1e9, "time in which the main thread was blocked")              \
    X("idle", "s", true, (double)stats->idle_ns / 1e9, "time in which every thread was idle")                          \
    X("delay", "s", true, (double)stats->longest_hold_ns / 1e9, "longest time that one step held its loop")            \
    X("iterations", "", true, stats->iterations, "iterations of event loops")                                          \
    X("callbacks", "", true, stats->callbacks, "callbacks that ran")                                                   \
    X("steps", "", true, stats->steps, "steps of tasks")                                                               \
    X("tasks", "", true, stats->tasks, "tasks")                                                                        \
    X("failed", "", true, stats->tasks_failed, "tasks that ended with an exception")                                   \
    X("cancelled", "", true, stats->tasks_cancelled, "tasks that were cancelled")                                      \
    X("ready", "", true, stats->max_ready, "longest ready queue")                                                      \
    X("waiting", "", true, stats->max_waiting, "most tasks waiting at once")

typedef struct SweepMetric {
    const char *name;
    const char *unit; /* "" when it has none */
    bool traced;      /* the run must be recorded */
    bool printed;     /* read from what the script prints */
} SweepMetric;

/* The metric of that name: one of the table, else the number that follows the word in the script's output. */
SweepMetric cmd_sweep_metric(const char *name);
/* Its value; false when the script printed none.  `trace` may be NULL unless it is needed; `output` is the script's. */
bool cmd_sweep_metric_value(const SweepMetric *metric, const LsAlloc *alloc, const EngineResult *result,
                            const Trace *trace, const LsBuf *output, double *value);
/* The table's names, separated by commas. */
void cmd_sweep_metric_names(LsBuf *out);

#endif
