#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_build.h"
#include "an_reference.h"
#include "analysis/an_lanes.h"
#include "analysis/an_nav.h"
#include "support/support_alloc.h"

#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    AnModel *model;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    support_alloc_init(&fixture->memory);
    build_begin(&fixture->build, &fixture->memory.alloc);
    build_three_fetches(&fixture->build, &fixture->names);
    fixture->model = an_model_new(&fixture->memory.alloc, fixture->build.trace);
    assert_non_null(fixture->model);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    an_model_free(fixture->model);
    build_end(&fixture->build);
    support_alloc_end(&fixture->memory);
    free(fixture);
    return 0;
}

enum { MOST = 400 };

/* One letter for each cell: the state; a capital when something ran there. */
static void draw(const AnModel *model, AnLane lane, AnAxis axis, int64_t from, int64_t to, size_t width, char *out)
{
    static const char letters[] = ".urwbd";
    AnCell cells[MOST];
    an_lanes_cells(model, lane, axis, from, to, cells, width);
    for (size_t i = 0; i < width; i++) {
        out[i] = letters[cells[i].state];
        if ((cells[i].marks & AN_MARK_RAN) != 0) {
            out[i] = (char)(out[i] >= 'a' ? out[i] - 32 : out[i]);
        }
    }
    out[width] = '\0';
}

static void test_which_lanes(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    char label[40];
    assert_false(an_lanes_has_threads(model));
    assert_int_equal(an_lanes_count(model), 4);
    for (uint32_t i = 0; i < 4; i++) {
        AnLane lane = an_lanes_at(model, i);
        assert_false(lane.is_thread);
        assert_int_equal(lane.id, i == 0 ? fixture->names.main : fixture->names.fetch[i - 1]);
        assert_int_equal(an_lanes_of_task(model, lane.id), i);
    }
    an_lanes_label(model, an_lanes_at(model, 2), label, sizeof label);
    assert_string_equal(label, "fetch(\"beta\")");
    assert_int_equal(an_lanes_of_task(model, fixture->names.gather), AN_NONE);
}

static void test_time_axis(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    int64_t end = an_model_end_ns(model);
    char row[MOST + 1];
    draw(model, an_lanes_at(model, 0), AN_AXIS_TIME, 0, end, 8, row);
    assert_string_equal(row, "WwwwwwwW");
    draw(model, an_lanes_at(model, 1), AN_AXIS_TIME, 0, end, 8, row);
    assert_string_equal(row, "WwwwwwwW");
    draw(model, an_lanes_at(model, 2), AN_AXIS_TIME, 0, end, 8, row);
    assert_string_equal(row, "WwwwDddd");
    draw(model, an_lanes_at(model, 3), AN_AXIS_TIME, 0, end, 8, row);
    assert_string_equal(row, "WwDddddd");
    draw(model, an_lanes_at(model, 3), AN_AXIS_TIME, end / 4, end / 4, 3, row); /* one moment */
    assert_string_equal(row, "ddd");
    draw(model, (AnLane){.is_thread = true, .id = 0}, AN_AXIS_TIME, 0, end, 4, row);
    assert_string_equal(row, "WWWW");
}

static void test_marks(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    int64_t end = an_model_end_ns(model);
    AnCell cells[4];
    an_lanes_cells(model, an_lanes_at(model, 3), AN_AXIS_TIME, 0, end, cells, 4);
    assert_int_equal(cells[0].marks, AN_MARK_CREATED | AN_MARK_RAN | AN_MARK_WAITED);
    assert_int_equal(cells[1].marks, AN_MARK_RAN | AN_MARK_RESULT);
    assert_int_equal(cells[2].marks, 0);
    an_lanes_cells(model, an_lanes_at(model, 0), AN_AXIS_TIME, 0, end, cells, 4);
    assert_int_equal(cells[3].marks, AN_MARK_RAN | AN_MARK_RESULT | AN_MARK_OUTPUT | AN_MARK_WAITED);
    assert_int_equal(cells[1].marks, AN_MARK_WAITED);
}

