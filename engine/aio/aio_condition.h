/* aio_condition.h: asyncio.Condition from C: barriers are built on it. */
#ifndef AIO_CONDITION_H
#define AIO_CONDITION_H

#include "aio/aio_waiters.h"

typedef struct AioCondition {
    VmObject head;
    VmValue lock; /* an asyncio.Lock, or what the script gave */
    AioWaiters waiters;
    uint32_t trace_id;
    uint8_t wait; /* TraceWait */
} AioCondition;

static inline AioCondition *aio_condition_of(VmValue v)
{
    return (AioCondition *)vm_to_object(v);
}

/* A condition that is part of a barrier. */
VmValue aio_condition_new_for(Vm *vm, uint32_t trace_id, TraceWait wait);
/* condition.wait() as a coroutine. */
VmValue aio_condition_wait(Vm *vm, VmValue condition);
/* Makes wait(), __aenter__ and __aexit__ fast. */
bool aio_condition_add_begins(Vm *vm, VmType *condition);
bool aio_condition_notify(Vm *vm, VmValue condition, size_t count);

#endif
