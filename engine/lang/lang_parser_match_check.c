/* What is wrong with patterns that fit the grammar: cases that can never match, names bound twice. */

#include "lang/lang_parser_internal.h"

#include <string.h>

/* The names that a pattern binds, in the arena. */
typedef struct Names {
    const LangName **items;
    uint32_t count;
} Names;

static bool holds(const Names *names, const LangName *name)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (names->items[i] == name) {
            return true;
        }
    }
    return false;
}

static bool bind(LangParser *p, Names *names, const LangName *name, LangSpan span)
{
    if (name == NULL) {
        return true;
    }
    if (holds(names, name)) {
        return lang_p_raise(p, span, "give each part a name of its own", "multiple assignments to name '%s' in pattern",
                            name->text) != NULL;
    }
    uint32_t count = names->count;
    if (count == 0 || (count & (count - 1)) == 0) {
        const LangName **grown = lang_p_alloc(p, (count == 0 ? 1 : (size_t)count * 2) * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        if (count > 0) {
            memcpy(grown, names->items, count * sizeof *grown);
        }
        names->items = grown;
    }
    names->items[names->count++] = name;
    return true;
}

/* True for a pattern that matches everything. */
static bool is_irrefutable(const LangNode *pattern)
{
    return pattern->kind == LANG_NODE_MATCH_AS &&
           (pattern->u.match_capture.pattern == NULL || is_irrefutable(pattern->u.match_capture.pattern));
}

static bool unreachable(LangParser *p, const LangNode *pattern)
{
    while (pattern->u.match_capture.pattern != NULL) {
        pattern = pattern->u.match_capture.pattern;
    }
    const char *hint = "move it behind the others";
    if (pattern->u.match_capture.name == NULL) {
        return lang_p_raise(p, pattern->span, hint, "wildcard makes remaining patterns unreachable") != NULL;
    }
    return lang_p_raise(p, pattern->span, hint, "name capture '%s' makes remaining patterns unreachable",
                        pattern->u.match_capture.name->text) != NULL;
}

static bool check(LangParser *p, const LangNode *pattern, Names *names);

static bool check_all(LangParser *p, const LangNodes *patterns, Names *names)
{
    for (uint32_t i = 0; i < patterns->count; i++) {
        if (!check(p, patterns->items[i], names)) {
            return false;
        }
    }
    return true;
}

static bool check_sequence(LangParser *p, const LangNode *pattern, Names *names)
{
    uint32_t stars = 0;
    for (uint32_t i = 0; i < pattern->u.targets.items.count; i++) {
        stars += pattern->u.targets.items.items[i]->kind == LANG_NODE_MATCH_STAR ? 1 : 0;
    }
    if (stars > 1) {
        return lang_p_raise(p, pattern->span, NULL, "multiple starred names in sequence pattern") != NULL;
    }
    return check_all(p, &pattern->u.targets.items, names);
}

/* Every alternative binds the same names, and only the last may match everything. */
static bool check_or(LangParser *p, const LangNode *pattern, Names *names)
{
    const LangNodes *items = &pattern->u.targets.items;
    Names before = *names;
    Names first = {0};
    for (uint32_t i = 0; i < items->count; i++) {
        Names own = {0};
        for (uint32_t j = 0; j < before.count; j++) {
            if (!bind(p, &own, before.items[j], pattern->span)) {
                return false;
            }
        }
        if (i + 1 < items->count && is_irrefutable(items->items[i])) {
            return unreachable(p, items->items[i]);
        }
        if (!check(p, items->items[i], &own)) {
            return false;
        }
        if (i == 0) {
            first = own;
        }
        bool same = own.count == first.count;
        for (uint32_t j = 0; same && j < own.count; j++) {
            same = holds(&first, own.items[j]);
        }
        if (!same) {
            return lang_p_raise(p, items->items[i]->span, NULL, "alternative patterns bind different names") != NULL;
        }
    }
    *names = first;
    return true;
}

static bool same_key(const LangNode *a, const LangNode *b)
{
    if (a->kind == LANG_NODE_UNARY_OP && b->kind == LANG_NODE_UNARY_OP) {
        return same_key(a->u.unary.operand, b->u.unary.operand);
    }
    if (a->kind != LANG_NODE_CONSTANT || b->kind != LANG_NODE_CONSTANT || a->u.constant.kind != b->u.constant.kind) {
        return false;
    }
    switch (a->u.constant.kind) {
    case LANG_CONSTANT_INT: return a->u.constant.integer == b->u.constant.integer;
    case LANG_CONSTANT_IMAGINARY:
    case LANG_CONSTANT_FLOAT: return a->u.constant.number == b->u.constant.number;
    case LANG_CONSTANT_BIG_INT:
    case LANG_CONSTANT_STR:
    case LANG_CONSTANT_BYTES:
        return a->u.constant.text.size == b->u.constant.text.size &&
               memcmp(a->u.constant.text.data, b->u.constant.text.data, a->u.constant.text.size) == 0;
    default: return true;
    }
}

static bool check_mapping(LangParser *p, const LangNode *pattern, Names *names)
{
    const LangNodes *keys = &pattern->u.match_mapping.keys;
    for (uint32_t i = 0; i < keys->count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (same_key(keys->items[i], keys->items[j])) {
                LangSpan span = keys->items[i]->span;
                size_t size;
                const char *line = lang_source_line(&p->module->source, span.line, &size);
                bool one_line = span.line == span.end_line;
                return lang_p_raise(p, pattern->span, NULL, "mapping pattern checks duplicate key (%.*s)",
                                    one_line ? (int)(span.end_column - span.column) : 3,
                                    one_line ? line + span.column : "...") != NULL;
            }
        }
    }
    return check_all(p, &pattern->u.match_mapping.patterns, names) &&
           bind(p, names, pattern->u.match_mapping.rest, pattern->span);
}

static bool check(LangParser *p, const LangNode *pattern, Names *names)
{
    switch (pattern->kind) {
    case LANG_NODE_MATCH_SEQUENCE: return check_sequence(p, pattern, names);
    case LANG_NODE_MATCH_MAPPING: return check_mapping(p, pattern, names);
    case LANG_NODE_MATCH_CLASS:
        return check_all(p, &pattern->u.match_class.patterns, names) &&
               check_all(p, &pattern->u.match_class.kwd_patterns, names);
    case LANG_NODE_MATCH_OR: return check_or(p, pattern, names);
    case LANG_NODE_MATCH_AS:
        return (pattern->u.match_capture.pattern == NULL || check(p, pattern->u.match_capture.pattern, names)) &&
               bind(p, names, pattern->u.match_capture.name, pattern->span);
    case LANG_NODE_MATCH_STAR: return bind(p, names, pattern->u.match_capture.name, pattern->span);
    default: return true;
    }
}

bool lang_p_check_cases(LangParser *p, const LangNodes *cases)
{
    for (uint32_t i = 0; i < cases->count; i++) {
        const LangNode *node = cases->items[i];
        Names names = {0};
        if (!check(p, node->u.match_case.pattern, &names)) {
            return false;
        }
        if (i + 1 < cases->count && node->u.match_case.guard == NULL && is_irrefutable(node->u.match_case.pattern)) {
            return unreachable(p, node->u.match_case.pattern);
        }
    }
    return true;
}
