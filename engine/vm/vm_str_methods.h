/* vm_str_methods.h: what the files of str share among themselves: methods, and searching in bytes.
 *
 * Methods are VmNativeFn as vm_module.h describes; vm_str_type.c lists them with their signatures.
 */
#ifndef VM_STR_METHODS_H
#define VM_STR_METHODS_H

#include "vm/vm.h"

#define VM_NOT_FOUND SIZE_MAX

/* The offset of the first / last `needle`, or VM_NOT_FOUND. */
size_t vm_text_find(const char *text, size_t size, const char *needle, size_t needle_size);
size_t vm_text_rfind(const char *text, size_t size, const char *needle, size_t needle_size);
/* An optional slice bound (VM_EMPTY, None or an index), clamped to 64 bits; `absent` when not given. */
bool vm_slice_bound(Vm *vm, VmValue v, int64_t absent, int64_t *out);
/* Puts [start, end) into the bounds of `length`, as slices do; start may stay greater than end. */
void vm_clamp_range(int64_t length, int64_t *start, int64_t *end);

void vm_str_release(Vm *vm, VmObject *self);

#define VM_STR_METHOD_TABLE(X)                                                                                         \
    X(capitalize)                                                                                                      \
    X(casefold)                                                                                                        \
    X(lower)                                                                                                           \
    X(upper)                                                                                                           \
    X(swapcase)                                                                                                        \
    X(title)                                                                                                           \
    X(center)                                                                                                          \
    X(ljust)                                                                                                           \
    X(rjust)                                                                                                           \
    X(zfill)                                                                                                           \
    X(expandtabs)                                                                                                      \
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
    X(partition)                                                                                                       \
    X(rpartition)                                                                                                      \
    X(split)                                                                                                           \
    X(rsplit)                                                                                                          \
    X(splitlines)                                                                                                      \
    X(strip)                                                                                                           \
    X(lstrip)                                                                                                          \
    X(rstrip)                                                                                                          \
    X(join)                                                                                                            \
    X(translate)                                                                                                       \
    X(maketrans)                                                                                                       \
    X(encode)                                                                                                          \
    X(format)                                                                                                          \
    X(format_map)                                                                                                      \
    X(isalnum)                                                                                                         \
    X(isalpha)                                                                                                         \
    X(isascii)                                                                                                         \
    X(isdecimal) X(isdigit) X(isidentifier) X(islower) X(isnumeric) X(isprintable) X(isspace) X(istitle) X(isupper)
#define VM_STR_METHOD_DECLARE(name) VmValue vm_str_method_##name(Vm *vm, const VmValue *args);
VM_STR_METHOD_TABLE(VM_STR_METHOD_DECLARE)
#undef VM_STR_METHOD_DECLARE

#endif
