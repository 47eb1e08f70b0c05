#include "aio/aio_poll.h"

#include "aio/aio_thread.h"
#include "vm/vm_heap.h"

struct AioReader {
    SimWatch watch; /* first */
    AioLoop *loop;  /* whose list holds it */
    AioReader *next, *previous;
    SimSocket *socket; /* held */
    AioNative native;
    VmValue argument, data;
    AioReader **place; /* of its owner, or NULL */
    VmValue handle;    /* queued last, or VM_EMPTY */
};

AioReader *aio_reader_add(Vm *vm, AioLoop *loop, SimSocket *socket, SimWatchFor what, AioNative native,
                          VmValue argument, VmValue data)
{
    AioReader *reader = vm_heap_resize(vm, NULL, 0, sizeof *reader);
    if (reader == NULL) {
        return NULL;
    }
    *reader = (AioReader){
        .loop = loop,
        .next = loop->readers,
        .socket = sim_socket_hold(socket),
        .native = native,
        .argument = vm_ref(argument),
        .data = vm_ref(data),
    };
    if (loop->readers != NULL) {
        loop->readers->previous = reader;
    }
    loop->readers = reader;
    sim_watch_add(&reader->watch, &loop->poller, socket, what);
    return reader;
}

void aio_reader_set_place(AioReader *reader, AioReader **place)
{
    reader->place = place;
}

void aio_reader_remove(Vm *vm, AioReader *reader)
{
    AioLoop *loop = reader->loop;
    sim_watch_remove(&reader->watch);
    if (reader->previous != NULL) {
        reader->previous->next = reader->next;
    } else {
        loop->readers = reader->next;
    }
    if (reader->next != NULL) {
        reader->next->previous = reader->previous;
    }
    VmValue handle = reader->handle;
    VmValue argument = reader->argument;
    VmValue data = reader->data;
    sim_socket_drop(reader->socket);
    vm_heap_free(vm, reader, sizeof *reader);
    if (handle != VM_EMPTY && !aio_handle_of(handle)->has_run) {
        aio_handle_cancel(vm, aio_handle_of(handle));
    }
    vm_unref(vm, handle);
    vm_unref(vm, argument);
    vm_unref(vm, data);
}

bool aio_poll_queue_ready(Vm *vm, AioLoop *loop)
{
    size_t left = loop->poller.count;
    for (SimWatch *watch; (watch = sim_poller_next(&loop->poller, &left)) != NULL;) {
        AioReader *reader = (AioReader *)watch;
        VmValue handle;
        if (!aio_loop_call_native_handle(vm, loop, reader->native, reader->argument, reader->data, &handle)) {
            return false;
        }
        vm_set_steal(vm, &reader->handle, handle);
    }
    return true;
}

void aio_poll_release(Vm *vm, AioLoop *loop)
{
    while (loop->readers != NULL) {
        if (loop->readers->place != NULL) {
            *loop->readers->place = NULL;
        }
        aio_reader_remove(vm, loop->readers);
    }
}

void aio_poll_traverse(Vm *vm, const AioLoop *loop, VmVisit visit, void *context)
{
    for (AioReader *reader = loop->readers; reader != NULL; reader = reader->next) {
        visit(vm, reader->argument, context);
        visit(vm, reader->data, context);
        visit(vm, reader->handle, context);
    }
}

/* ---- how long it takes ---- */

enum { MS = 1000000 };

/* A time-out in milliseconds as CPython makes it: rounded up to a multiple of 1e-3, a double, which is rounded up
 * again. 9 * 1e-3 is a hair more than 0.009, so that 8.5 ms become 10. */
static int64_t poll_milliseconds(int64_t ns)
{
    int64_t milliseconds = ns / MS + (ns % MS != 0);
    double again_ns = (double)milliseconds * 1e-3 * 1e9;
    return again_ns > (double)milliseconds * MS ? milliseconds + 1 : milliseconds;
}

int64_t aio_poll_end(Vm *vm, int64_t until_ns)
{
    int64_t now_ns = sim_world_now(vm->world);
    if (vm->cost == NULL || until_ns == SIM_NEVER || until_ns <= now_ns) {
        return until_ns;
    }
    int64_t milliseconds = poll_milliseconds(until_ns - now_ns);
    return aio_thread_late(vm, milliseconds > SIM_NEVER / MS / 2 ? until_ns : now_ns + milliseconds * MS);
}
