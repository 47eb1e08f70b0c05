/* The machine at a moment: processes, cores, GILs, pools, requests, and who is held up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_build.h"
#include "analysis/an_lanes.h"
#include "analysis/an_machine.h"
#include "support/support_alloc.h"

/* Two processes; two threads of the first share two cores and one GIL. */
typedef struct Fixture {
    SupportAlloc memory;
    Build build;
    AnModel *model;
    uint32_t process, other;
} Fixture;

static uint32_t in_thread(Build *build, uint16_t thread, TraceKind kind, uint32_t subject, uint32_t object,
                          uint32_t value, unsigned flags)
{
    build->recorder.thread = thread;
    return build_event(build, kind, subject, object, value, flags);
}

static uint32_t gil(Build *build, uint16_t thread, uint32_t process, int64_t waited_ms, TraceGil what)
{
    build->recorder.thread = thread;
    return build_amount(build, TRACE_GIL, process, waited_ms * BUILD_MS, what);
}

static void begin(Fixture *fixture)
{
    Build *build = &fixture->build;
    support_alloc_init(&fixture->memory);
    build_begin(build, &fixture->memory.alloc);
    fixture->process = trace_new_id(build->trace);
    fixture->other = trace_new_id(build->trace);
    build_event(build, TRACE_PROCESS_NEW, fixture->process, build_string(build, "MainProcess"), 0, 0);
    for (uint16_t i = 0; i < 2; i++) {
        in_thread(build, i, TRACE_THREAD_NEW, trace_new_id(build->trace), build_string(build, "a thread"),
                  fixture->process, 0);
    }
}

static void end(Fixture *fixture)
{
    an_model_free(fixture->model);
    build_end(&fixture->build);
    support_alloc_end(&fixture->memory);
}

static void make_model(Fixture *fixture)
{
    fixture->model = an_model_new(&fixture->memory.alloc, fixture->build.trace);
    assert_non_null(fixture->model);
}

static AnCpu cpu_at(Fixture *fixture, uint32_t seq, uint16_t thread)
{
    AnCpu cpu;
    an_model_seek(fixture->model, seq);
    assert_true(an_machine_cpu(fixture->model, thread, &cpu));
    return cpu;
}

static void cores_and_gils_are_told(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture);
    Build *build = &fixture.build;
    uint32_t before = in_thread(build, 0, TRACE_OUTPUT, 0, build_string(build, "x"), 0, TRACE_STREAM_STDOUT);
    in_thread(build, 0, TRACE_CORE, 0, 1, 0, TRACE_CORE_TAKE);
    gil(build, 0, fixture.process, 0, TRACE_GIL_TAKE);
    build->recorder.time_ns = 5 * BUILD_MS;
    uint32_t asked = gil(build, 1, fixture.process, 5, TRACE_GIL_ASK);
    in_thread(build, 0, TRACE_CORE, 0, 1, 0, TRACE_CORE_LEAVE);
    uint32_t yielded = gil(build, 0, fixture.process, 5, TRACE_GIL_YIELD);
    gil(build, 1, fixture.process, 5, TRACE_GIL_TAKE);
    uint32_t taken = in_thread(build, 1, TRACE_CORE, 0, 0, 0, TRACE_CORE_TAKE);
    uint32_t preempted = in_thread(build, 1, TRACE_CORE, 0, 0, 0, TRACE_CORE_LEAVE);
    make_model(&fixture);
    assert_false(cpu_at(&fixture, before, 0).known);
    AnCpu cpu = cpu_at(&fixture, asked, 0);
    assert_true(cpu.known && cpu.core == 1 && cpu.has_gil && !cpu.waits_gil && !cpu.waits_core);
    cpu = cpu_at(&fixture, asked, 1);
    assert_true(cpu.waits_gil && !cpu.has_gil && cpu.core == AN_NO_CORE);
    assert_int_equal(cpu.waits_since_ns, 0);
    cpu = cpu_at(&fixture, yielded, 0);
    assert_true(cpu.waits_gil && !cpu.has_gil && cpu.core == AN_NO_CORE && !cpu.waits_core);
    cpu = cpu_at(&fixture, taken, 1);
    assert_true(cpu.has_gil && cpu.core == 0);
    cpu = cpu_at(&fixture, preempted, 1);
    assert_true(cpu.has_gil && cpu.waits_core && cpu.core == AN_NO_CORE);

    AnMachine machine;
    an_model_seek(fixture.model, taken);
    an_machine(fixture.model, &machine);
    assert_int_equal(machine.processes, 1);
    assert_int_equal(machine.threads, 2);
    assert_true(machine.has_cores);
    assert_int_equal(machine.cores_busy, 1);
    assert_int_equal(machine.gil_waiting, 1);
    assert_int_equal(machine.gil_holder, 1);
    end(&fixture);
}

