/* What asyncio records: every primitive's waits and wake-ups, told as sentences; the same each time; the same from a
 * file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "analysis/an_model.h"
#include "analysis/an_narrate.h"
#include "engine.h"
#include "support/support_alloc.h"
#include "support/support_file.h"
#include "trace/trace_file.h"

typedef struct Output {
    LsBuf out;
} Output;

static void write_output(void *context, TraceStream stream, const char *text, size_t size)
{
    Output *output = context;
    if (stream == TRACE_STREAM_STDOUT) {
        ls_buf_put(&output->out, text, size);
    }
}

/* The trace of a script of this folder; `output` (NULL: not wanted) receives its stdout. */
static Trace *record(const LsAlloc *alloc, const char *path, bool detail, Output *output)
{
    size_t size;
    char *text = support_read_file(path, &size);
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    assert_int_equal(engine_load(alloc, path, text, size, NULL, &script, &errors), LS_OK);
    ls_buf_free(&errors);
    free(text);
    EngineRunOptions options = {.detail = detail, .context = output, .write = output == NULL ? NULL : write_output};
    EngineResult result;
    Trace *trace = trace_new(alloc);
    assert_int_equal(engine_run(script, &options, trace, &result), LS_OK);
    assert_int_equal(result.exit_status, 0);
    engine_script_free(script);
    return trace;
}

static void tell(const LsAlloc *alloc, const Trace *trace, LsBuf *out)
{
    AnModel *model = an_model_new(alloc, trace);
    for (uint32_t seq = 0; seq < trace_count(trace); seq++) {
        char clock[AN_TIME_SIZE];
        ls_buf_printf(out, "%s  ", an_clock_text(trace_at(trace, seq)->time_ns, clock));
        an_narrate(model, seq, out);
        ls_buf_putc(out, '\n');
    }
    an_model_free(model);
}

static void test_waits_and_wakeups_are_told(void **unused)
{
    (void)unused;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = record(&memory.alloc, "tests/aio/primitives.py", false, NULL);
    LsBuf text;
    ls_buf_init(&text, &memory.alloc);
    tell(&memory.alloc, trace, &text);
    support_assert_golden("tests/aio/golden/primitives.txt", ls_buf_text(&text));
    ls_buf_free(&text);
    trace_free(trace);
    support_alloc_end(&memory);
}

static void test_recording_changes_nothing(void **unused)
{
    (void)unused;
    static const bool details[] = {false, true};
    SupportAlloc memory;
    support_alloc_init(&memory);
    Output outputs[2];
    for (int i = 0; i < 2; i++) {
        ls_buf_init(&outputs[i].out, &memory.alloc);
        trace_free(record(&memory.alloc, "tests/aio/primitives.py", details[i], &outputs[i]));
    }
    assert_string_equal(ls_buf_text(&outputs[0].out), "late\nlater\ngroup\n3\nshielded\n");
    assert_string_equal(ls_buf_text(&outputs[0].out), ls_buf_text(&outputs[1].out));
    ls_buf_free(&outputs[0].out);
    ls_buf_free(&outputs[1].out);
    support_alloc_end(&memory);
}

static void test_same_trace_each_time_and_from_a_file(void **unused)
{
    (void)unused;
    SupportAlloc memory;
    support_alloc_init(&memory);
    const LsAlloc *alloc = &memory.alloc;
    char *dir = support_temp_dir();
    char *paths[2] = {support_path(dir, "a.json"), support_path(dir, "b.json")};
    char *bytes[2];
    size_t sizes[2];
    for (int i = 0; i < 2; i++) {
        Trace *trace = record(alloc, "tests/aio/primitives.py", true, NULL);
        Trace *again = NULL;
        TraceFileInfo info;
        assert_int_equal(trace_file_save(trace, alloc, paths[i], &info), LS_OK);
        assert_int_equal(trace_file_load(alloc, paths[i], &again, &info), LS_OK);
        assert_true(trace_equal(trace, again, NULL));
        trace_free(again);
        trace_free(trace);
        bytes[i] = support_read_file(paths[i], &sizes[i]);
    }
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    for (int i = 0; i < 2; i++) {
        free(bytes[i]);
        free(paths[i]);
    }
    support_temp_dir_remove(dir);
    support_alloc_end(&memory);
}

/* ---- what screens see, and what is recorded without one ---- */

