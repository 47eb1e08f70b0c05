#include "aio/aio_process.h"

#include "aio/aio_channel.h"
#include "aio/aio_process_log.h"
#include "aio/aio_thread.h"
#include "sim/sim_net.h"
#include "vm/vm_builtins.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_thread.h"

#include <string.h>

/* A process and the Vm that it is.  The run's own and those of replays belong to their Vm; a child's to its
 * SimProcess. */
struct AioProcess {
    const AioMachine *machine;
    Vm *vm;          /* NULL: not made yet, or gone */
    SimProcess *sim; /* NULL in a replay: it only stands for another */
    uint64_t starts; /* processes that the Vm has started */
    uint64_t exact;  /* the run's own: the last one of which the copy could be exact */
    bool noted;      /* … and whether it has been said that one was not */
    /* a child's */
    bool is_child;
    bool begun;      /* it has become what it is: its body has been called */
    uint64_t moment; /* the copy is made where the parent's Vm starts its process number `moment` */
    SimWorld *world; /* that it lives in */
    AioProcessStart start;
    uint32_t parent; /* index of the process that started it */
    LsStatus stop;   /* why its Vm was stopped, once the body is over */
    /* what its world's processes share, when it is the first one there */
    AioChannel *channels;
    AioProcessLog *logs;    /* of all of them */
    AioProcessLog *log;     /* its own, among those of its world; NULL: none */
    uint32_t channel_count; /* made in this Vm */
};

static AioProcess *own(Vm *vm)
{
    return vm->states[VM_STATE_THREADS].data;
}

SimProcess *aio_process_of(Vm *vm)
{
    AioProcess *self = own(vm);
    if (self != NULL && self->is_child && !self->begun) {
        return &vm->world->sched->first; /* of the replay's world */
    }
    return self == NULL ? NULL : self->sim;
}

VmValue aio_process_object_borrow(Vm *child)
{
    return own(child)->start.object;
}

VmValue aio_process_main_borrow(Vm *vm)
{
    return vm_dict_get_borrow(vm, vm->modules, vm_name(vm, VM_NAME_MAIN));
}

AioChannel **aio_process_channels(Vm *vm)
{
    Vm *first = vm->world->sched->first.script;
    return &own(first)->channels;
}

uint32_t aio_process_family(Vm *vm, bool inherited)
{
    const AioProcess *self = own(vm);
    if (!self->is_child || !self->begun) {
        return 0;
    }
    return inherited ? self->parent : self->sim->index;
}

bool aio_process_is_child(Vm *vm)
{
    return own(vm)->is_child && own(vm)->begun;
}

uint32_t aio_process_next_channel(Vm *vm, bool *inherited)
{
    AioProcess *self = own(vm);
    *inherited = self->is_child && !self->begun;
    return self->channel_count++;
}

AioProcessLog *aio_process_log(Vm *vm)
{
    const AioProcess *self = own(vm);
    return self->is_child && self->begun ? self->log : NULL;
}

static void clear_root(Vm *vm, void *data)
{
    aio_log_free_all(((AioProcess *)data)->logs);
    aio_channels_free(((AioProcess *)data)->channels, vm->alloc);
    ls_alloc_free(vm->alloc, data, sizeof(AioProcess));
}

static void clear_child(Vm *vm, void *data)
{
    AioProcess *self = data;
    aio_channels_free(self->channels, vm->alloc); /* the replay's */
    self->channels = NULL;
    self->vm = NULL;
}

bool aio_process_attach(Vm *vm, const AioMachine *machine, AioProcess *child)
{
    AioProcess *self = child;
    if (self == NULL) {
        self = ls_alloc_zeroed(vm->alloc, sizeof *self);
        if (self == NULL) {
            return false;
        }
        self->machine = machine;
        self->sim = &vm->world->sched->first;
        self->sim->script = vm;
    } else {
        vm->world->sched->first.script = vm;
    }
    self->vm = vm;
    vm->states[VM_STATE_THREADS] = (VmState){.data = self, .clear = child == NULL ? clear_root : clear_child};
    return true;
}

bool aio_process_lives_in(const AioProcess *child, const SimWorld *world)
{
    return child->begun && child->world == world;
}

size_t aio_processes_memory(const SimSched *sched)
{
    size_t bytes = 0;
    for (const SimProcess *process = &sched->first; process != NULL; process = process->next) {
        bytes += process->script == NULL ? 0 : ((const Vm *)process->script)->heap->bytes;
    }
    return bytes;
}

