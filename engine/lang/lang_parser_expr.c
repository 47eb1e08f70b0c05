/* Expressions from the comma down to the unary operators. */

#include "lang/lang_parser_internal.h"

#include <string.h>

/* Only in the second pass and when not trying: the rules for common mistakes apply. */
static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

static LangNode *unary_node(LangParser *p, size_t start, LangUnary op, LangNode *operand)
{
    LangNode *node = operand == NULL ? NULL : lang_p_node(p, LANG_NODE_UNARY_OP, start);
    if (node != NULL) {
        node->u.unary.operand = operand;
        node->u.unary.op = op;
    }
    return node;
}

static LangNode *binary_node(LangParser *p, size_t start, LangNode *left, LangBinary op, LangNode *right)
{
    LangNode *node = right == NULL ? NULL : lang_p_node(p, LANG_NODE_BIN_OP, start);
    if (node != NULL) {
        node->u.bin_op.left = left;
        node->u.bin_op.right = right;
        node->u.bin_op.op = op;
    }
    return node;
}

static LangNode *await_primary(LangParser *p)
{
    size_t start = p->at;
    if (!lang_p_accept(p, LANG_TOKEN_AWAIT)) {
        return lang_p_primary(p);
    }
    LangNode *value = lang_p_primary(p);
    LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_AWAIT, start);
    if (node != NULL) {
        node->u.value.value = value;
    }
    return node;
}

/* +x, -x, ~x, x ** y */
static LangNode *factor(LangParser *p)
{
    static const struct {
        LangTokenKind token;
        LangUnary op;
    } prefixes[] = {{LANG_TOKEN_PLUS, LANG_UNARY_PLUS},
                    {LANG_TOKEN_MINUS, LANG_UNARY_MINUS},
                    {LANG_TOKEN_TILDE, LANG_UNARY_INVERT}};
    size_t start = p->at;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (lang_p_accept(p, prefixes[i].token)) {
            if (!lang_p_enter(p)) {
                return NULL;
            }
            LangNode *operand = factor(p);
            lang_p_leave(p);
            return unary_node(p, start, prefixes[i].op, operand);
        }
    }
    LangNode *left = await_primary(p);
    if (left == NULL || !lang_p_accept(p, LANG_TOKEN_DOUBLE_STAR) || !lang_p_enter(p)) {
        return p->raised ? NULL : left;
    }
    LangNode *right = factor(p);
    lang_p_leave(p);
    return binary_node(p, start, left, LANG_BINARY_POW, right);
}

/* The level of a left-associative binary operator, 0 for anything else. */
static int binary_level(LangTokenKind kind, LangBinary *op)
{
    static const struct {
        LangTokenKind token;
        LangBinary op;
        int level;
    } table[] = {
        {LANG_TOKEN_BAR, LANG_BINARY_BIT_OR, 1},         {LANG_TOKEN_CARET, LANG_BINARY_BIT_XOR, 2},
        {LANG_TOKEN_AMPERSAND, LANG_BINARY_BIT_AND, 3},  {LANG_TOKEN_LEFT_SHIFT, LANG_BINARY_LSHIFT, 4},
        {LANG_TOKEN_RIGHT_SHIFT, LANG_BINARY_RSHIFT, 4}, {LANG_TOKEN_PLUS, LANG_BINARY_ADD, 5},
        {LANG_TOKEN_MINUS, LANG_BINARY_SUB, 5},          {LANG_TOKEN_STAR, LANG_BINARY_MULT, 6},
        {LANG_TOKEN_SLASH, LANG_BINARY_DIV, 6},          {LANG_TOKEN_DOUBLE_SLASH, LANG_BINARY_FLOOR_DIV, 6},
        {LANG_TOKEN_PERCENT, LANG_BINARY_MOD, 6},        {LANG_TOKEN_AT, LANG_BINARY_MAT_MULT, 6},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].token == kind) {
            *op = table[i].op;
            return table[i].level;
        }
    }
    return 0;
}

static LangNode *binary(LangParser *p, int lowest)
{
    size_t start = p->at;
    LangNode *left = factor(p);
    while (left != NULL) {
        LangBinary op;
        int level = binary_level(lang_p_kind(p), &op);
        if (level == 0 || level < lowest) {
            break;
        }
        p->at++;
        left = binary_node(p, start, left, op, binary(p, level + 1));
    }
    return p->raised ? NULL : left;
}

LangNode *lang_p_bitwise_or(LangParser *p)
{
    return binary(p, 1);
}

