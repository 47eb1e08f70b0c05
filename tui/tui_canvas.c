#include "tui/tui_canvas.h"

#include "tui/tui_theme.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

void tui_canvas_init(TuiCanvas *canvas, const LsAlloc *alloc)
{
    *canvas = (TuiCanvas){.alloc = alloc};
}

void tui_canvas_free(TuiCanvas *canvas)
{
    ls_alloc_free(canvas->alloc, canvas->cells, canvas->capacity * sizeof *canvas->cells);
    tui_canvas_init(canvas, canvas->alloc);
}

bool tui_canvas_resize(TuiCanvas *canvas, int width, int height)
{
    width = width < 1 ? 1 : width;
    height = height < 1 ? 1 : height;
    size_t wanted = (size_t)width * (size_t)height;
    if (wanted > canvas->capacity) {
        TuiCell *cells = ls_alloc_bytes(canvas->alloc, wanted * sizeof *cells);
        if (!cells)
            return false;
        ls_alloc_free(canvas->alloc, canvas->cells, canvas->capacity * sizeof *cells);
        canvas->cells = cells;
        canvas->capacity = wanted;
    }
    canvas->width = width;
    canvas->height = height;
    tui_canvas_clear(canvas, (TuiStyle){0});
    return true;
}

void tui_canvas_clear(TuiCanvas *canvas, TuiStyle style)
{
    canvas->clip = (TuiRect){0, 0, canvas->width, canvas->height};
    TuiCell blank = {.text = " ", .style = style, .width = 1};
    size_t count = (size_t)canvas->width * (size_t)canvas->height;
    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = blank;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

TuiRect tui_canvas_clip(TuiCanvas *canvas, TuiRect rect)
{
    TuiRect old = canvas->clip;
    int x0 = max_int(rect.x, 0), y0 = max_int(rect.y, 0);
    int x1 = min_int(rect.x + rect.w, canvas->width), y1 = min_int(rect.y + rect.h, canvas->height);
    canvas->clip = (TuiRect){x0, y0, max_int(x1 - x0, 0), max_int(y1 - y0, 0)};
    return old;
}

static bool inside(const TuiCanvas *canvas, int x, int y)
{
    const TuiRect *clip = &canvas->clip;
    return x >= clip->x && x < clip->x + clip->w && y >= clip->y && y < clip->y + clip->h;
}

static TuiCell *cell_at(const TuiCanvas *canvas, int x, int y)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

const TuiCell *tui_canvas_at(const TuiCanvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return NULL;
    return cell_at(canvas, x, y);
}

/* ---- text ---- */

/* Characters that show nothing or change the direction of their surroundings. */
static bool is_invisible(utf8proc_int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CS;
}

static size_t encode(utf8proc_int32_t code, char shown[5])
{
    utf8proc_ssize_t size = utf8proc_encode_char(code, (utf8proc_uint8_t *)shown);
    shown[size > 0 ? size : 0] = '\0';
    return (size_t)(size > 0 ? size : 0);
}

/* How many bytes a character has that is a rule, a block (U+2500 to U+259F) or the dot of what is to come: most of the
 * screen consists of them, so they are not looked up.  0: another one. */
static size_t known_bytes(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (size >= 2 && bytes[0] == 0xC2 && bytes[1] == 0xB7)
        return 2;
    bool known = size >= 3 && bytes[0] == 0xE2 && bytes[2] >= 0x80 && bytes[2] < 0xC0 &&
                 (bytes[1] == 0x94 || bytes[1] == 0x95 || (bytes[1] == 0x96 && bytes[2] < 0xA0));
    return known ? 3 : 0;
}

size_t tui_text_next(const char *text, size_t size, char shown[5], int *width)
{
    unsigned char first = (unsigned char)text[0];
    *width = 1;
    if (first >= 0x20 && first < 0x7F) {
        shown[0] = text[0];
        shown[1] = '\0';
        return 1;
    }
    if (first < 0x20 || first == 0x7F) {
        encode(first == 0x7F ? 0x2421 : 0x2400 + first, shown);
        return 1;
    }
    size_t known = known_bytes(text, size);
    if (known > 0) {
        memcpy(shown, text, known);
        shown[known] = '\0';
        return known;
    }
    utf8proc_int32_t code;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &code);
    if (used <= 0) {
        encode(0xFFFD, shown);
        return 1;
    }
    if (code == 0x200D || code == 0x200C || (code >= 0xFE00 && code <= 0xFE0F)) {
        shown[0] = '\0'; /* joiners and variation selectors: terminals disagree about them */
        *width = 0;
        return (size_t)used;
    }
    if (is_invisible(code)) {
        encode(0xFFFD, shown);
        return (size_t)used;
    }
    *width = utf8proc_charwidth(code);
    if (*width == 0 && utf8proc_category(code) == UTF8PROC_CATEGORY_CO)
        *width = 1;
    encode(code, shown);
    return (size_t)used;
}

