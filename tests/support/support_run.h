/* support_run.h: whole runs of scripts, for the tests of the engine.
 *
 * A run is loaded, recorded in detail and given up again.  Its memory comes from the caller's allocator, which may fail
 * anywhere: what does not work for lack of memory is not done.
 */
#ifndef SUPPORT_RUN_H
#define SUPPORT_RUN_H

#include "engine.h"
#include "support/support_alloc.h"

/* What a script wrote, with a NUL behind; what does not fit is dropped. */
typedef struct SupportOutput {
    char text[8192];
    size_t size;
} SupportOutput;

/* Loads and runs `text`.  `output` gets what it writes to stdout, and to stderr too with `errors` (diagnostics of a
 * script that is refused as well). */
LsStatus support_run(const LsAlloc *alloc, const char *text, const EngineRunOptions *options, SupportOutput *output,
                     bool errors);

/* Runs `text` again and again, each time with another allocation that fails: the first ones, then such that each lies
 * n / `density` further than the one before, until one lies behind the end.  That run must write exactly `expected`
 * (NULL: anything, but end well).  Nothing may crash or leak meanwhile. */
void support_run_failing(const char *text, const EngineRunOptions *options, const char *expected, size_t density);

#endif
