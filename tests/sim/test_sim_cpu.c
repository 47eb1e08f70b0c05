/* Cores and GILs: who computes, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sim/sim_sched.h"

#define MS INT64_C(1000000)

typedef struct Machine {
    SimSched sched;
    SimWorld world;
    TraceRecorder recorder;
    LsAlloc alloc;
} Machine;

/* A thread that computes in pieces, and may sleep first. */
typedef struct Job {
    Machine *machine;
    int64_t sleep_ns, piece_ns;
    int pieces;
    int64_t woken_ns, end_ns; /* when it went on after its sleep, and when it was done */
    bool unwound;
} Job;

static void job_body(void *argument)
{
    Job *job = argument;
    SimSched *sched = &job->machine->sched;
    int64_t until_ns = job->machine->world.now_ns + job->sleep_ns;
    if (job->sleep_ns > 0 && !sim_sched_block(sched, until_ns, NULL, NULL, false)) {
        job->unwound = true;
        return;
    }
    job->woken_ns = job->machine->world.now_ns;
    for (int i = 0; i < job->pieces; i++) {
        if (!sim_cpu_compute(sched, job->piece_ns)) {
            job->unwound = true;
            return;
        }
    }
    job->end_ns = job->machine->world.now_ns;
}

static int job_process(SimProcess *process, void *argument)
{
    (void)process;
    job_body(argument);
    return 0;
}

static void open_machine(Machine *machine, int64_t cores, bool on, bool gil)
{
    *machine = (Machine){.alloc = ls_alloc_system()};
    sim_world_init(&machine->world, &machine->alloc, &machine->recorder, 3);
    machine->world.cores = cores;
    sim_sched_init(&machine->sched, &machine->world);
    if (on) {
        sim_cpu_switch_on(&machine->sched, gil);
    }
}

static void start(Machine *machine, Job *job)
{
    job->machine = machine;
    assert_non_null(sim_sched_start(&machine->sched, "job", job_body, NULL, job));
}

/* Waits in the main thread until all is over. */
static void wait_until(Machine *machine, int64_t until_ns)
{
    assert_true(sim_sched_block(&machine->sched, until_ns, NULL, NULL, false));
    sim_sched_end(&machine->sched);
}

static void assert_about(int64_t value, int64_t wanted, int64_t within)
{
    assert_in_range(value, wanted - within, wanted + within);
}

static void test_off_only_the_clock_moves(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 1, false, true);
    Job a = {.piece_ns = 7 * MS, .pieces = 2}, b = {.piece_ns = MS, .pieces = 1};
    start(&machine, &a);
    start(&machine, &b);
    assert_true(sim_cpu_compute(&machine.sched, 5));
    assert_int_equal(machine.world.now_ns, 5);
    wait_until(&machine, 100 * MS);
    assert_int_equal(a.end_ns, 14 * MS + 5); /* nobody takes its turn away */
    assert_int_equal(b.woken_ns, 14 * MS + 5);
}

static void test_a_thread_alone_computes_at_once(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 1, true, true);
    assert_true(sim_cpu_alone(&machine.sched));
    assert_true(sim_cpu_compute(&machine.sched, 30 * MS));
    assert_int_equal(machine.world.now_ns, 30 * MS);
    assert_int_equal(machine.sched.first.gil.used_ns, 30 * MS);
    wait_until(&machine, 31 * MS);
}

static void test_one_gil_is_one_thread_at_a_time(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 8, true, true);
    Job jobs[4];
    for (int i = 0; i < 4; i++) {
        jobs[i] = (Job){.piece_ns = MS / 10, .pieces = 200};
        start(&machine, &jobs[i]);
    }
    int64_t last_ns = 0;
    wait_until(&machine, 1000 * MS);
    for (int i = 0; i < 4; i++) {
        assert_false(jobs[i].unwound);
        last_ns = jobs[i].end_ns > last_ns ? jobs[i].end_ns : last_ns;
    }
    assert_about(last_ns, 80 * MS, 2 * MS);
    assert_true(jobs[0].woken_ns < MS / 2);
    assert_true(jobs[1].woken_ns >= 5 * MS || jobs[2].woken_ns >= 5 * MS);
    assert_int_equal(machine.sched.first.gil.used_ns, 80 * MS);
}

