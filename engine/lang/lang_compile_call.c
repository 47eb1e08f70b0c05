/* lang_compile_call.c: calls. */
#include "lang/lang_compile_internal.h"

#include <string.h>

enum { MAX_DIRECT = 200 }; /* more arguments go through a list */

static bool needs_ex(const LangNodes *args, const LangNodes *keywords)
{
    if (args->count + keywords->count > MAX_DIRECT) {
        return true;
    }
    for (uint32_t i = 0; i < args->count; i++) {
        if (args->items[i]->kind == LANG_NODE_STARRED) {
            return true;
        }
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        if (keywords->items[i]->u.keyword.name == NULL) {
            return true;
        }
    }
    return false;
}

/* The constant tuple of the keywords' names. */
static uint32_t names_k(LangC *c, const LangNodes *keywords)
{
    if (keywords->count == 0) {
        return LANG_NO_K;
    }
    uint32_t *items = lang_arena_array(&c->unit->out->arena, keywords->count, sizeof *items);
    if (items == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return LANG_NO_K;
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        items[i] = lang_c_k_str(c, keywords->items[i]->u.keyword.name);
    }
    LangK k = {.kind = LANG_K_TUPLE};
    k.tuple.items = items;
    k.tuple.count = keywords->count;
    return lang_c_k(c, &k);
}

/* Pushes the arguments of a direct call; returns how many, and the constant of the names. */
static uint32_t push_arguments(LangC *c, const LangNodes *args, const LangNodes *keywords, uint32_t *names)
{
    for (uint32_t i = 0; i < args->count; i++) {
        lang_c_push(c, args->items[i]);
    }
    for (uint32_t i = 0; i < keywords->count; i++) {
        lang_c_push(c, keywords->items[i]->u.keyword.value);
    }
    *names = names_k(c, keywords);
    return args->count + keywords->count;
}

uint32_t lang_c_push_keywords(LangC *c, const LangNode *at, uint32_t callable, const LangNodes *keywords)
{
    uint32_t dict = lang_c_reserve(c, 1);
    lang_c_emit(c, at, LANG_OP_DICT, 0, dict, dict, 0);
    for (uint32_t i = 0; i < keywords->count; i++) {
        const LangNode *keyword = keywords->items[i];
        uint32_t base = c->depth;
        if (keyword->u.keyword.name == NULL) {
            uint32_t reg = lang_c_any(c, keyword->u.keyword.value);
            lang_c_emit(c, at, LANG_OP_DICT_MERGE, lang_c_uses_b(c, reg), dict, reg, callable);
        } else {
            uint32_t key = lang_c_reserve(c, 1);
            lang_c_emit_wide(c, keyword, LANG_OP_LOAD_K, 0, key, lang_c_k_str(c, keyword->u.keyword.name));
            uint32_t value = lang_c_push(c, keyword->u.keyword.value);
            /* as a mapping of one, so that a name given twice is found */
            lang_c_emit(c, keyword, LANG_OP_DICT, 0, key, key, 1);
            (void)value;
            lang_c_emit(c, at, LANG_OP_DICT_MERGE, LANG_USES_B, dict, key, callable);
        }
        c->depth = base;
    }
    return dict;
}

/* f(*args): what CPython says when args is no iterable names the function, unlike for f(1, *args). */
static void push_arguments_list(LangC *c, const LangNode *at, uint32_t w, const LangNodes *args)
{
    if (args->count != 1 || args->items[0]->kind != LANG_NODE_STARRED) {
        lang_c_push_list(c, at, args);
        return;
    }
    uint32_t list = lang_c_reserve(c, 1);
    lang_c_emit(c, at, LANG_OP_LIST, 0, list, list, 0);
    uint32_t reg = lang_c_any(c, args->items[0]->u.starred.value);
    lang_c_emit(c, at, LANG_OP_LIST_EXTEND, LANG_ONLY_STAR | lang_c_uses_b(c, reg), list, reg, w);
    c->depth = list + 1;
}

