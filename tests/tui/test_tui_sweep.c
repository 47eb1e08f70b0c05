/* Sweeps: the grid, what is measured, the table, the curve, and the jobs on all processors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <string.h>

#include "support/support_alloc.h"
#include "tui/commands/cmd_sweep.h"
#include "tui/tui_parallel.h"

static void expect_values(const char *specification, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    SweepGrid grid;
    LsBuf problem, values;
    cmd_sweep_grid_init(&grid, &memory.alloc);
    ls_buf_init(&problem, &memory.alloc);
    ls_buf_init(&values, &memory.alloc);
    if (cmd_sweep_grid_add(&grid, "N", specification, &problem))
        for (size_t i = 0; i < grid.axes[0].count; i++)
            ls_buf_printf(&values, "%s%s", i ? " " : "", grid.axes[0].values[i]);
    else
        ls_buf_puts(&values, "!");
    assert_string_equal(ls_buf_text(&values), expected);
    assert_int_equal(*expected == '!', problem.size > 0);
    cmd_sweep_grid_free(&grid);
    ls_buf_free(&problem);
    ls_buf_free(&values);
    support_alloc_end(&memory);
}

static void specifications_are_lists_and_ranges(void **state)
{
    (void)state;
    expect_values("7", "7");
    expect_values("1,2,4", "1 2 4");
    expect_values("1..4", "1 2 3 4");
    expect_values("1..10:4", "1 5 9");
    expect_values("1..9:4", "1 5 9");
    expect_values("-2..0", "-2 -1 0");
    expect_values("0.1..0.3:0.1", "0.1 0.2 0.3");
    expect_values("0..1:0.25", "0.00 0.25 0.50 0.75 1.00");
    expect_values("1,10..30:10,400", "1 10 20 30 400");
    expect_values("fast,slow", "fast slow");
    expect_values("[1, 2]", "[1, 2]");
    expect_values("'a,b'", "'a,b'");
}

static void bad_specifications_are_told(void **state)
{
    (void)state;
    expect_values("", "!");
    expect_values("1,,2", "!");
    expect_values("1,", "!");
    expect_values("5..2", "!");
    expect_values("1..5:0", "!");
    expect_values("1..5:-1", "!");
    expect_values("1..", "!");
    expect_values("1..x", "!");
    expect_values("1..1000000000", "!");
}

static void too_many_runs_are_refused(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    SweepGrid grid;
    LsBuf problem;
    cmd_sweep_grid_init(&grid, &memory.alloc);
    ls_buf_init(&problem, &memory.alloc);
    assert_true(cmd_sweep_grid_add(&grid, "A", "1..1000", &problem));
    assert_false(cmd_sweep_grid_add(&grid, "A", "1", &problem));
    assert_non_null(strstr(ls_buf_text(&problem), "A is set twice"));
    ls_buf_clear(&problem);
    assert_false(cmd_sweep_grid_add(&grid, "B", "1..101", &problem));
    assert_non_null(strstr(ls_buf_text(&problem), "more than 100000 runs"));
    cmd_sweep_grid_free(&grid);
    ls_buf_free(&problem);
    support_alloc_end(&memory);
}

static void any_allocation_of_a_grid_may_fail(void **state)
{
    (void)state;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        SweepGrid grid;
        LsBuf problem;
        cmd_sweep_grid_init(&grid, &memory.alloc);
        ls_buf_init(&problem, &memory.alloc);
        bool ok = cmd_sweep_grid_add(&grid, "A", "1..20", &problem) && cmd_sweep_grid_add(&grid, "B", "x,y", &problem);
        assert_true(ok || memory.failed);
        cmd_sweep_grid_free(&grid);
        ls_buf_free(&problem);
        support_alloc_end(&memory);
    }
}

/* ---- tables ---- */

/* A sweep whose value at a point is N * 10 + K, of three seeds spread by one. */
typedef struct Fixture {
    SupportAlloc memory;
    Cmd cmd;
    Sweep sweep;
    SweepPoint points[18];
    LsBuf text;
} Fixture;

static void fixture_begin(Fixture *fixture)
{
    LsBuf problem;
    memset(fixture, 0, sizeof *fixture);
    support_alloc_init(&fixture->memory);
    const LsAlloc *alloc = &fixture->memory.alloc;
    ls_buf_init(&problem, alloc);
    ls_buf_init(&fixture->text, alloc);
    Sweep *sweep = &fixture->sweep;
    *sweep = (Sweep){.cmd = &fixture->cmd, .metric = cmd_sweep_metric("elapsed"), .points = fixture->points};
    cmd_sweep_grid_init(&sweep->grid, alloc);
    assert_true(cmd_sweep_grid_add(&sweep->grid, "N", "1..3", &problem));
    assert_true(cmd_sweep_grid_add(&sweep->grid, "K", "4,5", &problem));
    assert_true(cmd_sweep_grid_add(&sweep->grid, "seed", "1..3", &problem));
    sweep->seed_axis = 2;
    assert_int_equal(cmd_sweep_grid_points(&sweep->grid), 18);
    for (size_t i = 0; i < 18; i++) {
        double n = (double)cmd_sweep_grid_at(&sweep->grid, i, 0) + 1;
        double k = (double)cmd_sweep_grid_at(&sweep->grid, i, 1) + 4;
        double spread = (double)cmd_sweep_grid_at(&sweep->grid, i, 2) / 2;
        fixture->points[i] = (SweepPoint){.ran = true, .measured = true, .value = n * 10 + k + spread};
    }
}

