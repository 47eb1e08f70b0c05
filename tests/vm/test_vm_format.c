#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_format.h"
#include "vm/vm_str.h"

static bool parse(Vm *vm, const char *text, VmFormatSpec *spec)
{
    VmValue value = vm_str_c(vm, text);
    bool ok = vm_format_parse(vm, value, "int", spec);
    vm_unref(vm, value);
    return ok;
}

static void every_part_of_a_spec_is_read(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmFormatSpec spec;
    assert_true(parse(vm, "\xe2\x82\xac^+z#012,.34f", &spec));
    assert_int_equal(spec.fill, 0x20AC);
    assert_int_equal(spec.align, '^');
    assert_int_equal(spec.sign, '+');
    assert_true(spec.no_negative_zero && spec.alternate);
    assert_int_equal(spec.width, 12);
    assert_int_equal(spec.thousands, ',');
    assert_int_equal(spec.precision, 34);
    assert_int_equal(spec.type, 'f');
    assert_true(parse(vm, "", &spec));
    assert_int_equal(spec.align, 0);
    assert_int_equal(spec.width, -1);
    assert_int_equal(spec.precision, -1);
    assert_int_equal(spec.type, 0);
    assert_true(parse(vm, "<<5", &spec));
    assert_int_equal(spec.fill, '<');
    assert_int_equal(spec.width, 5);
    assert_false(parse(vm, "5.", &spec));
    assert_true(vm_error_matches(vm, VM_EXC_VALUE_ERROR));
    vm_error_clear(vm);
}

static void the_mini_language(void **state)
{
    (void)state;
    assert_prints(
        "for v, specs in ((42, [\"\", \"d\", \"5\", \"<5\", \"^5\", \"=+6\", \"05\", \"+\", \" \", \"x\", \"#X\", "
        "\"#b\", \"#o\", \"c\", \"n\", \",\", \"_x\", \"e\", \".2f\", \"%\", \"*>8\", \"08,\", \"\\u20ac^7\"]),\n"
        "                 (-1234567, [\",\", \"_\", \"015,\", \"+d\", \"(<10\", \"#_b\", \"x=12\"]),\n"
        "                 (1234.5678, [\"\", \".2f\", \",.1f\", \"10.3e\", \"g\", \".3g\", \"%\", \".0f\", \"#.0f\", "
        "\"+.2\", \"012.1f\", \"n\", \"G\", \"_.4f\", \".0e\", \".10\"]),\n"
        "                 (-0.0, [\"\", \"f\", \"zf\", \"+.1f\", \"z.1\"]), (float(\"inf\"), [\"f\", \"08\", \"F\", "
        "\"+\"]), (float(\"nan\"), [\"5\", \"F\", \"06\"]),\n"
        "                 (\"h\\u00e9llo\", [\"\", \"s\", \"10\", \">10\", \"^11\", \".2\", \"*^9.3\", \"=<8\", "
        "\"05\"]), (True, [\"\", \"d\", \"5\", \"x\"]), (10 ** 30, [\",\", \"x\", \"e\", \"040\"])):\n"
        "    for spec in specs: print(spec, repr(format(v, spec)), end=\" \")\n"
        "    print()\n"
        "w, p = 10, 3\n"
        "print(f\"{3.14159:{w}.{p}}|{'x':{'*'}^{w}}|{w=}|{w = :>5}|{'a'!r:>5}|{{}}|{w:#06x}|{'é'!a}\")\n",
        " '42' d '42' 5 '   42' <5 '42   ' ^5 ' 42  ' =+6 '+   42' 05 '00042' + '+42'   ' 42' x '2a' #X '0X2A' #b "
        "'0b101010' #o '0o52' c '*' n '42' , '42' _x '2a' e '4.200000e+01' .2f '42.00' % '4200.000000%' *>8 '******42' "
        "08, '0,000,042' €^7 '€€42€€€' \n"
        ", '-1,234,567' _ '-1_234_567' 015, '-00,001,234,567' +d '-1234567' (<10 '-1234567((' #_b "
        "'-0b1_0010_1101_0110_1000_0111' x=12 '-xxxx1234567' \n"
        " '1234.5678' .2f '1234.57' ,.1f '1,234.6' 10.3e ' 1.235e+03' g '1234.57' .3g '1.23e+03' % '123456.780000%' "
        ".0f '1235' #.0f '1235.' +.2 '+1.2e+03' 012.1f '0000001234.6' n '1234.57' G '1234.57' _.4f '1_234.5678' .0e "
        "'1e+03' .10 '1234.5678' \n"
        " '-0.0' f '-0.000000' zf '0.000000' +.1f '-0.0' z.1 '0e+00' \n"
        "f 'inf' 08 '00000inf' F 'INF' + '+inf' \n"
        "5 '  nan' F 'NAN' 06 '000nan' \n"
        " 'héllo' s 'héllo' 10 'héllo     ' >10 '     héllo' ^11 '   héllo   ' .2 'hé' *^9.3 '***hél***' =<8 "
        "'héllo===' 05 'héllo' \n"
        " 'True' d '1' 5 '    1' x '1' \n"
        ", '1,000,000,000,000,000,000,000,000,000,000' x 'c9f2c9cd04674edea40000000' e '1.000000e+30' 040 "
        "'0000000001000000000000000000000000000000' \n"
        "      3.14|****x*****|w=10|w =    10|  'a'|{}|0x000a|'\\xe9'\n");
}

