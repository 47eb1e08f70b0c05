/* aio_pickle.h: values on their way from one Vm to another, and the module `pickle`.
 *
 * A pickle is a string of bytes that refers to no Vm: the values themselves, with sharing and cycles, functions and
 * classes by module and qualified name, instances by their class and what pickle's protocol says (__reduce_ex__,
 * __reduce__, __getnewargs__, __getstate__, __setstate__, __dict__).  What cannot be pickled fails with CPython's
 * message.  The format is our own: only aio_pickle_load reads it.
 */
#ifndef AIO_PICKLE_H
#define AIO_PICKLE_H

#include "aio/aio.h"
#include "base/ls_buf.h"

typedef struct AioPickle {
    LsBuf bytes;
    uint64_t items; /* values in it: what it costs to make and to read */
} AioPickle;

/* What making and reading one takes under a cost model (cpython311), in ns. */
static inline int64_t aio_pickle_dump_cost(const AioPickle *pickle)
{
    return (int64_t)pickle->items * 11;
}

static inline int64_t aio_pickle_load_cost(const AioPickle *pickle)
{
    return (int64_t)pickle->items * 30;
}

/* An empty one; the allocator outlives it. */
void aio_pickle_init(AioPickle *pickle, const LsAlloc *alloc);
void aio_pickle_free(AioPickle *pickle);
/* Fills an empty pickle.  false: an exception is pending, the pickle is empty again. */
bool aio_pickle_dump(Vm *vm, AioPickle *pickle, VmValue value);
/* The value, in this Vm; owned. */
VmValue aio_pickle_load(Vm *vm, const AioPickle *pickle);

/* The object that a module and a qualified name lead to ("Shape.area"); owned.  *found false and nothing pending: there
 * is none. */
VmValue aio_pickle_find(Vm *vm, VmValue module, VmValue qualname, bool *found);

/* The instructions, one byte each; operands follow.  A number is 8 bytes, a text a number and its bytes.
 * X(symbol, letter, operands) */
#define AIO_PICKLE_TABLE(X)                                                                                            \
    X(NONE, 'N', "")                                                                                                   \
    X(TRUE, 'T', "")                                                                                                   \
    X(FALSE, 'F', "")                                                                                                  \
    X(ELLIPSIS, '.', "")                                                                                               \
    X(NOT_IMPLEMENTED, '!', "")                                                                                        \
    X(INT, 'i', "number")                                                                                              \
    X(BIG, 'I', "text: hexadecimal digits")                                                                            \
    X(FLOAT, 'f', "8 bytes")                                                                                           \
    X(STR, 's', "text")                                                                                                \
    X(BYTES, 'b', "text")                                                                                              \
    X(AGAIN, '@', "number: which of those remembered")                                                                 \
    X(TUPLE, 't', "count, values; remembered first")                                                                   \
    X(LIST, 'l', "count, values; remembered first")                                                                    \
    X(DICT, 'd', "count, keys and values; remembered first")                                                           \
    X(SET, 'S', "count, values; remembered first")                                                                     \
    X(FROZENSET, 'z', "count, values; remembered last")                                                                \
    X(GLOBAL, 'g', "text module, text qualname; remembered")                                                           \
    X(NEW, 'n', "class, arguments of __new__; then remembered; STATE, LIST, DICT, SET with what is in it; END")        \
    X(CALL, 'c', "callable, arguments; the same goes on")                                                              \
    X(STATE, 'x', "value")                                                                                             \
    X(END, 'e', "")

#define AIO_PICKLE_ENUM(symbol, letter, operands) AIO_PICKLE_##symbol = letter,
typedef enum AioPickleCode { AIO_PICKLE_TABLE(AIO_PICKLE_ENUM) } AioPickleCode;
#undef AIO_PICKLE_ENUM

extern const VmModuleSpec aio_pickle_module;

#endif
