/* Numbers and strings. */

#include "lang/lang_parser_internal.h"

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static int digit_value(char byte)
{
    return isdigit((unsigned char)byte) ? byte - '0' : (byte | 0x20) - 'a' + 10;
}

static void set_integer(LangNode *node, const char *digits, size_t size, int base)
{
    int64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit_value(digits[i]), &value)) {
            node->u.constant.kind = LANG_CONSTANT_BIG_INT;
            node->u.constant.base = (uint8_t)base;
            node->u.constant.text = (LangText){digits, (uint32_t)size};
            return;
        }
    }
    node->u.constant.kind = LANG_CONSTANT_INT;
    node->u.constant.integer = value;
}

/* The C library reads numbers with the locale's decimal point. */
static double read_float(char *digits)
{
    char *end;
    double value = strtod(digits, &end);
    char *point = strchr(digits, '.');
    if (*end != '\0' && point != NULL) {
        *point = localeconv()->decimal_point[0];
        value = strtod(digits, &end);
    }
    return value;
}

LangNode *lang_p_number(LangParser *p)
{
    size_t start = p->at;
    const LangToken *token = lang_p_token(p);
    const char *text = p->lexer->text + token->start;
    size_t size = token->end - token->start;
    p->at++;
    int base = 10;
    char letter = size > 1 && text[0] == '0' ? (char)(text[1] | 0x20) : '\0';
    if (letter == 'x' || letter == 'o' || letter == 'b') {
        base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
        text += 2;
        size -= 2;
    }
    char *digits = lang_p_alloc(p, size + 1);
    LangNode *node = digits == NULL ? NULL : lang_p_node(p, LANG_NODE_CONSTANT, start);
    if (node == NULL) {
        return NULL;
    }
    size_t count = 0;
    bool is_float = false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '_') {
            digits[count++] = text[i];
            is_float = is_float || (base == 10 && !isdigit((unsigned char)text[i]));
        }
    }
    if (base == 10 && (digits[count - 1] | 0x20) == 'j') {
        digits[count - 1] = '\0';
        node->u.constant.kind = LANG_CONSTANT_IMAGINARY;
        node->u.constant.number = read_float(digits);
        return node;
    }
    if (is_float) {
        node->u.constant.kind = LANG_CONSTANT_FLOAT;
        node->u.constant.number = read_float(digits);
    } else {
        set_integer(node, digits, count, base);
    }
    return node;
}

/* --- strings --- */

LangSpan lang_p_span_within(const LangParser *p, const LangToken *token, size_t from, size_t to)
{
    LangSpan span = {token->span.line, 0, token->span.line, 0};
    size_t line_start = token->start - token->span.column;
    size_t end_line_start = line_start;
    for (size_t i = token->start; i < to; i++) {
        if (p->lexer->text[i] == '\n') {
            if (i < from) {
                span.line++;
                line_start = i + 1;
            }
            span.end_line++;
            end_line_start = i + 1;
        }
    }
    span.column = (uint32_t)(from - line_start);
    span.end_column = (uint32_t)(to - end_line_start);
    return span;
}

static const char *const unicode_prefix = "(unicode error) 'unicodeescape' codec can't decode bytes in position";

