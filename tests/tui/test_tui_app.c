#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/tui_draw.h"
#include "tui/views/view_timeline.h"
#include "tui_fixture.h"

static Fixture fixture;

static int open_three(void **state)
{
    (void)state;
    fixture_open(&fixture, FIXTURE_THREE, NULL, 80, 24);
    return 0;
}

static int open_two(void **state)
{
    (void)state;
    fixture_open(&fixture, FIXTURE_BLOCKING, FIXTURE_GATHERED, 80, 24);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static uint32_t last_event(void)
{
    return an_model_count(fixture.app.runs[fixture.app.active]->model) - 1;
}

static void arrows_move_by_one_event(void **state)
{
    (void)state;
    assert_int_equal(fixture_position(&fixture), 0);
    fixture_keys(&fixture, ">>>");
    assert_int_equal(fixture_position(&fixture), 3);
    fixture_keys(&fixture, "<");
    assert_int_equal(fixture_position(&fixture), 2);
    fixture_keys(&fixture, "<<<<<<");
    assert_int_equal(fixture_position(&fixture), 0);
    assert_non_null(strstr(fixture.app.message, "begin"));
}

static void home_and_end_reach_the_ends(void **state)
{
    (void)state;
    fixture_keys(&fixture, "}");
    assert_int_equal(fixture_position(&fixture), last_event());
    assert_int_equal(fixture.app.now_ns, an_model_end_ns(fixture.app.runs[0]->model));
    fixture_keys(&fixture, ">");
    assert_int_equal(fixture_position(&fixture), last_event());
    assert_non_null(strstr(fixture.app.message, "end"));
    fixture_keys(&fixture, "g");
    assert_int_equal(fixture_position(&fixture), 0);
    fixture_keys(&fixture, "G");
    assert_int_equal(fixture_position(&fixture), last_event());
}

static unsigned kind_here(void)
{
    return an_model_event(fixture.app.runs[fixture.app.active]->model)->kind;
}

static void steps_and_iterations_go_both_ways(void **state)
{
    (void)state;
    uint32_t stops[64];
    size_t count = 0;
    for (;; count++) {
        fixture_keys(&fixture, "N");
        if (kind_here() != TRACE_ITERATION)
            break;
        stops[count] = fixture_position(&fixture);
    }
    assert_true(count > 5);
    for (size_t i = count; i-- > 0;) {
        fixture_keys(&fixture, "P");
        assert_int_equal(fixture_position(&fixture), stops[i]);
    }
    fixture_keys(&fixture, "{nn");
    uint32_t second = fixture_position(&fixture);
    fixture_keys(&fixture, "np");
    assert_int_equal(fixture_position(&fixture), second);
}

static void every_screen_is_the_same_forwards_and_backwards(void **state)
{
    (void)state;
    fixture_resize(&fixture, 100, 90); /* all of the source fits, so that it need not scroll */
    uint32_t count = last_event() + 1;
    char **screens = calloc(count, sizeof *screens);
    assert_non_null(screens);
    for (uint32_t i = 0; i < count; i++) {
        screens[i] = strdup(fixture_screen(&fixture));
        fixture_keys(&fixture, ">");
        fixture.app.message[0] = '\0';
    }
    for (uint32_t i = count; i-- > 0;) {
        assert_int_equal(fixture_position(&fixture), i);
        assert_string_equal(fixture_screen(&fixture), screens[i]);
        fixture_keys(&fixture, "<");
        fixture.app.message[0] = '\0';
        free(screens[i]);
    }
    free(screens);
}

static void playing_reaches_the_end_and_stops(void **state)
{
    (void)state;
    assert_false(tui_app_animated(&fixture.app));
    fixture_keys(&fixture, " ");
    assert_true(tui_app_animated(&fixture.app));
    fixture_wait(&fixture, 2000);
    uint32_t after_two_seconds = fixture_position(&fixture);
    assert_true(after_two_seconds > 2 && after_two_seconds < 40);
    fixture_wait(&fixture, 120000);
    assert_int_equal(fixture_position(&fixture), last_event());
    assert_false(tui_app_animated(&fixture.app));
    fixture_keys(&fixture, " "); /* once more from the begin */
    assert_true(tui_app_animated(&fixture.app));
    assert_int_equal(fixture_position(&fixture), 0);
}

static void the_clock_runs_between_events(void **state)
{
    (void)state;
    fixture_keys(&fixture, " ");
    int64_t last = fixture.app.now_ns;
    int between = 0;
    for (int i = 0; i < 4000 && tui_app_animated(&fixture.app); i++) {
        fixture_wait(&fixture, 16);
        assert_true(fixture.app.now_ns >= last);
        assert_true(fixture.app.now_ns - last <= 260000000); /* never by a jump */
        last = fixture.app.now_ns;
        between += last > 0 && last < 250000000;
    }
    assert_true(between >= 10); /* the first quarter of a second, in frames of 16 ms */
}

static void speed_changes_the_pace(void **state)
{
    (void)state;
    fixture_keys(&fixture, "++++++++++ ");
    assert_string_equal(tui_speed_text(fixture.app.play.speed), "100×");
    fixture_wait(&fixture, 1000);
    assert_int_equal(fixture_position(&fixture), last_event());
    fixture_keys(&fixture, "-------------");
    assert_string_equal(tui_speed_text(fixture.app.play.speed), "0.25×");
}

static void a_key_that_moves_stops_playing(void **state)
{
    (void)state;
    fixture_keys(&fixture, " ");
    fixture_wait(&fixture, 500);
    fixture_keys(&fixture, ">");
    assert_false(tui_app_animated(&fixture.app));
}

static void back_from_between_two_events_goes_to_the_event_before(void **state)
{
    (void)state;
    fixture_keys(&fixture, " ");
    while (fixture.app.now_ns == 0)
        fixture_wait(&fixture, 16);
    fixture_keys(&fixture, " ");
    uint32_t position = fixture_position(&fixture);
    assert_true(fixture.app.now_ns > 0);
    fixture_keys(&fixture, "<");
    assert_int_equal(fixture_position(&fixture), position);
    assert_int_equal(fixture.app.now_ns, 0);
}

static void playing_stops_at_a_break(void **state)
{
    (void)state;
    fixture_keys(&fixture, "v");
    while (tui_run_line(fixture.app.runs[0]) != 30)
        fixture_keys(&fixture, "v");
    uint32_t there = fixture_position(&fixture);
    fixture_keys(&fixture, "b{");
    assert_int_equal(fixture.app.break_count, 1);
    fixture_keys(&fixture, "+++++++ ");
    fixture_wait(&fixture, 60000);
    assert_int_equal(fixture_position(&fixture), there);
    assert_false(tui_app_animated(&fixture.app));
    fixture_keys(&fixture, "{B");
    assert_int_equal(fixture_position(&fixture), there);
    fixture_keys(&fixture, "b");
    assert_int_equal(fixture.app.break_count, 0);
}

static void marks_are_kept_in_order_and_visited_in_turn(void **state)
{
    (void)state;
    fixture_keys(&fixture, "'");
    assert_non_null(strstr(fixture.app.message, "no mark"));
    fixture_keys(&fixture, ">>>>>m<<m");
    assert_int_equal(fixture.app.mark_count[0], 2);
    assert_int_equal(fixture.app.marks[0][0], 3);
    assert_int_equal(fixture.app.marks[0][1], 5);
    fixture_keys(&fixture, "}'");
    assert_int_equal(fixture_position(&fixture), 3);
    fixture_keys(&fixture, "'");
    assert_int_equal(fixture_position(&fixture), 5);
    fixture_keys(&fixture, "m");
    assert_int_equal(fixture.app.mark_count[0], 1);
}

static void find_looks_through_the_sentences_and_around_the_end(void **state)
{
    (void)state;
    fixture_keys(&fixture, "/gamma#");
    uint32_t first = fixture_position(&fixture);
    assert_non_null(strstr(fixture_screen(&fixture), "gamma"));
    assert_true(first > 0);
    fixture_keys(&fixture, "x");
    assert_true(fixture_position(&fixture) > first);
    fixture_keys(&fixture, "X");
    assert_int_equal(fixture_position(&fixture), first);
    fixture_keys(&fixture, "}x");
    assert_int_equal(fixture_position(&fixture), first);
    fixture_keys(&fixture, "/no such thing#");
    assert_non_null(strstr(fixture.app.message, "not in what happens"));
    fixture_keys(&fixture, "/x\x7f!");
    assert_false(fixture.app.asking);
}

static void causes_are_followed_both_ways(void **state)
{
    (void)state;
    fixture_keys(&fixture, "}");
    for (int i = 0; i < 200 && fixture_position(&fixture) > 0; i++) {
        uint32_t before = fixture_position(&fixture);
        fixture_keys(&fixture, "[");
        if (fixture_position(&fixture) == before)
            break;
        assert_true(fixture_position(&fixture) < before);
    }
    uint32_t root = fixture_position(&fixture);
    fixture_keys(&fixture, "]");
    assert_true(fixture_position(&fixture) >= root);
}

static void a_tasks_events_are_visited(void **state)
{
    (void)state;
    fixture_keys(&fixture, "}t");
    uint32_t main_task = fixture.app.selected[0];
    assert_int_not_equal(main_task, 0);
    fixture_keys(&fixture, "t");
    assert_int_not_equal(fixture.app.selected[0], main_task);
    uint32_t end = fixture_position(&fixture);
    fixture_keys(&fixture, ",");
    assert_true(fixture_position(&fixture) < end);
    fixture_keys(&fixture, "!");
    assert_int_equal(fixture.app.selected[0], 0);
}

static void a_click_on_the_timeline_seeks(void **state)
{
    (void)state;
    TuiLayout layout;
    tui_app_layout(&fixture.app, &layout);
    const TuiPlace *place = tui_layout_find(&layout, TUI_PANE_TIMELINE, 0);
    assert_non_null(place);
    TuiScene scene = tui_app_scene(&fixture.app, &fixture.canvas, 0);
    int left = view_timeline_playhead(&scene, place->area);
    fixture_mouse(&fixture, TUI_INPUT_PRESS, 78, place->area.y);
    assert_int_equal(fixture.app.now_ns, an_model_end_ns(fixture.app.runs[0]->model));
    fixture_mouse(&fixture, TUI_INPUT_PRESS, (left + 78) / 2, place->area.y + 1);
    assert_in_range(fixture.app.now_ns, 450000000, 560000000);
    fixture_mouse(&fixture, TUI_INPUT_DRAG, left, place->area.y + 1);
    assert_int_equal(fixture.app.now_ns, 0);
    fixture_mouse(&fixture, TUI_INPUT_PRESS, 3, place->area.y + 2);
    assert_int_not_equal(fixture.app.selected[0], 0);
    assert_int_equal(fixture.app.focus, TUI_PANE_TIMELINE);
}

static void clicks_anywhere_are_harmless(void **state)
{
    (void)state;
    for (int y = -1; y <= 24; y++)
        for (int x = -1; x <= 80; x += 3)
            for (int type = TUI_INPUT_PRESS; type <= TUI_INPUT_WHEEL_DOWN; type++) {
                fixture_mouse(&fixture, (TuiInputType)type, x, y);
                assert_int_equal(fixture.app.mode, TUI_MODE_RUN);
            }
    assert_true(strlen(fixture_screen(&fixture)) > 500);
}

static void zooming_keeps_the_playhead_in_the_window(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        fixture_keys(&fixture, i % 3 == 0 ? "z" : i % 7 == 0 ? "Z" : ">");
        TuiWindow window = tui_app_window(&fixture.app, 0);
        assert_true(window.from >= 0 && window.from < window.to);
        assert_true(window.playhead >= window.from && window.playhead <= window.to);
    }
    fixture_keys(&fixture, "f");
    assert_int_equal(fixture.app.zoom, 0);
    fixture_keys(&fixture, "a");
    assert_int_equal(tui_app_window(&fixture.app, 0).axis, AN_AXIS_STEP);
    assert_int_equal(tui_app_window(&fixture.app, 0).to, last_event() + 1);
}

