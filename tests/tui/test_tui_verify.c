/* What `verify` prints of two runs, and the child that it starts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "support/support_alloc.h"
#include "tui/commands/cmd_verify.h"
#include "tui/tui_child.h"

/* The last line of the comparison of two outputs. */
static void expect_verdict(const char *simulated, const char *real, bool agree, const char *words)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    VerifySide sides[2] = {{.elapsed_s = 1, .timed = true}, {.elapsed_s = 2, .timed = true, .version = "3.11.2"}};
    LsBuf out;
    ls_buf_init(&out, &memory.alloc);
    ls_buf_init(&sides[0].output, &memory.alloc);
    ls_buf_init(&sides[1].output, &memory.alloc);
    ls_buf_puts(&sides[0].output, simulated);
    ls_buf_puts(&sides[1].output, real);
    assert_int_equal(cmd_verify_print(&sides[0], &sides[1], &out), agree);
    assert_non_null(strstr(ls_buf_text(&out), words));
    assert_non_null(strstr(ls_buf_text(&out), "2.000"));
    ls_buf_free(&out);
    ls_buf_free(&sides[0].output);
    ls_buf_free(&sides[1].output);
    support_alloc_end(&memory);
}

static void outputs_are_compared_line_by_line(void **state)
{
    (void)state;
    expect_verdict("", "", true, "The same lines");
    expect_verdict("a\nb\n", "a\nb\n", true, "The same lines in the same order.\n");
    expect_verdict("took 1.0 s\n", "took 1.003 s\n", true, "numbers differ in 1 of them");
    expect_verdict("10\n", "9\n", true, "numbers differ in 1 of them");
    expect_verdict("a\nb\n", "a\nc\n", false, "differ from line 2 on:\n  simulated  b\n  python     c\n");
    expect_verdict("a\n", "a\nb\n", false, "  simulated  (there is no such line)\n  python     b\n");
    expect_verdict("1 x\n", "1\n", false, "differ from line 1 on");
    expect_verdict("a\n", "a", true, "The same lines in the same order.\n");
    expect_verdict("\x1b[2J\n", "x\n", false, "  simulated  ?[2J\n");
}

static void the_report_is_read(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LsBuf report;
    VerifySide side = {0};
    ls_buf_init(&report, &memory.alloc);
    ls_buf_puts(&report, "version 3.11.2\nmissing a, b\nnonsense\n\ndelay 0.5\nlate 70\nelapsed 1.25");
    cmd_verify_read(&side, &report);
    assert_true(side.late);
    assert_string_equal(side.version, "3.11.2");
    assert_string_equal(side.missing, "a, b");
    assert_true(side.timed && side.elapsed_s == 1.25 && side.delay_s == 0.5);
    ls_buf_free(&report);
    support_alloc_end(&memory);
}

static void a_child_writes_into_buffers(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LsBuf output, report;
    ls_buf_init(&output, &memory.alloc);
    ls_buf_init(&report, &memory.alloc);
    char *arguments[] = {"sh", "-c", "echo out; echo told >&3; exit 5", NULL};
    int status = 0;
    assert_null(tui_child_run(arguments, &output, &report, &status));
    assert_int_equal(status, 5);
    assert_string_equal(ls_buf_text(&output), "out\n");
    assert_string_equal(ls_buf_text(&report), "told\n");
    char *killed[] = {"sh", "-c", "kill -9 $$", NULL};
    assert_null(tui_child_run(killed, &output, &report, &status));
    assert_int_equal(status, 128 + 9);
    char *unknown[] = {"no-such-program-anywhere", NULL};
    assert_non_null(tui_child_run(unknown, &output, &report, &status));
    ls_buf_free(&output);
    ls_buf_free(&report);
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_are_compared_line_by_line),
        cmocka_unit_test(the_report_is_read),
        cmocka_unit_test(a_child_writes_into_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