/* With one column an event the cells are the states themselves. */
static void expect_states_on_the_step_axis(AnModel *model, AnLane lane)
{
    static AnCell cells[100000];
    uint32_t count = an_model_count(model);
    assert_true(count <= 100000);
    an_lanes_cells(model, lane, AN_AXIS_STEP, 0, count, cells, count);
    for (uint32_t seq = 0; seq < count; seq++) {
        AnTask task;
        an_model_seek(model, seq);
        an_model_task(model, lane.id, &task);
        assert_int_equal(cells[seq].state, task.state);
    }
    if (count <= 30000) { /* and with three columns an event each of them shows it */
        an_lanes_cells(model, lane, AN_AXIS_STEP, 0, count, cells, (size_t)count * 3);
        for (uint32_t seq = 0; seq < count; seq++) {
            AnTask task;
            an_model_seek(model, seq);
            an_model_task(model, lane.id, &task);
            for (uint32_t i = 0; i < 3; i++) {
                assert_int_equal(cells[seq * 3 + i].state, task.state);
            }
        }
    }
}

static void test_step_axis(void **state)
{
    Fixture *fixture = *state;
    for (uint32_t i = 0; i < 4; i++) {
        expect_states_on_the_step_axis(fixture->model, an_lanes_at(fixture->model, i));
    }
}

/* Whatever the zoom, the columns together show each step, and states that the task has in that time. */
static void test_random_runs_at_any_zoom(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_random(&build, 99, 400, 20);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    int64_t end = an_model_end_ns(model);
    for (uint32_t i = 0; i < an_lanes_count(model); i++) {
        AnLane lane = an_lanes_at(model, i);
        expect_states_on_the_step_axis(model, lane);
        for (size_t width = 1; width <= 256; width *= 4) {
            AnCell cells[256];
            an_lanes_cells(model, lane, AN_AXIS_TIME, 0, end, cells, width);
            bool ran[256] = {false};
            for (uint32_t seq = 0; seq < an_model_count(model); seq++) {
                const TraceEvent *event = trace_at(build.trace, seq);
                if (event->kind == TRACE_TASK_STEP && event->subject == lane.id) {
                    size_t column = 0; /* the one whose interval holds the time, by the definition in the header */
                    while (column + 1 < width &&
                           end / (int64_t)width * (int64_t)(column + 1) +
                                   end % (int64_t)width * (int64_t)(column + 1) / (int64_t)width <=
                               event->time_ns) {
                        column++;
                    }
                    ran[column] = true;
                }
            }
            for (size_t column = 0; column < width; column++) {
                assert_int_equal(ran[column], (cells[column].marks & AN_MARK_RAN) != 0);
            }
        }
    }
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_spans(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    static const AnState states[] = {AN_READY_STATE, AN_RUNNING, AN_WAITING_STATE, AN_READY_STATE, AN_RUNNING, AN_DONE};
    AnLane lane = an_lanes_at(model, 3);
    AnSpan span;
    assert_false(an_lanes_span(model, lane, 0, &span));
    assert_true(an_lanes_span(model, lane, fixture->names.gathered, &span));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        AnSpan next;
        assert_int_equal(span.state, states[i]);
        bool more = an_lanes_next_span(model, lane, &span, &next);
        assert_int_equal(more, i + 1 < sizeof states / sizeof *states);
        if (more) {
            assert_int_equal(next.begin_seq, span.end_seq);
            assert_int_equal(next.begin_ns, span.end_ns);
            span = next;
        }
    }
    assert_int_equal(span.end_seq, AN_NONE);
    assert_int_equal(span.begin_ns, 250 * (int64_t)BUILD_MS);
    assert_int_equal(span.end_ns, 1000 * (int64_t)BUILD_MS);
}

/* --- finding events --- */

