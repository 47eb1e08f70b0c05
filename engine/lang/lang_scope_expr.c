/* The scope pass over expressions. */

#include "lang/lang_scope_internal.h"

#include <string.h>

static bool is(const LangName *name, const char *text)
{
    return strcmp(name->text, text) == 0;
}

bool lang_w_visit_all(LangWalk *w, const LangNodes *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (!lang_w_visit(w, nodes->items[i])) {
            return false;
        }
    }
    return true;
}

bool lang_w_visit_elements(LangWalk *w, const LangNodes *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        LangNode *item = nodes->items[i];
        if (!lang_w_visit(w, item->kind == LANG_NODE_STARRED ? item->u.starred.value : item)) {
            return false;
        }
    }
    return true;
}

bool lang_w_check_keywords(LangWalk *w, const LangNodes *keywords)
{
    for (uint32_t i = 0; i < keywords->count; i++) {
        const LangName *name = keywords->items[i]->u.keyword.name;
        if (name == NULL) {
            continue;
        }
        lang_w_check_name(w, name, keywords->items[i]->span);
        for (uint32_t j = i + 1; j < keywords->count; j++) {
            if (keywords->items[j]->u.keyword.name == name) {
                lang_w_fail_late(w, keywords->items[j]->span, NULL, "keyword argument repeated: %s", name->text);
            }
        }
    }
    return true;
}

bool lang_w_check_name(LangWalk *w, const LangName *name, LangSpan span)
{
    return !is(name, "__debug__") || lang_w_fail_late(w, span, NULL, "cannot assign to __debug__");
}

/* --- names --- */

static bool name(LangWalk *w, LangNode *node)
{
    node->u.name.name = lang_w_mangle(w, node->u.name.name);
    const LangName *text = node->u.name.name;
    LangContext context = node->u.name.context;
    if (text == NULL || !lang_w_use(w, &node->u.name.ref, text, context, node->span)) {
        return false;
    }
    if (context != LANG_LOAD) {
        lang_w_check_name(w, text, node->span);
        return true;
    }
    LangScope *scope = w->scope;
    scope->uses_locals = scope->uses_locals || is(text, "locals") || is(text, "vars") || is(text, "dir");
    if (is(text, "super") && scope->kind != LANG_SCOPE_MODULE && scope->kind != LANG_SCOPE_CLASS) {
        scope->uses_super = true;
        const LangName *cell = lang_module_intern(w->module, "__class__", 9);
        LangSymbol *symbol = cell == NULL ? NULL : lang_w_symbol(w, scope, cell, node->span);
        if (symbol == NULL) {
            w->no_memory = true;
            return false;
        }
        symbol->implied = symbol->implied || !symbol->read;
        symbol->read = true;
    }
    return true;
}

static bool is_comprehension(const LangScope *scope)
{
    return scope->kind == LANG_SCOPE_COMPREHENSION;
}

/* In a comprehension, := binds in the function (or module) around it. */
static bool bind_outside(LangWalk *w, LangNode *target)
{
    const LangName *text = target->u.name.name = lang_w_mangle(w, target->u.name.name);
    LangScope *outer = w->scope;
    for (; text != NULL && is_comprehension(outer); outer = outer->parent) {
        const LangSymbol *symbol = lang_w_find(w, outer, text);
        if (symbol != NULL && symbol->iterated) {
            return lang_w_fail(w, target->span, "use another name",
                               "assignment expression cannot rebind comprehension iteration variable '%s'", text->text);
        }
    }
    if (text == NULL) {
        return false;
    }
    if (outer->kind == LANG_SCOPE_CLASS) {
        return lang_w_fail(w, target->span, NULL,
                           "assignment expression within a comprehension cannot be used in a class body");
    }
    LangSymbol *owner = lang_w_symbol(w, outer, text, target->span);
    if (owner == NULL) {
        return false;
    }
    owner->bound = owner->bound || !owner->declared_nonlocal;
    bool global = outer->kind == LANG_SCOPE_MODULE || owner->declared_global;
    for (LangScope *scope = w->scope; scope != outer; scope = scope->parent) {
        LangSymbol *symbol = lang_w_symbol(w, scope, text, target->span);
        if (symbol == NULL) {
            return false;
        }
        symbol->declared_global = global;
        symbol->declared_nonlocal = !global;
    }
    return lang_w_use(w, &target->u.name.ref, text, LANG_STORE, target->span);
}

