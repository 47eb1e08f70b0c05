#include "lang/lang_lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static uint32_t column_of(const LangLexer *lexer, size_t at)
{
    return (uint32_t)(at - lexer->line_start);
}

void lang_lexer_fail(LangLexer *lexer, size_t from, size_t to, const char *hint, const char *format, ...)
{
    LangLexerError *error = &lexer->error;
    error->set = true;
    error->wins = true;
    error->type = "SyntaxError";
    error->hint = hint;
    error->span = (LangSpan){lexer->line, (uint32_t)from, lexer->line, (uint32_t)to};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
}

/* The same for errors of CPython's that do not win over earlier ones of the parser. */
static bool fail_quietly(LangLexer *lexer, const char *type, size_t from, size_t to, const char *hint, const char *text)
{
    lang_lexer_fail(lexer, from, to, hint, "%s", text);
    lexer->error.type = type;
    lexer->error.wins = false;
    return false;
}

static LangToken *push_token(LangLexer *lexer, LangTokenKind kind, size_t start, size_t end)
{
    LangToken *tokens =
        ls_alloc_grow(lexer->alloc, lexer->tokens, &lexer->token_capacity, lexer->token_count + 1, sizeof *tokens);
    if (tokens == NULL) {
        lexer->no_memory = true;
        return NULL;
    }
    lexer->tokens = tokens;
    LangToken *token = &tokens[lexer->token_count++];
    uint32_t column = column_of(lexer, start);
    *token = (LangToken){.kind = kind,
                         .start = (uint32_t)start,
                         .end = (uint32_t)end,
                         .level = lexer->level,
                         .span = {lexer->line, column, lexer->line, column + (uint32_t)(end - start)}};
    return token;
}

/* A token of the language proper: the notes that wait belong to its line. */
static bool push_code(LangLexer *lexer, LangTokenKind kind, size_t start, size_t end)
{
    if (push_token(lexer, kind, start, end) == NULL) {
        return false;
    }
    for (; lexer->notes_done < lexer->note_count; lexer->notes_done++) {
        lexer->notes[lexer->notes_done].target = lexer->line;
    }
    return true;
}

static void next_line(LangLexer *lexer)
{
    lexer->line++;
    lexer->line_start = lexer->at;
    lexer->comment = SIZE_MAX;
}

/* The line end begins where the comment before it does, as in CPython. */
static bool push_newline(LangLexer *lexer, size_t end)
{
    size_t start = lexer->comment != SIZE_MAX ? lexer->comment : lexer->at;
    return push_token(lexer, LANG_TOKEN_NEWLINE, start, end) != NULL;
}

static bool line_has_code(const LangLexer *lexer)
{
    if (lexer->token_count == 0) {
        return false;
    }
    const LangToken *last = &lexer->tokens[lexer->token_count - 1];
    return last->span.end_line == lexer->line && last->kind != LANG_TOKEN_NEWLINE && last->kind != LANG_TOKEN_INDENT &&
           last->kind != LANG_TOKEN_DEDENT;
}

/* Skips a comment; keeps it when it is a note. */
static bool skip_comment(LangLexer *lexer)
{
    size_t start = lexer->at;
    lexer->comment = start;
    while (lexer->at < lexer->end && lexer->text[lexer->at] != '\n') {
        lexer->at++;
    }
    if (lexer->at - start < 2 || lexer->text[start + 1] != ':') {
        return true;
    }
    LangLexerNote *notes =
        ls_alloc_grow(lexer->alloc, lexer->notes, &lexer->note_capacity, lexer->note_count + 1, sizeof *notes);
    if (notes == NULL) {
        lexer->no_memory = true;
        return false;
    }
    lexer->notes = notes;
    notes[lexer->note_count++] =
        (LangLexerNote){.start = (uint32_t)start + 2, .end = (uint32_t)lexer->at, .line = lexer->line};
    if (line_has_code(lexer)) {
        notes[lexer->notes_done++].target = lexer->line;
    }
    return true;
}

static bool push_indent(LangLexer *lexer, uint32_t column, uint32_t alt)
{
    if (lexer->indent_count + 1 >= LANG_MAX_INDENTS) {
        return fail_quietly(lexer, "IndentationError", 0, column_of(lexer, lexer->at),
                            "move the inner blocks to functions of their own", "too many levels of indentation");
    }
    lexer->indent_count++;
    lexer->indents[lexer->indent_count] = column;
    lexer->alt_indents[lexer->indent_count] = alt;
    return push_token(lexer, LANG_TOKEN_INDENT, lexer->line_start, lexer->at) != NULL;
}

