/* --set NAME=VALUE */

#include "lang/lang_header.h"

#include "lang/lang_parser_internal.h"

#include <string.h>

/* The place in the tree that holds the value that the module assigns first to the name, or NULL. */
static LangNode **find_assignment(const LangModule *module, const char *name)
{
    const LangNodes *body = &module->root->u.module.body;
    for (uint32_t i = 0; i < body->count; i++) {
        LangNode *statement = body->items[i];
        LangNode *target = NULL;
        LangNode **value = NULL;
        if (statement->kind == LANG_NODE_ASSIGN && statement->u.assign.targets.count == 1) {
            target = statement->u.assign.targets.items[0];
            value = &statement->u.assign.value;
        } else if (statement->kind == LANG_NODE_ANN_ASSIGN && statement->u.ann_assign.value != NULL) {
            target = statement->u.ann_assign.target;
            value = &statement->u.ann_assign.value;
        }
        if (target != NULL && target->kind == LANG_NODE_NAME && strcmp(target->u.name.name->text, name) == 0) {
            return value;
        }
    }
    return NULL;
}

static bool is_key(const LangNode *key, const char *text, size_t size)
{
    return key != NULL && key->kind == LANG_NODE_CONSTANT && key->u.constant.kind == LANG_CONSTANT_STR &&
           key->u.constant.text.size == size && memcmp(key->u.constant.text.data, text, size) == 0;
}

