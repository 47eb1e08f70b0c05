/* Running a script: a machine, a world and a recorder for one run. */
#include "aio/aio_job.h"
#include "aio/aio_process.h"
#include "aio/aio_run.h"
#include "aio/aio_thread.h"
#include "engine_internal.h"
#include "modules/mod_table.h"
#include "sim/sim_event.h"
#include "sim/sim_net.h"
#include "sim/sim_sched.h"
#include "vm/vm_builtins.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_exception.h"
#include "vm/vm_heap.h"
#include "vm/vm_protocol.h"
#include "vm/vm_run.h"
#include "vm/vm_str.h"

#include <stdio.h>
#include <string.h>

/* One run. */
typedef struct Run {
    const EngineScript *script;
    const EngineRunOptions *options;
    Trace *trace;
    TraceRecorder recorder;
    SimWorld world;
    SimSched sched;
    const VmCost *cost; /* NULL: computing costs nothing */
    uint32_t max_events;
    bool too_many_events;
    LangUnit *detailed; /* compiled with lines, or NULL */
    Vm *vm;
    VmRun result;
    AioMachine machine; /* how its processes are made */
    struct Run *whole;  /* itself; in the replay that makes a process: the run that it is for */
    AioProcess *child;  /* the process that is made; NULL: none */
    bool too_many_instructions;
} Run;

static void host_write(void *context, TraceStream stream, const char *text, size_t size)
{
    Run *run = context;
    if (run->child != NULL && !aio_process_lives_in(run->child, &run->whole->world)) {
        return; /* it has been written before */
    }
    run = run->whole;
    if (run->options->write != NULL) {
        run->options->write(run->options->context, stream, text, size);
    }
}

static bool host_cancelled(void *context)
{
    Run *run = ((Run *)context)->whole;
    uint32_t events = run->trace == NULL ? 0 : trace_count(run->trace);
    if (run->trace != NULL && events >= run->max_events) {
        run->too_many_events = true;
        return true;
    }
    return run->options->progress != NULL &&
           run->options->progress(run->options->context, events, sim_world_now(&run->world));
}

/* A report of the engine's own, as part of the script's stderr. */
static void report(Run *run, LsBuf *text)
{
    if (trace_on(&run->recorder) && text->size > 0) {
        uint32_t id = trace_string(run->trace, text->data, text->size);
        trace_record(&run->recorder, TRACE_OUTPUT, 0, id, 0, TRACE_STREAM_STDERR);
    }
    host_write(run, TRACE_STREAM_STDERR, ls_buf_text(text), text->size);
}

static int64_t seed_of(const EngineScript *script, const EngineRunOptions *options)
{
    return options->has_seed ? options->seed : engine_script_seed(script);
}

/* A value of __scenario__["machine"], or NULL. */
static const LangValue *machine_value(const EngineScript *script, const char *path)
{
    return script->header.scenario == NULL ? NULL : lang_value_find(script->header.scenario, path);
}

/* The cost model: the options', else the scenario's, else none. */
static const char *cost_of(const EngineScript *script, const EngineRunOptions *options)
{
    const LangValue *cost = machine_value(script, "machine.cost");
    if (options->cost != NULL) {
        return options->cost;
    }
    return cost == NULL ? "zero" : cost->text.data;
}

static LsStatus describe_machine(Run *run)
{
    char cores[32], interval[32];
    snprintf(cores, sizeof cores, "%lld", (long long)run->world.cores);
    snprintf(interval, sizeof interval, "%.9g", sim_seconds(run->sched.cpu.switch_ns));
    LsStatus status = trace_set_meta(run->trace, "cost", run->cost == NULL ? "zero" : run->cost->name);
    if (status == LS_OK) {
        status = trace_set_meta(run->trace, "cores", cores);
    }
    if (status == LS_OK && run->cost != NULL) {
        status = trace_set_meta(run->trace, "gil", run->sched.cpu.no_gil ? "no" : "yes");
    }
    return status == LS_OK && run->cost != NULL ? trace_set_meta(run->trace, "switch interval", interval) : status;
}

