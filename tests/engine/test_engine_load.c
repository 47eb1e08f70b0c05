/* Loading scripts: what is refused, with where and what to write instead, and what a front end learns of a script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "engine_internal.h"
#include "support/support_alloc.h"

typedef struct Load {
    LsAlloc plain;
    LsBuf errors;
    EngineScript *script;
    LsStatus status;
} Load;

static void begin(Load *load, const char *text, const EngineLoadOptions *options)
{
    load->plain = ls_alloc_system();
    ls_buf_init(&load->errors, &load->plain);
    load->script = NULL;
    load->status = engine_load(&load->plain, "load.py", text, strlen(text), options, &load->script, &load->errors);
}

static void end(Load *load)
{
    engine_script_free(load->script);
    ls_buf_free(&load->errors);
}

static void assert_loads(const char *text)
{
    Load load;
    begin(&load, text, NULL);
    if (load.status != LS_OK) {
        fail_msg("refused:\n%s\n%s", text, ls_buf_text(&load.errors));
    }
    end(&load);
}

/* All the words are in the diagnostics. */
static void assert_refused(const char *text, const char *const *words)
{
    Load load;
    begin(&load, text, NULL);
    assert_int_equal(load.status, LS_E_REFUSED);
    assert_null(load.script);
    for (; *words != NULL; words++) {
        if (strstr(ls_buf_text(&load.errors), *words) == NULL) {
            fail_msg("'%s' is not said about\n%s\n%s", *words, text, ls_buf_text(&load.errors));
        }
    }
    end(&load);
}

#define REFUSED(text, ...) assert_refused(text, (const char *const[]){__VA_ARGS__, NULL})

static void imports_are_checked(void **state)
{
    (void)state;
    assert_loads("import asyncio, math\nfrom collections import deque\nimport collections.abc\n");
    assert_loads("import asyncio.exceptions\nfrom asyncio.queues import Queue\nfrom asyncio import tasks\n");
    assert_loads("try:\n    import numpy\nexcept ImportError:\n    numpy = None\n");
    assert_loads("try:\n    from asyncio import nothing\nexcept ImportError:\n    nothing = None\n");
    REFUSED("import asyncoi\n", "load.py:1:8: ", "did you mean 'asyncio'?");
    REFUSED("x = 1\nfrom asyncio import run, TaskGroop\n", "load.py:2:26: ", "'TaskGroop'",
            "did you mean 'TaskGroup'?");
    REFUSED("import subprocess\n", "load.py:1:8: ", "subprocess", "hint: ");
    REFUSED("from asyncio import *\n", "load.py:1:", "name what you need");
}

static void attributes_of_modules_are_checked(void **state)
{
    (void)state;
    REFUSED("import asyncio\nasync def f():\n    await asyncio.slep(1)\n", "load.py:3:11: ", "'slep'",
            "did you mean 'sleep'?");
    REFUSED("import asyncio as aio\nif __name__ == '__main__':\n    aio.runn(None)\n",
            "load.py:3:5: ", "module 'asyncio' has no name 'runn'");
    REFUSED("import math\nprint([math.sqroot(x) for x in ()])\nprint(math.pj)\n", "load.py:2:8: ", "'sqrt'",
            "load.py:3:7: ");
}

static void attributes_that_may_be_missing_are_not(void **state)
{
    (void)state;
    assert_loads("import asyncio\nif hasattr(asyncio, 'x'):\n    asyncio.x()\n");
    assert_loads("import sys, asyncio\nif sys.platform == 'win32':\n    asyncio.WindowsSelectorEventLoopPolicy()\n");
    assert_loads("import asyncio\ny = asyncio.x if hasattr(asyncio, 'x') else None\n");
    assert_loads("import asyncio\ny = hasattr(asyncio, 'x') and asyncio.x\n");
    assert_loads("import asyncio\ntry:\n    asyncio.x\nexcept AttributeError:\n    pass\n");
    assert_loads("import asyncio\nasyncio.x = 1\nprint(asyncio.x)\n");
    assert_loads("import asyncio\ndef f(asyncio):\n    return asyncio.x\n");
    assert_loads("import asyncio\nasyncio = object()\nprint(asyncio.x)\n");
    assert_loads("import asyncio\nfor asyncio in ():\n    print(asyncio.x)\n");
    assert_loads("import math\ndef f():\n    global math\n    math = None\nprint(math.x)\n");
    assert_loads("import concurrent.futures\nprint(concurrent.futures)\n");
    assert_loads("import asyncio\nprint(asyncio.__name__)\n");
}

