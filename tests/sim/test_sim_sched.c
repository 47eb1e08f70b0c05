/* Simulated threads: who goes on, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sim/sim_sched.h"

typedef struct Log {
    SimSched sched;
    SimWorld world;
    TraceRecorder recorder;
    LsAlloc alloc;
    char text[256];
    bool flag;
} Log;

typedef struct Sleeper {
    Log *log;
    const char *name;
    int64_t sleep_ns;
    int rounds;
} Sleeper;

static void say(Log *log, const char *name)
{
    size_t size = strlen(log->text);
    snprintf(log->text + size, sizeof log->text - size, "%s@%d ", name, (int)log->world.now_ns);
}

static void sleeper_body(void *argument)
{
    Sleeper *sleeper = argument;
    for (int i = 0; i < sleeper->rounds; i++) {
        say(sleeper->log, sleeper->name);
        int64_t until_ns = sim_world_now(&sleeper->log->world) + sleeper->sleep_ns;
        if (!sim_sched_block(&sleeper->log->sched, until_ns, NULL, NULL, false)) {
            return;
        }
    }
    sleeper->log->flag = true;
}

static bool flag_set(void *context)
{
    return ((Log *)context)->flag;
}

static void open_log(Log *log)
{
    *log = (Log){.alloc = ls_alloc_system()};
    sim_world_init(&log->world, &log->alloc, &log->recorder, 0);
    sim_sched_init(&log->sched, &log->world);
}

static void test_threads_take_turns_by_deadline(void **unused)
{
    (void)unused;
    Log log;
    open_log(&log);
    Sleeper a = {&log, "a", 10, 3}, b = {&log, "b", 10, 2}, c = {&log, "c", 5, 2};
    assert_false(sim_sched_others(&log.sched));
    assert_non_null(sim_sched_start(&log.sched, "a", sleeper_body, NULL, &a));
    assert_non_null(sim_sched_start(&log.sched, "b", sleeper_body, NULL, &b));
    assert_non_null(sim_sched_start(&log.sched, "c", sleeper_body, NULL, &c));
    assert_true(sim_sched_others(&log.sched));
    assert_true(sim_sched_block(&log.sched, 12, NULL, NULL, true));
    say(&log, "main");
    assert_true(sim_sched_block(&log.sched, 100, NULL, NULL, true));
    assert_string_equal(log.text, "a@0 b@0 c@0 c@5 a@10 b@10 main@12 a@20 ");
    assert_int_equal(log.world.now_ns, 100);
    assert_false(sim_sched_others(&log.sched));
    sim_sched_end(&log.sched);
}

static void test_condition_wakes_before_the_deadline(void **unused)
{
    (void)unused;
    Log log;
    open_log(&log);
    Sleeper a = {&log, "a", 7, 1};
    assert_non_null(sim_sched_start(&log.sched, "a", sleeper_body, NULL, &a));
    assert_true(sim_sched_block(&log.sched, SIM_NEVER, flag_set, &log, false));
    assert_int_equal(log.world.now_ns, 7);
    sim_sched_end(&log.sched);
}

static void test_nothing_can_go_on(void **unused)
{
    (void)unused;
    Log log;
    open_log(&log);
    assert_false(sim_sched_block(&log.sched, SIM_NEVER, flag_set, &log, false));
    assert_true(log.sched.stopping);
    sim_sched_end(&log.sched);
}

static void test_threads_left_over_unwind(void **unused)
{
    (void)unused;
    Log log;
    open_log(&log);
    Sleeper a = {&log, "a", 1000, 1000}, b = {&log, "b", 1000, 1000};
    assert_non_null(sim_sched_start(&log.sched, "a", sleeper_body, NULL, &a));
    assert_true(sim_sched_block(&log.sched, 5, NULL, NULL, false));
    assert_non_null(sim_sched_start(&log.sched, "b", sleeper_body, NULL, &b)); /* never begins */
    sim_sched_end(&log.sched);
    assert_string_equal(log.text, "a@0 ");
    assert_false(log.flag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_take_turns_by_deadline),
        cmocka_unit_test(test_condition_wakes_before_the_deadline),
        cmocka_unit_test(test_nothing_can_go_on),
        cmocka_unit_test(test_threads_left_over_unwind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
