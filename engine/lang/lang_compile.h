/* lang_compile.h: from the resolved tree to instructions.
 *
 *   LangUnit *unit;
 *   LangCompileOptions options = {.lines = true};
 *   if (lang_compile(alloc, module, &options, &unit, &diags) == LS_OK) { lang_module_free(module); vm_run_module(…); }
 *   lang_unit_free(unit);
 *
 * The unit is independent of the module, which may be freed.  It must outlive the Vm that runs it.
 */
#ifndef LANG_COMPILE_H
#define LANG_COMPILE_H

#include "lang/lang_code.h"
#include "lang/lang_parser.h"

typedef struct LangCompileOptions {
    bool lines; /* emit LINE instructions, for a recorder with detail */
    bool plain; /* leave out what only makes it faster (lang_compile_fuse.c), for tests that compare */
} LangCompileOptions;

/* LS_OK: the caller owns *out.  LS_E_REFUSED with a diagnostic for a function that is too large for the instruction
 * format (65,535 registers, constants, names or attributes; 2^15 instructions across a conditional); LS_E_NOMEM.
 * `options` may be NULL. */
LsStatus lang_compile(const LsAlloc *alloc, const LangModule *module, const LangCompileOptions *options, LangUnit **out,
                      LangDiagList *diags);
void lang_unit_free(LangUnit *unit);

/* Checks what the interpreter relies on: operands in range, jumps onto instructions, guards in order, no way past the
 * end.  NULL, or what is wrong (a literal) with *code_index and *pc. */
const char *lang_verify(const LangUnit *unit, uint32_t *code_index, uint32_t *pc);

/* Appends the instructions of a code, or of all of them, as text. */
void lang_disasm(LsBuf *out, const LangCode *code);
void lang_disasm_unit(LsBuf *out, const LangUnit *unit);

#endif
