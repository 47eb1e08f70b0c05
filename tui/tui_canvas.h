/* tui_canvas.h: a grid of character cells that views draw on.
 *
 * The canvas knows nothing about terminals: a cell holds one grapheme (UTF-8), its width in columns and a style, which
 * names a role and a task's hue, never a colour.  tui_theme.h turns styles into colours, tui_blit.c puts a canvas on
 * the terminal, and tests read it as text.
 *
 * Any text may be put, scripts' output too: control characters, invalid UTF-8 and invisible formatting characters
 * appear as visible placeholders, so that nothing but graphic characters ever reaches the terminal.  Everything is
 * clipped to the clip rectangle; drawing never fails.  The canvas owns its cells; only tui_canvas_resize allocates.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include "base/ls_buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { TUI_CELL_BYTES = 12 };

enum { TUI_BOLD = 1, TUI_REVERSE = 2, TUI_UNDERLINE = 4, TUI_FAINT = 8 };

typedef struct TuiStyle {
    uint8_t role; /* TuiRole, see tui_theme.h */
    uint8_t hue;  /* a task's hue from 1, 0 for the role's own colour */
    uint8_t attr; /* TUI_BOLD … in addition to the role's own */
} TuiStyle;

typedef struct TuiCell {
    char text[TUI_CELL_BYTES]; /* UTF-8; shorter texts end with a NUL.  Empty in the right half of a wide character */
    TuiStyle style;
    uint8_t width; /* 1, 2, or 0 in the right half of a wide character */
} TuiCell;

typedef struct TuiRect {
    int x, y, w, h;
} TuiRect;

typedef struct TuiCanvas {
    const LsAlloc *alloc;
    TuiCell *cells; /* width * height, row by row */
    int width, height;
    size_t capacity;
    TuiRect clip;
} TuiCanvas;

void tui_canvas_init(TuiCanvas *canvas, const LsAlloc *alloc);
void tui_canvas_free(TuiCanvas *canvas);
/* Gives the canvas a new size (1 × 1 at least), cleared, with the clip rectangle all of it.  False when there is no
 * memory: the canvas then keeps its old size. */
bool tui_canvas_resize(TuiCanvas *canvas, int width, int height);
/* Blanks every cell, and opens the clip rectangle. */
void tui_canvas_clear(TuiCanvas *canvas, TuiStyle style);
/* Restricts drawing to `rect` (cut to the canvas); returns the rectangle that was in force. */
TuiRect tui_canvas_clip(TuiCanvas *canvas, TuiRect rect);

/* Puts text at a cell; returns the column behind it, also when it was clipped.  A line end stops the text. */
int tui_canvas_puts(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *text);
int tui_canvas_put(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *text, size_t size);
int tui_canvas_printf(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Puts text into at most `columns` columns, with an ellipsis at its end when it does not fit. */
int tui_canvas_fit(TuiCanvas *canvas, int x, int y, int columns, TuiStyle style, const char *text, size_t size);
/* The same against the right edge: the text ends before column `right`. */
int tui_canvas_right(TuiCanvas *canvas, int right, int y, TuiStyle style, const char *text);
/* Fills a rectangle with one character. */
void tui_canvas_fill(TuiCanvas *canvas, TuiRect rect, TuiStyle style, const char *character);
/* Changes the style of cells and leaves their text: a role for the whole row, say.  `keep_hue` keeps each cell's hue.
 */
void tui_canvas_restyle(TuiCanvas *canvas, TuiRect rect, TuiStyle style, bool keep_hue);
/* Adds attributes to cells. */
void tui_canvas_add_attr(TuiCanvas *canvas, TuiRect rect, uint8_t attr);

/* Replaces what is not ASCII by its nearest ASCII character: the last step on terminals that show nothing else. */
void tui_canvas_to_ascii(TuiCanvas *canvas);

/* Thin rules.  Where they meet other rules the right junction (┬ ┤ ┼ …) appears. */
void tui_canvas_rule_h(TuiCanvas *canvas, int x, int y, int length, TuiStyle style);
void tui_canvas_rule_v(TuiCanvas *canvas, int x, int y, int length, TuiStyle style);

/* After all rules are drawn: ends that met nothing become whole characters. */
void tui_canvas_finish_rules(TuiCanvas *canvas);

/* The cell, or NULL outside of the canvas. */
const TuiCell *tui_canvas_at(const TuiCanvas *canvas, int x, int y);
/* Columns that a text takes, with placeholders counted as they are drawn. */
int tui_text_columns(const char *text, size_t size);
/* The longest prefix of whole graphemes that fits into `columns`, in bytes. */
size_t tui_text_prefix(const char *text, size_t size, int columns);
/* The next graphic character of a text: writes its bytes as they are to be shown (with a NUL, at most 5 bytes) and its
 * width, returns the bytes consumed (≥ 1 when size ≥ 1). */
size_t tui_text_next(const char *text, size_t size, char shown[5], int *width);

/* Appends the canvas as lines of text, without trailing blanks: what the screen tests compare. */
void tui_canvas_dump(const TuiCanvas *canvas, LsBuf *out);
/* Appends one character a cell that tells its hue (0–9, a–z; '.' for none): to compare colours in tests. */
void tui_canvas_dump_hues(const TuiCanvas *canvas, LsBuf *out);

#endif
