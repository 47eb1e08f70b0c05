/* docs/TRACE.md tells every kind, as the tables have it.  When the tables change, this says which line to put there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/support_file.h"
#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect_line(const char *document, const char *line)
{
    if (strstr(document, line) == NULL) {
        fail_msg("docs/TRACE.md lacks this line:\n%s", line);
    }
}

#define KIND_LINE(symbol, name, subject, object, value, flags, meaning)                                                \
    "| `" name "` | " subject " | " object " | " value " | " flags " | " meaning " |\n",
#define WAIT_LINE(symbol, name, phrase) "| `" name "` | waits for " phrase " |\n",
#define NAME_ITEM(symbol, name) "`" name "`",

static void test_kinds_and_waits(void **state)
{
    (void)state;
    static const char *const lines[] = {TRACE_KIND_TABLE(KIND_LINE) TRACE_WAIT_TABLE(WAIT_LINE)};
    char *document = support_read_file("docs/TRACE.md", NULL);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        expect_line(document, lines[i]);
    }
    free(document);
}

static void expect_names(const char *document, const char *what, const char *const *names, size_t count)
{
    char line[1024];
    size_t used = (size_t)snprintf(line, sizeof line, "| %s | ", what);
    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    snprintf(line + used, sizeof line - used, " |\n");
    expect_line(document, line);
}

static void test_small_tables(void **state)
{
    (void)state;
    static const char *const roles[] = {TRACE_ROLE_TABLE(NAME_ITEM)};
    static const char *const outcomes[] = {TRACE_OUTCOME_TABLE(NAME_ITEM)};
    static const char *const syncs[] = {TRACE_SYNC_TABLE(NAME_ITEM)};
    static const char *const blocks[] = {TRACE_BLOCK_TABLE(NAME_ITEM)};
    static const char *const cores[] = {TRACE_CORE_TABLE(NAME_ITEM)};
    static const char *const gils[] = {TRACE_GIL_TABLE(NAME_ITEM)};
    static const char *const frames[] = {TRACE_FRAME_TABLE(NAME_ITEM)};
    static const char *const ends[] = {TRACE_END_TABLE(NAME_ITEM)};
    char *document = support_read_file("docs/TRACE.md", NULL);
    expect_names(document, "TraceRole", roles, sizeof roles / sizeof *roles);
    expect_names(document, "TraceOutcome", outcomes, sizeof outcomes / sizeof *outcomes);
    expect_names(document, "TraceSync", syncs, sizeof syncs / sizeof *syncs);
    expect_names(document, "TraceBlock", blocks, sizeof blocks / sizeof *blocks);
    expect_names(document, "TraceCore", cores, sizeof cores / sizeof *cores);
    expect_names(document, "TraceGil", gils, sizeof gils / sizeof *gils);
    expect_names(document, "TraceFrame", frames, sizeof frames / sizeof *frames);
    expect_names(document, "TraceEnd", ends, sizeof ends / sizeof *ends);
    free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_and_waits),
        cmocka_unit_test(test_small_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
