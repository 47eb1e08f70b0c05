/* Any text: it is parsed and compiled, or refused with a diagnostic that is safe to print.  What was compiled passes
 * the verifier. */
#include "lang/lang_compile.h"
#include "lang/lang_diag.h"
#include "lang/lang_parser.h"

#include "fuzz.h"

static size_t count_errors(const LangDiagList *diags)
{
    size_t errors = 0;
    for (size_t i = 0; i < diags->count; i++) {
        errors += diags->items[i].severity == LANG_SEVERITY_ERROR;
    }
    return errors;
}

/* Nothing in a diagnostic may reach the terminal as a control sequence. */
static void require_printable(const LsAlloc *alloc, const LangDiagList *diags)
{
    LsBuf text;
    ls_buf_init(&text, alloc);
    lang_diag_render_all(&text, diags, false);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        fuzz_require(byte >= 0x20 || byte == '\n', "diagnostics have no control characters");
        fuzz_require(byte != 0x7F, "diagnostics have no delete characters");
    }
    ls_buf_free(&text);
}

static void compile(const LsAlloc *alloc, const LangModule *module, LangDiagList *diags, bool lines)
{
    LangUnit *unit = NULL;
    LangCompileOptions options = {.lines = lines};
    LsStatus status = lang_compile(alloc, module, &options, &unit, diags);
    if (status != LS_OK) {
        fuzz_require(status == LS_E_REFUSED && count_errors(diags) > 0, "what cannot be compiled is refused");
        return;
    }
    uint32_t code_index = 0;
    uint32_t pc = 0;
    const char *wrong = lang_verify(unit, &code_index, &pc);
    fuzz_require(wrong == NULL, wrong == NULL ? "" : wrong);
    LsBuf text;
    ls_buf_init(&text, alloc);
    lang_disasm_unit(&text, unit);
    ls_buf_free(&text);
    lang_unit_free(unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    LangDiagList diags;
    LangModule *module = NULL;
    lang_diag_list_init(&diags, &alloc);
    LsStatus status = lang_parse(&alloc, "fuzz.py", (const char *)data, size, &module, &diags);
    if (status == LS_OK) {
        fuzz_require(module != NULL && count_errors(&diags) == 0, "a module without errors");
        compile(&alloc, module, &diags, true);
        compile(&alloc, module, &diags, false);
        lang_module_free(module);
    } else {
        fuzz_require(status == LS_E_REFUSED && module == NULL, "a text is parsed or refused");
        fuzz_require(count_errors(&diags) > 0, "what is refused has a diagnostic");
    }
    require_printable(&alloc, &diags);
    lang_diag_list_free(&diags);
    return 0;
}
