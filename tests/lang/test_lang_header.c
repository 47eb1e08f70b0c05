#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang/lang_header.h"
#include "lang_check.h"
#include "support/support_alloc.h"

static SupportAlloc memory;
static LangDiagList diags;
static LangModule *module;
static LangHeader header;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    lang_diag_list_init(&diags, &memory.alloc);
    module = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    lang_module_free(module);
    lang_diag_list_free(&diags);
    support_alloc_end(&memory);
    return 0;
}

static LsStatus load(const char *text)
{
    lang_module_free(module);
    module = lang_check_parse(&memory.alloc, text);
    return lang_header_read(module, &header, &diags);
}

static const char scenario[] = "\"\"\"A lesson.\"\"\"\n"
                               "import asyncio\n"
                               "__scenario__ = {\n"
                               "    'compare': ['main_sync', 'main_async'],\n"
                               "    'machine': {'cores': 2, 'cost': 'zero'},\n"
                               "    'network': {'api.example.com': {'latency': '120ms', 'loss': -0.5}},\n"
                               "    'seed': 7, 'quiet': True, 'none': None,\n"
                               "}\n"
                               "N = 10\n"
                               "NAME: str = 'x'\n"
                               "def main_sync(): pass\n"
                               "async def main_async(a=1, *, b=2): pass\n"
                               "async def fetch(name, *, seconds): pass\n"
                               "def main_sync(x): pass  #: twice\n";

static void the_header_is_read(void **state)
{
    (void)state;
    assert_int_equal(load(scenario), LS_OK);
    assert_string_equal(header.docstring.data, "A lesson.");
    assert_int_equal(header.entry_count, 3);
    const LangEntry *entry = lang_header_entry(&header, "main_async");
    assert_true(entry->is_async);
    assert_int_equal(entry->required, 0);
    assert_int_equal(lang_header_entry(&header, "fetch")->required, 2);
    assert_int_equal(lang_header_entry(&header, "main_sync")->required, 1);
    assert_int_equal(lang_header_entry(&header, "main_sync")->node->span.line, 14);
    assert_null(lang_header_entry(&header, "N"));
    assert_string_equal(lang_header_note(module, 14)->text.data, "twice");
    assert_null(lang_header_note(module, 13));
}

static void values_are_found_by_path(void **state)
{
    (void)state;
    assert_int_equal(load(scenario), LS_OK);
    const LangValue *dict = header.scenario;
    assert_int_equal(lang_value_find(dict, "machine.cores")->integer, 2);
    assert_int_equal(lang_value_find(dict, "machine.cores")->span.line, 5);
    assert_string_equal(lang_value_find(dict, "machine.cost")->text.data, "zero");
    assert_string_equal(lang_value_find(dict, "network.api.example.com.latency")->text.data, "120ms");
    assert_true(lang_value_find(dict, "network.api.example.com.loss")->number == -0.5);
    assert_int_equal(lang_value_find(dict, "compare")->count, 2);
    assert_string_equal(lang_value_find(dict, "compare")->items[1].text.data, "main_async");
    assert_true(lang_value_find(dict, "quiet")->boolean);
    assert_int_equal(lang_value_find(dict, "none")->kind, LANG_VALUE_NONE);
    assert_null(lang_value_find(dict, "machine.core"));
    assert_null(lang_value_find(dict, "seed.x"));
    assert_null(lang_value_find(dict, ""));
    assert_null(lang_value_find(NULL, "seed"));
}

static void a_file_without_a_header_is_fine(void **state)
{
    (void)state;
    assert_int_equal(load("x = 1\n"), LS_OK);
    assert_null(header.scenario);
    assert_null(header.docstring.data);
    assert_int_equal(header.entry_count, 0);
}

static void assert_refused(const char *text, uint32_t column, const char *message)
{
    assert_int_equal(load(text), LS_E_REFUSED);
    const LangDiag *diag = &diags.items[diags.count - 1];
    assert_string_equal(diag->message, message);
    assert_int_equal(diag->column, column);
}

