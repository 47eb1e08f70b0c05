/* lang_scope.h: what every name in a script means.
 *
 * lang_parse runs this pass over the finished tree.  Afterwards each Module, function, lambda, class and comprehension
 * has its LangScope, and each place that reads or binds a name has its LangRef: how to reach it, as a kind and a slot.
 *
 * Slots.  A function, lambda or comprehension has `local_count` local slots.  Parameters come first, in the order
 * positional-only, positional, keyword-only, *args, **kwargs; a parameter that an inner function captures still arrives
 * in its local slot (LangNode arg.position) and is moved by the function's entry into its cell (arg.ref).  A
 * comprehension has one parameter, the iterator over its first iterable, which its enclosing scope evaluates; its name
 * is ".0". Cells that the scope creates are numbered from 0 in `cells`, cells that its closure brings from 0 in
 * `frees`; a free variable's `outer` says where the enclosing scope finds that cell: in its CELL or its FREE slot.  A
 * class body may also pass a cell on to its methods while it binds the same name in its namespace: then the symbol is a
 * NAME and yet listed in `frees`. Classes: bound names live in the namespace (NAME); the only cell a class body creates
 * is `__class__`, for methods that mention it or `super`.  Module: all names are GLOBAL.
 *
 * Scopes live in the arena of their LangModule.
 */
#ifndef LANG_SCOPE_H
#define LANG_SCOPE_H

#include "lang/lang_ast.h"

typedef enum LangScopeKind {
    LANG_SCOPE_MODULE,
    LANG_SCOPE_FUNCTION,
    LANG_SCOPE_LAMBDA,
    LANG_SCOPE_CLASS,
    LANG_SCOPE_COMPREHENSION,
} LangScopeKind;

typedef struct LangSymbol {
    const LangName *name;
    LangRef ref;   /* how this scope reaches it */
    LangRef outer; /* of the symbols listed in `frees`: CELL or FREE of the parent scope; else NONE */
    int32_t param; /* local slot in which the argument arrives, -1 when it is no parameter */
    bool bound;    /* this scope binds it */
    bool read;     /* this scope reads it */
    bool annotated;
    bool iterated; /* the target of a comprehension's `for` */
    bool captured; /* an inner scope uses this scope's variable */
    bool implied;  /* only read by the rule for `super()` */
    bool declared_global;
    bool declared_nonlocal;
    LangSpan first; /* where it appears first */
} LangSymbol;

struct LangScope {
    LangScopeKind kind;
    LangScope *parent;    /* NULL for the module */
    uint32_t index;       /* in LangModule.scopes */
    const LangNode *node; /* whose scope it is */
    const LangName *name; /* as in __name__, never mangled: "f", "<lambda>", "<listcomp>", "<module>", ... */
    LangText qualname;    /* as in __qualname__: "C.f", "f.<locals>.g"; the module's is "<module>" */

    LangSymbol *symbols; /* all of the scope's names, in order of first appearance, parameters first */
    uint32_t symbol_count;
    /* Indices into `symbols`, by slot. */
    uint32_t *locals; /* parameters that became cells stand here too */
    uint32_t local_count;
    uint32_t *cells;
    uint32_t cell_count;
    uint32_t *frees;
    uint32_t free_count;
    uint32_t param_count; /* all of them, *args and **kwargs included */

    bool is_async;     /* async def, or a comprehension with `async for` or `await` that is no generator expression */
    bool is_generator; /* has yield; generator expressions */
    bool is_coroutine; /* async and no generator */
    bool is_async_generator;
    bool has_await; /* await, async for, async with */
    bool has_yield;
    bool has_yield_from;
    bool uses_super;       /* the name `super` is read in a function */
    bool uses_locals;      /* the name `locals` (or vars, dir) is read: the frame may be looked at */
    bool has_return_value; /* return with a value */
    bool needs_class_cell; /* class: `__class__` is cell 0 */
    bool has_docstring;    /* the first statement is one */
};

/* One name of the module's table of globals, by slot. */
typedef struct LangGlobal {
    const LangName *name;
    bool bound;     /* somewhere: at module level, or under a `global` statement */
    bool read;      /* somewhere, as a global for certain */
    uint32_t binds; /* places that bind it */
    LangSpan first; /* first reading, or, when it is never read, first binding */
} LangGlobal;

/* One imported module or name. */
typedef struct LangImportUse {
    const LangNode *statement; /* Import or ImportFrom */
    const LangNode *alias;
    bool guarded; /* in a `try` that catches ImportError: a missing module or name is the script's own business */
} LangImportUse;

/* `name.attribute`, read or bound. */
typedef struct LangAttrUse {
    const LangNode *node; /* Attribute; its value is a Name */
    bool guarded; /* under a condition, or in a `try` with handlers: it may never be read, or its absence be expected */
} LangAttrUse;

struct LangModule;
struct LangDiagList;

/* Resolves all names of the module; called by lang_parse.  LS_E_REFUSED with one diagnostic for a script that breaks a
 * rule of scopes ("no binding for nonlocal 'x' found"), LS_E_NOMEM. */
LsStatus lang_scope_resolve(struct LangModule *module, struct LangDiagList *diags);

/* The symbol of that name, or NULL. */
const LangSymbol *lang_scope_find(const LangScope *scope, const LangName *name);

#endif
