/* Compound statements, but match. */

#include "lang/lang_parser_internal.h"

static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

/* else: block, when it is there; false on failure. */
static bool else_block(LangParser *p, LangNodes *body)
{
    uint32_t line = lang_p_token(p)->span.line;
    if (!lang_p_accept(p, LANG_TOKEN_ELSE)) {
        return !p->raised;
    }
    return lang_p_colon(p, true) && lang_p_block(p, body, "'else' statement", line);
}

/* Sets the node's end to that of the last statement in its last block that is not empty. */
static void end_with(LangNode *node, const LangNodes *body)
{
    if (body->count > 0) {
        node->span.end_line = body->items[body->count - 1]->span.end_line;
        node->span.end_column = body->items[body->count - 1]->span.end_column;
    }
}

/* One `if` or `elif` without what follows its block. */
static LangNode *if_part(LangParser *p, const char *what)
{
    size_t start = p->at++;
    uint32_t line = p->lexer->tokens[start].span.line;
    LangNode *test = lang_p_named_expression(p);
    LangNodes body = {0};
    if (test == NULL || !lang_p_colon(p, false) || !lang_p_block(p, &body, what, line)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_IF, start);
    if (node != NULL) {
        node->u.branch.test = test;
        node->u.branch.body = body;
        end_with(node, &body);
    }
    return node;
}

static LangNode *if_statement(LangParser *p)
{
    LangNode *first = if_part(p, "'if' statement");
    LangNode *last = first;
    while (last != NULL && lang_p_kind(p) == LANG_TOKEN_ELIF) {
        LangNode *next = if_part(p, "'elif' statement");
        if (next == NULL || !lang_p_push(p, &last->u.branch.orelse, next)) {
            return NULL;
        }
        last = next;
    }
    if (last == NULL || !else_block(p, &last->u.branch.orelse)) {
        return NULL;
    }
    end_with(last, &last->u.branch.orelse);
    for (LangNode *node = first; node != last; node = node->u.branch.orelse.items[0]) {
        node->span.end_line = last->span.end_line;
        node->span.end_column = last->span.end_column;
    }
    return first;
}

static LangNode *while_statement(LangParser *p)
{
    size_t start = p->at++;
    uint32_t line = p->lexer->tokens[start].span.line;
    LangNode *test = lang_p_named_expression(p);
    LangNodes body = {0};
    LangNodes orelse = {0};
    if (test == NULL || !lang_p_colon(p, false) || !lang_p_block(p, &body, "'while' statement", line) ||
        !else_block(p, &orelse)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_WHILE, start);
    if (node != NULL) {
        node->u.branch.test = test;
        node->u.branch.body = body;
        node->u.branch.orelse = orelse;
        end_with(node, orelse.count > 0 ? &orelse : &body);
    }
    return node;
}

static LangNode *for_statement(LangParser *p, size_t start)
{
    uint32_t line = lang_p_token(p)->span.line;
    p->at++;
    LangNode *target = lang_p_for_targets(p);
    if (target == NULL || !lang_p_accept(p, LANG_TOKEN_IN)) {
        return NULL;
    }
    LangNode *iter = lang_p_star_expressions(p);
    LangNodes body = {0};
    LangNodes orelse = {0};
    if (iter == NULL || !lang_p_colon(p, false) || !lang_p_block(p, &body, "'for' statement", line) ||
        !else_block(p, &orelse)) {
        return NULL;
    }
    bool is_async = p->lexer->tokens[start].kind == LANG_TOKEN_ASYNC;
    LangNode *node = lang_p_node(p, is_async ? LANG_NODE_ASYNC_FOR : LANG_NODE_FOR, start);
    if (node != NULL) {
        node->u.for_loop.target = target;
        node->u.for_loop.iter = iter;
        node->u.for_loop.body = body;
        node->u.for_loop.orelse = orelse;
        end_with(node, orelse.count > 0 ? &orelse : &body);
    }
    return node;
}

/* --- with --- */

