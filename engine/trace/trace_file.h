/* trace_file.h: traces as files, in Chrome's Trace Event Format (docs/TRACE.md).
 *
 * A file is a JSON array with one event a line; Perfetto, chrome://tracing and speedscope open it as it is.  Our own
 * columns ride in "args", so that reading gives the same Trace again, event for event.  The closing bracket may be
 * missing: of a file whose writer was killed at most the last line is lost, and `truncated` says so.
 *
 * The functions work on sinks and sources, so that they need no file; trace_file_save and trace_file_load work on paths
 * and read and write gzip too.  Reading checks everything: a file that is not one of ours, or one that was tampered
 * with, gives LS_E_FORMAT and a sentence with the line number; what comes out of it can be handed to the model as it
 * is.
 */
#ifndef TRACE_FILE_H
#define TRACE_FILE_H

#include "base/ls_watch.h"
#include "trace/trace.h"

/* Where bytes go.  `write` returns false when it could not take them all. */
typedef struct TraceSink {
    bool (*write)(void *context, const char *bytes, size_t size);
    void *context;
} TraceSink;

/* Where bytes come from.  `read` stores at most `size` bytes and their number, 0 at the end; false on failure. */
typedef struct TraceSource {
    bool (*read)(void *context, char *bytes, size_t size, size_t *got);
    void *context;
} TraceSource;

enum { TRACE_ERROR_SIZE = 256 };

typedef struct TraceFileInfo {
    bool truncated;               /* the file breaks off; what came before was read */
    char error[TRACE_ERROR_SIZE]; /* when a function failed: one sentence, with the line number where there is one */
} TraceFileInfo;

/* Writes the whole trace.  LS_E_IO when the sink refuses, LS_E_NOMEM. */
LsStatus trace_file_write(const Trace *trace, const LsAlloc *alloc, TraceSink sink);

/* Reads a trace; on success `*out` is the caller's (trace_free).  LS_E_FORMAT, LS_E_IO, LS_E_NOMEM: see info->error. */
LsStatus trace_file_read(const LsAlloc *alloc, TraceSource source, Trace **out, TraceFileInfo *info);

/* Writes to `path` through a temporary file beside it, which replaces it only when all went well; a path that ends in
 * ".gz" is compressed. */
LsStatus trace_file_save(const Trace *trace, const LsAlloc *alloc, const char *path, TraceFileInfo *info);
/* Reads a file, compressed or not (the first bytes tell). */
LsStatus trace_file_load(const LsAlloc *alloc, const char *path, Trace **out, TraceFileInfo *info);
/* The same; `watch` is told how many of the file's bytes are read, and may stop it: LS_E_CANCELLED then. */
LsStatus trace_file_load_watched(const LsAlloc *alloc, const char *path, const LsWatch *watch, Trace **out,
                                 TraceFileInfo *info);

/* Same events, strings, source, metadata and number of entities.  Otherwise false, and `*first_difference` (may be
 * NULL) is the first event that differs, or the number of events when something else does. */
bool trace_equal(const Trace *a, const Trace *b, uint32_t *first_difference);

#endif
