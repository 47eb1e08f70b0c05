/* aio_loop.h: the event loop: ready queue, timers, iterations; and handles.
 *
 * An iteration: compute the poll's time-out, poll (the clock moves), queue the due timers, run exactly the handles that
 * were ready then.
 */
#ifndef AIO_LOOP_H
#define AIO_LOOP_H

#include "aio/aio.h"
#include "base/ls_buf.h"

VmValue aio_loop_new(Vm *vm);

static inline AioLoop *aio_loop_of(VmValue v)
{
    return (AioLoop *)vm_to_object(v);
}

static inline AioHandle *aio_handle_of(VmValue v)
{
    return (AioHandle *)vm_to_object(v);
}

/* Appends a task's step.  `cause` is the event to show as its cause; the role says why. */
bool aio_loop_queue_task(Vm *vm, AioLoop *loop, AioTask *task, TraceRole role, uint32_t cause);
/* A task stands there for its step; with one of these bits set, for the end of its sleep, or for a callback. */
#define AIO_READY_SLEEP ((VmValue)1)
#define AIO_READY_CALLBACK ((VmValue)2)
#define AIO_READY_MARKS (AIO_READY_SLEEP | AIO_READY_CALLBACK)

static inline VmValue aio_ready_object(VmValue item)
{
    return item & ~AIO_READY_MARKS;
}

/* The head of the ready queue, which is not empty. */
static inline VmValue aio_loop_pop_ready(AioLoop *loop)
{
    VmValue item = loop->ready[loop->ready_head];
    loop->ready_head = (loop->ready_head + 1) & (loop->ready_capacity - 1);
    loop->ready_count--;
    return item;
}

bool aio_loop_grow_ready(Vm *vm, AioLoop *loop);

/* Appends anything that can stand in the ready queue, with its reference; false: it is still the caller's. */
static inline bool aio_loop_push_ready_steal(Vm *vm, AioLoop *loop, VmValue item)
{
    if (loop->ready_count == loop->ready_capacity && !aio_loop_grow_ready(vm, loop)) {
        return false;
    }
    loop->ready[(loop->ready_head + loop->ready_count++) & (loop->ready_capacity - 1)] = item;
    return true;
}

/* The same, taking a reference. */
static inline bool aio_loop_push_ready(Vm *vm, AioLoop *loop, VmValue item)
{
    if (!aio_loop_push_ready_steal(vm, loop, item)) {
        return false;
    }
    vm_ref(item);
    return true;
}

/* call_soon with a C function; values borrowed. */
bool aio_loop_call_native(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data, TraceRole role);
/* The handle of such a call, not queued; owned. */
VmValue aio_handle_of_native(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data, TraceRole role);
/* A callback raised: SystemExit and KeyboardInterrupt leave the loop (false), the rest is reported. */
bool aio_loop_callback_failed(Vm *vm, AioHandle *handle);
/* The same from another thread. */
static inline bool aio_loop_call_native_threadsafe(Vm *vm, AioLoop *loop, AioNative native, VmValue argument,
                                                   VmValue data)
{
    return aio_loop_call_native(vm, loop, native, argument, data, TRACE_ROLE_THREADSAFE);
}
/* The same; *handle (empty) receives the handle, so that it can be cancelled. */
bool aio_loop_call_native_handle(Vm *vm, AioLoop *loop, AioNative native, VmValue argument, VmValue data,
                                 VmValue *handle);
/* call_soon with a callable; `args` is a tuple, `context` a snapshot, a Context object or VM_EMPTY (the current one).
 * Returns the handle. */
VmValue aio_loop_call_soon(Vm *vm, AioLoop *loop, VmValue callable, VmValue args, VmValue context, TraceRole role);
/* call_at; `when` a number, in seconds of the loop's clock. */
VmValue aio_loop_call_at(Vm *vm, AioLoop *loop, VmValue when, VmValue callable, VmValue args, VmValue context);
/* A timer that calls a C function: returns its handle. */
VmValue aio_loop_call_native_at(Vm *vm, AioLoop *loop, double when, AioNative native, VmValue argument, VmValue data);
void aio_handle_cancel(Vm *vm, AioHandle *handle);
/* For traces: the task or future that a done-callback is about, or 0. */
uint32_t aio_handle_subject(Vm *vm, const AioHandle *handle);

/* Vm.next_step: the running task's coroutine has suspended or returned.  Ends its step and does what the loop does
 * between two steps, the turn of an iteration included, as long as that runs no code but the VM's.  Then begins the
 * next step. */
struct VmFrame *aio_loop_next_step(Vm *vm, VmValue out, VmFlow *flow);

/* The loop's time in seconds. */
double aio_loop_time(Vm *vm);

/* The time `delay` (any number) from now: TypeError as `loop.time() + delay` gives it. */
bool aio_loop_when(Vm *vm, VmValue delay, double *when);

/* Arms a timer whose owner (owner_start is set) is kept alive until it fires or is disarmed. */
bool aio_loop_arm(Vm *vm, AioLoop *loop, AioTimer *timer, int64_t deadline_ns);
void aio_loop_disarm(Vm *vm, AioLoop *loop, AioTimer *timer);

/* run_forever and run_until_complete. false / VM_ERROR: exception pending. */
bool aio_loop_run_forever(Vm *vm, AioLoop *loop);
VmValue aio_loop_run_until_complete(Vm *vm, AioLoop *loop, VmValue awaitable);
void aio_loop_stop(AioLoop *loop);
/* RuntimeError "Event loop is closed" if it is. */
bool aio_loop_check_open(Vm *vm, AioLoop *loop);
bool aio_loop_close(Vm *vm, AioLoop *loop);
/* Drops everything that is queued or armed. */
void aio_loop_drop_all(Vm *vm, AioLoop *loop);
/* The coroutines of the same names: async generators that were begun and not finished are closed by the first. */
VmValue aio_loop_shutdown_asyncgens(Vm *vm);
VmValue aio_loop_shutdown_executor(Vm *vm);
/* While a loop runs, async generators that die unfinished are closed by a task of it (aio_hooks.c). */
void aio_hooks_enter(Vm *vm);
void aio_hooks_leave(Vm *vm);

/* The exception handler: `exception` and `subject` may be VM_EMPTY; subject_key is "future", "task", "handle" … */
void aio_loop_report(Vm *vm, AioLoop *loop, const char *message, VmValue exception, const char *subject_key,
                     VmValue subject);
/* Debug mode: warns on stderr when the handle or task took at least loop.slow_callback_duration.  false: exception. */
bool aio_loop_report_slow(Vm *vm, AioLoop *loop, VmValue item, int64_t took_ns);
/* A message of the logger "asyncio": through the script's `logging` when it has imported that, else to stderr as that
 * would without being set up.  The level is the name of its method: "error".  `text` is changed. */
bool aio_log(Vm *vm, const char *level, LsBuf *text, VmValue exception);
/* Writes to the script's stderr. */
void aio_write_stderr(Vm *vm, const LsBuf *text);
/* call_exception_handler with a whole context dict. */
bool aio_loop_call_exception_handler(Vm *vm, AioLoop *loop, VmValue context);

/* The report of a run that can never go on, to stderr; sets vm->stop.  Returns false. */
bool aio_loop_deadlock(Vm *vm);
/* The report alone, also for a deadlock of threads; sets vm->stop. */
void aio_report_deadlock(Vm *vm);

extern const VmTypeSpec aio_type_base_loop;
extern const VmTypeSpec aio_type_loop;
extern const VmTypeSpec aio_type_handle;
extern const VmTypeSpec aio_type_timer_handle;

#endif
