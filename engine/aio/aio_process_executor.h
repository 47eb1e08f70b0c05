/* aio_process_executor.h: what the two files of ProcessPoolExecutor share: the executor, which takes jobs
 * (aio_process_executor.c), and its thread, which hands them to the workers and brings back what comes of them
 * (aio_process_manager.c).
 */
#ifndef AIO_PROCESS_EXECUTOR_H
#define AIO_PROCESS_EXECUTOR_H

#include "aio/aio_pool.h"

/* A job that has no outcome yet. */
typedef struct AioWork {
    uint64_t id;
    VmValue job, call; /* (callable, args, keywords) */
    bool chunk;
    bool sent; /* it is with the workers */
} AioWork;

typedef struct AioExecutor {
    VmObject head;
    int64_t max_workers;
    AioPool *pool;  /* NULL: no job yet */
    AioWork *works; /* in order of submission */
    size_t count, capacity;
    uint64_t next_id;
    VmValue initializer, initargs; /* VM_EMPTY: none */
    uint32_t trace_id;
    bool closed, broken;
    bool managed; /* the thread exists */
    bool is_pool; /* part of a multiprocessing.Pool */
} AioExecutor;

static inline AioExecutor *aio_executor_of(VmValue v)
{
    return (AioExecutor *)vm_to_object(v);
}

/* Forgets a job. */
void aio_executor_drop_work(Vm *vm, AioExecutor *executor, size_t index);
/* The first job that is not with the workers; executor->count: all are. */
size_t aio_executor_next_unsent(const AioExecutor *executor);
/* Starts another worker; false: an exception is pending. */
bool aio_executor_start_worker(Vm *vm, VmValue self);
/* Starts the thread; false: an exception is pending. */
bool aio_executor_start_manager(Vm *vm, VmValue self);

#endif
