#include "trace_memory.h"

#include "trace/trace_columns.h"

#include <string.h>

void memory_file_init(MemoryFile *file, const LsAlloc *alloc)
{
    *file = (MemoryFile){0};
    ls_buf_init(&file->bytes, alloc);
}

void memory_file_free(MemoryFile *file)
{
    ls_buf_free(&file->bytes);
}

static bool memory_write(void *context, const char *bytes, size_t size)
{
    MemoryFile *file = context;
    ls_buf_put(&file->bytes, bytes, size);
    return !file->bytes.failed && (file->fail_after == 0 || file->bytes.size <= file->fail_after);
}

static bool memory_read(void *context, char *bytes, size_t size, size_t *got)
{
    MemoryFile *file = context;
    size_t left = file->bytes.size - file->read;
    size = left < size ? left : size;
    if (file->at_a_time > 0 && size > file->at_a_time) {
        size = file->at_a_time;
    }
    if (size > 0) {
        memcpy(bytes, file->bytes.data + file->read, size);
    }
    file->read += size;
    *got = size;
    return file->fail_after == 0 || file->read <= file->fail_after;
}

TraceSink memory_sink(MemoryFile *file)
{
    return (TraceSink){.write = memory_write, .context = file};
}

TraceSource memory_source(MemoryFile *file)
{
    file->read = 0;
    return (TraceSource){.read = memory_read, .context = file};
}

/* --- every kind --- */

typedef struct Made {
    Trace *trace;
    uint32_t strings[6];
    int64_t time_ns;
    uint32_t number;
} Made;

static uint32_t value_for(Made *made, TraceColumn column)
{
    switch (column) {
    case TRACE_COLUMN_STRING: return made->strings[made->number % 6];
    case TRACE_COLUMN_ENTITY: return made->number % 9;
    default: return made->number * 1000003u;
    }
}

static void add_event(Made *made, const TraceColumns *columns, unsigned kind, unsigned flags)
{
    static const int64_t amounts[] = {-1, 0, 1, 250000000, 3600000000000, INT64_MAX, INT64_MIN};
    uint32_t seq = trace_count(made->trace);
    made->number++;
    TraceEvent event = {.time_ns = made->time_ns,
                        .cause = made->number % 5 == 0 || seq == 0 ? TRACE_NO_CAUSE : seq - 1 - made->number % seq,
                        .subject = value_for(made, columns->subject),
                        .line = made->number % 3 == 0 ? TRACE_LINE_MAX : made->number % 100,
                        .kind = (unsigned char)kind,
                        .thread = (uint16_t)(made->number % 11 == 0 ? 3 : 0),
                        .flags = (uint8_t)flags};
    if (columns->object == TRACE_COLUMN_AMOUNT) {
        event.amount = amounts[made->number % 7];
    } else {
        event.object = value_for(made, columns->object);
        event.value = value_for(made, columns->value);
    }
    if (kind == TRACE_TASK_NEW && (flags & TRACE_TASK_NAMED) != 0) {
        event.object = made->strings[1];
    }
    trace_append(made->trace, &event);
    made->time_ns += made->number % 4 == 0 ? 0 : (int64_t)made->number * 1234567;
}

Trace *trace_of_all_kinds(const LsAlloc *alloc)
{
    static const char zeros[] = {'a', '\0', 'b'};
    static const char invalid[] = {'\xff', '\xc0', 'x', '\0'};
    TraceColumns columns[TRACE_KIND_COUNT];
    Made made = {.trace = trace_new(alloc)};
    if (made.trace == NULL) {
        return NULL;
    }
    made.strings[1] = trace_string(made.trace, "plain", 5);
    made.strings[2] = trace_string(made.trace, "quote \" back \\ tab \t end\n", 25);
    made.strings[3] = trace_string(made.trace, zeros, sizeof zeros);
    made.strings[4] = trace_string(made.trace, invalid, sizeof invalid);
    made.strings[5] = trace_string(made.trace, "\xc3\xa4 \xf0\x9f\x90\x8d \xed\xa0\xbd\xed\xb8\x80 \x7f", 16);
    LsStatus source = trace_set_source(made.trace, "dir/\xc3\xa4.py", "print(1)\n\x01\r\n", 12);
    LsStatus meta = trace_set_meta(made.trace, "seed", "7");
    LsStatus more = trace_set_meta(made.trace, "entry", "main\n");
    for (int i = 0; i < 10; i++) {
        trace_new_id(made.trace);
    }
    trace_columns(columns);
    for (unsigned kind = 0; kind < TRACE_KIND_COUNT; kind++) {
        unsigned stop = columns[kind].flag_count > 0 ? columns[kind].flag_count : columns[kind].flag_least + 1;
        for (unsigned flags = columns[kind].flag_least; flags < stop; flags++) {
            add_event(&made, &columns[kind], kind, flags);
        }
    }
    if (source != LS_OK || meta != LS_OK || more != LS_OK || trace_failed(made.trace)) {
        trace_free(made.trace);
        return NULL;
    }
    return made.trace;
}
