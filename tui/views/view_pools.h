/* view_pools.h: what of the pools is in use, of how much, and how many wait; and the requests under way.
 *
 * Lines at the bottom of the running pane.  Owns nothing, cannot fail.
 */
#ifndef VIEW_POOLS_H
#define VIEW_POOLS_H

#include "tui/tui_canvas.h"
#include "tui/views/view.h"

/* Draws them at the bottom of the area: a line for workers, one for connections, one for requests where there is room,
 * else one for all.  Returns how many lines it took, 0 when there is nothing to tell. */
int view_pools_draw(const TuiScene *scene, TuiRect area);

#endif
