/* lang_compile_def.c: functions, lambdas, classes and comprehensions. */
#include "lang/lang_compile_internal.h"

LangArguments *lang_c_arguments(const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_FUNCTION_DEF:
    case LANG_NODE_ASYNC_FUNCTION_DEF: return node->u.function.args;
    case LANG_NODE_LAMBDA: return node->u.lambda.args;
    default: return NULL;
    }
}

void lang_c_prologue(LangC *c)
{
    const LangScope *scope = c->scope;
    for (uint32_t i = 0; i < scope->cell_count; i++) {
        const LangSymbol *symbol = &scope->symbols[scope->cells[i]];
        bool is_param = symbol->param >= 0;
        lang_c_emit(c, NULL, LANG_OP_MAKE_CELL, is_param ? 1 : 0, c->code->local_count + i,
                    is_param ? (uint32_t)symbol->param : 0, 0);
    }
}

/* ---- functions ---- */

static void push_name_k(LangC *c, const LangNode *at, const LangName *name)
{
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit_wide(c, at, LANG_OP_LOAD_K, 0, reg, lang_c_k_str(c, name));
}

static bool push_defaults(LangC *c, const LangNode *at, const LangNodes *defaults)
{
    if (defaults->count == 0) {
        return false;
    }
    uint32_t base = c->depth;
    for (uint32_t i = 0; i < defaults->count; i++) {
        lang_c_push(c, defaults->items[i]);
    }
    lang_c_emit(c, at, LANG_OP_TUPLE, 0, base, base, defaults->count);
    c->depth = base + 1;
    return true;
}

static bool push_kw_defaults(LangC *c, const LangNode *at, const LangArguments *args)
{
    uint32_t base = c->depth;
    uint32_t count = 0;
    for (uint32_t i = 0; i < args->kwonly.count; i++) {
        if (args->kw_defaults.items[i] != NULL) {
            push_name_k(c, at, args->kwonly.items[i]->u.arg.name);
            lang_c_push(c, args->kw_defaults.items[i]);
            count++;
        }
    }
    if (count == 0) {
        return false;
    }
    lang_c_emit(c, at, LANG_OP_DICT, 0, base, base, count);
    c->depth = base + 1;
    return true;
}

static uint32_t push_annotated(LangC *c, const LangNode *arg)
{
    if (arg == NULL || arg->u.arg.annotation == NULL) {
        return 0;
    }
    push_name_k(c, arg, arg->u.arg.name);
    lang_c_push_annotation(c, arg->u.arg.annotation);
    return 1;
}

static bool push_annotations(LangC *c, const LangNode *at, const LangArguments *args, const LangNode *returns)
{
    uint32_t base = c->depth;
    uint32_t count = 0;
    for (uint32_t i = 0; i < args->posonly.count; i++) {
        count += push_annotated(c, args->posonly.items[i]);
    }
    for (uint32_t i = 0; i < args->args.count; i++) {
        count += push_annotated(c, args->args.items[i]);
    }
    count += push_annotated(c, args->vararg);
    for (uint32_t i = 0; i < args->kwonly.count; i++) {
        count += push_annotated(c, args->kwonly.items[i]);
    }
    count += push_annotated(c, args->kwarg);
    if (returns != NULL) {
        uint32_t reg = lang_c_reserve(c, 1);
        LangK k = {.kind = LANG_K_NAME, .text = {"return", 6}};
        lang_c_emit_wide(c, returns, LANG_OP_LOAD_K, 0, reg, lang_c_k(c, &k));
        lang_c_push_annotation(c, returns);
        count++;
    }
    if (count == 0) {
        return false;
    }
    lang_c_emit(c, at, LANG_OP_DICT, 0, base, base, count);
    c->depth = base + 1;
    return true;
}

static uint32_t code_k(LangC *c, const LangScope *scope, const LangNode *node)
{
    LangK k = {.kind = LANG_K_CODE, .code = lang_c_code(c, c->unit, scope, node)};
    return lang_c_k(c, &k);
}

/* The function object of a def, lambda, class body or comprehension. */
static void make_function(LangC *c, const LangNode *node, const LangScope *scope, const LangNode *returns,
                          uint32_t target)
{
    uint32_t base = c->depth;
    unsigned hint = 0;
    const LangArguments *args = lang_c_arguments(node);
    if (args != NULL) {
        hint |= push_defaults(c, node, &args->defaults) ? LANG_FUNCTION_DEFAULTS : 0u;
        hint |= push_kw_defaults(c, node, args) ? LANG_FUNCTION_KW_DEFAULTS : 0u;
        hint |= push_annotations(c, node, args, returns) ? LANG_FUNCTION_ANNOTATIONS : 0u;
    }
    lang_c_emit(c, node, LANG_OP_MAKE_FUNCTION, hint, target, code_k(c, scope, node), base);
    c->depth = base;
}

static uint32_t push_decorators(LangC *c, const LangNodes *decorators)
{
    for (uint32_t i = 0; i < decorators->count; i++) {
        lang_c_push(c, decorators->items[i]);
    }
    return decorators->count;
}

