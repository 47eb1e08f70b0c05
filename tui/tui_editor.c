#include "tui/tui_editor.h"

#include <errno.h>
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
    pid_t child;
    if (posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environ) != 0)
        return "The editor could not be started.";
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return "The editor could not be waited for.";
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
        return "The editor could not be started: set $EDITOR.";
    if (stat(path, &after) != 0)
        return "The file is not there any more.";
    *changed = !same_file(&before, &after);
    return NULL;
}
