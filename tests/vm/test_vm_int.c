#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* Both are gone afterwards. */
static void assert_same_int(Vm *vm, VmValue got, VmValue wanted)
{
    assert_true(got != VM_ERROR && wanted != VM_ERROR);
    assert_int_equal(vm_int_order(got, wanted), 0);
    assert_int_equal(vm_is_int(got), vm_is_int(wanted));
    vm_unref(vm, got);
    vm_unref(vm, wanted);
}

static void each_number_has_one_form(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue one = vm_from_int(1);
    VmValue above = vm_int_add(vm, vm_from_int(VM_INT_MAX), one);
    VmValue below = vm_int_sub(vm, vm_from_int(VM_INT_MIN), one);
    assert_false(vm_is_int(above));
    assert_false(vm_is_int(below));
    assert_int_equal(vm_int_bit_length(above), 49);
    assert_true(vm_int_sub(vm, above, one) == vm_from_int(VM_INT_MAX));
    assert_true(vm_int_add(vm, below, one) == vm_from_int(VM_INT_MIN));
    assert_true(vm_int_negative(vm, above) == vm_from_int(VM_INT_MIN));
    assert_same_int(vm, vm_int_negative(vm, vm_from_int(VM_INT_MIN)), vm_ref(above));
    assert_same_int(vm, vm_int_absolute(vm, vm_from_int(VM_INT_MIN)), vm_ref(above));
    assert_same_int(vm, vm_int_floordiv(vm, vm_from_int(VM_INT_MIN), vm_from_int(-1)), vm_ref(above));
    assert_int_equal(vm_int_hash(above), VM_INT_MAX + 1);
    vm_unref(vm, above);
    vm_unref(vm, below);
}

static void conversions_know_their_range(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    static const int64_t numbers[] = {0, -1, VM_INT_MAX, VM_INT_MAX + 1, VM_INT_MIN - 1, INT64_MAX, INT64_MIN};
    int64_t back;
    uint64_t unsigned_back;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        VmValue v = vm_int_from(vm, numbers[i]);
        assert_true(vm_int_to_i64(v, &back));
        assert_true(back == numbers[i]);
        assert_int_equal(vm_int_to_u64(v, &unsigned_back), numbers[i] >= 0);
        assert_int_equal(vm_int_sign(v), (numbers[i] > 0) - (numbers[i] < 0));
        vm_unref(vm, v);
    }
    VmValue v = vm_int_from_u64(vm, UINT64_MAX);
    assert_false(vm_int_to_i64(v, &back));
    assert_true(vm_int_to_u64(v, &unsigned_back) && unsigned_back == UINT64_MAX);
    assert_true(vm_int_is_odd(v));
    VmValue more = vm_int_add(vm, v, vm_from_int(1));
    assert_false(vm_int_to_u64(more, &unsigned_back));
    assert_true(vm_int_order_double(more, 18446744073709551616.0) == 0);
    assert_true(vm_int_order_double(v, 18446744073709551616.0) < 0);
    assert_true(vm_int_order_double(v, -1.0 / 0.0) > 0);
    double d;
    assert_true(vm_int_to_double(vm, v, &d) && d == 18446744073709551616.0);
    VmValue huge = vm_int_lshift(vm, vm_from_int(1), vm_from_int(1024));
    assert_false(vm_int_to_double(vm, huge, &d));
    assert_true(vm_error_matches(vm, VM_EXC_OVERFLOW_ERROR));
    vm_error_clear(vm);
    vm_unref(vm, huge);
    vm_unref(vm, more);
    vm_unref(vm, v);
}

static void floats_become_ints_towards_zero(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    assert_true(vm_int_from_double(vm, -2.9) == vm_from_int(-2));
    assert_true(vm_int_from_double(vm, -0.0) == vm_from_int(0));
    assert_same_int(vm, vm_int_from_double(vm, 0x1p70), vm_int_lshift(vm, vm_from_int(1), vm_from_int(70)));
    assert_true(vm_int_from_double(vm, 1.0 / 0.0) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_OVERFLOW_ERROR));
    vm_error_clear(vm);
    assert_true(vm_int_from_double(vm, 0.0 / 0.0) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_VALUE_ERROR));
    vm_error_clear(vm);
}

