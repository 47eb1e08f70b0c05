#include "aio/aio_thread.h"

#include "aio/aio_job.h"
#include "aio/aio_loop.h"
#include "aio/aio_signal.h"
#include "vm/vm_cost.h"
#include "vm/vm_thread.h"

/* What belongs to the running thread and lies in the Vm, the state and the recorder while it runs. */
typedef struct Saved {
    VmThread *thread;
    uint32_t native_depth;
    AioLoop *running;
    AioTask *current;
    VmValue context, context_object, set_loop;
    bool loop_was_set;
    uint32_t cause, line;
    uint16_t place;
} Saved;

static Saved save(Vm *vm)
{
    const AioState *state = aio_state(vm);
    const TraceRecorder *recorder = vm->recorder;
    return (Saved){
        .thread = vm->thread,
        .native_depth = vm->native_depth,
        .running = state->running,
        .current = state->current,
        .context = state->context,
        .context_object = state->context_object,
        .set_loop = state->set_loop,
        .loop_was_set = state->loop_was_set,
        .cause = recorder->cause,
        .line = recorder->line,
        .place = recorder->thread,
    };
}

static void restore(Vm *vm, const Saved *saved)
{
    AioState *state = aio_state(vm);
    TraceRecorder *recorder = vm->recorder;
    vm->thread = saved->thread;
    vm->native_depth = saved->native_depth;
    state->running = saved->running;
    state->current = saved->current;
    state->context = saved->context;
    state->context_object = saved->context_object;
    state->set_loop = saved->set_loop;
    state->loop_was_set = saved->loop_was_set;
    recorder->cause = saved->cause;
    recorder->line = saved->line;
    recorder->thread = saved->place;
}

void aio_threads_end(Vm *vm)
{
    if (aio_state(vm) == NULL) {
        sim_sched_end(vm->world->sched);
        return;
    }
    Saved saved = save(vm);
    sim_sched_end(vm->world->sched);
    restore(vm, &saved);
}

void aio_threads_reap(Vm *vm)
{
    Saved saved = save(vm);
    sim_process_reap_threads(vm->world->sched);
    restore(vm, &saved);
}

/* ---- blocking ---- */

static bool run_is_over(Vm *vm)
{
    SimSched *sched = vm->world->sched;
    if (vm->stop != LS_OK) {
        /* it was stopped itself */
    } else if (sched->running->process->killed) {
        vm->stop = LS_E_SCRIPT;
    } else if (sched->over) {
        vm->stop = LS_E_CANCELLED;
    } else if (sched->stop_status != LS_OK) {
        vm->stop = (LsStatus)sched->stop_status;
    } else {
        sched->stop_status = LS_E_DEADLOCK;
        aio_report_deadlock(vm);
    }
    if (!vm_error_pending(vm)) {
        vm_raise(vm, VM_EXC_SYSTEM_EXIT, "the run is over");
    }
    return false;
}

bool aio_thread_compute(Vm *vm, int64_t ns)
{
    SimSched *sched = vm->world->sched;
    if (sched == NULL) {
        sim_world_advance_to(vm->world, sim_time_add(sim_world_now(vm->world), ns));
        return true;
    }
    bool goes_on;
    if (aio_state(vm) == NULL || sim_cpu_alone(sched)) {
        goes_on = sim_cpu_compute(sched, ns);
    } else {
        sched->running->script = vm->thread;
        sched->running->reason = TRACE_BLOCK_COMPUTE;
        Saved saved = save(vm);
        goes_on = sim_cpu_compute(sched, ns);
        restore(vm, &saved);
    }
    return (goes_on && vm->stop == LS_OK) || run_is_over(vm);
}

int64_t aio_thread_late(Vm *vm, int64_t until_ns)
{
    if (vm->cost == NULL || until_ns == SIM_NEVER) {
        return until_ns;
    }
    return sim_time_add(until_ns, sim_cpu_overshoot(vm->world->sched));
}

static bool is_main(const Vm *vm)
{
    const SimThread *self = vm->world->sched->running;
    return self == self->process->main;
}

static bool block(Vm *vm, int64_t until_ns, bool (*condition)(void *context), void *context, unsigned reason,
                  bool listens)
{
    SimThread *self = vm->world->sched->running;
    self->script = vm->thread;
    self->reason = reason;
    self->listens = listens;
    Saved saved = save(vm);
    bool goes_on = sim_sched_block(vm->world->sched, until_ns, condition, context, reason == AIO_BLOCK_POLL);
    restore(vm, &saved);
    self->listens = false;
    return goes_on && vm->stop == LS_OK;
}

