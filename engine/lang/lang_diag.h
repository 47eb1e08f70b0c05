/* lang_diag.h: what is wrong with a script, where, and what to write instead.
 *
 * A LangDiagList owns its diagnostics and their texts (the source line included, so that it outlives the script) until
 * lang_diag_list_free.  Adding may fail for lack of memory; the list then remembers `failed` and stays valid.
 */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H

#include "base/ls_buf.h"
#include "base/ls_status.h"

typedef enum LangSeverity { LANG_SEVERITY_ERROR, LANG_SEVERITY_WARNING, LANG_SEVERITY_NOTE } LangSeverity;

typedef struct LangDiag {
    LangSeverity severity;
    const char *type; /* "SyntaxError", "IndentationError", "TabError" as CPython classes it; a literal */
    char *file;
    uint32_t line;       /* from 1; 0: no place */
    uint32_t column;     /* from 1, in characters */
    uint32_t end_line;   /* from 1 */
    uint32_t end_column; /* from 1, in characters, one past the last */
    char *message;
    char *hint;   /* what to write instead, or NULL */
    char *source; /* the text of `line`, or NULL */
} LangDiag;

typedef struct LangDiagList {
    const LsAlloc *alloc;
    LangDiag *items;
    size_t count;
    size_t capacity;
    bool failed;
} LangDiagList;

/* What to add: all texts are copied (but `type`).  `source` need not end with a NUL. */
typedef struct LangDiagInit {
    LangSeverity severity;
    const char *type; /* NULL: "SyntaxError" */
    const char *file;
    uint32_t line, column, end_line, end_column; /* as in LangDiag */
    const char *message;
    const char *hint;   /* or NULL */
    const char *source; /* or NULL */
    size_t source_size;
} LangDiagInit;

void lang_diag_list_init(LangDiagList *list, const LsAlloc *alloc);
void lang_diag_list_free(LangDiagList *list);

/* LS_OK or LS_E_NOMEM. */
LsStatus lang_diag_add(LangDiagList *list, const LangDiagInit *init);

/* Prints one diagnostic, or all of them with an empty line between:
 *
 *   file.py:7:12: error: message
 *       7 | the source line
 *         |     ^^^^^
 *   hint: what to write instead
 *
 * Control characters in the line are shown as ^X or \u202e, so that no script reaches the terminal; tabs become spaces.
 * `colour`: with ANSI colours. */
void lang_diag_render(LsBuf *out, const LangDiag *diag, bool colour);
void lang_diag_render_all(LsBuf *out, const LangDiagList *list, bool colour);

/* The candidate that was probably meant by `name` (edit distance with transpositions, at most a third of the
 * longer name's length), or NULL.  Of equally near ones the first.  O(candidates * length^2); names longer than 64
 * bytes never match. */
const char *lang_diag_nearest(const char *name, const char *const *candidates, size_t count);

#endif
