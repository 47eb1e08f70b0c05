/* Any bytes as a trace file: what the reader accepts can be written and read again unchanged, and shown at any event.
 */
#include "analysis/an_dump.h"
#include "analysis/an_lanes.h"
#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"
#include "analysis/an_stats.h"
#include "trace/trace_file.h"

#include "fuzz.h"

#include <string.h>

enum { COLUMNS = 40, REASONS = 8, LOOKS = 24 };

typedef struct Input {
    const char *bytes;
    size_t left;
} Input;

static bool read_input(void *context, char *bytes, size_t size, size_t *got)
{
    Input *input = context;
    *got = input->left < size ? input->left : size;
    memcpy(bytes, input->bytes, *got);
    input->bytes += *got;
    input->left -= *got;
    return true;
}

static bool write_output(void *context, const char *bytes, size_t size)
{
    LsBuf *out = context;
    ls_buf_put(out, bytes, size);
    return !out->failed;
}

static Trace *read_trace(const LsAlloc *alloc, const char *bytes, size_t size, TraceFileInfo *info)
{
    Input input = {.bytes = bytes, .left = size};
    Trace *trace = NULL;
    LsStatus status = trace_file_read(alloc, (TraceSource){.read = read_input, .context = &input}, &trace, info);
    fuzz_require((status == LS_OK) == (trace != NULL), "a trace is there when reading succeeds");
    fuzz_require((status != LS_OK) == (info->error[0] != '\0'), "a refusal says why");
    return trace;
}

static void check_again(const LsAlloc *alloc, const Trace *trace)
{
    LsBuf out;
    TraceFileInfo info;
    ls_buf_init(&out, alloc);
    LsStatus status = trace_file_write(trace, alloc, (TraceSink){.write = write_output, .context = &out});
    fuzz_require(status == LS_OK, "what was read can be written");
    Trace *again = read_trace(alloc, ls_buf_text(&out), out.size, &info);
    fuzz_require(again != NULL && !info.truncated, "what was written can be read");
    fuzz_require(trace_equal(trace, again, NULL), "and is the same");
    trace_free(again);
    ls_buf_free(&out);
}

static void look(AnModel *model, uint32_t seq, LsBuf *out)
{
    AnReason reasons[REASONS];
    AnCell cells[COLUMNS];
    ls_buf_clear(out);
    an_model_seek(model, seq);
    an_model_dump(model, out);
    an_narrate(model, seq, out);
    uint32_t task = an_nav_task_of(model, seq);
    an_why_task(model, task, out, reasons, REASONS);
    an_why_event(model, seq, reasons, REASONS);
    an_nav_first_effect(model, seq);
    an_nav_entity(model, seq, AN_FORWARD, task);
    an_nav_entity(model, seq, AN_BACKWARD, task);
    an_nav_line(model, seq, AN_FORWARD);
    for (uint32_t lane = 0; lane < an_lanes_count(model) && lane < LOOKS; lane++) {
        AnSpan span;
        AnLane here = an_lanes_at(model, lane);
        an_lanes_cells(model, here, AN_AXIS_TIME, 0, an_model_end_ns(model), cells, COLUMNS);
        an_lanes_cells(model, here, AN_AXIS_STEP, 0, an_model_count(model), cells, COLUMNS);
        an_lanes_span(model, here, seq, &span);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    TraceFileInfo info;
    Trace *trace = read_trace(&alloc, (const char *)data, size, &info);
    if (trace == NULL) {
        return 0;
    }
    check_again(&alloc, trace);
    AnModel *model = an_model_new(&alloc, trace);
    LsBuf out;
    ls_buf_init(&out, &alloc);
    uint32_t count = trace_count(trace);
    for (uint32_t i = 0; i < count; i += count / LOOKS + 1) {
        look(model, i, &out);
    }
    AnStats stats;
    an_stats(model, &stats);
    fuzz_require(stats.events == count, "all events are counted");
    ls_buf_free(&out);
    an_model_free(model);
    trace_free(trace);
    return 0;
}
