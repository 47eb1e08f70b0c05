/* an_build.h: traces made by hand, for the tests of the model.
 *
 * A Build holds a trace and a recorder and has the pieces that runs are made of.  Failing to record fails the test.
 */
#ifndef AN_BUILD_H
#define AN_BUILD_H

#include "trace/trace_recorder.h"

enum { BUILD_MS = 1000000 };

typedef struct Build {
    Trace *trace;
    TraceRecorder recorder;
    uint32_t loop;
    uint32_t iterations;
    uint32_t tasks;
} Build;

void build_begin(Build *build, const LsAlloc *alloc);
void build_end(Build *build); /* frees the trace */

uint32_t build_string(Build *build, const char *text);
/* An event at the recorder's time and line, whose cause is the step in progress. */
uint32_t build_event(Build *build, TraceKind kind, uint32_t subject, uint32_t object, uint32_t value, unsigned flags);
uint32_t build_caused(Build *build, TraceKind kind, uint32_t cause, uint32_t subject, uint32_t object, uint32_t value,
                      unsigned flags);
uint32_t build_amount(Build *build, TraceKind kind, uint32_t subject, int64_t amount, unsigned flags);

/* RUN_BEGIN, THREAD_NEW, LOOP_NEW. */
void build_run(Build *build, const char *file, const char *entry);
/* ITERATION, POLL, POLL_END at time `ms`. */
void build_iteration(Build *build, int64_t poll_ms, int64_t ms);
/* A new task; TASK_NEW and the READY of its first step. */
uint32_t build_task(Build *build, const char *label, bool main);
uint32_t build_step(Build *build, uint32_t task, uint32_t queued_seq);
uint32_t build_sleep(Build *build, uint32_t task, int64_t ms);

/* The run of three fetches of 1000, 500 and 250 ms through gather, as the engine records it with frames and lines. */
typedef struct ThreeFetches {
    uint32_t main;
    uint32_t fetch[3]; /* alpha, beta, gamma */
    uint32_t gather;
    uint32_t resumed[3]; /* their second TASK_STEP */
    uint32_t main_resumed;
    uint32_t gathered; /* main's TASK_WAIT */
} ThreeFetches;

void build_three_fetches(Build *build, ThreeFetches *names);

#endif