static bool named(LangWalk *w, LangNode *node)
{
    if (w->iterables > 0) {
        return lang_w_fail(w, node->span, "assign before the comprehension",
                           "assignment expression cannot be used in a comprehension iterable expression");
    }
    if (!lang_w_visit(w, node->u.named.value)) {
        return false;
    }
    return is_comprehension(w->scope) ? bind_outside(w, node->u.named.target) : lang_w_visit(w, node->u.named.target);
}

/* --- functions --- */

static bool argument(LangWalk *w, LangNode *arg, uint32_t *position)
{
    if (arg == NULL) {
        return true;
    }
    const LangName *text = arg->u.arg.name = lang_w_mangle(w, arg->u.arg.name);
    if (text == NULL) {
        return false;
    }
    LangSymbol *symbol = lang_w_find(w, w->scope, text);
    if (symbol != NULL && symbol->param >= 0) {
        return lang_w_fail(w, arg->span, NULL, "duplicate argument '%s' in function definition", text->text);
    }
    symbol = lang_w_symbol(w, w->scope, text, arg->span);
    if (symbol == NULL) {
        return false;
    }
    lang_w_check_name(w, text, arg->span);
    symbol->param = (int32_t)*position;
    symbol->bound = true;
    arg->u.arg.position = (*position)++;
    return lang_w_use(w, &arg->u.arg.ref, text, LANG_STORE, arg->span);
}

static bool argument_list(LangWalk *w, const LangNodes *args, uint32_t *position)
{
    for (uint32_t i = 0; i < args->count; i++) {
        if (!argument(w, args->items[i], position)) {
            return false;
        }
    }
    return true;
}

bool lang_w_bind_arguments(LangWalk *w, const LangArguments *args)
{
    uint32_t position = 0;
    bool ok = argument_list(w, &args->posonly, &position) && argument_list(w, &args->args, &position) &&
              argument_list(w, &args->kwonly, &position) && argument(w, args->vararg, &position) &&
              argument(w, args->kwarg, &position);
    w->scope->param_count = position;
    return ok;
}

static bool annotation(LangWalk *w, const LangNode *arg)
{
    LangNode *node = arg == NULL ? NULL : arg->u.arg.annotation;
    return node == NULL || lang_w_visit(w, node->kind == LANG_NODE_STARRED ? node->u.starred.value : node);
}

static bool annotations(LangWalk *w, const LangNodes *args)
{
    for (uint32_t i = 0; i < args->count; i++) {
        if (!annotation(w, args->items[i])) {
            return false;
        }
    }
    return true;
}

bool lang_w_visit_arguments(LangWalk *w, const LangArguments *args)
{
    return lang_w_visit_all(w, &args->defaults) && lang_w_visit_all(w, &args->kw_defaults) &&
           annotations(w, &args->posonly) && annotations(w, &args->args) && annotation(w, args->vararg) &&
           annotations(w, &args->kwonly) && annotation(w, args->kwarg);
}

static bool lambda(LangWalk *w, LangNode *node)
{
    const LangName *text = lang_module_intern(w->module, "<lambda>", 8);
    if (text == NULL) {
        w->no_memory = true;
        return false;
    }
    if (!lang_w_visit_arguments(w, node->u.lambda.args)) {
        return false;
    }
    LangScope *scope = lang_w_new_scope(w, LANG_SCOPE_LAMBDA, node, text);
    if (scope == NULL) {
        return false;
    }
    node->u.lambda.scope = scope;
    LangWalkState state = lang_w_enter(w, scope);
    bool ok = lang_w_bind_arguments(w, node->u.lambda.args) && lang_w_visit(w, node->u.lambda.body);
    lang_w_leave(w, state);
    scope->is_generator = scope->has_yield;
    return ok;
}

/* --- comprehensions --- */

static const char *comprehension_name(LangNodeKind kind)
{
    switch (kind) {
    case LANG_NODE_LIST_COMP: return "<listcomp>";
    case LANG_NODE_SET_COMP: return "<setcomp>";
    case LANG_NODE_DICT_COMP: return "<dictcomp>";
    default: return "<genexpr>";
    }
}

