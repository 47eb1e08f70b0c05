/* tui_layout.h: where the panes are: a pure function of the screen's size and of how many lanes the timeline has.
 *
 * The screen has a header row, panes under thin rules that carry their titles, two rows for the sentence, and a row of
 * keys.  80 × 24 shows everything that matters; wider screens get a third column, higher ones more rows.
 */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include "tui/tui_canvas.h"
#include "tui/views/view.h"

enum { TUI_MIN_WIDTH = 72, TUI_MIN_HEIGHT = 20, TUI_PLACES_MAX = 16, TUI_COLUMNS_MAX = 4 };

typedef struct TuiPlace {
    TuiPane pane;
    unsigned run; /* which run it shows */
    TuiRect area; /* the rule with its title is the row above, as wide as `rule` says */
    int rule_x, rule_w;
    bool titled; /* false: no rule above */
} TuiPlace;

typedef struct TuiLayout {
    int width;
    bool too_small;
    bool compare;
    int place_count;
    TuiPlace places[TUI_PLACES_MAX];
    int column_count;
    struct {
        int x, y, length;
    } columns[TUI_COLUMNS_MAX]; /* vertical rules, from title rule to title rule */
    TuiRect top;                /* the upper part, for overlays: from its title rule to its last row */
} TuiLayout;

typedef struct TuiLayoutNeeds {
    int width, height;
    uint32_t lanes[2]; /* lanes of each run */
    uint32_t threads;  /* of the first run */
    bool compare;
    bool large; /* the focused pane alone */
    TuiPane focus;
    unsigned focus_run;
} TuiLayoutNeeds;

void tui_layout(const TuiLayoutNeeds *needs, TuiLayout *layout);
/* The place of a pane; NULL when it is not on the screen. */
const TuiPlace *tui_layout_find(const TuiLayout *layout, TuiPane pane, unsigned run);
/* The place at a cell, its title rule included; NULL where there is none. */
const TuiPlace *tui_layout_at(const TuiLayout *layout, int x, int y);

#endif
