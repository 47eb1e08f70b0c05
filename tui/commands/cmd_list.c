/* list: the built-in scenarios.  language: docs/LANGUAGE.md.  keys: the keys of the screen. */
#include "tui/commands/cmd.h"
#include "tui/tui_keymap.h"

#include <stdio.h>
#include <string.h>

static int finish(const Cmd *cmd)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    cmd_fail(cmd, "standard output cannot be written");
    return 1;
}

int cmd_list(Cmd *cmd)
{
    TuiCatalog catalog;
    tui_catalog_init(&catalog, cmd->alloc);
    if (!tui_catalog_add_usual(&catalog, cmd->program)) {
        tui_catalog_free(&catalog);
        cmd_fail(cmd, "out of memory");
        return 1;
    }
    int widest = 0;
    for (size_t i = 0; i < catalog.count; i++) {
        int size = (int)strlen(catalog.items[i].path);
        widest = size > widest ? size : widest;
    }
    for (size_t i = 0; i < catalog.count; i++)
        printf("%-*s  %s\n", widest, catalog.items[i].path, catalog.items[i].title);
    if (catalog.count == 0)
        fputs("loopscope list: no scenarios were found\n", stderr);
    tui_catalog_free(&catalog);
    return finish(cmd);
}

int cmd_keys(Cmd *cmd)
{
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    tui_keymap_markdown(&text);
    fputs(ls_buf_text(&text), stdout);
    ls_buf_free(&text);
    return finish(cmd);
}

int cmd_language(Cmd *cmd)
{
    LsBuf text;
    ls_buf_init(&text, cmd->alloc);
    if (engine_language(cmd->alloc, &text) != LS_OK) {
        ls_buf_free(&text);
        cmd_fail(cmd, "out of memory");
        return 1;
    }
    fputs(ls_buf_text(&text), stdout);
    ls_buf_free(&text);
    return finish(cmd);
}
