/* sim_sched.h: simulated threads: one runs until it blocks, then the next is chosen.
 *
 * Of those that can go on now, the one that could first goes on; equal times in the order in which they blocked; one
 * that polls (an event loop) after all others.  If none can, the clock moves to the earliest deadline.  If there is no
 * deadline either, the run can never go on: every block then returns false, and the threads unwind.
 *
 * With a cost model, computing takes time and needs a core and the GIL: sim_cpu.h then chooses.
 *
 * A SimSched belongs to one run.  The thread that makes it is thread 0, of the first process (sim_process.h). Switching
 * costs about a quarter of a microsecond; choosing is O(threads).
 */
#ifndef SIM_SCHED_H
#define SIM_SCHED_H

#include "sim/sim_cpu.h"
#include "sim/sim_fiber.h"
#include "sim/sim_process.h"
#include "sim/sim_world.h"

struct SimThread {
    SimThread *next; /* all threads, in order of starting */
    SimFiber fiber;
    SimSched *sched;
    SimProcess *process; /* whose it is */
    void (*body)(void *argument);
    void (*drop)(void *argument); /* instead of the body, when the run ends before it has begun; may be NULL */
    void *argument;
    uint16_t index; /* in the trace */
    uint32_t trace_id;
    bool blocked, finished, polls;
    char name[64]; /* cut off */
    bool hidden;   /* the user's */
    bool daemon;   /* the user's: the end of its process does not wait for it */
    bool listens;  /* … while it blocks: `signals` of its process make it go on */
    int64_t until_ns;
    bool (*condition)(void *context); /* NULL: only the time counts */
    void *context;
    uint64_t sequence; /* of blocking */
    void *script;      /* the user's, set before blocking: whose stack it is */
    unsigned reason;   /* the user's, too: why it blocks */
    SimCpuThread cpu;
};

struct SimSched {
    SimWorld *world;
    SimThread main;
    SimThread *running;
    uint64_t sequence;
    SimProcess first; /* the process of thread 0, and so the list of all processes */
    uint32_t process_count;
    uint16_t started; /* threads so far */
    bool stopping;    /* nothing blocks any more: everybody unwinds */
    int stop_status;  /* the user's: why it stops, before it is known to everybody */
    bool over;        /* … because the run was ended, not because nobody could go on */
    SimCpu cpu;
    /* The user's: called once when nobody can ever go on; true: it has changed something, so that somebody can. */
    bool (*idle)(void *context);
    void *idle_context;
};

void sim_sched_init(SimSched *sched, SimWorld *world);
/* Makes every thread that is left unwind, then frees them.  Called by thread 0. */
void sim_sched_end(SimSched *sched);

/* A new thread that can begin now; it begins when the running one next blocks.  NULL: no memory.  It belongs to the
 * scheduler; do not touch it once its body may have returned. */
SimThread *sim_sched_start(SimSched *sched, const char *name, void (*body)(void *argument),
                           void (*drop)(void *argument), void *argument);

/* The same in a process of the caller's choice, and exchanging the running thread for one that is blocked: for
 * sim_process.c. */
SimThread *sim_sched_start_in(SimSched *sched, SimProcess *process, const char *name, void (*body)(void *argument),
                              void (*drop)(void *argument), void *argument);
void sim_sched_switch(SimSched *sched, SimThread *thread);
/* True when a blocked thread could go on now. */
bool sim_sched_can_go_on(const SimSched *sched, const SimThread *thread);

/* Nobody can ever go on, says the caller: asks `idle`.  true: look again. */
bool sim_sched_rescue(SimSched *sched);

/* True when there is a thread besides the running one. */
bool sim_sched_others(const SimSched *sched);

/* The running thread blocks until `until_ns` (SIM_NEVER: no deadline) or until condition(context) is true (NULL: only
 * the deadline counts), whichever comes first; `polls` as said above.  false: the run is over, unwind. */
bool sim_sched_block(SimSched *sched, int64_t until_ns, bool (*condition)(void *context), void *context, bool polls);

#endif