static void fixture_end(Fixture *fixture)
{
    cmd_sweep_grid_free(&fixture->sweep.grid);
    ls_buf_free(&fixture->text);
    support_alloc_end(&fixture->memory);
}

static void seeds_become_a_median_and_a_range(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_begin(&fixture);
    fixture.points[0] = (SweepPoint){.ran = true, .status = 1};
    for (size_t i = 12; i < 18; i++)
        fixture.points[i].ran = false;
    SweepTable table;
    assert_true(cmd_sweep_table(&fixture.sweep, &table));
    cmd_sweep_print_table(&fixture.sweep, &table, &fixture.text);
    assert_string_equal(ls_buf_text(&fixture.text), "elapsed (s): median (range) of 3 seeds\n"
                                                    "N                              K=4                     K=5\n"
                                                    "1  14.75 (14.50 to 15.00) 1 failed  15.50 (15.00 to 16.00)\n"
                                                    "2           24.50 (24.00 to 25.00)  25.50 (25.00 to 26.00)\n");
    cmd_sweep_table_free(&fixture.sweep, &table);
    fixture_end(&fixture);
}

static void every_run_is_a_line_of_csv(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_begin(&fixture);
    for (size_t i = 2; i < 17; i++)
        fixture.points[i].ran = false;
    fixture.points[17] = (SweepPoint){.ran = true, .status = 3};
    cmd_sweep_print_csv(&fixture.sweep, &fixture.text);
    assert_string_equal(ls_buf_text(&fixture.text), "N,K,seed,elapsed,status\n1,4,1,14,0\n1,4,2,14.5,0\n3,5,3,,3\n");
    fixture_end(&fixture);
}

static void the_curve_has_marks_and_ticks(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_begin(&fixture);
    SweepTable table;
    assert_true(cmd_sweep_table(&fixture.sweep, &table));
    cmd_sweep_print_curve(&fixture.sweep, &table, 40, false, &fixture.text);
    const char *text = ls_buf_text(&fixture.text);
    assert_non_null(strstr(text, "      40 +\n"));
    assert_non_null(strstr(text, "       0 +\n"));
    assert_non_null(strstr(text, "* K=4   o K=5\n"));
    assert_non_null(strstr(text, "          1            2            3  N\n"));
    size_t stars = 0, circles = 0;
    for (const char *at = text; *at; at++) {
        stars += *at == '*';
        circles += *at == 'o';
    }
    assert_int_equal(stars, 3 + 1);
    assert_true(circles >= 1 + 1 && circles <= 3 + 1); /* a mark may lie on one of the other series */
    cmd_sweep_table_free(&fixture.sweep, &table);
    fixture_end(&fixture);
}

/* ---- metrics ---- */

static void printed_numbers_are_found(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    static const struct {
        const char *text;
        bool found;
        double value;
    } CASES[] = {{"took 0.25 s\n", true, 0.25}, {"took: 3\n", true, 3},     {"took=1e3", true, 1000},
                 {"took 1\ntook 2\n", true, 2}, {"mistook 1\n", false, 0},  {"took nothing\n", false, 0},
                 {"took inf\n", false, 0},      {"took_all 4\n", false, 0}, {"", false, 0},
                 {"took 5 took x\n", true, 5}};
    SweepMetric metric = cmd_sweep_metric("took");
    assert_true(metric.printed);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        LsBuf output;
        double value = -1;
        ls_buf_init(&output, &memory.alloc);
        ls_buf_puts(&output, CASES[i].text);
        assert_int_equal(cmd_sweep_metric_value(&metric, &memory.alloc, NULL, NULL, &output, &value), CASES[i].found);
        assert_true(!CASES[i].found || value == CASES[i].value);
        ls_buf_free(&output);
    }
    EngineResult result = {.elapsed_ns = 1500000000};
    double value = 0;
    metric = cmd_sweep_metric("elapsed");
    assert_true(cmd_sweep_metric_value(&metric, &memory.alloc, &result, NULL, NULL, &value));
    assert_true(value == 1.5);
    support_alloc_end(&memory);
}

/* ---- jobs ---- */

typedef struct Counted {
    _Atomic unsigned runs[100];
} Counted;

static void count_job(void *context, size_t index)
{
    Counted *counted = context;
    counted->runs[index]++;
}

static void every_job_runs_once(void **state)
{
    (void)state;
    for (unsigned threads = 0; threads <= 8; threads += 4) {
        Counted counted = {0};
        TuiParallel parallel = {.job_count = 100, .threads = threads, .context = &counted, .job = count_job};
        tui_parallel_run(&parallel);
        for (size_t i = 0; i < 100; i++)
            assert_int_equal(counted.runs[i], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specifications_are_lists_and_ranges),
        cmocka_unit_test(bad_specifications_are_told),
        cmocka_unit_test(too_many_runs_are_refused),
        cmocka_unit_test(any_allocation_of_a_grid_may_fail),
        cmocka_unit_test(seeds_become_a_median_and_a_range),
        cmocka_unit_test(every_run_is_a_line_of_csv),
        cmocka_unit_test(the_curve_has_marks_and_ticks),
        cmocka_unit_test(printed_numbers_are_found),
        cmocka_unit_test(every_job_runs_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
