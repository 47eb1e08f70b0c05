/* What only makes scripts faster changes nothing: programs run as always, and without it, print the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "modules/mod_table.h"
#include "sim/sim_world.h"
#include "support/support_file.h"
#include "vm/vm_heap.h"
#include "vm_fixture.h"

static void assert_output(const char *source, const char *expected, bool slow)
{
    VmFixture fixture = {.slow = slow, .limits = {.max_recursion = 1000}};
    fixture_start(&fixture, true);
    assert_non_null(fixture.vm);
    fixture.vm->module_table = &mod_table; /* they use math and asyncio */
    SimWorld world;
    sim_world_init(&world, &fixture.plain, &fixture.recorder, 0);
    fixture.vm->world = &world;
    LsStatus status = fixture_run(&fixture, source);
    assert_string_equal(ls_buf_text(&fixture.err), "");
    assert_string_equal(ls_buf_text(&fixture.out), expected);
    assert_int_equal(status, LS_OK);
    fixture_end(&fixture);
}

/* CPython's output of these is beside them. */
static void test_fast_and_slow_print_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"attributes", "calls", "growth",  "items",
                                        "methods",    "names", "numbers", "steps"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[100];
        snprintf(path, sizeof path, "tests/programs/lang/fast_%s.py", names[i]);
        char *source = support_read_file(path, NULL);
        snprintf(path, sizeof path, "tests/programs/lang/fast_%s.out", names[i]);
        char *expected = support_read_file(path, NULL);
        assert_output(source, expected, false);
        assert_output(source, expected, true);
        free(source);
        free(expected);
    }
}

/* The slow machine is one without caches: versions are what they depend on. */
static void test_slow_means_without_versions(void **state)
{
    (void)state;
    VmFixture fixture = {.slow = true};
    fixture_start(&fixture, true);
    assert_non_null(fixture.vm);
    assert_int_equal(vm_heap_next_version(fixture.vm), 0);
    fixture_end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fast_and_slow_print_the_same),
        cmocka_unit_test(test_slow_means_without_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
