/* tui_load.h: from a request (files, entries, options) to runs that can be shown.
 *
 * tui_load runs scripts with the engine and reads trace files; it blocks, and may be called in a thread of its own as
 * long as nobody else uses the request.  The result is the caller's.
 */
#ifndef TUI_LOAD_H
#define TUI_LOAD_H

#include "engine.h"
#include "tui/tui_run.h"

enum {
    TUI_PATH_MAX = 1024,
    TUI_SETTINGS_MAX = 32,
    TUI_SCRIPT_MAX_BYTES = TRACE_LINE_MAX - 1, /* 16 MB: so many lines can be told in a trace */
};

/* One side: a script with an entry, or a trace file. */
typedef struct TuiTarget {
    char path[TUI_PATH_MAX];
    char entry[128]; /* "": the module */
} TuiTarget;

typedef struct TuiRequest {
    TuiTarget targets[2];
    unsigned target_count;
    bool traces_only; /* `view`: the file must be a trace */
    EngineSetting settings[TUI_SETTINGS_MAX];
    size_t setting_count;
    const char *cost;
    bool has_seed, strict_network;
    int64_t seed;
    uint32_t max_events; /* limits: 0 means the default */
    int64_t max_instructions;
    size_t max_memory_bytes, max_output_bytes;
} TuiRequest;

typedef enum TuiStage {
    TUI_STAGE_RUN,   /* a script runs: `done` events of at most `total` */
    TUI_STAGE_READ,  /* a file is read: bytes */
    TUI_STAGE_INDEX, /* the index is made: events */
} TuiStage;

/* How far loading is. */
typedef struct TuiProgress {
    TuiStage stage;
    uint64_t done, total;
    int64_t virtual_ns; /* while a script runs: its clock */
} TuiProgress;

/* Called now and then; true cancels. */
typedef struct TuiLoadWatch {
    void *context;
    bool (*progress)(void *context, const TuiProgress *progress);
} TuiLoadWatch;

typedef struct TuiLoaded {
    TuiRun *runs[2]; /* NULL where there is none */
    unsigned run_count;
    bool cancelled;
    LsBuf problem; /* diagnostics when there is no run */
} TuiLoaded;

/* Splits "FILE.py:ENTRY".  False when it is too long. */
bool tui_target_parse(TuiTarget *target, const char *text);
/* What the engine is to be told of a request, for one entry (NULL or "": the module); the callbacks and `detail` are
 * left to the caller. */
EngineRunOptions tui_request_options(const TuiRequest *request, const char *entry);
/* Loads.  A single script without an entry whose __scenario__ compares two entries gives both runs. */
void tui_load(const LsAlloc *alloc, const TuiRequest *request, const TuiLoadWatch *watch, TuiLoaded *loaded);
void tui_loaded_free(TuiLoaded *loaded);

#endif
