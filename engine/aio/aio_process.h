/* aio_process.h: simulated processes for scripts: each is a Vm of its own, which begins as a copy of its parent.
 *
 * The copy is made by doing everything again: a run is deterministic, so the engine makes a fresh machine (Vm, clock,
 * threads, nothing recorded, nothing written) and runs the script in it up to the call of aio_process_start that asked
 * for the child.  There the fresh Vm is what the parent was, globals, closures, loop and all; it then moves into the
 * parent's world, and `body` runs on top of that stack, as the child of a fork does.  Threads that the parent had are
 * not there, and no loop is running, as after a fork.
 *
 * Values never go from one Vm to another; pickles do (aio_pickle.h).  `data` must not hold any.
 *
 * How to make the Vm is injected by whoever knows the script (aio_process_attach); without it processes are refused
 * with RuntimeError.
 */
#ifndef AIO_PROCESS_H
#define AIO_PROCESS_H

#include "aio/aio.h"
#include "sim/sim_process.h"

typedef struct AioProcess AioProcess;
typedef struct AioChannel AioChannel;       /* aio_channel.h */
typedef struct AioProcessLog AioProcessLog; /* aio_process_log.h */

/* The engine's part. */
typedef struct AioMachine {
    void *context;
    /* Makes a Vm as for the run itself, in a world of its own; calls aio_process_attach(vm, machine, child); runs the
     * script in it; unwinds; frees it.  Somewhere below that the child's body has run.  How running it ended. */
    LsStatus (*replay)(void *context, AioProcess *child);
} AioMachine;

typedef enum AioProcessWanted { AIO_PROCESS_NOT_YET, AIO_PROCESS_NOW, AIO_PROCESS_NEVER } AioProcessWanted;

/* What a process is to do. */
typedef struct AioProcessStart {
    const char *name;
    /* Runs in the child; returns its exit status.  An exception left pending is dropped. */
    int (*body)(Vm *child, void *data);
    /* Whether the copy is made now, not yet, or never, because there is nothing left to do (exit status 0); looked at
     * by the scheduler.  NULL: at once.  What the child can see is the same either way. */
    AioProcessWanted (*wanted)(void *data);
    /* Something of vm's (borrowed) that the body wants the copy of: aio_process_object_borrow. */
    VmValue object;
    /* Called once when the process is gone, whatever became of it, without a Vm; frees `data`.  May be NULL. */
    void (*over)(void *data, int exit_status);
    void *data;
    bool daemon; /* killed when the run's own process ends, which waits for the others */
    bool loose;  /* where the copy cannot be exact, that of an earlier moment will do: the body wants no object */
} AioProcessStart;

/* What a process has seen of others over the network cannot be done again.  So the copy cannot be exact where the
 * parent is not the run's own process, or where that has had a connection with another one: then a `loose` child begins
 * with the state that the parent itself began with, or that the run's own had at the last start before, with a note
 * about it; any other is refused with RuntimeError. */
bool aio_process_copies_earlier(Vm *vm);

/* A child of vm's process; it begins when the running thread next blocks.  NULL: an exception is pending; `over` is not
 * called then, `data` stays the caller's.  The result lives as long as the run: sim_process.h says what can be seen of
 * it (`ended`, `exit_status`, `pid`). */
SimProcess *aio_process_start(Vm *vm, const AioProcessStart *start);

/* The process that a Vm is (its index is 0 for the main one); NULL in unit tests without processes. */
SimProcess *aio_process_of(Vm *vm);
/* In a child: the copy of the `object` that it was started with; borrowed. */
VmValue aio_process_object_borrow(Vm *child);
/* The module `__main__`, borrowed; VM_EMPTY when there is none. */
VmValue aio_process_main_borrow(Vm *vm);
/* Ends the running process as os._exit does: nothing else runs in it.  Always returns VM_ERROR. */
VmValue aio_process_exit(Vm *vm, int exit_status);

/* For aio_channel.c: the channels of the world that the Vm lives in; the index of the process itself, or (inherited) of
 * the one that it is a copy of; a number for a new channel, and whether it is made before the Vm is a process. */
AioChannel **aio_process_channels(Vm *vm);
uint32_t aio_process_family(Vm *vm, bool inherited);
/* The running process is another than the run's own, and has begun. */
bool aio_process_is_child(Vm *vm);
uint32_t aio_process_next_channel(Vm *vm, bool *inherited);
/* Where to note what the process does that others can see; NULL: it is the run's own, or replayed. */
AioProcessLog *aio_process_log(Vm *vm);
/* Kills a process, for the Vm; all that were started with this `data`. */
void aio_process_kill(Vm *vm, SimProcess *process, int exit_status);
void aio_process_kill_all(Vm *vm, const void *data, int exit_status);
/* True once the child's body has begun in that world: until then, and in the world of a replay, what its Vm writes has
 * been written before. */
bool aio_process_lives_in(const AioProcess *child, const SimWorld *world);
/* At the end of the script: daemons are killed, the others are waited for.  false: an exception is pending. */
bool aio_processes_finish(Vm *vm);
/* What the heaps of all processes hold, in bytes. */
size_t aio_processes_memory(const SimSched *sched);
/* The engine: `child` is NULL for the run itself.  false: no memory. */
bool aio_process_attach(Vm *vm, const AioMachine *machine, AioProcess *child);

#endif
