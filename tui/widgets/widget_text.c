#include "tui/widgets/widget_text.h"

/* The end of the line that begins at `at`, and where the next one begins. */
static size_t line_end(const char *text, size_t size, size_t at, int columns, size_t *next)
{
    size_t fits = at + tui_text_prefix(text + at, size - at, columns);
    if (fits == at && at < size && text[at] != '\n') {
        char shown[5]; /* a wide character in one column: take it, it will be clipped */
        int width;
        fits = at + tui_text_next(text + at, size - at, shown, &width);
    }
    if (fits == size || text[fits] == '\n') {
        *next = fits == size ? size : fits + 1;
        return fits;
    }
    size_t blank = fits;
    while (blank > at && text[blank] != ' ')
        blank--;
    size_t end = blank > at ? blank : fits;
    *next = end;
    while (*next < size && text[*next] == ' ')
        ++*next;
    while (end > at && text[end - 1] == ' ')
        end--;
    return end;
}

int widget_text(TuiCanvas *canvas, TuiRect area, TuiStyle style, const char *text, size_t size)
{
    int row = 0;
    if (area.w < 1)
        return 0;
    for (size_t at = 0; at < size && row < area.h; row++) {
        size_t next;
        size_t end = line_end(text, size, at, area.w, &next);
        if (row == area.h - 1 && next < size)
            tui_canvas_fit(canvas, area.x, area.y + row, area.w, style, text + at, size - at);
        else
            tui_canvas_put(canvas, area.x, area.y + row, style, text + at, end - at);
        at = next;
    }
    return row;
}

int widget_text_rows(const char *text, size_t size, int columns)
{
    int rows = 0;
    for (size_t at = 0; at < size && columns > 0; rows++)
        line_end(text, size, at, columns, &at);
    return rows;
}