static bool is_detail(unsigned kind)
{
    return kind == TRACE_FRAME_PUSH || kind == TRACE_FRAME_POP || kind == TRACE_LINE || kind == TRACE_RAISE;
}

/* The next event that is no detail, from `*seq` on; NULL at the end.  `numbers` keeps how many came before each. */
static const TraceEvent *next_event(const Trace *trace, uint32_t *seq, uint32_t *numbers, uint32_t number)
{
    while (*seq < trace_count(trace)) {
        const TraceEvent *event = trace_at(trace, *seq);
        numbers[(*seq)++] = number;
        if (!is_detail(event->kind)) {
            return event;
        }
    }
    return NULL;
}

/* Texts differ: labels with arguments and results are details. */
static bool has_text(unsigned kind)
{
    return kind == TRACE_TASK_NEW || kind == TRACE_TASK_DONE || kind == TRACE_FUTURE_DONE || kind == TRACE_OUTPUT ||
           kind == TRACE_HANDLE_READY || kind == TRACE_RUN_BEGIN || kind == TRACE_RUN_END ||
           kind == TRACE_PROCESS_NEW || kind == TRACE_THREAD_NEW || kind == TRACE_SYNC_NEW ||
           kind == TRACE_TASK_CANCEL || kind == TRACE_HANDLE_LABEL;
}

/* Where the line is told without detail, too: not at the end of a coroutine. */
static bool has_line(unsigned kind)
{
    return kind == TRACE_TASK_STEP || kind == TRACE_TASK_SLEEP || kind == TRACE_TASK_YIELD || kind == TRACE_TASK_WAIT ||
           kind == TRACE_SYNC_OP || kind == TRACE_ITERATION || kind == TRACE_READY_SNAPSHOT ||
           kind == TRACE_SLEEP_DUE || kind == TRACE_SLEEP_FIRE || kind == TRACE_POLL || kind == TRACE_POLL_END ||
           kind == TRACE_HANDLE_RUN;
}

static uint32_t number_of(const uint32_t *numbers, uint32_t seq)
{
    return seq == TRACE_NO_CAUSE ? TRACE_NO_CAUSE : numbers[seq];
}

/* The loop has faster ways for what no screen looks at in detail: they must record the very same. */
static void check_without_detail(const char *path)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *plain = record(&memory.alloc, path, true, NULL);
    Trace *fast = record(&memory.alloc, path, false, NULL);
    uint32_t plain_seq = 0, fast_seq = 0, number = 0;
    uint32_t *plain_numbers = calloc(trace_count(plain), sizeof *plain_numbers);
    uint32_t *fast_numbers = calloc(trace_count(fast), sizeof *fast_numbers);
    assert_true(plain_numbers != NULL && fast_numbers != NULL);
    for (;; number++) {
        const TraceEvent *wanted = next_event(plain, &plain_seq, plain_numbers, number);
        const TraceEvent *event = next_event(fast, &fast_seq, fast_numbers, number);
        if (wanted == NULL || event == NULL) {
            assert_true(wanted == NULL && event == NULL);
            break;
        }
        bool same = wanted->kind == event->kind && wanted->flags == event->flags &&
                    (!has_line(event->kind) || wanted->line == event->line) && wanted->time_ns == event->time_ns &&
                    wanted->subject == event->subject && (has_text(event->kind) || wanted->amount == event->amount) &&
                    number_of(plain_numbers, wanted->cause) == number_of(fast_numbers, event->cause);
        if (!same) {
            fail_msg("%s: event %u is \"%s\" of %u, line %u, not \"%s\" of %u, line %u", path, fast_seq - 1,
                     trace_kind_name(event->kind), event->subject, event->line, trace_kind_name(wanted->kind),
                     wanted->subject, wanted->line);
        }
    }
    assert_true(number > 30);
    free(plain_numbers);
    free(fast_numbers);
    trace_free(plain);
    trace_free(fast);
    support_alloc_end(&memory);
}

static void test_fast_ways_record_the_same(void **unused)
{
    (void)unused;
    check_without_detail("tests/aio/turns.py");
    check_without_detail("scenarios/05_background_tasks.py");
    check_without_detail("scenarios/08_queue_workers.py");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_and_wakeups_are_told),
        cmocka_unit_test(test_recording_changes_nothing),
        cmocka_unit_test(test_same_trace_each_time_and_from_a_file),
        cmocka_unit_test(test_fast_ways_record_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
