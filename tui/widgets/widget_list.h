/* widget_list.h: which rows of a list are shown, and the remark about those that are not. */
#ifndef WIDGET_LIST_H
#define WIDGET_LIST_H

#include "tui/tui_canvas.h"

typedef struct WidgetList {
    uint32_t first; /* index of the first row shown */
    int rows;       /* rows shown */
    uint32_t more;  /* rows behind them: the remark takes the row below the last one shown */
} WidgetList;

/* Lays out `count` rows in an area, scrolled down by `scroll`. */
WidgetList widget_list(TuiRect area, uint32_t count, int scroll);
/* "… 12 more" in the last row, when there are more. */
void widget_list_more(TuiCanvas *canvas, TuiRect area, const WidgetList *list);
/* A remark for a list without rows, wrapped into the area. */
void widget_list_empty(TuiCanvas *canvas, TuiRect area, const char *text);

#endif