/* Takes a comparison operator; false when there is none. */
static bool compare_operator(LangParser *p, LangCompare *op)
{
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_DOUBLE_EQUAL: *op = LANG_COMPARE_EQ; break;
    case LANG_TOKEN_NOT_EQUAL: *op = LANG_COMPARE_NE; break;
    case LANG_TOKEN_LESS: *op = LANG_COMPARE_LT; break;
    case LANG_TOKEN_LESS_EQUAL: *op = LANG_COMPARE_LE; break;
    case LANG_TOKEN_GREATER: *op = LANG_COMPARE_GT; break;
    case LANG_TOKEN_GREATER_EQUAL: *op = LANG_COMPARE_GE; break;
    case LANG_TOKEN_IN: *op = LANG_COMPARE_IN; break;
    case LANG_TOKEN_NOT:
        if (lang_p_kind_ahead(p, 1) != LANG_TOKEN_IN) {
            return false;
        }
        p->at++;
        *op = LANG_COMPARE_NOT_IN;
        break;
    case LANG_TOKEN_IS:
        *op = LANG_COMPARE_IS;
        if (lang_p_kind_ahead(p, 1) == LANG_TOKEN_NOT) {
            p->at++;
            *op = LANG_COMPARE_IS_NOT;
        }
        break;
    default: return false;
    }
    p->at++;
    return true;
}

static bool push_op(LangParser *p, uint8_t **ops, uint32_t count, LangCompare op)
{
    if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
        uint8_t *grown = lang_p_alloc(p, count == 0 ? 4 : (size_t)count * 2);
        if (grown == NULL) {
            return false;
        }
        if (count > 0) {
            memcpy(grown, *ops, count);
        }
        *ops = grown;
    }
    (*ops)[count] = (uint8_t)op;
    return true;
}

static LangNode *comparison(LangParser *p)
{
    size_t start = p->at;
    LangNode *left = lang_p_bitwise_or(p);
    LangNodes comparators = {0};
    uint8_t *ops = NULL;
    LangCompare op;
    while (left != NULL && compare_operator(p, &op)) {
        LangNode *right = lang_p_bitwise_or(p);
        if (right == NULL || !push_op(p, &ops, comparators.count, op) || !lang_p_push(p, &comparators, right)) {
            return NULL;
        }
    }
    if (left == NULL || comparators.count == 0) {
        return p->raised ? NULL : left;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_COMPARE, start);
    if (node != NULL) {
        node->u.compare.left = left;
        node->u.compare.ops = ops;
        node->u.compare.comparators = comparators;
    }
    return node;
}

static LangNode *inversion(LangParser *p)
{
    size_t start = p->at;
    if (!lang_p_accept(p, LANG_TOKEN_NOT)) {
        return comparison(p);
    }
    if (!lang_p_enter(p)) {
        return NULL;
    }
    LangNode *operand = inversion(p);
    lang_p_leave(p);
    return unary_node(p, start, LANG_UNARY_NOT, operand);
}

/* Operands of `and` or `or`; one operand alone is returned as it is. */
static LangNode *bool_chain(LangParser *p, LangTokenKind token, LangBool op, LangNode *(*operand)(LangParser *))
{
    size_t start = p->at;
    LangNode *first = operand(p);
    if (first == NULL || lang_p_kind(p) != token) {
        return p->raised ? NULL : first;
    }
    LangNodes values = {0};
    if (!lang_p_push(p, &values, first)) {
        return NULL;
    }
    while (lang_p_accept(p, token)) {
        LangNode *next = operand(p);
        if (next == NULL || !lang_p_push(p, &values, next)) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_BOOL_OP, start);
    if (node != NULL) {
        node->u.bool_op.values = values;
        node->u.bool_op.op = op;
    }
    return node;
}

static LangNode *conjunction(LangParser *p)
{
    return bool_chain(p, LANG_TOKEN_AND, LANG_BOOL_AND, inversion);
}

LangNode *lang_p_disjunction(LangParser *p)
{
    return bool_chain(p, LANG_TOKEN_OR, LANG_BOOL_OR, conjunction);
}

static LangNode *lambda(LangParser *p)
{
    size_t start = p->at;
    if (!lang_p_accept(p, LANG_TOKEN_LAMBDA)) {
        return NULL;
    }
    LangArguments *args = lang_p_parameters(p, LANG_TOKEN_COLON);
    if (args == NULL || !lang_p_accept(p, LANG_TOKEN_COLON)) {
        return NULL;
    }
    LangNode *body = lang_p_expression(p);
    LangNode *node = body == NULL ? NULL : lang_p_node(p, LANG_NODE_LAMBDA, start);
    if (node != NULL) {
        node->u.lambda.args = args;
        node->u.lambda.body = body;
    }
    return node;
}

