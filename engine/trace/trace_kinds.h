/* trace_kinds.h: what can happen in a run, one table each for event kinds, wait kinds, handle roles, outcomes.
 *
 * From these tables follow the enums, the names in trace files, the validation when a file is read, and docs/TRACE.md.
 * Everything that the front end shows is folded from these events and nothing else: if a view needs to know something,
 * it belongs here.  Nothing in this header owns memory.
 *
 * Columns of an event (see TraceEvent in trace.h): `subject` is the entity it is about; then either the pair
 * (object, value) or the 64-bit `amount`; `flags` is one of the small enums below.  "str" is a string id of the trace,
 * 0 being the empty string.  Entity ids are given out by trace_new_id and are unique in the trace over all sorts; 0 is
 * "none".
 */
#ifndef TRACE_KINDS_H
#define TRACE_KINDS_H

/* X(symbol, name, subject, object, value, flags, meaning)   object "amount" means that the pair is the 64-bit amount */
#define TRACE_KIND_TABLE(X)                                                                                            \
    /* the run and its places */                                                                                       \
    X(RUN_BEGIN, "run", "-", "str file", "str entry", "-", "the run begins")                                           \
    X(RUN_END, "run end", "-", "exit status", "str reason", "TraceEnd", "the run is over")                             \
    X(PROCESS_NEW, "process", "process", "str name", "-", "-", "a process starts")                                     \
    X(PROCESS_END, "process end", "process", "exit status", "-", "-", "a process ends")                                \
    X(THREAD_NEW, "thread", "thread", "str name", "process", "-", "a thread starts; event.thread is its index")        \
    X(THREAD_END, "thread end", "thread", "-", "-", "-", "a thread ends")                                              \
    /* the loop's iterations */                                                                                        \
    X(LOOP_NEW, "loop", "loop", "-", "-", "-", "an event loop starts to run in this thread")                           \
    X(LOOP_END, "loop end", "loop", "-", "-", "-", "the loop stops running")                                           \
    X(ITERATION, "iteration", "loop", "iteration number", "-", "-", "a loop iteration begins")                         \
    X(POLL, "poll", "loop", "amount", "", "-", "the loop polls for at most amount ns (-1: without end)")               \
    X(POLL_END, "poll end", "loop", "-", "-", "-", "the poll returned; the clock stands at this event's time")         \
    X(READY_SNAPSHOT, "ready", "loop", "handles to run", "-", "-", "the iteration will run exactly so many handles")   \
    /* handles: callbacks in the ready queue and in the timer heap */                                                  \
    X(HANDLE_READY, "call soon", "handle", "task/future", "str label", "TraceRole", "queued at the end of ready")      \
    X(HANDLE_LABEL, "call later", "handle", "task/future", "str label", "TraceRole",                                   \
      "names a handle about to be armed")                                                                              \
    X(TIMER_ARM, "arm timer", "handle", "amount", "", "-", "the handle waits in the timer heap until amount ns")       \
    X(TIMER_DUE, "timer due", "handle", "-", "-", "-", "the timer's handle moves to the end of ready")                 \
    X(HANDLE_CANCEL, "cancel handle", "handle", "-", "-", "-", "the handle will be skipped")                           \
    X(HANDLE_RUN, "callback", "handle", "task/future", "-", "-", "the handle at the head of ready begins to run")      \
    X(HANDLE_END, "callback end", "handle", "-", "-", "TraceOutcome", "the handle has run")                            \
    X(HANDLE_SKIP, "skip", "handle", "-", "-", "-", "the handle at the head of ready is cancelled and dropped")        \
    /* tasks */                                                                                                        \
    X(TASK_NEW, "create task", "task", "task number or str name", "str label", "TraceTaskFlag", "a task exists")       \
    X(TASK_NAME, "name task", "task", "str name", "-", "-", "the task has a new name")                                 \
    X(TASK_READY, "task ready", "task", "-", "-", "TraceRole", "the task's step is queued at the end of ready")        \
    X(TASK_STEP, "step", "task", "-", "-", "TraceStep", "the task's handle leaves ready, its coroutine runs on")       \
    X(TASK_WAIT, "wait", "task", "entity awaited", "str label", "TraceWait", "the task suspends; the step ends")       \
    X(TASK_SLEEP, "sleep", "task", "amount", "", "-", "the task suspends in sleep until amount ns; the step ends")     \
    X(SLEEP_DUE, "sleep due", "task", "-", "-", "-", "the sleep's timer moves to the end of ready")                    \
    X(SLEEP_FIRE, "sleep over", "task", "-", "-", "-",                                                                 \
      "the timer's handle runs at the head of ready; the task's step"                                                  \
      " is queued at the end")                                                                                         \
    X(SLEEP_CANCEL, "sleep cancelled", "task", "-", "-", "-", "the sleep was cancelled; its timer is dead")            \
    X(TASK_YIELD, "yield", "task", "-", "-", "-", "sleep(0): the step ends, the next one is queued at once")           \
    X(TASK_DONE, "task done", "task", "str result", "-", "TraceOutcome", "the coroutine ended; the step ends")         \
    X(TASK_CANCEL, "cancel task", "task", "entity cancelled", "str message", "-",                                      \
      "cancellation requested; object is"                                                                              \
      " what the task waited for")                                                                                     \
    X(TASK_UNCANCEL, "uncancel task", "task", "requests left", "-", "-", "one request less")                           \
    X(TASK_DROP, "task destroyed", "task", "-", "-", "-", "a pending task was destroyed")                              \
    /* futures and what is built from them */                                                                          \
    X(FUTURE_NEW, "future", "future", "str label", "entities it waits for", "TraceWait", "a future, gather … exists")  \
    X(FUTURE_LINK, "link", "future/group", "task/future", "-", "-",                                                    \
      "subject needs object (gather child, group child)")                                                              \
    X(FUTURE_DONE, "future done", "future", "str result", "-", "TraceOutcome", "the future is done")                   \
    X(SYNC_NEW, "primitive", "primitive", "str label", "level", "TraceWait", "a lock, queue, event … exists")          \
    X(SYNC_OP, "operation", "primitive", "task", "level after", "TraceSync", "something was done to the primitive")    \
    X(GROUP_ENTER, "group", "group", "task", "str label", "-", "a task enters a TaskGroup")                            \
    X(GROUP_ABORT, "group aborts", "group", "task that failed", "-", "-", "the group cancels its remaining children")  \
    X(GROUP_EXIT, "group end", "group", "task", "-", "TraceOutcome", "the group is left")                              \
    X(TIMEOUT_ENTER, "timeout", "timeout", "amount", "", "-",                                                          \
      "asyncio.timeout is entered, due at amount ns (-1 none)")                                                        \
    X(TIMEOUT_FIRE, "timeout expires", "timeout", "task", "-", "-", "the deadline passed; the task is cancelled")      \
    X(TIMEOUT_EXIT, "timeout end", "timeout", "task", "-", "TraceOutcome", "the timeout block is left")                \
    /* threads */                                                                                                      \
    X(BLOCK, "block", "entity waited for", "amount", "", "TraceBlock", "the thread blocks until amount ns (-1 open)")  \
    X(BLOCK_END, "block end", "entity waited for", "-", "-", "TraceBlock", "the thread goes on")                       \
    /* computing, with a cost model and more than one thread: event.thread is who does it */                           \
    X(CORE, "core", "-", "core", "-", "TraceCore", "the thread gets a core, on which it computes, or leaves it")       \
    X(GIL, "GIL", "process", "amount", "", "TraceGil",                                                                 \
      "what the thread does with its process's GIL; it has waited for amount ns")                                      \
    X(POOL_NEW, "pool", "pool", "str label", "workers at most", "-", "a pool of threads or processes exists")          \
    X(JOB_QUEUE, "submit job", "job", "str label", "pool", "-", "a job waits for a worker of the pool")                \
    X(JOB_BEGIN, "job", "job", "-", "-", "-", "a worker (event.thread) takes the job")                                 \
    X(JOB_END, "job end", "job", "str result", "-", "TraceOutcome", "the job has ended")                               \
    /* the network */                                                                                                  \
    X(CONNECTION_NEW, "connection", "connection", "str label", "-", "-", "a connection is opened")                     \
    X(CONNECTION_END, "connection end", "connection", "-", "-", "-", "the end that opened the connection closes it")   \
    X(REQUEST_BEGIN, "request", "request", "str label", "connection", "-", "a request is sent (connection 0: later)")  \
    X(REQUEST_END, "request end", "request", "status", "bytes", "TraceOutcome", "its answer is there, or it failed")   \
    /* detail: recorded when a front end wants to show source (see TraceRecorder.detail) */                            \
    X(FRAME_PUSH, "call", "-", "str label", "first line", "TraceFrame", "a function or coroutine is entered")          \
    X(FRAME_POP, "return", "-", "str result", "-", "TraceOutcome", "the innermost frame is left for good")             \
    X(LINE, "line", "-", "-", "-", "-", "the innermost frame reaches event.line")                                      \
    X(RAISE, "raise", "-", "str exception", "-", "-", "an exception is raised")                                        \
    /* what the script says */                                                                                         \
    X(OUTPUT, "output", "-", "str text", "-", "TraceStream", "the script wrote text")                                  \
    X(NOTE, "note", "-", "str text", "-", "-", "the engine remarks something (an assumption, a warning)")

