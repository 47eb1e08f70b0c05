#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "support/support_alloc.h"
#include "tui/tui_canvas.h"
#include "tui/tui_theme.h"
#include "tui/widgets/widget_axis.h"
#include "tui/widgets/widget_bar.h"
#include "tui/widgets/widget_list.h"
#include "tui/widgets/widget_text.h"

static SupportAlloc memory;
static TuiCanvas canvas;
static LsBuf dump;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    tui_canvas_init(&canvas, &memory.alloc);
    ls_buf_init(&dump, &memory.alloc);
    return tui_canvas_resize(&canvas, 20, 4) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    tui_canvas_free(&canvas);
    ls_buf_free(&dump);
    support_alloc_end(&memory);
    return 0;
}

static TuiStyle plain(void)
{
    return tui_role(TUI_ROLE_TEXT);
}

static const char *shown(void)
{
    ls_buf_clear(&dump);
    tui_canvas_dump(&canvas, &dump);
    return ls_buf_text(&dump);
}

static void text_goes_where_it_is_put_and_is_clipped(void **state)
{
    (void)state;
    assert_int_equal(tui_canvas_puts(&canvas, 2, 0, plain(), "hello"), 7);
    tui_canvas_puts(&canvas, 17, 1, plain(), "right edge");
    tui_canvas_puts(&canvas, -2, 2, plain(), "left");
    tui_canvas_puts(&canvas, 0, 9, plain(), "below");
    tui_canvas_puts(&canvas, 0, -1, plain(), "above");
    assert_string_equal(shown(), "  hello\n                 rig\nft\n\n");
}

static void a_line_end_stops_the_text(void **state)
{
    (void)state;
    tui_canvas_puts(&canvas, 0, 0, plain(), "one\ntwo");
    assert_string_equal(shown(), "one\n\n\n\n");
}

static void the_clip_rectangle_limits_drawing(void **state)
{
    (void)state;
    TuiRect old = tui_canvas_clip(&canvas, (TuiRect){2, 1, 3, 1});
    assert_int_equal(old.w, 20);
    tui_canvas_fill(&canvas, (TuiRect){0, 0, 20, 4}, plain(), "x");
    tui_canvas_clip(&canvas, old);
    assert_string_equal(shown(), "\n  xxx\n\n\n");
}

static void control_sequences_become_visible(void **state)
{
    (void)state;
    const char text[] = "a\033[31mb\x07\x7f\xc2\x9b\xff\xe2\x80\xae!";
    tui_canvas_put(&canvas, 0, 0, plain(), text, sizeof text - 1);
    assert_string_equal(shown(), "a␛[31mb␇␡���!\n\n\n\n");
    for (int x = 0; x < 20; x++) {
        const unsigned char *cell = (const unsigned char *)tui_canvas_at(&canvas, x, 0)->text;
        assert_true(cell[0] >= 0x20 && cell[0] != 0x7F);
        assert_false(cell[0] == 0xC2 && cell[1] < 0xA0);
    }
}

static void wide_characters_take_two_cells(void **state)
{
    (void)state;
    assert_int_equal(tui_canvas_puts(&canvas, 0, 0, plain(), "漢字x"), 5);
    assert_int_equal(tui_canvas_at(&canvas, 0, 0)->width, 2);
    assert_int_equal(tui_canvas_at(&canvas, 1, 0)->width, 0);
    assert_string_equal(tui_canvas_at(&canvas, 4, 0)->text, "x");
    tui_canvas_puts(&canvas, 1, 0, plain(), "|"); /* cuts the first in half */
    assert_string_equal(shown(), " |字x\n\n\n\n");
    tui_canvas_puts(&canvas, 19, 1, plain(), "漢"); /* no room for its right half */
    assert_int_equal(tui_canvas_at(&canvas, 19, 1)->width, 1);
}

static void combining_characters_join_the_cell_before(void **state)
{
    (void)state;
    assert_int_equal(tui_canvas_puts(&canvas, 0, 0, plain(), "e\xcc\x81x"), 2);
    assert_string_equal(tui_canvas_at(&canvas, 0, 0)->text, "e\xcc\x81");
    char many[200] = "e";
    for (int i = 0; i < 40; i++)
        strcat(many, "\xcc\x81");
    assert_int_equal(tui_canvas_puts(&canvas, 0, 1, plain(), many), 1);
    assert_true(strnlen(tui_canvas_at(&canvas, 0, 1)->text, TUI_CELL_BYTES) < TUI_CELL_BYTES);
}

