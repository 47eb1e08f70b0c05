#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vm/vm_fixture.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_tuple.h"

static void a_long_chain_dies_without_the_c_stack(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    size_t before = vm_heap_live_objects(vm);
    VmValue chain = VM_NONE;
    for (int i = 0; i < 1000000; i++) {
        VmValue next = vm_list_new_empty(vm, 1);
        assert_true(vm_list_append_steal(vm, next, chain));
        chain = next;
    }
    assert_int_equal(vm_heap_live_objects(vm), before + 1000000);
    vm_unref(vm, chain);
    assert_int_equal(vm_heap_live_objects(vm), before);
}

static void cycles_are_found_and_nothing_else(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    vm_heap_collect(vm);
    size_t before = vm_heap_live_objects(vm);
    VmValue held = vm_list_new_empty(vm, 1);
    for (int i = 0; i < 100; i++) {
        VmValue a = vm_list_new_empty(vm, 1);
        VmValue b = vm_tuple_new(vm, &a, 1);
        assert_true(vm_list_append(vm, a, b));
        assert_true(i != 50 || vm_list_append(vm, held, b));
        vm_unref(vm, a);
        vm_unref(vm, b);
    }
    assert_int_equal(vm_heap_live_objects(vm), before + 201);
    assert_int_equal(vm_heap_collect(vm), 198);
    assert_int_equal(vm_heap_live_objects(vm), before + 3);
    assert_int_equal(vm_heap_collect(vm), 0);
    VmValue pair = vm_to_list(held)->items[0];
    assert_true(vm_is_list(vm_to_tuple(pair)->items[0]));
    vm_unref(vm, held);
    assert_int_equal(vm_heap_collect(vm), 2);
    assert_int_equal(vm_heap_live_objects(vm), before);
}

static void a_wide_object_is_followed_though_the_stack_is_small(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    vm_heap_collect(vm);
    VmValue wide = vm_list_new_empty(vm, 0);
    for (int i = 0; i < 20000; i++) {
        VmValue inner = vm_list_new_empty(vm, 0);
        assert_true(vm_list_append(vm, inner, wide));
        assert_true(vm_list_append_steal(vm, wide, inner));
    }
    assert_int_equal(vm_heap_collect(vm), 0);
    vm_unref(vm, wide);
    assert_int_equal(vm_heap_collect(vm), 20001);
}

static void identities_are_small_and_last_as_long_as_the_object(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue a = vm_list_new_empty(vm, 0), b = vm_list_new_empty(vm, 0);
    int64_t first = vm_heap_identity(vm, a);
    assert_true(first > 0);
    assert_int_equal(vm_heap_identity(vm, b), first + 16);
    assert_int_equal(vm_heap_identity(vm, a), first);
    vm_unref(vm, a);
    for (int i = 0; i < 1000; i++) {
        VmValue c = vm_list_new_empty(vm, 0);
        assert_true(vm_heap_identity(vm, c) > first + 16);
        vm_unref(vm, c);
    }
    assert_int_equal(vm_heap_identity(vm, b), first + 16);
    vm_unref(vm, b);
}

static void large_objects_come_and_go(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    size_t bytes = vm->heap->bytes;
    VmValue tuples[20];
    for (size_t i = 0; i < 20; i++) {
        tuples[i] = vm_tuple_new_blank(vm, 1000 + i);
        assert_true(tuples[i] != VM_ERROR);
    }
    assert_true(vm->heap->bytes > bytes + 20 * 8000);
    for (size_t i = 0; i < 20; i++) {
        vm_unref(vm, tuples[i * 7 % 20]);
    }
    assert_int_equal(vm->heap->bytes, bytes);
}

static void finalisers_of_cycles_run_once_and_may_resurrect(void **state)
{
    (void)state;
    assert_prints("kept = []\n"
                  "class Node:\n"
                  "    def __init__(self, name):\n"
                  "        self.name = name\n"
                  "        self.me = self\n"
                  "    def __del__(self):\n"
                  "        print('del', self.name)\n"
                  "        if self.name == 'again':\n"
                  "            kept.append(self)\n"
                  "Node('gone')\n"
                  "Node('again')\n"
                  "junk = []\n"
                  "for i in range(40000):\n"
                  "    item = []\n"
                  "    item.append(item)\n"
                  "print(len(kept), kept[0].name)\n"
                  "kept.clear()\n"
                  "print('end')\n",
                  "del gone\ndel again\n1 again\nend\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_long_chain_dies_without_the_c_stack, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(cycles_are_found_and_nothing_else, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_wide_object_is_followed_though_the_stack_is_small, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(identities_are_small_and_last_as_long_as_the_object, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(large_objects_come_and_go, fixture_setup, fixture_teardown),
        cmocka_unit_test(finalisers_of_cycles_run_once_and_may_resurrect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