/* What a task waits for.  X(symbol, name, phrase) — phrase completes "waits for …" */
#define TRACE_WAIT_TABLE(X)                                                                                            \
    X(NONE, "-", "nothing")                                                                                            \
    X(SLEEP, "sleep", "its sleep to end")                                                                              \
    X(FUTURE, "future", "a future")                                                                                    \
    X(TASK, "task", "a task")                                                                                          \
    X(GATHER, "gather", "gather to complete")                                                                          \
    X(WAIT, "wait", "asyncio.wait")                                                                                    \
    X(WAIT_FOR, "wait_for", "wait_for")                                                                                \
    X(AS_COMPLETED, "as_completed", "the next completion")                                                             \
    X(SHIELD, "shield", "a shielded task")                                                                             \
    X(GROUP, "group", "the group's children")                                                                          \
    X(LOCK, "lock", "a lock")                                                                                          \
    X(SEMAPHORE, "semaphore", "a semaphore")                                                                           \
    X(EVENT, "event", "an event to be set")                                                                            \
    X(CONDITION, "condition", "a condition to be notified")                                                            \
    X(BARRIER, "barrier", "a barrier to fill")                                                                         \
    X(QUEUE_GET, "queue get", "an item in a queue")                                                                    \
    X(QUEUE_PUT, "queue put", "room in a queue")                                                                       \
    X(QUEUE_JOIN, "queue join", "a queue to be worked off")                                                            \
    X(JOB, "job", "a thread job")                                                                                      \
    X(NETWORK, "network", "the network")                                                                               \
    X(POOL, "pool", "a connection of the pool")                                                                        \
    X(WORKER, "worker", "a worker of the pool")                                                                        \
    X(TIMEOUT, "timeout", "a timeout")

