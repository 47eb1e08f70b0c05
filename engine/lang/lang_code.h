/* lang_code.h: what the compiler makes: one LangUnit for a script, with a LangCode for each function, class body,
 * lambda, comprehension and the module itself.
 *
 * A unit owns everything (one arena) and does not need the tree any more; it never changes, so several machines may run
 * it.  Nothing here knows script values: constants are descriptions from which a machine makes its own.
 *
 * Registers of a frame: [0, local_count) locals, the parameters first, in the order of the tree's scopes;
 * [local_count, first_temp) the cells that the function creates; [first_temp, register_count) temporaries.  A class
 * body has one local, its namespace.
 */
#ifndef LANG_CODE_H
#define LANG_CODE_H

#include "lang/lang_arena.h"
#include "lang/lang_ast.h"
#include "lang/lang_op.h"
#include "lang/lang_source.h"

typedef struct LangCode LangCode;
typedef struct LangUnit LangUnit;

typedef enum LangKKind {
    LANG_K_NONE,
    LANG_K_FALSE,
    LANG_K_TRUE,
    LANG_K_ELLIPSIS,
    LANG_K_INT,
    LANG_K_BIG_INT, /* text, base */
    LANG_K_FLOAT,
    LANG_K_IMAGINARY, /* number */
    LANG_K_STR,
    LANG_K_NAME, /* an interned str */
    LANG_K_BYTES,
    LANG_K_TUPLE, /* of constants of the same code, by index */
    LANG_K_CODE,
} LangKKind;

typedef struct LangK {
    LangKKind kind;
    uint8_t base;
    union {
        int64_t integer;
        double number;
        LangText text;
        const LangCode *code;
        struct {
            const uint32_t *items;
            uint32_t count;
        } tuple;
    };
} LangK;

/* Where an instruction comes from. */
typedef struct LangPlace {
    uint32_t line, end_line;     /* line 0: nowhere in particular */
    uint32_t column, end_column; /* bytes from 0, the end exclusive */
} LangPlace;

/* Instructions [start, end) are guarded: an exception goes to `target`, after temporaries from register `depth` on have
 * been dropped.  Unless `plain`, register depth receives the exception, depth + 1 what was handled before, and the
 * exception becomes the handled one; with `plain` register depth receives it and nothing else happens. Innermost ranges
 * come first. */
typedef struct LangGuard {
    uint32_t start, end, target;
    uint16_t depth;
    bool plain;
} LangGuard;

/* An instruction in [start, end) runs while an exception is handled by this frame; `saved` is the register that keeps
 * what was handled before the outermost of them. */
typedef struct LangHandled {
    uint32_t start, end;
    uint16_t saved;
} LangHandled;

enum {
    LANG_CODE_GENERATOR = 1,
    LANG_CODE_COROUTINE = 2,
    LANG_CODE_ASYNC_GENERATOR = 4,
    LANG_CODE_VARARGS = 8,
    LANG_CODE_VARKEYWORDS = 16,
    LANG_CODE_CLASS = 32, /* a class body */
    LANG_CODE_MODULE = 64,
    LANG_CODE_COMPREHENSION = 128,
    LANG_CODE_DOC = 256, /* constant 0 is the docstring */
    LANG_CODE_LAMBDA = 512,
};

/* A free variable: where the code that makes the function finds the cell. */
typedef struct LangFree {
    const LangName *name;
    bool from_cell; /* its own cell `slot`, else its free variable `slot` */
    uint32_t slot;
} LangFree;

struct LangCode {
    const LangUnit *unit;
    LangText name, qualname;
    uint32_t flags; /* LANG_CODE_… */
    uint32_t first_line;
    uint32_t pos_only, positional, kw_only; /* parameters; `positional` counts pos_only too, without *args */
    uint32_t param_count;                   /* all, with *args and **kwargs */
    uint32_t local_count, cell_count, free_count;
    uint32_t first_temp, register_count;
    const LangName *const *locals; /* names of the locals: local_count */
    const LangName *const *cells;
    const LangFree *frees;
    const LangInstr *instrs;
    const LangPlace *places; /* one for each instruction */
    uint32_t instr_count;
    const LangK *ks;
    uint32_t k_count;
    const LangName *const *names; /* for operands n */
    uint32_t name_count;
    const LangName *const *sites; /* the attribute names of the sites */
    uint32_t site_count;
    const LangGuard *guards;
    uint32_t guard_count;
    const LangHandled *handled;
    uint32_t handled_count;
    uint32_t index; /* in the unit */
};

struct LangUnit {
    LangArena arena;
    LangSource source; /* a copy of the script's text, for tracebacks */
    const LangCode *module;
    const LangCode **codes; /* by index; an outer one before its inner ones */
    uint32_t code_count;
    const LangName *const *globals; /* names of the global slots */
    uint32_t global_count;
    bool lines;             /* compiled with LINE instructions */
    bool library;           /* a module of the library: screens and tracebacks show nothing of it (vm_library.h) */
    LangUnit *next_library; /* of the same machine */
};

/* Where instruction `pc` comes from; {0} when pc is out of range. */
LangPlace lang_code_place(const LangCode *code, uint32_t pc);

#endif
