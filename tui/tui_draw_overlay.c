#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"
#include "tui/tui_draw.h"
#include "tui/widgets/widget_text.h"

#include <stdio.h>
#include <string.h>

/* A sheet that is longer than its window: rows are put at their place minus the scrolled ones. */
typedef struct Sheet {
    TuiCanvas *canvas; /* NULL: only measure */
    TuiRect area;
    int top; /* rows scrolled out */
    int y;   /* the next row of the sheet */
} Sheet;

static void sheet_text(Sheet *sheet, int x, TuiStyle style, const char *text, size_t size)
{
    int columns = sheet->area.w - x - 1;
    int rows = widget_text_rows(text, size, columns);
    if (sheet->canvas)
        widget_text(sheet->canvas, (TuiRect){sheet->area.x + x, sheet->area.y + sheet->y - sheet->top, columns, rows},
                    style, text, size);
    sheet->y += rows > 0 ? rows : 1;
}

static void sheet_put(Sheet *sheet, int x, TuiStyle style, const char *text)
{
    if (sheet->canvas)
        tui_canvas_puts(sheet->canvas, sheet->area.x + x, sheet->area.y + sheet->y - sheet->top, style, text);
}

/* Opens a panel: blank, with a title on its rule. */
static TuiRect panel(TuiCanvas *canvas, TuiRect rect, const char *title)
{
    tui_canvas_fill(canvas, rect, tui_role(TUI_ROLE_OVERLAY), " ");
    tui_canvas_rule_h(canvas, rect.x, rect.y, rect.w, tui_role(TUI_ROLE_RULE));
    tui_canvas_printf(canvas, rect.x + 2, rect.y, tui_role(TUI_ROLE_FOCUS), " %s ", title);
    return (TuiRect){rect.x, rect.y + 1, rect.w, rect.h - 1};
}

static int clamp_top(int top, int rows, int window)
{
    int last = rows > window ? rows - window : 0;
    return top > last ? last : top;
}

static void more_remark(TuiCanvas *canvas, TuiRect area, int top, int rows)
{
    if (top + area.h < rows)
        tui_canvas_right(canvas, area.x + area.w - 2, area.y + area.h - 1, tui_role(TUI_ROLE_OVERLAY_DIM), " ↓ more ");
}

/* ---- help ---- */

/* X(glyph, meaning) */
static const char *const GLYPHS[][2] = {
    {"◆", "the line that runs; in the timeline, the task that runs"},
    {"◇", "a line at which a task is suspended (◇3: three tasks)"},
    {"█ ▌", "it runs; ▌ for a run that takes no time"},
    {"▒", "it is ready and waits for its turn"},
    {"░", "it waits"},
    {"▓ ■", "it blocks its thread, and with it the loop"},
    {"✓ ✗ ⊘", "done, failed, cancelled"},
    {"·", "still to come"},
};

static const char PLAY_NOTE[] =
    "While playing, waiting takes real time up to a second, and never longer: an hour of virtual time passes in a "
    "second. "
    "Events at the same moment follow each other slowly enough to read. + and − change the speed of all of it.";

static void help_bindings(Sheet *sheet, int from_group, int to_group)
{
    size_t count;
    const TuiBinding *bindings = tui_keymap(&count);
    for (int group = from_group; group < to_group; group++) {
        sheet_put(sheet, 2, tui_role(TUI_ROLE_OVERLAY_STRONG), tui_group_title((TuiGroup)group));
        sheet->y++;
        for (size_t i = 0; i < count; i++) {
            if ((int)bindings[i].group != group)
                continue;
            char first[16], second[16], keys[40];
            tui_key_name(bindings[i].keys[0], first);
            snprintf(keys, sizeof keys, bindings[i].keys[1] ? "%s  %s" : "%s", first,
                     bindings[i].keys[1] ? tui_key_name(bindings[i].keys[1], second) : "");
            sheet_put(sheet, 4, tui_role(TUI_ROLE_OVERLAY_KEY), keys);
            sheet_text(sheet, 16, tui_role(TUI_ROLE_OVERLAY), bindings[i].help, strlen(bindings[i].help));
        }
        sheet->y++;
    }
}

static void help_glyphs(Sheet *sheet)
{
    sheet_put(sheet, 2, tui_role(TUI_ROLE_OVERLAY_STRONG), "What the signs mean");
    sheet->y++;
    for (size_t i = 0; i < sizeof GLYPHS / sizeof *GLYPHS; i++) {
        sheet_put(sheet, 4, tui_role(TUI_ROLE_OVERLAY_KEY), GLYPHS[i][0]);
        sheet_text(sheet, 16, tui_role(TUI_ROLE_OVERLAY), GLYPHS[i][1], strlen(GLYPHS[i][1]));
    }
    sheet->y++;
    sheet_text(sheet, 2, tui_role(TUI_ROLE_OVERLAY_DIM), PLAY_NOTE, sizeof PLAY_NOTE - 1);
}

/* One column, or two where there is room; returns the rows. */
static int help_sheet(TuiCanvas *canvas, TuiRect area, int top)
{
    if (area.w < 120) {
        Sheet sheet = {.canvas = canvas, .area = area, .top = top};
        help_bindings(&sheet, 0, TUI_GROUP_COUNT);
        help_glyphs(&sheet);
        return sheet.y;
    }
    TuiRect half = {area.x, area.y, area.w / 2, area.h};
    Sheet left = {.canvas = canvas, .area = half, .top = top};
    help_bindings(&left, 0, TUI_GROUP_FIND);
    help_glyphs(&left);
    half.x += half.w;
    Sheet right = {.canvas = canvas, .area = half, .top = top};
    help_bindings(&right, TUI_GROUP_FIND, TUI_GROUP_COUNT);
    return left.y > right.y ? left.y : right.y;
}

