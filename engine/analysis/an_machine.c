#include "analysis/an_machine.h"

#include "analysis/an_index.h"

enum { PIECE = 32 };

/* ---- one thread ---- */

static void fill_gil(const TraceEvent *event, AnCpu *out)
{
    out->has_gil = event->flags == TRACE_GIL_TAKE;
    out->waits_gil = event->flags == TRACE_GIL_ASK || event->flags == TRACE_GIL_YIELD;
    out->waits_since_ns = event->time_ns;
    if (event->flags == TRACE_GIL_ASK) {
        out->waits_since_ns -= event->amount; /* it had waited for so long when it asked */
    }
}

bool an_machine_cpu(const AnModel *model, uint16_t thread, AnCpu *out)
{
    return an_machine_cpu_at(model, thread, model->position, out);
}

bool an_machine_cpu_at(const AnModel *model, uint16_t thread, uint32_t seq, AnCpu *out)
{
    const AnIndex *index = &model->index;
    AnThread state;
    *out = (AnCpu){.core = AN_NO_CORE};
    if (!an_thread_at(index, thread, seq, &state) || state.state == AN_DONE) {
        return false;
    }
    uint32_t gil = an_thread_last(index, thread, seq, AN_BIT(TRACE_GIL));
    uint32_t core = an_thread_last(index, thread, seq, AN_BIT(TRACE_CORE));
    out->known = gil != AN_NONE || core != AN_NONE;
    if (gil != AN_NONE) {
        fill_gil(an_event(index, gil), out);
    }
    if (core != AN_NONE) {
        const TraceEvent *event = an_event(index, core);
        bool taken = event->flags == TRACE_CORE_TAKE;
        out->core = taken ? (uint16_t)event->object : AN_NO_CORE;
        out->waits_core = !taken && !out->waits_gil && !state.blocked && state.state == AN_RUNNING;
        if (out->waits_core) {
            out->waits_since_ns = event->time_ns;
        }
    }
    return true;
}

/* ---- the whole ---- */

static uint32_t count_processes(const AnIndex *index, uint32_t position)
{
    uint32_t begun = 0;
    uint32_t ended = 0;
    uint64_t mask = AN_BIT(TRACE_PROCESS_NEW) | AN_BIT(TRACE_PROCESS_END);
    for (uint32_t seq = an_index_next(index, 0, mask); seq != AN_NONE && seq <= position;
         seq = an_index_next(index, seq + 1, mask)) {
        begun += an_event(index, seq)->kind == TRACE_PROCESS_NEW;
        ended += an_event(index, seq)->kind == TRACE_PROCESS_END;
    }
    return begun > ended ? begun - ended : 1;
}

void an_machine(const AnModel *model, AnMachine *out)
{
    const AnIndex *index = &model->index;
    *out = (AnMachine){.gil_holder = AN_NO_THREAD};
    if (index->count == 0) {
        return;
    }
    out->processes = count_processes(index, model->position);
    out->has_cores = an_index_next(index, 0, AN_BIT(TRACE_CORE) | AN_BIT(TRACE_GIL)) != AN_NONE;
    uint32_t process = an_thread_process(index, an_model_current_thread(model));
    for (uint32_t i = 0; i < index->thread_count && i < AN_NO_THREAD; i++) {
        AnCpu cpu;
        if (!an_machine_cpu(model, (uint16_t)i, &cpu)) {
            continue;
        }
        out->threads++;
        out->cores_busy += cpu.core != AN_NO_CORE;
        out->gil_waiting += cpu.waits_gil;
        if (cpu.has_gil && an_thread_process(index, (uint16_t)i) == process) {
            out->gil_holder = (uint16_t)i;
        }
    }
    out->jobs_queued = an_intervals_active(&index->spans[AN_SPAN_JOB_QUEUED], model->position);
    out->jobs_running = an_intervals_active(&index->spans[AN_SPAN_JOB], model->position);
    out->connections = an_intervals_active(&index->spans[AN_SPAN_CONNECTION], model->position);
    out->requests = an_intervals_active(&index->spans[AN_SPAN_REQUEST], model->position);
}

uint32_t an_machine_held_up(const AnModel *model, uint16_t thread, uint32_t most)
{
    uint32_t count = 0;
    AnLoop loop;
    if (!an_model_loop(model, thread, &loop)) {
        return 0;
    }
    int64_t now_ns = an_model_now(model);
    uint32_t process = an_thread_process(&model->index, thread); /* other threads of it may have queued an entry */
    AnReady ready[PIECE];
    for (uint32_t first = 0; first < most; first += PIECE) {
        size_t rows = an_model_ready(model, first, ready, PIECE);
        for (size_t i = 0; i < rows; i++) {
            count += an_thread_process(&model->index, ready[i].thread) == process;
        }
        if (rows < PIECE) {
            break;
        }
    }
    AnWaiting waiting[PIECE];
    for (uint32_t first = 0; first < most; first += PIECE) {
        size_t rows = an_model_waiting(model, first, waiting, PIECE);
        for (size_t i = 0; i < rows; i++) {
            count += waiting[i].thread == thread && waiting[i].until_ns <= now_ns;
        }
        if (rows < PIECE || waiting[rows - 1].until_ns > now_ns) {
            break;
        }
    }
    return count;
}

bool an_machine_is_active(const AnModel *model, const AnThread *thread)
{
    bool leads =
        model->order.leads != NULL && thread->index < model->order.thread_count && model->order.leads[thread->index];
    return leads || thread->index == 0 || thread->blocked || thread->running != AN_RUN_NOTHING;
}
