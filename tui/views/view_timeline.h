/* view_timeline.h: what others need to know of the timeline: where its playhead is. */
#ifndef VIEW_TIMELINE_H
#define VIEW_TIMELINE_H

#include "tui/views/view.h"

/* The playhead's column on the screen; -1 when it is outside of the window. */
int view_timeline_playhead(const TuiScene *scene, TuiRect area);
/* Writes "lanes 2–4 of 9" when not all of them are shown; else an empty text. */
void view_timeline_range(const TuiScene *scene, TuiRect area, char *out, size_t size);
/* The column of an event; -1 when it is outside of the window. */
int view_timeline_event(const TuiScene *scene, TuiRect area, uint32_t seq);

#endif
