/* The results of a sweep as a curve of characters. */
#include "tui/commands/cmd_sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 14, SERIES_MAX = 8, WIDTH_MAX = 200, LABEL_WIDTH = 8 };

/* A mark for each series; the shapes differ, so that no colour is needed. */
static const char *const MARKS_UTF8[SERIES_MAX] = {"●", "○", "▲", "△", "■", "□", "◆", "◇"};
static const char *const MARKS_ASCII[SERIES_MAX] = {"*", "o", "x", "+", "#", "@", "%", "="};

typedef struct Curve {
    const Sweep *sweep;
    const SweepTable *table;
    const SweepAxis *axis;
    int width; /* of the plot itself, without the labels */
    bool utf8;
    double left, right; /* x of the first and last row */
    double top, step;   /* of the y axis, which begins at 0 or at `bottom` */
    double bottom;
    signed char cells[HEIGHT][WIDTH_MAX]; /* -1 nothing, else the series */
} Curve;

static bool number_of(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

/* Where a row lies on the x axis: at its number, or at its place where the values are no numbers. */
static double x_of(const Curve *curve, size_t row)
{
    double value;
    for (size_t i = 0; i < curve->axis->count; i++)
        if (!number_of(curve->axis->values[i], &value))
            return (double)row;
    number_of(curve->axis->values[row], &value);
    return value;
}

/* A step of 1, 2 or 5 times a power of ten that gives at most `parts` parts. */
static double nice_step(double span, int parts)
{
    double rough = span / parts, power = pow(10, floor(log10(rough)));
    double ratio = rough / power;
    return (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10) * power;
}

static bool find_scale(Curve *curve)
{
    const SweepTable *table = curve->table;
    double low = 0, high = 0;
    bool any = false;
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        const SweepCell *cell = &table->cells[i];
        if (cell->count == 0 || !isfinite(cell->median))
            continue;
        low = fmin(low, cell->median);
        high = fmax(high, cell->median);
        any = true;
    }
    if (!any)
        return false;
    high = high > low ? high : low + 1;
    curve->step = nice_step(high - low, 4);
    curve->bottom = floor(low / curve->step) * curve->step;
    curve->top = ceil(high / curve->step) * curve->step;
    curve->left = curve->right = x_of(curve, 0);
    for (size_t row = 0; row < table->rows; row++) {
        curve->left = fmin(curve->left, x_of(curve, row));
        curve->right = fmax(curve->right, x_of(curve, row));
    }
    return curve->right > curve->left;
}

static int column_at(const Curve *curve, double x)
{
    return (int)lround((x - curve->left) / (curve->right - curve->left) * (curve->width - 1));
}

static int line_at(const Curve *curve, double y)
{
    return HEIGHT - 1 - (int)lround((y - curve->bottom) / (curve->top - curve->bottom) * (HEIGHT - 1));
}

static void draw_series(Curve *curve, size_t series)
{
    const SweepTable *table = curve->table;
    for (size_t row = 0; row < table->rows; row++) {
        const SweepCell *cell = &table->cells[row * table->columns + series];
        if (cell->count > 0 && isfinite(cell->median))
            curve->cells[line_at(curve, cell->median)][column_at(curve, x_of(curve, row))] = (signed char)series;
    }
}

static void put_line(const Curve *curve, int line, LsBuf *out)
{
    const char *const *marks = curve->utf8 ? MARKS_UTF8 : MARKS_ASCII;
    LsBuf label;
    ls_buf_init(&label, curve->sweep->grid.alloc);
    for (double tick = curve->bottom; tick <= curve->top + curve->step / 2; tick += curve->step)
        if (line_at(curve, tick) == line && label.size == 0)
            cmd_sweep_number(fabs(tick) < curve->step / 1e6 ? 0 : tick, &label);
    bool ticked = label.size > 0;
    ls_buf_fill(out, ' ', label.size < LABEL_WIDTH ? LABEL_WIDTH - label.size : 0);
    ls_buf_puts(out, ls_buf_text(&label));
    ls_buf_puts(out, curve->utf8 ? (ticked ? " ┤" : " │") : (ticked ? " +" : " |"));
    int end = curve->width;
    while (end > 0 && curve->cells[line][end - 1] < 0)
        end--;
    for (int x = 0; x < end; x++)
        ls_buf_puts(out, curve->cells[line][x] < 0 ? " " : marks[curve->cells[line][x]]);
    ls_buf_putc(out, '\n');
    ls_buf_free(&label);
}

/* The x axis with its first, middle and last label. */
static void put_axis(const Curve *curve, LsBuf *out)
{
    ls_buf_fill(out, ' ', LABEL_WIDTH);
    ls_buf_puts(out, curve->utf8 ? " └" : " +");
    for (int x = 0; x < curve->width; x++)
        ls_buf_puts(out, curve->utf8 ? "─" : "-");
    ls_buf_putc(out, '\n');
    ls_buf_fill(out, ' ', LABEL_WIDTH + 2);
    size_t last = curve->table->rows - 1, used = 0;
    for (size_t i = 0; i <= 2; i++) {
        const char *text = curve->axis->values[i == 0 ? 0 : i == 1 ? last / 2 : last];
        size_t size = strlen(text);
        size_t at = (size_t)column_at(curve, x_of(curve, i == 0 ? 0 : i == 1 ? last / 2 : last));
        at = i == 0 ? 0 : i == 2 ? (size_t)curve->width - (size < (size_t)curve->width ? size : 0) : at - size / 2;
        if ((i == 1 && last < 2) || (used > 0 && at < used + 1))
            continue;
        ls_buf_fill(out, ' ', at - used);
        ls_buf_puts(out, text);
        used = at + size;
    }
    ls_buf_printf(out, "  %s\n", curve->axis->name);
}

static void put_legend(const Curve *curve, LsBuf *out)
{
    const char *const *marks = curve->utf8 ? MARKS_UTF8 : MARKS_ASCII;
    if (curve->table->columns < 2)
        return;
    for (size_t i = 0; i < curve->table->columns; i++) {
        ls_buf_fill(out, ' ', i ? 3 : LABEL_WIDTH + 2);
        ls_buf_printf(out, "%s ", marks[i]);
        cmd_sweep_column(curve->sweep, curve->table, i, out);
    }
    ls_buf_putc(out, '\n');
}

void cmd_sweep_print_curve(const Sweep *sweep, const SweepTable *table, int width, bool utf8, LsBuf *out)
{
    if (table->row_axis == SWEEP_AXES_MAX || table->rows < 2 || table->columns > SERIES_MAX)
        return;
    Curve curve = {.sweep = sweep, .table = table, .axis = &sweep->grid.axes[table->row_axis], .utf8 = utf8};
    int room = width - LABEL_WIDTH - 4 - (int)strlen(curve.axis->name);
    curve.width = room > WIDTH_MAX ? WIDTH_MAX : room < 20 ? 20 : room;
    if (!find_scale(&curve))
        return;
    memset(curve.cells, -1, sizeof curve.cells);
    for (size_t i = table->columns; i-- > 0;)
        draw_series(&curve, i);
    ls_buf_putc(out, '\n');
    ls_buf_printf(out, "%*s\n", LABEL_WIDTH, sweep->metric.name);
    for (int line = 0; line < HEIGHT; line++)
        put_line(&curve, line, out);
    put_axis(&curve, out);
    put_legend(&curve, out);
}
