/* The commands that open the screen: pick, open, view. */
#include "tui/commands/cmd.h"
#include "tui/tui_app.h"
#include "tui/tui_loop.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

int cmd_screen(Cmd *cmd, TuiLoaded *loaded)
{
    TuiCatalog catalog;
    tui_catalog_init(&catalog, cmd->alloc);
    TuiApp app;
    int status = 1, signal_number = 0;
    const char *problem = NULL;
    if (!tui_catalog_add_usual(&catalog, cmd->program)) {
        fprintf(stderr, "loopscope: out of memory\n");
    } else {
        tui_app_init(&app, cmd->alloc, &catalog);
        app.request = cmd->request;
        if (loaded)
            tui_app_loaded(&app, loaded);
        status = tui_loop_run(&app, &problem, &signal_number);
        if (problem)
            fprintf(stderr, "loopscope: %s\n", problem);
        tui_app_free(&app);
    }
    tui_catalog_free(&catalog);
    if (signal_number) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
    return status;
}

int cmd_pick(Cmd *cmd)
{
    return cmd_screen(cmd, NULL);
}

/* Recordings are read before the terminal is touched: what is wrong with one is said on stderr. */
static int open_traces(Cmd *cmd)
{
    TuiLoaded loaded;
    tui_load(cmd->alloc, &cmd->request, NULL, &loaded);
    int status = CMD_USAGE;
    if (loaded.run_count == 0)
        fprintf(stderr, "loopscope: %s", ls_buf_text(&loaded.problem));
    else
        status = cmd_screen(cmd, &loaded);
    tui_loaded_free(&loaded);
    return status;
}

static bool is_script(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".py") == 0;
}

int cmd_open(Cmd *cmd)
{
    int status = cmd_targets(cmd);
    if (status)
        return status;
    for (unsigned i = 0; i < cmd->request.target_count; i++)
        if (is_script(cmd->request.targets[i].path)) {
            EngineScript *script;
            status = cmd_load_script(cmd, &cmd->request.targets[i], &script);
            if (status)
                return status;
            engine_script_free(script);
        }
    if (!is_script(cmd->request.targets[0].path))
        return open_traces(cmd);
    return cmd_screen(cmd, NULL);
}

int cmd_view(Cmd *cmd)
{
    int status = cmd_targets(cmd);
    if (status)
        return status;
    if (is_script(cmd->request.targets[0].path))
        return cmd_fail(cmd, "%s is a script, not a recording; loopscope %s shows it", cmd->arguments[0],
                        cmd->arguments[0]);
    cmd->request.traces_only = true;
    return open_traces(cmd);
}
