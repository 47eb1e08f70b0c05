/* lang_op.h: the instructions of the register machine, one table.
 *
 * An instruction is 64 bits: the opcode, a hint byte and three operands of 16 bits.  A frame's registers are its
 * locals, the cells that it creates, then its temporaries.  What the operand letters in the table mean:
 *
 *     d  register that is written: what it held before is dropped
 *     r  register that is read: a temporary whose LANG_USES_… bit is set in `hint` is moved out and left empty
 *     w  first register of a window of consecutive temporaries (see the instruction)
 *     c  cell register      f  index of a free variable     g  slot of a global
 *     k  index of a constant      n  index of a name        s  index of an attribute site
 *     u  number             j  signed offset from the instruction that follows
 *     K  operands b and c together: index of a constant     J  b and c together: a long offset
 *     -  unused
 *
 * Binary operators stand in the order of LangBinary, comparisons in the order of LANG_COMPARE_EQ … GE.
 */
#ifndef LANG_OP_H
#define LANG_OP_H

#include <stdint.h>

/* X(symbol, operands a b c, meaning) */
#define LANG_OP_TABLE(X)                                                                                               \
    X(NOP, "---", "nothing")                                                                                           \
    X(LINE, "---", "tells the recorder that the frame reaches this line")                                              \
    /* moving values */                                                                                                \
    X(MOVE, "dr-", "d = r")                                                                                            \
    X(LOAD_K, "dK", "d = constant")                                                                                    \
    X(CHECK_LOCAL, "r--", "UnboundLocalError unless local r is bound")                                                 \
    X(DELETE_LOCAL, "r--", "unbinds local r, which must be bound")                                                     \
    X(CLEAR, "w--", "drops what the register holds")                                                                   \
    X(MAKE_CELL, "cr-", "a new cell in c; hint 1: it takes over the argument in r")                                    \
    X(LOAD_CELL, "dc-", "d = cell's value")                                                                            \
    X(STORE_CELL, "cr-", "cell's value = r")                                                                           \
    X(DELETE_CELL, "c--", "empties the cell, which must be full")                                                      \
    X(LOAD_FREE, "df-", "d = value of a free variable")                                                                \
    X(STORE_FREE, "fr-", "free variable = r")                                                                          \
    X(DELETE_FREE, "f--", "empties the free variable")                                                                 \
    X(LOAD_GLOBAL, "dg-", "d = global or builtin")                                                                     \
    X(LOAD_GLOBAL_METHOD, "dg-", "the same in front of LOAD_METHOD of d: does both if the global is a module")         \
    X(LOAD_GLOBAL_AWAIT, "dg-", "the same, argument, CALL_METHOD_AWAIT and its two follow: does all if it can")        \
    X(LOAD_GLOBAL_ADD, "dg-", "the same in front of ADD_K of d and STORE_GLOBAL of the sum: does all for numbers")     \
    X(STORE_GLOBAL, "gr-", "global = r")                                                                               \
    X(DELETE_GLOBAL, "g--", "removes the global")                                                                      \
    X(LOAD_NAME, "dgn", "class body: d = namespace[n], else the global g, else a builtin")                             \
    X(LOAD_CLASS_FREE, "dfn", "class body: d = namespace[n], else the free variable")                                  \
    X(STORE_NAME, "nr-", "class body: namespace[n] = r")                                                               \
    X(DELETE_NAME, "n--", "class body: del namespace[n]")                                                              \
    X(LOAD_CELL_OBJECT, "dc-", "d = the cell itself (hint 1: c is a free variable)")                                   \
    /* operators */                                                                                                    \
    X(ADD, "drr", "d = r + r")                                                                                         \
    X(SUB, "drr", "-")                                                                                                 \
    X(MUL, "drr", "*")                                                                                                 \
    X(MATMUL, "drr", "@")                                                                                              \
    X(TRUEDIV, "drr", "/")                                                                                             \
    X(MOD, "drr", "%")                                                                                                 \
    X(POW, "drr", "**")                                                                                                \
    X(LSHIFT, "drr", "<<")                                                                                             \
    X(RSHIFT, "drr", ">>")                                                                                             \
    X(OR, "drr", "|")                                                                                                  \
    X(XOR, "drr", "^")                                                                                                 \
    X(AND, "drr", "&")                                                                                                 \
    X(FLOORDIV, "drr", "//")                                                                                           \
    X(ADD_K, "drk", "d = r + constant")                                                                                \
    X(SUB_K, "drk", "-")                                                                                               \
    X(MUL_K, "drk", "*")                                                                                               \
    X(MATMUL_K, "drk", "@")                                                                                            \
    X(TRUEDIV_K, "drk", "/")                                                                                           \
    X(MOD_K, "drk", "%")                                                                                               \
    X(POW_K, "drk", "**")                                                                                              \
    X(LSHIFT_K, "drk", "<<")                                                                                           \
    X(RSHIFT_K, "drk", ">>")                                                                                           \
    X(OR_K, "drk", "|")                                                                                                \
    X(XOR_K, "drk", "^")                                                                                               \
    X(AND_K, "drk", "&")                                                                                               \
    X(FLOORDIV_K, "drk", "//")                                                                                         \
    X(NEGATIVE, "dr-", "d = -r")                                                                                       \
    X(POSITIVE, "dr-", "d = +r")                                                                                       \
    X(INVERT, "dr-", "d = ~r")                                                                                         \
    X(NOT, "dr-", "d = not r")                                                                                         \
    X(EQ, "drr", "d = r == r")                                                                                         \
    X(NE, "drr", "!=")                                                                                                 \
    X(LT, "drr", "<")                                                                                                  \
    X(LE, "drr", "<=")                                                                                                 \
    X(GT, "drr", ">")                                                                                                  \
    X(GE, "drr", ">=")                                                                                                 \
    X(IS, "drr", "d = r is r; hint LANG_NEGATED: is not")                                                              \
    X(CONTAINS, "drr", "d = r in r; hint LANG_NEGATED: not in")                                                        \
    /* jumps */                                                                                                        \
    X(JUMP, "-J", "goes on elsewhere")                                                                                 \
    X(JUMP_BACK, "-J", "the same to an earlier place: counts for the limits")                                          \
    X(JUMP_IF, "rJ", "jumps if r is true; hint LANG_ELSE_CLEAR: else drops r")                                         \
    X(JUMP_IF_NOT, "rJ", "jumps if r is false")                                                                        \
    X(JUMP_IF_NONE, "rJ", "jumps if r is None")                                                                        \
    X(JUMP_IF_NOT_NONE, "rJ", "jumps if r is not None")                                                                \
    X(JUMP_EQ, "rrj", "jumps if r == r; hint LANG_NEGATED: if not")                                                    \
    X(JUMP_NE, "rrj", "!=")                                                                                            \
    X(JUMP_LT, "rrj", "<")                                                                                             \
    X(JUMP_LE, "rrj", "<=")                                                                                            \
    X(JUMP_GT, "rrj", ">")                                                                                             \
    X(JUMP_GE, "rrj", ">=")                                                                                            \
    X(JUMP_EQ_K, "rkj", "jumps if r == constant")                                                                      \
    X(JUMP_NE_K, "rkj", "!=")                                                                                          \
    X(JUMP_LT_K, "rkj", "<")                                                                                           \
    X(JUMP_LE_K, "rkj", "<=")                                                                                          \
    X(JUMP_GT_K, "rkj", ">")                                                                                           \
    X(JUMP_GE_K, "rkj", ">=")                                                                                          \
    /* attributes and items */                                                                                         \
    X(GET_ATTR, "drs", "d = r.name")                                                                                   \
    X(SET_ATTR, "srr", "second r.name = first r")                                                                      \
    X(DELETE_ATTR, "sr-", "del r.name")                                                                                \
    X(LOAD_METHOD, "wrs", "w = r.name as a function, w+1 = self; or w = r.name, w+1 = empty")                          \
    X(LOAD_SPECIAL, "wru", "the same for a protocol's method u (LangSpecial), found in the type")                      \
    X(GET_ITEM, "drr", "d = r[r]")                                                                                     \
    X(GET_ITEM_K, "drk", "d = r[constant]")                                                                            \
    X(SET_ITEM, "rrr", "a[b] = c")                                                                                     \
    X(DELETE_ITEM, "rr-", "del a[b]")                                                                                  \
    X(SLICE, "dw-", "d = slice(w, w+1, w+2)")                                                                          \
    /* calls */                                                                                                        \
    X(CALL, "wdk", "d = w(w+1 …); hint arguments; c: constant with the names of the last ones, or LANG_NO_K")          \
    X(CALL_METHOD, "wdk", "d = w(w+1 unless empty, w+2 …); hint: arguments from w+2 on")                               \
    X(CALL_AWAIT, "wdk", "CALL in front of GET_AWAITABLE and AWAIT of d: does all three if w can begin at once")       \
    X(CALL_METHOD_AWAIT, "wdk", "CALL_METHOD, likewise")                                                               \
    X(CALL_EX, "wd-", "d = w(*w+1, **w+2): a list or tuple, and a dict or empty")                                      \
    X(CALL_SUPER, "dwc", "d = super(): __class__ in cell or free c (hint 1: free), the object in local w")             \
    X(RETURN, "r--", "leaves the frame with r")                                                                        \
    X(MAKE_FUNCTION, "dkw", "d = function of code k; hint LANG_FUNCTION_…: what stands at w, w+1, …")                  \
    X(MAKE_CLASS, "wdu", "d = class: w body function, w+1 name, w+2 tuple of bases, w+3 dict of keywords or empty")    \
    /* building values */                                                                                              \
    X(TUPLE, "dwu", "d = tuple of u temporaries at w")                                                                 \
    X(LIST, "dwu", "list")                                                                                             \
    X(SET, "dwu", "set")                                                                                               \
    X(DICT, "dwu", "dict of u pairs at w")                                                                             \
    X(LIST_APPEND, "rr-", "a.append(b); a stays")                                                                      \
    X(LIST_EXTEND, "rrw", "a.extend(b) for *b; a stays; hint LANG_ONLY_STAR: for a call of w")                         \
    X(LIST_TO_TUPLE, "dr-", "d = tuple(r)")                                                                            \
    X(SET_ADD, "rr-", "a.add(b); a stays")                                                                             \
    X(SET_UPDATE, "rr-", "a.update(b); a stays")                                                                       \
    X(DICT_SET, "rrr", "a[b] = c; a stays")                                                                            \
    X(DICT_UPDATE, "rr-", "a.update(b) for {**b}; a stays")                                                            \
    X(DICT_MERGE, "rrw", "keywords **b of a call to w: no key twice; a stays")                                         \
    X(FORMAT, "drw", "d = format(r, w); hint: conversion in the low bits, LANG_FORMAT_SPEC: w is there")               \
    X(JOIN, "dwu", "d = the u strings at w, one after the other")                                                      \
    /* iteration */                                                                                                    \
    X(UNPACK, "wru", "w … = the u items of r, exactly")                                                                \
    X(UNPACK_STAR, "wru", "the same with a list: u = before + 256 * after")                                            \
    X(GET_ITER, "dr-", "d = iter(r); hint LANG_KEEP_LIST: exact lists, tuples and ranges stay as they are")            \
    X(FOR_PREPARE, "wr-", "makes r the loop state w, w+1")                                                             \
    X(FOR_NEXT, "wdj", "d = next item and jump; at the end drops the state and goes on")                               \
    X(GET_AITER, "dr-", "d = r.__aiter__()")                                                                           \
    X(GET_ANEXT, "dr-", "d = the awaitable of r.__anext__(); r stays")                                                 \
    X(END_ASYNC_FOR, "wJ", "StopAsyncIteration in w (a caught exception): drops it and jumps; others are raised")      \
    /* suspending */                                                                                                   \
    X(GET_AWAITABLE, "w-u", "makes w what can be awaited; u says for whom (LangAwaited)")                              \
    X(GET_YIELD_FROM, "w--", "makes w what can be delegated to")                                                       \
    X(AWAIT, "dw-", "d = outcome of w; suspends as often as it does; hint LANG_UNUSED: in front of CLEAR of d")        \
    X(YIELD_FROM, "dw-", "the same in a generator")                                                                    \
    X(YIELD, "dr-", "suspends with r; d = what is sent; hint LANG_YIELD_ASYNC: in an async generator")                 \
    /* exceptions */                                                                                                   \
    X(RAISE, "rr-", "raise a from b; hint LANG_RAISE_CAUSE: b is there")                                               \
    X(RERAISE, "r--", "passes the exception in r on")                                                                  \
    X(RERAISE_HANDLED, "---", "raise")                                                                                 \
    X(EXC_MATCH, "rrj", "jumps unless exception a (stays) is an instance of b")                                        \
    X(EXC_PUSH, "w--", "begins to handle the exception in w; w+1 keeps what was handled before")                       \
    X(EXC_POP, "w--", "ends a handler: w caught exception, w+1 what was handled before")                               \
    X(EXC_TYPE, "dr-", "d = type of the exception r (stays)")                                                          \
    X(EXC_TRACEBACK, "dr-", "d = its traceback or None")                                                               \
    X(EXC_SPLIT, "wrr", "except*: w = part of b that matches c (None: nothing), b = the rest (None: nothing)")         \
    X(EXC_STAR_END, "dww",                                                                                             \
      "except*: d = what is to be raised or None: b the original, c what is left, c+1 list of raised")                 \
    X(ASSERT_FAIL, "r--", "raises AssertionError; hint 1: with r")                                                     \
    /* modules */                                                                                                      \
    X(IMPORT, "dn-", "d = module n; hint 1: `import a.b` gives a")                                                     \
    X(IMPORT_FROM, "drn", "d = r.n or submodule; r stays")                                                             \
    /* match */                                                                                                        \
    X(MATCH_SEQUENCE, "dru", "d = whether r is a sequence (r stays); its length against u: hint LANG_MATCH_…")         \
    X(MATCH_MAPPING, "dru", "d = whether r is a mapping with at least u items; r stays")                               \
    X(MATCH_KEYS, "drw", "d = tuple of values of the keys in tuple w, or None; r stays")                               \
    X(MATCH_REST, "drw", "d = dict of what r holds beyond the keys in tuple w; r stays")                               \
    X(MATCH_CLASS, "drw", "d = tuple of attributes or None: w class, w+1 tuple of names; hint positional; r stays")    \
    X(ANNOTATE, "nr-", "class body: __annotations__[n] = r")

