/* What runs: the task with its await chain, or the callback, or plain code; one row for each thread when there are
 * several. */
#include "analysis/an_lanes.h"
#include "analysis/an_machine.h"
#include "analysis/an_narrate.h"
#include "tui/tui_app.h"
#include "tui/views/view.h"
#include "tui/views/view_phrase.h"
#include "tui/views/view_pools.h"
#include "tui/widgets/widget_bar.h"

#include <stdio.h>
#include <string.h>

enum { CHAIN_MAX = 16, HELD_UP_MOST = 999, CORE_COLUMNS = 8, THREAD_ROWS_MAX = 256 };

/* Who runs: a name, a hue, and what is said before and behind it. */
typedef struct Who {
    char name[128];
    size_t size;
    unsigned hue;
    const char *before;
} Who;

/* Code outside of any loop: the thread's name where there are several, else the outermost function's. */
static void plain_name(const TuiRun *run, const AnThread *thread, Who *who)
{
    AnFrame frames[CHAIN_MAX];
    size_t count = an_model_thread_frames(run->model, thread->index, frames, CHAIN_MAX);
    if (count > 0 && count < CHAIN_MAX && an_model_thread_count(run->model) == 1) {
        const char *name = trace_text(run->trace, frames[count - 1].label, &who->size);
        who->size = who->size < sizeof who->name ? who->size : sizeof who->name - 1;
        memcpy(who->name, name, who->size);
        return;
    }
    who->size = an_model_thread_label(run->model, thread->index, who->name, sizeof who->name);
}

static Who who_runs(const TuiRun *run, const AnThread *thread)
{
    Who who = {.name = "", .before = ""};
    uint32_t entity = thread->running_entity;
    switch (thread->running) {
    case AN_RUN_TASK: break;
    case AN_RUN_HANDLE: who.before = "callback "; break;
    case AN_RUN_SLEEP: who.before = "timer of "; break;
    case AN_RUN_JOB: who.before = "job "; break;
    case AN_RUN_PLAIN: plain_name(run, thread, &who); return who;
    case AN_RUN_NOTHING: return who;
    }
    who.size = an_model_label(run->model, entity, who.name, sizeof who.name);
    who.hue = tui_run_hue(run, entity);
    return who;
}

/* The frames of what runs, outermost first. */
static size_t chain_of(const TuiRun *run, const AnThread *thread, AnFrame frames[CHAIN_MAX])
{
    size_t count = thread->running == AN_RUN_TASK
                       ? an_model_task_frames(run->model, thread->running_entity, frames, CHAIN_MAX)
                       : an_model_thread_frames(run->model, thread->index, frames, CHAIN_MAX);
    for (size_t i = 0; i < count / 2; i++) {
        AnFrame other = frames[i];
        frames[i] = frames[count - 1 - i];
        frames[count - 1 - i] = other;
    }
    return count;
}

/* "blocked: time.sleep, 3 wait  ███  500 ms" */
static void draw_block(const TuiScene *scene, int x, int y, int right, const AnThread *thread)
{
    char time[AN_TIME_SIZE] = "", what[80];
    uint32_t held = an_machine_held_up(scene->run->model, thread->index, HELD_UP_MOST);
    if (held)
        snprintf(what, sizeof what, "%s, %u wait", trace_block_name(thread->block), (unsigned)held);
    else
        snprintf(what, sizeof what, "%s", trace_block_name(thread->block));
    int64_t left = thread->blocked_until_ns - scene->now_ns;
    int64_t whole = thread->blocked_until_ns - thread->blocked_since_ns;
    bool ends = thread->blocked_until_ns != AN_FOREVER;
    if (ends)
        an_time_text(left > 0 ? left : 0, time);
    int room = right - x - (ends ? tui_text_columns(time, strlen(time)) + 1 : 0);
    if (held && room < (int)strlen(what))
        snprintf(what, sizeof what, room < 17 ? "%u wait" : "%u wait for it", (unsigned)held);
    if (room >= (int)strlen(what) + 9)
        x = tui_canvas_puts(scene->canvas, x, y, tui_role(TUI_ROLE_ERROR), "blocked: ");
    x = tui_canvas_fit(scene->canvas, x, y, right - (ends ? tui_text_columns(time, strlen(time)) + 1 : 0) - x,
                       tui_role(TUI_ROLE_ERROR), what, strlen(what));
    if (!ends)
        return;
    tui_canvas_right(scene->canvas, right, y, tui_role(TUI_ROLE_TEXT), time);
    int columns = right - 9 - (x + 2);
    if (columns >= 3 && whole > 0)
        widget_bar(scene->canvas, x + 2, y, columns > 16 ? 16 : columns, (double)left / (double)whole,
                   tui_role(TUI_ROLE_DIM));
}

