#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static const char mixed[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"; /* 1, 2, 3, 4 and 1 bytes */

static void length_counts_code_points(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue text = vm_str_new(vm, mixed, sizeof mixed - 1);
    assert_int_equal(vm_str_length(text), 5);
    assert_int_equal(vm_str_size(text), 11);
    assert_false(vm_str_is_ascii(text));
    static const size_t offsets[] = {0, 1, 3, 6, 10, 11};
    for (size_t i = 0; i <= 5; i++) {
        assert_int_equal(vm_str_offset(text, i), offsets[i]);
    }
    static const uint32_t codes[] = {'a', 0xE9, 0x20AC, 0x1F600, 'z'};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(vm_str_code_at(text, i), codes[i]);
        VmValue one = vm_str_char_at(vm, text, i), made = vm_str_from_code(vm, codes[i]);
        assert_int_equal(vm_str_length(one), 1);
        assert_true(vm_str_equal(one, made));
        vm_unref(vm, one);
        vm_unref(vm, made);
    }
    vm_unref(vm, text);
}

static void zero_bytes_are_part_of_a_text(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue a = vm_str_new(vm, "a\0b", 3), b = vm_str_new(vm, "a\0c", 3);
    assert_int_equal(vm_str_length(a), 3);
    assert_false(vm_str_equal(a, b));
    assert_true(vm_str_order(a, b) < 0);
    assert_false(vm_str_equal_c(a, "a"));
    vm_unref(vm, a);
    vm_unref(vm, b);
}

static void slices_cut_between_code_points(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue text = vm_str_new(vm, mixed, sizeof mixed - 1);
    for (size_t start = 0; start <= 5; start++) {
        for (size_t stop = start; stop <= 5; stop++) {
            VmValue part = vm_str_slice(vm, text, start, stop);
            size_t from = vm_str_offset(text, start), to = vm_str_offset(text, stop);
            assert_int_equal(vm_str_length(part), stop - start);
            assert_int_equal(vm_str_size(part), to - from);
            assert_memory_equal(vm_str_data(part), mixed + from, to - from);
            assert_int_equal(vm_str_data(part)[to - from], 0);
            vm_unref(vm, part);
        }
    }
    vm_unref(vm, text);
}

static void interned_texts_are_one_object(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    assert_true(vm_intern_find_borrow(vm, "never_seen", 10) == VM_EMPTY);
    VmValue a = vm_intern_c(vm, "never_seen");
    VmValue b = vm_intern(vm, "never_seen_not", 10);
    VmValue plain = vm_str_c(vm, "never_seen");
    assert_true(a == b);
    assert_true(plain != a && !vm_str_is_interned(plain));
    assert_true(vm_str_equal(plain, a));
    assert_int_equal(vm_str_hash(plain), vm_str_hash(a));
    VmValue again = vm_intern_str(vm, plain);
    assert_true(again == a && vm_str_is_interned(again));
    assert_true(vm_intern_find_borrow(vm, "never_seen", 10) == a);
    vm_unref(vm, again);
    vm_unref(vm, plain);
    vm_unref(vm, b);
    vm_unref(vm, a);
}

static void appending_in_place_spares_what_others_hold(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue text = vm_str_c(vm, "start"), more = vm_str_c(vm, "\xc3\xa9-");
    VmValue held = vm_ref(text);
    text = vm_str_append_steal(vm, text, more);
    assert_true(text != held);
    assert_true(vm_str_equal_c(held, "start"));
    size_t calls = 0;
    for (int i = 1; i < 2000; i++) {
        size_t before = the_fixture.memory.calls;
        text = vm_str_append_steal(vm, text, more);
        calls += the_fixture.memory.calls - before;
    }
    assert_int_equal(vm_str_length(text), 5 + 2000 * 2);
    assert_int_equal(vm_str_size(text), 5 + 2000 * 3);
    assert_true(calls < 60); /* it grows by a factor */
    VmValue twice = vm_str_append_steal(vm, vm_ref(more), more);
    assert_true(vm_str_equal_c(twice, "\xc3\xa9-\xc3\xa9-"));
    assert_true(vm_str_equal_c(more, "\xc3\xa9-"));
    vm_unref(vm, twice);
    vm_unref(vm, held);
    vm_unref(vm, more);
    vm_unref(vm, text);
}