bool aio_thread_block(Vm *vm, int64_t until_ns, bool (*condition)(void *context), void *context, unsigned reason,
                      uint32_t entity)
{
    TraceRecorder *recorder = vm->recorder;
    bool recorded = reason < TRACE_BLOCK_COUNT;
    uint32_t begun = TRACE_NO_CAUSE;
    if (vm->cost != NULL && !vm_cost_charge(vm)) {
        return false;
    }
    if (recorded) {
        begun = trace_record_amount(recorder, TRACE_BLOCK, entity, until_ns == SIM_NEVER ? -1 : until_ns, reason);
    }
    bool listens = reason <= AIO_BLOCK_POLL && is_main(vm);
    if (!block(vm, until_ns, condition, context, reason, listens)) {
        return run_is_over(vm);
    }
    while (listens && vm->world->sched->running->process->signals != 0) {
        if (!aio_signals_handle(vm)) {
            return false;
        }
        bool over = reason == AIO_BLOCK_POLL || sim_world_now(vm->world) >= until_ns ||
                    (condition != NULL && condition(context));
        if (!over && !block(vm, until_ns, condition, context, reason, true)) {
            return run_is_over(vm);
        }
    }
    if (recorded) {
        trace_record_caused(recorder, TRACE_BLOCK_END, begun, entity, 0, 0, reason);
    }
    return true;
}

/* ---- threads ---- */

enum { FIRST_THREADS = 200 }; /* their memory has never been used before: VM_COST_FIRST_THREADS */

typedef struct Start {
    Vm *vm;
    VmThread *thread;
    void (*body)(Vm *vm, void *data);
    void (*drop)(Vm *vm, void *data);
    void *data;
    bool *begun;
} Start;

static void start_body(void *argument)
{
    Start start = *(Start *)argument;
    Vm *vm = start.vm;
    ls_alloc_free(vm->alloc, argument, sizeof start);
    restore(vm, &(Saved){.thread = start.thread, .cause = TRACE_NO_CAUSE, .place = vm->recorder->thread});
    vm_cost_add(vm, VM_COST_THREAD_BEGIN, 1);
    if (!vm_cost_charge(vm)) {
        vm_error_clear(vm); /* vm->stop says it all, also to the body */
    }
    if (start.begun != NULL) {
        *start.begun = true;
    }
    start.body(vm, start.data);
    AioState *state = aio_state(vm);
    vm_unref(vm, state->context);
    vm_unref(vm, state->set_loop);
    vm_thread_free(vm, start.thread);
}

/* The run ended before the thread began. */
static void start_drop(void *argument)
{
    Start start = *(Start *)argument;
    ls_alloc_free(start.vm->alloc, argument, sizeof start);
    vm_thread_free(start.vm, start.thread);
    start.drop(start.vm, start.data);
}

static bool has_begun(void *context)
{
    return *(const bool *)context;
}

/* Thread.start() waits until the new thread runs, which then goes on to where it blocks. */
static void wait_begun(Vm *vm, bool *begun)
{
    if (!aio_thread_block(vm, SIM_NEVER, has_begun, begun, AIO_BLOCK_IDLE, 0)) {
        vm_error_clear(vm); /* vm->stop says it all */
    }
}

SimThread *aio_thread_start_as(Vm *vm, const AioThreadStart *how)
{
    Start *start = ls_alloc_bytes(vm->alloc, sizeof *start);
    VmThread *thread = start == NULL ? NULL : vm_thread_new(vm);
    if (thread == NULL) {
        ls_alloc_free(vm->alloc, start, sizeof *start);
        vm_raise_no_memory(vm);
        return NULL;
    }
    bool begun = false;
    thread->object = vm_ref(how->object);
    *start =
        (Start){.vm = vm, .thread = thread, .body = how->body, .drop = how->drop, .data = how->data, .begun = &begun};
    SimThread *started = sim_sched_start(vm->world->sched, how->name, start_body, start_drop, start);
    if (started == NULL) {
        vm_thread_free(vm, thread);
        ls_alloc_free(vm->alloc, start, sizeof *start);
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "can't start new thread");
        return NULL;
    }
    started->daemon = how->daemon;
    started->hidden = how->hidden;
    started->script = thread;
    started->reason = AIO_BLOCK_IDLE;
    vm_cost_add(vm, VM_COST_THREAD, 1);
    vm_cost_add(vm, VM_COST_FIRST_THREADS, started->index < FIRST_THREADS);
    wait_begun(vm, &begun);
    return started;
}

SimThread *aio_thread_start(Vm *vm, const char *name, void (*body)(Vm *vm, void *data),
                            void (*drop)(Vm *vm, void *data), void *data)
{
    return aio_thread_start_as(
        vm, &(AioThreadStart){.name = name, .body = body, .drop = drop, .data = data, .object = VM_EMPTY});
}
