#include "trace/trace_columns.h"

#include <string.h>

typedef struct Words {
    const char *subject;
    const char *object;
    const char *value;
    const char *flags;
} Words;

#define WORDS(symbol, name, subject, object, value, flags, meaning) {subject, object, value, flags},

static const Words words[TRACE_KIND_COUNT] = {TRACE_KIND_TABLE(WORDS)};

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(word, *list) == 0) {
            return true;
        }
    }
    return false;
}

static TraceColumn column_of(const char *word)
{
    static const char *const numbers[] = {"exit status",
                                          "iteration number",
                                          "handles to run",
                                          "requests left",
                                          "level",
                                          "level after",
                                          "entities it waits for",
                                          "first line",
                                          "task number or str name",
                                          "core",
                                          "workers at most",
                                          "status",
                                          "bytes",
                                          NULL};
    if (strcmp(word, "-") == 0 || *word == '\0') {
        return TRACE_COLUMN_UNUSED;
    }
    if (strcmp(word, "amount") == 0) {
        return TRACE_COLUMN_AMOUNT;
    }
    if (strncmp(word, "str ", 4) == 0) {
        return TRACE_COLUMN_STRING;
    }
    return is_one_of(word, numbers) ? TRACE_COLUMN_NUMBER : TRACE_COLUMN_ENTITY;
}

static unsigned flag_count_of(const char *word)
{
    static const struct {
        const char *word;
        unsigned count;
    } enums[] = {
        {"TraceEnd", TRACE_END_COUNT},
        {"TraceRole", TRACE_ROLE_COUNT},
        {"TraceOutcome", TRACE_OUTCOME_COUNT},
        {"TraceTaskFlag", TRACE_TASK_FLAGS},
        {"TraceStep", 2},
        {"TraceWait", TRACE_WAIT_COUNT},
        {"TraceSync", TRACE_SYNC_COUNT},
        {"TraceBlock", TRACE_BLOCK_COUNT},
        {"TraceCore", TRACE_CORE_COUNT},
        {"TraceGil", TRACE_GIL_COUNT},
        {"TraceFrame", TRACE_FRAME_COUNT},
        {"TraceStream", 3},
    };
    for (size_t i = 0; i < sizeof enums / sizeof *enums; i++) {
        if (strcmp(word, enums[i].word) == 0) {
            return enums[i].count;
        }
    }
    return 0;
}

void trace_columns(TraceColumns columns[TRACE_KIND_COUNT])
{
    for (unsigned kind = 0; kind < TRACE_KIND_COUNT; kind++) {
        columns[kind] = (TraceColumns){
            .subject = column_of(words[kind].subject),
            .object = column_of(words[kind].object),
            .value = column_of(words[kind].value),
            .flag_count = flag_count_of(words[kind].flags),
            .flag_least = strcmp(words[kind].flags, "TraceStream") == 0 ? 1 : 0,
            .deadline = kind == TRACE_TIMER_ARM || kind == TRACE_TASK_SLEEP || kind == TRACE_TIMEOUT_ENTER ||
                        kind == TRACE_BLOCK,
        };
    }
}