static void errors_of_the_mini_language(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "for v, spec in ((1, \"s\"), (1, \".2\"), (1, \".2d\"), (1, \"5.d\"), (1, \"q\"), (1, \"dd\"), (1, \",x\"), "
        "(1, \",_\"), (1, \"+c\"), (1, \",c\"), (1, \"#c\"), (-1, \"c\"), (1, \"zd\"), (1, \",n\"),\n"
        "                (1.0, \"d\"), (1.0, \"x\"), (1.0, \",n\"), (1.0, \".f\"), (\"a\", \"d\"), (\"a\", \"+\"), "
        "(\"a\", \"=5\"), (\"a\", \",\"), (\"a\", \"#\"), (\"a\", \" \"), (\"a\", \"z\"), (\"a\", "
        "\"99999999999999999999\"), (\"a\", \"<<<\"),\n"
        "                (None, \"5\"), ([1], \">5\"), (1, \"\\u20ac\"), (1.0, \".99999999999999999999\")):\n"
        "    err(format, v, spec)\n"
        "err(format, 1, 2)\n",
        "ValueError: Unknown format code 's' for object of type 'int'\n"
        "ValueError: Precision not allowed in integer format specifier\n"
        "ValueError: Precision not allowed in integer format specifier\n"
        "ValueError: Format specifier missing precision\n"
        "ValueError: Unknown format code 'q' for object of type 'int'\n"
        "ValueError: Invalid format specifier 'dd' for object of type 'int'\n"
        "ValueError: Cannot specify ',' with 'x'.\n"
        "ValueError: Cannot specify both ',' and '_'.\n"
        "ValueError: Sign not allowed with integer format specifier 'c'\n"
        "ValueError: Cannot specify ',' with 'c'.\n"
        "ValueError: Alternate form (#) not allowed with integer format specifier 'c'\n"
        "OverflowError: %c arg not in range(0x110000)\n"
        "ValueError: Negative zero coercion (z) not allowed in integer format specifier\n"
        "ValueError: Cannot specify ',' with 'n'.\n"
        "ValueError: Unknown format code 'd' for object of type 'float'\n"
        "ValueError: Unknown format code 'x' for object of type 'float'\n"
        "ValueError: Cannot specify ',' with 'n'.\n"
        "ValueError: Format specifier missing precision\n"
        "ValueError: Unknown format code 'd' for object of type 'str'\n"
        "ValueError: Sign not allowed in string format specifier\n"
        "ValueError: '=' alignment not allowed in string format specifier\n"
        "ValueError: Cannot specify ',' with 's'.\n"
        "ValueError: Alternate form (#) not allowed in string format specifier\n"
        "ValueError: Space not allowed in string format specifier\n"
        "ValueError: Negative zero coercion (z) not allowed in string format specifier\n"
        "ValueError: Too many decimal digits in format string\n"
        "ValueError: Unknown format code '<' for object of type 'str'\n"
        "TypeError: unsupported format string passed to NoneType.__format__\n"
        "TypeError: unsupported format string passed to list.__format__\n"
        "ValueError: Unknown format code '\\x20ac' for object of type 'int'\n"
        "ValueError: Too many decimal digits in format string\n"
        "TypeError: format() argument 2 must be str, not int\n");
}

