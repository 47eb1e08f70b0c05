/* aio_future.h: futures from C.
 *
 * A future is done once: with a result, an exception, or cancelled.  Its callbacks are then queued in the loop, in the
 * order in which they were added, never called directly.
 */
#ifndef AIO_FUTURE_H
#define AIO_FUTURE_H

#include "aio/aio.h"

static inline bool aio_is_future(VmValue v)
{
    return vm_has_kind(v, VM_KIND_FUTURE) || vm_has_kind(v, VM_KIND_TASK);
}

static inline AioFuture *aio_future_of(VmValue v)
{
    return (AioFuture *)vm_to_object(v);
}

static inline bool aio_future_done(VmValue v)
{
    return aio_future_of(v)->state != AIO_PENDING;
}

static inline bool aio_future_cancelled(VmValue v)
{
    return aio_future_of(v)->state == AIO_CANCELLED;
}

/* Its AioExtra, or NULL while it has none. */
static inline AioExtra *aio_extra_or_null(const AioFuture *future)
{
    return (future->extra_or_first & 1) == 0 ? (AioExtra *)future->extra_or_first : NULL;
}

/* Its AioExtra, made if need be; NULL: MemoryError is pending. */
AioExtra *aio_extra(Vm *vm, AioFuture *future);

/* The message of cancel(msg); borrowed, VM_EMPTY: none. */
static inline VmValue aio_future_message_borrow(const AioFuture *future)
{
    const AioExtra *extra = aio_extra_or_null(future);
    return extra != NULL ? extra->message : VM_EMPTY;
}

bool aio_future_set_message(Vm *vm, AioFuture *future, VmValue message);

/* A pending future of a loop.  `wait` says on screens what waiting for it means; `trace_object` is the primitive that
 * it is a wait for, 0: the future itself is shown. */
VmValue aio_future_new(Vm *vm, AioLoop *loop, TraceWait wait, uint32_t trace_object);
/* Fills in a future that is part of another object; its head is set already. */
void aio_future_init(AioFuture *future, AioLoop *loop, TraceWait wait, uint32_t trace_object);

/* Finishing.  InvalidStateError when it is done already.  Values borrowed. */
bool aio_future_set_result(Vm *vm, VmValue future, VmValue result);
/* `exception` is an instance or a class. */
bool aio_future_set_exception(Vm *vm, VmValue future, VmValue exception);
/* cancel() of any future or task, as the script would call it; `message` VM_EMPTY or borrowed.  1: cancelled (or
 * requested), 0: it was done, -1: error. */
int aio_cancel(Vm *vm, VmValue future, VmValue message);
/* Cancels the future itself, whatever its variant. */
bool aio_future_cancel_plain(Vm *vm, VmValue future, VmValue message);
/* The same for a task that ended with a CancelledError: `error` (taken over) is what it will raise once. */
bool aio_future_cancel_with_steal(Vm *vm, VmValue future, VmValue error);

/* result() and exception() as the script would call them; owned. */
VmValue aio_future_result(Vm *vm, VmValue future);
VmValue aio_future_exception(Vm *vm, VmValue future);
/* The CancelledError of a cancelled future: the stored one the first time, then new ones.  Owned; VM_ERROR on failure.
 */
VmValue aio_future_cancelled_error(Vm *vm, VmValue future);
/* Marks its exception as seen. */
void aio_future_retrieve(VmValue future);

/* Adds a callback.  `data` borrowed.  Done already: it is queued at once. */
bool aio_future_add_native(Vm *vm, VmValue future, AioNative native, VmValue data);
bool aio_future_add_callback(Vm *vm, VmValue future, VmValue callable, VmValue context);
/* The first one of a future that was just made, which needs no memory. */
static inline void aio_future_set_first(AioFuture *future, AioNative native, VmValue data)
{
    future->value = vm_ref(data);
    future->extra_or_first = (uintptr_t)native + 1;
}
/* Wakes the task up when the future is done. */
bool aio_future_add_task(Vm *vm, VmValue future, AioTask *task);
/* How many callbacks it has, and each of them: borrowed copies. */
uint32_t aio_future_callback_count(const AioFuture *future);
AioCallback aio_future_callback(const AioFuture *future, uint32_t at);
/* Of a future that has just been finished: queues `first` (what aio_callbacks_take_first gave) and all others, in
 * order, and forgets them. */
bool aio_callbacks_schedule(Vm *vm, VmValue future, AioCallback first);
/* Takes out the callback that lies in the future itself, before `value` gets its other meaning. */
AioCallback aio_callbacks_take_first(AioFuture *future);
/* Drops them all, and the AioExtra. */
void aio_callbacks_release(Vm *vm, AioFuture *future);
/* Removes all callbacks with this function and data; returns how many. */
size_t aio_future_remove_native(Vm *vm, VmValue future, AioNative native, VmValue data);
/* remove_done_callback: those equal to `callable`; -1 on error. */
int64_t aio_future_remove_callable(Vm *vm, VmValue future, VmValue callable);

/* The trace id, given out and announced (FUTURE_NEW) when it is first asked for. */
uint32_t aio_future_trace_id(Vm *vm, VmValue future);

/* The await slot of futures and tasks. */
VmFlow aio_future_await(Vm *vm, VmValue self, bool first, VmValue sent, VmValue *out);

/* Shared by Future's and Task's types. */
void aio_future_release(Vm *vm, VmObject *self);
void aio_future_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context);
void aio_future_finalize(Vm *vm, VmObject *self);
/* Appends " cb=[…]" as repr shows it. */
bool aio_future_append_callbacks(Vm *vm, LsBuf *buf, const AioFuture *future);
/* Appends " result=…" or " exception=…". */
bool aio_future_append_outcome(Vm *vm, LsBuf *buf, const AioFuture *future);

extern const VmTypeSpec aio_type_future;
extern const VmTypeSpec aio_type_gathering_future;
/* Future's methods, which Task has too. */
extern const VmNativeDef aio_future_methods[];

#endif
