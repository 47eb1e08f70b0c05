/* Simple statements, and lines and blocks of statements. */

#include "lang/lang_parser_internal.h"

static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

static bool ends_statement(LangTokenKind kind)
{
    return kind == LANG_TOKEN_NEWLINE || kind == LANG_TOKEN_SEMICOLON;
}

static LangNode *yield_or_expressions(LangParser *p)
{
    return lang_p_kind(p) == LANG_TOKEN_YIELD ? lang_p_yield_expression(p) : lang_p_star_expressions(p);
}

/* --- assignments --- */

/* `a, f() = 1`: goes through the elements again as conditions, which finds the = that was meant as ==. */
static void explain_bad_target(LangParser *p, size_t start, const LangNode *bad)
{
    size_t at = p->at;
    p->at = start;
    do {
        if (lang_p_star_named_expression(p) == NULL) {
            break;
        }
    } while (lang_p_accept(p, LANG_TOKEN_COMMA));
    p->at = at;
    if (bad->kind == LANG_NODE_YIELD || bad->kind == LANG_NODE_YIELD_FROM) {
        lang_p_raise(p, bad->span, NULL, "assignment to yield expression not possible");
    }
    lang_p_raise(p, bad->span, NULL, "cannot assign to %s", lang_p_describe(bad));
}

/* target = target = ... value; the first target is there and the next token is '='. */
static LangNode *assignment(LangParser *p, size_t start, LangNode *first)
{
    LangNodes targets = {0};
    LangNode *value = first;
    while (lang_p_accept(p, LANG_TOKEN_EQUAL)) {
        const LangNode *bad = lang_p_bad_target(value, LANG_TARGET_ASSIGN);
        if (bad != NULL) {
            if (explains(p)) {
                explain_bad_target(p, start, bad);
            }
            return NULL;
        }
        lang_p_set_context(value, LANG_STORE);
        if (!lang_p_push(p, &targets, value)) {
            return NULL;
        }
        value = yield_or_expressions(p);
        if (value == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_ASSIGN, start);
    if (node != NULL) {
        node->u.assign.targets = targets;
        node->u.assign.value = value;
    }
    return node;
}

static bool is_single_target(const LangNode *node)
{
    return node->kind == LANG_NODE_NAME || node->kind == LANG_NODE_ATTRIBUTE || node->kind == LANG_NODE_SUBSCRIPT;
}

static void explain_annotation(LangParser *p, size_t start, const LangNode *target)
{
    if (target->kind == LANG_NODE_LIST || target->kind == LANG_NODE_TUPLE) {
        bool bare = target->kind == LANG_NODE_TUPLE && p->lexer->tokens[start].kind != LANG_TOKEN_LEFT_PAREN;
        LangSpan span = bare ? target->u.sequence.items.items[0]->span : target->span;
        lang_p_raise(p, span, NULL, "only single target (not %s) can be annotated", lang_p_describe(target));
    } else {
        lang_p_raise(p, target->span, NULL, "illegal target for annotation");
    }
}

/* target: annotation = value; the next token is ':'. */
static LangNode *annotated(LangParser *p, size_t start, LangNode *target)
{
    if (!is_single_target(target) && !p->explain) {
        return NULL;
    }
    p->at++;
    LangNode *annotation = lang_p_expression(p);
    if (annotation == NULL) {
        return NULL;
    }
    if (!is_single_target(target)) {
        if (explains(p)) {
            explain_annotation(p, start, target);
        }
        return NULL;
    }
    LangNode *value = NULL;
    if (lang_p_accept(p, LANG_TOKEN_EQUAL)) {
        value = yield_or_expressions(p);
        if (value == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_ANN_ASSIGN, start);
    if (node != NULL) {
        lang_p_set_context(target, LANG_STORE);
        node->u.ann_assign.target = target;
        node->u.ann_assign.annotation = annotation;
        node->u.ann_assign.value = value;
        node->u.ann_assign.simple = target->kind == LANG_NODE_NAME && p->lexer->tokens[start].kind == LANG_TOKEN_NAME;
    }
    return node;
}

static bool augmented_operator(LangTokenKind kind, LangBinary *op)
{
    static const struct {
        LangTokenKind token;
        LangBinary op;
    } table[] = {
        {LANG_TOKEN_PLUS_EQUAL, LANG_BINARY_ADD},
        {LANG_TOKEN_MINUS_EQUAL, LANG_BINARY_SUB},
        {LANG_TOKEN_STAR_EQUAL, LANG_BINARY_MULT},
        {LANG_TOKEN_AT_EQUAL, LANG_BINARY_MAT_MULT},
        {LANG_TOKEN_SLASH_EQUAL, LANG_BINARY_DIV},
        {LANG_TOKEN_PERCENT_EQUAL, LANG_BINARY_MOD},
        {LANG_TOKEN_AMPERSAND_EQUAL, LANG_BINARY_BIT_AND},
        {LANG_TOKEN_BAR_EQUAL, LANG_BINARY_BIT_OR},
        {LANG_TOKEN_CARET_EQUAL, LANG_BINARY_BIT_XOR},
        {LANG_TOKEN_LEFT_SHIFT_EQUAL, LANG_BINARY_LSHIFT},
        {LANG_TOKEN_RIGHT_SHIFT_EQUAL, LANG_BINARY_RSHIFT},
        {LANG_TOKEN_DOUBLE_STAR_EQUAL, LANG_BINARY_POW},
        {LANG_TOKEN_DOUBLE_SLASH_EQUAL, LANG_BINARY_FLOOR_DIV},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].token == kind) {
            *op = table[i].op;
            return true;
        }
    }
    return false;
}

