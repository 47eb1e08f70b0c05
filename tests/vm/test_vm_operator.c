#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static void assert_raised(Vm *vm, VmExceptionId id, const char *text)
{
    assert_true(vm_error_matches(vm, id));
    VmValue error = vm_error_take(vm);
    VmValue said = vm_str_of(vm, error);
    assert_string_equal(vm_str_data(said), text);
    vm_unref(vm, said);
    vm_unref(vm, error);
}

static void subscripts_are_integers(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    int64_t index = 0;
    assert_true(vm_as_subscript(vm, vm_from_int(-3), "list indices must be integers, not ", "", &index));
    assert_int_equal(index, -3);
    assert_true(vm_as_subscript(vm, VM_TRUE, "", "", &index));
    assert_int_equal(index, 1);
    assert_false(vm_as_subscript(vm, vm_from_double(1.0), "indices must be integers, not ", "!", &index));
    assert_raised(vm, VM_EXC_TYPE_ERROR, "indices must be integers, not float!");
    VmValue huge = vm_int_from_u64(vm, UINT64_MAX);
    assert_false(vm_as_subscript(vm, huge, "", "", &index));
    assert_raised(vm, VM_EXC_INDEX_ERROR, "cannot fit 'int' into an index-sized integer");
    vm_unref(vm, huge);
}

static void repeat_counts(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    int64_t count = 0;
    assert_int_equal(vm_repeat_count(vm, vm_from_int(3), &count), VM_REPEAT_COUNT);
    assert_int_equal(count, 3);
    assert_int_equal(vm_repeat_count(vm, VM_NONE, &count), VM_REPEAT_NOT_IMPLEMENTED);
    assert_false(vm_error_pending(vm));
    VmValue huge = vm_int_from_u64(vm, UINT64_MAX);
    assert_int_equal(vm_repeat_count(vm, huge, &count), VM_REPEAT_ERROR);
    assert_raised(vm, VM_EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
    vm_unref(vm, huge);
}

static void nesting_ends_in_a_recursion_error(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    int depth = 0;
    while (vm_enter(vm, " while testing")) {
        assert_true(++depth <= 100000);
    }
    assert_true(depth > 10);
    for (int i = 0; i < depth; i++) {
        vm_leave(vm);
    }
    assert_raised(vm, VM_EXC_RECURSION_ERROR, "maximum recursion depth exceeded while testing");
    assert_true(vm_enter(vm, ""));
    vm_leave(vm);
}

static void operands_stay_the_callers(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue a = vm_str_c(vm, "left"), b = vm_str_c(vm, "right");
    for (int op = 0; op < VM_BINARY_COUNT; op++) {
        VmValue result = vm_binary(vm, (VmBinary)op, a, b);
        if (result == VM_ERROR) {
            vm_error_clear(vm);
        } else {
            vm_unref(vm, result);
        }
        assert_int_equal(vm_to_object(a)->refs, 1);
        assert_int_equal(vm_to_object(b)->refs, 1);
    }
    vm_unref(vm, a);
    vm_unref(vm, b);
}

static void reflected_operators_and_subclasses(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "class A:\n"
                                 "    def __init__(self, n): self.n = n\n"
                                 "    def __add__(self, o): print(self.n, \"add\"); return NotImplemented\n"
                                 "    def __radd__(self, o): print(self.n, \"radd\"); return self.n\n"
                                 "    def __eq__(self, o): print(self.n, \"eq\"); return NotImplemented\n"
                                 "    def __lt__(self, o): print(self.n, \"lt\"); return NotImplemented\n"
                                 "    def __gt__(self, o): print(self.n, \"gt\"); return \"greater\"\n"
                                 "class B(A):\n"
                                 "    def __radd__(self, o): print(self.n, \"B.radd\"); return NotImplemented\n"
                                 "class C(A): pass\n"
                                 "a, b, c = A(\"a\"), B(\"b\"), C(\"c\")\n"
                                 "err(lambda: a + b)\n"
                                 "err(lambda: a + c)\n"
                                 "err(lambda: b + a)\n"
                                 "print(1 + a, a == b, a != c, a < b, b < a, [a] == [a])\n"
                                 "err(lambda: a <= b)\n"
                                 "err(lambda: a + 1)\n"
                                 "err(lambda: a - 1)\n",
                  "b B.radd\n"
                  "a add\n"
                  "TypeError: unsupported operand type(s) for +: 'A' and 'B'\n"
                  "a add\n"
                  "c radd\n"
                  "no error: c\n"
                  "b add\n"
                  "a radd\n"
                  "no error: a\n"
                  "a radd\n"
                  "b eq\n"
                  "a eq\n"
                  "c eq\n"
                  "a eq\n"
                  "b gt\n"
                  "b lt\n"
                  "a gt\n"
                  "a False True greater greater True\n"
                  "TypeError: '<=' not supported between instances of 'A' and 'B'\n"
                  "a add\n"
                  "TypeError: unsupported operand type(s) for +: 'A' and 'int'\n"
                  "TypeError: unsupported operand type(s) for -: 'A' and 'int'\n");
}