static void panes_are_focused_by_number_and_in_turn(void **state)
{
    (void)state;
    fixture_keys(&fixture, "5");
    assert_int_equal(fixture.app.focus, TUI_PANE_TIMELINE);
    fixture_keys(&fixture, "~");
    assert_int_equal(fixture.app.focus, TUI_PANE_OUTPUT);
    fixture_keys(&fixture, "~");
    assert_int_equal(fixture.app.focus, TUI_PANE_SOURCE); /* tasks and events have no room here */
    fixture_key(&fixture, TUI_KEY_BACKTAB);
    assert_int_equal(fixture.app.focus, TUI_PANE_OUTPUT);
    fixture_keys(&fixture, "8"); /* alone on the screen */
    assert_true(fixture.app.large);
    fixture_keys(&fixture, "!");
    assert_false(fixture.app.large);
}

static void keys_lead_to_effects(void **state)
{
    (void)state;
    assert_int_equal(fixture_keys(&fixture, "q") & TUI_EFFECT_QUIT, TUI_EFFECT_QUIT);
    assert_int_equal(fixture_key(&fixture, TUI_KEY_CTRL + 'c') & TUI_EFFECT_QUIT, TUI_EFFECT_QUIT);
    assert_int_equal(fixture_key(&fixture, TUI_KEY_CTRL + 'z') & TUI_EFFECT_SUSPEND, TUI_EFFECT_SUSPEND);
    assert_int_equal(fixture_key(&fixture, TUI_KEY_CTRL + 'l') & TUI_EFFECT_REDRAW, TUI_EFFECT_REDRAW);
    assert_int_equal(fixture_keys(&fixture, "e") & TUI_EFFECT_EDIT, 0); /* a recording has no file */
    assert_non_null(strstr(fixture.app.message, "recording"));
    fixture.app.request.target_count = 1;
    assert_int_equal(fixture_keys(&fixture, "e") & TUI_EFFECT_EDIT, TUI_EFFECT_EDIT);
    assert_int_equal(fixture_keys(&fixture, "r") & TUI_EFFECT_OPEN, TUI_EFFECT_OPEN);
    assert_int_equal(fixture_key(&fixture, 0x10FFFF), 0);
}

