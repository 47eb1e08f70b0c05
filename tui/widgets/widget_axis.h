/* widget_axis.h: the labels below a timeline, at round values. */
#ifndef WIDGET_AXIS_H
#define WIDGET_AXIS_H

#include "tui/tui_canvas.h"

/* Labels for virtual times between two of them, `columns` wide. */
void widget_axis_time(TuiCanvas *canvas, int x, int y, int columns, int64_t from_ns, int64_t to_ns);
/* Labels for events, counted from 1. */
void widget_axis_step(TuiCanvas *canvas, int x, int y, int columns, int64_t from, int64_t to);
/* The column of a value in [from, to] on `columns` of them. */
int widget_axis_column(int64_t value, int64_t from, int64_t to, int columns);

#endif
