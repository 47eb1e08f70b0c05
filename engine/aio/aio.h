/* aio.h: asyncio for scripts: the objects, and what they share.
 *
 * Everything hangs on the Vm: an AioState in its VM_STATE_AIO slot holds the types, the running loop, the current task
 * and the counter behind "Task-N".  Loops, handles, futures and tasks are script objects, counted like all others.
 *
 * The order in which callbacks run is CPython 3.11's; where a structure here differs from CPython's (a sleep has no
 * future of its own, a task's wake-up no handle), each still takes its place in the ready queue exactly where the
 * original would, and takes as many iterations.
 *
 * Functions follow the conventions of the VM: VM_ERROR or false mean that an exception is pending.
 */
#ifndef AIO_H
#define AIO_H

#include "sim/sim_net.h"
#include "sim/sim_wheel.h"
#include "sim/sim_world.h"
#include "vm/vm.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_module.h"
#include "vm/vm_protocol.h"

typedef struct AioLoop AioLoop;
typedef struct AioTask AioTask;

/* A callback in C: `argument` is the finished future for done-callbacks; `data` is what was registered.  Both borrowed.
 * false: an exception is pending, which the loop reports as it does for any callback. */
typedef struct AioNativeDef {
    const char *label; /* what repr and screens call it */
    bool (*run)(Vm *vm, VmValue argument, VmValue data);
} AioNativeDef;
typedef const AioNativeDef *AioNative;

typedef enum AioFutureState { AIO_PENDING, AIO_CANCELLED, AIO_FINISHED } AioFutureState;

/* What a future calls when it is done: a C function with data, a script callable, or a task to wake up. */
typedef struct AioCallback {
    AioNative native; /* NULL: `data` is a callable or a task */
    VmValue data;
    VmValue context; /* contextvars snapshot for callables, else VM_EMPTY */
} AioCallback;

/* What few futures and tasks have, made when it is first needed (aio_callbacks.c). */
typedef struct AioExtra {
    VmValue message; /* of cancel(msg), or VM_EMPTY */
    AioNative first; /* of the first callback, see below */
    AioCallback *callbacks;
    uint32_t callback_count, callback_capacity;
    /* of tasks only */
    VmValue sleep_message; /* of the cancel(msg) that ended its sleep */
    VmValue name;          /* a str; VM_EMPTY: "Task-" and its number */
    VmValue context;       /* contextvars snapshot (aio_context.h) */
    VmValue throwing;      /* an exception the queued step throws, or VM_EMPTY */
} AioExtra;

/* A million of these may be alive: what most of them do not have lies in the AioExtra, and places serve twice.  The
 * first callback, if it needs no context, lies in the future itself. */
typedef struct AioFuture {
    VmObject head;
    AioLoop *loop;            /* owned */
    VmValue value;            /* FINISHED: the result or the exception; CANCELLED: the error to raise once, or VM_EMPTY;
                                 PENDING: the data of the first callback, or VM_EMPTY: it has none here */
    uintptr_t extra_or_first; /* an AioExtra; or, with the lowest bit set, the AioNative of the first callback */
    uint8_t state;            /* AioFutureState */
    uint8_t wait;             /* TraceWait: what kind of wait it stands for */
    uint8_t variant;          /* AioFutureVariant */
    uint8_t role;             /* of a task: TraceRole of the queued step */
    bool is_exception : 1;    /* FINISHED with an exception */
    bool unretrieved : 1;     /* the exception has not been looked at: reported when the future dies */
    bool blocking : 1;        /* set while it is being yielded by its own await */
    bool must_cancel : 1;     /* of a task: its next step throws CancelledError */
    bool quiet : 1;           /* of a task: do not report that it was destroyed while pending */
    bool listed : 1;          /* of a task: it counts as pending (AioState.pending) */
    bool calling : 1;         /* of a task: its AioCalling is in use */
    uint32_t cancel_requests : 24; /* of a task: cancel() less uncancel() */
    uint32_t trace_id;             /* 0 until needed */
    union {
        uint32_t done_event;  /* the event that finished it */
        uint32_t ready_event; /* of a task that is pending: the one that queued its step */
    };
    union {
        uint32_t trace_object; /* the primitive or group that this future is a wait for, or 0 */
        uint32_t number;       /* of a task: N of "Task-N" */
    };
    uint32_t sequence; /* of a task: how many were made before it, modulo 2^32 */
} AioFuture;

