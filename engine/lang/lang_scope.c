#include "lang/lang_scope.h"

#include "lang/lang_scope_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- errors --- */

static void set_error(LangScopeError *error, LangSpan span, const char *hint, const char *format, va_list arguments)
{
    if (!error->set) {
        error->set = true;
        error->span = span;
        error->hint = hint;
        vsnprintf(error->message, sizeof error->message, format, arguments);
    }
}

bool lang_w_fail(LangWalk *w, LangSpan span, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(&w->error, span, hint, format, arguments);
    va_end(arguments);
    return false;
}

bool lang_w_fail_late(LangWalk *w, LangSpan span, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(&w->late, span, hint, format, arguments);
    va_end(arguments);
    return false;
}

/* --- symbols: a hash table from (scope, name) to the index in the scope's array --- */

static uint64_t key_of(const LangScope *scope, const LangName *name)
{
    return ((uint64_t)scope->index << 32 | name->id) + 1;
}

static size_t find_slot(const LangWalk *w, uint64_t key)
{
    size_t mask = w->table_size - 1;
    size_t slot = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & mask;
    while (w->table[slot] != 0 && w->table[slot] != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void free_table(LangWalk *w)
{
    ls_alloc_free(w->alloc, w->table, w->table_size * sizeof *w->table);
    ls_alloc_free(w->alloc, w->table_symbols, w->table_size * sizeof *w->table_symbols);
}

/* Keeps the table at most half full. */
static bool grow_table(LangWalk *w)
{
    if ((w->table_count + 1) * 2 <= w->table_size) {
        return true;
    }
    LangWalk grown = *w;
    grown.table_size = w->table_size == 0 ? 128 : w->table_size * 2;
    grown.table = ls_alloc_zeroed(w->alloc, grown.table_size * sizeof *grown.table);
    grown.table_symbols = ls_alloc_zeroed(w->alloc, grown.table_size * sizeof *grown.table_symbols);
    if (grown.table == NULL || grown.table_symbols == NULL) {
        free_table(&grown);
        w->no_memory = true;
        return false;
    }
    for (size_t i = 0; i < w->table_size; i++) {
        if (w->table[i] != 0) {
            size_t slot = find_slot(&grown, w->table[i]);
            grown.table[slot] = w->table[i];
            grown.table_symbols[slot] = w->table_symbols[i];
        }
    }
    free_table(w);
    w->table = grown.table;
    w->table_symbols = grown.table_symbols;
    w->table_size = grown.table_size;
    return true;
}

LangSymbol *lang_w_find(const LangWalk *w, const LangScope *scope, const LangName *name)
{
    if (w->table_size == 0) {
        return NULL;
    }
    size_t slot = find_slot(w, key_of(scope, name));
    return w->table[slot] == 0 ? NULL : &scope->symbols[w->table_symbols[slot]];
}

/* Arrays in the arena double at 8, 16, 32, ... elements. */
static void *grow_array(LangWalk *w, void *array, size_t count, size_t size)
{
    if (count != 0 && (count < 8 || (count & (count - 1)) != 0)) {
        return array;
    }
    void *grown = lang_arena_array(w->arena, count == 0 ? 8 : count * 2, size);
    if (grown == NULL) {
        w->no_memory = true;
    } else if (count > 0) {
        memcpy(grown, array, count * size);
    }
    return grown;
}

LangSymbol *lang_w_symbol(LangWalk *w, LangScope *scope, const LangName *name, LangSpan span)
{
    LangSymbol *known = lang_w_find(w, scope, name);
    if (known != NULL) {
        return known;
    }
    if (!grow_table(w)) {
        return NULL;
    }
    LangSymbol *symbols = grow_array(w, scope->symbols, scope->symbol_count, sizeof *symbols);
    if (symbols == NULL) {
        return NULL;
    }
    scope->symbols = symbols;
    size_t slot = find_slot(w, key_of(scope, name));
    w->table[slot] = key_of(scope, name);
    w->table_symbols[slot] = scope->symbol_count;
    w->table_count++;
    symbols[scope->symbol_count] = (LangSymbol){.name = name, .param = -1, .first = span};
    return &symbols[scope->symbol_count++];
}

/* --- what the walk needs --- */

const LangName *lang_w_mangle(LangWalk *w, const LangName *name)
{
    size_t size = name->size;
    if (w->class_name == NULL || size < 3 || memcmp(name->text, "__", 2) != 0 ||
        memcmp(name->text + size - 2, "__", 2) == 0 || memchr(name->text, '.', size) != NULL) {
        return name;
    }
    const char *owner = w->class_name->text;
    while (*owner == '_') {
        owner++;
    }
    if (*owner == '\0') {
        return name;
    }
    LsBuf text;
    ls_buf_init(&text, w->alloc);
    ls_buf_putc(&text, '_');
    ls_buf_puts(&text, owner);
    ls_buf_put(&text, name->text, size);
    const LangName *mangled = text.failed ? NULL : lang_module_intern(w->module, text.data, text.size);
    w->no_memory = w->no_memory || mangled == NULL;
    ls_buf_free(&text);
    return mangled;
}

bool lang_w_use(LangWalk *w, LangRef *ref, const LangName *name, LangContext context, LangSpan span)
{
    LangSymbol *symbol = lang_w_symbol(w, w->scope, name, span);
    LangPatch *patches =
        symbol == NULL ? NULL
                       : ls_alloc_grow(w->alloc, w->patches, &w->patch_capacity, w->patch_count + 1, sizeof *patches);
    if (patches == NULL) {
        w->no_memory = true;
        return false;
    }
    w->patches = patches;
    if (context == LANG_LOAD) {
        symbol->read = true;
        symbol->implied = false;
    } else {
        symbol->bound = true;
    }
    patches[w->patch_count++] =
        (LangPatch){ref, w->scope, (uint32_t)(symbol - w->scope->symbols), context == LANG_LOAD, span};
    return true;
}

static bool qualify(LangWalk *w, LangScope *scope)
{
    const LangScope *parent = scope->parent;
    LsBuf text;
    ls_buf_init(&text, w->alloc);
    bool nested = parent != NULL && parent->kind != LANG_SCOPE_MODULE;
    if (nested && (scope->kind == LANG_SCOPE_FUNCTION || scope->kind == LANG_SCOPE_CLASS)) {
        const LangSymbol *symbol = lang_w_find(w, parent, scope->name);
        nested = symbol == NULL || !symbol->declared_global;
    }
    if (nested) {
        ls_buf_put(&text, parent->qualname.data, parent->qualname.size);
        bool function = parent->kind == LANG_SCOPE_FUNCTION || parent->kind == LANG_SCOPE_LAMBDA;
        ls_buf_puts(&text, function ? ".<locals>." : ".");
    }
    ls_buf_puts(&text, scope->name->text);
    char *copy = text.failed ? NULL : lang_arena_copy(w->arena, text.data, text.size);
    scope->qualname = (LangText){copy, (uint32_t)text.size};
    w->no_memory = w->no_memory || copy == NULL;
    ls_buf_free(&text);
    return copy != NULL;
}

LangScope *lang_w_new_scope(LangWalk *w, LangScopeKind kind, const LangNode *node, const LangName *name)
{
    LangModule *module = w->module;
    LangScope **scopes = grow_array(w, module->scopes, module->scope_count, sizeof *scopes);
    LangScope *scope = scopes == NULL ? NULL : lang_arena_alloc(w->arena, sizeof *scope);
    if (scope == NULL) {
        w->no_memory = true;
        return NULL;
    }
    *scope = (LangScope){
        .kind = kind, .parent = w->scope, .index = (uint32_t)module->scope_count, .node = node, .name = name};
    module->scopes = scopes;
    if (!qualify(w, scope)) {
        return NULL;
    }
    module->scopes[module->scope_count++] = scope;
    return scope;
}

/* --- deciding --- */

static bool is_function(const LangScope *scope)
{
    return scope->kind != LANG_SCOPE_MODULE && scope->kind != LANG_SCOPE_CLASS;
}

static bool owns(const LangSymbol *symbol)
{
    return symbol->bound && !symbol->declared_global && !symbol->declared_nonlocal;
}

/* The scope around `scope` whose variable the name is, or NULL for a global.  Class bodies own nothing but __class__.
 */
static LangScope *find_owner(const LangWalk *w, const LangScope *scope, const LangName *name)
{
    for (LangScope *outer = scope->parent; outer != NULL; outer = outer->parent) {
        const LangSymbol *symbol = lang_w_find(w, outer, name);
        if (is_function(outer) && symbol != NULL) {
            if (symbol->declared_global) {
                return NULL;
            }
            if (owns(symbol)) {
                return outer;
            }
        }
        if (outer->kind == LANG_SCOPE_CLASS && strcmp(name->text, "__class__") == 0) {
            return outer;
        }
    }
    return NULL;
}

static bool push_index(LangWalk *w, uint32_t **list, uint32_t *count, uint32_t value)
{
    uint32_t *grown = grow_array(w, *list, *count, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    *list = grown;
    grown[(*count)++] = value;
    return true;
}

static bool is_in_frees(const LangScope *scope, uint32_t symbol, uint32_t *slot)
{
    for (uint32_t i = 0; i < scope->free_count; i++) {
        if (scope->frees[i] == symbol) {
            *slot = i;
            return true;
        }
    }
    return false;
}

/* Makes the owner's variable a cell, and a free variable of every scope from there to `scope`, this one included. */
static bool bring_cell(LangWalk *w, LangScope *scope, LangScope *owner, const LangName *name, LangSpan span)
{
    LangSymbol *symbol = lang_w_symbol(w, owner, name, span);
    if (symbol == NULL) {
        return false;
    }
    symbol->captured = true;
    owner->needs_class_cell = owner->needs_class_cell || owner->kind == LANG_SCOPE_CLASS;
    for (LangScope *inner = scope; inner != owner; inner = inner->parent) {
        symbol = lang_w_symbol(w, inner, name, span);
        if (symbol == NULL) {
            return false;
        }
        uint32_t index = (uint32_t)(symbol - inner->symbols);
        uint32_t slot;
        if (!is_in_frees(inner, index, &slot) && !push_index(w, &inner->frees, &inner->free_count, index)) {
            return false;
        }
    }
    return true;
}

/* Decides one symbol of a scope, all but cells, which later scopes make. */
static bool decide(LangWalk *w, LangScope *scope, uint32_t index)
{
    LangSymbol *symbol = &scope->symbols[index];
    if (scope->kind == LANG_SCOPE_MODULE || symbol->declared_global) {
        symbol->ref.kind = LANG_REF_GLOBAL;
        return true;
    }
    if (owns(symbol)) {
        symbol->ref.kind = scope->kind == LANG_SCOPE_CLASS ? LANG_REF_NAME : LANG_REF_LOCAL;
        return true;
    }
    if (!symbol->read && !symbol->bound && !symbol->declared_nonlocal) {
        return true; /* only passed on */
    }
    LangScope *owner = find_owner(w, scope, symbol->name);
    if (owner == NULL && symbol->declared_nonlocal) {
        return lang_w_fail(w, symbol->first, "assign it in a function around this one first",
                           "no binding for nonlocal '%s' found", symbol->name->text);
    }
    if (owner == NULL && symbol->implied) {
        return true;
    }
    if (owner == NULL) {
        symbol->ref.kind = scope->kind == LANG_SCOPE_CLASS ? LANG_REF_NAME : LANG_REF_GLOBAL;
        return true;
    }
    bool class_read = scope->kind == LANG_SCOPE_CLASS && !symbol->declared_nonlocal;
    symbol->ref.kind = class_read ? LANG_REF_CLASS_FREE : LANG_REF_FREE;
    return bring_cell(w, scope, owner, symbol->name, symbol->first);
}

/* --- slots --- */

static bool give_slots(LangWalk *w, LangScope *scope)
{
    for (uint32_t position = 0; position < scope->param_count; position++) {
        for (uint32_t i = 0; i < scope->symbol_count; i++) {
            if (scope->symbols[i].param == (int32_t)position &&
                !push_index(w, &scope->locals, &scope->local_count, i)) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        LangSymbol *symbol = &scope->symbols[i];
        bool owned_class_cell = scope->kind == LANG_SCOPE_CLASS && symbol->captured;
        if ((symbol->ref.kind == LANG_REF_LOCAL && symbol->captured) || owned_class_cell) {
            if (!owned_class_cell) {
                symbol->ref = (LangRef){LANG_REF_CELL, scope->cell_count};
            }
            if (!push_index(w, &scope->cells, &scope->cell_count, i)) {
                return false;
            }
        } else if (symbol->ref.kind == LANG_REF_LOCAL && symbol->param >= 0) {
            symbol->ref.slot = (uint32_t)symbol->param;
        } else if (symbol->ref.kind == LANG_REF_LOCAL) {
            symbol->ref.slot = scope->local_count;
            if (!push_index(w, &scope->locals, &scope->local_count, i)) {
                return false;
            }
        }
    }
    return true;
}

/* Where the parent scope holds the cell of its variable `name`. */
static LangRef cell_of(const LangWalk *w, const LangScope *parent, const LangName *name)
{
    const LangSymbol *symbol = lang_w_find(w, parent, name);
    assert(symbol != NULL);
    uint32_t index = (uint32_t)(symbol - parent->symbols);
    LangRef ref = {LANG_REF_FREE, 0};
    if (is_in_frees(parent, index, &ref.slot)) {
        return ref;
    }
    for (uint32_t i = 0; i < parent->cell_count; i++) {
        if (parent->cells[i] == index) {
            return (LangRef){LANG_REF_CELL, i};
        }
    }
    assert(!"a captured variable has a cell");
    return (LangRef){0};
}

static void link_frees(const LangWalk *w, LangScope *scope)
{
    for (uint32_t i = 0; i < scope->free_count; i++) {
        LangSymbol *symbol = &scope->symbols[scope->frees[i]];
        symbol->outer = cell_of(w, scope->parent, symbol->name);
        if (symbol->ref.kind == LANG_REF_FREE || symbol->ref.kind == LANG_REF_CLASS_FREE ||
            symbol->ref.kind == LANG_REF_NONE) {
            symbol->ref.kind = symbol->ref.kind == LANG_REF_NONE ? LANG_REF_FREE : symbol->ref.kind;
            symbol->ref.slot = i;
        }
    }
}

/* --- globals --- */

/* The slot of the name in the module's table of globals; `slots` maps name ids to slots + 1. */
static bool global_slot(LangWalk *w, uint32_t *slots, const LangName *name, LangSpan span, uint32_t *out)
{
    LangModule *module = w->module;
    if (slots[name->id] == 0) {
        LangGlobal *grown = grow_array(w, module->globals, module->global_count, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        module->globals = grown;
        grown[module->global_count++] = (LangGlobal){.name = name, .first = span};
        slots[name->id] = (uint32_t)module->global_count;
    }
    *out = slots[name->id] - 1;
    return true;
}

/* Fills in all noted places. */
static bool apply_patches(LangWalk *w, uint32_t *slots)
{
    for (size_t i = 0; i < w->patch_count; i++) {
        const LangPatch *patch = &w->patches[i];
        LangSymbol *symbol = &patch->scope->symbols[patch->symbol];
        LangRef ref = symbol->ref;
        if (ref.kind == LANG_REF_GLOBAL || ref.kind == LANG_REF_NAME) {
            if (!global_slot(w, slots, symbol->name, patch->span, &ref.slot)) {
                return false;
            }
            symbol->ref.slot = ref.slot;
            LangGlobal *global = &w->module->globals[ref.slot];
            if (patch->load && (ref.kind == LANG_REF_GLOBAL || !symbol->bound)) {
                global->first = global->read ? global->first : patch->span;
                global->read = true;
            }
            global->bound = global->bound || (!patch->load && ref.kind == LANG_REF_GLOBAL);
            global->binds += !patch->load && ref.kind == LANG_REF_GLOBAL;
        } else if (ref.kind == LANG_REF_FREE && patch->load && patch->scope->kind == LANG_SCOPE_CLASS) {
            ref.kind = LANG_REF_CLASS_FREE;
        }
        *patch->ref = ref;
    }
    return true;
}

/* --- the whole pass --- */

static bool resolve(LangWalk *w)
{
    LangModule *module = w->module;
    if (!lang_w_walk(w)) {
        return false;
    }
    for (size_t s = 0; s < module->scope_count; s++) {
        for (uint32_t i = 0; i < module->scopes[s]->symbol_count; i++) {
            if (!decide(w, module->scopes[s], i)) {
                return false;
            }
        }
    }
    if (w->late.set) {
        return false;
    }
    for (size_t s = 0; s < module->scope_count; s++) {
        if (!give_slots(w, module->scopes[s])) {
            return false;
        }
    }
    for (size_t s = 0; s < module->scope_count; s++) {
        link_frees(w, module->scopes[s]);
    }
    size_t bytes = (module->name_count + 1) * sizeof(uint32_t);
    uint32_t *slots = ls_alloc_zeroed(w->alloc, bytes);
    bool ok = slots != NULL && apply_patches(w, slots);
    w->no_memory = w->no_memory || slots == NULL;
    ls_alloc_free(w->alloc, slots, bytes);
    return ok;
}

LsStatus lang_scope_resolve(LangModule *module, LangDiagList *diags)
{
    LangWalk walk = {.module = module, .arena = &module->arena, .alloc = module->arena.alloc};
    bool ok = resolve(&walk);
    ls_alloc_free(walk.alloc, walk.patches, walk.patch_capacity * sizeof *walk.patches);
    free_table(&walk);
    if (ok) {
        return LS_OK;
    }
    if (walk.no_memory) {
        return LS_E_NOMEM;
    }
    const LangScopeError *error = walk.error.set ? &walk.error : &walk.late;
    assert(error->set);
    LsStatus status = lang_module_error(module, diags, error->span, error->message, error->hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

const LangSymbol *lang_scope_find(const LangScope *scope, const LangName *name)
{
    for (uint32_t i = 0; i < scope->symbol_count; i++) {
        if (scope->symbols[i].name == name) {
            return &scope->symbols[i];
        }
    }
    return NULL;
}
