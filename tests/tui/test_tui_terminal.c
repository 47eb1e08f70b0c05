#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/support_file.h"
#include "tui_fixture.h"
#include "tui_terminal.h"

static const char *const VIEW_THREE[] = {"view", FIXTURE_THREE, NULL};
static Terminal terminal;
static Fixture fixture;

static void begin(int width, int height, const char *const *environment)
{
    fixture_open(&fixture, FIXTURE_THREE, NULL, width, height);
    terminal_open(&terminal, width, height, VIEW_THREE, environment);
    terminal_wait_for(&terminal, "three_fetches.py");
}

static int end(void **state)
{
    (void)state;
    terminal_close(&terminal);
    fixture_close(&fixture);
    return 0;
}

/* Gives the same keys to the program and to the app of the fixture: they must show the same. */
static void both(const char *bytes, const char *keys)
{
    terminal_send(&terminal, bytes);
    fixture_keys(&fixture, keys);
    terminal_wait_until(&terminal, fixture_screen(&fixture));
}

static void walk(void)
{
    both("", "");
    both("\033[C", ">");
    both("nnnn", "nnnn");
    both("w", "w");
    both("\033", "!");
    both("NN\033[D", "NN<");
    both("?", "?");
    both("q", "q");
    both("\033[F", "}");
    both("az", "az");
    both("/gamma\r", "/gamma#");
}

static void the_terminal_shows_what_the_app_draws_80x24(void **state)
{
    (void)state;
    begin(80, 24, NULL);
    walk();
}

static void the_terminal_shows_what_the_app_draws_160x48(void **state)
{
    (void)state;
    begin(160, 48, NULL);
    walk();
}

static void resizing_follows_at_once(void **state)
{
    (void)state;
    static const int sizes[][2] = {{120, 40}, {80, 24}, {40, 10}, {100, 30}, {200, 60}};
    begin(80, 24, NULL);
    both("nnn", "nnn");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(&terminal, sizes[i][0], sizes[i][1]);
        fixture_resize(&fixture, sizes[i][0], sizes[i][1]);
        terminal_wait_until(&terminal, fixture_screen(&fixture));
    }
}

static void the_mouse_seeks(void **state)
{
    (void)state;
    begin(80, 24, NULL);
    both("", "");
    terminal_send(&terminal, "\033[<0;60;14M\033[<0;60;14m");
    fixture_mouse(&fixture, TUI_INPUT_PRESS, 59, 13);
    terminal_wait_until(&terminal, fixture_screen(&fixture));
    assert_true(fixture.app.now_ns > 0);
}

static void a_step_sends_little(void **state)
{
    (void)state;
    begin(80, 24, NULL);
    both("nnnn", "nnnn");
    for (int i = 0; i < 12; i++) {
        size_t before = terminal.raw.size;
        both("\033[C", ">");
        assert_in_range(terminal.raw.size - before, 1, 2047);
    }
}

static void without_utf8_only_ascii_is_sent(void **state)
{
    (void)state;
    static const char *const environment[] = {"LC_ALL=C", NULL};
    begin(80, 24, environment);
    terminal_send(&terminal, "nnnn");
    terminal_wait_for(&terminal, "waiting 3");
    for (size_t i = 0; i < terminal.raw.size; i++)
        assert_true((unsigned char)terminal.raw.data[i] < 0x80);
}

/* A sequence ESC [ … m with a parameter that chooses a colour. */
static bool sends_colours(const char *text)
{
    while ((text = strstr(text, "\033[")) != NULL) {
        text += 2;
        const char *end = text + strspn(text, "0123456789;");
        for (const char *at = text; *end == 'm' && at < end; at += strspn(at, ";")) {
            char *next;
            long parameter = strtol(at, &next, 10);
            if ((parameter >= 30 && parameter < 50) || parameter >= 90)
                return true;
            at = next > at ? next : at + 1;
        }
    }
    return false;
}

static void without_colours_none_are_sent(void **state)
{
    (void)state;
    static const char *const environment[] = {"NO_COLOR=1", NULL};
    begin(80, 24, environment);
    both("nnnn", "nnnn");
    assert_false(sends_colours(ls_buf_text(&terminal.raw)));
}

static void quitting_restores_the_terminal(void **state)
{
    (void)state;
    begin(80, 24, NULL);
    both("nn", "nn");
    terminal_send(&terminal, "q");
    int status = terminal_wait(&terminal, false);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    terminal_assert_restored(&terminal);
}

