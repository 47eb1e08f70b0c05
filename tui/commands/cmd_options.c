/* What all commands share: options, messages, reading scripts. */
#include "tui/commands/cmd.h"

#include "base/ls_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Option {
    const char *name, *value;
} Option;

static const Option OPTIONS[] = {
#define OPTION_ROW(symbol, name, value, help) {name, value},
    CMD_OPTION_TABLE(OPTION_ROW)
#undef OPTION_ROW
};

int cmd_fail(const Cmd *cmd, const char *format, ...)
{
    fprintf(stderr, "loopscope%s%s: ", *cmd->name ? " " : "", cmd->name);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return CMD_USAGE;
}

static bool parse_number(const char *text, int64_t low, int64_t high, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < low || value > high)
        return false;
    *out = value;
    return true;
}

/* A number of bytes: 4096, 64K, 512M, 2G. */
static bool parse_bytes(const char *text, size_t *out)
{
    static const char UNITS[] = "KMG";
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    const char *unit = end > text && *end ? strchr(UNITS, *end >= 'a' ? *end - 'a' + 'A' : *end) : NULL;
    int shift = unit ? 10 * (int)(unit - UNITS + 1) : 0;
    if (errno || end == text || value < 1 || (unit ? end[1] : *end) || value > (INT64_MAX >> 2 >> shift))
        return false;
    *out = (size_t)value << shift;
    return true;
}

static int set_bytes(const Cmd *cmd, const char *name, const char *value, size_t *out)
{
    if (!parse_bytes(value, out))
        return cmd_fail(cmd, "%s wants a number of bytes, such as 500M or 2G, not '%s'", name, value);
    return 0;
}

static int add_setting(Cmd *cmd, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return cmd_fail(cmd, "--set wants NAME=VALUE, not '%s'", text);
    if (cmd->request.setting_count == TUI_SETTINGS_MAX)
        return cmd_fail(cmd, "at most %d --set are taken", TUI_SETTINGS_MAX);
    *equals = '\0';
    cmd->request.settings[cmd->request.setting_count++] = (EngineSetting){text, equals + 1};
    return 0;
}

static int set_option(Cmd *cmd, int option, char *value)
{
    int64_t number;
    switch (option) {
    case CMD_BIT_SEED:
        if (strcmp(cmd->name, "sweep") == 0) {
            cmd->seeds = value;
            return 0;
        }
        if (!parse_number(value, INT64_MIN, INT64_MAX, &number))
            return cmd_fail(cmd, "--seed wants a whole number, not '%s'", value);
        cmd->request.has_seed = true;
        cmd->request.seed = number;
        return 0;
    case CMD_BIT_COST:
        if (strcmp(value, "zero") != 0 && strcmp(value, "cpython311") != 0)
            return cmd_fail(cmd, "--cost is zero or cpython311, not '%s'", value);
        cmd->request.cost = value;
        return 0;
    case CMD_BIT_STRICT_NETWORK: cmd->request.strict_network = true; return 0;
    case CMD_BIT_SET: return add_setting(cmd, value);
    case CMD_BIT_MAX_EVENTS:
        if (!parse_number(value, 1, UINT32_MAX - 1, &number))
            return cmd_fail(cmd, "--max-events wants a number from 1, not '%s'", value);
        cmd->request.max_events = (uint32_t)number;
        return 0;
    case CMD_BIT_MAX_INSTRUCTIONS:
        if (!parse_number(value, 1, INT64_MAX, &cmd->request.max_instructions))
            return cmd_fail(cmd, "--max-instructions wants a number from 1, not '%s'", value);
        return 0;
    case CMD_BIT_MAX_MEMORY: return set_bytes(cmd, "--max-memory", value, &cmd->request.max_memory_bytes);
    case CMD_BIT_MAX_OUTPUT: return set_bytes(cmd, "--max-output", value, &cmd->request.max_output_bytes);
    case CMD_BIT_STATS: cmd->stats = true; return 0;
    case CMD_BIT_OUTPUT: cmd->output = value; return 0;
    case CMD_BIT_METRIC: cmd->metric = value; return 0;
    case CMD_BIT_YES: cmd->yes = true; return 0;
    case CMD_BIT_CSV: cmd->csv = true; return 0;
    case CMD_BIT_SHARD: cmd->shard = value; return 0;
    default: cmd->text = true; return 0;
    }
}

