/* f-strings: text, and fields {expression=!conversion:spec}. */

#include "lang/lang_parser_internal.h"

#include <ctype.h>
#include <string.h>

enum { MAX_SPEC_DEPTH = 2, MAX_FIELD_BRACKETS = 200 };

/* Where the parts of one f-string are read. */
typedef struct Cursor {
    const LangToken *token;
    size_t at;
    size_t end;
    bool raw;
    uint32_t depth; /* 0: the string; 1: a spec; ... */
} Cursor;

static bool parts(LangParser *p, Cursor *cursor, LangNodes *values, LsBuf *text);

static bool fail_at(LangParser *p, const Cursor *cursor, size_t at, const char *hint, const char *message)
{
    size_t to = at < cursor->end ? at + 1 : at;
    lang_p_raise(p, lang_p_span_within(p, cursor->token, at, to), hint, "%s", message);
    return false;
}

static char byte_at(const LangParser *p, const Cursor *cursor, size_t at)
{
    return at < cursor->end ? p->lexer->text[at] : '\0';
}

/* Text up to the next brace, with escapes replaced. */
static bool plain_text(LangParser *p, Cursor *cursor, LsBuf *text)
{
    size_t start = cursor->at;
    size_t at = start;
    while (at < cursor->end && p->lexer->text[at] != '{' && p->lexer->text[at] != '}') {
        bool pair = !cursor->raw && p->lexer->text[at] == '\\' && at + 1 < cursor->end &&
                    p->lexer->text[at + 1] != '{' && p->lexer->text[at + 1] != '}';
        at += pair ? 2 : 1;
    }
    if (at > cursor->end) {
        at = cursor->end;
    }
    cursor->at = at;
    if (cursor->raw) {
        ls_buf_put(text, p->lexer->text + start, at - start);
        return true;
    }
    return lang_p_unescape(p, text, cursor->token, start, at, false);
}

typedef struct Brackets {
    char openers[MAX_FIELD_BRACKETS];
    size_t count;
} Brackets;

/* Skips a string inside of an expression; `at` is its first quote. */
static bool skip_string(LangParser *p, Cursor *cursor, size_t *at)
{
    char quote = p->lexer->text[*at];
    bool triple = byte_at(p, cursor, *at + 1) == quote && byte_at(p, cursor, *at + 2) == quote;
    if (!triple && byte_at(p, cursor, *at + 1) == quote) {
        *at += 2;
        return true;
    }
    size_t i = *at + (triple ? 3 : 1);
    for (; i < cursor->end; i++) {
        char byte = p->lexer->text[i];
        if (byte == '\\') {
            return fail_at(p, cursor, i, "give the value a name before the string",
                           "f-string expression part cannot include a backslash");
        }
        if (byte == quote && (!triple || (byte_at(p, cursor, i + 1) == quote && byte_at(p, cursor, i + 2) == quote))) {
            *at = i + (triple ? 3 : 1);
            return true;
        }
    }
    return fail_at(p, cursor, *at, NULL, "f-string: unterminated string");
}

static bool close_bracket(LangParser *p, Cursor *cursor, Brackets *brackets, size_t at)
{
    char closer = p->lexer->text[at];
    LangSpan span = lang_p_span_within(p, cursor->token, at, at + 1);
    if (brackets->count == 0) {
        lang_p_raise(p, span, NULL, "f-string: unmatched '%c'", closer);
        return false;
    }
    char opener = brackets->openers[--brackets->count];
    char wanted = opener == '(' ? ')' : opener == '[' ? ']' : '}';
    if (closer != wanted) {
        lang_p_raise(p, span, NULL, "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'",
                     closer, opener);
        return false;
    }
    return true;
}

/* True when the expression ends before this byte, outside of brackets; two-byte comparisons are skipped by the caller.
 */
static bool ends_expression(char byte)
{
    return byte == '}' || byte == ':' || byte == '!' || byte == '=';
}

