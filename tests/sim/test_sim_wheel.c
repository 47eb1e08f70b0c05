/* The timing wheel against a sorted array that does the same slowly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/sim_time.h"
#include "sim/sim_wheel.h"
#include "support/support_alloc.h"

enum { TIMERS = 400 };

typedef struct Armed {
    SimTimer timer;
    int64_t deadline_ns;
    uint64_t sequence; /* of arming; 0: not armed */
} Armed;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static Armed *expected_first(Armed *timers)
{
    Armed *first = NULL;
    for (int i = 0; i < TIMERS; i++) {
        Armed *armed = &timers[i];
        if (armed->sequence == 0) {
            continue;
        }
        if (first == NULL || armed->deadline_ns < first->deadline_ns ||
            (armed->deadline_ns == first->deadline_ns && armed->sequence < first->sequence)) {
            first = armed;
        }
    }
    return first;
}

static int64_t random_deadline(uint64_t *state, int64_t now)
{
    uint64_t r = next_random(state);
    switch (r % 10) {
    case 8:
    case 9: return now / 1000000 * 1000000 + (int64_t)(r / 16 % 4) * 1000000; /* ties far away, some late */
    case 0: return now;                                                       /* due at once */
    case 1: return now - (int64_t)(r / 8 % 1000);                             /* late */
    case 2: return SIM_NEVER;
    case 3: return now + (int64_t)(r / 8 % 4); /* many ties */
    case 4: return now + (int64_t)(r / 8 % 300);
    case 5: return now + (int64_t)(r / 8 % 100000);
    default: return now + (int64_t)(r / 8 % 1000000000000);
    }
}

/* At most so many. */
static void pop_due(SimWheel *wheel, Armed *timers, int64_t now, int most)
{
    for (int i = 0; i < most; i++) {
        SimTimer *timer = sim_wheel_pop_due(wheel, now);
        Armed *first = expected_first(timers);
        if (first == NULL || first->deadline_ns > now) {
            assert_null(timer);
            return;
        }
        assert_ptr_equal(timer, &first->timer);
        assert_false(sim_timer_armed(timer));
        first->sequence = 0;
    }
}

static void random_operations(uint64_t seed)
{
    static Armed timers[TIMERS];
    LsAlloc alloc = ls_alloc_system();
    SimWheel *wheel = sim_wheel_new(&alloc);
    uint64_t state = seed;
    uint64_t sequence = 0;
    int64_t now = 0;
    for (int i = 0; i < TIMERS; i++) {
        timers[i] = (Armed){0};
    }
    for (int step = 0; step < 20000; step++) {
        Armed *armed = &timers[next_random(&state) % TIMERS];
        switch (next_random(&state) % 6) {
        case 0:
        case 1:
        case 2:
            if (armed->sequence == 0) {
                armed->sequence = ++sequence;
                armed->deadline_ns = random_deadline(&state, now);
                assert_true(sim_wheel_arm(wheel, &armed->timer, armed->deadline_ns));
            }
            break;
        case 3:
            if (armed->sequence != 0) {
                sim_wheel_cancel(wheel, &armed->timer);
                armed->sequence = 0;
            }
            break;
        case 4: {
            Armed *first = expected_first(timers);
            assert_int_equal(sim_wheel_next(wheel), first == NULL ? SIM_NEVER : first->deadline_ns);
            break;
        }
        default: {
            Armed *first = expected_first(timers);
            int64_t next = next_random(&state) % 2 ? sim_wheel_advance(wheel) : sim_wheel_next(wheel);
            assert_int_equal(next, first == NULL ? SIM_NEVER : first->deadline_ns);
            if (next != SIM_NEVER) {
                now = next > now ? next : now;
                pop_due(wheel, timers, now, next_random(&state) % 2 ? TIMERS + 1 : (int)(next_random(&state) % 4));
            } else {
                assert_int_equal(next, SIM_NEVER);
            }
            break;
        }
        }
    }
    sim_wheel_free(wheel);
}

static void test_same_as_sorted_array(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        random_operations(seed * 0x9E3779B97F4A7C15u);
    }
}

static void test_equal_deadlines_in_order_of_arming(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    SimWheel *wheel = sim_wheel_new(&alloc);
    SimTimer early = {0};
    SimTimer same[3] = {0};
    sim_wheel_arm(wheel, &same[0], 1000000000);
    sim_wheel_arm(wheel, &early, 999999999);
    sim_wheel_arm(wheel, &same[1], 1000000000);
    assert_int_equal(sim_wheel_advance(wheel), 999999999);
    assert_ptr_equal(sim_wheel_pop_due(wheel, 999999999), &early);
    assert_null(sim_wheel_pop_due(wheel, 999999999));
    sim_wheel_arm(wheel, &same[2], 1000000000);
    assert_int_equal(sim_wheel_count(wheel), 3);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(sim_wheel_pop_due(wheel, 1000000000), &same[i]);
    }
    assert_null(sim_wheel_pop_due(wheel, SIM_NEVER));
    sim_wheel_free(wheel);
}