static bool fail_tabs(LangLexer *lexer)
{
    return fail_quietly(lexer, "TabError", 0, column_of(lexer, lexer->at), "indent with spaces only",
                        "inconsistent use of tabs and spaces in indentation");
}

/* Compares the indentation of a line with code to that of the lines before. */
static bool apply_indentation(LangLexer *lexer, uint32_t column, uint32_t alt)
{
    uint32_t current = lexer->indents[lexer->indent_count];
    uint32_t current_alt = lexer->alt_indents[lexer->indent_count];
    if (column == current) {
        return alt == current_alt || fail_tabs(lexer);
    }
    if (column > current) {
        return alt > current_alt ? push_indent(lexer, column, alt) : fail_tabs(lexer);
    }
    while (lexer->indent_count > 0 && column < lexer->indents[lexer->indent_count]) {
        lexer->indent_count--;
        if (push_token(lexer, LANG_TOKEN_DEDENT, lexer->at, lexer->at) == NULL) {
            return false;
        }
    }
    if (column != lexer->indents[lexer->indent_count]) {
        size_t end = lexer->at;
        while (end < lexer->end && lexer->text[end] != '\n') {
            end++;
        }
        return fail_quietly(lexer, "IndentationError", column_of(lexer, end), column_of(lexer, end),
                            "indent the line as the block that it belongs to",
                            "unindent does not match any outer indentation level");
    }
    return alt == lexer->alt_indents[lexer->indent_count] || fail_tabs(lexer);
}

/* At the start of a line outside of brackets: skips blank lines and comments, then compares the indentation. */
static bool begin_line(LangLexer *lexer)
{
    for (;;) {
        uint32_t column = 0;
        uint32_t alt = 0;
        for (; lexer->at < lexer->end; lexer->at++) {
            char byte = lexer->text[lexer->at];
            if (byte == ' ') {
                column++;
                alt++;
            } else if (byte == '\t') {
                column = (column / 8 + 1) * 8;
                alt++;
            } else if (byte == '\f') {
                column = 0;
                alt = 0;
            } else {
                break;
            }
        }
        if (lexer->at < lexer->end && lexer->text[lexer->at] == '#' && !skip_comment(lexer)) {
            return false;
        }
        if (lexer->at >= lexer->end) {
            return true;
        }
        if (lexer->text[lexer->at] != '\n') {
            lexer->line_begins = false;
            return apply_indentation(lexer, column, alt);
        }
        lexer->at++;
        next_line(lexer);
    }
}

static bool is_string_start(const LangLexer *lexer, size_t *quote)
{
    size_t at = lexer->at;
    bool raw = false, bytes = false, format = false, unicode = false;
    for (; at < lexer->end; at++) {
        char letter = (char)(lexer->text[at] | 0x20);
        if (lexer->text[at] == '\'' || lexer->text[at] == '"') {
            *quote = at;
            return true;
        }
        if (letter == 'r' && !raw && !unicode) {
            raw = true;
        } else if (letter == 'b' && !bytes && !format && !unicode) {
            bytes = true;
        } else if (letter == 'f' && !format && !bytes && !unicode) {
            format = true;
        } else if (letter == 'u' && !raw && !bytes && !format && !unicode) {
            unicode = true;
        } else {
            return false;
        }
    }
    return false;
}

static bool fail_string(LangLexer *lexer, size_t column, uint32_t line, bool triple, uint32_t detected)
{
    lexer->line = line;
    lang_lexer_fail(lexer, column, column + 1, NULL, "unterminated %sstring literal (detected at line %u)",
                    triple ? "triple-quoted " : "", (unsigned)detected);
    return false;
}

