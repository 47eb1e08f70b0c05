/* The screens, compared with the files in tests/screens.  `make accept-screens` takes new ones: look at the diff. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "support/support_file.h"
#include "tui_fixture.h"

typedef struct Screen {
    const char *name;
    const char *first, *second; /* recordings; NULL: none */
    int width, height;
    const char *keys; /* see tui_fixture.h */
} Screen;

static const Screen SCREENS[] = {
    {"three_80x24_begin", FIXTURE_THREE, NULL, 80, 24, ""},
    {"three_80x24_first_steps", FIXTURE_THREE, NULL, 80, 24, "nnnn"},
    {"three_80x24_timer_due", FIXTURE_THREE, NULL, 80, 24, "nnnnN>>>"},
    {"three_80x24_back", FIXTURE_THREE, NULL, 80, 24, "nnnnN>>><<pp"},
    {"three_80x24_line", FIXTURE_THREE, NULL, 80, 24, "}^^^^^^"},
    {"three_80x24_end", FIXTURE_THREE, NULL, 80, 24, "}"},
    {"three_80x24_steps_axis", FIXTURE_THREE, NULL, 80, 24, "nnnnNNNa"},
    {"three_80x24_zoomed", FIXTURE_THREE, NULL, 80, 24, "nnnnNNNzz"},
    {"three_80x24_selected_why", FIXTURE_THREE, NULL, 80, 24, "nnnntttw"},
    {"three_80x24_why", FIXTURE_THREE, NULL, 80, 24, "nnnnNNn>>w"},
    {"three_80x24_help", FIXTURE_THREE, NULL, 80, 24, "?"},
    {"three_80x24_find", FIXTURE_THREE, NULL, 80, 24, "/gam"},
    {"three_80x24_marks", FIXTURE_THREE, NULL, 80, 24, "NNNNNmNNNmb<<"},
    {"three_80x24_large_events", FIXTURE_THREE, NULL, 80, 24, "nnnnNN8"},
    {"three_100x30_first_steps", FIXTURE_THREE, NULL, 100, 30, "nnnn"},
    {"three_100x30_end", FIXTURE_THREE, NULL, 100, 30, "}"},
    {"three_160x48_first_steps", FIXTURE_THREE, NULL, 160, 48, "nnnn"},
    {"three_160x48_timer_due", FIXTURE_THREE, NULL, 160, 48, "nnnnN>>>"},
    {"three_160x48_end", FIXTURE_THREE, NULL, 160, 48, "}"},
    {"three_160x48_help", FIXTURE_THREE, NULL, 160, 48, "?"},
    {"pools_80x24_full", FIXTURE_POOLS, NULL, 80, 24, "@@@"},
    {"pools_160x48_full", FIXTURE_POOLS, NULL, 160, 48, "@@@"},
    {"cores_160x48_gil", FIXTURE_CORES, NULL, 160, 48, "@@@@@"},
    {"three_40x10_too_small", FIXTURE_THREE, NULL, 40, 10, ""},
    {"compare_80x24_begin", FIXTURE_BLOCKING, FIXTURE_GATHERED, 80, 24, ""},
    {"compare_80x24_middle", FIXTURE_BLOCKING, FIXTURE_GATHERED, 80, 24, "nnnnnnnnn"},
    {"compare_80x24_end", FIXTURE_BLOCKING, FIXTURE_GATHERED, 80, 24, "}"},
    {"compare_80x24_one_of_them", FIXTURE_BLOCKING, FIXTURE_GATHERED, 80, 24, "nnnnnnnnnc"},
    {"compare_160x48_middle", FIXTURE_BLOCKING, FIXTURE_GATHERED, 160, 48, "nnnnnnnnn"},
    {"compare_160x48_end", FIXTURE_BLOCKING, FIXTURE_GATHERED, 160, 48, "}"},
};

static void a_screen(void **state)
{
    const Screen *screen = *state;
    Fixture fixture;
    fixture_open(&fixture, screen->first, screen->second, screen->width, screen->height);
    fixture_keys(&fixture, screen->keys);
    fixture_golden(&fixture, screen->name);
    fixture_close(&fixture);
}

