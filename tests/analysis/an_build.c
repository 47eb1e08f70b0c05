#include "an_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

void build_begin(Build *build, const LsAlloc *alloc)
{
    *build = (Build){.trace = trace_new(alloc)};
    assert_non_null(build->trace);
    build->recorder = (TraceRecorder){.trace = build->trace, .detail = true, .cause = TRACE_NO_CAUSE};
}

void build_end(Build *build)
{
    trace_free(build->trace);
}

uint32_t build_string(Build *build, const char *text)
{
    return trace_string(build->trace, text, strlen(text));
}

static uint32_t checked(uint32_t seq)
{
    assert_int_not_equal(seq, TRACE_NO_CAUSE);
    return seq;
}

uint32_t build_event(Build *build, TraceKind kind, uint32_t subject, uint32_t object, uint32_t value, unsigned flags)
{
    return checked(trace_record(&build->recorder, kind, subject, object, value, flags));
}

uint32_t build_caused(Build *build, TraceKind kind, uint32_t cause, uint32_t subject, uint32_t object, uint32_t value,
                      unsigned flags)
{
    return checked(trace_record_caused(&build->recorder, kind, cause, subject, object, value, flags));
}

uint32_t build_amount(Build *build, TraceKind kind, uint32_t subject, int64_t amount, unsigned flags)
{
    return checked(trace_record_amount(&build->recorder, kind, subject, amount, flags));
}

void build_run(Build *build, const char *file, const char *entry)
{
    build->recorder.cause =
        build_event(build, TRACE_RUN_BEGIN, 0, build_string(build, file), build_string(build, entry), 0);
    build_event(build, TRACE_THREAD_NEW, trace_new_id(build->trace), build_string(build, "main thread"), 0, 0);
    build->loop = trace_new_id(build->trace);
    build_event(build, TRACE_LOOP_NEW, build->loop, 0, 0, 0);
}

void build_iteration(Build *build, int64_t poll_ms, int64_t ms)
{
    build->recorder.line = 0;
    build->recorder.cause = build_event(build, TRACE_ITERATION, build->loop, ++build->iterations, 0, 0);
    build_amount(build, TRACE_POLL, build->loop, poll_ms < 0 ? -1 : poll_ms * BUILD_MS, 0);
    build->recorder.time_ns = ms * BUILD_MS;
    build_event(build, TRACE_POLL_END, build->loop, 0, 0, 0);
}

uint32_t build_task(Build *build, const char *label, bool main)
{
    uint32_t task = trace_new_id(build->trace);
    build_event(build, TRACE_TASK_NEW, task, ++build->tasks, build_string(build, label), main ? TRACE_TASK_MAIN : 0);
    build_event(build, TRACE_TASK_READY, task, 0, 0, TRACE_ROLE_FIRST_STEP);
    return task;
}

uint32_t build_step(Build *build, uint32_t task, uint32_t queued_seq)
{
    build->recorder.cause = build_caused(build, TRACE_TASK_STEP, queued_seq, task, 0, 0, TRACE_STEP_SEND);
    return build->recorder.cause;
}

uint32_t build_sleep(Build *build, uint32_t task, int64_t ms)
{
    return build_amount(build, TRACE_TASK_SLEEP, task, build->recorder.time_ns + ms * BUILD_MS, 0);
}

static void line(Build *build, uint32_t number)
{
    build->recorder.line = number;
    build_event(build, TRACE_LINE, 0, 0, 0, 0);
}

static const char source[] = "import asyncio\n"
                             "\n"
                             "async def fetch(name, seconds):\n"
                             "    await asyncio.sleep(seconds)\n"
                             "    return f\"body of {name}\"\n"
                             "\n"
                             "async def main():\n"
                             "    pages = await asyncio.gather(fetch(\"alpha\", 1.0), fetch(\"beta\", 0.5), "
                             "fetch(\"gamma\", 0.25))\n"
                             "    print(pages)\n"
                             "\n"
                             "asyncio.run(main())\n";

/* The first step of main: gather makes three tasks. */
static void start_main(Build *build, ThreeFetches *names)
{
    static const char *const labels[3] = {"fetch(\"alpha\")", "fetch(\"beta\")", "fetch(\"gamma\")"};
    build_event(build, TRACE_FRAME_PUSH, 0, build_string(build, "main()"), 7, TRACE_FRAME_COROUTINE);
    line(build, 8);
    names->gather = trace_new_id(build->trace);
    build_event(build, TRACE_FUTURE_NEW, names->gather, build_string(build, "gather"), 3, TRACE_WAIT_GATHER);
    for (int i = 0; i < 3; i++) {
        names->fetch[i] = build_task(build, labels[i], false);
        build_event(build, TRACE_FUTURE_LINK, names->gather, names->fetch[i], 0, 0);
    }
    names->gathered = build_event(build, TRACE_TASK_WAIT, names->main, names->gather, build_string(build, "gather"),
                                  TRACE_WAIT_GATHER);
}

