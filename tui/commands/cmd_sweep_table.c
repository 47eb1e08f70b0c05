/* The results of a sweep as a table and as comma-separated values. */
#include "tui/commands/cmd_sweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 12, DECIMALS_MAX = 6 };

void cmd_sweep_number(double value, LsBuf *out)
{
    if (value == floor(value) && fabs(value) < 1e9)
        ls_buf_printf(out, "%.0f", value);
    else
        ls_buf_printf(out, "%.4g", value);
}

/* Digits behind the point that a value needs for four significant ones. */
static int decimals_of(double value)
{
    char shortest[32], fixed[32];
    snprintf(shortest, sizeof shortest, "%.4g", value);
    double rounded = strtod(shortest, NULL);
    for (int decimals = 0; decimals < DECIMALS_MAX; decimals++) {
        snprintf(fixed, sizeof fixed, "%.*f", decimals, value);
        if (strtod(fixed, NULL) == rounded || fabs(value) >= 1e4)
            return decimals;
    }
    return DECIMALS_MAX;
}

/* ---- layout ---- */

/* The column of a point: its place among the axes that are neither the rows' nor the seeds'. */
static size_t column_of(const Sweep *sweep, const SweepTable *table, size_t point)
{
    size_t column = 0;
    for (size_t i = 0; i < sweep->grid.axis_count; i++)
        if (i != table->row_axis && i != sweep->seed_axis)
            column = column * sweep->grid.axes[i].count + cmd_sweep_grid_at(&sweep->grid, point, i);
    return column;
}