/* The option that an argument names, with "--name=value" split; -1 if there is none. */
static int find_option(char *argument, char **value)
{
    *value = NULL;
    for (int i = 0; i < CMD_OPTION_COUNT; i++) {
        size_t size = strlen(OPTIONS[i].name);
        if (strncmp(argument, OPTIONS[i].name, size) != 0)
            continue;
        if (argument[size] == '\0')
            return i;
        if (argument[size] == '=' && argument[1] == '-') {
            *value = argument + size + 1;
            return i;
        }
    }
    return -1;
}

bool cmd_takes_value(const char *word)
{
    for (int i = 0; i < CMD_OPTION_COUNT; i++)
        if (strcmp(word, OPTIONS[i].name) == 0)
            return *OPTIONS[i].value != '\0';
    return false;
}

static int fail_unknown(const Cmd *cmd, const char *argument, unsigned allowed)
{
    char known[320] = "";
    for (int i = 0; i < CMD_OPTION_COUNT; i++)
        if (allowed & (1u << i)) {
            size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", OPTIONS[i].name);
        }
    if (!*known)
        return cmd_fail(cmd, "it takes no options, but was given '%s'", argument);
    return cmd_fail(cmd, "unknown option '%s'; known are %s", argument, known);
}

static int take_option(Cmd *cmd, int argc, char **argv, int *at, unsigned allowed)
{
    char *argument = argv[*at], *value;
    int option = find_option(argument, &value);
    if (option < 0 || !(allowed & (1u << option)))
        return fail_unknown(cmd, argument, allowed);
    bool wants = *OPTIONS[option].value;
    if (!wants && value)
        return cmd_fail(cmd, "%s takes no value", OPTIONS[option].name);
    if (wants && !value) {
        if (*at + 1 >= argc)
            return cmd_fail(cmd, "%s wants a value: %s %s", argument, OPTIONS[option].name, OPTIONS[option].value);
        value = argv[++*at];
    }
    return set_option(cmd, option, value);
}

int cmd_parse(Cmd *cmd, int argc, char **argv, unsigned allowed, int least, int most, const char *usage)
{
    bool options = true;
    const char *space = *cmd->name && *usage ? " " : "";
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1]) {
            int status = take_option(cmd, argc, argv, &i, allowed);
            if (status)
                return status;
        } else if (cmd->argument_count < most) {
            cmd->arguments[cmd->argument_count++] = argv[i];
        } else {
            return cmd_fail(cmd, "too many arguments at '%s'; usage: loopscope %s%s%s", argv[i], cmd->name, space,
                            usage);
        }
    }
    if (cmd->argument_count < least)
        return cmd_fail(cmd, "something is missing; usage: loopscope %s%s%s", cmd->name, space, usage);
    return 0;
}

int cmd_targets(Cmd *cmd)
{
    for (int i = 0; i < cmd->argument_count; i++)
        if (!tui_target_parse(&cmd->request.targets[i], cmd->arguments[i]))
            return cmd_fail(cmd, "the name '%.40s…' is too long", cmd->arguments[i]);
    cmd->request.target_count = (unsigned)cmd->argument_count;
    return 0;
}

static int check_entry(const TuiTarget *target, const EngineScript *script)
{
    if (!*target->entry || engine_script_has_entry(script, target->entry))
        return 0;
    fprintf(stderr, "%s: there is no function named '%s'", target->path, target->entry);
    size_t count = engine_script_entry_count(script);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "%s%s", i ? ", " : "; there are: ", engine_script_entry(script, i));
    fputc('\n', stderr);
    return CMD_USAGE;
}

int cmd_load_script(const Cmd *cmd, const TuiTarget *target, EngineScript **script)
{
    LsBuf text, problem;
    int status = 0;
    ls_buf_init(&text, cmd->alloc);
    ls_buf_init(&problem, cmd->alloc);
    *script = NULL;
    LsStatus read = ls_file_read(target->path, TUI_SCRIPT_MAX_BYTES, &text, &problem);
    if (read != LS_OK) {
        status = cmd_fail(cmd, "%s", problem.size ? ls_buf_text(&problem) : ls_status_text(read));
    } else {
        EngineLoadOptions options = {.settings = cmd->request.settings, .setting_count = cmd->request.setting_count};
        LsStatus loaded =
            engine_load(cmd->alloc, target->path, ls_buf_text(&text), text.size, &options, script, &problem);
        if (loaded != LS_OK) {
            status = CMD_USAGE;
            if (problem.size)
                fputs(ls_buf_text(&problem), stderr);
            else
                cmd_fail(cmd, "%s: %s", target->path, ls_status_text(loaded));
        } else {
            status = check_entry(target, *script);
        }
    }
    ls_buf_free(&text);
    ls_buf_free(&problem);
    if (status) {
        engine_script_free(*script);
        *script = NULL;
    }
    return status;
}
