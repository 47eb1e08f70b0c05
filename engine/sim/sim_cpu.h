/* sim_cpu.h: cores and GILs: who may compute, and how long it takes.
 *
 * Off (the default), computing takes no time, and sim_sched.h alone decides who goes on.  On, a thread runs only while
 * it has a core and, unless its process is free-threaded, its process's GIL:
 *
 * - A thread that waits for the GIL asks for it after each switch interval (5 ms) in which nobody else got it.  The
 *   holder gives it up at the end of the piece it computes (a piece is a stretch of bytecode, or a whole C call), and
 *   does not get it back before another thread has had it.
 * - Blocking gives up both.  Coming back competes: a thread that finds the GIL free takes it, else it waits.
 * - A GIL that is given up goes to one of those who wait, by the machine's dice as the operating system's wake-up order
 *   is no business of a script; that one needs a moment to wake up, in which a newcomer may still snatch the GIL away.
 * - Each core has a line.  Who wants a core and finds none free waits where it ran last; a core that becomes free takes
 *   from any line.  A thread that has computed for a whole slice goes to the end of its line when that is not empty;
 * one that comes from waiting stands a little further in front, and has to wait for a millisecond of a slice only.
 * - A core's caches hold what was computed there last.  Who comes back to a core where other processes have computed
 *   meanwhile, or to another core, computes more slowly until its own data are back.
 *
 * All of it is deterministic for a seed.  One choice costs O(threads).  Nothing here can fail.
 */
#ifndef SIM_CPU_H
#define SIM_CPU_H

#include "sim/sim_random.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct SimThread SimThread;
typedef struct SimSched SimSched;

enum {
    SIM_CPU_MAX_CORES = 1024,
    SIM_CPU_SWITCH_NS = 5000000,   /* sys.getswitchinterval() */
    SIM_CPU_SLICE_NS = 4000000,    /* of the operating system: its clock ticks 250 times a second */
    SIM_CPU_GRAIN_NS = 1000000,    /* … for who comes from waiting */
    SIM_CPU_BONUS_NS = 6000000,    /* of those who come from waiting */
    SIM_CPU_WAKE_NS = 80000,       /* from being woken to running: up to this */
    SIM_CPU_POLL_NS = 3000,        /* a system call that does not wait, without the GIL */
    SIM_CPU_COLD_NS = 15000,       /* caches that another process has used: this much more to compute … */
    SIM_CPU_COLD_SHARE = 24,       /* … and a 24th of what the others computed … */
    SIM_CPU_COLD_MOST_NS = 200000, /* … up to this: everything is gone */
    SIM_CPU_COLD_FACTOR = 4,       /* who computes little misses little: up to this many times as much */
    SIM_CPU_STREAM = 0x435055,     /* of the dice (sim_random.h) */
};

#define SIM_CPU_NO_CORE UINT16_MAX

/* Where somebody computed last, and how much had been computed there until then. */
typedef struct SimCpuHome {
    uint16_t core; /* SIM_CPU_NO_CORE: nowhere yet */
    int64_t core_ns;
} SimCpuHome;

/* One process's lock around its interpreter, and what the process has computed. */
typedef struct SimGil {
    bool absent;       /* a free-threaded build: nobody waits for it */
    bool asked;        /* somebody wants the holder to give it up */
    SimThread *holder; /* NULL: free */
    SimThread *heir;   /* free: who has been woken and will take it at heir_ns, unless a newcomer does */
    SimThread *yields; /* gave it up because it was asked: waits until another has had it */
    int64_t heir_ns;
    uint64_t switches; /* how often it has gone to another thread */
    SimThread *last;   /* who had it last */
    int64_t used_ns;   /* CPU time of the process */
    SimCpuHome home;   /* of any of its threads */
    SimThread *shown;  /* the holder that the trace knows */
    uint32_t event;    /* the last event about it, from which the next one follows */
    bool has_event;
} SimGil;

typedef enum SimCpuPhase {
    SIM_CPU_BLOCKED, /* waits for its deadline or condition (sim_sched.h) */
    SIM_CPU_WANTS_GIL,
    SIM_CPU_WANTS_CORE,
    SIM_CPU_ON_CORE,
} SimCpuPhase;

/* What a thread has of it. */
typedef struct SimCpuThread {
    SimCpuPhase phase;
    int64_t end_ns;    /* on a core: when its piece is done */
    int64_t work_ns;   /* off the cores: what is left of its piece */
    int64_t slice_ns;  /* on a core: when its slice began */
    int64_t came_ns;   /* waits for the GIL: since when */
    int64_t window_ns; /* … and when it asks, unless another gets it before */
    uint64_t switches; /* … and the GIL's switches then */
    int64_t place_ns;  /* in the line for a core: since when, less SIM_CPU_BONUS_NS for who comes from waiting */
    uint64_t place;    /* … equal times in order of coming */
    bool woken;        /* … it comes from waiting */
    int64_t used_ns;   /* CPU time */
    SimCpuHome home;   /* whose caches are warm, or were */
    int64_t cold_ns;   /* how much it has still to compute to have its data back in the caches */
    uint16_t core, shown_core; /* shown: what the trace knows; SIM_CPU_NO_CORE: none */
} SimCpuThread;

typedef struct SimCpu {
    bool on;
    bool no_gil; /* every process is free-threaded */
    int64_t switch_ns;
    uint64_t places;
    SimRandom random;
    uint64_t busy[SIM_CPU_MAX_CORES / 64]; /* bit set: somebody is on that core */
    int64_t core_ns[SIM_CPU_MAX_CORES];    /* what has been computed on each core */
} SimCpu;

/* Switches it on, before any thread is started.  The main thread has core 0 and its GIL. */
void sim_cpu_switch_on(SimSched *sched, bool gil);

/* The running thread computes for `ns` in one piece; other threads compute meanwhile as cores and GILs allow.  Then it
 * gives up the GIL if it is asked to.  Off: only the clock moves.  false: the run is over, unwind. */
bool sim_cpu_compute(SimSched *sched, int64_t ns);
/* True when nobody else could notice: sim_cpu_compute will not run another thread. */
bool sim_cpu_alone(const SimSched *sched);
/* How late a timer of the operating system is, by the dice: 0.1 to 0.3 ms; 0 when off. */
int64_t sim_cpu_overshoot(SimSched *sched);

/* ---- for sim_sched.c ---- */

/* The running thread leaves its core and its GIL, because it blocks or ends. */
void sim_cpu_leave(SimSched *sched, SimThread *thread);
/* The thread to go on with, which then has core and GIL; moves the clock if it must.  NULL: none ever can. */
SimThread *sim_cpu_choose(SimSched *sched);

#endif
