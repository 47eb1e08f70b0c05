/* sim_process.h: simulated processes: what threads belong to, and how one ends.
 *
 * A process is a record of the scheduler's: the threads that share an interpreter (a Vm) and its GIL.  The first one is
 * there from the start; others come with sim_process_start, whose body runs on the new process's main thread.  Records
 * stay until the run is over, so pointers to them may be kept.  It holds no script values.
 *
 * A process ends when its main thread's body returns: its other threads are made to unwind first.  sim_process_kill
 * asks for that from outside: from then on nothing blocks any more in its threads.
 */
#ifndef SIM_PROCESS_H
#define SIM_PROCESS_H

#include "sim/sim_cpu.h"

#include <stddef.h>

typedef struct SimProcess SimProcess;

enum { SIM_FIRST_PID = 1000 }; /* the others count on */

struct SimProcess {
    SimProcess *next;  /* all processes, in order of starting */
    SimThread *main;   /* its main thread; not to be looked at once it has ended */
    SimThread *reaper; /* while it ends: the thread that waits for the others to unwind; else NULL */
    const char *name;  /* owned, from the world's allocator; the first one's is a literal */
    size_t name_size;
    uint32_t index;    /* 0: the first */
    uint32_t trace_id; /* 0: nothing is recorded */
    int64_t pid;
    bool killed; /* its threads unwind */
    bool ended;
    int exit_status;                   /* once it has ended; negative: minus the signal that killed it */
    SimGil gil;                        /* of its interpreter, and its CPU time */
    void *script;                      /* the user's: its Vm */
    void *user;                        /* the user's, too */
    bool daemon;                       /* the user's: nobody waits for it at the end */
    bool reaped;                       /* … its parent knows that it has ended */
    uint64_t signals, heeded, ignored; /* the user's: what has come, what it has a handler for, what it drops */
    int (*body)(SimProcess *process, void *argument);
    void (*over)(SimProcess *process, void *argument); /* last of all, also when the body never began; may be NULL */
    void *argument;
};

/* A process that can begin now; it begins when the running thread next blocks.  The body returns the exit
 * status.  NULL: no memory (`over` is not called then). */
SimProcess *sim_process_start(SimSched *sched, const char *name, int (*body)(SimProcess *process, void *argument),
                              void (*over)(SimProcess *process, void *argument), void *argument);
/* Its threads unwind as soon as they are looked at.  The caller's own: from its next blocking on. */
void sim_process_kill(SimProcess *process, int exit_status);
/* Makes all threads of the running thread's process unwind but the running one, which is its main thread.  Afterwards
 * it is alone in it. */
void sim_process_reap_threads(SimSched *sched);
/* The process of the running thread. */
SimProcess *sim_process_running(const SimSched *sched);
/* True when a thread of the running thread's process besides the running one has not ended, daemons left out. */
bool sim_process_has_others(const SimSched *sched);
/* The same for a thread that may wait for the others: conditions are looked at by whoever is about to block. */
bool sim_process_has_other_than(const SimThread *self);
/* The scheduler's: frees the records but the first. */
void sim_process_free_all(SimSched *sched);

#endif