static LangNode *with_item(LangParser *p)
{
    size_t start = p->at;
    LangNode *context = lang_p_expression(p);
    LangNode *vars = NULL;
    if (context == NULL) {
        return NULL;
    }
    if (lang_p_accept(p, LANG_TOKEN_AS)) {
        vars = lang_p_with_target(p);
        if (vars == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_WITH_ITEM, start);
    if (node != NULL) {
        node->u.with_item.context = context;
        node->u.with_item.vars = vars;
    }
    return node;
}

static bool with_items(LangParser *p, LangNodes *items, LangTokenKind closer)
{
    do {
        if (items->count > 0 && closer == LANG_TOKEN_RIGHT_PAREN && lang_p_kind(p) == closer) {
            break;
        }
        LangNode *item = with_item(p);
        if (item == NULL || !lang_p_push(p, items, item)) {
            return false;
        }
    } while (lang_p_accept(p, LANG_TOKEN_COMMA));
    return true;
}

/* with (a as b, c as d): the parentheses belong to the statement.  Otherwise nothing is taken. */
static bool parenthesised_items(LangParser *p, LangNodes *items)
{
    size_t at = p->at;
    if (lang_p_accept(p, LANG_TOKEN_LEFT_PAREN) && with_items(p, items, LANG_TOKEN_RIGHT_PAREN) &&
        lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN) && lang_p_kind(p) == LANG_TOKEN_COLON) {
        return true;
    }
    p->at = at;
    *items = (LangNodes){0};
    return false;
}

static LangNode *with_statement(LangParser *p, size_t start)
{
    uint32_t line = lang_p_token(p)->span.line;
    p->at++;
    LangNodes items = {0};
    LangNodes body = {0};
    if (!parenthesised_items(p, &items) && (p->raised || !with_items(p, &items, LANG_TOKEN_COLON))) {
        return NULL;
    }
    if (!lang_p_colon(p, false) || !lang_p_block(p, &body, "'with' statement", line)) {
        return NULL;
    }
    bool is_async = p->lexer->tokens[start].kind == LANG_TOKEN_ASYNC;
    LangNode *node = lang_p_node(p, is_async ? LANG_NODE_ASYNC_WITH : LANG_NODE_WITH, start);
    if (node != NULL) {
        node->u.with.items = items;
        node->u.with.body = body;
        end_with(node, &body);
    }
    return node;
}

/* --- try --- */

/* `except A, B:` */
static void explain_types(LangParser *p, const LangNode *type)
{
    size_t at = p->at;
    LangNode *last = NULL;
    p->quiet = true;
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        LangNode *next = lang_p_expression(p);
        if (next == NULL) {
            break;
        }
        last = next;
    }
    const LangName *name = NULL;
    bool ends = last != NULL && (!lang_p_accept(p, LANG_TOKEN_AS) || (name = lang_p_name(p)) != NULL) &&
                lang_p_kind(p) == LANG_TOKEN_COLON;
    p->quiet = false;
    if (ends) {
        lang_p_raise(p, lang_p_join(type->span, lang_p_token(p)->span),
                     "write: except (A, B):", "multiple exception types must be parenthesized");
    }
    p->at = at;
}

static bool handler_head(LangParser *p, bool star, LangNode **type, const LangName **name)
{
    LangTokenKind kind = lang_p_kind(p);
    if (star && explains(p) && (kind == LANG_TOKEN_COLON || kind == LANG_TOKEN_NEWLINE)) {
        return lang_p_raise(p, lang_p_token(p)->span, NULL, "expected one or more exception types") != NULL;
    }
    if (!star && (kind == LANG_TOKEN_COLON || kind == LANG_TOKEN_NEWLINE)) {
        return lang_p_colon(p, false);
    }
    *type = lang_p_expression(p);
    if (*type == NULL) {
        return false;
    }
    if (explains(p) && lang_p_kind(p) == LANG_TOKEN_COMMA) {
        explain_types(p, *type);
    }
    if (!p->raised && lang_p_accept(p, LANG_TOKEN_AS)) {
        *name = lang_p_name(p);
        if (*name == NULL) {
            return false;
        }
    }
    return !p->raised && lang_p_colon(p, false);
}