static void test_bytecode_gives_the_gil_up_after_the_switch_interval(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    Job busy = {.piece_ns = MS / 10, .pieces = 1000}, sleeper = {.sleep_ns = 20 * MS, .piece_ns = MS, .pieces = 1};
    start(&machine, &sleeper); /* it must have the GIL to begin to sleep */
    start(&machine, &busy);
    wait_until(&machine, 500 * MS);
    assert_about(sleeper.woken_ns, 25 * MS, MS / 5);
    assert_about(busy.end_ns, 101 * MS, MS / 2);
}

static void test_a_c_call_keeps_the_gil(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    Job busy = {.piece_ns = 300 * MS, .pieces = 2}, sleeper = {.sleep_ns = 20 * MS, .piece_ns = MS, .pieces = 1};
    start(&machine, &sleeper);
    start(&machine, &busy);
    wait_until(&machine, 1000 * MS);
    assert_about(sleeper.woken_ns, 300 * MS, MS / 5);
}

static void test_the_switch_interval_can_be_set(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    machine.sched.cpu.switch_ns = 50 * MS;
    Job busy = {.piece_ns = MS / 10, .pieces = 1000}, sleeper = {.sleep_ns = 20 * MS, .piece_ns = MS, .pieces = 1};
    start(&machine, &sleeper); /* it must have the GIL to begin to sleep */
    start(&machine, &busy);
    wait_until(&machine, 500 * MS);
    assert_about(sleeper.woken_ns, 70 * MS, MS / 5);
}

static void test_without_a_gil_threads_share_the_cores(void **unused)
{
    (void)unused;
    for (int64_t cores = 1; cores <= 4; cores++) {
        Machine machine;
        open_machine(&machine, cores, true, false);
        Job jobs[4];
        for (int i = 0; i < 4; i++) {
            jobs[i] = (Job){.piece_ns = 12 * MS, .pieces = 1};
            start(&machine, &jobs[i]);
        }
        wait_until(&machine, 1000 * MS);
        int64_t last_ns = 0;
        for (int i = 0; i < 4; i++) {
            last_ns = jobs[i].end_ns > last_ns ? jobs[i].end_ns : last_ns;
        }
        assert_in_range(last_ns, 48 * MS / cores, 48 * MS / cores + SIM_CPU_SLICE_NS);
    }
}

static void test_processes_have_a_gil_each(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    Job jobs[2] = {{.piece_ns = MS / 10, .pieces = 500}, {.piece_ns = MS / 10, .pieces = 500}};
    for (int i = 0; i < 2; i++) {
        jobs[i].machine = &machine;
        assert_non_null(sim_process_start(&machine.sched, "worker", job_process, NULL, &jobs[i]));
    }
    wait_until(&machine, 200 * MS);
    assert_about(jobs[0].end_ns, 50 * MS, MS / 10);
    assert_about(jobs[1].end_ns, 50 * MS, MS / 10);
}

/* Where processes take turns, each finds the core's caches used by the other; threads of one process share them. */
static void test_other_processes_use_the_caches(void **unused)
{
    (void)unused;
    for (int processes = 0; processes < 2; processes++) {
        Machine machine;
        open_machine(&machine, 1, true, false);
        Job jobs[2] = {{.piece_ns = MS / 10, .pieces = 200}, {.piece_ns = MS / 10, .pieces = 200}};
        for (int i = 0; i < 2; i++) {
            jobs[i].machine = &machine;
            if (processes == 0) {
                start(&machine, &jobs[i]);
            } else {
                assert_non_null(sim_process_start(&machine.sched, "worker", job_process, NULL, &jobs[i]));
            }
        }
        wait_until(&machine, 200 * MS);
        int64_t end_ns = jobs[0].end_ns > jobs[1].end_ns ? jobs[0].end_ns : jobs[1].end_ns;
        int64_t turns = 40 * MS / SIM_CPU_SLICE_NS;
        assert_in_range(end_ns - 40 * MS, processes * turns / 2 * SIM_CPU_COLD_NS,
                        processes * (turns + 2) * SIM_CPU_COLD_MOST_NS);
    }
}

static void test_slices_go_round(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 1, true, false);
    Job busy = {.piece_ns = 100 * MS, .pieces = 1}, sleeper = {.sleep_ns = 20 * MS, .piece_ns = MS, .pieces = 1};
    start(&machine, &busy);
    start(&machine, &sleeper);
    wait_until(&machine, 500 * MS);
    assert_in_range(sleeper.end_ns, 21 * MS, 21 * MS + SIM_CPU_GRAIN_NS + MS / 2); /* who wakes up need not wait long */
    assert_about(busy.end_ns, 101 * MS, MS / 10);
}

/* Three threads on two cores: two of them take turns on one, and the third has the other for itself until it is done.
 */