/* Calls the decorators, which stand below the register on top, with what is there; the result stands in the lowest. */
static uint32_t call_decorators(LangC *c, const LangNodes *decorators, uint32_t base)
{
    for (uint32_t i = decorators->count; i > 0; i--) {
        uint32_t w = base + i - 1;
        lang_c_emit(c, decorators->items[i - 1], LANG_OP_CALL, 1, w, w, LANG_NO_K);
    }
    c->depth = base + 1;
    return base;
}

void lang_c_function_def(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    push_decorators(c, &node->u.function.decorators);
    make_function(c, node, node->u.function.scope, node->u.function.returns, c->depth);
    lang_c_reserve(c, 1);
    uint32_t reg = call_decorators(c, &node->u.function.decorators, base);
    lang_c_store_ref(c, node, node->u.function.name, node->u.function.ref, reg);
    c->depth = base;
}

void lang_c_lambda(LangC *c, const LangNode *node, uint32_t target)
{
    make_function(c, node, node->u.lambda.scope, NULL, target);
}

/* ---- classes ---- */

void lang_c_class_def(LangC *c, const LangNode *node)
{
    uint32_t base = c->depth;
    push_decorators(c, &node->u.class_def.decorators);
    uint32_t w = c->depth;
    make_function(c, node, node->u.class_def.scope, NULL, w);
    lang_c_reserve(c, 1);
    push_name_k(c, node, node->u.class_def.name);
    uint32_t bases = lang_c_push_list(c, node, &node->u.class_def.bases);
    lang_c_emit(c, node, LANG_OP_LIST_TO_TUPLE, LANG_USES_B, bases, bases, 0);
    if (node->u.class_def.keywords.count > 0) {
        lang_c_push_keywords(c, node, w, &node->u.class_def.keywords);
    } else {
        uint32_t none = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_CLEAR, 0, none, 0, 0);
    }
    lang_c_emit(c, node, LANG_OP_MAKE_CLASS, 0, w, w, 0);
    c->depth = w + 1;
    uint32_t reg = call_decorators(c, &node->u.class_def.decorators, base);
    lang_c_store_ref(c, node, node->u.class_def.name, node->u.class_def.ref, reg);
    c->depth = base;
}

/* ---- comprehensions ---- */

void lang_c_comprehension(LangC *c, const LangNode *node, uint32_t target)
{
    const LangScope *scope = node->u.comp.scope;
    const LangNode *first = node->u.comp.generators.items[0];
    uint32_t w = c->depth;
    make_function(c, node, scope, NULL, w);
    lang_c_reserve(c, 1);
    uint32_t arg = c->depth;
    c->iterated = first->u.comprehension.iter;
    uint32_t reg = lang_c_any(c, first->u.comprehension.iter);
    c->depth = arg;
    lang_c_reserve(c, 1);
    if (first->u.comprehension.is_async) {
        lang_c_emit(c, first->u.comprehension.iter, LANG_OP_GET_AITER, lang_c_uses_b(c, reg), arg, reg, 0);
    } else {
        lang_c_emit(c, first->u.comprehension.iter, LANG_OP_GET_ITER, LANG_KEEP_LIST | lang_c_uses_b(c, reg), arg, reg,
                    0);
    }
    bool awaits = scope->is_coroutine && node->kind != LANG_NODE_GENERATOR_EXP;
    lang_c_emit(c, node, LANG_OP_CALL, 1, w, awaits ? w : target, LANG_NO_K);
    if (awaits) {
        lang_c_await(c, node, target, w, LANG_AWAITED_PLAIN);
    }
    c->depth = w;
}

static void comprehension_element(LangC *c, const LangNode *node, uint32_t result)
{
    uint32_t base = c->depth;
    if (node->kind == LANG_NODE_GENERATOR_EXP) {
        uint32_t reg = lang_c_push(c, node->u.comp.element);
        unsigned async = (c->code->flags & LANG_CODE_ASYNC_GENERATOR) != 0 ? LANG_YIELD_ASYNC : 0u;
        lang_c_emit(c, node->u.comp.element, LANG_OP_YIELD, LANG_USES_B | async, reg, reg, 0);
        lang_c_emit(c, node, LANG_OP_CLEAR, 0, reg, 0, 0);
    } else if (node->kind == LANG_NODE_DICT_COMP) {
        uint32_t key = lang_c_any_before(c, node->u.comp.element, node->u.comp.value, NULL);
        uint32_t value = lang_c_any(c, node->u.comp.value);
        lang_c_emit(c, node, LANG_OP_DICT_SET, lang_c_uses(c, LANG_C_KEEP, key, value), result, key, value);
    } else {
        uint32_t reg = lang_c_any(c, node->u.comp.element);
        LangOp op = node->kind == LANG_NODE_LIST_COMP ? LANG_OP_LIST_APPEND : LANG_OP_SET_ADD;
        lang_c_emit(c, node, op, lang_c_uses_b(c, reg), result, reg, 0);
    }
    c->depth = base;
}

static void comprehension_loop(LangC *c, const LangNode *node, uint32_t index, uint32_t result);