static void order_is_that_of_code_points(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    static const char *const sorted[] = {"", "A", "Z", "a", "aa", "b", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    for (int i = 0; i < 9; i++) {
        for (int j = 0; j < 9; j++) {
            VmValue a = vm_str_c(vm, sorted[i]), b = vm_str_c(vm, sorted[j]);
            int order = vm_str_order(a, b);
            assert_true(i < j ? order < 0 : i > j ? order > 0 : order == 0);
            assert_int_equal(vm_str_equal(a, b), i == j);
            vm_unref(vm, a);
            vm_unref(vm, b);
        }
    }
}

static void too_long_is_an_error_not_a_crash(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue text = vm_str_c(vm, "abc");
    assert_true(vm_str_repeat(vm, text, INT64_MAX) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_OVERFLOW_ERROR) || vm_error_matches(vm, VM_EXC_MEMORY_ERROR));
    vm_error_clear(vm);
    VmValue none = vm_str_repeat(vm, text, -1);
    assert_true(vm_str_equal_c(none, ""));
    vm_unref(vm, none);
    assert_false(vm_check_str(vm, vm_from_int(1), "name"));
    VmValue error = vm_error_take(vm);
    VmValue said = vm_str_of(vm, error);
    assert_string_equal(vm_str_data(said), "name must be str, not int");
    vm_unref(vm, said);
    vm_unref(vm, error);
    vm_unref(vm, text);
}

static void repr_chooses_quotes_and_escapes(void **state)
{
    (void)state;
    assert_prints("for s in (\"it's\", 'say \"hi\"', \"both ' and \\\"\", \"\\\\ \\t\\r\\n\\x00\\x1b\\x7f\", "
                  "\"\\x80\\x9f\\xa0\\xad\\xe9\", \"\\u200b\\u2028\\ufeff\\U0001f600\", \"\\ud800x\", \"\\U000e0001\", "
                  "\"\\u0378\", \"\"):\n"
                  "    print(repr(s), ascii(s), len(s))\n",
                  "\"it's\" \"it's\" 4\n"
                  "'say \"hi\"' 'say \"hi\"' 8\n"
                  "'both \\' and \"' 'both \\' and \"' 12\n"
                  "'\\\\ \\t\\r\\n\\x00\\x1b\\x7f' '\\\\ \\t\\r\\n\\x00\\x1b\\x7f' 8\n"
                  "'\\x80\\x9f\\xa0\\xadé' '\\x80\\x9f\\xa0\\xad\\xe9' 5\n"
                  "'\\u200b\\u2028\\ufeff😀' '\\u200b\\u2028\\ufeff\\U0001f600' 4\n"
                  "'\\ud800x' '\\ud800x' 2\n"
                  "'\\U000e0001' '\\U000e0001' 1\n"
                  "'\\u0378' '\\u0378' 1\n"
                  "'' '' 0\n");
}

static void slicing_and_indexing_in_scripts(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "s = \"a\\u00e9\\u20ac\\U0001f600z\"\n"
                                 "print(s[-1], s[1:4], s[::-1], s[::2], s[4:1:-2], s[10:], s[-3:-1], s[-100:2])\n"
                                 "print(s.find(\"\\u20ac\"), s.rfind(\"z\"), s.find(\"\", 5), s.find(\"\", 6), "
                                 "s.index(\"z\", -1), s.count(\"\"))\n"
                                 "err(lambda: s[5])\n"
                                 "err(lambda: s[\"1\"])\n"
                                 "err(lambda: s[1.0])\n"
                                 "err(lambda: s.index(\"q\"))\n"
                                 "err(lambda: s[::0])\n",
                  "z é€😀 z😀€éa a€z z€  €😀 aé\n"
                  "2 4 5 -1 4 6\n"
                  "IndexError: string index out of range\n"
                  "TypeError: string indices must be integers, not 'str'\n"
                  "TypeError: string indices must be integers, not 'float'\n"
                  "ValueError: substring not found\n"
                  "ValueError: slice step cannot be zero\n");
}

