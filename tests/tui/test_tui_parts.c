/* Source, catalog, layout, and what happens when memory ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "support/support_alloc.h"
#include "trace/trace_file.h"
#include "tui/tui_catalog.h"
#include "tui/tui_draw.h"
#include "tui/tui_source.h"
#include "tui_fixture.h"

static SupportAlloc memory;

static int begin(void **state)
{
    (void)state;
    support_alloc_init(&memory);
    return 0;
}

static int end(void **state)
{
    (void)state;
    support_alloc_end(&memory);
    return 0;
}

/* ---- source ---- */

static const char SCRIPT[] = "\"\"\"Title\n"
                             "def not_code():\n"
                             "\"\"\"\n"
                             "\n"
                             "import time\n"
                             "def f(x):\n"
                             "\t#: First line\n"
                             "\t#:   of the note.\n"
                             "\treturn 'it''s' + \"#: no note\" + f\"{x}\" # 42\n"
                             "s = '''open\n"
                             "#: inside of a string\n"
                             "'''; y = 1.5";

static void lines_and_notes_are_found(void **state)
{
    (void)state;
    TuiSource source;
    assert_true(tui_source_init(&source, &memory.alloc, SCRIPT, sizeof SCRIPT - 1));
    assert_int_equal(source.count, 12);
    size_t size;
    const char *line = tui_source_line(&source, 5, &size);
    assert_int_equal(size, 11);
    assert_memory_equal(line, "import time", 11);
    assert_string_equal(tui_source_line(&source, 0, &size), "");
    assert_string_equal(tui_source_line(&source, 13, &size), "");
    assert_int_equal(tui_source_code_line(&source), 5);
    assert_true(tui_source_is_note(&source, 7));
    assert_false(tui_source_is_note(&source, 9));
    assert_false(tui_source_is_note(&source, 11)); /* it is text of a string */
    assert_int_equal(tui_source_note_of(&source, 9), 7);
    assert_int_equal(tui_source_note_of(&source, 6), 0);
    LsBuf note;
    ls_buf_init(&note, &memory.alloc);
    tui_source_note_text(&source, 9, &note);
    assert_string_equal(ls_buf_text(&note), "First line of the note.");
    ls_buf_free(&note);
    tui_source_free(&source);
}

/* The roles of a drawn line, one letter a column. */
static void check_tint(const TuiSource *source, uint32_t line, const char *roles)
{
    TuiCanvas canvas;
    char drawn[81] = "";
    tui_canvas_init(&canvas, &memory.alloc);
    assert_true(tui_canvas_resize(&canvas, 80, 1));
    tui_source_draw(source, line, &canvas, 0, 0, 80);
    for (size_t x = 0; x < strlen(roles); x++) {
        unsigned role = tui_canvas_at(&canvas, (int)x, 0)->style.role;
        drawn[x] = role == TUI_ROLE_CODE_KEYWORD   ? 'k'
                   : role == TUI_ROLE_CODE_STRING  ? 's'
                   : role == TUI_ROLE_CODE_NUMBER  ? 'n'
                   : role == TUI_ROLE_CODE_COMMENT ? 'c'
                   : role == TUI_ROLE_NOTE         ? '#'
                                                   : '.';
    }
    assert_string_equal(drawn, roles);
    tui_canvas_free(&canvas);
}

static void the_syntax_is_tinted(void **state)
{
    (void)state;
    TuiSource source;
    assert_true(tui_source_init(&source, &memory.alloc, SCRIPT, sizeof SCRIPT - 1));
    check_tint(&source, 2, "sssssssssssssss");
    check_tint(&source, 5, "kkkkkk.....");
    check_tint(&source, 6, "kkk......");
    check_tint(&source, 7, "....#############");
    check_tint(&source, 9, "....kkkkkk.sssssss...ssssssssssss...ssssss.cccc");
    check_tint(&source, 12, "sss......nnn");
    tui_source_free(&source);
}