static int compare_values(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/* `values` has room for one cell's runs. */
static void fill_cell(const Sweep *sweep, const SweepTable *table, size_t row, size_t column, double *values,
                      SweepCell *cell)
{
    size_t points = cmd_sweep_grid_points(&sweep->grid);
    *cell = (SweepCell){0};
    for (size_t i = 0; i < points; i++) {
        const SweepPoint *point = &sweep->points[i];
        bool here = table->row_axis == SWEEP_AXES_MAX || cmd_sweep_grid_at(&sweep->grid, i, table->row_axis) == row;
        if (!here || !point->ran || column_of(sweep, table, i) != column)
            continue;
        cell->failed += !point->measured;
        if (point->measured)
            values[cell->count++] = point->value;
    }
    if (cell->count == 0)
        return;
    qsort(values, cell->count, sizeof *values, compare_values);
    size_t middle = cell->count / 2;
    cell->low = values[0];
    cell->high = values[cell->count - 1];
    cell->median = cell->count % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

static void take_decimals(const SweepCell *cell, int *decimals)
{
    const double values[] = {cell->low, cell->median, cell->high};
    for (int i = 0; i < 3; i++) {
        int wanted = decimals_of(values[i]);
        *decimals = wanted > *decimals ? wanted : *decimals;
    }
}

/* The axis with most values makes the rows; of equal ones the first. */
static size_t choose_rows(const Sweep *sweep)
{
    size_t best = SWEEP_AXES_MAX, most = 1;
    for (size_t i = 0; i < sweep->grid.axis_count; i++)
        if (i != sweep->seed_axis && sweep->grid.axes[i].count > most) {
            best = i;
            most = sweep->grid.axes[i].count;
        }
    return best;
}

bool cmd_sweep_table(const Sweep *sweep, SweepTable *table)
{
    const SweepGrid *grid = &sweep->grid;
    size_t points = cmd_sweep_grid_points(grid);
    *table = (SweepTable){.row_axis = choose_rows(sweep)};
    table->rows = table->row_axis == SWEEP_AXES_MAX ? 1 : grid->axes[table->row_axis].count;
    size_t seeds = sweep->seed_axis == SWEEP_AXES_MAX ? 1 : grid->axes[sweep->seed_axis].count;
    table->columns = points / table->rows / seeds;
    table->cells = ls_alloc_bytes(grid->alloc, table->rows * table->columns * sizeof *table->cells);
    double *values = ls_alloc_bytes(grid->alloc, points * sizeof *values);
    bool ok = table->cells && values;
    for (size_t i = 0; ok && i < table->rows * table->columns; i++)
        fill_cell(sweep, table, i / table->columns, i % table->columns, values, &table->cells[i]);
    ls_alloc_free(grid->alloc, values, points * sizeof *values);
    for (size_t i = 0; ok && i < table->rows * table->columns; i++)
        if (table->cells[i].count > 0)
            take_decimals(&table->cells[i], &table->decimals);
    return ok;
}

void cmd_sweep_table_free(const Sweep *sweep, SweepTable *table)
{
    ls_alloc_free(sweep->grid.alloc, table->cells, table->rows * table->columns * sizeof *table->cells);
    table->cells = NULL;
}

void cmd_sweep_column(const Sweep *sweep, const SweepTable *table, size_t column, LsBuf *out)
{
    const SweepGrid *grid = &sweep->grid;
    size_t weight = table->columns;
    bool first = true;
    for (size_t i = 0; i < grid->axis_count; i++) {
        const SweepAxis *axis = &grid->axes[i];
        if (i == table->row_axis || i == sweep->seed_axis)
            continue;
        weight /= axis->count;
        if (axis->count > 1) {
            ls_buf_printf(out, "%s%s=%s", first ? "" : " ", axis->name, axis->values[column / weight % axis->count]);
            first = false;
        }
    }
}

/* ---- the table ---- */

static void put_cell(const SweepTable *table, const SweepCell *cell, LsBuf *out)
{
    int decimals = table->decimals;
    if (cell->count == 0) {
        ls_buf_puts(out, cell->failed ? "failed" : "-");
        return;
    }
    ls_buf_printf(out, "%.*f", decimals, cell->median);
    if (cell->low < cell->high)
        ls_buf_printf(out, " (%.*f to %.*f)", decimals, cell->low, decimals, cell->high);
    if (cell->failed)
        ls_buf_printf(out, " %zu failed", cell->failed);
}

static void put_right(const LsBuf *text, size_t width, LsBuf *out)
{
    ls_buf_fill(out, ' ', width > text->size ? width - text->size : 0);
    ls_buf_puts(out, ls_buf_text(text));
}

/* The text of a place in the table; row 0 is the heading, column 0 the values of the rows' axis. */
static void put_place(const Sweep *sweep, const SweepTable *table, size_t row, size_t column, LsBuf *out)
{
    ls_buf_clear(out);
    const SweepAxis *axis = table->row_axis == SWEEP_AXES_MAX ? NULL : &sweep->grid.axes[table->row_axis];
    if (column == 0) {
        ls_buf_puts(out, !axis ? "" : row == 0 ? axis->name : axis->values[row - 1]);
    } else if (row > 0) {
        put_cell(table, &table->cells[(row - 1) * table->columns + column - 1], out);
    } else {
        cmd_sweep_column(sweep, table, column - 1, out);
        if (out->size == 0)
            ls_buf_puts(out, sweep->metric.name);
    }
}

static void put_heading(const Sweep *sweep, LsBuf *out)
{
    ls_buf_puts(out, sweep->metric.name);
    if (*sweep->metric.unit)
        ls_buf_printf(out, " (%s)", sweep->metric.unit);
    if (sweep->metric.printed)
        ls_buf_puts(out, ", as printed");
    if (sweep->seed_axis != SWEEP_AXES_MAX && sweep->grid.axes[sweep->seed_axis].count > 1)
        ls_buf_printf(out, ": median (range) of %zu seeds", sweep->grid.axes[sweep->seed_axis].count);
    ls_buf_putc(out, '\n');
}

/* False when another shard runs all of a row. */
static bool row_ran(const SweepTable *table, size_t row)
{
    for (size_t i = 0; i < table->columns; i++)
        if (table->cells[row * table->columns + i].count + table->cells[row * table->columns + i].failed > 0)
            return true;
    return false;
}

/* One line for each cell, where there are too many columns for a table. */
static void print_list(const Sweep *sweep, const SweepTable *table, LsBuf *out)
{
    const SweepAxis *axis = &sweep->grid.axes[table->row_axis];
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        if (!row_ran(table, i / table->columns))
            continue;
        ls_buf_printf(out, "%s=%s ", axis->name, axis->values[i / table->columns]);
        cmd_sweep_column(sweep, table, i % table->columns, out);
        ls_buf_puts(out, "  ");
        put_cell(table, &table->cells[i], out);
        ls_buf_putc(out, '\n');
    }
}

void cmd_sweep_print_table(const Sweep *sweep, const SweepTable *table, LsBuf *out)
{
    put_heading(sweep, out);
    if (table->columns > COLUMNS_MAX) {
        print_list(sweep, table, out);
        return;
    }
    size_t widths[COLUMNS_MAX + 1] = {0};
    LsBuf text;
    ls_buf_init(&text, sweep->grid.alloc);
    for (size_t row = 0; row <= table->rows; row++)
        for (size_t column = 0; column <= table->columns; column++) {
            put_place(sweep, table, row, column, &text);
            widths[column] = text.size > widths[column] ? text.size : widths[column];
        }
    for (size_t row = 0; row <= table->rows; row++) {
        if (row > 0 && !row_ran(table, row - 1))
            continue;
        for (size_t column = 0; column <= table->columns; column++) {
            put_place(sweep, table, row, column, &text);
            ls_buf_puts(out, column ? "  " : "");
            put_right(&text, widths[column], out);
        }
        ls_buf_putc(out, '\n');
    }
    ls_buf_free(&text);
}

/* ---- comma-separated values ---- */

static void put_field(const char *text, LsBuf *out)
{
    bool plain = strpbrk(text, ",\"\n") == NULL;
    if (!plain)
        ls_buf_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            ls_buf_putc(out, '"');
        ls_buf_putc(out, *text);
    }
    if (!plain)
        ls_buf_putc(out, '"');
}

void cmd_sweep_print_csv(const Sweep *sweep, LsBuf *out)
{
    const SweepGrid *grid = &sweep->grid;
    for (size_t i = 0; i < grid->axis_count; i++) {
        put_field(grid->axes[i].name, out);
        ls_buf_putc(out, ',');
    }
    put_field(sweep->metric.name, out);
    ls_buf_puts(out, ",status\n");
    size_t points = cmd_sweep_grid_points(grid);
    for (size_t p = 0; p < points; p++) {
        const SweepPoint *point = &sweep->points[p];
        if (!point->ran)
            continue;
        for (size_t i = 0; i < grid->axis_count; i++) {
            put_field(grid->axes[i].values[cmd_sweep_grid_at(grid, p, i)], out);
            ls_buf_putc(out, ',');
        }
        if (point->measured)
            ls_buf_printf(out, "%.9g", point->value);
        ls_buf_printf(out, ",%d\n", point->status);
    }
}
