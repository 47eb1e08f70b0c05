#include "tui/tui_layout.h"

static int at_least(int value, int low)
{
    return value < low ? low : value;
}

static int at_most(int value, int high)
{
    return value > high ? high : value;
}

static void place(TuiLayout *layout, TuiPane pane, unsigned run, TuiRect area, int rule_x, int rule_w)
{
    if (rule_w > 0 && rule_x + rule_w < layout->width)
        rule_w++; /* up to the vertical rule */
    if (layout->place_count < TUI_PLACES_MAX && area.h > 0 && area.w > 0)
        layout->places[layout->place_count++] = (TuiPlace){
            .pane = pane, .run = run, .area = area, .rule_x = rule_x, .rule_w = rule_w, .titled = rule_w > 0};
}

static void column(TuiLayout *layout, int x, int y, int length)
{
    if (layout->column_count < TUI_COLUMNS_MAX) {
        layout->columns[layout->column_count].x = x;
        layout->columns[layout->column_count].y = y;
        layout->columns[layout->column_count].length = length;
        layout->column_count++;
    }
}

/* Panes above each other in one column that starts behind the vertical rule at x - 1; `rows` for each, the rules
 * between them included in `h` but the first. */
static void stack(TuiLayout *layout, unsigned run, TuiRect column, const TuiPane *panes, const int *rows, int count)
{
    int y = column.y;
    for (int i = 0; i < count; i++) {
        int left = column.y + column.h - y;
        int h = i == count - 1 ? left : at_most(rows[i], left);
        int lead = column.x > 0 ? 1 : 0;
        place(layout, panes[i], run, (TuiRect){column.x, y, column.w, h}, column.x - lead, column.w + lead);
        y += h + 1;
    }
}

/* How many rows the timeline gets: its lanes and the axis, at two rows a lane where there is plenty. */
static int timeline_rows(uint32_t lanes, int available)
{
    int wanted = lanes > 100 ? 101 : (int)lanes + 1;
    int share = at_least(available * 3 / 10, 5);
    if (wanted * 2 - 1 <= share)
        return wanted * 2 - 1;
    return at_least(at_most(wanted, share), 3);
}

static void three_columns(TuiLayout *layout, const TuiLayoutNeeds *needs, int y, int rows)
{
    static const TuiPane MIDDLE[] = {TUI_PANE_READY, TUI_PANE_WAITING, TUI_PANE_RUNNING};
    static const TuiPane RIGHT[] = {TUI_PANE_TASKS, TUI_PANE_EVENTS};
    int first = needs->width * 42 / 100, second = first + (needs->width - first) / 2;
    int w = needs->width;
    place(layout, TUI_PANE_SOURCE, 0, (TuiRect){0, y, first, rows}, 0, first);
    int inner = rows - 2;
    int running = at_least(at_most(inner / 3, 8), needs->threads > 1 ? (int)at_most((int)needs->threads, 8) : 3);
    int ready = at_least((inner - running) * 45 / 100, 2);
    stack(layout, 0, (TuiRect){first + 1, y, second - first - 1, rows}, MIDDLE,
          (int[]){ready, inner - ready - running, running}, 3);
    int tasks = at_least((rows - 1) * 40 / 100, 3);
    stack(layout, 0, (TuiRect){second + 1, y, w - second - 1, rows}, RIGHT, (int[]){tasks, rows - 1 - tasks}, 2);
    column(layout, first, y - 1, rows + 2);
    column(layout, second, y - 1, rows + 2);
}

static void two_columns(TuiLayout *layout, const TuiLayoutNeeds *needs, int y, int rows)
{
    static const TuiPane RIGHT[] = {TUI_PANE_READY, TUI_PANE_WAITING, TUI_PANE_RUNNING, TUI_PANE_TASKS};
    int first = needs->width / 2;
    place(layout, TUI_PANE_SOURCE, 0, (TuiRect){0, y, first, rows}, 0, first);
    int inner = rows - 2;
    bool tasks = rows >= 24;
    int task_rows = tasks ? (inner - 1) / 3 : 0;
    inner -= tasks ? task_rows + 1 : 0;
    int running =
        needs->threads > 1 ? at_most((int)needs->threads, at_least((inner + 1) / 3, 1)) : at_least(inner / 6, 1);
    int ready = at_least((inner - running) * 45 / 100, 2);
    stack(layout, 0, (TuiRect){first + 1, y, needs->width - first - 1, rows}, RIGHT,
          (int[]){ready, inner - ready - running, running, task_rows}, tasks ? 4 : 3);
    column(layout, first, y - 1, rows + 2);
}

static void one_run(TuiLayout *layout, const TuiLayoutNeeds *needs)
{
    int w = needs->width, h = needs->height;
    /* header, three title rules, two rows of the sentence, keys */
    int available = h - 7;
    int timeline = timeline_rows(needs->lanes[0], available);
    int output = at_most(at_least(available / 8, 2), 8);
    int top = available - timeline - output;
    layout->top = (TuiRect){0, 1, w, top + 1};
    if (w >= 120 && top >= 12)
        three_columns(layout, needs, 2, top);
    else
        two_columns(layout, needs, 2, top);
    place(layout, TUI_PANE_TIMELINE, 0, (TuiRect){0, top + 3, w, timeline}, 0, w);
    place(layout, TUI_PANE_OUTPUT, 0, (TuiRect){0, top + timeline + 4, w, output}, 0, w);
    place(layout, TUI_PANE_SAY, 0, (TuiRect){0, h - 3, w, 2}, 0, 0);
}

