/* lang_compile_assign.c: names and targets: reading, binding, deleting. */
#include "lang/lang_compile_internal.h"

#include <assert.h>

/* The slot in the module's table of globals of a name that a class body reads. */
void lang_c_load_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref, uint32_t target)
{
    switch (ref.kind) {
    case LANG_REF_LOCAL:
        if (!lang_c_is_assigned(c, ref.slot)) {
            lang_c_emit(c, at, LANG_OP_CHECK_LOCAL, 0, ref.slot, 0, 0);
            lang_c_set_assigned(c, ref.slot, true);
        }
        if (target != ref.slot) {
            lang_c_emit(c, at, LANG_OP_MOVE, 0, target, ref.slot, 0);
        }
        break;
    case LANG_REF_CELL: lang_c_emit(c, at, LANG_OP_LOAD_CELL, 0, target, c->code->local_count + ref.slot, 0); break;
    case LANG_REF_FREE: lang_c_emit(c, at, LANG_OP_LOAD_FREE, 0, target, ref.slot, 0); break;
    case LANG_REF_GLOBAL: lang_c_emit(c, at, LANG_OP_LOAD_GLOBAL, 0, target, ref.slot, 0); break;
    case LANG_REF_NAME: lang_c_emit(c, at, LANG_OP_LOAD_NAME, 0, target, ref.slot, lang_c_name(c, name)); break;
    case LANG_REF_CLASS_FREE:
        lang_c_emit(c, at, LANG_OP_LOAD_CLASS_FREE, 0, target, ref.slot, lang_c_name(c, name));
        break;
    default: assert(!"a name that is reached by nothing"); break;
    }
}

void lang_c_store_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref, uint32_t reg)
{
    unsigned uses = lang_c_uses_b(c, reg);
    switch (ref.kind) {
    case LANG_REF_LOCAL:
        if (reg != ref.slot) {
            lang_c_emit(c, at, LANG_OP_MOVE, uses, ref.slot, reg, 0);
        }
        lang_c_set_assigned(c, ref.slot, true);
        break;
    case LANG_REF_CELL: lang_c_emit(c, at, LANG_OP_STORE_CELL, uses, c->code->local_count + ref.slot, reg, 0); break;
    case LANG_REF_FREE: lang_c_emit(c, at, LANG_OP_STORE_FREE, uses, ref.slot, reg, 0); break;
    case LANG_REF_GLOBAL: lang_c_emit(c, at, LANG_OP_STORE_GLOBAL, uses, ref.slot, reg, 0); break;
    case LANG_REF_NAME:
    case LANG_REF_CLASS_FREE: lang_c_emit(c, at, LANG_OP_STORE_NAME, uses, lang_c_name(c, name), reg, 0); break;
    default: assert(!"a name that is reached by nothing"); break;
    }
}

void lang_c_delete_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref)
{
    switch (ref.kind) {
    case LANG_REF_LOCAL:
        lang_c_emit(c, at, LANG_OP_DELETE_LOCAL, 0, ref.slot, 0, 0);
        lang_c_set_assigned(c, ref.slot, false);
        break;
    case LANG_REF_CELL: lang_c_emit(c, at, LANG_OP_DELETE_CELL, 0, c->code->local_count + ref.slot, 0, 0); break;
    case LANG_REF_FREE: lang_c_emit(c, at, LANG_OP_DELETE_FREE, 0, ref.slot, 0, 0); break;
    case LANG_REF_GLOBAL: lang_c_emit(c, at, LANG_OP_DELETE_GLOBAL, 0, ref.slot, 0, 0); break;
    case LANG_REF_NAME:
    case LANG_REF_CLASS_FREE: lang_c_emit(c, at, LANG_OP_DELETE_NAME, 0, lang_c_name(c, name), 0, 0); break;
    default: assert(!"a name that is reached by nothing"); break;
    }
}

/* ---- targets ---- */

static void store_sequence(LangC *c, const LangNode *target, uint32_t reg)
{
    const LangNodes *items = &target->u.sequence.items;
    uint32_t star = items->count;
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == LANG_NODE_STARRED) {
            star = i;
        }
    }
    uint32_t base = c->depth;
    uint32_t w = lang_c_reserve(c, items->count == 0 ? 1 : items->count);
    if (star < items->count) {
        uint32_t after = items->count - star - 1;
        if (star > UINT8_MAX || after > UINT8_MAX) {
            lang_c_too_large(c, "targets");
        }
        lang_c_emit(c, target, LANG_OP_UNPACK_STAR, lang_c_uses_b(c, reg), w, reg, star + 256 * after);
    } else {
        lang_c_emit(c, target, LANG_OP_UNPACK, lang_c_uses_b(c, reg), w, reg, items->count);
    }
    for (uint32_t i = 0; i < items->count; i++) {
        const LangNode *item = items->items[i];
        lang_c_store(c, item->kind == LANG_NODE_STARRED ? item->u.starred.value : item, w + i);
    }
    c->depth = base;
}

