#include "sim/sim_sched.h"

#include "sim/sim_event.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void sim_sched_init(SimSched *sched, SimWorld *world)
{
    *sched = (SimSched){.world = world, .started = 1, .cpu.switch_ns = SIM_CPU_SWITCH_NS};
    sim_fiber_init_host(&sched->main.fiber);
    sched->main.sched = sched;
    sched->main.process = &sched->first;
    memcpy(sched->main.name, "MainThread", sizeof "MainThread");
    sched->first = (SimProcess){.main = &sched->main, .name = "MainProcess", .name_size = 11, .pid = SIM_FIRST_PID};
    sched->process_count = 1;
    sched->running = &sched->main;
}

bool sim_sched_others(const SimSched *sched)
{
    for (const SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        if (thread != sched->running && !thread->finished) {
            return true;
        }
    }
    return false;
}

/* Why a thread should go on before another. */
typedef struct Rank {
    bool polls;
    int64_t since_ns;
    uint64_t sequence;
} Rank;

static bool can_go_on(const SimThread *thread, int64_t now_ns, Rank *rank)
{
    *rank = (Rank){.polls = thread->polls, .since_ns = now_ns, .sequence = thread->sequence};
    if (thread->process->reaper != NULL) {
        return false; /* that one switches to it */
    }
    if (thread->process->killed || (thread->listens && thread->process->signals != 0)) {
        return true;
    }
    if (thread->until_ns <= now_ns) {
        rank->since_ns = thread->until_ns;
        return true;
    }
    return thread->condition != NULL && thread->condition(thread->context);
}

static bool comes_before(const Rank *a, const Rank *b)
{
    if (a->polls != b->polls) {
        return b->polls;
    }
    return a->since_ns != b->since_ns ? a->since_ns < b->since_ns : a->sequence < b->sequence;
}

bool sim_sched_can_go_on(const SimSched *sched, const SimThread *thread)
{
    Rank rank;
    return can_go_on(thread, sim_world_now(sched->world), &rank);
}

/* The thread to go on with; moves the clock if it must.  NULL: none ever can. */
static SimThread *choose_now(SimSched *sched)
{
    if (sched->cpu.on) {
        return sim_cpu_choose(sched);
    }
    for (;;) {
        sim_event_run_due(sched->world);
        SimThread *best = NULL;
        Rank best_rank = {0};
        int64_t earliest_ns = sim_event_next(sched->world);
        for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
            Rank rank;
            if (!thread->blocked) {
                continue;
            }
            if (can_go_on(thread, sim_world_now(sched->world), &rank) &&
                (best == NULL || comes_before(&rank, &best_rank))) {
                best = thread;
                best_rank = rank;
            }
            earliest_ns = thread->until_ns < earliest_ns ? thread->until_ns : earliest_ns;
        }
        if (best != NULL || earliest_ns == SIM_NEVER) {
            return best;
        }
        sim_world_advance_to(sched->world, earliest_ns);
    }
}

bool sim_sched_rescue(SimSched *sched)
{
    bool (*idle)(void *context) = sched->idle;
    sched->idle = NULL;
    return idle != NULL && idle(sched->idle_context);
}

static SimThread *choose(SimSched *sched)
{
    SimThread *next = choose_now(sched);
    return next == NULL && sim_sched_rescue(sched) ? choose_now(sched) : next;
}

static void switch_to(SimSched *sched, SimThread *thread, bool last)
{
    SimThread *self = sched->running;
    thread->blocked = false;
    if (thread != self) {
        sched->running = thread;
        sched->world->recorder->thread = thread->index;
        sim_fiber_switch(&self->fiber, &thread->fiber, last);
    }
}

void sim_sched_switch(SimSched *sched, SimThread *thread)
{
    switch_to(sched, thread, false);
}

bool sim_sched_block(SimSched *sched, int64_t until_ns, bool (*condition)(void *context), void *context, bool polls)
{
    SimThread *self = sched->running;
    if (sched->stopping || self->process->killed) {
        return false;
    }
    self->blocked = true;
    self->until_ns = until_ns;
    self->condition = condition;
    self->context = context;
    self->polls = polls;
    self->sequence = ++sched->sequence;
    sim_cpu_leave(sched, self);
    SimThread *next = choose(sched);
    if (next == NULL) {
        sched->stopping = true;
        next = &sched->main;
    }
    switch_to(sched, next, false);
    return !sched->stopping && !self->process->killed;
}

