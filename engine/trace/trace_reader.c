/* Reading what trace_writer.c writes, strictly: one pass, line by line, every column checked. */
#include "trace/trace_columns.h"
#include "trace/trace_file.h"
#include "trace/trace_format.h"
#include "trace/trace_scan.h"

#include <string.h>

enum { BUFFER_FIRST = 1 << 16, LINE_MAX_BYTES = 1 << 28, NAME_TABLE = 256, IDS_PER_EVENT = 16, IDS_SPARE = 1024 };

typedef struct Reader {
    TraceScan scan;
    TraceSource source;
    TraceFileInfo *info;
    Trace *trace;
    TraceColumns columns[TRACE_KIND_COUNT];
    uint8_t names[NAME_TABLE]; /* kind + 1, by hash of its name */

    char *buffer;
    size_t capacity;
    size_t from; /* the unread bytes */
    size_t to;
    bool at_end;

    bool have_head;
    bool have_tail;

    uint32_t ids;      /* as the file says */
    uint32_t ids_used; /* the largest one seen */
    int64_t *clocks;   /* for each thread: the time of its last event */
    size_t clock_count;
    char *key;
    size_t key_capacity;
} Reader;

/* --- lines --- */

static bool fill(Reader *r)
{
    if (r->from > 0) {
        memmove(r->buffer, r->buffer + r->from, r->to - r->from);
        r->to -= r->from;
        r->from = 0;
    }
    if (r->to == r->capacity) {
        size_t grown = r->capacity == 0 ? BUFFER_FIRST : r->capacity * 2;
        if (grown > LINE_MAX_BYTES) {
            r->scan.line++;
            return trace_scan_foreign(&r->scan, "the line is too long");
        }
        char *buffer = r->scan.alloc->resize(r->scan.alloc->context, r->buffer, r->capacity, grown);
        if (buffer == NULL) {
            return trace_scan_no_memory(&r->scan);
        }
        r->buffer = buffer;
        r->capacity = grown;
    }
    size_t got = 0;
    if (!r->source.read(r->source.context, r->buffer + r->to, r->capacity - r->to, &got)) {
        return trace_scan_fail(&r->scan, LS_E_IO, "the trace cannot be read: input error");
    }
    r->at_end = got == 0;
    r->to += got;
    return true;
}

/* Puts at…end around the next line, without its end; false at the end of the file or on failure.  `*complete` tells
 * whether the line had an end. */
static bool next_line(Reader *r, bool *complete)
{
    size_t searched = 0;
    for (;;) {
        const char *begin = r->buffer == NULL ? NULL : r->buffer + r->from;
        size_t size = r->to - r->from;
        const char *stop = size > searched ? memchr(begin + searched, '\n', size - searched) : NULL;
        if (stop != NULL || (r->at_end && size > 0)) {
            *complete = stop != NULL;
            r->scan.at = begin;
            r->scan.end = stop != NULL ? stop : begin + size;
            r->from += (size_t)(r->scan.end - begin) + (stop != NULL);
            r->scan.line++;
            return true;
        }
        if (r->at_end) {
            return false;
        }
        searched = size;
        if (!fill(r)) {
            return false;
        }
    }
}

/* "key":"…","s":"…": the key goes to r->key, NUL-terminated; the text into r->scan.text, followed by a NUL. */
static bool read_pair(Reader *r)
{
    if (!trace_scan_expect(&r->scan, TRACE_LINE_META "\"key\":\"") || !trace_scan_json(&r->scan) ||
        !trace_scan_put(&r->scan, '\0')) {
        return false;
    }
    char *key = ls_alloc_grow(r->scan.alloc, r->key, &r->key_capacity, r->scan.text_size, 1);
    if (key == NULL) {
        return trace_scan_no_memory(&r->scan);
    }
    r->key = key;
    memcpy(key, r->scan.text, r->scan.text_size);
    if (!trace_scan_expect(&r->scan, ",") || !trace_scan_string_member(&r->scan) ||
        !trace_scan_expect(&r->scan, "}},") || !trace_scan_put(&r->scan, '\0')) {
        return false;
    }
    r->scan.text_size--;
    return true;
}

/* --- lines that are no events --- */