/* `first` tells whether it sets or must follow *star. */
static LangNode *handler(LangParser *p, bool first, bool *star)
{
    size_t start = p->at++;
    uint32_t line = p->lexer->tokens[start].span.line;
    bool has_star = lang_p_accept(p, LANG_TOKEN_STAR);
    if (!first && has_star != *star) {
        return explains(p)
                   ? lang_p_raise(p, lang_p_join(p->lexer->tokens[start].span, p->lexer->tokens[p->at - 1].span),
                                  "write except* for all of them, or for none",
                                  "cannot have both 'except' and 'except*' on the same 'try'")
                   : NULL;
    }
    *star = has_star;
    LangNode *type = NULL;
    const LangName *name = NULL;
    LangNodes body = {0};
    if (!handler_head(p, has_star, &type, &name) ||
        !lang_p_block(p, &body, has_star ? "'except*' statement" : "'except' statement", line)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_EXCEPT_HANDLER, start);
    if (node != NULL) {
        node->u.handler.type = type;
        node->u.handler.name = name;
        node->u.handler.body = body;
        end_with(node, &body);
    }
    return node;
}

static bool handlers(LangParser *p, LangNodes *out, bool *star)
{
    while (lang_p_kind(p) == LANG_TOKEN_EXCEPT) {
        LangNode *node = handler(p, out->count == 0, star);
        if (node == NULL || !lang_p_push(p, out, node)) {
            return false;
        }
    }
    for (uint32_t i = 0; i + 1 < out->count; i++) {
        if (out->items[i]->u.handler.type == NULL) {
            LangSpan span = out->items[i]->span;
            span.end_line = span.line;
            span.end_column = span.column + 6;
            return lang_p_raise(p, span, "move it behind the others", "default 'except:' must be last") != NULL;
        }
    }
    return !p->raised;
}

static bool finally_block(LangParser *p, LangNodes *body)
{
    uint32_t line = lang_p_token(p)->span.line;
    if (!lang_p_accept(p, LANG_TOKEN_FINALLY)) {
        return !p->raised;
    }
    return lang_p_colon(p, true) && lang_p_block(p, body, "'finally' statement", line);
}

static LangNode *try_statement(LangParser *p)
{
    size_t start = p->at++;
    LangNodes body = {0}, clauses = {0}, orelse = {0}, finalbody = {0};
    bool star = false;
    if (!lang_p_colon(p, true) || !lang_p_block(p, &body, "'try' statement", p->lexer->tokens[start].span.line) ||
        !handlers(p, &clauses, &star) || (clauses.count > 0 && !else_block(p, &orelse)) ||
        !finally_block(p, &finalbody)) {
        return NULL;
    }
    if (clauses.count == 0 && finalbody.count == 0) {
        return explains(p) ? lang_p_raise(p, lang_p_token(p)->span, NULL, "expected 'except' or 'finally' block")
                           : NULL;
    }
    LangNode *node = lang_p_node(p, star ? LANG_NODE_TRY_STAR : LANG_NODE_TRY, start);
    if (node != NULL) {
        node->u.try_block.body = body;
        node->u.try_block.handlers = clauses;
        node->u.try_block.orelse = orelse;
        node->u.try_block.finalbody = finalbody;
        end_with(node, finalbody.count > 0 ? &finalbody : orelse.count > 0 ? &orelse : &clauses);
    }
    return node;
}

/* --- definitions --- */

