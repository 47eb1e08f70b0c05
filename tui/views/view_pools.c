#include "tui/views/view_pools.h"

#include "analysis/an_machine.h"
#include "tui/tui_app.h"

#include <stdio.h>
#include <string.h>

enum { POOLS_MAX = 32, PARTS_MAX = 4, PART_SIZE = 96 };

static const char *unit_of(bool connections)
{
    return connections ? "connections" : "workers";
}

/* "workers 40 of 40, 60 wait", or in brief "workers 40/40, 60 wait" */
static void put_use(char out[PART_SIZE], const AnPool *pool, bool brief)
{
    int used = snprintf(out, PART_SIZE, "%s %u", unit_of(pool->of_connections), (unsigned)pool->used);
    if (pool->limit != 0 && pool->limit != UINT32_MAX)
        used += snprintf(out + used, PART_SIZE - (size_t)used, brief ? "/%u" : " of %u", (unsigned)pool->limit);
    if (pool->waiting)
        snprintf(out + used, PART_SIZE - (size_t)used, ", %u wait%s", (unsigned)pool->waiting,
                 pool->waiting == 1 ? "s" : "");
}

/* All pools of one sort as if they were one. */
static AnPool sum_of(const AnPool *pools, size_t count, bool connections)
{
    AnPool sum = {.of_connections = connections};
    for (size_t i = 0; i < count; i++)
        if (pools[i].of_connections == connections) {
            sum.entity = pools[i].entity;
            sum.limit = sum.limit + pools[i].limit < sum.limit ? UINT32_MAX : sum.limit + pools[i].limit;
            sum.used += pools[i].used;
            sum.waiting += pools[i].waiting;
        }
    return sum;
}

/* Workers, connections, requests, as far as there are any; those for which somebody waits come first. */
static int list_parts(const AnModel *model, char parts[PARTS_MAX][PART_SIZE], bool brief)
{
    AnPool pools[POOLS_MAX];
    AnMachine machine;
    size_t count = an_machine_pools(model, pools, POOLS_MAX);
    AnPool sums[2] = {sum_of(pools, count, false), sum_of(pools, count, true)};
    bool turned = sums[0].waiting == 0 && sums[1].waiting > 0;
    int got = 0;
    for (unsigned i = 0; i < 2; i++)
        if (sums[turned ? 1 - i : i].entity != 0)
            put_use(parts[got++], &sums[turned ? 1 - i : i], brief);
    an_machine(model, &machine);
    if (machine.requests)
        snprintf(parts[got++], PART_SIZE, "requests %u", (unsigned)machine.requests);
    if (machine.connections && sums[1].entity == 0)
        snprintf(parts[got++], PART_SIZE, "connections %u", (unsigned)machine.connections);
    return got;
}

/* Leaves out who waits where the whole has no room; false: that has none, either. */
static bool shorten(char part[PART_SIZE], int columns)
{
    char *waiters = strchr(part, ',');
    if ((int)strlen(part) > columns && waiters != NULL)
        *waiters = '\0';
    return (int)strlen(part) <= columns;
}

int view_pools_draw(const TuiScene *scene, TuiRect area)
{
    char parts[PARTS_MAX][PART_SIZE];
    bool brief = area.h < 6;
    int count = list_parts(scene->run->model, parts, brief), x = area.x + 1, end = area.x + area.w - 1;
    int lines = brief ? count > 0 : count, y = area.y + area.h - lines;
    for (int i = 0; i < count; i++) {
        int gap = brief && i > 0 ? 3 : 0;
        if (!brief)
            x = area.x + 1;
        else if (gap > 0 && !shorten(parts[i], end - x - gap))
            continue; /* rather nothing than a number without its end */
        if (gap > 0)
            x = tui_canvas_puts(scene->canvas, x, y, tui_role(TUI_ROLE_DIM), " · ");
        if (x < end)
            x = tui_canvas_fit(scene->canvas, x, y, end - x, tui_role(TUI_ROLE_DIM), parts[i], strlen(parts[i]));
        y += !brief;
    }
    return lines;
}
