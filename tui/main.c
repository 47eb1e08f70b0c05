/* The program: finds the command and runs it. */
#include "tui/commands/cmd.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LS_VERSION
#define LS_VERSION "0.1.0"
#endif

typedef struct Entry {
    CmdFunction function;
    const char *name, *arguments;
    int least, most;
    unsigned options;
    const char *help;
} Entry;

static const Entry COMMANDS[] = {
#define COMMAND_ROW(function, name, arguments, least, most, options, help)                                             \
    {function, name, arguments, least, most, options, help},
    CMD_TABLE(COMMAND_ROW)
#undef COMMAND_ROW
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static int finish(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    fputs("loopscope: standard output cannot be written\n", stderr);
    return 1;
}

static void print_usage(const Entry *entry)
{
    char usage[64];
    snprintf(usage, sizeof usage, "loopscope%s%s%s%s", *entry->name ? " " : "", entry->name,
             *entry->arguments ? " " : "", entry->arguments);
    printf("  %-42s %s\n", usage, entry->help);
}

static void print_options(unsigned which)
{
    puts("\noptions");
#define OPTION_LINE(symbol, name, value, help)                                                                         \
    if (which & (unsigned)CMD_##symbol)                                                                                \
        printf("  %-28s %s\n", *(value) ? name " " value : name, help);
    CMD_OPTION_TABLE(OPTION_LINE)
#undef OPTION_LINE
}

static int print_help(void)
{
    puts("loopscope shows how an event loop schedules work: it runs a Python file that uses async and await on a "
         "virtual\n"
         "clock and lets you walk through the run, forwards and backwards.\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        print_usage(&COMMANDS[i]);
    printf("  %-42s %s\n", "loopscope --help", "this help; after a command, that command's");
    printf("  %-42s %s\n", "loopscope --version", "the version");
    print_options(~0u);
    puts("\nOn the screen, ? shows the keys.");
    return finish();
}

static int print_command_help(const Entry *entry)
{
    print_usage(entry);
    if (entry->options)
        print_options(entry->options);
    return finish();
}

/* Whether --help or -h stands among the options. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i += 1 + cmd_takes_value(argv[i]))
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int unknown_command(const Cmd *cmd, const char *word)
{
    char known[200] = "";
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (*COMMANDS[i].name) {
            size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", COMMANDS[i].name);
        }
    return cmd_fail(cmd, "there is no command or file named '%s'; commands are %s", word, known);
}

/* Commands that are planned, and said to be so. */
static bool is_planned(const char *word)
{
    static const char *const NAMES[] = {"lint", "export", "diff", "stats", "tour"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(word, NAMES[i]) == 0)
            return true;
    return false;
}

static bool file_exists(const char *name)
{
    TuiTarget target;
    FILE *file = tui_target_parse(&target, name) ? fopen(target.path, "rb") : NULL;
    if (file)
        fclose(file);
    return file != NULL;
}

static bool looks_like_file(const char *word)
{
    return strchr(word, '.') || strchr(word, '/') || file_exists(word);
}

/* The command that the arguments name; `skip` tells how many of them were its name. */
static const Entry *find_command(int argc, char **argv, int *skip)
{
    *skip = 0;
    for (int i = 0; argc > 0 && i < COMMAND_COUNT; i++)
        if (*COMMANDS[i].name && strcmp(argv[0], COMMANDS[i].name) == 0) {
            *skip = 1;
            return &COMMANDS[i];
        }
    bool options = true;
    for (int i = 0; i < argc; i++) {
        if (options && argv[i][0] == '-' && argv[i][1]) {
            if (strcmp(argv[i], "--") == 0)
                options = false;
            i += cmd_takes_value(argv[i]);
            continue;
        }
        return &COMMANDS[1];
    }
    return &COMMANDS[0];
}

/* The character set: the locale's, and UTF-8 where no locale was chosen at all. */
static void choose_locale(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    setlocale(LC_CTYPE, "");
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *value = getenv(NAMES[i]);
        if (value && *value)
            return;
    }
    setlocale(LC_CTYPE, "C.UTF-8");
}

int main(int argc, char **argv)
{
    LsAlloc alloc = ls_alloc_system();
    Cmd cmd = {.alloc = &alloc, .program = argc > 0 ? argv[0] : "loopscope", .name = ""};
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0))
        return print_help();
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("loopscope " LS_VERSION);
        return finish();
    }
    if (argc > 1 && is_planned(argv[1]) && !file_exists(argv[1])) {
        fprintf(stderr, "loopscope %s: this command is not there yet; loopscope --help lists those that are\n",
                argv[1]);
        return CMD_USAGE;
    }
    int skip;
    const Entry *entry = find_command(argc - 1, argv + 1, &skip);
    cmd.name = entry->name;
    if (wants_help(argc - 1 - skip, argv + 1 + skip))
        return *entry->name ? print_command_help(entry) : print_help();
    if (entry->function != cmd_run && entry->function != cmd_record)
        choose_locale(); /* these two write bytes as they are, and start faster without the tables */
    int status =
        cmd_parse(&cmd, argc - 1 - skip, argv + 1 + skip, entry->options, entry->least, entry->most, entry->arguments);
    if (status)
        return status;
    if (entry->function == cmd_open && !looks_like_file(cmd.arguments[0]))
        return unknown_command(&cmd, cmd.arguments[0]);
    return entry->function(&cmd);
}
