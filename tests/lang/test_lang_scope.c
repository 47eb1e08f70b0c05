#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"
#include "support/support_alloc.h"

static SupportAlloc memory;
static LangModule *module;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    module = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    lang_module_free(module);
    support_alloc_end(&memory);
    return 0;
}

static void load(const char *text)
{
    module = lang_check_parse(&memory.alloc, text);
}

/* The tree of the text with references must be this. */
static void assert_refs(const char *text, const char *expected)
{
    char *got = lang_check_dump(&memory.alloc, text, true);
    assert_string_equal(got, expected);
    free(got);
}

static const LangScope *scope_of(const char *qualname)
{
    for (size_t i = 0; i < module->scope_count; i++) {
        assert_int_equal(module->scopes[i]->index, i);
        if (strcmp(module->scopes[i]->qualname.data, qualname) == 0) {
            return module->scopes[i];
        }
    }
    fail_msg("no scope %s", qualname);
    return NULL;
}

static const LangSymbol *symbol_of(const LangScope *scope, const char *name)
{
    const LangSymbol *symbol = lang_scope_find(scope, lang_module_intern(module, name, strlen(name)));
    assert_non_null(symbol);
    return symbol;
}

static void assert_ref(const char *qualname, const char *name, LangRefKind kind, uint32_t slot)
{
    const LangSymbol *symbol = symbol_of(scope_of(qualname), name);
    assert_int_equal(symbol->ref.kind, kind);
    assert_int_equal(symbol->ref.slot, slot);
}

static void assert_outer(const char *qualname, const char *name, LangRefKind kind, uint32_t slot)
{
    const LangSymbol *symbol = symbol_of(scope_of(qualname), name);
    assert_int_equal(symbol->outer.kind, kind);
    assert_int_equal(symbol->outer.slot, slot);
}

static void modules_have_globals(void **state)
{
    (void)state;
    assert_refs("x = y\nx, z = x\n", "(Module [\n"
                                     "  (Assign [(Name x:global1 Store)] (Name y:global0))\n"
                                     "  (Assign [(Tuple [(Name x:global1 Store) (Name z:global2 Store)] Store)] "
                                     "(Name x:global1))])\n");
    load("x = y\nprint(len(x), y)\ndef f():\n  global w, v\n  w = u\n  v\n");
    static const struct {
        const char *name;
        bool bound, read;
        uint32_t line;
    } expected[] = {{"y", false, true, 1}, {"x", true, true, 2},  {"print", false, true, 2}, {"len", false, true, 2},
                    {"f", true, false, 3}, {"u", false, true, 5}, {"w", true, false, 5},     {"v", false, true, 6}};
    assert_int_equal(module->global_count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < module->global_count; i++) {
        assert_string_equal(module->globals[i].name->text, expected[i].name);
        assert_int_equal(module->globals[i].bound, expected[i].bound);
        assert_int_equal(module->globals[i].read, expected[i].read);
        assert_int_equal(module->globals[i].first.line, expected[i].line);
    }
}

static void functions_have_locals_parameters_first(void **state)
{
    (void)state;
    assert_refs("def f(a, /, b, *c, d, **e):\n  g = a, b, c, d, e, h\n",
                "(Module [\n"
                "  (FunctionDef f:global0 (arguments [(arg a:local0 -)] [(arg b:local1 -)] (arg c:local3 -) "
                "[(arg d:local2 -)] [-] (arg e:local4 -) []) [] - [\n"
                "    (Assign [(Name g:local5 Store)] (Tuple [(Name a:local0) (Name b:local1) (Name c:local3) "
                "(Name d:local2) (Name e:local4) (Name h:global1)]))])])\n");
}