static LsStatus describe(Run *run)
{
    if (run->trace == NULL) {
        return LS_OK;
    }
    size_t size;
    const char *text = engine_script_text(run->script, &size);
    LsStatus status = trace_set_source(run->trace, engine_script_name(run->script), text, size);
    const char *entry = run->options->entry == NULL ? "" : run->options->entry;
    if (status == LS_OK) {
        status = trace_set_meta(run->trace, "entry", entry);
    }
    char number[32];
    LsBuf seed;
    ls_buf_init(&seed, run->script->alloc);
    ls_buf_printf(&seed, "%lld", (long long)run->world.seed);
    snprintf(number, sizeof number, "%s", ls_buf_text(&seed));
    ls_buf_free(&seed);
    if (status == LS_OK) {
        status = trace_set_meta(run->trace, "seed", number);
    }
    return status == LS_OK ? describe_machine(run) : status;
}

/* The first events: the run, the process, the main thread. */
static void record_begin(Run *run)
{
    TraceRecorder *recorder = &run->recorder;
    if (!trace_on(recorder)) {
        return;
    }
    const char *name = engine_script_name(run->script);
    const char *slash = strrchr(name, '/');
    const char *base = slash == NULL ? name : slash + 1;
    const char *entry = run->options->entry == NULL ? "" : run->options->entry;
    uint32_t file_id = trace_string(run->trace, base, strlen(base));
    uint32_t entry_id = trace_string(run->trace, entry, strlen(entry));
    recorder->cause = trace_record_caused(recorder, TRACE_RUN_BEGIN, TRACE_NO_CAUSE, 0, file_id, entry_id, 0);
    uint32_t process = trace_new_id(run->trace);
    trace_record(recorder, TRACE_PROCESS_NEW, process, trace_string(run->trace, "MainProcess", 11), 0, 0);
    uint32_t thread = trace_new_id(run->trace);
    run->sched.first.trace_id = process;
    run->sched.main.trace_id = thread;
    trace_record(recorder, TRACE_THREAD_NEW, thread, trace_string(run->trace, "MainThread", 10), process, 0);
}

static TraceEnd end_of(LsStatus status)
{
    switch (status) {
    case LS_OK: return TRACE_END_NORMAL;
    case LS_E_SCRIPT: return TRACE_END_EXCEPTION;
    case LS_E_DEADLOCK: return TRACE_END_DEADLOCK;
    case LS_E_CANCELLED: return TRACE_END_CANCELLED;
    default: return TRACE_END_LIMIT;
    }
}

/* ---- how a run ends ---- */

/* sys.exit("message"): whatever is neither None nor an int is printed. */
static void append_exit_message(Run *run, LsBuf *text)
{
    VmValue code = vm_to_exception(run->result.exception)->payload;
    if (code == VM_EMPTY || code == VM_NONE || vm_is_bool(code) ||
        vm_type_is_subtype(vm_type_of(run->vm, code), run->vm->types[VM_TYPE_INT])) {
        return;
    }
    if (vm_append_str_of(run->vm, text, code)) {
        ls_buf_putc(text, '\n');
    } else {
        vm_error_clear(run->vm);
    }
}

static void report_exception(Run *run)
{
    if (run->result.exception == VM_EMPTY) {
        return;
    }
    LsBuf text;
    ls_buf_init(&text, run->script->alloc);
    if (vm_exception_is(run->vm, run->result.exception, VM_EXC_SYSTEM_EXIT)) {
        append_exit_message(run, &text);
        report(run, &text);
    } else if (vm_error_format(run->vm, run->result.exception, &text)) {
        report(run, &text);
    } else {
        vm_error_clear(run->vm);
    }
    ls_buf_free(&text);
}

static void report_limit(Run *run)
{
    LsBuf text;
    ls_buf_init(&text, run->script->alloc);
    const VmRun *result = &run->result;
    const VmLimits *limits = &run->vm->limits;
    if (run->too_many_events) {
        ls_buf_printf(&text, "loopscope: stopped at the limit of %u events (--max-events raises it)", run->max_events);
    } else if (run->too_many_instructions || run->vm->instructions >= limits->max_instructions) {
        ls_buf_printf(&text, "loopscope: stopped at the limit of %lld instructions (--max-instructions raises it)",
                      (long long)limits->max_instructions);
    } else {
        ls_buf_printf(&text, "loopscope: stopped at the limit of %zu bytes of output (--max-output raises it)",
                      limits->max_output_bytes);
    }
    if (result->stopped_line != 0) {
        ls_buf_printf(&text, "\n  the script was at %s:%u, in %s, at %.9g s of virtual time", result->stopped_file,
                      result->stopped_line, result->stopped_function, sim_seconds(sim_world_now(&run->world)));
    }
    ls_buf_putc(&text, '\n');
    report(run, &text);
    ls_buf_free(&text);
}