static void str_format_and_its_errors(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "class P: x = [1, {\"k\": \"v\"}]\n"
        "print(\"{} {} {{}} {!r:>5} {:{}}\".format(1, \"b\", \"c\", 3.5, 8), \"{1}{0}{1}\".format(\"a\", \"b\"), "
        "\"{p.x[1][k]} {p.x[0]:03}\".format(p=P), \"{0[a b]}\".format({\"a b\": 1}), \"{a}\".format_map({\"a\": 2}))\n"
        "for pattern, args in ((\"{\", ()), (\"}\", ()), (\"{}\", ()), (\"{1}\", (0,)), (\"{a}\", ()), (\"{} {0}\", "
        "(1,)), (\"{0} {}\", (1,)), (\"{!x}\", (1,)), (\"{!}\", (1,)), (\"{0!r\", (1,)), (\"{0.}\", (1,)), (\"{0[}\", "
        "(1,)), (\"{0[]}\", (1,)),\n"
        "                      (\"{0.nope}\", (1,)), (\"{0[a]}\", ([1],)), (\"{0[3]}\", ([1],)), (\"{0!rr}\", (1,)), "
        "(\"{:{:{}}}\", (1, 2, 3)), (\"{0]}\", (1,)), (\"{0[a]b}\", ({\"a\": 1},)), (\"{:d}\", (\"x\",)), (\"{-1}\", "
        "(1,)), (\"a}b\", ())):\n"
        "    err(pattern.format, *args)\n"
        "err(\"{}\".format_map, {})\n"
        "err(\"{a}\".format_map, {})\n",
        "1 b {}   'c'      3.5 bab v 001 1 2\n"
        "ValueError: Single '{' encountered in format string\n"
        "ValueError: Single '}' encountered in format string\n"
        "IndexError: Replacement index 0 out of range for positional args tuple\n"
        "IndexError: Replacement index 1 out of range for positional args tuple\n"
        "KeyError: 'a'\n"
        "ValueError: cannot switch from automatic field numbering to manual field specification\n"
        "ValueError: cannot switch from manual field specification to automatic field numbering\n"
        "ValueError: Unknown conversion specifier x\n"
        "ValueError: unmatched '{' in format spec\n"
        "ValueError: unmatched '{' in format spec\n"
        "ValueError: Empty attribute in format string\n"
        "ValueError: expected '}' before end of string\n"
        "ValueError: Empty attribute in format string\n"
        "AttributeError: 'int' object has no attribute 'nope'\n"
        "TypeError: list indices must be integers or slices, not str\n"
        "IndexError: list index out of range\n"
        "ValueError: expected ':' after conversion specifier\n"
        "ValueError: Max string recursion exceeded\n"
        "KeyError: '0]'\n"
        "ValueError: Only '.' or '[' may follow ']' in format field specifier\n"
        "ValueError: Unknown format code 'd' for object of type 'str'\n"
        "KeyError: '-1'\n"
        "ValueError: Single '}' encountered in format string\n"
        "ValueError: Format string contains positional fields\n"
        "KeyError: 'a'\n");
}

