/* an_reference.h: the ready queue, the waiting set and the tasks' states, folded event by event in the plainest way.
 *
 * What the model has to agree with.  Only for traces that make sense.
 */
#ifndef AN_REFERENCE_H
#define AN_REFERENCE_H

#include "an_build.h"
#include "analysis/an_model.h"

enum { REFERENCE_MOST = 4096 };

typedef struct ReferenceEntry {
    uint32_t seq;
    uint32_t entity;
    bool timer; /* of a sleep */
    int64_t until_ns;
} ReferenceEntry;

typedef struct Reference {
    const Trace *trace;
    ReferenceEntry ready[REFERENCE_MOST];
    size_t ready_count;
    ReferenceEntry waiting[REFERENCE_MOST];
    size_t waiting_count;
    AnState *states;                    /* by entity */
    uint32_t processes[UINT16_MAX + 1]; /* by thread */
} Reference;

Reference *reference_new(const Trace *trace);
void reference_free(Reference *reference);
void reference_apply(Reference *reference, uint32_t seq);
/* Fails the test unless a model of the trace agrees with the fold after every event. */
void reference_compare(const LsAlloc *alloc, const Trace *trace);

/* A run of `tasks` tasks that sleep, yield, wait for futures, are cancelled and end as a random number says, on one
 * loop that works as asyncio's does, for `iterations` iterations. */
void build_random(Build *build, uint32_t seed, uint32_t iterations, uint32_t tasks);

#endif
