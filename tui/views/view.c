#include "tui/views/view.h"

#define VIEW_ROW(symbol, view, title) &view,
static const TuiView *const VIEWS[] = {TUI_PANE_TABLE(VIEW_ROW)};
#undef VIEW_ROW

#define TITLE_ROW(symbol, view, title) title,
static const char *const TITLES[] = {TUI_PANE_TABLE(TITLE_ROW)};
#undef TITLE_ROW

const TuiView *tui_pane_view(TuiPane pane)
{
    return VIEWS[pane];
}

const char *tui_pane_title(TuiPane pane)
{
    return TITLES[pane];
}
