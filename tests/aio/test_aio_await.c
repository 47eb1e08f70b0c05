/* Tasks that wait in themselves: what is recorded and printed is the same as with coroutines and futures; memory may
 * run out anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "support/support_alloc.h"
#include "support/support_file.h"
#include "trace/trace_file.h"

static const char *const script_path = "tests/aio/waits.py";

static void write_output(void *context, TraceStream stream, const char *text, size_t size)
{
    (void)stream;
    ls_buf_put(context, text, size);
}

static size_t replace_all(char *text, const char *what, const char *with)
{
    size_t found = 0;
    for (char *at = text; (at = strstr(at, what)) != NULL; at++) {
        memcpy(at, with, strlen(with));
        found++;
    }
    return found;
}

/* The script with `await via(f())`, or with `await    (f())`: the same places, but begun at once. */
static char *read_script(bool at_once)
{
    char *text = support_read_file(script_path, NULL);
    if (at_once) {
        assert_int_equal(replace_all(text, "await via(", "await    ("), 7);
        assert_int_equal(replace_all(text, "async with touch(", "async with      ("), 2);
    }
    return text;
}

static LsStatus run(const LsAlloc *alloc, const char *text, Trace *trace, LsBuf *out)
{
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    LsStatus status = engine_load(alloc, script_path, text, strlen(text), NULL, &script, &errors);
    ls_buf_free(&errors);
    if (status == LS_OK) {
        EngineRunOptions options = {.context = out, .write = write_output};
        EngineResult result;
        status = engine_run(script, &options, trace, &result);
        engine_script_free(script);
    }
    return status;
}

/* What holds an object's address differs. */
static void strip_addresses(char *text)
{
    char *to = text;
    for (char *at = text; *at != '\0';) {
        if (strncmp(at, "0x", 2) == 0) {
            at += 2 + strspn(at + 2, "0123456789abcdef");
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
}

static void test_the_trace_is_the_same(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *traces[2];
    LsBuf outputs[2];
    for (int at_once = 0; at_once < 2; at_once++) {
        char *text = read_script(at_once == 1);
        traces[at_once] = trace_new(&memory.alloc);
        ls_buf_init(&outputs[at_once], &memory.alloc);
        assert_int_equal(run(&memory.alloc, text, traces[at_once], &outputs[at_once]), LS_OK);
        free(text);
    }
    uint32_t count = trace_count(traces[0]);
    assert_true(count > 1000);
    assert_int_equal(trace_count(traces[1]), count);
    for (uint32_t i = 0; i < count; i++) {
        const TraceEvent *a = trace_at(traces[0], i), *b = trace_at(traces[1], i);
        assert_int_equal(a->kind, b->kind);
        assert_memory_equal(a, b, sizeof *a);
    }
    for (int i = 0; i < 2; i++) {
        trace_free(traces[i]);
        strip_addresses((char *)(uintptr_t)ls_buf_text(&outputs[i]));
    }
    assert_string_equal(ls_buf_text(&outputs[0]), ls_buf_text(&outputs[1]));
    ls_buf_free(&outputs[0]);
    ls_buf_free(&outputs[1]);
    support_alloc_end(&memory);
}

static void test_memory_may_run_out_anywhere(void **state)
{
    (void)state;
    char *text = read_script(true);
    SupportAlloc memory;
    size_t runs = 0;
    for (size_t n = 1; support_alloc_begin(&memory, n); n += n / 40 + 1) {
        LsBuf out;
        ls_buf_init(&out, &memory.alloc);
        Trace *trace = trace_new(&memory.alloc);
        LsStatus status = run(&memory.alloc, text, trace, &out);
        assert_true(memory.failed || status == LS_OK);
        trace_free(trace);
        ls_buf_free(&out);
        support_alloc_end(&memory);
        runs++;
    }
    assert_true(runs > 100);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_trace_is_the_same),
        cmocka_unit_test(test_memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
