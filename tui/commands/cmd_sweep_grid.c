#include "tui/commands/cmd_sweep_grid.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cmd_sweep_grid_init(SweepGrid *grid, const LsAlloc *alloc)
{
    *grid = (SweepGrid){.alloc = alloc};
}

void cmd_sweep_grid_free(SweepGrid *grid)
{
    for (size_t i = 0; i < grid->axis_count; i++) {
        SweepAxis *axis = &grid->axes[i];
        for (size_t k = 0; k < axis->count; k++)
            ls_alloc_free(grid->alloc, axis->values[k], strlen(axis->values[k]) + 1);
        ls_alloc_free(grid->alloc, axis->values, axis->capacity * sizeof *axis->values);
    }
    grid->axis_count = 0;
}

size_t cmd_sweep_grid_points(const SweepGrid *grid)
{
    size_t points = 1;
    for (size_t i = 0; i < grid->axis_count; i++)
        points *= grid->axes[i].count;
    return points;
}

size_t cmd_sweep_grid_at(const SweepGrid *grid, size_t point, size_t axis)
{
    for (size_t i = grid->axis_count; --i > axis;)
        point /= grid->axes[i].count;
    return point % grid->axes[axis].count;
}

static bool add_value(SweepGrid *grid, SweepAxis *axis, const char *text, size_t size, LsBuf *problem)
{
    if (axis->count == SWEEP_POINTS_MAX) {
        ls_buf_printf(problem, "%s has more than %d values; make the step larger", axis->name, SWEEP_POINTS_MAX);
        return false;
    }
    void *grown = ls_alloc_grow(grid->alloc, axis->values, &axis->capacity, axis->count + 1, sizeof *axis->values);
    char *copy = grown ? ls_alloc_bytes(grid->alloc, size + 1) : NULL;
    if (grown)
        axis->values = grown;
    if (!copy) {
        ls_buf_puts(problem, "out of memory");
        return false;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    axis->values[axis->count++] = copy;
    return true;
}

/* ---- ranges ---- */

typedef struct Range {
    double from, to, step;
    int decimals; /* behind the point, the most that was written */
} Range;

static bool parse_decimal(const char *text, size_t size, double *out, int *decimals)
{
    char copy[32], *end;
    if (size == 0 || size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (strspn(copy, "+-.0123456789") != size)
        return false;
    errno = 0;
    *out = strtod(copy, &end);
    const char *point = strchr(copy, '.');
    int behind = point ? (int)(copy + size - point) - 1 : 0;
    *decimals = behind > *decimals ? behind : *decimals;
    return errno == 0 && end == copy + size && fabs(*out) < 1e15;
}

/* 1: a range, 0: none, -1: a bad one. */
static int parse_range(const char *text, size_t size, Range *range)
{
    const char *dots = NULL;
    for (size_t i = 0; i + 1 < size && !dots; i++)
        if (text[i] == '.' && text[i + 1] == '.')
            dots = text + i;
    *range = (Range){.step = 1};
    if (!dots || !parse_decimal(text, (size_t)(dots - text), &range->from, &range->decimals))
        return 0;
    const char *second = dots + 2, *end = text + size;
    const char *colon = memchr(second, ':', (size_t)(end - second));
    const char *to_end = colon ? colon : end;
    if (!parse_decimal(second, (size_t)(to_end - second), &range->to, &range->decimals))
        return -1;
    if (colon && !parse_decimal(colon + 1, (size_t)(end - colon - 1), &range->step, &range->decimals))
        return -1;
    return range->step > 0 && range->to >= range->from ? 1 : -1;
}

static bool add_range(SweepGrid *grid, SweepAxis *axis, const Range *range, LsBuf *problem)
{
    /* Half a unit of the last written digit: 0.1..0.3:0.1 includes 0.3. */
    double slack = 0.5 * pow(10, -range->decimals);
    for (int64_t i = 0;; i++) {
        double value = range->from + (double)i * range->step;
        if (value > range->to + slack)
            return true;
        char text[48];
        int size = snprintf(text, sizeof text, "%.*f", range->decimals, value);
        if (!add_value(grid, axis, text, (size_t)size, problem))
            return false;
    }
}

/* ---- specifications ---- */

static bool add_piece(SweepGrid *grid, SweepAxis *axis, const char *text, size_t size, LsBuf *problem)
{
    Range range;
    int kind = parse_range(text, size, &range);
    if (kind > 0)
        return add_range(grid, axis, &range, problem);
    if (size > 0 && kind == 0)
        return add_value(grid, axis, text, size, problem);
    ls_buf_printf(problem, "%s=%.*s: ", axis->name, (int)size, text);
    ls_buf_puts(problem, size ? "a range is FROM..TO or FROM..TO:STEP, upwards with a step above 0, as in 1..400:10"
                              : "a value is missing; values are separated by single commas, as in 1,2,4");
    return false;
}

static bool is_one_value(const char *text)
{
    return *text != '\0' && strchr("[({\"'", *text) != NULL;
}

bool cmd_sweep_grid_add(SweepGrid *grid, const char *name, const char *specification, LsBuf *problem)
{
    if (grid->axis_count == SWEEP_AXES_MAX) {
        ls_buf_printf(problem, "at most %d names can be set", SWEEP_AXES_MAX);
        return false;
    }
    for (size_t i = 0; i < grid->axis_count; i++)
        if (strcmp(grid->axes[i].name, name) == 0) {
            ls_buf_printf(problem, "%s is set twice; give all its values at once, as in %s=1,2,4", name, name);
            return false;
        }
    SweepAxis *axis = &grid->axes[grid->axis_count++];
    *axis = (SweepAxis){.name = name};
    if (is_one_value(specification))
        return add_value(grid, axis, specification, strlen(specification), problem);
    for (const char *piece = specification;; piece++) {
        size_t size = strcspn(piece, ",");
        if (!add_piece(grid, axis, piece, size, problem))
            return false;
        piece += size;
        if (*piece == '\0')
            break;
    }
    size_t points = 1;
    for (size_t i = 0; i < grid->axis_count; i++) {
        points *= grid->axes[i].count;
        if (points > SWEEP_POINTS_MAX) {
            ls_buf_printf(problem, "that makes more than %d runs; take larger steps", SWEEP_POINTS_MAX);
            return false;
        }
    }
    return true;
}