static void long_lines_and_odd_bytes_are_cut_and_shown(void **state)
{
    (void)state;
    static const char odd[] = "x = 'a\tb' \033[31m \xff and much more text\r\n\r\n";
    TuiSource source;
    TuiCanvas canvas;
    LsBuf text;
    assert_true(tui_source_init(&source, &memory.alloc, odd, sizeof odd - 1));
    tui_canvas_init(&canvas, &memory.alloc);
    ls_buf_init(&text, &memory.alloc);
    assert_true(tui_canvas_resize(&canvas, 40, 1));
    tui_source_draw(&source, 1, &canvas, 0, 0, 24);
    tui_canvas_dump(&canvas, &text);
    assert_string_equal(ls_buf_text(&text), "x = 'a  b' ␛[31m � and …\n");
    assert_int_equal(source.count, 2);
    ls_buf_free(&text);
    tui_canvas_free(&canvas);
    tui_source_free(&source);
}

/* ---- catalog ---- */

static void docstrings_are_split(void **state)
{
    (void)state;
    static const char text[] =
        "#!/usr/bin/env python3\n# a comment\n\n\"\"\"The title.\n\nThe lesson\ngoes on.\n\"\"\"\nx = 1\n";
    const char *title, *lesson;
    size_t title_size, lesson_size;
    tui_catalog_docstring(text, sizeof text - 1, &title, &title_size, &lesson, &lesson_size);
    assert_int_equal(title_size, 10);
    assert_memory_equal(title, "The title.", 10);
    assert_int_equal(lesson_size, 19);
    assert_memory_equal(lesson, "The lesson\ngoes on.", 19);
    static const char *const without[] = {"", "x = 1\n", "\"\"\"never closed", "\"\"\"\"\"", "'''"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        tui_catalog_docstring(without[i], strlen(without[i]), &title, &title_size, &lesson, &lesson_size);
        assert_int_equal(title_size + lesson_size, 0);
    }
}

static void catalogs_are_sorted_and_hide_doubles(void **state)
{
    (void)state;
    TuiCatalog catalog;
    tui_catalog_init(&catalog, &memory.alloc);
    assert_true(tui_catalog_add(&catalog, "tests/tui/data/no such directory"));
    assert_int_equal(catalog.count, 0);
    assert_true(tui_catalog_add(&catalog, "tests/tui/data/scenarios"));
    size_t count = catalog.count;
    assert_true(count >= 4);
    assert_true(tui_catalog_add(&catalog, "./tests/tui/data/scenarios"));
    assert_int_equal(catalog.count, count);
    for (size_t i = 1; i < count; i++)
        assert_true(strcmp(catalog.items[i - 1].name, catalog.items[i].name) < 0);
    assert_true(catalog.items[2].compare);
    assert_false(catalog.items[0].compare);
    tui_catalog_free(&catalog);
}

static void a_catalog_survives_want_of_memory(void **state)
{
    (void)state;
    SupportAlloc failing;
    for (size_t n = 1; support_alloc_begin(&failing, n); n++) {
        TuiCatalog catalog;
        tui_catalog_init(&catalog, &failing.alloc);
        bool ok = tui_catalog_add(&catalog, "tests/tui/data/scenarios");
        assert_true(ok || failing.failed);
        tui_catalog_free(&catalog);
        support_alloc_end(&failing);
    }
}

/* ---- layout ---- */

static void check_layout(const TuiLayoutNeeds *needs)
{
    TuiLayout layout;
    tui_layout(needs, &layout);
    assert_int_equal(layout.too_small, needs->width < TUI_MIN_WIDTH || needs->height < TUI_MIN_HEIGHT);
    for (int i = 0; i < layout.place_count; i++) {
        const TuiPlace *a = &layout.places[i];
        assert_true(a->area.w > 0 && a->area.h > 0);
        assert_true(a->area.x >= 0 && a->area.x + a->area.w <= needs->width);
        assert_true(a->area.y >= 1 && a->area.y + a->area.h <= needs->height - 1);
        for (int k = i + 1; k < layout.place_count; k++) {
            const TuiPlace *b = &layout.places[k];
            int a_top = a->area.y - a->titled, b_top = b->area.y - b->titled; /* title rules do not overlap either */
            bool apart = a->area.x + a->area.w <= b->area.x || b->area.x + b->area.w <= a->area.x ||
                         a->area.y + a->area.h <= b_top || b->area.y + b->area.h <= a_top;
            if (!apart)
                fail_msg("panes %d and %d overlap at %d×%d", a->pane, b->pane, needs->width, needs->height);
        }
    }
}

