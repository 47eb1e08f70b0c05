/* Every allocation may fail once, and all from one on: no crash, no leak, LS_E_NOMEM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/lang_header.h"
#include "lang_check.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

typedef LsStatus Work(const LsAlloc *alloc, LangDiagList *diags, const char *text, size_t size);

static LsStatus parse_and_read(const LsAlloc *alloc, LangDiagList *diags, const char *text, size_t size)
{
    LangModule *module;
    LsStatus status = lang_parse(alloc, "script.py", text, size, &module, diags);
    assert_true((module != NULL) == (status == LS_OK));
    if (status != LS_OK) {
        return status;
    }
    static const char *const addable[] = {"machine.cores"};
    LangHeader header;
    LsBuf dump;
    ls_buf_init(&dump, alloc);
    status = lang_header_set(module, "machine.cores", "(4, [-2, {'a': 'b'}])", addable, 1, diags);
    status = status == LS_OK ? lang_header_set(module, "seed", "seven", NULL, 0, diags) : status;
    status = status == LS_OK ? lang_header_read(module, &header, diags) : status;
    if (status == LS_OK) {
        lang_ast_dump(&dump, module->root, true);
        status = dump.failed ? LS_E_NOMEM : LS_OK;
    }
    ls_buf_free(&dump);
    lang_module_free(module);
    return status;
}

static LsStatus parse_and_miss(const LsAlloc *alloc, LangDiagList *diags, const char *text, size_t size)
{
    LangModule *module;
    LsStatus status = lang_parse(alloc, "script.py", text, size, &module, diags);
    if (status != LS_OK) {
        return status;
    }
    static const char *const addable[] = {"machine.cores"};
    static const char *const known[] = {"sead"};
    LangHeader header;
    status = lang_header_set(module, "nothing", "1", addable, 1, diags);
    if (status == LS_E_REFUSED) {
        status = lang_header_read(module, &header, diags);
    }
    if (status == LS_OK) {
        status = lang_header_check_keys(module, header.scenario, "__scenario__", known, 1, diags);
    }
    lang_module_free(module);
    return status;
}

static void fail_everywhere(const char *text, Work *work, LsStatus wanted, bool exhausted)
{
    SupportAlloc memory;
    size_t rounds = 0;
    for (size_t n = 1; exhausted ? support_alloc_begin_exhausted(&memory, n) : support_alloc_begin(&memory, n); n++) {
        LangDiagList diags;
        lang_diag_list_init(&diags, &memory.alloc);
        LsStatus status = work(&memory.alloc, &diags, text, strlen(text));
        bool refused_before_noticed = memory.failed && wanted == LS_E_REFUSED && status == wanted;
        assert_int_equal(status, memory.failed && !refused_before_noticed ? LS_E_NOMEM : wanted);
        lang_diag_list_free(&diags);
        support_alloc_end(&memory);
        rounds++;
    }
    assert_true(rounds > 20);
}

static const char script[] =
    "'''Documentation.'''\n"
    "__scenario__ = {'seed': 7}\n"
    "#: a note\n"
    "import a.b, c as d\n"
    "class C(d):\n"
    "    def __f(self, x, *y, z=1, **w):\n"
    "        return [super().g(x + i, f'{x!r:>{i}} {z=}') for i in y if (q := i)]\n"
    "    async def h(self):\n"
    "        async with self as s, s.t:\n"
    "            yield lambda: (s, x < 1 < 2, x and y or z, 'é' b'' if 0 else b'', 99999999999999999999)\n"
    "match C:\n"
    "    case C(1, a=[x, *_]) | {'k': x} if x: pass\n";

static void every_allocation_may_fail(void **state)
{
    (void)state;
    char text[sizeof script];
    memcpy(text, script, sizeof script);
    char *wrong = strstr(text, "'é' b''"); /* bytes and text do not mix */
    assert_non_null(wrong);
    fail_everywhere(text, parse_and_read, LS_E_REFUSED, false);
    *strchr(wrong, 'b') = ' ';
    fail_everywhere(text, parse_and_read, LS_OK, false);
    fail_everywhere(text, parse_and_read, LS_OK, true);
    fail_everywhere(text, parse_and_miss, LS_E_REFUSED, false);
}

static void trees_survive_it_too(void **state)
{
    (void)state;
    static const char *const names[] = {"expressions", "statements", "patterns", "literals"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "tests/lang/trees/%s.py", names[i]);
        char *source = support_read_file(path, NULL);
        SupportAlloc memory;
        for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
            LangModule *module;
            LangDiagList diags;
            lang_diag_list_init(&diags, &memory.alloc);
            LsStatus status = lang_parse(&memory.alloc, "script.py", source, strlen(source), &module, &diags);
            assert_int_equal(status, memory.failed ? LS_E_NOMEM : LS_OK);
            lang_module_free(module);
            lang_diag_list_free(&diags);
            support_alloc_end(&memory);
        }
        free(source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(trees_survive_it_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
