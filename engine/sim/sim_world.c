#include "sim/sim_world.h"

void sim_world_init(SimWorld *world, const LsAlloc *alloc, TraceRecorder *recorder, int64_t seed)
{
    *world = (SimWorld){.alloc = alloc, .recorder = recorder, .seed = seed, .cores = 2};
    recorder->time_ns = 0;
}

void sim_world_advance_to(SimWorld *world, int64_t time_ns)
{
    if (time_ns > world->now_ns) {
        world->now_ns = time_ns;
        world->recorder->time_ns = time_ns;
    }
}

void sim_world_block_until(SimWorld *world, int64_t until_ns, TraceBlock reason, uint32_t entity)
{
    uint32_t begun = trace_record_amount(world->recorder, TRACE_BLOCK, entity, until_ns, reason);
    sim_world_advance_to(world, until_ns);
    trace_record_caused(world->recorder, TRACE_BLOCK_END, begun, entity, 0, 0, reason);
}