/* Clears the other half of a wide character that is about to be overwritten in part. */
static void break_wide(TuiCanvas *canvas, int x, int y)
{
    TuiCell *cell = cell_at(canvas, x, y);
    if (cell->width == 2 && x + 1 < canvas->width) {
        TuiCell *right = cell + 1;
        *right = (TuiCell){.text = " ", .style = right->style, .width = 1};
    } else if (cell->width == 0 && x > 0) {
        TuiCell *left = cell - 1;
        *left = (TuiCell){.text = " ", .style = left->style, .width = 1};
    }
}

static void set_cell(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *shown, int width)
{
    if (!inside(canvas, x, y))
        return;
    if (width == 2 && !inside(canvas, x + 1, y)) {
        shown = " ";
        width = 1;
    }
    break_wide(canvas, x, y);
    TuiCell *cell = cell_at(canvas, x, y);
    cell->style = style;
    cell->width = (uint8_t)width;
    memset(cell->text, 0, sizeof cell->text);
    for (size_t i = 0; shown[i] != '\0'; i++) /* at most four */
        cell->text[i] = shown[i];
    if (width == 2) {
        break_wide(canvas, x + 1, y);
        TuiCell *right = cell + 1;
        *right = (TuiCell){.text = "", .style = style, .width = 0};
    }
}

/* Adds a combining character to the grapheme left of `x`; drops it when the cell is full. */
static void combine(TuiCanvas *canvas, int x, int y, const char *shown)
{
    int left = x - 1;
    if (left >= 0 && inside(canvas, left, y) && cell_at(canvas, left, y)->width == 0)
        left--;
    if (left < 0 || !inside(canvas, left, y))
        return;
    TuiCell *cell = cell_at(canvas, left, y);
    size_t used = strnlen(cell->text, sizeof cell->text);
    size_t more = strlen(shown);
    if (used + more < sizeof cell->text)
        memcpy(cell->text + used, shown, more);
}

static int put_shown(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *shown, int width)
{
    if (shown[0] == '\0')
        return x;
    if (width == 0) {
        combine(canvas, x, y, shown);
        return x;
    }
    set_cell(canvas, x, y, style, shown, width);
    return x + width;
}

int tui_canvas_put(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && text[at] != '\n') {
        char shown[5];
        int width;
        at += tui_text_next(text + at, size - at, shown, &width);
        x = put_shown(canvas, x, y, style, shown, width);
    }
    return x;
}

int tui_canvas_puts(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *text)
{
    return tui_canvas_put(canvas, x, y, style, text, strlen(text));
}

int tui_canvas_printf(TuiCanvas *canvas, int x, int y, TuiStyle style, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0)
        return x;
    size_t used = (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    return tui_canvas_put(canvas, x, y, style, text, used);
}

int tui_text_columns(const char *text, size_t size)
{
    int columns = 0;
    size_t at = 0;
    while (at < size && text[at] != '\n') {
        char shown[5];
        int width;
        at += tui_text_next(text + at, size - at, shown, &width);
        columns += width;
    }
    return columns;
}

size_t tui_text_prefix(const char *text, size_t size, int columns)
{
    size_t at = 0;
    while (at < size && text[at] != '\n') {
        char shown[5];
        int width;
        size_t used = tui_text_next(text + at, size - at, shown, &width);
        if (width > columns)
            break;
        columns -= width;
        at += used;
    }
    return at;
}

int tui_canvas_fit(TuiCanvas *canvas, int x, int y, int columns, TuiStyle style, const char *text, size_t size)
{
    if (columns <= 0)
        return x;
    if (tui_text_prefix(text, size, columns) == size || tui_text_columns(text, size) <= columns)
        return tui_canvas_put(canvas, x, y, style, text, size);
    size_t fits = tui_text_prefix(text, size, columns - 1);
    while (fits > 0 && text[fits - 1] == ' ')
        fits--;
    x = tui_canvas_put(canvas, x, y, style, text, fits);
    return tui_canvas_puts(canvas, x, y, style, "…");
}

int tui_canvas_right(TuiCanvas *canvas, int right, int y, TuiStyle style, const char *text)
{
    int start = right - tui_text_columns(text, strlen(text));
    tui_canvas_puts(canvas, start, y, style, text);
    return start;
}

void tui_canvas_fill(TuiCanvas *canvas, TuiRect rect, TuiStyle style, const char *character)
{
    char shown[5];
    int width;
    tui_text_next(character, strlen(character), shown, &width);
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w;)
            x = put_shown(canvas, x, y, style, shown, width > 0 ? width : 1);
}

