/* lang_compile_handler.c: guards, unwinding, and the parts of handlers that try and with share. */
#include "lang/lang_compile_internal.h"

static void add_guard(LangC *c, const LangBlock *block)
{
    uint32_t end = (uint32_t)c->instr_count;
    if (end <= block->guard_start || c->unit->status != LS_OK) {
        return;
    }
    void *grown = c->guards;
    if (c->guard_count == c->guard_capacity) {
        grown = ls_alloc_grow(c->unit->alloc, c->guards, &c->guard_capacity, c->guard_count + 1, sizeof *c->guards);
    }
    if (grown == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return;
    }
    c->guards = grown;
    c->guards[c->guard_count++] =
        (LangGuard){block->guard_start, end, block->guard_label, block->guard_depth, block->plain};
}

static void add_handled(LangC *c, const LangBlock *block)
{
    uint32_t end = (uint32_t)c->instr_count;
    if (end <= block->handled_start || c->unit->status != LS_OK) {
        return;
    }
    void *grown = c->handled;
    if (c->handled_count == c->handled_capacity) {
        grown =
            ls_alloc_grow(c->unit->alloc, c->handled, &c->handled_capacity, c->handled_count + 1, sizeof *c->handled);
    }
    if (grown == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return;
    }
    c->handled = grown;
    c->handled[c->handled_count++] = (LangHandled){block->handled_start, end, (uint16_t)(block->base + 1)};
}

void lang_c_guard(LangC *c, LangBlock *block, uint32_t label, uint32_t depth, bool plain)
{
    block->guarded = true;
    block->plain = plain;
    block->guard_label = label;
    block->guard_depth = (uint16_t)depth;
    block->guard_start = (uint32_t)c->instr_count;
    uint32_t needed = depth + (plain ? 1 : 2);
    if (needed > c->max_depth) {
        c->max_depth = needed;
    }
}

void lang_c_guard_pause(LangC *c, LangBlock *block)
{
    if (block->guarded) {
        add_guard(c, block);
    }
    if (block->outermost_handler) {
        add_handled(c, block);
    }
}

void lang_c_guard_resume(LangC *c, LangBlock *block)
{
    block->guard_start = (uint32_t)c->instr_count;
    block->handled_start = (uint32_t)c->instr_count;
}

/* ---- leaving blocks by break, continue and return ---- */

void lang_c_forget_name(LangC *c, const LangNode *handler)
{
    uint32_t none = lang_c_reserve(c, 1);
    lang_c_emit_wide(c, NULL, LANG_OP_LOAD_K, 0, none, lang_c_k_none(c));
    lang_c_store_ref(c, NULL, handler->u.handler.name, handler->u.handler.ref, none);
    lang_c_delete_ref(c, NULL, handler->u.handler.name, handler->u.handler.ref);
    c->depth = none;
}

static void leave_block(LangC *c, LangBlock *block)
{
    uint32_t depth = c->depth;
    switch (block->kind) {
    case LANG_BLOCK_LOOP:
        if (block->state_count > 0) {
            lang_c_emit(c, NULL, LANG_OP_CLEAR, 0, block->base, 0, 0);
        }
        break;
    case LANG_BLOCK_TRY: break;
    case LANG_BLOCK_FINALLY: lang_c_body(c, block->finalbody); break;
    case LANG_BLOCK_WITH: lang_c_with_exit(c, block); break;
    case LANG_BLOCK_HANDLER: lang_c_emit(c, NULL, LANG_OP_EXC_POP, 0, block->base, 0, 0); break;
    case LANG_BLOCK_NAME: lang_c_forget_name(c, block->node); break;
    }
    c->depth = depth;
}

void lang_c_unwind(LangC *c, LangBlock *until)
{
    unsigned nesting = c->handler_nesting;
    for (LangBlock *block = c->block; block != until; block = block->outer) {
        lang_c_guard_pause(c, block);
        if (block->kind == LANG_BLOCK_HANDLER) {
            c->handler_nesting--;
        }
        c->block = block->outer;
        leave_block(c, block);
    }
    c->handler_nesting = nesting;
}

void lang_c_rewind(LangC *c, LangBlock *innermost, LangBlock *until)
{
    for (LangBlock *block = innermost; block != until; block = block->outer) {
        lang_c_guard_resume(c, block);
    }
    c->block = innermost;
}

/* ---- handlers ---- */

void lang_c_handler_begin(LangC *c, LangBlock *block, uint32_t base)
{
    c->depth = base;
    lang_c_reserve(c, 2);
    lang_c_enter(c, block, LANG_BLOCK_HANDLER);
    block->base = base;
    block->outermost_handler = c->handler_nesting++ == 0;
    block->handled_start = (uint32_t)c->instr_count;
    lang_c_guard(c, block, lang_c_label(c), base + 2, true);
}

void lang_c_handler_pop(LangC *c, LangBlock *block, const LangNode *at)
{
    lang_c_guard_pause(c, block);
    lang_c_emit(c, at, LANG_OP_EXC_POP, 0, block->base, 0, 0);
}

void lang_c_handler_end(LangC *c, LangBlock *block, const LangNode *at)
{
    lang_c_guard_pause(c, block);
    lang_c_bind(c, block->guard_label);
    lang_c_emit(c, at, LANG_OP_EXC_POP, 0, block->base, 0, 0);
    lang_c_emit(c, at, LANG_OP_RERAISE, LANG_USES_A, block->base + 2, 0, 0);
    c->handler_nesting--;
    lang_c_leave(c, block);
    c->depth = block->base;
    lang_c_dead_end(c);
}