static void digits_of_every_base(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    static const int bases[] = {2, 8, 10, 16};
    for (int64_t i = -70; i <= 70; i += 7) {
        VmValue v = vm_int_add(vm, vm_from_int(i), vm_from_int(0));
        VmValue big = vm_int_lshift(vm, v, vm_from_int(i < 0 ? -i : i));
        for (int b = 0; b < 4; b++) {
            LsBuf buf;
            ls_buf_init(&buf, vm->alloc);
            assert_true(vm_int_append(vm, &buf, big, bases[b], bases[b] != 10));
            VmValue text = vm_str_from_buf(vm, &buf);
            assert_same_int(vm, vm_int_parse(vm, text, 0), vm_ref(big));
            assert_same_int(vm, vm_int_parse(vm, text, bases[b]), vm_ref(big));
            vm_unref(vm, text);
        }
        vm_unref(vm, big);
        vm_unref(vm, v);
    }
    assert_same_int(vm, vm_int_from_digits(vm, "0xFFFF_FFFF_FFFF_FFFF", 21, 16), vm_int_from_u64(vm, UINT64_MAX));
    assert_true(vm_int_from_digits(vm, "0b101", 5, 2) == vm_from_int(5));
    assert_true(vm_int_from_digits(vm, "1_000", 5, 10) == vm_from_int(1000));
}

/* q * b + r == a, and r has b's sign, on both sides of the border between the forms. */
static void division_floors(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    static const int64_t numbers[] = {1,         -1,       2, -3, 7, -7, VM_INT_MAX, VM_INT_MIN, VM_INT_MAX + 1,
                                      INT64_MAX, INT64_MIN};
    const size_t count = sizeof numbers / sizeof numbers[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            VmValue a = vm_int_from(vm, numbers[i]), b = vm_int_from(vm, numbers[j]), q, r;
            assert_true(vm_int_divmod(vm, a, b, &q, &r));
            VmValue product = vm_int_mul(vm, q, b);
            assert_same_int(vm, vm_int_add(vm, product, r), vm_ref(a));
            assert_true(vm_int_sign(r) == 0 || vm_int_sign(r) == vm_int_sign(b));
            assert_same_int(vm, vm_int_floordiv(vm, a, b), q);
            assert_same_int(vm, vm_int_mod(vm, a, b), r);
            vm_unref(vm, product);
            vm_unref(vm, a);
            vm_unref(vm, b);
        }
    }
}