/* The halves of two compared runs, one for each: the source, and below it either a line of state or the panes. */
static void half(TuiLayout *layout, unsigned run, TuiRect area)
{
    static const TuiPane PANES[] = {TUI_PANE_READY, TUI_PANE_WAITING, TUI_PANE_RUNNING};
    int lead = area.x > 0 ? 1 : 0;
    if (area.h < 20) {
        place(layout, TUI_PANE_SOURCE, run, (TuiRect){area.x, area.y, area.w, area.h - 1}, area.x - lead,
              area.w + lead);
        place(layout, TUI_PANE_STATE, run, (TuiRect){area.x, area.y + area.h - 1, area.w, 1}, 0, 0);
        return;
    }
    int panes = at_most(area.h / 2, 14), source = area.h - panes - 1;
    place(layout, TUI_PANE_SOURCE, run, (TuiRect){area.x, area.y, area.w, source}, area.x - lead, area.w + lead);
    int ready = at_least((panes - 4) * 45 / 100, 2);
    stack(layout, run, (TuiRect){area.x, area.y + source + 1, area.w, panes}, PANES,
          (int[]){ready, panes - 2 - ready - 2, 2}, 3);
}

static void two_runs(TuiLayout *layout, const TuiLayoutNeeds *needs)
{
    int w = needs->width, h = needs->height;
    int available = h - 9; /* header, rules above top, both timelines and output, three rows of sentence, keys */
    int room = at_least(available * 55 / 100, 5);
    int output = at_most(at_least(available / 8, 2), 6);
    int lanes[2] = {at_most((int)needs->lanes[0], 64), at_most((int)needs->lanes[1], 64)};
    while (lanes[0] + lanes[1] + 1 > room && (lanes[0] > 1 || lanes[1] > 1))
        lanes[lanes[1] >= lanes[0] ? 1 : 0]--;
    int first_rows = at_least(lanes[0], 1), second_rows = at_least(lanes[1], 1) + 1;
    int top = available - first_rows - second_rows - output;
    int middle = w / 2;
    layout->top = (TuiRect){0, 1, w, top + 1};
    half(layout, 0, (TuiRect){0, 2, middle, top});
    half(layout, 1, (TuiRect){middle + 1, 2, w - middle - 1, top});
    column(layout, middle, 1, top + 2);
    int y = top + 3;
    place(layout, TUI_PANE_TIMELINE, 0, (TuiRect){0, y, w, first_rows}, 0, w);
    y += first_rows + 1;
    place(layout, TUI_PANE_TIMELINE, 1, (TuiRect){0, y, w, second_rows}, 0, w);
    y += second_rows + 1;
    place(layout, TUI_PANE_OUTPUT, 0, (TuiRect){0, y, middle, output}, 0, middle);
    place(layout, TUI_PANE_OUTPUT, 1, (TuiRect){middle + 1, y, w - middle - 1, output}, middle, w - middle);
    column(layout, middle, y - 1, output + 1);
    place(layout, TUI_PANE_SAY, 0, (TuiRect){0, h - 4, w, 3}, 0, 0);
}

static void one_pane(TuiLayout *layout, const TuiLayoutNeeds *needs)
{
    int w = needs->width, h = needs->height;
    layout->top = (TuiRect){0, 1, w, h - 4};
    place(layout, needs->focus, needs->focus_run, (TuiRect){0, 2, w, h - 5}, 0, w);
    place(layout, TUI_PANE_SAY, 0, (TuiRect){0, h - 3, w, 2}, 0, 0);
}

void tui_layout(const TuiLayoutNeeds *needs, TuiLayout *layout)
{
    *layout = (TuiLayout){.compare = needs->compare, .width = needs->width};
    layout->too_small = needs->width < TUI_MIN_WIDTH || needs->height < TUI_MIN_HEIGHT;
    if (layout->too_small)
        return;
    if (needs->large)
        one_pane(layout, needs);
    else if (needs->compare)
        two_runs(layout, needs);
    else
        one_run(layout, needs);
}

const TuiPlace *tui_layout_find(const TuiLayout *layout, TuiPane pane, unsigned run)
{
    for (int i = 0; i < layout->place_count; i++)
        if (layout->places[i].pane == pane && layout->places[i].run == run)
            return &layout->places[i];
    return NULL;
}

const TuiPlace *tui_layout_at(const TuiLayout *layout, int x, int y)
{
    for (int i = 0; i < layout->place_count; i++) {
        const TuiRect *area = &layout->places[i].area;
        int top = area->y - (layout->places[i].titled ? 1 : 0);
        if (x >= area->x && x < area->x + area->w && y >= top && y < area->y + area->h)
            return &layout->places[i];
    }
    return NULL;
}