static void what_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    tui_canvas_fit(&canvas, 0, 0, 5, plain(), "hello", 5);
    tui_canvas_fit(&canvas, 0, 1, 5, plain(), "hello!", 6);
    tui_canvas_fit(&canvas, 0, 2, 5, plain(), "ab cd ef", 8); /* no blank before the ellipsis */
    tui_canvas_fit(&canvas, 0, 3, 0, plain(), "nothing", 7);
    assert_string_equal(shown(), "hello\nhell…\nab c…\n\n");
}

static void rules_join_where_they_meet(void **state)
{
    (void)state;
    TuiStyle rule = tui_role(TUI_ROLE_RULE);
    tui_canvas_rule_h(&canvas, 0, 0, 20, rule);
    tui_canvas_rule_h(&canvas, 0, 3, 20, rule);
    tui_canvas_rule_v(&canvas, 5, 0, 4, rule);
    tui_canvas_rule_h(&canvas, 5, 1, 15, rule);
    tui_canvas_rule_v(&canvas, 10, 0, 4, rule);
    tui_canvas_finish_rules(&canvas);
    assert_string_equal(shown(), "─────┬────┬─────────\n     ├────┼─────────\n     │    │\n─────┴────┴─────────\n");
}

static void rules_do_not_cross_out_text(void **state)
{
    (void)state;
    tui_canvas_puts(&canvas, 4, 1, plain(), "text");
    tui_canvas_rule_h(&canvas, 0, 1, 20, tui_role(TUI_ROLE_RULE));
    assert_string_equal(shown(), "\n────text────────────\n\n\n");
}

static void a_loose_end_of_a_rule_is_a_whole_character(void **state)
{
    (void)state;
    tui_canvas_rule_v(&canvas, 3, 0, 2, tui_role(TUI_ROLE_RULE));
    tui_canvas_finish_rules(&canvas);
    assert_string_equal(shown(), "   │\n   │\n\n\n");
}

static void without_utf8_the_nearest_ascii_is_shown(void **state)
{
    (void)state;
    tui_canvas_puts(&canvas, 0, 0, plain(), "▶ ─│┼ ░▒█ é漢");
    tui_canvas_to_ascii(&canvas);
    assert_string_equal(shown(), "> -|+ .:# ???\n\n\n\n");
}

static void resizing_clears_and_survives_want_of_memory(void **state)
{
    (void)state;
    tui_canvas_puts(&canvas, 0, 0, plain(), "x");
    assert_true(tui_canvas_resize(&canvas, 3, 2));
    assert_string_equal(shown(), "\n\n");
    memory.fail_at = memory.calls + 1;
    assert_false(tui_canvas_resize(&canvas, 500, 500));
    assert_int_equal(canvas.width, 3);
    assert_true(tui_canvas_resize(&canvas, 0, -5));
    assert_int_equal(canvas.width * canvas.height, 1);
}

static void bars_are_drawn_in_eighths(void **state)
{
    (void)state;
    widget_bar(&canvas, 0, 0, 4, 1, plain());
    widget_bar(&canvas, 0, 1, 4, 0.5 + 1.0 / 32, plain());
    widget_bar(&canvas, 0, 2, 4, 0.0001, plain());
    widget_bar(&canvas, 0, 3, 4, -1, plain());
    assert_string_equal(shown(), "████\n██▏\n▏\n\n");
}

static void lists_tell_what_they_leave_out(void **state)
{
    (void)state;
    TuiRect area = {0, 0, 20, 3};
    WidgetList all = widget_list(area, 3, 5);
    assert_int_equal(all.first, 0);
    assert_int_equal(all.rows, 3);
    assert_int_equal(all.more, 0);
    WidgetList some = widget_list(area, 10, 2);
    assert_int_equal(some.first, 2);
    assert_int_equal(some.rows, 2);
    assert_int_equal(some.more, 6);
    widget_list_more(&canvas, area, &some);
    assert_string_equal(shown(), "\n\n … 6 more\n\n");
    WidgetList last = widget_list(area, 10, 999);
    assert_int_equal(last.first, 7);
    assert_int_equal(last.rows, 3);
}

