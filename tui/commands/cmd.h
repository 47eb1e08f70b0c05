/* cmd.h: the commands of the program: one table, one file each.
 *
 * A command gets the parsed options and its arguments and returns the exit status.  Results go to stdout, everything
 * else to stderr; bad usage is one line that says what would have been right, and status 2.
 */
#ifndef CMD_H
#define CMD_H

#include "tui/tui_catalog.h"
#include "tui/tui_load.h"

enum { CMD_USAGE = 2, CMD_ARGUMENTS_MAX = 2 };

/* X(symbol, name, value or "", help).  The bit of an option is 1 << its place. */
#define CMD_OPTION_TABLE(X)                                                                                            \
    X(SEED, "--seed", "N", "the seed of all that is random (default: the scenario's, else 0)")                         \
    X(COST, "--cost", "MODEL", "what computing costs in virtual time: zero (the default) or cpython311")               \
    X(SET, "--set", "NAME=VALUE", "replace a constant of the script, or with a dotted name a value of __scenario__")   \
    X(STRICT_NETWORK, "--strict-network", "", "hosts that the script does not declare cannot be reached")              \
    X(MAX_EVENTS, "--max-events", "N", "stop a run after so many events (default: 20 million)")                        \
    X(MAX_INSTRUCTIONS, "--max-instructions", "N",                                                                     \
      "stop a run after so many instructions of the script (default: 2000 million)")                                   \
    X(MAX_MEMORY, "--max-memory", "N[K|M|G]", "what a script may allocate; MemoryError beyond it (default: 2G)")       \
    X(MAX_OUTPUT, "--max-output", "N[K|M|G]", "stop a run that prints more than this (default: 256M)")                 \
    X(STATS, "--stats", "", "print figures of the run to stderr")                                                      \
    X(OUTPUT, "-o", "FILE", "where the recording goes (FILE.json or FILE.json.gz)")                                    \
    X(TEXT, "--text", "", "print a table instead of opening the screen")                                               \
    X(METRIC, "--metric", "NAME", "what a sweep measures: elapsed, delay, … or a word printed before a number")        \
    X(YES, "--yes", "", "execute the file for real without asking")                                                    \
    X(CSV, "--csv", "", "print comma-separated values, one line a run")                                                \
    X(SHARD, "--shard", "K/N", "run only the K-th of N equal parts of the sweep")

#define CMD_OPTION_BIT(symbol, name, value, help) CMD_BIT_##symbol,
enum { CMD_OPTION_TABLE(CMD_OPTION_BIT) CMD_OPTION_COUNT };
#undef CMD_OPTION_BIT

#define CMD_OPTION_ENUM(symbol, name, value, help) CMD_##symbol = 1 << CMD_BIT_##symbol,
enum {
    CMD_OPTION_TABLE(CMD_OPTION_ENUM) CMD_LIMITS =
        CMD_MAX_EVENTS | CMD_MAX_INSTRUCTIONS | CMD_MAX_MEMORY | CMD_MAX_OUTPUT,
    CMD_COMMON = CMD_SEED | CMD_COST | CMD_SET | CMD_STRICT_NETWORK | CMD_LIMITS
};
#undef CMD_OPTION_ENUM

/* X(function, name, arguments, least, most arguments, options, help) */
#define CMD_TABLE(X)                                                                                                   \
    X(cmd_pick, "", "", 0, 0, CMD_COMMON, "pick a scenario from the built-in list")                                    \
    X(cmd_open, "", "FILE.py[:ENTRY]", 1, 1, CMD_COMMON, "walk through the run of a script on the screen")             \
    X(cmd_run, "run", "FILE.py[:ENTRY]", 1, 1, CMD_COMMON | CMD_STATS,                                                 \
      "run it without a screen: its output, its exit status")                                                          \
    X(cmd_record, "record", "FILE.py[:ENTRY] -o FILE", 1, 1, CMD_COMMON | CMD_STATS | CMD_OUTPUT,                      \
      "run it and write a recording")                                                                                  \
    X(cmd_view, "view", "FILE", 1, 1, 0, "walk through a recording on the screen")                                     \
    X(cmd_compare, "compare", "A B", 1, 2, CMD_COMMON | CMD_TEXT, "two scripts, entries or recordings on one clock")   \
    X(cmd_sweep, "sweep", "FILE.py --set NAME=VALUES", 1, 1, CMD_COMMON | CMD_METRIC | CMD_CSV | CMD_SHARD,            \
      "one script under many settings: 1,2,4 or 1..400:10")                                                            \
    X(cmd_verify, "verify", "FILE.py[:ENTRY]", 1, 1, CMD_COMMON | CMD_YES,                                             \
      "run it here, then for real with python3, and compare")                                                          \
    X(cmd_list, "list", "", 0, 0, 0, "list the built-in scenarios")                                                    \
    X(cmd_language, "language", "", 0, 0, 0, "list what scripts can be written in, in Markdown")                       \
    X(cmd_keys, "keys", "", 0, 0, 0, "list the keys of the screen, in Markdown")

typedef struct Cmd {
    const LsAlloc *alloc;
    const char *program; /* argv[0] */
    const char *name;    /* of the command, "" for the first two */
    const char *arguments[CMD_ARGUMENTS_MAX];
    int argument_count;
    TuiRequest request; /* with the options in it, without targets */
    bool stats, text;
    const char *output;
    const char *metric, *shard, *seeds; /* of a sweep; NULL: not given */
    bool csv, yes;
} Cmd;

typedef int (*CmdFunction)(Cmd *cmd);

#define CMD_DECLARE(function, name, arguments, least, most, options, help) int function(Cmd *cmd);
CMD_TABLE(CMD_DECLARE)
#undef CMD_DECLARE

/* True when the word is an option that takes the next argument as its value. */
bool cmd_takes_value(const char *word);
/* Prints "loopscope run: …" as one line to stderr; returns CMD_USAGE. */
int cmd_fail(const Cmd *cmd, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Parses what follows the command's name; returns 0 or the exit status. */
int cmd_parse(Cmd *cmd, int argc, char **argv, unsigned allowed, int least, int most, const char *usage);
/* Splits the arguments into the request's targets; returns 0 or the exit status. */
int cmd_targets(Cmd *cmd);

/* A script that was read and checked.  On failure the diagnostics have been printed, and the result is CMD_USAGE. */
int cmd_load_script(const Cmd *cmd, const TuiTarget *target, EngineScript **script);

/* Opens the screen on the request (`loaded` may hold what was loaded before, or be NULL); returns the exit status. */
int cmd_screen(Cmd *cmd, TuiLoaded *loaded);

#endif
