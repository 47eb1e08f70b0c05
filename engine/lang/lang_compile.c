/* lang_compile.c: building codes: instructions, labels, constants, and the driver. */
#include "lang/lang_compile_internal.h"

#include <assert.h>
#include <string.h>

void lang_c_fail(LangC *c, LsStatus status)
{
    if (c->unit->status == LS_OK) {
        c->unit->status = status;
    }
}

void lang_c_too_large(LangC *c, const char *what)
{
    if (c->unit->status != LS_OK) {
        return;
    }
    LsBuf text;
    ls_buf_init(&text, c->unit->alloc);
    ls_buf_printf(&text, "too many %s in one function", what);
    const LangNode *node = c->scope->node;
    LangSpan span = node->span;
    if (span.line == 0) {
        span = (LangSpan){1, 0, 1, 1};
    }
    span.end_line = span.line;
    span.end_column = span.column + 1;
    LsStatus status = text.failed ? LS_E_NOMEM
                                  : lang_module_error(c->unit->module, c->unit->diags, span, ls_buf_text(&text),
                                                      "split it into several functions");
    ls_buf_free(&text);
    c->unit->status = status == LS_OK ? LS_E_REFUSED : status;
}

/* Makes room for one more element; false on failure. */
static bool room(LangC *c, void *array, size_t *capacity, size_t count, size_t element_size)
{
    if (c->unit->status != LS_OK) {
        return false;
    }
    if (count < *capacity) {
        return true;
    }
    void *old;
    memcpy(&old, array, sizeof old);
    void *grown = ls_alloc_grow(c->unit->alloc, old, capacity, count + 1, element_size);
    if (grown == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return false;
    }
    memcpy(array, &grown, sizeof grown);
    return true;
}

uint32_t lang_c_emit(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t b, uint32_t d)
{
    if (a > UINT16_MAX || b > UINT16_MAX || d > UINT16_MAX) {
        lang_c_too_large(c, "values");
    }
    if (!room(c, &c->instrs, &c->instr_capacity, c->instr_count, sizeof *c->instrs) ||
        !room(c, &c->places, &c->place_capacity, c->instr_count, sizeof *c->places)) {
        return 0;
    }
    LangPlace place = {0};
    if (at != NULL) {
        place = (LangPlace){at->span.line, at->span.end_line, at->span.column, at->span.end_column};
    }
    c->places[c->instr_count] = place;
    c->instrs[c->instr_count] = (LangInstr){(uint8_t)op, (uint8_t)hint, (uint16_t)a, (uint16_t)b, (uint16_t)d};
    return (uint32_t)c->instr_count++;
}

uint32_t lang_c_emit_wide(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t wide)
{
    return lang_c_emit(c, at, op, hint, a, wide & UINT16_MAX, wide >> 16);
}

uint32_t lang_c_label(LangC *c)
{
    if (!room(c, &c->labels, &c->label_capacity, c->label_count, sizeof *c->labels)) {
        return 0;
    }
    c->labels[c->label_count] = UINT32_MAX;
    return (uint32_t)c->label_count++;
}

void lang_c_bind(LangC *c, uint32_t label)
{
    if (label < c->label_count) {
        c->labels[label] = (uint32_t)c->instr_count;
    }
}

void lang_c_jump(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t b, uint32_t label)
{
    uint32_t instr = lang_c_emit(c, at, op, hint, a, b, 0);
    if (room(c, &c->fixups, &c->fixup_capacity, c->fixup_count, sizeof *c->fixups)) {
        c->fixups[c->fixup_count++] = (LangFixup){instr, label};
    }
}

uint32_t lang_c_reserve(LangC *c, uint32_t count)
{
    uint32_t first = c->depth;
    c->depth += count;
    if (c->depth > c->max_depth) {
        c->max_depth = c->depth;
    }
    if (c->depth >= UINT16_MAX) {
        lang_c_too_large(c, "values");
        c->depth = first;
    }
    return first;
}

/* ---- constants, names ---- */

/* 0.0 and -0.0 are two constants, and a nan is one. */
static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static bool same_k(const LangK *a, const LangK *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case LANG_K_NONE:
    case LANG_K_FALSE:
    case LANG_K_TRUE:
    case LANG_K_ELLIPSIS: return true;
    case LANG_K_INT: return a->integer == b->integer;
    case LANG_K_IMAGINARY:
    case LANG_K_FLOAT: return bits_of(a->number) == bits_of(b->number);
    case LANG_K_STR:
    case LANG_K_NAME:
    case LANG_K_BYTES: return a->text.size == b->text.size && memcmp(a->text.data, b->text.data, a->text.size) == 0;
    default: return false;
    }
}