static void overlays_open_scroll_and_close(void **state)
{
    (void)state;
    fixture_keys(&fixture, "?");
    assert_int_equal(fixture.app.overlay, TUI_OVERLAY_HELP);
    fixture_keys(&fixture, "vvv^");
    assert_int_equal(fixture.app.overlay_top, 2);
    fixture_keys(&fixture, "}");
    int last = fixture.app.overlay_top;
    fixture_keys(&fixture, "v");
    assert_int_equal(fixture.app.overlay_top, last);
    fixture_keys(&fixture, "!");
    assert_int_equal(fixture.app.overlay, TUI_OVERLAY_NONE);
    fixture_keys(&fixture, "w>");
    assert_int_equal(fixture.app.overlay, TUI_OVERLAY_WHY); /* walks on with the explanation open */
    assert_int_equal(fixture_position(&fixture), 1);
    assert_int_equal(fixture_keys(&fixture, "q") & TUI_EFFECT_QUIT, 0);
    assert_int_equal(fixture.app.overlay, TUI_OVERLAY_NONE);
}

static void two_runs_move_in_lockstep(void **state)
{
    (void)state;
    assert_true(fixture.app.compare);
    const AnModel *a = fixture.app.runs[0]->model, *b = fixture.app.runs[1]->model;
    uint32_t total = an_model_count(a) + an_model_count(b) - 2;
    int64_t clock = 0;
    uint32_t *path = calloc(2 * (size_t)total + 2, sizeof *path);
    assert_non_null(path);
    for (uint32_t i = 0; i < total; i++) {
        path[2 * i] = an_model_position(a);
        path[2 * i + 1] = an_model_position(b);
        fixture_keys(&fixture, ">");
        assert_true(fixture.app.now_ns >= clock);
        clock = fixture.app.now_ns;
        assert_true(an_model_now(a) <= clock && an_model_now(b) <= clock);
        assert_int_equal(an_model_position(a) + an_model_position(b), i + 1);
    }
    assert_int_equal(an_model_position(a), an_model_count(a) - 1);
    assert_int_equal(an_model_position(b), an_model_count(b) - 1);
    for (uint32_t i = total; i-- > 0;) {
        fixture_keys(&fixture, "<");
        assert_int_equal(an_model_position(a), path[2 * i]);
        assert_int_equal(an_model_position(b), path[2 * i + 1]);
    }
    free(path);
}

