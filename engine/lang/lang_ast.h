/* lang_ast.h: the abstract syntax tree of a script.
 *
 * The tree has the shape that the documentation of Python 3.11's `ast` module describes: the same kinds, the same
 * fields, the same positions (lines from 1, columns from 0 in UTF-8 bytes, ends exclusive).  A node is a LangNode: its
 * kind, its position and the member of the union `u` that the table below names for its kind.  Nodes are allocated only
 * as large as that member: never copy one by value, and touch no other member.
 *
 * Everything (nodes, lists, names, strings, scopes) lives in the arena of the LangModule that lang_parse returns and is
 * freed with it, at once.  Names are interned per module: equal names are equal pointers.  lang_scope.h says what the
 * `ref` and `scope` fields mean; they are filled when lang_parse returns.
 *
 * Guarantees of a module that lang_parse returned with LS_OK: every placement rule of the language has been checked
 * (return, await, yield, break, continue, duplicate arguments, targets, order of arguments, ...), private names in
 * classes are mangled already, and no path from the root to a leaf is longer than LANG_MAX_DEPTH nodes, so that a pass
 * over the tree may recurse.
 */
#ifndef LANG_AST_H
#define LANG_AST_H

#include "base/ls_buf.h"
#include "base/ls_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LANG_MAX_DEPTH = 2000 };

