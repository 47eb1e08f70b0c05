/* One row that tells where a compared run stands: who runs, how many are ready and wait. */
#include "tui/tui_app.h"
#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

static void draw(const TuiScene *scene, TuiRect area)
{
    const AnModel *model = scene->run->model;
    char text[64];
    int size = snprintf(text, sizeof text, "ready %u  waiting %u", (unsigned)an_model_ready_count(model),
                        (unsigned)an_model_waiting_count(model));
    TuiRect left = {area.x, area.y, area.w - size - 1, 1};
    view_running.draw(scene, left);
    tui_canvas_right(scene->canvas, area.x + area.w - 1, area.y, tui_role(TUI_ROLE_DIM), text);
}

const TuiView view_state = {.draw = draw};
