#include "tui/tui_blit.h"

#include <curses.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

void tui_blit_init(TuiBlit *blit, const TuiTheme *theme)
{
    *blit = (TuiBlit){.theme = *theme};
}

/* The pair of two colours; the terminal's own when there is no room for another. */
static short pair_of(TuiBlit *blit, int fg, int bg)
{
    if (fg < 0 && bg < 0)
        return 0;
    for (int i = 0; i < blit->pair_count; i++)
        if (blit->pairs[i].fg == fg && blit->pairs[i].bg == bg)
            return (short)(i + 1);
    int limit = COLOR_PAIRS - 1 < TUI_BLIT_PAIRS ? COLOR_PAIRS - 1 : TUI_BLIT_PAIRS;
    if (blit->pair_count >= limit || init_pair((short)(blit->pair_count + 1), (short)fg, (short)bg) == ERR)
        return 0;
    blit->pairs[blit->pair_count].fg = (int16_t)fg;
    blit->pairs[blit->pair_count].bg = (int16_t)bg;
    return (short)++blit->pair_count;
}

static attr_t attributes(uint8_t attr)
{
    return (attr & TUI_BOLD ? A_BOLD : 0) | (attr & TUI_REVERSE ? A_REVERSE : 0) |
           (attr & TUI_UNDERLINE ? A_UNDERLINE : 0) | (attr & TUI_FAINT ? A_DIM : 0);
}

static void put_cell(int x, int y, const TuiCell *cell, attr_t attr, short pair)
{
    wchar_t wide[CCHARW_MAX + 1];
    int count = 0;
    size_t size = strnlen(cell->text, sizeof cell->text), at = 0;
    while (at < size && count < CCHARW_MAX) {
        utf8proc_int32_t code;
        utf8proc_ssize_t used =
            utf8proc_iterate((const utf8proc_uint8_t *)cell->text + at, (utf8proc_ssize_t)(size - at), &code);
        if (used <= 0)
            break;
        wide[count++] = (wchar_t)code;
        at += (size_t)used;
    }
    wide[count] = L'\0';
    cchar_t character;
    if (count == 0 || setcchar(&character, wide, attr, pair, NULL) == ERR || mvadd_wch(y, x, &character) == ERR) {
        /* The last cell of the screen reports an error after it was written; what cannot be shown becomes '?'. */
        if (count == 0 || wcwidth(wide[0]) != cell->width)
            mvaddch(y, x, '?' | attr | (chtype)COLOR_PAIR(pair));
    }
}

void tui_blit(TuiBlit *blit, const TuiCanvas *canvas, const TuiCanvas *shown)
{
    TuiStyle last = {.role = 255};
    attr_t attr = 0;
    short pair = 0;
    if (!shown)
        clearok(curscr, TRUE);
    for (int y = 0; y < canvas->height && y < LINES; y++)
        for (int x = 0; x < canvas->width && x < COLS; x++) {
            const TuiCell *cell = tui_canvas_at(canvas, x, y);
            if (cell->width == 0 || (shown && memcmp(cell, tui_canvas_at(shown, x, y), sizeof *cell) == 0))
                continue;
            if (memcmp(&cell->style, &last, sizeof last) != 0) {
                TuiPaint paint = tui_theme_paint(&blit->theme, cell->style);
                last = cell->style;
                attr = attributes(paint.attr);
                pair = pair_of(blit, paint.fg, paint.bg);
            }
            put_cell(x, y, cell, attr, pair);
        }
    refresh();
}