static LangNode *function(LangParser *p, size_t start, LangNodes decorators)
{
    uint32_t line = lang_p_token(p)->span.line;
    p->at++;
    const LangName *name = lang_p_name(p);
    if (name == NULL) {
        return NULL;
    }
    if (!lang_p_accept(p, LANG_TOKEN_LEFT_PAREN)) {
        return explains(p) ? lang_p_raise(p, lang_p_token(p)->span, NULL, "expected '('") : NULL;
    }
    LangArguments *args = lang_p_parameters(p, LANG_TOKEN_RIGHT_PAREN);
    if (args == NULL || !lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    LangNode *returns = NULL;
    LangNodes body = {0};
    size_t arrow = p->at;
    if (lang_p_accept(p, LANG_TOKEN_ARROW)) {
        returns = lang_p_expression(p);
        if (returns == NULL) {
            if (explains(p)) {
                lang_p_raise(p, p->lexer->tokens[arrow].span, NULL, "expected ':'");
            }
            return NULL;
        }
    }
    if (!lang_p_colon(p, true) || !lang_p_block(p, &body, "function definition", line)) {
        return NULL;
    }
    bool is_async = p->lexer->tokens[start].kind == LANG_TOKEN_ASYNC;
    LangNode *node = lang_p_node(p, is_async ? LANG_NODE_ASYNC_FUNCTION_DEF : LANG_NODE_FUNCTION_DEF, start);
    if (node != NULL) {
        node->u.function.name = name;
        node->u.function.args = args;
        node->u.function.body = body;
        node->u.function.decorators = decorators;
        node->u.function.returns = returns;
        end_with(node, &body);
    }
    return node;
}

/* class A(x for x in y): is no class. */
static bool is_bare_generator(const LangParser *p, size_t open, const LangNodes *args)
{
    if (args->count != 1 || args->items[0]->kind != LANG_NODE_GENERATOR_EXP) {
        return false;
    }
    LangSpan span = args->items[0]->span;
    LangSpan paren = p->lexer->tokens[open].span;
    return span.line == paren.line && span.column == paren.column;
}

static LangNode *class_definition(LangParser *p, LangNodes decorators)
{
    size_t start = p->at++;
    const LangName *name = lang_p_name(p);
    LangNodes bases = {0}, keywords = {0}, body = {0};
    if (name == NULL) {
        return NULL;
    }
    size_t open = p->at;
    if (lang_p_accept(p, LANG_TOKEN_LEFT_PAREN) &&
        (!lang_p_arguments(p, &bases, &keywords) || is_bare_generator(p, open, &bases))) {
        return NULL;
    }
    if (!lang_p_colon(p, false) || !lang_p_block(p, &body, "class definition", p->lexer->tokens[start].span.line)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_CLASS_DEF, start);
    if (node != NULL) {
        node->u.class_def.name = name;
        node->u.class_def.bases = bases;
        node->u.class_def.keywords = keywords;
        node->u.class_def.body = body;
        node->u.class_def.decorators = decorators;
        end_with(node, &body);
    }
    return node;
}

static LangNode *decorated(LangParser *p)
{
    LangNodes decorators = {0};
    while (lang_p_accept(p, LANG_TOKEN_AT)) {
        LangNode *decorator = lang_p_named_expression(p);
        if (decorator == NULL || !lang_p_accept(p, LANG_TOKEN_NEWLINE) || !lang_p_push(p, &decorators, decorator)) {
            return NULL;
        }
    }
    size_t start = p->at;
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_DEF: return function(p, start, decorators);
    case LANG_TOKEN_CLASS: return class_definition(p, decorators);
    case LANG_TOKEN_ASYNC: p->at++; return lang_p_kind(p) == LANG_TOKEN_DEF ? function(p, start, decorators) : NULL;
    default: return NULL;
    }
}

static LangNode *async_statement(LangParser *p)
{
    size_t start = p->at++;
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_DEF: return function(p, start, (LangNodes){0});
    case LANG_TOKEN_FOR: return for_statement(p, start);
    case LANG_TOKEN_WITH: return with_statement(p, start);
    default: return NULL;
    }
}

LangNode *lang_p_compound(LangParser *p, bool *tried)
{
    size_t start = p->at;
    *tried = true;
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_IF: return if_statement(p);
    case LANG_TOKEN_WHILE: return while_statement(p);
    case LANG_TOKEN_FOR: return for_statement(p, start);
    case LANG_TOKEN_WITH: return with_statement(p, start);
    case LANG_TOKEN_TRY: return try_statement(p);
    case LANG_TOKEN_DEF: return function(p, start, (LangNodes){0});
    case LANG_TOKEN_CLASS: return class_definition(p, (LangNodes){0});
    case LANG_TOKEN_AT: return decorated(p);
    case LANG_TOKEN_ASYNC: return async_statement(p);
    default: *tried = false; return NULL;
    }
}
