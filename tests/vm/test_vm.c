#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_tuple.h"

static void a_machine_leaves_nothing_behind(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    fixture_start(&fixture, true);
    assert_non_null(fixture.vm);
    assert_true(fixture.memory.live_bytes > 0);
    assert_false(vm_error_pending(fixture.vm));
    fixture_end(&fixture);
}

static void two_machines_live_side_by_side(void **state)
{
    (void)state;
    VmFixture a = {.limits = {.max_recursion = 1000}}, b = a;
    fixture_start(&a, true);
    fixture_start(&b, true);
    assert_int_equal(fixture_run(&a, "x = [1]\nprint(x)\n"), LS_OK);
    assert_int_equal(fixture_run(&b, "print('x' in globals())\n"), LS_OK);
    assert_string_equal(ls_buf_text(&a.out), "[1]\n");
    assert_string_equal(ls_buf_text(&b.out), "False\n");
    fixture_end(&a);
    fixture_end(&b);
}

static void every_allocation_of_a_new_machine_may_fail(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    bool made = false;
    for (size_t n = 1; support_alloc_begin(&fixture.memory, n); n++) {
        fixture_start(&fixture, false);
        made = fixture.vm != NULL;
        assert_true(made || fixture.memory.failed);
        fixture_end(&fixture);
    }
    assert_true(made);
}

static void used_up_memory_is_reported(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    for (size_t n = 1; support_alloc_begin_exhausted(&fixture.memory, n); n += 7) {
        fixture_start(&fixture, false);
        fixture_end(&fixture);
    }
}

static void the_memory_limit_is_a_memory_error(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000, .max_memory_bytes = 4 << 20}};
    fixture_start(&fixture, true);
    assert_int_equal(fixture_run(&fixture, "kept = []\n"
                                           "try:\n"
                                           "    while True:\n"
                                           "        kept.append([0] * 1000)\n"
                                           "except MemoryError:\n"
                                           "    kept.clear()\n"
                                           "    print('full')\n"),
                     LS_OK);
    assert_string_equal(ls_buf_text(&fixture.out), "full\n");
    fixture_end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_leaves_nothing_behind),
        cmocka_unit_test(two_machines_live_side_by_side),
        cmocka_unit_test(every_allocation_of_a_new_machine_may_fail),
        cmocka_unit_test(used_up_memory_is_reported),
        cmocka_unit_test(the_memory_limit_is_a_memory_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
