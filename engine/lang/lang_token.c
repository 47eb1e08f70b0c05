#include "lang/lang_token.h"

#include <assert.h>
#include <string.h>

typedef struct Spelling {
    LangTokenKind kind;
    uint8_t size;
    const char *text;
} Spelling;

#define SPELLING(symbol, text) {symbol, sizeof(text) - 1, text},
static const Spelling keywords[] = {LANG_KEYWORD_TABLE(SPELLING)};
static const Spelling operators[] = {LANG_OPERATOR_TABLE(SPELLING)};
#undef SPELLING

const char *lang_token_text(LangTokenKind kind)
{
    static const char *const texts[LANG_TOKEN_COUNT] = {
#define LANG_TOKEN_NAME_OF(symbol, text) [symbol] = text,
        LANG_TOKEN_TABLE(LANG_TOKEN_NAME_OF)
#undef LANG_TOKEN_NAME_OF
    };
    assert((unsigned)kind < LANG_TOKEN_COUNT);
    return texts[kind];
}

LangTokenKind lang_token_keyword(const char *text, size_t size)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (keywords[i].size == size && memcmp(keywords[i].text, text, size) == 0) {
            return keywords[i].kind;
        }
    }
    return LANG_TOKEN_NAME;
}

LangTokenKind lang_token_operator(const char *text, size_t size, size_t *taken)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        size_t length = operators[i].size;
        if (length <= size && memcmp(operators[i].text, text, length) == 0) {
            *taken = length;
            return operators[i].kind;
        }
    }
    *taken = 1;
    return LANG_TOKEN_OTHER;
}
