#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"

static void dict_slots_stay_while_the_version_stays(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue dict = vm_dict_new(vm);
    VmValue a = vm_intern_c(vm, "a"), b = vm_intern_c(vm, "b");
    assert_true(vm_dict_set(vm, dict, a, vm_from_int(1)));
    uint32_t version = vm_dict_version(vm, vm_to_dict(dict));
    uint32_t slot = vm_dict_find_slot(vm, vm_to_dict(dict), a);
    assert_true(version != 0);
    assert_true(vm_dict_set(vm, dict, a, vm_from_int(2)));
    assert_int_equal(vm_to_dict(dict)->version, version);
    assert_true(vm_to_dict(dict)->entries[slot].value == vm_from_int(2));
    assert_true(vm_dict_set(vm, dict, b, vm_from_int(3)));
    assert_int_equal(vm_to_dict(dict)->version, 0);
    assert_true(vm_dict_version(vm, vm_to_dict(dict)) != version);
    uint32_t hint = 77;
    assert_true(vm_dict_get_hint_borrow(vm, vm_to_dict(dict), b, &hint) == vm_from_int(3));
    assert_int_equal(hint, 1);
    assert_int_equal(vm_dict_delete(vm, dict, a), 1);
    assert_int_equal(vm_dict_delete(vm, dict, a), 0);
    assert_true(vm_dict_get_name_borrow(vm, vm_to_dict(dict), a) == VM_EMPTY);
    vm_unref(vm, a);
    vm_unref(vm, b);
    vm_unref(vm, dict);
}

/* The dict against a plain array, through growth, deletion and insertion anew. */
static void dict_keeps_what_it_is_given(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    enum { KEYS = 257 };
    int64_t model[KEYS];
    for (int i = 0; i < KEYS; i++) {
        model[i] = -1;
    }
    VmValue dict = vm_dict_new(vm);
    uint32_t random = 12345;
    for (int step = 0; step < 20000; step++) {
        random = random * 1664525u + 1013904223u;
        int64_t key = (random >> 16) % KEYS;
        if ((random >> 8) % 3 != 0) {
            model[key] = step;
            assert_true(vm_dict_set(vm, dict, vm_from_int(key * 16), vm_from_int(step)));
        } else {
            assert_int_equal(vm_dict_delete(vm, dict, vm_from_int(key * 16)), model[key] >= 0);
            model[key] = -1;
        }
    }
    uint32_t live = 0;
    for (int64_t key = 0; key < KEYS; key++) {
        VmValue value = vm_dict_get_borrow(vm, dict, vm_from_int(key * 16));
        assert_true(value == (model[key] < 0 ? VM_EMPTY : vm_from_int(model[key])));
        live += model[key] >= 0;
    }
    assert_int_equal(vm_to_dict(dict)->used, live);
    vm_unref(vm, dict);
}

static void unhashable_keys_are_type_errors(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue dict = vm_dict_new(vm), list = vm_list_new_empty(vm, 0);
    assert_false(vm_dict_set(vm, dict, list, VM_NONE));
    assert_true(vm_error_matches(vm, VM_EXC_TYPE_ERROR));
    vm_error_clear(vm);
    assert_true(vm_dict_get_borrow(vm, dict, list) == VM_EMPTY);
    assert_true(vm_error_matches(vm, VM_EXC_TYPE_ERROR));
    vm_error_clear(vm);
    vm_unref(vm, dict);
    vm_unref(vm, list);
}

static void sets_are_walked_in_cpython_s_order(void **state)
{
    (void)state;
    assert_prints("s = set()\n"
                  "for i in [7, 3, 99, 1024, 55, 2, 88, 1000003, 12]:\n"
                  "    s.add(i)\n"
                  "print(s)\n"
                  "s.discard(99)\n"
                  "print(s, s.pop(), s)\n"
                  "print(set(range(100, 0, -7)), set([1, 9, 17, 25, 33, 41, 49]))\n"
                  "print(set([1, 2]) ^ set([2, 3, 33]), set(range(20)) - set([3]), set([-1, -2, 3]))\n",
                  "{1024, 2, 99, 3, 1000003, 7, 12, 55, 88}\n"
                  "{2, 3, 1000003, 7, 12, 55, 88} 1024 {2, 3, 1000003, 7, 12, 55, 88}\n"
                  "{65, 2, 100, 37, 72, 9, 44, 79, 16, 51, 86, 23, 58, 93, 30} {1, 33, 9, 41, 17, 49, 25}\n"
                  "{33, 3, 1} {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19} {3, -1, -2}\n");
}

