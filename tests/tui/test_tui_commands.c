/* The command line: each command, and each way to use it wrong. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/support_file.h"

static char *directory, *standard_output, *standard_error;
static int status;

static char *in_directory(const char *name)
{
    return support_path(directory, name);
}

static void write_script(const char *name, const char *text)
{
    char *path = in_directory(name);
    support_write_file(path, text, strlen(text));
    free(path);
}

static int begin(void **state)
{
    (void)state;
    directory = support_temp_dir();
    write_script("good.py", "\"\"\"A title.\n\nA lesson.\n\"\"\"\nimport asyncio\n\nDELAY = 1\n\n\n"
                            "async def main():\n    await asyncio.sleep(DELAY)\n    print('done')\n\n\n"
                            "async def other():\n    await asyncio.sleep(2)\n    print('done')\n\n\n"
                            "if __name__ == '__main__':\n    asyncio.run(main())\n");
    write_script("syntax.py", "def main(:\n    pass\n");
    write_script("raises.py",
                 "import asyncio\n\n\nasync def main():\n    print('before')\n    raise ValueError('broke')\n\n\n"
                 "asyncio.run(main())\n");
    write_script("endless.py",
                 "import asyncio\n\n\nasync def main():\n    while True:\n        await asyncio.sleep(0)\n\n\n"
                 "asyncio.run(main())\n");
    write_script("stuck.py",
                 "import asyncio\n\n\nasync def main():\n    await asyncio.Event().wait()\n\n\nasyncio.run(main())\n");
    write_script("foreign.json", "[{\"a\": 1}]\n");
    write_script("empty.json", "");
    char *binary = in_directory("binary.py");
    support_write_file(binary, "\0\1\2\377", 4);
    free(binary);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(standard_output);
    free(standard_error);
    standard_output = standard_error = NULL;
    support_temp_dir_remove(directory);
    return 0;
}

static void child(const char *const *arguments, const char *out, const char *err)
{
    char path[512];
    const char *build = getenv("BUILD");
    snprintf(path, sizeof path, "%s/loopscope", build && *build ? build : "build");
    const char *argv[12] = {path};
    for (int i = 0; i < 10 && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    int null = open("/dev/null", O_RDONLY);
    int out_fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), err_fd = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(null, 0);
    dup2(out_fd, 1);
    dup2(err_fd, 2);
    execv(path, (char *const *)(uintptr_t)argv);
    _exit(126);
}

/* Runs the program; words that begin with @ name files in the test's directory.  Fills the three results. */
static void run(const char *words)
{
    char copy[512];
    const char *arguments[12] = {NULL};
    char *paths[12] = {NULL};
    snprintf(copy, sizeof copy, "%s", words);
    int count = 0;
    for (char *word = strtok(copy, " "); word && count < 10; word = strtok(NULL, " "), count++)
        arguments[count] = *word == '@' ? (paths[count] = in_directory(word + 1)) : word;
    char *out = in_directory("stdout"), *err = in_directory("stderr");
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(arguments, out, err);
    int ended = 0;
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_true(WIFEXITED(ended));
    status = WEXITSTATUS(ended);
    free(standard_output);
    free(standard_error);
    standard_output = support_read_file(out, NULL);
    standard_error = support_read_file(err, NULL);
    for (int i = 0; i < count; i++)
        free(paths[i]);
    free(out);
    free(err);
}

