#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang/lang_compile.h"
#include "support/support_alloc.h"

static SupportAlloc memory;
static LangDiagList diags;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    lang_diag_list_init(&diags, &memory.alloc);
    return 0;
}

static int end(void **state)
{
    (void)state;
    lang_diag_list_free(&diags);
    support_alloc_end(&memory);
    return 0;
}

static LsStatus compile(const char *text, bool lines, LangUnit **unit)
{
    LangModule *module;
    *unit = NULL;
    LsStatus status = lang_parse(&memory.alloc, "test.py", text, strlen(text), &module, &diags);
    if (status == LS_OK) {
        LangCompileOptions options = {.lines = lines};
        status = lang_compile(&memory.alloc, module, &options, unit, &diags);
        lang_module_free(module);
    }
    return status;
}

/* The instructions of the code at `index` must be these. */
static void assert_code(const char *text, uint32_t index, const char *expected)
{
    LangUnit *unit;
    assert_int_equal(compile(text, false, &unit), LS_OK);
    LsBuf out;
    ls_buf_init(&out, &memory.alloc);
    lang_disasm(&out, unit->codes[index]);
    assert_string_equal(ls_buf_text(&out), expected);
    ls_buf_free(&out);
    lang_unit_free(unit);
}

static void test_a_loop_is_four_instructions(void **state)
{
    (void)state;
    assert_code("def f(n):\n"
                "    s = 0\n"
                "    for i in range(n):\n"
                "        s += i * i % 7\n"
                "    return s\n",
                1,
                "f: 1 parameters, 3 locals, 0 cells, 6 registers\n"
                "   0  LOAD_K           s 0\n"
                "   1  LOAD_GLOBAL      r3 global(range)\n"
                "   2  MOVE             r4 n\n"
                "   3  CALL             r3 r3 -  #1\n"
                "   4  FOR_PREPARE      r3 r3!  #2\n"
                "   5  JUMP             -> 9\n"
                "   6  MUL              r5 i i\n"
                "   7  MOD_K            r5 r5! 7\n"
                "   8  ADD              s s r5!  #12\n"
                "   9  FOR_NEXT         r3 i -> 6  #0\n"
                "  10  RETURN           s\n"
                "  11  LOAD_K           r3 None\n"
                "  12  RETURN           r3!\n");
}

static void test_locals_are_checked_only_when_they_may_be_unbound(void **state)
{
    (void)state;
    assert_code("def f(a):\n"
                "    if a:\n"
                "        b = 1\n"
                "    return a + b\n",
                1,
                "f: 1 parameters, 2 locals, 0 cells, 3 registers\n"
                "   0  JUMP_IF_NOT      a -> 2\n"
                "   1  LOAD_K           b 1\n"
                "   2  CHECK_LOCAL      b\n"
                "   3  ADD              r2 a b\n"
                "   4  RETURN           r2!\n"
                "   5  LOAD_K           r2 None\n"
                "   6  RETURN           r2!\n");
}

static void test_sequences_begin_with_an_instruction_for_all(void **state)
{
    (void)state;
    assert_code("async def f():\n"
                "    await m.sleep(0)\n"
                "    return await g()\n",
                1,
                "f: 0 parameters, 0 locals, 0 cells, 3 registers\n"
                "   0  LOAD_GLOBAL_AWAIT r0 global(m)\n"
                "   1  LOAD_METHOD      r0 r0! .sleep  #2\n"
                "   2  LOAD_K           r2 0\n"
                "   3  CALL_METHOD_AWAIT r0 r0 -  #1\n"
                "   4  GET_AWAITABLE    r0 0  #0\n"
                "   5  AWAIT            r0 r0  #8\n"
                "   6  CLEAR            r0  #0\n"
                "   7  LOAD_GLOBAL      r0 global(g)\n"
                "   8  CALL_AWAIT       r0 r0 -  #0\n"
                "   9  GET_AWAITABLE    r0 0  #0\n"
                "  10  AWAIT            r0 r0\n"
                "  11  RETURN           r0!\n"
                "  12  LOAD_K           r0 None\n"
                "  13  RETURN           r0!\n");
}

