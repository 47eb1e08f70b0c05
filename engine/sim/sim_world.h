/* sim_world.h: the simulated machine as the modules see it: one virtual clock, and what moves it.
 *
 * A SimWorld is made for one run and owned by whoever made it.  Its clock only moves forwards, and only through
 * sim_world_advance_to, which keeps the recorder's time in step.  It holds no script values.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/ls_alloc.h"
#include "sim/sim_time.h"
#include "trace/trace_recorder.h"

typedef struct SimWorld {
    const LsAlloc *alloc;
    TraceRecorder *recorder; /* never NULL */
    int64_t now_ns;
    int64_t seed;
    struct SimSched *sched; /* the threads (sim_sched.h); NULL where there is only one */
    int64_t cores;
    struct SimWheel *events; /* what happens by itself (sim_event.h); NULL: nothing yet */
    struct SimNet *net;      /* sim_net.h; NULL: nobody has asked for it */
} SimWorld;

/* Fills in a world whose clock stands at 0. */
void sim_world_init(SimWorld *world, const LsAlloc *alloc, TraceRecorder *recorder, int64_t seed);

static inline int64_t sim_world_now(const SimWorld *world)
{
    return world->now_ns;
}

/* Moves the clock; a moment that has passed leaves it where it is. */
void sim_world_advance_to(SimWorld *world, int64_t time_ns);

/* The running thread blocks until `until_ns`: records it, moves the clock there. */
void sim_world_block_until(SimWorld *world, int64_t until_ns, TraceBlock reason, uint32_t entity);

#endif
