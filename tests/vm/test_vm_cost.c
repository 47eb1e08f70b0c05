/* Cost models: what is added up, and when it is charged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "lang/lang_op.h"
#include "vm/vm_cost.h"
#include "vm_fixture.h"

static int64_t charged_ns;
static int charges;

static bool count(Vm *vm, int64_t ns)
{
    (void)vm;
    charged_ns += ns;
    charges++;
    return true;
}

/* The virtual time that a script computes for. */
static int64_t cost_of(const char *source)
{
    VmFixture fixture = {0};
    const VmCost *cost;
    fixture_start(&fixture, true);
    assert_true(vm_cost_model("cpython311", &cost));
    fixture.vm->cost = cost;
    fixture.vm->charge = count;
    charged_ns = 0;
    charges = 0;
    char text[256];
    snprintf(text, sizeof text, "%sprint()\n", source); /* before a call of C all is charged */
    assert_int_equal(fixture_run(&fixture, text), LS_OK);
    fixture_end(&fixture);
    return charged_ns;
}

static void test_models_by_name(void **unused)
{
    (void)unused;
    const VmCost *cost;
    assert_true(vm_cost_model("zero", &cost));
    assert_null(cost);
    assert_true(vm_cost_model("cpython311", &cost));
    assert_non_null(cost);
    assert_string_equal(cost->name, "cpython311");
    assert_false(vm_cost_model("pypy", &cost));
    for (unsigned id = 0; id < VM_COST_COUNT; id++) {
        assert_true(cost == NULL || cost->ps[id] > 0);
    }
}

static void test_without_a_model_nothing_is_added(void **unused)
{
    (void)unused;
    VmFixture fixture = {0};
    fixture_start(&fixture, true);
    fixture.vm->charge = count;
    charges = 0;
    vm_cost_add(fixture.vm, VM_COST_ITEM, 1000);
    vm_cost_add_ns(fixture.vm, 1000);
    assert_int_equal(fixture.vm->cost_ps, 0);
    assert_int_equal(fixture_run(&fixture, "print(sorted(range(1000))[-1] ** 2)\n"), LS_OK);
    assert_int_equal(charges, 0);
    fixture_end(&fixture);
}

static void test_bytecode_is_charged_in_pieces(void **unused)
{
    (void)unused;
    int64_t once_ns = cost_of("def f(n):\n    for i in range(n): pass\nf(100000)\n");
    assert_in_range(once_ns, 1000000, 3000000);
    assert_in_range(charges, once_ns * 1000 / VM_COST_PIECE_PS - 1, once_ns * 1000 / VM_COST_PIECE_PS + 3);
    int64_t twice_ns = cost_of("def f(n):\n    for i in range(n): pass\nf(200000)\n");
    assert_in_range(twice_ns, 2 * once_ns - 10000, 2 * once_ns + 10000);
}

static void test_a_c_call_is_one_piece(void **unused)
{
    (void)unused;
    int64_t made_ns = cost_of("x = [i * 7919 % 100003 for i in range(100000)]\n");
    int made_charges = charges;
    int64_t sorted_ns = cost_of("x = [i * 7919 % 100003 for i in range(100000)]\nx.sort()\n");
    assert_true(sorted_ns > made_ns + 5000000);
    assert_in_range(charges, made_charges, made_charges + 3);
}

static void test_sorting_grows_with_the_comparisons(void **unused)
{
    (void)unused;
    int64_t list_ns = cost_of("x = [i * i % 50021 for i in range(50000)]\n");
    int64_t mixed_ns = cost_of("x = [i * i % 50021 for i in range(50000)]\nx.sort()\n") - list_ns;
    int64_t twice_ns = cost_of("x = [i * i % 50021 for i in range(50000)]\nx.sort()\nx.sort()\n") - list_ns;
    assert_true(twice_ns - mixed_ns < mixed_ns / 8); /* in order already: one pass */
    int64_t keyed_ns = cost_of("x = [i * i % 50021 for i in range(50000)]\nx.sort(key=lambda v: -v)\n") - list_ns;
    assert_true(keyed_ns > mixed_ns + 50000 * 40);
}

static void test_large_numbers_cost_by_their_digits(void **unused)
{
    (void)unused;
    int64_t base_ns = cost_of("x = 3 ** 1000\ny = 3 ** 10000\n");
    int64_t small_ns = cost_of("x = 3 ** 1000\ny = 3 ** 10000\nz = x * x\n") - base_ns;
    int64_t large_ns = cost_of("x = 3 ** 1000\ny = 3 ** 10000\nz = y * y\n") - base_ns;
    assert_true(large_ns > 20 * small_ns && large_ns < 100 * small_ns);
}

static void test_key_functions_can_be_interrupted(void **unused)
{
    (void)unused;
    cost_of("x = list(range(20000))\n");
    int before = charges;
    cost_of("x = list(range(20000))\nsorted(x, key=lambda v: -v)\n");
    assert_true(charges > before + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models_by_name),
        cmocka_unit_test(test_without_a_model_nothing_is_added),
        cmocka_unit_test(test_bytecode_is_charged_in_pieces),
        cmocka_unit_test(test_a_c_call_is_one_piece),
        cmocka_unit_test(test_sorting_grows_with_the_comparisons),
        cmocka_unit_test(test_large_numbers_cost_by_their_digits),
        cmocka_unit_test(test_key_functions_can_be_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
