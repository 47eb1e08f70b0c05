/* tui_loop.h: runs the app on a terminal: input, animation, signals, and loading off the screen's thread.
 *
 * The only module that knows libuv.  While nothing is animated or loaded it sleeps in the kernel and uses no CPU.
 */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include "tui/tui_app.h"

/* Runs until the user quits or a signal asks for it.  The app's request, if it has a target, is loaded first.
 * Returns 0, or 2 with `*problem` (one sentence) when the terminal cannot be used; `*signal_number` is the signal that
 * ended it, or 0: the terminal is restored by then, and the caller may die of it. */
int tui_loop_run(TuiApp *app, const char **problem, int *signal_number);

#endif
