/* lang_compile_internal.h: what the compiler's files share.
 *
 * A LangC builds one LangCode.  Failures are sticky: after the first one (`unit->status`) nothing more is emitted and
 * every function may still be called, so that only the driver checks.
 *
 * Registers.  A temporary is written once and consumed once; `depth` is the next free one.  An expression is compiled
 * into a register that is a local or equals `depth` (lang_c_to), onto a new temporary (lang_c_push), or to wherever it
 * is (lang_c_any: a local is read in place).  `assigned` says which locals are certainly bound here, so that reading
 * them needs no check.
 */
#ifndef LANG_COMPILE_INTERNAL_H
#define LANG_COMPILE_INTERNAL_H

#include "lang/lang_compile.h"

typedef struct LangCUnit {
    const LsAlloc *alloc;
    const LangModule *module;
    LangUnit *out;
    LangDiagList *diags;
    LsStatus status;
    bool future_annotations;
    bool plain;
    LangCode **codes;
    size_t code_count, code_capacity;
} LangCUnit;

/* Locals that are certainly bound; those beyond the first 128 never are. */
typedef struct LangAssigned {
    uint64_t bits[2];
} LangAssigned;

typedef struct LangFixup {
    uint32_t instr, label;
} LangFixup;

typedef enum LangBlockKind {
    LANG_BLOCK_LOOP,
    LANG_BLOCK_TRY,     /* the body of try … except: nothing to do when it is left */
    LANG_BLOCK_FINALLY, /* the body of try … finally */
    LANG_BLOCK_WITH,
    LANG_BLOCK_HANDLER, /* an exception is being handled: `base` and base + 1 hold it and what was handled before */
    LANG_BLOCK_NAME,    /* `except … as name`: the name is unbound at the end */
} LangBlockKind;

typedef struct LangBlock LangBlock;
struct LangBlock {
    LangBlockKind kind;
    LangBlock *outer;
    uint32_t base;        /* LOOP, WITH, HANDLER: first register */
    uint32_t state_count; /* LOOP: registers to clear when it is left */
    uint32_t break_label, continue_label;
    const LangNodes *finalbody;
    const LangNode *node; /* WITH: its place; NAME: the handler */
    bool is_async;        /* WITH */
    bool guarded, plain;  /* instructions in it are guarded */
    uint32_t guard_label, guard_start;
    uint16_t guard_depth;
    bool outermost_handler; /* HANDLER: it has a range in the table of handled */
    uint32_t handled_start;
    LangAssigned break_assigned; /* LOOP: what is bound at every break */
};

typedef struct LangC LangC;
struct LangC {
    LangCUnit *unit;
    LangC *outer;
    const LangScope *scope;
    LangCode *code;
    LangInstr *instrs;
    LangPlace *places;
    size_t instr_count, instr_capacity, place_capacity;
    LangK *ks;
    size_t k_count, k_capacity;
    const LangName **names;
    size_t name_count, name_capacity;
    const LangName **sites;
    size_t site_count, site_capacity;
    LangGuard *guards;
    size_t guard_count, guard_capacity;
    LangHandled *handled;
    size_t handled_count, handled_capacity;
    uint32_t *labels;
    size_t label_count, label_capacity;
    LangFixup *fixups;
    size_t fixup_count, fixup_capacity;
    uint32_t depth;
    uint32_t max_depth;
    uint32_t first_temp;
    uint32_t handler_nesting;
    LangBlock *block;
    LangAssigned assigned;
    LangAssigned deleted;          /* lang_c_unbound_in's */
    const LangNode *iterated;      /* this display is only walked over: `for x in {1, 2, 3}` */
    struct LangCaptures *captures; /* of the case whose pattern is compiled: lang_compile_match.c */
    bool has_walrus;               /* the source of this code has a `:=` somewhere */
};

/* ---- lang_compile.c: building a code ---- */

#define LANG_C_NO_LABEL UINT32_MAX

