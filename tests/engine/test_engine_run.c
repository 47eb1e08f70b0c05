/* How runs end: entries, statuses, limits, cancellation; and that the same run is the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "support/support_alloc.h"
#include "trace/trace_file.h"

typedef struct Run {
    LsAlloc plain;
    LsBuf out, err;
    EngineRunOptions options;
    EngineResult result;
    Trace *trace;
    LsStatus status;
} Run;

static void keep(void *context, TraceStream stream, const char *text, size_t size)
{
    Run *run = context;
    ls_buf_put(stream == TRACE_STREAM_STDOUT ? &run->out : &run->err, text, size);
}

static void begin(Run *run, const char *text)
{
    run->plain = ls_alloc_system();
    ls_buf_init(&run->out, &run->plain);
    ls_buf_init(&run->err, &run->plain);
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, &run->plain);
    assert_int_equal(engine_load(&run->plain, "run.py", text, strlen(text), NULL, &script, &errors), LS_OK);
    ls_buf_free(&errors);
    run->trace = trace_new(&run->plain);
    run->options.context = run;
    run->options.write = keep;
    run->status = engine_run(script, &run->options, run->trace, &run->result);
    engine_script_free(script);
}

static void end(Run *run)
{
    trace_free(run->trace);
    ls_buf_free(&run->out);
    ls_buf_free(&run->err);
}

static void assert_ends(Run *run, const char *text, LsStatus status, int exit_status, const char *report)
{
    begin(run, text);
    assert_int_equal(run->status, status);
    assert_int_equal(run->result.exit_status, exit_status);
    if (strstr(ls_buf_text(&run->err), report) == NULL) {
        fail_msg("'%s' is not in the report: %s", report, ls_buf_text(&run->err));
    }
    end(run);
}

static const char entries[] = "import asyncio\n"
                              "def plain():\n    print('plain')\n"
                              "async def sleeper():\n    await asyncio.sleep(2)\n    print('slept')\n"
                              "if __name__ == '__main__':\n    print('main')\n";

static void entries_run_instead_of_main(void **state)
{
    (void)state;
    static const struct {
        const char *entry, *output;
        int64_t elapsed_ns;
    } cases[] = {{NULL, "main\n", 0}, {"plain", "plain\n", 0}, {"sleeper", "slept\n", 2000000000}};
    for (size_t i = 0; i < 3; i++) {
        Run run = {.options = {.entry = cases[i].entry}};
        begin(&run, entries);
        assert_int_equal(run.status, LS_OK);
        assert_int_equal(run.result.exit_status, 0);
        assert_string_equal(ls_buf_text(&run.out), cases[i].output);
        assert_true(run.result.elapsed_ns == cases[i].elapsed_ns);
        end(&run);
    }
    assert_ends(&(Run){.options = {.entry = "absent"}}, entries, LS_E_NOTFOUND, 2, "");
}

static void exit_statuses_are_python_s(void **state)
{
    (void)state;
    assert_ends(&(Run){0}, "1 / 0\n", LS_E_SCRIPT, 1, "ZeroDivisionError: division by zero\n");
    assert_ends(&(Run){0}, "raise SystemExit(7)\n", LS_E_SCRIPT, 7, "");
}

static void each_limit_ends_with_a_report(void **state)
{
    (void)state;
    assert_ends(&(Run){.options = {.max_instructions = 200000}}, "while True:\n    pass\n", LS_E_LIMIT, 3,
                "loopscope: stopped at the limit of 200000 instructions");
    assert_ends(&(Run){.options = {.max_output_bytes = 1000}}, "while True:\n    print('text')\n", LS_E_LIMIT, 3,
                "loopscope: stopped at the limit of 1000 bytes of output");
    assert_ends(
        &(Run){.options = {.max_events = 500}},
        "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n",
        LS_E_LIMIT, 3, "loopscope: stopped at the limit of 500 events");
    assert_ends(&(Run){.options = {.max_memory_bytes = 4 << 20}}, "a = []\nwhile True:\n    a.append([1] * 2000)\n",
                LS_E_SCRIPT, 1, "MemoryError");
}

static bool give_up(void *context, uint32_t events, int64_t virtual_ns)
{
    (void)context;
    (void)events;
    (void)virtual_ns;
    return true;
}

/* C code that takes items counts them, so that what has no end is stopped there, too. */
static void what_iterates_for_ever_is_stopped(void **state)
{
    (void)state;
    static const char *const expressions[] = {
        "sum(count())",
        "max(repeat(1))",
        "any(repeat(0))",
        "-1 in count()",
        "deque(repeat(1), maxlen=0)",
        "next(filter(None, repeat(0)))",
        "next(chain.from_iterable(repeat([])))",
        "next(islice(count(), 10**18, None))",
        "next(compress(count(), repeat(0)))",
        "next(dropwhile(bool, repeat(1)))",
        "max(Down())",
        "all(iter(lambda: 1, 2))",
        "range(10**18).count(1.5)",
        "set(repeat(1))",
        "dict.fromkeys(repeat(1))",
        "reduce(max, repeat(1))",
        "asyncio.run(asyncio.wait(repeat(1)))",
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "import asyncio\n"
                 "from collections import deque\n"
                 "from functools import reduce\n"
                 "from itertools import chain, compress, count, dropwhile, islice, repeat\n"
                 "class Down:\n"
                 "    def __iter__(self):\n"
                 "        return self\n"
                 "    def __next__(self):\n"
                 "        return 1\n"
                 "try:\n"
                 "    print(%s)\n"
                 "except BaseException as error:\n"
                 "    print(error)\n",
                 expressions[i]);
        assert_ends(&(Run){.options = {.max_instructions = 200000}}, text, LS_E_LIMIT, 3,
                    "loopscope: stopped at the limit of 200000 instructions");
        assert_ends(&(Run){.options = {.progress = give_up}}, text, LS_E_CANCELLED, 3, "");
    }
}

