/* The scope pass over statements and patterns. */

#include "lang/lang_scope_internal.h"

#include <string.h>

bool lang_w_block(LangWalk *w, const LangNodes *body)
{
    return lang_w_visit_all(w, body);
}

LangWalkState lang_w_enter(LangWalk *w, LangScope *scope)
{
    LangWalkState state = {w->scope,   w->class_name,      w->value_return,        w->iterables,
                           w->in_loop, w->in_star_handler, w->loop_in_star_handler};
    w->scope = scope;
    w->in_loop = false;
    w->in_star_handler = false;
    w->loop_in_star_handler = false;
    return state;
}

void lang_w_leave(LangWalk *w, LangWalkState state)
{
    w->scope = state.scope;
    w->class_name = state.class_name;
    w->value_return = state.value_return;
    w->iterables = state.iterables;
    w->in_loop = state.in_loop;
    w->in_star_handler = state.in_star_handler;
    w->loop_in_star_handler = state.loop_in_star_handler;
}

static bool has_docstring(const LangNodes *body)
{
    if (body->count == 0 || body->items[0]->kind != LANG_NODE_EXPR) {
        return false;
    }
    const LangNode *value = body->items[0]->u.value.value;
    return value->kind == LANG_NODE_CONSTANT && value->u.constant.kind == LANG_CONSTANT_STR;
}

/* --- definitions --- */

static bool function_body(LangWalk *w, LangNode *node, LangScope *scope)
{
    LangWalkState state = lang_w_enter(w, scope);
    w->value_return = (LangSpan){0};
    bool ok = lang_w_bind_arguments(w, node->u.function.args) && lang_w_block(w, &node->u.function.body);
    LangSpan value_return = w->value_return;
    lang_w_leave(w, state);
    scope->is_generator = scope->has_yield && !scope->is_async;
    scope->is_async_generator = scope->has_yield && scope->is_async;
    scope->is_coroutine = scope->is_async && !scope->has_yield;
    scope->has_return_value = value_return.line != 0;
    if (ok && scope->is_async_generator && scope->has_return_value) {
        lang_w_fail_late(w, value_return, "yield the value, and return without one",
                         "'return' with value in async generator");
    }
    return ok;
}

static bool function(LangWalk *w, LangNode *node)
{
    const LangName *plain = node->u.function.name;
    node->u.function.name = lang_w_mangle(w, plain);
    if (node->u.function.name == NULL || !lang_w_visit_all(w, &node->u.function.decorators) ||
        !lang_w_visit_arguments(w, node->u.function.args) || !lang_w_visit(w, node->u.function.returns) ||
        !lang_w_use(w, &node->u.function.ref, node->u.function.name, LANG_STORE, node->span)) {
        return false;
    }
    lang_w_check_name(w, plain, node->span);
    LangScope *scope = lang_w_new_scope(w, LANG_SCOPE_FUNCTION, node, plain);
    if (scope == NULL) {
        return false;
    }
    node->u.function.scope = scope;
    scope->is_async = node->kind == LANG_NODE_ASYNC_FUNCTION_DEF;
    scope->has_docstring = has_docstring(&node->u.function.body);
    return function_body(w, node, scope);
}

static bool class_definition(LangWalk *w, LangNode *node)
{
    const LangName *plain = node->u.class_def.name;
    node->u.class_def.name = lang_w_mangle(w, plain);
    if (node->u.class_def.name == NULL || !lang_w_visit_all(w, &node->u.class_def.decorators) ||
        !lang_w_visit_elements(w, &node->u.class_def.bases)) {
        return false;
    }
    lang_w_check_keywords(w, &node->u.class_def.keywords);
    for (uint32_t i = 0; i < node->u.class_def.keywords.count; i++) {
        if (!lang_w_visit(w, node->u.class_def.keywords.items[i]->u.keyword.value)) {
            return false;
        }
    }
    if (!lang_w_use(w, &node->u.class_def.ref, node->u.class_def.name, LANG_STORE, node->span)) {
        return false;
    }
    lang_w_check_name(w, plain, node->span);
    LangScope *scope = lang_w_new_scope(w, LANG_SCOPE_CLASS, node, plain);
    if (scope == NULL) {
        return false;
    }
    node->u.class_def.scope = scope;
    scope->has_docstring = has_docstring(&node->u.class_def.body);
    LangWalkState state = lang_w_enter(w, scope);
    w->class_name = plain;
    w->value_return = (LangSpan){0};
    bool ok = lang_w_block(w, &node->u.class_def.body);
    lang_w_leave(w, state);
    return ok;
}