/* A string with its prefix; may span lines. */
static bool string(LangLexer *lexer, size_t quote_at)
{
    size_t start = lexer->at;
    uint32_t first_line = lexer->line;
    uint32_t column = column_of(lexer, start);
    char quote = lexer->text[quote_at];
    bool triple =
        lexer->end - quote_at >= 3 && lexer->text[quote_at + 1] == quote && lexer->text[quote_at + 2] == quote;
    size_t at = quote_at + (triple ? 3 : 1);
    size_t run = 0; /* closing quotes seen in a row */
    while (run < (triple ? 3u : 1u)) {
        if (at >= lexer->end || (!triple && lexer->text[at] == '\n')) {
            /* A final line end does not begin a line of its own. */
            uint32_t detected = lexer->line;
            if (triple && at > lexer->line_start) {
                detected = lexer->line;
            } else if (triple && detected > first_line) {
                detected--;
            }
            return fail_string(lexer, column, first_line, triple, detected);
        }
        char byte = lexer->text[at++];
        run = byte == quote ? run + 1 : 0;
        if (byte == '\\' && at < lexer->end) {
            byte = lexer->text[at++];
        }
        if (byte == '\n') {
            lexer->line++;
            lexer->line_start = at;
        }
    }
    LangToken *token = push_token(lexer, LANG_TOKEN_STRING, start, at);
    if (token == NULL) {
        return false;
    }
    token->span = (LangSpan){first_line, column, lexer->line, column_of(lexer, at)};
    for (; lexer->notes_done < lexer->note_count; lexer->notes_done++) {
        lexer->notes[lexer->notes_done].target = first_line;
    }
    lexer->at = at;
    return true;
}

static bool open_bracket(LangLexer *lexer)
{
    uint32_t column = column_of(lexer, lexer->at);
    if (lexer->level >= LANG_MAX_BRACKETS) {
        lang_lexer_fail(lexer, column, column + 1, "give the inner parts names of their own",
                        "too many nested parentheses");
        return false;
    }
    lexer->brackets[lexer->level++] =
        (LangBracket){.opener = lexer->text[lexer->at], .line = lexer->line, .column = column};
    return true;
}

static bool close_bracket(LangLexer *lexer)
{
    char closer = lexer->text[lexer->at];
    uint32_t column = column_of(lexer, lexer->at);
    if (lexer->level == 0) {
        lang_lexer_fail(lexer, column, column + 1, NULL, "unmatched '%c'", closer);
        return false;
    }
    LangBracket bracket = lexer->brackets[--lexer->level];
    char wanted = bracket.opener == '(' ? ')' : bracket.opener == '[' ? ']' : '}';
    if (closer == wanted) {
        return true;
    }
    if (bracket.line == lexer->line) {
        lang_lexer_fail(lexer, column, column + 1, NULL,
                        "closing parenthesis '%c' does not match opening parenthesis '%c'", closer, bracket.opener);
    } else {
        lang_lexer_fail(lexer, column, column + 1, NULL,
                        "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u", closer,
                        bracket.opener, (unsigned)bracket.line);
    }
    return false;
}

static bool operator_token(LangLexer *lexer)
{
    size_t taken;
    LangTokenKind kind = lang_token_operator(lexer->text + lexer->at, lexer->end - lexer->at, &taken);
    char byte = lexer->text[lexer->at];
    if (kind == LANG_TOKEN_OTHER && ((unsigned char)byte < 0x20 || byte == 0x7f)) {
        uint32_t column = column_of(lexer, lexer->at);
        lang_lexer_fail(lexer, column, column + 1, NULL, "invalid non-printable character U+%04X", (unsigned)byte);
        return false;
    }
    bool opens = kind == LANG_TOKEN_LEFT_PAREN || kind == LANG_TOKEN_LEFT_BRACKET || kind == LANG_TOKEN_LEFT_BRACE;
    bool closes = kind == LANG_TOKEN_RIGHT_PAREN || kind == LANG_TOKEN_RIGHT_BRACKET || kind == LANG_TOKEN_RIGHT_BRACE;
    if ((opens && !open_bracket(lexer)) || (closes && !close_bracket(lexer))) {
        return false;
    }
    if (!push_code(lexer, kind == LANG_TOKEN_LESS_GREATER ? LANG_TOKEN_OTHER : kind, lexer->at, lexer->at + taken)) {
        return false;
    }
    lexer->at += taken;
    return true;
}

/* A backslash: the line goes on on the next one. */
static bool join_lines(LangLexer *lexer)
{
    uint32_t column = column_of(lexer, lexer->at);
    if (lexer->at + 1 < lexer->end && lexer->text[lexer->at + 1] != '\n') {
        return fail_quietly(lexer, "SyntaxError", column + 1, column + 2, "remove what follows the backslash",
                            "unexpected character after line continuation character");
    }
    lexer->at += lexer->at + 1 < lexer->end ? 2 : 1;
    if (lexer->at >= lexer->end) {
        return fail_quietly(lexer, "SyntaxError", column + 1, column + 1, "remove the backslash",
                            "unexpected EOF while parsing");
    }
    next_line(lexer);
    return true;
}