static void a_deadlock_is_reported(void **state)
{
    (void)state;
    assert_ends(&(Run){0}, "import asyncio\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())\n",
                LS_E_DEADLOCK, 3, "run.py");
}

static void progress_can_cancel(void **state)
{
    (void)state;
    assert_ends(&(Run){.options = {.progress = give_up}}, "while True:\n    pass\n", LS_E_CANCELLED, 3, "");
}

static const char mixed[] = "import asyncio, random\n"
                            "async def job(n):\n    await asyncio.sleep(random.random())\n    print(n)\n"
                            "async def main():\n    await asyncio.gather(*[job(n) for n in range(20)])\n"
                            "asyncio.run(main())\n";

static void *run_mixed(void *context)
{
    begin(context, mixed);
    return NULL;
}

static void the_same_run_gives_the_same_trace_in_two_threads_too(void **state)
{
    (void)state;
    Run runs[4];
    pthread_t threads[2];
    for (int i = 0; i < 4; i++) {
        runs[i] = (Run){.options = {.detail = true, .has_seed = true, .seed = i == 3 ? 6 : 5}};
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, run_mixed, &runs[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    begin(&runs[2], mixed);
    begin(&runs[3], mixed);
    assert_int_equal(runs[0].status, LS_OK);
    assert_true(trace_equal(runs[0].trace, runs[1].trace, NULL));
    assert_true(trace_equal(runs[0].trace, runs[2].trace, NULL));
    assert_false(trace_equal(runs[0].trace, runs[3].trace, NULL));
    assert_string_equal(ls_buf_text(&runs[0].out), ls_buf_text(&runs[2].out));
    for (int i = 0; i < 4; i++) {
        end(&runs[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_run_instead_of_main),
        cmocka_unit_test(exit_statuses_are_python_s),
        cmocka_unit_test(each_limit_ends_with_a_report),
        cmocka_unit_test(what_iterates_for_ever_is_stopped),
        cmocka_unit_test(a_deadlock_is_reported),
        cmocka_unit_test(progress_can_cancel),
        cmocka_unit_test(the_same_run_gives_the_same_trace_in_two_threads_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