static LangNode *augmented(LangParser *p, size_t start, LangNode *target, LangBinary op)
{
    bool fits = is_single_target(target);
    if (!fits && !p->explain) {
        return NULL;
    }
    p->at++;
    LangNode *value = yield_or_expressions(p);
    if (!fits) {
        return value != NULL && explains(p)
                   ? lang_p_raise(p, target->span, NULL, "'%s' is an illegal expression for augmented assignment",
                                  lang_p_describe(target))
                   : NULL;
    }
    LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_AUG_ASSIGN, start);
    if (node != NULL) {
        lang_p_set_context(target, LANG_STORE);
        node->u.aug_assign.target = target;
        node->u.aug_assign.value = value;
        node->u.aug_assign.op = op;
    }
    return node;
}

/* A statement that begins with an expression. */
static LangNode *expression_statement(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = yield_or_expressions(p);
    if (first == NULL) {
        return NULL;
    }
    LangBinary op;
    LangTokenKind kind = lang_p_kind(p);
    if (kind == LANG_TOKEN_EQUAL) {
        return assignment(p, start, first);
    }
    if (kind == LANG_TOKEN_COLON) {
        return annotated(p, start, first);
    }
    if (augmented_operator(kind, &op)) {
        return augmented(p, start, first, op);
    }
    LangNode *node = lang_p_node(p, LANG_NODE_EXPR, start);
    if (node != NULL) {
        node->u.value.value = first;
    }
    return node;
}

/* --- statements with a keyword --- */

