/* vm_bytes_methods.h: what the files of bytes share: the methods that vm_bytes.c lists. */
#ifndef VM_BYTES_METHODS_H
#define VM_BYTES_METHODS_H

#include "vm/vm_bytes.h"

#define VM_BYTES_METHOD_TABLE(X)                                                                                       \
    X(count)                                                                                                           \
    X(find)                                                                                                            \
    X(rfind)                                                                                                           \
    X(index)                                                                                                           \
    X(rindex)                                                                                                          \
    X(startswith)                                                                                                      \
    X(endswith)                                                                                                        \
    X(removeprefix)                                                                                                    \
    X(removesuffix)                                                                                                    \
    X(replace)                                                                                                         \
    X(split)                                                                                                           \
    X(rsplit)                                                                                                          \
    X(splitlines)                                                                                                      \
    X(partition)                                                                                                       \
    X(rpartition)                                                                                                      \
    X(strip)                                                                                                           \
    X(lstrip)                                                                                                          \
    X(rstrip)                                                                                                          \
    X(join)                                                                                                            \
    X(upper)                                                                                                           \
    X(lower)                                                                                                           \
    X(capitalize)                                                                                                      \
    X(title)                                                                                                           \
    X(swapcase)                                                                                                        \
    X(istitle)                                                                                                         \
    X(expandtabs)                                                                                                      \
    X(translate)                                                                                                       \
    X(maketrans)                                                                                                       \
    X(center) X(ljust) X(rjust) X(zfill) X(isalnum) X(isalpha) X(isascii) X(isdigit) X(islower) X(isspace) X(isupper)
#define VM_BYTES_METHOD_DECLARE(name) VmValue vm_bytes_method_##name(Vm *vm, const VmValue *args);
VM_BYTES_METHOD_TABLE(VM_BYTES_METHOD_DECLARE)
#undef VM_BYTES_METHOD_DECLARE

/* The slot of `bytes % arguments`. */
VmValue vm_bytes_percent(Vm *vm, VmValue left, VmValue right);

/* Bytes that somebody else owns. */
typedef struct VmBytesSpan {
    const char *data;
    size_t size;
    char single; /* what an int argument stands for: data may point here */
} VmBytesSpan;

static inline VmBytesSpan vm_bytes_span(VmValue bytes)
{
    return (VmBytesSpan){vm_bytes_of_value(bytes)->data, vm_bytes_of_value(bytes)->size, 0};
}

static inline bool vm_bytes_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
