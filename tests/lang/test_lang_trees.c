/* The trees of tests/lang/trees are what CPython's ast module makes of them (the .txt files, which run.py makes). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

static void each_tree_is_cpythons(void **state)
{
    (void)state;
    static const char *const names[] = {"expressions", "statements", "patterns", "literals"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[64];
        SupportAlloc memory;
        support_alloc_init(&memory);
        snprintf(path, sizeof path, "tests/lang/trees/%s.py", names[i]);
        char *source = support_read_file(path, NULL);
        snprintf(path, sizeof path, "tests/lang/trees/%s.txt", names[i]);
        char *expected = support_read_file(path, NULL);
        char *got = lang_check_dump(&memory.alloc, source, false);
        assert_string_equal(got, expected);
        free(got);
        free(expected);
        free(source);
        support_alloc_end(&memory);
    }
}

static void positions_are_lines_and_byte_columns(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LangModule *module = lang_check_parse(&memory.alloc, "x = 'é' + (\n  y\n)\n");
    const LangNode *value = module->root->u.module.body.items[0]->u.assign.value;
    assert_int_equal(value->kind, LANG_NODE_BIN_OP);
    assert_int_equal(value->span.line, 1);
    assert_int_equal(value->span.column, 4);
    assert_int_equal(value->span.end_line, 3);
    assert_int_equal(value->span.end_column, 1);
    assert_int_equal(value->u.bin_op.right->span.line, 2);
    assert_int_equal(value->u.bin_op.left->span.end_column, 8);
    assert_int_equal(lang_source_characters(&module->source, 1, 8), 7);
    lang_module_free(module);
    support_alloc_end(&memory);
}

static void names_are_interned(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LangModule *module = lang_check_parse(&memory.alloc, "ab = ab\nﬁ = fi\n");
    for (uint32_t i = 0; i < 2; i++) {
        const LangNode *statement = module->root->u.module.body.items[i];
        const LangName *name = statement->u.assign.value->u.name.name;
        assert_ptr_equal(name, statement->u.assign.targets.items[0]->u.name.name);
        assert_ptr_equal(name, module->names[name->id]);
        assert_ptr_equal(name, lang_module_intern(module, name->text, name->size));
    }
    lang_module_free(module);
    support_alloc_end(&memory);
}

static void notes_belong_to_the_next_line_with_code(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    LangModule *module = lang_check_parse(&memory.alloc, "#: one\n"
                                                         "#:two  \n"
                                                         "\n"
                                                         "# no note\n"
                                                         "x = 1  #: behind\n"
                                                         "if x:\n"
                                                         "    #: inside\n"
                                                         "    y = f(1,\n"
                                                         "          #: argument\n"
                                                         "          2)\n"
                                                         "#: '''string'''\n"
                                                         "'''#: no note\n"
                                                         "'''\n"
                                                         "#: at the end\n");
    static const struct {
        const char *text;
        uint32_t line, target;
    } expected[] = {{"one\ntwo", 1, 5},  {"behind", 5, 5},         {"inside", 7, 8},
                    {"argument", 9, 10}, {"'''string'''", 11, 12}, {"at the end", 14, 0}};
    assert_int_equal(module->note_count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < module->note_count; i++) {
        assert_string_equal(module->notes[i].text.data, expected[i].text);
        assert_int_equal(module->notes[i].line, expected[i].line);
        assert_int_equal(module->notes[i].target, expected[i].target);
    }
    lang_module_free(module);
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tree_is_cpythons),
        cmocka_unit_test(positions_are_lines_and_byte_columns),
        cmocka_unit_test(names_are_interned),
        cmocka_unit_test(notes_belong_to_the_next_line_with_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
