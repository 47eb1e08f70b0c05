#include "vm/vm_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lang/lang_compile.h"
#include "lang/lang_parser.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_run.h"

static void take_output(void *context, TraceStream stream, const char *text, size_t size)
{
    VmFixture *fixture = context;
    ls_buf_put(stream == TRACE_STREAM_STDOUT ? &fixture->out : &fixture->err, text, size);
}

void fixture_start(VmFixture *fixture, bool counted)
{
    if (counted) {
        support_alloc_init(&fixture->memory);
    }
    fixture->plain = ls_alloc_system();
    fixture->recorder = (TraceRecorder){.trace = NULL};
    ls_buf_init(&fixture->out, &fixture->plain);
    ls_buf_init(&fixture->err, &fixture->plain);
    VmHost host = {.context = fixture, .write = take_output};
    fixture->vm = vm_new(&fixture->memory.alloc, &host, &fixture->limits, &fixture->recorder);
    if (fixture->vm != NULL && fixture->slow) {
        fixture->vm->heap->next_version = UINT32_MAX; /* no more versions, nothing is cached */
    }
}

void fixture_end(VmFixture *fixture)
{
    vm_free(fixture->vm);
    ls_buf_free(&fixture->out);
    ls_buf_free(&fixture->err);
    support_alloc_end(&fixture->memory);
}

/* The compiled script; the compiler's memory is the plain one: it has tests of its own. */
static LangUnit *compile(VmFixture *fixture, const char *source)
{
    LangModule *module = NULL;
    LangUnit *unit = NULL;
    LangDiagList diags;
    LangCompileOptions options = {.plain = fixture->slow};
    lang_diag_list_init(&diags, &fixture->plain);
    assert_int_equal(lang_parse(&fixture->plain, "test.py", source, strlen(source), &module, &diags), LS_OK);
    assert_int_equal(lang_compile(&fixture->plain, module, &options, &unit, &diags), LS_OK);
    lang_module_free(module);
    lang_diag_list_free(&diags);
    return unit;
}

VmFixture the_fixture;

int fixture_setup(void **state)
{
    (void)state;
    the_fixture = (VmFixture){.limits = {.max_recursion = 1000}};
    fixture_start(&the_fixture, true);
    return the_fixture.vm == NULL;
}

int fixture_teardown(void **state)
{
    (void)state;
    fixture_end(&the_fixture);
    return 0;
}

LsStatus fixture_run(VmFixture *fixture, const char *source)
{
    LangUnit *unit = compile(fixture, source);
    VmRun run;
    LsStatus status = vm_run_module(fixture->vm, unit, "__main__", NULL, &run);
    if (status == LS_E_SCRIPT && run.exception != VM_EMPTY) {
        vm_error_format(fixture->vm, run.exception, &fixture->err);
    }
    vm_run_end(fixture->vm, &run);
    vm_free(fixture->vm);
    fixture->vm = NULL;
    lang_unit_free(unit);
    return status;
}

void assert_prints(const char *source, const char *expected)
{
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    fixture_start(&fixture, true);
    assert_non_null(fixture.vm);
    LsStatus status = fixture_run(&fixture, source);
    assert_string_equal(ls_buf_text(&fixture.err), "");
    assert_string_equal(ls_buf_text(&fixture.out), expected);
    assert_int_equal(status, LS_OK);
    fixture_end(&fixture);
}

void assert_fails_with(const char *source, const char *expected)
{
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    fixture_start(&fixture, true);
    assert_non_null(fixture.vm);
    LsStatus status = fixture_run(&fixture, source);
    assert_string_equal(ls_buf_text(&fixture.err), expected);
    assert_int_equal(status, LS_E_SCRIPT);
    fixture_end(&fixture);
}

void assert_survives_failing_memory(const char *source, const char *expected, size_t step)
{
    VmFixture fixture = {.limits = {.max_recursion = 1000}};
    fixture.memory = (SupportAlloc){.failed = true};
    for (size_t n = 1; n == 1 || fixture.memory.failed; n += step) {
        support_alloc_init(&fixture.memory);
        fixture.memory.fail_at = n;
        fixture_start(&fixture, false);
        if (fixture.vm != NULL) {
            (void)fixture_run(&fixture, source);
        }
        if (!fixture.memory.failed) {
            assert_string_equal(ls_buf_text(&fixture.out), expected);
        }
        fixture_end(&fixture);
    }
}