enum { LOOK_BACK = 64 }; /* equal constants are looked for among so many of the last ones */

uint32_t lang_c_k(LangC *c, const LangK *k)
{
    size_t first = (c->code->flags & LANG_CODE_DOC) != 0 ? 1 : 0;
    if (c->k_count > LOOK_BACK + first) {
        first = c->k_count - LOOK_BACK;
    }
    for (size_t i = c->k_count; i > first; i--) {
        if (same_k(&c->ks[i - 1], k)) {
            return (uint32_t)(i - 1);
        }
    }
    if (!room(c, &c->ks, &c->k_capacity, c->k_count, sizeof *c->ks)) {
        return 0;
    }
    c->ks[c->k_count] = *k;
    return (uint32_t)c->k_count++;
}

uint32_t lang_c_k_text(LangC *c, LangText text)
{
    LangK k = {.kind = LANG_K_STR, .text = text};
    return lang_c_k(c, &k);
}

uint32_t lang_c_k_str(LangC *c, const LangName *name)
{
    LangK k = {.kind = LANG_K_NAME, .text = {name->text, name->size}};
    return lang_c_k(c, &k);
}

uint32_t lang_c_k_none(LangC *c)
{
    LangK k = {.kind = LANG_K_NONE};
    return lang_c_k(c, &k);
}

uint32_t lang_c_name(LangC *c, const LangName *name)
{
    size_t first = c->name_count > LOOK_BACK ? c->name_count - LOOK_BACK : 0;
    for (size_t i = c->name_count; i > first; i--) {
        if (c->names[i - 1] == name) {
            return (uint32_t)(i - 1);
        }
    }
    if (!room(c, &c->names, &c->name_capacity, c->name_count, sizeof *c->names)) {
        return 0;
    }
    c->names[c->name_count] = name;
    return (uint32_t)c->name_count++;
}

uint32_t lang_c_site(LangC *c, const LangName *name)
{
    if (!room(c, &c->sites, &c->site_capacity, c->site_count, sizeof *c->sites)) {
        return 0;
    }
    c->sites[c->site_count] = name;
    return (uint32_t)c->site_count++;
}

/* ---- beginning a code ---- */

static const LangName *const *scope_names(LangC *c, const uint32_t *slots, uint32_t count)
{
    if (count == 0) {
        return NULL;
    }
    const LangName **names = lang_arena_array(&c->unit->out->arena, count, sizeof *names);
    if (names == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = lang_c_own_name(c, c->scope->symbols[slots[i]].name);
    }
    return names;
}

static const LangFree *scope_frees(LangC *c)
{
    const LangScope *scope = c->scope;
    if (scope->free_count == 0) {
        return NULL;
    }
    LangFree *frees = lang_arena_array(&c->unit->out->arena, scope->free_count, sizeof *frees);
    if (frees == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return NULL;
    }
    for (uint32_t i = 0; i < scope->free_count; i++) {
        const LangSymbol *symbol = &scope->symbols[scope->frees[i]];
        frees[i] =
            (LangFree){lang_c_own_name(c, symbol->name), symbol->outer.kind == LANG_REF_CELL, symbol->outer.slot};
    }
    return frees;
}

static uint32_t code_flags(const LangScope *scope)
{
    uint32_t flags = 0;
    flags |= scope->is_coroutine ? LANG_CODE_COROUTINE : 0u;
    flags |= scope->is_async_generator ? LANG_CODE_ASYNC_GENERATOR : 0u;
    flags |= scope->is_generator && !scope->is_async_generator ? LANG_CODE_GENERATOR : 0u;
    flags |= scope->kind == LANG_SCOPE_CLASS ? LANG_CODE_CLASS : 0u;
    flags |= scope->kind == LANG_SCOPE_MODULE ? LANG_CODE_MODULE : 0u;
    flags |= scope->kind == LANG_SCOPE_COMPREHENSION ? LANG_CODE_COMPREHENSION : 0u;
    flags |= scope->kind == LANG_SCOPE_LAMBDA ? LANG_CODE_LAMBDA : 0u;
    flags |= scope->has_docstring ? LANG_CODE_DOC : 0u;
    return flags;
}

static void set_parameters(LangCode *code, const LangNode *node, const LangScope *scope)
{
    code->param_count = scope->param_count;
    const LangArguments *args = lang_c_arguments(node);
    if (args == NULL) {
        code->positional = code->param_count; /* a comprehension's iterator */
        code->pos_only = code->param_count;
        if (scope->kind == LANG_SCOPE_CLASS) {
            code->param_count = code->positional = code->pos_only = 1;
        }
        return;
    }
    code->pos_only = args->posonly.count;
    code->positional = args->posonly.count + args->args.count;
    code->kw_only = args->kwonly.count;
    code->flags |= args->vararg != NULL ? LANG_CODE_VARARGS : 0u;
    code->flags |= args->kwarg != NULL ? LANG_CODE_VARKEYWORDS : 0u;
}

