/* vm_builtins_functions.h: the functions of the builtins module, in vm_builtins_number.c and vm_builtins_object.c; the
 * table with their signatures is in vm_builtins.c. */
#ifndef VM_BUILTINS_FUNCTIONS_H
#define VM_BUILTINS_FUNCTIONS_H

#include "vm/vm.h"

/* X(name, signature) */
#define VM_BUILTIN_TABLE(X)                                                                                            \
    X(abs, "x, /")                                                                                                     \
    X(aiter, "async_iterable, /")                                                                                      \
    X(all, "iterable, /")                                                                                              \
    X(anext, "async_iterator, default=, /")                                                                            \
    X(any, "iterable, /")                                                                                              \
    X(ascii, "obj, /")                                                                                                 \
    X(bin, "number, /")                                                                                                \
    X(callable, "obj, /")                                                                                              \
    X(chr, "i, /")                                                                                                     \
    X(delattr, "obj, name, /")                                                                                         \
    X(dir, "object=, /")                                                                                               \
    X(divmod, "x, y, /")                                                                                               \
    X(format, "value, format_spec=, /")                                                                                \
    X(getattr, "object, name, default=, /")                                                                            \
    X(globals, "")                                                                                                     \
    X(hasattr, "obj, name, /")                                                                                         \
    X(hash, "obj, /")                                                                                                  \
    X(hex, "number, /")                                                                                                \
    X(id, "obj, /")                                                                                                    \
    X(input, "prompt=, /")                                                                                             \
    X(isinstance, "obj, class_or_tuple, /")                                                                            \
    X(issubclass, "cls, class_or_tuple, /")                                                                            \
    X(iter, "object, sentinel=, /")                                                                                    \
    X(len, "obj, /")                                                                                                   \
    X(locals, "")                                                                                                      \
    X(max, "*args, key=, default=")                                                                                    \
    X(min, "*args, key=, default=")                                                                                    \
    X(next, "iterator, default=, /")                                                                                   \
    X(oct, "number, /")                                                                                                \
    X(ord, "c, /")                                                                                                     \
    X(pow, "base, exp, mod=")                                                                                          \
    X(print, "*args, sep=, end=, file=, flush=")                                                                       \
    X(repr, "obj, /")                                                                                                  \
    X(round, "number, ndigits=")                                                                                       \
    X(setattr, "obj, name, value, /")                                                                                  \
    X(sorted, "*args, **kwargs")                                                                                       \
    X(sum, "iterable, /, start=")                                                                                      \
    X(vars, "object=, /")

#define VM_BUILTIN_DECLARE(name, signature) VmValue vm_builtin_##name(Vm *vm, const VmValue *args);
VM_BUILTIN_TABLE(VM_BUILTIN_DECLARE)
#undef VM_BUILTIN_DECLARE

#endif
