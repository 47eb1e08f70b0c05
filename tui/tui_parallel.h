/* tui_parallel.h: jobs on all processors, while the caller watches.
 *
 * The only file that makes threads of the host besides libuv's.  Jobs are taken in order by as many threads as asked;
 * they share nothing but what their context brings.
 */
#ifndef TUI_PARALLEL_H
#define TUI_PARALLEL_H

#include <stdbool.h>
#include <stddef.h>

enum { TUI_PARALLEL_MAX = 64 };

typedef struct TuiParallel {
    size_t job_count;
    unsigned threads; /* 1 … TUI_PARALLEL_MAX; 0: as many as there are processors */
    void *context;
    void (*job)(void *context, size_t index);      /* in a thread of its own */
    void (*watch)(void *context, size_t finished); /* about ten times a second, in the caller's thread; may be NULL */
} TuiParallel;

/* Runs all jobs; returns when the last has ended.  Where no thread can be started the caller's does the work. */
void tui_parallel_run(const TuiParallel *parallel);

#endif