/* Futures whose cancel() does something of its own. */
typedef enum AioFutureVariant { AIO_VARIANT_PLAIN, AIO_VARIANT_GATHER } AioFutureVariant;

typedef enum AioSleepPhase {
    AIO_SLEEP_NEW,
    AIO_SLEEP_YIELD,
    AIO_SLEEP_ARMED,
    AIO_SLEEP_DUE,
    AIO_SLEEP_OVER,
    AIO_WAIT_QUEUED, /* a task waits in itself (aio_await.h) among the waiters of a primitive */
    AIO_WAIT_WOKEN   /* … and has been woken */
} AioSleepPhase;

/* A timer in a loop's wheel: part of a task, of a handle, or of the coroutine of a sleep, which is owned while it is
 * armed. */
typedef struct AioTimer {
    SimTimer timer;       /* first: the wheel hands this back */
    uint16_t owner_start; /* how many bytes before this its owner begins */
    uint8_t phase;        /* a sleep's AioSleepPhase */
    bool cancelled;       /* a sleep was */
    uint32_t event;       /* a sleep's: of arming, then of becoming due */
} AioTimer;

static inline VmObject *aio_timer_owner(const AioTimer *timer)
{
    return (VmObject *)(uintptr_t)((const char *)timer - timer->owner_start);
}

/* A callback of a task that is done, a C function, stands in the ready queue (aio_callbacks.c): what its handle would
 * hold.  The function lies where that of the first callback does. */
typedef struct AioCalling {
    VmValue data;              /* owned */
    uint32_t handle_id, event; /* as in an AioHandle */
} AioCalling;

struct AioTask {
    AioFuture future;
    VmValue coro;
    union {
        VmValue waiter;     /* unless its timer is armed: the future or sleep object it waits for, or VM_EMPTY */
        AioTimer timer;     /* phase is AIO_SLEEP_NEW unless it sleeps or waits in itself (aio_sleep.h, aio_await.h) */
        AioCalling calling; /* if future.calling */
    };
};

_Static_assert(sizeof(void *) != 8 || sizeof(AioTask) + sizeof(VmValue) == 96, "a task with its dict is 96 bytes");

typedef struct AioHandle {
    VmObject head;
    AioLoop *loop; /* owned */
    AioNative native;
    VmValue callback; /* a callable; the data of `native` */
    VmValue args;     /* a tuple; the argument of `native` */
    VmValue context;  /* snapshot, or an explicit Context object */
    AioTimer timer;
    VmValue when; /* TimerHandle: as asked for: a number */
    uint32_t trace_id;
    uint32_t event; /* the event that queued or armed it */
    uint8_t role;
    bool is_timer;
    bool cancelled;
    bool has_run;
} AioHandle;

struct AioLoop {
    VmObject head;
    SimWheel *wheel;
    VmValue *ready;                                 /* ring: tasks, handles, sleeps; owned: aio_loop.h */
    size_t ready_head, ready_count, ready_capacity; /* the capacity is a power of two */
    uint64_t iteration;
    uint32_t trace_id;
    bool running, stopping, closed, debug;
    bool watched;              /* this iteration: what each handle takes matters (debug mode, a cost model) */
    bool failed;               /* aio_loop_next_step: an exception is pending that leaves the loop */
    uint32_t cause;            /* the event of this iteration */
    size_t left;               /* of what was ready when this iteration began: not run yet */
    VmValue exception_handler; /* callable or VM_EMPTY */
    VmValue task_factory;
    VmValue default_executor;
    SimPoller poller;          /* sockets that are ready: aio_poll.h */
    struct AioReader *readers; /* what it watches */
};