/* --- loops and what leaves them --- */

static bool loop_body(LangWalk *w, const LangNodes *body, const LangNodes *orelse)
{
    bool in_loop = w->in_loop;
    bool inner = w->loop_in_star_handler;
    w->in_loop = true;
    w->loop_in_star_handler = w->in_star_handler;
    bool ok = lang_w_block(w, body);
    w->in_loop = in_loop;
    w->loop_in_star_handler = inner;
    return ok && lang_w_block(w, orelse);
}

static bool needs_async(LangWalk *w, const LangNode *node, const char *what)
{
    LangScope *scope = w->scope;
    if (scope->kind != LANG_SCOPE_FUNCTION || !scope->is_async) {
        lang_w_fail_late(w, node->span, "put it into an `async def`", "'%s' outside async function", what);
    }
    scope->has_await = true;
    return true;
}

static bool for_loop(LangWalk *w, LangNode *node)
{
    if (node->kind == LANG_NODE_ASYNC_FOR) {
        needs_async(w, node, "async for");
    }
    return lang_w_visit(w, node->u.for_loop.iter) && lang_w_visit(w, node->u.for_loop.target) &&
           loop_body(w, &node->u.for_loop.body, &node->u.for_loop.orelse);
}

static bool leave_loop(LangWalk *w, const LangNode *node)
{
    if (w->in_star_handler && !w->loop_in_star_handler) {
        lang_w_fail_late(w, node->span, NULL, "'break', 'continue' and 'return' cannot appear in an except* block");
    } else if (!w->in_loop) {
        lang_w_fail_late(w, node->span, NULL, "%s",
                         node->kind == LANG_NODE_BREAK ? "'break' outside loop" : "'continue' not properly in loop");
    }
    return true;
}

static bool return_statement(LangWalk *w, LangNode *node)
{
    if (w->scope->kind != LANG_SCOPE_FUNCTION) {
        lang_w_fail_late(w, node->span, NULL, "'return' outside function");
    } else if (w->in_star_handler) {
        lang_w_fail_late(w, node->span, NULL, "'break', 'continue' and 'return' cannot appear in an except* block");
    } else if (node->u.value.value != NULL && w->value_return.line == 0) {
        w->value_return = node->span;
    }
    return lang_w_visit(w, node->u.value.value);
}

/* --- try, with --- */

static bool handler(LangWalk *w, LangNode *node, bool star)
{
    if (!lang_w_visit(w, node->u.handler.type)) {
        return false;
    }
    if (node->u.handler.name != NULL) {
        node->u.handler.name = lang_w_mangle(w, node->u.handler.name);
        if (node->u.handler.name == NULL ||
            !lang_w_use(w, &node->u.handler.ref, node->u.handler.name, LANG_STORE, node->span)) {
            return false;
        }
        lang_w_check_name(w, node->u.handler.name, node->span);
    }
    bool in_star = w->in_star_handler;
    bool loop_in_star = w->loop_in_star_handler;
    if (star) {
        w->in_star_handler = true;
        w->loop_in_star_handler = false;
    }
    bool ok = lang_w_block(w, &node->u.handler.body);
    w->in_star_handler = in_star;
    w->loop_in_star_handler = loop_in_star;
    return ok;
}