static int exit_status_of(const Run *run, LsStatus status)
{
    switch (status) {
    case LS_OK:
    case LS_E_SCRIPT: return run->result.exit_status;
    case LS_E_REFUSED:
    case LS_E_NOTFOUND: return 2;
    default: return 3;
    }
}

/* The script, and whatever goes on after its last line. */
static LsStatus run_script(Run *run)
{
    const LangUnit *unit = run->detailed != NULL ? run->detailed : run->script->unit;
    const char *entry_name = run->options->entry;
    VmEntry entry = {.name = entry_name, .run_coroutine = aio_run_entry, .skip_main = true};
    LsStatus status = vm_run_module(run->vm, unit, "__main__", entry_name == NULL ? NULL : &entry, &run->result);
    mod_serve_stop(run->vm);
    if (run->vm->stop == LS_OK && !aio_threads_finish(run->vm)) {
        vm_error_clear(run->vm);
        status = run->vm->stop == LS_OK ? status : run->vm->stop;
    }
    aio_threads_end(run->vm);
    if (run->vm->stop == LS_E_SCRIPT) {
        int status = aio_process_of(run->vm)->exit_status; /* of os._exit, or the signal that killed it */
        run->result.exit_status = status < 0 ? 128 - status : status;
    }
    return status;
}

/* The Vm finds its world; false: no memory. */
static bool furnish(Run *run)
{
    run->vm->world = &run->world;
    run->vm->module_table = &mod_table;
    ModServe serve;
    if (engine_serve_of(run->script, &serve) && !mod_serve_attach(run->vm, &serve)) {
        return false;
    }
    return aio_process_attach(run->vm, &run->whole->machine, run->child);
}

