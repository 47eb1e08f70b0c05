#include "an_reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

Reference *reference_new(const Trace *trace)
{
    Reference *reference = calloc(1, sizeof *reference);
    assert_non_null(reference);
    reference->trace = trace;
    reference->states = calloc((size_t)trace_id_count(trace) + 1, sizeof *reference->states);
    assert_non_null(reference->states);
    return reference;
}

void reference_free(Reference *reference)
{
    free(reference->states);
    free(reference);
}

/* The process of an event's thread.  Each has one loop at most. */
static uint32_t process_of(const Reference *reference, uint32_t seq)
{
    return reference->processes[trace_at(reference->trace, seq)->thread];
}

static void push(Reference *reference, uint32_t seq, uint32_t entity, bool timer)
{
    assert_true(reference->ready_count < REFERENCE_MOST);
    reference->ready[reference->ready_count++] = (ReferenceEntry){.seq = seq, .entity = entity, .timer = timer};
}

/* The head of the queue of the loop in the event's process. */
static size_t head_of(const Reference *reference, uint32_t seq)
{
    size_t i = 0;
    while (i < reference->ready_count && process_of(reference, reference->ready[i].seq) != process_of(reference, seq)) {
        i++;
    }
    assert_true(i < reference->ready_count);
    return i;
}

static void pop(Reference *reference, uint32_t seq, uint32_t entity, bool timer)
{
    ReferenceEntry *head = &reference->ready[head_of(reference, seq)];
    assert_int_equal(head->entity, entity);
    assert_int_equal(head->timer, timer);
    size_t behind = (size_t)(reference->ready + reference->ready_count-- - head) - 1;
    memmove(head, head + 1, behind * sizeof *head);
}

static void begin_wait(Reference *reference, uint32_t seq, uint32_t entity, int64_t until_ns)
{
    assert_true(reference->waiting_count < REFERENCE_MOST);
    size_t at = reference->waiting_count++;
    for (; at > 0 && reference->waiting[at - 1].until_ns > until_ns; at--) {
        reference->waiting[at] = reference->waiting[at - 1];
    }
    reference->waiting[at] = (ReferenceEntry){.seq = seq, .entity = entity, .until_ns = until_ns};
}

static void end_wait(Reference *reference, uint32_t entity)
{
    for (size_t i = 0; i < reference->waiting_count; i++) {
        if (reference->waiting[i].entity == entity) {
            reference->waiting_count--;
            memmove(&reference->waiting[i], &reference->waiting[i + 1],
                    (reference->waiting_count - i) * sizeof *reference->waiting);
            return;
        }
    }
}

void reference_apply(Reference *reference, uint32_t seq)
{
    const TraceEvent *event = trace_at(reference->trace, seq);
    uint32_t entity = event->subject;
    AnState *state = &reference->states[entity];
    switch (event->kind) {
    case TRACE_THREAD_NEW: reference->processes[event->thread] = event->value; break;
    case TRACE_TASK_NEW: *state = AN_READY_STATE; break;
    case TRACE_TASK_READY:
        end_wait(reference, entity);
        push(reference, seq, entity, false);
        *state = AN_READY_STATE;
        break;
    case TRACE_TASK_YIELD:
        push(reference, seq, entity, false);
        *state = AN_READY_STATE;
        break;
    case TRACE_TASK_STEP:
        pop(reference, seq, entity, false);
        *state = AN_RUNNING;
        break;
    case TRACE_TASK_SLEEP:
        begin_wait(reference, seq, entity, event->amount);
        *state = AN_WAITING_STATE;
        break;
    case TRACE_TASK_WAIT:
        begin_wait(reference, seq, entity, AN_FOREVER);
        *state = AN_WAITING_STATE;
        break;
    case TRACE_SLEEP_DUE:
        end_wait(reference, entity);
        push(reference, seq, entity, true);
        break;
    case TRACE_SLEEP_FIRE:
        pop(reference, seq, entity, true);
        push(reference, seq, entity, false);
        *state = AN_READY_STATE;
        break;
    case TRACE_SLEEP_CANCEL: end_wait(reference, entity); break;
    case TRACE_TASK_DONE: *state = AN_DONE; break;
    case TRACE_TIMER_ARM: begin_wait(reference, seq, entity, event->amount); break;
    case TRACE_TIMER_DUE:
        end_wait(reference, entity);
        push(reference, seq, entity, false);
        break;
    case TRACE_HANDLE_CANCEL: end_wait(reference, entity); break;
    case TRACE_HANDLE_READY: push(reference, seq, entity, false); break;
    case TRACE_HANDLE_RUN: pop(reference, seq, entity, false); break;
    case TRACE_HANDLE_SKIP: pop(reference, seq, entity, reference->ready[head_of(reference, seq)].timer); break;
    default: break;
    }
}

