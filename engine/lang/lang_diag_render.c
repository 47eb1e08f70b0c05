#include "lang/lang_diag.h"

#include <string.h>
#include <utf8proc.h>

enum { TAB_WIDTH = 4 };

static const char *const severity_names[] = {"error", "warning", "note"};
static const char *const severity_colours[] = {"\033[1;31m", "\033[1;35m", "\033[1;36m"};

/* True for what must not reach a terminal as it is: controls, and the marks that change the direction of text. */
static bool must_escape(utf8proc_int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Appends the visible form of the next character of `text`; returns the bytes taken, and its cells in *width. */
static size_t put_visible(LsBuf *out, const char *text, size_t size, size_t cell, size_t *width)
{
    utf8proc_int32_t code;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &code);
    size_t before = out->size;
    if (taken <= 0) {
        ls_buf_printf(out, "\\x%02x", (unsigned)(unsigned char)text[0]);
        taken = 1;
    } else if (code == '\t') {
        ls_buf_fill(out, ' ', TAB_WIDTH - cell % TAB_WIDTH);
    } else if (code < 0x20 || code == 0x7f) {
        ls_buf_putc(out, '^');
        ls_buf_putc(out, (char)(code ^ 0x40));
    } else if (must_escape(code)) {
        ls_buf_printf(out, "\\u%04x", (unsigned)code);
    } else {
        ls_buf_put(out, text, (size_t)taken);
        *width = (size_t)utf8proc_charwidth(code);
        return (size_t)taken;
    }
    *width = out->size - before; /* all ASCII */
    return (size_t)taken;
}

static void put_text(LsBuf *out, const char *text)
{
    size_t size = strlen(text);
    size_t width;
    for (size_t i = 0; i < size;) {
        i += put_visible(out, text + i, size - i, 0, &width);
    }
}

/* The source line behind its number, and the carets under [column, end) of it. */
static void put_source(LsBuf *out, const LangDiag *diag, bool colour)
{
    ls_buf_printf(out, "%5u | ", (unsigned)diag->line);
    size_t size = strlen(diag->source);
    size_t cell = 0;
    size_t first = SIZE_MAX;
    size_t end = SIZE_MAX;
    uint32_t column = 1;
    for (size_t i = 0; i < size; column++) {
        if (column == diag->column) {
            first = cell;
        }
        if (column == diag->end_column && diag->end_line <= diag->line) {
            end = cell;
        }
        size_t width = 0;
        i += put_visible(out, diag->source + i, size - i, cell, &width);
        cell += width;
    }
    if (first == SIZE_MAX) {
        first = cell;
    }
    if (end == SIZE_MAX) {
        end = cell;
    }
    if (end <= first) {
        end = first + 1;
    }
    ls_buf_puts(out, "\n      | ");
    ls_buf_fill(out, ' ', first);
    ls_buf_puts(out, colour ? severity_colours[diag->severity] : "");
    ls_buf_fill(out, '^', end - first);
    ls_buf_puts(out, colour ? "\033[0m\n" : "\n");
}

void lang_diag_render(LsBuf *out, const LangDiag *diag, bool colour)
{
    put_text(out, diag->file);
    if (diag->line > 0) {
        ls_buf_printf(out, ":%u:%u", (unsigned)diag->line, (unsigned)diag->column);
    }
    ls_buf_printf(out, ": %s%s:%s ", colour ? severity_colours[diag->severity] : "", severity_names[diag->severity],
                  colour ? "\033[0m" : "");
    put_text(out, diag->message);
    ls_buf_putc(out, '\n');
    if (diag->source != NULL && diag->line > 0) {
        put_source(out, diag, colour);
    }
    if (diag->hint != NULL) {
        ls_buf_puts(out, "hint: ");
        put_text(out, diag->hint);
        ls_buf_putc(out, '\n');
    }
}

void lang_diag_render_all(LsBuf *out, const LangDiagList *list, bool colour)
{
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            ls_buf_putc(out, '\n');
        }
        lang_diag_render(out, &list->items[i], colour);
    }
}