static bool name_token(LangLexer *lexer)
{
    size_t start = lexer->at;
    if (!lang_lexer_name(lexer)) {
        return false;
    }
    LangTokenKind kind = lang_token_keyword(lexer->text + start, lexer->at - start);
    return push_code(lexer, kind, start, lexer->at);
}

static bool number_token(LangLexer *lexer)
{
    size_t start = lexer->at;
    return lang_lexer_number(lexer) && push_code(lexer, LANG_TOKEN_NUMBER, start, lexer->at);
}

/* One token, comment or blank; false at an error. */
static bool step(LangLexer *lexer)
{
    char byte = lexer->text[lexer->at];
    size_t quote;
    if (byte == ' ' || byte == '\t' || byte == '\f') {
        lexer->at++;
        return true;
    }
    if (byte == '\n') {
        if (lexer->level == 0) {
            if (!push_newline(lexer, lexer->at + 1)) {
                return false;
            }
            lexer->line_begins = true;
        }
        lexer->at++;
        next_line(lexer);
        return true;
    }
    if (byte == '#') {
        return skip_comment(lexer);
    }
    if (byte == '\\') {
        return join_lines(lexer);
    }
    if (is_string_start(lexer, &quote)) {
        return string(lexer, quote);
    }
    if (lang_lexer_name_starts(byte)) {
        return name_token(lexer);
    }
    if (isdigit((unsigned char)byte) ||
        (byte == '.' && lexer->at + 1 < lexer->end && isdigit((unsigned char)lexer->text[lexer->at + 1]))) {
        return number_token(lexer);
    }
    return operator_token(lexer);
}

/* What stands at the end of every file: a line end, the open blocks' ends, the end. */
static bool finish(LangLexer *lexer, bool inside)
{
    if (lexer->level > (inside ? 1u : 0u)) {
        LangBracket bracket = lexer->brackets[lexer->level - 1];
        lexer->line = bracket.line;
        lang_lexer_fail(lexer, bracket.column, bracket.column + 1, NULL, "'%c' was never closed", bracket.opener);
        lexer->error.wins = false;
        lexer->error.end_of_file = true;
        return false;
    }
    if (inside) {
        lexer->level = 0;
        if (push_token(lexer, LANG_TOKEN_RIGHT_PAREN, lexer->at, lexer->at) == NULL) {
            return false;
        }
    }
    if (!inside && !lexer->line_begins && !push_newline(lexer, lexer->at)) {
        return false;
    }
    for (; lexer->indent_count > 0; lexer->indent_count--) {
        if (push_token(lexer, LANG_TOKEN_DEDENT, lexer->at, lexer->at) == NULL) {
            return false;
        }
    }
    return push_token(lexer, LANG_TOKEN_END, lexer->at, lexer->at) != NULL;
}

LsStatus lang_lexer_run(LangLexer *lexer, const LsAlloc *alloc, const LangSource *source, size_t start, size_t end,
                        uint32_t line, bool inside)
{
    memset(lexer, 0, sizeof *lexer);
    lexer->alloc = alloc;
    lexer->source = source;
    lexer->text = source->text;
    lexer->at = start;
    lexer->end = end;
    lexer->line = line;
    lexer->line_start = source->line_starts[line - 1];
    lexer->comment = SIZE_MAX;
    lexer->line_begins = !inside;
    if (inside) { /* as if in parentheses */
        lexer->brackets[lexer->level++] = (LangBracket){.opener = '(', .line = line, .column = 0};
    }
    bool ok = !inside || push_token(lexer, LANG_TOKEN_LEFT_PAREN, start, start) != NULL;
    while (ok && lexer->at < lexer->end) {
        ok = lexer->line_begins ? begin_line(lexer) : step(lexer);
    }
    ok = ok && finish(lexer, inside);
    if (!ok && !lexer->no_memory) {
        push_token(lexer, LANG_TOKEN_ERROR, lexer->at < lexer->line_start ? lexer->line_start : lexer->at, lexer->end);
    }
    return lexer->no_memory ? LS_E_NOMEM : LS_OK;
}

void lang_lexer_free(LangLexer *lexer)
{
    ls_alloc_free(lexer->alloc, lexer->tokens, lexer->token_capacity * sizeof lexer->tokens[0]);
    ls_alloc_free(lexer->alloc, lexer->notes, lexer->note_capacity * sizeof lexer->notes[0]);
    memset(lexer, 0, sizeof *lexer);
}
