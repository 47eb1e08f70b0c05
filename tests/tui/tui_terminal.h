/* tui_terminal.h: the real program in a pseudo-terminal, rendered by libvterm.
 *
 * Waiting is always for something to appear; the limit only keeps a broken program from hanging the suite.
 */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "base/ls_buf.h"

typedef struct Terminal {
    int master, slave; /* the slave stays open, so that the terminal outlives the program */
    pid_t child;
    struct termios before;
    void *vterm;
    LsAlloc alloc;
    LsBuf raw;  /* all that the program has sent */
    LsBuf text; /* the screen */
    int width, height;
} Terminal;

/* Starts `$BUILD/loopscope` with arguments (ends with NULL) in a terminal; `environment` is a list of NAME=VALUE, ends
 * with NULL, in addition to TERM=xterm-256color and LC_ALL=C.UTF-8. */
void terminal_open(Terminal *terminal, int width, int height, const char *const *arguments,
                   const char *const *environment);
void terminal_close(Terminal *terminal);

void terminal_send(Terminal *terminal, const char *bytes);
void terminal_resize(Terminal *terminal, int width, int height);
/* The screen as it is now, lines without trailing blanks. */
const char *terminal_screen(Terminal *terminal);
/* Reads until the screen contains the text / is the text. */
void terminal_wait_for(Terminal *terminal, const char *text);
void terminal_wait_until(Terminal *terminal, const char *screen);
/* Waits for the program's end (or stop, with `stopped`); returns the status of waitpid. */
int terminal_wait(Terminal *terminal, bool stopped);
/* The modes are those from before, and the sequences that undo everything were sent. */
void terminal_assert_restored(Terminal *terminal);

#endif
