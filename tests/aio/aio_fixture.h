/* aio_fixture.h: a machine with asyncio in it and a loop that counts as the running one, for tests from C. */
#ifndef AIO_FIXTURE_H
#define AIO_FIXTURE_H

#include "aio/aio_loop.h"
#include "sim/sim_world.h"
#include "support/support_alloc.h"
#include "vm/vm.h"

typedef struct AioFixture {
    SupportAlloc memory;
    TraceRecorder recorder;
    SimWorld world;
    LsBuf err; /* what was written to stderr */
    Vm *vm;
    AioLoop *loop; /* owned */
} AioFixture;

void aio_fixture_begin(AioFixture *fixture);
/* Fails the test when something leaks. */
void aio_fixture_end(AioFixture *fixture);
/* The loop counts as running, so that futures and waiters can be made; or no longer. */
void aio_fixture_enter(AioFixture *fixture);
void aio_fixture_leave(AioFixture *fixture);

#endif
