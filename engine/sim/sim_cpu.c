#include "sim/sim_event.h"
#include "sim/sim_sched.h"

#include <assert.h>

static int64_t now_of(const SimSched *sched)
{
    return sim_world_now(sched->world);
}

static SimGil *gil_of(const SimThread *thread)
{
    return &thread->process->gil;
}

/* ---- the trace ---- */

/* The recorder as it is in the hands of a thread that need not be the running one. */
static TraceRecorder begin_note(SimSched *sched, const SimThread *thread, uint32_t cause)
{
    TraceRecorder saved = *sched->world->recorder;
    sched->world->recorder->thread = thread->index;
    sched->world->recorder->line = 0;
    sched->world->recorder->cause = cause;
    return saved;
}

static void note_core(SimSched *sched, const SimThread *thread, uint16_t core, TraceCore what)
{
    TraceRecorder *recorder = sched->world->recorder;
    TraceRecorder saved = begin_note(sched, thread, TRACE_NO_CAUSE);
    trace_record(recorder, TRACE_CORE, 0, core, 0, what);
    *recorder = saved;
}

static void note_gil(SimSched *sched, const SimThread *thread, TraceGil what, int64_t waited_ns)
{
    TraceRecorder *recorder = sched->world->recorder;
    SimGil *gil = gil_of(thread);
    if (!trace_on(recorder)) {
        return;
    }
    bool follows = gil->has_event && (what == TRACE_GIL_TAKE || what == TRACE_GIL_YIELD);
    TraceRecorder saved = begin_note(sched, thread, follows ? gil->event : TRACE_NO_CAUSE);
    gil->event = trace_record_amount(recorder, TRACE_GIL, thread->process->trace_id, waited_ns, what);
    gil->has_event = true;
    *recorder = saved;
}

/* What has changed since the trace was told: who leaves and comes back at once has not moved. */
static void tell_leaving(SimSched *sched, SimThread *thread)
{
    SimCpuThread *cpu = &thread->cpu;
    if (cpu->shown_core != SIM_CPU_NO_CORE && cpu->shown_core != cpu->core) {
        note_core(sched, thread, cpu->shown_core, TRACE_CORE_LEAVE);
        cpu->shown_core = SIM_CPU_NO_CORE;
    }
    SimGil *gil = gil_of(thread);
    if (gil->shown == thread && gil->holder != thread) {
        note_gil(sched, thread, thread->cpu.phase == SIM_CPU_WANTS_GIL ? TRACE_GIL_YIELD : TRACE_GIL_LEAVE, 0);
        gil->shown = NULL;
    }
}

static void tell_coming(SimSched *sched, SimThread *thread)
{
    SimCpuThread *cpu = &thread->cpu;
    SimGil *gil = gil_of(thread);
    if (gil->holder == thread && gil->shown != thread) {
        note_gil(sched, thread, TRACE_GIL_TAKE, now_of(sched) - cpu->came_ns);
        gil->shown = thread;
    }
    if (cpu->core != SIM_CPU_NO_CORE && cpu->shown_core != cpu->core) {
        note_core(sched, thread, cpu->core, TRACE_CORE_TAKE);
        cpu->shown_core = cpu->core;
    }
}

static void tell(SimSched *sched)
{
    if (!trace_on(sched->world->recorder)) {
        return;
    }
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        tell_leaving(sched, thread);
    }
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        tell_coming(sched, thread);
    }
}

/* ---- cores ---- */

static int64_t core_count(const SimSched *sched)
{
    int64_t cores = sched->world->cores;
    return cores < 1 ? 1 : cores > SIM_CPU_MAX_CORES ? SIM_CPU_MAX_CORES : cores;
}

/* The first core that nobody is on, or SIM_CPU_NO_CORE.  `preferred` is taken if it is free: caches are warm there. */
static uint16_t free_core(const SimSched *sched, uint16_t preferred)
{
    int64_t count = core_count(sched);
    if (preferred < count && (sched->cpu.busy[preferred / 64] >> (preferred % 64) & 1) == 0) {
        return preferred;
    }
    for (int64_t core = 0; core < count; core++) {
        if ((sched->cpu.busy[core / 64] >> (core % 64) & 1) == 0) {
            return (uint16_t)core;
        }
    }
    return SIM_CPU_NO_CORE;
}

