/* Writing a trace as lines of JSON.  The form of the lines is told in docs/TRACE.md; trace_reader.c reads it. */
#include "trace/trace_columns.h"
#include "trace/trace_file.h"
#include "trace/trace_format.h"

#include <string.h>

enum { BUFFER_SIZE = 1 << 16, LINE_ROOM = 512, STACK_DEPTH = 6 };

/* Slices that are open on a thread's track: the kinds that began them. */
typedef struct ThreadTrack {
    uint32_t process;
    uint32_t running; /* task */
    uint8_t depth;
    uint8_t open[STACK_DEPTH];
} ThreadTrack;

typedef struct Writer {
    const Trace *trace;
    const LsAlloc *alloc;
    TraceSink sink;
    TraceColumns columns[TRACE_KIND_COUNT];
    char *buffer;
    size_t used;
    bool failed; /* the sink refused */
    ThreadTrack *threads;
    uint32_t thread_count;
    uint32_t id_count;
    uint8_t *waits;   /* for each entity: a slice of waiting is open on its track */
    uint32_t *pids;   /* for each entity that is a task: its process */
    uint32_t strings; /* written so far */
} Writer;

/* --- bytes --- */

static void flush(Writer *w)
{
    if (w->used > 0 && !w->failed && !w->sink.write(w->sink.context, w->buffer, w->used)) {
        w->failed = true;
    }
    w->used = 0;
}

/* Room for a line's fixed part; longer texts go through put, which flushes by itself. */
static void make_room(Writer *w, size_t size)
{
    if (BUFFER_SIZE - w->used < size) {
        flush(w);
    }
}

static void put(Writer *w, const char *bytes, size_t size)
{
    while (size > 0) {
        make_room(w, 1);
        size_t part = BUFFER_SIZE - w->used < size ? BUFFER_SIZE - w->used : size;
        memcpy(w->buffer + w->used, bytes, part);
        w->used += part;
        bytes += part;
        size -= part;
    }
}

static void put_text(Writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void put_number(Writer *w, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put(w, digits + at, sizeof digits - at);
}

static void put_signed(Writer *w, int64_t number)
{
    if (number < 0) {
        put(w, "-", 1);
        put_number(w, (uint64_t)0 - (uint64_t)number);
    } else {
        put_number(w, (uint64_t)number);
    }
}

/* Nanoseconds as microseconds with as many digits as needed. */
static void put_time(Writer *w, int64_t ns)
{
    uint64_t value = ns < 0 ? 0 : (uint64_t)ns;
    put_number(w, value / 1000);
    unsigned rest = (unsigned)(value % 1000);
    if (rest > 0) {
        char digits[4] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
        size_t size = rest % 10 != 0 ? 4 : rest % 100 != 0 ? 3 : 2;
        put(w, digits, size);
    }
}

/* --- JSON strings --- */

static const char hex[] = "0123456789abcdef";

static void put_unit(Writer *w, unsigned unit)
{
    char escape[6] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};
    put(w, escape, sizeof escape);
}

static void put_json(Writer *w, const char *text, size_t size)
{
    size_t plain = 0; /* where the bytes begin that can be copied */
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool surrogate = byte == 0xED && i + 2 < size && (unsigned char)text[i + 1] >= 0xA0;
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F && !surrogate) {
            continue;
        }
        put(w, text + plain, i - plain);
        if (byte == '"' || byte == '\\') {
            char escape[2] = {'\\', (char)byte};
            put(w, escape, 2);
        } else if (byte == '\n') {
            put(w, "\\n", 2);
        } else if (surrogate) {
            put_unit(w, 0xD000u | (unsigned)((unsigned char)text[i + 1] & 0x3F) << 6 |
                            (unsigned)((unsigned char)text[i + 2] & 0x3F));
            i += 2;
        } else {
            put_unit(w, byte);
        }
        plain = i + 1;
    }
    put(w, text + plain, size - plain);
}

/* "s":"text", or "x":"hex digits" for bytes that are no UTF-8. */
static void put_string_member(Writer *w, const char *text, size_t size)
{
    if (trace_is_utf8(text, size)) {
        put_text(w, "\"s\":\"");
        put_json(w, text, size);
    } else {
        put_text(w, "\"x\":\"");
        for (size_t i = 0; i < size; i++) {
            unsigned char byte = (unsigned char)text[i];
            char digits[2] = {hex[byte >> 4], hex[byte & 15]};
            put(w, digits, 2);
        }
    }
    put_text(w, "\"");
}

