/* lang_scope_internal.h: what the files of the scope pass share.
 *
 * The pass walks the tree once (lang_scope_walk.c), makes the scopes with their symbols, checks what CPython's symbol
 * table and compiler check, and notes every place that needs a LangRef.  Then it decides what each symbol is, outer
 * scopes first, gives out the slots, and fills in the noted places (lang_scope.c).
 */
#ifndef LANG_SCOPE_INTERNAL_H
#define LANG_SCOPE_INTERNAL_H

#include "lang/lang_parser.h"

/* A place to fill in. */
typedef struct LangPatch {
    LangRef *ref;
    LangScope *scope;
    uint32_t symbol;
    bool load;
    LangSpan span;
} LangPatch;

typedef struct LangScopeError {
    bool set;
    LangSpan span;
    char message[200];
    const char *hint;
} LangScopeError;

typedef struct LangWalk {
    LangModule *module;
    LangArena *arena;
    const LsAlloc *alloc;
    LangScope *scope;           /* where the walk is */
    const LangName *class_name; /* of the innermost class, for private names; NULL outside */
    LangSpan value_return;      /* of the function: its first return with a value; line 0: none */
    uint32_t depth;
    uint32_t iterables;     /* within the first iterable of so many comprehensions */
    uint32_t import_guards; /* within the bodies of so many `try` that catch ImportError */
    uint32_t attr_guards;   /* within so many conditions, and bodies of `try` with handlers */
    bool in_loop;
    bool in_star_handler; /* break, continue and return may not leave except* */
    bool loop_in_star_handler;

    LangPatch *patches;
    size_t patch_count, patch_capacity;
    size_t scope_capacity, import_capacity, attr_capacity;
    uint64_t *table; /* (scope, name) to symbol; 0: free */
    uint32_t *table_symbols;
    size_t table_size, table_count;

    bool no_memory;
    LangScopeError error; /* ends the walk */
    LangScopeError late;  /* found by CPython's compiler, after all of the above */
} LangWalk;

/* Walks the whole module; false when `error` or `no_memory` is set. */
bool lang_w_walk(LangWalk *w);

/* The symbol of that name in the scope, made when it is new; NULL without memory. */
LangSymbol *lang_w_symbol(LangWalk *w, LangScope *scope, const LangName *name, LangSpan span);
/* The same, NULL when there is none. */
LangSymbol *lang_w_find(const LangWalk *w, const LangScope *scope, const LangName *name);
LangScope *lang_w_new_scope(LangWalk *w, LangScopeKind kind, const LangNode *node, const LangName *name);

/* Errors.  The first one of each sort is kept.  Both return false. */
bool lang_w_fail(LangWalk *w, LangSpan span, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool lang_w_fail_late(LangWalk *w, LangSpan span, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A private name in a class becomes _Class__name. */
const LangName *lang_w_mangle(LangWalk *w, const LangName *name);
/* `name` is read or bound here: notes `ref` as a place to fill in. */
bool lang_w_use(LangWalk *w, LangRef *ref, const LangName *name, LangContext context, LangSpan span);
/* Expressions of all sorts (lang_scope_expr.c); NULL is allowed. */
bool lang_w_visit(LangWalk *w, LangNode *node);
bool lang_w_visit_all(LangWalk *w, const LangNodes *nodes);
/* The same for what may be starred: elements and arguments. */
bool lang_w_visit_elements(LangWalk *w, const LangNodes *nodes);
/* The parameters' defaults and annotations, in the scope around the function. */
bool lang_w_visit_arguments(LangWalk *w, const LangArguments *args);
/* The parameters as symbols of the function's own scope. */
bool lang_w_bind_arguments(LangWalk *w, const LangArguments *args);
bool lang_w_check_keywords(LangWalk *w, const LangNodes *keywords);
bool lang_w_check_name(LangWalk *w, const LangName *name, LangSpan span);
/* Statements and patterns (lang_scope_walk.c). */
bool lang_w_statement(LangWalk *w, LangNode *node);
bool lang_w_block(LangWalk *w, const LangNodes *body);
/* Into and out of a nested scope. */
typedef struct LangWalkState {
    LangScope *scope;
    const LangName *class_name;
    LangSpan value_return;
    uint32_t iterables;
    bool in_loop, in_star_handler, loop_in_star_handler;
} LangWalkState;

LangWalkState lang_w_enter(LangWalk *w, LangScope *scope);
void lang_w_leave(LangWalk *w, LangWalkState state);

#endif
