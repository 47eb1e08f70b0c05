/* lang_source.h: the text of one script and its lines.
 *
 * The text is checked UTF-8 with "\n" line ends ("\r\n" and "\r" are converted), without a byte order mark, and ends
 * with a NUL that is not counted.  Positions are lines from 1 and byte columns from 0.  A LangSource owns its copy of
 * the text.
 */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include "base/ls_alloc.h"
#include "base/ls_status.h"
#include "lang/lang_ast.h"
#include "lang/lang_diag.h"

typedef struct LangSource {
    const LsAlloc *alloc;
    char *filename;
    size_t filename_size; /* bytes allocated */
    char *text;
    size_t size; /* without the NUL */
    size_t text_capacity;
    uint32_t *line_starts; /* byte offset of each line; line n at index n - 1 */
    size_t line_count;     /* a last line without text counts only when the text is empty */
    size_t line_capacity;
} LangSource;

/* Takes a copy of the text.  LS_E_REFUSED with a diagnostic for bytes that are no UTF-8, NUL bytes, an encoding comment
 * that names another encoding, or a text of 256 MiB and more; LS_E_NOMEM. */
LsStatus lang_source_init(LangSource *source, const LsAlloc *alloc, const char *filename, const char *text, size_t size,
                          LangDiagList *diags);
void lang_source_free(LangSource *source);

/* The text of a line (from 1), without its line end; "" with *size 0 for a line that does not exist. */
const char *lang_source_line(const LangSource *source, uint32_t line, size_t *size);
/* Characters (code points) before byte `column` of the line: the 0-based column that people count. */
uint32_t lang_source_characters(const LangSource *source, uint32_t line, uint32_t column);

/* Adds an error of that type ("SyntaxError", ...) at a place in the source.  `hint` may be NULL.  LS_OK or LS_E_NOMEM.
 */
LsStatus lang_source_error(const LangSource *source, LangDiagList *diags, const char *type, LangSpan span,
                           const char *message, const char *hint);

#endif