/* --- lines that are no events --- */

static void write_string_line(Writer *w, const char *what, const char *text, size_t size)
{
    put_text(w, TRACE_LINE_BEGIN);
    put_text(w, what);
    put_text(w, TRACE_LINE_META);
    put_string_member(w, text, size);
    put_text(w, TRACE_LINE_END);
}

static void write_pair_line(Writer *w, const char *what, const char *first, const char *text, size_t size)
{
    put_text(w, TRACE_LINE_BEGIN);
    put_text(w, what);
    put_text(w, TRACE_LINE_META "\"key\":\"");
    put_json(w, first, strlen(first));
    put_text(w, "\",");
    put_string_member(w, text, size);
    put_text(w, TRACE_LINE_END);
}

static void write_head(Writer *w)
{
    put_text(w, "[\n" TRACE_LINE_BEGIN TRACE_NAME_HEAD TRACE_LINE_META "\"version\":1,\"ids\":");
    put_number(w, w->id_count);
    put_text(w, TRACE_LINE_END);
    size_t size;
    const char *text = trace_source_text(w->trace, &size);
    const char *name = trace_source_name(w->trace);
    if (size > 0 || *name != '\0') {
        write_pair_line(w, TRACE_NAME_SOURCE, name, text, size);
    }
    for (size_t i = 0; i < trace_meta_count(w->trace); i++) {
        const char *value;
        const char *key = trace_meta_at(w->trace, i, &value);
        write_pair_line(w, TRACE_NAME_META, key, value, strlen(value));
    }
}

static void write_tail(Writer *w)
{
    while (w->strings < trace_string_count(w->trace)) {
        size_t size;
        const char *text = trace_text(w->trace, ++w->strings, &size);
        write_string_line(w, TRACE_NAME_STRING, text, size);
    }
    put_text(w, TRACE_LINE_BEGIN TRACE_NAME_TAIL TRACE_LINE_META "\"events\":");
    put_number(w, trace_count(w->trace));
    put_text(w, "}}\n]\n");
}

/* The names of the tracks are for other programs; the reader passes over them. */
static void write_track_name(Writer *w, const char *what, uint32_t pid, uint64_t tid, const char *name, size_t size)
{
    put_text(w, TRACE_LINE_BEGIN);
    put_text(w, what);
    put_text(w, "\",\"ph\":\"M\",\"pid\":");
    put_number(w, pid);
    put_text(w, ",\"tid\":");
    put_number(w, tid);
    put_text(w, ",\"args\":{\"name\":\"");
    if (trace_is_utf8(name, size)) {
        put_json(w, name, size);
    }
    put_text(w, "\"" TRACE_LINE_END);
}

/* --- tracks --- */

static uint32_t pid_of_thread(const Writer *w, uint32_t thread)
{
    return w->threads[thread].process == 0 ? 1 : w->threads[thread].process;
}

static uint64_t tid_of_task(const Writer *w, uint32_t task)
{
    return (uint64_t)task + w->thread_count;
}

static void name_thread(Writer *w, uint32_t thread, uint32_t string)
{
    char name[32] = "main thread";
    size_t size;
    const char *text = trace_text(w->trace, string, &size);
    if (size == 0) {
        if (thread > 0) {
            size_t at = 7;
            memcpy(name, "thread ", at);
            for (uint32_t unit = 10000; unit > 0; unit /= 10) {
                if (thread >= unit) {
                    name[at++] = (char)('0' + thread / unit % 10);
                }
            }
            name[at] = '\0';
        }
        text = name;
        size = strlen(name);
    }
    write_track_name(w, TRACE_NAME_THREAD, pid_of_thread(w, thread), (uint64_t)thread + 1, text, size);
}

static void name_task(Writer *w, const TraceEvent *event)
{
    size_t size;
    const char *text = trace_text(w->trace, event->value, &size);
    char name[24] = "Task-";
    if (size == 0 && (event->flags & TRACE_TASK_NAMED) != 0) {
        text = trace_text(w->trace, event->object, &size);
    } else if (size == 0) {
        size_t at = 5;
        for (uint32_t unit = 1000000000; unit > 0; unit /= 10) {
            if (event->object >= unit || unit == 1) {
                name[at++] = (char)('0' + event->object / unit % 10);
            }
        }
        text = name;
        size = at;
    }
    uint32_t pid = pid_of_thread(w, event->thread);
    if (event->subject <= w->id_count) {
        w->pids[event->subject] = pid;
    }
    write_track_name(w, TRACE_NAME_THREAD, pid, tid_of_task(w, event->subject), text, size);
}

