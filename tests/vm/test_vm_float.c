#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_float.h"

static void repr_is_the_shortest_that_reads_back(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e16, "1e+16"},
        {9999999999999998.0, "9999999999999998.0"},
        {1e-4, "0.0001"},
        {1e-5, "1e-05"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {1e23, "1e+23"},
        {9007199254740993.0, "9007199254740992.0"},
        {HUGE_VAL, "inf"},
        {-HUGE_VAL, "-inf"},
        {NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[VM_FLOAT_TEXT];
        assert_int_equal(vm_float_repr(cases[i].number, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
        double back;
        assert_true(vm_float_parse(text, strlen(text), &back));
        assert_true(isnan(cases[i].number) ? isnan(back)
                                           : back == cases[i].number && signbit(back) == signbit(cases[i].number));
    }
}

/* Numbers of all magnitudes survive the way to text and back, and fit the array. */
static void random_bits_survive_their_text(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double d, back;
        memcpy(&d, &bits, sizeof d);
        char text[VM_FLOAT_TEXT];
        size_t size = vm_float_repr(d, text);
        assert_true(size < VM_FLOAT_TEXT && text[size] == '\0');
        assert_true(vm_float_parse(text, size, &back));
        assert_true(isnan(d) ? isnan(back) : back == d);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    " ",   "1__0", "_1",   "1_",   "1_.5", "1._5", ".",    "e5",      "1e",
                                      "1e+", "0x1", "1 2",  "nano", "infi", "--1",  "+-1",  "1e5_", "\xc3\xa9"};
    static const char *const good[] = {"1_0.2_5", ".5",    "5.",     " 1e5\n", "+inf",   "-Infinity",
                                       "NaN",     "1e400", "1e-400", "00001",  "1_0e1_0"};
    double d;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (vm_float_parse(bad[i], strlen(bad[i]), &d)) {
            fail_msg("taken for a number: '%s'", bad[i]);
        }
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!vm_float_parse(good[i], strlen(good[i]), &d)) {
            fail_msg("not taken for a number: '%s'", good[i]);
        }
    }
    assert_false(vm_float_parse("1\0", 2, &d));
    assert_true(vm_float_parse("12345", 3, &d) && d == 123.0);
}

static void rounding_is_exact(void **state)
{
    (void)state;
    assert_true(vm_float_round(2.675, 2) == 2.67);
    assert_true(vm_float_round(0.5, 0) == 0.0);
    assert_true(vm_float_round(2.5, 0) == 2.0);
    assert_true(vm_float_round(-1.5, 0) == -2.0);
    assert_true(signbit(vm_float_round(-0.4, 0)) != 0);
    assert_true(vm_float_round(1e22, 400) == 1e22);
    assert_true(vm_float_round(123.0, -400) == 0.0);
    assert_true(vm_float_round(15.0, -1) == 20.0);
    assert_true(vm_float_round(25.0, -1) == 20.0);
    assert_true(vm_float_round(5e-324, 323) == 0.0);
}

static void results_of_rounding_have_the_right_type(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    assert_true(vm_float_round_value(vm, 2.5, VM_EMPTY) == vm_from_int(2));
    assert_true(vm_float_round_value(vm, 2.5, vm_from_int(0)) == vm_from_double(2.0));
    assert_true(vm_float_round_value(vm, NAN, VM_EMPTY) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_VALUE_ERROR));
    vm_error_clear(vm);
    assert_true(vm_float_round_value(vm, HUGE_VAL, VM_EMPTY) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_OVERFLOW_ERROR));
    vm_error_clear(vm);
}

