/* aio_poll.h: an event loop waits for sockets of the simulated network, as CPython's waits with its selector.
 *
 * While a socket is ready, its callback is queued once an iteration, between the poll and the timers that are due, in
 * the order in which the sockets became ready.
 */
#ifndef AIO_POLL_H
#define AIO_POLL_H

#include "aio/aio_loop.h"
#include "sim/sim_net.h"

typedef struct AioReader AioReader;

/* native(argument, data) whenever the socket is ready for that and the loop polls; values borrowed, kept until the
 * reader is removed.  The reader holds the socket.  A socket may have one in each of many loops.  NULL: an exception is
 * pending.  This is what loop.add_reader does, or, for the end of an attempt to connect and for room to write,
 * loop.add_writer. */
AioReader *aio_reader_add(Vm *vm, AioLoop *loop, SimSocket *socket, SimWatchFor what, AioNative native,
                          VmValue argument, VmValue data);
/* Where its owner keeps it: set to NULL when the loop drops it (it is closed or dies). */
void aio_reader_set_place(AioReader *reader, AioReader **place);
/* Removes it; a callback that is queued already will not run. */
void aio_reader_remove(Vm *vm, AioReader *reader);

/* For the loop: queues the callbacks of what is ready.  false: an exception is pending. */
bool aio_poll_queue_ready(Vm *vm, AioLoop *loop);
/* True when a socket is ready. */
static inline bool aio_poll_has_ready(AioLoop *loop)
{
    return loop->poller.first != NULL && sim_poller_has_ready(&loop->poller);
}
/* Drops all readers: the loop is closed or dies. */
void aio_poll_release(Vm *vm, AioLoop *loop);
void aio_poll_traverse(Vm *vm, const AioLoop *loop, VmVisit visit, void *context);

/* When a poll that waits until then comes back: select() takes whole milliseconds, rounded up, and is a little late. */
int64_t aio_poll_end(Vm *vm, int64_t until_ns);

#endif
