/* lang_compile_stmt.c: statements: loops, branches, return, raise, import. */
#include "lang/lang_compile_internal.h"

#include <string.h>

void lang_c_line(LangC *c, const LangNode *at)
{
    if (c->unit->out->lines) {
        lang_c_emit(c, at, LANG_OP_LINE, 0, 0, 0, 0);
    }
}

void lang_c_enter(LangC *c, LangBlock *block, LangBlockKind kind)
{
    *block = (LangBlock){.kind = kind, .outer = c->block, .base = c->depth};
    c->block = block;
}

void lang_c_leave(LangC *c, LangBlock *block)
{
    c->block = block->outer;
}

/* ---- which locals are unbound somewhere ---- */

static void mark_deleted(LangC *c, LangRef ref)
{
    if (ref.kind == LANG_REF_LOCAL && ref.slot < 128) {
        c->deleted.bits[ref.slot >> 6] |= (uint64_t)1 << (ref.slot & 63);
    }
}

static void find_deleted(LangC *c, const LangNodes *body);

static void deleted_target(LangC *c, const LangNode *target)
{
    if (target->kind == LANG_NODE_NAME) {
        mark_deleted(c, target->u.name.ref);
    } else if (target->kind == LANG_NODE_TUPLE || target->kind == LANG_NODE_LIST) {
        for (uint32_t i = 0; i < target->u.sequence.items.count; i++) {
            deleted_target(c, target->u.sequence.items.items[i]);
        }
    }
}

static void deleted_in_try(LangC *c, const LangNode *node)
{
    find_deleted(c, &node->u.try_block.body);
    for (uint32_t i = 0; i < node->u.try_block.handlers.count; i++) {
        const LangNode *handler = node->u.try_block.handlers.items[i];
        if (handler->u.handler.name != NULL) {
            mark_deleted(c, handler->u.handler.ref);
        }
        find_deleted(c, &handler->u.handler.body);
    }
    find_deleted(c, &node->u.try_block.orelse);
    find_deleted(c, &node->u.try_block.finalbody);
}

static void deleted_in(LangC *c, const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_DELETE:
        for (uint32_t i = 0; i < node->u.targets.items.count; i++) {
            deleted_target(c, node->u.targets.items.items[i]);
        }
        break;
    case LANG_NODE_FOR:
    case LANG_NODE_ASYNC_FOR:
        find_deleted(c, &node->u.for_loop.body);
        find_deleted(c, &node->u.for_loop.orelse);
        break;
    case LANG_NODE_WHILE:
    case LANG_NODE_IF:
        find_deleted(c, &node->u.branch.body);
        find_deleted(c, &node->u.branch.orelse);
        break;
    case LANG_NODE_WITH:
    case LANG_NODE_ASYNC_WITH: find_deleted(c, &node->u.with.body); break;
    case LANG_NODE_TRY:
    case LANG_NODE_TRY_STAR: deleted_in_try(c, node); break;
    case LANG_NODE_MATCH:
        for (uint32_t i = 0; i < node->u.match.cases.count; i++) {
            find_deleted(c, &node->u.match.cases.items[i]->u.match_case.body);
        }
        break;
    default: break;
    }
}

static void find_deleted(LangC *c, const LangNodes *body)
{
    for (uint32_t i = 0; i < body->count; i++) {
        const LangNode *node = body->items[i];
        while (node->kind == LANG_NODE_IF && node->u.branch.orelse.count == 1) { /* elif chains are long */
            find_deleted(c, &node->u.branch.body);
            node = node->u.branch.orelse.items[0];
        }
        deleted_in(c, node);
    }
}

LangAssigned lang_c_unbound_in(LangC *c, const LangNodes *body)
{
    LangAssigned outer = c->deleted;
    c->deleted = (LangAssigned){{0, 0}};
    find_deleted(c, body);
    LangAssigned found = c->deleted;
    c->deleted = outer;
    return found;
}

