/* With the names of Python files as arguments: prints for each its tree and its scopes, in the format of
 * lang_reference.py, which run.py compares with what CPython makes of them.  Without: parses the scenarios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* " kind[name name]", sorted. */
static void print_symbols(const LangScope *scope, const char *kind, const uint32_t *indices, uint32_t count)
{
    const char *names[256];
    uint32_t shown = 0;
    for (uint32_t i = 0; i < count && shown < 256; i++) {
        names[shown++] = scope->symbols[indices[i]].name->text;
    }
    qsort(names, shown, sizeof names[0], by_text);
    printf(" %s[", kind);
    for (uint32_t i = 0; i < shown; i++) {
        printf("%s%s", i > 0 ? " " : "", names[i]);
    }
    printf("]");
}

static void print_scope(const LangScope *scope)
{
    printf("%.*s", (int)scope->qualname.size, scope->qualname.data);
    printf(" %s", scope->is_async_generator ? "async_generator"
                  : scope->is_coroutine     ? "coroutine"
                  : scope->is_generator     ? "generator"
                                            : "plain");
    print_symbols(scope, "locals", scope->locals, scope->local_count);
    print_symbols(scope, "cells", scope->cells, scope->cell_count);
    print_symbols(scope, "frees", scope->frees, scope->free_count);
    printf("\n");
}

static int print_file(const LsAlloc *alloc, const char *path)
{
    size_t size;
    char *source = support_read_file(path, &size);
    LangModule *module;
    LangDiagList diags;
    LsBuf text;
    lang_diag_list_init(&diags, alloc);
    ls_buf_init(&text, alloc);
    LsStatus status = lang_parse(alloc, path, source, size, &module, &diags);
    printf("== %s\n", path);
    if (status == LS_OK) {
        lang_ast_dump(&text, module->root, false);
        printf("%s-- scopes\n", ls_buf_text(&text));
        for (size_t i = 0; i < module->scope_count; i++) {
            print_scope(module->scopes[i]);
        }
    } else {
        lang_diag_render_all(&text, &diags, false);
        printf("%s", ls_buf_text(&text));
    }
    ls_buf_free(&text);
    lang_module_free(module);
    lang_diag_list_free(&diags);
    free(source);
    return status == LS_OK ? 0 : 1;
}

static void every_scenario_is_accepted(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    DIR *dir = opendir("scenarios");
    assert_non_null(dir);
    size_t count = 0;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        size_t length = strlen(entry->d_name);
        if (length > 3 && strcmp(entry->d_name + length - 3, ".py") == 0) {
            char *path = support_path("scenarios", entry->d_name);
            char *source = support_read_file(path, NULL);
            LangModule *module = lang_check_parse(&memory.alloc, source);
            assert_true(module->scope->has_docstring);
            lang_module_free(module);
            free(source);
            free(path);
            count++;
        }
    }
    closedir(dir);
    assert_true(count > 0);
    support_alloc_end(&memory);
}

int main(int argc, char **argv)
{
    LsAlloc alloc = ls_alloc_system();
    for (int i = 1; i < argc; i++) {
        print_file(&alloc, argv[i]);
    }
    if (argc > 1) {
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario_is_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