static void what_is_no_literal_is_refused(void **state)
{
    (void)state;
    assert_refused("__scenario__ = 1", 16, "__scenario__ must be a dict");
    assert_refused("__scenario__ = {'a': f()}", 22,
                   "__scenario__ must be written out: no names, calls or computations");
    assert_refused("__scenario__ = {1: 2}", 17, "the keys of __scenario__ are strings");
    assert_refused("__scenario__ = {**a}", 19, "the keys of __scenario__ are strings");
    assert_refused("__scenario__ = {'a': -'b'}", 22, "a sign needs a number");
    assert_refused("__scenario__ = {'a': b''}", 22, "this value has no meaning in __scenario__");
    assert_refused("__scenario__ = {'a': 99999999999999999999}", 22, "the number is too large for __scenario__");
}

static void unknown_keys_get_the_nearest_known_one(void **state)
{
    (void)state;
    static const char *const known[] = {"compare", "machine", "network", "seed", "serve"};
    assert_int_equal(load("__scenario__ = {'machin': {}, 'seed': 1, 'colour': 2}"), LS_OK);
    assert_int_equal(lang_header_check_keys(module, header.scenario, "__scenario__", known, 5, &diags), LS_E_REFUSED);
    assert_int_equal(diags.count, 2);
    assert_string_equal(diags.items[0].message, "__scenario__ has no key \"machin\"");
    assert_string_equal(diags.items[0].hint, "did you mean \"machine\"?");
    assert_string_equal(diags.items[1].hint, "known keys: compare, machine, network, seed, serve");
    assert_int_equal(load("__scenario__ = {'seed': 1}"), LS_OK);
    assert_int_equal(lang_header_check_keys(module, header.scenario, "__scenario__", known, 5, &diags), LS_OK);
}

static void set(const char *name, const char *value)
{
    static const char *const addable[] = {"machine.switch", "serve.workers"};
    assert_int_equal(lang_header_set(module, name, value, addable, 2, &diags), LS_OK);
}

static const LangNode *value_of(uint32_t statement)
{
    return module->root->u.module.body.items[statement]->u.assign.value;
}

static void constants_are_replaced(void **state)
{
    (void)state;
    assert_int_equal(load(scenario), LS_OK);
    set("N", "400");
    assert_int_equal(value_of(3)->u.constant.integer, 400);
    assert_int_equal(value_of(3)->span.line, 9);
    set("N", "-2.5");
    assert_int_equal(value_of(3)->kind, LANG_NODE_UNARY_OP);
    set("N", "[1, (2, 'x'), {'k': None}]");
    assert_int_equal(value_of(3)->kind, LANG_NODE_LIST);
    assert_int_equal(value_of(3)->u.sequence.items.items[1]->span.line, 9);
    static const char *const strings[] = {"abc", "a b", "f()", "1 +", "", "(", "f'{x}'", "1\n2"};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        set("N", strings[i]);
        assert_int_equal(value_of(3)->u.constant.kind, LANG_CONSTANT_STR);
        assert_string_equal(value_of(3)->u.constant.text.data, strings[i]);
    }
    set("NAME", "'quoted'");
    const LangNode *name = module->root->u.module.body.items[4];
    assert_string_equal(name->u.ann_assign.value->u.constant.text.data, "quoted");
}

static void values_of_the_scenario_are_replaced_or_added(void **state)
{
    (void)state;
    assert_int_equal(load(scenario), LS_OK);
    set("machine.cores", "8");
    set("seed", "9");
    set("network.api.example.com.latency", "1s");
    set("machine.switch", "'5ms'");
    set("serve.workers", "4");
    assert_int_equal(lang_header_read(module, &header, &diags), LS_OK);
    assert_int_equal(lang_value_find(header.scenario, "machine.cores")->integer, 8);
    assert_int_equal(lang_value_find(header.scenario, "seed")->integer, 9);
    assert_string_equal(lang_value_find(header.scenario, "network.api.example.com.latency")->text.data, "1s");
    assert_string_equal(lang_value_find(header.scenario, "machine.switch")->text.data, "5ms");
    assert_int_equal(lang_value_find(header.scenario, "serve.workers")->integer, 4);
    assert_string_equal(lang_value_find(header.scenario, "machine.cost")->text.data, "zero");
}