/* ---- with ---- */

void lang_c_with_exit(LangC *c, const LangBlock *block)
{
    uint32_t w = lang_c_reserve(c, 5);
    const LangNode *at = block->node;
    lang_c_emit(c, at, LANG_OP_MOVE, LANG_USES_B, w, block->base, 0);
    lang_c_emit(c, at, LANG_OP_MOVE, LANG_USES_B, w + 1, block->base + 1, 0);
    for (uint32_t i = 2; i < 5; i++) {
        lang_c_emit_wide(c, at, LANG_OP_LOAD_K, 0, w + i, lang_c_k_none(c));
    }
    lang_c_emit(c, at, LANG_OP_CALL_METHOD, 3, w, w, LANG_NO_K);
    if (block->is_async) {
        lang_c_await(c, at, w, w, LANG_AWAITED_AEXIT);
    }
    lang_c_emit(c, at, LANG_OP_CLEAR, 0, w, 0, 0);
    c->depth = w;
}

/* The handler of a with block: the exit function decides whether the exception goes on. */
static void with_handler(LangC *c, const LangBlock *with, uint32_t done)
{
    const LangNode *at = with->node;
    LangBlock handler;
    lang_c_handler_begin(c, &handler, with->base + 2);
    uint32_t exc = handler.base;
    uint32_t w = lang_c_reserve(c, 5);
    lang_c_emit(c, at, LANG_OP_MOVE, LANG_USES_B, w, with->base, 0);
    lang_c_emit(c, at, LANG_OP_MOVE, LANG_USES_B, w + 1, with->base + 1, 0);
    lang_c_emit(c, at, LANG_OP_EXC_TYPE, 0, w + 2, exc, 0);
    lang_c_emit(c, at, LANG_OP_MOVE, 0, w + 3, exc, 0);
    lang_c_emit(c, at, LANG_OP_EXC_TRACEBACK, 0, w + 4, exc, 0);
    lang_c_emit(c, at, LANG_OP_CALL_METHOD, 3, w, w, LANG_NO_K);
    if (with->is_async) {
        lang_c_await(c, at, w, w, LANG_AWAITED_AEXIT);
    }
    uint32_t swallow = lang_c_label(c);
    lang_c_jump(c, at, LANG_OP_JUMP_IF, LANG_USES_A, w, 0, swallow);
    lang_c_emit(c, at, LANG_OP_MOVE, 0, exc + 2, exc, 0);
    LangAssigned after = c->assigned;
    lang_c_handler_end(c, &handler, at);
    lang_c_bind(c, swallow);
    c->assigned = after;
    lang_c_emit(c, at, LANG_OP_EXC_POP, 0, exc, 0, 0);
    lang_c_jump(c, at, LANG_OP_JUMP, 0, 0, 0, done);
}

void lang_c_with(LangC *c, const LangNode *node, uint32_t item)
{
    if (item == node->u.with.items.count) {
        lang_c_body(c, &node->u.with.body);
        return;
    }
    const LangNode *part = node->u.with.items.items[item];
    const LangNode *context = part->u.with_item.context;
    bool is_async = node->kind == LANG_NODE_ASYNC_WITH;
    uint32_t base = lang_c_reserve(c, 2); /* the exit function and its self */
    uint32_t manager = lang_c_push(c, context);
    uint32_t w = lang_c_reserve(c, 2);
    lang_c_emit(c, context, LANG_OP_LOAD_SPECIAL, 0, w, manager, is_async ? LANG_SPECIAL_AENTER : LANG_SPECIAL_ENTER);
    lang_c_emit(c, context, LANG_OP_LOAD_SPECIAL, LANG_USES_B, base, manager,
                is_async ? LANG_SPECIAL_AEXIT : LANG_SPECIAL_EXIT);
    lang_c_emit(c, context, LANG_OP_CALL_METHOD, 0, w, manager, LANG_NO_K);
    if (is_async) {
        lang_c_await(c, context, manager, manager, LANG_AWAITED_AENTER);
    }
    c->depth = manager + 1;
    LangBlock block;
    lang_c_enter(c, &block, LANG_BLOCK_WITH);
    block.base = base;
    block.node = context;
    block.is_async = is_async;
    uint32_t handler = lang_c_label(c), done = lang_c_label(c);
    lang_c_guard(c, &block, handler, base + 2, false);
    LangAssigned before = lang_c_without(c->assigned, lang_c_unbound_in(c, &node->u.with.body));
    if (part->u.with_item.vars != NULL) {
        lang_c_store(c, part->u.with_item.vars, manager);
    } else {
        lang_c_emit(c, context, LANG_OP_CLEAR, 0, manager, 0, 0);
    }
    c->depth = manager;
    lang_c_with(c, node, item + 1);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    lang_c_line(c, context);
    lang_c_with_exit(c, &block);
    LangAssigned after = c->assigned;
    lang_c_jump(c, NULL, LANG_OP_JUMP, 0, 0, 0, done);
    lang_c_bind(c, handler);
    c->assigned = before;
    with_handler(c, &block, done);
    lang_c_bind(c, done);
    c->assigned = lang_c_both(before, after);
    c->depth = base;
}
