/* Which lanes there are, and in which order: process by process the main thread, the tasks of its loop, and the other
 * threads, each with the tasks of its loop below.  In front of all that, once more, the main threads of those other
 * processes that have loops (servers): so that one small screen shows whether one of them is blocked. */
#include "analysis/an_lanes.h"

#include "analysis/an_index.h"

#include <stdlib.h>

bool an_lanes_has_threads(const AnModel *model)
{
    return model->index.thread_count > 1 || model->index.tasks.count == 0;
}

uint32_t an_lanes_count(const AnModel *model)
{
    return model->order.items != NULL ? (uint32_t)model->order.count : (uint32_t)model->index.tasks.count;
}

AnLane an_lanes_at(const AnModel *model, uint32_t index)
{
    if (model->order.items != NULL) {
        return model->order.items[index];
    }
    return (AnLane){.is_thread = false, .id = an_model_task_at(model, index)};
}

uint32_t an_lanes_thread_count(const AnModel *model)
{
    return model->order.items != NULL ? (uint32_t)model->order.thread_count : 0;
}

AnLane an_lanes_thread_at(const AnModel *model, uint32_t index)
{
    return model->order.items[model->order.threads[index]];
}

uint32_t an_lanes_of_task(const AnModel *model, uint32_t task)
{
    uint32_t number = an_model_task_index(model, task);
    return number == AN_NONE || model->order.items == NULL ? number : model->order.of_task[number];
}

/* --- building --- */

/* A thread and what it is sorted by. */
typedef struct Place {
    uint32_t process; /* the event that began its process; 0 for the first and for unknown ones */
    uint32_t thread;
    uint32_t tasks;
} Place;

static int compare_places(const void *a, const void *b)
{
    const Place *left = a;
    const Place *right = b;
    if (left->process != right->process) {
        return left->process < right->process ? -1 : 1;
    }
    return left->thread < right->thread ? -1 : 1;
}

static uint32_t process_key(const AnIndex *index, uint16_t thread)
{
    uint32_t process = an_thread_process(index, thread);
    uint32_t birth = an_index_birth(index, process);
    bool first = process == 0 || birth == AN_NONE || process == an_thread_process(index, 0);
    return first ? 0 : birth;
}

/* asyncio.run's own tasks at the end only distract. */
static bool is_shown(const TraceEvent *event)
{
    return (event->flags & TRACE_TASK_INTERNAL) == 0;
}

static void count_tasks(const AnIndex *index, Place *places)
{
    for (uint32_t i = 0; i < index->thread_count; i++) {
        places[i] = (Place){.process = process_key(index, (uint16_t)i), .thread = i};
    }
    for (size_t i = 0; i < index->tasks.count; i++) {
        const TraceEvent *event = an_event(index, index->tasks.items[i]);
        places[event->thread].tasks += is_shown(event);
    }
    qsort(places, index->thread_count, sizeof *places, compare_places);
}

static bool leads_its_process(const Place *places, uint32_t i)
{
    return i == 0 || places[i].process != places[i - 1].process;
}

static void lay_thread(const Place *place, uint8_t depth, uint32_t lane, AnLaneOrder *order)
{
    order->items[lane] = (AnLane){.is_thread = true, .depth = depth, .id = place->thread};
}

/* Is it the main thread of another process than the first, with a loop? */
static bool is_server(const Place *places, uint32_t i)
{
    return places[i].process != 0 && leads_its_process(places, i) && places[i].tasks > 0;
}

/* `starts`, by thread, becomes the lane of the first task of the thread's loop. */
static void lay_threads(const AnIndex *index, const Place *places, uint32_t *starts, AnLaneOrder *order)
{
    bool many = places[index->thread_count - 1].process != 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < index->thread_count; i++) {
        if (is_server(places, i)) {
            lay_thread(&places[i], 0, at++, order);
        }
    }
    for (uint32_t i = 0; i < index->thread_count; i++) {
        bool leads = leads_its_process(places, i);
        order->leads[places[i].thread] = many && leads;
        order->threads[i] = at;
        lay_thread(&places[i], many && !leads, at++, order);
        starts[places[i].thread] = at;
        at += places[i].tasks;
    }
}

static void lay_tasks(const AnIndex *index, uint32_t *starts, AnLaneOrder *order)
{
    for (size_t i = 0; i < index->tasks.count; i++) {
        const TraceEvent *event = an_event(index, index->tasks.items[i]);
        order->of_task[i] = AN_NONE;
        if (is_shown(event)) {
            uint32_t lane = starts[event->thread]++;
            order->of_task[i] = lane;
            order->items[lane] = (AnLane){.is_thread = false, .depth = 1, .id = event->subject};
        }
    }
}

static size_t count_lanes(const AnIndex *index, const Place *places)
{
    size_t count = index->thread_count;
    for (uint32_t i = 0; i < index->thread_count; i++) {
        count += places[i].tasks + is_server(places, i);
    }
    return count;
}

bool an_lanes_order_build(AnModel *model)
{
    const AnIndex *index = &model->index;
    const LsAlloc *alloc = index->alloc;
    AnLaneOrder *order = &model->order;
    *order = (AnLaneOrder){0};
    if (!an_lanes_has_threads(model)) {
        return true;
    }
    size_t places_size = index->thread_count * sizeof(Place);
    size_t starts_size = index->thread_count * sizeof(uint32_t);
    Place *places = ls_alloc_bytes(alloc, places_size);
    uint32_t *starts = ls_alloc_bytes(alloc, starts_size);
    if (places != NULL) {
        count_tasks(index, places);
    }
    order->count = places != NULL ? count_lanes(index, places) : 0;
    order->task_count = index->tasks.count + 1; /* one more: never an empty block */
    order->thread_count = index->thread_count;
    order->leads = ls_alloc_zeroed(alloc, order->thread_count * sizeof *order->leads);
    order->threads = ls_alloc_zeroed(alloc, order->thread_count * sizeof *order->threads);
    order->items = ls_alloc_zeroed(alloc, order->count * sizeof *order->items);
    order->of_task = ls_alloc_zeroed(alloc, order->task_count * sizeof *order->of_task);
    bool ok = order->items != NULL && order->of_task != NULL && order->leads != NULL && order->threads != NULL &&
              places != NULL && starts != NULL;
    if (ok) {
        lay_threads(index, places, starts, order);
        lay_tasks(index, starts, order);
    }
    ls_alloc_free(alloc, places, places_size);
    ls_alloc_free(alloc, starts, starts_size);
    if (!ok) {
        an_lanes_order_free(model);
    }
    return ok;
}

void an_lanes_order_free(AnModel *model)
{
    const LsAlloc *alloc = model->index.alloc;
    ls_alloc_free(alloc, model->order.items, model->order.count * sizeof *model->order.items);
    ls_alloc_free(alloc, model->order.of_task, model->order.task_count * sizeof *model->order.of_task);
    ls_alloc_free(alloc, model->order.threads, model->order.thread_count * sizeof *model->order.threads);
    ls_alloc_free(alloc, model->order.leads, model->order.thread_count * sizeof *model->order.leads);
    model->order = (AnLaneOrder){0};
}