/* What is bound whenever a loop's body begins: what was before, but for what is unbound in it. */
static void enter_loop(LangC *c, const LangNodes *body)
{
    c->assigned = lang_c_without(c->assigned, lang_c_unbound_in(c, body));
}

/* ---- loops ---- */

static void begin_loop(LangC *c, LangBlock *block, uint32_t base, uint32_t state_count)
{
    lang_c_enter(c, block, LANG_BLOCK_LOOP);
    block->base = base;
    block->state_count = state_count;
    block->break_label = lang_c_label(c);
    block->continue_label = lang_c_label(c);
    block->break_assigned = (LangAssigned){{UINT64_MAX, UINT64_MAX}};
}

static void end_loop(LangC *c, LangBlock *block, const LangNodes *orelse)
{
    lang_c_body(c, orelse);
    lang_c_bind(c, block->break_label);
    c->assigned = lang_c_both(c->assigned, block->break_assigned);
}

static void while_loop(LangC *c, const LangNode *node)
{
    LangBlock block;
    begin_loop(c, &block, c->depth, 0);
    uint32_t body = lang_c_label(c);
    enter_loop(c, &node->u.branch.body);
    LangAssigned before = c->assigned;
    const LangNode *test = node->u.branch.test;
    lang_c_jump(c, test, LANG_OP_JUMP, 0, 0, 0, block.continue_label);
    lang_c_bind(c, body);
    lang_c_body(c, &node->u.branch.body);
    lang_c_bind(c, block.continue_label);
    c->assigned = before;
    lang_c_line(c, test);
    uint32_t end = lang_c_label(c);
    lang_c_condition(c, test, end, false);
    lang_c_jump(c, test, LANG_OP_JUMP_BACK, 0, 0, 0, body);
    lang_c_bind(c, end);
    if (test->kind == LANG_NODE_CONSTANT && test->u.constant.kind == LANG_CONSTANT_TRUE) {
        lang_c_dead_end(c);
    }
    lang_c_leave(c, &block);
    end_loop(c, &block, &node->u.branch.orelse);
}

static void for_loop(LangC *c, const LangNode *node)
{
    const LangNode *iter = node->u.for_loop.iter, *target = node->u.for_loop.target;
    uint32_t state = c->depth;
    c->iterated = iter;
    uint32_t reg = lang_c_any(c, iter);
    c->depth = state;
    lang_c_reserve(c, 2);
    lang_c_emit(c, iter, LANG_OP_FOR_PREPARE, lang_c_uses_b(c, reg), state, reg, 0);
    LangBlock block;
    begin_loop(c, &block, state, 2);
    enter_loop(c, &node->u.for_loop.body);
    LangAssigned before = c->assigned;
    uint32_t body = lang_c_label(c), first = lang_c_label(c);
    lang_c_jump(c, iter, LANG_OP_JUMP, 0, 0, 0, first);
    lang_c_bind(c, body);
    bool local = target->kind == LANG_NODE_NAME && target->u.name.ref.kind == LANG_REF_LOCAL;
    uint32_t item = local ? target->u.name.ref.slot : lang_c_reserve(c, 1);
    if (local) {
        lang_c_set_assigned(c, item, true);
    } else {
        lang_c_store(c, target, item);
        c->depth = item;
    }
    lang_c_body(c, &node->u.for_loop.body);
    lang_c_bind(c, block.continue_label);
    lang_c_line(c, target);
    lang_c_bind(c, first);
    lang_c_jump(c, iter, LANG_OP_FOR_NEXT, 0, state, item, body);
    c->assigned = before;
    lang_c_leave(c, &block);
    c->depth = state;
    end_loop(c, &block, &node->u.for_loop.orelse);
}