/* Far more timers than slots, most of them cancelled: what is left comes in order, and the memory does not grow with
 * the cancelled ones. */
static void test_many_cancelled(void **unused)
{
    (void)unused;
    enum { MANY = 20000, ROUNDS = 40 };
    SupportAlloc memory;
    support_alloc_init(&memory);
    SimWheel *wheel = sim_wheel_new(&memory.alloc);
    Armed *timers = ls_alloc_zeroed(&memory.alloc, MANY * sizeof *timers);
    assert_non_null(timers);
    uint64_t state = 7;
    int64_t now = 0;
    size_t armed = 0, bytes_before = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < MANY; i++) {
            Armed *each = &timers[next_random(&state) % MANY];
            if (each->sequence != 0) {
                sim_wheel_cancel(wheel, &each->timer);
                each->sequence = 0;
                armed--;
            } else {
                each->deadline_ns = now + (int64_t)(next_random(&state) % 60000000000);
                each->sequence = 1;
                assert_true(sim_wheel_arm(wheel, &each->timer, each->deadline_ns));
                assert_int_equal(sim_timer_deadline(&each->timer), each->deadline_ns);
                armed++;
            }
        }
        assert_int_equal(sim_wheel_count(wheel), armed);
        now += 1000000000;
        int64_t last = 0;
        for (SimTimer *timer; (timer = sim_wheel_pop_due(wheel, now)) != NULL; armed--) {
            Armed *each = (Armed *)timer;
            assert_true(each->deadline_ns >= last && each->deadline_ns <= now);
            last = each->deadline_ns;
            each->sequence = 0;
        }
        bytes_before = round == ROUNDS / 2 ? memory.live_bytes : bytes_before;
    }
    assert_true(memory.live_bytes <= bytes_before * 2);
    while (sim_wheel_pop_any(wheel) != NULL) {
        armed--;
    }
    assert_int_equal(armed, 0);
    ls_alloc_free(&memory.alloc, timers, MANY * sizeof *timers);
    sim_wheel_free(wheel);
    support_alloc_end(&memory);
}

/* Without memory only arming fails, and leaves everything as it was. */
static void test_only_arming_needs_memory(void **unused)
{
    (void)unused;
    static Armed timers[TIMERS];
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin_exhausted(&memory, n); n++) {
        SimWheel *wheel = sim_wheel_new(&memory.alloc);
        if (wheel == NULL) {
            assert_int_equal(n, 1);
            support_alloc_end(&memory);
            continue;
        }
        uint64_t state = n;
        uint64_t sequence = 0;
        int64_t now = 0;
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = (Armed){.deadline_ns = random_deadline(&state, 1000000)};
            if (sim_wheel_arm(wheel, &timers[i].timer, timers[i].deadline_ns)) {
                timers[i].sequence = ++sequence;
            } else {
                assert_true(memory.failed && !sim_timer_armed(&timers[i].timer));
            }
        }
        assert_int_equal(sim_wheel_count(wheel), sequence);
        for (int64_t next; (next = sim_wheel_advance(wheel)) != SIM_NEVER;) {
            now = next > now ? next : now;
            pop_due(wheel, timers, now, TIMERS + 1);
        }
        while (sim_wheel_pop_any(wheel) != NULL) {
        }
        sim_wheel_free(wheel);
        support_alloc_end(&memory);
    }
}

static void test_seconds(void **unused)
{
    (void)unused;
    assert_int_equal(sim_nanoseconds(0.2 + 0.1), 300000000);
    assert_int_equal(sim_nanoseconds(1e300), SIM_NEVER);
    assert_int_equal(sim_nanoseconds(-1e300), -SIM_NEVER);
    assert_true(sim_seconds(300000000) == 0.3);
    assert_true(sim_seconds(3000000000) == 3.0);
    assert_int_equal(sim_time_add(SIM_NEVER - 1, 5), SIM_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_sorted_array),
        cmocka_unit_test(test_equal_deadlines_in_order_of_arming),
        cmocka_unit_test(test_many_cancelled),
        cmocka_unit_test(test_only_arming_needs_memory),
        cmocka_unit_test(test_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