static bool read_head(Reader *r)
{
    uint64_t version;
    uint64_t ids;
    bool complete;
    if (!trace_scan_expect(&r->scan, "[") || r->scan.at != r->scan.end) {
        return trace_scan_foreign(&r->scan, "a list with one event a line was expected");
    }
    if (!next_line(r, &complete)) {
        return trace_scan_foreign(&r->scan, "it ends before it begins");
    }
    if (!trace_scan_expect(&r->scan, TRACE_LINE_BEGIN TRACE_NAME_HEAD TRACE_LINE_META "\"version\":") ||
        !trace_scan_number(&r->scan, UINT32_MAX, &version)) {
        return false;
    }
    if (version != 1) {
        return trace_scan_fail(&r->scan, LS_E_FORMAT, "the trace has format version %llu, this program reads version 1",
                               (unsigned long long)version);
    }
    if (!trace_scan_expect(&r->scan, ",\"ids\":") || !trace_scan_number(&r->scan, UINT32_MAX, &ids) ||
        !trace_scan_expect(&r->scan, "}},")) {
        return false;
    }
    r->ids = (uint32_t)ids;
    r->have_head = true;
    return true;
}

static bool read_string_line(Reader *r)
{
    if (!trace_scan_expect(&r->scan, TRACE_LINE_META) || !trace_scan_string_member(&r->scan) ||
        !trace_scan_expect(&r->scan, "}},")) {
        return false;
    }
    uint32_t expected = trace_string_count(r->trace) + 1;
    uint32_t id = trace_string(r->trace, r->scan.text, r->scan.text_size);
    if (trace_failed(r->trace)) {
        return trace_scan_no_memory(&r->scan);
    }
    return id == expected || trace_scan_foreign(&r->scan, "the string was there before");
}

static bool read_source_line(Reader *r)
{
    if (!read_pair(r)) {
        return false;
    }
    return trace_set_source(r->trace, r->key, r->scan.text, r->scan.text_size) == LS_OK ||
           trace_scan_no_memory(&r->scan);
}

static bool read_meta_line(Reader *r)
{
    if (!read_pair(r)) {
        return false;
    }
    return trace_set_meta(r->trace, r->key, r->scan.text) == LS_OK || trace_scan_no_memory(&r->scan);
}

static bool read_tail(Reader *r)
{
    uint64_t events;
    if (!trace_scan_expect(&r->scan, TRACE_LINE_META "\"events\":") ||
        !trace_scan_number(&r->scan, UINT32_MAX, &events) || !trace_scan_expect(&r->scan, "}}")) {
        return false;
    }
    if (events != trace_count(r->trace)) {
        return trace_scan_foreign(&r->scan, "events are missing");
    }
    r->have_tail = true;
    return true;
}

static bool read_track_name(Reader *r)
{
    uint64_t number;
    return trace_scan_expect(&r->scan, "\",\"ph\":\"M\",\"pid\":") &&
           trace_scan_number(&r->scan, UINT32_MAX, &number) && trace_scan_expect(&r->scan, ",\"tid\":") &&
           trace_scan_number(&r->scan, UINT64_MAX, &number) && trace_scan_expect(&r->scan, ",\"args\":{\"name\":\"") &&
           trace_scan_json(&r->scan) && trace_scan_expect(&r->scan, "}},");
}

/* --- events --- */

static bool check_column(Reader *r, TraceColumn column, uint32_t value)
{
    if (column == TRACE_COLUMN_STRING && value > trace_string_count(r->trace)) {
        return trace_scan_foreign(&r->scan, "it names a string that does not exist");
    }
    if (column == TRACE_COLUMN_ENTITY) {
        if (value > r->ids) {
            return trace_scan_foreign(&r->scan, "it names an entity that does not exist");
        }
        r->ids_used = value > r->ids_used ? value : r->ids_used;
    }
    return true;
}

static bool check_time(Reader *r, const TraceEvent *event)
{
    if (event->thread >= r->clock_count) {
        size_t capacity = r->clock_count;
        int64_t *clocks = ls_alloc_grow(r->scan.alloc, r->clocks, &capacity, (size_t)event->thread + 1, sizeof *clocks);
        if (clocks == NULL) {
            return trace_scan_no_memory(&r->scan);
        }
        memset(clocks + r->clock_count, 0, (capacity - r->clock_count) * sizeof *clocks);
        r->clocks = clocks;
        r->clock_count = capacity;
    }
    if (event->time_ns < r->clocks[event->thread]) {
        return trace_scan_foreign(&r->scan, "time runs backwards");
    }
    r->clocks[event->thread] = event->time_ns;
    return true;
}

