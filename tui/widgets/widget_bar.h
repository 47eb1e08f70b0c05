/* widget_bar.h: a horizontal bar in eighths of a cell. */
#ifndef WIDGET_BAR_H
#define WIDGET_BAR_H

#include "tui/tui_canvas.h"

/* Fills `columns` cells from the left to `share` (0 … 1) of them; something above nothing shows at least an eighth. */
void widget_bar(TuiCanvas *canvas, int x, int y, int columns, double share, TuiStyle style);

#endif