static void closures_bring_cells(void **state)
{
    (void)state;
    load("def f(a, b):\n"
         "  c = 1\n"
         "  def g(d):\n"
         "    def h():\n"
         "      nonlocal c\n"
         "      c = a + d\n"
         "    return h, c\n"
         "  return g\n");
    assert_int_equal(scope_of("f")->param_count, 2);
    assert_ref("f", "a", LANG_REF_CELL, 0);
    assert_int_equal(symbol_of(scope_of("f"), "a")->param, 0);
    assert_ref("f", "b", LANG_REF_LOCAL, 1);
    assert_ref("f", "c", LANG_REF_CELL, 1);
    assert_ref("f", "g", LANG_REF_LOCAL, 2);
    assert_int_equal(scope_of("f")->local_count, 3);
    assert_int_equal(scope_of("f.<locals>.g")->free_count, 2);
    assert_ref("f.<locals>.g", "d", LANG_REF_CELL, 0);
    assert_ref("f.<locals>.g", "c", LANG_REF_FREE, 0);
    assert_ref("f.<locals>.g", "a", LANG_REF_FREE, 1);
    assert_outer("f.<locals>.g", "c", LANG_REF_CELL, 1);
    assert_outer("f.<locals>.g", "a", LANG_REF_CELL, 0);
    assert_outer("f.<locals>.g.<locals>.h", "c", LANG_REF_FREE, 0);
    assert_outer("f.<locals>.g.<locals>.h", "a", LANG_REF_FREE, 1);
    assert_outer("f.<locals>.g.<locals>.h", "d", LANG_REF_CELL, 0);
}

static void class_bodies_have_a_namespace(void **state)
{
    (void)state;
    load("def f(a, b):\n"
         "  class C:\n"
         "    a = 1\n"
         "    c = a, b, print, c\n"
         "    def m(self): return a, c\n"
         "  return C\n");
    const char *c = "f.<locals>.C";
    assert_int_equal(symbol_of(scope_of(c), "a")->ref.kind, LANG_REF_NAME);
    assert_ref(c, "b", LANG_REF_CLASS_FREE, 0);
    assert_int_equal(symbol_of(scope_of(c), "print")->ref.kind, LANG_REF_NAME);
    assert_outer(c, "b", LANG_REF_CELL, 1);
    assert_outer(c, "a", LANG_REF_CELL, 0);
    assert_int_equal(scope_of(c)->free_count, 2);
    assert_ref("f.<locals>.C.m", "a", LANG_REF_FREE, 0);
    assert_outer("f.<locals>.C.m", "a", LANG_REF_FREE, 1);
    assert_int_equal(symbol_of(scope_of("f.<locals>.C.m"), "c")->ref.kind, LANG_REF_GLOBAL);
    for (size_t i = 0; i < module->global_count; i++) {
        const LangGlobal *global = &module->globals[i];
        assert_int_equal(global->bound, strcmp(global->name->text, "f") == 0);
        assert_int_equal(global->read,
                         strcmp(global->name->text, "print") == 0 || strcmp(global->name->text, "c") == 0);
    }
}

static void super_needs_the_class(void **state)
{
    (void)state;
    load("class C:\n"
         "  def f(self): return super().f()\n"
         "  def g(self): return [__class__ for _ in 'a']\n"
         "def h(): super\n");
    assert_true(scope_of("C")->needs_class_cell);
    assert_int_equal(scope_of("C")->cell_count, 1);
    assert_true(scope_of("C.f")->uses_super);
    assert_ref("C.f", "__class__", LANG_REF_FREE, 0);
    assert_outer("C.f", "__class__", LANG_REF_CELL, 0);
    assert_outer("C.g", "__class__", LANG_REF_CELL, 0);
    assert_outer("C.g.<locals>.<listcomp>", "__class__", LANG_REF_FREE, 0);
    assert_int_equal(scope_of("h")->free_count, 0);
    for (size_t i = 0; i < module->global_count; i++) {
        assert_string_not_equal(module->globals[i].name->text, "__class__");
    }
}