/* X(symbol, name in Python's ast module, union member) */
#define LANG_NODE_TABLE(X)                                                                                             \
    X(LANG_NODE_MODULE, "Module", module)                                                                              \
    /* statements */                                                                                                   \
    X(LANG_NODE_FUNCTION_DEF, "FunctionDef", function)                                                                 \
    X(LANG_NODE_ASYNC_FUNCTION_DEF, "AsyncFunctionDef", function)                                                      \
    X(LANG_NODE_CLASS_DEF, "ClassDef", class_def)                                                                      \
    X(LANG_NODE_RETURN, "Return", value)                                                                               \
    X(LANG_NODE_DELETE, "Delete", targets)                                                                             \
    X(LANG_NODE_ASSIGN, "Assign", assign)                                                                              \
    X(LANG_NODE_AUG_ASSIGN, "AugAssign", aug_assign)                                                                   \
    X(LANG_NODE_ANN_ASSIGN, "AnnAssign", ann_assign)                                                                   \
    X(LANG_NODE_FOR, "For", for_loop)                                                                                  \
    X(LANG_NODE_ASYNC_FOR, "AsyncFor", for_loop)                                                                       \
    X(LANG_NODE_WHILE, "While", branch)                                                                                \
    X(LANG_NODE_IF, "If", branch)                                                                                      \
    X(LANG_NODE_WITH, "With", with)                                                                                    \
    X(LANG_NODE_ASYNC_WITH, "AsyncWith", with)                                                                         \
    X(LANG_NODE_MATCH, "Match", match)                                                                                 \
    X(LANG_NODE_RAISE, "Raise", raise)                                                                                 \
    X(LANG_NODE_TRY, "Try", try_block)                                                                                 \
    X(LANG_NODE_TRY_STAR, "TryStar", try_block)                                                                        \
    X(LANG_NODE_ASSERT, "Assert", assertion)                                                                           \
    X(LANG_NODE_IMPORT, "Import", import)                                                                              \
    X(LANG_NODE_IMPORT_FROM, "ImportFrom", import)                                                                     \
    X(LANG_NODE_GLOBAL, "Global", names)                                                                               \
    X(LANG_NODE_NONLOCAL, "Nonlocal", names)                                                                           \
    X(LANG_NODE_EXPR, "Expr", value)                                                                                   \
    X(LANG_NODE_PASS, "Pass", nothing)                                                                                 \
    X(LANG_NODE_BREAK, "Break", nothing)                                                                               \
    X(LANG_NODE_CONTINUE, "Continue", nothing)                                                                         \
    /* expressions */                                                                                                  \
    X(LANG_NODE_BOOL_OP, "BoolOp", bool_op)                                                                            \
    X(LANG_NODE_NAMED_EXPR, "NamedExpr", named)                                                                        \
    X(LANG_NODE_BIN_OP, "BinOp", bin_op)                                                                               \
    X(LANG_NODE_UNARY_OP, "UnaryOp", unary)                                                                            \
    X(LANG_NODE_LAMBDA, "Lambda", lambda)                                                                              \
    X(LANG_NODE_IF_EXP, "IfExp", if_exp)                                                                               \
    X(LANG_NODE_DICT, "Dict", dict)                                                                                    \
    X(LANG_NODE_SET, "Set", sequence)                                                                                  \
    X(LANG_NODE_LIST_COMP, "ListComp", comp)                                                                           \
    X(LANG_NODE_SET_COMP, "SetComp", comp)                                                                             \
    X(LANG_NODE_DICT_COMP, "DictComp", comp)                                                                           \
    X(LANG_NODE_GENERATOR_EXP, "GeneratorExp", comp)                                                                   \
    X(LANG_NODE_AWAIT, "Await", value)                                                                                 \
    X(LANG_NODE_YIELD, "Yield", value)                                                                                 \
    X(LANG_NODE_YIELD_FROM, "YieldFrom", value)                                                                        \
    X(LANG_NODE_COMPARE, "Compare", compare)                                                                           \
    X(LANG_NODE_CALL, "Call", call)                                                                                    \
    X(LANG_NODE_FORMATTED_VALUE, "FormattedValue", formatted)                                                          \
    X(LANG_NODE_JOINED_STR, "JoinedStr", sequence)                                                                     \
    X(LANG_NODE_CONSTANT, "Constant", constant)                                                                        \
    X(LANG_NODE_ATTRIBUTE, "Attribute", attribute)                                                                     \
    X(LANG_NODE_SUBSCRIPT, "Subscript", subscript)                                                                     \
    X(LANG_NODE_STARRED, "Starred", starred)                                                                           \
    X(LANG_NODE_NAME, "Name", name)                                                                                    \
    X(LANG_NODE_LIST, "List", sequence)                                                                                \
    X(LANG_NODE_TUPLE, "Tuple", sequence)                                                                              \
    X(LANG_NODE_SLICE, "Slice", slice)                                                                                 \
    /* parts */                                                                                                        \
    X(LANG_NODE_COMPREHENSION, "comprehension", comprehension)                                                         \
    X(LANG_NODE_EXCEPT_HANDLER, "ExceptHandler", handler)                                                              \
    X(LANG_NODE_ARG, "arg", arg)                                                                                       \
    X(LANG_NODE_KEYWORD, "keyword", keyword)                                                                           \
    X(LANG_NODE_ALIAS, "alias", alias)                                                                                 \
    X(LANG_NODE_WITH_ITEM, "withitem", with_item)                                                                      \
    X(LANG_NODE_MATCH_CASE, "match_case", match_case)                                                                  \
    /* patterns */                                                                                                     \
    X(LANG_NODE_MATCH_VALUE, "MatchValue", value)                                                                      \
    X(LANG_NODE_MATCH_SINGLETON, "MatchSingleton", value)                                                              \
    X(LANG_NODE_MATCH_SEQUENCE, "MatchSequence", targets)                                                              \
    X(LANG_NODE_MATCH_MAPPING, "MatchMapping", match_mapping)                                                          \
    X(LANG_NODE_MATCH_CLASS, "MatchClass", match_class)                                                                \
    X(LANG_NODE_MATCH_STAR, "MatchStar", match_capture)                                                                \
    X(LANG_NODE_MATCH_AS, "MatchAs", match_capture)                                                                    \
    X(LANG_NODE_MATCH_OR, "MatchOr", targets)

typedef enum LangNodeKind {
#define LANG_NODE_ENUM(symbol, name, member) symbol,
    LANG_NODE_TABLE(LANG_NODE_ENUM)
#undef LANG_NODE_ENUM
        LANG_NODE_COUNT
} LangNodeKind;