static bool is_import_error(const LangNode *type)
{
    static const char *const names[] = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"};
    if (type != NULL && type->kind == LANG_NODE_TUPLE) {
        for (uint32_t i = 0; i < type->u.sequence.items.count; i++) {
            if (is_import_error(type->u.sequence.items.items[i])) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; type != NULL && type->kind == LANG_NODE_NAME && i < sizeof names / sizeof *names; i++) {
        if (strcmp(type->u.name.name->text, names[i]) == 0) {
            return true;
        }
    }
    return type == NULL;
}

static bool catches_import_errors(const LangNode *node)
{
    for (uint32_t i = 0; i < node->u.try_block.handlers.count; i++) {
        if (is_import_error(node->u.try_block.handlers.items[i]->u.handler.type)) {
            return true;
        }
    }
    return false;
}

/* `if __name__ == …` is no condition: it holds. */
static bool asks_name(const LangNode *test)
{
    return test->kind == LANG_NODE_COMPARE && test->u.compare.left->kind == LANG_NODE_NAME &&
           strcmp(test->u.compare.left->u.name.name->text, "__name__") == 0;
}

static bool condition(LangWalk *w, LangNode *node)
{
    bool guards = !asks_name(node->u.branch.test);
    w->attr_guards += guards;
    bool ok = lang_w_visit(w, node->u.branch.test) && lang_w_block(w, &node->u.branch.body) &&
              lang_w_block(w, &node->u.branch.orelse);
    w->attr_guards -= guards;
    return ok;
}

static bool try_block(LangWalk *w, LangNode *node)
{
    bool guards = catches_import_errors(node);
    bool handles = node->u.try_block.handlers.count > 0;
    w->import_guards += guards;
    w->attr_guards += handles;
    bool ok = lang_w_block(w, &node->u.try_block.body);
    w->import_guards -= guards;
    w->attr_guards -= handles;
    if (!ok) {
        return false;
    }
    for (uint32_t i = 0; i < node->u.try_block.handlers.count; i++) {
        if (!handler(w, node->u.try_block.handlers.items[i], node->kind == LANG_NODE_TRY_STAR)) {
            return false;
        }
    }
    return lang_w_block(w, &node->u.try_block.orelse) && lang_w_block(w, &node->u.try_block.finalbody);
}

static bool with(LangWalk *w, LangNode *node)
{
    if (node->kind == LANG_NODE_ASYNC_WITH) {
        needs_async(w, node, "async with");
    }
    for (uint32_t i = 0; i < node->u.with.items.count; i++) {
        LangNode *item = node->u.with.items.items[i];
        if (!lang_w_visit(w, item->u.with_item.context) || !lang_w_visit(w, item->u.with_item.vars)) {
            return false;
        }
    }
    return lang_w_block(w, &node->u.with.body);
}

/* --- declarations --- */

static bool declare(LangWalk *w, LangNode *node, uint32_t index)
{
    bool global = node->kind == LANG_NODE_GLOBAL;
    const char *what = global ? "global" : "nonlocal";
    const LangName *name = lang_w_mangle(w, node->u.names.items[index]);
    if (name == NULL) {
        return false;
    }
    node->u.names.items[index] = name;
    const LangSymbol *known = lang_w_find(w, w->scope, name);
    if (known != NULL && known->param >= 0) {
        return lang_w_fail(w, node->span, NULL, "name '%s' is parameter and %s", name->text, what);
    }
    const char *hint = "put the declaration at the beginning of the function";
    if (known != NULL && known->read) {
        return lang_w_fail(w, node->span, hint, "name '%s' is used prior to %s declaration", name->text, what);
    }
    if (known != NULL && known->annotated) {
        return lang_w_fail(w, node->span, NULL, "annotated name '%s' can't be %s", name->text, what);
    }
    if (known != NULL && known->bound) {
        return lang_w_fail(w, node->span, hint, "name '%s' is assigned to before %s declaration", name->text, what);
    }
    LangSymbol *symbol = lang_w_symbol(w, w->scope, name, node->span);
    if (symbol == NULL) {
        return false;
    }
    if (global ? symbol->declared_nonlocal : symbol->declared_global) {
        return lang_w_fail(w, symbol->first, NULL, "name '%s' is nonlocal and global", name->text);
    }
    symbol->declared_global = symbol->declared_global || global;
    symbol->declared_nonlocal = symbol->declared_nonlocal || !global;
    return true;
}

static bool declarations(LangWalk *w, LangNode *node)
{
    if (node->kind == LANG_NODE_NONLOCAL && w->scope->kind == LANG_SCOPE_MODULE) {
        return lang_w_fail(w, node->span, NULL, "nonlocal declaration not allowed at module level");
    }
    for (uint32_t i = 0; i < node->u.names.count; i++) {
        if (!declare(w, node, i)) {
            return false;
        }
    }
    return true;
}

static bool annotated(LangWalk *w, LangNode *node)
{
    LangNode *target = node->u.ann_assign.target;
    if (!lang_w_visit(w, node->u.ann_assign.annotation) || !lang_w_visit(w, node->u.ann_assign.value)) {
        return false;
    }
    if (target->kind != LANG_NODE_NAME || !node->u.ann_assign.simple) {
        return lang_w_visit(w, target);
    }
    const LangName *name = lang_w_mangle(w, target->u.name.name);
    LangSymbol *symbol = name == NULL ? NULL : lang_w_symbol(w, w->scope, name, target->span);
    if (symbol == NULL) {
        return false;
    }
    if ((symbol->declared_global || symbol->declared_nonlocal) && w->scope->kind != LANG_SCOPE_MODULE) {
        return lang_w_fail(w, node->span, "remove the annotation", "annotated name '%s' can't be %s", name->text,
                           symbol->declared_global ? "global" : "nonlocal");
    }
    symbol->annotated = true;
    return lang_w_visit(w, target);
}

/* --- imports --- */

static bool add_import(LangWalk *w, const LangNode *statement, const LangNode *alias)
{
    LangModule *module = w->module;
    if (module->import_count == w->import_capacity) {
        size_t capacity = w->import_capacity == 0 ? 8 : w->import_capacity * 2;
        LangImportUse *grown = lang_arena_array(w->arena, capacity, sizeof *grown);
        if (grown == NULL) {
            w->no_memory = true;
            return false;
        }
        if (module->import_count > 0) {
            memcpy(grown, module->imports, module->import_count * sizeof *grown);
        }
        module->imports = grown;
        w->import_capacity = capacity;
    }
    module->imports[module->import_count++] = (LangImportUse){statement, alias, w->import_guards > 0};
    return true;
}

/* The name that an alias binds.  A private one becomes an `as` of its own, for what is imported keeps its name. */
static const LangName *bound_name(LangWalk *w, const LangNode *statement, LangNode *alias)
{
    const LangName *name = alias->u.alias.name;
    if (alias->u.alias.asname != NULL) {
        return alias->u.alias.asname = lang_w_mangle(w, alias->u.alias.asname);
    }
    const char *dot = statement->kind == LANG_NODE_IMPORT ? strchr(name->text, '.') : NULL;
    if (dot != NULL) {
        const LangName *first = lang_module_intern(w->module, name->text, (size_t)(dot - name->text));
        w->no_memory = w->no_memory || first == NULL;
        return first == NULL ? NULL : lang_w_mangle(w, first);
    }
    const LangName *mangled = lang_w_mangle(w, name);
    if (mangled != name) {
        alias->u.alias.asname = mangled;
    }
    return mangled;
}

static bool import(LangWalk *w, LangNode *node)
{
    for (uint32_t i = 0; i < node->u.import.names.count; i++) {
        LangNode *alias = node->u.import.names.items[i];
        if (strcmp(alias->u.alias.name->text, "*") == 0) {
            return w->scope->kind == LANG_SCOPE_MODULE
                       ? lang_w_fail(w, alias->span, "name what you need: from module import a, b",
                                     "import * is not supported")
                       : lang_w_fail(w, alias->span, NULL, "import * only allowed at module level");
        }
        const LangName *name = bound_name(w, node, alias);
        if (name == NULL || !add_import(w, node, alias) ||
            !lang_w_use(w, &alias->u.alias.ref, name, LANG_STORE, alias->span)) {
            return false;
        }
        lang_w_check_name(w, name, node->span);
    }
    return true;
}

/* --- match --- */

static bool capture(LangWalk *w, LangNode *node, const LangName **name, LangRef *ref)
{
    if (*name == NULL) {
        return true;
    }
    *name = lang_w_mangle(w, *name);
    if (*name == NULL) {
        return false;
    }
    lang_w_check_name(w, *name, node->span);
    return lang_w_use(w, ref, *name, LANG_STORE, node->span);
}

static bool pattern(LangWalk *w, LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_MATCH_VALUE:
    case LANG_NODE_MATCH_SINGLETON: return lang_w_visit(w, node->u.value.value);
    case LANG_NODE_MATCH_SEQUENCE:
    case LANG_NODE_MATCH_OR: return lang_w_visit_all(w, &node->u.targets.items);
    case LANG_NODE_MATCH_MAPPING:
        return lang_w_visit_all(w, &node->u.match_mapping.keys) &&
               lang_w_visit_all(w, &node->u.match_mapping.patterns) &&
               capture(w, node, &node->u.match_mapping.rest, &node->u.match_mapping.ref);
    case LANG_NODE_MATCH_CLASS:
        return lang_w_visit(w, node->u.match_class.cls) && lang_w_visit_all(w, &node->u.match_class.patterns) &&
               lang_w_visit_all(w, &node->u.match_class.kwd_patterns);
    default: /* MatchAs, MatchStar */
        return lang_w_visit(w, node->u.match_capture.pattern) &&
               capture(w, node, &node->u.match_capture.name, &node->u.match_capture.ref);
    }
}

