/* Any text that loads: it runs to an end within its limits, twice the same way, and its trace survives a file. */
#include "engine.h"
#include "trace/trace_file.h"

#include <string.h>

#include "fuzz.h"

typedef struct Reader {
    const LsBuf *bytes;
    size_t at;
} Reader;

static bool sink(void *context, const char *bytes, size_t size)
{
    ls_buf_put(context, bytes, size);
    return true;
}

static bool source(void *context, char *bytes, size_t size, size_t *got)
{
    Reader *reader = context;
    size_t left = reader->bytes->size - reader->at;
    *got = size < left ? size : left;
    memcpy(bytes, ls_buf_text(reader->bytes) + reader->at, *got);
    reader->at += *got;
    return true;
}

static Trace *run(const LsAlloc *alloc, const EngineScript *script)
{
    EngineRunOptions options = {.detail = true,
                                .max_events = 20000,
                                .max_instructions = 200000,
                                .max_memory_bytes = 64u << 20,
                                .max_output_bytes = 1u << 20};
    EngineResult result;
    Trace *trace = trace_new(alloc);
    fuzz_require(trace != NULL, "there is memory");
    LsStatus status = engine_run(script, &options, trace, &result);
    fuzz_require(status != LS_OK || result.exit_status == 0, "a run that ended well has status 0");
    bool ended = status == LS_OK || status == LS_E_SCRIPT; /* sys.exit() may say 0 */
    fuzz_require(ended || result.exit_status != 0, "a run that was ended has another status than 0");
    fuzz_require(!trace_failed(trace), "the trace is whole");
    return trace;
}

static void keep(const LsAlloc *alloc, const Trace *trace)
{
    LsBuf bytes;
    ls_buf_init(&bytes, alloc);
    fuzz_require(trace_file_write(trace, alloc, (TraceSink){.write = sink, .context = &bytes}) == LS_OK, "written");
    Reader reader = {.bytes = &bytes};
    TraceFileInfo info;
    Trace *again = NULL;
    LsStatus status = trace_file_read(alloc, (TraceSource){.read = source, .context = &reader}, &again, &info);
    fuzz_require(status == LS_OK, status == LS_OK ? "" : info.error); /* what was written can be read */
    fuzz_require(trace_equal(trace, again, NULL), "a file read back gives the same trace");
    trace_free(again);
    ls_buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, &alloc);
    if (engine_load(&alloc, "fuzz.py", (const char *)data, size, NULL, &script, &errors) == LS_OK) {
        Trace *first = run(&alloc, script);
        Trace *second = run(&alloc, script);
        fuzz_require(trace_equal(first, second, NULL), "two runs of one script are the same");
        keep(&alloc, first);
        trace_free(first);
        trace_free(second);
        engine_script_free(script);
    } else {
        fuzz_require(errors.size > 0, "what is refused has a diagnostic");
    }
    ls_buf_free(&errors);
    return 0;
}