static void async_for(LangC *c, const LangNode *node)
{
    const LangNode *iter = node->u.for_loop.iter;
    uint32_t state = c->depth;
    uint32_t reg = lang_c_any(c, iter);
    c->depth = state;
    lang_c_reserve(c, 1);
    lang_c_emit(c, iter, LANG_OP_GET_AITER, lang_c_uses_b(c, reg), state, reg, 0);
    LangBlock block, guard;
    begin_loop(c, &block, state, 1);
    enter_loop(c, &node->u.for_loop.body);
    LangAssigned before = c->assigned;
    uint32_t end = lang_c_label(c), done = lang_c_label(c), first = lang_c_label(c);
    lang_c_jump(c, iter, LANG_OP_JUMP, 0, 0, 0, first);
    lang_c_bind(c, block.continue_label);
    lang_c_line(c, node->u.for_loop.target);
    lang_c_bind(c, first);
    uint32_t item = lang_c_reserve(c, 1);
    lang_c_enter(c, &guard, LANG_BLOCK_TRY);
    lang_c_guard(c, &guard, end, item, true);
    lang_c_emit(c, iter, LANG_OP_GET_ANEXT, 0, item, state, 0);
    lang_c_await(c, iter, item, item, LANG_AWAITED_ANEXT);
    lang_c_guard_pause(c, &guard);
    lang_c_leave(c, &guard);
    lang_c_store(c, node->u.for_loop.target, item);
    c->depth = item;
    lang_c_body(c, &node->u.for_loop.body);
    lang_c_jump(c, node, LANG_OP_JUMP_BACK, 0, 0, 0, block.continue_label);
    lang_c_bind(c, end);
    lang_c_jump(c, iter, LANG_OP_END_ASYNC_FOR, 0, item, 0, done);
    lang_c_bind(c, done);
    lang_c_emit(c, iter, LANG_OP_CLEAR, 0, state, 0, 0);
    c->assigned = before;
    lang_c_leave(c, &block);
    c->depth = state;
    end_loop(c, &block, &node->u.for_loop.orelse);
}

/* break and continue */
static void leave_loop(LangC *c, const LangNode *node)
{
    LangBlock *innermost = c->block, *loop = c->block;
    while (loop->kind != LANG_BLOCK_LOOP) {
        loop = loop->outer;
    }
    lang_c_unwind(c, loop);
    if (node->kind == LANG_NODE_BREAK) {
        if (loop->state_count > 0) {
            lang_c_emit(c, node, LANG_OP_CLEAR, 0, loop->base, 0, 0);
        }
        lang_c_jump(c, node, LANG_OP_JUMP, 0, 0, 0, loop->break_label);
        loop->break_assigned = lang_c_both(loop->break_assigned, c->assigned);
    } else {
        lang_c_jump(c, node, LANG_OP_JUMP_BACK, 0, 0, 0, loop->continue_label);
    }
    lang_c_rewind(c, innermost, loop);
    lang_c_dead_end(c);
}

/* ---- branches ---- */

static void if_statement(LangC *c, const LangNode *node)
{
    uint32_t done = lang_c_label(c);
    LangAssigned end = {{UINT64_MAX, UINT64_MAX}};
    for (;;) { /* elif chains may be long: no recursion */
        uint32_t other = lang_c_label(c);
        lang_c_condition(c, node->u.branch.test, other, false);
        LangAssigned before = c->assigned;
        lang_c_body(c, &node->u.branch.body);
        end = lang_c_both(end, c->assigned);
        const LangNodes *orelse = &node->u.branch.orelse;
        if (orelse->count > 0) {
            lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
        }
        lang_c_bind(c, other);
        c->assigned = before;
        if (orelse->count == 1 && orelse->items[0]->kind == LANG_NODE_IF) {
            node = orelse->items[0];
            lang_c_line(c, node);
            continue;
        }
        lang_c_body(c, orelse);
        break;
    }
    c->assigned = lang_c_both(end, c->assigned);
    lang_c_bind(c, done);
}

/* ---- return, raise, assert ---- */