static void lanes_wait_for_what_they_lack(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture);
    Build *build = &fixture.build;
    in_thread(build, 0, TRACE_CORE, 0, 0, 0, TRACE_CORE_TAKE);
    uint32_t blocks = in_thread(build, 0, TRACE_BLOCK, 0, 0, 0, TRACE_BLOCK_SLEEP);
    uint32_t left = in_thread(build, 0, TRACE_CORE, 0, 0, 0, TRACE_CORE_LEAVE);
    uint32_t asks = gil(build, 0, fixture.process, 0, TRACE_GIL_ASK);
    uint32_t taken = in_thread(build, 0, TRACE_CORE, 0, 0, 0, TRACE_CORE_TAKE);
    in_thread(build, 0, TRACE_BLOCK_END, 0, 0, 0, TRACE_BLOCK_SLEEP);
    uint32_t preempted = in_thread(build, 0, TRACE_CORE, 0, 0, 0, TRACE_CORE_LEAVE);
    make_model(&fixture);
    const struct {
        uint32_t seq;
        AnState state;
    } EXPECTED[] = {{blocks, AN_BLOCKED},
                    {left, AN_BLOCKED}, /* it left because it blocks */
                    {asks, AN_READY_STATE},
                    {taken, AN_RUNNING},
                    {preempted, AN_READY_STATE}};
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        AnSpan span;
        assert_true(an_lanes_span(fixture.model, (AnLane){.is_thread = true}, EXPECTED[i].seq, &span));
        assert_int_equal(span.state, EXPECTED[i].state);
    }
    end(&fixture);
}

static void pools_and_requests_are_counted(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture);
    Build *build = &fixture.build;
    uint32_t jobs[3], connection = trace_new_id(build->trace), request = trace_new_id(build->trace);
    for (int i = 0; i < 3; i++) {
        jobs[i] = trace_new_id(build->trace);
        in_thread(build, 0, TRACE_JOB_QUEUE, jobs[i], build_string(build, "job"), 0, 0);
    }
    in_thread(build, 1, TRACE_JOB_BEGIN, jobs[0], 0, 0, 0);
    in_thread(build, 0, TRACE_CONNECTION_NEW, connection, build_string(build, "localhost:8000"), 0, 0);
    in_thread(build, 0, TRACE_PROCESS_NEW, fixture.other, build_string(build, "worker 1"), 0, 0);
    uint32_t middle = in_thread(build, 0, TRACE_REQUEST_BEGIN, request, build_string(build, "GET /"), connection, 0);
    in_thread(build, 1, TRACE_JOB_END, jobs[0], 0, 0, TRACE_OUTCOME_RESULT);
    in_thread(build, 1, TRACE_JOB_BEGIN, jobs[1], 0, 0, 0);
    in_thread(build, 0, TRACE_JOB_END, jobs[2], 0, 0, TRACE_OUTCOME_CANCELLED); /* never begun */
    in_thread(build, 0, TRACE_REQUEST_END, request, 200, 2, TRACE_OUTCOME_RESULT);
    in_thread(build, 0, TRACE_CONNECTION_END, connection, 0, 0, 0);
    in_thread(build, 0, TRACE_JOB_END, jobs[2], 0, 0, TRACE_OUTCOME_CANCELLED); /* nonsense does no harm */
    uint32_t last = in_thread(build, 0, TRACE_PROCESS_END, fixture.other, 0, 0, 0);
    make_model(&fixture);
    AnMachine machine;
    an_model_seek(fixture.model, middle);
    an_machine(fixture.model, &machine);
    assert_int_equal(machine.jobs_queued, 2);
    assert_int_equal(machine.jobs_running, 1);
    assert_int_equal(machine.connections, 1);
    assert_int_equal(machine.requests, 1);
    assert_int_equal(machine.processes, 2);
    assert_false(machine.has_cores);
    an_model_seek(fixture.model, last);
    an_machine(fixture.model, &machine);
    assert_int_equal(machine.jobs_queued, 0);
    assert_int_equal(machine.jobs_running, 1);
    assert_int_equal(machine.connections, 0);
    assert_int_equal(machine.requests, 0);
    assert_int_equal(machine.processes, 1);
    end(&fixture);
}