/* \xXX, \uXXXX or \UXXXXXXXX at `at` (the backslash); moves behind it.  `position` counts as CPython does. */
static bool hex_escape(LangParser *p, LsBuf *out, const LangToken *token, size_t *at, size_t end, size_t position,
                       bool bytes)
{
    const char *text = p->lexer->text;
    char letter = text[*at + 1];
    size_t wanted = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    size_t first = *at + 2;
    size_t count = 0;
    uint32_t code = 0;
    while (count < wanted && first + count < end && isxdigit((unsigned char)text[first + count])) {
        code = code * 16 + (uint32_t)digit_value(text[first + count]);
        count++;
    }
    LangSpan span = lang_p_span_within(p, token, *at, first + count);
    if (count < wanted && bytes) {
        return lang_p_raise(p, span, NULL, "(value error) invalid \\x escape at position %zu", position) != NULL;
    }
    if (count < wanted) {
        return lang_p_raise(p, span, NULL, "%s %zu-%zu: truncated \\%c%.*s escape", unicode_prefix, position,
                            position + 1 + count, letter, (int)wanted, "XXXXXXXX") != NULL;
    }
    if (code > 0x10FFFF) {
        return lang_p_raise(p, span, NULL, "%s %zu-%zu: illegal Unicode character", unicode_prefix, position,
                            position + 9) != NULL;
    }
    if (bytes) {
        ls_buf_putc(out, (char)code);
    } else {
        ls_buf_put_utf8(out, code);
    }
    *at = first + count;
    return true;
}

static void octal_escape(const LangParser *p, LsBuf *out, size_t *at, size_t end, bool bytes)
{
    uint32_t code = 0;
    size_t i = *at + 1;
    for (size_t count = 0; count < 3 && i < end && p->lexer->text[i] >= '0' && p->lexer->text[i] <= '7'; count++) {
        code = code * 8 + (uint32_t)(p->lexer->text[i++] - '0');
    }
    if (bytes) {
        ls_buf_putc(out, (char)code);
    } else {
        ls_buf_put_utf8(out, code);
    }
    *at = i;
}

/* One escape at `at` (the backslash, with at least one more byte behind it). */
static bool escape(LangParser *p, LsBuf *out, const LangToken *token, size_t *at, size_t end, size_t position,
                   bool bytes)
{
    static const char letters[] = "\\'\"abfnrtv";
    static const char values[] = "\\'\"\a\b\f\n\r\t\v";
    char byte = p->lexer->text[*at + 1];
    const char *found = byte == '\0' ? NULL : strchr(letters, byte);
    if (found != NULL) {
        ls_buf_putc(out, values[found - letters]);
        *at += 2;
    } else if (byte == '\n') {
        *at += 2;
    } else if (byte >= '0' && byte <= '7') {
        octal_escape(p, out, at, end, bytes);
    } else if (byte == 'x' || (!bytes && (byte == 'u' || byte == 'U'))) {
        return hex_escape(p, out, token, at, end, position, bytes);
    } else if (byte == 'N' && !bytes) {
        return lang_p_raise(p, lang_p_span_within(p, token, *at, *at + 2),
                            "write the character itself, or its number as \\uXXXX",
                            "characters by name (\\N{...}) are not supported") != NULL;
    } else { /* no escape: both stay */
        ls_buf_putc(out, '\\');
        *at += 1;
    }
    return true;
}

bool lang_p_unescape(LangParser *p, LsBuf *out, const LangToken *token, size_t start, size_t end, bool bytes)
{
    const char *text = p->lexer->text;
    size_t position = 0;
    for (size_t i = start; i < end;) {
        if (text[i] == '\\' && i + 1 < end) {
            size_t before = i;
            if (!escape(p, out, token, &i, end, position, bytes)) {
                return false;
            }
            position += i - before;
            continue;
        }
        if ((unsigned char)text[i] < 0x80) {
            position++;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            position += bytes ? 1 : 10; /* CPython looks at \UXXXXXXXX in its place */
        }
        ls_buf_putc(out, text[i++]);
    }
    return true;
}

typedef struct Literal {
    bool raw, bytes, format;
    size_t start, end; /* the inside */
} Literal;

static Literal read_literal(const LangParser *p, const LangToken *token)
{
    Literal literal = {0};
    size_t at = token->start;
    for (; p->lexer->text[at] != '\'' && p->lexer->text[at] != '"'; at++) {
        char letter = (char)(p->lexer->text[at] | 0x20);
        literal.raw = literal.raw || letter == 'r';
        literal.bytes = literal.bytes || letter == 'b';
        literal.format = literal.format || letter == 'f';
    }
    const char *quote = p->lexer->text + at;
    bool triple = token->end - at >= 6 && quote[1] == quote[0] && quote[2] == quote[0];
    literal.start = at + (triple ? 3 : 1);
    literal.end = token->end - (triple ? 3 : 1);
    return literal;
}