static const char *frame_name(const TuiRun *run, const AnFrame *frame)
{
    const char *name = trace_text(run->trace, frame->label, NULL);
    return *name ? name : "?";
}

/* fetch("alpha") is fetch(): the arguments do not count. */
static bool name_equals(const Who *who, const char *name)
{
    size_t size = strcspn(name, "(");
    return strcspn(who->name, "(") == size && strncmp(who->name, name, size) == 0;
}

/* One row: "▶ main › fetch  line 6". */
static void draw_row(const TuiScene *scene, TuiRect area, int y, const AnThread *thread, bool chain)
{
    const TuiRun *run = scene->run;
    Who who = who_runs(run, thread);
    int x = area.x + 1, right = area.x + area.w - 1;
    TuiStyle style = who.hue ? tui_task_style(who.hue, TUI_BOLD) : tui_role(TUI_ROLE_FOCUS);
    x = tui_canvas_puts(scene->canvas, x, y, style, thread->blocked ? "■ " : "▶ ");
    if (thread->blocked && right - x < 24) { /* what it does says more than who does it */
        draw_block(scene, x, y, right, thread);
        return;
    }
    if (right - x > 24)
        x = tui_canvas_puts(scene->canvas, x, y, tui_role(TUI_ROLE_DIM), who.before);
    AnFrame frames[CHAIN_MAX];
    size_t count = chain && !thread->blocked ? chain_of(run, thread, frames) : 0;
    int name = tui_text_columns(who.name, who.size), room = right - x;
    int behind = thread->blocked ? (room > 32 ? room - 16 : 20) : count > 1 ? 18 : thread->line ? 10 : 0;
    if (!thread->blocked && name + behind > room)
        behind = count > 1 && name + 10 <= room ? 10 : 0; /* the name first */
    x = tui_canvas_fit(scene->canvas, x, y, room - behind, style, who.name, who.size);
    if (thread->blocked) {
        draw_block(scene, x + 2, y, right, thread);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = frame_name(run, &frames[i]);
        if (i == 0 && name_equals(&who, name))
            continue;
        int room = right - x - 9;
        if (room < 6)
            break;
        x = tui_canvas_puts(scene->canvas, x, y, tui_role(TUI_ROLE_DIM), " › ");
        x = tui_canvas_fit(scene->canvas, x, y, room - 3, tui_role(TUI_ROLE_TEXT), name, strlen(name));
    }
    char line[24];
    int width = snprintf(line, sizeof line, "line %u", (unsigned)thread->line);
    if (thread->line && right - x >= width + 2)
        tui_canvas_puts(scene->canvas, x + 2, y, tui_role(TUI_ROLE_DIM), line);
}