static size_t lines_of(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* Refused: status 2, nothing on stdout, one line on stderr that contains the text. */
static void refuses(const char *words, const char *text)
{
    run(words);
    if (status != 2 || *standard_output || lines_of(standard_error) != 1 || !strstr(standard_error, text))
        fail_msg("loopscope %s: status %d\nstdout: %s\nstderr: %s\nwanted: %s", words, status, standard_output,
                 standard_error, text);
}

/* Refused with a diagnostic: status 2, file:line:column, the source line, a caret. */
static void diagnoses(const char *words, const char *text)
{
    run(words);
    assert_int_equal(status, 2);
    assert_string_equal(standard_output, "");
    assert_non_null(strstr(standard_error, text));
    assert_non_null(strchr(standard_error, '^'));
}

static void help_names_all_commands(void **state)
{
    (void)state;
    run("--help");
    assert_int_equal(status, 0);
    static const char *const names[] = {"run ",   "record ", "view ", "compare ",    "list ",
                                        "--seed", "--cost",  "--set", "--max-events"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_non_null(strstr(standard_output, names[i]));
    assert_string_equal(standard_error, "");
    run("--version");
    assert_int_equal(status, 0);
    assert_int_equal(strncmp(standard_output, "loopscope ", 10), 0);
}

static void list_shows_the_scenarios(void **state)
{
    (void)state;
    run("list");
    assert_int_equal(status, 0);
    assert_non_null(strstr(standard_output, "02_three_fetches.py"));
    assert_non_null(strstr(standard_output, "Three fetches at once, gathered."));
    run("keys");
    assert_int_equal(status, 0);
    assert_non_null(strstr(standard_output, "| `space` | play or pause |"));
}

static void wrong_usage_is_answered_in_one_line(void **state)
{
    (void)state;
    refuses("frobnicate", "commands are run, record");
    refuses("run", "usage: loopscope run FILE.py");
    refuses("run @good.py more", "too many arguments");
    refuses("run --frob @good.py", "known are --seed");
    refuses("run @good.py --seed", "--seed wants a value");
    refuses("run @good.py --seed x", "whole number");
    refuses("run @good.py --seed=", "whole number");
    refuses("run @good.py --cost much", "not 'much'");
    refuses("run @good.py --set X", "NAME=VALUE");
    refuses("run @good.py --max-events 0", "number from 1");
    refuses("run @good.py --stats=1", "takes no value");
    refuses("record @good.py", "-o FILE");
    refuses("view", "usage: loopscope view FILE");
    refuses("view --seed 1 @good.py", "takes no options");
    refuses("compare @good.py", "two are wanted");
    refuses("list more", "too many arguments");
    refuses("--frob @good.py", "known are --seed");
}

static void bad_files_are_named(void **state)
{
    (void)state;
    refuses("run @missing.py", "no such file");
    refuses("run .", "is a directory");
    refuses("@missing.py", "no such file");
    refuses("@good.py:nothing", "there are: main, other");
    refuses("run @good.py:nothing", "there are: main, other");
    refuses("view @missing.json", "missing.json");
    refuses("view @foreign.json", "not a loopscope trace");
    refuses("view @empty.json", "empty.json");
    refuses("compare @good.py @missing.py --text", "no such file");
}

static void bad_scripts_are_diagnosed(void **state)
{
    (void)state;
    diagnoses("run @syntax.py", "syntax.py:1:10:");
    diagnoses("run @binary.py", "binary.py:1:1:");
    diagnoses("@syntax.py", "syntax.py:1:10:");
    diagnoses("compare @good.py @syntax.py", "syntax.py:1:10:");
    run("record @syntax.py -o @trace.json");
    assert_int_equal(status, 2);
    char *path = in_directory("trace.json");
    assert_false(support_file_exists(path)); /* nothing is written */
    free(path);
    run("run @good.py --set NOTHING=1");
    assert_int_equal(status, 2);
    assert_non_null(strstr(standard_error, "DELAY"));
}

static void without_a_terminal_the_screen_says_so(void **state)
{
    (void)state;
    refuses("", "needs a terminal");
    refuses("@good.py", "needs a terminal");
}

static void run_gives_the_scripts_output_and_status(void **state)
{
    (void)state;
    run("run @good.py");
    assert_int_equal(status, 0);
    assert_string_equal(standard_output, "done\n");
    assert_string_equal(standard_error, "");
    run("run @good.py:other");
    assert_int_equal(status, 0);
    run("run @raises.py");
    assert_int_equal(status, 1);
    assert_string_equal(standard_output, "before\n");
    assert_non_null(strstr(standard_error, "Traceback (most recent call last):\n"));
    assert_non_null(strstr(standard_error, "\nValueError: broke\n"));
}

static void runs_that_cannot_end_are_stopped(void **state)
{
    (void)state;
    run("run @endless.py --max-events 5000");
    assert_int_equal(status, 3);
    assert_non_null(strstr(standard_error, "endless.py:"));
    run("run @stuck.py");
    assert_int_equal(status, 3);
    assert_non_null(strstr(standard_error, "Task-1"));
}

static void recordings_are_written_and_compared(void **state)
{
    (void)state;
    run("record @good.py -o @one.json");
    assert_int_equal(status, 0);
    assert_string_equal(standard_output, "");
    run("record @good.py -o @again.json.gz");
    assert_int_equal(status, 0);
    run("record @good.py --set DELAY=3 -o @three.json");
    assert_int_equal(status, 0);
    run("compare @one.json @three.json --text");
    assert_int_equal(status, 0);
    assert_non_null(strstr(standard_output, "elapsed"));
    assert_non_null(strstr(standard_output, "+2 s"));
    run("compare @one.json @again.json.gz --text");
    assert_int_equal(status, 0);
    assert_null(strstr(standard_output, "+"));
    refuses("record @good.py -o /nonexistent/trace.json", "/nonexistent/trace.json");
}

static void a_compared_scenario_needs_one_name(void **state)
{
    (void)state;
    run("compare scenarios/03_blocking_vs_gathered.py --text");
    assert_int_equal(status, 0);
    assert_non_null(strstr(standard_output, "main_sync"));
    assert_non_null(strstr(standard_output, "3.00 times as fast"));
}

static void options_may_stand_anywhere(void **state)
{
    (void)state;
    run("run --set DELAY=5 --seed=3 @good.py");
    assert_int_equal(status, 0);
    run("run @good.py --cost zero --stats");
    assert_int_equal(status, 0);
    assert_string_equal(standard_output, "done\n");
    assert_non_null(strstr(standard_error, "task steps"));
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(help_names_all_commands),
        TEST(list_shows_the_scenarios),
        TEST(wrong_usage_is_answered_in_one_line),
        TEST(bad_files_are_named),
        TEST(bad_scripts_are_diagnosed),
        TEST(without_a_terminal_the_screen_says_so),
        TEST(run_gives_the_scripts_output_and_status),
        TEST(runs_that_cannot_end_are_stopped),
        TEST(recordings_are_written_and_compared),
        TEST(a_compared_scenario_needs_one_name),
        TEST(options_may_stand_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
