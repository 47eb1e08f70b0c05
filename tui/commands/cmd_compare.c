/* compare: two runs of the same work, on the screen or as a table. */
#include "analysis/an_compare.h"
#include "tui/commands/cmd.h"

#include <stdio.h>
#include <string.h>

static const char *name_of(const TuiLoaded *loaded, unsigned i)
{
    const TuiRun *run = loaded->runs[i], *other = loaded->runs[1 - i];
    bool entry = run->entry[0] && (strcmp(run->file, other->file) == 0 || strcmp(run->entry, other->entry) != 0);
    return entry ? run->entry : run->file;
}

static int print_table(Cmd *cmd)
{
    TuiLoaded loaded;
    int status = 0;
    tui_load(cmd->alloc, &cmd->request, NULL, &loaded);
    if (loaded.run_count < 2) {
        if (loaded.problem.size)
            fputs(ls_buf_text(&loaded.problem), stderr);
        else
            cmd_fail(cmd, "two runs are wanted: name two, or a file with \"compare\" in __scenario__");
        status = CMD_USAGE;
    } else {
        AnCompare compare;
        LsBuf text;
        ls_buf_init(&text, cmd->alloc);
        an_compare(loaded.runs[0]->model, loaded.runs[1]->model, &compare);
        an_compare_text(&compare, name_of(&loaded, 0), name_of(&loaded, 1), &text);
        fputs(ls_buf_text(&text), stdout);
        ls_buf_free(&text);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            cmd_fail(cmd, "standard output cannot be written");
            status = 1;
        }
    }
    tui_loaded_free(&loaded);
    return status;
}

static bool is_script(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".py") == 0;
}

int cmd_compare(Cmd *cmd)
{
    int status = cmd_targets(cmd);
    if (status)
        return status;
    bool traces = false;
    for (unsigned i = 0; i < cmd->request.target_count; i++) {
        const TuiTarget *target = &cmd->request.targets[i];
        EngineScript *script = NULL;
        if (!is_script(target->path)) {
            traces = true;
            continue;
        }
        status = cmd_load_script(cmd, target, &script);
        bool alone = !status && cmd->request.target_count == 1 && engine_script_compare_count(script) < 2;
        engine_script_free(script);
        if (alone)
            return cmd_fail(cmd, "two are wanted: loopscope compare A B, or a file with \"compare\" in __scenario__");
        if (status)
            return status;
    }
    if (traces && cmd->request.target_count == 1)
        return cmd_fail(cmd, "two are wanted: loopscope compare A B");
    if (cmd->text)
        return print_table(cmd);
    if (!traces)
        return cmd_screen(cmd, NULL);
    TuiLoaded loaded;
    tui_load(cmd->alloc, &cmd->request, NULL, &loaded);
    if (loaded.run_count < 2) {
        fprintf(stderr, "loopscope compare: %s", ls_buf_text(&loaded.problem));
        status = CMD_USAGE;
    } else {
        status = cmd_screen(cmd, &loaded);
    }
    tui_loaded_free(&loaded);
    return status;
}
