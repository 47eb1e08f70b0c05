/* tui_draw.h: the one place that draws: from the app's state to a finished canvas.
 *
 * Drawing changes nothing and cannot fail.  The canvas must have the app's size.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "tui/tui_app.h"

void tui_draw(const TuiApp *app, TuiCanvas *canvas);
/* How far the overlay that is open can be scrolled, in rows. */
int tui_draw_overlay_rows(const TuiApp *app);
/* The picker's item at a cell. */
bool tui_draw_picker_hit(const TuiApp *app, int x, int y, size_t *item);

/* ---- parts in files of their own ---- */

/* tui_draw_overlay.c: help and why over the panes. */
void tui_draw_help(const TuiApp *app, TuiCanvas *canvas);
void tui_draw_why(const TuiApp *app, TuiCanvas *canvas, const TuiLayout *layout);
/* tui_draw_picker.c: the list of scenarios. */
void tui_draw_picker(const TuiApp *app, TuiCanvas *canvas);

#endif
