/* trace_scan.h: reading along one line of a trace file: fixed texts, numbers, JSON strings.  Private to engine/trace.
 *
 * A TraceScan stands at a place in a line.  Its functions move on over what they recognise; what they do not gives
 * false and one sentence in `error`, the first one only.  The line's bytes are borrowed, `text` is owned:
 * trace_scan_free.
 */
#ifndef TRACE_SCAN_H
#define TRACE_SCAN_H

#include "trace/trace_file.h"

#include <string.h>

typedef struct TraceScan {
    const LsAlloc *alloc;
    const char *at;
    const char *end;
    uint64_t line; /* number of the line, from 1 */
    LsStatus status;
    char *error; /* TRACE_ERROR_SIZE bytes of the caller's */
    char *text;  /* the string that was read last */
    size_t text_size;
    size_t text_capacity;
} TraceScan;

void trace_scan_free(TraceScan *scan);

/* All return false. */
bool trace_scan_fail(TraceScan *scan, LsStatus status, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool trace_scan_foreign(TraceScan *scan, const char *what); /* not one of our files, at this line */
bool trace_scan_no_memory(TraceScan *scan);

/* Moves over the text if it stands here; no error otherwise. */
static inline bool trace_scan_skip(TraceScan *scan, const char *text, size_t size)
{
    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, text, size) != 0) {
        return false;
    }
    scan->at += size;
    return true;
}

#define TRACE_SKIP(scan, literal) trace_scan_skip((scan), "" literal, sizeof(literal) - 1)

/* The text has to stand here. */
bool trace_scan_expect(TraceScan *scan, const char *text);
/* A decimal number without needless zeros, at most `most`. */
bool trace_scan_number(TraceScan *scan, uint64_t most, uint64_t *out);
bool trace_scan_signed(TraceScan *scan, int64_t *out);
/* Microseconds with up to three digits behind the point, as nanoseconds. */
bool trace_scan_time(TraceScan *scan, int64_t *out);
/* The rest of a JSON string, behind its opening quote, into `text`. */
bool trace_scan_json(TraceScan *scan);
/* "s":"…" or "x":"…" (hexadecimal bytes) into `text`. */
bool trace_scan_string_member(TraceScan *scan);
/* Appends a byte to `text`. */
bool trace_scan_put(TraceScan *scan, unsigned byte);

#endif