static void unknown_names_are_listed(void **state)
{
    (void)state;
    static const char *const addable[] = {"machine.cores", "serve.workers"};
    assert_int_equal(load(scenario), LS_OK);
    assert_int_equal(lang_header_set(module, "M", "1", addable, 2, &diags), LS_E_REFUSED);
    assert_string_equal(diags.items[0].message, "--set: the file has no constant or __scenario__ value 'M'");
    assert_string_equal(diags.items[0].hint,
                        "known names: N, NAME, compare, machine.cores, machine.cost, "
                        "network.api.example.com.latency, network.api.example.com.loss, seed, quiet, none, "
                        "serve.workers");
    assert_int_equal(load("def f(): pass"), LS_OK);
    assert_int_equal(lang_header_set(module, "M.N", "1", NULL, 0, &diags), LS_E_REFUSED);
    assert_string_equal(diags.items[1].hint, "the file assigns no constant");
}

static void a_file_without_a_scenario_gets_one(void **state)
{
    (void)state;
    static const char *const addable[] = {"machine.cores", "network.*.latency", "network.*.down"};
    assert_int_equal(load("N = 1"), LS_OK);
    assert_int_equal(lang_header_set(module, "machine.cores", "8", addable, 3, &diags), LS_OK);
    assert_int_equal(lang_header_set(module, "network.a.b.latency", "1s", addable, 3, &diags), LS_OK);
    assert_int_equal(lang_header_set(module, "network.a.b.latency", "2s", addable, 3, &diags), LS_OK);
    assert_int_equal(lang_header_set(module, "network.a.b.down", "True", addable, 3, &diags), LS_OK);
    assert_int_equal(lang_header_set(module, "network..down", "True", addable, 3, &diags), LS_E_REFUSED);
    assert_int_equal(lang_header_set(module, "machine.nodes", "8", addable, 3, &diags), LS_E_REFUSED);
    assert_string_equal(diags.items[diags.count - 1].hint,
                        "known names: N, machine.cores, network.a.b.latency, network.a.b.down, network.*.latency, "
                        "network.*.down");
    assert_int_equal(lang_header_read(module, &header, &diags), LS_OK);
    assert_int_equal(lang_value_find(header.scenario, "machine.cores")->integer, 8);
    assert_string_equal(lang_value_find(header.scenario, "network.a.b.latency")->text.data, "2s");
    assert_true(lang_value_find(header.scenario, "network.a.b.down")->boolean);
    assert_int_equal(module->root->u.module.body.count, 1);
}

static void what_is_no_dict_gets_nothing(void **state)
{
    (void)state;
    static const char *const addable[] = {"machine.cores"};
    assert_int_equal(lang_parse(&memory.alloc, "script.py", "__scenario__ = 3", 16, &module, &diags), LS_OK);
    assert_int_equal(lang_header_set(module, "machine.cores", "8", addable, 1, &diags), LS_E_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_header_is_read, begin, end),
        cmocka_unit_test_setup_teardown(values_are_found_by_path, begin, end),
        cmocka_unit_test_setup_teardown(a_file_without_a_header_is_fine, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_literal_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(unknown_keys_get_the_nearest_known_one, begin, end),
        cmocka_unit_test_setup_teardown(constants_are_replaced, begin, end),
        cmocka_unit_test_setup_teardown(values_of_the_scenario_are_replaced_or_added, begin, end),
        cmocka_unit_test_setup_teardown(unknown_names_are_listed, begin, end),
        cmocka_unit_test_setup_teardown(a_file_without_a_scenario_gets_one, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_dict_gets_nothing, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