static void dies_restored(int number)
{
    begin(80, 24, NULL);
    both("nn", "nn");
    kill(terminal.child, number);
    int status = terminal_wait(&terminal, false);
    /* A sanitizer may take the signal over and end the process its own way, after our handler. */
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == number : WEXITSTATUS(status) != 0);
    terminal_assert_restored(&terminal);
}

static void sigterm_restores_the_terminal(void **state)
{
    (void)state;
    dies_restored(SIGTERM);
}

static void sighup_restores_the_terminal(void **state)
{
    (void)state;
    dies_restored(SIGHUP);
}

static void sigint_restores_the_terminal(void **state)
{
    (void)state;
    dies_restored(SIGINT);
}

static void a_crash_restores_the_terminal(void **state)
{
    (void)state;
    dies_restored(SIGSEGV);
}

static void an_abort_restores_the_terminal(void **state)
{
    (void)state;
    dies_restored(SIGABRT);
}

static void suspending_gives_the_terminal_back_for_a_while(void **state)
{
    (void)state;
    begin(80, 24, NULL);
    both("nnn", "nnn");
    terminal_send(&terminal, "\032");
    int status = terminal_wait(&terminal, true);
    assert_true(WIFSTOPPED(status));
    terminal_assert_restored(&terminal);
    kill(terminal.child, SIGCONT);
    both("n", "n");
    terminal_send(&terminal, "q");
    assert_int_equal(terminal_wait(&terminal, false), 0);
    terminal_assert_restored(&terminal);
}

/* ---- with the engine ---- */

static int no_fixture(void **state)
{
    (void)state;
    terminal_close(&terminal);
    return 0;
}

static void the_picker_opens_a_scenario(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    terminal_open(&terminal, 80, 24, none, NULL);
    terminal_wait_for(&terminal, "01_sequential_fetches.py");
    terminal_send(&terminal, "j");
    terminal_wait_for(&terminal, "▶ 02_three_fetches.py");
    terminal_send(&terminal, "\r");
    terminal_wait_for(&terminal, "event   1 of");
    terminal_send(&terminal, "G");
    terminal_wait_for(&terminal, "took 1.000 s");
    terminal_send(&terminal, "i");
    terminal_wait_for(&terminal, "▶ 02_three_fetches.py");
    terminal_send(&terminal, "j\r");
    terminal_wait_for(&terminal, "main_async");
    terminal_send(&terminal, "G");
    terminal_wait_for(&terminal, "3 times as fast");
    terminal_send(&terminal, "q");
    assert_int_equal(terminal_wait(&terminal, false), 0);
    terminal_assert_restored(&terminal);
}

static void playing_walks_by_itself(void **state)
{
    (void)state;
    static const char *const three[] = {"scenarios/02_three_fetches.py", NULL};
    terminal_open(&terminal, 80, 24, three, NULL);
    terminal_wait_for(&terminal, "event   1 of");
    terminal_send(&terminal, "++++++ ");
    terminal_wait_for(&terminal, "▶ 100×");
    terminal_wait_for(&terminal, "took 1.000 s");
}

/* The editor is a script: it breaks the file at first, and mends it the next time. */
static void editing_runs_the_file_anew(void **state)
{
    (void)state;
    char *directory = support_temp_dir(), *script = support_path(directory, "lesson.py");
    char *editor = support_path(directory, "editor.sh");
    char environment[600];
    snprintf(environment, sizeof environment, "EDITOR=sh %s", editor);
    const char *const arguments[] = {script, NULL};
    const char *const variables[] = {environment, "VISUAL=", NULL};
    support_write_file(script, "print('one')\n", 13);
    static const char text[] = "if grep -q one \"$1\"; then echo 'def f(:' > \"$1\"\n"
                               "elif grep -q def \"$1\"; then echo 'print(\"three and more\")' > \"$1\"; fi\n";
    support_write_file(editor, text, sizeof text - 1);
    terminal_open(&terminal, 80, 24, arguments, variables);
    terminal_wait_for(&terminal, "print('one')");
    terminal_send(&terminal, "e");
    terminal_wait_for(&terminal, "lesson.py:1:7");
    terminal_send(&terminal, "e");
    terminal_wait_for(&terminal, "print(\"three and more\")");
    terminal_send(&terminal, "G");
    terminal_wait_for(&terminal, "0.000  three and more");
    terminal_send(&terminal, "e");
    terminal_wait_for(&terminal, "The file was not changed.");
    terminal_send(&terminal, "q");
    assert_int_equal(terminal_wait(&terminal, false), 0);
    terminal_assert_restored(&terminal);
    free(script);
    free(editor);
    support_temp_dir_remove(directory);
}

