/* lang_compile_expr.c: expressions. */
#include "lang/lang_compile_internal.h"

#include <assert.h>

/* Whether the source of `node` has a `:=`: then a local that is read later may be bound anew meanwhile. */
static bool may_rebind(const LangC *c, const LangNode *node)
{
    if (node == NULL || !c->has_walrus || node->kind == LANG_NODE_CONSTANT || node->kind == LANG_NODE_NAME) {
        return false;
    }
    const LangSource *source = &c->unit->module->source;
    LangSpan span = node->span;
    if (span.line == 0 || span.end_line > source->line_count) {
        return true;
    }
    size_t from = source->line_starts[span.line - 1] + span.column;
    size_t to = source->line_starts[span.end_line - 1] + span.end_column;
    for (size_t i = from; i + 1 < to && i + 1 < source->size; i++) {
        if (source->text[i] == ':' && source->text[i + 1] == '=') {
            return true;
        }
    }
    return false;
}

uint32_t lang_c_push(LangC *c, const LangNode *node)
{
    uint32_t reg = c->depth;
    lang_c_to(c, node, reg);
    return lang_c_reserve(c, 1);
}

static void check_local(LangC *c, const LangNode *node, uint32_t slot)
{
    if (!lang_c_is_assigned(c, slot)) {
        lang_c_emit(c, node, LANG_OP_CHECK_LOCAL, 0, slot, 0, 0);
        lang_c_set_assigned(c, slot, true);
    }
}

uint32_t lang_c_any(LangC *c, const LangNode *node)
{
    if (node->kind == LANG_NODE_NAME && node->u.name.ref.kind == LANG_REF_LOCAL) {
        check_local(c, node, node->u.name.ref.slot);
        return node->u.name.ref.slot;
    }
    return lang_c_push(c, node);
}

uint32_t lang_c_any_before(LangC *c, const LangNode *node, const LangNode *later1, const LangNode *later2)
{
    return may_rebind(c, later1) || may_rebind(c, later2) ? lang_c_push(c, node) : lang_c_any(c, node);
}

/* ---- constants ---- */

static bool constant_of(const LangNode *node, LangK *k)
{
    switch (node->u.constant.kind) {
    case LANG_CONSTANT_NONE: *k = (LangK){.kind = LANG_K_NONE}; return true;
    case LANG_CONSTANT_FALSE: *k = (LangK){.kind = LANG_K_FALSE}; return true;
    case LANG_CONSTANT_TRUE: *k = (LangK){.kind = LANG_K_TRUE}; return true;
    case LANG_CONSTANT_ELLIPSIS: *k = (LangK){.kind = LANG_K_ELLIPSIS}; return true;
    case LANG_CONSTANT_INT: *k = (LangK){.kind = LANG_K_INT, .integer = node->u.constant.integer}; return true;
    case LANG_CONSTANT_BIG_INT:
        *k = (LangK){.kind = LANG_K_BIG_INT, .base = node->u.constant.base, .text = node->u.constant.text};
        return true;
    case LANG_CONSTANT_FLOAT: *k = (LangK){.kind = LANG_K_FLOAT, .number = node->u.constant.number}; return true;
    case LANG_CONSTANT_IMAGINARY:
        *k = (LangK){.kind = LANG_K_IMAGINARY, .number = node->u.constant.number};
        return true;
    case LANG_CONSTANT_STR: *k = (LangK){.kind = LANG_K_STR, .text = node->u.constant.text}; return true;
    case LANG_CONSTANT_BYTES: *k = (LangK){.kind = LANG_K_BYTES, .text = node->u.constant.text}; return true;
    }
    return false;
}

/* -1 and -1.5 are constants too. */
static bool negative_constant(const LangNode *node, LangK *k)
{
    if (node->u.unary.op != LANG_UNARY_MINUS || node->u.unary.operand->kind != LANG_NODE_CONSTANT ||
        !constant_of(node->u.unary.operand, k)) {
        return false;
    }
    if (k->kind == LANG_K_INT) {
        k->integer = -k->integer;
        return true;
    }
    k->number = k->kind == LANG_K_FLOAT ? -k->number : 0;
    return k->kind == LANG_K_FLOAT;
}

