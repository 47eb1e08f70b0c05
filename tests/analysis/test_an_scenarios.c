/* The scenarios, as the engine records them: the model agrees with a plain fold after every event, every event has a
 * sentence and a chain of causes that ends, and the trace survives its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_reference.h"
#include "analysis/an_narrate.h"
#include "engine.h"
#include "support/support_alloc.h"
#include "support/support_file.h"
#include "trace/trace_file.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

static void check_sentences(const LsAlloc *alloc, const Trace *trace)
{
    AnModel *model = an_model_new(alloc, trace);
    assert_non_null(model);
    LsBuf sentence;
    ls_buf_init(&sentence, alloc);
    for (uint32_t seq = 0; seq < trace_count(trace); seq++) {
        AnReason chain[1000];
        ls_buf_clear(&sentence);
        an_narrate(model, seq, &sentence);
        assert_true(sentence.size > 8);
        assert_true(sentence.size <= 220);
        size_t links = an_why_event(model, seq, chain, 1000);
        assert_true(links < 1000);
        assert_int_equal(trace_at(trace, chain[links - 1].seq)->cause, TRACE_NO_CAUSE);
    }
    ls_buf_free(&sentence);
    an_model_free(model);
}

static void check_file(const LsAlloc *alloc, const Trace *trace)
{
    char *dir = support_temp_dir();
    char *path = support_path(dir, "run.json.gz");
    TraceFileInfo info;
    Trace *again = NULL;
    assert_int_equal(trace_file_save(trace, alloc, path, &info), LS_OK);
    assert_int_equal(trace_file_load(alloc, path, &again, &info), LS_OK);
    assert_true(trace_equal(trace, again, NULL));
    trace_free(again);
    free(path);
    support_temp_dir_remove(dir);
}

/* The plain fold looks at everything after every event: of long runs the beginning is enough. */
enum { MOST_EVENTS = 3000 };

static void check_run(const LsAlloc *alloc, const EngineScript *script, const char *entry)
{
    EngineResult result;
    EngineRunOptions options = {.entry = entry, .max_events = MOST_EVENTS};
    for (int detail = 0; detail < 2; detail++) {
        Trace *trace = trace_new(alloc);
        assert_non_null(trace);
        options.detail = detail == 1;
        engine_run(script, &options, trace, &result);
        assert_false(trace_failed(trace));
        assert_true(trace_count(trace) > 2);
        reference_compare(alloc, trace);
        check_sentences(alloc, trace);
        check_file(alloc, trace);
        trace_free(trace);
    }
}

static void test_scenarios(void **state)
{
    (void)state;
    glob_t paths;
    assert_int_equal(glob("scenarios/*.py", 0, NULL, &paths), 0);
    assert_true(paths.gl_pathc >= 6);
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        LsAlloc alloc = ls_alloc_system();
        EngineScript *script = NULL;
        EngineLoadOptions options = {0};
        LsBuf errors;
        size_t size;
        char *text = support_read_file(paths.gl_pathv[i], &size);
        ls_buf_init(&errors, &alloc);
        if (engine_load(&alloc, paths.gl_pathv[i], text, size, &options, &script, &errors) != LS_OK) {
            fail_msg("%s", ls_buf_text(&errors));
        }
        check_run(&alloc, script, NULL);
        for (size_t entry = 0; entry < engine_script_compare_count(script); entry++) {
            check_run(&alloc, script, engine_script_compare(script, entry));
        }
        engine_script_free(script);
        ls_buf_free(&errors);
        free(text);
    }
    globfree(&paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenarios)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
