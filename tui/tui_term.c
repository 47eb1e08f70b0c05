#include "tui/tui_term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { RESTORE_BYTES = 512, STACK_BYTES = 64 * 1024 };

static const char MOUSE_ON[] = "\033[?1000h\033[?1002h\033[?1006h";
static const char MOUSE_OFF[] = "\033[?1006l\033[?1002l\033[?1000l";

struct TuiTerm {
    SCREEN *screen;
    bool mouse;
    void *stack;
};

/* What the crash handler needs, and nothing else: a signal handler has no other way to find it.  Written before the
 * handler is installed. */
static struct {
    volatile sig_atomic_t active;
    struct termios modes;
    size_t restore_size;
    char restore[RESTORE_BYTES];
} crash;

static const int FATAL[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
enum { FATAL_COUNT = sizeof FATAL / sizeof *FATAL };

/* Only functions that are safe in a signal handler. */
static void on_fatal(int number)
{
    if (crash.active) {
        crash.active = 0;
        ssize_t written = write(STDOUT_FILENO, crash.restore, crash.restore_size);
        (void)written;
        tcsetattr(STDIN_FILENO, TCSANOW, &crash.modes);
    }
    signal(number, SIG_DFL);
    raise(number);
}

bool tui_term_guard_thread(void **stack, bool enter)
{
    if (!enter) {
        stack_t off = {.ss_flags = SS_DISABLE};
        sigaltstack(&off, NULL);
        free(*stack);
        *stack = NULL;
        return true;
    }
    *stack = malloc(STACK_BYTES);
    if (!*stack)
        return false;
    stack_t on = {.ss_sp = *stack, .ss_size = STACK_BYTES};
    return sigaltstack(&on, NULL) == 0;
}

/* Appends a capability without its padding ("$<5>"). */
static void append_capability(const char *name)
{
    const char *text = tigetstr((char *)(uintptr_t)name);
    if (!text || text == (const char *)-1)
        return;
    for (size_t i = 0; text[i] && crash.restore_size < RESTORE_BYTES; i++) {
        if (text[i] == '$' && text[i + 1] == '<') {
            while (text[i] && text[i] != '>')
                i++;
            if (!text[i])
                return;
            continue;
        }
        crash.restore[crash.restore_size++] = text[i];
    }
}

static void install_crash_handler(void)
{
    crash.restore_size = sizeof MOUSE_OFF - 1;
    memcpy(crash.restore, MOUSE_OFF, crash.restore_size);
    append_capability("sgr0");
    append_capability("op");
    append_capability("cnorm");
    append_capability("rmcup");
    crash.active = 1;
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FATAL_COUNT; i++)
        sigaction(FATAL[i], &action, NULL);
}

static void remove_crash_handler(void)
{
    for (int i = 0; i < FATAL_COUNT; i++)
        signal(FATAL[i], SIG_DFL);
    crash.active = 0;
}

static void send(const char *bytes)
{
    fputs(bytes, stdout);
    fflush(stdout);
}

static void enter_modes(TuiTerm *term)
{
    raw();
    noecho();
    nonl();
    curs_set(0);
    if (term->mouse)
        send(MOUSE_ON);
}

static const char *check_terminal(void)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return "the screen needs a terminal for input and output; `loopscope run FILE` works without one";
    int error = 0;
    const char *name = getenv("TERM");
    if (!name || !*name)
        return "TERM is not set, so the screen cannot be drawn; `loopscope run FILE` works without it";
    if (setupterm((char *)(uintptr_t)name, STDOUT_FILENO, &error) != OK)
        return "TERM names a terminal that is not known here; set TERM=xterm-256color, or use `loopscope run FILE`";
    const char *move = tigetstr((char *)(uintptr_t) "cup");
    bool can_move = move && move != (const char *)-1;
    del_curterm(cur_term);
    if (!can_move)
        return "this terminal cannot move its cursor, so the screen cannot be drawn; `loopscope run FILE` works on it";
    return NULL;
}

TuiTerm *tui_term_start(const char **problem)
{
    *problem = check_terminal();
    if (*problem)
        return NULL;
    TuiTerm *term = calloc(1, sizeof *term);
    if (!term || !tui_term_guard_thread(&term->stack, true)) {
        *problem = "out of memory";
        free(term);
        return NULL;
    }
    tcgetattr(STDIN_FILENO, &crash.modes);
    term->screen = newterm(NULL, stdout, stdin);
    if (!term->screen) {
        *problem = "the terminal could not be started; `loopscope run FILE` works without it";
        tui_term_guard_thread(&term->stack, false);
        free(term);
        return NULL;
    }
    install_crash_handler();
    const char *mouse = tigetstr((char *)(uintptr_t) "kmous");
    term->mouse = mouse && mouse != (const char *)-1;
    const char *no_color = getenv("NO_COLOR");
    if (has_colors() && !(no_color && *no_color)) {
        start_color();
        use_default_colors();
    }
    keypad(stdscr, FALSE);
    leaveok(stdscr, TRUE);
    enter_modes(term);
    return term;
}

void tui_term_pause(TuiTerm *term)
{
    if (term->mouse)
        send(MOUSE_OFF);
    curs_set(1);
    endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &crash.modes);
}

void tui_term_resume(TuiTerm *term)
{
    clearok(curscr, TRUE);
    wrefresh(stdscr);
    enter_modes(term);
}

void tui_term_stop(TuiTerm *term)
{
    if (!term)
        return;
    tui_term_pause(term);
    remove_crash_handler();
    delscreen(term->screen);
    tui_term_guard_thread(&term->stack, false);
    free(term);
}

void tui_term_size(TuiTerm *term, int *width, int *height)
{
    (void)term;
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        *width = size.ws_col;
        *height = size.ws_row;
    } else {
        *width = COLS;
        *height = LINES;
    }
    if (*width != COLS || *height != LINES)
        resizeterm(*height, *width);
}

int tui_term_colours(const TuiTerm *term)
{
    (void)term;
    return has_colors() ? COLORS : 0;
}

const char *tui_term_charset(void)
{
    return nl_langinfo(CODESET);
}
