#include "aio/aio_poll.h"

#include "vm/vm_heap.h"

struct AioReader {
    SimWatch watch; /* first */
    AioLoop *loop;  /* whose list holds it */
    AioReader *next, *previous, *next_fired;
    SimSocket *socket; /* held */
    AioNative native;
    VmValue argument, data;
    AioReader **place; /* of its owner, or NULL */
    VmValue handle;    /* queued in the last iteration, or VM_EMPTY */
};

AioReader *aio_reader_add(Vm *vm, AioLoop *loop, SimSocket *socket, AioNative native, VmValue argument, VmValue data)
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
    sim_watch_add(&reader->watch, &loop->poller, socket);
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
    if (reader->handle != VM_EMPTY) {
        AioReader **place = &loop->fired;
        while (*place != reader) {
            place = &(*place)->next_fired;
        }
        *place = reader->next_fired;
    }
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

void aio_poll_again(Vm *vm, AioLoop *loop)
{
    while (loop->fired != NULL) {
        AioReader *reader = loop->fired;
        loop->fired = reader->next_fired;
        VmValue handle = reader->handle;
        reader->handle = VM_EMPTY;
        sim_watch_again(&reader->watch);
        vm_unref(vm, handle);
    }
}

bool aio_poll_queue_ready(Vm *vm, AioLoop *loop)
{
    for (SimWatch *watch; (watch = sim_poller_take(&loop->poller)) != NULL;) {
        AioReader *reader = (AioReader *)watch;
        if (!aio_loop_call_native_handle(vm, loop, reader->native, reader->argument, reader->data, &reader->handle)) {
            return false;
        }
        reader->next_fired = loop->fired;
        loop->fired = reader;
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