void reference_compare(const LsAlloc *alloc, const Trace *trace)
{
    AnModel *model = an_model_new(alloc, trace);
    assert_non_null(model);
    Reference *reference = reference_new(trace);
    static AnReady ready[REFERENCE_MOST];
    static AnWaiting waiting[REFERENCE_MOST];
    for (uint32_t seq = 0; seq < trace_count(trace); seq++) {
        reference_apply(reference, seq);
        an_model_seek(model, seq);
        assert_int_equal(an_model_ready_count(model), reference->ready_count);
        assert_int_equal(an_model_ready(model, 0, ready, REFERENCE_MOST), reference->ready_count);
        for (size_t i = 0; i < reference->ready_count; i++) {
            assert_int_equal(ready[i].queued_seq, reference->ready[i].seq);
            assert_int_equal(ready[i].entity, reference->ready[i].entity);
        }
        assert_int_equal(an_model_waiting_count(model), reference->waiting_count);
        assert_int_equal(an_model_waiting(model, 0, waiting, REFERENCE_MOST), reference->waiting_count);
        for (size_t i = 0; i < reference->waiting_count; i++) {
            assert_int_equal(waiting[i].seq, reference->waiting[i].seq);
            assert_int_equal(waiting[i].until_ns, reference->waiting[i].until_ns);
        }
        for (uint32_t i = 0; i < an_model_task_count(model); i++) {
            AnTask task;
            an_model_task(model, an_model_task_at(model, i), &task);
            assert_int_equal(task.state, reference->states[task.entity]);
        }
    }
    reference_free(reference);
    an_model_free(model);
}

/* --- random runs --- */

typedef enum Doing { SLEEPS, WAITS, QUEUED, DUE, ENDED } Doing;

typedef struct Actor {
    uint32_t task;
    Doing doing;
    int64_t until_ns;
    uint32_t armed;  /* order of arming */
    bool dead_timer; /* its timer stands in ready and was cancelled */
} Actor;

typedef struct Queued {
    uint32_t actor;
    bool timer;
    uint32_t handle; /* a plain callback */
} Queued;

typedef struct Play {
    Build *build;
    uint32_t random;
    Actor *actors;
    uint32_t count;
    uint32_t arms;
    Queued queue[REFERENCE_MOST];
    size_t queued;
} Play;

static uint32_t draw(Play *play, uint32_t below)
{
    play->random = play->random * 1664525u + 1013904223u;
    return (play->random >> 8) % below;
}

static void enqueue(Play *play, Queued entry)
{
    assert_true(play->queued < REFERENCE_MOST);
    play->queue[play->queued++] = entry;
}

static void cancel_somebody(Play *play)
{
    uint32_t victim = draw(play, play->count);
    Actor *actor = &play->actors[victim];
    if (actor->doing != SLEEPS && actor->doing != DUE && actor->doing != WAITS) {
        return;
    }
    build_event(play->build, TRACE_TASK_CANCEL, actor->task, 0, 0, 0);
    if (actor->doing != WAITS) {
        build_event(play->build, TRACE_SLEEP_CANCEL, actor->task, 0, 0, 0);
        actor->dead_timer |= actor->doing == DUE;
    }
    build_event(play->build, TRACE_TASK_READY, actor->task, 0, 0, TRACE_ROLE_THROW);
    enqueue(play, (Queued){.actor = victim});
    actor->doing = QUEUED;
}

static void wake_somebody(Play *play)
{
    uint32_t lucky = draw(play, play->count);
    if (play->actors[lucky].doing == WAITS) {
        build_event(play->build, TRACE_TASK_READY, play->actors[lucky].task, 0, 0, TRACE_ROLE_WAKEUP);
        enqueue(play, (Queued){.actor = lucky});
        play->actors[lucky].doing = QUEUED;
    }
}

static void call_something(Play *play)
{
    uint32_t handle = trace_new_id(play->build->trace);
    build_event(play->build, TRACE_HANDLE_READY, handle, 0, 0, TRACE_ROLE_CALL_SOON);
    enqueue(play, (Queued){.handle = handle});
}

