#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "support/support_alloc.h"
#include "support/support_file.h"
#include "tui/tui_input.h"
#include "tui/tui_keymap.h"
#include "tui/tui_theme.h"

static TuiInput events[64];

/* Feeds bytes; returns the number of events, which stand in `events`. */
static size_t feed(const char *bytes, size_t size)
{
    TuiDecoder decoder = {.count = 0};
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += tui_decoder_feed(&decoder, (unsigned char)bytes[i], &events[count]);
    if (tui_decoder_pending(&decoder))
        count += tui_decoder_flush(&decoder, &events[count]);
    return count;
}

static void check_key(const char *bytes, uint32_t key)
{
    assert_int_equal(feed(bytes, strlen(bytes)), 1);
    assert_int_equal(events[0].type, TUI_INPUT_KEY);
    assert_int_equal(events[0].key, key);
}

static void keys_are_recognised(void **state)
{
    (void)state;
    check_key("a", 'a');
    check_key(" ", ' ');
    check_key("\r", TUI_KEY_ENTER);
    check_key("\t", TUI_KEY_TAB);
    check_key("\x7f", TUI_KEY_BACKSPACE);
    check_key("\x03", TUI_KEY_CTRL + 'c');
    check_key("\033", TUI_KEY_ESC);
    check_key("é", 0xE9);
    check_key("漢", 0x6F22);
    check_key("\033[A", TUI_KEY_UP);
    check_key("\033OB", TUI_KEY_DOWN);
    check_key("\033[1;5C", TUI_KEY_RIGHT);
    check_key("\033[D", TUI_KEY_LEFT);
    check_key("\033[H", TUI_KEY_HOME);
    check_key("\033[1~", TUI_KEY_HOME);
    check_key("\033[7~", TUI_KEY_HOME);
    check_key("\033OF", TUI_KEY_END);
    check_key("\033[5~", TUI_KEY_PAGE_UP);
    check_key("\033[6;2~", TUI_KEY_PAGE_DOWN);
    check_key("\033[Z", TUI_KEY_BACKTAB);
    check_key("\033x", TUI_KEY_ALT + 'x');
}

static void unknown_sequences_are_dropped_whole(void **state)
{
    (void)state;
    assert_int_equal(feed("\033[99;99;99Xq", 12), 1);
    assert_int_equal(events[0].key, 'q');
    assert_int_equal(feed("\033[[Aq", 5), 1); /* a function key of the Linux console */
    assert_int_equal(events[0].key, 'q');
    assert_int_equal(feed("\xff\xfe\xc3(", 4), 0);
    char longest[200];
    memset(longest, '1', sizeof longest);
    memcpy(longest, "\033[", 2);
    memcpy(longest + sizeof longest - 2, "~q", 2);
    assert_int_equal(feed(longest, sizeof longest), 1);
    assert_int_equal(events[0].key, 'q');
}

static void keys_in_one_burst_stay_apart(void **state)
{
    (void)state;
    assert_int_equal(feed("\033[C\033[Cn\033\033[A", 11), 5);
    assert_int_equal(events[1].key, TUI_KEY_RIGHT);
    assert_int_equal(events[2].key, 'n');
    assert_int_equal(events[3].key, TUI_KEY_ESC);
    assert_int_equal(events[4].key, TUI_KEY_UP);
}

static void the_mouse_is_understood(void **state)
{
    (void)state;
    const char bytes[] = "\033[<0;10;5M\033[<32;11;5M\033[<0;11;5m\033[<64;1;1M\033[<65;1;1M\033[<2;3;3M";
    assert_int_equal(feed(bytes, sizeof bytes - 1), 5);
    assert_int_equal(events[0].type, TUI_INPUT_PRESS);
    assert_int_equal(events[0].x, 9);
    assert_int_equal(events[0].y, 4);
    assert_int_equal(events[1].type, TUI_INPUT_DRAG);
    assert_int_equal(events[2].type, TUI_INPUT_RELEASE);
    assert_int_equal(events[3].type, TUI_INPUT_WHEEL_UP);
    assert_int_equal(events[4].type, TUI_INPUT_WHEEL_DOWN);
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint32_t random = 12345;
    TuiDecoder decoder = {.count = 0};
    for (int i = 0; i < 200000; i++) {
        random = random * 1664525 + 1013904223;
        static const unsigned char likely[] = {27, '[', '<', ';', 'O', '1', '~', 'M', 0xE6, 0x80};
        unsigned char byte = random >> 31 ? likely[(random >> 16) % sizeof likely] : (unsigned char)(random >> 16);
        TuiInput event;
        tui_decoder_feed(&decoder, byte, &event);
        assert_true(decoder.count < sizeof decoder.bytes);
    }
}

