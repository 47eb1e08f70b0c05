#include "tui/widgets/widget_axis.h"

#include "tui/tui_theme.h"

#include <stdio.h>
#include <string.h>

typedef struct Unit {
    int64_t ns;
    const char *name;
} Unit;

static const Unit UNITS[] = {{3600000000000, "h"}, {60000000000, "min"}, {1000000000, "s"},
                             {1000000, "ms"},      {1000, "µs"},         {1, "ns"}};
enum { UNIT_COUNT = sizeof UNITS / sizeof *UNITS };

/* The largest unit of which the range holds at least one. */
static const Unit *unit_for(int64_t range)
{
    for (int i = 0; i < UNIT_COUNT; i++)
        if (range >= UNITS[i].ns)
            return &UNITS[i];
    return &UNITS[UNIT_COUNT - 1];
}

/* The least of 1, 2, 2.5, 5 times a power of ten (in `unit`) that is not below `least`; whole numbers of the unit's
 * own unit only. */
static int64_t round_step(int64_t least, int64_t unit)
{
    static const double FACTORS[] = {1, 2, 2.5, 5};
    double power = (double)unit;
    while (power > (double)least && power > 1)
        power /= 10;
    for (;; power *= 10)
        for (size_t i = 0; i < sizeof FACTORS / sizeof *FACTORS; i++) {
            double step = power * FACTORS[i];
            int64_t whole = (int64_t)(step + 0.5);
            if (step > (double)(INT64_MAX / 2))
                return INT64_MAX / 2;
            if (whole >= least && whole >= 1 && step - (double)whole < 1e-6 && (double)whole - step < 1e-6)
                return whole;
        }
}

int widget_axis_column(int64_t value, int64_t from, int64_t to, int columns)
{
    if (to <= from || columns < 1)
        return 0;
    double at = (double)(value - from) / (double)(to - from) * columns;
    int column = at < 0 ? -1 : (int)at;
    return column >= columns && value <= to ? columns - 1 : column;
}

/* "0.25", "1 s": the unit stands behind whole multiples only when `with_unit`. */
static void label_of(int64_t value, const Unit *unit, bool with_unit, char out[32])
{
    double number = (double)value / (double)unit->ns;
    int size = snprintf(out, 32, "%.6f", number);
    while (size > 1 && out[size - 1] == '0')
        out[--size] = '\0';
    if (out[size - 1] == '.')
        out[--size] = '\0';
    if (with_unit && value != 0)
        snprintf(out + size, (size_t)(32 - size), " %s", unit->name);
}

static void labels(TuiCanvas *canvas, int x, int y, int columns, int64_t from, int64_t to, const Unit *unit)
{
    int64_t range = to - from;
    if (range <= 0 || columns < 12)
        return;
    int wanted = columns / 14 > 1 ? columns / 14 : 1;
    int64_t step = round_step(range / wanted > 0 ? range / wanted : 1, unit ? unit->ns : 1);
    int64_t first = from <= 0 ? 0 : (from + step - 1) / step * step;
    int free_from = 0;
    for (int64_t value = first; value <= to; value += step) {
        char text[32];
        bool last = value + step > to;
        if (unit)
            label_of(value, unit, last || from > 0, text);
        else
            snprintf(text, sizeof text, "%lld", (long long)(value == 0 ? 1 : value));
        int width = tui_text_columns(text, strlen(text));
        int64_t shown = !unit && value > 0 ? value - 1 : value;
        int column = widget_axis_column(shown, from, to, columns);
        if (column + width > columns)
            column = columns - width;
        if (column < free_from)
            continue;
        tui_canvas_puts(canvas, x + column, y, tui_role(TUI_ROLE_AXIS), text);
        free_from = column + width + 2;
    }
}

void widget_axis_time(TuiCanvas *canvas, int x, int y, int columns, int64_t from_ns, int64_t to_ns)
{
    labels(canvas, x, y, columns, from_ns, to_ns, unit_for(to_ns));
}

void widget_axis_step(TuiCanvas *canvas, int x, int y, int columns, int64_t from, int64_t to)
{
    labels(canvas, x, y, columns, from, to, NULL);
}