static bool is_print_or_exec(const LangNode *node)
{
    return node->kind == LANG_NODE_NAME &&
           (strcmp(node->u.name.name->text, "print") == 0 || strcmp(node->u.name.name->text, "exec") == 0);
}

/* Tries `parse` without any advice; returns its node and moves on, or NULL and stays. */
static LangNode *attempt(LangParser *p, LangNode *(*parse)(LangParser *))
{
    size_t at = p->at;
    bool quiet = p->quiet;
    p->quiet = true;
    LangNode *node = parse(p);
    p->quiet = quiet;
    if (node == NULL) {
        p->at = at;
    }
    return node;
}

/* match, case and _ may begin something else. */
static bool is_soft_keyword(const LangParser *p, size_t start)
{
    static const char *const words[] = {"match", "case", "_"};
    const LangToken *token = &p->lexer->tokens[start];
    size_t size = token->end - token->start;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (size == strlen(words[i]) && memcmp(p->lexer->text + token->start, words[i], size) == 0) {
            return true;
        }
    }
    return false;
}

/* Two expressions stand side by side: `a b`. */
static void explain_neighbours(LangParser *p, size_t start, LangNode *first)
{
    LangTokenKind opening = p->lexer->tokens[start].kind;
    LangTokenKind second = start + 1 < p->lexer->token_count ? p->lexer->tokens[start + 1].kind : LANG_TOKEN_END;
    size_t at = p->at;
    if (is_print_or_exec(first) && lang_p_kind(p) != LANG_TOKEN_LEFT_PAREN) {
        LangNode *rest = attempt(p, lang_p_star_expressions);
        if (rest != NULL && !p->raised) {
            const char *name = first->u.name.name->text;
            lang_p_raise(p, lang_p_join(first->span, rest->span), NULL,
                         "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
        }
    } else if (!(opening == LANG_TOKEN_NAME && second == LANG_TOKEN_STRING) && !is_soft_keyword(p, start)) {
        LangNode *next = attempt(p, lang_p_expression);
        if (next != NULL && !p->raised && p->lexer->tokens[p->at - 1].level > 0) {
            lang_p_raise(p, lang_p_join(first->span, next->span), NULL, "invalid syntax. Perhaps you forgot a comma?");
        }
    }
    p->at = at;
}

/* `a if b` without else. */
static void explain_conditional(LangParser *p, LangNode *body, LangNode *test)
{
    LangTokenKind next = lang_p_kind(p);
    if (next != LANG_TOKEN_ELSE && next != LANG_TOKEN_COLON) {
        lang_p_raise(p, lang_p_join(body->span, test->span), "write: value if condition else other",
                     "expected 'else' after 'if' expression");
    }
}

static LangNode *conditional(LangParser *p, size_t start, LangNode *body)
{
    p->at++;
    LangNode *test = lang_p_disjunction(p);
    if (test != NULL && explains(p)) {
        explain_conditional(p, body, test);
    }
    if (test == NULL || p->raised || !lang_p_accept(p, LANG_TOKEN_ELSE)) {
        return NULL;
    }
    LangNode *orelse = lang_p_expression(p);
    LangNode *node = orelse == NULL ? NULL : lang_p_node(p, LANG_NODE_IF_EXP, start);
    if (node != NULL) {
        node->u.if_exp.test = test;
        node->u.if_exp.body = body;
        node->u.if_exp.orelse = orelse;
    }
    return node;
}

static LangNode *nested_expression(LangParser *p)
{
    size_t start = p->at;
    if (lang_p_kind(p) == LANG_TOKEN_LAMBDA) {
        return lambda(p);
    }
    LangNode *body = lang_p_disjunction(p);
    if (body == NULL) {
        return NULL;
    }
    LangTokenKind next = lang_p_kind(p);
    if (explains(p) && lang_p_starts_expression(next)) {
        explain_neighbours(p, start, body);
    }
    if (next == LANG_TOKEN_IF && !p->raised) {
        size_t at = p->at;
        size_t farthest = p->farthest;
        LangNode *node = conditional(p, start, body);
        if (node != NULL || p->raised) {
            return node;
        }
        /* `x for x in y if z` leaves its `if` to the comprehension: its iterable is a disjunction, so this is an error.
         */
        p->at = at;
        p->farthest = p->farthest > farthest ? p->farthest : farthest;
        return NULL;
    }
    return p->raised ? NULL : body;
}

LangNode *lang_p_expression(LangParser *p)
{
    if (!lang_p_enter(p)) {
        return NULL;
    }
    LangNode *node = nested_expression(p);
    lang_p_leave(p);
    return node;
}

/* The mistakes around `=` and `:=` where a condition or an element is expected; `start` is where it begins. */
static void explain_assignment(LangParser *p, size_t start, LangNode *value)
{
    if (lang_p_kind(p) == LANG_TOKEN_COLON_EQUAL) {
        p->at++;
        if (attempt(p, lang_p_expression) != NULL) {
            lang_p_raise(p, value->span,
                         "only a plain name can stand before :=", "cannot use assignment expressions with %s",
                         lang_p_describe(value));
        }
        return;
    }
    p->at = start;
    LangNode *left = attempt(p, lang_p_bitwise_or);
    if (left == NULL || !lang_p_accept(p, LANG_TOKEN_EQUAL)) {
        return;
    }
    LangNode *right = attempt(p, lang_p_bitwise_or);
    LangTokenKind next = lang_p_kind(p);
    if (right == NULL || next == LANG_TOKEN_EQUAL || next == LANG_TOKEN_COLON_EQUAL) {
        return;
    }
    bool constant = left->kind == LANG_NODE_CONSTANT && left->u.constant.kind <= LANG_CONSTANT_TRUE;
    if (left->kind == LANG_NODE_NAME) {
        lang_p_raise(p, lang_p_join(left->span, right->span), NULL,
                     "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    } else if (left->kind != LANG_NODE_LIST && left->kind != LANG_NODE_TUPLE && left->kind != LANG_NODE_GENERATOR_EXP &&
               !constant) {
        lang_p_raise(p, left->span, NULL, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                     lang_p_describe(left));
    }
}

LangNode *lang_p_named_expression(LangParser *p)
{
    size_t start = p->at;
    if (lang_p_kind(p) == LANG_TOKEN_NAME && lang_p_kind_ahead(p, 1) == LANG_TOKEN_COLON_EQUAL) {
        LangNode *target = lang_p_atom(p);
        if (target == NULL) {
            return NULL;
        }
        p->at++;
        LangNode *value = lang_p_expression(p);
        LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_NAMED_EXPR, start);
        if (node != NULL) {
            target->u.name.context = LANG_STORE;
            node->u.named.target = target;
            node->u.named.value = value;
        }
        return node;
    }
    LangNode *value = lang_p_expression(p);
    if (value != NULL && explains(p)) {
        size_t at = p->at;
        explain_assignment(p, start, value);
        p->at = at;
    }
    if (value == NULL || p->raised || lang_p_kind(p) == LANG_TOKEN_COLON_EQUAL) {
        return NULL;
    }
    return value;
}

/* *x with the operand that CPython's grammar allows there. */
static LangNode *starred(LangParser *p)
{
    size_t start = p->at;
    p->at++;
    LangNode *value = lang_p_bitwise_or(p);
    LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_STARRED, start);
    if (node != NULL) {
        node->u.starred.value = value;
    }
    return node;
}

