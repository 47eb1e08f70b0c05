#include "tui/tui_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { REPORT_FD = 3, PIPES = 2, READ_END = 0, WRITE_END = 1 };

static const int CHILD_FDS[PIPES] = {STDOUT_FILENO, REPORT_FD};

static void close_end(int pipes[PIPES][2], int end)
{
    for (int i = 0; i < PIPES; i++)
        if (pipes[i][end] >= 0)
            close(pipes[i][end]);
}

/* Pipes whose ends lie above the descriptors that the child gets, so that none is overwritten. */
static bool open_pipes(int pipes[PIPES][2])
{
    for (int i = 0; i < PIPES; i++) {
        int ends[2];
        if (pipe(ends) != 0)
            return false;
        for (int end = 0; end < 2; end++) {
            pipes[i][end] = fcntl(ends[end], F_DUPFD_CLOEXEC, REPORT_FD + 1);
            close(ends[end]);
        }
        if (pipes[i][READ_END] < 0 || pipes[i][WRITE_END] < 0)
            return false;
    }
    return true;
}

static bool start(char *const arguments[], int pipes[PIPES][2], pid_t *child)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    bool ok = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0;
    for (int i = 0; i < PIPES; i++)
        ok = ok && posix_spawn_file_actions_adddup2(&actions, pipes[i][WRITE_END], CHILD_FDS[i]) == 0;
    ok = ok && posix_spawnp(child, arguments[0], &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return ok;
}

static void read_all(int pipes[PIPES][2], LsBuf *const buffers[PIPES])
{
    struct pollfd polled[PIPES];
    int open = PIPES;
    for (int i = 0; i < PIPES; i++)
        polled[i] = (struct pollfd){.fd = pipes[i][READ_END], .events = POLLIN};
    while (open > 0) {
        if (poll(polled, PIPES, -1) < 0 && errno != EINTR)
            return;
        for (int i = 0; i < PIPES; i++) {
            char bytes[4096];
            if (polled[i].fd < 0 || !polled[i].revents)
                continue;
            ssize_t count = read(polled[i].fd, bytes, sizeof bytes);
            if (count > 0) {
                ls_buf_put(buffers[i], bytes, (size_t)count);
            } else if (count == 0 || errno != EINTR) {
                polled[i].fd = -1;
                open--;
            }
        }
    }
}

const char *tui_child_run(char *const arguments[], LsBuf *output, LsBuf *report, int *status)
{
    int pipes[PIPES][2] = {{-1, -1}, {-1, -1}};
    LsBuf *const buffers[PIPES] = {output, report};
    pid_t child;
    bool started = open_pipes(pipes) && start(arguments, pipes, &child);
    close_end(pipes, WRITE_END);
    if (started)
        read_all(pipes, buffers);
    close_end(pipes, READ_END);
    if (!started)
        return "could not be started";
    int ended;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR)
            return "could not be waited for";
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    return *status == 127 && report->size == 0 ? "could not be started" : NULL;
}