/* The chain below the first row, which stands for its outermost frame: one frame a row. */
static void draw_chain(const TuiScene *scene, TuiRect area, const AnFrame *frames, size_t count)
{
    size_t rows = area.h > 0 ? (size_t)area.h : 0, first = count > rows ? count - rows : 0;
    for (size_t i = first; i < count; i++) {
        int y = area.y + (int)(i - first), indent = (int)(i - first) * 2;
        if (indent > area.w / 3)
            indent = area.w / 3;
        int x = area.x + 3 + indent;
        x = tui_canvas_puts(scene->canvas, x, y, tui_role(TUI_ROLE_FAINT), "└ ");
        const char *name = frame_name(scene->run, &frames[i]);
        x = tui_canvas_fit(scene->canvas, x, y, area.x + area.w - 11 - x, tui_role(TUI_ROLE_TEXT), name, strlen(name));
        if (frames[i].line)
            tui_canvas_printf(scene->canvas, x + 2, y, tui_role(TUI_ROLE_DIM), "line %u", (unsigned)frames[i].line);
        if (first > 0 && i == first)
            tui_canvas_puts(scene->canvas, area.x + 1, y, tui_role(TUI_ROLE_DIM), "…");
    }
}

/* Who runs, and below the frames that it is in. */
static void draw_tall(const TuiScene *scene, TuiRect area, AnThread *thread)
{
    AnFrame frames[CHAIN_MAX];
    size_t count = chain_of(scene->run, thread, frames), skip = 0;
    Who who = who_runs(scene->run, thread);
    if (count > 0 && name_equals(&who, frame_name(scene->run, &frames[0]))) {
        thread->line = frames[0].line ? frames[0].line : thread->line;
        skip = 1;
    } else if (count > 0) {
        thread->line = 0; /* the frames below tell */
    }
    draw_row(scene, (TuiRect){area.x, area.y, area.w, 1}, area.y, thread, false);
    draw_chain(scene, (TuiRect){area.x, area.y + 1, area.w, area.h - 1}, frames + skip, count - skip);
}

static void idle_text(const TuiRun *run, uint16_t index, char out[VIEW_PHRASE_SIZE])
{
    AnLoop loop;
    char time[AN_TIME_SIZE];
    const char *text = "nothing";
    if (an_model_loop(run->model, index, &loop)) {
        if (loop.phase == AN_PHASE_POLL && loop.poll_until_ns > an_model_now(run->model) &&
            loop.poll_until_ns != AN_FOREVER) {
            snprintf(out, VIEW_PHRASE_SIZE, "the loop polls until %s", an_clock_text(loop.poll_until_ns, time));
            return;
        }
        text = loop.phase == AN_PHASE_POLL     ? "the loop polls"
               : loop.phase == AN_PHASE_TIMERS ? "the loop moves due timers to ready"
               : loop.phase == AN_PHASE_START  ? "the loop starts"
                                               : "the loop picks the next";
    }
    snprintf(out, VIEW_PHRASE_SIZE, "%s", text);
}

/* What a thread waits for that could compute: "wants the GIL  3 ms". */
static void draw_cpu_wait(const TuiScene *scene, TuiRect area, const AnThread *thread, const AnCpu *cpu)
{
    char time[AN_TIME_SIZE];
    Who who = who_runs(scene->run, thread);
    const char *what = cpu->waits_gil ? "wants the GIL" : "wants a core";
    int x = area.x + 1, right = area.x + area.w - 1, wanted = (int)strlen(what) + 10;
    TuiStyle style = who.hue ? tui_task_style(who.hue, 0) : tui_role(TUI_ROLE_TEXT);
    x = tui_canvas_puts(scene->canvas, x, area.y, style, "▷ ");
    if (right - x - wanted >= 6)
        x = tui_canvas_fit(scene->canvas, x, area.y, right - x - wanted, style, who.name, who.size) + 2;
    tui_canvas_fit(scene->canvas, x, area.y, right - x - 8, tui_role(TUI_ROLE_ERROR), what, strlen(what));
    int64_t waited = scene->now_ns - cpu->waits_since_ns;
    tui_canvas_right(scene->canvas, right, area.y, tui_role(TUI_ROLE_TEXT),
                     an_time_text(waited > 0 ? waited : 0, time));
}