static void arithmetic_as_in_python(void **state)
{
    (void)state;
    assert_prints(
        "b = 2 ** 48\n"
        "print(b - 1, b, -b, -b - 1, b * b, (b * b) // b == b, (b - 1) + 1 == b, b - 1 is not None)\n"
        "print(-7 // 2, -7 % 2, 7 // -2, 7 % -2, divmod(-10 ** 30, 7), divmod(10 ** 30, -7), -(10 ** 30) % 10 ** 15)\n"
        "print(2 ** 200 >> 190, -1 >> 1000, -2 ** 100 >> 99, 1 << 100, -5 >> 1, 0 << 10 ** 30, ~b, ~-b)\n"
        "print(-b & 0xff, (b | 1) ^ b, -1 & 2 ** 100, -2 ** 70 | 1, -2 ** 70 ^ -1, True + True, True & 1, True | "
        "False)\n"
        "print(3 ** 100 % 1000, pow(3, 100, 1000), pow(3, -1, 7), pow(-3, 5, 10), pow(2, 100, -7), 0 ** 0, 2 ** -2, "
        "(-2) ** -1)\n"
        "print(10 ** 30 / 10 ** 29, 1 / 3, (2 ** 53 + 1) / 1, 10 ** 400 / 10 ** 399, -(2 ** 1100) / 2 ** 1099)\n"
        "print(round(15, -1), round(25, -1), round(-35, -1), round(12345, -2), round(5, -1), round(10 ** 30 + 5, -1), "
        "round(7, 3))\n"
        "print((0).bit_length(), (-1).bit_length(), (2 ** 100).bit_length(), (255).bit_count(), "
        "(-3).as_integer_ratio(), (5).conjugate())\n"
        "print(hash(2 ** 61 - 1), hash(2 ** 61), hash(-1), hash(-2 ** 61), hash(10 ** 30), hash(-10 ** 30))\n"
        "print(2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53, 10 ** 400 > 1e308, 1 == True, "
        "-10 ** 400 < float(\"-inf\"))\n",
        "281474976710655 281474976710656 -281474976710656 -281474976710657 79228162514264337593543950336 True True "
        "True\n"
        "-4 1 -4 -1 (-142857142857142857142857142858, 6) (-142857142857142857142857142858, -6) 0\n"
        "1024 -1 -2 1267650600228229401496703205376 -3 0 -281474976710657 281474976710655\n"
        "0 1 1267650600228229401496703205376 -1180591620717411303423 1180591620717411303423 2 1 True\n"
        "1 1 5 7 -5 1 0.25 -0.5\n"
        "10.0 0.3333333333333333 9007199254740992.0 10.0 -2.0\n"
        "20 20 -40 12300 0 1000000000000000000000000000000 7\n"
        "0 1 101 8 (-3, 1) 5\n"
        "0 1 -2 -2 465258685558744706 -465258685558744706\n"
        "True False True True True False\n");
}

static void from_text_and_to_text(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "print(int(\"  -12_345 \"), int(\"ff\", 16), int(\"0xFF\", 0), int(\"-0b11\", 2), int(\"z\", 36), "
        "int(\"\\u0663\\u0664\"), int(b\" 7 \"), int(\"0o17\", 0), int(\"00\", 0))\n"
        "print(hex(-255), oct(8), bin(-5), hex(2 ** 70), bin(0), str(-10 ** 25), repr(2 ** 64), int(\"9\" * 50))\n"
        "print((1000).to_bytes(2, \"big\"), (-2).to_bytes(3, \"little\", signed=True), int.from_bytes(b\"\\xff\\xfe\", "
        "\"big\"), int.from_bytes(b\"\\xff\\xfe\", \"little\", signed=True))\n"
        "for text, base in ((\"\", 10), (\"1__0\", 10), (\"_1\", 10), (\"12\", 2), (\"0x\", 16), (\"1.5\", 10), "
        "(\"010\", 0), (\"\\u00b2\", 10), (\"a\\nb\", 10), (\"- 1\", 10)):\n"
        "    err(int, text, base)\n"
        "err(int, \"1\", 37)\n"
        "err(int, \"1\", 1)\n"
        "err(int, None)\n"
        "err(int, 1.5, 10)\n"
        "err(int, \"9\" * 4301)\n"
        "err(lambda: str(10 ** 4300))\n"
        "print(len(str(10 ** 4299)))\n"
        "err(lambda: (256).to_bytes(1, \"big\"))\n"
        "err(lambda: (-1).to_bytes(1, \"big\"))\n",
        "-12345 255 255 -3 35 34 7 15 0\n"
        "-0xff 0o10 -0b101 0x400000000000000000 0b0 -10000000000000000000000000 18446744073709551616 "
        "99999999999999999999999999999999999999999999999999\n"
        "b'\\x03\\xe8' b'\\xfe\\xff\\xff' 65534 -257\n"
        "ValueError: invalid literal for int() with base 10: ''\n"
        "ValueError: invalid literal for int() with base 10: '1__0'\n"
        "ValueError: invalid literal for int() with base 10: '_1'\n"
        "ValueError: invalid literal for int() with base 2: '12'\n"
        "ValueError: invalid literal for int() with base 16: '0x'\n"
        "ValueError: invalid literal for int() with base 10: '1.5'\n"
        "ValueError: invalid literal for int() with base 0: '010'\n"
        "ValueError: invalid literal for int() with base 10: '²'\n"
        "ValueError: invalid literal for int() with base 10: 'a\\nb'\n"
        "ValueError: invalid literal for int() with base 10: '- 1'\n"
        "ValueError: int() base must be >= 2 and <= 36, or 0\n"
        "ValueError: int() base must be >= 2 and <= 36, or 0\n"
        "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'\n"
        "TypeError: int() can't convert non-string with explicit base\n"
        "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use "
        "sys.set_int_max_str_digits() to increase the limit\n"
        "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() "
        "to increase the limit\n"
        "4300\n"
        "OverflowError: int too big to convert\n"
        "OverflowError: can't convert negative int to unsigned\n");
}

