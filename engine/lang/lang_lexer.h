/* lang_lexer.h: from text to tokens.
 *
 * A LangLexer turns a range of a source into an array of tokens, all at once, so that the parser may look ahead as far
 * as it likes.  It stops at the first error; then the last token is LANG_TOKEN_ERROR and `error` says what was wrong.
 * The lexer owns its tokens, notes and error text until lang_lexer_free; tokens refer to the source.
 */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include "lang/lang_source.h"
#include "lang/lang_token.h"

enum {
    LANG_MAX_BRACKETS = 200, /* brackets within brackets */
    LANG_MAX_INDENTS = 100,
};

typedef struct LangLexerNote {
    uint32_t start, end; /* bytes into the source, behind `#:` */
    uint32_t line;
    uint32_t target; /* 0 until a token follows */
} LangLexerNote;

typedef struct LangBracket {
    char opener;
    uint32_t line;
    uint32_t column;
} LangBracket;

typedef struct LangLexerError {
    bool set;
    bool wins;        /* over an error that the parser finds earlier in the file */
    bool end_of_file; /* within brackets: the last open one was never closed */
    const char *type; /* "SyntaxError", "IndentationError", "TabError" */
    LangSpan span;
    char message[160];
    const char *hint; /* or NULL */
} LangLexerError;

typedef struct LangLexer {
    const LsAlloc *alloc;
    const LangSource *source;
    const char *text;
    size_t at;
    size_t end;
    uint32_t line;
    size_t line_start;
    size_t comment;   /* where the comment of this line begins; SIZE_MAX without one */
    bool line_begins; /* at the beginning of a logical line */
    bool no_memory;

    uint32_t indents[LANG_MAX_INDENTS];     /* columns with tabs to multiples of eight */
    uint32_t alt_indents[LANG_MAX_INDENTS]; /* columns with tabs as one: they must agree */
    uint32_t indent_count;
    LangBracket brackets[LANG_MAX_BRACKETS];
    uint32_t level;

    LangToken *tokens;
    size_t token_count;
    size_t token_capacity;
    LangLexerNote *notes;
    size_t note_count;
    size_t note_capacity;
    size_t notes_done; /* these have their target */
    LangLexerError error;
} LangLexer;

/* Splits [start, end) of the source, which begins on `line`.  `inside`: the range is an expression inside of a string,
 * where line ends and indentation mean nothing; its tokens stand between parentheses of no width.  LS_OK (also with an
 * error token at the end) or LS_E_NOMEM. */
LsStatus lang_lexer_run(LangLexer *lexer, const LsAlloc *alloc, const LangSource *source, size_t start, size_t end,
                        uint32_t line, bool inside);
void lang_lexer_free(LangLexer *lexer);

/* Records the error; `from` and `to` are bytes into the current line. */
void lang_lexer_fail(LangLexer *lexer, size_t from, size_t to, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Scans a number at lexer->at and moves behind it; false with an error recorded. */
bool lang_lexer_number(LangLexer *lexer);
/* Scans a name at lexer->at and moves behind it; false with an error recorded. */
bool lang_lexer_name(LangLexer *lexer);
/* True when a name may begin with this byte (all that are no ASCII included). */
bool lang_lexer_name_starts(char byte);

#endif
