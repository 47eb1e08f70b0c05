/* lang_compile_match.c: match statements.
 *
 * A pattern is tested against a register that stays.  A failed test jumps to a label behind which all registers that
 * the pattern may have used are cleared.  What a pattern captures waits in registers below those, and goes to its names
 * when the whole pattern has matched.
 */
#include "lang/lang_compile_internal.h"

typedef struct Capture {
    const LangNode *at;
    const LangName *name;
    LangRef ref;
} Capture;

typedef struct LangCaptures {
    uint32_t first, used, count; /* registers: the first one, how many have a name yet, how many there are */
    Capture *items;
} LangCaptures;

static void pattern(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail);

static void clear_range(LangC *c, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, i, 0, 0);
    }
}

/* Remembers how high the registers go from here on. */
static uint32_t mark_high(LangC *c)
{
    uint32_t old = c->max_depth;
    c->max_depth = c->depth;
    return old;
}

static uint32_t take_high(LangC *c, uint32_t old)
{
    uint32_t high = c->max_depth;
    if (old > c->max_depth) {
        c->max_depth = old;
    }
    return high;
}

static void capture(LangC *c, const LangNode *at, const LangName *name, LangRef ref, uint32_t reg)
{
    if (name != NULL) {
        LangCaptures *captures = c->captures;
        uint32_t i = 0;
        while (i < captures->used && captures->items[i].name != name) { /* alternatives capture the same names */
            i++;
        }
        if (i == captures->used) {
            captures->items[captures->used++] = (Capture){at, name, ref};
        }
        lang_c_emit(c, at, LANG_OP_MOVE, 0, captures->first + i, reg, 0);
    }
}

/* How many names a pattern captures, those of alternatives more than once. */
static uint32_t count_captures(const LangNode *node)
{
    const LangNodes *lists[2] = {NULL, NULL};
    uint32_t count = 0;
    switch (node->kind) {
    case LANG_NODE_MATCH_SEQUENCE:
    case LANG_NODE_MATCH_OR: lists[0] = &node->u.targets.items; break;
    case LANG_NODE_MATCH_MAPPING:
        lists[0] = &node->u.match_mapping.patterns;
        count = node->u.match_mapping.rest != NULL;
        break;
    case LANG_NODE_MATCH_CLASS:
        lists[0] = &node->u.match_class.patterns;
        lists[1] = &node->u.match_class.kwd_patterns;
        break;
    case LANG_NODE_MATCH_STAR: return node->u.match_capture.name != NULL;
    case LANG_NODE_MATCH_AS:
        count = node->u.match_capture.name != NULL;
        return count + (node->u.match_capture.pattern != NULL ? count_captures(node->u.match_capture.pattern) : 0);
    default: return 0;
    }
    for (int i = 0; i < 2; i++) {
        for (uint32_t j = 0; lists[i] != NULL && j < lists[i]->count; j++) {
            count += count_captures(lists[i]->items[j]);
        }
    }
    return count;
}

static bool is_wildcard(const LangNode *node)
{
    return node->kind == LANG_NODE_MATCH_AS && node->u.match_capture.name == NULL &&
           node->u.match_capture.pattern == NULL;
}

/* Tests the patterns against the temporaries from w on, which are used up. */
static void parts(LangC *c, LangNode *const *patterns, uint32_t count, uint32_t w, uint32_t fail)
{
    for (uint32_t i = 0; i < count; i++) {
        const LangNode *node = patterns[i];
        if (node->kind == LANG_NODE_MATCH_STAR) {
            capture(c, node, node->u.match_capture.name, node->u.match_capture.ref, w + i);
        } else if (!is_wildcard(node)) {
            pattern(c, node, w + i, fail);
        }
        lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, w + i, 0, 0);
    }
}

