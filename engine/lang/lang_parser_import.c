/* import and from ... import. */

#include "lang/lang_parser_internal.h"

static LangNode *alias_node(LangParser *p, size_t start, const LangName *name, const LangName *asname)
{
    LangNode *node = lang_p_node(p, LANG_NODE_ALIAS, start);
    if (node != NULL) {
        node->u.alias.name = name;
        node->u.alias.asname = asname;
    }
    return node;
}

/* a.b.c as one interned name. */
static const LangName *dotted_name(LangParser *p)
{
    const LangName *first = lang_p_name(p);
    if (first == NULL || lang_p_kind(p) != LANG_TOKEN_DOT) {
        return first;
    }
    LsBuf text;
    ls_buf_init(&text, p->arena->alloc);
    ls_buf_put(&text, first->text, first->size);
    bool ok = true;
    while (ok && lang_p_accept(p, LANG_TOKEN_DOT)) {
        const LangName *next = lang_p_name(p);
        ok = next != NULL;
        if (ok) {
            ls_buf_putc(&text, '.');
            ls_buf_put(&text, next->text, next->size);
        }
    }
    const LangName *name = NULL;
    if (ok) {
        name = text.failed ? NULL : lang_module_intern(p->module, text.data, text.size);
        p->no_memory = p->no_memory || name == NULL;
    }
    ls_buf_free(&text);
    return name;
}

/* `as name`, when it is there; false on failure. */
static bool as_name(LangParser *p, const LangName **out)
{
    *out = NULL;
    if (!lang_p_accept(p, LANG_TOKEN_AS)) {
        return true;
    }
    *out = lang_p_name(p);
    return *out != NULL;
}

static LangNode *import_node(LangParser *p, size_t start, LangNodeKind kind, const LangName *module, LangNodes names,
                             uint32_t level)
{
    LangNode *node = lang_p_node(p, kind, start);
    if (node != NULL) {
        node->u.import.module = module;
        node->u.import.names = names;
        node->u.import.level = level;
    }
    return node;
}

static LangNode *import_modules(LangParser *p)
{
    size_t start = p->at++;
    LangNodes names = {0};
    do {
        size_t first = p->at;
        const LangName *name = dotted_name(p);
        const LangName *asname;
        if (name == NULL || !as_name(p, &asname)) {
            return NULL;
        }
        LangNode *alias = alias_node(p, first, name, asname);
        if (alias == NULL || !lang_p_push(p, &names, alias)) {
            return NULL;
        }
    } while (lang_p_accept(p, LANG_TOKEN_COMMA));
    return import_node(p, start, LANG_NODE_IMPORT, NULL, names, 0);
}

static bool imported_names(LangParser *p, LangNodes *names, bool in_parentheses)
{
    for (;;) {
        size_t first = p->at;
        const LangName *name = lang_p_name(p);
        const LangName *asname;
        if (name == NULL || !as_name(p, &asname)) {
            return false;
        }
        LangNode *alias = alias_node(p, first, name, asname);
        if (alias == NULL || !lang_p_push(p, names, alias)) {
            return false;
        }
        if (!lang_p_accept(p, LANG_TOKEN_COMMA)) {
            return true;
        }
        if (in_parentheses && lang_p_kind(p) == LANG_TOKEN_RIGHT_PAREN) {
            return true;
        }
        if (!in_parentheses && lang_p_kind(p) == LANG_TOKEN_NEWLINE) {
            if (p->explain) {
                lang_p_raise(p, lang_p_token(p)->span, NULL,
                             "trailing comma not allowed without surrounding parentheses");
            }
            return false;
        }
    }
}

static bool import_star(LangParser *p, LangNodes *names)
{
    size_t first = p->at++;
    const LangName *star = lang_module_intern(p->module, "*", 1);
    p->no_memory = p->no_memory || star == NULL;
    LangNode *alias = star == NULL ? NULL : alias_node(p, first, star, NULL);
    return alias != NULL && lang_p_push(p, names, alias);
}

static LangNode *import_from(LangParser *p)
{
    size_t start = p->at++;
    uint32_t level = 0;
    const LangName *module = NULL;
    for (;;) {
        if (lang_p_accept(p, LANG_TOKEN_DOT)) {
            level++;
        } else if (lang_p_accept(p, LANG_TOKEN_ELLIPSIS)) {
            level += 3;
        } else {
            break;
        }
    }
    if (level == 0 || lang_p_kind(p) != LANG_TOKEN_IMPORT) {
        module = dotted_name(p);
        if (module == NULL) {
            return NULL;
        }
    }
    if (!lang_p_accept(p, LANG_TOKEN_IMPORT)) {
        return NULL;
    }
    LangNodes names = {0};
    bool ok;
    if (lang_p_kind(p) == LANG_TOKEN_STAR) {
        ok = import_star(p, &names);
    } else if (lang_p_accept(p, LANG_TOKEN_LEFT_PAREN)) {
        ok = imported_names(p, &names, true) && lang_p_accept(p, LANG_TOKEN_RIGHT_PAREN);
    } else {
        ok = imported_names(p, &names, false);
    }
    return ok ? import_node(p, start, LANG_NODE_IMPORT_FROM, module, names, level) : NULL;
}

LangNode *lang_p_import(LangParser *p)
{
    return lang_p_kind(p) == LANG_TOKEN_IMPORT ? import_modules(p) : import_from(p);
}
