#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"
#include "support/support_alloc.h"

static void assert_rendered(const char *script, bool colour, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    LangModule *module;
    LangDiagList diags;
    LsBuf text;
    lang_diag_list_init(&diags, &memory.alloc);
    ls_buf_init(&text, &memory.alloc);
    assert_int_equal(lang_parse(&memory.alloc, "script.py", script, strlen(script), &module, &diags), LS_E_REFUSED);
    assert_null(module);
    lang_diag_render_all(&text, &diags, colour);
    assert_string_equal(ls_buf_text(&text), expected);
    ls_buf_free(&text);
    lang_diag_list_free(&diags);
    support_alloc_end(&memory);
}

static void a_diagnostic_shows_the_line_and_a_caret(void **state)
{
    (void)state;
    assert_rendered("def f():\n    x = (a if b)\n", false,
                    "script.py:2:10: error: expected 'else' after 'if' expression\n"
                    "    2 |     x = (a if b)\n"
                    "      |          ^^^^^^\n"
                    "hint: write: value if condition else other\n");
    assert_rendered("if x\n    pass", false,
                    "script.py:1:5: error: expected ':'\n"
                    "    1 | if x\n"
                    "      |     ^\n");
}

static void the_caret_stands_under_wide_characters_and_tabs(void **state)
{
    (void)state;
    assert_rendered("x = '日本' $", false,
                    "script.py:1:10: error: invalid syntax\n"
                    "    1 | x = '日本' $\n"
                    "      |            ^\n");
    assert_rendered("if x:\n\ty =\t$ + 1", false,
                    "script.py:2:6: error: invalid syntax\n"
                    "    2 |     y = $ + 1\n"
                    "      |         ^\n");
}

static void control_characters_are_shown_and_not_sent(void **state)
{
    (void)state;
    assert_rendered("x = 'a\x1b[31m\u202e' $", false,
                    "script.py:1:15: error: invalid syntax\n"
                    "    1 | x = 'a^[[31m\\u202e' $\n"
                    "      |                     ^\n");
}

static void colours_are_asked_for(void **state)
{
    (void)state;
    assert_rendered("x $", true,
                    "script.py:1:3: \033[1;31merror:\033[0m invalid syntax\n"
                    "    1 | x $\n"
                    "      |   \033[1;31m^\033[0m\n");
}

static void a_span_of_lines_is_marked_to_the_end_of_the_first(void **state)
{
    (void)state;
    assert_rendered("x = f(a,\n b) = 1\n", false,
                    "script.py:1:5: error: cannot assign to function call\n"
                    "    1 | x = f(a,\n"
                    "      |     ^^^^\n");
}

static void several_diagnostics_are_separated(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LangDiagList diags;
    LsBuf text;
    lang_diag_list_init(&diags, &memory.alloc);
    ls_buf_init(&text, &memory.alloc);
    LangDiagInit first = {.file = "a.py", .message = "no place", .severity = LANG_SEVERITY_WARNING};
    LangDiagInit second = {
        .file = "b.py", .line = 123456, .column = 9, .end_line = 123456, .end_column = 10, .message = "far"};
    assert_int_equal(lang_diag_add(&diags, &first), LS_OK);
    assert_int_equal(lang_diag_add(&diags, &second), LS_OK);
    lang_diag_render_all(&text, &diags, false);
    assert_string_equal(ls_buf_text(&text), "a.py: warning: no place\n\nb.py:123456:9: error: far\n");
    ls_buf_free(&text);
    lang_diag_list_free(&diags);
    support_alloc_end(&memory);
}

static void the_nearest_name_is_found(void **state)
{
    (void)state;
    static const char *const names[] = {"sleep", "gather", "create_task", "wait_for", "run", "Queue"};
    size_t count = sizeof names / sizeof names[0];
    assert_string_equal(lang_diag_nearest("slep", names, count), "sleep");
    assert_string_equal(lang_diag_nearest("gahter", names, count), "gather");
    assert_string_equal(lang_diag_nearest("create_tsak", names, count), "create_task");
    assert_string_equal(lang_diag_nearest("waitfor", names, count), "wait_for");
    assert_string_equal(lang_diag_nearest("queue", names, count), "Queue");
    assert_null(lang_diag_nearest("open", names, count));
    assert_null(lang_diag_nearest("x", names, count));
    assert_null(lang_diag_nearest("sleep", names, 0));
    char longer[200];
    memset(longer, 'a', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    assert_null(lang_diag_nearest(longer, names, count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_diagnostic_shows_the_line_and_a_caret),
        cmocka_unit_test(the_caret_stands_under_wide_characters_and_tabs),
        cmocka_unit_test(control_characters_are_shown_and_not_sent),
        cmocka_unit_test(colours_are_asked_for),
        cmocka_unit_test(a_span_of_lines_is_marked_to_the_end_of_the_first),
        cmocka_unit_test(several_diagnostics_are_separated),
        cmocka_unit_test(the_nearest_name_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