static void test_additions_to_globals_begin_with_an_instruction_for_all(void **state)
{
    (void)state;
    assert_code("async def f(x):\n"
                "    global n\n"
                "    n += 1\n"
                "    n = m + 1\n"
                "    await m.sleep(x)\n"
                "    await m.sleep(x, 1)\n",
                1,
                "f: 1 parameters, 1 locals, 0 cells, 5 registers\n"
                "   0  LOAD_GLOBAL_ADD  r1 global(n)\n"
                "   1  ADD_K            r1 r1! 1  #10\n"
                "   2  STORE_GLOBAL     global(n) r1!\n"
                "   3  LOAD_GLOBAL      r1 global(m)\n"
                "   4  ADD_K            r1 r1! 1\n"
                "   5  STORE_GLOBAL     global(n) r1!\n"
                "   6  LOAD_GLOBAL_AWAIT r1 global(m)\n"
                "   7  LOAD_METHOD      r1 r1! .sleep  #2\n"
                "   8  MOVE             r3 x\n"
                "   9  CALL_METHOD_AWAIT r1 r1 -  #1\n"
                "  10  GET_AWAITABLE    r1 0  #0\n"
                "  11  AWAIT            r1 r1  #8\n"
                "  12  CLEAR            r1  #0\n"
                "  13  LOAD_GLOBAL_METHOD r1 global(m)\n"
                "  14  LOAD_METHOD      r1 r1! .sleep  #2\n"
                "  15  MOVE             r3 x\n"
                "  16  LOAD_K           r4 1\n"
                "  17  CALL_METHOD_AWAIT r1 r1 -  #2\n"
                "  18  GET_AWAITABLE    r1 0  #0\n"
                "  19  AWAIT            r1 r1  #8\n"
                "  20  CLEAR            r1  #0\n"
                "  21  LOAD_K           r1 None\n"
                "  22  RETURN           r1!\n");
}

static void test_finally_is_guarded_around_its_copies(void **state)
{
    (void)state;
    assert_code("def f():\n"
                "    try:\n"
                "        return g()\n"
                "    finally:\n"
                "        h()\n",
                1,
                "f: 0 parameters, 0 locals, 0 cells, 3 registers\n"
                "   0  LOAD_GLOBAL      r0 global(g)\n"
                "   1  CALL             r0 r0 -  #0\n"
                "   2  LOAD_GLOBAL      r1 global(h)\n"
                "   3  CALL             r1 r1 -  #0\n"
                "   4  CLEAR            r1  #0\n"
                "   5  RETURN           r0!\n"
                "   6  LOAD_GLOBAL      r0 global(h)\n"
                "   7  CALL             r0 r0 -  #0\n"
                "   8  CLEAR            r0  #0\n"
                "   9  JUMP             -> 16\n"
                "  10  LOAD_GLOBAL      r2 global(h)\n"
                "  11  CALL             r2 r2 -  #0\n"
                "  12  CLEAR            r2  #0\n"
                "  13  MOVE             r2 r0\n"
                "  14  EXC_POP          r0  #0\n"
                "  15  RERAISE          r2!\n"
                "  16  LOAD_K           r0 None\n"
                "  17  RETURN           r0!\n"
                "  guard 0..2 -> 10 depth 0\n"
                "  guard 10..14 -> 14 depth 2 plain\n");
}

static void test_lines_only_when_asked(void **state)
{
    (void)state;
    for (int lines = 0; lines < 2; lines++) {
        LangUnit *unit;
        assert_int_equal(compile("x = 1\nwhile x:\n    x = 0\n", lines != 0, &unit), LS_OK);
        unsigned count = 0;
        for (uint32_t i = 0; i < unit->module->instr_count; i++) {
            count += unit->module->instrs[i].op == LANG_OP_LINE;
        }
        assert_int_equal(count, lines != 0 ? 4 : 0);
        lang_unit_free(unit);
    }
}

static void test_every_instruction_has_its_place(void **state)
{
    (void)state;
    LangUnit *unit;
    assert_int_equal(compile("a = 1\nb = (a +\n     f(a))\n", false, &unit), LS_OK);
    const LangCode *code = unit->module;
    bool found = false;
    for (uint32_t i = 0; i < code->instr_count; i++) {
        if (code->instrs[i].op == LANG_OP_CALL) {
            LangPlace place = lang_code_place(code, i);
            assert_int_equal(place.line, 3);
            assert_int_equal(place.column, 5);
            assert_int_equal(place.end_column, 9);
            found = true;
        }
    }
    assert_true(found);
    assert_int_equal(lang_code_place(code, code->instr_count).line, 0);
    lang_unit_free(unit);
}

