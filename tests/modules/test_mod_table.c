/* Every module can be imported by itself and leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "modules/mod_table.h"
#include "support/support_alloc.h"

/* Loads and runs a script on `alloc`. */
static LsStatus run_text(const LsAlloc *alloc, const char *text)
{
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    LsStatus status = engine_load(alloc, "imports.py", text, strlen(text), NULL, &script, &errors);
    ls_buf_free(&errors);
    if (status != LS_OK) {
        assert_null(script);
        return status;
    }
    EngineRunOptions options = {.detail = false};
    EngineResult result;
    status = engine_run(script, &options, NULL, &result);
    engine_script_free(script);
    return status;
}

static void names_are_unique_and_listed(void **state)
{
    (void)state;
    size_t listed = 0; /* those that only other modules import are not */
    for (size_t i = 0; i < mod_table.count; i++) {
        bool next = listed < engine_module_count() && strcmp(engine_module_name(listed), mod_table.specs[i]->name) == 0;
        assert_true(next || strstr(mod_table.specs[i]->name, "_") != NULL);
        listed += next;
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(mod_table.specs[i]->name, mod_table.specs[j]->name);
        }
    }
    assert_int_equal(listed, engine_module_count());
}

static void each_module_imports_in_a_fresh_machine(void **state)
{
    (void)state;
    for (size_t i = 0; i < engine_module_count(); i++) {
        SupportAlloc memory;
        support_alloc_init(&memory);
        char text[200];
        snprintf(text, sizeof text, "import %s\nimport %s\n", engine_module_name(i), engine_module_name(i));
        if (run_text(&memory.alloc, text) != LS_OK) {
            fail_msg("import %s fails", engine_module_name(i));
        }
        support_alloc_end(&memory);
    }
}

static void importing_all_survives_failing_memory(void **state)
{
    (void)state;
    char text[4096];
    size_t size = 0;
    for (size_t i = 0; i < engine_module_count(); i++) {
        size += (size_t)snprintf(text + size, sizeof text - size, "import %s\n", engine_module_name(i));
        assert_true(size < sizeof text);
    }
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n += n < 50 ? 1 : n / 8) {
        LsStatus status = run_text(&memory.alloc, text);
        assert_true(status == LS_OK || memory.failed);
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique_and_listed),
        cmocka_unit_test(each_module_imports_in_a_fresh_machine),
        cmocka_unit_test(importing_all_survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