LangNode *lang_p_star_named_expression(LangParser *p)
{
    return lang_p_kind(p) == LANG_TOKEN_STAR ? starred(p) : lang_p_named_expression(p);
}

LangNode *lang_p_star_expression(LangParser *p)
{
    return lang_p_kind(p) == LANG_TOKEN_STAR ? starred(p) : lang_p_expression(p);
}

LangNode *lang_p_star_expressions(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = lang_p_star_expression(p);
    if (first == NULL || lang_p_kind(p) != LANG_TOKEN_COMMA) {
        return p->raised ? NULL : first;
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        LangTokenKind kind = lang_p_kind(p);
        if (kind != LANG_TOKEN_STAR && !lang_p_starts_expression(kind)) {
            break;
        }
        LangNode *item = lang_p_star_expression(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    }
    LangNode *node = p->raised ? NULL : lang_p_node(p, LANG_NODE_TUPLE, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}

LangNode *lang_p_yield_expression(LangParser *p)
{
    size_t start = p->at;
    if (!lang_p_accept(p, LANG_TOKEN_YIELD)) {
        return NULL;
    }
    LangNode *value = NULL;
    LangNodeKind kind = LANG_NODE_YIELD;
    if (lang_p_accept(p, LANG_TOKEN_FROM)) {
        kind = LANG_NODE_YIELD_FROM;
        value = lang_p_expression(p);
        if (value == NULL) {
            return NULL;
        }
    } else if (lang_p_kind(p) == LANG_TOKEN_STAR || lang_p_starts_expression(lang_p_kind(p))) {
        value = lang_p_star_expressions(p);
        if (value == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.value.value = value;
    }
    return node;
}
