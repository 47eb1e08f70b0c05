/* The queues of futures at locks, queues and events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aio/aio_fixture.h"
#include "aio/aio_waiters.h"

static VmValue add(AioFixture *fixture, AioWaiters *waiters)
{
    VmValue future = aio_waiters_add(fixture->vm, waiters, TRACE_WAIT_LOCK, 0);
    assert_true(future != VM_ERROR);
    return future;
}

static void cancel(AioFixture *fixture, VmValue future)
{
    assert_int_equal(aio_cancel(fixture->vm, future, VM_EMPTY), 1);
}

static void they_stand_in_order(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    aio_fixture_enter(&fixture);
    AioWaiters waiters = {0};
    VmValue first = add(&fixture, &waiters), second = add(&fixture, &waiters), third = add(&fixture, &waiters);
    assert_int_equal(waiters.count, 3);
    assert_true(aio_waiters_at(&waiters, 0) == first && aio_waiters_at(&waiters, 2) == third);
    assert_true(aio_waiters_remove(fixture.vm, &waiters, second));
    assert_false(aio_waiters_remove(fixture.vm, &waiters, second));
    assert_true(aio_waiters_at(&waiters, 0) == first && aio_waiters_at(&waiters, 1) == third);
    assert_true(aio_waiters_remove(fixture.vm, &waiters, first));
    assert_true(aio_waiters_at(&waiters, 0) == third);
    assert_true(aio_waiters_remove(fixture.vm, &waiters, third));
    assert_int_equal(waiters.count, 0);
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

/* Waiters come and go at a queue that is never empty: it stays small. */
static void a_queue_in_use_does_not_grow(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    aio_fixture_enter(&fixture);
    AioWaiters waiters = {0};
    for (int i = 0; i < 3; i++) {
        add(&fixture, &waiters);
    }
    for (int i = 0; i < 1000; i++) {
        add(&fixture, &waiters);
        VmValue expected = aio_waiters_at(&waiters, 1);
        assert_true(aio_waiters_remove(fixture.vm, &waiters, aio_waiters_at(&waiters, 0)));
        assert_true(aio_waiters_at(&waiters, 0) == expected);
        assert_int_equal(waiters.count, 3);
    }
    assert_true(waiters.capacity <= 16);
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

static void waking_the_first_leaves_it_there(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    aio_fixture_enter(&fixture);
    AioWaiters waiters = {0};
    bool woken;
    assert_true(aio_waiters_wake_first(fixture.vm, &waiters, VM_TRUE, &woken));
    assert_false(woken);
    VmValue first = add(&fixture, &waiters), second = add(&fixture, &waiters);
    assert_true(aio_waiters_wake_first(fixture.vm, &waiters, VM_TRUE, &woken));
    assert_true(woken && aio_future_done(first) && !aio_future_done(second));
    assert_int_equal(waiters.count, 2);
    assert_true(aio_waiters_wake_first(fixture.vm, &waiters, VM_TRUE, &woken));
    assert_true(woken && aio_future_done(second));
    assert_true(aio_waiters_wake_first(fixture.vm, &waiters, VM_TRUE, &woken));
    assert_false(woken);
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

static void waking_the_next_takes_out_who_is_done(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    aio_fixture_enter(&fixture);
    AioWaiters waiters = {0};
    VmValue first = add(&fixture, &waiters), second = vm_ref(add(&fixture, &waiters));
    VmValue third = add(&fixture, &waiters);
    cancel(&fixture, first);
    assert_true(aio_waiters_wake_next(fixture.vm, &waiters));
    assert_int_equal(waiters.count, 1);
    assert_true(aio_future_done(second) && !aio_future_cancelled(second) && !aio_future_done(third));
    vm_unref(fixture.vm, second);
    assert_true(aio_waiters_wake_next(fixture.vm, &waiters));
    assert_int_equal(waiters.count, 0);
    assert_true(aio_waiters_wake_next(fixture.vm, &waiters));
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

static void it_is_known_whether_anybody_still_waits(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    aio_fixture_enter(&fixture);
    AioWaiters waiters = {0};
    assert_true(aio_waiters_all_cancelled(&waiters));
    VmValue first = add(&fixture, &waiters), second = add(&fixture, &waiters);
    cancel(&fixture, first);
    assert_false(aio_waiters_all_cancelled(&waiters));
    cancel(&fixture, second);
    assert_true(aio_waiters_all_cancelled(&waiters));
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

static void nobody_waits_without_a_loop(void **state)
{
    (void)state;
    AioFixture fixture;
    aio_fixture_begin(&fixture);
    AioWaiters waiters = {0};
    assert_true(aio_waiters_add(fixture.vm, &waiters, TRACE_WAIT_LOCK, 0) == VM_ERROR);
    assert_true(vm_error_matches(fixture.vm, VM_EXC_RUNTIME_ERROR));
    vm_error_clear(fixture.vm);
    assert_int_equal(waiters.count, 0);
    aio_waiters_release(fixture.vm, &waiters);
    aio_fixture_end(&fixture);
}

static void assert_label(AioFixture *fixture, TraceWait wait, uint32_t id, const char *expected)
{
    LsBuf text;
    ls_buf_init(&text, &fixture->memory.alloc);
    aio_sync_append_label(fixture->vm, &text, wait, id);
    assert_string_equal(ls_buf_text(&text), expected);
    ls_buf_free(&text);
}

/* The same names whether a trace is recorded or not. */
static void primitives_have_names(void **state)
{
    (void)state;
    for (int recorded = 0; recorded < 2; recorded++) {
        AioFixture fixture;
        aio_fixture_begin(&fixture);
        Trace *trace = recorded ? trace_new(&fixture.memory.alloc) : NULL;
        fixture.recorder.trace = trace;
        uint32_t lock = aio_sync_new(fixture.vm, "Lock", TRACE_WAIT_LOCK, 0);
        uint32_t queue = aio_sync_new(fixture.vm, "Queue", TRACE_WAIT_QUEUE_GET, 0);
        uint32_t other = aio_sync_new(fixture.vm, "Lock", TRACE_WAIT_LOCK, 0);
        assert_label(&fixture, TRACE_WAIT_LOCK, lock, " (Lock-1)");
        assert_label(&fixture, TRACE_WAIT_LOCK, other, " (Lock-2)");
        assert_label(&fixture, TRACE_WAIT_QUEUE_PUT, queue, " (Queue-1)");
        assert_label(&fixture, TRACE_WAIT_LOCK, 0, "");
        assert_label(&fixture, TRACE_WAIT_GATHER, lock, "");
        fixture.recorder.trace = NULL;
        trace_free(trace);
        aio_fixture_end(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_stand_in_order),
        cmocka_unit_test(a_queue_in_use_does_not_grow),
        cmocka_unit_test(waking_the_first_leaves_it_there),
        cmocka_unit_test(waking_the_next_takes_out_who_is_done),
        cmocka_unit_test(it_is_known_whether_anybody_still_waits),
        cmocka_unit_test(nobody_waits_without_a_loop),
        cmocka_unit_test(primitives_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