static void name_tracks(Writer *w, const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_PROCESS_NEW: {
        size_t size;
        const char *name = trace_text(w->trace, event->object, &size);
        write_track_name(w, TRACE_NAME_PROCESS, event->subject == 0 ? 1 : event->subject, 0, name, size);
        break;
    }
    case TRACE_THREAD_NEW:
        w->threads[event->thread].process = event->value;
        name_thread(w, event->thread, event->object);
        break;
    case TRACE_TASK_NEW: name_task(w, event); break;
    default: break;
    }
}

/* --- events --- */

static bool ends_step(unsigned kind)
{
    return kind == TRACE_TASK_WAIT || kind == TRACE_TASK_SLEEP || kind == TRACE_TASK_YIELD || kind == TRACE_TASK_DONE;
}

/* How long the step that begins at `seq` takes: up to the event that ends it. */
static int64_t step_length(const Writer *w, uint32_t seq)
{
    const TraceEvent *begin = trace_at(w->trace, seq);
    for (uint32_t at = seq + 1; at < trace_count(w->trace); at++) {
        const TraceEvent *event = trace_at(w->trace, at);
        if (event->thread == begin->thread && (ends_step(event->kind) || event->kind == TRACE_TASK_STEP)) {
            return event->time_ns - begin->time_ns;
        }
    }
    return 0;
}

/* The kind that a slice of this kind begins or ends, for the slices on a thread's track; TRACE_KIND_COUNT: none. */
static unsigned slice_begin(unsigned kind)
{
    switch (kind) {
    case TRACE_HANDLE_END: return TRACE_HANDLE_RUN;
    case TRACE_POLL_END: return TRACE_POLL;
    case TRACE_BLOCK_END: return TRACE_BLOCK;
    case TRACE_JOB_END: return TRACE_JOB_BEGIN;
    default: return TRACE_KIND_COUNT;
    }
}

/* B, E or i for an event on its thread's track; every E has its B, and they nest. */
static char thread_phase(ThreadTrack *track, unsigned kind)
{
    if (kind == TRACE_HANDLE_RUN || kind == TRACE_POLL || kind == TRACE_BLOCK || kind == TRACE_JOB_BEGIN) {
        if (track->depth < STACK_DEPTH) {
            track->open[track->depth++] = (uint8_t)kind;
            return 'B';
        }
        return 'i';
    }
    if (track->depth > 0 && slice_begin(kind) == track->open[track->depth - 1]) {
        track->depth--;
        return 'E';
    }
    return 'i';
}

/* The same for an event on a task's track: waiting is a slice, and so is a step. */
static char task_phase(uint8_t *waits, unsigned kind)
{
    switch (kind) {
    case TRACE_TASK_STEP: return 'X';
    case TRACE_TASK_WAIT:
    case TRACE_TASK_SLEEP:
        if (*waits == 0) {
            *waits = 1;
            return 'B';
        }
        return 'i';
    case TRACE_TASK_READY:
    case TRACE_SLEEP_FIRE:
    case TRACE_TASK_DROP:
        if (*waits != 0) {
            *waits = 0;
            return 'E';
        }
        return 'i';
    default: return 'i';
    }
}

static bool on_task_track(unsigned kind)
{
    return kind >= TRACE_TASK_NEW && kind <= TRACE_TASK_DROP;
}

/* The columns, those at the end left out as long as they are 0. */
static void put_columns(Writer *w, uint32_t seq, const TraceEvent *event)
{
    bool amount = w->columns[event->kind].object == TRACE_COLUMN_AMOUNT;
    int64_t relative = event->amount;
    if (w->columns[event->kind].deadline) {
        relative = (int64_t)((uint64_t)event->amount - (uint64_t)event->time_ns);
    }
    uint64_t fields[7] = {event->cause == TRACE_NO_CAUSE ? 0 : seq - event->cause,
                          event->subject,
                          event->line,
                          event->flags,
                          event->thread,
                          amount ? (uint64_t)relative : event->object,
                          amount ? 0 : event->value};
    int count = 7;
    while (count > 1 && fields[count - 1] == 0) {
        count--;
    }
    for (int i = 0; i < count; i++) {
        if (i > 0) {
            put(w, ",", 1);
        }
        if (i == 5 && amount) {
            put_signed(w, relative);
        } else {
            put_number(w, fields[i]);
        }
    }
}