/* Whether the source of the scope has a `:=` in it (or in a string: then a few copies more are made). */
static bool source_has_walrus(const LangC *c)
{
    const LangSource *source = &c->unit->module->source;
    LangSpan span = c->scope->node->span;
    size_t from = 0, to = source->size;
    if (c->scope->kind != LANG_SCOPE_MODULE && span.line >= 1 && span.line <= source->line_count) {
        from = source->line_starts[span.line - 1];
        to = span.end_line < source->line_count ? source->line_starts[span.end_line] : source->size;
    }
    for (size_t i = from; i + 1 < to; i++) {
        if (source->text[i] == ':' && source->text[i + 1] == '=') {
            return true;
        }
    }
    return false;
}

/* Of a decorated function or class: the line of the first decorator. */
static uint32_t first_line(const LangNode *node)
{
    const LangNodes *decorators = NULL;
    if (node->kind == LANG_NODE_FUNCTION_DEF || node->kind == LANG_NODE_ASYNC_FUNCTION_DEF) {
        decorators = &node->u.function.decorators;
    } else if (node->kind == LANG_NODE_CLASS_DEF) {
        decorators = &node->u.class_def.decorators;
    }
    uint32_t line = decorators != NULL && decorators->count > 0 ? decorators->items[0]->span.line : node->span.line;
    return line == 0 ? 1 : line;
}

static bool begin(LangC *c, const LangNode *node)
{
    LangUnit *out = c->unit->out;
    LangCode *code = lang_arena_alloc(&out->arena, sizeof *code);
    if (code == NULL || !room(c, &c->unit->codes, &c->unit->code_capacity, c->unit->code_count, sizeof(LangCode *))) {
        lang_c_fail(c, LS_E_NOMEM);
        return false;
    }
    c->code = code;
    code->index = (uint32_t)c->unit->code_count;
    c->unit->codes[c->unit->code_count++] = code;
    const LangScope *scope = c->scope;
    bool is_class = scope->kind == LANG_SCOPE_CLASS;
    code->unit = out;
    code->name = lang_c_own_text(c, (LangText){scope->name->text, scope->name->size});
    code->qualname = lang_c_own_text(c, scope->qualname);
    code->flags = code_flags(scope);
    code->first_line = first_line(node);
    set_parameters(code, node, scope);
    code->local_count = is_class ? 1 : scope->local_count;
    code->locals = is_class ? NULL : scope_names(c, scope->locals, scope->local_count);
    code->cell_count = scope->cell_count;
    code->cells = scope_names(c, scope->cells, scope->cell_count);
    code->free_count = scope->free_count;
    code->frees = scope_frees(c);
    code->first_temp = code->local_count + code->cell_count;
    c->first_temp = c->depth = c->max_depth = code->first_temp;
    for (uint32_t i = 0; i < code->param_count; i++) {
        lang_c_set_assigned(c, i, true);
    }
    c->has_walrus = source_has_walrus(c);
    return c->unit->status == LS_OK;
}

static void add_docstring(LangC *c, const LangNodes *body)
{
    if ((c->code->flags & LANG_CODE_DOC) == 0 || body->count == 0) {
        return;
    }
    LangK k = {.kind = LANG_K_STR, .text = body->items[0]->u.value.value->u.constant.text};
    if (room(c, &c->ks, &c->k_capacity, c->k_count, sizeof *c->ks)) {
        c->ks[c->k_count++] = k;
    }
}

static void return_none(LangC *c)
{
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit_wide(c, NULL, LANG_OP_LOAD_K, 0, reg, lang_c_k_none(c));
    lang_c_emit(c, NULL, LANG_OP_RETURN, LANG_USES_A, reg, 0, 0);
    c->depth = reg;
}

/* A class body: __module__ is the machine's business; it returns the cell of __class__, or None. */
static void class_end(LangC *c)
{
    if (!c->scope->needs_class_cell) {
        return_none(c);
        return;
    }
    uint32_t reg = lang_c_reserve(c, 1);
    lang_c_emit(c, NULL, LANG_OP_LOAD_CELL_OBJECT, 0, reg, c->code->local_count, 0);
    lang_c_emit(c, NULL, LANG_OP_RETURN, LANG_USES_A, reg, 0, 0);
    c->depth = reg;
}

