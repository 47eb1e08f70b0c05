/* Any bytes as a trace file: refused with a sentence, or read; what was read can be written and read again, and the
 * model answers at each of its events. */
#include "analysis/an_model.h"
#include "trace/trace_file.h"

#include <string.h>

#include "base/ls_buf.h"
#include "fuzz.h"

typedef struct Reader {
    const char *bytes;
    size_t left;
} Reader;

static bool source(void *context, char *bytes, size_t size, size_t *got)
{
    Reader *reader = context;
    *got = size < reader->left ? size : reader->left;
    if (*got > 0) {
        memcpy(bytes, reader->bytes, *got);
        reader->bytes += *got;
        reader->left -= *got;
    }
    return true;
}

static bool sink(void *context, const char *bytes, size_t size)
{
    ls_buf_put(context, bytes, size);
    return true;
}

static Trace *read_trace(const LsAlloc *alloc, const char *bytes, size_t size, TraceFileInfo *info)
{
    Reader reader = {.bytes = bytes, .left = size};
    Trace *trace = NULL;
    LsStatus status = trace_file_read(alloc, (TraceSource){.read = source, .context = &reader}, &trace, info);
    fuzz_require((status == LS_OK) == (trace != NULL), "a trace, or a status that says why not");
    fuzz_require(status == LS_OK || info->error[0] != '\0', "what is refused has a sentence");
    return trace;
}

static void ask(const LsAlloc *alloc, const Trace *trace)
{
    enum { ROWS = 8 };
    AnModel *model = an_model_new(alloc, trace);
    fuzz_require(model != NULL, "there is memory");
    uint32_t step = 1 + an_model_count(model) / 64;
    for (uint32_t seq = 0; seq < an_model_count(model); seq += step) {
        AnReady ready[ROWS];
        AnWaiting waiting[ROWS];
        AnFrame frames[ROWS];
        AnTask task;
        an_model_seek(model, seq);
        an_model_ready(model, 0, ready, ROWS);
        an_model_waiting(model, 0, waiting, ROWS);
        an_model_thread_frames(model, an_model_current_thread(model), frames, ROWS);
        for (uint32_t i = 0; i < an_model_task_count(model) && i < ROWS; i++) {
            uint32_t entity = an_model_task_at(model, i);
            an_model_task(model, entity, &task);
            an_model_task_frames(model, entity, frames, ROWS);
        }
    }
    an_model_free(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    TraceFileInfo info;
    Trace *trace = read_trace(&alloc, (const char *)data, size, &info);
    if (trace == NULL) {
        return 0;
    }
    LsBuf bytes;
    ls_buf_init(&bytes, &alloc);
    fuzz_require(trace_file_write(trace, &alloc, (TraceSink){.write = sink, .context = &bytes}) == LS_OK, "written");
    Trace *again = read_trace(&alloc, ls_buf_text(&bytes), bytes.size, &info);
    fuzz_require(again != NULL, "what was written can be read");
    fuzz_require(trace_equal(trace, again, NULL), "written and read again, it is the same trace");
    ask(&alloc, trace);
    trace_free(again);
    trace_free(trace);
    ls_buf_free(&bytes);
    return 0;
}