/* How much others have computed on that core since. */
static int64_t foreign_ns(const SimSched *sched, const SimCpuHome *home, uint16_t core)
{
    if (home->core == SIM_CPU_NO_CORE) {
        return 0; /* what it costs to begin is in the prices of beginning */
    }
    return home->core == core ? sched->cpu.core_ns[core] - home->core_ns : SIM_NEVER;
}

static void find_caches(const SimSched *sched, SimThread *thread, uint16_t core)
{
    int64_t ns = foreign_ns(sched, &thread->cpu.home, core);
    int64_t process_ns = foreign_ns(sched, &gil_of(thread)->home, core);
    ns = process_ns < ns ? process_ns : ns;
    if (ns > 0) {
        int64_t cold_ns = thread->cpu.cold_ns + SIM_CPU_COLD_NS + ns / SIM_CPU_COLD_SHARE;
        thread->cpu.cold_ns = cold_ns < SIM_CPU_COLD_MOST_NS ? cold_ns : SIM_CPU_COLD_MOST_NS;
    }
}

/* What a piece of `ns` takes more because its data are not in the caches. */
static int64_t warm_up(SimThread *thread, int64_t ns)
{
    SimCpuThread *cpu = &thread->cpu;
    int64_t more_ns = ns < cpu->cold_ns / SIM_CPU_COLD_FACTOR ? ns * SIM_CPU_COLD_FACTOR : cpu->cold_ns;
    cpu->cold_ns -= more_ns;
    return more_ns;
}

static void take_core(SimSched *sched, SimThread *thread, uint16_t core)
{
    find_caches(sched, thread, core);
    sched->cpu.busy[core / 64] |= UINT64_C(1) << (core % 64);
    thread->cpu.core = core;
    thread->cpu.phase = SIM_CPU_ON_CORE;
    thread->cpu.slice_ns = now_of(sched);
    thread->cpu.end_ns = now_of(sched) + thread->cpu.work_ns;
    thread->cpu.work_ns = 0;
}

static void leave_core(SimSched *sched, SimThread *thread)
{
    uint16_t core = thread->cpu.core;
    if (core != SIM_CPU_NO_CORE) {
        sched->cpu.busy[core / 64] &= ~(UINT64_C(1) << (core % 64));
        sched->cpu.core_ns[core] += now_of(sched) - thread->cpu.slice_ns;
        thread->cpu.home = gil_of(thread)->home = (SimCpuHome){.core = core, .core_ns = sched->cpu.core_ns[core]};
        thread->cpu.core = SIM_CPU_NO_CORE;
    }
}

static void stand_in_line(SimSched *sched, SimThread *thread, int64_t bonus_ns)
{
    thread->cpu.phase = SIM_CPU_WANTS_CORE;
    thread->cpu.place_ns = now_of(sched) - bonus_ns;
    thread->cpu.place = ++sched->cpu.places;
    thread->cpu.woken = bonus_ns > 0;
}

static bool stands_before(const SimCpuThread *a, const SimCpuThread *b)
{
    return a->place_ns != b->place_ns ? a->place_ns < b->place_ns : a->place < b->place;
}

/* The first of those who stand in line for this core, each where it ran last; SIM_CPU_NO_CORE: of all. */
static SimThread *first_in_line(const SimSched *sched, uint16_t core)
{
    const SimThread *first = NULL;
    for (const SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        uint16_t home = thread->cpu.home.core;
        bool waits = thread->cpu.phase == SIM_CPU_WANTS_CORE &&
                     (core == SIM_CPU_NO_CORE || home == core || home == SIM_CPU_NO_CORE);
        if (waits && (first == NULL || stands_before(&thread->cpu, &first->cpu))) {
            first = thread;
        }
    }
    return (SimThread *)first;
}

/* When a thread on a core has to make way, if there is anybody to make way for: sooner for who comes from waiting. */
static int64_t slice_end(const SimSched *sched, const SimThread *thread)
{
    const SimThread *next = first_in_line(sched, thread->cpu.core);
    bool soon = next != NULL && next->cpu.woken;
    return thread->cpu.slice_ns + (soon ? SIM_CPU_GRAIN_NS : SIM_CPU_SLICE_NS);
}

