#include "sim/sim_event.h"

bool sim_event_arm(SimWorld *world, SimEvent *event, int64_t at_ns)
{
    if (world->events == NULL) {
        world->events = sim_wheel_new(world->alloc);
        if (world->events == NULL) {
            return false;
        }
    }
    return sim_wheel_arm(world->events, &event->timer, at_ns);
}

void sim_event_cancel(SimWorld *world, SimEvent *event)
{
    if (sim_timer_armed(&event->timer)) {
        sim_wheel_cancel(world->events, &event->timer);
    }
}

void sim_event_run_due(SimWorld *world)
{
    if (world->events == NULL) {
        return;
    }
    for (SimTimer *timer; (timer = sim_wheel_pop_due(world->events, sim_world_now(world))) != NULL;) {
        SimEvent *event = (SimEvent *)timer;
        event->run(event);
    }
}

void sim_event_end(SimWorld *world)
{
    if (world->events == NULL) {
        return;
    }
    while (sim_wheel_pop_any(world->events) != NULL) {
    }
    sim_wheel_free(world->events);
    world->events = NULL;
}