static void sequence(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail)
{
    const LangNodes *items = &node->u.targets.items;
    uint32_t star = items->count;
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == LANG_NODE_MATCH_STAR) {
            star = i;
        }
    }
    bool starred = star < items->count;
    uint32_t base = c->depth;
    uint32_t test = lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_MATCH_SEQUENCE, starred ? LANG_MATCH_AT_LEAST : 0, test, reg,
                items->count - (starred ? 1 : 0));
    lang_c_jump(c, node, LANG_OP_JUMP_IF_NOT, LANG_USES_A, test, 0, fail);
    c->depth = base;
    if (items->count > 0) {
        uint32_t w = lang_c_reserve(c, items->count);
        if (starred) {
            uint32_t after = items->count - star - 1;
            if (star > UINT8_MAX || after > UINT8_MAX) {
                lang_c_too_large(c, "patterns");
            }
            lang_c_emit(c, node, LANG_OP_UNPACK_STAR, 0, w, reg, star + 256 * after);
        } else {
            lang_c_emit(c, node, LANG_OP_UNPACK, 0, w, reg, items->count);
        }
        parts(c, items->items, items->count, w, fail);
    }
    c->depth = base;
}

static void mapping(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail)
{
    const LangNodes *keys = &node->u.match_mapping.keys;
    uint32_t base = c->depth;
    uint32_t test = lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_MATCH_MAPPING, 0, test, reg, keys->count);
    lang_c_jump(c, node, LANG_OP_JUMP_IF_NOT, LANG_USES_A, test, 0, fail);
    c->depth = base;
    for (uint32_t i = 0; i < keys->count; i++) {
        lang_c_push(c, keys->items[i]);
    }
    c->depth = base;
    uint32_t tuple = lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_TUPLE, 0, tuple, tuple, keys->count);
    if (keys->count > 0) {
        uint32_t values = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_MATCH_KEYS, 0, values, reg, tuple);
        lang_c_jump(c, node, LANG_OP_JUMP_IF_NONE, 0, values, 0, fail);
        uint32_t w = lang_c_reserve(c, keys->count);
        lang_c_emit(c, node, LANG_OP_UNPACK, LANG_USES_B, w, values, keys->count);
        parts(c, node->u.match_mapping.patterns.items, keys->count, w, fail);
        c->depth = values;
    }
    if (node->u.match_mapping.rest != NULL) {
        uint32_t rest = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_MATCH_REST, 0, rest, reg, tuple);
        capture(c, node, node->u.match_mapping.rest, node->u.match_mapping.ref, rest);
        lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, rest, 0, 0);
    }
    lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, tuple, 0, 0);
    c->depth = base;
}

static void class_pattern(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail)
{
    const LangNodes *positional = &node->u.match_class.patterns, *named = &node->u.match_class.kwd_patterns;
    uint32_t base = c->depth;
    uint32_t w = lang_c_push(c, node->u.match_class.cls);
    uint32_t first = c->depth;
    for (uint32_t i = 0; i < named->count; i++) {
        uint32_t name = lang_c_reserve(c, 1);
        lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, name, lang_c_k_str(c, node->u.match_class.kwd_names[i]));
    }
    c->depth = first;
    lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_TUPLE, 0, first, first, named->count);
    if (positional->count > UINT8_MAX) {
        lang_c_too_large(c, "patterns");
    }
    lang_c_emit(c, node, LANG_OP_MATCH_CLASS, positional->count, w, reg, w);
    lang_c_jump(c, node, LANG_OP_JUMP_IF_NONE, 0, w, 0, fail);
    c->depth = w + 1;
    uint32_t count = positional->count + named->count;
    if (count > 0) {
        uint32_t items = lang_c_reserve(c, count);
        lang_c_emit(c, node, LANG_OP_UNPACK, LANG_USES_B, items, w, count);
        parts(c, positional->items, positional->count, items, fail);
        parts(c, named->items, named->count, items + positional->count, fail);
    } else {
        lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, w, 0, 0);
    }
    c->depth = base;
}