/* A pool of two workers with three jobs and a task that waits; one of 100 connections in use, two tasks wait. */
static void pools_tell_what_is_in_use(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture);
    Build *build = &fixture.build;
    uint32_t workers = trace_new_id(build->trace), client = trace_new_id(build->trace), jobs[3];
    uint32_t idle = trace_new_id(build->trace);
    uint32_t before = in_thread(build, 0, TRACE_OUTPUT, 0, build_string(build, "x"), 0, TRACE_STREAM_STDOUT);
    in_thread(build, 0, TRACE_POOL_NEW, workers, build_string(build, "ThreadPoolExecutor-0"), 2, 0);
    in_thread(build, 0, TRACE_POOL_NEW, idle, build_string(build, "ThreadPoolExecutor-1"), 7, 0);
    in_thread(build, 0, TRACE_SYNC_NEW, client, build_string(build, "httpx-1"), 100, TRACE_WAIT_POOL);
    for (int i = 0; i < 3; i++) {
        jobs[i] = trace_new_id(build->trace);
        in_thread(build, 0, TRACE_JOB_QUEUE, jobs[i], build_string(build, "job"), workers, 0);
    }
    in_thread(build, 1, TRACE_JOB_BEGIN, jobs[0], 0, 0, 0);
    in_thread(build, 0, TRACE_SYNC_OP, client, 0, 1, TRACE_SYNC_ACQUIRE);
    for (int i = 0; i < 3; i++) {
        uint32_t task = trace_new_id(build->trace);
        in_thread(build, 0, TRACE_TASK_NEW, task, (uint32_t)i + 1, 0, 0);
        in_thread(build, 0, TRACE_TASK_WAIT, task, i == 0 ? workers : client, 0,
                  i == 0 ? TRACE_WAIT_WORKER : TRACE_WAIT_POOL);
    }
    uint32_t full = in_thread(build, 0, TRACE_OUTPUT, 0, build_string(build, "x"), 0, TRACE_STREAM_STDOUT);
    in_thread(build, 0, TRACE_SYNC_OP, client, 0, 0, TRACE_SYNC_RELEASE);
    make_model(&fixture);
    AnPool pools[4];
    an_model_seek(fixture.model, before);
    assert_int_equal(an_machine_pools(fixture.model, pools, 4), 0);
    an_model_seek(fixture.model, full);
    assert_int_equal(an_machine_pools(fixture.model, pools, 4), 2);
    assert_int_equal(pools[0].entity, workers);
    assert_false(pools[0].of_connections);
    assert_int_equal(pools[0].limit, 2);
    assert_int_equal(pools[0].used, 1);
    assert_int_equal(pools[0].waiting, 3);
    assert_true(pools[1].of_connections);
    assert_int_equal(pools[1].limit, 100);
    assert_int_equal(pools[1].used, 1);
    assert_int_equal(pools[1].waiting, 2);
    assert_int_equal(an_machine_pools(fixture.model, pools, 1), 1); /* the last one made */
    assert_int_equal(pools[0].entity, client);
    end(&fixture);
}

static void who_waits_for_a_blocked_thread_is_counted(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture);
    Build *build = &fixture.build;
    build->recorder.thread = 0;
    build->loop = trace_new_id(build->trace);
    build_event(build, TRACE_LOOP_NEW, build->loop, 0, 0, 0);
    build_iteration(build, 0, 0);
    uint32_t sleeper = build_task(build, "sleeper()", false);
    build_step(build, sleeper, 0);
    build_sleep(build, sleeper, 10);
    build_task(build, "ready()", false);
    in_thread(build, 1, TRACE_HANDLE_READY, trace_new_id(build->trace), 0, 0, TRACE_ROLE_THREADSAFE);
    build->recorder.thread = 0;
    uint32_t blocks = build_amount(build, TRACE_BLOCK, 0, 20 * BUILD_MS, TRACE_BLOCK_SLEEP);
    build->recorder.time_ns = 15 * BUILD_MS;
    uint32_t later = in_thread(build, 1, TRACE_BLOCK, 0, 0, 0, TRACE_BLOCK_SLEEP);
    make_model(&fixture);
    an_model_seek(fixture.model, blocks);
    assert_int_equal(an_machine_held_up(fixture.model, 0, 100), 2);
    assert_int_equal(an_machine_held_up(fixture.model, 1, 100), 0); /* it has no loop */
    an_model_seek(fixture.model, later);
    assert_int_equal(an_machine_held_up(fixture.model, 0, 100), 3); /* the sleeper is due */
    AnThread thread;
    assert_true(an_model_thread(fixture.model, 1, &thread));
    assert_true(an_machine_is_active(fixture.model, &thread));
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores_and_gils_are_told),
        cmocka_unit_test(lanes_wait_for_what_they_lack),
        cmocka_unit_test(pools_and_requests_are_counted),
        cmocka_unit_test(pools_tell_what_is_in_use),
        cmocka_unit_test(who_waits_for_a_blocked_thread_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