/* The place of the value at a dotted path, or NULL.  Of equal keys the last one counts. */
static LangNode **find_path(LangNode *dict, const char *path)
{
    if (dict->kind != LANG_NODE_DICT) {
        return NULL;
    }
    for (uint32_t i = dict->u.dict.keys.count; i-- > 0;) {
        const LangNode *key = dict->u.dict.keys.items[i];
        LangNode **value = &dict->u.dict.values.items[i];
        if (is_key(key, path, strlen(path))) {
            return value;
        }
        for (const char *dot = strchr(path, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
            LangNode **found = is_key(key, path, (size_t)(dot - path)) ? find_path(*value, dot + 1) : NULL;
            if (found != NULL) {
                return found;
            }
        }
    }
    return NULL;
}

/* --- the value --- */

static bool is_literal(const LangNode *node);

static bool are_literals(const LangNodes *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->items[i] == NULL || !is_literal(nodes->items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_literal(const LangNode *node)
{
    switch (node->kind) {
    case LANG_NODE_CONSTANT: return true;
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
    case LANG_NODE_SET: return are_literals(&node->u.sequence.items);
    case LANG_NODE_DICT: return are_literals(&node->u.dict.keys) && are_literals(&node->u.dict.values);
    case LANG_NODE_UNARY_OP: {
        const LangNode *operand = node->u.unary.operand;
        bool sign = node->u.unary.op == LANG_UNARY_MINUS || node->u.unary.op == LANG_UNARY_PLUS;
        return sign && operand->kind == LANG_NODE_CONSTANT && operand->u.constant.kind >= LANG_CONSTANT_INT &&
               operand->u.constant.kind <= LANG_CONSTANT_FLOAT;
    }
    default: return false;
    }
}

/* The new nodes stand where the old value stood. */
static void move_to(LangNode *node, LangSpan span)
{
    node->span = span;
    switch (node->kind) {
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
    case LANG_NODE_SET:
        for (uint32_t i = 0; i < node->u.sequence.items.count; i++) {
            move_to(node->u.sequence.items.items[i], span);
        }
        break;
    case LANG_NODE_DICT:
        for (uint32_t i = 0; i < node->u.dict.keys.count; i++) {
            move_to(node->u.dict.keys.items[i], span);
            move_to(node->u.dict.values.items[i], span);
        }
        break;
    case LANG_NODE_UNARY_OP: move_to(node->u.unary.operand, span); break;
    default: break;
    }
}

static LangNode *string_node(LangModule *module, const char *text, size_t size)
{
    char *copy = lang_arena_copy(&module->arena, text, size);
    LangNode *node = copy == NULL ? NULL : lang_arena_alloc(&module->arena, lang_node_size(LANG_NODE_CONSTANT));
    if (node != NULL) {
        node->kind = LANG_NODE_CONSTANT;
        node->u.constant.kind = LANG_CONSTANT_STR;
        node->u.constant.text = (LangText){copy, (uint32_t)size};
    }
    return node;
}

/* The text as a literal, in *out; NULL there when it is none. */
static LsStatus parse_tokens(LangModule *module, LangLexer *lexer, LangNode **out)
{
    LangParser parser = {.module = module, .arena = &module->arena, .lexer = lexer};
    LangNode *node = lang_p_star_expressions(&parser);
    bool whole = node != NULL && lang_p_accept(&parser, LANG_TOKEN_NEWLINE) && lang_p_kind(&parser) == LANG_TOKEN_END;
    *out = whole && is_literal(node) ? node : NULL;
    return parser.no_memory ? LS_E_NOMEM : LS_OK;
}

static LsStatus parse_literal(LangModule *module, const char *text, LangNode **out)
{
    const LsAlloc *alloc = module->arena.alloc;
    LangDiagList ignored;
    LangSource source;
    lang_diag_list_init(&ignored, alloc);
    LangLexer *lexer = ls_alloc_bytes(alloc, sizeof *lexer);
    LsStatus status =
        lexer == NULL ? LS_E_NOMEM : lang_source_init(&source, alloc, "--set", text, strlen(text), &ignored);
    if (status == LS_OK) {
        status = lang_lexer_run(lexer, alloc, &source, 0, source.size, 1, false);
        if (status == LS_OK) {
            status = parse_tokens(module, lexer, out);
        }
        lang_lexer_free(lexer);
        lang_source_free(&source);
    }
    ls_alloc_free(alloc, lexer, sizeof *lexer);
    lang_diag_list_free(&ignored);
    return status;
}

static LsStatus read_value(LangModule *module, const char *text, LangSpan span, LangNode **out)
{
    *out = NULL;
    LsStatus status = parse_literal(module, text, out);
    if (status != LS_OK && status != LS_E_REFUSED) {
        return status;
    }
    if (*out == NULL) {
        *out = string_node(module, text, strlen(text));
    }
    if (*out == NULL) {
        return LS_E_NOMEM;
    }
    move_to(*out, span);
    return LS_OK;
}

/* --- adding what is not written --- */

static bool append(LangModule *module, LangNodes *list, LangNode *node)
{
    LangNode **items = lang_arena_array(&module->arena, (size_t)list->count + 1, sizeof *items);
    if (items == NULL) {
        return false;
    }
    if (list->count > 0) {
        memcpy(items, list->items, list->count * sizeof *items);
    }
    items[list->count] = node;
    list->items = items;
    list->count++;
    return true;
}

static LangNode *new_dict(LangModule *module, LangSpan span)
{
    LangNode *dict = lang_arena_alloc(&module->arena, lang_node_size(LANG_NODE_DICT));
    if (dict != NULL) {
        dict->kind = LANG_NODE_DICT;
        dict->span = span;
    }
    return dict;
}

/* Whether the path is what may be added: "*" stands for any key, dots and all ("network.*.latency"). */
static bool is_like(const char *path, const char *pattern)
{
    const char *star = strchr(pattern, '*');
    if (star == NULL) {
        return strcmp(path, pattern) == 0;
    }
    size_t before = (size_t)(star - pattern), after = strlen(star + 1), size = strlen(path);
    return size > before + after && memcmp(path, pattern, before) == 0 && strcmp(path + size - after, star + 1) == 0;
}

/* The bytes of the path's first key, when it is added after `pattern`. */
static size_t first_key(const char *path, const char *pattern)
{
    return *pattern == '*' ? strlen(path) - strlen(pattern + 1) : strcspn(path, ".");
}

/* Adds `path: value` to the dict, with the dicts in between. */
static LsStatus add_path(LangModule *module, LangNode *dict, const char *path, const char *pattern, LangNode *value)
{
    size_t size = first_key(path, pattern);
    const char *dot = path[size] == '\0' ? NULL : path + size, *rest = strchr(pattern, '.');
    for (uint32_t i = 0; dot != NULL && i < dict->u.dict.keys.count; i++) {
        LangNode *inner = dict->u.dict.values.items[i];
        if (is_key(dict->u.dict.keys.items[i], path, size) && inner->kind == LANG_NODE_DICT) {
            return add_path(module, inner, dot + 1, rest + 1, value);
        }
    }
    LangNode *inner = dot == NULL ? value : new_dict(module, dict->span);
    LangNode *key = inner == NULL ? NULL : string_node(module, path, size);
    if (key == NULL) {
        return LS_E_NOMEM;
    }
    key->span = dict->span;
    if (!append(module, &dict->u.dict.keys, key) || !append(module, &dict->u.dict.values, inner)) {
        return LS_E_NOMEM;
    }
    return dot == NULL ? LS_OK : add_path(module, inner, dot + 1, rest + 1, value);
}

/* --- errors --- */

static void list_name(LsBuf *out, const char *prefix, const char *name)
{
    ls_buf_printf(out, "%s%s%s", out->size > 0 ? ", " : "known names: ", prefix, name);
}

static void list_paths(LsBuf *out, const LangNode *dict, LsBuf *prefix)
{
    for (uint32_t i = 0; i < dict->u.dict.keys.count; i++) {
        const LangNode *key = dict->u.dict.keys.items[i];
        const LangNode *value = dict->u.dict.values.items[i];
        if (key == NULL || key->kind != LANG_NODE_CONSTANT || key->u.constant.kind != LANG_CONSTANT_STR) {
            continue;
        }
        if (value->kind != LANG_NODE_DICT) {
            list_name(out, ls_buf_text(prefix), key->u.constant.text.data);
            continue;
        }
        size_t size = prefix->size;
        ls_buf_printf(prefix, "%s.", key->u.constant.text.data);
        list_paths(out, value, prefix);
        if (!prefix->failed) {
            prefix->size = size;
            prefix->data[size] = '\0';
        }
    }
}

static void list_known(LsBuf *out, const LangModule *module, const LangNode *scenario, const char *const *addable,
                       size_t addable_count)
{
    for (size_t i = 0; i < module->global_count; i++) {
        const char *name = module->globals[i].name->text;
        if (strcmp(name, "__scenario__") != 0 && find_assignment(module, name) != NULL) {
            list_name(out, "", name);
        }
    }
    LsBuf prefix;
    ls_buf_init(&prefix, module->arena.alloc);
    if (scenario != NULL) {
        list_paths(out, scenario, &prefix);
    }
    out->failed = out->failed || prefix.failed;
    ls_buf_free(&prefix);
    for (size_t i = 0; i < addable_count; i++) {
        if (scenario == NULL || find_path((LangNode *)scenario, addable[i]) == NULL) {
            list_name(out, "", addable[i]);
        }
    }
}

static LsStatus refuse_name(const LangModule *module, const char *name, const LangNode *scenario,
                            const char *const *addable, size_t addable_count, LangDiagList *diags)
{
    LsBuf message;
    LsBuf hint;
    ls_buf_init(&message, module->arena.alloc);
    ls_buf_init(&hint, module->arena.alloc);
    ls_buf_printf(&message, "--set: the file has no constant or __scenario__ value '%s'", name);
    list_known(&hint, module, scenario, addable, addable_count);
    LsStatus status = LS_E_NOMEM;
    if (!message.failed && !hint.failed) {
        LangDiagInit init = {.file = module->source.filename,
                             .message = ls_buf_text(&message),
                             .hint = hint.size > 0 ? ls_buf_text(&hint) : "the file assigns no constant"};
        status = lang_diag_add(diags, &init);
    }
    ls_buf_free(&message);
    ls_buf_free(&hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

/* --- the whole --- */

LsStatus lang_header_set(LangModule *module, const char *name, const char *value, const char *const *addable,
                         size_t addable_count, LangDiagList *diags)
{
    LangNode **found = find_assignment(module, "__scenario__");
    LangNode *scenario = found == NULL ? module->added_scenario : *found;
    bool open = scenario == NULL || scenario->kind == LANG_NODE_DICT; /* anything else is refused when it is read */
    scenario = open ? scenario : NULL;
    LangNode **place = strcmp(name, "__scenario__") == 0 ? NULL : find_assignment(module, name);
    if (place == NULL && scenario != NULL) {
        place = find_path(scenario, name);
    }
    const char *pattern = NULL;
    for (size_t i = 0; open && place == NULL && i < addable_count; i++) {
        pattern = is_like(name, addable[i]) ? addable[i] : pattern;
    }
    if (place == NULL && pattern == NULL) {
        return refuse_name(module, name, scenario, addable, addable_count, diags);
    }
    if (place == NULL && scenario == NULL) {
        scenario = module->added_scenario = new_dict(module, (LangSpan){0});
        if (scenario == NULL) {
            return LS_E_NOMEM;
        }
    }
    LangNode *node;
    LsStatus status = read_value(module, value, place != NULL ? (*place)->span : scenario->span, &node);
    if (status != LS_OK) {
        return status;
    }
    if (place == NULL) {
        return add_path(module, scenario, name, pattern, node);
    }
    *place = node;
    return LS_OK;
}
