#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/ls_buf.h"
#include "support/support_alloc.h"

static SupportAlloc memory;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    return 0;
}

static int end(void **state)
{
    (void)state;
    support_alloc_end(&memory);
    return 0;
}

static void an_empty_buffer_is_the_empty_string(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    assert_string_equal(ls_buf_text(&buf), "");
    ls_buf_put(&buf, NULL, 0);
    ls_buf_puts(&buf, "");
    ls_buf_fill(&buf, 'x', 0);
    assert_int_equal(buf.size, 0);
    assert_int_equal(memory.calls, 0);
    ls_buf_clear(&buf);
    ls_buf_free(&buf);
    ls_buf_free(&buf);
}

static void appends_follow_each_other(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_puts(&buf, "one ");
    ls_buf_putc(&buf, 't');
    ls_buf_put(&buf, "wo!!", 2);
    ls_buf_fill(&buf, '.', 3);
    ls_buf_printf(&buf, "%d %s", 42, "end");
    assert_string_equal(ls_buf_text(&buf), "one two...42 end");
    assert_int_equal(buf.size, strlen("one two...42 end"));
    assert_false(buf.failed);
    ls_buf_free(&buf);
}

static void bytes_may_be_nul(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_put(&buf, "a\0b", 3);
    ls_buf_putc(&buf, '\0');
    assert_int_equal(buf.size, 4);
    assert_memory_equal(buf.data, "a\0b\0\0", 5);
    ls_buf_free(&buf);
}

static void text_is_always_terminated(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    for (size_t i = 1; i <= 3000; i++) {
        ls_buf_putc(&buf, (char)('a' + i % 26));
        assert_int_equal(buf.size, i);
        assert_true(buf.capacity > buf.size);
        assert_int_equal(buf.data[i], '\0');
    }
    ls_buf_free(&buf);
}

static void long_formats_grow_the_buffer(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_puts(&buf, "<");
    ls_buf_printf(&buf, "%*d", 5000, 7);
    ls_buf_printf(&buf, "%s", "");
    assert_int_equal(buf.size, 5001);
    assert_int_equal(buf.data[5000], '7');
    assert_int_equal(buf.data[1], ' ');
    assert_int_equal(buf.data[5001], '\0');
    ls_buf_free(&buf);
}

static void clear_keeps_the_memory(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_fill(&buf, 'x', 1000);
    size_t calls = memory.calls;
    ls_buf_clear(&buf);
    assert_int_equal(buf.size, 0);
    assert_string_equal(ls_buf_text(&buf), "");
    ls_buf_fill(&buf, 'y', 1000);
    assert_int_equal(memory.calls, calls);
    assert_int_equal(buf.data[999], 'y');
    ls_buf_free(&buf);
}

static void code_points_become_utf8(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        const char *bytes;
    } cases[] = {
        {0x24, "\x24"},
        {0x7F, "\x7F"},
        {0x80, "\xC2\x80"},
        {0x7FF, "\xDF\xBF"},
        {0x800, "\xE0\xA0\x80"},
        {0x20AC, "\xE2\x82\xAC"},
        {0xD800, "\xED\xA0\x80"},
        {0xFFFF, "\xEF\xBF\xBF"},
        {0x10000, "\xF0\x90\x80\x80"},
        {0x1F40D, "\xF0\x9F\x90\x8D"},
        {0x10FFFF, "\xF4\x8F\xBF\xBF"},
    };
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ls_buf_clear(&buf);
        ls_buf_put_utf8(&buf, cases[i].code);
        assert_string_equal(ls_buf_text(&buf), cases[i].bytes);
    }
    ls_buf_clear(&buf);
    ls_buf_put_utf8(&buf, 0);
    assert_int_equal(buf.size, 1);
    ls_buf_free(&buf);
}

static void a_failure_is_remembered_until_clear(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_puts(&buf, "kept");
    memory.fail_at = memory.calls + 1;
    ls_buf_fill(&buf, 'x', 1000);
    assert_true(buf.failed);
    assert_string_equal(ls_buf_text(&buf), "kept");
    /* There is memory again, but a text with a hole is worth nothing. */
    ls_buf_puts(&buf, "lost");
    ls_buf_putc(&buf, 'l');
    ls_buf_printf(&buf, "%d", 1);
    ls_buf_put_utf8(&buf, 0x20AC);
    assert_false(ls_buf_reserve(&buf, 0));
    assert_string_equal(ls_buf_text(&buf), "kept");
    ls_buf_clear(&buf);
    assert_false(buf.failed);
    ls_buf_puts(&buf, "new");
    assert_string_equal(ls_buf_text(&buf), "new");
    ls_buf_free(&buf);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    LsBuf buf;
    ls_buf_init(&buf, &memory.alloc);
    ls_buf_puts(&buf, "text");
    assert_false(ls_buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.failed);
    ls_buf_clear(&buf);
    assert_false(ls_buf_reserve(&buf, SIZE_MAX - 1));
    assert_true(buf.failed);
    ls_buf_free(&buf);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    SupportAlloc failing;
    for (size_t n = 1; support_alloc_begin(&failing, n); n++) {
        LsBuf buf;
        ls_buf_init(&buf, &failing.alloc);
        for (int i = 0; i < 100; i++) {
            ls_buf_puts(&buf, "line ");
            ls_buf_printf(&buf, "%d\n", i);
        }
        assert_int_equal(buf.failed, failing.failed);
        assert_true(strncmp(ls_buf_text(&buf), "line 0\nline 1\nline 2\n", buf.size < 21 ? buf.size : 21) == 0);
        ls_buf_free(&buf);
        support_alloc_end(&failing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_buffer_is_the_empty_string, begin, end),
        cmocka_unit_test_setup_teardown(appends_follow_each_other, begin, end),
        cmocka_unit_test_setup_teardown(bytes_may_be_nul, begin, end),
        cmocka_unit_test_setup_teardown(text_is_always_terminated, begin, end),
        cmocka_unit_test_setup_teardown(long_formats_grow_the_buffer, begin, end),
        cmocka_unit_test_setup_teardown(clear_keeps_the_memory, begin, end),
        cmocka_unit_test_setup_teardown(code_points_become_utf8, begin, end),
        cmocka_unit_test_setup_teardown(a_failure_is_remembered_until_clear, begin, end),
        cmocka_unit_test_setup_teardown(sizes_that_overflow_are_refused, begin, end),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
