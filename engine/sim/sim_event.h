/* sim_event.h: what happens in the world at a moment, whoever runs then: a message arrives, a connection is refused.
 *
 * The scheduler runs the events that are due before it chooses a thread, and moves the clock to the next event as it
 * does to a thread's deadline.  Events are nodes in the caller's structures; equal moments in the order of arming.  An
 * event's function belongs to no thread: it may mark things ready, send, and arm events, but neither blocks nor runs
 * script code.
 */
#ifndef SIM_EVENT_H
#define SIM_EVENT_H

#include "sim/sim_wheel.h"
#include "sim/sim_world.h"

typedef struct SimEvent {
    SimTimer timer; /* first */
    void (*run)(struct SimEvent *event);
} SimEvent;

/* Arms an event that is not armed.  false: no memory. */
bool sim_event_arm(SimWorld *world, SimEvent *event, int64_t at_ns);
void sim_event_cancel(SimWorld *world, SimEvent *event);
/* The moment of the next one; SIM_NEVER when there is none. */
static inline int64_t sim_event_next(const SimWorld *world)
{
    return world->events == NULL ? SIM_NEVER : sim_wheel_next(world->events);
}

/* Runs all that are due. */
void sim_event_run_due(SimWorld *world);
/* Forgets them all (they are not run), at the end of a run. */
void sim_event_end(SimWorld *world);

#endif
