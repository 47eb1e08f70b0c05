/* The module `time`: the virtual clock, and its calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine.h"
#include "support/support_alloc.h"

typedef struct Output {
    char text[2048];
    size_t size;
} Output;

static void take_output(void *context, TraceStream stream, const char *text, size_t size)
{
    Output *output = context;
    if (stream == TRACE_STREAM_STDOUT && output->size + size < sizeof output->text) {
        memcpy(output->text + output->size, text, size);
        output->size += size;
        output->text[output->size] = '\0';
    }
}

static void assert_script_prints(const char *source, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, &memory.alloc);
    LsStatus status = engine_load(&memory.alloc, "clock.py", source, strlen(source), NULL, &script, &errors);
    ls_buf_free(&errors);
    assert_int_equal(status, LS_OK);
    Output output = {.size = 0};
    EngineRunOptions options = {.context = &output, .write = take_output};
    EngineResult result;
    status = engine_run(script, &options, NULL, &result);
    engine_script_free(script);
    assert_int_equal(status, LS_OK);
    assert_string_equal(output.text, expected);
    support_alloc_end(&memory);
}

static void sleeping_moves_the_clock_by_what_was_asked(void **state)
{
    (void)state;
    assert_script_prints(
        "import time\n"
        "a, m = time.time_ns(), time.monotonic_ns()\n"
        "time.sleep(1.5)\n"
        "time.sleep(0)\n"
        "print(time.time_ns() - a, time.monotonic_ns() - m, time.perf_counter(), time.process_time())\n",
        "1500000000 1500000000 1.5 0.0\n");
}

static void dates_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_script_prints("import time\n"
                         "for s in (0, -1, 951782400, 1709164800, 4102444799, -2208988800):\n"
                         "    t = time.gmtime(s)\n"
                         "    print(*t, time.mktime(t) == s, time.strftime('%G-W%V-%u %U %W %j', t))\n",
                         "1970 1 1 0 0 0 3 1 0 True 1970-W01-4 00 00 001\n"
                         "1969 12 31 23 59 59 2 365 0 True 1970-W01-3 52 52 365\n"
                         "2000 2 29 0 0 0 1 60 0 True 2000-W09-2 09 09 060\n"
                         "2024 2 29 0 0 0 3 60 0 True 2024-W09-4 08 09 060\n"
                         "2099 12 31 23 59 59 3 365 0 True 2099-W53-4 52 52 365\n"
                         "1900 1 1 0 0 0 0 1 0 True 1900-W01-1 00 01 001\n");
}

static void wrong_times_are_refused(void **state)
{
    (void)state;
    assert_script_prints("import time\n"
                         "for f in (lambda: time.sleep(-1), lambda: time.sleep('1'), lambda: time.strftime(5),\n"
                         "          lambda: time.strftime('%Y', (1, 2)), lambda: time.gmtime(1e30)):\n"
                         "    try:\n"
                         "        f()\n"
                         "    except Exception as e:\n"
                         "        print(type(e).__name__, e)\n",
                         "ValueError sleep length must be non-negative\n"
                         "TypeError 'str' object cannot be interpreted as an integer\n"
                         "TypeError strftime() argument 1 must be str, not int\n"
                         "TypeError strftime(): illegal time tuple argument\n"
                         "OverflowError timestamp out of range for platform time_t\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleeping_moves_the_clock_by_what_was_asked),
        cmocka_unit_test(dates_are_those_of_the_calendar),
        cmocka_unit_test(wrong_times_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
