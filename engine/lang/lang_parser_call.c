/* Arguments of calls, parameters of functions, subscripts. */

#include "lang/lang_parser_internal.h"

static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

/* --- calls --- */

static bool at_for_clause(LangParser *p)
{
    LangTokenKind kind = lang_p_kind(p);
    return kind == LANG_TOKEN_FOR || (kind == LANG_TOKEN_ASYNC && lang_p_kind_ahead(p, 1) == LANG_TOKEN_FOR);
}

static LangNode *keyword_node(LangParser *p, size_t start, const LangName *name, LangNode *value)
{
    LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_KEYWORD, start);
    if (node != NULL) {
        node->u.keyword.name = name;
        node->u.keyword.value = value;
    }
    return node;
}

static LangNode *starred_argument(LangParser *p)
{
    size_t start = p->at++;
    LangNode *value = lang_p_expression(p);
    LangNode *node = value == NULL ? NULL : lang_p_node(p, LANG_NODE_STARRED, start);
    if (node != NULL) {
        node->u.starred.value = value;
        if (explains(p) && at_for_clause(p)) {
            return lang_p_raise(p, node->span, NULL, "iterable unpacking cannot be used in comprehension");
        }
    }
    return node;
}

static bool accepts_clauses(LangParser *p)
{
    LangNodes clauses = {0};
    size_t at = p->at;
    bool quiet = p->quiet;
    p->quiet = true;
    bool fits = lang_p_for_clauses(p, &clauses);
    p->quiet = quiet;
    p->at = at;
    return fits;
}

