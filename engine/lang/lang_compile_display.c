/* lang_compile_display.c: tuples, lists, sets, dicts, f-strings. */
#include "lang/lang_compile_internal.h"

enum { PIECE = 64 }; /* so many items are built from temporaries at once; the rest is added one by one */

static bool has_starred(const LangNodes *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == LANG_NODE_STARRED) {
            return true;
        }
    }
    return false;
}

static void push_all(LangC *c, const LangNodes *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        lang_c_push(c, items->items[i]);
    }
}

/* Adds the items from `from` on to the list or set in `into`. */
static void add_rest(LangC *c, const LangNode *at, const LangNodes *items, uint32_t from, uint32_t into, bool set)
{
    for (uint32_t i = from; i < items->count; i++) {
        const LangNode *item = items->items[i];
        bool starred = item->kind == LANG_NODE_STARRED;
        uint32_t base = c->depth;
        uint32_t reg = lang_c_any(c, starred ? item->u.starred.value : item);
        LangOp op = set ? (starred ? LANG_OP_SET_UPDATE : LANG_OP_SET_ADD)
                        : (starred ? LANG_OP_LIST_EXTEND : LANG_OP_LIST_APPEND);
        lang_c_emit(c, starred ? item : at, op, lang_c_uses_b(c, reg), into, reg, 0);
        c->depth = base;
    }
}

static uint32_t leading(const LangNodes *items)
{
    uint32_t count = 0;
    while (count < items->count && count < PIECE && items->items[count]->kind != LANG_NODE_STARRED) {
        count++;
    }
    return count;
}

uint32_t lang_c_push_list(LangC *c, const LangNode *at, const LangNodes *items)
{
    uint32_t base = c->depth;
    uint32_t first = leading(items);
    push_all(c, items, first);
    lang_c_reserve(c, 1);
    lang_c_emit(c, at, LANG_OP_LIST, 0, base, base, first);
    c->depth = base + 1;
    add_rest(c, at, items, first, base, false);
    return base;
}

/* Sets of three and more constants: CPython keeps them as a frozenset that was made of the items of another one, and
 * pours it into a new set; the order of the items can differ from adding them one by one. */
static bool is_poured(LangC *c, const LangNode *node)
{
    const LangNodes *items = &node->u.sequence.items;
    if (node->kind != LANG_NODE_SET || items->count < 3 || items->count > PIECE) {
        return false;
    }
    for (uint32_t i = 0; i < items->count; i++) {
        if (lang_c_constant(c, items->items[i]) == LANG_NO_K) {
            return false;
        }
    }
    return true;
}

static void pour(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t base = c->depth;
    uint32_t kept = lang_c_reserve(c, 2), list = kept + 1, first = c->depth;
    lang_c_emit(c, node, LANG_OP_SET, 0, kept, kept, 0);
    lang_c_emit(c, node, LANG_OP_LIST, 0, list, list, 0);
    push_all(c, &node->u.sequence.items, node->u.sequence.items.count);
    lang_c_emit(c, node, LANG_OP_SET, 0, first, first, node->u.sequence.items.count);
    lang_c_emit(c, node, LANG_OP_LIST_EXTEND, LANG_USES_B, list, first, 0);
    lang_c_emit(c, node, LANG_OP_SET_UPDATE, LANG_USES_B, kept, list, 0);
    if (c->iterated != node) {
        lang_c_emit(c, node, LANG_OP_SET, 0, list, list, 0);
        lang_c_emit(c, node, LANG_OP_SET_UPDATE, LANG_USES_B, list, kept, 0);
        kept = list;
    }
    if (target != kept) {
        lang_c_emit(c, node, LANG_OP_MOVE, LANG_USES_B, target, kept, 0);
    }
    c->depth = base;
}