void lang_c_store(LangC *c, const LangNode *target, uint32_t reg)
{
    uint32_t base = c->depth;
    switch (target->kind) {
    case LANG_NODE_NAME: lang_c_store_ref(c, target, target->u.name.name, target->u.name.ref, reg); break;
    case LANG_NODE_ATTRIBUTE: {
        uint32_t object = lang_c_any(c, target->u.attribute.value);
        uint32_t site = lang_c_site(c, target->u.attribute.name);
        lang_c_emit(c, target, LANG_OP_SET_ATTR, lang_c_uses(c, LANG_C_KEEP, reg, object), site, reg, object);
        break;
    }
    case LANG_NODE_SUBSCRIPT: {
        uint32_t object = lang_c_any_before(c, target->u.subscript.value, target->u.subscript.index, NULL);
        uint32_t key = lang_c_any(c, target->u.subscript.index);
        lang_c_emit(c, target, LANG_OP_SET_ITEM, lang_c_uses(c, object, key, reg), object, key, reg);
        break;
    }
    case LANG_NODE_TUPLE:
    case LANG_NODE_LIST: store_sequence(c, target, reg); break;
    case LANG_NODE_STARRED: lang_c_store(c, target->u.starred.value, reg); break;
    default: assert(!"no target"); break;
    }
    c->depth = base;
}

void lang_c_delete(LangC *c, const LangNode *target)
{
    uint32_t base = c->depth;
    switch (target->kind) {
    case LANG_NODE_NAME: lang_c_delete_ref(c, target, target->u.name.name, target->u.name.ref); break;
    case LANG_NODE_ATTRIBUTE: {
        uint32_t object = lang_c_any(c, target->u.attribute.value);
        lang_c_emit(c, target, LANG_OP_DELETE_ATTR, lang_c_uses_b(c, object), lang_c_site(c, target->u.attribute.name),
                    object, 0);
        break;
    }
    case LANG_NODE_SUBSCRIPT: {
        uint32_t object = lang_c_any_before(c, target->u.subscript.value, target->u.subscript.index, NULL);
        uint32_t key = lang_c_any(c, target->u.subscript.index);
        lang_c_emit(c, target, LANG_OP_DELETE_ITEM, lang_c_uses(c, object, key, LANG_C_KEEP), object, key, 0);
        break;
    }
    case LANG_NODE_TUPLE:
    case LANG_NODE_LIST:
        for (uint32_t i = 0; i < target->u.sequence.items.count; i++) {
            lang_c_delete(c, target->u.sequence.items.items[i]);
        }
        break;
    default: assert(!"nothing that can be deleted"); break;
    }
    c->depth = base;
}

/* ---- statements ---- */

static bool plain_items(const LangNode *node)
{
    const LangNodes *items = &node->u.sequence.items;
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind == LANG_NODE_STARRED) {
            return false;
        }
    }
    return items->count > 1 && items->count <= 16;
}