static void changes_during_iteration_are_noticed(void **state)
{
    (void)state;
    assert_prints("d = {1: 1, 2: 2}\n"
                  "for what in (lambda k: d.update({k + 10: 0}), lambda k: d.pop(k)):\n"
                  "    try:\n"
                  "        for k in d: what(k)\n"
                  "    except RuntimeError as e: print(e)\n"
                  "s = {1}\n"
                  "try:\n"
                  "    for i in s: s.add(i + 1)\n"
                  "except RuntimeError as e: print(e)\n"
                  "l = [3, 1, 2]\n"
                  "try: l.sort(key=lambda x: l.append(x) or x)\n"
                  "except ValueError as e: print(e, l)\n",
                  "dictionary changed size during iteration\ndictionary changed size during iteration\n"
                  "Set changed size during iteration\nlist modified during sort [1, 2, 3]\n");
}

static void containers_that_hold_themselves_have_a_repr(void **state)
{
    (void)state;
    assert_prints("l = [1]; l.append(l)\nd = {}; d['x'] = d\nt = (l,)\nprint(l, d, t, {1: d.values()})\n",
                  "[1, [...]] {'x': {...}} ([1, [...]],) {1: dict_values([{'x': {...}}])}\n");
}

static void sorting_is_stable_and_keeps_all_items(void **state)
{
    (void)state;
    assert_prints("x = 1\nitems = []\n"
                  "for i in range(2000):\n"
                  "    x = (x * 1103515245 + 12345) % 2147483648\n"
                  "    items.append((x % 50, i))\n"
                  "a = sorted(items, key=lambda p: p[0])\n"
                  "print(a == sorted(items), sorted(items, key=lambda p: p[0], reverse=True) ==\n"
                  "      sorted(items, key=lambda p: (-p[0], p[1])))\n"
                  "class Stop:\n"
                  "    n = 0\n"
                  "    def __lt__(self, other):\n"
                  "        Stop.n += 1\n"
                  "        if Stop.n == 100: raise ValueError('enough')\n"
                  "        return id(self) % 7 < id(other) % 7\n"
                  "objects = [Stop() for i in range(60)]\nkept = set(objects)\n"
                  "try: objects.sort()\n"
                  "except ValueError as e: print(e, len(objects), set(objects) == kept)\n",
                  "True True\nenough 60 True\n");
}

static void slices_and_ranges(void **state)
{
    (void)state;
    assert_prints(
        "l = list(range(10))\nl[2:5] = 'abc'\nl[::2] = [0] * 5\ndel l[1::3]\nl[3:3] = [7, 8]\nprint(l)\n"
        "try: l[::2] = [1]\nexcept ValueError as e: print(e)\n"
        "print(range(10)[2:8:3], list(range(10, 0, -3)), range(0) == range(5, 5), 10**20 in range(0, 10**21, 10))\n"
        "print(range(10**20, 10**20 + 3)[-1], len(range(5, 100, 7)), list(range(10**20, 10**20 + 2)))\n"
        "print(slice(None, 5, -1).indices(3), [1, 2, 3][10**30:], [1, 2, 3][-10**30:2])\n",
        "[0, 0, 'b', 7, 8, 5, 0, 0, 9]\n"
        "attempt to assign sequence of size 1 to extended slice of size 5\n"
        "range(2, 8, 3) [10, 7, 4, 1] True True\n"
        "100000000000000000002 14 [100000000000000000000, 100000000000000000001]\n"
        "(2, 2, -1) [] [1, 2]\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory("d = {i: str(i) for i in range(20)}\n"
                                   "l = sorted([(i * 7) % 11 for i in range(30)], key=lambda x: -x)\n"
                                   "s = set(l) | {100, 200}\n"
                                   "t = tuple(l[2:5]) * 2\n"
                                   "d.update(zip('ab', [1, 2]))\n"
                                   "print(len(d), l[0], len(s), t, list(enumerate(map(abs, [-1]))))\n",
                                   "22 10 13 (10, 9, 9, 10, 9, 9) [(0, 1)]\n", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(dict_slots_stay_while_the_version_stays, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(dict_keeps_what_it_is_given, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(unhashable_keys_are_type_errors, fixture_setup, fixture_teardown),
        cmocka_unit_test(sets_are_walked_in_cpython_s_order),
        cmocka_unit_test(changes_during_iteration_are_noticed),
        cmocka_unit_test(containers_that_hold_themselves_have_a_repr),
        cmocka_unit_test(sorting_is_stable_and_keeps_all_items),
        cmocka_unit_test(slices_and_ranges),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