static void every_key_has_one_action(void **state)
{
    (void)state;
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    assert_int_equal(count, TUI_ACTION_COUNT - 1);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++)
            if (bindings[i].keys[k]) {
                assert_int_equal(tui_keymap_action(bindings[i].keys[k]), bindings[i].action);
                assert_false(bindings[i].keys[k] >= '0' && bindings[i].keys[k] <= '9'); /* digits choose panes */
            }
    assert_int_equal(tui_keymap_action(0), TUI_DO_NOTHING);
    assert_int_equal(tui_keymap_action(TUI_KEY_RIGHT), TUI_DO_EVENT_NEXT);
}

static void keys_have_names(void **state)
{
    (void)state;
    char name[16];
    assert_string_equal(tui_key_name(' ', name), "space");
    assert_string_equal(tui_key_name(TUI_KEY_LEFT, name), "←");
    assert_string_equal(tui_key_name(TUI_KEY_CTRL + 'l', name), "Ctrl-l");
    assert_string_equal(tui_key_name(TUI_KEY_PAGE_DOWN, name), "PgDn");
    assert_string_equal(tui_key_name('?', name), "?");
}

static void the_key_list_names_every_action(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LsBuf text;
    ls_buf_init(&text, &memory.alloc);
    tui_keymap_markdown(&text);
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    for (size_t i = 0; i < count; i++)
        assert_non_null(strstr(ls_buf_text(&text), bindings[i].help));
    char *readme = support_read_file("README.md", NULL); /* its list is made by `loopscope keys` */
    assert_non_null(strstr(readme, ls_buf_text(&text)));
    free(readme);
    ls_buf_free(&text);
    support_alloc_end(&memory);
}

static void themes_follow_the_environment(void **state)
{
    (void)state;
    assert_int_equal(tui_theme_choose(256, NULL, NULL, NULL, "UTF-8").colours, 256);
    assert_int_equal(tui_theme_choose(256, "1", NULL, NULL, "UTF-8").colours, 0);
    assert_int_equal(tui_theme_choose(256, "", NULL, NULL, "UTF-8").colours, 256);
    assert_int_equal(tui_theme_choose(88, NULL, NULL, NULL, "UTF-8").colours, 16);
    assert_int_equal(tui_theme_choose(8, NULL, NULL, NULL, "UTF-8").colours, 8);
    assert_int_equal(tui_theme_choose(2, NULL, NULL, NULL, "UTF-8").colours, 0);
    assert_true(tui_theme_choose(8, NULL, "0;15", NULL, "UTF-8").light);
    assert_false(tui_theme_choose(8, NULL, "15;0", NULL, "UTF-8").light);
    assert_false(tui_theme_choose(8, NULL, "0;15", "dark", "UTF-8").light);
    assert_true(tui_theme_choose(8, NULL, NULL, "light", "UTF-8").light);
    assert_true(tui_theme_choose(8, NULL, NULL, NULL, "ANSI_X3.4-1968").ascii);
    assert_false(tui_theme_choose(8, NULL, NULL, NULL, "utf8").ascii);
}

static void every_style_can_be_painted(void **state)
{
    (void)state;
    static const int colours[] = {0, 8, 16, 256};
    for (int c = 0; c < 4; c++)
        for (int light = 0; light < 2; light++)
            for (int role = 0; role < TUI_ROLE_COUNT; role++)
                for (int hue = 0; hue <= TUI_HUES; hue++) {
                    TuiTheme theme = {.colours = colours[c], .light = light};
                    TuiPaint paint = tui_theme_paint(&theme, (TuiStyle){(uint8_t)role, (uint8_t)hue, 0});
                    assert_true(paint.fg >= -1 && paint.fg < (colours[c] ? colours[c] : 0));
                    assert_true(paint.bg >= -1 && paint.bg < (colours[c] ? colours[c] : 0));
                }
}

static void tasks_have_different_colours(void **state)
{
    (void)state;
    TuiTheme theme = {.colours = 256};
    for (unsigned a = 1; a <= TUI_HUES; a++)
        for (unsigned b = a + 1; b <= TUI_HUES; b++)
            assert_int_not_equal(tui_theme_paint(&theme, tui_task_style(a, 0)).fg,
                                 tui_theme_paint(&theme, tui_task_style(b, 0)).fg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_recognised),
        cmocka_unit_test(unknown_sequences_are_dropped_whole),
        cmocka_unit_test(keys_in_one_burst_stay_apart),
        cmocka_unit_test(the_mouse_is_understood),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(every_key_has_one_action),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(the_key_list_names_every_action),
        cmocka_unit_test(themes_follow_the_environment),
        cmocka_unit_test(every_style_can_be_painted),
        cmocka_unit_test(tasks_have_different_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