static void return_statement(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    const LangNode *value = node->u.value.value;
    uint32_t reg;
    if (value == NULL) {
        reg = lang_c_reserve(c, 1);
        lang_c_emit_wide(c, node, LANG_OP_LOAD_K, 0, reg, lang_c_k_none(c));
    } else {
        reg = c->block == NULL ? lang_c_any(c, value) : lang_c_push(c, value);
    }
    LangBlock *innermost = c->block;
    lang_c_unwind(c, NULL);
    lang_c_emit(c, node, LANG_OP_RETURN, lang_c_uses(c, reg, LANG_C_KEEP, LANG_C_KEEP), reg, 0, 0);
    lang_c_rewind(c, innermost, NULL);
    c->depth = base;
    lang_c_dead_end(c);
}

static void raise_statement(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    if (node->u.raise.exc == NULL) {
        lang_c_emit(c, node, LANG_OP_RERAISE_HANDLED, 0, 0, 0, 0);
    } else {
        uint32_t exc = lang_c_any_before(c, node->u.raise.exc, node->u.raise.cause, NULL);
        uint32_t cause = LANG_C_KEEP;
        unsigned hint = 0;
        if (node->u.raise.cause != NULL) {
            cause = lang_c_any(c, node->u.raise.cause);
            hint = LANG_RAISE_CAUSE;
        }
        lang_c_emit(c, node, LANG_OP_RAISE, hint | lang_c_uses(c, exc, cause, LANG_C_KEEP), exc,
                    cause == LANG_C_KEEP ? 0 : cause, 0);
    }
    c->depth = base;
    lang_c_dead_end(c);
}

static void assert_statement(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    uint32_t ok = lang_c_label(c);
    lang_c_condition(c, node->u.assertion.test, ok, true);
    LangAssigned before = c->assigned;
    uint32_t reg = 0;
    unsigned hint = 0;
    if (node->u.assertion.message != NULL) {
        reg = lang_c_push(c, node->u.assertion.message);
        hint = LANG_USES_A;
    }
    lang_c_emit(c, node, LANG_OP_ASSERT_FAIL, hint, reg, 0, 0);
    c->assigned = before;
    c->depth = base;
    lang_c_bind(c, ok);
}

/* ---- import ---- */

/* The module's name with the leading dots of a relative import. */
static uint32_t module_name(LangC *c, const LangNode *node)
{
    const LangName *module = node->u.import.module;
    uint32_t level = node->u.import.level;
    if (level == 0) {
        return lang_c_name(c, module);
    }
    uint32_t size = level + (module == NULL ? 0 : module->size);
    char *text = lang_arena_alloc(&c->unit->out->arena, size + 1);
    LangName *name = text == NULL ? NULL : lang_arena_alloc(&c->unit->out->arena, sizeof *name);
    if (name == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return 0;
    }
    memset(text, '.', level);
    if (module != NULL) {
        memcpy(text + level, module->text, module->size);
    }
    *name = (LangName){text, size, 0};
    return lang_c_name(c, name);
}

static void import_from(LangC *c, const LangNode *node)
{
    const LangName *module = node->u.import.module;
    if (module != NULL && strcmp(module->text, "__future__") == 0) {
        for (uint32_t i = 0; i < node->u.import.names.count; i++) {
            const LangName *name = node->u.import.names.items[i]->u.alias.name;
            c->unit->future_annotations |= strcmp(name->text, "annotations") == 0;
        }
        return;
    }
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit(c, node, LANG_OP_IMPORT, 0, reg, module_name(c, node), 0);
    for (uint32_t i = 0; i < node->u.import.names.count; i++) {
        const LangNode *alias = node->u.import.names.items[i];
        const LangName *bound = alias->u.alias.asname != NULL ? alias->u.alias.asname : alias->u.alias.name;
        uint32_t value = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_IMPORT_FROM, 0, value, reg, lang_c_name(c, alias->u.alias.name));
        lang_c_store_ref(c, node, bound, alias->u.alias.ref, value);
        c->depth = value;
    }
    lang_c_emit(c, node, LANG_OP_CLEAR, 0, reg, 0, 0);
    c->depth = reg;
}

