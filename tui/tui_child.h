/* tui_child.h: a program run to its end, with what it writes.
 */
#ifndef TUI_CHILD_H
#define TUI_CHILD_H

#include "base/ls_buf.h"

/* Runs `arguments[0]`, found by PATH, without input; its stderr is ours.  What it writes to stdout and to descriptor 3
 * is appended to the buffers.  `status`: its exit status, 128 + N when signal N ended it.  NULL, or what went wrong. */
const char *tui_child_run(char *const arguments[], LsBuf *output, LsBuf *report, int *status);

#endif
