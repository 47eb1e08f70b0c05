/* What may be assigned to, looped over or deleted. */

#include "lang/lang_parser_internal.h"

const LangNode *lang_p_bad_target(const LangNode *node, LangTargetUse use)
{
    switch (node->kind) {
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
        for (uint32_t i = 0; i < node->u.sequence.items.count; i++) {
            const LangNode *bad = lang_p_bad_target(node->u.sequence.items.items[i], use);
            if (bad != NULL) {
                return bad;
            }
        }
        return NULL;
    case LANG_NODE_STARRED: return use == LANG_TARGET_DELETE ? node : lang_p_bad_target(node->u.starred.value, use);
    case LANG_NODE_NAME:
    case LANG_NODE_ATTRIBUTE:
    case LANG_NODE_SUBSCRIPT: return NULL;
    default: return node;
    }
}

void lang_p_set_context(LangNode *node, LangContext context)
{
    switch (node->kind) {
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
        node->u.sequence.context = context;
        for (uint32_t i = 0; i < node->u.sequence.items.count; i++) {
            lang_p_set_context(node->u.sequence.items.items[i], context);
        }
        break;
    case LANG_NODE_STARRED:
        node->u.starred.context = context;
        lang_p_set_context(node->u.starred.value, context);
        break;
    case LANG_NODE_NAME: node->u.name.context = context; break;
    case LANG_NODE_ATTRIBUTE: node->u.attribute.context = context; break;
    case LANG_NODE_SUBSCRIPT: node->u.subscript.context = context; break;
    default: break;
    }
}

static LangNode *checked(LangParser *p, LangNode *target, LangTargetUse use)
{
    const LangNode *bad = target == NULL ? NULL : lang_p_bad_target(target, use);
    if (bad != NULL) {
        return p->explain && !p->quiet ? lang_p_raise(p, bad->span, NULL, "cannot assign to %s", lang_p_describe(bad))
                                       : NULL;
    }
    if (target != NULL) {
        lang_p_set_context(target, LANG_STORE);
    }
    return target;
}

/* One target, perhaps starred.  Comparisons are no part of it: `in` ends it. */
static LangNode *target(LangParser *p)
{
    size_t start = p->at;
    bool star = lang_p_accept(p, LANG_TOKEN_STAR);
    LangNode *value = lang_p_bitwise_or(p);
    if (!star || value == NULL) {
        return value;
    }
    LangNode *node = lang_p_node(p, LANG_NODE_STARRED, start);
    if (node != NULL) {
        node->u.starred.value = value;
    }
    return node;
}

static LangNode *for_targets(LangParser *p)
{
    size_t start = p->at;
    LangNode *first = target(p);
    if (first == NULL || lang_p_kind(p) != LANG_TOKEN_COMMA) {
        return checked(p, first, LANG_TARGET_FOR);
    }
    LangNodes items = {0};
    if (!lang_p_push(p, &items, first)) {
        return NULL;
    }
    while (lang_p_accept(p, LANG_TOKEN_COMMA)) {
        if (lang_p_kind(p) == LANG_TOKEN_IN) {
            break;
        }
        LangNode *item = target(p);
        if (item == NULL || !lang_p_push(p, &items, item)) {
            return NULL;
        }
    }
    LangNode *node = lang_p_node(p, LANG_NODE_TUPLE, start);
    if (node != NULL) {
        node->u.sequence.items = items;
    }
    return checked(p, node, LANG_TARGET_FOR);
}

LangNode *lang_p_for_targets(LangParser *p)
{
    size_t start = p->at;
    LangNode *node = for_targets(p);
    if (node != NULL && p->explain && !p->quiet && lang_p_kind(p) != LANG_TOKEN_IN) {
        size_t at = p->at; /* perhaps `in` is missing between two expressions */
        p->at = start;
        lang_p_star_expressions(p);
        p->at = at;
    }
    return p->raised ? NULL : node;
}

LangNode *lang_p_with_target(LangParser *p)
{
    LangNode *node = target(p);
    LangTokenKind next = lang_p_kind(p);
    if (next != LANG_TOKEN_COMMA && next != LANG_TOKEN_RIGHT_PAREN && next != LANG_TOKEN_COLON &&
        next != LANG_TOKEN_NEWLINE) {
        return NULL;
    }
    return checked(p, node, LANG_TARGET_ASSIGN);
}
