/* match and its patterns. */

#include "lang/lang_parser_internal.h"

static LangNode *pattern(LangParser *p);

static bool explains(const LangParser *p)
{
    return p->explain && !p->quiet && !p->raised;
}

static LangNode *value_node(LangParser *p, LangNodeKind kind, size_t start, LangNode *value)
{
    LangNode *node = value == NULL ? NULL : lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.value.value = value;
    }
    return node;
}

static LangNode *capture_node(LangParser *p, LangNodeKind kind, size_t start, LangNode *inner, const LangName *name)
{
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.match_capture.pattern = inner;
        node->u.match_capture.name = name;
    }
    return node;
}

static LangNode *list_node(LangParser *p, LangNodeKind kind, size_t start, LangNodes items)
{
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.targets.items = items;
    }
    return node;
}

/* The imaginary part behind a real one. */
static LangNode *complex_literal(LangParser *p, LangNode *real, size_t start)
{
    LangSpan span = p->lexer->tokens[p->at + 1].span;
    bool minus = lang_p_kind(p) == LANG_TOKEN_MINUS;
    p->at++;
    LangNode *imaginary = lang_p_number(p);
    if (imaginary == NULL) {
        return NULL;
    }
    if (imaginary->u.constant.kind != LANG_CONSTANT_IMAGINARY && !explains(p)) {
        p->at -= 2;
        return real;
    }
    if (imaginary->u.constant.kind != LANG_CONSTANT_IMAGINARY) {
        return lang_p_raise(p, span, NULL, "imaginary number required in complex literal");
    }
    LangNode *node = lang_p_node(p, LANG_NODE_BIN_OP, start);
    if (node != NULL) {
        node->u.bin_op.left = real;
        node->u.bin_op.right = imaginary;
        node->u.bin_op.op = minus ? LANG_BINARY_SUB : LANG_BINARY_ADD;
    }
    return node;
}

/* 1, -1, "text", 1 + 2j: an expression. */
static LangNode *literal(LangParser *p)
{
    size_t start = p->at;
    if (lang_p_kind(p) == LANG_TOKEN_STRING) {
        LangNode *text = lang_p_strings(p);
        if (text != NULL && text->kind == LANG_NODE_JOINED_STR) {
            return lang_p_raise(p, text->span, "compare in a guard: case x if x == f\"...\":",
                                "patterns may only match literals and attribute lookups");
        }
        return text;
    }
    bool negative = lang_p_accept(p, LANG_TOKEN_MINUS);
    if (lang_p_kind(p) != LANG_TOKEN_NUMBER) {
        return NULL;
    }
    LangNode *number = lang_p_number(p);
    if (number != NULL && negative) {
        LangNode *node = lang_p_node(p, LANG_NODE_UNARY_OP, start);
        if (node == NULL) {
            return NULL;
        }
        node->u.unary.operand = number;
        node->u.unary.op = LANG_UNARY_MINUS;
        number = node;
    }
    LangTokenKind next = lang_p_kind(p);
    if (number != NULL && (next == LANG_TOKEN_PLUS || next == LANG_TOKEN_MINUS) &&
        lang_p_kind_ahead(p, 1) == LANG_TOKEN_NUMBER) {
        return complex_literal(p, number, start);
    }
    return number;
}

static LangNode *singleton(LangParser *p)
{
    LangTokenKind kind = lang_p_kind(p);
    if (kind != LANG_TOKEN_NONE && kind != LANG_TOKEN_TRUE && kind != LANG_TOKEN_FALSE) {
        return NULL;
    }
    return lang_p_atom(p);
}

/* a.b.c */
static LangNode *name_or_attribute(LangParser *p)
{
    size_t start = p->at;
    LangNode *node = lang_p_kind(p) == LANG_TOKEN_NAME ? lang_p_atom(p) : NULL;
    while (node != NULL && lang_p_accept(p, LANG_TOKEN_DOT)) {
        const LangName *name = lang_p_name(p);
        LangNode *outer = name == NULL ? NULL : lang_p_node(p, LANG_NODE_ATTRIBUTE, start);
        if (outer != NULL) {
            outer->u.attribute.value = node;
            outer->u.attribute.name = name;
        }
        node = outer;
    }
    return node;
}