#define LANG_OP_ENUM(symbol, operands, meaning) LANG_OP_##symbol,
typedef enum LangOp { LANG_OP_TABLE(LANG_OP_ENUM) LANG_OP_COUNT } LangOp;
#undef LANG_OP_ENUM

typedef struct LangInstr {
    uint8_t op;
    uint8_t hint;
    uint16_t a, b, c;
} LangInstr;

/* hint of instructions whose operands are `r`: which of them are temporaries to be moved out */
enum { LANG_USES_A = 1, LANG_USES_B = 2, LANG_USES_C = 4 };
/* further bits of hint */
enum {
    LANG_NEGATED = 8,     /* IS, CONTAINS, JUMP_EQ … JUMP_GE_K */
    LANG_ELSE_CLEAR = 8,  /* JUMP_IF, JUMP_IF_NOT */
    LANG_ONLY_STAR = 8,   /* LIST_EXTEND */
    LANG_KEEP_LIST = 8,   /* GET_ITER */
    LANG_YIELD_ASYNC = 8, /* YIELD */
    LANG_UNUSED = 8,      /* AWAIT */
    LANG_INPLACE = 8,     /* binary operators: `+=` */
    LANG_RAISE_CAUSE = 8, /* RAISE */
    LANG_FORMAT_STR = 8,  /* FORMAT: !s, !r, !a */
    LANG_FORMAT_REPR = 16,
    LANG_FORMAT_ASCII = 32,
    LANG_FORMAT_SPEC = 64,
    LANG_MATCH_AT_LEAST = 8, /* MATCH_SEQUENCE: the length is at least u, else exactly */
};
/* hint of MAKE_FUNCTION */
enum { LANG_FUNCTION_DEFAULTS = 1, LANG_FUNCTION_KW_DEFAULTS = 2, LANG_FUNCTION_ANNOTATIONS = 4 };

enum { LANG_NO_K = 0xFFFF };

/* LOAD_SPECIAL */
typedef enum LangSpecial { LANG_SPECIAL_ENTER, LANG_SPECIAL_EXIT, LANG_SPECIAL_AENTER, LANG_SPECIAL_AEXIT } LangSpecial;
/* GET_AWAITABLE: whose words a TypeError has */
typedef enum LangAwaited {
    LANG_AWAITED_PLAIN,
    LANG_AWAITED_AENTER,
    LANG_AWAITED_AEXIT,
    LANG_AWAITED_ANEXT
} LangAwaited;

/* Operands b and c as one number. */
static inline int32_t lang_instr_wide(LangInstr i)
{
    return (int32_t)((uint32_t)i.b | (uint32_t)i.c << 16);
}

const char *lang_op_name(unsigned op);
const char *lang_op_operands(unsigned op);

#endif