static void alternatives(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail)
{
    const LangNodes *items = &node->u.targets.items;
    uint32_t base = c->depth;
    uint32_t ok = lang_c_label(c), captured = c->captures->used;
    LangAssigned before = c->assigned, end = {{UINT64_MAX, UINT64_MAX}};
    for (uint32_t i = 0; i < items->count; i++) {
        uint32_t next = lang_c_label(c);
        c->assigned = before;
        uint32_t old = mark_high(c);
        pattern(c, items->items[i], reg, next);
        uint32_t high = take_high(c, old);
        end = lang_c_both(end, c->assigned);
        lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, ok);
        lang_c_bind(c, next);
        clear_range(c, base, high);
        clear_range(c, c->captures->first + captured, c->captures->first + c->captures->used);
    }
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, fail);
    lang_c_bind(c, ok);
    c->assigned = end;
    c->depth = base;
}

static void pattern(LangC *c, const LangNode *node, uint32_t reg, uint32_t fail)
{
    uint32_t base = c->depth;
    switch (node->kind) {
    case LANG_NODE_MATCH_VALUE: {
        uint32_t value = lang_c_push(c, node->u.value.value);
        lang_c_jump(c, node, LANG_OP_JUMP_EQ, LANG_USES_B | LANG_NEGATED, reg, value, fail);
        break;
    }
    case LANG_NODE_MATCH_SINGLETON: {
        uint32_t value = lang_c_push(c, node->u.value.value);
        lang_c_emit(c, node, LANG_OP_IS, LANG_USES_C, value, reg, value);
        lang_c_jump(c, node, LANG_OP_JUMP_IF_NOT, LANG_USES_A, value, 0, fail);
        break;
    }
    case LANG_NODE_MATCH_SEQUENCE: sequence(c, node, reg, fail); break;
    case LANG_NODE_MATCH_MAPPING: mapping(c, node, reg, fail); break;
    case LANG_NODE_MATCH_CLASS: class_pattern(c, node, reg, fail); break;
    case LANG_NODE_MATCH_OR: alternatives(c, node, reg, fail); break;
    default: /* MatchAs */
        if (node->u.match_capture.pattern != NULL) {
            pattern(c, node->u.match_capture.pattern, reg, fail);
        }
        capture(c, node, node->u.match_capture.name, node->u.match_capture.ref, reg);
        break;
    }
    c->depth = base;
}

/* The pattern of a case, with the names that it binds. */
static void whole_pattern(LangC *c, const LangNode *node, uint32_t subject, uint32_t fail)
{
    LangCaptures captures = {.first = c->depth, .count = count_captures(node)};
    captures.items = lang_arena_alloc(&c->unit->out->arena, (captures.count + 1) * sizeof *captures.items);
    if (captures.items == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return;
    }
    uint32_t base = c->depth;
    if (captures.count > 0) {
        lang_c_reserve(c, captures.count);
    }
    LangCaptures *outer = c->captures;
    c->captures = &captures;
    pattern(c, node, subject, fail);
    c->captures = outer;
    for (uint32_t i = 0; i < captures.used; i++) {
        const Capture *item = &captures.items[i];
        lang_c_store_ref(c, item->at, item->name, item->ref, captures.first + i);
    }
    c->depth = base;
}

void lang_c_match(LangC *c, const LangNode *node)
{
    uint32_t subject = lang_c_push(c, node->u.match.subject);
    uint32_t done = lang_c_label(c);
    LangAssigned before = c->assigned, end = {{UINT64_MAX, UINT64_MAX}};
    for (uint32_t i = 0; i < node->u.match.cases.count; i++) {
        const LangNode *part = node->u.match.cases.items[i];
        uint32_t fail = lang_c_label(c);
        lang_c_line(c, part);
        uint32_t old = mark_high(c);
        whole_pattern(c, part->u.match_case.pattern, subject, fail);
        if (part->u.match_case.guard != NULL) {
            lang_c_condition(c, part->u.match_case.guard, fail, false);
        }
        uint32_t high = take_high(c, old);
        lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, subject, 0, 0);
        lang_c_body(c, &part->u.match_case.body);
        end = lang_c_both(end, c->assigned);
        lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
        lang_c_bind(c, fail);
        c->assigned = before;
        clear_range(c, subject + 1, high);
    }
    lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, subject, 0, 0);
    lang_c_bind(c, done);
    c->assigned = lang_c_both(end, c->assigned);
    c->depth = subject;
}