/* A timer that is due, its handle, and the step of the sleeper, up to the end of the task; returns TASK_DONE. */
static uint32_t finish_fetch(Build *build, ThreeFetches *names, int i, int64_t poll_ms, int64_t at_ms, uint32_t slept)
{
    uint32_t task = names->fetch[i];
    build_iteration(build, poll_ms, at_ms);
    uint32_t due = build_caused(build, TRACE_SLEEP_DUE, slept, task, 0, 0, 0);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 1, 0, 0);
    uint32_t fired = build_caused(build, TRACE_SLEEP_FIRE, due, task, 0, 0, 0);
    build_iteration(build, 0, at_ms);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 1, 0, 0);
    names->resumed[i] = build_step(build, task, fired);
    line(build, 5);
    uint32_t body = build_string(build, "'body'");
    build_event(build, TRACE_FRAME_POP, 0, body, 0, TRACE_OUTCOME_RESULT);
    return build_event(build, TRACE_TASK_DONE, task, body, 0, TRACE_OUTCOME_RESULT);
}

/* The done callback of a member of the gather. */
static uint32_t tell_gather(Build *build, const ThreeFetches *names, int i, uint32_t done, int64_t at_ms)
{
    uint32_t handle = trace_new_id(build->trace);
    uint32_t queued = build_caused(build, TRACE_HANDLE_READY, done, handle, names->fetch[i],
                                   build_string(build, "gather's done callback"), TRACE_ROLE_DONE_CALLBACK);
    build_iteration(build, 0, at_ms);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 1, 0, 0);
    build->recorder.cause = build_caused(build, TRACE_HANDLE_RUN, queued, handle, names->fetch[i], 0, 0);
    uint32_t woken = TRACE_NO_CAUSE;
    if (i == 0) {
        uint32_t complete = build_event(build, TRACE_FUTURE_DONE, names->gather, 0, 0, TRACE_OUTCOME_RESULT);
        woken = build_caused(build, TRACE_TASK_READY, complete, names->main, 0, 0, TRACE_ROLE_WAKEUP);
    }
    build_event(build, TRACE_HANDLE_END, handle, 0, 0, TRACE_OUTCOME_RESULT);
    return woken;
}

void build_three_fetches(Build *build, ThreeFetches *names)
{
    static const int64_t sleeps[3] = {1000, 500, 250};
    uint32_t slept[3];
    assert_int_equal(trace_set_source(build->trace, "three_fetches.py", source, strlen(source)), LS_OK);
    build_run(build, "three_fetches.py", "");
    names->main = build_task(build, "main()", true);
    build_iteration(build, 0, 0);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 1, 0, 0);
    build_step(build, names->main, 4);
    start_main(build, names);
    build_iteration(build, 0, 0);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 3, 0, 0);
    for (int i = 0; i < 3; i++) {
        uint32_t queued = 0;
        for (uint32_t seq = 0; seq < trace_count(build->trace); seq++) {
            const TraceEvent *event = trace_at(build->trace, seq);
            queued = event->kind == TRACE_TASK_READY && event->subject == names->fetch[i] ? seq : queued;
        }
        build_step(build, names->fetch[i], queued);
        build_event(build, TRACE_FRAME_PUSH, 0, build_string(build, "fetch()"), 3, TRACE_FRAME_COROUTINE);
        line(build, 4);
        slept[i] = build_sleep(build, names->fetch[i], sleeps[i]);
    }
    uint32_t woken = TRACE_NO_CAUSE;
    for (int i = 2; i >= 0; i--) {
        int64_t wait_ms = i == 0 ? 500 : 250;
        uint32_t done = finish_fetch(build, names, i, wait_ms, sleeps[i], slept[i]);
        woken = tell_gather(build, names, i, done, sleeps[i]);
    }
    build_iteration(build, 0, 1000);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 1, 0, 0);
    names->main_resumed = build_step(build, names->main, woken);
    line(build, 9);
    build_event(build, TRACE_OUTPUT, 0, build_string(build, "['body', 'body', 'body']\n"), 0, TRACE_STREAM_STDOUT);
    build_event(build, TRACE_FRAME_POP, 0, 0, 0, TRACE_OUTCOME_RESULT);
    build_event(build, TRACE_TASK_DONE, names->main, 0, 0, TRACE_OUTCOME_RESULT);
    build->recorder.line = 0;
    build_event(build, TRACE_LOOP_END, build->loop, 0, 0, 0);
    build_event(build, TRACE_RUN_END, 0, 0, 0, TRACE_END_NORMAL);
}
