#include "tui_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "support/support_file.h"
#include "trace/trace_file.h"
#include "tui/tui_draw.h"

static TuiRun *load(Fixture *fixture, const char *path)
{
    Trace *trace = NULL;
    TraceFileInfo info = {0};
    if (trace_file_load(&fixture->memory.alloc, path, &trace, &info) != LS_OK)
        fail_msg("%s: %s", path, info.error);
    TuiRun *run = tui_run_new(&fixture->memory.alloc, trace);
    assert_non_null(run);
    return run;
}

void fixture_open(Fixture *fixture, const char *first, const char *second, int width, int height)
{
    memset(fixture, 0, sizeof *fixture);
    support_alloc_init(&fixture->memory);
    const LsAlloc *alloc = &fixture->memory.alloc;
    tui_catalog_init(&fixture->catalog, alloc);
    tui_app_init(&fixture->app, alloc, &fixture->catalog);
    tui_canvas_init(&fixture->canvas, alloc);
    ls_buf_init(&fixture->text, alloc);
    fixture->clock_ns = 1000000;
    fixture_resize(fixture, width, height);
    TuiLoaded loaded = {0};
    ls_buf_init(&loaded.problem, alloc);
    if (first)
        loaded.runs[loaded.run_count++] = load(fixture, first);
    if (second)
        loaded.runs[loaded.run_count++] = load(fixture, second);
    if (first)
        tui_app_loaded(&fixture->app, &loaded);
}

void fixture_close(Fixture *fixture)
{
    tui_app_free(&fixture->app);
    tui_catalog_free(&fixture->catalog);
    tui_canvas_free(&fixture->canvas);
    ls_buf_free(&fixture->text);
    support_alloc_end(&fixture->memory);
}

static unsigned input(Fixture *fixture, TuiInput event)
{
    event.now_ns = fixture->clock_ns;
    return tui_app_update(&fixture->app, &event);
}

unsigned fixture_key(Fixture *fixture, uint32_t key)
{
    return input(fixture, (TuiInput){.type = TUI_INPUT_KEY, .key = key});
}

unsigned fixture_keys(Fixture *fixture, const char *keys)
{
    static const struct {
        char letter;
        uint32_t key;
    } names[] = {{'<', TUI_KEY_LEFT}, {'>', TUI_KEY_RIGHT},    {'^', TUI_KEY_UP},  {'v', TUI_KEY_DOWN},
                 {'{', TUI_KEY_HOME}, {'}', TUI_KEY_END},      {'!', TUI_KEY_ESC}, {'#', TUI_KEY_ENTER},
                 {'~', TUI_KEY_TAB},  {'@', TUI_KEY_PAGE_DOWN}};
    unsigned effects = 0;
    for (; *keys; keys++) {
        uint32_t key = (unsigned char)*keys;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (names[i].letter == *keys)
                key = names[i].key;
        effects = fixture_key(fixture, key);
    }
    return effects;
}

unsigned fixture_mouse(Fixture *fixture, TuiInputType type, int x, int y)
{
    return input(fixture, (TuiInput){.type = type, .x = x, .y = y});
}

unsigned fixture_resize(Fixture *fixture, int width, int height)
{
    assert_true(tui_canvas_resize(&fixture->canvas, width, height));
    return input(fixture, (TuiInput){.type = TUI_INPUT_RESIZE, .x = width, .y = height});
}

void fixture_wait(Fixture *fixture, int milliseconds)
{
    for (int passed = 0; passed < milliseconds; passed += 16) {
        fixture->clock_ns += 16000000;
        input(fixture, (TuiInput){.type = TUI_INPUT_TICK});
    }
}

const char *fixture_screen(Fixture *fixture)
{
    tui_draw(&fixture->app, &fixture->canvas);
    ls_buf_clear(&fixture->text);
    tui_canvas_dump(&fixture->canvas, &fixture->text);
    assert_false(fixture->text.failed);
    return ls_buf_text(&fixture->text);
}

void fixture_golden(Fixture *fixture, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "tests/screens/%s.txt", name);
    support_assert_golden(path, fixture_screen(fixture));
}

uint32_t fixture_position(const Fixture *fixture)
{
    return an_model_position(fixture->app.runs[fixture->app.active]->model);
}