/* X(symbol, name in Python's ast module, operator) */
#define LANG_BINARY_TABLE(X)                                                                                           \
    X(LANG_BINARY_ADD, "Add", "+")                                                                                     \
    X(LANG_BINARY_SUB, "Sub", "-")                                                                                     \
    X(LANG_BINARY_MULT, "Mult", "*")                                                                                   \
    X(LANG_BINARY_MAT_MULT, "MatMult", "@")                                                                            \
    X(LANG_BINARY_DIV, "Div", "/")                                                                                     \
    X(LANG_BINARY_MOD, "Mod", "%")                                                                                     \
    X(LANG_BINARY_POW, "Pow", "**")                                                                                    \
    X(LANG_BINARY_LSHIFT, "LShift", "<<")                                                                              \
    X(LANG_BINARY_RSHIFT, "RShift", ">>")                                                                              \
    X(LANG_BINARY_BIT_OR, "BitOr", "|")                                                                                \
    X(LANG_BINARY_BIT_XOR, "BitXor", "^")                                                                              \
    X(LANG_BINARY_BIT_AND, "BitAnd", "&")                                                                              \
    X(LANG_BINARY_FLOOR_DIV, "FloorDiv", "//")

typedef enum LangBinary {
#define LANG_BINARY_ENUM(symbol, name, text) symbol,
    LANG_BINARY_TABLE(LANG_BINARY_ENUM)
#undef LANG_BINARY_ENUM
        LANG_BINARY_COUNT
} LangBinary;

typedef enum LangUnary { LANG_UNARY_INVERT, LANG_UNARY_NOT, LANG_UNARY_PLUS, LANG_UNARY_MINUS } LangUnary;

typedef enum LangBool { LANG_BOOL_AND, LANG_BOOL_OR } LangBool;

/* X(symbol, name in Python's ast module, operator) */
#define LANG_COMPARE_TABLE(X)                                                                                          \
    X(LANG_COMPARE_EQ, "Eq", "==")                                                                                     \
    X(LANG_COMPARE_NE, "NotEq", "!=")                                                                                  \
    X(LANG_COMPARE_LT, "Lt", "<")                                                                                      \
    X(LANG_COMPARE_LE, "LtE", "<=")                                                                                    \
    X(LANG_COMPARE_GT, "Gt", ">")                                                                                      \
    X(LANG_COMPARE_GE, "GtE", ">=")                                                                                    \
    X(LANG_COMPARE_IS, "Is", "is")                                                                                     \
    X(LANG_COMPARE_IS_NOT, "IsNot", "is not")                                                                          \
    X(LANG_COMPARE_IN, "In", "in")                                                                                     \
    X(LANG_COMPARE_NOT_IN, "NotIn", "not in")

typedef enum LangCompare {
#define LANG_COMPARE_ENUM(symbol, name, text) symbol,
    LANG_COMPARE_TABLE(LANG_COMPARE_ENUM)
#undef LANG_COMPARE_ENUM
        LANG_COMPARE_COUNT
} LangCompare;

typedef enum LangContext { LANG_LOAD, LANG_STORE, LANG_DEL } LangContext;

typedef enum LangConstantKind {
    LANG_CONSTANT_NONE,
    LANG_CONSTANT_FALSE,
    LANG_CONSTANT_TRUE,
    LANG_CONSTANT_ELLIPSIS,
    LANG_CONSTANT_INT,       /* `integer` */
    LANG_CONSTANT_BIG_INT,   /* `text`: digits without prefix and underscores, `base` 2, 8, 10 or 16 */
    LANG_CONSTANT_FLOAT,     /* `number` */
    LANG_CONSTANT_IMAGINARY, /* `number` times j */
    LANG_CONSTANT_STR,       /* `text`: UTF-8; may hold NULs, and surrogates as three bytes each */
    LANG_CONSTANT_BYTES,     /* `text`: any bytes */
} LangConstantKind;

/* How a name is reached from where it stands; see lang_scope.h. */
typedef enum LangRefKind {
    LANG_REF_NONE,       /* nothing to reach: a MatchAs without a name, ... */
    LANG_REF_LOCAL,      /* slot: index among the function's locals, parameters first */
    LANG_REF_CELL,       /* slot: index among the cells that the function itself creates */
    LANG_REF_FREE,       /* slot: index among the cells that the function's closure brings */
    LANG_REF_GLOBAL,     /* slot: index in the module's table of globals */
    LANG_REF_NAME,       /* in a class body: its namespace, then the global `slot`, then the builtins */
    LANG_REF_CLASS_FREE, /* in a class body, to read: its namespace, then the closure's cell `slot` */
} LangRefKind;