static void names_that_need_no_check_exist(void **state)
{
    (void)state;
    for (const char *const *each = engine_common_names; *each != NULL; each++) {
        const char *dot = strchr(*each, '.');
        char text[200];
        snprintf(text, sizeof text, "from %.*s import %s\n", (int)(dot - *each), *each, dot + 1);
        assert_loads(text);
    }
}

static void builtins_and_syntax_are_checked(void **state)
{
    (void)state;
    REFUSED("print(open('x'))\n", "load.py:1:7: ", "'open'");
    REFUSED("x = (1 +\n", "load.py:1:");
    REFUSED("def f():\n    return\n  pass\n", "load.py:3:");
    assert_loads("def open(name):\n    return name\nprint(open('x'))\n");
}

static const char scenario[] = "\"\"\"Three things at once.\n"
                               "\n"
                               "    What happens, and why.\n"
                               "\"\"\"\n"
                               "import asyncio\n"
                               "LIMIT = 3\n"
                               "__scenario__ = {'seed': 7, 'compare': ['one', 'two']}\n"
                               "def one():\n"
                               "    pass\n"
                               "async def two():\n"
                               "    await asyncio.sleep(1)  #: it waits here\n"
                               "class NoEntry:\n"
                               "    pass\n";

static void a_front_end_learns_of_it(void **state)
{
    (void)state;
    Load load;
    begin(&load, scenario, NULL);
    assert_int_equal(load.status, LS_OK);
    const EngineScript *script = load.script;
    size_t size;
    assert_string_equal(engine_script_name(script), "load.py");
    assert_string_equal(engine_script_title(script), "Three things at once.");
    assert_string_equal(engine_script_lesson(script), "What happens, and why.");
    assert_string_equal(engine_script_text(script, &size), scenario);
    assert_int_equal(size, strlen(scenario));
    assert_int_equal(engine_script_seed(script), 7);
    assert_string_equal(engine_script_note(script, 11), "it waits here");
    assert_null(engine_script_note(script, 9));
    assert_int_equal(engine_script_entry_count(script), 2);
    assert_string_equal(engine_script_entry(script, 1), "two");
    assert_true(engine_script_has_entry(script, "one"));
    assert_false(engine_script_has_entry(script, "NoEntry"));
    assert_int_equal(engine_script_compare_count(script), 2);
    assert_string_equal(engine_script_compare(script, 0), "one");
    end(&load);
}

static void settings_must_fit(void **state)
{
    (void)state;
    Load load;
    EngineSetting setting = {"LIMIT", "5"};
    EngineLoadOptions options = {.settings = &setting, .setting_count = 1};
    begin(&load, scenario, &options);
    assert_int_equal(load.status, LS_OK);
    end(&load);
    setting = (EngineSetting){"LIMITS", "5"};
    begin(&load, scenario, &options);
    assert_int_equal(load.status, LS_E_REFUSED);
    assert_non_null(strstr(ls_buf_text(&load.errors), "LIMIT"));
    end(&load);
    setting = (EngineSetting){"seed", "9"};
    begin(&load, scenario, &options);
    assert_int_equal(load.status == LS_OK ? engine_script_seed(load.script) : 9, 9);
    end(&load);
}

/* Loading a script survives every failing allocation and leaks nothing. */
static LsStatus load_once(const LsAlloc *alloc)
{
    static const char text[] = "import math\nfrom bisect import insort\nprint(math.fabs(1.5))\n";
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    LsStatus status = engine_load(alloc, "load.py", text, strlen(text), NULL, &script, &errors);
    engine_script_free(script);
    ls_buf_free(&errors);
    return status;
}

static void loading_survives_a_lack_of_memory(void **state)
{
    (void)state;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        LsStatus status = load_once(&memory.alloc);
        if (!memory.failed) {
            assert_int_equal(status, LS_OK);
        }
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_are_checked),
        cmocka_unit_test(attributes_of_modules_are_checked),
        cmocka_unit_test(attributes_that_may_be_missing_are_not),
        cmocka_unit_test(names_that_need_no_check_exist),
        cmocka_unit_test(builtins_and_syntax_are_checked),
        cmocka_unit_test(a_front_end_learns_of_it),
        cmocka_unit_test(settings_must_fit),
        cmocka_unit_test(loading_survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
