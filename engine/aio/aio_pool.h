/* aio_pool.h: a pool of worker processes: what lies between a ProcessPoolExecutor and its workers.
 *
 * An AioPool belongs to no Vm: calls go in as pickles, outcomes come back as pickles.  It is counted: the executor and
 * each worker hold it.  aio_pool.c is the workers' side, aio_process_executor.c the executor's.
 */
#ifndef AIO_POOL_H
#define AIO_POOL_H

#include "aio/aio_pickle.h"
#include "aio/aio_process.h"
#include "vm/vm_cost.h"

/* One call, or the outcome of one. */
typedef struct AioPoolItem {
    struct AioPoolItem *next;
    uint64_t id;
    uint32_t trace_id; /* the job's */
    bool is_exception;
    bool is_chunk;   /* a call for each tuple of arguments in a list; the outcome is a list */
    AioPickle value; /* a call: (callable, args, keywords); an outcome: the result or the exception */
    LsBuf traceback; /* of the exception, as text */
} AioPoolItem;

typedef struct AioPoolQueue {
    AioPoolItem *first, *last;
    size_t count;
} AioPoolQueue;

typedef struct AioPool {
    const LsAlloc *alloc;
    size_t refs;
    AioPoolQueue calls, outcomes;
    size_t workers, ended;
    bool has_initializer;
    bool loose;            /* the workers' copies are of an earlier moment, without the executor … */
    AioPickle initializer; /* … so this says what to call: (callable, args) */
    bool closing;          /* no call comes any more: the workers end */
    bool broken;           /* one ended before that */
    bool renewed;          /* that breaks nothing: another takes its place, and nobody hears of its call again */
    size_t lost;           /* … of so many */
    uint64_t unshared;     /* values that its parent has touched since the workers were forked */
} AioPool;

/* NULL: no memory. */
AioPool *aio_pool_new(const LsAlloc *alloc);
void aio_pool_unref(AioPool *pool);
AioPoolItem *aio_pool_item_new(AioPool *pool, uint64_t id);
void aio_pool_item_free(AioPool *pool, AioPoolItem *item);
void aio_pool_push(AioPoolQueue *queue, AioPoolItem *item);
AioPoolItem *aio_pool_pop(AioPoolQueue *queue); /* NULL: it is empty */
/* With a cost model: what an item costs at one end of its way, `each` for each of its values `times`, and the moment in
 * which the pipe is written or read without the GIL.  false: the run is over, an exception is pending. */
bool aio_pool_pipe(Vm *vm, const AioPoolItem *item, VmCostId each, size_t times);

/* The place of the item with that number (its lower half), and taking it out; NULL: it is not there. */
AioPoolItem **aio_pool_place(AioPoolQueue *queue, uint32_t id);
AioPoolItem *aio_pool_take(AioPoolQueue *queue, uint32_t id);

/* Starts a worker named after its kind; its copy of `executor` gives initializer and initargs:
 * aio_process_executor_initialize.  NULL: an exception is pending. */
SimProcess *aio_pool_start_worker(Vm *vm, AioPool *pool, VmValue executor, const char *kind);
/* In the worker: calls the initializer of the executor's copy, if it has one. */
bool aio_process_executor_initialize(Vm *child, VmValue executor);
/* "Exception in initializer:" and the pending exception, which is taken, to stderr. */
void aio_pool_report_initializer(Vm *vm);
/* The next name of a process that the Vm starts: "ForkProcess-1". */
void aio_process_next_name(Vm *vm, const char *kind, char *out, size_t size);
/* executor.submit for a ProcessPoolExecutor; `chunk`: the only argument is a list of tuples of arguments. */
VmValue aio_process_executor_submit(Vm *vm, VmValue executor, VmValue callable, VmValue args, VmValue keywords,
                                    bool chunk);
/* executor.map(fn, *iterables, timeout=, chunksize=) */
VmValue aio_process_executor_map(Vm *vm, const VmValue *args);
/* An exception that another process pickled: its cause is what its traceback looked like there. */
VmValue aio_pool_load_exception(Vm *vm, const AioPoolItem *item);

extern const VmTypeSpec aio_type_process_executor;

#endif
