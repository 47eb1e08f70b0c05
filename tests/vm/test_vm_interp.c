#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "trace/trace.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_error.h"
#include "vm_fixture.h"

static void test_calls_bind_arguments(void **state)
{
    (void)state;
    assert_prints("def f(a, b=2, *c, d, e=5, **k):\n"
                  "    return a, b, c, d, e, k\n"
                  "print(f(1, d=3), f(1, 2, 3, 4, d=9, z=1), f(*[1, 2], **{'d': 0}))\n",
                  "(1, 2, (), 3, 5, {}) (1, 2, (3, 4), 9, 5, {'z': 1}) (1, 2, (), 0, 5, {})\n");
    assert_prints(
        "def f(a, /, b, *, c): pass\n"
        "for call in (lambda: f(), lambda: f(1, 2), lambda: f(1, 2, 3, c=1), lambda: f(a=1, b=2, c=3),\n"
        "             lambda: f(1, 2, b=3, c=4), lambda: f(1, 2, c=3, d=4), lambda: f(1, 2, 3)):\n"
        "    try:\n"
        "        call()\n"
        "    except TypeError as error:\n"
        "        print(error)\n",
        "f() missing 2 required positional arguments: 'a' and 'b'\n"
        "f() missing 1 required keyword-only argument: 'c'\n"
        "f() takes 2 positional arguments but 3 positional arguments (and 1 keyword-only argument) were given\n"
        "f() got some positional-only arguments passed as keyword arguments: 'a'\n"
        "f() got multiple values for argument 'b'\n"
        "f() got an unexpected keyword argument 'd'\n"
        "f() takes 2 positional arguments but 3 were given\n");
}

static void test_names_that_are_not_bound(void **state)
{
    (void)state;
    assert_prints(
        "def local():\n"
        "    print(x)\n"
        "    x = 1\n"
        "def free():\n"
        "    def inner():\n"
        "        return y\n"
        "    inner()\n"
        "    y = 1\n"
        "def unknown():\n"
        "    return z\n"
        "for f in (local, free, unknown):\n"
        "    try:\n"
        "        f()\n"
        "    except NameError as error:\n"
        "        print(type(error).__name__, error)\n",
        "UnboundLocalError cannot access local variable 'x' where it is not associated with a value\n"
        "NameError cannot access free variable 'y' where it is not associated with a value in enclosing scope\n"
        "NameError name 'z' is not defined\n");
}

static void test_operands_are_read_in_order(void **state)
{
    (void)state;
    assert_prints("def f():\n"
                  "    a = 1\n"
                  "    b = a + (a := 3) + a\n"
                  "    i, items = 0, [0, 0]\n"
                  "    i, items[i] = 1, 9\n"
                  "    a += (a := 10)\n"
                  "    return b, items, i, a\n"
                  "print(f())\n",
                  "(7, [0, 9], 1, 13)\n");
}

static void test_integers_that_grow(void **state)
{
    (void)state;
    assert_prints(
        "x = 2 ** 47\n"
        "y = -x\n"
        "print(x + x, x * 2 - 1, y + y, y - x - 1, x * x, -7 // 2, -7 % 3, 7 % -3, 1 / 4)\n",
        "281474976710656 281474976710655 -281474976710656 -281474976710657 19807040628566084398385987584 -4 2 "
        "-2 0.25\n");
}

static void test_what_dies_when(void **state)
{
    (void)state;
    assert_prints("def numbers():\n"
                  "    try:\n"
                  "        yield 1\n"
                  "    finally:\n"
                  "        print('closed')\n"
                  "for n in numbers():\n"
                  "    break\n"
                  "print('after the loop')\n"
                  "g = numbers()\n"
                  "next(g)\n"
                  "del g\n"
                  "print('after del')\n",
                  "closed\nafter the loop\nclosed\nafter del\n");
}

static void test_recursion_has_an_end(void **state)
{
    (void)state;
    assert_prints("def down(n):\n"
                  "    return 1 + down(n + 1)\n"
                  "async def deeper(n):\n"
                  "    await deeper(n + 1)\n"
                  "def nested(n):\n"
                  "    yield from nested(n + 1)\n"
                  "class Loud:\n"
                  "    def __repr__(self):\n"
                  "        return repr(self)\n"
                  "for start in (lambda: down(0), lambda: deeper(0).send(None), lambda: next(nested(0)), lambda: "
                  "repr(Loud())):\n"
                  "    try:\n"
                  "        start()\n"
                  "    except RecursionError as error:\n"
                  "        print(str(error)[:32])\n",
                  "maximum recursion depth exceeded\nmaximum recursion depth exceeded\n"
                  "maximum recursion depth exceeded\nmaximum recursion depth exceeded\n");
}

static void test_a_run_without_end_is_ended(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000, .max_instructions = 100000}};
    fixture_start(&fixture, true);
    assert_int_equal(
        fixture_run(&fixture, "while True:\n    try:\n        pass\n    except BaseException:\n        pass\n"),
        LS_E_LIMIT);
    fixture_end(&fixture);
}

static void test_never_awaited(void **state)
{
    (void)state;
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    fixture_start(&fixture, true);
    assert_int_equal(fixture_run(&fixture, "async def f():\n    pass\nf()\n"), LS_OK);
    assert_string_equal(ls_buf_text(&fixture.err),
                        "test.py:3: RuntimeWarning: coroutine 'f' was never awaited\n  f()\n"
                        "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n");
    fixture_end(&fixture);
}

/* The sizes that a million coroutines depend on. */
static void test_frames_are_small(void **state)
{
    (void)state;
    assert_true(sizeof(VmFrame) <= 32);
    assert_true(sizeof(VmCoro) <= 56);
}

static void test_memory_may_run_out_anywhere(void **state)
{
    (void)state;
    assert_survives_failing_memory("class A:\n"
                                   "    def __init__(self, x):\n"
                                   "        self.x = x\n"
                                   "    def get(self, *more, **named):\n"
                                   "        return [self.x, *more, *named]\n"
                                   "def numbers(n):\n"
                                   "    for i in range(n):\n"
                                   "        yield i\n"
                                   "async def wait(v):\n"
                                   "    return v\n"
                                   "async def both():\n"
                                   "    return await wait(1), await wait(2)\n"
                                   "print(A(5).get(1, k=2), [i * i for i in numbers(4)])\n"
                                   "try:\n"
                                   "    both().send(None)\n"
                                   "except StopIteration as stop:\n"
                                   "    print(stop.value)\n"
                                   "match {'a': [1, 2]}:\n"
                                   "    case {'a': [x, *rest], **others}:\n"
                                   "        print(f'{x:>3} {rest!r} {others}')\n",
                                   "[5, 1, 'k'] [0, 1, 4, 9]\n(1, 2)\n  1 [2] {}\n", 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls_bind_arguments),
        cmocka_unit_test(test_names_that_are_not_bound),
        cmocka_unit_test(test_operands_are_read_in_order),
        cmocka_unit_test(test_integers_that_grow),
        cmocka_unit_test(test_what_dies_when),
        cmocka_unit_test(test_recursion_has_an_end),
        cmocka_unit_test(test_a_run_without_end_is_ended),
        cmocka_unit_test(test_never_awaited),
        cmocka_unit_test(test_frames_are_small),
        cmocka_unit_test(test_memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