static void test_by_kind_and_time(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    const Trace *trace = fixture->build.trace;
    uint32_t last = an_model_count(model) - 1;
    uint32_t steps = 0;
    for (uint32_t at = an_nav_step(model, 0, AN_FORWARD); at != AN_NONE; at = an_nav_step(model, at, AN_FORWARD)) {
        unsigned kind = trace_at(trace, at)->kind;
        assert_true(kind == TRACE_TASK_STEP || kind == TRACE_HANDLE_RUN);
        steps++;
    }
    assert_int_equal(steps, 11);
    uint32_t back = 0;
    for (uint32_t at = an_nav_step(model, last, AN_BACKWARD); at != AN_NONE; at = an_nav_step(model, at, AN_BACKWARD)) {
        back++;
    }
    assert_int_equal(back, steps);
    assert_int_equal(an_nav_iteration(model, last, AN_FORWARD), AN_NONE);
    assert_int_equal(trace_at(trace, an_nav_iteration(model, last, AN_BACKWARD))->object, 12);
    assert_int_equal(an_nav_iteration(model, 0, AN_BACKWARD), AN_NONE);
    uint32_t output = an_nav_output(model, 0, AN_FORWARD);
    assert_int_equal(trace_at(trace, output)->kind, TRACE_OUTPUT);
    assert_int_equal(an_nav_output(model, output, AN_FORWARD), AN_NONE);
    assert_int_equal(an_nav_output(model, output, AN_BACKWARD), AN_NONE);
    assert_int_equal(trace_at(trace, an_nav_reach_line(model, 0, AN_FORWARD, 5))->line, 5);
    assert_int_equal(an_nav_reach_line(model, 0, AN_FORWARD, 77), AN_NONE);
    assert_int_equal(trace_at(trace, an_nav_line(model, 0, AN_FORWARD))->line, 8);

    uint32_t quarter = an_nav_time(model, 250 * (int64_t)BUILD_MS);
    assert_int_equal(trace_at(trace, quarter)->time_ns, 250 * (int64_t)BUILD_MS);
    assert_int_equal(trace_at(trace, quarter - 1)->time_ns, 0);
    assert_int_equal(an_nav_time(model, 0), 0);
    assert_int_equal(an_nav_time(model, INT64_MAX), last);
    assert_int_equal(an_nav_time_last(model, 249 * (int64_t)BUILD_MS), quarter - 1);
    assert_int_equal(an_nav_time_last(model, -1), 0);
    assert_int_equal(an_nav_time_last(model, INT64_MAX), last);
}

static void test_by_cause_and_task(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    const Trace *trace = fixture->build.trace;
    for (uint32_t seq = 0; seq < an_model_count(model); seq++) {
        uint32_t cause = an_nav_cause(model, seq);
        assert_int_equal(cause, trace_at(trace, seq)->cause);
        uint32_t effect = an_nav_first_effect(model, seq);
        uint32_t expected = AN_NONE;
        for (uint32_t later = an_model_count(model) - 1; later > seq; later--) {
            expected = trace_at(trace, later)->cause == seq ? later : expected;
        }
        assert_int_equal(effect, expected);
    }
    uint32_t gamma = fixture->names.fetch[2];
    uint32_t seen = 0;
    uint32_t at = 0;
    for (uint32_t next = an_nav_entity(model, 0, AN_FORWARD, gamma); next != AN_NONE;
         next = an_nav_entity(model, next, AN_FORWARD, gamma)) {
        assert_true(next > at);
        at = next;
        seen++;
    }
    assert_int_equal(seen, 12); /* new, ready, step, call, line, sleep, due, over, step, line, return, done */
    for (uint32_t next = an_nav_entity(model, at, AN_BACKWARD, gamma); next != AN_NONE;
         next = an_nav_entity(model, next, AN_BACKWARD, gamma)) {
        assert_true(next < at);
        at = next;
        seen--;
    }
    assert_int_equal(seen, 1);
    assert_int_equal(an_nav_task_of(model, fixture->names.resumed[2] + 1), gamma);
    assert_int_equal(an_nav_task_of(model, fixture->names.gathered), fixture->names.main);
    assert_int_equal(an_nav_task_of(model, 0), 0);
}

