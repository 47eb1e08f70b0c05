/* view_phrase.h: the few words that lists say about why an entry is ready and what a task waits for. */
#ifndef VIEW_PHRASE_H
#define VIEW_PHRASE_H

#include "tui/tui_run.h"

enum { VIEW_PHRASE_SIZE = 96 };

/* "first step", "its sleep is over", "gather is complete" …; shorter ("sleep over") where that has no room. */
void view_phrase_ready(const TuiRun *run, const AnReady *row, int columns, char out[VIEW_PHRASE_SIZE]);
/* "sleep", "gather, 2 of 3 left", "lock db" … */
void view_phrase_waiting(const TuiRun *run, const AnWaiting *row, char out[VIEW_PHRASE_SIZE]);
/* What the loop does when nothing is ready: "empty: polling until 0.250 s" … */
void view_phrase_idle(const TuiRun *run, char out[VIEW_PHRASE_SIZE]);

#endif