static void panes_never_overlap_at_any_size(void **state)
{
    (void)state;
    for (int width = 60; width <= 240; width += 7)
        for (int height = 16; height <= 90; height += 3)
            for (int variant = 0; variant < 24; variant++) {
                TuiLayoutNeeds needs = {.width = width,
                                        .height = height,
                                        .lanes = {(uint32_t[]){0, 1, 4, 5000}[variant % 4], (uint32_t)(variant * 3)},
                                        .threads = variant % 3 == 0 ? 5 : 1,
                                        .compare = variant % 2,
                                        .large = variant % 11 == 0};
                check_layout(&needs);
            }
}

static void at_80x24_all_that_matters_is_there(void **state)
{
    (void)state;
    TuiLayoutNeeds needs = {.width = 80, .height = 24, .lanes = {4, 0}, .threads = 1};
    TuiLayout layout;
    tui_layout(&needs, &layout);
    static const TuiPane panes[] = {TUI_PANE_SOURCE,   TUI_PANE_READY,  TUI_PANE_WAITING, TUI_PANE_RUNNING,
                                    TUI_PANE_TIMELINE, TUI_PANE_OUTPUT, TUI_PANE_SAY};
    for (size_t i = 0; i < sizeof panes / sizeof *panes; i++)
        assert_non_null(tui_layout_find(&layout, panes[i], 0));
    assert_true(tui_layout_find(&layout, TUI_PANE_TIMELINE, 0)->area.h >= 5); /* four lanes and the axis */
}

/* ---- want of memory ---- */

static void runs_survive_want_of_memory(void **state)
{
    (void)state;
    SupportAlloc failing;
    for (size_t n = 1; support_alloc_begin(&failing, n); n++) {
        Trace *trace = NULL;
        TraceFileInfo info = {0};
        TuiCanvas canvas;
        TuiApp app;
        tui_app_init(&app, &failing.alloc, NULL);
        tui_canvas_init(&canvas, &failing.alloc);
        bool sized = tui_canvas_resize(&canvas, 80, 24);
        if (trace_file_load(&failing.alloc, FIXTURE_THREE, &trace, &info) == LS_OK && sized) {
            TuiLoaded loaded = {.runs = {tui_run_new(&failing.alloc, trace)}, .run_count = 1};
            ls_buf_init(&loaded.problem, &failing.alloc);
            loaded.run_count = loaded.runs[0] ? 1 : 0;
            tui_app_loaded(&app, &loaded);
            tui_draw(&app, &canvas);
            tui_app_update(&app, &(TuiInput){.type = TUI_INPUT_KEY, .key = 'n'});
            tui_app_update(&app, &(TuiInput){.type = TUI_INPUT_KEY, .key = 'w'});
            tui_draw(&app, &canvas);
            ls_buf_free(&loaded.problem);
        } else {
            trace_free(trace);
            assert_true(failing.failed);
        }
        tui_app_free(&app);
        tui_canvas_free(&canvas);
        support_alloc_end(&failing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_and_notes_are_found, begin, end),
        cmocka_unit_test_setup_teardown(the_syntax_is_tinted, begin, end),
        cmocka_unit_test_setup_teardown(long_lines_and_odd_bytes_are_cut_and_shown, begin, end),
        cmocka_unit_test_setup_teardown(docstrings_are_split, begin, end),
        cmocka_unit_test_setup_teardown(catalogs_are_sorted_and_hide_doubles, begin, end),
        cmocka_unit_test(a_catalog_survives_want_of_memory),
        cmocka_unit_test(panes_never_overlap_at_any_size),
        cmocka_unit_test(at_80x24_all_that_matters_is_there),
        cmocka_unit_test(runs_survive_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