static void in_place_operators_fall_back(void **state)
{
    (void)state;
    assert_prints("class I:\n"
                  "    def __init__(self): self.log = []\n"
                  "    def __iadd__(self, o): self.log.append(o); return self\n"
                  "    def __sub__(self, o): return \"sub\"\n"
                  "    def __imul__(self, o): return NotImplemented\n"
                  "i = I(); j = i\n"
                  "i += 1; i += 2\n"
                  "print(i is j, i.log)\n"
                  "i -= 1\n"
                  "print(i)\n"
                  "x = j\n"
                  "try: x *= 2\n"
                  "except TypeError as e: print(e)\n"
                  "l = m = [1]\n"
                  "l += \"ab\"; l *= 2\n"
                  "print(m, l is m)\n"
                  "t = u = (1,)\n"
                  "t += (2,)\n"
                  "print(t, u)\n"
                  "try: t += [3]\n"
                  "except TypeError as e: print(e)\n"
                  "try: l += 5\n"
                  "except TypeError as e: print(e)\n"
                  "s = {1}; r = s\n"
                  "s |= {2}; s -= {1}; s ^= {3}\n"
                  "print(r == {2, 3}, r is s)\n"
                  "try: t[0] += 1\n"
                  "except TypeError as e: print(e, t)\n",
                  "True [1, 2]\n"
                  "sub\n"
                  "unsupported operand type(s) for *=: 'I' and 'int'\n"
                  "[1, 'a', 'b', 1, 'a', 'b'] True\n"
                  "(1, 2) (1,)\n"
                  "can only concatenate tuple (not \"list\") to tuple\n"
                  "'int' object is not iterable\n"
                  "True True\n"
                  "'tuple' object does not support item assignment (1, 2)\n");
}

static void deleting_items_that_cannot_be(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "def delete(c): del c[0]\n"
                                 "for c in ((1,), \"a\", 5, None, {1}): err(delete, c)\n",
                  "TypeError: 'tuple' object doesn't support item deletion\n"
                  "TypeError: 'str' object doesn't support item deletion\n"
                  "TypeError: 'int' object does not support item deletion\n"
                  "TypeError: 'NoneType' object does not support item deletion\n"
                  "TypeError: 'set' object doesn't support item deletion\n");
}

static void truth_length_and_containment_of_classes(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "class L:\n"
                                 "    def __init__(self, n): self.n = n\n"
                                 "    def __len__(self): return self.n\n"
                                 "class T:\n"
                                 "    def __bool__(self): return 1\n"
                                 "class S:\n"
                                 "    def __getitem__(self, i):\n"
                                 "        if i > 2: raise IndexError\n"
                                 "        return i * 10\n"
                                 "class X:\n"
                                 "    def __index__(self): return 2\n"
                                 "class Y:\n"
                                 "    def __index__(self): return \"2\"\n"
                                 "print(bool(L(0)), bool(L(2)), 20 in S(), 5 in S(), list(S()), [1, 2, 3][X()], \"ab\" "
                                 "* X(), list(range(X())), hex(X()))\n"
                                 "err(bool, T())\n"
                                 "err(len, L(-1))\n"
                                 "err(len, L(\"x\"))\n"
                                 "err(bool, L(-1))\n"
                                 "err(lambda: [1][Y()])\n"
                                 "err(lambda: 2 ** 70 in L(0))\n"
                                 "print(1 < 2 < 3, 1 < 3 < 2, 3 > 1 == 1, not [] == [], 1 if 0.0 else 2, [] or {} or "
                                 "\"end\", 0 and 1 / 0, round(2.567, X()), abs(True), divmod(7.5, 2))\n",
                  "False True True False [0, 10, 20] 3 abab [0, 1] 0x2\n"
                  "TypeError: __bool__ should return bool, returned int\n"
                  "ValueError: __len__() should return >= 0\n"
                  "TypeError: 'str' object cannot be interpreted as an integer\n"
                  "ValueError: __len__() should return >= 0\n"
                  "TypeError: __index__ returned non-int (type str)\n"
                  "TypeError: argument of type 'L' is not iterable\n"
                  "True False True False 2 end 0 2.57 1 (3.0, 1.5)\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory("class V:\n"
                                   "    def __init__(self, x): self.x = x\n"
                                   "    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))\n"
                                   "    __radd__ = __add__\n"
                                   "    def __eq__(self, o): return self.x == o.x\n"
                                   "    def __lt__(self, o): return self.x < o.x\n"
                                   "    def __repr__(self): return f\"V({self.x})\"\n"
                                   "try: V(1) - 1\n"
                                   "except TypeError as e: text = str(e)\n"
                                   "print(sum([V(1), V(2)], 5), V(2 ** 60) + 1, V(1) < V(2), V([1]) + V([2]), text, "
                                   "divmod(2 ** 70, 3), -(2 ** 70), [1] * 3 + [2])\n",
                                   "V(8) V(1152921504606846977) True V([1, 2]) unsupported operand type(s) for -: 'V' "
                                   "and 'int' (393530540239137101141, 1) -1180591620717411303424 [1, 1, 1, 2]\n",
                                   1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(subscripts_are_integers, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(repeat_counts, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(nesting_ends_in_a_recursion_error, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(operands_stay_the_callers, fixture_setup, fixture_teardown),
        cmocka_unit_test(reflected_operators_and_subclasses),
        cmocka_unit_test(in_place_operators_fall_back),
        cmocka_unit_test(deleting_items_that_cannot_be),
        cmocka_unit_test(truth_length_and_containment_of_classes),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