/* Marks what a comprehension's `for` binds, so that := can refuse to rebind it. */
static bool mark_iterated(LangWalk *w, const LangNode *target)
{
    switch (target->kind) {
    case LANG_NODE_NAME: {
        LangSymbol *symbol = lang_w_find(w, w->scope, target->u.name.name);
        if (symbol != NULL) {
            if (symbol->declared_global || symbol->declared_nonlocal) {
                return lang_w_fail(w, target->span, "use another name",
                                   "comprehension inner loop cannot rebind assignment expression target '%s'",
                                   target->u.name.name->text);
            }
            symbol->iterated = true;
        }
        return true;
    }
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
        for (uint32_t i = 0; i < target->u.sequence.items.count; i++) {
            if (!mark_iterated(w, target->u.sequence.items.items[i])) {
                return false;
            }
        }
        return true;
    case LANG_NODE_STARRED: return mark_iterated(w, target->u.starred.value);
    default: return true;
    }
}

static bool clause(LangWalk *w, LangNode *node, bool first)
{
    if (!first) {
        w->iterables++;
        bool ok = lang_w_visit(w, node->u.comprehension.iter);
        w->iterables--;
        if (!ok) {
            return false;
        }
    }
    if (node->u.comprehension.is_async) {
        w->scope->has_await = true;
        w->scope->is_async = true;
    }
    return lang_w_visit(w, node->u.comprehension.target) && mark_iterated(w, node->u.comprehension.target) &&
           lang_w_visit_all(w, &node->u.comprehension.ifs);
}

/* What stands inside: a scope of its own with the iterator as its parameter. */
static bool comprehension_body(LangWalk *w, LangNode *node)
{
    const LangName *parameter = lang_module_intern(w->module, ".0", 2);
    LangSymbol *symbol = parameter == NULL ? NULL : lang_w_symbol(w, w->scope, parameter, node->span);
    if (symbol == NULL) {
        w->no_memory = true;
        return false;
    }
    symbol->param = 0;
    symbol->bound = true;
    w->scope->param_count = 1;
    for (uint32_t i = 0; i < node->u.comp.generators.count; i++) {
        if (!clause(w, node->u.comp.generators.items[i], i == 0)) {
            return false;
        }
    }
    return lang_w_visit(w, node->u.comp.element) && lang_w_visit(w, node->u.comp.value);
}

static bool comprehension(LangWalk *w, LangNode *node)
{
    const char *text = comprehension_name(node->kind);
    const LangName *scope_name = lang_module_intern(w->module, text, strlen(text));
    if (scope_name == NULL) {
        w->no_memory = true;
        return false;
    }
    w->iterables++;
    bool ok = lang_w_visit(w, node->u.comp.generators.items[0]->u.comprehension.iter);
    w->iterables--;
    LangScope *scope = ok ? lang_w_new_scope(w, LANG_SCOPE_COMPREHENSION, node, scope_name) : NULL;
    if (scope == NULL) {
        return false;
    }
    node->u.comp.scope = scope;
    LangWalkState state = lang_w_enter(w, scope);
    ok = comprehension_body(w, node);
    lang_w_leave(w, state);
    if (!ok) {
        return false;
    }
    bool generator = node->kind == LANG_NODE_GENERATOR_EXP;
    scope->is_generator = generator;
    scope->is_async_generator = generator && scope->is_async;
    scope->is_coroutine = !generator && scope->is_async;
    if (scope->is_coroutine) {
        LangScope *parent = w->scope;
        if (!is_comprehension(parent) && !(parent->kind == LANG_SCOPE_FUNCTION && parent->is_async)) {
            lang_w_fail_late(w, node->span, "put it into an `async def`",
                             "asynchronous comprehension outside of an asynchronous function");
        }
        parent->is_async = parent->is_async || is_comprehension(parent);
        parent->has_await = true;
    }
    return true;
}

/* --- await, yield --- */

