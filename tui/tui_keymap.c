#include "tui/tui_keymap.h"

static const TuiBinding BINDINGS[] = {
#define BINDING_ROW(symbol, key, second, group, word, help)                                                            \
    {TUI_DO_##symbol, {key, second}, TUI_GROUP_##group, word, help, #symbol},
    TUI_ACTION_TABLE(BINDING_ROW)
#undef BINDING_ROW
};

static const char *const GROUP_TITLES[] = {
#define GROUP_ROW(symbol, title) title,
    TUI_GROUP_TABLE(GROUP_ROW)
#undef GROUP_ROW
};

const TuiBinding *tui_keymap(size_t *count)
{
    *count = sizeof BINDINGS / sizeof *BINDINGS;
    return BINDINGS;
}

TuiAction tui_keymap_action(uint32_t key)
{
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    for (size_t i = 0; i < count; i++)
        if (key != 0 && (bindings[i].keys[0] == key || bindings[i].keys[1] == key))
            return bindings[i].action;
    return TUI_DO_NOTHING;
}

const char *tui_group_title(TuiGroup group)
{
    return GROUP_TITLES[group];
}

void tui_keymap_keys(const TuiBinding *binding, LsBuf *out)
{
    char name[16];
    ls_buf_puts(out, tui_key_name(binding->keys[0], name));
    if (binding->keys[1]) {
        ls_buf_putc(out, ' ');
        ls_buf_puts(out, tui_key_name(binding->keys[1], name));
    }
}

void tui_keymap_markdown(LsBuf *out)
{
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    ls_buf_puts(out, "| keys | |\n|---|---|\n");
    for (int group = 0; group < TUI_GROUP_COUNT; group++) {
        ls_buf_printf(out, "| **%s** | |\n", GROUP_TITLES[group]);
        for (size_t i = 0; i < count; i++) {
            if ((int)bindings[i].group != group)
                continue;
            ls_buf_puts(out, "| ");
            for (int k = 0; k < 2 && bindings[i].keys[k]; k++) {
                char name[16];
                ls_buf_printf(out, "%s`%s`", k ? " " : "", tui_key_name(bindings[i].keys[k], name));
            }
            ls_buf_printf(out, " | %s |\n", bindings[i].help);
        }
    }
}
