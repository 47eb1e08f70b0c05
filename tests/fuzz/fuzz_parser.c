/* Any bytes as a script: refused with a diagnostic that can be shown, or a tree whose names all have their place. */
#include "lang/lang_header.h"

#include <string.h>

#include "fuzz.h"

static void check_scope(const LangModule *module, const LangScope *scope)
{
    fuzz_require(module->scopes[scope->index] == scope, "a scope knows its index");
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        const LangSymbol *symbol = &scope->symbols[i];
        switch (symbol->ref.kind) {
        case LANG_REF_LOCAL: fuzz_require(scope->locals[symbol->ref.slot] == i, "a local's slot is its own"); break;
        case LANG_REF_CELL: fuzz_require(scope->cells[symbol->ref.slot] == i, "a cell's slot is its own"); break;
        case LANG_REF_FREE:
        case LANG_REF_CLASS_FREE:
            fuzz_require(scope->frees[symbol->ref.slot] == i, "a free variable's slot is its own");
            break;
        default: break;
        }
    }
    for (uint32_t i = 0; i < scope->free_count; i++) {
        LangRef outer = scope->symbols[scope->frees[i]].outer;
        uint32_t count = outer.kind == LANG_REF_CELL ? scope->parent->cell_count : scope->parent->free_count;
        fuzz_require(outer.slot < count, "the scope around has what a free variable names");
    }
}

static void check_diags(const LsAlloc *alloc, const LangDiagList *diags)
{
    LsBuf text;
    ls_buf_init(&text, alloc);
    lang_diag_render_all(&text, diags, false);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        fuzz_require((byte >= 0x20 && byte != 0x7f) || byte == '\n', "no control characters in a diagnostic");
    }
    ls_buf_free(&text);
}

static void check_module(const LsAlloc *alloc, LangModule *module, LangDiagList *diags)
{
    LangHeader header;
    LsBuf text;
    ls_buf_init(&text, alloc);
    lang_ast_dump(&text, module->root, true);
    fuzz_require(text.size > 0 && text.data[0] == '(', "a tree can be shown");
    ls_buf_free(&text);
    for (size_t i = 0; i < module->scope_count; i++) {
        check_scope(module, module->scopes[i]);
    }
    LsStatus status = lang_header_read(module, &header, diags);
    fuzz_require(status == LS_OK || diags->count > 0, "a header that is refused has a diagnostic");
    lang_header_set(module, "seed", "[1, 'x']", NULL, 0, diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    LangModule *module;
    LangDiagList diags;
    lang_diag_list_init(&diags, &alloc);
    LsStatus status = lang_parse(&alloc, "fuzz.py", (const char *)data, size, &module, &diags);
    fuzz_require(status == LS_OK || status == LS_E_REFUSED, "a script is accepted or refused");
    fuzz_require((status == LS_OK) == (module != NULL), "a module, or a reason why not");
    fuzz_require((status == LS_OK) == (diags.count == 0), "what is refused has a diagnostic");
    if (module != NULL) {
        check_module(&alloc, module, &diags);
    }
    check_diags(&alloc, &diags);
    lang_module_free(module);
    lang_diag_list_free(&diags);
    return 0;
}
