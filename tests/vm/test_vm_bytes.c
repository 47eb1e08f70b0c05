#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_fixture.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static void they_hold_any_byte(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue a = vm_bytes_new(vm, "\0\xff\0", 3);
    assert_true(vm_is_bytes(a));
    assert_int_equal(vm_bytes_of_value(a)->size, 3);
    assert_memory_equal(vm_bytes_of_value(a)->data, "\0\xff\0", 4);
    VmValue same = vm_bytes_of(vm, a);
    assert_true(vm_equal(vm, a, same) == 1);
    vm_unref(vm, same);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    VmValue none = vm_bytes_from_buf(vm, &buf);
    assert_int_equal(vm_bytes_of_value(none)->size, 0);
    assert_int_equal(vm_bytes_of_value(none)->data[0], 0);
    ls_buf_put(&buf, "xy", 2);
    VmValue taken = vm_bytes_from_buf(vm, &buf);
    assert_memory_equal(vm_bytes_of_value(taken)->data, "xy", 3);
    vm_unref(vm, taken);
    vm_unref(vm, none);
    vm_unref(vm, a);
}

static void text_goes_there_and_back(void **state)
{
    (void)state;
    Vm *vm = the_fixture.vm;
    VmValue text = vm_str_c(vm, "a\xc3\xa9\xf0\x9f\x98\x80");
    VmValue bytes = vm_bytes_encode(vm, text, VM_EMPTY, VM_EMPTY);
    assert_int_equal(vm_bytes_of_value(bytes)->size, 7);
    VmValue back = vm_bytes_decode(vm, bytes, VM_EMPTY, VM_EMPTY);
    assert_true(vm_str_equal(back, text));
    assert_int_equal(vm_str_length(back), 3);
    assert_true(vm_bytes_of(vm, vm_from_int(3)) == VM_ERROR);
    assert_true(vm_error_matches(vm, VM_EXC_TYPE_ERROR));
    vm_error_clear(vm);
    vm_unref(vm, back);
    vm_unref(vm, bytes);
    vm_unref(vm, text);
}

static void making_and_showing(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "print(b\"a'b\", b'a\"b', b\"'\\\"\", b\"\\x00\\t\\n\\r\\\\\\x7f\\xff ~\", bytes(3), bytes([0, 255]), "
        "bytes(range(3)), bytes(\"\\u00e9\", \"latin-1\"), bytes(), bytes(b\"x\"))\n"
        "print(b\"abc\"[0], b\"abc\"[-1:], b\"abcdef\"[::-2], list(b\"ab\"), len(b\"\\x00\"), 97 in b\"a\", b\"b\" in "
        "b\"abc\", b\"\" in b\"\", b\"a\" * 3, 2 * b\"ab\", b\"a\" + b\"b\")\n"
        "print(b\"a\" < b\"b\", b\"a\" == \"a\", b\"\" == bytes(0), hash(b\"\") == hash(b\"\"), {b\"k\": 1}[b\"k\"], "
        "bool(b\"\"), b\"%d-%s\" % (5, b\"x\") if hasattr(bytes, \"__mod__\") and False else \"\")\n"
        "err(bytes, [256])\n"
        "err(bytes, [-1])\n"
        "err(bytes, [\"a\"])\n"
        "err(bytes, \"a\")\n"
        "err(bytes, -1)\n"
        "err(bytes, 1.5)\n"
        "err(bytes, None)\n"
        "err(lambda: b\"a\" + \"b\")\n"
        "err(lambda: b\"a\"[1])\n"
        "err(lambda: b\"a\"[\"x\"])\n"
        "err(lambda: b\"a\" < \"b\")\n"
        "err(lambda: \"a\" in b\"abc\")\n"
        "err(lambda: 256 in b\"abc\")\n"
        "err(lambda: b\"a\" * 1.5)\n",
        "b\"a'b\" b'a\"b' b'\\'\"' b'\\x00\\t\\n\\r\\\\\\x7f\\xff ~' b'\\x00\\x00\\x00' b'\\x00\\xff' "
        "b'\\x00\\x01\\x02' b'\\xe9' b'' b'x'\n"
        "97 b'c' b'fdb' [97, 98] 1 True True True b'aaa' b'abab' b'ab'\n"
        "True False True True 1 False \n"
        "ValueError: bytes must be in range(0, 256)\n"
        "ValueError: bytes must be in range(0, 256)\n"
        "TypeError: 'str' object cannot be interpreted as an integer\n"
        "TypeError: string argument without an encoding\n"
        "ValueError: negative count\n"
        "TypeError: cannot convert 'float' object to bytes\n"
        "TypeError: cannot convert 'NoneType' object to bytes\n"
        "TypeError: can't concat str to bytes\n"
        "IndexError: index out of range\n"
        "TypeError: byte indices must be integers or slices, not str\n"
        "TypeError: '<' not supported between instances of 'bytes' and 'str'\n"
        "TypeError: a bytes-like object is required, not 'str'\n"
        "ValueError: byte must be in range(0, 256)\n"
        "TypeError: can't multiply sequence by non-int of type 'float'\n");
}