/* Why a handle stands in the ready queue.  X(symbol, name) */
#define TRACE_ROLE_TABLE(X)                                                                                            \
    X(FIRST_STEP, "first step")                                                                                        \
    X(WAKEUP, "wake-up")                                                                                               \
    X(THROW, "cancellation")                                                                                           \
    X(YIELD, "after sleep(0)")                                                                                         \
    X(CALL_SOON, "call_soon")                                                                                          \
    X(CALL_LATER, "call_later")                                                                                        \
    X(DONE_CALLBACK, "done callback")                                                                                  \
    X(THREADSAFE, "from a thread")                                                                                     \
    X(INTERNAL, "internal")

/* How something ended.  X(symbol, name) */
#define TRACE_OUTCOME_TABLE(X)                                                                                         \
    X(RESULT, "result")                                                                                                \
    X(EXCEPTION, "exception")                                                                                          \
    X(CANCELLED, "cancelled")

/* Operations on primitives.  X(symbol, name) */
#define TRACE_SYNC_TABLE(X)                                                                                            \
    X(ACQUIRE, "acquire")                                                                                              \
    X(RELEASE, "release")                                                                                              \
    X(SET, "set")                                                                                                      \
    X(CLEAR, "clear")                                                                                                  \
    X(NOTIFY, "notify")                                                                                                \
    X(PUT, "put")                                                                                                      \
    X(GET, "get")                                                                                                      \
    X(TASK_DONE, "task_done")                                                                                          \
    X(ARRIVE, "arrive")                                                                                                \
    X(BREAK, "break")

/* What blocks a thread.  X(symbol, name) */
#define TRACE_BLOCK_TABLE(X)                                                                                           \
    X(SLEEP, "time.sleep")                                                                                             \
    X(IO, "blocking I/O")                                                                                              \
    X(LOCK, "thread lock")                                                                                             \
    X(JOIN, "join")                                                                                                    \
    X(COMPUTE, "computing")                                                                                            \
    X(GIL, "the GIL")                                                                                                  \
    X(JOB, "a job's result")

/* Computing.  X(symbol, name) */
#define TRACE_CORE_TABLE(X)                                                                                            \
    X(TAKE, "takes")                                                                                                   \
    X(LEAVE, "leaves")

