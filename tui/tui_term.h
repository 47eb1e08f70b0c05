/* tui_term.h: starting the terminal and, whatever happens, giving it back as it was.
 *
 * With tui_blit.h the only module that knows ncurses.  Between start and stop the terminal is in raw mode on its
 * alternate screen, with the cursor hidden and mouse reports on.  Fatal signals (a crash, an abort) restore it before
 * the process dies of them; SIGTERM and the like are the event loop's matter (tui_loop.h), which calls stop. One
 * terminal per process: the crash handler needs to find it.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/tui_theme.h"

typedef struct TuiTerm TuiTerm;

/* Starts.  NULL when that is not possible; `*problem` is then a sentence that says why and what to do. */
TuiTerm *tui_term_start(const char **problem);
/* Restores the terminal and frees everything. */
void tui_term_stop(TuiTerm *term);
/* Restores the terminal for a while ($EDITOR, suspension), and takes it again. */
void tui_term_pause(TuiTerm *term);
void tui_term_resume(TuiTerm *term);
/* The size, asked from the terminal anew. */
void tui_term_size(TuiTerm *term, int *width, int *height);
/* Colours that the terminal knows. */
int tui_term_colours(const TuiTerm *term);
/* The character set of the locale. */
const char *tui_term_charset(void);
/* Gives the calling thread a stack of its own for the crash handler.  True on success; undone by passing false. */
bool tui_term_guard_thread(void **stack, bool enter);

#endif
