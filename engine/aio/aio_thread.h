/* aio_thread.h: script code on simulated threads.
 *
 * sim_sched.h decides who runs; here the machine's own state is exchanged with it: the frames, the running loop and
 * task, the current context, the recorder's place.  A thread's body is a C function; it ends with nothing pending.
 */
#ifndef AIO_THREAD_H
#define AIO_THREAD_H

#include "aio/aio.h"
#include "sim/sim_sched.h"

/* Makes the other threads of the running process unwind; called by its main thread.  asyncio has been started. */
void aio_threads_reap(Vm *vm);
/* True when another thread exists that has not ended.  Nearly all runs have one only. */
static inline bool aio_threads_exist(const Vm *vm)
{
    const SimSched *sched = vm->world->sched;
    return sched != NULL && sched->main.next != NULL && sim_sched_others(sched);
}

/* Starts a thread that runs body(vm, data), and blocks until it has begun: it goes on to where it blocks (or to its
 * end) before the caller does, as Thread.start() has it.  `data` is the caller's business, also when the run ends
 * early: the body is then called with vm->stop set, or, if it had not begun, `drop(vm, data)` is. NULL: an exception is
 * pending.  Do not look at the thread: it may have ended. */
SimThread *aio_thread_start(Vm *vm, const char *name, void (*body)(Vm *vm, void *data),
                            void (*drop)(Vm *vm, void *data), void *data);

/* vm->charge (vm_cost.h): the running thread computes for `ns`; others may run meanwhile.  false: as below. */
bool aio_thread_compute(Vm *vm, int64_t ns);
/* When a timer for `until_ns` really wakes its thread: a little late with a cost model, else then. */
int64_t aio_thread_late(Vm *vm, int64_t until_ns);

/* The same with more to say. */
typedef struct AioThreadStart {
    const char *name;
    void (*body)(Vm *vm, void *data);
    void (*drop)(Vm *vm, void *data);
    void *data;
    VmValue object; /* what stands for the thread in the script (VmThread.object), or VM_EMPTY */
    bool daemon;    /* the end of the process does not wait for it */
    bool hidden;    /* threading knows nothing of it */
} AioThreadStart;
SimThread *aio_thread_start_as(Vm *vm, const AioThreadStart *start);

/* Reasons to block besides TraceBlock's that are not recorded as such. */
enum {
    AIO_BLOCK_POLL = TRACE_BLOCK_COUNT, /* an event loop polls: all other threads go first */
    AIO_BLOCK_IDLE,                     /* a worker has nothing to do */
};

/* The running thread blocks, as sim_sched_block does, and others run.  `reason` (TraceBlock or AIO_BLOCK_…) and
 * `entity` are for screens.  false: the run is over, an exception is pending. */
bool aio_thread_block(Vm *vm, int64_t until_ns, bool (*condition)(void *context), void *context, unsigned reason,
                      uint32_t entity);

#endif
