/* The loop from C: order of handles and timers, stopping, closing, what goes wrong in callbacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "aio/aio_fixture.h"
#include "aio/aio_future.h"
#include "vm/vm_list.h"

/* Appends `data` to the list `argument`. */
static bool note(Vm *vm, VmValue argument, VmValue data)
{
    return vm_list_append(vm, argument, data);
}

static bool stop(Vm *vm, VmValue argument, VmValue data)
{
    (void)vm;
    (void)argument;
    aio_loop_stop(aio_loop_of(data));
    return true;
}

/* Notes and queues itself again with the next lower number. */
static const AioNativeDef again_def;
static bool again(Vm *vm, VmValue argument, VmValue data)
{
    AioLoop *loop = aio_state(vm)->running;
    int64_t left = vm_to_int(data);
    return note(vm, argument, data) && (left == 0 ? (aio_loop_stop(loop), true)
                                                  : aio_loop_call_native(vm, loop, &again_def, argument,
                                                                         vm_from_int(left - 1), TRACE_ROLE_INTERNAL));
}

static bool go_wrong(Vm *vm, VmValue argument, VmValue data)
{
    (void)argument;
    (void)data;
    vm_raise(vm, VM_EXC_VALUE_ERROR, "no good");
    return false;
}

static bool leave(Vm *vm, VmValue argument, VmValue data)
{
    (void)argument;
    (void)data;
    vm_raise(vm, VM_EXC_KEYBOARD_INTERRUPT, "out");
    return false;
}

static const AioNativeDef note_def = {"note", note}, stop_def = {"stop", stop}, again_def = {"again", again},
                          fail_def = {"fail", go_wrong}, leave_def = {"leave", leave};

typedef struct Ring {
    AioFixture fixture;
    Vm *vm;
    VmValue list; /* what ran, in order */
} Ring;

static void begin(Ring *ring)
{
    aio_fixture_begin(&ring->fixture);
    ring->vm = ring->fixture.vm;
    ring->list = vm_list_new_empty(ring->vm, 0);
    assert_true(ring->list != VM_ERROR);
}

static void end(Ring *ring)
{
    vm_unref(ring->vm, ring->list);
    aio_fixture_end(&ring->fixture);
}

static void queue(Ring *ring, AioNative native, VmValue data)
{
    assert_true(aio_loop_call_native(ring->vm, ring->fixture.loop, native, ring->list, data, TRACE_ROLE_INTERNAL));
}

static void queue_stop(Ring *ring)
{
    queue(ring, &stop_def, vm_from_object(ring->fixture.loop));
}

static VmValue arm(Ring *ring, double when, AioNative native, VmValue data)
{
    VmValue handle = aio_loop_call_native_at(ring->vm, ring->fixture.loop, when, native, ring->list, data);
    assert_true(handle != VM_ERROR);
    return handle;
}

/* The list holds exactly the digits of the text. */
static void assert_ran(const Ring *ring, const char *digits)
{
    const VmList *list = vm_to_list(ring->list);
    assert_int_equal(list->count, strlen(digits));
    for (size_t i = 0; i < list->count; i++) {
        assert_int_equal(vm_to_int(list->items[i]), digits[i] - '0');
    }
}

static void an_iteration_runs_what_was_ready(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    queue(&ring, &again_def, vm_from_int(0)); /* stops the loop at the end of this iteration */
    queue(&ring, &note_def, vm_from_int(1));
    queue(&ring, &again_def, vm_from_int(9)); /* its next turn is not in this iteration */
    assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_ran(&ring, "019");
    assert_int_equal(ring.fixture.loop->iteration, 1);
    assert_int_equal(ring.fixture.loop->ready_count, 1);
    assert_null(aio_state(ring.vm)->running);
    end(&ring); /* what is left in the queue is dropped */
}

/* More than the queue has room for at first, twice, so that it wraps and grows. */
static void the_ready_queue_grows_and_wraps(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 100; i++) {
            queue(&ring, &note_def, vm_from_int(round * 100 + i));
        }
        queue_stop(&ring);
        assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    }
    const VmList *list = vm_to_list(ring.list);
    assert_int_equal(list->count, 200);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(vm_to_int(list->items[i]), i);
    }
    end(&ring);
}

static void timers_fire_in_order(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    static const double times[] = {0.3, 0.1, 0.2, 0.1, 0.30000000000000004, -1, 0.25};
    VmValue handles[7];
    for (int i = 0; i < 7; i++) {
        handles[i] = arm(&ring, times[i], &note_def, vm_from_int(i));
    }
    aio_handle_cancel(ring.vm, aio_handle_of(handles[6]));
    vm_unref(ring.vm, arm(&ring, 2, &stop_def, vm_from_object(ring.fixture.loop)));
    assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_ran(&ring, "513204");
    assert_true(sim_world_now(&ring.fixture.world) == 2000000000);
    for (int i = 0; i < 7; i++) {
        vm_unref(ring.vm, handles[i]);
    }
    end(&ring);
}