static void seeking_one_of_two_runs_takes_the_other_along(void **state)
{
    (void)state;
    fixture_keys(&fixture, "nnnnnn");
    const AnModel *a = fixture.app.runs[0]->model, *b = fixture.app.runs[1]->model;
    assert_true(an_model_now(a) <= fixture.app.now_ns && an_model_now(b) <= fixture.app.now_ns);
    fixture_keys(&fixture, "}");
    assert_int_equal(an_model_position(a), an_model_count(a) - 1);
    assert_int_equal(an_model_position(b), an_model_count(b) - 1);
    fixture_keys(&fixture, "c");
    assert_false(fixture.app.compare);
    fixture_keys(&fixture, "c");
    assert_true(fixture.app.compare);
    fixture_keys(&fixture, "{");
    assert_int_equal(an_model_position(a) + an_model_position(b), 0);
}

static void any_keys_at_any_size_are_survived(void **state)
{
    (void)state;
    static const char letters[] = " <>^v{}nNpPzZfaw?!#~~tmxX'bB[].,+-o123456789dugGcl/qe";
    uint32_t random = 20260101;
    for (int i = 0; i < 6000; i++) {
        random = random * 1664525 + 1013904223;
        uint32_t dice = random >> 16;
        if (dice % 41 == 0)
            fixture_resize(&fixture, 1 + (int)(dice % 200), 1 + (int)(dice / 7 % 60));
        else if (dice % 37 == 0)
            fixture_mouse(&fixture, (TuiInputType)(TUI_INPUT_PRESS + dice % 5), (int)(dice % 90), (int)(dice / 3 % 30));
        else if (dice % 13 == 0)
            fixture_wait(&fixture, 40);
        else
            fixture_keys(&fixture, (char[]){letters[dice % (sizeof letters - 1)], '\0'});
        if (i % 5 == 0)
            fixture_screen(&fixture);
        fixture.app.request.target_count = 0;
    }
}