/* ---- becoming the child ----------------------------------------------------------------------------------------- */

/* The part of the fork that is the loop's: none runs here. */
typedef struct Loops {
    AioLoop *running;
    AioTask *current, *main_task;
    VmAgenHooks hooks;
} Loops;

static Loops leave_loop(Vm *vm)
{
    AioState *state = aio_state(vm);
    Loops loops = {.running = state->running,
                   .current = state->current,
                   .main_task = state->main_task,
                   .hooks = vm->thread->agen_hooks};
    state->running = NULL;
    state->current = state->main_task = NULL;
    vm->thread->agen_hooks = (VmAgenHooks){0};
    return loops;
}

static void return_to_loop(Vm *vm, const Loops *loops)
{
    AioState *state = aio_state(vm);
    state->running = loops->running;
    state->current = loops->current;
    state->main_task = loops->main_task;
    vm->thread->agen_hooks = loops->hooks;
}

/* The bounds of the stack that a thread runs on, for the sanitizer: the replay may have begun the child from a thread
 * of its own. */
static void exchange_stacks(SimThread *outer, SimThread *inner)
{
    const void *bottom = outer->fiber.bottom;
    size_t size = outer->fiber.size;
    outer->fiber.bottom = inner->fiber.bottom;
    outer->fiber.size = inner->fiber.size;
    inner->fiber.bottom = bottom;
    inner->fiber.size = size;
}

/* CPython's `random` draws a new seed after a fork; here each process gets one of its own, the same in every run. */
static void reseed(Vm *vm, const AioProcess *self)
{
    VmValue module = vm_dict_get_c_borrow(vm, vm->modules, "random");
    if (module == VM_EMPTY) {
        return;
    }
    VmValue seed = vm_module_get(vm, module, "seed");
    VmValue number = vm_int_from(vm, (int64_t)((uint64_t)self->world->seed * 1000003 + self->sim->index));
    VmValue done = seed == VM_ERROR || number == VM_ERROR ? VM_ERROR : vm_call1(vm, seed, number);
    vm_unref(vm, seed);
    vm_unref(vm, number);
    vm_unref(vm, done);
    if (done == VM_ERROR && vm->stop == LS_OK) {
        vm_error_clear(vm); /* the script put something else there */
    }
}

static void run_body(Vm *vm, AioProcess *self)
{
    SimThread *thread = self->world->sched->running;
    TraceRecorder *recorder = self->world->recorder;
    self->begun = true;
    self->starts = 0;
    vm->cost_ps = 0; /* the replay costs nothing: it was computed once */
    self->sim->script = vm;
    recorder->cause = TRACE_NO_CAUSE;
    recorder->line = 0;
    recorder->thread = thread->index;
    reseed(vm, self);
    int status = self->start.body(vm, self->start.data);
    aio_threads_reap(vm);
    self->stop = vm->stop;
    if (vm_error_pending(vm)) {
        vm->stop = vm->stop == LS_OK ? LS_E_CANCELLED : vm->stop; /* dropping it runs no script */
        vm_error_clear(vm);
    }
    if (self->stop != LS_E_SCRIPT && !self->sim->killed) {
        self->sim->exit_status = status;
    }
    self->sim->script = NULL;
}

/* The replay has come to where its parent started it: the Vm moves to the world of the others. */
static void become(Vm *vm, AioProcess *self, VmValue object)
{
    self->start.object = object;
    SimWorld *replayed = vm->world;
    SimThread *inner = replayed->sched->running;
    bool other_stack = inner != &replayed->sched->main;
    SimThread *outer = self->world->sched->running;
    Loops loops = leave_loop(vm);
    if (other_stack) {
        exchange_stacks(outer, inner);
    }
    vm->world = self->world;
    vm->recorder = self->world->recorder;
    run_body(vm, self);
    vm->world = replayed;
    vm->recorder = replayed->recorder;
    if (other_stack) {
        exchange_stacks(outer, inner);
    }
    return_to_loop(vm, &loops);
    replayed->sched->stopping = replayed->sched->over = true;
    vm->stop = LS_E_CANCELLED; /* nothing else of the script runs: as os._exit */
}

/* ---- the child's thread ----------------------------------------------------------------------------------------- */