static void percent_and_its_errors(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "print(\"%d %5.1f %-5s| %05d %x %#o %+d % d %c %c %% %r %a %e %g %i %s\" % (3.9, 2.25, \"ab\", -42, 255, 8, 5, "
        "5, 65, \"z\", \"q\", \"\\u00e9\", 12345.678, 1e-5, True, None))\n"
        "print(\"%(a)s %(b)05.2f %(a)r\" % {\"a\": \"x\", \"b\": 1.5}, \"%*d|%-*d|%.*f\" % (5, 1, 4, 2, 1, 2.55), "
        "\"%s\" % [1], \"%s %s\" % (1, (2,)), \"no\" % {}, \"%.3s|%5.1s|\" % (\"abcdef\", \"xyz\"), \"%s\" % ((1,),))\n"
        "for pattern, args in ((\"%d\", \"x\"), (\"%d\", None), (\"%x\", 1.5), (\"%c\", \"ab\"), (\"%c\", 1.5), "
        "(\"%c\", 0x110000), (\"%s %s\", 1), (\"%s\", (1, 2)), (\"abc\", 1), (\"%\", 1), (\"%q\", 1), (\"%(a)s\", 1), "
        "(\"%(a)s\", {}), (\"%(a\", {}), (\"%*d\", (\"a\", 1)),\n"
        "                      (\"%f\", \"1\"), (\"%5\", 1), (\"%.\", 1), (\"%d %d\", (1,)), (\"%\\u20ac\", 1), "
        "(\"%e\", None)):\n"
        "    err(lambda: pattern % args)\n",
        "3   2.2 ab   | -0042 ff 0o10 +5  5 A z % 'q' '\\xe9' 1.234568e+04 1e-05 1 None\n"
        "x 01.50 'x'     1|2   |2.5 [1] 1 (2,) no abc|    x| (1,)\n"
        "TypeError: %d format: a real number is required, not str\n"
        "TypeError: %d format: a real number is required, not NoneType\n"
        "TypeError: %x format: an integer is required, not float\n"
        "TypeError: %c requires int or char\n"
        "TypeError: %c requires int or char\n"
        "OverflowError: %c arg not in range(0x110000)\n"
        "TypeError: not enough arguments for format string\n"
        "TypeError: not all arguments converted during string formatting\n"
        "TypeError: not all arguments converted during string formatting\n"
        "ValueError: incomplete format\n"
        "ValueError: unsupported format character 'q' (0x71) at index 1\n"
        "TypeError: format requires a mapping\n"
        "KeyError: 'a'\n"
        "ValueError: incomplete format key\n"
        "TypeError: * wants int\n"
        "TypeError: must be real number, not str\n"
        "ValueError: incomplete format\n"
        "ValueError: incomplete format\n"
        "TypeError: not enough arguments for format string\n"
        "ValueError: unsupported format character '?' (0x20ac) at index 1\n"
        "TypeError: must be real number, not NoneType\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        "print(\"{:>10,}|{!r:^9}|{a[0]:08.3f}\".format(10 ** 20, \"\\u00e9\", a=[2.5]), \"%-8s|%08.2f|%(x)s\" % "
        "{\"x\": 1} if False else \"%-8s|%08.2f|%x\" % (\"ab\", 3.14159, 10 ** 20), f\"{'x':*^{9}}{10 ** 18:_}\")\n",
        "100,000,000,000,000,000,000|   'é'   |0002.500 ab      |00003.14|56bc75e2d63100000 "
        "****x****1_000_000_000_000_000_000\n",
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_part_of_a_spec_is_read, fixture_setup, fixture_teardown),
        cmocka_unit_test(the_mini_language),
        cmocka_unit_test(errors_of_the_mini_language),
        cmocka_unit_test(str_format_and_its_errors),
        cmocka_unit_test(percent_and_its_errors),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