static void check_picker(int width, int height, const char *keys, const char *name)
{
    Fixture fixture;
    fixture_open(&fixture, NULL, NULL, width, height);
    assert_true(tui_catalog_add(&fixture.catalog, "tests/tui/data/scenarios"));
    fixture_keys(&fixture, keys);
    fixture_golden(&fixture, name);
    fixture_close(&fixture);
}

static void the_picker(void **state)
{
    (void)state;
    check_picker(80, 24, "", "picker_80x24");
    check_picker(80, 24, "vv", "picker_80x24_third");
    check_picker(160, 48, "v", "picker_160x48");
}

static void a_long_picker_tells_which_it_shows(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture, NULL, NULL, 80, 24);
    assert_true(tui_catalog_add(&fixture.catalog, "scenarios"));
    assert_true(fixture.catalog.count > 11);
    assert_non_null(strstr(fixture_screen(&fixture), " 1–11 of "));
    fixture_keys(&fixture, "vvvvvvvvvvv");
    assert_non_null(strstr(fixture_screen(&fixture), " 2–12 of "));
    fixture_close(&fixture);
}

static void an_empty_picker_says_so(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture, NULL, NULL, 80, 24);
    assert_non_null(strstr(fixture_screen(&fixture), "No scenarios were found."));
    fixture_close(&fixture);
}

static void diagnostics(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture, NULL, NULL, 80, 24);
    TuiLoaded loaded = {0};
    ls_buf_init(&loaded.problem, &fixture.memory.alloc);
    ls_buf_puts(&loaded.problem,
                "lesson.py:3:5: SyntaxError: expected ':'\n    3 | def fetch(name)\n      |                ^\n");
    strcpy(fixture.app.request.targets[0].path, "/home/me/lesson.py");
    tui_app_loaded(&fixture.app, &loaded);
    ls_buf_free(&loaded.problem);
    fixture_golden(&fixture, "problem_80x24");
    fixture_close(&fixture);
}

static void loading(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture, NULL, NULL, 80, 24);
    strcpy(fixture.app.request.targets[0].path, "/home/me/lesson.py");
    tui_app_loading(&fixture.app);
    TuiProgress progress = {.done = 1234567, .total = 20000000, .virtual_ns = 61500000000};
    tui_app_progress(&fixture.app, &progress);
    fixture_golden(&fixture, "loading_80x24");
    progress = (TuiProgress){.stage = TUI_STAGE_INDEX, .done = 1048576, .total = 1300000};
    tui_app_progress(&fixture.app, &progress);
    fixture_golden(&fixture, "loading_80x24_indexing");
    progress = (TuiProgress){.stage = TUI_STAGE_READ, .done = 250 * 1048576, .total = 1000 * 1048576};
    tui_app_progress(&fixture.app, &progress);
    fixture_golden(&fixture, "loading_80x24_reading");
    fixture_close(&fixture);
}

/* Each task has one colour, the same in every pane. */
static void colours_of_tasks(void **state)
{
    (void)state;
    Fixture fixture;
    fixture_open(&fixture, FIXTURE_THREE, NULL, 80, 24);
    fixture_keys(&fixture, "nnnnN>>>");
    fixture_screen(&fixture);
    ls_buf_clear(&fixture.text);
    tui_canvas_dump_hues(&fixture.canvas, &fixture.text);
    support_assert_golden("tests/screens/three_80x24_hues.txt", ls_buf_text(&fixture.text));
    fixture_close(&fixture);
}

int main(void)
{
    enum { COUNT = sizeof SCREENS / sizeof *SCREENS };
    struct CMUnitTest tests[COUNT + 6];
    for (size_t i = 0; i < COUNT; i++)
        tests[i] = (struct CMUnitTest){
            .name = SCREENS[i].name, .test_func = a_screen, .initial_state = (void *)(uintptr_t)&SCREENS[i]};
    const struct CMUnitTest others[] = {cmocka_unit_test(the_picker),
                                        cmocka_unit_test(a_long_picker_tells_which_it_shows),
                                        cmocka_unit_test(an_empty_picker_says_so),
                                        cmocka_unit_test(diagnostics),
                                        cmocka_unit_test(loading),
                                        cmocka_unit_test(colours_of_tasks)};
    memcpy(tests + COUNT, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
