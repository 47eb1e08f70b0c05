/* Reading what trace_writer.c writes, strictly: one pass, line by line, every column checked. */
#include "trace/trace_columns.h"
#include "trace/trace_file.h"
#include "trace/trace_format.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUFFER_FIRST = 1 << 18, LINE_MAX_BYTES = 1 << 28, NAME_TABLE = 256, IDS_PER_EVENT = 16, IDS_SPARE = 1024 };

typedef struct Reader {
    const LsAlloc *alloc;
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

    const char *at; /* within the current line */
    const char *end;
    uint64_t line;
    LsStatus status;
    bool have_head;
    bool have_tail;

    uint32_t ids;      /* as the file says */
    uint32_t ids_used; /* the largest one seen */
    int64_t *clocks;   /* for each thread: the time of its last event */
    size_t clock_count;
    char *text; /* a string being decoded */
    size_t text_capacity;
    size_t text_size;
    char *key;
    size_t key_capacity;
} Reader;

static bool fail(Reader *r, LsStatus status, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool fail(Reader *r, LsStatus status, const char *format, ...)
{
    if (r->status == LS_OK) {
        r->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(r->info->error, sizeof r->info->error, format, arguments);
        va_end(arguments);
    }
    return false;
}

static bool foreign(Reader *r, const char *what)
{
    return fail(r, LS_E_FORMAT, "not a loopscope trace: line %llu: %s", (unsigned long long)r->line, what);
}

static bool no_memory(Reader *r)
{
    return fail(r, LS_E_NOMEM, "out of memory while reading a trace");
}

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
            r->line++;
            return foreign(r, "the line is too long");
        }
        char *buffer = r->alloc->resize(r->alloc->context, r->buffer, r->capacity, grown);
        if (buffer == NULL) {
            return no_memory(r);
        }
        r->buffer = buffer;
        r->capacity = grown;
    }
    size_t got = 0;
    if (!r->source.read(r->source.context, r->buffer + r->to, r->capacity - r->to, &got)) {
        return fail(r, LS_E_IO, "the trace cannot be read: input error");
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
            r->at = begin;
            r->end = stop != NULL ? stop : begin + size;
            r->from += (size_t)(r->end - begin) + (stop != NULL);
            r->line++;
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

static bool skip(Reader *r, const char *text, size_t size)
{
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, text, size) != 0) {
        return false;
    }
    r->at += size;
    return true;
}

#define SKIP(r, literal) skip((r), "" literal, sizeof(literal) - 1)

static bool expect(Reader *r, const char *text)
{
    return skip(r, text, strlen(text)) || foreign(r, "this is not how loopscope writes it");
}

/* --- numbers --- */

static bool read_number(Reader *r, uint64_t most, uint64_t *out)
{
    const char *begin = r->at;
    uint64_t number = 0;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
        unsigned digit = (unsigned)(*r->at - '0');
        if (number > (UINT64_MAX - digit) / 10) {
            return foreign(r, "a number is too large");
        }
        number = number * 10 + digit;
        r->at++;
    }
    if (r->at == begin || (*begin == '0' && r->at - begin > 1)) {
        return foreign(r, "a number was expected");
    }
    if (number > most) {
        return foreign(r, "a number is too large");
    }
    *out = number;
    return true;
}

static bool read_signed(Reader *r, int64_t *out)
{
    bool negative = SKIP(r, "-");
    uint64_t number;
    if (!read_number(r, (uint64_t)INT64_MAX + negative, &number)) {
        return false;
    }
    *out = (int64_t)(negative ? 0 - number : number);
    return true;
}

/* Microseconds with up to three digits behind the point. */
static bool read_time(Reader *r, int64_t *out)
{
    uint64_t whole;
    if (!read_number(r, INT64_MAX / 1000 - 1, &whole)) {
        return false;
    }
    uint64_t rest = 0;
    if (SKIP(r, ".")) {
        unsigned unit = 100;
        for (; unit > 0 && r->at < r->end && *r->at >= '0' && *r->at <= '9'; unit /= 10) {
            rest += (uint64_t)(*r->at++ - '0') * unit;
        }
        if (unit == 100) {
            return foreign(r, "a time was expected");
        }
    }
    *out = (int64_t)(whole * 1000 + rest);
    return true;
}