static uint32_t constant_tuple(LangC *c, const LangNode *node)
{
    const LangNodes *items = &node->u.sequence.items;
    if (node->u.sequence.context != LANG_LOAD || items->count > 1000) {
        return LANG_NO_K;
    }
    for (uint32_t i = 0; i < items->count; i++) { /* nothing may be added when one of them is no constant */
        const LangNode *item = items->items[i];
        LangK k;
        if (item->kind != LANG_NODE_CONSTANT && !(item->kind == LANG_NODE_UNARY_OP && negative_constant(item, &k))) {
            return LANG_NO_K;
        }
    }
    uint32_t *indices = NULL;
    if (items->count > 0) {
        indices = lang_arena_array(&c->unit->out->arena, items->count, sizeof *indices);
        if (indices == NULL) {
            lang_c_fail(c, LS_E_NOMEM);
            return LANG_NO_K;
        }
    }
    for (uint32_t i = 0; i < items->count; i++) {
        indices[i] = lang_c_constant(c, items->items[i]);
    }
    LangK k = {.kind = LANG_K_TUPLE};
    k.tuple.items = indices;
    k.tuple.count = items->count;
    return lang_c_k(c, &k);
}

uint32_t lang_c_constant(LangC *c, const LangNode *node)
{
    LangK k;
    if (node->kind == LANG_NODE_CONSTANT && constant_of(node, &k)) {
        return lang_c_k(c, &k);
    }
    if (node->kind == LANG_NODE_UNARY_OP && negative_constant(node, &k)) {
        return lang_c_k(c, &k);
    }
    if (node->kind == LANG_NODE_TUPLE) {
        return constant_tuple(c, node);
    }
    return LANG_NO_K;
}

/* ---- operators ---- */

static void binary(LangC *c, const LangNode *node, uint32_t target)
{
    /* a + b + c …: the left operands nest deeply, so they are collected first */
    const LangNode *chain[64];
    uint32_t base = c->depth;
    uint32_t count = 0;
    const LangNode *first = node;
    while (first->kind == LANG_NODE_BIN_OP && count < 64) {
        chain[count++] = first;
        first = first->u.bin_op.left;
    }
    uint32_t left = lang_c_any_before(c, first, chain[count - 1]->u.bin_op.right, NULL);
    for (uint32_t i = count; i > 0; i--) {
        const LangNode *op = chain[i - 1];
        uint32_t dest = i == 1 ? target : base;
        uint32_t k = lang_c_constant(c, op->u.bin_op.right);
        if (k != LANG_NO_K && k <= UINT16_MAX) {
            lang_c_emit(c, op, LANG_OP_ADD_K + op->u.bin_op.op, lang_c_uses_b(c, left), dest, left, k);
        } else {
            uint32_t right = lang_c_any(c, op->u.bin_op.right);
            lang_c_emit(c, op, LANG_OP_ADD + op->u.bin_op.op, lang_c_uses(c, LANG_C_KEEP, left, right), dest, left,
                        right);
        }
        c->depth = base;
        if (i > 1) {
            left = lang_c_reserve(c, 1);
        }
    }
    c->depth = base;
}

static void unary(LangC *c, const LangNode *node, uint32_t target)
{
    static const LangOp ops[] = {LANG_OP_INVERT, LANG_OP_NOT, LANG_OP_POSITIVE, LANG_OP_NEGATIVE};
    uint32_t base = c->depth;
    uint32_t reg = lang_c_any(c, node->u.unary.operand);
    lang_c_emit(c, node, ops[node->u.unary.op], lang_c_uses_b(c, reg), target, reg, 0);
    c->depth = base;
}

static LangOp compare_op(unsigned op, unsigned *hint)
{
    switch ((LangCompare)op) {
    case LANG_COMPARE_IS: return LANG_OP_IS;
    case LANG_COMPARE_IS_NOT: *hint |= LANG_NEGATED; return LANG_OP_IS;
    case LANG_COMPARE_IN: return LANG_OP_CONTAINS;
    case LANG_COMPARE_NOT_IN: *hint |= LANG_NEGATED; return LANG_OP_CONTAINS;
    default: return LANG_OP_EQ + op;
    }
}

static void compare_pair(LangC *c, const LangNode *node, unsigned op, uint32_t target, uint32_t left, uint32_t right,
                         bool keep_right)
{
    unsigned hint = lang_c_uses(c, LANG_C_KEEP, left, keep_right ? LANG_C_KEEP : right);
    LangOp code = compare_op(op, &hint);
    if (code == LANG_OP_CONTAINS) { /* operands: item, container */
        lang_c_emit(c, node, code, hint, target, left, right);
        return;
    }
    lang_c_emit(c, node, code, hint, target, left, right);
}