void lang_c_fail(LangC *c, LsStatus status);
/* Refuses the function for its size. */
void lang_c_too_large(LangC *c, const char *what);
uint32_t lang_c_emit(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t b, uint32_t d);
/* With b and c as one number. */
uint32_t lang_c_emit_wide(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t wide);
uint32_t lang_c_label(LangC *c);
void lang_c_bind(LangC *c, uint32_t label);
/* A jump whose offset is filled in at the end. */
void lang_c_jump(LangC *c, const LangNode *at, LangOp op, unsigned hint, uint32_t a, uint32_t b, uint32_t label);
uint32_t lang_c_k(LangC *c, const LangK *k);
uint32_t lang_c_k_str(LangC *c, const LangName *name);
uint32_t lang_c_k_text(LangC *c, LangText text);
uint32_t lang_c_k_none(LangC *c);
uint32_t lang_c_name(LangC *c, const LangName *name);
uint32_t lang_c_site(LangC *c, const LangName *name);
/* Takes `count` temporaries; returns the first. */
uint32_t lang_c_reserve(LangC *c, uint32_t count);
/* Compiles a scope's code with `body`; NULL on failure. */
LangCode *lang_c_code(LangC *outer, LangCUnit *unit, const LangScope *scope, const LangNode *node);
/* Names and texts are the module's, which may be freed: the unit has its own copies.  On failure: as given. */
const LangName *lang_c_own_name(LangC *c, const LangName *name);
LangText lang_c_own_text(LangC *c, LangText text);
/* The end of a code: patches its jumps, and copies into the unit what was collected. */
void lang_c_finish(LangC *c);
/* Puts instructions that do the work of several in front of these (lang_compile_fuse.c). */
void lang_c_fuse(LangInstr *instrs, size_t count);
/* Frees what was collected. */
void lang_c_release(LangC *c);

#define LANG_C_KEEP UINT32_MAX /* for lang_c_uses: no operand, or one that stays */

static inline bool lang_c_is_temp(const LangC *c, uint32_t reg)
{
    return reg >= c->first_temp && reg != LANG_C_KEEP;
}

/* Which of the operands are temporaries that the instruction moves out. */
static inline unsigned lang_c_uses(const LangC *c, uint32_t a, uint32_t b, uint32_t d)
{
    return (lang_c_is_temp(c, a) ? LANG_USES_A : 0u) | (lang_c_is_temp(c, b) ? LANG_USES_B : 0u) |
           (lang_c_is_temp(c, d) ? LANG_USES_C : 0u);
}

static inline unsigned lang_c_uses_b(const LangC *c, uint32_t b)
{
    return lang_c_is_temp(c, b) ? LANG_USES_B : 0u;
}

/* ---- which locals are bound ---- */

static inline void lang_c_set_assigned(LangC *c, uint32_t slot, bool bound)
{
    if (slot < 128) {
        uint64_t bit = (uint64_t)1 << (slot & 63);
        c->assigned.bits[slot >> 6] = bound ? c->assigned.bits[slot >> 6] | bit : c->assigned.bits[slot >> 6] & ~bit;
    }
}

static inline bool lang_c_is_assigned(const LangC *c, uint32_t slot)
{
    return slot < 128 && (c->assigned.bits[slot >> 6] >> (slot & 63) & 1) != 0;
}

static inline LangAssigned lang_c_both(LangAssigned a, LangAssigned b)
{
    return (LangAssigned){{a.bits[0] & b.bits[0], a.bits[1] & b.bits[1]}};
}

static inline LangAssigned lang_c_without(LangAssigned a, LangAssigned b)
{
    return (LangAssigned){{a.bits[0] & ~b.bits[0], a.bits[1] & ~b.bits[1]}};
}

/* Behind a jump that is always taken everything holds. */
static inline void lang_c_dead_end(LangC *c)
{
    c->assigned = (LangAssigned){{UINT64_MAX, UINT64_MAX}};
}

/* ---- lang_compile_expr.c ---- */

/* `target` is a local, or equals c->depth.  The depth is as before. */
void lang_c_to(LangC *c, const LangNode *node, uint32_t target);
uint32_t lang_c_push(LangC *c, const LangNode *node);
/* Where the value is: a local in place, or a new temporary. */
uint32_t lang_c_any(LangC *c, const LangNode *node);
/* The same for an operand that is read only after `later1` and `later2` (may be NULL) have been evaluated. */
uint32_t lang_c_any_before(LangC *c, const LangNode *node, const LangNode *later1, const LangNode *later2);
/* Jumps to `label` if the truth of node is `when`, else goes on. */
void lang_c_condition(LangC *c, const LangNode *node, uint32_t label, bool when);
void lang_c_await(LangC *c, const LangNode *at, uint32_t target, uint32_t window, LangAwaited who);
/* The index of a constant, or LANG_NO_K when the node is none. */
uint32_t lang_c_constant(LangC *c, const LangNode *node);

/* ---- lang_compile_display.c: tuples, lists, sets, dicts, f-strings ---- */

