/* The end of a code: jumps are patched, and what was collected is copied into the unit. */
#include "lang/lang_compile_internal.h"

#include <string.h>

static void *keep(LangC *c, const void *array, size_t count, size_t size)
{
    if (count == 0 || c->unit->status != LS_OK) {
        return NULL;
    }
    void *copy = lang_arena_array(&c->unit->out->arena, count, size);
    if (copy == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return NULL;
    }
    memcpy(copy, array, count * size);
    return copy;
}

const LangName *lang_c_own_name(LangC *c, const LangName *name)
{
    LangUnit *out = c->unit->out;
    LangName *copy = lang_arena_alloc(&out->arena, sizeof *copy);
    char *text = copy == NULL ? NULL : lang_arena_copy(&out->arena, name->text, name->size);
    if (text == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return name;
    }
    *copy = (LangName){text, name->size, name->id};
    return copy;
}

static const LangName *const *keep_names(LangC *c, const LangName *const *names, size_t count)
{
    const LangName **kept = keep(c, names, count, sizeof *names);
    for (size_t i = 0; kept != NULL && i < count; i++) {
        kept[i] = lang_c_own_name(c, names[i]);
    }
    return kept;
}

LangText lang_c_own_text(LangC *c, LangText text)
{
    char *copy = lang_arena_copy(&c->unit->out->arena, text.data == NULL ? "" : text.data, text.size);
    if (copy == NULL) {
        lang_c_fail(c, LS_E_NOMEM);
        return text;
    }
    return (LangText){copy, text.size};
}

static void patch_jumps(LangC *c)
{
    for (size_t i = 0; i < c->fixup_count; i++) {
        LangInstr *instr = &c->instrs[c->fixups[i].instr];
        int64_t offset = (int64_t)c->labels[c->fixups[i].label] - (int64_t)(c->fixups[i].instr + 1);
        const char *operands = lang_op_operands(instr->op);
        if (operands[1] == 'J') {
            uint32_t wide = (uint32_t)(int32_t)offset;
            instr->b = (uint16_t)(wide & UINT16_MAX);
            instr->c = (uint16_t)(wide >> 16);
        } else if (offset >= INT16_MIN && offset <= INT16_MAX) {
            instr->c = (uint16_t)(int16_t)offset;
        } else {
            lang_c_too_large(c, "instructions");
        }
    }
    for (size_t i = 0; i < c->guard_count; i++) {
        c->guards[i].target = c->labels[c->guards[i].target];
    }
}

void lang_c_finish(LangC *c)
{
    LangCode *code = c->code;
    if (c->unit->status == LS_OK) {
        patch_jumps(c);
        if (!c->unit->plain) {
            lang_c_fuse(c->instrs, c->instr_count);
        }
    }
    if (c->k_count > UINT16_MAX || c->name_count > UINT16_MAX || c->site_count > UINT16_MAX) {
        lang_c_too_large(c, "constants and names");
    }
    for (size_t i = 0; i < c->k_count; i++) {
        LangK *k = &c->ks[i];
        if (k->kind == LANG_K_STR || k->kind == LANG_K_NAME || k->kind == LANG_K_BYTES || k->kind == LANG_K_BIG_INT) {
            k->text = lang_c_own_text(c, k->text);
        }
    }
    code->register_count = c->max_depth;
    code->instr_count = (uint32_t)c->instr_count;
    code->instrs = keep(c, c->instrs, c->instr_count, sizeof *c->instrs);
    code->places = keep(c, c->places, c->instr_count, sizeof *c->places);
    code->k_count = (uint32_t)c->k_count;
    code->ks = keep(c, c->ks, c->k_count, sizeof *c->ks);
    code->name_count = (uint32_t)c->name_count;
    code->names = keep_names(c, c->names, c->name_count);
    code->site_count = (uint32_t)c->site_count;
    code->sites = keep_names(c, c->sites, c->site_count);
    code->guard_count = (uint32_t)c->guard_count;
    code->guards = keep(c, c->guards, c->guard_count, sizeof *c->guards);
    code->handled_count = (uint32_t)c->handled_count;
    code->handled = keep(c, c->handled, c->handled_count, sizeof *c->handled);
}

void lang_c_release(LangC *c)
{
    const LsAlloc *alloc = c->unit->alloc;
    ls_alloc_free(alloc, c->instrs, c->instr_capacity * sizeof *c->instrs);
    ls_alloc_free(alloc, c->places, c->place_capacity * sizeof *c->places);
    ls_alloc_free(alloc, c->ks, c->k_capacity * sizeof *c->ks);
    ls_alloc_free(alloc, c->names, c->name_capacity * sizeof *c->names);
    ls_alloc_free(alloc, c->sites, c->site_capacity * sizeof *c->sites);
    ls_alloc_free(alloc, c->guards, c->guard_capacity * sizeof *c->guards);
    ls_alloc_free(alloc, c->handled, c->handled_capacity * sizeof *c->handled);
    ls_alloc_free(alloc, c->labels, c->label_capacity * sizeof *c->labels);
    ls_alloc_free(alloc, c->fixups, c->fixup_capacity * sizeof *c->fixups);
}