/* What was assumed of the network: on stderr, and as a note in the trace. */
static void report_network(Run *run)
{
    LsBuf text;
    ls_buf_init(&text, run->script->alloc);
    if (engine_network_note(&run->world, &text) && text.size > 0) {
        if (trace_on(&run->recorder)) {
            uint32_t id = trace_string(run->trace, text.data, text.size - 1);
            trace_record(&run->recorder, TRACE_NOTE, 0, id, 0, 0);
        }
        host_write(run, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
    }
    ls_buf_free(&text);
}

static LsStatus execute(Run *run)
{
    if (!furnish(run)) {
        return LS_E_NOMEM;
    }
    record_begin(run);
    LsStatus status = run_script(run);
    if (status == LS_E_CANCELLED && run->too_many_events) {
        status = LS_E_LIMIT;
    }
    report_network(run); /* before the traceback, whose last line is what stderr ends in */
    if (status == LS_E_SCRIPT) {
        report_exception(run);
    } else if (status == LS_E_LIMIT) {
        report_limit(run);
    }
    run->recorder.line = 0;
    trace_record_caused(&run->recorder, TRACE_RUN_END, TRACE_NO_CAUSE, 0, (uint32_t)exit_status_of(run, status), 0,
                        end_of(status));
    return status;
}

static LsStatus compile_with_lines(Run *run)
{
    LangDiagList diags;
    lang_diag_list_init(&diags, run->script->alloc);
    LangCompileOptions options = {.lines = true};
    LsStatus status = lang_compile(run->script->alloc, run->script->module, &options, &run->detailed, &diags);
    lang_diag_list_free(&diags);
    return status;
}

static LsStatus set_up_world(Run *run)
{
    sim_world_init(&run->world, run->script->alloc, &run->recorder, seed_of(run->script, run->options));
    const LangValue *cores = machine_value(run->script, "machine.cores");
    run->world.cores = cores == NULL ? run->world.cores : cores->integer;
    sim_sched_init(&run->sched, &run->world);
    run->world.sched = &run->sched;
    if (vm_cost_model(cost_of(run->script, run->options), &run->cost) && run->cost != NULL) {
        const LangValue *gil = machine_value(run->script, "machine.gil");
        const LangValue *interval = machine_value(run->script, "machine.switch_interval");
        sim_cpu_switch_on(&run->sched, gil == NULL || gil->boolean);
        if (interval != NULL) {
            double seconds = interval->kind == LANG_VALUE_FLOAT ? interval->number : (double)interval->integer;
            run->sched.cpu.switch_ns = sim_nanoseconds(seconds);
        }
    }
    return engine_network_set_up(run->script, run->options->strict_network, &run->world);
}

/* The limit is for all processes together: what is left of it when this one is made. */
static size_t left_memory(const Run *run, size_t limit)
{
    enum { LEAST = 16 << 20 };
    size_t used = run->child == NULL ? 0 : aio_processes_memory(&run->whole->sched);
    return limit > used && limit - used > LEAST ? limit - used : LEAST;
}

static LsStatus start(Run *run)
{
    const EngineRunOptions *options = run->options;
    if (options->entry != NULL && !engine_script_has_entry(run->script, options->entry)) {
        return LS_E_NOTFOUND;
    }
    LsStatus status = describe(run);
    if (status == LS_OK && run->recorder.detail && run->detailed == NULL) {
        status = compile_with_lines(run);
    }
    if (status != LS_OK) {
        return status;
    }
    VmHost host = {.context = run, .write = host_write, .cancelled = host_cancelled};
    VmLimits limits = {
        .max_instructions = options->max_instructions > 0 ? options->max_instructions : ENGINE_DEFAULT_INSTRUCTIONS,
        .max_memory_bytes = options->max_memory_bytes > 0 ? options->max_memory_bytes : ENGINE_DEFAULT_MEMORY,
        .max_output_bytes = options->max_output_bytes > 0 ? options->max_output_bytes : ENGINE_DEFAULT_OUTPUT,
        .max_recursion = ENGINE_DEFAULT_RECURSION,
    };
    limits.max_memory_bytes = left_memory(run, limits.max_memory_bytes);
    run->vm = vm_new(run->script->alloc, &host, &limits, &run->recorder);
    if (run->vm == NULL) {
        return LS_E_NOMEM;
    }
    run->vm->cost = run->cost;
    run->vm->charge = aio_thread_compute;
    return LS_OK;
}

/* ---- processes ---- */

/* What the replay ran into is what the run ran into. */
static void take_over(Run *whole, const Run *replay)
{
    if (replay->vm->instructions >= replay->vm->limits.max_instructions) {
        whole->too_many_instructions = true;
    }
}

static LsStatus replay_in(Run *run)
{
    LsStatus status = start(run);
    if (status != LS_OK) {
        return status;
    }
    status = furnish(run) ? run_script(run) : LS_E_NOMEM;
    take_over(run->whole, run);
    vm_run_end(run->vm, &run->result);
    vm_free(run->vm);
    return status;
}

/* Runs the script again, up to where the process was started; the process goes on from there. */
static LsStatus replay(void *context, AioProcess *child)
{
    Run *whole = context;
    const LsAlloc *alloc = whole->script->alloc;
    Run *run = ls_alloc_zeroed(alloc, sizeof *run);
    if (run == NULL) {
        return LS_E_NOMEM;
    }
    *run = (Run){.script = whole->script,
                 .options = whole->options,
                 .recorder = {.cause = TRACE_NO_CAUSE},
                 .detailed = whole->detailed,
                 .whole = whole,
                 .child = child};
    LsStatus status = set_up_world(run);
    status = status == LS_OK ? replay_in(run) : status;
    sim_net_end(&run->world);
    sim_event_end(&run->world);
    ls_alloc_free(alloc, run, sizeof *run);
    return status;
}

LsStatus engine_run(const EngineScript *script, const EngineRunOptions *options, Trace *trace, EngineResult *result)
{
    Run run = {
        .script = script,
        .options = options,
        .trace = trace,
        .recorder = {.trace = trace, .detail = options->detail && trace != NULL, .cause = TRACE_NO_CAUSE},
        .max_events = options->max_events > 0 ? options->max_events : ENGINE_DEFAULT_EVENTS,
    };
    *result = (EngineResult){.exit_status = 3};
    run.whole = &run;
    run.machine = (AioMachine){.context = &run, .replay = replay};
    LsStatus status = set_up_world(&run);
    status = status == LS_OK ? start(&run) : status;
    if (status == LS_OK) {
        status = execute(&run);
        result->instructions = run.vm->instructions;
        result->peak_memory_bytes = run.vm->heap->bytes;
        vm_run_end(run.vm, &run.result);
    }
    result->exit_status = exit_status_of(&run, status);
    result->elapsed_ns = sim_world_now(&run.world);
    if (run.vm != NULL) {
        run.recorder.trace = NULL; /* what dies with the machine is not part of the run */
        run.options = &(EngineRunOptions){0};
        vm_free(run.vm);
    }
    sim_net_end(&run.world);
    sim_event_end(&run.world);
    if (run.detailed != NULL) {
        lang_unit_free(run.detailed);
    }
    return status;
}
