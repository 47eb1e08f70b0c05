#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vm/vm_fixture.h"

/* The expected texts are what CPython 3.11 prints. */

static void exceptions_have_text_and_arguments(void **state)
{
    (void)state;
    assert_prints("print(repr(ValueError()), repr(ValueError(1)), repr(ValueError(1, 'a')), str(KeyError('k')), "
                  "KeyError('k').args)\n"
                  "e = OSError(2, 'gone', 'f'); print(type(e), e, e.args, e.errno, e.strerror, e.filename)\n"
                  "print(StopIteration(3).value, SystemExit(4).code, NameError('x', name='n').name, "
                  "AttributeError('a', name='b', obj=1).obj)\n"
                  "class X(Exception):\n"
                  "    def __init__(self, a, b): super().__init__(a); self.b = b\n"
                  "    def __str__(self): return f'X:{self.args[0]}:{self.b}'\n"
                  "x = X(1, 2); print(x, repr(x), x.args)\n"
                  "try: X(1)\n"
                  "except TypeError as error: print(error)\n"
                  "x.add_note('n1'); print(x.__notes__, x.with_traceback(None) is x)\n"
                  "try: x.add_note(1)\n"
                  "except TypeError as error: print(error)\n",
                  "ValueError() ValueError(1) ValueError(1, 'a') 'k' ('k',)\n"
                  "<class 'FileNotFoundError'> [Errno 2] gone: 'f' (2, 'gone') 2 gone f\n"
                  "3 4 n 1\n"
                  "X:1:2 X(1) (1,)\n"
                  "X.__init__() missing 1 required positional argument: 'b'\n"
                  "['n1'] True\n"
                  "note must be a str, not 'int'\n");
}

static void groups_split(void **state)
{
    (void)state;
    assert_prints(
        "g = ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError(2), ValueError(3)]), OSError(4)])\n"
        "a, b = g.split(ValueError)\n"
        "print(repr(a)); print(repr(b)); print(g.subgroup(lambda e: isinstance(e, TypeError)).exceptions, "
        "g.subgroup(KeyError))\n"
        "print(str(g), g.message, repr(g.derive([ValueError()])), type(BaseExceptionGroup('x', [ValueError()])))\n"
        "for args in (('a', []), ('a',), (1, [1]), ('a', [1]), ('a', [KeyboardInterrupt()])):\n"
        "    try: ExceptionGroup(*args)\n"
        "    except (TypeError, ValueError) as e: print(type(e).__name__, e)\n"
        "try: raise g\n"
        "except* ValueError as e: print('v', e.exceptions)\n"
        "except* (TypeError, OSError) as e: print('r', e.exceptions)\n",
        "ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [ValueError(3)])])\n"
        "ExceptionGroup('g', [ExceptionGroup('h', [TypeError(2)]), OSError(4)])\n"
        "(ExceptionGroup('h', [TypeError(2)]),) None\n"
        "g (3 sub-exceptions) g ExceptionGroup('g', [ValueError()]) <class 'ExceptionGroup'>\n"
        "ValueError second argument (exceptions) must be a non-empty sequence\n"
        "TypeError BaseExceptionGroup.__new__() takes exactly 2 arguments (1 given)\n"
        "TypeError BaseExceptionGroup.__new__() argument 1 must be str, not int\n"
        "ValueError Item 0 of second argument (exceptions) is not an exception\n"
        "TypeError Cannot nest BaseExceptions in an ExceptionGroup\n"
        "v (ValueError(1), ExceptionGroup('h', [ValueError(3)]))\n"
        "r (ExceptionGroup('h', [TypeError(2)]), OSError(4))\n");
}

static void a_chain_is_printed_from_its_beginning(void **state)
{
    (void)state;
    assert_fails_with("def f(a):\n"
                      "    return (a + 1) / (a - a)\n"
                      "try:\n"
                      "    f(3)\n"
                      "except ZeroDivisionError as e:\n"
                      "    try:\n"
                      "        [][3]\n"
                      "    except IndexError:\n"
                      "        raise KeyError((1, 2)) from e\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 4, in <module>\n"
                      "    f(3)\n"
                      "  File \"test.py\", line 2, in f\n"
                      "    return (a + 1) / (a - a)\n"
                      "           ~~~~~~~~^~~~~~~~~\n"
                      "ZeroDivisionError: division by zero\n"
                      "\n"
                      "The above exception was the direct cause of the following exception:\n"
                      "\n"
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 9, in <module>\n"
                      "    raise KeyError((1, 2)) from e\n"
                      "KeyError: (1, 2)\n");
}