void lang_c_display(LangC *c, const LangNode *node, uint32_t target)
{
    if (is_poured(c, node)) {
        pour(c, node, target);
        return;
    }
    const LangNodes *items = &node->u.sequence.items;
    uint32_t base = c->depth;
    if (node->kind == LANG_NODE_TUPLE) {
        uint32_t k = lang_c_constant(c, node);
        if (k != LANG_NO_K) {
            lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, target, k);
        } else if (items->count <= 4 * PIECE && !has_starred(items)) {
            push_all(c, items, items->count);
            lang_c_emit(c, node, LANG_OP_TUPLE, 0, target, base, items->count);
        } else {
            lang_c_push_list(c, node, items);
            lang_c_emit(c, node, LANG_OP_LIST_TO_TUPLE, LANG_USES_B, target, base, 0);
        }
        c->depth = base;
        return;
    }
    bool set = node->kind == LANG_NODE_SET;
    uint32_t first = leading(items);
    LangOp op = set ? LANG_OP_SET : LANG_OP_LIST;
    if (first == items->count) {
        push_all(c, items, first);
        lang_c_emit(c, node, op, 0, target, base, first);
        c->depth = base;
        return;
    }
    push_all(c, items, first);
    c->depth = base;
    lang_c_reserve(c, 1);
    lang_c_emit(c, node, op, 0, base, base, first);
    add_rest(c, node, items, first, base, set);
    if (target != base) {
        lang_c_emit(c, node, LANG_OP_MOVE, LANG_USES_B, target, base, 0);
    }
    c->depth = base;
}

void lang_c_dict(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNodes *keys = &node->u.dict.keys, *values = &node->u.dict.values;
    uint32_t base = c->depth;
    uint32_t first = 0;
    while (first < keys->count && first < PIECE && keys->items[first] != NULL) {
        lang_c_push(c, keys->items[first]);
        lang_c_push(c, values->items[first]);
        first++;
    }
    if (first == keys->count) {
        lang_c_emit(c, node, LANG_OP_DICT, 0, target, base, first);
        c->depth = base;
        return;
    }
    c->depth = base;
    lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_DICT, 0, base, base, first);
    for (uint32_t i = first; i < keys->count; i++) {
        uint32_t inner = c->depth;
        if (keys->items[i] == NULL) {
            uint32_t reg = lang_c_any(c, values->items[i]);
            lang_c_emit(c, node, LANG_OP_DICT_UPDATE, lang_c_uses_b(c, reg), base, reg, 0);
        } else {
            uint32_t key = lang_c_any_before(c, keys->items[i], values->items[i], NULL);
            uint32_t value = lang_c_any(c, values->items[i]);
            lang_c_emit(c, node, LANG_OP_DICT_SET, lang_c_uses(c, LANG_C_KEEP, key, value), base, key, value);
        }
        c->depth = inner;
    }
    if (target != base) {
        lang_c_emit(c, node, LANG_OP_MOVE, LANG_USES_B, target, base, 0);
    }
    c->depth = base;
}

/* ---- f-strings ---- */

static void formatted(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t base = c->depth;
    const LangNode *spec_node = node->u.formatted.format_spec;
    unsigned hint = 0;
    switch (node->u.formatted.conversion) {
    case 's': hint = LANG_FORMAT_STR; break;
    case 'r': hint = LANG_FORMAT_REPR; break;
    case 'a': hint = LANG_FORMAT_ASCII; break;
    default: break;
    }
    uint32_t reg = spec_node == NULL ? lang_c_any(c, node->u.formatted.value)
                                     : lang_c_any_before(c, node->u.formatted.value, spec_node, NULL);
    uint32_t spec = 0;
    if (spec_node != NULL) {
        spec = lang_c_push(c, spec_node);
        hint |= LANG_FORMAT_SPEC | LANG_USES_C;
    }
    lang_c_emit(c, node, LANG_OP_FORMAT, hint | lang_c_uses_b(c, reg), target, reg, spec);
    c->depth = base;
}

/* Strings that stand one after the other in the items from `from` on, at most PIECE, onto temporaries. */
static uint32_t push_pieces(LangC *c, const LangNodes *items, uint32_t from)
{
    uint32_t i = from;
    for (; i < items->count && i - from < PIECE; i++) {
        lang_c_push(c, items->items[i]);
    }
    return i;
}

void lang_c_joined_str(LangC *c, const LangNode *node, uint32_t target)
{
    if (node->kind == LANG_NODE_FORMATTED_VALUE) {
        formatted(c, node, target);
        return;
    }
    const LangNodes *items = &node->u.sequence.items;
    uint32_t base = c->depth;
    if (items->count == 0) {
        lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, target, lang_c_k_text(c, (LangText){"", 0}));
        return;
    }
    if (items->count == 1) {
        lang_c_to(c, items->items[0], target);
        return;
    }
    uint32_t done = push_pieces(c, items, 0);
    while (done < items->count) { /* a long one: join what is there, go on behind it */
        lang_c_emit(c, node, LANG_OP_JOIN, 0, base, base, c->depth - base);
        c->depth = base + 1;
        done = push_pieces(c, items, done);
    }
    lang_c_emit(c, node, LANG_OP_JOIN, 0, target, base, c->depth - base);
    c->depth = base;
}
