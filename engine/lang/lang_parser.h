/* lang_parser.h: from the text of a script to its tree with all names resolved.
 *
 *   LangModule *module;
 *   LangDiagList diags;
 *   lang_diag_list_init(&diags, alloc);
 *   if (lang_parse(alloc, "three.py", text, size, &module, &diags) != LS_OK) { lang_diag_render_all(...); }
 *   ...
 *   lang_module_free(module);
 *   lang_diag_list_free(&diags);
 *
 * What may fail: no memory (LS_E_NOMEM); a script that is no Python 3.11, with CPython's wording, or one that uses what
 * this implementation leaves out (complex numbers, `import *`, \N{...}), with what to write instead (LS_E_REFUSED and
 * one diagnostic for a syntax error, one or more for constructs that are left out).  A script cannot overflow the C
 * stack.
 */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "lang/lang_arena.h"
#include "lang/lang_ast.h"
#include "lang/lang_diag.h"
#include "lang/lang_scope.h"
#include "lang/lang_source.h"

/* A comment that begins with `#:`. */
typedef struct LangNote {
    LangText text;   /* without `#:` and surrounding blanks; lines of one block are joined with '\n' */
    uint32_t line;   /* of the (first line of the) comment */
    uint32_t target; /* the next line with code, or `line` itself for a comment behind code; 0: none follows */
} LangNote;

typedef struct LangModule {
    LangArena arena;
    LangSource source;
    LangNode *root; /* Module */
    LangScope *scope;

    const LangName **names; /* by id */
    size_t name_count;
    size_t name_capacity;
    uint32_t *name_table; /* hash table of ids + 1 */
    size_t name_table_size;

    LangNote *notes; /* by line */
    size_t note_count;
    LangGlobal *globals; /* by slot */
    size_t global_count;
    LangImportUse *imports; /* by place */
    size_t import_count;
    LangAttrUse *attrs; /* by place */
    size_t attr_count;
    LangScope **scopes; /* all, an outer one before its inner ones */
    size_t scope_count;
    LangNode *added_scenario; /* what --set makes of a file that has no __scenario__: a dict without a place; or NULL */
} LangModule;

/* Parses a whole file.  On LS_OK the caller owns *out; otherwise *out is NULL. */
LsStatus lang_parse(const LsAlloc *alloc, const char *filename, const char *text, size_t size, LangModule **out,
                    LangDiagList *diags);
void lang_module_free(LangModule *module);

/* The interned name; NULL when there is no memory. */
const LangName *lang_module_intern(LangModule *module, const char *text, size_t size);

/* Adds an error that points at a span of the module's source; for the passes that follow (unknown names, modules, ...).
 * `hint` may be NULL.  LS_OK or LS_E_NOMEM. */
LsStatus lang_module_error(const LangModule *module, LangDiagList *diags, LangSpan span, const char *message,
                           const char *hint);

#endif