static bool await(LangWalk *w, LangNode *node)
{
    LangScope *scope = w->scope;
    if (scope->kind == LANG_SCOPE_MODULE || scope->kind == LANG_SCOPE_CLASS) {
        lang_w_fail_late(w, node->span, "put it into an `async def` and start that with asyncio.run()",
                         "'await' outside function");
    } else if (!is_comprehension(scope) && !(scope->kind == LANG_SCOPE_FUNCTION && scope->is_async)) {
        lang_w_fail_late(w, node->span,
                         scope->kind == LANG_SCOPE_LAMBDA ? "write an `async def` in place of the lambda"
                                                          : "write `async def` in place of `def`",
                         "'await' outside async function");
    }
    scope->has_await = true;
    scope->is_async = scope->is_async || is_comprehension(scope);
    return lang_w_visit(w, node->u.value.value);
}

static bool yield(LangWalk *w, LangNode *node)
{
    LangScope *scope = w->scope;
    if (is_comprehension(scope)) {
        static const struct {
            LangNodeKind kind;
            const char *text;
        } names[] = {{LANG_NODE_LIST_COMP, "list comprehension"},
                     {LANG_NODE_SET_COMP, "set comprehension"},
                     {LANG_NODE_DICT_COMP, "dict comprehension"},
                     {LANG_NODE_GENERATOR_EXP, "generator expression"}};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (scope->node->kind == names[i].kind) {
                return lang_w_fail(w, node->span, "write a loop", "'yield' inside %s", names[i].text);
            }
        }
    }
    if (scope->kind == LANG_SCOPE_MODULE || scope->kind == LANG_SCOPE_CLASS) {
        lang_w_fail_late(w, node->span, NULL, "'yield' outside function");
    } else if (node->kind == LANG_NODE_YIELD_FROM && scope->is_async) {
        lang_w_fail_late(w, node->span, "write: async for x in ...: yield x", "'yield from' inside async function");
    }
    scope->has_yield = true;
    scope->has_yield_from = scope->has_yield_from || node->kind == LANG_NODE_YIELD_FROM;
    return lang_w_visit(w, node->u.value.value);
}

/* --- the rest --- */

/* A list or tuple; as a target it may hold one starred part. */
static bool sequence(LangWalk *w, LangNode *node)
{
    uint32_t stars = 0;
    for (uint32_t i = 0; i < node->u.sequence.items.count; i++) {
        stars += node->u.sequence.items.items[i]->kind == LANG_NODE_STARRED ? 1 : 0;
    }
    if (stars > 1 && node->u.sequence.context == LANG_STORE) {
        lang_w_fail_late(w, node->span, "star one of them", "multiple starred expressions in assignment");
    }
    return lang_w_visit_elements(w, &node->u.sequence.items);
}

static bool starred(LangWalk *w, LangNode *node)
{
    if (node->u.starred.context == LANG_STORE) {
        lang_w_fail_late(w, node->span, "write a comma behind it: *name, = ...",
                         "starred assignment target must be in a list or tuple");
    } else {
        lang_w_fail_late(w, node->span, NULL, "can't use starred expression here");
    }
    return lang_w_visit(w, node->u.starred.value);
}

static bool add_attribute(LangWalk *w, const LangNode *node)
{
    LangModule *module = w->module;
    if (module->attr_count == w->attr_capacity) {
        size_t capacity = w->attr_capacity == 0 ? 16 : w->attr_capacity * 2;
        LangAttrUse *grown = lang_arena_array(w->arena, capacity, sizeof *grown);
        if (grown == NULL) {
            w->no_memory = true;
            return false;
        }
        if (module->attr_count > 0) {
            memcpy(grown, module->attrs, module->attr_count * sizeof *grown);
        }
        module->attrs = grown;
        w->attr_capacity = capacity;
    }
    module->attrs[module->attr_count++] = (LangAttrUse){node, w->attr_guards > 0};
    return true;
}

/* What stands behind a condition within an expression: a and b, b if a else c. */
static bool visit_guarded(LangWalk *w, LangNode *const *nodes, size_t count)
{
    bool ok = true;
    w->attr_guards++;
    for (size_t i = 0; ok && i < count; i++) {
        ok = lang_w_visit(w, nodes[i]);
    }
    w->attr_guards--;
    return ok;
}

