#include "tui/commands/cmd_sweep_metric.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const SweepMetric METRICS[] = {
#define METRIC_ROW(name, unit, traced, value, help) {name, unit, traced, false},
    SWEEP_METRIC_TABLE(METRIC_ROW)
#undef METRIC_ROW
};
enum { METRIC_COUNT = sizeof METRICS / sizeof *METRICS };

SweepMetric cmd_sweep_metric(const char *name)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strcmp(METRICS[i].name, name) == 0)
            return METRICS[i];
    return (SweepMetric){.name = name, .unit = "", .printed = true};
}

void cmd_sweep_metric_names(LsBuf *out)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        ls_buf_printf(out, "%s%s", i ? ", " : "", METRICS[i].name);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The number behind the last place where the word stands by itself: "took 0.3 s", "took: 0.3", "took=0.3". */
static bool find_printed(const char *word, const char *text, double *value)
{
    size_t size = strlen(word);
    bool found = false;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        if ((at > text && is_word(at[-1])) || is_word(at[size]))
            continue;
        const char *number = at + size + strspn(at + size, " \t:=");
        char *end;
        double parsed = strtod(number, &end);
        if (end == number || isalpha((unsigned char)*number))
            continue;
        *value = parsed;
        found = true;
    }
    return found;
}

bool cmd_sweep_metric_value(const SweepMetric *metric, const LsAlloc *alloc, const EngineResult *result,
                            const Trace *trace, const LsBuf *output, double *value)
{
    if (metric->printed)
        return find_printed(metric->name, ls_buf_text(output), value);
    AnStats figures = {0}, *stats = &figures;
    if (metric->traced) {
        AnModel *model = trace && trace_count(trace) ? an_model_new(alloc, trace) : NULL;
        if (!model)
            return false;
        an_stats(model, stats);
        an_model_free(model);
    }
    const double values[] = {
#define METRIC_VALUE(name, unit, traced, value, help) value,
        SWEEP_METRIC_TABLE(METRIC_VALUE)
#undef METRIC_VALUE
    };
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strcmp(METRICS[i].name, metric->name) == 0)
            *value = values[i];
    return true;
}
