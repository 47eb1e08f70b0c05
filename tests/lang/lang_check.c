#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lang_check.h"

static char *copy(const char *text)
{
    char *out = malloc(strlen(text) + 1);
    assert_non_null(out);
    return strcpy(out, text);
}

static char *first_error(const LsAlloc *alloc, const LangDiagList *diags)
{
    if (diags->count == 0) {
        return copy("ok");
    }
    const LangDiag *diag = &diags->items[0];
    LsBuf text;
    ls_buf_init(&text, alloc);
    ls_buf_printf(&text, "%s %u:%u %s", diag->type, (unsigned)diag->line, (unsigned)diag->column, diag->message);
    char *out = copy(ls_buf_text(&text));
    ls_buf_free(&text);
    return out;
}

char *lang_check_error(const LsAlloc *alloc, const char *text, size_t size)
{
    LangModule *module;
    LangDiagList diags;
    lang_diag_list_init(&diags, alloc);
    LsStatus status = lang_parse(alloc, "script.py", text, size, &module, &diags);
    assert_int_equal(status, diags.count == 0 ? LS_OK : LS_E_REFUSED);
    assert_true((module == NULL) == (status != LS_OK));
    char *out = first_error(alloc, &diags);
    lang_module_free(module);
    lang_diag_list_free(&diags);
    return out;
}

LangModule *lang_check_parse(const LsAlloc *alloc, const char *text)
{
    LangModule *module;
    LangDiagList diags;
    lang_diag_list_init(&diags, alloc);
    LsStatus status = lang_parse(alloc, "script.py", text, strlen(text), &module, &diags);
    char *error = first_error(alloc, &diags);
    assert_string_equal(error, "ok");
    assert_int_equal(status, LS_OK);
    free(error);
    lang_diag_list_free(&diags);
    return module;
}

char *lang_check_dump(const LsAlloc *alloc, const char *text, bool refs)
{
    LangModule *module = lang_check_parse(alloc, text);
    LsBuf buf;
    ls_buf_init(&buf, alloc);
    lang_ast_dump(&buf, module->root, refs);
    assert_false(buf.failed);
    char *out = copy(ls_buf_text(&buf));
    ls_buf_free(&buf);
    lang_module_free(module);
    return out;
}