/* a, b = x, y: no tuple is needed. */
static bool assign_pairwise(LangC *c, const LangNode *target, const LangNode *value)
{
    bool sequence = target->kind == LANG_NODE_TUPLE || target->kind == LANG_NODE_LIST;
    if (!sequence || value->kind != LANG_NODE_TUPLE ||
        target->u.sequence.items.count != value->u.sequence.items.count || !plain_items(target) ||
        !plain_items(value)) {
        return false;
    }
    uint32_t base = c->depth;
    uint32_t count = value->u.sequence.items.count;
    for (uint32_t i = 0; i < count; i++) {
        lang_c_push(c, value->u.sequence.items.items[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        lang_c_store(c, target->u.sequence.items.items[i], base + i);
    }
    c->depth = base;
    return true;
}

static bool is_local(const LangNode *target)
{
    return target->kind == LANG_NODE_NAME && target->u.name.ref.kind == LANG_REF_LOCAL;
}

static void assign_one(LangC *c, const LangNode *target, const LangNode *value)
{
    uint32_t base = c->depth;
    if (is_local(target)) {
        lang_c_to(c, value, target->u.name.ref.slot);
        lang_c_set_assigned(c, target->u.name.ref.slot, true);
    } else if (!assign_pairwise(c, target, value)) {
        const LangNode *later = target->kind == LANG_NODE_NAME ? NULL : target;
        lang_c_store(c, target, lang_c_any_before(c, value, later, NULL));
    }
    c->depth = base;
}

void lang_c_assign(LangC *c, const LangNode *node)
{
    const LangNodes *targets = &node->u.assign.targets;
    if (targets->count == 1) {
        assign_one(c, targets->items[0], node->u.assign.value);
        return;
    }
    uint32_t value = lang_c_push(c, node->u.assign.value);
    for (uint32_t i = 0; i + 1 < targets->count; i++) {
        uint32_t copy = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_MOVE, 0, copy, value, 0);
        lang_c_store(c, targets->items[i], copy);
        c->depth = copy;
    }
    lang_c_store(c, targets->items[targets->count - 1], value);
    c->depth = value;
}

/* target = left op value, in place; `left` is moved out when it is a temporary. */
static void emit_in_place(LangC *c, const LangNode *node, uint32_t dest, uint32_t left)
{
    const LangNode *value = node->u.aug_assign.value;
    uint32_t k = lang_c_constant(c, value);
    unsigned op = node->u.aug_assign.op;
    if (k != LANG_NO_K && k <= UINT16_MAX) {
        lang_c_emit(c, node, LANG_OP_ADD_K + op, LANG_INPLACE | lang_c_uses_b(c, left), dest, left, k);
        return;
    }
    uint32_t right = lang_c_any(c, value);
    lang_c_emit(c, node, LANG_OP_ADD + op, LANG_INPLACE | lang_c_uses(c, LANG_C_KEEP, left, right), dest, left, right);
}

void lang_c_aug_assign(LangC *c, const LangNode *node)
{
    const LangNode *target = node->u.aug_assign.target;
    const LangNode *value = node->u.aug_assign.value;
    uint32_t base = c->depth;
    if (is_local(target)) {
        uint32_t left = lang_c_any_before(c, target, value, NULL);
        emit_in_place(c, node, target->u.name.ref.slot, left);
    } else if (target->kind == LANG_NODE_NAME) {
        uint32_t left = lang_c_push(c, target);
        emit_in_place(c, node, left, left);
        lang_c_store(c, target, left);
    } else if (target->kind == LANG_NODE_ATTRIBUTE) {
        uint32_t object = lang_c_any_before(c, target->u.attribute.value, value, NULL);
        uint32_t left = lang_c_reserve(c, 1);
        lang_c_emit(c, target, LANG_OP_GET_ATTR, 0, left, object, lang_c_site(c, target->u.attribute.name));
        emit_in_place(c, node, left, left);
        lang_c_emit(c, target, LANG_OP_SET_ATTR, lang_c_uses(c, LANG_C_KEEP, left, object),
                    lang_c_site(c, target->u.attribute.name), left, object);
    } else {
        uint32_t object = lang_c_any_before(c, target->u.subscript.value, target->u.subscript.index, value);
        uint32_t key = lang_c_any_before(c, target->u.subscript.index, value, NULL);
        uint32_t left = lang_c_reserve(c, 1);
        lang_c_emit(c, target, LANG_OP_GET_ITEM, 0, left, object, key);
        emit_in_place(c, node, left, left);
        lang_c_emit(c, target, LANG_OP_SET_ITEM, lang_c_uses(c, object, key, left), object, key, left);
    }
    c->depth = base;
}

/* ---- annotations ---- */

static void push_source_text(LangC *c, const LangNode *node)
{
    const LangSource *source = &c->unit->module->source;
    LangSpan span = node->span;
    size_t from = source->line_starts[span.line - 1] + span.column;
    size_t to = source->line_starts[span.end_line - 1] + span.end_column;
    LangText text = {source->text + from, (uint32_t)(to - from)};
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, reg, lang_c_k_text(c, text));
}

uint32_t lang_c_push_annotation(LangC *c, const LangNode *node)
{
    uint32_t reg = c->depth;
    if (c->unit->future_annotations) {
        push_source_text(c, node);
        return reg;
    }
    return lang_c_push(c, node);
}

void lang_c_ann_assign(LangC *c, const LangNode *node)
{
    const LangNode *target = node->u.ann_assign.target;
    if (node->u.ann_assign.value != NULL) {
        assign_one(c, target, node->u.ann_assign.value);
    } else if (!node->u.ann_assign.simple && target->kind != LANG_NODE_NAME) {
        /* CPython evaluates what stands before the dot or bracket, then forgets it */
        uint32_t base = c->depth;
        uint32_t reg =
            lang_c_push(c, target->kind == LANG_NODE_ATTRIBUTE ? target->u.attribute.value : target->u.subscript.value);
        lang_c_emit(c, node, LANG_OP_CLEAR, 0, reg, 0, 0);
        c->depth = base;
    }
    bool in_function = c->scope->kind != LANG_SCOPE_MODULE && c->scope->kind != LANG_SCOPE_CLASS;
    if (in_function) {
        return;
    }
    uint32_t reg = lang_c_push_annotation(c, node->u.ann_assign.annotation);
    if (node->u.ann_assign.simple) {
        lang_c_emit(c, node, LANG_OP_ANNOTATE, LANG_USES_B, lang_c_name(c, target->u.name.name), reg, 0);
    } else {
        lang_c_emit(c, node, LANG_OP_CLEAR, 0, reg, 0, 0);
    }
    c->depth = reg;
}
