/* tui_blit.h: puts a canvas on the terminal.  ncurses compares it with what is there and sends the difference.
 *
 * Needs a started terminal (tui_term.h).  A blitter remembers the colour pairs that it has made; it owns nothing else.
 */
#ifndef TUI_BLIT_H
#define TUI_BLIT_H

#include "tui/tui_theme.h"

enum { TUI_BLIT_PAIRS = 255 };

typedef struct TuiBlit {
    TuiTheme theme;
    struct {
        int16_t fg, bg;
    } pairs[TUI_BLIT_PAIRS];
    int pair_count;
} TuiBlit;

void tui_blit_init(TuiBlit *blit, const TuiTheme *theme);
/* Shows the canvas.  `shown` is what was shown before, of the same size: only cells that differ from it are looked at.
 * NULL sends everything. */
void tui_blit(TuiBlit *blit, const TuiCanvas *canvas, const TuiCanvas *shown);

#endif
