/* tui_fixture.h: an app on recorded runs, driven by keys, read as text.
 *
 * Needs neither a terminal nor the engine: the runs come from trace files in tests/tui/data.
 */
#ifndef TUI_FIXTURE_H
#define TUI_FIXTURE_H

#include "support/support_alloc.h"
#include "tui/tui_app.h"

typedef struct Fixture {
    SupportAlloc memory;
    TuiCatalog catalog;
    TuiApp app;
    TuiCanvas canvas;
    LsBuf text;
    int64_t clock_ns;
} Fixture;

#define FIXTURE_POOLS "tests/tui/data/small_pools.json"
#define FIXTURE_CORES "tests/tui/data/small_cores.json"
#define FIXTURE_THREE "tests/tui/data/three_fetches.json"
#define FIXTURE_BLOCKING "tests/tui/data/three_blocking.json"
#define FIXTURE_GATHERED "tests/tui/data/three_gathered.json"

/* An app of this size on one recording, or on two to compare (`second` not NULL). */
void fixture_open(Fixture *fixture, const char *first, const char *second, int width, int height);
void fixture_close(Fixture *fixture);

/* Gives keys to the app: characters stand for themselves, and < > for the left and right arrow, ^ v for up and down,
 * { } for Home and End, ! for Escape, # for Enter, ~ for Tab.  Returns the effects of the last one. */
unsigned fixture_keys(Fixture *fixture, const char *keys);
unsigned fixture_key(Fixture *fixture, uint32_t key);
unsigned fixture_mouse(Fixture *fixture, TuiInputType type, int x, int y);
unsigned fixture_resize(Fixture *fixture, int width, int height);
/* Lets time pass in ticks of 16 ms. */
void fixture_wait(Fixture *fixture, int milliseconds);

/* The screen as text; valid until the next call. */
const char *fixture_screen(Fixture *fixture);
/* Compares the screen with a file in tests/screens (or writes it, see support_file.h). */
void fixture_golden(Fixture *fixture, const char *name);
/* The position of the active run. */
uint32_t fixture_position(const Fixture *fixture);

#endif
