#include "lang/lang_header.h"

#include <stdio.h>
#include <string.h>

enum { MAX_LITERAL_DEPTH = 50 };

typedef struct Reader {
    LangModule *module;
    LangDiagList *diags;
    LsStatus status;
} Reader;

static bool refuse(Reader *reader, const LangNode *node, const char *message, const char *hint)
{
    LsStatus status = lang_module_error(reader->module, reader->diags, node->span, message, hint);
    reader->status = status == LS_OK ? LS_E_REFUSED : status;
    return false;
}

static bool no_memory(Reader *reader)
{
    reader->status = LS_E_NOMEM;
    return false;
}

/* --- values --- */

static bool read_value(Reader *reader, const LangNode *node, LangValue *out, uint32_t depth);

static bool read_constant(Reader *reader, const LangNode *node, LangValue *out)
{
    switch (node->u.constant.kind) {
    case LANG_CONSTANT_NONE: out->kind = LANG_VALUE_NONE; return true;
    case LANG_CONSTANT_TRUE:
    case LANG_CONSTANT_FALSE:
        out->kind = LANG_VALUE_BOOL;
        out->boolean = node->u.constant.kind == LANG_CONSTANT_TRUE;
        return true;
    case LANG_CONSTANT_INT:
        out->kind = LANG_VALUE_INT;
        out->integer = node->u.constant.integer;
        return true;
    case LANG_CONSTANT_FLOAT:
        out->kind = LANG_VALUE_FLOAT;
        out->number = node->u.constant.number;
        return true;
    case LANG_CONSTANT_STR:
        out->kind = LANG_VALUE_STR;
        out->text = node->u.constant.text;
        return true;
    case LANG_CONSTANT_IMAGINARY:
    case LANG_CONSTANT_BIG_INT: return refuse(reader, node, "the number is too large for __scenario__", NULL);
    default:
        return refuse(reader, node, "this value has no meaning in __scenario__",
                      "use strings, numbers, lists and dicts");
    }
}

static bool read_negative(Reader *reader, const LangNode *node, LangValue *out, uint32_t depth)
{
    if (!read_value(reader, node->u.unary.operand, out, depth + 1)) {
        return false;
    }
    out->span = node->span;
    if (out->kind == LANG_VALUE_INT) {
        out->integer = node->u.unary.op == LANG_UNARY_MINUS ? -out->integer : out->integer;
        return true;
    }
    if (out->kind == LANG_VALUE_FLOAT) {
        out->number = node->u.unary.op == LANG_UNARY_MINUS ? -out->number : out->number;
        return true;
    }
    return refuse(reader, node, "a sign needs a number", NULL);
}

static LangValue *new_values(Reader *reader, uint32_t count)
{
    LangValue *values = lang_arena_array(&reader->module->arena, count == 0 ? 1 : count, sizeof *values);
    if (values == NULL) {
        no_memory(reader);
    }
    return values;
}

static bool read_list(Reader *reader, const LangNode *node, LangValue *out, uint32_t depth)
{
    const LangNodes *nodes = &node->u.sequence.items;
    LangValue *items = new_values(reader, nodes->count);
    if (items == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (!read_value(reader, nodes->items[i], &items[i], depth + 1)) {
            return false;
        }
    }
    out->kind = LANG_VALUE_LIST;
    out->items = items;
    out->keys = NULL;
    out->count = nodes->count;
    return true;
}

static bool is_string(const LangNode *node)
{
    return node->kind == LANG_NODE_CONSTANT && node->u.constant.kind == LANG_CONSTANT_STR;
}