static void remark(SimWorld *world, const char *text)
{
    if (trace_on(world->recorder)) {
        uint32_t id = trace_string(world->recorder->trace, text, strlen(text));
        trace_record(world->recorder, TRACE_NOTE, 0, id, 0, 0);
    }
}

/* The whole run ends because this process was stopped: by a limit, by the user. */
static void stop_all(SimSched *sched, LsStatus status)
{
    if (!sched->stopping) {
        sched->stopping = true;
        sched->stop_status = (int)status;
    }
}

static bool is_decided(void *argument)
{
    const AioProcessStart *start = &((AioProcess *)argument)->start;
    return start->wanted == NULL || start->wanted(start->data) != AIO_PROCESS_NOT_YET;
}

static int process_body(SimProcess *sim, void *argument)
{
    AioProcess *self = argument;
    SimSched *sched = self->world->sched;
    const AioProcessStart *start = &self->start;
    self->sim = sim;
    if (!is_decided(self) && !sim_sched_block(sched, SIM_NEVER, is_decided, self, false)) {
        return 1;
    }
    if (start->wanted != NULL && start->wanted(start->data) == AIO_PROCESS_NEVER) {
        if (self->log != NULL) {
            aio_log_add(self->log, AIO_LOG_UNWANTED, 0, sim_world_now(self->world), NULL);
        }
        return 0;
    }
    LsStatus status = self->machine->replay(self->machine->context, self);
    if (!self->begun) {
        if (status == LS_E_LIMIT || status == LS_E_CANCELLED || status == LS_E_NOMEM) {
            stop_all(sched, status == LS_E_NOMEM ? LS_E_LIMIT : status);
        } else {
            remark(self->world, "this process could not be made: running the script again did not lead to the same "
                                "place");
        }
        return 1;
    }
    if (self->stop != LS_OK && self->stop != LS_E_SCRIPT) {
        stop_all(sched, self->stop);
    }
    return sim->exit_status;
}

static void process_over(SimProcess *sim, void *argument)
{
    AioProcess *self = argument;
    AioProcessStart start = self->start;
    if (self->log != NULL) {
        self->log->over = true;
        self->log->end_ns = sim_world_now(self->world);
        self->log->exit_status = sim->exit_status;
    }
    ls_alloc_free(self->world->alloc, self, sizeof *self);
    if (start.over != NULL) {
        start.over(start.data, sim->exit_status);
    }
}

/* In a replay: this is the one that the replay is for, or one whose log says what it did. */
static SimProcess *start_again(Vm *vm, AioProcess *self, const AioProcessStart *start)
{
    if (++self->starts == self->moment) {
        become(vm, self, start->object);
        vm_raise(vm, VM_EXC_SYSTEM_EXIT, "the process is over");
        return NULL;
    }
    Vm *first = self->world->sched->first.script;
    const AioProcessLog *log = own(first)->logs;
    while (log != NULL && (log->parent != self->parent || log->moment != self->starts)) {
        log = log->next;
    }
    SimProcess *sim = aio_log_replay(vm->world->sched, log, start, &self->channels);
    if (sim == NULL) {
        vm_raise_no_memory(vm);
    }
    return sim;
}

/* What it does is logged with the world's first process. */
static AioProcessLog *new_log(const AioProcess *child)
{
    Vm *first = child->world->sched->first.script;
    AioProcessLog *log = ls_alloc_zeroed(child->world->alloc, sizeof *log);
    if (log != NULL) {
        *log = (AioProcessLog){
            .next = own(first)->logs, .alloc = child->world->alloc, .parent = child->parent, .moment = child->moment};
        own(first)->logs = log;
    }
    return log;
}

/* NULL: no memory, or too many threads. */
static SimProcess *start_child(Vm *vm, AioProcess *parent, const AioProcessStart *start, bool earlier)
{
    AioProcess *child = ls_alloc_zeroed(vm->world->alloc, sizeof *child);
    if (child == NULL) {
        return NULL;
    }
    parent->starts++;
    parent->exact = earlier ? parent->exact : parent->starts;
    *child = (AioProcess){.machine = parent->machine,
                          .is_child = true,
                          .moment = parent->is_child ? parent->moment : parent->exact,
                          .world = vm->world,
                          .parent = parent->is_child ? parent->parent : parent->sim->index,
                          .start = *start};
    child->log = earlier ? NULL : new_log(child);
    SimProcess *sim = sim_process_start(vm->world->sched, start->name, process_body, process_over, child);
    if (sim == NULL) {
        ls_alloc_free(vm->world->alloc, child, sizeof *child);
    }
    return sim;
}