/* Who has had its slice makes way for the first in line for its core, and stands at the end of that; if there is none,
 * it begins another. */
static void end_slices(SimSched *sched)
{
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        if (thread->cpu.phase != SIM_CPU_ON_CORE || slice_end(sched, thread) > now_of(sched)) {
            continue;
        }
        uint16_t core = thread->cpu.core;
        SimThread *next = first_in_line(sched, core);
        if (next == NULL) {
            sched->cpu.core_ns[core] += now_of(sched) - thread->cpu.slice_ns;
            thread->cpu.slice_ns = now_of(sched);
            continue;
        }
        thread->cpu.work_ns = thread->cpu.end_ns - now_of(sched);
        leave_core(sched, thread);
        stand_in_line(sched, thread, 0);
        take_core(sched, next, core);
    }
}

/* Each core has a line of its own, as in an operating system; one that is free takes from any. */
static void give_cores(SimSched *sched)
{
    for (SimThread *first; (first = first_in_line(sched, SIM_CPU_NO_CORE)) != NULL;) {
        uint16_t core = free_core(sched, first->cpu.home.core);
        if (core == SIM_CPU_NO_CORE) {
            end_slices(sched);
            return;
        }
        take_core(sched, first, core);
    }
}

/* ---- the GIL ---- */

/* When who begins to wait now has waited for a switch interval; timers are late. */
static int64_t window_from(SimSched *sched, int64_t ns)
{
    return sim_time_add(ns, sched->cpu.switch_ns) + sim_random_between(&sched->cpu.random, 50000, 150000);
}

static void want_gil(SimSched *sched, SimThread *thread)
{
    SimCpuThread *cpu = &thread->cpu;
    cpu->came_ns = now_of(sched);
    cpu->window_ns = window_from(sched, now_of(sched));
    cpu->switches = gil_of(thread)->switches;
    if (gil_of(thread)->absent) {
        stand_in_line(sched, thread, SIM_CPU_BONUS_NS);
    } else {
        cpu->phase = SIM_CPU_WANTS_GIL;
    }
}

static void take_gil(SimSched *sched, SimThread *thread)
{
    SimGil *gil = gil_of(thread);
    SimThread *heir = gil->heir;
    if (heir != NULL && heir != thread) { /* it wakes up in vain, and waits anew */
        heir->cpu.window_ns = window_from(sched, gil->heir_ns);
        heir->cpu.switches = gil->switches + 1;
    }
    gil->heir = NULL;
    gil->holder = thread;
    gil->asked = false;
    if (gil->last != thread) {
        gil->last = thread;
        gil->switches++;
        if (gil->yields != NULL) {
            gil->yields->cpu.window_ns = window_from(sched, now_of(sched));
            gil->yields->cpu.switches = gil->switches;
        }
    }
    gil->yields = NULL;
    stand_in_line(sched, thread, SIM_CPU_BONUS_NS);
}

/* How likely a waiter is to be the one that wakes up first: more so when its own time-out comes about now, as those
 * of threads do that take turns. */
static uint64_t weight_of(const SimSched *sched, const SimThread *thread)
{
    int64_t to_end_ns = thread->cpu.window_ns - now_of(sched);
    return to_end_ns < SIM_CPU_SWITCH_NS / 10 || sched->cpu.switch_ns - to_end_ns < SIM_CPU_SWITCH_NS / 10 ? 3 : 2;
}

/* One of those who wait is woken; which one is for the dice. */
static void name_heir(SimSched *sched, SimGil *gil)
{
    uint64_t total = 0;
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        if (gil_of(thread) == gil && thread->cpu.phase == SIM_CPU_WANTS_GIL && thread != gil->yields) {
            uint64_t weight = weight_of(sched, thread);
            total += weight;
            if (sim_random_below(&sched->cpu.random, total) < weight) {
                gil->heir = thread;
            }
        }
    }
    gil->heir_ns = now_of(sched) + sim_random_between(&sched->cpu.random, 0, SIM_CPU_WAKE_NS);
}