static void an_uncaught_exception_is_the_end_of_the_run(void **state)
{
    (void)state;
    char *directory = support_temp_dir(), *script = support_path(directory, "broken.py");
    const char *const arguments[] = {script, NULL};
    support_write_file(script, "print('so far')\nraise ValueError('broke')\n", 42);
    terminal_open(&terminal, 80, 24, arguments, NULL);
    terminal_wait_for(&terminal, "event");
    terminal_send(&terminal, "G");
    terminal_wait_for(&terminal, "ValueError: broke");
    free(script);
    support_temp_dir_remove(directory);
}

static void a_long_run_can_be_stopped(void **state)
{
    (void)state;
    char *directory = support_temp_dir(), *script = support_path(directory, "endless.py");
    const char *const arguments[] = {script, NULL};
    support_write_file(script, "while True:\n    pass\n", 21);
    terminal_open(&terminal, 80, 24, arguments, NULL);
    terminal_wait_for(&terminal, "The script runs on its virtual clock");
    terminal_send(&terminal, "q");
    assert_int_equal(terminal_wait(&terminal, false), 0);
    terminal_assert_restored(&terminal);
    free(script);
    support_temp_dir_remove(directory);
}

/* ---- terminals that cannot show it ---- */

static void refuses_with(const char *variable, const char *sentence)
{
    const char *const environment[] = {variable, NULL};
    terminal_open(&terminal, 80, 24, VIEW_THREE, environment);
    int status = terminal_wait(&terminal, false);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_non_null(strstr(ls_buf_text(&terminal.raw), sentence));
    assert_null(strchr(ls_buf_text(&terminal.raw), 27));
}

static void a_terminal_without_cursor_control_is_refused(void **state)
{
    (void)state;
    refuses_with("TERM=dumb", "cannot move its cursor");
}

static void an_unknown_terminal_is_refused(void **state)
{
    (void)state;
    refuses_with("TERM=no-such-terminal", "not known");
}

static void no_terminal_name_is_refused(void **state)
{
    (void)state;
    refuses_with("TERM=", "TERM is not set");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_terminal_shows_what_the_app_draws_80x24, end),
        cmocka_unit_test_teardown(the_terminal_shows_what_the_app_draws_160x48, end),
        cmocka_unit_test_teardown(resizing_follows_at_once, end),
        cmocka_unit_test_teardown(the_mouse_seeks, end),
        cmocka_unit_test_teardown(a_step_sends_little, end),
        cmocka_unit_test_teardown(without_utf8_only_ascii_is_sent, end),
        cmocka_unit_test_teardown(without_colours_none_are_sent, end),
        cmocka_unit_test_teardown(quitting_restores_the_terminal, end),
        cmocka_unit_test_teardown(sigterm_restores_the_terminal, end),
        cmocka_unit_test_teardown(sighup_restores_the_terminal, end),
        cmocka_unit_test_teardown(sigint_restores_the_terminal, end),
        cmocka_unit_test_teardown(a_crash_restores_the_terminal, end),
        cmocka_unit_test_teardown(an_abort_restores_the_terminal, end),
        cmocka_unit_test_teardown(suspending_gives_the_terminal_back_for_a_while, end),
        cmocka_unit_test_teardown(the_picker_opens_a_scenario, no_fixture),
        cmocka_unit_test_teardown(playing_walks_by_itself, no_fixture),
        cmocka_unit_test_teardown(editing_runs_the_file_anew, no_fixture),
        cmocka_unit_test_teardown(an_uncaught_exception_is_the_end_of_the_run, no_fixture),
        cmocka_unit_test_teardown(a_long_run_can_be_stopped, no_fixture),
        cmocka_unit_test_teardown(a_terminal_without_cursor_control_is_refused, no_fixture),
        cmocka_unit_test_teardown(an_unknown_terminal_is_refused, no_fixture),
        cmocka_unit_test_teardown(no_terminal_name_is_refused, no_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