typedef struct LangRef {
    LangRefKind kind;
    uint32_t slot;
} LangRef;

/* Bytes in the module's arena or its source.  `data` is followed by a NUL that is not counted. */
typedef struct LangText {
    const char *data;
    uint32_t size;
} LangText;

/* An interned identifier (NFKC, mangled), or the dotted name of a module. */
typedef struct LangName {
    const char *text; /* ends with NUL */
    uint32_t size;
    uint32_t id; /* 0, 1, 2, ... in order of first appearance in the module */
} LangName;

typedef struct LangSpan {
    uint32_t line;       /* from 1 */
    uint32_t column;     /* from 0, bytes */
    uint32_t end_line;   /* from 1 */
    uint32_t end_column; /* from 0, bytes, one past the last */
} LangSpan;

typedef struct LangNode LangNode;
typedef struct LangScope LangScope;

typedef struct LangNodes {
    LangNode **items; /* NULL when empty */
    uint32_t count;
} LangNodes;

/* The parameters of a function or lambda.  All lists hold `arg` nodes, except the defaults (expressions). */
typedef struct LangArguments {
    LangNodes posonly;
    LangNodes args;
    LangNode *vararg; /* NULL without *args */
    LangNodes kwonly;
    LangNodes kw_defaults; /* as many as `kwonly`; an item is NULL for a required one */
    LangNode *kwarg;       /* NULL without **kwargs */
    LangNodes defaults;    /* of the last of posonly + args */
} LangArguments;