static void drop_gil(SimSched *sched, SimThread *thread)
{
    SimGil *gil = gil_of(thread);
    if (gil->holder == thread) {
        gil->holder = NULL;
        gil->heir = NULL;
        name_heir(sched, gil);
    }
}

/* A free GIL goes to whoever has just come, to the heir once it is awake, or to anybody if there is no heir. */
static bool may_take(const SimSched *sched, const SimThread *thread)
{
    const SimGil *gil = gil_of(thread);
    if (gil->holder != NULL || thread == gil->yields) {
        return false;
    }
    if (gil->heir == NULL || thread->cpu.came_ns == now_of(sched)) {
        return true;
    }
    return gil->heir == thread && now_of(sched) >= gil->heir_ns;
}

/* A switch interval has passed: the holder is asked to give the GIL up, unless it has come to another since. */
static void look_at_window(SimSched *sched, SimThread *thread)
{
    SimCpuThread *cpu = &thread->cpu;
    SimGil *gil = gil_of(thread);
    if (gil->holder == NULL || now_of(sched) < cpu->window_ns) {
        return;
    }
    if (cpu->switches == gil->switches && !gil->asked) {
        gil->asked = true;
        note_gil(sched, thread, TRACE_GIL_ASK, now_of(sched) - cpu->came_ns);
    }
    cpu->window_ns = window_from(sched, now_of(sched));
    cpu->switches = gil->switches;
}

/* ---- choosing ---- */

static void wake(SimSched *sched)
{
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        if (thread->blocked && thread->cpu.phase == SIM_CPU_BLOCKED && sim_sched_can_go_on(sched, thread)) {
            want_gil(sched, thread);
        }
    }
}

static void give_gils(SimSched *sched)
{
    for (SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        if (thread->cpu.phase == SIM_CPU_WANTS_GIL) {
            if (may_take(sched, thread)) {
                take_gil(sched, thread);
            } else {
                look_at_window(sched, thread);
            }
        }
    }
}

static bool goes_before(const SimThread *a, const SimThread *b)
{
    if (a->cpu.end_ns != b->cpu.end_ns) {
        return a->cpu.end_ns < b->cpu.end_ns;
    }
    return a->polls != b->polls ? b->polls : a->sequence < b->sequence;
}

/* Who is on a core with nothing left of its piece. */
static SimThread *ready_thread(const SimSched *sched)
{
    const SimThread *best = NULL;
    for (const SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        bool ready = thread->cpu.phase == SIM_CPU_ON_CORE && thread->cpu.end_ns <= now_of(sched);
        if (ready && (best == NULL || goes_before(thread, best))) {
            best = thread;
        }
    }
    return (SimThread *)best;
}

static int64_t earlier(int64_t a_ns, int64_t b_ns)
{
    return a_ns < b_ns ? a_ns : b_ns;
}

/* When something will happen to this thread if nobody else does anything. */
static int64_t next_of(const SimSched *sched, const SimThread *thread, bool line)
{
    const SimCpuThread *cpu = &thread->cpu;
    const SimGil *gil = gil_of(thread);
    switch (cpu->phase) {
    case SIM_CPU_BLOCKED: return thread->blocked ? thread->until_ns : SIM_NEVER;
    case SIM_CPU_WANTS_GIL:
        if (gil->holder == NULL) {
            return gil->heir == thread ? gil->heir_ns : SIM_NEVER;
        }
        return cpu->window_ns;
    case SIM_CPU_WANTS_CORE: return SIM_NEVER;
    case SIM_CPU_ON_CORE: return line ? earlier(cpu->end_ns, slice_end(sched, thread)) : cpu->end_ns;
    }
    return SIM_NEVER;
}

static int64_t next_moment(const SimSched *sched)
{
    bool line = first_in_line(sched, SIM_CPU_NO_CORE) != NULL;
    int64_t next_ns = sim_event_next(sched->world);
    for (const SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        next_ns = earlier(next_ns, next_of(sched, thread, line));
    }
    return next_ns;
}