void lang_c_display(LangC *c, const LangNode *node, uint32_t target);
void lang_c_dict(LangC *c, const LangNode *node, uint32_t target);
void lang_c_joined_str(LangC *c, const LangNode *node, uint32_t target);
/* The items, some of them starred, as a list in a new temporary. */
uint32_t lang_c_push_list(LangC *c, const LangNode *at, const LangNodes *items);

/* ---- lang_compile_call.c ---- */

void lang_c_call(LangC *c, const LangNode *node, uint32_t target);
/* w(*args, **keywords) with what the nodes give; the callable has been pushed as w already. */
void lang_c_call_with(LangC *c, const LangNode *at, uint32_t w, const LangNodes *args, const LangNodes *keywords,
                      uint32_t target);
/* Pushes a dict of the keywords (names and **mappings). */
uint32_t lang_c_push_keywords(LangC *c, const LangNode *at, uint32_t callable, const LangNodes *keywords);

/* ---- lang_compile_assign.c ---- */

/* Reading and binding a name. */
void lang_c_load_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref, uint32_t target);
void lang_c_store_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref, uint32_t reg);
void lang_c_delete_ref(LangC *c, const LangNode *at, const LangName *name, LangRef ref);
/* Stores register `reg` (a temporary is consumed). */
void lang_c_store(LangC *c, const LangNode *target, uint32_t reg);
void lang_c_delete(LangC *c, const LangNode *target);
void lang_c_assign(LangC *c, const LangNode *node);
void lang_c_aug_assign(LangC *c, const LangNode *node);
void lang_c_ann_assign(LangC *c, const LangNode *node);
/* The value of an annotation onto a new temporary. */
uint32_t lang_c_push_annotation(LangC *c, const LangNode *node);

/* ---- lang_compile_stmt.c ---- */

void lang_c_body(LangC *c, const LangNodes *body);
/* The locals that some statement in the body unbinds. */
LangAssigned lang_c_unbound_in(LangC *c, const LangNodes *body);
void lang_c_line(LangC *c, const LangNode *at);
void lang_c_enter(LangC *c, LangBlock *block, LangBlockKind kind);
void lang_c_leave(LangC *c, LangBlock *block);
/* Pushes the name `n`, or what follows from it, for import statements. */
void lang_c_import(LangC *c, const LangNode *node);

/* ---- lang_compile_try.c ---- */

void lang_c_guard(LangC *c, LangBlock *block, uint32_t label, uint32_t depth, bool plain);
void lang_c_guard_pause(LangC *c, LangBlock *block);
void lang_c_guard_resume(LangC *c, LangBlock *block);
/* Emits what has to happen when control leaves all blocks inside of `until`, with their guards paused; afterwards
 * lang_c_rewind lets them go on. */
void lang_c_unwind(LangC *c, LangBlock *until);
void lang_c_rewind(LangC *c, LangBlock *innermost, LangBlock *until);
void lang_c_try(LangC *c, const LangNode *node);
void lang_c_try_star(LangC *c, const LangNode *node);

/* ---- lang_compile_handler.c: parts that try, with and except* share ---- */

/* At the begin of a handler whose exception is in register `base`; the guard of its cleaning up begins. */
void lang_c_handler_begin(LangC *c, LangBlock *block, uint32_t base);
/* The exceptional end: pops and passes on what stands in base + 2. Must be reached with it there. */
void lang_c_handler_end(LangC *c, LangBlock *block, const LangNode *at);
void lang_c_handler_pop(LangC *c, LangBlock *block, const LangNode *at);
/* At the end of `except … as name`: unbinds the name. */
void lang_c_forget_name(LangC *c, const LangNode *handler);
/* Calls the exit function in the block's registers with three Nones, for a block that is left normally. */
void lang_c_with_exit(LangC *c, const LangBlock *block);
/* A with statement from its item `item` on. */
void lang_c_with(LangC *c, const LangNode *node, uint32_t item);

/* ---- lang_compile_def.c ---- */

void lang_c_function_def(LangC *c, const LangNode *node);
void lang_c_class_def(LangC *c, const LangNode *node);
void lang_c_lambda(LangC *c, const LangNode *node, uint32_t target);
void lang_c_comprehension(LangC *c, const LangNode *node, uint32_t target);
void lang_c_comprehension_body(LangC *c, const LangNode *node);
/* Emits the cells that the code creates. */
void lang_c_prologue(LangC *c);
LangArguments *lang_c_arguments(const LangNode *node);

/* ---- lang_compile_match.c ---- */

void lang_c_match(LangC *c, const LangNode *node);

#endif