static void act(Play *play, uint32_t number)
{
    Actor *actor = &play->actors[number];
    build_step(play->build, actor->task, TRACE_NO_CAUSE);
    if (draw(play, 4) == 0) {
        wake_somebody(play);
    }
    if (draw(play, 5) == 0) {
        cancel_somebody(play);
    }
    if (draw(play, 6) == 0) {
        call_something(play);
    }
    uint32_t choice = draw(play, 20);
    if (choice < 11) {
        int64_t ms = draw(play, 50) + 1;
        build_sleep(play->build, actor->task, ms);
        actor->doing = SLEEPS;
        actor->until_ns = play->build->recorder.time_ns + ms * BUILD_MS;
        actor->armed = play->arms++;
    } else if (choice < 15) {
        build_event(play->build, TRACE_TASK_WAIT, actor->task, 0, 0, TRACE_WAIT_FUTURE);
        actor->doing = WAITS;
    } else if (choice < 19) {
        build_event(play->build, TRACE_TASK_YIELD, actor->task, 0, 0, 0);
        enqueue(play, (Queued){.actor = number});
        actor->doing = QUEUED;
    } else {
        build_event(play->build, TRACE_TASK_DONE, actor->task, 0, 0, draw(play, TRACE_OUTCOME_COUNT));
        actor->doing = ENDED;
    }
}

/* The sleeper that is due next, by deadline and then by arming; count when nobody sleeps. */
static uint32_t next_sleeper(const Play *play)
{
    uint32_t best = play->count;
    for (uint32_t i = 0; i < play->count; i++) {
        const Actor *actor = &play->actors[i];
        if (actor->doing == SLEEPS &&
            (best == play->count || actor->until_ns < play->actors[best].until_ns ||
             (actor->until_ns == play->actors[best].until_ns && actor->armed < play->actors[best].armed))) {
            best = i;
        }
    }
    return best;
}

static void run_head(Play *play)
{
    Queued head = play->queue[0];
    memmove(play->queue, play->queue + 1, --play->queued * sizeof *play->queue);
    Actor *actor = &play->actors[head.actor];
    if (head.handle != 0) {
        build_event(play->build, TRACE_HANDLE_RUN, head.handle, 0, 0, 0);
        build_event(play->build, TRACE_HANDLE_END, head.handle, 0, 0, 0);
    } else if (head.timer && actor->dead_timer) {
        build_event(play->build, TRACE_HANDLE_SKIP, actor->task, 0, 0, 0);
        actor->dead_timer = false;
    } else if (head.timer) {
        build_event(play->build, TRACE_SLEEP_FIRE, actor->task, 0, 0, 0);
        enqueue(play, (Queued){.actor = head.actor});
        actor->doing = QUEUED;
    } else {
        act(play, head.actor);
    }
}

static void iterate(Play *play)
{
    uint32_t first = next_sleeper(play);
    int64_t now_ms = play->build->recorder.time_ns / BUILD_MS;
    int64_t to_ms = play->queued > 0 || first == play->count ? now_ms : play->actors[first].until_ns / BUILD_MS;
    build_iteration(play->build, to_ms - now_ms, to_ms);
    for (uint32_t next = first; next < play->count; next = next_sleeper(play)) {
        if (play->actors[next].until_ns > play->build->recorder.time_ns) {
            break;
        }
        build_event(play->build, TRACE_SLEEP_DUE, play->actors[next].task, 0, 0, 0);
        enqueue(play, (Queued){.actor = next, .timer = true});
        play->actors[next].doing = DUE;
    }
    size_t snapshot = play->queued;
    build_event(play->build, TRACE_READY_SNAPSHOT, play->build->loop, (uint32_t)snapshot, 0, 0);
    for (size_t i = 0; i < snapshot; i++) {
        run_head(play);
    }
}

void build_random(Build *build, uint32_t seed, uint32_t iterations, uint32_t tasks)
{
    Play *play = calloc(1, sizeof *play);
    assert_non_null(play);
    *play = (Play){.build = build, .random = seed, .count = tasks};
    play->actors = calloc(tasks, sizeof *play->actors);
    assert_non_null(play->actors);
    build_run(build, "random.py", "main");
    for (uint32_t i = 0; i < tasks; i++) {
        play->actors[i] = (Actor){.task = build_task(build, "", i == 0), .doing = QUEUED};
        enqueue(play, (Queued){.actor = i});
    }
    for (uint32_t i = 0; i < iterations; i++) {
        iterate(play);
    }
    free(play->actors);
    free(play);
}
