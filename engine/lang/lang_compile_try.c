/* lang_compile_try.c: try statements. */
#include "lang/lang_compile_internal.h"

/* ---- except ---- */

/* The body of a handler; with `as name` the name is bound to the exception in `exc` and unbound however it ends. */
static void handler_body(LangC *c, const LangNode *handler, uint32_t exc)
{
    if (handler->u.handler.name == NULL) {
        lang_c_body(c, &handler->u.handler.body);
        return;
    }
    uint32_t copy = lang_c_reserve(c, 1);
    lang_c_emit(c, handler, LANG_OP_MOVE, 0, copy, exc, 0);
    lang_c_store_ref(c, handler, handler->u.handler.name, handler->u.handler.ref, copy);
    c->depth = copy;
    LangBlock block;
    lang_c_enter(c, &block, LANG_BLOCK_NAME);
    block.node = handler;
    uint32_t cleanup = lang_c_label(c), done = lang_c_label(c);
    lang_c_guard(c, &block, cleanup, copy, true);
    lang_c_body(c, &handler->u.handler.body);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    LangAssigned after = c->assigned;
    lang_c_forget_name(c, handler);
    after = lang_c_both(after, c->assigned);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    lang_c_bind(c, cleanup);
    lang_c_reserve(c, 1);
    lang_c_forget_name(c, handler);
    lang_c_emit(c, handler, LANG_OP_RERAISE, LANG_USES_A, copy, 0, 0);
    c->depth = copy;
    lang_c_bind(c, done);
    c->assigned = after;
}

static void one_handler(LangC *c, const LangNode *node, LangBlock *block, uint32_t done, LangAssigned *end)
{
    LangAssigned before = c->assigned;
    uint32_t next = lang_c_label(c);
    lang_c_line(c, node);
    if (node->u.handler.type != NULL) {
        uint32_t base = c->depth;
        uint32_t type = lang_c_any(c, node->u.handler.type);
        lang_c_jump(c, node->u.handler.type, LANG_OP_EXC_MATCH, lang_c_uses_b(c, type), block->base, type, next);
        c->depth = base;
    }
    handler_body(c, node, block->base);
    lang_c_handler_pop(c, block, NULL);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    lang_c_guard_resume(c, block);
    *end = lang_c_both(*end, c->assigned);
    lang_c_bind(c, next);
    c->assigned = before;
}

static void try_except(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    uint32_t handler = lang_c_label(c), done = lang_c_label(c);
    LangAssigned before = c->assigned;
    LangBlock block;
    lang_c_enter(c, &block, LANG_BLOCK_TRY);
    lang_c_guard(c, &block, handler, base, false);
    lang_c_body(c, &node->u.try_block.body);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    lang_c_body(c, &node->u.try_block.orelse);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    LangAssigned end = c->assigned;
    /* an exception may come before anything in the body is bound, and after anything in it is unbound */
    lang_c_bind(c, handler);
    c->assigned = lang_c_without(before, lang_c_unbound_in(c, &node->u.try_block.body));
    LangBlock handling;
    lang_c_handler_begin(c, &handling, base);
    for (uint32_t i = 0; i < node->u.try_block.handlers.count; i++) {
        one_handler(c, node->u.try_block.handlers.items[i], &handling, done, &end);
    }
    lang_c_reserve(c, 1);
    lang_c_emit(c, NULL, LANG_OP_MOVE, 0, base + 2, base, 0);
    lang_c_handler_end(c, &handling, NULL);
    lang_c_bind(c, done);
    c->assigned = end;
    c->depth = base;
}

/* ---- finally ---- */

/* The body of a try statement without its `finally`. */
static void try_inner(LangC *c, const LangNode *node)
{
    if (node->u.try_block.handlers.count == 0) {
        lang_c_body(c, &node->u.try_block.body);
    } else if (node->kind == LANG_NODE_TRY_STAR) {
        lang_c_try_star(c, node);
    } else {
        try_except(c, node);
    }
}

static void try_finally(LangC *c, const LangNode *node, void (*inner)(LangC *c, const LangNode *node))
{
    uint32_t base = c->depth;
    uint32_t handler = lang_c_label(c), done = lang_c_label(c);
    LangAssigned before = c->assigned;
    LangBlock block;
    lang_c_enter(c, &block, LANG_BLOCK_FINALLY);
    block.finalbody = &node->u.try_block.finalbody;
    lang_c_guard(c, &block, handler, base, false);
    inner(c, node);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    lang_c_body(c, &node->u.try_block.finalbody);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    LangAssigned end = c->assigned;
    lang_c_bind(c, handler);
    c->assigned = lang_c_without(before, lang_c_unbound_in(c, &node->u.try_block.body));
    LangBlock handling;
    lang_c_handler_begin(c, &handling, base);
    lang_c_body(c, &node->u.try_block.finalbody);
    lang_c_reserve(c, 1);
    lang_c_emit(c, NULL, LANG_OP_MOVE, 0, base + 2, base, 0);
    lang_c_handler_end(c, &handling, NULL);
    lang_c_bind(c, done);
    c->assigned = end;
    c->depth = base;
}