static void errors_of_arithmetic(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "err(lambda: 1 // 0)\n"
                                 "err(lambda: 1 % 0)\n"
                                 "err(lambda: 1 / 0)\n"
                                 "err(lambda: divmod(10 ** 30, 0))\n"
                                 "err(lambda: 1 << -1)\n"
                                 "err(lambda: 1 >> -1)\n"
                                 "err(lambda: 0 ** -1)\n"
                                 "err(lambda: pow(2, 5, 0))\n"
                                 "err(lambda: pow(2, -1, 4))\n"
                                 "err(lambda: 10 ** 400 / 3)\n"
                                 "err(lambda: float(10 ** 400))\n"
                                 "err(lambda: 10 ** 400 * 1.0)\n"
                                 "err(lambda: int(float(\"inf\")))\n"
                                 "err(lambda: int(float(\"nan\")))\n"
                                 "err(lambda: 1 + None)\n"
                                 "err(lambda: 1 << 1.0)\n"
                                 "err(lambda: 1 & 1.0)\n"
                                 "err(lambda: ~1.0)\n"
                                 "err(lambda: 1 < \"a\")\n"
                                 "err(lambda: -\"a\")\n",
                  "ZeroDivisionError: integer division or modulo by zero\n"
                  "ZeroDivisionError: integer modulo by zero\n"
                  "ZeroDivisionError: division by zero\n"
                  "ZeroDivisionError: integer division or modulo by zero\n"
                  "ValueError: negative shift count\n"
                  "ValueError: negative shift count\n"
                  "ZeroDivisionError: 0.0 cannot be raised to a negative power\n"
                  "ValueError: pow() 3rd argument cannot be 0\n"
                  "ValueError: base is not invertible for the given modulus\n"
                  "OverflowError: integer division result too large for a float\n"
                  "OverflowError: int too large to convert to float\n"
                  "OverflowError: int too large to convert to float\n"
                  "OverflowError: cannot convert float infinity to integer\n"
                  "ValueError: cannot convert float NaN to integer\n"
                  "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'\n"
                  "TypeError: unsupported operand type(s) for <<: 'int' and 'float'\n"
                  "TypeError: unsupported operand type(s) for &: 'int' and 'float'\n"
                  "TypeError: bad operand type for unary ~: 'float'\n"
                  "TypeError: '<' not supported between instances of 'int' and 'str'\n"
                  "TypeError: bad operand type for unary -: 'str'\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        "a = 3 ** 200\n"
        "b = int(\"7\" * 60)\n"
        "print(a // b, a % b, -a >> 3 == -(a >> 3) - 1, a * b == b * a, hex(b)[:8], a - a, int(hex(b), 16) == b, a ^ b "
        "^ a == b, pow(a, 3, b) < b, a / b)\n",
        "341503699983267560578433128331716663 51455674875616718196797449575303588998293743997928957045850 True True "
        "0x7be83a 0 True True True 3.415036999832676e+35\n",
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_number_has_one_form, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(conversions_know_their_range, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(floats_become_ints_towards_zero, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(digits_of_every_base, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(division_floors, fixture_setup, fixture_teardown),
        cmocka_unit_test(arithmetic_as_in_python),
        cmocka_unit_test(from_text_and_to_text),
        cmocka_unit_test(errors_of_arithmetic),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
