/* What the program has written so far, each line with the virtual time at which it began. */
#include "tui/tui_app.h"
#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 256, PIECES_MAX = 2000 };

typedef struct Line {
    uint32_t index; /* of the output in which it begins */
    uint32_t offset;
    int64_t time_ns;
    uint32_t seq;
    bool error;
} Line;

static const char *text_of(const TuiScene *scene, const AnOutput *output, size_t *size)
{
    return trace_text(scene->run->trace, output->text, size);
}

/* The first output from which on the last `wanted` lines can be told. */
static uint32_t first_output(const TuiScene *scene, uint32_t count, uint32_t wanted)
{
    uint32_t ends = 0, index = count;
    while (index > 0 && count - index < PIECES_MAX && ends <= wanted) {
        AnOutput output;
        an_model_output(scene->run->model, --index, &output);
        size_t size;
        const char *text = text_of(scene, &output, &size);
        for (size_t i = 0; i < size; i++)
            ends += text[i] == '\n';
    }
    return index;
}

/* Collects where lines begin, in a ring that keeps the last LINES_MAX; returns how many there were. */
static size_t collect(const TuiScene *scene, uint32_t from, uint32_t count, Line lines[LINES_MAX])
{
    size_t found = 0;
    bool at_begin = true;
    for (uint32_t index = from; index < count; index++) {
        AnOutput output;
        an_model_output(scene->run->model, index, &output);
        size_t size;
        const char *text = text_of(scene, &output, &size);
        for (size_t i = 0; i < size; i++) {
            if (at_begin)
                lines[found++ % LINES_MAX] =
                    (Line){index, (uint32_t)i, output.time_ns, output.seq, output.stream == TRACE_STREAM_STDERR};
            at_begin = text[i] == '\n';
        }
    }
    return found;
}

/* Draws a line that may go on over several outputs. */
static void draw_line(const TuiScene *scene, const Line *line, uint32_t count, int x, int y, int columns)
{
    uint32_t now = an_model_position(scene->run->model);
    int at = x;
    uint32_t offset = line->offset;
    for (uint32_t index = line->index; index < count && at < x + columns; index++, offset = 0) {
        AnOutput output;
        an_model_output(scene->run->model, index, &output);
        size_t size;
        const char *text = text_of(scene, &output, &size);
        const char *end = memchr(text + offset, '\n', size - offset);
        size_t length = end ? (size_t)(end - text) - offset : size - offset;
        TuiStyle style = tui_role(output.stream == TRACE_STREAM_STDERR ? TUI_ROLE_OUTPUT_ERROR : TUI_ROLE_OUTPUT);
        if (output.seq == now)
            style.attr |= TUI_BOLD;
        at = tui_canvas_fit(scene->canvas, at, y, x + columns - at, style, text + offset, length);
        if (end)
            break;
    }
}

static void draw(const TuiScene *scene, TuiRect area)
{
    uint32_t count = an_model_output_count(scene->run->model);
    if (count == 0) {
        tui_canvas_puts(scene->canvas, area.x + 1, area.y, tui_role(TUI_ROLE_DIM), "nothing printed yet");
        return;
    }
    uint32_t rows = (uint32_t)area.h, back = (uint32_t)scene->app->scroll[TUI_PANE_OUTPUT];
    if (back > LINES_MAX - rows)
        back = LINES_MAX > rows ? LINES_MAX - rows : 0;
    Line lines[LINES_MAX];
    uint32_t from = first_output(scene, count, rows + back);
    size_t found = collect(scene, from, count, lines);
    size_t kept = found < LINES_MAX ? found : LINES_MAX;
    if (back > kept - (kept < rows ? kept : rows))
        back = (uint32_t)(kept - (kept < rows ? kept : rows));
    size_t end = found - back, first = end - (end < rows ? end : rows);
    for (size_t i = first; i < end; i++) {
        const Line *line = &lines[i % LINES_MAX];
        int y = area.y + (int)(i - first);
        char time[32];
        snprintf(time, sizeof time, "%.3f", (double)line->time_ns / 1e9);
        tui_canvas_right(scene->canvas, area.x + 9, y, tui_role(TUI_ROLE_FAINT), time);
        draw_line(scene, line, count, area.x + 11, y, area.w - 12);
    }
}

static void title(const TuiScene *scene, char *out, size_t size)
{
    if (scene->app->scroll[TUI_PANE_OUTPUT] > 0)
        snprintf(out, size, "output, scrolled back");
    else
        snprintf(out, size, "output");
}

const TuiView view_output = {.draw = draw, .title = title};
