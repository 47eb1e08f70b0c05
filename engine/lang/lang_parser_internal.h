/* lang_parser_internal.h: what the files of the parser share.  Nothing outside of lang_parser*.c and lang_fstring.c
 * includes it.
 *
 * The parser is a recursive descent over an array of tokens.  A function that parses something returns its node, or
 * NULL when the tokens do not fit or something went wrong: then `raised` tells whether there is an error with a text of
 * its own.  The first pass knows only the grammar.  When it fails without such an error, a second pass over the same
 * tokens
 * (`explain`) also tries the common mistakes, and raises the error that names them; when there is none, the error is
 * "invalid syntax" at the farthest token that the first pass looked at.
 */
#ifndef LANG_PARSER_INTERNAL_H
#define LANG_PARSER_INTERNAL_H

#include "lang/lang_lexer.h"
#include "lang/lang_parser.h"

enum {
    LANG_MAX_NESTING = 300, /* expressions, statements and patterns within each other */
};

typedef struct LangParser {
    LangModule *module;
    LangArena *arena;
    LangLexer *lexer; /* of the tokens: of the file, or of an expression inside of a string */
    size_t at;        /* the next token */
    size_t farthest;  /* the last token looked at */
    bool explain;     /* the second pass */
    bool quiet;       /* trying something: the rules for common mistakes are off */
    bool in_fstring;
    uint32_t nesting;

    bool raised;
    bool no_memory;
    const char *error_type;
    LangSpan error_span;
    char error_message[256];
    const char *error_hint; /* or NULL */
} LangParser;

/* --- tokens (lang_parser_core.c) --- */

/* The kind of the next token, or of the one `ahead` of it. */
LangTokenKind lang_p_kind(LangParser *p);
LangTokenKind lang_p_kind_ahead(LangParser *p, size_t ahead);
const LangToken *lang_p_token(const LangParser *p);
bool lang_p_accept(LangParser *p, LangTokenKind kind);
/* True when the next token is that (soft) keyword's name. */
bool lang_p_is_word(LangParser *p, const char *word);
/* Takes the ':' of a compound statement; false, in the second pass with "expected ':'" raised: for any other token when
 * `forced`, else only at the end of the line. */
bool lang_p_colon(LangParser *p, bool forced);
/* The interned text of the next token, which must be a NAME, and moves on; NULL when it is none. */
const LangName *lang_p_name(LangParser *p);
/* True when `name := ...` without parentheses begins at this token. */
bool lang_p_is_walrus(const LangParser *p, size_t start);
/* True when an expression may begin with this token. */
bool lang_p_starts_expression(LangTokenKind kind);

/* --- nodes --- */

/* A node that reaches from token `start` to the last token taken.  NULL when there is no memory. */
LangNode *lang_p_node(LangParser *p, LangNodeKind kind, size_t start);
bool lang_p_push(LangParser *p, LangNodes *list, LangNode *node);
void *lang_p_alloc(LangParser *p, size_t size);
LangSpan lang_p_join(LangSpan first, LangSpan last);

/* --- errors; all return NULL --- */

void *lang_p_raise(LangParser *p, LangSpan span, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void *lang_p_raise_indentation(LangParser *p, LangSpan span, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Counts a level of nesting; false when there are too many (raised).  Each true is followed by lang_p_leave. */
bool lang_p_enter(LangParser *p);
void lang_p_leave(LangParser *p);
/* What a wrong target is called: "function call", "literal", ... */
const char *lang_p_describe(const LangNode *node);

/* --- expressions (lang_parser_expr.c, _atom.c, _call.c) --- */

LangNode *lang_p_star_expressions(LangParser *p);
LangNode *lang_p_star_expression(LangParser *p);
LangNode *lang_p_star_named_expression(LangParser *p);
LangNode *lang_p_named_expression(LangParser *p);
LangNode *lang_p_expression(LangParser *p);
LangNode *lang_p_disjunction(LangParser *p);
LangNode *lang_p_bitwise_or(LangParser *p);
LangNode *lang_p_yield_expression(LangParser *p);
LangNode *lang_p_primary(LangParser *p);
LangNode *lang_p_atom(LangParser *p);
/* `for x in y if z ...`, at least one; false on failure. */
bool lang_p_for_clauses(LangParser *p, LangNodes *out);
/* The arguments of a call or class behind '(' up to and including ')'; false on failure. */
bool lang_p_arguments(LangParser *p, LangNodes *args, LangNodes *keywords);
LangNode *lang_p_slices(LangParser *p);
/* Parameters up to, and without, `closer`: ')' of a def, ':' of a lambda. */
LangArguments *lang_p_parameters(LangParser *p, LangTokenKind closer);

/* --- targets (lang_parser_target.c) --- */

typedef enum LangTargetUse { LANG_TARGET_ASSIGN, LANG_TARGET_FOR, LANG_TARGET_DELETE } LangTargetUse;

/* The part of an expression that cannot be a target, or NULL. */
const LangNode *lang_p_bad_target(const LangNode *node, LangTargetUse use);
void lang_p_set_context(LangNode *node, LangContext context);
/* What may stand between `for` and `in`, or behind `as` of `with`: parsed, checked and marked as stored to. */
LangNode *lang_p_for_targets(LangParser *p);
LangNode *lang_p_with_target(LangParser *p);

/* --- literals (lang_parser_literal.c, lang_fstring.c) --- */

LangNode *lang_p_number(LangParser *p);
/* One or more adjacent string tokens: a Constant or a JoinedStr. */
LangNode *lang_p_strings(LangParser *p);
/* Appends the value of [start, end), a piece of the string token with escapes, to `out`; false when raised. */
bool lang_p_unescape(LangParser *p, LsBuf *out, const LangToken *token, size_t start, size_t end, bool bytes);
/* Appends the parts of the f-string whose inside is [start, end) to `values`; plain text is collected in `text` first.
 */
bool lang_p_fstring(LangParser *p, LangNodes *values, LsBuf *text, const LangToken *token, size_t start, size_t end,
                    bool raw);
/* Moves what stands in `text` to `values`, as a Constant. */
bool lang_p_flush_text(LangParser *p, LangNodes *values, LsBuf *text, LangSpan span);
/* Where the bytes [from, to) of the source, within `token`, stand. */
LangSpan lang_p_span_within(const LangParser *p, const LangToken *token, size_t from, size_t to);

/* --- statements (lang_parser_stmt.c, _compound.c, _import.c, _match.c) --- */

/* All statements up to the end of the file. */
bool lang_p_file(LangParser *p, LangNodes *body);
/* One statement, or a line of simple ones; appended to `body`. */
bool lang_p_statement(LangParser *p, LangNodes *body);
bool lang_p_simple_line(LangParser *p, LangNodes *body);
/* A compound statement, when one begins here; *tried tells. */
LangNode *lang_p_compound(LangParser *p, bool *tried);
LangNode *lang_p_import(LangParser *p);
/* `what` is for the message: "'if' statement", "function definition", ... */
bool lang_p_block(LangParser *p, LangNodes *body, const char *what, uint32_t line);
/* A match statement, when the next tokens are one (*is_match); otherwise nothing is taken. */
LangNode *lang_p_match(LangParser *p, bool *is_match);
/* A pattern as it stands behind `case`. */
LangNode *lang_p_case_pattern(LangParser *p);
/* Raises what the compiler would find wrong with the cases of a match statement; false when raised. */
bool lang_p_check_cases(LangParser *p, const LangNodes *cases);

#endif
