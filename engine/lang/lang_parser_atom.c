/* Atoms (names, literals, brackets), comprehensions, and what may follow an atom. */

#include "lang/lang_parser_internal.h"

static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

static LangNode *constant(LangParser *p, LangConstantKind kind)
{
    size_t start = p->at++;
    LangNode *node = lang_p_node(p, LANG_NODE_CONSTANT, start);
    if (node != NULL) {
        node->u.constant.kind = kind;
    }
    return node;
}

static LangNode *name(LangParser *p)
{
    size_t start = p->at;
    const LangName *text = lang_p_name(p);
    LangNode *node = text == NULL ? NULL : lang_p_node(p, LANG_NODE_NAME, start);
    if (node != NULL) {
        node->u.name.name = text;
    }
    return node;
}

static LangNode *for_clause(LangParser *p)
{
    size_t start = p->at;
    bool is_async = lang_p_accept(p, LANG_TOKEN_ASYNC);
    if (!lang_p_accept(p, LANG_TOKEN_FOR)) {
        return NULL;
    }
    LangNode *target = lang_p_for_targets(p);
    if (target == NULL || !lang_p_accept(p, LANG_TOKEN_IN)) {
        return NULL;
    }
    LangNode *iter = lang_p_disjunction(p);
    LangNodes ifs = {0};
    while (iter != NULL && lang_p_accept(p, LANG_TOKEN_IF)) {
        LangNode *test = lang_p_disjunction(p);
        if (test == NULL || !lang_p_push(p, &ifs, test)) {
            return NULL;
        }
    }
    LangNode *node = iter == NULL ? NULL : lang_p_node(p, LANG_NODE_COMPREHENSION, start);
    if (node != NULL) {
        node->u.comprehension.target = target;
        node->u.comprehension.iter = iter;
        node->u.comprehension.ifs = ifs;
        node->u.comprehension.is_async = is_async;
    }
    return node;
}

static bool at_for_clause(LangParser *p)
{
    LangTokenKind kind = lang_p_kind(p);
    return kind == LANG_TOKEN_FOR || (kind == LANG_TOKEN_ASYNC && lang_p_kind_ahead(p, 1) == LANG_TOKEN_FOR);
}

bool lang_p_for_clauses(LangParser *p, LangNodes *out)
{
    do {
        LangNode *clause = for_clause(p);
        if (clause == NULL || !lang_p_push(p, out, clause)) {
            return false;
        }
    } while (at_for_clause(p));
    return !p->raised;
}

/* Behind the element, at `for`: the rest of a comprehension with its closing bracket. */
static LangNode *comprehension(LangParser *p, size_t start, LangNodeKind kind, LangTokenKind closer, LangNode *element,
                               LangNode *value)
{
    LangNodes generators = {0};
    bool starred = element->kind == LANG_NODE_STARRED;
    if ((starred && !p->explain) || !lang_p_for_clauses(p, &generators)) {
        return NULL;
    }
    if (starred) {
        return lang_p_raise(p, element->span, NULL, "iterable unpacking cannot be used in comprehension");
    }
    if (!lang_p_accept(p, closer)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.comp.element = element;
        node->u.comp.value = value;
        node->u.comp.generators = generators;
    }
    return node;
}

/* Elements behind the first one up to and with the closing bracket. */
static bool rest_of_elements(LangParser *p, LangNodes *items, LangTokenKind closer)
{
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        if (lang_p_kind(p) == closer) {
            break;
        }
        LangNode *item = lang_p_star_named_expression(p);
        if (item == NULL || !lang_p_push(p, items, item)) {
            return false;
        }
    }
    return lang_p_accept(p, closer);
}

/* `[x, y for ...]` */
static void explain_target(LangParser *p, const LangNodes *items)
{
    if (explains(p) && items->count > 1 && at_for_clause(p)) {
        LangNodes ignored = {0};
        p->quiet = true;
        bool fits = lang_p_for_clauses(p, &ignored);
        p->quiet = false;
        if (fits) {
            lang_p_raise(p, lang_p_join(items->items[0]->span, items->items[items->count - 1]->span),
                         "put parentheses around the elements: (x, y) for ...",
                         "did you forget parentheses around the comprehension target?");
        }
    }
}

