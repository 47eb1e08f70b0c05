/* tui_editor.h: opens a file in the user's editor and waits for it. */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include <stdbool.h>

/* Runs $VISUAL, else $EDITOR, else vi, on the file; `*changed` tells whether it was saved.  NULL, or a sentence that
 * says what went wrong.  The terminal must have been given back (tui_term_pause). */
const char *tui_editor_run(const char *path, bool *changed);

#endif
