/* trace.h: the trace in memory, and the recorder that the engine appends to.
 *
 * A Trace owns its events (chunks of 32-byte records that are never moved or copied), its strings (interned, each once)
 * and the script's source text.  The engine appends while it runs; everything else only reads.  A Trace has no lock:
 * whoever shares it between threads brings one.
 *
 * A failed allocation while recording sets `failed`, later events are dropped, and the run goes on; the front end says
 * so.  Appending is O(1), a few nanoseconds; reading event n is O(1).
 */
#ifndef TRACE_H
#define TRACE_H

#include "base/ls_alloc.h"
#include "base/ls_status.h"
#include "trace/trace_kinds.h"

#define TRACE_NO_CAUSE UINT32_MAX
#define TRACE_LINE_MAX 0xFFFFFF /* scripts are shorter */
enum { TRACE_CHUNK_EVENTS = 1 << 12 };

/* One event, 32 bytes.  Its sequence number is its index in the trace. */
typedef struct TraceEvent {
    int64_t time_ns; /* virtual */
    union {
        struct {
            uint32_t object;
            uint32_t value;
        };
        int64_t amount;
    };
    uint32_t cause; /* sequence number of the event that made this one possible, or TRACE_NO_CAUSE */
    uint32_t subject;
    uint32_t line; /* source line, from 1; 0 when there is none */
    uint8_t kind;
    uint8_t flags;
    uint16_t thread; /* index of the thread, from 0 = the main thread of the first process */
} TraceEvent;

typedef struct Trace Trace;

/* What a Trace begins with: the end of its events, for those who append.  There is always a place for the next one. */
typedef struct TraceTail {
    TraceEvent *next, *limit; /* the free part of the newest chunk; or a place from which the event is moved */
    uint32_t count;           /* events so far */
} TraceTail;

/* A new, empty trace; NULL when there is no memory.  `alloc` outlives it. */
Trace *trace_new(const LsAlloc *alloc);
void trace_free(Trace *trace);

/* Where the next event goes: the caller fills it in and counts it at once (trace_filled). */
static inline TraceEvent *trace_next(Trace *trace)
{
    return ((TraceTail *)(void *)trace)->next;
}

/* What trace_filled leaves to be done when the event was the last that had a place. */
uint32_t trace_turn(Trace *trace);

/* The next event is complete; returns its sequence number, or TRACE_NO_CAUSE when there was no memory. */
static inline uint32_t trace_filled(Trace *trace)
{
    TraceTail *tail = (TraceTail *)(void *)trace;
    uint32_t seq = tail->count++;
    return ++tail->next == tail->limit ? trace_turn(trace) : seq;
}

/* Appends an event; returns its sequence number, or TRACE_NO_CAUSE when there was no memory (trace_failed is then set).
 * `event.time_ns` must not lie before the last event's of the same thread. */
uint32_t trace_append(Trace *trace, const TraceEvent *event);
bool trace_failed(const Trace *trace);
/* Number of events, and one of them (`seq` < trace_count). */
uint32_t trace_count(const Trace *trace);
const TraceEvent *trace_at(const Trace *trace, uint32_t seq);
/* Memory in use, bytes. */
size_t trace_memory_bytes(const Trace *trace);

/* A new entity id, from 1. */
uint32_t trace_new_id(Trace *trace);
uint32_t trace_id_count(const Trace *trace);
/* For readers of files: counts at least so many ids as given out. */
void trace_set_id_count(Trace *trace, uint32_t count);

/* Interns a text (UTF-8, may hold NULs); returns its id, 0 for the empty text or when there is no memory (trace_failed
 * is then set). */
uint32_t trace_string(Trace *trace, const char *text, size_t size);
/* The same for a string literal, which is known by its address when it comes again. */
uint32_t trace_literal(Trace *trace, const char *literal);
/* The text of an id; "" for unknown ids.  NUL-terminated, valid as long as the trace.  `size` may be NULL. */
const char *trace_text(const Trace *trace, uint32_t string_id, size_t *size);
uint32_t trace_string_count(const Trace *trace);

/* The script that was run: its name and text are copied.  Readers get "" / 0 lines when unknown. */
LsStatus trace_set_source(Trace *trace, const char *name, const char *text, size_t size);
const char *trace_source_name(const Trace *trace);
const char *trace_source_text(const Trace *trace, size_t *size);

/* Free-form metadata that rides in the file ("seed", "entry", "cost", …); a later value replaces an earlier one. */
LsStatus trace_set_meta(Trace *trace, const char *key, const char *value);
const char *trace_meta(const Trace *trace, const char *key); /* NULL when absent */
size_t trace_meta_count(const Trace *trace);
/* The key of entry `index` (in the order of setting), and its value. */
const char *trace_meta_at(const Trace *trace, size_t index, const char **value);

/* Names from the tables; "?" for values outside of them. */
const char *trace_kind_name(unsigned kind);
const char *trace_wait_name(unsigned wait);
const char *trace_wait_phrase(unsigned wait);
const char *trace_role_name(unsigned role);
const char *trace_outcome_name(unsigned outcome);
const char *trace_sync_name(unsigned op);
const char *trace_block_name(unsigned block);
const char *trace_core_name(unsigned core);
const char *trace_gil_name(unsigned gil);
const char *trace_frame_name(unsigned frame);
const char *trace_end_name(unsigned end);

#endif