static void draw_thread(const TuiScene *scene, TuiRect area, int y, const AnThread *thread, int indent)
{
    char label[64];
    AnCpu cpu;
    size_t size = an_model_thread_label(scene->run->model, thread->index, label, sizeof label);
    int name = area.w * 3 / 10 < 16 ? area.w * 3 / 10 : 16;
    tui_canvas_fit(scene->canvas, area.x + 1 + indent, y, name - indent, tui_role(TUI_ROLE_TEXT), label, size);
    TuiRect rest = {area.x + name + 1, y, area.w - name - 1, 1};
    an_machine_cpu(scene->run->model, thread->index, &cpu);
    if (cpu.waits_gil || cpu.waits_core) {
        draw_cpu_wait(scene, rest, thread, &cpu);
        return;
    }
    if (cpu.core != AN_NO_CORE && rest.w > 40) {
        rest.w -= CORE_COLUMNS;
        tui_canvas_printf(scene->canvas, rest.x + rest.w, y, tui_role(TUI_ROLE_DIM), "core %u", (unsigned)cpu.core);
    }
    if (thread->running != AN_RUN_NOTHING) {
        draw_row(scene, rest, y, thread, false);
        return;
    }
    char text[VIEW_PHRASE_SIZE];
    AnLoop loop;
    if (an_model_loop(scene->run->model, thread->index, &loop))
        idle_text(scene->run, thread->index, text);
    else
        snprintf(text, sizeof text, "idle");
    tui_canvas_fit(scene->canvas, rest.x + 1, y, rest.w - 2, tui_role(TUI_ROLE_DIM), text, strlen(text));
}

/* Threads lie in the order of their lanes: by process. */
static bool thread_row(const TuiRun *run, uint32_t index, bool idle_too, AnThread *thread, int *indent)
{
    AnLane lane = an_lanes_thread_at(run->model, index);
    *indent = lane.depth;
    return an_model_thread(run->model, (uint16_t)lane.id, thread) && thread->state != AN_DONE &&
           (idle_too || an_machine_is_active(run->model, thread));
}

/* Does it run something or is it held up, rather than poll or idle? */
static bool is_busy(const AnThread *thread)
{
    return thread->blocked || thread->running != AN_RUN_NOTHING;
}

/* Which threads get the rows: those that do something, idle ones where there is room for all.  Where there is not room
 * for all that do something, loops that only poll stand back, that of the present event last; of the others the present
 * one is always there.  `rows` is also the number of those chosen; returns how many were left out. */
static uint32_t choose_threads(const TuiRun *run, uint32_t *chosen, uint32_t *rows)
{
    uint32_t count = an_lanes_thread_count(run->model), all = 0, active = 0, busy = 0, shown = 0;
    uint16_t present = an_model_current_thread(run->model);
    bool present_polls = false;
    AnThread thread;
    int indent;
    for (uint32_t i = 0; i < count; i++) {
        all += thread_row(run, i, true, &thread, &indent);
        if (!thread_row(run, i, false, &thread, &indent))
            continue;
        active++;
        busy += is_busy(&thread);
        present_polls |= thread.index == present && !is_busy(&thread);
    }
    bool idle_too = all <= *rows;
    uint32_t wanted = idle_too ? all : active, most = wanted > *rows && *rows > 1 ? *rows - 1 : *rows;
    uint32_t polling = busy < most ? most - busy : 0; /* rows for loops that poll */
    bool keeps_one = present_polls && polling > 0;
    polling -= keeps_one;
    for (uint32_t i = 0; i < count; i++) {
        if (!thread_row(run, i, idle_too, &thread, &indent))
            continue;
        if (!is_busy(&thread) && !(thread.index == present && keeps_one)) {
            if (polling == 0)
                continue;
            polling--;
        }
        if (shown < most)
            chosen[shown++] = i;
        else if (thread.index == present && shown > 0)
            chosen[shown - 1] = i;
    }
    *rows = shown;
    return wanted - shown;
}