static LangNode *list(LangParser *p)
{
    size_t start = p->at++;
    LangNodes items = {0};
    if (!lang_p_accept(p, LANG_TOKEN_RIGHT_BRACKET)) {
        LangNode *first = lang_p_star_named_expression(p);
        if (first == NULL) {
            return NULL;
        }
        if (at_for_clause(p)) {
            return comprehension(p, start, LANG_NODE_LIST_COMP, LANG_TOKEN_RIGHT_BRACKET, first, NULL);
        }
        if (!lang_p_push(p, &items, first)) {
            return NULL;
        }
        if (!rest_of_elements(p, &items, LANG_TOKEN_RIGHT_BRACKET)) {
            explain_target(p, &items);
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_LIST, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}

static LangNode *tuple(LangParser *p, size_t start, LangNode *first)
{
    LangNodes items = {0};
    if ((first != NULL && !lang_p_push(p, &items, first)) || !rest_of_elements(p, &items, LANG_TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_TUPLE, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}

/* (), (x), (x, y), (x for x in y), (yield x) */
static LangNode *parentheses(LangParser *p)
{
    size_t start = p->at++;
    if (lang_p_kind(p) == LANG_TOKEN_RIGHT_PAREN) {
        return tuple(p, start, NULL);
    }
    if (lang_p_kind(p) == LANG_TOKEN_YIELD) {
        LangNode *value = lang_p_yield_expression(p);
        return value != NULL && lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN) ? value : NULL;
    }
    LangNode *first = lang_p_star_named_expression(p);
    if (first == NULL) {
        return NULL;
    }
    if (at_for_clause(p)) {
        return comprehension(p, start, LANG_NODE_GENERATOR_EXP, LANG_TOKEN_RIGHT_PAREN, first, NULL);
    }
    if (lang_p_kind(p) == LANG_TOKEN_COMMA) {
        return tuple(p, start, first);
    }
    if (!lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    if (first->kind == LANG_NODE_STARRED) {
        return p->explain
                   ? lang_p_raise(p, first->span, "write (*x,) for a tuple", "cannot use starred expression here")
                   : NULL;
    }
    return first;
}

/* The value behind the ':' of a dict. */
static LangNode *dict_value(LangParser *p)
{
    LangSpan colon = lang_p_token(p)->span;
    p->at++;
    LangTokenKind kind = lang_p_kind(p);
    if (explains(p) && kind == LANG_TOKEN_STAR) {
        LangSpan star = lang_p_token(p)->span;
        return lang_p_star_expression(p) == NULL
                   ? NULL
                   : lang_p_raise(p, star, NULL, "cannot use a starred expression in a dictionary value");
    }
    if (explains(p) && (kind == LANG_TOKEN_RIGHT_BRACE || kind == LANG_TOKEN_COMMA)) {
        return lang_p_raise(p, colon, NULL, "expression expected after dictionary key and ':'");
    }
    return lang_p_expression(p);
}

/* One `key: value` or `**mapping` (key NULL). */
static bool dict_item(LangParser *p, LangNode **key, LangNode **value)
{
    *key = NULL;
    if (lang_p_accept(p, LANG_TOKEN_DOUBLE_STAR)) {
        *value = lang_p_bitwise_or(p);
        return *value != NULL;
    }
    bool quiet = p->quiet;
    p->quiet = true; /* what is missing behind a key is its ':' */
    *key = lang_p_expression(p);
    p->quiet = quiet;
    if (*key == NULL) {
        return false;
    }
    if (lang_p_kind(p) != LANG_TOKEN_COLON) {
        if (explains(p)) {
            LangSpan span = (*key)->span;
            lang_p_raise(p, (LangSpan){span.end_line, span.end_column - 1, span.end_line, span.end_column},
                         (const char *)NULL, "':' expected after dictionary key");
        }
        return false;
    }
    *value = dict_value(p);
    return *value != NULL;
}

/* A dict whose first item is there. */
static LangNode *rest_of_dict(LangParser *p, size_t start, LangNode *key, LangNode *value)
{
    LangNodes keys = {0};
    LangNodes values = {0};
    if (!lang_p_push(p, &keys, key) || !lang_p_push(p, &values, value)) {
        return NULL;
    }
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        if (lang_p_kind(p) == LANG_TOKEN_RIGHT_BRACE) {
            break;
        }
        if (!dict_item(p, &key, &value) || !lang_p_push(p, &keys, key) || !lang_p_push(p, &values, value)) {
            return NULL;
        }
    }
    if (!lang_p_accept(p, LANG_TOKEN_RIGHT_BRACE)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_DICT, start);
    if (node != NULL) {
        node->u.dict.keys = keys;
        node->u.dict.values = values;
    }
    return node;
}

static LangNode *empty_dict(LangParser *p, size_t start)
{
    return lang_p_node(p, LANG_NODE_DICT, start);
}

static LangNode *set(LangParser *p, size_t start, LangNode *first)
{
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    if (!rest_of_elements(p, &items, LANG_TOKEN_RIGHT_BRACE)) {
        explain_target(p, &items);
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_SET, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}

/* {}, {k: v}, {**m}, {k: v for ...}, {x}, {x for ...} */
static LangNode *braces(LangParser *p)
{
    size_t start = p->at++;
    if (lang_p_accept(p, LANG_TOKEN_RIGHT_BRACE)) {
        return empty_dict(p, start);
    }
    if (lang_p_kind(p) == LANG_TOKEN_DOUBLE_STAR) {
        LangSpan stars = lang_p_token(p)->span;
        LangNode *key;
        LangNode *mapping;
        if (!dict_item(p, &key, &mapping)) {
            return NULL;
        }
        LangNodes clauses = {0};
        if (explains(p) && at_for_clause(p) && lang_p_for_clauses(p, &clauses)) {
            return lang_p_raise(p, stars, NULL, "dict unpacking cannot be used in dict comprehension");
        }
        return rest_of_dict(p, start, key, mapping);
    }
    LangNode *first = lang_p_star_named_expression(p);
    if (first == NULL) {
        return NULL;
    }
    if (lang_p_kind(p) == LANG_TOKEN_COLON && first->kind != LANG_NODE_STARRED && !lang_p_is_walrus(p, start + 1)) {
        LangNode *value = dict_value(p);
        if (value == NULL) {
            return NULL;
        }
        if (at_for_clause(p)) {
            return comprehension(p, start, LANG_NODE_DICT_COMP, LANG_TOKEN_RIGHT_BRACE, first, value);
        }
        return rest_of_dict(p, start, first, value);
    }
    if (at_for_clause(p)) {
        return comprehension(p, start, LANG_NODE_SET_COMP, LANG_TOKEN_RIGHT_BRACE, first, NULL);
    }
    return set(p, start, first);
}

LangNode *lang_p_atom(LangParser *p)
{
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_NAME: return name(p);
    case LANG_TOKEN_TRUE: return constant(p, LANG_CONSTANT_TRUE);
    case LANG_TOKEN_FALSE: return constant(p, LANG_CONSTANT_FALSE);
    case LANG_TOKEN_NONE: return constant(p, LANG_CONSTANT_NONE);
    case LANG_TOKEN_ELLIPSIS: return constant(p, LANG_CONSTANT_ELLIPSIS);
    case LANG_TOKEN_NUMBER: return lang_p_number(p);
    case LANG_TOKEN_STRING: return lang_p_strings(p);
    case LANG_TOKEN_LEFT_PAREN: return parentheses(p);
    case LANG_TOKEN_LEFT_BRACKET: return list(p);
    case LANG_TOKEN_LEFT_BRACE: return braces(p);
    default: return NULL;
    }
}

static LangNode *attribute(LangParser *p, size_t start, LangNode *value)
{
    p->at++;
    const LangName *attr = lang_p_name(p);
    LangNode *node = attr == NULL ? NULL : lang_p_node(p, LANG_NODE_ATTRIBUTE, start);
    if (node != NULL) {
        node->u.attribute.value = value;
        node->u.attribute.name = attr;
    }
    return node;
}

static LangNode *call(LangParser *p, size_t start, LangNode *func)
{
    LangNodes args = {0};
    LangNodes keywords = {0};
    p->at++;
    if (!lang_p_arguments(p, &args, &keywords)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_CALL, start);
    if (node != NULL) {
        node->u.call.func = func;
        node->u.call.args = args;
        node->u.call.keywords = keywords;
    }
    return node;
}

static LangNode *subscript(LangParser *p, size_t start, LangNode *value)
{
    p->at++;
    LangNode *index = lang_p_slices(p);
    if (index == NULL || !lang_p_accept(p, LANG_TOKEN_RIGHT_BRACKET)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_SUBSCRIPT, start);
    if (node != NULL) {
        node->u.subscript.value = value;
        node->u.subscript.index = index;
    }
    return node;
}

LangNode *lang_p_primary(LangParser *p)
{
    size_t start = p->at;
    LangNode *node = lang_p_atom(p);
    while (node != NULL) {
        switch (lang_p_kind(p)) {
        case LANG_TOKEN_DOT: node = attribute(p, start, node); break;
        case LANG_TOKEN_LEFT_PAREN: node = call(p, start, node); break;
        case LANG_TOKEN_LEFT_BRACKET: node = subscript(p, start, node); break;
        default: return p->raised ? NULL : node;
        }
    }
    return NULL;
}
