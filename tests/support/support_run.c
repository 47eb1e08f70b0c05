#include "support/support_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void put(SupportOutput *output, const char *text, size_t size)
{
    if (output->size + size < sizeof output->text) {
        memcpy(output->text + output->size, text, size);
        output->size += size;
        output->text[output->size] = '\0';
    }
}

static void write_stdout(void *context, TraceStream stream, const char *text, size_t size)
{
    if (stream == TRACE_STREAM_STDOUT) {
        put(context, text, size);
    }
}

static void write_both(void *context, TraceStream stream, const char *text, size_t size)
{
    (void)stream;
    put(context, text, size);
}

LsStatus support_run(const LsAlloc *alloc, const char *text, const EngineRunOptions *options, SupportOutput *output,
                     bool errors)
{
    *output = (SupportOutput){.size = 0};
    EngineRunOptions with = options == NULL ? (EngineRunOptions){0} : *options;
    with.detail = true;
    with.context = output;
    with.write = errors ? write_both : write_stdout;
    EngineScript *script = NULL;
    LsBuf diagnostics;
    ls_buf_init(&diagnostics, alloc);
    LsStatus status = engine_load(alloc, "script.py", text, strlen(text), NULL, &script, &diagnostics);
    if (status == LS_OK) {
        Trace *trace = trace_new(alloc);
        EngineResult result;
        status = engine_run(script, &with, trace, &result);
        trace_free(trace);
        engine_script_free(script);
    } else {
        assert_null(script);
        if (errors) {
            put(output, ls_buf_text(&diagnostics), diagnostics.size);
        }
    }
    ls_buf_free(&diagnostics);
    return status;
}

void support_run_failing(const char *text, const EngineRunOptions *options, const char *expected, size_t density)
{
    SupportAlloc memory;
    SupportOutput output;
    size_t runs = 0;
#ifdef LS_HOSTILE
    density = density / 8 + 1; /* each run takes many times as long */
#endif
    for (size_t n = 1; support_alloc_begin(&memory, n); n += n / density + 1) {
        LsStatus status = support_run(&memory.alloc, text, options, &output, false);
        if (!memory.failed) {
            assert_int_equal(status, LS_OK);
            if (expected != NULL) {
                assert_string_equal(output.text, expected);
            }
        }
        support_alloc_end(&memory);
        runs++;
    }
    assert_true(runs > density);
}