static void conversions_of_printf(void **state)
{
    (void)state;
    static const struct {
        double number;
        char type;
        int precision;
        bool alternate;
        const char *text;
    } cases[] = {
        {1234.5, 'f', 2, false, "1234.50"},
        {0.5, 'f', 0, false, "0"},
        {1.5, 'f', 0, true, "2."},
        {1234.5, 'e', 3, false, "1.234e+03"},
        {1234.5, 'E', 0, true, "1.E+03"},
        {1e-5, 'g', 6, false, "1e-05"},
        {100000.0, 'g', 6, false, "100000"},
        {1e6, 'g', 6, false, "1e+06"},
        {1.0, 'g', 6, true, "1.00000"},
        {0.0, 'g', 0, false, "0"},
        {NAN, 'F', 6, false, "NAN"},
        {HUGE_VAL, 'g', 6, false, "inf"},
        {1e22, 'f', 1, false, "10000000000000000000000.0"},
        {0.1, 'r', -1, false, "0.1"},
        {1e100, 'r', -1, false, "1e+100"},
        {0.1, 'f', 30, false, "0.100000000000000005551115123126"},
    };
    SupportAlloc memory;
    support_alloc_init(&memory);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        LsBuf buf;
        ls_buf_init(&buf, &memory.alloc);
        vm_float_append(&buf, cases[i].number, cases[i].type, cases[i].precision, cases[i].alternate);
        assert_string_equal(ls_buf_text(&buf), cases[i].text);
        ls_buf_free(&buf);
    }
    support_alloc_end(&memory);
}

static void arithmetic_as_in_python(void **state)
{
    (void)state;
    assert_prints(
        "inf = float(\"inf\"); nan = float(\"nan\")\n"
        "print(-7.5 // 2, -7.5 % 2, 7.5 % -2, divmod(-1e-20, 3.0), 0.0 % -3, -0.0 % 3, 5.0 % inf, -5.0 % inf, inf // "
        "1, 5.0 // inf, -5.0 // inf)\n"
        "print(2.0 ** 0.5, (-8.0) ** 3, 0.0 ** 0, inf ** 0, nan ** 0, 1.0 ** nan, (-1.0) ** inf, 0.5 ** -inf, (-0.0) "
        "** -1 if False else \"\")\n"
        "print(nan == nan, nan != nan, [nan] == [nan], nan < 1, inf > 10 ** 400, 0.1 + 0.2 == 0.3, 1.0 == 1, hash(1.0) "
        "== hash(1))\n"
        "print(hash(0.5), hash(-1.0), hash(inf), hash(-inf), hash(1e300), hash(2.5), hash(1e-10), hash(0.1))\n"
        "print(round(2.5), round(-0.5), round(1e20), round(0.1 + 0.2, 2), round(1.005, 2), round(1e308, -308), "
        "round(-2.5, None), round(5e15 + 0.5))\n"
        "print((0.75).as_integer_ratio(), (-0.0).is_integer(), (1e300).is_integer(), (0.1).hex(), (-0.0).hex(), "
        "(5e-324).hex(), float.fromhex(\"0x1.8p1\"), int(1e23))\n"
        "print(float(\"1_0.5\"), float(\" -inf \"), float(b\"2.5\"), float(True), float(\"\\u0661.5\"), "
        "float(\"1e400\"), float(\"-1e-400\"), abs(-0.0), min(-0.0, 0.0), max(1, 1.0))\n"
        "print(sum([0.1] * 10), 1e16 + 1, 4.35 * 100, 1.1 * 1.1, 1e308 * 10, -1e308 * 10, 3 / 2, 7 // 2.0)\n",
        "-4.0 0.5 -0.5 (-1.0, 3.0) -0.0 0.0 5.0 inf nan 0.0 -1.0\n"
        "1.4142135623730951 -512.0 1.0 1.0 1.0 1.0 1.0 inf \n"
        "False True True False True False True True\n"
        "1152921504606846976 -2 314159 -314159 1224995262755759164 1152921504606846978 2124533198426632172 "
        "230584300921369408\n"
        "2 0 100000000000000000000 0.3 1.0 1e+308 -2 5000000000000000\n"
        "(3, 4) True True 0x1.999999999999ap-4 -0x0.0p+0 0x0.0000000000001p-1022 3.0 99999999999999991611392\n"
        "10.5 -inf 2.5 1.0 1.5 inf -0.0 0.0 -0.0 1\n"
        "0.9999999999999999 1e+16 434.99999999999994 1.2100000000000002 inf -inf 1.5 3.0\n");
}

