#include "lang/lang_parser_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

LangTokenKind lang_p_kind_ahead(LangParser *p, size_t ahead)
{
    size_t index = p->at + ahead;
    if (index >= p->lexer->token_count) {
        index = p->lexer->token_count - 1;
    }
    if (index > p->farthest) {
        p->farthest = index;
    }
    LangTokenKind kind = p->lexer->tokens[index].kind;
    if (kind == LANG_TOKEN_ERROR && !p->raised) {
        const LangLexerError *error = &p->lexer->error;
        lang_p_raise(p, error->span, error->hint, "%s", error->message);
        p->error_type = error->type;
    }
    return kind;
}

LangTokenKind lang_p_kind(LangParser *p)
{
    return lang_p_kind_ahead(p, 0);
}

const LangToken *lang_p_token(const LangParser *p)
{
    return &p->lexer->tokens[p->at];
}

bool lang_p_accept(LangParser *p, LangTokenKind kind)
{
    if (lang_p_kind(p) != kind || kind == LANG_TOKEN_ERROR) {
        return false;
    }
    if (p->at + 1 < p->lexer->token_count) {
        p->at++;
    }
    return true;
}

bool lang_p_is_word(LangParser *p, const char *word)
{
    const LangToken *token = lang_p_token(p);
    size_t size = strlen(word);
    return lang_p_kind(p) == LANG_TOKEN_NAME && token->end - token->start == size &&
           memcmp(p->lexer->text + token->start, word, size) == 0;
}

bool lang_p_colon(LangParser *p, bool forced)
{
    if (lang_p_accept(p, LANG_TOKEN_COLON)) {
        return true;
    }
    if (p->explain && !p->quiet && (forced || lang_p_kind(p) == LANG_TOKEN_NEWLINE)) {
        lang_p_raise(p, lang_p_token(p)->span, NULL, "expected ':'");
    }
    return false;
}

const LangName *lang_p_name(LangParser *p)
{
    const LangToken *token = lang_p_token(p);
    if (!lang_p_accept(p, LANG_TOKEN_NAME)) {
        return NULL;
    }
    const LangName *name = lang_module_intern(p->module, p->lexer->text + token->start, token->end - token->start);
    p->no_memory = p->no_memory || name == NULL;
    return name;
}

bool lang_p_is_walrus(const LangParser *p, size_t start)
{
    return start + 1 < p->lexer->token_count && p->lexer->tokens[start].kind == LANG_TOKEN_NAME &&
           p->lexer->tokens[start + 1].kind == LANG_TOKEN_COLON_EQUAL;
}

bool lang_p_starts_expression(LangTokenKind kind)
{
    switch (kind) {
    case LANG_TOKEN_NAME:
    case LANG_TOKEN_NUMBER:
    case LANG_TOKEN_STRING:
    case LANG_TOKEN_FALSE:
    case LANG_TOKEN_NONE:
    case LANG_TOKEN_TRUE:
    case LANG_TOKEN_AWAIT:
    case LANG_TOKEN_LAMBDA:
    case LANG_TOKEN_NOT:
    case LANG_TOKEN_ELLIPSIS:
    case LANG_TOKEN_PLUS:
    case LANG_TOKEN_MINUS:
    case LANG_TOKEN_TILDE:
    case LANG_TOKEN_LEFT_PAREN:
    case LANG_TOKEN_LEFT_BRACKET:
    case LANG_TOKEN_LEFT_BRACE: return true;
    default: return false;
    }
}

void *lang_p_alloc(LangParser *p, size_t size)
{
    void *piece = lang_arena_alloc(p->arena, size);
    p->no_memory = p->no_memory || piece == NULL;
    return piece;
}

LangSpan lang_p_join(LangSpan first, LangSpan last)
{
    return (LangSpan){first.line, first.column, last.end_line, last.end_column};
}