static void compare(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNodes *rest = &node->u.compare.comparators;
    uint32_t base = c->depth;
    if (rest->count == 1) {
        uint32_t left = lang_c_any_before(c, node->u.compare.left, rest->items[0], NULL);
        uint32_t right = lang_c_any(c, rest->items[0]);
        compare_pair(c, node, node->u.compare.ops[0], target, left, right, false);
        c->depth = base;
        return;
    }
    /* a < b < c: the result stands in `result`, the operand in the middle is read twice */
    uint32_t result = lang_c_reserve(c, 1);
    uint32_t middle = lang_c_reserve(c, 1);
    lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, middle, 0, 0);
    uint32_t done = lang_c_label(c);
    uint32_t left = lang_c_push(c, node->u.compare.left);
    LangAssigned after_first = c->assigned;
    for (uint32_t i = 0; i < rest->count; i++) {
        bool last = i + 1 == rest->count;
        uint32_t right = lang_c_push(c, rest->items[i]);
        if (i == 0) {
            after_first = c->assigned;
        }
        compare_pair(c, node, node->u.compare.ops[i], result, left, right, !last);
        if (!last) {
            lang_c_emit(c, NULL, LANG_OP_MOVE, LANG_USES_B, middle, right, 0);
            lang_c_jump(c, node, LANG_OP_JUMP_IF_NOT, 0, result, 0, done);
            left = middle;
            c->depth = middle + 1;
        }
    }
    lang_c_bind(c, done);
    lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, middle, 0, 0);
    c->assigned = after_first;
    if (target != result) {
        lang_c_emit(c, NULL, LANG_OP_MOVE, LANG_USES_B, target, result, 0);
    }
    c->depth = base;
}

static void bool_op(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNodes *values = &node->u.bool_op.values;
    LangOp op = node->u.bool_op.op == LANG_BOOL_AND ? LANG_OP_JUMP_IF_NOT : LANG_OP_JUMP_IF;
    uint32_t result = c->depth;
    uint32_t done = lang_c_label(c);
    LangAssigned after_first = c->assigned;
    for (uint32_t i = 0; i < values->count; i++) {
        lang_c_to(c, values->items[i], result);
        lang_c_reserve(c, 1);
        c->depth = result;
        if (i == 0) {
            after_first = c->assigned;
        }
        if (i + 1 < values->count) {
            lang_c_jump(c, values->items[i], op, LANG_ELSE_CLEAR, result, 0, done);
        }
    }
    lang_c_bind(c, done);
    c->assigned = after_first;
    if (target != result) {
        lang_c_emit(c, NULL, LANG_OP_MOVE, LANG_USES_B, target, result, 0);
    }
}

static void if_exp(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t other = lang_c_label(c), done = lang_c_label(c);
    lang_c_condition(c, node->u.if_exp.test, other, false);
    LangAssigned before = c->assigned;
    lang_c_to(c, node->u.if_exp.body, target);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    LangAssigned then = c->assigned;
    c->assigned = before;
    lang_c_bind(c, other);
    lang_c_to(c, node->u.if_exp.orelse, target);
    lang_c_bind(c, done);
    c->assigned = lang_c_both(c->assigned, then);
}

/* ---- conditions ---- */

static bool is_order(unsigned op)
{
    return op <= LANG_COMPARE_GE;
}

/* The one comparison `left op right` as a fused jump. */
static void compare_jump(LangC *c, const LangNode *node, uint32_t label, bool when)
{
    const LangNode *right_node = node->u.compare.comparators.items[0];
    unsigned op = node->u.compare.ops[0];
    unsigned negated = when ? 0 : LANG_NEGATED;
    uint32_t base = c->depth;
    uint32_t left = lang_c_any_before(c, node->u.compare.left, right_node, NULL);
    uint32_t k = lang_c_constant(c, right_node);
    if (k != LANG_NO_K && k <= UINT16_MAX) {
        lang_c_jump(c, node, LANG_OP_JUMP_EQ_K + op, lang_c_uses(c, left, LANG_C_KEEP, LANG_C_KEEP) | negated, left, k,
                    label);
    } else {
        uint32_t right = lang_c_any(c, right_node);
        lang_c_jump(c, node, LANG_OP_JUMP_EQ + op, lang_c_uses(c, left, right, LANG_C_KEEP) | negated, left, right,
                    label);
    }
    c->depth = base;
}

