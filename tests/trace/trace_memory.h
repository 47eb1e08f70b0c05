/* trace_memory.h: sinks and sources in memory, for the tests of trace files. */
#ifndef TRACE_MEMORY_H
#define TRACE_MEMORY_H

#include "base/ls_buf.h"
#include "trace/trace_file.h"

typedef struct MemoryFile {
    LsBuf bytes;
    size_t read;       /* bytes that were read so far */
    size_t at_a_time;  /* most bytes that one read gives; 0: no limit */
    size_t fail_after; /* reads and writes beyond so many bytes fail; 0: never */
} MemoryFile;

void memory_file_init(MemoryFile *file, const LsAlloc *alloc);
void memory_file_free(MemoryFile *file);
TraceSink memory_sink(MemoryFile *file);
/* From the beginning. */
TraceSource memory_source(MemoryFile *file);

/* A trace in which every kind occurs at least once, with every flag; strings with all sorts of characters, a source,
 * metadata, large amounts.  It makes no sense as a run. */
Trace *trace_of_all_kinds(const LsAlloc *alloc);

#endif