struct LangNode {
    LangNodeKind kind;
    LangSpan span;
    union {
        struct {
            char unused;
        } nothing;
        struct {
            LangNodes body;
            LangScope *scope;
        } module;
        struct { /* span begins at `def`/`async`, decorators stand before it */
            const LangName *name;
            LangArguments *args;
            LangNodes body;
            LangNodes decorators;
            LangNode *returns; /* or NULL */
            LangScope *scope;
            LangRef ref; /* where the function is bound */
        } function;
        struct {
            const LangName *name;
            LangNodes bases; /* may hold Starred */
            LangNodes keywords;
            LangNodes body;
            LangNodes decorators;
            LangScope *scope;
            LangRef ref;
        } class_def;
        struct {             /* Return, Expr, Await, Yield, YieldFrom, MatchValue, MatchSingleton (a Constant) */
            LangNode *value; /* NULL: return and yield without one */
        } value;
        struct { /* Delete, MatchSequence, MatchOr */
            LangNodes items;
        } targets;
        struct {
            LangNodes targets;
            LangNode *value;
        } assign;
        struct {
            LangNode *target;
            LangNode *value;
            LangBinary op;
        } aug_assign;
        struct {
            LangNode *target;
            LangNode *annotation;
            LangNode *value; /* or NULL */
            bool simple;     /* a plain name without parentheses */
        } ann_assign;
        struct {
            LangNode *target;
            LangNode *iter;
            LangNodes body;
            LangNodes orelse;
        } for_loop;
        struct { /* If, While */
            LangNode *test;
            LangNodes body;
            LangNodes orelse; /* elif: one If */
        } branch;
        struct {
            LangNodes items;
            LangNodes body;
        } with;
        struct {
            LangNode *subject;
            LangNodes cases;
        } match;
        struct {
            LangNode *exc;   /* or NULL */
            LangNode *cause; /* or NULL */
        } raise;
        struct {
            LangNodes body;
            LangNodes handlers;
            LangNodes orelse;
            LangNodes finalbody;
        } try_block;
        struct {
            LangNode *test;
            LangNode *message; /* or NULL */
        } assertion;
        struct {
            const LangName *module; /* ImportFrom; NULL for `from . import` */
            LangNodes names;        /* alias */
            uint32_t level;         /* leading dots */
        } import;
        struct {
            const LangName **items;
            uint32_t count;
        } names;
        struct {
            LangNodes values; /* at least two */
            LangBool op;
        } bool_op;
        struct {
            LangNode *target; /* Name */
            LangNode *value;
        } named;
        struct {
            LangNode *left;
            LangNode *right;
            LangBinary op;
        } bin_op;
        struct {
            LangNode *operand;
            LangUnary op;
        } unary;
        struct {
            LangArguments *args;
            LangNode *body;
            LangScope *scope;
        } lambda;
        struct {
            LangNode *test;
            LangNode *body;
            LangNode *orelse;
        } if_exp;
        struct {
            LangNodes keys; /* an item is NULL for `**value` */
            LangNodes values;
        } dict;
        struct { /* Set, List, Tuple, JoinedStr (Constant and FormattedValue) */
            LangNodes items;
            LangContext context; /* List and Tuple */
        } sequence;
        struct {
            LangNode *element;    /* DictComp: the key */
            LangNode *value;      /* DictComp only */
            LangNodes generators; /* comprehension; the first one's `iter` is evaluated outside of `scope` */
            LangScope *scope;
        } comp;
        struct {
            LangNode *left;
            const uint8_t *ops; /* LangCompare, as many as comparators */
            LangNodes comparators;
        } compare;
        struct {
            LangNode *func;
            LangNodes args; /* may hold Starred */
            LangNodes keywords;
        } call;
        struct {
            LangNode *value;
            LangNode *format_spec; /* JoinedStr or NULL */
            char conversion;       /* 's', 'r', 'a' or 0 */
        } formatted;
        struct {
            LangConstantKind kind;
            uint8_t base;
            union {
                int64_t integer;
                double number;
                LangText text;
            };
        } constant;
        struct {
            LangNode *value;
            const LangName *name;
            LangContext context;
        } attribute;
        struct {
            LangNode *value;
            LangNode *index; /* any expression, Slice, or a Tuple with Slices in it */
            LangContext context;
        } subscript;
        struct {
            LangNode *value;
            LangContext context;
        } starred;
        struct {
            const LangName *name;
            LangRef ref;
            LangContext context;
        } name;
        struct { /* each may be NULL */
            LangNode *lower;
            LangNode *upper;
            LangNode *step;
        } slice;
        struct {
            LangNode *target;
            LangNode *iter;
            LangNodes ifs;
            bool is_async;
        } comprehension;
        struct {
            LangNode *type;       /* NULL: bare except */
            const LangName *name; /* or NULL */
            LangNodes body;
            LangRef ref;
        } handler;
        struct {
            const LangName *name;
            LangNode *annotation; /* or NULL */
            LangRef ref;          /* LOCAL, or CELL: then the argument arrives in local slot `position` */
            uint32_t position;    /* local slot in which the caller leaves it */
        } arg;
        struct {
            const LangName *name; /* NULL for `**value` */
            LangNode *value;
        } keyword;
        struct {
            const LangName *name;   /* dotted for `import a.b` */
            const LangName *asname; /* or NULL */
            LangRef ref;            /* of `asname`, else of `name` (import a.b: of `a`) */
        } alias;
        struct {
            LangNode *context;
            LangNode *vars; /* or NULL */
        } with_item;
        struct {
            LangNode *pattern;
            LangNode *guard; /* or NULL */
            LangNodes body;
        } match_case;
        struct {
            LangNodes keys; /* expressions */
            LangNodes patterns;
            const LangName *rest; /* or NULL */
            LangRef ref;
        } match_mapping;
        struct {
            LangNode *cls;
            LangNodes patterns;
            const LangName **kwd_names; /* as many as kwd_patterns */
            LangNodes kwd_patterns;
        } match_class;
        struct {                  /* MatchAs, MatchStar */
            LangNode *pattern;    /* MatchAs: NULL for a bare capture */
            const LangName *name; /* NULL for `_` */
            LangRef ref;
        } match_capture;
    } u;
};

/* The kind's name in Python's ast module. */
const char *lang_node_name(LangNodeKind kind);
/* Bytes that a node of this kind takes. */
size_t lang_node_size(LangNodeKind kind);
const char *lang_binary_text(LangBinary op);
const char *lang_compare_text(LangCompare op);

/* Appends the tree under `node` as an S-expression, one statement a line, nested ones indented:
 * (Assign [(Name x)] (BinOp + (Name a) 1)).  With `refs`, names carry how they are reached: (Name x local:0). */
void lang_ast_dump(LsBuf *out, const LangNode *node, bool refs);

#endif