/* X(symbol): the types of asyncio that C code needs to reach */
#define AIO_TYPE_TABLE(X)                                                                                              \
    X(FUTURE)                                                                                                          \
    X(TASK)                                                                                                            \
    X(GATHERING_FUTURE)                                                                                                \
    X(BASE_LOOP)                                                                                                       \
    X(LOOP)                                                                                                            \
    X(HANDLE)                                                                                                          \
    X(TIMER_HANDLE)                                                                                                    \
    X(LOCK)                                                                                                            \
    X(EVENT)                                                                                                           \
    X(CONDITION)                                                                                                       \
    X(SEMAPHORE)                                                                                                       \
    X(BOUNDED_SEMAPHORE)                                                                                               \
    X(BARRIER)                                                                                                         \
    X(QUEUE)                                                                                                           \
    X(PRIORITY_QUEUE)                                                                                                  \
    X(LIFO_QUEUE)                                                                                                      \
    X(TASK_GROUP)                                                                                                      \
    X(TIMEOUT)                                                                                                         \
    X(RUNNER)                                                                                                          \
    X(INVALID_STATE_ERROR)                                                                                             \
    X(QUEUE_EMPTY)                                                                                                     \
    X(QUEUE_FULL)                                                                                                      \
    X(BROKEN_BARRIER_ERROR)                                                                                            \
    X(CONTEXT)                                                                                                         \
    X(CONTEXT_VAR)                                                                                                     \
    X(CONTEXT_TOKEN)                                                                                                   \
    X(POLICY)                                                                                                          \
    X(DEFAULT_POLICY)                                                                                                  \
    X(INCOMPLETE_READ_ERROR)                                                                                           \
    X(LIMIT_OVERRUN_ERROR)                                                                                             \
    X(SENDFILE_ERROR)                                                                                                  \
    X(AS_COMPLETED)                                                                                                    \
    X(EXECUTOR)                                                                                                        \
    X(PROCESS_EXECUTOR)                                                                                                \
    X(JOB)                                                                                                             \
    X(JOB_RESULTS)                                                                                                     \
    X(JOB_ERROR)                                                                                                       \
    X(JOB_CANCELLED_ERROR)                                                                                             \
    X(JOB_INVALID_STATE_ERROR)                                                                                         \
    X(BROKEN_EXECUTOR)                                                                                                 \
    X(BROKEN_THREAD_POOL)                                                                                              \
    X(BROKEN_PROCESS_POOL)                                                                                             \
    X(REMOTE_TRACEBACK)                                                                                                \
    X(PICKLE_ERROR)                                                                                                    \
    X(PICKLING_ERROR)                                                                                                  \
    X(UNPICKLING_ERROR)

#define AIO_TYPE_ENUM(symbol) AIO_TYPE_##symbol,
typedef enum AioTypeId { AIO_TYPE_TABLE(AIO_TYPE_ENUM) AIO_TYPE_COUNT } AioTypeId;
#undef AIO_TYPE_ENUM

typedef struct AioState {
    VmType *types[AIO_TYPE_COUNT]; /* owned */
    AioLoop *running;              /* borrowed: it is on the C stack of its runner */
    AioTask *current;              /* borrowed */
    VmValue policy;                /* set_event_loop_policy's, or VM_EMPTY: the default one */
    VmValue set_loop;              /* set_event_loop's, or VM_EMPTY */
    bool loop_was_set;             /* set_event_loop was called, or get_event_loop has made one */
    size_t pending;                /* tasks that are not done: aio_pending_tasks finds them */
    int64_t task_number;           /* the N of the last "Task-N" */
    uint32_t task_sequence;
    bool making_main;                        /* the task being created is a runner's main task */
    AioTask *main_task;                      /* of the asyncio.run() of the main thread, or NULL; borrowed */
    uint32_t interrupts;                     /* SIGINTs that have come meanwhile */
    bool making_internal;                    /* … one of those with which it winds up */
    VmValue context;                         /* the current contextvars snapshot: aio_context.h */
    VmValue context_object;                  /* the Context whose run() is active, or VM_EMPTY */
    uint32_t executor_count;                 /* pools without a name so far */
    uint32_t process_count;                  /* processes started so far, for their names */
    bool exiting;                            /* the script has ended: pools take no more jobs, their workers end */
    uint32_t sync_numbers[TRACE_WAIT_COUNT]; /* primitives of each kind made so far, for their labels */
} AioState;

/* The state, made on first use by the asyncio module; NULL when asyncio was never imported. */
static inline AioState *aio_state(Vm *vm)
{
    return vm->states[VM_STATE_AIO].data;
}

static inline VmType *aio_type(Vm *vm, AioTypeId id)
{
    return aio_state(vm)->types[id];
}

/* Makes the state and its types if they are not there.  false: exception pending. */
bool aio_start(Vm *vm);

/* The running loop (borrowed), or NULL with RuntimeError "no running event loop". */
AioLoop *aio_running_loop(Vm *vm);
/* get_event_loop(): the running loop or the one that was set; owned.  RuntimeError when there is neither. */
VmValue aio_get_event_loop(Vm *vm);

#endif
