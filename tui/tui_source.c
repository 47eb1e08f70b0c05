#include "tui/tui_source.h"

#include "tui/tui_theme.h"

#include <ctype.h>
#include <string.h>

#define IN_DOUBLE 0x80000000u
#define IN_SINGLE 0x40000000u
#define START_MASK 0x3FFFFFFFu

static const char *const KEYWORDS[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_keyword(const char *word, size_t size)
{
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++)
        if (strlen(KEYWORDS[i]) == size && memcmp(KEYWORDS[i], word, size) == 0)
            return true;
    return false;
}

static bool triple(const char *text, size_t size, size_t at, char quote)
{
    return at + 2 < size && text[at] == quote && text[at + 1] == quote && text[at + 2] == quote;
}

/* Goes on in a string from `at`; returns where it ends, and whether it was closed. */
static size_t skip_string(const char *text, size_t size, size_t at, char quote, bool is_triple, bool *closed)
{
    *closed = false;
    while (at < size) {
        if (text[at] == '\\') {
            at += 2;
            continue;
        }
        if (is_triple ? triple(text, size, at, quote) : text[at] == quote) {
            *closed = true;
            return at + (is_triple ? 3 : 1);
        }
        at++;
    }
    return size;
}

typedef struct Token {
    size_t begin, end;
    TuiRole role;
    uint32_t open; /* IN_DOUBLE or IN_SINGLE: a triple-quoted string goes on in the next line */
} Token;

static Token string_token(const char *text, size_t size, size_t begin, size_t quote_at)
{
    Token token = {.begin = begin, .role = TUI_ROLE_CODE_STRING};
    char quote = text[quote_at];
    bool is_triple = triple(text, size, quote_at, quote);
    bool closed;
    token.end = skip_string(text, size, quote_at + (is_triple ? 3 : 1), quote, is_triple, &closed);
    if (is_triple && !closed)
        token.open = quote == '"' ? IN_DOUBLE : IN_SINGLE;
    return token;
}

/* The next token of a line. */
static Token next_token(const char *text, size_t size, size_t at, uint32_t state)
{
    Token token = {.begin = at, .end = at + 1, .role = TUI_ROLE_CODE};
    if (state) {
        bool closed;
        char quote = state == IN_DOUBLE ? '"' : '\'';
        token.end = skip_string(text, size, at, quote, true, &closed);
        token.role = TUI_ROLE_CODE_STRING;
        token.open = closed ? 0 : state;
        return token;
    }
    char c = text[at];
    if (c == '#') {
        token.end = size;
        token.role = at + 1 < size && text[at + 1] == ':' ? TUI_ROLE_NOTE : TUI_ROLE_CODE_COMMENT;
        return token;
    }
    if (c == '"' || c == '\'')
        return string_token(text, size, at, at);
    if (!is_word(c))
        return token;
    while (token.end < size && is_word(text[token.end]))
        token.end++;
    if (isdigit((unsigned char)c)) {
        while (token.end < size && (is_word(text[token.end]) || text[token.end] == '.'))
            token.end++;
        token.role = TUI_ROLE_CODE_NUMBER;
    } else if (token.end < size && (text[token.end] == '"' || text[token.end] == '\'') && token.end - at <= 2) {
        return string_token(text, size, at, token.end);
    } else if (is_keyword(text + at, token.end - at)) {
        token.role = TUI_ROLE_CODE_KEYWORD;
    }
    return token;
}

static uint32_t state_after(const char *text, size_t size, uint32_t state)
{
    for (size_t at = 0; at < size;) {
        Token token = next_token(text, size, at, state);
        state = token.open;
        at = token.end;
    }
    return state;
}