static void paragraphs_wrap_at_blanks(void **state)
{
    (void)state;
    const char *text = "one two three four";
    assert_int_equal(widget_text_rows(text, strlen(text), 8), 3);
    assert_int_equal(widget_text(&canvas, (TuiRect){0, 0, 8, 4}, plain(), text, strlen(text)), 3);
    assert_string_equal(shown(), "one two\nthree\nfour\n\n");
    tui_canvas_clear(&canvas, plain());
    assert_int_equal(widget_text(&canvas, (TuiRect){0, 0, 8, 2}, plain(), text, strlen(text)), 2);
    assert_string_equal(shown(), "one two\nthree f…\n\n\n");
    tui_canvas_clear(&canvas, plain());
    assert_int_equal(widget_text(&canvas, (TuiRect){0, 0, 4, 4}, plain(), "abcdefghij", 10), 3);
    assert_string_equal(shown(), "abcd\nefgh\nij\n\n");
}

static void axes_have_round_labels(void **state)
{
    (void)state;
    assert_true(tui_canvas_resize(&canvas, 60, 5));
    widget_axis_time(&canvas, 0, 0, 60, 0, 1000000000);
    widget_axis_time(&canvas, 0, 1, 60, 0, 3000000);
    widget_axis_time(&canvas, 0, 2, 60, 0, 7200000000000);
    widget_axis_step(&canvas, 0, 3, 60, 0, 46);
    widget_axis_time(&canvas, 0, 4, 60, 900000000, 1000000000);
    assert_string_equal(shown(), "0              0.25           0.5            0.75        1 s\n"
                                 "0                   1                   2               3 ms\n"
                                 "0              0.5            1              1.5         2 h\n"
                                 "1                       20                        40\n"
                                 "0.9 s          0.925 s        0.95 s         0.975 s     1 s\n");
}

static void columns_of_an_axis_stay_inside(void **state)
{
    (void)state;
    assert_int_equal(widget_axis_column(0, 0, 100, 10), 0);
    assert_int_equal(widget_axis_column(99, 0, 100, 10), 9);
    assert_int_equal(widget_axis_column(100, 0, 100, 10), 9);
    assert_int_equal(widget_axis_column(5, 5, 5, 10), 0);
    assert_int_equal(widget_axis_column(INT64_MAX / 2, 0, INT64_MAX / 2, 1000), 999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_goes_where_it_is_put_and_is_clipped, begin, end),
        cmocka_unit_test_setup_teardown(a_line_end_stops_the_text, begin, end),
        cmocka_unit_test_setup_teardown(the_clip_rectangle_limits_drawing, begin, end),
        cmocka_unit_test_setup_teardown(control_sequences_become_visible, begin, end),
        cmocka_unit_test_setup_teardown(wide_characters_take_two_cells, begin, end),
        cmocka_unit_test_setup_teardown(combining_characters_join_the_cell_before, begin, end),
        cmocka_unit_test_setup_teardown(what_does_not_fit_ends_in_an_ellipsis, begin, end),
        cmocka_unit_test_setup_teardown(rules_join_where_they_meet, begin, end),
        cmocka_unit_test_setup_teardown(rules_do_not_cross_out_text, begin, end),
        cmocka_unit_test_setup_teardown(a_loose_end_of_a_rule_is_a_whole_character, begin, end),
        cmocka_unit_test_setup_teardown(without_utf8_the_nearest_ascii_is_shown, begin, end),
        cmocka_unit_test_setup_teardown(resizing_clears_and_survives_want_of_memory, begin, end),
        cmocka_unit_test_setup_teardown(bars_are_drawn_in_eighths, begin, end),
        cmocka_unit_test_setup_teardown(lists_tell_what_they_leave_out, begin, end),
        cmocka_unit_test_setup_teardown(paragraphs_wrap_at_blanks, begin, end),
        cmocka_unit_test_setup_teardown(axes_have_round_labels, begin, end),
        cmocka_unit_test_setup_teardown(columns_of_an_axis_stay_inside, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
