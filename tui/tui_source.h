/* tui_source.h: the script's text as the source pane shows it: lines, a light tint of the syntax, the teacher's notes.
 *
 * Reads any text, Python or not: the tint is a guess of its own that never fails, and knows nothing of the engine.
 * Borrows the text; owns its line index.
 */
#ifndef TUI_SOURCE_H
#define TUI_SOURCE_H

#include "tui/tui_canvas.h"

typedef struct TuiSource {
    const LsAlloc *alloc;
    const char *text;
    size_t size;
    uint32_t
        *starts; /* of each line, in bytes; bit 31: the line begins inside of a """ string, bit 30: inside of ''' */
    size_t capacity;
    uint32_t count;
} TuiSource;

/* Indexes a text (less than 1 GiB; the rest is ignored).  False when there is no memory. */
bool tui_source_init(TuiSource *source, const LsAlloc *alloc, const char *text, size_t size);
void tui_source_free(TuiSource *source);
/* A line (from 1), without its end; "" and size 0 outside. */
const char *tui_source_line(const TuiSource *source, uint32_t line, size_t *size);
/* The first line behind the docstring and the blank lines after it; 1 when there is none. */
uint32_t tui_source_code_line(const TuiSource *source);
/* True when the line is one of the teacher's notes. */
bool tui_source_is_note(const TuiSource *source, uint32_t line);
/* The first of the lines of the note that belongs to a line: they are [result, line).  0 when it has none. */
uint32_t tui_source_note_of(const TuiSource *source, uint32_t line);
/* The note of a line as one text, blanks where lines end; appends nothing when it has none. */
void tui_source_note_text(const TuiSource *source, uint32_t line, LsBuf *out);
/* Draws a line, cut to `columns` with an ellipsis, tabs as blanks to the next multiple of 4.  `left` columns of it are
 * scrolled out. */
void tui_source_draw(const TuiSource *source, uint32_t line, TuiCanvas *canvas, int x, int y, int columns);

#endif