static void errors(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "for text in (\"\", \"1__0\", \"abc\", \"1e\", \"0x10\", \"1\\x00\", \"it's\"):\n"
                                 "    err(float, text)\n"
                                 "err(float, None)\n"
                                 "err(float, [1])\n"
                                 "err(lambda: 1.0 / 0)\n"
                                 "err(lambda: 1.0 // 0)\n"
                                 "err(lambda: 1.0 % 0.0)\n"
                                 "err(lambda: divmod(1.0, 0.0))\n"
                                 "err(lambda: 0.0 ** -1)\n"
                                 "err(lambda: 10.0 ** 400)\n"
                                 "err(lambda: 1.0 + \"a\")\n"
                                 "err(lambda: 1.0 < \"a\")\n"
                                 "err(lambda: round(1.5, \"a\"))\n"
                                 "err(lambda: round(float(\"nan\")))\n"
                                 "err(lambda: round(float(\"-inf\")))\n"
                                 "err(lambda: round(1.7e308, -308))\n"
                                 "err(lambda: float(\"inf\").as_integer_ratio())\n"
                                 "err(lambda: [1][1.0])\n"
                                 "err(lambda: range(1.0))\n",
                  "ValueError: could not convert string to float: ''\n"
                  "ValueError: could not convert string to float: '1__0'\n"
                  "ValueError: could not convert string to float: 'abc'\n"
                  "ValueError: could not convert string to float: '1e'\n"
                  "ValueError: could not convert string to float: '0x10'\n"
                  "ValueError: could not convert string to float: '1\\x00'\n"
                  "ValueError: could not convert string to float: \"it's\"\n"
                  "TypeError: float() argument must be a string or a real number, not 'NoneType'\n"
                  "TypeError: float() argument must be a string or a real number, not 'list'\n"
                  "ZeroDivisionError: float division by zero\n"
                  "ZeroDivisionError: float floor division by zero\n"
                  "ZeroDivisionError: float modulo\n"
                  "ZeroDivisionError: float divmod()\n"
                  "ZeroDivisionError: 0.0 cannot be raised to a negative power\n"
                  "OverflowError: (34, 'Numerical result out of range')\n"
                  "TypeError: unsupported operand type(s) for +: 'float' and 'str'\n"
                  "TypeError: '<' not supported between instances of 'float' and 'str'\n"
                  "TypeError: 'str' object cannot be interpreted as an integer\n"
                  "ValueError: cannot convert float NaN to integer\n"
                  "OverflowError: cannot convert float infinity to integer\n"
                  "OverflowError: rounded value too large to represent\n"
                  "OverflowError: cannot convert Infinity to integer ratio\n"
                  "TypeError: list indices must be integers or slices, not float\n"
                  "TypeError: 'float' object cannot be interpreted as an integer\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        "class Half(float):\n"
        "    pass\n"
        "h = Half(2.5)\n"
        "print(h, repr(h + 1), round(h), float(\"1_0.25\"), f\"{h:010.3f}\", \"%.3e\" % h, int(1e30), (0.1).hex(), "
        "h.as_integer_ratio())\n",
        "2.5 3.5 2 10.25 000002.500 2.500e+00 1000000000000000019884624838656 0x1.999999999999ap-4 (5, 2)\n", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repr_is_the_shortest_that_reads_back),
        cmocka_unit_test(random_bits_survive_their_text),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(rounding_is_exact),
        cmocka_unit_test_setup_teardown(results_of_rounding_have_the_right_type, fixture_setup, fixture_teardown),
        cmocka_unit_test(conversions_of_printf),
        cmocka_unit_test(arithmetic_as_in_python),
        cmocka_unit_test(errors),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
