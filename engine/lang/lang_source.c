#include "lang/lang_source.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST_SOURCE_BYTES = 1 << 28 };

/* Bytes of the well-formed UTF-8 sequence at `at`, 0 when there is none. */
static size_t sequence_size(const unsigned char *at, size_t left)
{
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
    if (size == 0 || size > left) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if (size == 3 && ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] >= 0xA0))) {
        return 0;
    }
    if (size == 4 && ((at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] >= 0x90))) {
        return 0;
    }
    return size;
}

static bool add_line(LangSource *source, size_t start)
{
    uint32_t *starts = ls_alloc_grow(source->alloc, source->line_starts, &source->line_capacity, source->line_count + 1,
                                     sizeof *starts);
    if (starts == NULL) {
        return false;
    }
    source->line_starts = starts;
    starts[source->line_count++] = (uint32_t)start;
    return true;
}

/* Copies the text with its line ends converted and notes where lines begin. */
static bool copy_lines(LangSource *source, const char *text, size_t size)
{
    source->text_capacity = size + 1;
    source->text = ls_alloc_bytes(source->alloc, source->text_capacity);
    if (source->text == NULL || !add_line(source, 0)) {
        return false;
    }
    size_t out = 0;
    for (size_t i = 0; i < size; i++) {
        char byte = text[i];
        if (byte == '\r') {
            if (i + 1 < size && text[i + 1] == '\n') {
                i++;
            }
            byte = '\n';
        }
        source->text[out++] = byte;
        if (byte == '\n' && i + 1 < size && !add_line(source, out)) {
            return false;
        }
    }
    source->text[out] = '\0';
    source->size = out;
    return true;
}

/* Finds the first byte that is NUL or no UTF-8. */
static LsStatus check_bytes(const LangSource *source, LangDiagList *diags)
{
    uint32_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < source->size;) {
        size_t taken = sequence_size((const unsigned char *)source->text + i, source->size - i);
        unsigned byte = (unsigned char)source->text[i];
        if (taken == 0 || byte == 0) {
            LangSpan span = {line, (uint32_t)(i - start), line, (uint32_t)(i - start + 1)};
            char message[96];
            if (byte == 0) {
                snprintf(message, sizeof message, "source code cannot contain null bytes");
            } else {
                snprintf(message, sizeof message, "Non-UTF-8 code starting with '\\x%02x' on line %u", byte,
                         (unsigned)line);
            }
            LsStatus status = lang_source_error(source, diags, "SyntaxError", span, message,
                                                "give a Python file, saved as UTF-8 text");
            return status == LS_OK ? LS_E_REFUSED : status;
        }
        if (byte == '\n') {
            line++;
            start = i + 1;
        }
        i += taken;
    }
    return LS_OK;
}

static bool is_encoding_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '-' || byte == '_' || byte == '.';
}