#define TRACE_GIL_TABLE(X)                                                                                             \
    X(TAKE, "takes")                                                                                                   \
    X(LEAVE, "leaves")                                                                                                 \
    X(ASK, "asks")                                                                                                     \
    X(YIELD, "is asked and leaves")

#define TRACE_FRAME_TABLE(X)                                                                                           \
    X(FUNCTION, "function")                                                                                            \
    X(COROUTINE, "coroutine")                                                                                          \
    X(GENERATOR, "generator")                                                                                          \
    X(MODULE, "module")                                                                                                \
    X(RESUMED, "resumed generator")

#define TRACE_END_TABLE(X)                                                                                             \
    X(NORMAL, "ended")                                                                                                 \
    X(EXCEPTION, "uncaught exception")                                                                                 \
    X(LIMIT, "limit")                                                                                                  \
    X(DEADLOCK, "deadlock")                                                                                            \
    X(CANCELLED, "cancelled")

#define TRACE_ENUM_KIND(symbol, name, subject, object, value, flags, meaning) TRACE_##symbol,
typedef enum TraceKind { TRACE_KIND_TABLE(TRACE_ENUM_KIND) TRACE_KIND_COUNT } TraceKind;
#undef TRACE_ENUM_KIND

#define TRACE_ENUM_WAIT(symbol, name, phrase) TRACE_WAIT_##symbol,
typedef enum TraceWait { TRACE_WAIT_TABLE(TRACE_ENUM_WAIT) TRACE_WAIT_COUNT } TraceWait;
#undef TRACE_ENUM_WAIT

#define TRACE_ENUM_ROLE(symbol, name) TRACE_ROLE_##symbol,
typedef enum TraceRole { TRACE_ROLE_TABLE(TRACE_ENUM_ROLE) TRACE_ROLE_COUNT } TraceRole;
#undef TRACE_ENUM_ROLE

#define TRACE_ENUM_OUTCOME(symbol, name) TRACE_OUTCOME_##symbol,
typedef enum TraceOutcome { TRACE_OUTCOME_TABLE(TRACE_ENUM_OUTCOME) TRACE_OUTCOME_COUNT } TraceOutcome;
#undef TRACE_ENUM_OUTCOME

#define TRACE_ENUM_SYNC(symbol, name) TRACE_SYNC_##symbol,
typedef enum TraceSync { TRACE_SYNC_TABLE(TRACE_ENUM_SYNC) TRACE_SYNC_COUNT } TraceSync;
#undef TRACE_ENUM_SYNC

#define TRACE_ENUM_BLOCK(symbol, name) TRACE_BLOCK_##symbol,
typedef enum TraceBlock { TRACE_BLOCK_TABLE(TRACE_ENUM_BLOCK) TRACE_BLOCK_COUNT } TraceBlock;
#undef TRACE_ENUM_BLOCK

#define TRACE_ENUM_CORE(symbol, name) TRACE_CORE_##symbol,
typedef enum TraceCore { TRACE_CORE_TABLE(TRACE_ENUM_CORE) TRACE_CORE_COUNT } TraceCore;
#undef TRACE_ENUM_CORE

#define TRACE_ENUM_GIL(symbol, name) TRACE_GIL_##symbol,
typedef enum TraceGil { TRACE_GIL_TABLE(TRACE_ENUM_GIL) TRACE_GIL_COUNT } TraceGil;
#undef TRACE_ENUM_GIL

#define TRACE_ENUM_FRAME(symbol, name) TRACE_FRAME_##symbol,
typedef enum TraceFrame { TRACE_FRAME_TABLE(TRACE_ENUM_FRAME) TRACE_FRAME_COUNT } TraceFrame;
#undef TRACE_ENUM_FRAME

#define TRACE_ENUM_END(symbol, name) TRACE_END_##symbol,
typedef enum TraceEnd { TRACE_END_TABLE(TRACE_ENUM_END) TRACE_END_COUNT } TraceEnd;
#undef TRACE_ENUM_END

/* flags of TASK_NEW */
/* NAMED: object is a str name, else the N of "Task-N".  INTERNAL: one of the tasks with which asyncio.run winds up. */
enum { TRACE_TASK_NAMED = 1, TRACE_TASK_MAIN = 2, TRACE_TASK_INTERNAL = 4, TRACE_TASK_FLAGS = 8 };
/* flags of TASK_STEP: how the coroutine is entered */
typedef enum TraceStep { TRACE_STEP_SEND, TRACE_STEP_THROW } TraceStep;
typedef enum TraceStream { TRACE_STREAM_STDOUT = 1, TRACE_STREAM_STDERR = 2 } TraceStream;

#endif
