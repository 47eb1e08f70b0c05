#include "tui/tui_draw.h"
#include "tui/widgets/widget_text.h"

#include <stdio.h>
#include <string.h>

typedef struct PickerLayout {
    TuiRect list, preview;
    bool beside; /* the preview stands beside the list, else below it */
    size_t first;
    int names; /* columns of the file names */
} PickerLayout;

static PickerLayout layout_of(const TuiApp *app)
{
    PickerLayout layout = {.names = 10};
    size_t count = app->catalog ? app->catalog->count : 0;
    int h = app->height;
    layout.beside = app->width >= 130;
    for (size_t i = 0; i < count; i++) {
        int columns = tui_text_columns(app->catalog->items[i].name, strlen(app->catalog->items[i].name));
        layout.names = columns > layout.names ? columns : layout.names;
    }
    layout.names = layout.names > 30 ? 30 : layout.names;
    if (layout.beside) {
        int split = app->width * 11 / 20;
        layout.list = (TuiRect){0, 2, split, h - 3};
        layout.preview = (TuiRect){split + 1, 2, app->width - split - 1, h - 3};
    } else {
        int rows = (h - 4) * 11 / 20;
        rows = (size_t)rows > count ? (int)count : rows;
        layout.list = (TuiRect){0, 2, app->width, rows > 0 ? rows : 1};
        layout.preview = (TuiRect){0, layout.list.h + 3, app->width, h - layout.list.h - 4};
    }
    size_t rows = (size_t)layout.list.h;
    if (app->picked >= rows)
        layout.first = app->picked - rows + 1;
    return layout;
}

bool tui_draw_picker_hit(const TuiApp *app, int x, int y, size_t *item)
{
    PickerLayout layout = layout_of(app);
    const TuiRect *list = &layout.list;
    if (!app->catalog || x < list->x || x >= list->x + list->w || y < list->y || y >= list->y + list->h)
        return false;
    *item = layout.first + (size_t)(y - list->y);
    return *item < app->catalog->count;
}

static void draw_item(const TuiApp *app, TuiCanvas *canvas, const PickerLayout *layout, size_t index, int y)
{
    const TuiCatalogItem *item = &app->catalog->items[index];
    bool picked = index == app->picked;
    const TuiRect *list = &layout->list;
    if (picked)
        tui_canvas_fill(canvas, (TuiRect){list->x, y, list->w, 1}, tui_role(TUI_ROLE_SELECTED), " ");
    int x = tui_canvas_puts(canvas, list->x + 1, y, tui_role(picked ? TUI_ROLE_SELECTED : TUI_ROLE_DIM),
                            picked ? "▶ " : "  ");
    tui_canvas_fit(canvas, x, y, layout->names, tui_role(picked ? TUI_ROLE_SELECTED : TUI_ROLE_DIM), item->name,
                   strlen(item->name));
    x += layout->names + 2;
    tui_canvas_fit(canvas, x, y, list->x + list->w - 1 - x, tui_role(picked ? TUI_ROLE_SELECTED : TUI_ROLE_TEXT),
                   item->title, strlen(item->title));
}

/* The lesson, and where there is room the begin of the code. */
static void draw_preview(const TuiApp *app, TuiCanvas *canvas, TuiRect area)
{
    const TuiCatalogItem *item = &app->catalog->items[app->picked];
    TuiRect text = {area.x + 2, area.y, area.w - 4, area.h};
    int y = text.y;
    y += widget_text(canvas, text, tui_role(TUI_ROLE_FOCUS), item->title, strlen(item->title)) + 1;
    const char *at = item->lesson;
    while (*at && y < area.y + area.h) {
        const char *end = strchr(at, '\n');
        size_t size = end ? (size_t)(end - at) : strlen(at);
        TuiRect rest = {text.x, y, text.w, area.y + area.h - y};
        y += size ? widget_text(canvas, rest, tui_role(TUI_ROLE_CODE), at, size) : 1;
        at += size + (end ? 1 : 0);
    }
    if (item->compare && y + 1 < area.y + area.h) {
        y++;
        tui_canvas_puts(canvas, text.x, y, tui_role(TUI_ROLE_NOTE),
                        "Two runs of the same work, side by side on one clock.");
        y++;
    }
    TuiSource source;
    if (y + 4 >= area.y + area.h || !tui_source_init(&source, app->alloc, item->text, item->size))
        return;
    y++;
    for (uint32_t line = item->code_line; line <= source.count && y < area.y + area.h; line++, y++) {
        tui_source_draw(&source, line, canvas, text.x, y, text.w);
        if (tui_source_is_note(&source, line))
            tui_canvas_restyle(canvas, (TuiRect){text.x, y, text.w, 1}, tui_role(TUI_ROLE_CODE_COMMENT), false);
    }
    tui_source_free(&source);
}

void tui_draw_picker(const TuiApp *app, TuiCanvas *canvas)
{
    TuiStyle rule = tui_role(TUI_ROLE_RULE);
    tui_canvas_fill(canvas, (TuiRect){0, 0, canvas->width, 1}, tui_role(TUI_ROLE_HEADER), " ");
    int x = tui_canvas_puts(canvas, 1, 0, tui_role(TUI_ROLE_HEADER_STRONG), "loopscope");
    tui_canvas_puts(canvas, x, 0, tui_role(TUI_ROLE_HEADER_DIM), " · see how an event loop schedules work");
    tui_canvas_rule_h(canvas, 0, 1, canvas->width, rule);
    if (!app->catalog || app->catalog->count == 0) {
        tui_canvas_puts(canvas, 2, 3, tui_role(TUI_ROLE_TEXT), "No scenarios were found.");
        tui_canvas_puts(canvas, 2, 4, tui_role(TUI_ROLE_DIM), "`loopscope FILE.py` opens a file of your own.");
        return;
    }
    PickerLayout layout = layout_of(app);
    if (layout.beside)
        tui_canvas_rule_v(canvas, layout.list.w, 1, layout.list.h + 1, rule);
    else
        tui_canvas_rule_h(canvas, 0, layout.preview.y - 1, canvas->width, rule);
    tui_canvas_finish_rules(canvas);
    tui_canvas_puts(canvas, 2, 1, tui_role(TUI_ROLE_FOCUS), " scenarios ");
    if (app->catalog->count > (size_t)layout.list.h) {
        char place[48];
        size_t last = layout.first + (size_t)layout.list.h;
        snprintf(place, sizeof place, " %zu–%zu of %zu ", layout.first + 1, last, app->catalog->count);
        tui_canvas_right(canvas, layout.list.w - 2, 1, tui_role(TUI_ROLE_TITLE), place);
    }
    tui_canvas_puts(canvas, layout.preview.x + 2, layout.preview.y - 1, tui_role(TUI_ROLE_TITLE), " lesson ");
    for (int i = 0; i < layout.list.h && layout.first + (size_t)i < app->catalog->count; i++)
        draw_item(app, canvas, &layout, layout.first + (size_t)i, layout.list.y + i);
    draw_preview(app, canvas, layout.preview);
}