/* --- strings --- */

static bool put_byte(Reader *r, unsigned byte)
{
    char *text = ls_alloc_grow(r->alloc, r->text, &r->text_capacity, r->text_size + 1, 1);
    if (text == NULL) {
        return no_memory(r);
    }
    r->text = text;
    text[r->text_size++] = (char)byte;
    return true;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool read_hex(Reader *r, int digits, unsigned *out)
{
    unsigned value = 0;
    for (int i = 0; i < digits; i++) {
        int digit = r->at < r->end ? hex_digit(*r->at) : -1;
        if (digit < 0) {
            return foreign(r, "hexadecimal digits were expected");
        }
        value = value << 4 | (unsigned)digit;
        r->at++;
    }
    *out = value;
    return true;
}

static bool read_escape(Reader *r)
{
    unsigned unit = 0;
    if (SKIP(r, "\\")) {
        return put_byte(r, '\\');
    }
    if (SKIP(r, "\"")) {
        return put_byte(r, '"');
    }
    if (SKIP(r, "n")) {
        return put_byte(r, '\n');
    }
    if (!SKIP(r, "u") || !read_hex(r, 4, &unit)) {
        return foreign(r, "an unknown escape");
    }
    if (unit < 0x80) {
        return put_byte(r, unit);
    }
    if (unit < 0x800) {
        return put_byte(r, 0xC0 | unit >> 6) && put_byte(r, 0x80 | (unit & 0x3F));
    }
    return put_byte(r, 0xE0 | unit >> 12) && put_byte(r, 0x80 | (unit >> 6 & 0x3F)) &&
           put_byte(r, 0x80 | (unit & 0x3F));
}

/* The rest of a JSON string, up to its closing quote, into r->text. */
static bool read_json(Reader *r)
{
    r->text_size = 0;
    while (r->at < r->end && *r->at != '"') {
        if (SKIP(r, "\\")) {
            if (!read_escape(r)) {
                return false;
            }
        } else if ((unsigned char)*r->at < 0x20) {
            return foreign(r, "a control character in a string");
        } else if (!put_byte(r, (unsigned char)*r->at++)) {
            return false;
        }
    }
    return expect(r, "\"");
}

static bool read_string_member(Reader *r)
{
    if (SKIP(r, "\"s\":\"")) {
        return read_json(r) && (trace_is_utf8(r->text, r->text_size) || foreign(r, "a string is not UTF-8"));
    }
    if (!expect(r, "\"x\":\"")) {
        return false;
    }
    r->text_size = 0;
    while (r->at < r->end && *r->at != '"') {
        unsigned byte = 0;
        if (!read_hex(r, 2, &byte) || !put_byte(r, byte)) {
            return false;
        }
    }
    return expect(r, "\"");
}

/* "key":"…","s":"…": the key goes to r->key, NUL-terminated; the text into r->text, followed by a NUL. */
static bool read_pair(Reader *r)
{
    if (!expect(r, TRACE_LINE_META "\"key\":\"") || !read_json(r) || !put_byte(r, '\0')) {
        return false;
    }
    char *key = ls_alloc_grow(r->alloc, r->key, &r->key_capacity, r->text_size, 1);
    if (key == NULL) {
        return no_memory(r);
    }
    r->key = key;
    memcpy(key, r->text, r->text_size);
    if (!expect(r, ",") || !read_string_member(r) || !expect(r, "}},") || !put_byte(r, '\0')) {
        return false;
    }
    r->text_size--;
    return true;
}

/* --- lines that are no events --- */

static bool read_head(Reader *r)
{
    uint64_t version;
    uint64_t ids;
    bool complete;
    if (!expect(r, "[") || r->at != r->end) {
        return foreign(r, "a list with one event a line was expected");
    }
    if (!next_line(r, &complete)) {
        return foreign(r, "it ends before it begins");
    }
    if (!expect(r, TRACE_LINE_BEGIN TRACE_NAME_HEAD TRACE_LINE_META "\"version\":") ||
        !read_number(r, UINT32_MAX, &version)) {
        return false;
    }
    if (version != 1) {
        return fail(r, LS_E_FORMAT, "the trace has format version %llu, this program reads version 1",
                    (unsigned long long)version);
    }
    if (!expect(r, ",\"ids\":") || !read_number(r, UINT32_MAX, &ids) || !expect(r, "}},")) {
        return false;
    }
    r->ids = (uint32_t)ids;
    r->have_head = true;
    return true;
}

static bool read_string_line(Reader *r)
{
    if (!expect(r, TRACE_LINE_META) || !read_string_member(r) || !expect(r, "}},")) {
        return false;
    }
    uint32_t expected = trace_string_count(r->trace) + 1;
    uint32_t id = trace_string(r->trace, r->text, r->text_size);
    if (trace_failed(r->trace)) {
        return no_memory(r);
    }
    return id == expected || foreign(r, "the string was there before");
}

static bool read_source_line(Reader *r)
{
    if (!read_pair(r)) {
        return false;
    }
    return trace_set_source(r->trace, r->key, r->text, r->text_size) == LS_OK || no_memory(r);
}

static bool read_meta_line(Reader *r)
{
    if (!read_pair(r)) {
        return false;
    }
    return trace_set_meta(r->trace, r->key, r->text) == LS_OK || no_memory(r);
}

static bool read_tail(Reader *r)
{
    uint64_t events;
    if (!expect(r, TRACE_LINE_META "\"events\":") || !read_number(r, UINT32_MAX, &events) || !expect(r, "}}")) {
        return false;
    }
    if (events != trace_count(r->trace)) {
        return foreign(r, "events are missing");
    }
    r->have_tail = true;
    return true;
}

static bool read_track_name(Reader *r)
{
    uint64_t number;
    return expect(r, "\",\"ph\":\"M\",\"pid\":") && read_number(r, UINT32_MAX, &number) && expect(r, ",\"tid\":") &&
           read_number(r, UINT64_MAX, &number) && expect(r, ",\"args\":{\"name\":\"") && read_json(r) &&
           expect(r, "}},");
}

/* --- events --- */

static bool check_column(Reader *r, TraceColumn column, uint32_t value)
{
    if (column == TRACE_COLUMN_STRING && value > trace_string_count(r->trace)) {
        return foreign(r, "it names a string that does not exist");
    }
    if (column == TRACE_COLUMN_ENTITY) {
        if (value > r->ids) {
            return foreign(r, "it names an entity that does not exist");
        }
        r->ids_used = value > r->ids_used ? value : r->ids_used;
    }
    return true;
}

static bool check_time(Reader *r, const TraceEvent *event)
{
    if (event->thread >= r->clock_count) {
        size_t capacity = r->clock_count;
        int64_t *clocks = ls_alloc_grow(r->alloc, r->clocks, &capacity, (size_t)event->thread + 1, sizeof *clocks);
        if (clocks == NULL) {
            return no_memory(r);
        }
        memset(clocks + r->clock_count, 0, (capacity - r->clock_count) * sizeof *clocks);
        r->clocks = clocks;
        r->clock_count = capacity;
    }
    if (event->time_ns < r->clocks[event->thread]) {
        return foreign(r, "time runs backwards");
    }
    r->clocks[event->thread] = event->time_ns;
    return true;
}

static bool check_event(Reader *r, const TraceEvent *event)
{
    const TraceColumns *columns = &r->columns[event->kind];
    if (columns->flag_count > 0 && (event->flags >= columns->flag_count || event->flags < columns->flag_least)) {
        return foreign(r, "its flags are out of range");
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
    static const uint64_t most[7] = {UINT32_MAX, UINT32_MAX, TRACE_LINE_MAX, UINT16_MAX,
                                     UINT16_MAX, UINT32_MAX, UINT32_MAX};
    const TraceColumns *columns = &r->columns[event->kind];
    bool amount = columns->object == TRACE_COLUMN_AMOUNT;
    uint64_t fields[7] = {0};
    int64_t relative = 0;
    for (int i = 0; i < 7; i++) {
        if (i > 0 && !SKIP(r, ",")) {
            break;
        }
        bool read = i == 5 && amount ? read_signed(r, &relative) : read_number(r, most[i], &fields[i]);
        if (!read) {
            return false;
        }
    }
    uint32_t seq = trace_count(r->trace);
    if (fields[0] > seq) {
        return foreign(r, "its cause lies before the first event");
    }
    event->cause = fields[0] == 0 ? TRACE_NO_CAUSE : seq - (uint32_t)fields[0];
    event->subject = (uint32_t)fields[1];
    event->line = (uint32_t)fields[2] & TRACE_LINE_MAX;
    event->flags = (uint16_t)fields[3];
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
    if (!expect(r, "\",\"ph\":\"")) {
        return false;
    }
    bool complete = SKIP(r, "X");
    if (!complete && !SKIP(r, "i") && !SKIP(r, "B") && !SKIP(r, "E")) {
        return foreign(r, "an unknown phase");
    }
    if (!expect(r, "\",\"pid\":") || !read_number(r, UINT32_MAX, &number) || !expect(r, ",\"tid\":") ||
        !read_number(r, UINT64_MAX, &number) || !expect(r, ",\"ts\":") || !read_time(r, &event.time_ns)) {
        return false;
    }
    if (complete && (!expect(r, ",\"dur\":") || !read_time(r, &length))) {
        return false;
    }
    if (!expect(r, ",\"args\":{\"e\":[") || !read_columns(r, &event) || !expect(r, "]}},") || !check_event(r, &event)) {
        return false;
    }
    return trace_append(r->trace, &event) != TRACE_NO_CAUSE || no_memory(r);
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
    if (!expect(r, TRACE_LINE_BEGIN)) {
        return false;
    }
    const char *name = r->at;
    const char *quote = memchr(name, '"', (size_t)(r->end - name));
    size_t size = quote == NULL ? 0 : (size_t)(quote - name);
    unsigned kind = find_kind(r, name, size);
    r->at += size;
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
    return foreign(r, "an unknown kind of event");
}

/* --- the whole file --- */

static bool nothing_follows(Reader *r)
{
    bool complete;
    if (!next_line(r, &complete)) {
        r->info->truncated = r->status == LS_OK;
        return r->status == LS_OK;
    }
    if (r->at != r->end - 1 || *r->at != ']') {
        return foreign(r, "the closing bracket was expected");
    }
    if (next_line(r, &complete)) {
        return foreign(r, "something follows the closing bracket");
    }
    return r->status == LS_OK;
}

static bool read_all(Reader *r)
{
    bool complete;
    if (!next_line(r, &complete)) {
        r->line = 1;
        return foreign(r, "the file is empty");
    }
    if (!read_head(r)) {
        return false;
    }
    while (!r->have_tail) {
        if (!next_line(r, &complete)) {
            r->info->truncated = true;
            return r->status == LS_OK;
        }
        if (!complete) { /* the writer was stopped in the middle of a line: it is lost */
            r->info->truncated = true;
            return true;
        }
        if (r->end - r->at == 1 && *r->at == ']') {
            return foreign(r, "the list ends without the line that counts its events");
        }
        if (!read_line(r) || (r->at != r->end && !foreign(r, "something follows the end of the event"))) {
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
        return fail(r, LS_E_FORMAT, "not a loopscope trace: it speaks of %lu entities in %lu events",
                    (unsigned long)ids, (unsigned long)trace_count(r->trace));
    }
    trace_set_id_count(r->trace, ids);
    return true;
}

LsStatus trace_file_read(const LsAlloc *alloc, TraceSource source, Trace **out, TraceFileInfo *info)
{
    *info = (TraceFileInfo){0};
    Reader r = {.alloc = alloc, .source = source, .info = info, .trace = trace_new(alloc)};
    trace_columns(r.columns);
    fill_names(&r);
    bool ok = r.trace != NULL ? read_all(&r) && accept_ids(&r) : no_memory(&r);
    ls_alloc_free(alloc, r.buffer, r.capacity);
    ls_alloc_free(alloc, r.clocks, r.clock_count * sizeof *r.clocks);
    ls_alloc_free(alloc, r.text, r.text_capacity);
    ls_alloc_free(alloc, r.key, r.key_capacity);
    if (!ok) {
        trace_free(r.trace);
        return r.status;
    }
    *out = r.trace;
    return LS_OK;
}