/* Finds the end of the expression that begins at the cursor, which moves there. */
static bool find_end(LangParser *p, Cursor *cursor)
{
    Brackets brackets;
    brackets.count = 0;
    size_t at = cursor->at;
    while (at < cursor->end) {
        char byte = p->lexer->text[at];
        if (byte == '\\') {
            return fail_at(p, cursor, at, "give the value a name before the string",
                           "f-string expression part cannot include a backslash");
        }
        if (byte == '#') {
            return fail_at(p, cursor, at, NULL, "f-string expression part cannot include '#'");
        }
        if (byte == '\'' || byte == '"') {
            if (!skip_string(p, cursor, &at)) {
                return false;
            }
            continue;
        }
        if (byte == '(' || byte == '[' || byte == '{') {
            if (brackets.count >= MAX_FIELD_BRACKETS) {
                return fail_at(p, cursor, at, NULL, "f-string: too many nested parenthesis");
            }
            brackets.openers[brackets.count++] = byte;
        } else if (brackets.count == 0 && (byte == '=' || byte == '!' || byte == '<' || byte == '>') &&
                   byte_at(p, cursor, at + 1) == '=') {
            at++;
        } else if (brackets.count == 0 && ends_expression(byte)) {
            break;
        } else if (byte == ')' || byte == ']' || byte == '}') {
            if (!close_bracket(p, cursor, &brackets, at)) {
                return false;
            }
        }
        at++;
    }
    cursor->at = at;
    if (brackets.count > 0) {
        lang_p_raise(p, lang_p_span_within(p, cursor->token, at, at), NULL, "f-string: unmatched '%c'",
                     brackets.openers[brackets.count - 1]);
        return false;
    }
    return true;
}

static LangNode *parenthesised(LangParser *p)
{
    LangNode *node = lang_p_atom(p);
    return node != NULL && lang_p_kind(p) == LANG_TOKEN_END ? node : NULL;
}

/* Parses the tokens of an expression inside of the string, in the two passes of any text. */
static LangNode *two_passes(LangParser *p)
{
    p->explain = false;
    LangNode *node = parenthesised(p);
    if (node == NULL && !p->raised && !p->no_memory) {
        LangSpan span = p->lexer->tokens[p->farthest].span;
        p->at = 0;
        p->explain = true;
        node = parenthesised(p);
        if (!p->raised && !p->no_memory) {
            node = lang_p_raise(p, span, NULL, "invalid syntax");
        }
    }
    return p->raised ? NULL : node;
}

static LangNode *expression(LangParser *p, const Cursor *cursor, size_t start, size_t end)
{
    LangParser outer = *p;
    LangLexer lexer;
    uint32_t line = lang_p_span_within(p, cursor->token, start, start).line;
    LsStatus status = lang_lexer_run(&lexer, p->arena->alloc, p->lexer->source, start, end, line, true);
    p->no_memory = p->no_memory || status == LS_E_NOMEM;
    LangNode *node = NULL;
    if (status == LS_OK && lang_p_enter(p)) {
        p->lexer = &lexer;
        p->at = 0;
        p->farthest = 0;
        p->quiet = false;
        p->in_fstring = true;
        node = two_passes(p);
        lang_p_leave(p);
    }
    p->lexer = outer.lexer;
    p->at = outer.at;
    p->farthest = outer.farthest;
    p->explain = outer.explain;
    p->quiet = outer.quiet;
    p->in_fstring = outer.in_fstring;
    lang_lexer_free(&lexer);
    return node;
}

static bool is_blank(const LangParser *p, size_t start, size_t end)
{
    while (start < end && isspace((unsigned char)p->lexer->text[start])) {
        start++;
    }
    return start == end;
}

static bool fail_blank(LangParser *p, const Cursor *cursor)
{
    switch (byte_at(p, cursor, cursor->at)) {
    case '!': return fail_at(p, cursor, cursor->at, NULL, "f-string: expression required before '!'");
    case ':': return fail_at(p, cursor, cursor->at, NULL, "f-string: expression required before ':'");
    case '=': return fail_at(p, cursor, cursor->at, NULL, "f-string: expression required before '='");
    default: return fail_at(p, cursor, cursor->at, NULL, "f-string: empty expression not allowed");
    }
}

