#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/ls_status.h"

static void every_status_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < LS_STATUS_COUNT; i++) {
        const char *text = ls_status_text((LsStatus)i);
        assert_non_null(text);
        assert_true(strlen(text) > 0);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(text, ls_status_text((LsStatus)j));
        }
    }
}

static void ok_is_zero(void **state)
{
    (void)state;
    assert_int_equal(LS_OK, 0);
    assert_string_equal(ls_status_text(LS_OK), "ok");
    assert_string_equal(ls_status_text(LS_E_NOMEM), "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_sentence_of_its_own),
        cmocka_unit_test(ok_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