/* A function with a jump over more than 2^15 instructions. */
static void test_too_large_a_function_is_refused(void **state)
{
    (void)state;
    LsBuf text;
    ls_buf_init(&text, &memory.alloc);
    ls_buf_puts(&text, "def f(x):\n    if x == 1:\n");
    for (int i = 0; i < 20000; i++) {
        ls_buf_puts(&text, "        x()\n");
    }
    LangUnit *unit;
    assert_int_equal(compile(ls_buf_text(&text), false, &unit), LS_E_REFUSED);
    assert_null(unit);
    assert_int_equal(diags.count, 1);
    assert_non_null(strstr(diags.items[0].message, "too many instructions"));
    ls_buf_free(&text);
}

static void test_the_verifier_finds_what_is_wrong(void **state)
{
    (void)state;
    LangUnit *unit;
    assert_int_equal(compile("for i in x:\n    try:\n        y = i + 1\n    except E:\n        pass\n", false, &unit),
                     LS_OK);
    uint32_t index, pc;
    assert_null(lang_verify(unit, &index, &pc));
    LangInstr *instrs = malloc(unit->module->instr_count * sizeof *instrs);
    memcpy(instrs, unit->module->instrs, unit->module->instr_count * sizeof *instrs);
    LangCode changed = *unit->module;
    const LangCode *codes[] = {&changed};
    LangUnit copy = *unit;
    changed.instrs = instrs;
    changed.unit = &copy;
    copy.codes = codes;
    copy.code_count = 1;
    assert_null(lang_verify(&copy, &index, &pc));
    unsigned refused = 0;
    for (uint32_t i = 0; i < changed.instr_count; i++) {
        LangInstr kept = instrs[i];
        instrs[i] = (LangInstr){LANG_OP_MOVE, 0, UINT16_MAX, 0, 0};
        const char *wrong = lang_verify(&copy, &index, &pc);
        assert_non_null(wrong);
        assert_int_equal(pc, i);
        instrs[i] = (LangInstr){LANG_OP_JUMP, 0, 0, UINT16_MAX, 0x7FFF};
        refused += lang_verify(&copy, &index, &pc) != NULL;
        instrs[i] = kept;
    }
    assert_int_equal(refused, changed.instr_count);
    instrs[changed.instr_count - 1] = (LangInstr){LANG_OP_NOP, 0, 0, 0, 0};
    assert_string_equal(lang_verify(&copy, &index, &pc), "the code runs past its end");
    free(instrs);
    lang_unit_free(unit);
}

static void test_memory_may_run_out_anywhere(void **state)
{
    (void)state;
    const char *text = "class A(B, k=1):\n"
                       "    x: int = 1\n"
                       "    def f(self, a=1, *b, c=2, **d):\n"
                       "        with a as q, b:\n"
                       "            return [x for x in y] if a < b < c else super().f(*b, **d)\n"
                       "try:\n"
                       "    a, *b = f'{x!r:>{w}} {y}'\n"
                       "except* E as e:\n"
                       "    match e:\n"
                       "        case {'k': [1, *_], **r} | C(z=r): pass\n"
                       "finally:\n"
                       "    del a\n";
    support_alloc_end(&memory);
    bool finished = false;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        lang_diag_list_init(&diags, &memory.alloc);
        LangUnit *unit;
        LsStatus status = compile("async def g():\n    pass\n", false, &unit);
        if (status == LS_OK) {
            lang_unit_free(unit);
            status = compile(text, true, &unit);
        }
        assert_true(status == LS_E_NOMEM || status == LS_E_REFUSED || !memory.failed);
        lang_unit_free(unit);
        finished = !memory.failed;
        lang_diag_list_free(&diags);
        support_alloc_end(&memory);
    }
    assert_true(finished);
    support_alloc_init(&memory);
    lang_diag_list_init(&diags, &memory.alloc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_loop_is_four_instructions, begin, end),
        cmocka_unit_test_setup_teardown(test_locals_are_checked_only_when_they_may_be_unbound, begin, end),
        cmocka_unit_test_setup_teardown(test_sequences_begin_with_an_instruction_for_all, begin, end),
        cmocka_unit_test_setup_teardown(test_additions_to_globals_begin_with_an_instruction_for_all, begin, end),
        cmocka_unit_test_setup_teardown(test_finally_is_guarded_around_its_copies, begin, end),
        cmocka_unit_test_setup_teardown(test_lines_only_when_asked, begin, end),
        cmocka_unit_test_setup_teardown(test_every_instruction_has_its_place, begin, end),
        cmocka_unit_test_setup_teardown(test_too_large_a_function_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_the_verifier_finds_what_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(test_memory_may_run_out_anywhere, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