static LangNode *return_statement(LangParser *p)
{
    size_t start = p->at++;
    LangNode *value = NULL;
    if (!ends_statement(lang_p_kind(p))) {
        value = lang_p_star_expressions(p);
        if (value == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_RETURN, start);
    if (node != NULL) {
        node->u.value.value = value;
    }
    return node;
}

static LangNode *raise_statement(LangParser *p)
{
    size_t start = p->at++;
    LangNode *exc = NULL;
    LangNode *cause = NULL;
    if (!ends_statement(lang_p_kind(p))) {
        exc = lang_p_expression(p);
        if (exc == NULL) {
            return NULL;
        }
        if (lang_p_accept(p, LANG_TOKEN_FROM)) {
            cause = lang_p_expression(p);
            if (cause == NULL) {
                return NULL;
            }
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_RAISE, start);
    if (node != NULL) {
        node->u.raise.exc = exc;
        node->u.raise.cause = cause;
    }
    return node;
}

/* del a, b.c, d[0] */
static LangNode *delete_statement(LangParser *p)
{
    size_t start = p->at++;
    LangNodes items = {0};
    do {
        if (items.count > 0 && ends_statement(lang_p_kind(p))) {
            break;
        }
        LangNode *item = lang_p_star_expression(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    } while (lang_p_accept(p, LANG_TOKEN_COMMA));
    for (uint32_t i = 0; i < items.count; i++) {
        const LangNode *bad = lang_p_bad_target(items.items[i], LANG_TARGET_DELETE);
        if (bad != NULL) {
            return explains(p) ? lang_p_raise(p, bad->span, NULL, "cannot delete %s", lang_p_describe(bad)) : NULL;
        }
        lang_p_set_context(items.items[i], LANG_DEL);
    }
    LangNode *node = ends_statement(lang_p_kind(p)) ? lang_p_node(p, LANG_NODE_DELETE, start) : NULL;
    if (node != NULL) {
        node->u.targets.items = items;
    }
    return node;
}

static LangNode *assert_statement(LangParser *p)
{
    size_t start = p->at++;
    LangNode *test = lang_p_expression(p);
    LangNode *message = NULL;
    if (test == NULL) {
        return NULL;
    }
    if (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        message = lang_p_expression(p);
        if (message == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_ASSERT, start);
    if (node != NULL) {
        node->u.assertion.test = test;
        node->u.assertion.message = message;
    }
    return node;
}

/* global, nonlocal */
static LangNode *names_statement(LangParser *p, LangNodeKind kind)
{
    size_t start = p->at++;
    size_t capacity = 1;
    for (size_t i = 0; lang_p_kind_ahead(p, i) == LANG_TOKEN_NAME && lang_p_kind_ahead(p, i + 1) == LANG_TOKEN_COMMA;
         i += 2) {
        capacity++;
    }
    const LangName **items = lang_p_alloc(p, capacity * sizeof *items);
    if (items == NULL) {
        return NULL;
    }
    uint32_t count = 0;
    do {
        const LangName *name = count < capacity ? lang_p_name(p) : NULL;
        if (name == NULL) {
            return NULL;
        }
        items[count++] = name;
    } while (lang_p_accept(p, LANG_TOKEN_COMMA));
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.names.items = items;
        node->u.names.count = count;
    }
    return node;
}

static LangNode *word(LangParser *p, LangNodeKind kind)
{
    size_t start = p->at++;
    return lang_p_node(p, kind, start);
}

static LangNode *simple_statement(LangParser *p)
{
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_RETURN: return return_statement(p);
    case LANG_TOKEN_IMPORT:
    case LANG_TOKEN_FROM: return lang_p_import(p);
    case LANG_TOKEN_RAISE: return raise_statement(p);
    case LANG_TOKEN_PASS: return word(p, LANG_NODE_PASS);
    case LANG_TOKEN_BREAK: return word(p, LANG_NODE_BREAK);
    case LANG_TOKEN_CONTINUE: return word(p, LANG_NODE_CONTINUE);
    case LANG_TOKEN_DEL: return delete_statement(p);
    case LANG_TOKEN_ASSERT: return assert_statement(p);
    case LANG_TOKEN_GLOBAL: return names_statement(p, LANG_NODE_GLOBAL);
    case LANG_TOKEN_NONLOCAL: return names_statement(p, LANG_NODE_NONLOCAL);
    default: return expression_statement(p);
    }
}

/* --- lines and blocks --- */

bool lang_p_simple_line(LangParser *p, LangNodes *body)
{
    for (;;) {
        LangNode *node = simple_statement(p);
        if (node == NULL || !lang_p_push(p, body, node)) {
            return false;
        }
        if (lang_p_accept(p, LANG_TOKEN_SEMICOLON) && lang_p_kind(p) != LANG_TOKEN_NEWLINE) {
            continue;
        }
        return lang_p_accept(p, LANG_TOKEN_NEWLINE);
    }
}

/* `match subject` at the end of a line, which is no statement otherwise. */
static void explain_match(LangParser *p, size_t start)
{
    size_t at = p->at;
    p->at = start + 1;
    p->quiet = true;
    LangNode *subject = lang_p_named_expression(p);
    p->quiet = false;
    if (subject != NULL && lang_p_kind(p) == LANG_TOKEN_NEWLINE) {
        lang_p_raise(p, lang_p_token(p)->span, NULL, "expected ':'");
    }
    p->at = at;
}

static bool nested_statement(LangParser *p, LangNodes *body)
{
    size_t start = p->at;
    bool tried = false;
    bool may_match = lang_p_is_word(p, "match");
    LangNode *node = may_match ? lang_p_match(p, &tried) : lang_p_compound(p, &tried);
    if (tried) {
        return node != NULL && lang_p_push(p, body, node);
    }
    if (p->raised) {
        return false;
    }
    p->at = start;
    bool ok = lang_p_simple_line(p, body);
    if (!ok && may_match && explains(p) && lang_p_starts_expression(p->lexer->tokens[start + 1].kind)) {
        explain_match(p, start);
    }
    return ok && !p->raised;
}

bool lang_p_statement(LangParser *p, LangNodes *body)
{
    if (!lang_p_enter(p)) {
        return false;
    }
    bool ok = nested_statement(p, body);
    lang_p_leave(p);
    return ok;
}

bool lang_p_block(LangParser *p, LangNodes *body, const char *what, uint32_t line)
{
    if (lang_p_kind(p) != LANG_TOKEN_NEWLINE) {
        return lang_p_simple_line(p, body);
    }
    p->at++;
    if (!lang_p_accept(p, LANG_TOKEN_INDENT)) {
        if (explains(p)) {
            lang_p_raise_indentation(p, lang_p_token(p)->span, "indent the lines that belong to it",
                                     "expected an indented block after %s on line %u", what, (unsigned)line);
        }
        return false;
    }
    while (!lang_p_accept(p, LANG_TOKEN_DEDENT)) {
        if (!lang_p_statement(p, body)) {
            return false;
        }
    }
    return true;
}

bool lang_p_file(LangParser *p, LangNodes *body)
{
    while (lang_p_kind(p) != LANG_TOKEN_END) {
        if (!lang_p_statement(p, body)) {
            return false;
        }
    }
    return !p->raised;
}