static void a_context_is_printed(void **state)
{
    (void)state;
    assert_fails_with("def g():\n"
                      "    d = {}\n"
                      "    x = 1  + d[\"a\"][\"b\"]  # comment\n"
                      "try:\n"
                      "    g()\n"
                      "except KeyError:\n"
                      "    unknown_thing\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 5, in <module>\n"
                      "    g()\n"
                      "  File \"test.py\", line 3, in g\n"
                      "    x = 1  + d[\"a\"][\"b\"]  # comment\n"
                      "             ~^^^^^\n"
                      "KeyError: 'a'\n"
                      "\n"
                      "During handling of the above exception, another exception occurred:\n"
                      "\n"
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 7, in <module>\n"
                      "    unknown_thing\n"
                      "NameError: name 'unknown_thing' is not defined\n");
}

static void groups_are_printed_as_trees(void **state)
{
    (void)state;
    assert_fails_with("def f():\n"
                      "    try:\n"
                      "        {}['a']\n"
                      "    except KeyError as e:\n"
                      "        e.add_note(\"note 1\\nline 2\")\n"
                      "        raise ExceptionGroup(\"eg\", [ValueError(1), e, ExceptionGroup(\"in\", "
                      "[TypeError(\"x\"), OSError(2, \"no\")])])\n"
                      "f()\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 3, in f\n"
                      "    {}['a']\n"
                      "    ~~^^^^^\n"
                      "KeyError: 'a'\n"
                      "note 1\n"
                      "line 2\n"
                      "\n"
                      "During handling of the above exception, another exception occurred:\n"
                      "\n"
                      "  + Exception Group Traceback (most recent call last):\n"
                      "  |   File \"test.py\", line 7, in <module>\n"
                      "  |     f()\n"
                      "  |   File \"test.py\", line 6, in f\n"
                      "  |     raise ExceptionGroup(\"eg\", [ValueError(1), e, ExceptionGroup(\"in\", "
                      "[TypeError(\"x\"), OSError(2, \"no\")])])\n"
                      "  | ExceptionGroup: eg (3 sub-exceptions)\n"
                      "  +-+---------------- 1 ----------------\n"
                      "    | ValueError: 1\n"
                      "    +---------------- 2 ----------------\n"
                      "    | Traceback (most recent call last):\n"
                      "    |   File \"test.py\", line 3, in f\n"
                      "    |     {}['a']\n"
                      "    |     ~~^^^^^\n"
                      "    | KeyError: 'a'\n"
                      "    | note 1\n"
                      "    | line 2\n"
                      "    +---------------- 3 ----------------\n"
                      "    | ExceptionGroup: in (2 sub-exceptions)\n"
                      "    +-+---------------- 1 ----------------\n"
                      "      | TypeError: x\n"
                      "      +---------------- 2 ----------------\n"
                      "      | FileNotFoundError: [Errno 2] no\n"
                      "      +------------------------------------\n");
}

static void names_that_were_meant_are_suggested(void **state)
{
    (void)state;
    assert_fails_with("class Point:\n"
                      "    def __init__(self): self.distance = 1\n"
                      "Point().distence\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 3, in <module>\n"
                      "    Point().distence\n"
                      "AttributeError: 'Point' object has no attribute 'distence'. Did you mean: 'distance'?\n");
}

static void builtin_names_are_suggested(void **state)
{
    (void)state;
    assert_fails_with("values = [1]\n"
                      "primt(values)\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 2, in <module>\n"
                      "    primt(values)\n"
                      "    ^^^^^\n"
                      "NameError: name 'primt' is not defined. Did you mean: 'print'?\n");
}

static void repeated_lines_are_counted(void **state)
{
    (void)state;
    assert_fails_with("def down(n):\n"
                      "    if n == 0:\n"
                      "        raise ValueError('bottom')\n"
                      "    down(n - 1)\n"
                      "down(10)\n",
                      "Traceback (most recent call last):\n"
                      "  File \"test.py\", line 5, in <module>\n"
                      "    down(10)\n"
                      "  File \"test.py\", line 4, in down\n"
                      "    down(n - 1)\n"
                      "  File \"test.py\", line 4, in down\n"
                      "    down(n - 1)\n"
                      "  File \"test.py\", line 4, in down\n"
                      "    down(n - 1)\n"
                      "  [Previous line repeated 7 more times]\n"
                      "  File \"test.py\", line 3, in down\n"
                      "    raise ValueError('bottom')\n"
                      "ValueError: bottom\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exceptions_have_text_and_arguments),    cmocka_unit_test(groups_split),
        cmocka_unit_test(a_chain_is_printed_from_its_beginning), cmocka_unit_test(a_context_is_printed),
        cmocka_unit_test(groups_are_printed_as_trees),           cmocka_unit_test(names_that_were_meant_are_suggested),
        cmocka_unit_test(builtin_names_are_suggested),           cmocka_unit_test(repeated_lines_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
