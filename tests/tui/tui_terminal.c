#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "tui_terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

enum { WAIT_ROUNDS = 300, ROUND_MS = 100 };

static void open_pty(Terminal *terminal)
{
    terminal->master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal->master >= 0);
    assert_int_equal(grantpt(terminal->master), 0);
    assert_int_equal(unlockpt(terminal->master), 0);
    terminal->slave = open(ptsname(terminal->master), O_RDWR | O_NOCTTY);
    assert_true(terminal->slave >= 0);
    assert_int_equal(fcntl(terminal->master, F_SETFD, FD_CLOEXEC), 0);
    assert_int_equal(tcgetattr(terminal->slave, &terminal->before), 0);
}

static void set_size(Terminal *terminal)
{
    struct winsize size = {.ws_row = (unsigned short)terminal->height, .ws_col = (unsigned short)terminal->width};
    assert_int_equal(ioctl(terminal->slave, TIOCSWINSZ, &size), 0);
}

static const char *program_path(char path[512])
{
    const char *build = getenv("BUILD");
    snprintf(path, 512, "%s/loopscope", build && *build ? build : "build");
    return path;
}

static void run_child(Terminal *terminal, const char *const *arguments, const char *const *environment)
{
    char path[512];
    const char *argv[16] = {program_path(path)};
    for (int i = 0; i < 14 && arguments[i]; i++)
        argv[i + 1] = arguments[i];
    setsid();
    ioctl(terminal->slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++)
        dup2(terminal->slave, fd);
    if (terminal->slave > 2)
        close(terminal->slave);
    unsetenv("NO_COLOR");
    unsetenv("COLORFGBG");
    unsetenv("LOOPSCOPE_THEME");
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    for (; environment && *environment; environment++)
        putenv((char *)(uintptr_t)*environment);
    execv(path, (char *const *)(uintptr_t)argv);
    _exit(126);
}

static void make_screen(Terminal *terminal)
{
    if (terminal->vterm)
        vterm_free(terminal->vterm);
    VTerm *vterm = vterm_new(terminal->height, terminal->width);
    assert_non_null(vterm);
    vterm_set_utf8(vterm, 1);
    VTermScreen *screen = vterm_obtain_screen(vterm);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
    terminal->vterm = vterm;
}

void terminal_open(Terminal *terminal, int width, int height, const char *const *arguments,
                   const char *const *environment)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->alloc = ls_alloc_system();
    terminal->width = width;
    terminal->height = height;
    ls_buf_init(&terminal->raw, &terminal->alloc);
    ls_buf_init(&terminal->text, &terminal->alloc);
    open_pty(terminal);
    set_size(terminal);
    make_screen(terminal);
    terminal->child = fork();
    assert_true(terminal->child >= 0);
    if (terminal->child == 0)
        run_child(terminal, arguments, environment);
}

void terminal_close(Terminal *terminal)
{
    if (terminal->child > 0) {
        kill(terminal->child, SIGKILL);
        waitpid(terminal->child, NULL, 0);
    }
    close(terminal->master);
    close(terminal->slave);
    vterm_free(terminal->vterm);
    ls_buf_free(&terminal->raw);
    ls_buf_free(&terminal->text);
}

void terminal_send(Terminal *terminal, const char *bytes)
{
    size_t size = strlen(bytes);
    assert_int_equal(write(terminal->master, bytes, size), size);
}

void terminal_resize(Terminal *terminal, int width, int height)
{
    terminal->width = width;
    terminal->height = height;
    vterm_set_size(terminal->vterm, height, width);
    set_size(terminal); /* sends SIGWINCH to the program, which owns the terminal */
}

/* Takes what is there within a moment; false when nothing came. */
static bool receive(Terminal *terminal, int milliseconds)
{
    struct pollfd poll_fd = {.fd = terminal->master, .events = POLLIN};
    if (poll(&poll_fd, 1, milliseconds) <= 0)
        return false;
    char bytes[4096];
    ssize_t got = read(terminal->master, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    ls_buf_put(&terminal->raw, bytes, (size_t)got);
    vterm_input_write(terminal->vterm, bytes, (size_t)got);
    return true;
}

const char *terminal_screen(Terminal *terminal)
{
    VTermScreen *screen = vterm_obtain_screen(terminal->vterm);
    ls_buf_clear(&terminal->text);
    for (int row = 0; row < terminal->height; row++) {
        size_t end = terminal->text.size;
        for (int col = 0; col < terminal->width; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(screen, (VTermPos){.row = row, .col = col}, &cell);
            if (cell.chars[0] == (uint32_t)-1) /* right half of a wide character */
                continue;
            if (cell.chars[0] == 0)
                ls_buf_putc(&terminal->text, ' ');
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
                ls_buf_put_utf8(&terminal->text, cell.chars[i]);
            if (cell.chars[0] != 0 && cell.chars[0] != ' ')
                end = terminal->text.size;
        }
        terminal->text.size = end;
        ls_buf_putc(&terminal->text, '\n');
    }
    return ls_buf_text(&terminal->text);
}

void terminal_wait_for(Terminal *terminal, const char *text)
{
    for (int i = 0; i < WAIT_ROUNDS; i++) {
        if (strstr(terminal_screen(terminal), text))
            return;
        while (receive(terminal, ROUND_MS) && !strstr(terminal_screen(terminal), text))
            continue;
    }
    fail_msg("\"%s\" did not appear:\n%s", text, terminal_screen(terminal));
}

void terminal_wait_until(Terminal *terminal, const char *screen)
{
    for (int i = 0; i < WAIT_ROUNDS; i++) {
        if (strcmp(terminal_screen(terminal), screen) == 0)
            return;
        receive(terminal, ROUND_MS);
    }
    fail_msg("the terminal shows\n%sbut should show\n%s", terminal_screen(terminal), screen);
}

int terminal_wait(Terminal *terminal, bool stopped)
{
    int status = 0;
    for (int i = 0; i < WAIT_ROUNDS; i++) {
        pid_t done = waitpid(terminal->child, &status, WNOHANG | (stopped ? WUNTRACED : 0));
        if (done == terminal->child) {
            while (receive(terminal, 0))
                continue;
            if (!WIFSTOPPED(status))
                terminal->child = 0;
            return status;
        }
        receive(terminal, ROUND_MS);
    }
    fail_msg("the program did not end:\n%s", terminal_screen(terminal));
    return -1;
}

static bool sent(const Terminal *terminal, const char *sequence)
{
    return strstr(ls_buf_text(&terminal->raw), sequence) != NULL;
}

void terminal_assert_restored(Terminal *terminal)
{
    struct termios now;
    assert_int_equal(tcgetattr(terminal->slave, &now), 0);
    assert_int_equal(now.c_iflag, terminal->before.c_iflag);
    assert_int_equal(now.c_oflag, terminal->before.c_oflag);
    assert_int_equal(now.c_cflag, terminal->before.c_cflag);
    assert_int_equal(now.c_lflag, terminal->before.c_lflag);
    assert_true(sent(terminal, "\033[?1000h")); /* it was on */
    assert_true(sent(terminal, "\033[?1000l"));
    assert_true(sent(terminal, "\033[?1006l"));
    assert_true(sent(terminal, "\033[?1049h"));
    assert_true(sent(terminal, "\033[?1049l"));
    assert_true(sent(terminal, "\033[?25h") || sent(terminal, "\033[?12;25h") || sent(terminal, "\033[34h\033[?25h"));
}