static bool check_event(Reader *r, const TraceEvent *event)
{
    const TraceColumns *columns = &r->columns[event->kind];
    if (columns->flag_count > 0 && (event->flags >= columns->flag_count || event->flags < columns->flag_least)) {
        return trace_scan_foreign(&r->scan, "its flags are out of range");
    }
    if (event->kind == TRACE_TASK_NEW && (event->flags & TRACE_TASK_NAMED) != 0 &&
        !check_column(r, TRACE_COLUMN_STRING, event->object)) {
        return false;
    }
    if (columns->object != TRACE_COLUMN_AMOUNT &&
        (!check_column(r, columns->object, event->object) || !check_column(r, columns->value, event->value))) {
        return false;
    }
    return check_column(r, columns->subject, event->subject) && check_time(r, event);
}

/* [cause, subject, line, flags, thread, object or amount, value]: those at the end may be missing. */
static bool read_columns(Reader *r, TraceEvent *event)
{
    static const uint64_t most[7] = {UINT32_MAX, UINT32_MAX, TRACE_LINE_MAX, UINT8_MAX,
                                     UINT16_MAX, UINT32_MAX, UINT32_MAX};
    const TraceColumns *columns = &r->columns[event->kind];
    bool amount = columns->object == TRACE_COLUMN_AMOUNT;
    uint64_t fields[7] = {0};
    int64_t relative = 0;
    for (int i = 0; i < 7; i++) {
        if (i > 0 && !TRACE_SKIP(&r->scan, ",")) {
            break;
        }
        bool read = i == 5 && amount ? trace_scan_signed(&r->scan, &relative)
                                     : trace_scan_number(&r->scan, most[i], &fields[i]);
        if (!read) {
            return false;
        }
    }
    uint32_t seq = trace_count(r->trace);
    if (fields[0] > seq) {
        return trace_scan_foreign(&r->scan, "its cause lies before the first event");
    }
    event->cause = fields[0] == 0 ? TRACE_NO_CAUSE : seq - (uint32_t)fields[0];
    event->subject = (uint32_t)fields[1];
    event->line = (uint32_t)fields[2];
    event->flags = (uint8_t)fields[3];
    event->thread = (uint16_t)fields[4];
    if (amount) {
        event->amount = columns->deadline ? (int64_t)((uint64_t)relative + (uint64_t)event->time_ns) : relative;
    } else {
        event->object = (uint32_t)fields[5];
        event->value = (uint32_t)fields[6];
    }
    return true;
}

static bool read_event(Reader *r, unsigned kind)
{
    uint64_t number;
    int64_t length;
    TraceEvent event = {.kind = (unsigned char)kind};
    if (!trace_scan_expect(&r->scan, "\",\"ph\":\"")) {
        return false;
    }
    bool complete = TRACE_SKIP(&r->scan, "X");
    if (!complete && !TRACE_SKIP(&r->scan, "i") && !TRACE_SKIP(&r->scan, "B") && !TRACE_SKIP(&r->scan, "E")) {
        return trace_scan_foreign(&r->scan, "an unknown phase");
    }
    if (!trace_scan_expect(&r->scan, "\",\"pid\":") || !trace_scan_number(&r->scan, UINT32_MAX, &number) ||
        !trace_scan_expect(&r->scan, ",\"tid\":") || !trace_scan_number(&r->scan, UINT64_MAX, &number) ||
        !trace_scan_expect(&r->scan, ",\"ts\":") || !trace_scan_time(&r->scan, &event.time_ns)) {
        return false;
    }
    if (complete && (!trace_scan_expect(&r->scan, ",\"dur\":") || !trace_scan_time(&r->scan, &length))) {
        return false;
    }
    if (!trace_scan_expect(&r->scan, ",\"args\":{\"e\":[") || !read_columns(r, &event) ||
        !trace_scan_expect(&r->scan, "]}},") || !check_event(r, &event)) {
        return false;
    }
    return trace_append(r->trace, &event) != TRACE_NO_CAUSE || trace_scan_no_memory(&r->scan);
}

static unsigned name_hash(const char *name, size_t size)
{
    unsigned hash = 0;
    for (size_t i = 0; i < size; i++) {
        hash = hash * 31 + (unsigned char)name[i];
    }
    return hash;
}

static void fill_names(Reader *r)
{
    for (unsigned kind = 0; kind < TRACE_KIND_COUNT; kind++) {
        const char *name = trace_kind_name(kind);
        unsigned at = name_hash(name, strlen(name)) % NAME_TABLE;
        while (r->names[at] != 0) {
            at = (at + 1) % NAME_TABLE;
        }
        r->names[at] = (uint8_t)(kind + 1);
    }
}