static bool read_dict(Reader *reader, const LangNode *node, LangValue *out, uint32_t depth)
{
    const LangNodes *nodes = &node->u.dict.values;
    LangValue *items = new_values(reader, nodes->count);
    LangValue *keys = items == NULL ? NULL : new_values(reader, nodes->count);
    if (keys == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < nodes->count; i++) {
        const LangNode *key = node->u.dict.keys.items[i];
        if (key == NULL || !is_string(key)) {
            return refuse(reader, key == NULL ? nodes->items[i] : key, "the keys of __scenario__ are strings",
                          "write the key in quotes: \"cores\": 2");
        }
        if (!read_value(reader, key, &keys[i], depth + 1) ||
            !read_value(reader, nodes->items[i], &items[i], depth + 1)) {
            return false;
        }
    }
    out->kind = LANG_VALUE_DICT;
    out->items = items;
    out->keys = keys;
    out->count = nodes->count;
    return true;
}

static bool read_value(Reader *reader, const LangNode *node, LangValue *out, uint32_t depth)
{
    out->span = node->span;
    if (depth > MAX_LITERAL_DEPTH) {
        return refuse(reader, node, "__scenario__ is nested too deeply", NULL);
    }
    switch (node->kind) {
    case LANG_NODE_CONSTANT: return read_constant(reader, node, out);
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE: return read_list(reader, node, out, depth);
    case LANG_NODE_DICT: return read_dict(reader, node, out, depth);
    case LANG_NODE_UNARY_OP:
        if (node->u.unary.op == LANG_UNARY_MINUS || node->u.unary.op == LANG_UNARY_PLUS) {
            return read_negative(reader, node, out, depth);
        }
        break;
    default: break;
    }
    return refuse(reader, node, "__scenario__ must be written out: no names, calls or computations",
                  "write the value itself; it is read without running the file");
}

static size_t path_step(const LangValue *key, const char *path)
{
    size_t size = key->text.size;
    bool fits = strncmp(path, key->text.data, size) == 0 && strlen(key->text.data) == size;
    return fits && (path[size] == '.' || path[size] == '\0') ? size : 0;
}