LangNode *lang_p_node(LangParser *p, LangNodeKind kind, size_t start)
{
    LangNode *node = lang_p_alloc(p, lang_node_size(kind));
    if (node != NULL) {
        size_t last = p->at > start ? p->at - 1 : start;
        node->kind = kind;
        node->span = lang_p_join(p->lexer->tokens[start].span, p->lexer->tokens[last].span);
    }
    return node;
}

/* Lists double at 4, 8, 16, ... items, in the arena. */
bool lang_p_push(LangParser *p, LangNodes *list, LangNode *node)
{
    uint32_t count = list->count;
    if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
        size_t capacity = count == 0 ? 4 : (size_t)count * 2;
        LangNode **items = lang_p_alloc(p, capacity * sizeof *items);
        if (items == NULL) {
            return false;
        }
        if (count > 0) {
            memcpy(items, list->items, count * sizeof *items);
        }
        list->items = items;
    }
    list->items[list->count++] = node;
    return true;
}

static void raise_as(LangParser *p, const char *type, LangSpan span, const char *hint, const char *format,
                     va_list arguments)
{
    if (p->raised) {
        return;
    }
    p->raised = true;
    p->error_type = type;
    p->error_span = span;
    p->error_hint = hint;
    int prefix = 0;
    if (p->in_fstring && strncmp(format, "f-string", 8) != 0) {
        prefix = snprintf(p->error_message, sizeof p->error_message, "f-string: ");
    }
    vsnprintf(p->error_message + prefix, sizeof p->error_message - (size_t)prefix, format, arguments);
}

void *lang_p_raise(LangParser *p, LangSpan span, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_as(p, "SyntaxError", span, hint, format, arguments);
    va_end(arguments);
    return NULL;
}

void *lang_p_raise_indentation(LangParser *p, LangSpan span, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_as(p, "IndentationError", span, hint, format, arguments);
    va_end(arguments);
    return NULL;
}

bool lang_p_enter(LangParser *p)
{
    if (p->nesting >= LANG_MAX_NESTING) {
        lang_p_raise(p, lang_p_token(p)->span, "give the inner parts names of their own",
                     "too many nested expressions");
        return false;
    }
    p->nesting++;
    return true;
}

void lang_p_leave(LangParser *p)
{
    assert(p->nesting > 0);
    p->nesting--;
}

static const char *describe_constant(const LangNode *node)
{
    switch (node->u.constant.kind) {
    case LANG_CONSTANT_NONE: return "None";
    case LANG_CONSTANT_TRUE: return "True";
    case LANG_CONSTANT_FALSE: return "False";
    case LANG_CONSTANT_ELLIPSIS: return "ellipsis";
    default: return "literal";
    }
}

const char *lang_p_describe(const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_ATTRIBUTE: return "attribute";
    case LANG_NODE_SUBSCRIPT: return "subscript";
    case LANG_NODE_STARRED: return "starred";
    case LANG_NODE_NAME: return "name";
    case LANG_NODE_LIST: return "list";
    case LANG_NODE_TUPLE: return "tuple";
    case LANG_NODE_LAMBDA: return "lambda";
    case LANG_NODE_CALL: return "function call";
    case LANG_NODE_GENERATOR_EXP: return "generator expression";
    case LANG_NODE_YIELD:
    case LANG_NODE_YIELD_FROM: return "yield expression";
    case LANG_NODE_AWAIT: return "await expression";
    case LANG_NODE_LIST_COMP: return "list comprehension";
    case LANG_NODE_SET_COMP: return "set comprehension";
    case LANG_NODE_DICT_COMP: return "dict comprehension";
    case LANG_NODE_DICT: return "dict literal";
    case LANG_NODE_SET: return "set display";
    case LANG_NODE_JOINED_STR:
    case LANG_NODE_FORMATTED_VALUE: return "f-string expression";
    case LANG_NODE_CONSTANT: return describe_constant(node);
    case LANG_NODE_COMPARE: return "comparison";
    case LANG_NODE_IF_EXP: return "conditional expression";
    case LANG_NODE_NAMED_EXPR: return "named expression";
    default: return "expression";
    }
}