/* `x is None` and `x is not None`. */
static bool none_jump(LangC *c, const LangNode *node, uint32_t label, bool when)
{
    unsigned op = node->u.compare.ops[0];
    const LangNode *right = node->u.compare.comparators.items[0];
    if ((op != LANG_COMPARE_IS && op != LANG_COMPARE_IS_NOT) || right->kind != LANG_NODE_CONSTANT ||
        right->u.constant.kind != LANG_CONSTANT_NONE) {
        return false;
    }
    uint32_t base = c->depth;
    uint32_t reg = lang_c_any(c, node->u.compare.left);
    bool none = (op == LANG_COMPARE_IS) == when;
    lang_c_jump(c, node, none ? LANG_OP_JUMP_IF_NONE : LANG_OP_JUMP_IF_NOT_NONE,
                lang_c_uses(c, reg, LANG_C_KEEP, LANG_C_KEEP), reg, 0, label);
    c->depth = base;
    return true;
}

static void bool_jump(LangC *c, const LangNode *node, uint32_t label, bool when)
{
    const LangNodes *values = &node->u.bool_op.values;
    bool is_and = node->u.bool_op.op == LANG_BOOL_AND;
    uint32_t here = lang_c_label(c); /* where the other outcome goes on */
    LangAssigned after_first = c->assigned;
    for (uint32_t i = 0; i < values->count; i++) {
        bool last = i + 1 == values->count;
        if (is_and != when) { /* one value decides for the jump: any of `and` false, any of `or` true */
            lang_c_condition(c, values->items[i], label, when);
        } else if (last) {
            lang_c_condition(c, values->items[i], label, when);
        } else {
            lang_c_condition(c, values->items[i], here, !when);
        }
        if (i == 0) {
            after_first = c->assigned;
        }
    }
    lang_c_bind(c, here);
    c->assigned = after_first;
}

void lang_c_condition(LangC *c, const LangNode *node, uint32_t label, bool when)
{
    if (node->kind == LANG_NODE_UNARY_OP && node->u.unary.op == LANG_UNARY_NOT) {
        lang_c_condition(c, node->u.unary.operand, label, !when);
        return;
    }
    if (node->kind == LANG_NODE_BOOL_OP) {
        bool_jump(c, node, label, when);
        return;
    }
    if (node->kind == LANG_NODE_COMPARE && node->u.compare.comparators.count == 1) {
        if (is_order(node->u.compare.ops[0])) {
            compare_jump(c, node, label, when);
            return;
        }
        if (none_jump(c, node, label, when)) {
            return;
        }
    }
    if (node->kind == LANG_NODE_CONSTANT) {
        LangConstantKind kind = node->u.constant.kind;
        bool known = kind == LANG_CONSTANT_TRUE || kind == LANG_CONSTANT_FALSE || kind == LANG_CONSTANT_NONE ||
                     kind == LANG_CONSTANT_INT;
        bool truth = kind == LANG_CONSTANT_TRUE || (kind == LANG_CONSTANT_INT && node->u.constant.integer != 0);
        if (known) {
            if (truth == when) {
                lang_c_jump(c, node, LANG_OP_JUMP, 0, 0, 0, label);
            }
            return;
        }
    }
    uint32_t base = c->depth;
    uint32_t reg = lang_c_any(c, node);
    lang_c_jump(c, node, when ? LANG_OP_JUMP_IF : LANG_OP_JUMP_IF_NOT, lang_c_uses(c, reg, LANG_C_KEEP, LANG_C_KEEP),
                reg, 0, label);
    c->depth = base;
}

/* ---- attributes, items, suspending ---- */

static void attribute(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t base = c->depth;
    uint32_t reg = lang_c_any(c, node->u.attribute.value);
    uint32_t site = lang_c_site(c, node->u.attribute.name);
    lang_c_emit(c, node, LANG_OP_GET_ATTR, lang_c_uses_b(c, reg), target, reg, site);
    c->depth = base;
}

static void subscript(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNode *index = node->u.subscript.index;
    uint32_t base = c->depth;
    uint32_t reg = lang_c_any_before(c, node->u.subscript.value, index, NULL);
    uint32_t k = lang_c_constant(c, index);
    if (k != LANG_NO_K && k <= UINT16_MAX) {
        lang_c_emit(c, node, LANG_OP_GET_ITEM_K, lang_c_uses_b(c, reg), target, reg, k);
    } else {
        uint32_t key = lang_c_any(c, index);
        lang_c_emit(c, node, LANG_OP_GET_ITEM, lang_c_uses(c, LANG_C_KEEP, reg, key), target, reg, key);
    }
    c->depth = base;
}

static void push_or_none(LangC *c, const LangNode *at, const LangNode *node)
{
    if (node != NULL) {
        lang_c_push(c, node);
        return;
    }
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit_wide(c, at, LANG_OP_LOAD_K, 0, reg, lang_c_k_none(c));
}