static void comprehensions_are_functions(void **state)
{
    (void)state;
    assert_refs("def f(a): return [b + a for b in a if (c := b)], c\n",
                "(Module [\n"
                "  (FunctionDef f:global0 (arguments [] [(arg a:cell0 -)] - [] [] - []) [] - [\n"
                "    (Return (Tuple [(ListComp (BinOp (Name b:local1) + (Name a:free1)) "
                "[(comprehension (Name b:local1 Store) (Name a:cell0) "
                "[(NamedExpr (Name c:free0 Store) (Name b:local1))] 0)]) (Name c:cell1)]))])])\n");
    load("x = [y := 1 for _ in z]\nclass C:\n  z = [w for w in z]\n  v = [z for _ in z]\n");
    assert_ref("<listcomp>", ".0", LANG_REF_LOCAL, 0);
    assert_int_equal(symbol_of(scope_of("<listcomp>"), "y")->ref.kind, LANG_REF_GLOBAL);
    bool found = false;
    for (size_t i = 0; i < module->global_count; i++) {
        found = found || (strcmp(module->globals[i].name->text, "y") == 0 && module->globals[i].bound);
    }
    assert_true(found);
}

static void kinds_of_functions_are_told(void **state)
{
    (void)state;
    load("def a(): yield\n"
         "async def b(): await x\n"
         "async def c(): yield 1; return\n"
         "def d(): return locals()\n"
         "async def e():\n  [x async for x in y]; (x async for x in y); [await x for x in y]\n"
         "f = lambda: (yield)\n"
         "class g:\n  '''Documentation.'''\n");
    assert_true(scope_of("a")->is_generator && !scope_of("a")->is_async);
    assert_true(scope_of("b")->is_coroutine && scope_of("b")->has_await);
    assert_true(scope_of("c")->is_async_generator && !scope_of("c")->is_coroutine && !scope_of("c")->is_generator);
    assert_true(scope_of("d")->uses_locals && scope_of("d")->has_return_value);
    assert_true(scope_of("e.<locals>.<listcomp>")->is_coroutine);
    assert_true(scope_of("e.<locals>.<genexpr>")->is_async_generator);
    assert_true(scope_of("<lambda>")->is_generator);
    assert_true(scope_of("g")->has_docstring && !scope_of("a")->has_docstring);
}

static void private_names_are_mangled(void **state)
{
    (void)state;
    assert_refs("class _A:\n  from m import __n\n  def __f(self, __x): self.__y = __x.__z__\n",
                "(Module [\n"
                "  (ClassDef _A:global0 [] [] [] [\n"
                "    (ImportFrom m [(alias __n:name1 _A__n)] 0)\n"
                "    (FunctionDef _A__f:name2 (arguments [] [(arg self:local0 -) (arg _A__x:local1 -)] - [] [] - []) "
                "[] - [\n"
                "      (Assign [(Attribute (Name self:local0) _A__y Store)] "
                "(Attribute (Name _A__x:local1) __z__))])])])\n");
    load("class _A:\n  def __f(self): pass\n");
    assert_string_equal(scope_of("_A.__f")->name->text, "__f");
}

static void imports_are_listed(void **state)
{
    (void)state;
    load("import asyncio, a.b.c\ndef f():\n  from time import sleep as s, time\n");
    static const char *const expected[] = {"asyncio", "a.b.c", "sleep", "time"};
    assert_int_equal(module->import_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(module->imports[i].alias->u.alias.name->text, expected[i]);
        assert_int_equal(module->imports[i].statement->span.line, i < 2 ? 1 : 3);
    }
    assert_ref("f", "s", LANG_REF_LOCAL, 0);
    assert_int_equal(symbol_of(scope_of("<module>"), "a")->ref.kind, LANG_REF_GLOBAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(modules_have_globals, begin, end),
        cmocka_unit_test_setup_teardown(functions_have_locals_parameters_first, begin, end),
        cmocka_unit_test_setup_teardown(closures_bring_cells, begin, end),
        cmocka_unit_test_setup_teardown(class_bodies_have_a_namespace, begin, end),
        cmocka_unit_test_setup_teardown(super_needs_the_class, begin, end),
        cmocka_unit_test_setup_teardown(comprehensions_are_functions, begin, end),
        cmocka_unit_test_setup_teardown(kinds_of_functions_are_told, begin, end),
        cmocka_unit_test_setup_teardown(private_names_are_mangled, begin, end),
        cmocka_unit_test_setup_teardown(imports_are_listed, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
