/* lang_token.h: the kinds of tokens, and a token.
 *
 * Keywords are kinds of their own; the soft keywords match, case and _ are names.  Tokens own nothing: their text is
 * [start, end) of the source.
 */
#ifndef LANG_TOKEN_H
#define LANG_TOKEN_H

#include "lang/lang_ast.h"

/* X(symbol, text) */
#define LANG_KEYWORD_TABLE(X)                                                                                          \
    X(LANG_TOKEN_FALSE, "False")                                                                                       \
    X(LANG_TOKEN_NONE, "None")                                                                                         \
    X(LANG_TOKEN_TRUE, "True")                                                                                         \
    X(LANG_TOKEN_AND, "and")                                                                                           \
    X(LANG_TOKEN_AS, "as")                                                                                             \
    X(LANG_TOKEN_ASSERT, "assert")                                                                                     \
    X(LANG_TOKEN_ASYNC, "async")                                                                                       \
    X(LANG_TOKEN_AWAIT, "await")                                                                                       \
    X(LANG_TOKEN_BREAK, "break")                                                                                       \
    X(LANG_TOKEN_CLASS, "class")                                                                                       \
    X(LANG_TOKEN_CONTINUE, "continue")                                                                                 \
    X(LANG_TOKEN_DEF, "def")                                                                                           \
    X(LANG_TOKEN_DEL, "del")                                                                                           \
    X(LANG_TOKEN_ELIF, "elif")                                                                                         \
    X(LANG_TOKEN_ELSE, "else")                                                                                         \
    X(LANG_TOKEN_EXCEPT, "except")                                                                                     \
    X(LANG_TOKEN_FINALLY, "finally")                                                                                   \
    X(LANG_TOKEN_FOR, "for")                                                                                           \
    X(LANG_TOKEN_FROM, "from")                                                                                         \
    X(LANG_TOKEN_GLOBAL, "global")                                                                                     \
    X(LANG_TOKEN_IF, "if")                                                                                             \
    X(LANG_TOKEN_IMPORT, "import")                                                                                     \
    X(LANG_TOKEN_IN, "in")                                                                                             \
    X(LANG_TOKEN_IS, "is")                                                                                             \
    X(LANG_TOKEN_LAMBDA, "lambda")                                                                                     \
    X(LANG_TOKEN_NONLOCAL, "nonlocal")                                                                                 \
    X(LANG_TOKEN_NOT, "not")                                                                                           \
    X(LANG_TOKEN_OR, "or")                                                                                             \
    X(LANG_TOKEN_PASS, "pass")                                                                                         \
    X(LANG_TOKEN_RAISE, "raise")                                                                                       \
    X(LANG_TOKEN_RETURN, "return")                                                                                     \
    X(LANG_TOKEN_TRY, "try")                                                                                           \
    X(LANG_TOKEN_WHILE, "while")                                                                                       \
    X(LANG_TOKEN_WITH, "with")                                                                                         \
    X(LANG_TOKEN_YIELD, "yield")

