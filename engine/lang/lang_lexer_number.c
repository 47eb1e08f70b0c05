#include "lang/lang_lexer.h"

#include <ctype.h>
#include <string.h>

static char peek(const LangLexer *lexer)
{
    return lexer->at < lexer->end ? lexer->text[lexer->at] : '\0';
}

static bool is_digit_of(char byte, int base)
{
    if (base == 16) {
        return isxdigit((unsigned char)byte);
    }
    return byte >= '0' && byte < '0' + base;
}

/* As CPython does, the error points at the last character that still belongs to the number. */
static bool fail_before(LangLexer *lexer, const char *kind)
{
    size_t column = lexer->at - lexer->line_start;
    lang_lexer_fail(lexer, column - 1, column, NULL, "invalid %s literal", kind);
    return false;
}

/* Digits with single underscores between them, at least one; false with an error recorded. */
static bool digits(LangLexer *lexer, int base, const char *kind)
{
    for (;;) {
        if (!is_digit_of(peek(lexer), base)) {
            if (isdigit((unsigned char)peek(lexer)) && base < 10) {
                size_t column = lexer->at - lexer->line_start;
                lang_lexer_fail(lexer, column, column + 1, NULL, "invalid digit '%c' in %s literal", peek(lexer), kind);
                return false;
            }
            return fail_before(lexer, kind);
        }
        while (is_digit_of(peek(lexer), base)) {
            lexer->at++;
        }
        if (peek(lexer) != '_') {
            break;
        }
        lexer->at++;
    }
    if (isdigit((unsigned char)peek(lexer))) {
        size_t column = lexer->at - lexer->line_start;
        lang_lexer_fail(lexer, column, column + 1, NULL, "invalid digit '%c' in %s literal", peek(lexer), kind);
        return false;
    }
    return true;
}

/* A number may be followed by a keyword at once ("1if x else 2"), by any other name not. */
static bool check_end(LangLexer *lexer, const char *kind)
{
    static const char *const allowed[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    if (!lang_lexer_name_starts(peek(lexer))) {
        return true;
    }
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        size_t size = strlen(allowed[i]);
        if (lexer->end - lexer->at >= size && memcmp(lexer->text + lexer->at, allowed[i], size) == 0) {
            return true;
        }
    }
    return fail_before(lexer, kind);
}

/* The fraction, exponent and `j` that may follow decimal digits. */
static bool rest_of_decimal(LangLexer *lexer)
{
    if (peek(lexer) == '.') {
        lexer->at++;
        if (isdigit((unsigned char)peek(lexer)) && !digits(lexer, 10, "decimal")) {
            return false;
        }
    }
    if (peek(lexer) == 'e' || peek(lexer) == 'E') {
        size_t next = lexer->at + 1;
        bool sign = next < lexer->end && (lexer->text[next] == '+' || lexer->text[next] == '-');
        next += sign ? 1 : 0;
        if (next < lexer->end && isdigit((unsigned char)lexer->text[next])) {
            lexer->at = next;
            if (!digits(lexer, 10, "decimal")) {
                return false;
            }
        } else if (sign) {
            lexer->at = next;
            return fail_before(lexer, "decimal");
        }
    }
    if (peek(lexer) == 'j' || peek(lexer) == 'J') {
        lexer->at++;
        return check_end(lexer, "imaginary");
    }
    return check_end(lexer, "decimal");
}

static bool leading_zeros(LangLexer *lexer, size_t start)
{
    size_t first = start - lexer->line_start;
    size_t last = lexer->at - lexer->line_start;
    lang_lexer_fail(lexer, first, last - 1, "remove the zeros, or write 0o for an octal number",
                    "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
    return false;
}

bool lang_lexer_number(LangLexer *lexer)
{
    size_t start = lexer->at;
    if (peek(lexer) == '0' && lexer->at + 1 < lexer->end) {
        static const struct {
            char letter;
            int base;
            const char *kind;
        } prefixes[] = {{'x', 16, "hexadecimal"}, {'o', 8, "octal"}, {'b', 2, "binary"}};
        char letter = (char)(lexer->text[lexer->at + 1] | 0x20);
        for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
            if (letter == prefixes[i].letter) {
                lexer->at += 2;
                if (peek(lexer) == '_') {
                    lexer->at++;
                }
                return digits(lexer, prefixes[i].base, prefixes[i].kind) && check_end(lexer, prefixes[i].kind);
            }
        }
    }
    if (peek(lexer) != '.' && !digits(lexer, 10, "decimal")) {
        return false;
    }
    bool nonzero = false;
    for (size_t i = start; i < lexer->at; i++) {
        nonzero = nonzero || (lexer->text[i] >= '1' && lexer->text[i] <= '9');
    }
    char next = peek(lexer);
    if (nonzero && lexer->text[start] == '0' && next != '.' && next != 'e' && next != 'E' && next != 'j' &&
        next != 'J') {
        return leading_zeros(lexer, start);
    }
    return rest_of_decimal(lexer);
}
