/* widget_text.h: a paragraph, wrapped at blanks. */
#ifndef WIDGET_TEXT_H
#define WIDGET_TEXT_H

#include "tui/tui_canvas.h"

/* Draws text into a rectangle, wrapped at blanks; what does not fit ends in an ellipsis.  Returns the rows used. */
int widget_text(TuiCanvas *canvas, TuiRect area, TuiStyle style, const char *text, size_t size);
/* The rows that it takes at a width. */
int widget_text_rows(const char *text, size_t size, int columns);

#endif