/* Conditions and what is inside; `again` is where a failed condition goes. */
static void comprehension_inner(LangC *c, const LangNode *node, uint32_t index, uint32_t result, uint32_t again)
{
    const LangNode *generator = node->u.comp.generators.items[index];
    LangAssigned before = c->assigned;
    for (uint32_t i = 0; i < generator->u.comprehension.ifs.count; i++) {
        lang_c_condition(c, generator->u.comprehension.ifs.items[i], again, false);
    }
    if (index + 1 < node->u.comp.generators.count) {
        comprehension_loop(c, node, index + 1, result);
    } else {
        comprehension_element(c, node, result);
    }
    c->assigned = before;
}

static void async_loop(LangC *c, const LangNode *node, uint32_t index, uint32_t result)
{
    const LangNode *generator = node->u.comp.generators.items[index];
    const LangNode *iter = generator->u.comprehension.iter;
    uint32_t state = c->depth;
    if (index == 0) {
        lang_c_reserve(c, 1);
        lang_c_emit(c, iter, LANG_OP_MOVE, 0, state, 0, 0);
    } else {
        uint32_t reg = lang_c_any(c, iter);
        c->depth = state;
        lang_c_reserve(c, 1);
        lang_c_emit(c, iter, LANG_OP_GET_AITER, lang_c_uses_b(c, reg), state, reg, 0);
    }
    LangAssigned before = c->assigned;
    uint32_t again = lang_c_label(c), end = lang_c_label(c), done = lang_c_label(c);
    LangBlock block;
    lang_c_bind(c, again);
    uint32_t item = lang_c_reserve(c, 1);
    lang_c_enter(c, &block, LANG_BLOCK_TRY);
    lang_c_guard(c, &block, end, item, true);
    lang_c_emit(c, iter, LANG_OP_GET_ANEXT, 0, item, state, 0);
    lang_c_await(c, iter, item, item, LANG_AWAITED_ANEXT);
    lang_c_guard_pause(c, &block);
    lang_c_leave(c, &block);
    lang_c_store(c, generator->u.comprehension.target, item);
    c->depth = item;
    comprehension_inner(c, node, index, result, again);
    lang_c_jump(c, node, LANG_OP_JUMP_BACK, 0, 0, 0, again);
    lang_c_bind(c, end);
    lang_c_jump(c, iter, LANG_OP_END_ASYNC_FOR, 0, item, 0, done);
    lang_c_bind(c, done);
    lang_c_emit(c, iter, LANG_OP_CLEAR, 0, state, 0, 0);
    c->assigned = before;
    c->depth = state;
}

static void comprehension_loop(LangC *c, const LangNode *node, uint32_t index, uint32_t result)
{
    const LangNode *generator = node->u.comp.generators.items[index];
    if (generator->u.comprehension.is_async) {
        async_loop(c, node, index, result);
        return;
    }
    const LangNode *iter = generator->u.comprehension.iter;
    const LangNode *target = generator->u.comprehension.target;
    uint32_t state = c->depth;
    c->iterated = iter;
    uint32_t reg = index == 0 ? 0 : lang_c_any(c, iter);
    c->depth = state;
    lang_c_reserve(c, 2);
    lang_c_emit(c, iter, LANG_OP_FOR_PREPARE, lang_c_uses_b(c, reg), state, reg, 0);
    uint32_t again = lang_c_label(c), body = lang_c_label(c);
    lang_c_jump(c, iter, LANG_OP_JUMP, 0, 0, 0, again);
    LangAssigned before = c->assigned;
    lang_c_bind(c, body);
    bool local = target->kind == LANG_NODE_NAME && target->u.name.ref.kind == LANG_REF_LOCAL;
    uint32_t item = local ? target->u.name.ref.slot : lang_c_reserve(c, 1);
    if (local) {
        lang_c_set_assigned(c, item, true);
    } else {
        lang_c_store(c, target, item);
        c->depth = item;
    }
    comprehension_inner(c, node, index, result, again);
    lang_c_bind(c, again);
    c->assigned = before;
    lang_c_jump(c, iter, LANG_OP_FOR_NEXT, 0, state, item, body);
    c->depth = state;
}

void lang_c_comprehension_body(LangC *c, const LangNode *node)
{
    uint32_t result = c->depth;
    if (node->kind == LANG_NODE_GENERATOR_EXP) {
        comprehension_loop(c, node, 0, 0);
        uint32_t none = lang_c_reserve(c, 1);
        lang_c_emit_wide(c, NULL, LANG_OP_LOAD_K, 0, none, lang_c_k_none(c));
        lang_c_emit(c, NULL, LANG_OP_RETURN, LANG_USES_A, none, 0, 0);
        return;
    }
    LangOp op = node->kind == LANG_NODE_LIST_COMP ? LANG_OP_LIST : LANG_OP_SET;
    lang_c_emit(c, node, node->kind == LANG_NODE_DICT_COMP ? LANG_OP_DICT : op, 0, result, result, 0);
    lang_c_reserve(c, 1);
    comprehension_loop(c, node, 0, result);
    lang_c_emit(c, node, LANG_OP_RETURN, LANG_USES_A, result, 0, 0);
}