void tui_canvas_restyle(TuiCanvas *canvas, TuiRect rect, TuiStyle style, bool keep_hue)
{
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            if (inside(canvas, x, y)) {
                TuiCell *cell = cell_at(canvas, x, y);
                uint8_t hue = cell->style.hue;
                cell->style = style;
                if (keep_hue)
                    cell->style.hue = hue;
            }
}

void tui_canvas_add_attr(TuiCanvas *canvas, TuiRect rect, uint8_t attr)
{
    for (int y = rect.y; y < rect.y + rect.h; y++)
        for (int x = rect.x; x < rect.x + rect.w; x++)
            if (inside(canvas, x, y))
                cell_at(canvas, x, y)->style.attr |= attr;
}

void tui_canvas_to_ascii(TuiCanvas *canvas)
{
    size_t count = (size_t)canvas->width * (size_t)canvas->height;
    for (size_t i = 0; i < count; i++) {
        TuiCell *cell = &canvas->cells[i];
        if (cell->width == 1 && (unsigned char)cell->text[0] < 0x80 && cell->text[1] == '\0')
            continue;
        char ascii = cell->width == 1 ? tui_theme_ascii(cell->text) : '?';
        memset(cell->text, 0, sizeof cell->text);
        cell->text[0] = ascii;
        cell->width = 1;
    }
}

/* ---- rules ---- */

enum { UP = 1, RIGHT = 2, DOWN = 4, LEFT = 8 };

/* The rule character for each set of directions in which it has arms. */
static const char *const RULES[16] = {" ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼"};

static int arms_of(const TuiCell *cell)
{
    for (int i = 1; i < 16 && cell->text[0] != ' '; i++)
        if (memcmp(cell->text, RULES[i], sizeof "│") == 0)
            return i;
    return 0;
}

static void add_arms(TuiCanvas *canvas, int x, int y, int arms, TuiStyle style)
{
    if (!inside(canvas, x, y))
        return;
    const TuiCell *cell = cell_at(canvas, x, y);
    if (cell->style.role == TUI_ROLE_RULE || cell->style.role == TUI_ROLE_PLAYHEAD)
        arms |= arms_of(cell);
    else if (strcmp(cell->text, " ") != 0)
        return; /* text stays */
    set_cell(canvas, x, y, style, RULES[arms], 1);
}

void tui_canvas_rule_h(TuiCanvas *canvas, int x, int y, int length, TuiStyle style)
{
    for (int i = 0; i < length; i++)
        add_arms(canvas, x + i, y,
                 (i > 0 || x == 0 ? LEFT : 0) | (i < length - 1 || x + length == canvas->width ? RIGHT : 0), style);
}

void tui_canvas_rule_v(TuiCanvas *canvas, int x, int y, int length, TuiStyle style)
{
    for (int i = 0; i < length; i++)
        add_arms(canvas, x, y + i, (i > 0 ? UP : 0) | (i < length - 1 ? DOWN : 0), style);
}

void tui_canvas_finish_rules(TuiCanvas *canvas)
{
    size_t count = (size_t)canvas->width * (size_t)canvas->height;
    for (size_t i = 0; i < count; i++) {
        TuiCell *cell = &canvas->cells[i];
        if (cell->style.role != TUI_ROLE_RULE && cell->style.role != TUI_ROLE_PLAYHEAD)
            continue;
        int arms = arms_of(cell);
        bool end = arms == UP || arms == DOWN || arms == LEFT || arms == RIGHT;
        if (end)
            memcpy(cell->text, RULES[arms & (UP | DOWN) ? UP | DOWN : LEFT | RIGHT], sizeof "│");
    }
}

/* ---- dumps ---- */

void tui_canvas_dump(const TuiCanvas *canvas, LsBuf *out)
{
    for (int y = 0; y < canvas->height; y++) {
        int last = canvas->width - 1;
        while (last >= 0 && strcmp(cell_at(canvas, last, y)->text, " ") == 0)
            last--;
        for (int x = 0; x <= last; x++) {
            const TuiCell *cell = cell_at(canvas, x, y);
            ls_buf_put(out, cell->text, strnlen(cell->text, sizeof cell->text));
        }
        ls_buf_putc(out, '\n');
    }
}

void tui_canvas_dump_hues(const TuiCanvas *canvas, LsBuf *out)
{
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            unsigned hue = cell_at(canvas, x, y)->style.hue;
            ls_buf_putc(out, ".123456789abcdefghijklmnopqrstuvwxyz"[hue < 36 ? hue : 35]);
        }
        ls_buf_putc(out, '\n');
    }
}