static void methods_at_their_edges(void **state)
{
    (void)state;
    assert_prints(RAISES_TO_TEXT "print(\"a,b,,c\".split(\",\"), \"  a  b \".split(), \" a b c \".split(None, 1), \"a "
                                 "b c\".rsplit(\" \", 1), \"\".split(), \"\".split(\",\"))\n"
                                 "print(\"a\\r\\nb\\x0bc\\u2028d\\n\".splitlines(), \"a\\nb\".splitlines(True))\n"
                                 "print(\"stra\\u00dfe\".upper(), \"\\u0130\".lower(), \"\\u01c6\".title(), "
                                 "\"\\ufb01\".capitalize(), \"\\u03a3A\\u03a3\".lower(), \"\\u00df\".casefold())\n"
                                 "print(\"they're bill's\".title(), \"aBc\".swapcase(), \"x\".center(4, \"*\"), "
                                 "\"x\".center(5, \"*\"), \"-7\".zfill(4), \"+\".zfill(3))\n"
                                 "print(\"abc\".partition(\"b\"), \"abc\".rpartition(\"x\"), \"aXbX\".replace(\"X\", "
                                 "\"\", 1), \"abc\".replace(\"\", \"-\"), \"xxaxx\".strip(\"x\"))\n"
                                 "print(\"\\u0663\".isdigit(), \"\\u00b2\".isdecimal(), \"\\u00bd\".isnumeric(), "
                                 "\"a_1\".isidentifier(), \"\".isalpha(), \"\\u00a0\".isspace(), \"Ab\".istitle())\n"
                                 "print(\"a\\tb\".expandtabs(4), \"TestHook\".removeprefix(\"Test\"), "
                                 "\"abc\".removesuffix(\"\"), \"abc\".translate({97: \"AA\", 98: None, 99: 100}))\n"
                                 "print(\"ab\" in \"cab\", \"\" in \"\", \"b\" < \"\\u00e9\" < \"\\U0001f600\", "
                                 "\"abc\" \"d\" * 2, 3 * \"ab\", \"ab\" * -1)\n"
                                 "err(lambda: \"a\".split(\"\"))\n"
                                 "err(lambda: \"a\".center(5, \"ab\"))\n"
                                 "err(lambda: \",\".join([\"a\", 1]))\n"
                                 "err(lambda: \"a\" + 1)\n"
                                 "err(lambda: 1 + \"a\")\n"
                                 "err(lambda: \"a\" * \"b\")\n"
                                 "err(lambda: \"a\" < 1)\n"
                                 "err(lambda: 1 in \"a\")\n"
                                 "err(lambda: chr(0x110000))\n"
                                 "err(lambda: ord(\"ab\"))\n"
                                 "err(lambda: \"a\".nothing)\n",
                  "['a', 'b', '', 'c'] ['a', 'b'] ['a', 'b c '] ['a b', 'c'] [] ['']\n"
                  "['a', 'b', 'c', 'd'] ['a\\n', 'b']\n"
                  "STRASSE i̇ ǅ Fi σaς ss\n"
                  "They'Re Bill'S AbC *x** **x** -007 +00\n"
                  "('a', 'b', 'c') ('', '', 'abc') abX -a-b-c- a\n"
                  "True False True True False True True\n"
                  "a   b Hook abc AAd\n"
                  "True True True abcdabcd ababab \n"
                  "ValueError: empty separator\n"
                  "TypeError: The fill character must be exactly one character long\n"
                  "TypeError: sequence item 1: expected str instance, int found\n"
                  "TypeError: can only concatenate str (not \"int\") to str\n"
                  "TypeError: unsupported operand type(s) for +: 'int' and 'str'\n"
                  "TypeError: can't multiply sequence by non-int of type 'str'\n"
                  "TypeError: '<' not supported between instances of 'str' and 'int'\n"
                  "TypeError: 'in <string>' requires string as left operand, not int\n"
                  "ValueError: chr() arg not in range(0x110000)\n"
                  "TypeError: ord() expected a character, but string of length 2 found\n"
                  "AttributeError: 'str' object has no attribute 'nothing'\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        "parts = [\"a\\u00e9\"] * 20\n"
        "text = \"\"\n"
        "for p in parts: text += p\n"
        "words = (text + \" x y\").split()\n"
        "print(len(text), words[1:], text.upper()[:4], repr(\"'\" + text[:2]), \"-\".join(parts[:3]), "
        "text.replace(\"a\", \"bb\")[:5], f\"{text[:2]:>6}|{3!r}\")\n",
        "40 ['x', 'y'] AÉAÉ \"'aé\" aé-aé-aé bbébb     aé|3\n", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(length_counts_code_points, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(zero_bytes_are_part_of_a_text, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(slices_cut_between_code_points, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(interned_texts_are_one_object, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(appending_in_place_spares_what_others_hold, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(order_is_that_of_code_points, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(too_long_is_an_error_not_a_crash, fixture_setup, fixture_teardown),
        cmocka_unit_test(repr_chooses_quotes_and_escapes),
        cmocka_unit_test(slicing_and_indexing_in_scripts),
        cmocka_unit_test(methods_at_their_edges),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