static TuiRect help_rect(const TuiApp *app)
{
    return (TuiRect){0, 1, app->width, app->height - 2};
}

void tui_draw_help(const TuiApp *app, TuiCanvas *canvas)
{
    TuiRect area = panel(canvas, help_rect(app), "help");
    int rows = help_sheet(NULL, area, 0);
    int top = clamp_top(app->overlay_top, rows, area.h);
    TuiRect old = tui_canvas_clip(canvas, area);
    help_sheet(canvas, area, top);
    canvas->clip = old;
    more_remark(canvas, area, top, rows);
}

/* ---- why ---- */

typedef struct Why {
    AnReason chain[TUI_WHY_MAX];
    size_t count;
    LsBuf now; /* a sentence about the present, for a task that does not run */
    char title[160];
} Why;

static void ask_why(const TuiApp *app, Why *why)
{
    const TuiRun *run = tui_app_run(app);
    uint32_t selected = app->selected[app->active], position = an_model_position(run->model);
    AnTask task;
    ls_buf_init(&why->now, app->alloc);
    if (selected && an_model_task(run->model, selected, &task) && task.state != AN_STATE_NONE &&
        task.state != AN_RUNNING) {
        char label[96];
        an_model_label(run->model, selected, label, sizeof label);
        why->count = an_why_task(run->model, selected, &why->now, why->chain, TUI_WHY_MAX);
        snprintf(why->title, sizeof why->title, "why is %s not running now?", label);
        return;
    }
    why->count = an_why_event(run->model, position, why->chain, TUI_WHY_MAX);
    snprintf(why->title, sizeof why->title, "why did event %u happen?", (unsigned)position + 1);
}

static int why_sheet(const TuiApp *app, const Why *why, TuiCanvas *canvas, TuiRect area, int top)
{
    const TuiRun *run = tui_app_run(app);
    Sheet sheet = {.canvas = canvas, .area = area, .top = top};
    if (why->now.size) {
        sheet_text(&sheet, 2, tui_role(TUI_ROLE_OVERLAY_STRONG), ls_buf_text(&why->now), why->now.size);
        sheet.y++;
    }
    for (size_t i = 0; i < why->count; i++) {
        if (why->chain[i].seq == AN_NONE)
            continue;
        char text[64], time[AN_TIME_SIZE];
        LsBuf say;
        ls_buf_init(&say, app->alloc);
        an_narrate(run->model, why->chain[i].seq, &say);
        unsigned hue = tui_run_hue(run, an_nav_task_of(run->model, why->chain[i].seq));
        TuiStyle dot = {.role = TUI_ROLE_OVERLAY, .hue = (uint8_t)hue};
        snprintf(text, sizeof text, "%10s %6u", an_clock_text(why->chain[i].time_ns, time),
                 (unsigned)why->chain[i].seq + 1);
        sheet_put(&sheet, 1, tui_role(TUI_ROLE_OVERLAY_DIM), text);
        sheet_put(&sheet, 20, dot, "●");
        int first = sheet.y;
        TuiStyle style = tui_role(i == 0 && !why->now.size ? TUI_ROLE_OVERLAY_STRONG : TUI_ROLE_OVERLAY);
        sheet_text(&sheet, 22, style, ls_buf_text(&say), say.size);
        int next = sheet.y;
        for (sheet.y = first + 1; sheet.y < next && i + 1 < why->count; sheet.y++)
            sheet_put(&sheet, 20, tui_role(TUI_ROLE_OVERLAY_DIM), "│");
        sheet.y = next;
        ls_buf_free(&say);
    }
    if (why->count == TUI_WHY_MAX)
        sheet_text(&sheet, 22, tui_role(TUI_ROLE_OVERLAY_DIM), "… and so on, back to the begin of the run", 43);
    return sheet.y;
}

void tui_draw_why(const TuiApp *app, TuiCanvas *canvas, const TuiLayout *layout)
{
    Why why = {.count = 0};
    ask_why(app, &why);
    TuiRect area = panel(canvas, layout->top, why.title);
    int rows = why_sheet(app, &why, NULL, area, 0);
    int top = clamp_top(app->overlay_top, rows, area.h);
    TuiRect old = tui_canvas_clip(canvas, area);
    why_sheet(app, &why, canvas, area, top);
    canvas->clip = old;
    more_remark(canvas, area, top, rows);
    ls_buf_free(&why.now);
}

int tui_draw_overlay_rows(const TuiApp *app)
{
    int rows = 0, window = 1;
    if (app->overlay == TUI_OVERLAY_HELP) {
        TuiRect rect = help_rect(app);
        window = rect.h - 1;
        rows = help_sheet(NULL, rect, 0);
    } else if (app->overlay == TUI_OVERLAY_WHY) {
        TuiLayout layout;
        tui_app_layout(app, &layout);
        Why why = {.count = 0};
        ask_why(app, &why);
        window = layout.top.h - 1;
        rows = why_sheet(app, &why, NULL, layout.top, 0);
        ls_buf_free(&why.now);
    }
    return rows > window ? rows - window : 0;
}
