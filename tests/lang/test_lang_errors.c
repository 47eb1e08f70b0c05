/* errors.txt: what is wrong with scripts, in CPython's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

static size_t unescape(char *text)
{
    char *out = text;
    for (const char *in = text; *in != '\0'; in++) {
        if (*in != '\\') {
            *out++ = *in;
            continue;
        }
        in++;
        if (*in == 'x') {
            char digits[3] = {in[1], in[2], '\0'};
            *out++ = (char)strtol(digits, NULL, 16);
            in += 2;
        } else {
            *out++ = *in == 'n' ? '\n' : *in == 't' ? '\t' : *in == 'r' ? '\r' : *in;
        }
    }
    *out = '\0';
    return (size_t)(out - text);
}

/* One script and its expected line; true when they agree. */
static bool check(const LsAlloc *alloc, char *script, const char *expected)
{
    char *shown = malloc(strlen(script) + 1);
    assert_non_null(shown);
    strcpy(shown, script);
    size_t size = unescape(script);
    char *got = lang_check_error(alloc, script, size);
    bool same = strcmp(got, expected) == 0;
    if (!same) {
        print_error("%s\n    wanted %s\n    got    %s\n", shown, expected, got);
    }
    free(got);
    free(shown);
    return same;
}

static void each_script_gets_its_diagnostic(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    char *text = support_read_file("tests/lang/errors.txt", NULL);
    char *script = NULL;
    size_t count = 0;
    size_t failed = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strncmp(line, "    = ", 6) == 0 || strncmp(line, "    ~ ", 6) == 0 || strncmp(line, "    ! ", 6) == 0) {
            assert_non_null(script);
            count++;
            failed += check(&memory.alloc, script, line + 6) ? 0 : 1;
            script = NULL;
        } else if (strncmp(line, "## ", 3) != 0) {
            script = line;
        }
    }
    free(text);
    assert_true(count > 600);
    assert_int_equal(failed, 0);
    support_alloc_end(&memory);
}

static void assert_error(const char *text, size_t size, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    char *got = lang_check_error(&memory.alloc, text, size);
    assert_string_equal(got, expected);
    free(got);
    support_alloc_end(&memory);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    assert_error("x = 1\ny\0z\n", 10, "SyntaxError 2:2 source code cannot contain null bytes");
    assert_error("x = 1\n'\xff'\n", 10, "SyntaxError 2:2 Non-UTF-8 code starting with '\\xff' on line 2");
    assert_error("'\xed\xa0\x80'", 5, "SyntaxError 1:2 Non-UTF-8 code starting with '\\xed' on line 1");
    assert_error("\xc3", 1, "SyntaxError 1:1 Non-UTF-8 code starting with '\\xc3' on line 1");
    assert_error("\x7f"
                 "ELF\x02",
                 5, "SyntaxError 1:1 invalid non-printable character U+007F");
}

static void a_byte_order_mark_and_other_line_ends_are_fine(void **state)
{
    (void)state;
    assert_error("\xEF\xBB\xBFx = 1\r\nif x:\r  y\r\n", 21, "ok");
    assert_error("x = 1\r\ny y\r\n", 12, "SyntaxError 2:3 invalid syntax");
    assert_error("", 0, "ok");
    assert_error("\n\n  \n# nothing", 14, "ok");
}

/* `count` times `piece`, between `before` and `after`. */
static char *repeated(const char *before, const char *piece, size_t count, const char *after)
{
    size_t size = strlen(before) + strlen(piece) * count + strlen(after) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    strcpy(text, before);
    char *end = text + strlen(text);
    for (size_t i = 0; i < count; i++) {
        end = strcpy(end, piece) + strlen(piece);
    }
    strcpy(end, after);
    return text;
}

static void assert_deep(const char *before, const char *piece, size_t count, const char *after, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    char *text = repeated(before, piece, count, after);
    char *got = lang_check_error(&memory.alloc, text, strlen(text));
    if (strcmp(expected, "ok") == 0) {
        assert_string_equal(got, "ok");
    } else {
        assert_non_null(strstr(got, expected));
    }
    free(got);
    free(text);
    support_alloc_end(&memory);
}

static void depth_ends_in_a_diagnostic(void **state)
{
    (void)state;
    assert_deep("x = ", "(", 100000, "", "too many nested parentheses");
    assert_deep("x = ", "[", 201, "", "too many nested parentheses");
    assert_deep("x = ", "-", 100000, "1", "too many nested expressions");
    assert_deep("x = ", "not ", 100000, "1", "too many nested expressions");
    assert_deep("x = ", "lambda: ", 100000, "1", "too many nested expressions");
    assert_deep("x = ", "2 ** ", 100000, "1", "too many nested expressions");
    assert_deep("x = ", "1 if 2 else ", 100000, "3", "too many nested expressions");
    assert_deep("x = ", "1 + ", 100000, "1", "nested too deeply");
    assert_deep("x = a", ".b", 100000, "", "nested too deeply");
    assert_deep("x = a", "()", 100000, "", "nested too deeply");
    assert_deep("if a: pass\n", "elif a: pass\n", 100000, "", "nested too deeply");
    assert_deep("match x:\n case ", "(", 201, "", "too many nested parentheses");
    assert_deep("match x:\n case ", "A(", 150, "1", "was never closed");
    assert_deep("x = ", "1 + ", 1500, "1", "ok");
    assert_deep("x = ", "a < ", 100000, "1", "ok");
    assert_deep("x = ", "a and ", 100000, "1", "ok");
    assert_deep("x = [", "a, ", 100000, "]", "ok");
    assert_deep("if a: pass\n", "elif a: pass\n", 1500, "else: pass\n", "ok");
}

static void indentation_ends_in_a_diagnostic(void **state)
{
    (void)state;
    char text[20000];
    size_t size = 0;
    for (size_t depth = 0; depth < 110; depth++) {
        memset(text + size, ' ', depth);
        size += depth;
        memcpy(text + size, "if x:\n", 6);
        size += 6;
    }
    SupportAlloc memory;
    support_alloc_init(&memory);
    char *got = lang_check_error(&memory.alloc, text, size);
    assert_string_equal(got, "IndentationError 101:1 too many levels of indentation");
    free(got);
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_script_gets_its_diagnostic),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(a_byte_order_mark_and_other_line_ends_are_fine),
        cmocka_unit_test(depth_ends_in_a_diagnostic),
        cmocka_unit_test(indentation_ends_in_a_diagnostic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