static bool is_accepted_encoding(const char *name, size_t size)
{
    static const char *const accepted[] = {"utf-8", "utf8", "utf-8-sig", "u8", "ascii", "us-ascii"};
    char lower[16];
    if (size >= sizeof lower) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        lower[i] = name[i] == '_' ? '-' : (char)tolower((unsigned char)name[i]);
    }
    lower[size] = '\0';
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        if (strcmp(lower, accepted[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Refuses an encoding comment that names anything but UTF-8.  It counts in the first line, and in the second when the
 * first holds nothing but a comment. */
static LsStatus check_encoding(const LangSource *source, LangDiagList *diags)
{
    for (uint32_t line = 1; line <= 2 && line <= source->line_count; line++) {
        size_t size;
        const char *text = lang_source_line(source, line, &size);
        size_t i = 0;
        while (i < size && (text[i] == ' ' || text[i] == '\t' || text[i] == '\f')) {
            i++;
        }
        if (i < size && text[i] != '#') {
            return LS_OK;
        }
        for (; i + 7 < size; i++) {
            if (memcmp(text + i, "coding", 6) == 0 && (text[i + 6] == ':' || text[i + 6] == '=')) {
                size_t first = i + 7;
                while (first < size && (text[first] == ' ' || text[first] == '\t')) {
                    first++;
                }
                size_t end = first;
                while (end < size && is_encoding_byte(text[end])) {
                    end++;
                }
                if (end == first || is_accepted_encoding(text + first, end - first)) {
                    break;
                }
                char message[96];
                snprintf(message, sizeof message, "encoding '%.*s' is not supported",
                         (int)(end - first > 40 ? 40 : end - first), text + first);
                LangSpan span = {line, (uint32_t)first, line, (uint32_t)end};
                LsStatus status = lang_source_error(source, diags, "SyntaxError", span, message,
                                                    "save the file as UTF-8 and remove the encoding comment");
                return status == LS_OK ? LS_E_REFUSED : status;
            }
        }
    }
    return LS_OK;
}

static LsStatus too_large(LangDiagList *diags, const char *filename)
{
    LangDiagInit init = {.file = filename, .message = "the file is too large (256 MiB or more)"};
    LsStatus status = lang_diag_add(diags, &init);
    return status == LS_OK ? LS_E_REFUSED : status;
}

LsStatus lang_source_init(LangSource *source, const LsAlloc *alloc, const char *filename, const char *text, size_t size,
                          LangDiagList *diags)
{
    *source = (LangSource){.alloc = alloc};
    if (size >= LARGEST_SOURCE_BYTES) {
        return too_large(diags, filename);
    }
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    LsStatus status = LS_E_NOMEM;
    source->filename_size = strlen(filename) + 1;
    source->filename = ls_alloc_bytes(alloc, source->filename_size);
    if (source->filename != NULL) {
        memcpy(source->filename, filename, source->filename_size);
        if (copy_lines(source, text, size)) {
            status = check_bytes(source, diags);
        }
    }
    if (status == LS_OK) {
        status = check_encoding(source, diags);
    }
    if (status != LS_OK) {
        lang_source_free(source);
    }
    return status;
}

void lang_source_free(LangSource *source)
{
    ls_alloc_free(source->alloc, source->filename, source->filename_size);
    ls_alloc_free(source->alloc, source->text, source->text_capacity);
    ls_alloc_free(source->alloc, source->line_starts, source->line_capacity * sizeof source->line_starts[0]);
    *source = (LangSource){.alloc = source->alloc};
}

const char *lang_source_line(const LangSource *source, uint32_t line, size_t *size)
{
    if (line == 0 || line > source->line_count) {
        *size = 0;
        return "";
    }
    size_t start = source->line_starts[line - 1];
    size_t end = line < source->line_count ? source->line_starts[line] : source->size;
    if (end > start && source->text[end - 1] == '\n') {
        end--;
    }
    *size = end - start;
    return source->text + start;
}

uint32_t lang_source_characters(const LangSource *source, uint32_t line, uint32_t column)
{
    size_t size;
    const char *text = lang_source_line(source, line, &size);
    uint32_t characters = 0;
    size_t i = 0;
    while (i < column && i < size) {
        size_t taken = sequence_size((const unsigned char *)text + i, size - i);
        i += taken > 0 ? taken : 1;
        characters++;
    }
    return characters + (column > i ? (uint32_t)(column - i) : 0);
}

LsStatus lang_source_error(const LangSource *source, LangDiagList *diags, const char *type, LangSpan span,
                           const char *message, const char *hint)
{
    size_t size;
    const char *text = lang_source_line(source, span.line, &size);
    if (span.line > source->line_count) { /* behind the last line end: show the last line */
        uint32_t last = (uint32_t)source->line_count;
        text = lang_source_line(source, last, &size);
        span = (LangSpan){last, (uint32_t)size, last, (uint32_t)size};
    }
    LangDiagInit init = {
        .severity = LANG_SEVERITY_ERROR,
        .type = type,
        .file = source->filename,
        .line = span.line,
        .column = lang_source_characters(source, span.line, span.column) + 1,
        .end_line = span.end_line,
        .end_column = lang_source_characters(source, span.end_line, span.end_column) + 1,
        .message = message,
        .hint = hint,
        .source = text,
        .source_size = size,
    };
    return lang_diag_add(diags, &init);
}
