#include "lang/lang_parser.h"

#include "lang/lang_parser_internal.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

/* --- names --- */

static uint32_t hash_bytes(const char *text, size_t size)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash;
}

/* The slot of the name in the table, or the free one where it belongs. */
static size_t find_slot(const LangModule *module, const char *text, size_t size)
{
    size_t mask = module->name_table_size - 1;
    size_t slot = hash_bytes(text, size) & mask;
    while (module->name_table[slot] != 0) {
        const LangName *name = module->names[module->name_table[slot] - 1];
        if (name->size == size && memcmp(name->text, text, size) == 0) {
            break;
        }
        slot = (slot + 1) & mask;
    }
    return slot;
}

/* Keeps the table at most half full. */
static bool grow_names(LangModule *module)
{
    const LsAlloc *alloc = module->arena.alloc;
    const LangName **names =
        ls_alloc_grow(alloc, module->names, &module->name_capacity, module->name_count + 1, sizeof *names);
    if (names == NULL) {
        return false;
    }
    module->names = names;
    if ((module->name_count + 1) * 2 <= module->name_table_size) {
        return true;
    }
    size_t size = module->name_table_size == 0 ? 64 : module->name_table_size * 2;
    uint32_t *table = ls_alloc_zeroed(alloc, size * sizeof *table);
    if (table == NULL) {
        return false;
    }
    ls_alloc_free(alloc, module->name_table, module->name_table_size * sizeof *table);
    module->name_table = table;
    module->name_table_size = size;
    for (size_t i = 0; i < module->name_count; i++) {
        table[find_slot(module, names[i]->text, names[i]->size)] = (uint32_t)i + 1;
    }
    return true;
}

static const LangName *intern_normal(LangModule *module, const char *text, size_t size)
{
    if (!grow_names(module)) {
        return NULL;
    }
    size_t slot = find_slot(module, text, size);
    if (module->name_table[slot] != 0) {
        return module->names[module->name_table[slot] - 1];
    }
    char *copy = lang_arena_copy(&module->arena, text, size);
    LangName *name = copy == NULL ? NULL : lang_arena_alloc(&module->arena, sizeof *name);
    if (name == NULL) {
        return NULL;
    }
    *name = (LangName){.text = copy, .size = (uint32_t)size, .id = (uint32_t)module->name_count};
    module->names[module->name_count++] = name;
    module->name_table[slot] = name->id + 1;
    return name;
}

const LangName *lang_module_intern(LangModule *module, const char *text, size_t size)
{
    bool ascii = true;
    for (size_t i = 0; i < size; i++) {
        ascii = ascii && (unsigned char)text[i] < 0x80;
    }
    if (ascii) {
        return intern_normal(module, text, size);
    }
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, NULL, 0, options);
    if (count <= 0) {
        return intern_normal(module, text, size);
    }
    size_t bytes = ((size_t)count + 1) * sizeof(utf8proc_int32_t); /* reencode adds a NUL */
    utf8proc_int32_t *codes = ls_alloc_bytes(module->arena.alloc, bytes);
    if (codes == NULL) {
        return NULL;
    }
    utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, codes, count, options);
    utf8proc_ssize_t written = utf8proc_reencode(codes, count, options);
    const LangName *name =
        written > 0 ? intern_normal(module, (const char *)codes, (size_t)written) : intern_normal(module, text, size);
    ls_alloc_free(module->arena.alloc, codes, bytes);
    return name;
}

/* --- errors --- */

/* "invalid syntax" at the farthest token, or what that token says by itself. */
static void raise_generic(LangParser *p, size_t farthest)
{
    const LangToken *token = &p->lexer->tokens[farthest];
    if (token->kind == LANG_TOKEN_INDENT) {
        LangSpan span = token->span;
        span.column = span.end_column - 1;
        lang_p_raise_indentation(p, span, "remove the blanks before the statement", "unexpected indent");
    } else if (token->kind == LANG_TOKEN_DEDENT) {
        lang_p_raise_indentation(p, token->span, NULL, "unexpected unindent");
    } else {
        lang_p_raise(p, token->span, NULL, "invalid syntax");
    }
    if (token->kind == LANG_TOKEN_OTHER) {
        bool different = token->end - token->start == 2;
        p->error_hint = different ? "write != for \"is not equal\"" : NULL;
    }
}

/* Errors of the lexer behind the parser's error win over it, when CPython's do. */
static void prefer_lexer(LangParser *p, size_t farthest)
{
    const LangLexerError *error = &p->lexer->error;
    if (!error->set) {
        return;
    }
    uint32_t line = p->lexer->tokens[farthest].span.line;
    if (error->wins || (error->end_of_file && line > error->span.line)) {
        p->raised = false;
        lang_p_raise(p, error->span, error->hint, "%s", error->message);
        p->error_type = error->type;
    }
}