SimThread *sim_cpu_choose(SimSched *sched)
{
    for (;;) {
        sim_event_run_due(sched->world);
        wake(sched);
        give_gils(sched);
        give_cores(sched);
        SimThread *ready = ready_thread(sched);
        if (ready != NULL && ready->blocked && !sim_sched_can_go_on(sched, ready)) {
            sim_cpu_leave(sched, ready); /* another was quicker: what it waited for is gone again */
            continue;
        }
        if (ready != NULL) {
            tell(sched);
            return ready;
        }
        int64_t next_ns = next_moment(sched);
        if (next_ns == SIM_NEVER) {
            return NULL;
        }
        tell(sched);
        sim_world_advance_to(sched->world, next_ns);
    }
}

/* ---- the running thread ---- */

void sim_cpu_switch_on(SimSched *sched, bool gil)
{
    sched->cpu = (SimCpu){.on = true,
                          .no_gil = !gil,
                          .switch_ns = SIM_CPU_SWITCH_NS,
                          .random = sim_random_seeded(sched->world->seed, SIM_CPU_STREAM)};
    sched->first.gil.absent = !gil;
    SimThread *main = &sched->main;
    main->cpu = (SimCpuThread){.shown_core = SIM_CPU_NO_CORE, .home.core = SIM_CPU_NO_CORE};
    sched->first.gil.home.core = SIM_CPU_NO_CORE;
    take_core(sched, main, 0);
    if (gil) {
        sched->first.gil.holder = sched->first.gil.last = main;
    }
}

/* A thread that has ended is freed sooner or later. */
static void forget(SimGil *gil, const SimThread *thread)
{
    if (gil->last == thread) {
        gil->last = NULL;
    }
    if (gil->shown == thread) {
        gil->shown = NULL;
    }
}

void sim_cpu_leave(SimSched *sched, SimThread *thread)
{
    if (!sched->cpu.on) {
        return;
    }
    SimGil *gil = gil_of(thread);
    leave_core(sched, thread);
    thread->cpu.phase = SIM_CPU_BLOCKED;
    if (gil->yields == thread) {
        gil->yields = NULL;
    }
    if (gil->heir == thread) {
        gil->heir = NULL;
        name_heir(sched, gil);
    }
    drop_gil(sched, thread);
    if (thread->finished) {
        tell(sched);
        forget(gil, thread);
    }
}

bool sim_cpu_alone(const SimSched *sched)
{
    return !sched->cpu.on || !sim_sched_others(sched);
}

int64_t sim_cpu_overshoot(SimSched *sched)
{
    return sched->cpu.on ? sim_random_between(&sched->cpu.random, 100000, 300000) : 0;
}

static void run_another(SimSched *sched)
{
    SimThread *next = sim_cpu_choose(sched);
    assert(next != NULL); /* the running thread itself will be ready */
    sim_sched_switch(sched, next);
}

/* The eval loop looks whether it shall let go of the GIL. */
static void yield_gil(SimSched *sched, SimThread *self)
{
    SimGil *gil = gil_of(self);
    leave_core(sched, self);
    gil->yields = self;
    want_gil(sched, self);
    drop_gil(sched, self);
    if (gil->heir == NULL) {
        gil->yields = NULL; /* nobody wants it any more */
    }
    run_another(sched);
}

bool sim_cpu_compute(SimSched *sched, int64_t ns)
{
    SimThread *self = sched->running;
    if (sched->stopping || self->process->killed) {
        return false;
    }
    ns = sim_time_add(ns, warm_up(self, ns));
    self->cpu.used_ns += ns;
    gil_of(self)->used_ns += ns;
    int64_t end_ns = sim_time_add(sim_world_now(sched->world), ns);
    bool nobody = sim_cpu_alone(sched) && (!sched->cpu.on || sim_event_next(sched->world) > end_ns);
    if (nobody || self->process->reaper == self) {
        sim_world_advance_to(sched->world, end_ns);
        self->cpu.end_ns = end_ns;
        return true;
    }
    self->cpu.end_ns = end_ns;
    self->polls = false;
    self->sequence = ++sched->sequence;
    run_another(sched);
    if (!sched->stopping && gil_of(self)->asked && gil_of(self)->holder == self) {
        yield_gil(sched, self);
    }
    return !sched->stopping && !self->process->killed;
}
