/* aio_event.h: asyncio.Event from C: queues have one inside. */
#ifndef AIO_EVENT_H
#define AIO_EVENT_H

#include "aio/aio_waiters.h"

typedef struct AioEvent {
    VmObject head;
    AioWaiters waiters;
    uint32_t trace_id;
    uint8_t wait; /* TraceWait: what waiting for it means */
    bool quiet;   /* part of another primitive, which records what happens */
    bool value;
} AioEvent;

/* An event that is part of another primitive: waits for it are shown as waits for that. */
VmValue aio_event_new_for(Vm *vm, uint32_t trace_id, TraceWait wait);
/* Makes wait() fast. */
bool aio_event_add_begins(Vm *vm, VmType *event);
/* event.wait() as a coroutine. */
VmValue aio_event_wait(Vm *vm, VmValue event);
bool aio_event_set(Vm *vm, VmValue event);
void aio_event_clear(Vm *vm, VmValue event);

#endif