static bool check_ascii(LangParser *p, const LangToken *token, const Literal *literal)
{
    for (size_t i = literal->start; i < literal->end; i++) {
        if ((unsigned char)p->lexer->text[i] >= 0x80) {
            return lang_p_raise(p, token->span, "write other bytes as \\xXX, or encode a str",
                                "bytes can only contain ASCII literal characters") != NULL;
        }
    }
    return true;
}

bool lang_p_flush_text(LangParser *p, LangNodes *values, LsBuf *text, LangSpan span)
{
    if (text->failed) {
        p->no_memory = true;
        return false;
    }
    if (text->size == 0) {
        return true;
    }
    char *copy = lang_arena_copy(p->arena, text->data, text->size);
    LangNode *node = copy == NULL ? NULL : lang_p_alloc(p, lang_node_size(LANG_NODE_CONSTANT));
    if (node == NULL) {
        p->no_memory = true;
        return false;
    }
    node->kind = LANG_NODE_CONSTANT;
    node->span = span;
    node->u.constant.kind = LANG_CONSTANT_STR;
    node->u.constant.text = (LangText){copy, (uint32_t)text->size};
    ls_buf_clear(text);
    return lang_p_push(p, values, node);
}

typedef struct Strings {
    LsBuf text;
    LangNodes values; /* of an f-string */
    bool bytes, format;
} Strings;

static bool one_string(LangParser *p, Strings *strings, bool first)
{
    const LangToken *token = lang_p_token(p);
    Literal literal = read_literal(p, token);
    p->at++;
    if (!first && literal.bytes != strings->bytes) {
        return lang_p_raise(p, token->span, NULL, "cannot mix bytes and nonbytes literals") != NULL;
    }
    strings->bytes = literal.bytes;
    strings->format = strings->format || literal.format;
    if (literal.bytes && !check_ascii(p, token, &literal)) {
        return false;
    }
    if (literal.format) {
        return lang_p_fstring(p, &strings->values, &strings->text, token, literal.start, literal.end, literal.raw);
    }
    if (literal.raw) {
        ls_buf_put(&strings->text, p->lexer->text + literal.start, literal.end - literal.start);
        return true;
    }
    return lang_p_unescape(p, &strings->text, token, literal.start, literal.end, literal.bytes);
}

static LangNode *finish_strings(LangParser *p, Strings *strings, size_t start)
{
    LangNode *node = lang_p_node(p, strings->format ? LANG_NODE_JOINED_STR : LANG_NODE_CONSTANT, start);
    if (node == NULL) {
        return NULL;
    }
    if (strings->format) {
        if (!lang_p_flush_text(p, &strings->values, &strings->text, node->span)) {
            return NULL;
        }
        node->u.sequence.items = strings->values;
        return node;
    }
    char *copy =
        strings->text.failed ? NULL : lang_arena_copy(p->arena, ls_buf_text(&strings->text), strings->text.size);
    if (copy == NULL) {
        p->no_memory = true;
        return NULL;
    }
    node->u.constant.kind = strings->bytes ? LANG_CONSTANT_BYTES : LANG_CONSTANT_STR;
    node->u.constant.text = (LangText){copy, (uint32_t)strings->text.size};
    return node;
}

LangNode *lang_p_strings(LangParser *p)
{
    size_t start = p->at;
    Strings strings = {0};
    ls_buf_init(&strings.text, p->arena->alloc);
    bool ok = one_string(p, &strings, true);
    while (ok && lang_p_kind(p) == LANG_TOKEN_STRING) {
        ok = one_string(p, &strings, false);
    }
    LangNode *node = ok ? finish_strings(p, &strings, start) : NULL;
    ls_buf_free(&strings.text);
    return node;
}