bool aio_process_copies_earlier(Vm *vm)
{
    const AioProcess *self = own(vm);
    bool replayed = self->is_child && !self->begun;
    return !replayed && (self->is_child || (self->exact > 0 && sim_net_crossed(vm->world)));
}

/* Once a run. */
static void note_earlier(Vm *vm, const AioProcess *parent)
{
    static const char of_child[] = "a process started by another than the main one begins with the globals that its "
                                   "parent began with";
    static const char of_main[] = "a process started after the main one has talked to a server in another begins with "
                                  "the globals of the time before";
    AioProcess *root = own((Vm *)vm->world->sched->first.script);
    if (root->noted) {
        return;
    }
    root->noted = true;
    const char *text = parent->is_child ? of_child : of_main;
    remark(vm->world, text);
    LsBuf line;
    ls_buf_init(&line, vm->alloc);
    ls_buf_printf(&line, "loopscope: note: %s\n", text);
    vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&line), line.size);
    ls_buf_free(&line);
}

SimProcess *aio_process_start(Vm *vm, const AioProcessStart *start)
{
    AioProcess *parent = own(vm);
    if (parent == NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "processes cannot be started here");
        return NULL;
    }
    vm_cost_add(vm, VM_COST_FORK, 1);
    if (parent->is_child && !parent->begun) {
        return start_again(vm, parent, start);
    }
    bool earlier = aio_process_copies_earlier(vm);
    if (earlier && !start->loose) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s",
                 parent->is_child ? "on the simulated machine only the main process can start such processes"
                                  : "on the simulated machine no such process can be started once the main process has "
                                    "talked to a server in another one; start it before, or use ProcessPoolExecutor");
        return NULL;
    }
    SimProcess *sim = start_child(vm, parent, start, earlier);
    if (sim == NULL) {
        vm_raise(vm, VM_EXC_BLOCKING_IO_ERROR, "[Errno 11] Resource temporarily unavailable");
        return NULL;
    }
    sim->daemon = start->daemon || parent->is_child;
    sim->user = start->data;
    if (earlier) {
        note_earlier(vm, parent);
    }
    sim->heeded = parent->sim->heeded;
    sim->ignored = parent->sim->ignored;
    return sim;
}

void aio_process_kill(Vm *vm, SimProcess *process, int exit_status)
{
    if (!own(vm)->is_child && process->body == process_body && !process->ended && !process->killed) {
        AioProcessLog *log = ((AioProcess *)process->argument)->log;
        if (log != NULL) {
            log->killed = true;
        }
    }
    sim_process_kill(process, exit_status);
}

void aio_process_kill_all(Vm *vm, const void *data, int exit_status)
{
    for (SimProcess *process = vm->world->sched->first.next; process != NULL; process = process->next) {
        if (!process->ended && process->user == data) {
            aio_process_kill(vm, process, exit_status);
        }
    }
}

VmValue aio_process_exit(Vm *vm, int exit_status)
{
    SimProcess *sim = aio_process_of(vm);
    vm->stop = LS_E_SCRIPT;
    if (sim != NULL) {
        sim->exit_status = exit_status;
        sim_process_kill(sim, exit_status);
    }
    return vm_raise(vm, VM_EXC_SYSTEM_EXIT, "the process is over");
}

/* ---- the end of the run ----------------------------------------------------------------------------------------- */

static bool others_ended(void *context)
{
    Vm *vm = context;
    const SimProcess *self = aio_process_of(vm);
    for (const SimProcess *process = &vm->world->sched->first; process != NULL; process = process->next) {
        if (process != self && !process->ended) {
            return false;
        }
    }
    return true;
}

bool aio_processes_finish(Vm *vm)
{
    enum { TERMINATED = -15 };
    SimSched *sched = vm->world->sched;
    for (SimProcess *process = sched->first.next; process != NULL; process = process->next) {
        if (process->daemon && process != aio_process_of(vm)) {
            sim_process_kill(process, TERMINATED);
        }
    }
    return others_ended(vm) || aio_thread_block(vm, SIM_NEVER, others_ended, vm, TRACE_BLOCK_JOIN, 0);
}