/* Who goes on when the running thread has ended. */
static SimThread *successor(SimSched *sched)
{
    SimThread *reaper = sched->running->process->reaper;
    if (reaper != NULL && reaper != sched->running) {
        return reaper;
    }
    SimThread *next = sched->stopping ? &sched->main : choose(sched);
    if (next == NULL) {
        sched->stopping = true;
        next = &sched->main;
    }
    return next;
}

static void thread_body(void *argument)
{
    SimThread *self = argument;
    SimSched *sched = self->sched;
    if (!sched->stopping && !self->process->killed) {
        self->body(self->argument);
    } else if (self->drop != NULL) {
        self->drop(self->argument);
    }
    self->finished = true;
    trace_record(sched->world->recorder, TRACE_THREAD_END, self->trace_id, 0, 0, 0);
    sim_cpu_leave(sched, self);
    switch_to(sched, successor(sched), true);
}

/* Frees the threads whose bodies have returned. */
static void reap(SimSched *sched)
{
    SimThread **place = &sched->main.next;
    while (*place != NULL) {
        SimThread *thread = *place;
        if (!thread->finished || thread == sched->running) {
            place = &thread->next;
            continue;
        }
        *place = thread->next;
        sim_fiber_end(&thread->fiber);
        ls_alloc_free(sched->world->alloc, thread, sizeof *thread);
    }
}

/* Says that it exists: as the first event with its index. */
static void record_thread(SimWorld *world, SimThread *thread, const char *name)
{
    TraceRecorder *recorder = world->recorder;
    if (!trace_on(recorder)) {
        return;
    }
    uint16_t starter = recorder->thread;
    thread->trace_id = trace_new_id(recorder->trace);
    uint32_t text = trace_string(recorder->trace, name, strlen(name));
    recorder->thread = thread->index;
    trace_record(recorder, TRACE_THREAD_NEW, thread->trace_id, text, thread->process->trace_id, 0);
    recorder->thread = starter;
}

SimThread *sim_sched_start(SimSched *sched, const char *name, void (*body)(void *argument),
                           void (*drop)(void *argument), void *argument)
{
    return sim_sched_start_in(sched, sched->running->process, name, body, drop, argument);
}

SimThread *sim_sched_start_in(SimSched *sched, SimProcess *process, const char *name, void (*body)(void *argument),
                              void (*drop)(void *argument), void *argument)
{
    SimWorld *world = sched->world;
    if (sched->started == UINT16_MAX) {
        return NULL;
    }
    reap(sched);
    SimThread *thread = ls_alloc_zeroed(world->alloc, sizeof *thread);
    if (thread == NULL) {
        return NULL;
    }
    if (!sim_fiber_init(&thread->fiber, world->alloc, thread_body, thread)) {
        ls_alloc_free(world->alloc, thread, sizeof *thread);
        return NULL;
    }
    thread->sched = sched;
    thread->process = process;
    thread->body = body;
    thread->drop = drop;
    thread->argument = argument;
    thread->index = sched->started++;
    thread->cpu = (SimCpuThread){.core = SIM_CPU_NO_CORE, .shown_core = SIM_CPU_NO_CORE, .home.core = SIM_CPU_NO_CORE};
    thread->blocked = true;
    thread->until_ns = sim_world_now(world);
    thread->sequence = ++sched->sequence;
    snprintf(thread->name, sizeof thread->name, "%s", name);
    record_thread(world, thread, name);
    SimThread *last = &sched->main;
    while (last->next != NULL) {
        last = last->next;
    }
    last->next = thread;
    return thread;
}

void sim_sched_end(SimSched *sched)
{
    assert(sched->running == &sched->main);
    sched->stopping = sched->over = true;
    for (SimThread *thread = sched->main.next; thread != NULL; thread = thread->next) {
        while (!thread->finished) {
            switch_to(sched, thread, false);
        }
    }
    reap(sched);
    sim_process_free_all(sched);
}