/* `!r` behind the expression. */
static bool conversion(LangParser *p, Cursor *cursor, char *out)
{
    if (byte_at(p, cursor, cursor->at) != '!') {
        return true;
    }
    cursor->at++;
    char letter = byte_at(p, cursor, cursor->at);
    if (cursor->at >= cursor->end) {
        return fail_at(p, cursor, cursor->at, NULL, "f-string: expecting '}'");
    }
    if (letter != 's' && letter != 'r' && letter != 'a') {
        return fail_at(p, cursor, cursor->at, NULL,
                       "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    }
    *out = letter;
    cursor->at++;
    return true;
}

/* `:spec`, a JoinedStr of its own. */
static bool format_spec(LangParser *p, Cursor *cursor, LangNode **out)
{
    if (byte_at(p, cursor, cursor->at) != ':') {
        return true;
    }
    cursor->at++;
    size_t start = cursor->at;
    Cursor inner = *cursor;
    inner.depth++;
    LangNodes values = {0};
    LsBuf text;
    ls_buf_init(&text, p->arena->alloc);
    bool ok = parts(p, &inner, &values, &text);
    LangSpan span = lang_p_span_within(p, cursor->token, start, inner.at);
    ok = ok && lang_p_flush_text(p, &values, &text, span);
    ls_buf_free(&text);
    LangNode *node = ok ? lang_p_alloc(p, lang_node_size(LANG_NODE_JOINED_STR)) : NULL;
    if (node == NULL) {
        return false;
    }
    node->kind = LANG_NODE_JOINED_STR;
    node->span = span;
    node->u.sequence.items = values;
    cursor->at = inner.at;
    *out = node;
    return true;
}

/* A field; the cursor is behind its '{'. */
static bool field(LangParser *p, Cursor *cursor, LangNodes *values, LsBuf *text)
{
    size_t open = cursor->at - 1;
    size_t start = cursor->at;
    if (cursor->depth >= MAX_SPEC_DEPTH) {
        return fail_at(p, cursor, open, "give the inner part a name of its own",
                       "f-string: expressions nested too deeply");
    }
    if (!find_end(p, cursor)) {
        return false;
    }
    if (is_blank(p, start, cursor->at)) {
        return cursor->at < cursor->end ? fail_blank(p, cursor)
                                        : fail_at(p, cursor, cursor->at, NULL, "f-string: expecting '}'");
    }
    if (cursor->at >= cursor->end) {
        return fail_at(p, cursor, cursor->at, NULL, "f-string: expecting '}'");
    }
    LangNode *value = expression(p, cursor, start, cursor->at);
    if (value == NULL) {
        return false;
    }
    bool debug = byte_at(p, cursor, cursor->at) == '=';
    if (debug) {
        cursor->at++;
        while (cursor->at < cursor->end && isspace((unsigned char)p->lexer->text[cursor->at])) {
            cursor->at++;
        }
        ls_buf_put(text, p->lexer->text + start, cursor->at - start);
    }
    char letter = '\0';
    LangNode *spec = NULL;
    if (!conversion(p, cursor, &letter) || !format_spec(p, cursor, &spec)) {
        return false;
    }
    if (byte_at(p, cursor, cursor->at) != '}') {
        return fail_at(p, cursor, cursor->at, NULL, "f-string: expecting '}'");
    }
    cursor->at++;
    LangSpan span = lang_p_span_within(p, cursor->token, open, cursor->at);
    LangNode *node = lang_p_flush_text(p, values, text, cursor->token->span)
                         ? lang_p_alloc(p, lang_node_size(LANG_NODE_FORMATTED_VALUE))
                         : NULL;
    if (node == NULL) {
        return false;
    }
    node->kind = LANG_NODE_FORMATTED_VALUE;
    node->span = span;
    node->u.formatted.value = value;
    node->u.formatted.format_spec = spec;
    node->u.formatted.conversion = debug && letter == '\0' && spec == NULL ? 'r' : letter;
    return lang_p_push(p, values, node);
}

/* Text and fields up to the end, or, in a spec, up to its '}'. */
static bool parts(LangParser *p, Cursor *cursor, LangNodes *values, LsBuf *text)
{
    while (cursor->at < cursor->end) {
        if (!plain_text(p, cursor, text)) {
            return false;
        }
        char byte = byte_at(p, cursor, cursor->at);
        if (cursor->at >= cursor->end || (byte == '}' && cursor->depth > 0)) {
            break;
        }
        cursor->at++;
        if (cursor->depth == 0 && byte_at(p, cursor, cursor->at) == byte) {
            ls_buf_putc(text, byte);
            cursor->at++;
        } else if (byte == '}') {
            return fail_at(p, cursor, cursor->at - 1, "write }} for a brace", "f-string: single '}' is not allowed");
        } else if (!field(p, cursor, values, text)) {
            return false;
        }
    }
    return true;
}

bool lang_p_fstring(LangParser *p, LangNodes *values, LsBuf *text, const LangToken *token, size_t start, size_t end,
                    bool raw)
{
    Cursor cursor = {.token = token, .at = start, .end = end, .raw = raw};
    return parts(p, &cursor, values, text);
}