static void a_cancelled_handle_is_skipped(void **state)
{
    (void)state;
    Ring ring;
    VmValue handle;
    begin(&ring);
    assert_true(aio_loop_call_native_handle(ring.vm, ring.fixture.loop, &note_def, ring.list, vm_from_int(1), &handle));
    queue(&ring, &note_def, vm_from_int(2));
    queue_stop(&ring);
    aio_handle_cancel(ring.vm, aio_handle_of(handle));
    aio_handle_cancel(ring.vm, aio_handle_of(handle));
    assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_ran(&ring, "2");
    vm_unref(ring.vm, handle);
    end(&ring);
}

static void a_failing_callback_is_reported(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    queue(&ring, &fail_def, VM_NONE);
    queue(&ring, &note_def, vm_from_int(1));
    queue_stop(&ring);
    assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_ran(&ring, "1");
    assert_non_null(strstr(ls_buf_text(&ring.fixture.err), "Exception in callback fail()"));
    assert_non_null(strstr(ls_buf_text(&ring.fixture.err), "ValueError: no good"));
    end(&ring);
}

static void an_interrupt_leaves_the_loop(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    queue(&ring, &leave_def, VM_NONE);
    queue(&ring, &note_def, vm_from_int(1));
    assert_false(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_true(vm_error_matches(ring.vm, VM_EXC_KEYBOARD_INTERRUPT));
    vm_error_clear(ring.vm);
    assert_ran(&ring, "");
    queue_stop(&ring); /* it can run again, and goes on where it was */
    assert_true(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_ran(&ring, "1");
    end(&ring);
}

/* In the loop: the future `argument` gets a result. */
static bool finish(Vm *vm, VmValue argument, VmValue data)
{
    return aio_future_set_result(vm, argument, data);
}

static const AioNativeDef finish_def = {"finish", finish};

static void a_future_ends_the_run(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    VmValue future = aio_future_new(ring.vm, ring.fixture.loop, TRACE_WAIT_FUTURE, 0);
    VmValue handle = aio_loop_call_native_at(ring.vm, ring.fixture.loop, 1.5, &finish_def, future, vm_from_int(7));
    assert_true(handle != VM_ERROR);
    assert_int_equal(vm_to_int(aio_loop_run_until_complete(ring.vm, ring.fixture.loop, future)), 7);
    assert_true(aio_loop_time(ring.vm) == 1.5);
    vm_unref(ring.vm, handle);
    vm_unref(ring.vm, future);
    future = aio_future_new(ring.vm, ring.fixture.loop, TRACE_WAIT_FUTURE, 0);
    queue_stop(&ring);
    assert_true(aio_loop_run_until_complete(ring.vm, ring.fixture.loop, future) == VM_ERROR);
    assert_true(vm_error_matches(ring.vm, VM_EXC_RUNTIME_ERROR)); /* stopped before it was done */
    vm_error_clear(ring.vm);
    vm_unref(ring.vm, future);
    end(&ring);
}

static void a_closed_loop_refuses(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    queue(&ring, &note_def, vm_from_int(1));
    vm_unref(ring.vm, arm(&ring, 1, &note_def, vm_from_int(2)));
    assert_true(aio_loop_close(ring.vm, ring.fixture.loop));
    assert_true(aio_loop_close(ring.vm, ring.fixture.loop));
    assert_int_equal(ring.fixture.loop->ready_count, 0);
    assert_false(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_true(vm_error_matches(ring.vm, VM_EXC_RUNTIME_ERROR));
    vm_error_clear(ring.vm);
    assert_ran(&ring, "");
    end(&ring);
}

static void nothing_to_do_is_a_deadlock(void **state)
{
    (void)state;
    Ring ring;
    begin(&ring);
    assert_false(aio_loop_run_forever(ring.vm, ring.fixture.loop));
    assert_int_equal(ring.vm->stop, LS_E_DEADLOCK);
    assert_non_null(strstr(ls_buf_text(&ring.fixture.err), "deadlock at 0 s"));
    vm_error_clear(ring.vm);
    end(&ring);
}

static void delays_are_numbers(void **state)
{
    (void)state;
    Ring ring;
    double when;
    begin(&ring);
    assert_true(aio_loop_when(ring.vm, vm_from_int(2), &when) && when == 2.0);
    assert_true(aio_loop_when(ring.vm, vm_from_double(0.5), &when) && when == 0.5);
    assert_false(aio_loop_when(ring.vm, VM_NONE, &when));
    assert_true(vm_error_matches(ring.vm, VM_EXC_TYPE_ERROR));
    vm_error_clear(ring.vm);
    end(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_iteration_runs_what_was_ready),
        cmocka_unit_test(the_ready_queue_grows_and_wraps),
        cmocka_unit_test(timers_fire_in_order),
        cmocka_unit_test(a_cancelled_handle_is_skipped),
        cmocka_unit_test(a_failing_callback_is_reported),
        cmocka_unit_test(an_interrupt_leaves_the_loop),
        cmocka_unit_test(a_future_ends_the_run),
        cmocka_unit_test(a_closed_loop_refuses),
        cmocka_unit_test(nothing_to_do_is_a_deadlock),
        cmocka_unit_test(delays_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