bool tui_source_init(TuiSource *source, const LsAlloc *alloc, const char *text, size_t size)
{
    if (size > START_MASK)
        size = START_MASK;
    *source = (TuiSource){.alloc = alloc, .text = text, .size = size};
    uint32_t state = 0;
    for (size_t at = 0; at < size;) {
        uint32_t *starts =
            ls_alloc_grow(alloc, source->starts, &source->capacity, source->count + 1, sizeof *source->starts);
        if (!starts) {
            tui_source_free(source);
            return false;
        }
        source->starts = starts;
        starts[source->count++] = (uint32_t)at | state;
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - text) - at : size - at;
        state = state_after(text + at, length, state);
        at += length + 1;
    }
    return true;
}

void tui_source_free(TuiSource *source)
{
    if (source->alloc)
        ls_alloc_free(source->alloc, source->starts, source->capacity * sizeof *source->starts);
    *source = (TuiSource){.alloc = source->alloc};
}

const char *tui_source_line(const TuiSource *source, uint32_t line, size_t *size)
{
    *size = 0;
    if (line == 0 || line > source->count)
        return "";
    size_t begin = source->starts[line - 1] & START_MASK;
    size_t end = line < source->count ? (source->starts[line] & START_MASK) - 1 : source->size;
    while (end > begin && (source->text[end - 1] == '\n' || source->text[end - 1] == '\r'))
        end--;
    *size = end - begin;
    return source->text + begin;
}

static size_t indent_of(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return at;
}

uint32_t tui_source_code_line(const TuiSource *source)
{
    size_t size;
    const char *text = tui_source_line(source, 1, &size);
    if (size < 3 || (!triple(text, size, 0, '"') && !triple(text, size, 0, '\'')))
        return 1;
    uint32_t line = 2;
    while (line <= source->count && source->starts[line - 1] > START_MASK)
        line++;
    while (line < source->count && (tui_source_line(source, line, &size), size == 0))
        line++;
    return line <= source->count ? line : 1;
}

bool tui_source_is_note(const TuiSource *source, uint32_t line)
{
    size_t size;
    const char *text = tui_source_line(source, line, &size);
    size_t at = indent_of(text, size);
    return at + 1 < size && text[at] == '#' && text[at + 1] == ':' && source->starts[line - 1] <= START_MASK;
}

uint32_t tui_source_note_of(const TuiSource *source, uint32_t line)
{
    uint32_t first = line;
    while (first > 1 && tui_source_is_note(source, first - 1))
        first--;
    return first < line ? first : 0;
}

void tui_source_note_text(const TuiSource *source, uint32_t line, LsBuf *out)
{
    uint32_t first = tui_source_note_of(source, line);
    for (uint32_t i = first; i && i < line; i++) {
        size_t size;
        const char *text = tui_source_line(source, i, &size);
        size_t at = indent_of(text, size) + 2;
        while (at < size && text[at] == ' ')
            at++;
        if (i > first)
            ls_buf_putc(out, ' ');
        ls_buf_put(out, text + at, size - at);
    }
}

void tui_source_draw(const TuiSource *source, uint32_t line, TuiCanvas *canvas, int x, int y, int columns)
{
    size_t size;
    const char *text = tui_source_line(source, line, &size);
    if (size == 0 || columns <= 0)
        return;
    TuiRect old = canvas->clip;
    int right = x + columns;
    TuiRect clip = {old.x, old.y, right < old.x + old.w ? right - old.x : old.w, old.h};
    tui_canvas_clip(canvas, clip);
    uint32_t state = source->starts[line - 1] & ~START_MASK;
    int at_x = x;
    size_t at = 0;
    while (at < size && at_x < right) {
        if (text[at] == '\t') {
            at_x += 4 - (at_x - x) % 4;
            at++;
            continue;
        }
        Token token = next_token(text, size, at, state);
        size_t end = token.end;
        const char *tab = memchr(text + at, '\t', end - at);
        if (tab)
            end = (size_t)(tab - text);
        at_x = tui_canvas_put(canvas, at_x, y, tui_role(token.role), text + at, end - at);
        state = tab ? state : token.open;
        at = end;
    }
    if (at_x > right || at < size)
        tui_canvas_puts(canvas, right - 1, y, tui_role(TUI_ROLE_DIM), "…");
    canvas->clip = old;
}