/* name=value */
static LangNode *named_argument(LangParser *p)
{
    size_t start = p->at;
    LangSpan name_span = lang_p_token(p)->span;
    const LangName *name = lang_p_name(p);
    if (name == NULL) {
        return NULL;
    }
    LangSpan equal = lang_p_token(p)->span;
    p->at++;
    LangNode *value = lang_p_expression(p);
    if (value != NULL && explains(p) && at_for_clause(p) && accepts_clauses(p)) {
        return lang_p_raise(p, lang_p_join(name_span, equal), NULL,
                            "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    return keyword_node(p, start, name, value);
}

/* `expression = ...` where a keyword's name should stand. */
static void explain_keyword(LangParser *p, LangNode *value)
{
    if (!explains(p) || lang_p_kind(p) != LANG_TOKEN_EQUAL) {
        return;
    }
    LangSpan span = lang_p_join(value->span, lang_p_token(p)->span);
    if (value->kind == LANG_NODE_CONSTANT && value->u.constant.kind <= LANG_CONSTANT_TRUE) {
        lang_p_raise(p, span, NULL, "cannot assign to %s", lang_p_describe(value));
    } else {
        lang_p_raise(p, span, NULL, "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
}

static LangNode *generator_argument(LangParser *p, size_t start, LangNode *element)
{
    LangNodes clauses = {0};
    if (!lang_p_for_clauses(p, &clauses)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_GENERATOR_EXP, start);
    if (node != NULL) {
        node->u.comp.element = element;
        node->u.comp.generators = clauses;
    }
    return node;
}

/* A positional argument; *generator tells that it is a generator expression without parentheses of its own. */
static LangNode *positional_argument(LangParser *p, bool *generator)
{
    size_t start = p->at;
    if (lang_p_kind(p) == LANG_TOKEN_STAR) {
        return starred_argument(p);
    }
    LangNode *value;
    if (lang_p_kind(p) == LANG_TOKEN_NAME && lang_p_kind_ahead(p, 1) == LANG_TOKEN_COLON_EQUAL) {
        value = lang_p_named_expression(p);
    } else {
        value = lang_p_expression(p);
    }
    if (value == NULL) {
        return NULL;
    }
    explain_keyword(p, value);
    if (!p->raised && at_for_clause(p)) {
        *generator = true;
        return generator_argument(p, start, value);
    }
    return p->raised ? NULL : value;
}

/* The generator expression must be the only argument: its span then takes in the call's parentheses. */
static bool check_generator(LangParser *p, LangNode *generator, uint32_t index, size_t open)
{
    bool last = lang_p_kind(p) == LANG_TOKEN_RIGHT_PAREN ||
                (lang_p_kind(p) == LANG_TOKEN_COMMA && lang_p_kind_ahead(p, 1) == LANG_TOKEN_RIGHT_PAREN && index > 0);
    if (index == 0 && last) {
        generator->span = lang_p_join(p->lexer->tokens[open].span, lang_p_token(p)->span);
        return true;
    }
    if (lang_p_kind(p) == LANG_TOKEN_COMMA || last) {
        if (p->explain) {
            lang_p_raise(p, generator->span, "put parentheses around it: f((x for x in y), 1)",
                         "Generator expression must be parenthesized");
        }
    }
    return false;
}

static bool check_order(LangParser *p, const LangNodes *keywords, const LangNode *argument)
{
    if (keywords->count == 0) {
        return true;
    }
    bool unpacked = false;
    for (uint32_t i = 0; i < keywords->count; i++) {
        unpacked = unpacked || keywords->items[i]->u.keyword.name == NULL;
    }
    bool starred = argument->kind == LANG_NODE_STARRED;
    if (starred && !unpacked) {
        return true;
    }
    if (!p->explain || p->quiet) {
        return false;
    }
    if (starred) {
        lang_p_raise(p, argument->span, "write *args before **kwargs",
                     "iterable argument unpacking follows keyword argument unpacking");
    } else {
        bool last_unpacks = keywords->items[keywords->count - 1]->u.keyword.name == NULL;
        lang_p_raise(p, lang_p_token(p)->span, NULL, "positional argument follows keyword argument%s",
                     last_unpacks ? " unpacking" : "");
    }
    return false;
}

/* One argument of any sort. */
static bool argument(LangParser *p, LangNodes *args, LangNodes *keywords, size_t open)
{
    size_t start = p->at;
    if (lang_p_accept(p, LANG_TOKEN_DOUBLE_STAR)) {
        LangNode *node = keyword_node(p, start, NULL, lang_p_expression(p));
        return node != NULL && lang_p_push(p, keywords, node);
    }
    if (lang_p_kind(p) == LANG_TOKEN_NAME && lang_p_kind_ahead(p, 1) == LANG_TOKEN_EQUAL) {
        LangNode *node = named_argument(p);
        return node != NULL && lang_p_push(p, keywords, node);
    }
    bool generator = false;
    LangNode *node = positional_argument(p, &generator);
    if (node == NULL || (generator && !check_generator(p, node, args->count + keywords->count, open))) {
        return false;
    }
    return check_order(p, keywords, node) && lang_p_push(p, args, node);
}

bool lang_p_arguments(LangParser *p, LangNodes *args, LangNodes *keywords)
{
    size_t open = p->at - 1;
    while (lang_p_kind(p) != LANG_TOKEN_RIGHT_PAREN) {
        if (!argument(p, args, keywords, open)) {
            return false;
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            break;
        }
    }
    return lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN);
}

/* --- parameters --- */

typedef struct Parameters {
    LangArguments *out;
    LangTokenKind closer;
    LangNodes *list; /* where plain ones go now */
    bool star;       /* behind * */
} Parameters;

static LangNode *parameter(LangParser *p, const Parameters *parameters, bool starred_annotation)
{
    size_t start = p->at;
    const LangName *name = lang_p_name(p);
    if (name == NULL) {
        return NULL;
    }
    LangNode *annotation = NULL;
    if (parameters->closer == LANG_TOKEN_RIGHT_PAREN && lang_p_accept(p, LANG_TOKEN_COLON)) {
        annotation = starred_annotation ? lang_p_star_expression(p) : lang_p_expression(p);
        if (annotation == NULL) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_ARG, start);
    if (node != NULL) {
        node->u.arg.name = name;
        node->u.arg.annotation = annotation;
    }
    return node;
}

/* A parameter with its default, if any. */
static bool plain_parameter(LangParser *p, Parameters *parameters)
{
    LangArguments *out = parameters->out;
    LangNode *node = parameter(p, parameters, false);
    if (node == NULL || !lang_p_push(p, parameters->list, node)) {
        return false;
    }
    LangNode *value = NULL;
    LangSpan equal = lang_p_token(p)->span;
    if (lang_p_accept(p, LANG_TOKEN_EQUAL)) {
        LangTokenKind next = lang_p_kind(p);
        if (explains(p) && (next == LANG_TOKEN_RIGHT_PAREN || next == LANG_TOKEN_COMMA)) {
            return lang_p_raise(p, equal, NULL, "expected default value expression") != NULL;
        }
        value = lang_p_expression(p);
        if (value == NULL) {
            return false;
        }
    }
    if (parameters->star) {
        return lang_p_push(p, &out->kw_defaults, value);
    }
    if (value != NULL) {
        return lang_p_push(p, &out->defaults, value);
    }
    if (out->defaults.count > 0) {
        LangTokenKind next = lang_p_kind(p);
        if (explains(p) && (next == LANG_TOKEN_COMMA || next == parameters->closer)) {
            lang_p_raise(p, node->span, "give it a default, or put it before those that have one",
                         "non-default argument follows default argument");
        }
        return false;
    }
    return true;
}

/* `*args` or a bare `*`. */
static bool star_parameter(LangParser *p, Parameters *parameters)
{
    LangArguments *out = parameters->out;
    LangSpan star = lang_p_token(p)->span;
    p->at++;
    if (parameters->star) {
        LangTokenKind next = lang_p_kind(p);
        if (explains(p) && (next == LANG_TOKEN_NAME || next == LANG_TOKEN_COMMA)) {
            lang_p_raise(p, star, NULL, "* argument may appear only once");
        }
        return false;
    }
    parameters->star = true;
    parameters->list = &out->kwonly;
    if (lang_p_kind(p) == LANG_TOKEN_NAME) {
        out->vararg = parameter(p, parameters, true);
        if (out->vararg != NULL && lang_p_kind(p) == LANG_TOKEN_EQUAL && p->explain) {
            lang_p_raise(p, lang_p_token(p)->span, NULL, "var-positional argument cannot have default value");
        }
        return out->vararg != NULL && !p->raised;
    }
    if (lang_p_kind(p) == LANG_TOKEN_COMMA && lang_p_kind_ahead(p, 1) == LANG_TOKEN_NAME) {
        return true;
    }
    LangTokenKind next = lang_p_kind_ahead(p, lang_p_kind(p) == LANG_TOKEN_COMMA ? 1 : 0);
    if (explains(p) && (next == parameters->closer || next == LANG_TOKEN_DOUBLE_STAR)) {
        bool lambda = parameters->closer == LANG_TOKEN_COLON;
        lang_p_raise(p, lambda ? lang_p_token(p)->span : star, NULL, "named arguments must follow bare *");
    } else if (explains(p) && next == LANG_TOKEN_SLASH) {
        lang_p_raise(p, p->lexer->tokens[p->at + 1].span, NULL, "/ must be ahead of *");
    }
    return false;
}

static bool kwarg_parameter(LangParser *p, Parameters *parameters)
{
    p->at++;
    LangArguments *out = parameters->out;
    out->kwarg = parameter(p, parameters, false);
    if (out->kwarg == NULL) {
        return false;
    }
    if (lang_p_kind(p) == LANG_TOKEN_EQUAL && p->explain) {
        return lang_p_raise(p, lang_p_token(p)->span, NULL, "var-keyword argument cannot have default value") != NULL;
    }
    if (lang_p_accept(p, LANG_TOKEN_COMMA) && explains(p)) {
        LangTokenKind next = lang_p_kind(p);
        if (next == LANG_TOKEN_NAME || next == LANG_TOKEN_STAR || next == LANG_TOKEN_DOUBLE_STAR ||
            next == LANG_TOKEN_SLASH) {
            lang_p_raise(p, lang_p_token(p)->span, NULL, "arguments cannot follow var-keyword argument");
        }
    }
    return !p->raised;
}

/* The `/`: all before it are positional-only. */
static bool slash(LangParser *p, Parameters *parameters)
{
    LangArguments *out = parameters->out;
    LangSpan span = lang_p_token(p)->span;
    p->at++;
    if (out->posonly.count > 0) {
        return p->explain ? lang_p_raise(p, span, NULL, "/ may appear only once") != NULL : false;
    }
    if (parameters->star) {
        return p->explain ? lang_p_raise(p, span, NULL, "/ must be ahead of *") != NULL : false;
    }
    if (out->args.count == 0) {
        p->at--;
        return false;
    }
    out->posonly = out->args;
    out->args = (LangNodes){0};
    return true;
}

static void explain_parentheses(LangParser *p, const Parameters *parameters)
{
    size_t ahead = 1;
    while (lang_p_kind_ahead(p, ahead) == LANG_TOKEN_NAME || lang_p_kind_ahead(p, ahead) == LANG_TOKEN_COMMA) {
        ahead++;
    }
    if (ahead > 1 && lang_p_kind_ahead(p, ahead) == LANG_TOKEN_RIGHT_PAREN) {
        lang_p_raise(p, lang_p_join(lang_p_token(p)->span, p->lexer->tokens[p->at + ahead].span),
                     "take one parameter and unpack it inside", "%s cannot be parenthesized",
                     parameters->closer == LANG_TOKEN_COLON ? "Lambda expression parameters" : "Function parameters");
    }
}

static bool next_parameter(LangParser *p, Parameters *parameters)
{
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_NAME: return plain_parameter(p, parameters);
    case LANG_TOKEN_STAR: return star_parameter(p, parameters);
    case LANG_TOKEN_SLASH: return slash(p, parameters);
    case LANG_TOKEN_LEFT_PAREN:
        if (explains(p)) {
            explain_parentheses(p, parameters);
        }
        return false;
    default: return false;
    }
}

LangArguments *lang_p_parameters(LangParser *p, LangTokenKind closer)
{
    LangArguments *out = lang_p_alloc(p, sizeof *out);
    if (out == NULL) {
        return NULL;
    }
    Parameters parameters = {.out = out, .closer = closer, .list = &out->args};
    while (lang_p_kind(p) != closer) {
        if (lang_p_kind(p) == LANG_TOKEN_DOUBLE_STAR) {
            return kwarg_parameter(p, &parameters) ? out : NULL;
        }
        if (!next_parameter(p, &parameters)) {
            return NULL;
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            break;
        }
    }
    return p->raised ? NULL : out;
}

/* --- subscripts --- */

static bool optional_bound(LangParser *p, LangNode **out)
{
    *out = NULL;
    if (!lang_p_starts_expression(lang_p_kind(p))) {
        return true;
    }
    *out = lang_p_expression(p);
    return *out != NULL;
}

static LangNode *slice(LangParser *p)
{
    size_t start = p->at;
    LangNode *lower = NULL;
    if (lang_p_kind(p) == LANG_TOKEN_STAR) {
        return lang_p_star_named_expression(p);
    }
    if (lang_p_kind(p) != LANG_TOKEN_COLON) {
        lower = lang_p_named_expression(p);
        if (lower == NULL || lang_p_kind(p) != LANG_TOKEN_COLON || lang_p_is_walrus(p, start)) {
            return lower;
        }
    }
    LangNode *upper = NULL;
    LangNode *step = NULL;
    p->at++;
    if (!optional_bound(p, &upper) || (lang_p_accept(p, LANG_TOKEN_COLON) && !optional_bound(p, &step))) {
        return NULL;
    }
    LangNode *node = p->raised ? NULL : lang_p_node(p, LANG_NODE_SLICE, start);
    if (node != NULL) {
        node->u.slice.lower = lower;
        node->u.slice.upper = upper;
        node->u.slice.step = step;
    }
    return node;
}

LangNode *lang_p_slices(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = slice(p);
    if (first == NULL || (lang_p_kind(p) != LANG_TOKEN_COMMA && first->kind != LANG_NODE_STARRED)) {
        return first;
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        if (lang_p_kind(p) == LANG_TOKEN_RIGHT_BRACKET) {
            break;
        }
        LangNode *item = slice(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_TUPLE, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}
