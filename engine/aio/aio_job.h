/* aio_job.h: concurrent.futures for scripts: futures of thread jobs, and pools of threads that run them.
 *
 * A pool has at most max_workers threads, started as jobs come while none is idle; jobs are taken first in, first out.
 * AioJob is concurrent.futures.Future: its callbacks are called directly, in the thread that finishes it.
 */
#ifndef AIO_JOB_H
#define AIO_JOB_H

#include "aio/aio_loop.h"

typedef enum AioJobState { AIO_JOB_PENDING, AIO_JOB_RUNNING, AIO_JOB_CANCELLED, AIO_JOB_FINISHED } AioJobState;

typedef struct AioJob {
    VmObject head;
    AioJobState state;
    bool is_exception;
    VmValue value;     /* result or exception, once it is finished */
    VmValue callbacks; /* list of callables, or VM_EMPTY */
    VmValue source;    /* the task that it follows (run_coroutine_threadsafe), or VM_EMPTY; cancelled with it */
    AioFuture *bridge; /* the asyncio future that waits for it, owned; NULL: none */
    uint32_t trace_id;
} AioJob;

static inline AioJob *aio_job_of(VmValue v)
{
    return (AioJob *)vm_to_object(v);
}

static inline bool aio_job_done(const AioJob *job)
{
    return job->state == AIO_JOB_CANCELLED || job->state == AIO_JOB_FINISHED;
}

VmValue aio_job_new(Vm *vm);
bool aio_is_job(Vm *vm, VmValue v);
/* Finishes it and calls its callbacks; what these raise goes to stderr. */
bool aio_job_finish(Vm *vm, VmValue job, VmValue value, bool is_exception);
/* In the task's loop: the job is cancelled when it is, and the task when the job is. */
bool aio_job_follow(Vm *vm, VmValue job, VmValue task);
/* cancel(): 1, 0 (it runs or is done), -1 error. */
int aio_job_cancel(Vm *vm, VmValue job);
/* result() after waiting for at most `timeout` seconds (None: for ever), blocking the thread. */
VmValue aio_job_result(Vm *vm, VmValue job, VmValue timeout);
/* Waits until condition(context), at most `timeout` seconds (a number, None or VM_EMPTY).  1: it holds, 0: time is up,
 * -1: an exception is pending. */
int aio_thread_wait(Vm *vm, VmValue timeout, bool (*condition)(void *context), void *context, TraceBlock reason,
                    uint32_t entity);
/* asyncio.wrap_future(job): a future of the loop that follows the job; cancelling it cancels the job. */
VmValue aio_job_wrap(Vm *vm, AioLoop *loop, VmValue job);

/* executor.submit(callable, *args, **keywords); `args` a tuple, `keywords` a dict or VM_EMPTY. */
VmValue aio_executor_submit(Vm *vm, VmValue executor, VmValue callable, VmValue args, VmValue keywords);
/* The loop's default executor, made when first wanted; borrowed. */
VmValue aio_executor_default_borrow(Vm *vm, AioLoop *loop);
VmValue aio_executor_new(Vm *vm, VmType *type, int64_t max_workers, VmValue prefix);
bool aio_is_executor(Vm *vm, VmValue v);
/* Takes no more jobs; the workers end when the queue is empty. */
void aio_executor_close(Vm *vm, VmValue executor);
/* True when its workers have ended. */
bool aio_executor_ended(VmValue executor);

/* The trace's id of a pool, *id: 0 at first; then the pool gets one, with a name and the number of its workers at most.
 */
uint32_t aio_pool_trace_id(Vm *vm, uint32_t *id, const char *name, size_t size, int64_t workers);
/* The trace shows the jobs of this executor (of threads) as those of the pool, of which it is a part. */
void aio_executor_join_pool(VmValue executor, uint32_t pool);

/* What executor.map() returns: an iterator of the jobs' results; `chunks`: each result is a list of results. */
VmValue aio_job_results_new(Vm *vm, VmValue jobs, VmValue timeout, bool chunks);
/* zip(*iterables) for a tuple of iterables. */
VmValue aio_job_zip(Vm *vm, VmValue iterables);
/* loop.run_in_executor(executor, callable, *args): the asyncio future. `executor` None: the default one. */
VmValue aio_run_in_executor(Vm *vm, AioLoop *loop, VmValue executor, VmValue callable, VmValue args, VmValue keywords);
/* At the end of the script: the pools' workers finish what is queued and end, the other threads run to their end.
 * false: an exception is pending. */
bool aio_threads_finish(Vm *vm);
/* Makes all threads that are left unwind, and frees them.  Called by the main thread. */
void aio_threads_end(Vm *vm);

extern const VmTypeSpec aio_type_job;
extern const VmTypeSpec aio_type_job_results;
extern const VmTypeSpec aio_type_executor;

#endif