static LsStatus report(LangParser *p, LangDiagList *diags)
{
    if (p->no_memory) {
        return LS_E_NOMEM;
    }
    LsStatus status =
        lang_source_error(&p->module->source, diags, p->error_type, p->error_span, p->error_message, p->error_hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

/* --- the two passes --- */

static LsStatus parse_tokens(LangModule *module, LangLexer *lexer, LangDiagList *diags)
{
    LangParser parser = {.module = module, .arena = &module->arena, .lexer = lexer};
    LangNodes body = {0};
    if (lang_p_file(&parser, &body) && !parser.no_memory) {
        parser.at = lexer->token_count - 1;
        module->root = lang_p_node(&parser, LANG_NODE_MODULE, 0);
        if (module->root == NULL) {
            return LS_E_NOMEM;
        }
        module->root->u.module.body = body;
        return LS_OK;
    }
    size_t farthest = parser.farthest;
    bool indentation = false;
    if (!parser.raised && !parser.no_memory) {
        body = (LangNodes){0};
        parser.at = 0;
        parser.explain = true;
        assert(parser.nesting == 0);
        lang_p_file(&parser, &body);
        if (parser.raised) {
            farthest = parser.farthest;
        } else {
            raise_generic(&parser, farthest);
            indentation = strcmp(parser.error_type, "IndentationError") == 0;
        }
    }
    if (!indentation) {
        prefer_lexer(&parser, farthest);
    }
    return report(&parser, diags);
}

/* --- notes --- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\f';
}

/* Appends a comment's text without its blanks. */
static void put_note(LsBuf *out, const char *text, const LangLexerNote *note)
{
    uint32_t start = note->start;
    uint32_t end = note->end;
    while (start < end && is_blank(text[start])) {
        start++;
    }
    while (end > start && is_blank(text[end - 1])) {
        end--;
    }
    ls_buf_put(out, text + start, end - start);
}

/* Copies the notes; comments on lines that follow each other and belong to the same line become one. */
static LsStatus keep_notes(LangModule *module, const LangLexer *lexer)
{
    if (lexer->note_count == 0) {
        return LS_OK;
    }
    module->notes = lang_arena_array(&module->arena, lexer->note_count, sizeof *module->notes);
    if (module->notes == NULL) {
        return LS_E_NOMEM;
    }
    LsBuf text;
    ls_buf_init(&text, module->arena.alloc);
    LsStatus status = LS_OK;
    for (size_t i = 0; i < lexer->note_count && status == LS_OK;) {
        const LangLexerNote *first = &lexer->notes[i];
        ls_buf_clear(&text);
        put_note(&text, lexer->text, first);
        size_t last = i++;
        while (i < lexer->note_count && lexer->notes[i].line == lexer->notes[last].line + 1 &&
               lexer->notes[i].target == first->target && first->target != first->line) {
            ls_buf_putc(&text, '\n');
            put_note(&text, lexer->text, &lexer->notes[i]);
            last = i++;
        }
        char *copy = text.failed ? NULL : lang_arena_copy(&module->arena, ls_buf_text(&text), text.size);
        if (copy == NULL) {
            status = LS_E_NOMEM;
        } else {
            module->notes[module->note_count++] =
                (LangNote){.text = {copy, (uint32_t)text.size}, .line = first->line, .target = first->target};
        }
    }
    ls_buf_free(&text);
    return status;
}

/* --- modules --- */

static LsStatus fill(LangModule *module, LangDiagList *diags)
{
    LangLexer *lexer = ls_alloc_bytes(module->arena.alloc, sizeof *lexer);
    if (lexer == NULL) {
        return LS_E_NOMEM;
    }
    const LangSource *source = &module->source;
    LsStatus status = lang_lexer_run(lexer, module->arena.alloc, source, 0, source->size, 1, false);
    if (status == LS_OK) {
        status = parse_tokens(module, lexer, diags);
    }
    if (status == LS_OK) {
        status = keep_notes(module, lexer);
    }
    lang_lexer_free(lexer);
    ls_alloc_free(module->arena.alloc, lexer, sizeof *lexer);
    return status == LS_OK ? lang_scope_resolve(module, diags) : status;
}

LsStatus lang_parse(const LsAlloc *alloc, const char *filename, const char *text, size_t size, LangModule **out,
                    LangDiagList *diags)
{
    *out = NULL;
    LangModule *module = ls_alloc_zeroed(alloc, sizeof *module);
    if (module == NULL) {
        return LS_E_NOMEM;
    }
    lang_arena_init(&module->arena, alloc);
    LsStatus status = lang_source_init(&module->source, alloc, filename, text, size, diags);
    if (status == LS_OK) {
        status = fill(module, diags);
    }
    if (status != LS_OK) {
        lang_module_free(module);
        return status;
    }
    *out = module;
    return LS_OK;
}

void lang_module_free(LangModule *module)
{
    if (module == NULL) {
        return;
    }
    const LsAlloc *alloc = module->arena.alloc;
    ls_alloc_free(alloc, module->names, module->name_capacity * sizeof *module->names);
    ls_alloc_free(alloc, module->name_table, module->name_table_size * sizeof *module->name_table);
    lang_source_free(&module->source);
    lang_arena_free(&module->arena);
    ls_alloc_free(alloc, module, sizeof *module);
}

LsStatus lang_module_error(const LangModule *module, LangDiagList *diags, LangSpan span, const char *message,
                           const char *hint)
{
    return lang_source_error(&module->source, diags, "SyntaxError", span, message, hint);
}