static void test_by_text(void **state)
{
    Fixture *fixture = *state;
    const AnModel *model = fixture->model;
    uint32_t budget = 1000;
    uint32_t reached;
    uint32_t found = an_nav_find(model, 0, AN_FORWARD, "RESUMED FETCH(\"GAMMA", &budget, &reached);
    assert_int_equal(found, fixture->names.resumed[2]);
    assert_int_equal(reached, found);
    budget = 1000;
    assert_int_equal(an_nav_find(model, found, AN_FORWARD, "resumed fetch(\"gamma", &budget, &reached), AN_NONE);
    assert_int_equal(reached, an_model_count(model) - 1);
    budget = 1000;
    assert_int_equal(an_nav_find(model, reached, AN_BACKWARD, "resumed fetch(\"gamma", &budget, &reached), found);
    budget = 3;
    assert_int_equal(an_nav_find(model, 0, AN_FORWARD, "resumed", &budget, &reached), AN_NONE);
    assert_int_equal(budget, 0);
    assert_int_equal(reached, 3);
}

/* A thread that begins: its event lies in itself. */
static void begin_thread(Build *build, uint16_t thread, const char *name, uint32_t process)
{
    build->recorder.thread = thread;
    uint32_t entity = trace_new_id(build->trace);
    build_event(build, TRACE_THREAD_NEW, entity, build_string(build, name), process, 0);
}

static void test_lanes_are_grouped_by_process_and_thread(void **state)
{
    (void)state;
    static const char *const EXPECTED[] = {"worker 1", "MainProcess", " main()",   " tick()",
                                           " pool_0",  "worker 1",    " handler()"};
    SupportAlloc memory;
    Build build;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    uint32_t first = trace_new_id(build.trace), second = trace_new_id(build.trace);
    build_event(&build, TRACE_PROCESS_NEW, first, build_string(&build, "MainProcess"), 0, 0);
    begin_thread(&build, 0, "MainThread", first);
    build_task(&build, "main()", true);
    build_event(&build, TRACE_PROCESS_NEW, second, build_string(&build, "worker 1"), 0, 0);
    begin_thread(&build, 1, "MainThread", second);
    uint32_t handler = build_task(&build, "handler()", false);
    begin_thread(&build, 2, "pool_0", first);
    build.recorder.thread = 0;
    uint32_t tick = build_task(&build, "tick()", false);
    uint32_t closing = trace_new_id(build.trace);
    build_event(&build, TRACE_TASK_NEW, closing, 9, 0, TRACE_TASK_INTERNAL);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    assert_true(an_lanes_has_threads(model));
    assert_int_equal(an_lanes_count(model), 7);
    assert_int_equal(an_lanes_thread_count(model), 3);
    assert_int_equal(an_lanes_thread_at(model, 2).id, 1);
    for (uint32_t i = 0; i < 7; i++) {
        char label[32] = " ";
        AnLane lane = an_lanes_at(model, i);
        an_lanes_label(model, lane, label + lane.depth, sizeof label - lane.depth);
        assert_string_equal(label, EXPECTED[i]);
    }
    assert_int_equal(an_lanes_of_task(model, tick), 3);
    assert_int_equal(an_lanes_of_task(model, handler), 6);
    assert_int_equal(an_lanes_of_task(model, closing), AN_NONE);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_which_lanes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_time_axis, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_step_axis, setup, teardown),
        cmocka_unit_test(test_random_runs_at_any_zoom),
        cmocka_unit_test(test_lanes_are_grouped_by_process_and_thread),
        cmocka_unit_test_setup_teardown(test_spans, setup, teardown),
        cmocka_unit_test_setup_teardown(test_by_kind_and_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_by_cause_and_task, setup, teardown),
        cmocka_unit_test_setup_teardown(test_by_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
