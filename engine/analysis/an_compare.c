#include "analysis/an_compare.h"

#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"

#include <stdio.h>
#include <string.h>

enum { NAME_WIDTH = 22, LEAST_COLUMN = 12, CELL_SIZE = 48 };

void an_compare(const AnModel *first, const AnModel *second, AnCompare *out)
{
    *out = (AnCompare){0};
    an_stats(first, &out->stats[0]);
    an_stats(second, &out->stats[1]);
    int64_t a = out->stats[0].elapsed_ns;
    int64_t b = out->stats[1].elapsed_ns;
    out->difference_ns = a - b;
    out->ratio = b > 0 ? (double)a / (double)b : 0.0;
}

uint32_t an_compare_seek(const AnModel *model, int64_t time_ns)
{
    return an_nav_time_last(model, time_ns);
}

void an_compare_sentence(const AnCompare *compare, const char *first_name, const char *second_name, LsBuf *out)
{
    int64_t a = compare->stats[0].elapsed_ns;
    int64_t b = compare->stats[1].elapsed_ns;
    char quick[AN_TIME_SIZE];
    char slow[AN_TIME_SIZE];
    char less[AN_TIME_SIZE];
    if (a == b) {
        ls_buf_printf(out, "%s and %s both need %s.", first_name, second_name, an_time_text(a, quick));
        return;
    }
    bool second_wins = b < a;
    int64_t quick_ns = second_wins ? b : a;
    int64_t slow_ns = second_wins ? a : b;
    ls_buf_printf(out, "%s needs %s, %s %s: %s less", second_wins ? second_name : first_name,
                  an_time_text(quick_ns, quick), second_wins ? first_name : second_name, an_time_text(slow_ns, slow),
                  an_time_text(slow_ns - quick_ns, less));
    if (quick_ns > 0) {
        ls_buf_printf(out, ", %.2f times as fast", (double)slow_ns / (double)quick_ns);
    }
    ls_buf_puts(out, ".");
}

/* --- the table --- */

typedef struct Table {
    LsBuf *out;
    size_t widths[2];
} Table;

/* A cell, right-aligned; counts code points, as times may have a µ. */
static void put_cell(LsBuf *out, const char *text, size_t width)
{
    size_t shown = 0;
    for (const char *at = text; *at != '\0'; at++) {
        shown += ((unsigned char)*at & 0xC0) != 0x80;
    }
    ls_buf_fill(out, ' ', shown < width ? width - shown : 0);
    ls_buf_puts(out, text);
}

static void put_row(const Table *table, const char *name, const char *first, const char *second, const char *third)
{
    ls_buf_puts(table->out, name);
    ls_buf_fill(table->out, ' ', strlen(name) < NAME_WIDTH ? NAME_WIDTH - strlen(name) : 1);
    put_cell(table->out, first, table->widths[0]);
    ls_buf_puts(table->out, "  ");
    put_cell(table->out, second, table->widths[1]);
    ls_buf_puts(table->out, "  ");
    put_cell(table->out, third, LEAST_COLUMN);
    ls_buf_putc(table->out, '\n');
}

static void put_times(const Table *table, const char *name, int64_t a, int64_t b)
{
    char first[AN_TIME_SIZE];
    char second[AN_TIME_SIZE];
    char less[AN_TIME_SIZE];
    char third[CELL_SIZE];
    int64_t difference = b - a;
    snprintf(third, sizeof third, "%s%s", difference > 0 ? "+" : "", an_time_text(difference, less));
    put_row(table, name, an_time_text(a, first), an_time_text(b, second), third);
}

static void put_counts(const Table *table, const char *name, uint32_t a, uint32_t b)
{
    char first[CELL_SIZE];
    char second[CELL_SIZE];
    char third[CELL_SIZE];
    snprintf(first, sizeof first, "%lu", (unsigned long)a);
    snprintf(second, sizeof second, "%lu", (unsigned long)b);
    snprintf(third, sizeof third, a == b ? "0" : "%+lld", (long long)b - (long long)a);
    put_row(table, name, first, second, third);
}

void an_compare_text(const AnCompare *compare, const char *first_name, const char *second_name, LsBuf *out)
{
    const AnStats *a = &compare->stats[0];
    const AnStats *b = &compare->stats[1];
    Table table = {.out = out, .widths = {strlen(first_name), strlen(second_name)}};
    for (int i = 0; i < 2; i++) {
        table.widths[i] = table.widths[i] < LEAST_COLUMN ? LEAST_COLUMN : table.widths[i];
    }
    put_row(&table, "", first_name, second_name, "difference");
    put_times(&table, "elapsed", a->elapsed_ns, b->elapsed_ns);
    put_times(&table, "busy", a->busy_ns, b->busy_ns);
    put_times(&table, "blocked", a->blocked_ns, b->blocked_ns);
    put_times(&table, "idle", a->idle_ns, b->idle_ns);
    put_times(&table, "loop held, at most", a->longest_hold_ns, b->longest_hold_ns);
    put_counts(&table, "tasks", a->tasks, b->tasks);
    put_counts(&table, "tasks at once", a->max_tasks, b->max_tasks);
    put_counts(&table, "task steps", a->steps, b->steps);
    put_counts(&table, "callbacks", a->callbacks, b->callbacks);
    put_counts(&table, "loop iterations", a->iterations, b->iterations);
    put_counts(&table, "events", a->events, b->events);
    ls_buf_putc(out, '\n');
    an_compare_sentence(compare, first_name, second_name, out);
    ls_buf_putc(out, '\n');
}