void lang_c_call_with(LangC *c, const LangNode *at, uint32_t w, const LangNodes *args, const LangNodes *keywords,
                      uint32_t target)
{
    if (needs_ex(args, keywords)) {
        push_arguments_list(c, at, w, args);
        if (keywords->count > 0) {
            lang_c_push_keywords(c, at, w, keywords);
        } else {
            uint32_t none = lang_c_reserve(c, 1);
            lang_c_emit(c, at, LANG_OP_CLEAR, 0, none, 0, 0);
        }
        lang_c_emit(c, at, LANG_OP_CALL_EX, 0, w, target, 0);
    } else {
        uint32_t names;
        uint32_t count = push_arguments(c, args, keywords, &names);
        lang_c_emit(c, at, LANG_OP_CALL, count, w, target, names);
    }
    c->depth = w;
}

/* ---- super() ---- */

static const LangSymbol *symbol_of(const LangScope *scope, const char *name)
{
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        if (strcmp(scope->symbols[i].name->text, name) == 0) {
            return &scope->symbols[i];
        }
    }
    return NULL;
}

/* super() without arguments in a method: with the class's cell and the first argument.  False when it is none. */
static bool super_call(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNode *func = node->u.call.func;
    if (func->kind != LANG_NODE_NAME || strcmp(func->u.name.name->text, "super") != 0 ||
        func->u.name.ref.kind != LANG_REF_GLOBAL || node->u.call.args.count + node->u.call.keywords.count > 0 ||
        c->unit->module->globals[func->u.name.ref.slot].bound || c->scope->param_count == 0) {
        return false;
    }
    const LangSymbol *cell = symbol_of(c->scope, "__class__");
    if (cell == NULL || (cell->ref.kind != LANG_REF_FREE && cell->ref.kind != LANG_REF_CELL)) {
        return false;
    }
    const LangSymbol *self = &c->scope->symbols[0];
    uint32_t base = c->depth;
    uint32_t reg = 0;
    if (self->ref.kind == LANG_REF_CELL) {
        reg = lang_c_reserve(c, 1);
        lang_c_emit(c, node, LANG_OP_LOAD_CELL, 0, reg, c->code->local_count + self->ref.slot, 0);
    }
    bool is_free = cell->ref.kind == LANG_REF_FREE;
    uint32_t slot = is_free ? cell->ref.slot : c->code->local_count + cell->ref.slot;
    /* hint 1 would be LANG_USES_A; a target is never used, so the bit is free to say where the cell is */
    lang_c_emit(c, node, LANG_OP_CALL_SUPER, (is_free ? 1u : 0u) | lang_c_uses_b(c, reg), target, reg, slot);
    c->depth = base;
    return true;
}

/* ---- calls ---- */

static void method_call(LangC *c, const LangNode *node, uint32_t target)
{
    const LangNode *func = node->u.call.func;
    uint32_t w = c->depth;
    uint32_t object = lang_c_any(c, func->u.attribute.value);
    unsigned uses = lang_c_uses_b(c, object);
    c->depth = w;
    lang_c_reserve(c, 2);
    lang_c_emit(c, func, LANG_OP_LOAD_METHOD, uses, w, object, lang_c_site(c, func->u.attribute.name));
    uint32_t names;
    uint32_t count = push_arguments(c, &node->u.call.args, &node->u.call.keywords, &names);
    lang_c_emit(c, node, LANG_OP_CALL_METHOD, count, w, target, names);
    c->depth = w;
}

void lang_c_call(LangC *c, const LangNode *node, uint32_t target)
{
    if (super_call(c, node, target)) {
        return;
    }
    if (node->u.call.func->kind == LANG_NODE_ATTRIBUTE && !needs_ex(&node->u.call.args, &node->u.call.keywords)) {
        method_call(c, node, target);
        return;
    }
    uint32_t w = lang_c_push(c, node->u.call.func);
    lang_c_call_with(c, node, w, &node->u.call.args, &node->u.call.keywords, target);
}