void lang_c_import(LangC *c, const LangNode *node)
{
    if (node->kind == LANG_NODE_IMPORT_FROM) {
        import_from(c, node);
        return;
    }
    for (uint32_t i = 0; i < node->u.import.names.count; i++) {
        const LangNode *alias = node->u.import.names.items[i];
        const LangName *name = alias->u.alias.name;
        uint32_t reg = lang_c_reserve(c, 1);
        bool dotted = memchr(name->text, '.', name->size) != NULL;
        bool top = dotted && alias->u.alias.asname == NULL;
        lang_c_emit(c, node, LANG_OP_IMPORT, top ? 1 : 0, reg, lang_c_name(c, name), 0);
        const LangName *bound = alias->u.alias.asname != NULL ? alias->u.alias.asname : name;
        lang_c_store_ref(c, node, bound, alias->u.alias.ref, reg);
        c->depth = reg;
    }
}

/* ---- everything ---- */

static void expression_statement(LangC *c, const LangNode *node)
{
    const LangNode *value = node->u.value.value;
    if (value->kind == LANG_NODE_CONSTANT) {
        return;
    }
    uint32_t reg = lang_c_push(c, value);
    lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, reg, 0, 0);
    c->depth = reg;
}

static void try_or_with(LangC *c, const LangNode *node)
{
    if (node->kind == LANG_NODE_TRY) {
        lang_c_try(c, node);
    } else if (node->kind == LANG_NODE_TRY_STAR) {
        lang_c_try_star(c, node);
    } else {
        lang_c_with(c, node, 0);
    }
}

static void statement(LangC *c, const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_EXPR: expression_statement(c, node); break;
    case LANG_NODE_ASSIGN: lang_c_assign(c, node); break;
    case LANG_NODE_AUG_ASSIGN: lang_c_aug_assign(c, node); break;
    case LANG_NODE_ANN_ASSIGN: lang_c_ann_assign(c, node); break;
    case LANG_NODE_RETURN: return_statement(c, node); break;
    case LANG_NODE_IF: if_statement(c, node); break;
    case LANG_NODE_FOR: for_loop(c, node); break;
    case LANG_NODE_ASYNC_FOR: async_for(c, node); break;
    case LANG_NODE_WHILE: while_loop(c, node); break;
    case LANG_NODE_BREAK:
    case LANG_NODE_CONTINUE: leave_loop(c, node); break;
    case LANG_NODE_FUNCTION_DEF:
    case LANG_NODE_ASYNC_FUNCTION_DEF: lang_c_function_def(c, node); break;
    case LANG_NODE_CLASS_DEF: lang_c_class_def(c, node); break;
    case LANG_NODE_RAISE: raise_statement(c, node); break;
    case LANG_NODE_ASSERT: assert_statement(c, node); break;
    case LANG_NODE_DELETE:
        for (uint32_t i = 0; i < node->u.targets.items.count; i++) {
            lang_c_delete(c, node->u.targets.items.items[i]);
        }
        break;
    case LANG_NODE_TRY:
    case LANG_NODE_TRY_STAR:
    case LANG_NODE_WITH:
    case LANG_NODE_ASYNC_WITH: try_or_with(c, node); break;
    case LANG_NODE_MATCH: lang_c_match(c, node); break;
    case LANG_NODE_IMPORT:
    case LANG_NODE_IMPORT_FROM: lang_c_import(c, node); break;
    default: /* global, nonlocal, pass */ break;
    }
}

static bool has_line(const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_GLOBAL:
    case LANG_NODE_NONLOCAL:
    case LANG_NODE_TRY:
    case LANG_NODE_TRY_STAR: return false;
    case LANG_NODE_EXPR: return node->u.value.value->kind != LANG_NODE_CONSTANT;
    default: return true;
    }
}

void lang_c_body(LangC *c, const LangNodes *body)
{
    for (uint32_t i = 0; i < body->count && c->unit->status == LS_OK; i++) {
        const LangNode *node = body->items[i];
        uint32_t base = c->depth;
        if (has_line(node)) {
            lang_c_line(c, node);
        }
        statement(c, node);
        c->depth = base;
    }
}