/* X(symbol, text); longer texts before their beginnings */
#define LANG_OPERATOR_TABLE(X)                                                                                         \
    X(LANG_TOKEN_DOUBLE_STAR_EQUAL, "**=")                                                                             \
    X(LANG_TOKEN_DOUBLE_SLASH_EQUAL, "//=")                                                                            \
    X(LANG_TOKEN_LEFT_SHIFT_EQUAL, "<<=")                                                                              \
    X(LANG_TOKEN_RIGHT_SHIFT_EQUAL, ">>=")                                                                             \
    X(LANG_TOKEN_ELLIPSIS, "...")                                                                                      \
    X(LANG_TOKEN_NOT_EQUAL, "!=")                                                                                      \
    X(LANG_TOKEN_PERCENT_EQUAL, "%=")                                                                                  \
    X(LANG_TOKEN_AMPERSAND_EQUAL, "&=")                                                                                \
    X(LANG_TOKEN_DOUBLE_STAR, "**")                                                                                    \
    X(LANG_TOKEN_STAR_EQUAL, "*=")                                                                                     \
    X(LANG_TOKEN_PLUS_EQUAL, "+=")                                                                                     \
    X(LANG_TOKEN_MINUS_EQUAL, "-=")                                                                                    \
    X(LANG_TOKEN_ARROW, "->")                                                                                          \
    X(LANG_TOKEN_DOUBLE_SLASH, "//")                                                                                   \
    X(LANG_TOKEN_SLASH_EQUAL, "/=")                                                                                    \
    X(LANG_TOKEN_COLON_EQUAL, ":=")                                                                                    \
    X(LANG_TOKEN_LEFT_SHIFT, "<<")                                                                                     \
    X(LANG_TOKEN_LESS_EQUAL, "<=")                                                                                     \
    X(LANG_TOKEN_LESS_GREATER, "<>")                                                                                   \
    X(LANG_TOKEN_DOUBLE_EQUAL, "==")                                                                                   \
    X(LANG_TOKEN_GREATER_EQUAL, ">=")                                                                                  \
    X(LANG_TOKEN_RIGHT_SHIFT, ">>")                                                                                    \
    X(LANG_TOKEN_AT_EQUAL, "@=")                                                                                       \
    X(LANG_TOKEN_CARET_EQUAL, "^=")                                                                                    \
    X(LANG_TOKEN_BAR_EQUAL, "|=")                                                                                      \
    X(LANG_TOKEN_PERCENT, "%")                                                                                         \
    X(LANG_TOKEN_AMPERSAND, "&")                                                                                       \
    X(LANG_TOKEN_LEFT_PAREN, "(")                                                                                      \
    X(LANG_TOKEN_RIGHT_PAREN, ")")                                                                                     \
    X(LANG_TOKEN_STAR, "*")                                                                                            \
    X(LANG_TOKEN_PLUS, "+")                                                                                            \
    X(LANG_TOKEN_COMMA, ",")                                                                                           \
    X(LANG_TOKEN_MINUS, "-")                                                                                           \
    X(LANG_TOKEN_DOT, ".")                                                                                             \
    X(LANG_TOKEN_SLASH, "/")                                                                                           \
    X(LANG_TOKEN_COLON, ":")                                                                                           \
    X(LANG_TOKEN_SEMICOLON, ";")                                                                                       \
    X(LANG_TOKEN_LESS, "<")                                                                                            \
    X(LANG_TOKEN_EQUAL, "=")                                                                                           \
    X(LANG_TOKEN_GREATER, ">")                                                                                         \
    X(LANG_TOKEN_AT, "@")                                                                                              \
    X(LANG_TOKEN_LEFT_BRACKET, "[")                                                                                    \
    X(LANG_TOKEN_RIGHT_BRACKET, "]")                                                                                   \
    X(LANG_TOKEN_CARET, "^")                                                                                           \
    X(LANG_TOKEN_LEFT_BRACE, "{")                                                                                      \
    X(LANG_TOKEN_BAR, "|")                                                                                             \
    X(LANG_TOKEN_RIGHT_BRACE, "}")                                                                                     \
    X(LANG_TOKEN_TILDE, "~")

/* X(symbol, name) */
#define LANG_TOKEN_TABLE(X)                                                                                            \
    X(LANG_TOKEN_END, "end of file")                                                                                   \
    X(LANG_TOKEN_NEWLINE, "newline")                                                                                   \
    X(LANG_TOKEN_INDENT, "indent")                                                                                     \
    X(LANG_TOKEN_DEDENT, "dedent")                                                                                     \
    X(LANG_TOKEN_NAME, "name")                                                                                         \
    X(LANG_TOKEN_NUMBER, "number")                                                                                     \
    X(LANG_TOKEN_STRING, "string")                                                                                     \
    X(LANG_TOKEN_OTHER, "stray character")                                                                             \
    X(LANG_TOKEN_ERROR, "error")                                                                                       \
    LANG_KEYWORD_TABLE(X)                                                                                              \
    LANG_OPERATOR_TABLE(X)

typedef enum LangTokenKind {
#define LANG_TOKEN_ENUM(symbol, text) symbol,
    LANG_TOKEN_TABLE(LANG_TOKEN_ENUM)
#undef LANG_TOKEN_ENUM
        LANG_TOKEN_COUNT
} LangTokenKind;

typedef struct LangToken {
    LangTokenKind kind;
    uint32_t start; /* bytes into the source */
    uint32_t end;
    uint32_t level; /* open brackets behind this token, an opening one included */
    LangSpan span;
} LangToken;

/* "name", "if", "+=", ... */
const char *lang_token_text(LangTokenKind kind);
/* The keyword that these bytes are, or LANG_TOKEN_NAME. */
LangTokenKind lang_token_keyword(const char *text, size_t size);
/* The longest operator at the start of the bytes, its length in *taken; LANG_TOKEN_OTHER when there is none. */
LangTokenKind lang_token_operator(const char *text, size_t size, size_t *taken);

#endif