static bool attribute(LangWalk *w, LangNode *node)
{
    node->u.attribute.name = lang_w_mangle(w, node->u.attribute.name);
    if (node->u.attribute.name == NULL) {
        return false;
    }
    if (node->u.attribute.context != LANG_LOAD) {
        lang_w_check_name(w, node->u.attribute.name, node->span);
    }
    if (node->u.attribute.value->kind == LANG_NODE_NAME && !add_attribute(w, node)) {
        return false;
    }
    return lang_w_visit(w, node->u.attribute.value);
}

static bool call(LangWalk *w, LangNode *node)
{
    if (!lang_w_visit(w, node->u.call.func) || !lang_w_visit_elements(w, &node->u.call.args)) {
        return false;
    }
    lang_w_check_keywords(w, &node->u.call.keywords);
    for (uint32_t i = 0; i < node->u.call.keywords.count; i++) {
        if (!lang_w_visit(w, node->u.call.keywords.items[i]->u.keyword.value)) {
            return false;
        }
    }
    return true;
}

static bool dict(LangWalk *w, LangNode *node)
{
    for (uint32_t i = 0; i < node->u.dict.keys.count; i++) {
        if (!lang_w_visit(w, node->u.dict.keys.items[i]) || !lang_w_visit(w, node->u.dict.values.items[i])) {
            return false;
        }
    }
    return true;
}

static bool expression(LangWalk *w, LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_NAME: return name(w, node);
    case LANG_NODE_CONSTANT: return true;
    case LANG_NODE_BOOL_OP: return visit_guarded(w, node->u.bool_op.values.items, node->u.bool_op.values.count);
    case LANG_NODE_NAMED_EXPR: return named(w, node);
    case LANG_NODE_BIN_OP: return lang_w_visit(w, node->u.bin_op.left) && lang_w_visit(w, node->u.bin_op.right);
    case LANG_NODE_UNARY_OP: return lang_w_visit(w, node->u.unary.operand);
    case LANG_NODE_LAMBDA: return lambda(w, node);
    case LANG_NODE_IF_EXP:
        return lang_w_visit(w, node->u.if_exp.test) &&
               visit_guarded(w, (LangNode *[]){node->u.if_exp.body, node->u.if_exp.orelse}, 2);
    case LANG_NODE_DICT: return dict(w, node);
    case LANG_NODE_SET:
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE: return sequence(w, node);
    case LANG_NODE_JOINED_STR: return lang_w_visit_all(w, &node->u.sequence.items);
    case LANG_NODE_LIST_COMP:
    case LANG_NODE_SET_COMP:
    case LANG_NODE_DICT_COMP:
    case LANG_NODE_GENERATOR_EXP: return comprehension(w, node);
    case LANG_NODE_AWAIT: return await(w, node);
    case LANG_NODE_YIELD:
    case LANG_NODE_YIELD_FROM: return yield(w, node);
    case LANG_NODE_COMPARE:
        return lang_w_visit(w, node->u.compare.left) && lang_w_visit_all(w, &node->u.compare.comparators);
    case LANG_NODE_CALL: return call(w, node);
    case LANG_NODE_FORMATTED_VALUE:
        return lang_w_visit(w, node->u.formatted.value) && lang_w_visit(w, node->u.formatted.format_spec);
    case LANG_NODE_ATTRIBUTE: return attribute(w, node);
    case LANG_NODE_SUBSCRIPT:
        return lang_w_visit(w, node->u.subscript.value) && lang_w_visit(w, node->u.subscript.index);
    case LANG_NODE_STARRED: return starred(w, node);
    case LANG_NODE_SLICE:
        return lang_w_visit(w, node->u.slice.lower) && lang_w_visit(w, node->u.slice.upper) &&
               lang_w_visit(w, node->u.slice.step);
    default: return lang_w_statement(w, node);
    }
}

bool lang_w_visit(LangWalk *w, LangNode *node)
{
    if (node == NULL) {
        return true;
    }
    if (w->depth >= LANG_MAX_DEPTH) {
        return lang_w_fail(w, node->span, "split it into smaller parts", "the program is nested too deeply here");
    }
    w->depth++;
    bool ok = expression(w, node);
    w->depth--;
    return ok;
}