const LangValue *lang_value_find(const LangValue *dict, const char *path)
{
    if (dict == NULL || dict->kind != LANG_VALUE_DICT) {
        return NULL;
    }
    for (uint32_t i = dict->count; i-- > 0;) { /* of equal keys the last one counts */
        size_t step = path_step(&dict->keys[i], path);
        if (step == 0) {
            continue;
        }
        if (path[step] == '\0') {
            return &dict->items[i];
        }
        const LangValue *found = lang_value_find(&dict->items[i], path + step + 1);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

LsStatus lang_header_check_keys(const LangModule *module, const LangValue *dict, const char *where,
                                const char *const *known, size_t known_count, LangDiagList *diags)
{
    LsStatus result = LS_OK;
    LsBuf message;
    LsBuf hint;
    ls_buf_init(&message, module->arena.alloc);
    ls_buf_init(&hint, module->arena.alloc);
    for (uint32_t i = 0; i < dict->count && result != LS_E_NOMEM; i++) {
        const LangValue *key = &dict->keys[i];
        bool found = false;
        for (size_t j = 0; j < known_count; j++) {
            found = found || strcmp(known[j], key->text.data) == 0;
        }
        if (found) {
            continue;
        }
        ls_buf_clear(&message);
        ls_buf_clear(&hint);
        ls_buf_printf(&message, "%s has no key \"%s\"", where, key->text.data);
        const char *nearest = lang_diag_nearest(key->text.data, known, known_count);
        if (nearest != NULL) {
            ls_buf_printf(&hint, "did you mean \"%s\"?", nearest);
        } else {
            ls_buf_puts(&hint, "known keys:");
            for (size_t j = 0; j < known_count; j++) {
                ls_buf_printf(&hint, "%s %s", j == 0 ? "" : ",", known[j]);
            }
        }
        bool failed = message.failed || hint.failed;
        LsStatus status = failed
                              ? LS_E_NOMEM
                              : lang_module_error(module, diags, key->span, ls_buf_text(&message), ls_buf_text(&hint));
        result = status == LS_OK ? LS_E_REFUSED : status;
    }
    ls_buf_free(&message);
    ls_buf_free(&hint);
    return result;
}

/* --- the header --- */

static uint32_t required_parameters(const LangArguments *args)
{
    uint32_t required = args->posonly.count + args->args.count - args->defaults.count;
    for (uint32_t i = 0; i < args->kwonly.count; i++) {
        required += args->kw_defaults.items[i] == NULL ? 1 : 0;
    }
    return required;
}

static void add_entry(LangHeader *header, const LangNode *node)
{
    LangEntry entry = {.name = node->u.function.name,
                       .node = node,
                       .is_async = node->kind == LANG_NODE_ASYNC_FUNCTION_DEF,
                       .required = required_parameters(node->u.function.args)};
    for (uint32_t i = 0; i < header->entry_count; i++) {
        if (header->entries[i].name == entry.name) {
            header->entries[i] = entry;
            return;
        }
    }
    header->entries[header->entry_count++] = entry;
}

/* The value that the statement assigns to the name, or NULL. */
static LangNode **assigned_value(LangNode *statement, const char *name)
{
    if (statement->kind == LANG_NODE_ASSIGN && statement->u.assign.targets.count == 1) {
        const LangNode *target = statement->u.assign.targets.items[0];
        bool fits = target->kind == LANG_NODE_NAME && strcmp(target->u.name.name->text, name) == 0;
        return fits ? &statement->u.assign.value : NULL;
    }
    if (statement->kind == LANG_NODE_ANN_ASSIGN && statement->u.ann_assign.value != NULL) {
        const LangNode *target = statement->u.ann_assign.target;
        bool fits = target->kind == LANG_NODE_NAME && strcmp(target->u.name.name->text, name) == 0;
        return fits ? &statement->u.ann_assign.value : NULL;
    }
    return NULL;
}

static bool read_scenario(Reader *reader, LangHeader *header, LangNode *value)
{
    if (value->kind != LANG_NODE_DICT) {
        return refuse(reader, value, "__scenario__ must be a dict", "write: __scenario__ = {\"seed\": 7}");
    }
    LangValue *scenario = new_values(reader, 1);
    header->scenario = scenario;
    return scenario != NULL && read_value(reader, value, scenario, 0);
}

LsStatus lang_header_read(LangModule *module, LangHeader *out, LangDiagList *diags)
{
    Reader reader = {.module = module, .diags = diags, .status = LS_OK};
    LangHeader header = {0};
    const LangNodes *body = &module->root->u.module.body;
    header.entries = lang_arena_array(&module->arena, body->count == 0 ? 1 : body->count, sizeof *header.entries);
    if (header.entries == NULL) {
        return LS_E_NOMEM;
    }
    if (module->scope->has_docstring) {
        header.docstring = body->items[0]->u.value.value->u.constant.text;
    }
    for (uint32_t i = 0; i < body->count; i++) {
        LangNode *statement = body->items[i];
        if (statement->kind == LANG_NODE_FUNCTION_DEF || statement->kind == LANG_NODE_ASYNC_FUNCTION_DEF) {
            add_entry(&header, statement);
        }
        LangNode **value = assigned_value(statement, "__scenario__");
        if (value != NULL && !read_scenario(&reader, &header, *value)) {
            return reader.status;
        }
    }
    if (module->added_scenario != NULL && !read_scenario(&reader, &header, module->added_scenario)) {
        return reader.status;
    }
    *out = header;
    return LS_OK;
}

const LangEntry *lang_header_entry(const LangHeader *header, const char *name)
{
    for (uint32_t i = 0; i < header->entry_count; i++) {
        if (strcmp(header->entries[i].name->text, name) == 0) {
            return &header->entries[i];
        }
    }
    return NULL;
}

const LangNote *lang_header_note(const LangModule *module, uint32_t line)
{
    for (size_t i = 0; i < module->note_count; i++) {
        if (module->notes[i].target == line) {
            return &module->notes[i];
        }
    }
    return NULL;
}