/* One row for each thread; what does not fit is counted. */
static void draw_threads(const TuiScene *scene, TuiRect area)
{
    const TuiRun *run = scene->run;
    uint32_t chosen[THREAD_ROWS_MAX];
    AnThread thread;
    int indent, y = area.y, lines = area.h > 1 ? view_pools_draw(scene, area) : 0;
    uint32_t rows = (uint32_t)(area.h - lines);
    rows = rows > THREAD_ROWS_MAX ? THREAD_ROWS_MAX : rows;
    uint32_t left = choose_threads(run, chosen, &rows);
    for (uint32_t i = 0; i < rows; i++)
        if (thread_row(run, chosen[i], true, &thread, &indent))
            draw_thread(scene, area, y++, &thread, indent);
    if (left > 0 && y < area.y + area.h - lines)
        tui_canvas_printf(scene->canvas, area.x + 1, y++, tui_role(TUI_ROLE_DIM),
                          "… and %u more that run or are blocked", (unsigned)left);
    if (y == area.y && lines == 0)
        tui_canvas_puts(scene->canvas, area.x + 1, y, tui_role(TUI_ROLE_DIM), "nothing");
}

/* The thread of the present event; while it polls or idles another one that is blocked, or else runs.  False: all
 * idle. */
static bool find_busy(const TuiRun *run, AnThread *thread)
{
    if (an_model_thread(run->model, an_model_current_thread(run->model), thread) && is_busy(thread))
        return true;
    bool found = false;
    AnThread other;
    for (uint16_t i = 0, count = an_model_thread_count(run->model); i < count; i++)
        if (an_model_thread(run->model, i, &other) && is_busy(&other) &&
            (!found || (other.blocked && !thread->blocked))) {
            *thread = other;
            found = true;
        }
    return found;
}

static void draw(const TuiScene *scene, TuiRect area)
{
    const TuiRun *run = scene->run;
    if (an_model_thread_count(run->model) > 1 && area.h > 1) {
        draw_threads(scene, area);
        return;
    }
    AnThread thread;
    if (!find_busy(run, &thread)) {
        uint16_t index = an_model_current_thread(run->model);
        char text[VIEW_PHRASE_SIZE];
        idle_text(run, index, text);
        tui_canvas_fit(scene->canvas, area.x + 1, area.y, area.w - 2, tui_role(TUI_ROLE_DIM), text, strlen(text));
        return;
    }
    if (area.h < 3)
        draw_row(scene, (TuiRect){area.x, area.y, area.w, 1}, area.y, &thread, true);
    else
        draw_tall(scene, area, &thread);
}

/* "running, GIL: worker_1, 8 threads", "running, 3 processes, 8 threads, 2 cores busy" */
static void title(const TuiScene *scene, char *out, size_t size)
{
    AnMachine machine;
    an_machine(scene->run->model, &machine);
    if (an_model_thread_count(scene->run->model) == 1 || machine.threads == 0) {
        snprintf(out, size, "running");
        return;
    }
    char processes[64] = "", cores[32] = "";
    const char *threads = machine.threads == 1 ? "thread" : "threads";
    if (machine.processes > 1)
        snprintf(processes, sizeof processes, "%u processes, ", (unsigned)machine.processes);
    if (machine.has_cores && machine.gil_holder != AN_NO_THREAD && machine.processes == 1) {
        char holder[40];
        an_model_thread_label(scene->run->model, machine.gil_holder, holder, sizeof holder);
        snprintf(processes, sizeof processes, "GIL: %s, ", holder);
    } else if (machine.has_cores) {
        snprintf(cores, sizeof cores, ", %u core%s busy", (unsigned)machine.cores_busy,
                 machine.cores_busy == 1 ? "" : "s");
    }
    snprintf(out, size, "running, %s%u %s%s", processes, (unsigned)machine.threads, threads, cores);
}

const TuiView view_running = {.draw = draw, .title = title};
