/* engine.h: the facade that front ends use: load a script, run it on the virtual clock, get its trace.
 *
 *     EngineScript *script;
 *     LsBuf errors;                       // diagnostics as text, ready to be shown
 *     ls_buf_init(&errors, alloc);
 *     LsStatus status = engine_load(alloc, "three.py", text, size, &load_options, &script, &errors);
 *     if (status == LS_OK) {
 *         Trace *trace = trace_new(alloc);
 *         EngineResult result;
 *         status = engine_run(script, &run_options, trace, &result);
 *         ... read the trace ...
 *         trace_free(trace);
 *         engine_script_free(script);
 *     }
 *
 * An EngineScript is immutable once loaded: it may be run many times, also in several host threads at once, each run
 * with a machine of its own.  engine_run blocks until the run is over; the callbacks in EngineRunOptions are called
 * from it, in the calling thread.  The same script with the same options gives the same trace, byte for byte.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "base/ls_alloc.h"
#include "base/ls_buf.h"
#include "base/ls_status.h"
#include "trace/trace.h"

typedef struct EngineScript EngineScript;

/* One --set NAME=VALUE. */
typedef struct EngineSetting {
    const char *name;  /* a module-level constant, or a dotted path into __scenario__ */
    const char *value; /* a Python literal, else taken as a string */
} EngineSetting;

typedef struct EngineLoadOptions {
    const EngineSetting *settings;
    size_t setting_count;
    bool colour; /* ANSI colours in diagnostics */
} EngineLoadOptions;

/* Parses and checks a script.  LS_E_REFUSED: `errors` holds the diagnostics (file:line:column, source line, caret,
 * hint). `options` may be NULL.  `name` is used in messages and tracebacks. */
LsStatus engine_load(const LsAlloc *alloc, const char *name, const char *text, size_t size,
                     const EngineLoadOptions *options, EngineScript **script, LsBuf *errors);
void engine_script_free(EngineScript *script);

/* What a front end may want to know of a script.  All texts are the script's and live as long as it. */
const char *engine_script_name(const EngineScript *script);
const char *engine_script_title(const EngineScript *script);  /* first line of the docstring, or "" */
const char *engine_script_lesson(const EngineScript *script); /* the rest of the docstring, or "" */
const char *engine_script_text(const EngineScript *script, size_t *size);
/* __scenario__["seed"], or 0. */
int64_t engine_script_seed(const EngineScript *script);
/* The teacher's note (`#:`) that belongs to a line, or NULL.  Lines count from 1. */
const char *engine_script_note(const EngineScript *script, uint32_t line);
/* Top-level functions, in order: what `FILE.py:ENTRY` can name. */
size_t engine_script_entry_count(const EngineScript *script);
const char *engine_script_entry(const EngineScript *script, size_t index);
bool engine_script_has_entry(const EngineScript *script, const char *name);
/* The entries of __scenario__["compare"], 0 if it has none. */
size_t engine_script_compare_count(const EngineScript *script);
const char *engine_script_compare(const EngineScript *script, size_t index);

/* The limits of a run where the options say nothing. */
#define ENGINE_DEFAULT_EVENTS UINT32_C(20000000)
#define ENGINE_DEFAULT_INSTRUCTIONS INT64_C(2000000000)
#define ENGINE_DEFAULT_MEMORY ((size_t)2 << 30)
#define ENGINE_DEFAULT_OUTPUT ((size_t)256 << 20)
#define ENGINE_DEFAULT_RECURSION 1000

typedef struct EngineRunOptions {
    const char *entry; /* a top-level function to call; NULL: the module runs as __main__ */
    bool detail;       /* record frames, lines and labels too: for a screen */
    bool has_seed;     /* else __scenario__["seed"], else 0 */
    int64_t seed;
    bool strict_network;      /* hosts that the scenario does not declare cannot be reached */
    const char *cost;         /* "zero" or "cpython311"; NULL: the scenario's, else "zero" */
    uint32_t max_events;      /* trace events; 0: the default of 20 million (no limit without a trace) */
    int64_t max_instructions; /* 0: the default of 2,000 million */
    size_t max_memory_bytes;  /* 0: the default of 2 GiB; beyond it is MemoryError */
    size_t max_output_bytes;  /* 0: the default of 256 MiB */

    void *context;
    /* What the script writes, as it writes it: tracebacks and reports of the engine too, as stderr.  May be NULL. */
    void (*write)(void *context, TraceStream stream, const char *text, size_t size);
    /* Called now and then (every few milliseconds): true ends the run with LS_E_CANCELLED.  May be NULL.
     * The arguments show how far the run is. */
    bool (*progress)(void *context, uint32_t events, int64_t virtual_ns);
} EngineRunOptions;

typedef struct EngineResult {
    int exit_status; /* 0; 1 uncaught exception, 130 KeyboardInterrupt, or sys.exit's; 2 refused; 3 limit or deadlock */
    int64_t elapsed_ns; /* on the virtual clock */
    int64_t instructions;
    size_t peak_memory_bytes;
} EngineResult;

/* Runs the script.  `trace` may be NULL (nothing is recorded).
 * LS_OK: it ended by itself with status 0.  LS_E_SCRIPT: uncaught exception or sys.exit.  LS_E_DEADLOCK, LS_E_LIMIT:
 * the report was written to stderr.  LS_E_NOTFOUND: no such entry.  LS_E_CANCELLED, LS_E_NOMEM.  `result` is always
 * filled. */
LsStatus engine_run(const EngineScript *script, const EngineRunOptions *options, Trace *trace, EngineResult *result);

/* docs/LANGUAGE.md: what scripts can be written in, from the tables and the objects of the machine. */
LsStatus engine_language(const LsAlloc *alloc, LsBuf *out);

/* The modules that scripts can import, for `--help` and the docs. */
size_t engine_module_count(void);
const char *engine_module_name(size_t index);

#endif