static void without_memory_drawing_still_works(void **state)
{
    (void)state;
    fixture_keys(&fixture, "nnnw");
    fixture.memory.fail_at = fixture.memory.calls + 1;
    fixture.memory.keep_failing = true;
    tui_draw(&fixture.app, &fixture.canvas);
    fixture_keys(&fixture, "!?");
    tui_draw(&fixture.app, &fixture.canvas);
    fixture_keys(&fixture, "!/gamma#");
    tui_draw(&fixture.app, &fixture.canvas);
    fixture.memory.fail_at = 0;
    fixture.memory.keep_failing = false;
    fixture.memory.failed = false;
    assert_non_null(strstr(fixture_screen(&fixture), "three_fetches.py"));
}

int main(void)
{
#define THREE(test) cmocka_unit_test_setup_teardown(test, open_three, close_it)
#define TWO(test) cmocka_unit_test_setup_teardown(test, open_two, close_it)
    const struct CMUnitTest tests[] = {
        THREE(arrows_move_by_one_event),
        THREE(home_and_end_reach_the_ends),
        THREE(steps_and_iterations_go_both_ways),
        THREE(every_screen_is_the_same_forwards_and_backwards),
        THREE(playing_reaches_the_end_and_stops),
        THREE(the_clock_runs_between_events),
        THREE(speed_changes_the_pace),
        THREE(a_key_that_moves_stops_playing),
        THREE(back_from_between_two_events_goes_to_the_event_before),
        THREE(playing_stops_at_a_break),
        THREE(marks_are_kept_in_order_and_visited_in_turn),
        THREE(find_looks_through_the_sentences_and_around_the_end),
        THREE(causes_are_followed_both_ways),
        THREE(a_tasks_events_are_visited),
        THREE(a_click_on_the_timeline_seeks),
        THREE(clicks_anywhere_are_harmless),
        THREE(zooming_keeps_the_playhead_in_the_window),
        THREE(panes_are_focused_by_number_and_in_turn),
        THREE(keys_lead_to_effects),
        THREE(overlays_open_scroll_and_close),
        TWO(two_runs_move_in_lockstep),
        TWO(seeking_one_of_two_runs_takes_the_other_along),
        THREE(any_keys_at_any_size_are_survived),
        TWO(any_keys_at_any_size_are_survived),
        THREE(without_memory_drawing_still_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