static unsigned find_kind(const Reader *r, const char *name, size_t size)
{
    for (unsigned at = name_hash(name, size) % NAME_TABLE; r->names[at] != 0; at = (at + 1) % NAME_TABLE) {
        const char *known = trace_kind_name(r->names[at] - 1u);
        if (strlen(known) == size && memcmp(known, name, size) == 0) {
            return r->names[at] - 1u;
        }
    }
    return TRACE_KIND_COUNT;
}

static bool read_line(Reader *r)
{
    if (!trace_scan_expect(&r->scan, TRACE_LINE_BEGIN)) {
        return false;
    }
    const char *name = r->scan.at;
    const char *quote = memchr(name, '"', (size_t)(r->scan.end - name));
    size_t size = quote == NULL ? 0 : (size_t)(quote - name);
    unsigned kind = find_kind(r, name, size);
    r->scan.at += size;
    if (kind < TRACE_KIND_COUNT) {
        return read_event(r, kind);
    }
    static const struct {
        const char *name;
        bool (*read)(Reader *r);
    } others[] = {
        {TRACE_NAME_STRING, read_string_line}, {TRACE_NAME_THREAD, read_track_name},
        {TRACE_NAME_PROCESS, read_track_name}, {TRACE_NAME_SOURCE, read_source_line},
        {TRACE_NAME_META, read_meta_line},     {TRACE_NAME_TAIL, read_tail},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strlen(others[i].name) == size && memcmp(others[i].name, name, size) == 0) {
            return others[i].read(r);
        }
    }
    return trace_scan_foreign(&r->scan, "an unknown kind of event");
}

/* --- the whole file --- */

static bool nothing_follows(Reader *r)
{
    bool complete;
    if (!next_line(r, &complete)) {
        r->info->truncated = r->scan.status == LS_OK;
        return r->scan.status == LS_OK;
    }
    if (r->scan.at != r->scan.end - 1 || *r->scan.at != ']') {
        return trace_scan_foreign(&r->scan, "the closing bracket was expected");
    }
    if (next_line(r, &complete)) {
        return trace_scan_foreign(&r->scan, "something follows the closing bracket");
    }
    return r->scan.status == LS_OK;
}

static bool read_all(Reader *r)
{
    bool complete;
    if (!next_line(r, &complete)) {
        r->scan.line = 1;
        return trace_scan_foreign(&r->scan, "the file is empty");
    }
    if (!read_head(r)) {
        return false;
    }
    while (!r->have_tail) {
        if (!next_line(r, &complete)) {
            r->info->truncated = true;
            return r->scan.status == LS_OK;
        }
        if (!complete) { /* the writer was stopped in the middle of a line: it is lost */
            r->info->truncated = true;
            return true;
        }
        if (r->scan.end - r->scan.at == 1 && *r->scan.at == ']') {
            return trace_scan_foreign(&r->scan, "the list ends without the line that counts its events");
        }
        if (!read_line(r) ||
            (r->scan.at != r->scan.end && !trace_scan_foreign(&r->scan, "something follows the end of the event"))) {
            return false;
        }
    }
    return nothing_follows(r);
}

static bool accept_ids(Reader *r)
{
    uint64_t allowed = (uint64_t)trace_count(r->trace) * IDS_PER_EVENT + IDS_SPARE;
    uint32_t ids = r->info->truncated ? r->ids_used : r->ids;
    if (ids > allowed) {
        return trace_scan_fail(&r->scan, LS_E_FORMAT, "not a loopscope trace: it speaks of %lu entities in %lu events",
                               (unsigned long)ids, (unsigned long)trace_count(r->trace));
    }
    trace_set_id_count(r->trace, ids);
    return true;
}

LsStatus trace_file_read(const LsAlloc *alloc, TraceSource source, Trace **out, TraceFileInfo *info)
{
    *info = (TraceFileInfo){0};
    Reader r = {.scan = {.alloc = alloc, .error = info->error}, .source = source, .info = info};
    r.trace = trace_new(alloc);
    trace_columns(r.columns);
    fill_names(&r);
    bool ok = r.trace != NULL ? read_all(&r) && accept_ids(&r) : trace_scan_no_memory(&r.scan);
    ls_alloc_free(alloc, r.buffer, r.capacity);
    ls_alloc_free(alloc, r.clocks, r.clock_count * sizeof *r.clocks);
    trace_scan_free(&r.scan);
    ls_alloc_free(alloc, r.key, r.key_capacity);
    if (!ok) {
        trace_free(r.trace);
        return r.scan.status;
    }
    *out = r.trace;
    return LS_OK;
}