static void slice(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t base = c->depth;
    push_or_none(c, node, node->u.slice.lower);
    push_or_none(c, node, node->u.slice.upper);
    push_or_none(c, node, node->u.slice.step);
    lang_c_emit(c, node, LANG_OP_SLICE, 0, target, base, 0);
    c->depth = base;
}

void lang_c_await(LangC *c, const LangNode *at, uint32_t target, uint32_t window, LangAwaited who)
{
    lang_c_emit(c, at, LANG_OP_GET_AWAITABLE, 0, window, 0, who);
    lang_c_emit(c, at, LANG_OP_AWAIT, 0, target, window, 0);
}

static void yield_value(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t base = c->depth;
    push_or_none(c, node, node->u.value.value);
    unsigned hint = LANG_USES_B;
    if ((c->code->flags & LANG_CODE_ASYNC_GENERATOR) != 0) {
        hint |= LANG_YIELD_ASYNC;
    }
    lang_c_emit(c, node, LANG_OP_YIELD, hint, target, base, 0);
    c->depth = base;
}

static void suspend(LangC *c, const LangNode *node, uint32_t target)
{
    uint32_t reg = lang_c_push(c, node->u.value.value);
    if (node->kind == LANG_NODE_AWAIT) {
        lang_c_await(c, node, target, reg, LANG_AWAITED_PLAIN);
    } else {
        lang_c_emit(c, node, LANG_OP_GET_YIELD_FROM, 0, reg, 0, 0);
        lang_c_emit(c, node, LANG_OP_YIELD_FROM, 0, target, reg, 0);
    }
    c->depth = reg;
}

static void named(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNode *name = node->u.named.target;
    uint32_t reg = lang_c_push(c, node->u.named.value);
    uint32_t copy = lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_MOVE, 0, copy, reg, 0);
    lang_c_store_ref(c, node, name->u.name.name, name->u.name.ref, copy);
    if (target != reg) {
        lang_c_emit(c, node, LANG_OP_MOVE, LANG_USES_B, target, reg, 0);
    }
    c->depth = reg;
}

/* ---- everything ---- */

void lang_c_to(LangC *c, const LangNode *node, uint32_t target)
{
    if (c->unit->status != LS_OK) {
        return;
    }
    if (target == c->depth && c->depth + 1 > c->max_depth) {
        c->max_depth = c->depth + 1;
    }
    switch (node->kind) {
    case LANG_NODE_CONSTANT: lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, target, lang_c_constant(c, node)); break;
    case LANG_NODE_NAME: lang_c_load_ref(c, node, node->u.name.name, node->u.name.ref, target); break;
    case LANG_NODE_BIN_OP: binary(c, node, target); break;
    case LANG_NODE_UNARY_OP: {
        LangK k;
        if (negative_constant(node, &k)) {
            lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, target, lang_c_k(c, &k));
        } else {
            unary(c, node, target);
        }
        break;
    }
    case LANG_NODE_COMPARE: compare(c, node, target); break;
    case LANG_NODE_BOOL_OP: bool_op(c, node, target); break;
    case LANG_NODE_IF_EXP: if_exp(c, node, target); break;
    case LANG_NODE_NAMED_EXPR: named(c, node, target); break;
    case LANG_NODE_LAMBDA: lang_c_lambda(c, node, target); break;
    case LANG_NODE_CALL: lang_c_call(c, node, target); break;
    case LANG_NODE_ATTRIBUTE: attribute(c, node, target); break;
    case LANG_NODE_SUBSCRIPT: subscript(c, node, target); break;
    case LANG_NODE_SLICE: slice(c, node, target); break;
    case LANG_NODE_TUPLE:
    case LANG_NODE_LIST:
    case LANG_NODE_SET: lang_c_display(c, node, target); break;
    case LANG_NODE_DICT: lang_c_dict(c, node, target); break;
    case LANG_NODE_LIST_COMP:
    case LANG_NODE_SET_COMP:
    case LANG_NODE_DICT_COMP:
    case LANG_NODE_GENERATOR_EXP: lang_c_comprehension(c, node, target); break;
    case LANG_NODE_JOINED_STR:
    case LANG_NODE_FORMATTED_VALUE: lang_c_joined_str(c, node, target); break;
    case LANG_NODE_YIELD: yield_value(c, node, target); break;
    case LANG_NODE_AWAIT:
    case LANG_NODE_YIELD_FROM: suspend(c, node, target); break;
    default: assert(!"no expression"); break;
    }
}