static void test_each_core_has_a_line(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, false);
    Job jobs[3];
    int64_t first_ns = INT64_MAX, last_ns = 0;
    for (int i = 0; i < 3; i++) {
        jobs[i] = (Job){.piece_ns = 40 * MS, .pieces = 1};
        start(&machine, &jobs[i]);
    }
    wait_until(&machine, 500 * MS);
    for (int i = 0; i < 3; i++) {
        first_ns = jobs[i].end_ns < first_ns ? jobs[i].end_ns : first_ns;
        last_ns = jobs[i].end_ns > last_ns ? jobs[i].end_ns : last_ns;
    }
    assert_about(first_ns, 42 * MS, 3 * MS);
    assert_about(last_ns, 61 * MS, 3 * MS);
}

static void test_the_end_unwinds_who_computes(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    Job busy = {.piece_ns = MS / 10, .pieces = 1000000};
    start(&machine, &busy);
    wait_until(&machine, 20 * MS);
    assert_true(busy.unwound);
}

static void test_a_seed_gives_the_same_run(void **unused)
{
    (void)unused;
    int64_t ends[2][5];
    for (int run = 0; run < 2; run++) {
        Machine machine;
        open_machine(&machine, 2, true, true);
        Job jobs[5];
        for (int i = 0; i < 5; i++) {
            jobs[i] = (Job){.sleep_ns = i * MS, .piece_ns = MS / 8, .pieces = 100 + i};
            start(&machine, &jobs[i]);
        }
        wait_until(&machine, 1000 * MS);
        for (int i = 0; i < 5; i++) {
            ends[run][i] = jobs[i].end_ns;
        }
    }
    assert_memory_equal(ends[0], ends[1], sizeof ends[0]);
}

static void test_the_trace_tells_who_has_what(void **unused)
{
    (void)unused;
    Machine machine;
    open_machine(&machine, 2, true, true);
    Trace *trace = trace_new(&machine.alloc);
    assert_non_null(trace);
    machine.recorder.trace = trace;
    Job jobs[3];
    for (int i = 0; i < 3; i++) {
        jobs[i] = (Job){.sleep_ns = 2 * i * MS, .piece_ns = MS / 10, .pieces = 200};
        start(&machine, &jobs[i]);
    }
    wait_until(&machine, 1000 * MS);
    int64_t last_ns = 0;
    int holder = -1, asked = 0, yielded = 0;
    int on_core[2] = {-1, -1};
    for (uint32_t seq = 0; seq < trace_count(trace); seq++) {
        const TraceEvent *event = trace_at(trace, seq);
        assert_true(event->time_ns >= last_ns);
        last_ns = event->time_ns;
        if (event->kind == TRACE_GIL && event->flags == TRACE_GIL_TAKE) {
            assert_int_equal(holder, -1);
            holder = event->thread;
        } else if (event->kind == TRACE_GIL && event->flags == TRACE_GIL_ASK) {
            assert_int_not_equal(holder, -1);
            asked++;
        } else if (event->kind == TRACE_GIL) {
            assert_int_equal(holder, event->thread);
            holder = -1;
            yielded += event->flags == TRACE_GIL_YIELD;
        } else if (event->kind == TRACE_CORE) {
            assert_in_range(event->object, 0, 1);
            bool takes = event->flags == TRACE_CORE_TAKE;
            assert_int_equal(on_core[event->object], takes ? -1 : event->thread);
            on_core[event->object] = takes ? event->thread : -1;
        }
    }
    assert_true(asked >= 5 && yielded >= 5 && yielded <= asked);
    trace_free(trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_only_the_clock_moves),
        cmocka_unit_test(test_a_thread_alone_computes_at_once),
        cmocka_unit_test(test_one_gil_is_one_thread_at_a_time),
        cmocka_unit_test(test_bytecode_gives_the_gil_up_after_the_switch_interval),
        cmocka_unit_test(test_a_c_call_keeps_the_gil),
        cmocka_unit_test(test_the_switch_interval_can_be_set),
        cmocka_unit_test(test_without_a_gil_threads_share_the_cores),
        cmocka_unit_test(test_processes_have_a_gil_each),
        cmocka_unit_test(test_other_processes_use_the_caches),
        cmocka_unit_test(test_slices_go_round),
        cmocka_unit_test(test_each_core_has_a_line),
        cmocka_unit_test(test_the_end_unwinds_who_computes),
        cmocka_unit_test(test_a_seed_gives_the_same_run),
        cmocka_unit_test(test_the_trace_tells_who_has_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
