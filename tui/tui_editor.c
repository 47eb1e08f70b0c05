#include "tui/tui_editor.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

extern char **environ;

static const char *editor_name(void)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    return visual && *visual ? visual : editor && *editor ? editor : "vi";
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_size == b->st_size && a->st_ino == b->st_ino;
}

/* Keys that send signals are the editor's business while it runs: an interrupt must not end us, a stop must stop us
 * both, or else the shell would never get the terminal. */
enum { SIGNALS = 3 };
static const int NUMBERS[SIGNALS] = {SIGINT, SIGQUIT, SIGTSTP};

static void signals_aside(struct sigaction saved[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction aside = {.sa_handler = NUMBERS[i] == SIGTSTP ? SIG_DFL : SIG_IGN};
        sigemptyset(&aside.sa_mask);
        sigaction(NUMBERS[i], &aside, &saved[i]);
    }
}

static void signals_back(const struct sigaction saved[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(NUMBERS[i], &saved[i], NULL);
}

/* Starts the shell command with the signals as usual; false when it cannot be started. */
static bool start(char *const arguments[], pid_t *child)
{
    posix_spawnattr_t attributes;
    sigset_t usual;
    if (posix_spawnattr_init(&attributes) != 0)
        return false;
    sigemptyset(&usual);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&usual, NUMBERS[i]);
    bool ok = posix_spawnattr_setsigdefault(&attributes, &usual) == 0 &&
              posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF) == 0 &&
              posix_spawn(child, "/bin/sh", NULL, &attributes, arguments, environ) == 0;
    posix_spawnattr_destroy(&attributes);
    return ok;
}

/* Runs the command to its end; NULL, or what went wrong. */
static const char *run(char *const arguments[])
{
    pid_t child;
    int status = 0;
    if (!start(arguments, &child))
        return "The editor could not be started.";
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return "The editor could not be waited for.";
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return "The editor could not be started: set $EDITOR.";
    return NULL;
}

const char *tui_editor_run(const char *path, bool *changed)
{
    struct stat before = {0}, after = {0};
    *changed = false;
    if (stat(path, &before) != 0)
        return "The file is not there any more.";
    /* The editor's name may carry arguments, so a shell reads it; the path is handed over as an argument. */
    char command[512];
    int written = snprintf(command, sizeof command, "%s \"$1\"", editor_name());
    if (written < 0 || (size_t)written >= sizeof command)
        return "$EDITOR is too long.";
    char *arguments[] = {(char[]){"sh"}, (char[]){"-c"}, command, (char[]){"sh"}, (char *)path, NULL};
    struct sigaction saved[SIGNALS];
    signals_aside(saved);
    const char *problem = run(arguments);
    signals_back(saved);
    if (problem)
        return problem;
    if (stat(path, &after) != 0)
        return "The file is not there any more.";
    *changed = !same_file(&before, &after);
    return NULL;
}
