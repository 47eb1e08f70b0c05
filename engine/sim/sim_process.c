#include "sim/sim_process.h"

#include "sim/sim_sched.h"

#include <string.h>

SimProcess *sim_process_running(const SimSched *sched)
{
    return sched->running->process;
}

/* Its last moments, on its main thread (or, when it never began, on whichever thread drops it). */
static void end(SimProcess *process)
{
    SimSched *sched = process->main->sched;
    process->ended = true;
    trace_record(sched->world->recorder, TRACE_PROCESS_END, process->trace_id, (uint32_t)process->exit_status, 0, 0);
    if (process->over != NULL) {
        process->over(process, process->argument);
    }
}

static void run(void *argument)
{
    SimProcess *process = argument;
    SimSched *sched = process->main->sched;
    int exit_status = process->body(process, process->argument);
    sim_process_reap_threads(sched);
    if (!process->killed) {
        process->exit_status = exit_status;
    }
    end(process);
}

static void drop(void *argument)
{
    end(argument);
}

static void record_process(SimWorld *world, SimProcess *process)
{
    TraceRecorder *recorder = world->recorder;
    if (trace_on(recorder)) {
        process->trace_id = trace_new_id(recorder->trace);
        uint32_t text = trace_string(recorder->trace, process->name, process->name_size);
        trace_record(recorder, TRACE_PROCESS_NEW, process->trace_id, text, 0, 0);
    }
}

static void free_process(const LsAlloc *alloc, SimProcess *process)
{
    ls_alloc_free(alloc, (char *)(uintptr_t)process->name, process->name_size + 1);
    ls_alloc_free(alloc, process, sizeof *process);
}

SimProcess *sim_process_start(SimSched *sched, const char *name, int (*body)(SimProcess *process, void *argument),
                              void (*over)(SimProcess *process, void *argument), void *argument)
{
    const LsAlloc *alloc = sched->world->alloc;
    SimProcess *process = ls_alloc_zeroed(alloc, sizeof *process);
    size_t size = strlen(name);
    char *copy = process == NULL ? NULL : ls_alloc_bytes(alloc, size + 1);
    if (copy == NULL) {
        ls_alloc_free(alloc, process, sizeof *process);
        return NULL;
    }
    memcpy(copy, name, size + 1);
    *process = (SimProcess){.name = copy,
                            .name_size = size,
                            .index = sched->process_count,
                            .pid = SIM_FIRST_PID + sched->process_count,
                            .gil.absent = sched->cpu.no_gil,
                            .gil.home.core = SIM_CPU_NO_CORE,
                            .body = body,
                            .over = over,
                            .argument = argument};
    record_process(sched->world, process);
    process->main = sim_sched_start_in(sched, process, "MainThread", run, drop, process);
    if (process->main == NULL) {
        free_process(alloc, process);
        return NULL;
    }
    sched->process_count++;
    SimProcess *last = &sched->first;
    while (last->next != NULL) {
        last = last->next;
    }
    last->next = process;
    return process;
}

void sim_process_kill(SimProcess *process, int exit_status)
{
    if (!process->ended && !process->killed) {
        process->killed = true;
        process->exit_status = exit_status;
    }
}

void sim_process_reap_threads(SimSched *sched)
{
    SimThread *self = sched->running;
    SimProcess *process = self->process;
    bool killed = process->killed;
    process->killed = true; /* whatever they want to wait for does not come */
    process->reaper = self;
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        while (thread->process == process && thread != self && !thread->finished) {
            sim_sched_switch(sched, thread);
        }
    }
    process->reaper = NULL;
    process->killed = killed;
}

bool sim_process_has_other_than(const SimThread *self)
{
    for (const SimThread *thread = &self->sched->main; thread != NULL; thread = thread->next) {
        if (thread != self && thread->process == self->process && !thread->finished && !thread->daemon) {
            return true;
        }
    }
    return false;
}

bool sim_process_has_others(const SimSched *sched)
{
    return sim_process_has_other_than(sched->running);
}

void sim_process_free_all(SimSched *sched)
{
    while (sched->first.next != NULL) {
        SimProcess *process = sched->first.next;
        sched->first.next = process->next;
        free_process(sched->world->alloc, process);
    }
}
