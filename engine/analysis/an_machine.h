/* an_machine.h: the machine at the model's position: processes, cores, GILs, pools of workers, the network's requests.
 *
 * Borrows the model; allocates nothing and cannot fail.  A trace without a cost model has no cores and GILs: threads
 * then run whenever they can.
 */
#ifndef AN_MACHINE_H
#define AN_MACHINE_H

#include "analysis/an_model.h"

#define AN_NO_CORE UINT16_MAX
#define AN_NO_THREAD UINT16_MAX

/* What a thread has of the processor. */
typedef struct AnCpu {
    bool known;      /* the trace tells; else all below is empty */
    uint16_t core;   /* that it computes on, or AN_NO_CORE */
    bool has_gil;    /* of its process */
    bool waits_gil;  /* it asked for the GIL, or gave it up when it was asked, and does not have it */
    bool waits_core; /* it could compute, but all cores are taken */
    int64_t waits_since_ns;
} AnCpu;

/* False (and all empty) when the thread does not exist yet, or any more. */
bool an_machine_cpu(const AnModel *model, uint16_t thread, AnCpu *out);
/* The same after event `seq`, wherever the model stands. */
bool an_machine_cpu_at(const AnModel *model, uint16_t thread, uint32_t seq, AnCpu *out);

/* The whole machine. */
typedef struct AnMachine {
    uint32_t processes; /* that exist now; 1 where the trace does not tell */
    uint32_t threads;   /* that exist now */
    bool has_cores;     /* the trace tells of cores and GILs */
    uint32_t cores_busy;
    uint32_t gil_waiting;  /* threads that wait for a GIL */
    uint16_t gil_holder;   /* of the current thread's process, or AN_NO_THREAD */
    uint32_t jobs_running; /* by workers of pools */
    uint32_t jobs_queued;  /* that no worker has taken yet */
    uint32_t connections;  /* open */
    uint32_t requests;     /* in flight */
} AnMachine;

/* O(threads · log events). */
void an_machine(const AnModel *model, AnMachine *out);

/* A pool: of threads or processes that do jobs, or of a client's connections. */
typedef struct AnPool {
    uint32_t entity;
    bool of_connections;
    uint32_t limit;   /* 0: none */
    uint32_t used;    /* busy workers, connections in use */
    uint32_t waiting; /* jobs and tasks that wait for a worker, or for a connection */
} AnPool;

/* The pools that are in use now or waited for, in the order in which they were made; returns how many were written, at
 * most `max`.  O(pools + threads + waiting jobs and tasks, of which it looks at 4,096). */
size_t an_machine_pools(const AnModel *model, AnPool *pools, size_t max);

/* How many tasks and callbacks stand in the ready queue of a thread's loop (the only one of its process), or are due:
 * those who wait for the thread while something blocks it.  Looks at no more than `most` entries of each. */
uint32_t an_machine_held_up(const AnModel *model, uint16_t thread, uint32_t most);

/* Is the thread worth a row: the main thread of a process, or one that does something or is held up? */
bool an_machine_is_active(const AnModel *model, const AnThread *thread);

#endif