static void fill(LangC *c, const LangNode *node)
{
    lang_c_prologue(c);
    switch (node->kind) {
    case LANG_NODE_MODULE:
        add_docstring(c, &node->u.module.body);
        lang_c_body(c, &node->u.module.body);
        return_none(c);
        break;
    case LANG_NODE_CLASS_DEF:
        add_docstring(c, &node->u.class_def.body);
        lang_c_body(c, &node->u.class_def.body);
        class_end(c);
        break;
    case LANG_NODE_LAMBDA: {
        uint32_t reg = lang_c_any(c, node->u.lambda.body);
        lang_c_emit(c, node->u.lambda.body, LANG_OP_RETURN, lang_c_uses(c, reg, LANG_C_KEEP, LANG_C_KEEP), reg, 0, 0);
        break;
    }
    case LANG_NODE_FUNCTION_DEF:
    case LANG_NODE_ASYNC_FUNCTION_DEF:
        add_docstring(c, &node->u.function.body);
        lang_c_body(c, &node->u.function.body);
        return_none(c);
        break;
    default: lang_c_comprehension_body(c, node); break;
    }
}

LangCode *lang_c_code(LangC *outer, LangCUnit *unit, const LangScope *scope, const LangNode *node)
{
    LangC c = {.unit = unit, .outer = outer, .scope = scope};
    if (unit->status == LS_OK && begin(&c, node)) {
        fill(&c, node);
        lang_c_finish(&c);
    }
    lang_c_release(&c);
    return unit->status == LS_OK ? c.code : NULL;
}

/* ---- the unit ---- */

static bool copy_source(LangCUnit *unit)
{
    LangDiagList diags;
    lang_diag_list_init(&diags, unit->alloc);
    const LangSource *source = &unit->module->source;
    LsStatus status =
        lang_source_init(&unit->out->source, unit->alloc, source->filename, source->text, source->size, &diags);
    lang_diag_list_free(&diags);
    unit->status = status;
    return status == LS_OK;
}

static bool copy_globals(LangCUnit *unit)
{
    const LangModule *module = unit->module;
    LangC c = {.unit = unit};
    if (module->global_count == 0) {
        return true;
    }
    const LangName **names = lang_arena_array(&unit->out->arena, module->global_count, sizeof *names);
    if (names == NULL) {
        unit->status = LS_E_NOMEM;
        return false;
    }
    for (size_t i = 0; i < module->global_count; i++) {
        names[i] = lang_c_own_name(&c, module->globals[i].name);
    }
    unit->out->globals = names;
    unit->out->global_count = (uint32_t)module->global_count;
    return unit->status == LS_OK;
}

static void keep_codes(LangCUnit *unit)
{
    if (unit->status != LS_OK) {
        return;
    }
    const LangCode **codes = lang_arena_array(&unit->out->arena, unit->code_count, sizeof *codes);
    if (codes == NULL) {
        unit->status = LS_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < unit->code_count; i++) {
        codes[i] = unit->codes[i];
    }
    unit->out->codes = codes;
    unit->out->code_count = (uint32_t)unit->code_count;
}

LsStatus lang_compile(const LsAlloc *alloc, const LangModule *module, const LangCompileOptions *options, LangUnit **out,
                      LangDiagList *diags)
{
    *out = NULL;
    LangUnit *made = ls_alloc_zeroed(alloc, sizeof *made);
    if (made == NULL) {
        return LS_E_NOMEM;
    }
    lang_arena_init(&made->arena, alloc);
    made->source.alloc = alloc;
    made->lines = options != NULL && options->lines;
    LangCUnit unit = {.alloc = alloc, .module = module, .out = made, .diags = diags};
    unit.plain = options != NULL && options->plain;
    if (copy_source(&unit) && copy_globals(&unit)) {
        made->module = lang_c_code(NULL, &unit, module->scope, module->root);
        keep_codes(&unit);
    }
    ls_alloc_free(alloc, unit.codes, unit.code_capacity * sizeof *unit.codes);
    if (unit.status != LS_OK) {
        lang_unit_free(made);
        return unit.status;
    }
#ifndef NDEBUG
    uint32_t index, pc;
    const char *wrong = lang_verify(made, &index, &pc);
    assert(wrong == NULL);
    (void)wrong;
#endif
    *out = made;
    return LS_OK;
}

void lang_unit_free(LangUnit *unit)
{
    if (unit == NULL) {
        return;
    }
    const LsAlloc *alloc = unit->arena.alloc;
    lang_source_free(&unit->source);
    lang_arena_free(&unit->arena);
    ls_alloc_free(alloc, unit, sizeof *unit);
}
