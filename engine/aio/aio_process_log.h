/* aio_process_log.h: what a process did that others can see, and doing it again.
 *
 * Where a script is run again to make a process (aio_process.h), the processes that it had started before are not made
 * again: in their place stand processes without a Vm that do at the same virtual times what the log of the original
 * says: put into channels and take from them, take calls of a pool and hand back outcomes, end.  So making the n-th
 * process costs one run of the script up to there, whatever came before.
 */
#ifndef AIO_PROCESS_LOG_H
#define AIO_PROCESS_LOG_H

#include "aio/aio_pool.h"

typedef enum AioLogKind {
    AIO_LOG_PUT,
    AIO_LOG_TAKE,
    AIO_LOG_REPLACE,
    AIO_LOG_CLEAR,
    AIO_LOG_CALL,
    AIO_LOG_OUTCOME,
    AIO_LOG_UNWANTED /* it ends because nothing is left to do */
} AioLogKind;

typedef struct AioLogEntry {
    AioLogKind kind;
    uint32_t channel; /* the number of one of the parent's; CALL: that of the call */
    int64_t time_ns;
    AioPoolItem *item; /* PUT, REPLACE, OUTCOME: a copy; owned */
} AioLogEntry;

typedef struct AioProcessLog {
    struct AioProcessLog *next;
    const LsAlloc *alloc;
    uint32_t parent; /* index of the process whose Vm started it … */
    uint64_t moment; /* … as its process number so many */
    AioLogEntry *entries;
    size_t count, capacity, bytes;
    bool incomplete; /* it got too long, or there was no memory */
    bool over;
    bool killed; /* by its parent, who does it again: it does not end by itself */
    int64_t end_ns;
    int exit_status;
    uint64_t heeded, ignored; /* signals: sim_process.h */
} AioProcessLog;

/* What the logs of a run may hold at most: a process that is started later cannot be made exactly then. */
enum { AIO_LOG_MAX_BYTES = 256 << 20 };

/* Adds an entry; `value` (may be NULL) is copied.  What cannot be kept makes the log incomplete. */
void aio_log_add(AioProcessLog *log, AioLogKind kind, uint32_t channel, int64_t now_ns, const AioPoolItem *value);
void aio_log_free_all(AioProcessLog *logs);

/* Starts a process that does what the log says; `log` may be NULL: it does nothing and never ends.  `channels` are
 * those of the replay's world.  NULL: no memory. */
SimProcess *aio_log_replay(SimSched *sched, const AioProcessLog *log, const AioProcessStart *start,
                           AioChannel **channels);

#endif
