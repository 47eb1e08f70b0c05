#include "tui/tui_lanes.h"

#include <assert.h>
#include <string.h>

void tui_lanes_init(TuiLanes *lanes, const LsAlloc *alloc, const AnModel *model)
{
    memset(lanes, 0, sizeof *lanes);
    lanes->alloc = alloc;
    lanes->model = model;
}

void tui_lanes_free(TuiLanes *lanes)
{
    for (size_t i = 0; i < TUI_LANES_SLOTS; i++)
        if (lanes->slots[i].cells)
            ls_alloc_free(lanes->alloc, lanes->slots[i].cells, lanes->slots[i].capacity * sizeof(AnCell));
    tui_lanes_init(lanes, lanes->alloc, lanes->model);
}

static bool holds(const TuiLanesSlot *slot, AnLane lane, AnAxis axis, int64_t from, int64_t to, size_t width)
{
    return slot->width == width && slot->from == from && slot->to == to && slot->axis == axis &&
           slot->lane.id == lane.id && slot->lane.is_thread == lane.is_thread;
}

/* Room for `width` cells in the slot; false when there is no memory. */
static bool make_room(TuiLanes *lanes, TuiLanesSlot *slot, size_t width)
{
    if (slot->capacity >= width)
        return true;
    AnCell *cells = ls_alloc_bytes(lanes->alloc, width * sizeof *cells);
    if (!cells)
        return false;
    ls_alloc_free(lanes->alloc, slot->cells, slot->capacity * sizeof *cells);
    slot->cells = cells;
    slot->capacity = width;
    return true;
}

/* A task that runs while its thread is blocked is what blocks it; while the thread waits for a core or the GIL, so does
 * the task. */
static void mark_blocked(TuiLanes *lanes, AnLane lane, AnAxis axis, int64_t from, int64_t to, AnCell *cells,
                         size_t width)
{
    AnTask task;
    bool runs = false;
    for (size_t i = 0; i < width && !lane.is_thread; i++)
        runs |= cells[i].state == AN_RUNNING;
    if (!runs || !an_model_task(lanes->model, lane.id, &task))
        return;
    AnLane thread = {.is_thread = true, .id = task.thread};
    an_lanes_cells(lanes->model, thread, axis, from, to, lanes->thread, width);
    for (size_t i = 0; i < width; i++)
        if (cells[i].state == AN_RUNNING &&
            (lanes->thread[i].state == AN_BLOCKED || lanes->thread[i].state == AN_READY_STATE))
            cells[i].state = lanes->thread[i].state;
}

const AnCell *tui_lanes_cells(TuiLanes *lanes, uint32_t index, AnAxis axis, int64_t from, int64_t to, size_t width)
{
    assert(width <= TUI_LANES_COLUMNS);
    AnLane lane = an_lanes_at(lanes->model, index);
    TuiLanesSlot *slot = &lanes->slots[index % TUI_LANES_SLOTS];
    if (width > 0 && holds(slot, lane, axis, from, to, width))
        return slot->cells;
    AnCell *cells = lanes->spare;
    slot->width = 0;
    if (make_room(lanes, slot, width)) {
        cells = slot->cells;
        slot->lane = lane;
        slot->axis = axis;
        slot->from = from;
        slot->to = to;
        slot->width = width;
    }
    an_lanes_cells(lanes->model, lane, axis, from, to, cells, width);
    mark_blocked(lanes, lane, axis, from, to, cells, width);
    return cells;
}