void lang_c_try(LangC *c, const LangNode *node)
{
    if (node->u.try_block.finalbody.count > 0) {
        try_finally(c, node, try_inner);
    } else {
        try_except(c, node);
    }
}

/* ---- except* ---- */

/* Registers of an except* statement, from its base on. */
enum {
    STAR_EXC, /* the exception, and what was handled before it */
    STAR_SAVED,
    STAR_REST,   /* what no handler has taken so far, or None */
    STAR_RAISED, /* a list of what the handlers raised */
    STAR_MATCH,  /* the part that the running handler has got, and what was handled before it */
    STAR_COUNT = STAR_MATCH + 2,
};

/* What a handler raises is kept in the list. */
static void star_collect(LangC *c, LangBlock *inner, const LangNode *node, uint32_t base)
{
    lang_c_guard_pause(c, inner);
    lang_c_bind(c, inner->guard_label);
    lang_c_emit(c, node, LANG_OP_LIST_APPEND, LANG_USES_B, base + STAR_RAISED, base + STAR_MATCH + 2, 0);
    lang_c_emit(c, node, LANG_OP_EXC_POP, 0, base + STAR_MATCH, 0, 0);
    c->handler_nesting--;
    lang_c_leave(c, inner);
}

static void star_handler(LangC *c, const LangNode *node, uint32_t base)
{
    LangAssigned before = c->assigned;
    uint32_t next = lang_c_label(c);
    lang_c_line(c, node);
    uint32_t match = base + STAR_MATCH;
    c->depth = match + 2;
    uint32_t type = lang_c_push(c, node->u.handler.type);
    lang_c_emit(c, node->u.handler.type, LANG_OP_EXC_SPLIT, LANG_USES_C, match, base + STAR_REST, type);
    lang_c_jump(c, node, LANG_OP_JUMP_IF_NONE, 0, match, 0, next);
    lang_c_emit(c, node, LANG_OP_EXC_PUSH, 0, match, 0, 0);
    LangBlock inner;
    lang_c_handler_begin(c, &inner, match);
    handler_body(c, node, match);
    lang_c_handler_pop(c, &inner, NULL);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, next);
    lang_c_guard_resume(c, &inner);
    star_collect(c, &inner, node, base);
    lang_c_bind(c, next);
    c->assigned = before;
    c->depth = match;
}

static void star_body(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    uint32_t handler = lang_c_label(c), done = lang_c_label(c);
    LangAssigned before = c->assigned;
    LangBlock block;
    lang_c_enter(c, &block, LANG_BLOCK_TRY);
    lang_c_guard(c, &block, handler, base, false);
    lang_c_body(c, &node->u.try_block.body);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    lang_c_body(c, &node->u.try_block.orelse);
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    lang_c_bind(c, handler);
    c->assigned = lang_c_without(before, lang_c_unbound_in(c, &node->u.try_block.body));
    LangBlock handling;
    lang_c_handler_begin(c, &handling, base);
    lang_c_reserve(c, STAR_COUNT - 2);
    lang_c_emit(c, node, LANG_OP_MOVE, 0, base + STAR_REST, base, 0);
    lang_c_emit(c, node, LANG_OP_LIST, 0, base + STAR_RAISED, base + STAR_RAISED, 0);
    for (uint32_t i = 0; i < node->u.try_block.handlers.count; i++) {
        star_handler(c, node->u.try_block.handlers.items[i], base);
    }
    uint32_t quiet = lang_c_label(c);
    lang_c_emit(c, node, LANG_OP_EXC_STAR_END, 0, base + STAR_REST, base, base + STAR_REST);
    lang_c_jump(c, node, LANG_OP_JUMP_IF_NONE, 0, base + STAR_REST, 0, quiet);
    lang_c_handler_end(c, &handling, NULL);
    lang_c_bind(c, quiet);
    lang_c_emit(c, node, LANG_OP_EXC_POP, 0, base, 0, 0);
    lang_c_bind(c, done);
    c->assigned = lang_c_without(before, lang_c_unbound_in(c, &node->u.try_block.body));
    c->depth = base;
}

void lang_c_try_star(LangC *c, const LangNode *node)
{
    bool inside =
        c->block != NULL && c->block->kind == LANG_BLOCK_FINALLY && c->block->finalbody == &node->u.try_block.finalbody;
    if (node->u.try_block.finalbody.count > 0 && !inside) {
        try_finally(c, node, lang_c_try_star);
    } else {
        star_body(c, node);
    }
}