static bool match(LangWalk *w, LangNode *node)
{
    if (!lang_w_visit(w, node->u.match.subject)) {
        return false;
    }
    for (uint32_t i = 0; i < node->u.match.cases.count; i++) {
        LangNode *clause = node->u.match.cases.items[i];
        if (!lang_w_visit(w, clause->u.match_case.pattern) || !lang_w_visit(w, clause->u.match_case.guard) ||
            !lang_w_block(w, &clause->u.match_case.body)) {
            return false;
        }
    }
    return true;
}

/* --- all --- */

bool lang_w_statement(LangWalk *w, LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_FUNCTION_DEF:
    case LANG_NODE_ASYNC_FUNCTION_DEF: return function(w, node);
    case LANG_NODE_CLASS_DEF: return class_definition(w, node);
    case LANG_NODE_RETURN: return return_statement(w, node);
    case LANG_NODE_DELETE: return lang_w_visit_all(w, &node->u.targets.items);
    case LANG_NODE_ASSIGN: return lang_w_visit(w, node->u.assign.value) && lang_w_visit_all(w, &node->u.assign.targets);
    case LANG_NODE_AUG_ASSIGN:
        return lang_w_visit(w, node->u.aug_assign.target) && lang_w_visit(w, node->u.aug_assign.value);
    case LANG_NODE_ANN_ASSIGN: return annotated(w, node);
    case LANG_NODE_FOR:
    case LANG_NODE_ASYNC_FOR: return for_loop(w, node);
    case LANG_NODE_WHILE:
        return lang_w_visit(w, node->u.branch.test) && loop_body(w, &node->u.branch.body, &node->u.branch.orelse);
    case LANG_NODE_IF: return condition(w, node);
    case LANG_NODE_WITH:
    case LANG_NODE_ASYNC_WITH: return with(w, node);
    case LANG_NODE_MATCH: return match(w, node);
    case LANG_NODE_RAISE: return lang_w_visit(w, node->u.raise.exc) && lang_w_visit(w, node->u.raise.cause);
    case LANG_NODE_TRY:
    case LANG_NODE_TRY_STAR: return try_block(w, node);
    case LANG_NODE_ASSERT: return lang_w_visit(w, node->u.assertion.test) && lang_w_visit(w, node->u.assertion.message);
    case LANG_NODE_IMPORT:
    case LANG_NODE_IMPORT_FROM: return import(w, node);
    case LANG_NODE_GLOBAL:
    case LANG_NODE_NONLOCAL: return declarations(w, node);
    case LANG_NODE_EXPR: return lang_w_visit(w, node->u.value.value);
    case LANG_NODE_BREAK:
    case LANG_NODE_CONTINUE: return leave_loop(w, node);
    case LANG_NODE_PASS: return true;
    default: return pattern(w, node);
    }
}

bool lang_w_walk(LangWalk *w)
{
    LangNode *root = w->module->root;
    const LangName *name = lang_module_intern(w->module, "<module>", 8);
    if (name == NULL) {
        w->no_memory = true;
        return false;
    }
    LangScope *scope = lang_w_new_scope(w, LANG_SCOPE_MODULE, root, name);
    if (scope == NULL) {
        return false;
    }
    root->u.module.scope = scope;
    w->module->scope = scope;
    w->scope = scope;
    scope->has_docstring = has_docstring(&root->u.module.body);
    return lang_w_block(w, &root->u.module.body);
}