static void write_event(Writer *w, uint32_t seq)
{
    const TraceEvent *event = trace_at(w->trace, seq);
    ThreadTrack *thread = &w->threads[event->thread];
    bool of_task = on_task_track(event->kind) && event->subject <= w->id_count;
    char phase = of_task ? task_phase(&w->waits[event->subject], event->kind) : thread_phase(thread, event->kind);
    uint64_t tid = of_task ? tid_of_task(w, event->subject) : (uint64_t)event->thread + 1;
    uint32_t pid = of_task && w->pids[event->subject] != 0 ? w->pids[event->subject] : pid_of_thread(w, event->thread);
    if (!of_task && phase == 'i' && thread->running != 0) { /* what a task does is shown on its own track */
        tid = tid_of_task(w, thread->running);
        pid = w->pids[thread->running] != 0 ? w->pids[thread->running] : pid;
    }
    make_room(w, LINE_ROOM);
    put_text(w, TRACE_LINE_BEGIN);
    put_text(w, trace_kind_name(event->kind));
    char ph[] = "\",\"ph\":\"?\",\"pid\":";
    ph[8] = phase;
    put(w, ph, sizeof ph - 1);
    put_number(w, pid);
    put_text(w, ",\"tid\":");
    put_number(w, tid);
    put_text(w, ",\"ts\":");
    put_time(w, event->time_ns);
    if (phase == 'X') {
        put_text(w, ",\"dur\":");
        put_time(w, step_length(w, seq));
    }
    put_text(w, ",\"args\":{\"e\":[");
    put_columns(w, seq, event);
    put_text(w, "]" TRACE_LINE_END);
    if (event->kind == TRACE_TASK_STEP && of_task) {
        thread->running = event->subject;
    } else if (ends_step(event->kind)) {
        thread->running = 0;
    }
}

/* An event's strings stand before it: all ids up to the largest it names. */
static void write_strings(Writer *w, const TraceEvent *event)
{
    const TraceColumns *columns = &w->columns[event->kind];
    uint32_t needed = columns->object == TRACE_COLUMN_STRING ? event->object : 0;
    if (event->kind == TRACE_TASK_NEW && (event->flags & TRACE_TASK_NAMED) != 0) {
        needed = event->object;
    }
    if (columns->value == TRACE_COLUMN_STRING && event->value > needed) {
        needed = event->value;
    }
    while (w->strings < needed && w->strings < trace_string_count(w->trace)) {
        size_t size;
        const char *text = trace_text(w->trace, ++w->strings, &size);
        write_string_line(w, TRACE_NAME_STRING, text, size);
    }
}

static bool begin(Writer *w)
{
    trace_columns(w->columns);
    w->id_count = trace_id_count(w->trace);
    w->thread_count = 1;
    for (uint32_t seq = 0; seq < trace_count(w->trace); seq++) {
        uint32_t thread = trace_at(w->trace, seq)->thread;
        w->thread_count = thread >= w->thread_count ? thread + 1 : w->thread_count;
    }
    size_t entities = (size_t)w->id_count + 1;
    w->buffer = ls_alloc_bytes(w->alloc, BUFFER_SIZE);
    w->threads = ls_alloc_zeroed(w->alloc, w->thread_count * sizeof *w->threads);
    w->waits = ls_alloc_zeroed(w->alloc, entities);
    w->pids = ls_alloc_zeroed(w->alloc, entities * sizeof *w->pids);
    return w->buffer != NULL && w->threads != NULL && w->waits != NULL && w->pids != NULL;
}

LsStatus trace_file_write(const Trace *trace, const LsAlloc *alloc, TraceSink sink)
{
    Writer w = {.trace = trace, .alloc = alloc, .sink = sink};
    LsStatus status = LS_E_NOMEM;
    if (begin(&w)) {
        write_head(&w);
        for (uint32_t seq = 0; seq < trace_count(trace) && !w.failed; seq++) {
            const TraceEvent *event = trace_at(trace, seq);
            write_strings(&w, event);
            name_tracks(&w, event);
            write_event(&w, seq);
        }
        write_tail(&w);
        flush(&w);
        status = w.failed ? LS_E_IO : LS_OK;
    }
    size_t entities = (size_t)w.id_count + 1;
    ls_alloc_free(alloc, w.buffer, BUFFER_SIZE);
    ls_alloc_free(alloc, w.threads, w.thread_count * sizeof *w.threads);
    ls_alloc_free(alloc, w.waits, entities);
    ls_alloc_free(alloc, w.pids, entities * sizeof *w.pids);
    return status;
}
