#include "tui/widgets/widget_list.h"

#include "tui/tui_theme.h"
#include "tui/widgets/widget_text.h"

#include <string.h>

WidgetList widget_list(TuiRect area, uint32_t count, int scroll)
{
    uint32_t rows = area.h > 0 ? (uint32_t)area.h : 0;
    uint32_t last = count > rows ? count - rows : 0;
    uint32_t first = (uint32_t)(scroll < 0 ? 0 : scroll);
    WidgetList list = {.first = first > last ? last : first};
    uint32_t left = count - list.first;
    if (left <= rows || rows == 0) {
        list.rows = (int)(left < rows ? left : rows);
        return list;
    }
    list.rows = rows > 1 ? (int)rows - 1 : 1;
    list.more = left - (uint32_t)list.rows;
    return list;
}

void widget_list_more(TuiCanvas *canvas, TuiRect area, const WidgetList *list)
{
    if (list->more == 0)
        return;
    if (list->rows < area.h)
        tui_canvas_printf(canvas, area.x + 1, area.y + list->rows, tui_role(TUI_ROLE_DIM), "… %u more",
                          (unsigned)list->more);
    else
        tui_canvas_printf(canvas, area.x + area.w - 6, area.y + list->rows - 1, tui_role(TUI_ROLE_DIM), " +%-4u",
                          (unsigned)list->more);
}

void widget_list_empty(TuiCanvas *canvas, TuiRect area, const char *text)
{
    TuiRect inner = {area.x + 1, area.y, area.w - 2, area.h};
    widget_text(canvas, inner, tui_role(TUI_ROLE_DIM), text, strlen(text));
}