static void methods(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "print(b\"a,b,,c\".split(b\",\"), b\" a  b \".split(), b\"abc\".find(b\"c\"), b\"abc\".find(98), "
        "b\"abcabc\".rfind(b\"b\"), b\"aXb\".replace(b\"X\", b\"--\"), b\"ab\".join([b\"1\", b\"2\", b\"3\"]))\n"
        "print(b\"abc\".hex(), b\"abc\".hex(\"-\"), bytes.fromhex(\"6A 6b\"), b\"aBc\".upper(), b\"aBc\".lower(), b\"  "
        "x \".strip(), b\"xax\".strip(b\"x\"), b\"abc\".startswith((b\"x\", b\"ab\")), b\"abc\".endswith(b\"bc\"))\n"
        "print(b\"12\".isdigit(), b\"a1\".isalnum(), b\"\".isalpha(), b\"a\".ljust(3, b\".\"), b\"a\".center(4), "
        "b\"-5\".zfill(4), b\"a=b=c\".partition(b\"=\"), b\"a\\nb\\r\\n\".splitlines(), b\"aaa\".count(b\"a\"))\n"
        "err(lambda: b\"abc\".index(b\"x\"))\n"
        "err(lambda: b\"abc\".find(\"c\"))\n"
        "err(lambda: b\"abc\".split(b\"\"))\n"
        "err(lambda: b\",\".join([\"a\"]))\n"
        "err(lambda: b\"abc\".startswith(\"a\"))\n"
        "err(bytes.fromhex, \"6\")\n"
        "err(bytes.fromhex, \"zz\")\n",
        "[b'a', b'b', b'', b'c'] [b'a', b'b'] 2 1 4 b'a--b' b'1ab2ab3'\n"
        "616263 61-62-63 b'jk' b'ABC' b'abc' b'x' b'a' True True\n"
        "True True False b'a..' b' a  ' b'-005' (b'a', b'=', b'b=c') [b'a', b'b'] 3\n"
        "ValueError: subsection not found\n"
        "TypeError: argument should be integer or bytes-like object, not 'str'\n"
        "ValueError: empty separator\n"
        "TypeError: sequence item 0: expected a bytes-like object, str found\n"
        "TypeError: startswith first arg must be bytes or a tuple of bytes, not str\n"
        "ValueError: non-hexadecimal number found in fromhex() arg at position 1\n"
        "ValueError: non-hexadecimal number found in fromhex() arg at position 0\n");
}

static void codecs_and_their_errors(void **state)
{
    (void)state;
    assert_prints(
        RAISES_TO_TEXT
        "print(\"h\\u00e9\".encode(), \"h\\u00e9\".encode(\"latin-1\"), \"\\u20ac\".encode(\"ascii\", \"replace\"), "
        "\"a\\u20acb\".encode(\"ascii\", \"ignore\"), \"\\u20ac\".encode(\"ascii\", \"backslashreplace\"))\n"
        "print(b\"h\\xc3\\xa9\".decode(), b\"h\\xe9\".decode(\"latin-1\"), b\"a\\xffb\".decode(\"utf-8\", "
        "\"replace\"), b\"a\\xffb\".decode(\"utf-8\", \"ignore\"), b\"\\xe2\\x82\".decode(\"utf-8\", \"replace\"), "
        "str(b\"ab\", \"ascii\"))\n"
        "err(\"\\u20ac\".encode, \"ascii\")\n"
        "err(\"\\u20ac\".encode, \"latin-1\")\n"
        "err(\"a\\ud800\".encode)\n"
        "err(\"a\".encode, \"klingon\")\n"
        "err(b\"\\xff\".decode)\n"
        "err(b\"a\\xc3\".decode)\n"
        "err(b\"\\xe2\\x28\\xa1\".decode)\n"
        "err(b\"\\xed\\xa0\\x80\".decode)\n"
        "err(b\"\\xf4\\x90\\x80\\x80\".decode)\n"
        "err(b\"\\xc0\\x80\".decode)\n"
        "err(b\"\\x80\".decode, \"ascii\")\n"
        "err(b\"a\".decode, \"klingon\")\n",
        "b'h\\xc3\\xa9' b'h\\xe9' b'?' b'ab' b'\\\\u20ac'\n"
        "hé hé a�b ab � ab\n"
        "UnicodeEncodeError: 'ascii' codec can't encode character '\\u20ac' in position 0: ordinal not in range(128)\n"
        "UnicodeEncodeError: 'latin-1' codec can't encode character '\\u20ac' in position 0: ordinal not in "
        "range(256)\n"
        "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1: surrogates not allowed\n"
        "LookupError: unknown encoding: klingon\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 1: unexpected end of data\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte\n"
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte\n"
        "UnicodeDecodeError: 'ascii' codec can't decode byte 0x80 in position 0: ordinal not in range(128)\n"
        "LookupError: unknown encoding: klingon\n");
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        "data = \"h\\u00e9llo\".encode() * 3\n"
        "print(data.split(b\"l\"), data.hex()[:6], data.decode().upper()[:5], bytes(list(data))[::-1][:3], "
        "data.replace(b\"o\", b\"00\")[-4:], repr(data)[:8], b\"-\".join([data[:1]] * 3))\n",
        "[b'h\\xc3\\xa9', b'', b'oh\\xc3\\xa9', b'', b'oh\\xc3\\xa9', b'', b'o'] 68c3a9 HÉLLO b'oll' b'll00' "
        "b'h\\xc3\\ b'h-h-h'\n",
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(they_hold_any_byte, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(text_goes_there_and_back, fixture_setup, fixture_teardown),
        cmocka_unit_test(making_and_showing),
        cmocka_unit_test(methods),
        cmocka_unit_test(codecs_and_their_errors),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