static LangNode *star_pattern(LangParser *p)
{
    size_t start = p->at++;
    bool wildcard = lang_p_is_word(p, "_");
    const LangName *name = lang_p_name(p);
    return name == NULL ? NULL : capture_node(p, LANG_NODE_MATCH_STAR, start, NULL, wildcard ? NULL : name);
}

/* [a, b], (a, b), (a) */
static LangNode *sequence_or_group(LangParser *p)
{
    size_t start = p->at;
    bool bracket = lang_p_kind(p) == LANG_TOKEN_LEFT_BRACKET;
    p->at++;
    LangNodes items = {0};
    uint32_t commas = 0;
    while (lang_p_kind(p) != (bracket ? LANG_TOKEN_RIGHT_BRACKET : LANG_TOKEN_RIGHT_PAREN)) {
        LangNode *item = lang_p_kind(p) == LANG_TOKEN_STAR ? star_pattern(p) : pattern(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            break;
        }
        commas++;
    }
    if (!lang_p_accept(p, bracket ? LANG_TOKEN_RIGHT_BRACKET : LANG_TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    if (!bracket && items.count == 1 && commas == 0) {
        return items.items[0]->kind == LANG_NODE_MATCH_STAR ? NULL : items.items[0];
    }
    return list_node(p, LANG_NODE_MATCH_SEQUENCE, start, items);
}

static LangNode *mapping_key(LangParser *p)
{
    LangNode *key = singleton(p);
    if (key != NULL || p->raised) {
        return key;
    }
    if (lang_p_kind(p) != LANG_TOKEN_NAME) {
        return literal(p);
    }
    key = name_or_attribute(p);
    return key != NULL && key->kind == LANG_NODE_ATTRIBUTE ? key : NULL;
}

static LangNode *mapping(LangParser *p)
{
    size_t start = p->at++;
    LangNodes keys = {0}, patterns = {0};
    const LangName *rest = NULL;
    while (lang_p_kind(p) != LANG_TOKEN_RIGHT_BRACE && rest == NULL) {
        if (lang_p_accept(p, LANG_TOKEN_DOUBLE_STAR)) {
            rest = lang_p_is_word(p, "_") ? NULL : lang_p_name(p);
            if (rest == NULL) {
                return NULL;
            }
        } else {
            LangNode *key = mapping_key(p);
            LangNode *value = key != NULL && lang_p_accept(p, LANG_TOKEN_COLON) ? pattern(p) : NULL;
            if (value == NULL || !lang_p_push(p, &keys, key) || !lang_p_push(p, &patterns, value)) {
                return NULL;
            }
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            break;
        }
    }
    if (!lang_p_accept(p, LANG_TOKEN_RIGHT_BRACE)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_MATCH_MAPPING, start);
    if (node != NULL) {
        node->u.match_mapping.keys = keys;
        node->u.match_mapping.patterns = patterns;
        node->u.match_mapping.rest = rest;
    }
    return node;
}

typedef struct ClassPatterns {
    LangNodes patterns;
    LangNodes kwd_nodes; /* keyword's names, as Name nodes */
    LangNodes kwd_patterns;
} ClassPatterns;

static bool class_argument(LangParser *p, ClassPatterns *out)
{
    if (lang_p_kind(p) == LANG_TOKEN_NAME && lang_p_kind_ahead(p, 1) == LANG_TOKEN_EQUAL) {
        LangNode *name = lang_p_atom(p);
        p->at++;
        LangNode *value = name == NULL ? NULL : pattern(p);
        return value != NULL && lang_p_push(p, &out->kwd_nodes, name) && lang_p_push(p, &out->kwd_patterns, value);
    }
    LangNode *item = pattern(p);
    if (item != NULL && out->kwd_nodes.count > 0) {
        return explains(p) ? lang_p_raise(p, item->span, NULL, "positional patterns follow keyword patterns") != NULL
                           : false;
    }
    return item != NULL && lang_p_push(p, &out->patterns, item);
}

/* The names of the keywords, which must differ. */
static const LangName **keyword_names(LangParser *p, const LangNodes *nodes, const LangNodes *patterns)
{
    const LangName **names = lang_p_alloc(p, (nodes->count > 0 ? nodes->count : 1) * sizeof *names);
    for (uint32_t i = 0; names != NULL && i < nodes->count; i++) {
        names[i] = nodes->items[i]->u.name.name;
        for (uint32_t j = 0; j < i; j++) {
            if (names[j] == names[i]) {
                return lang_p_raise(p, patterns->items[i]->span, NULL, "attribute name repeated in class pattern: %s",
                                    names[i]->text);
            }
        }
    }
    return names;
}

static LangNode *class_pattern(LangParser *p, size_t start, LangNode *cls)
{
    ClassPatterns parts = {0};
    p->at++;
    while (lang_p_kind(p) != LANG_TOKEN_RIGHT_PAREN) {
        if (!class_argument(p, &parts)) {
            return NULL;
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            break;
        }
    }
    const LangName **names = NULL;
    if (lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN)) {
        names = keyword_names(p, &parts.kwd_nodes, &parts.kwd_patterns);
    }
    LangNode *node = names == NULL ? NULL : lang_p_node(p, LANG_NODE_MATCH_CLASS, start);
    if (node != NULL) {
        node->u.match_class.cls = cls;
        node->u.match_class.patterns = parts.patterns;
        node->u.match_class.kwd_names = names;
        node->u.match_class.kwd_patterns = parts.kwd_patterns;
    }
    return node;
}

/* A capture, the wildcard, a value (a.b) or a class pattern. */
static LangNode *name_pattern(LangParser *p)
{
    size_t start = p->at;
    LangTokenKind next = lang_p_kind_ahead(p, 1);
    if (next != LANG_TOKEN_DOT && next != LANG_TOKEN_LEFT_PAREN) {
        bool wildcard = lang_p_is_word(p, "_");
        const LangName *name = lang_p_name(p);
        return name == NULL ? NULL : capture_node(p, LANG_NODE_MATCH_AS, start, NULL, wildcard ? NULL : name);
    }
    LangNode *name = name_or_attribute(p);
    if (name != NULL && lang_p_kind(p) == LANG_TOKEN_LEFT_PAREN) {
        return class_pattern(p, start, name);
    }
    return value_node(p, LANG_NODE_MATCH_VALUE, start, name);
}

static LangNode *closed_pattern(LangParser *p)
{
    size_t start = p->at;
    switch (lang_p_kind(p)) {
    case LANG_TOKEN_NAME: return name_pattern(p);
    case LANG_TOKEN_LEFT_PAREN:
    case LANG_TOKEN_LEFT_BRACKET: return sequence_or_group(p);
    case LANG_TOKEN_LEFT_BRACE: return mapping(p);
    case LANG_TOKEN_NONE:
    case LANG_TOKEN_TRUE:
    case LANG_TOKEN_FALSE: return value_node(p, LANG_NODE_MATCH_SINGLETON, start, singleton(p));
    case LANG_TOKEN_NUMBER:
    case LANG_TOKEN_STRING:
    case LANG_TOKEN_MINUS: return value_node(p, LANG_NODE_MATCH_VALUE, start, literal(p));
    default: return NULL;
    }
}

static LangNode *or_pattern(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = closed_pattern(p);
    if (first == NULL || lang_p_kind(p) != LANG_TOKEN_BAR) {
        return first;
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    while (lang_p_accept(p, LANG_TOKEN_BAR)) {
        LangNode *next = closed_pattern(p);
        if (next == NULL || !lang_p_push(p, &items, next)) {
            return NULL;
        }
    }
    return list_node(p, LANG_NODE_MATCH_OR, start, items);
}

static LangNode *as_pattern(LangParser *p)
{
    size_t start = p->at;
    LangNode *inner = or_pattern(p);
    if (inner == NULL || !lang_p_accept(p, LANG_TOKEN_AS)) {
        return inner;
    }
    if (explains(p) && lang_p_is_word(p, "_")) {
        return lang_p_raise(p, lang_p_token(p)->span, NULL, "cannot use '_' as a target");
    }
    const LangName *name = lang_p_is_word(p, "_") ? NULL : lang_p_name(p);
    return name == NULL ? NULL : capture_node(p, LANG_NODE_MATCH_AS, start, inner, name);
}

static LangNode *pattern(LangParser *p)
{
    if (!lang_p_enter(p)) {
        return NULL;
    }
    LangNode *node = as_pattern(p);
    lang_p_leave(p);
    return node;
}

LangNode *lang_p_case_pattern(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = lang_p_kind(p) == LANG_TOKEN_STAR ? star_pattern(p) : pattern(p);
    if (first == NULL || (lang_p_kind(p) != LANG_TOKEN_COMMA && first->kind != LANG_NODE_MATCH_STAR)) {
        return first;
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    bool comma = false;
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        comma = true;
        LangTokenKind kind = lang_p_kind(p);
        if (kind == LANG_TOKEN_COLON || kind == LANG_TOKEN_IF) {
            break;
        }
        LangNode *item = kind == LANG_TOKEN_STAR ? star_pattern(p) : pattern(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    }
    return comma ? list_node(p, LANG_NODE_MATCH_SEQUENCE, start, items) : NULL;
}

static LangNode *case_block(LangParser *p)
{
    size_t start = p->at;
    uint32_t line = lang_p_token(p)->span.line;
    if (!lang_p_is_word(p, "case")) {
        return NULL;
    }
    p->at++;
    LangNode *top = lang_p_case_pattern(p);
    LangNode *guard = NULL;
    if (top == NULL) {
        return NULL;
    }
    if (lang_p_accept(p, LANG_TOKEN_IF)) {
        guard = lang_p_named_expression(p);
        if (guard == NULL) {
            return NULL;
        }
    }
    LangNodes body = {0};
    if (!lang_p_colon(p, false) || !lang_p_block(p, &body, "'case' statement", line)) {
        return NULL;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_MATCH_CASE, start);
    if (node != NULL) {
        node->u.match_case.pattern = top;
        node->u.match_case.guard = guard;
        node->u.match_case.body = body;
        node->span = lang_p_join(node->span, body.items[body.count - 1]->span);
    }
    return node;
}

/* What stands between `match` and ':'. */
static LangNode *subject(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = lang_p_star_named_expression(p);
    if (first == NULL || (lang_p_kind(p) != LANG_TOKEN_COMMA && first->kind != LANG_NODE_STARRED)) {
        return first;
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    bool comma = false;
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        comma = true;
        if (lang_p_kind(p) == LANG_TOKEN_COLON) {
            break;
        }
        LangNode *item = lang_p_star_named_expression(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    }
    LangNode *node = comma ? lang_p_node(p, LANG_NODE_TUPLE, start) : NULL;
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return node;
}

static LangNode *match_statement(LangParser *p, size_t start, LangNode *value)
{
    uint32_t line = p->lexer->tokens[start].span.line;
    p->at++; /* the line end */
    if (!lang_p_accept(p, LANG_TOKEN_INDENT)) {
        return explains(p) ? lang_p_raise_indentation(p, lang_p_token(p)->span, "indent the cases",
                                                      "expected an indented block after 'match' statement on line %u",
                                                      (unsigned)line)
                           : NULL;
    }
    LangNodes cases = {0};
    do {
        LangNode *node = case_block(p);
        if (node == NULL || !lang_p_push(p, &cases, node)) {
            return NULL;
        }
    } while (!lang_p_accept(p, LANG_TOKEN_DEDENT));
    LangNode *node = lang_p_node(p, LANG_NODE_MATCH, start);
    if (node == NULL || !lang_p_check_cases(p, &cases)) {
        return NULL;
    }
    node->u.match.subject = value;
    node->u.match.cases = cases;
    node->span = lang_p_join(node->span, cases.items[cases.count - 1]->span);
    return node;
}

LangNode *lang_p_match(LangParser *p, bool *is_match)
{
    size_t start = p->at;
    bool quiet = p->quiet;
    LangTokenKind next = lang_p_kind_ahead(p, 1);
    *is_match = false;
    if (next != LANG_TOKEN_STAR && !lang_p_starts_expression(next)) {
        return NULL;
    }
    p->at++;
    p->quiet = true; /* `match` may turn out to be a plain name */
    LangNode *value = subject(p);
    p->quiet = quiet;
    if (value == NULL || !lang_p_accept(p, LANG_TOKEN_COLON) || lang_p_kind(p) != LANG_TOKEN_NEWLINE) {
        if (!p->raised) {
            p->at = start;
        }
        return NULL;
    }
    *is_match = true;
    return match_statement(p, start, value);
}
