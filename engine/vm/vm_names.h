/* vm_names.h: the names that C code looks up, interned once for each Vm.  vm->names holds them; vm_name borrows one. */
#ifndef VM_NAMES_H
#define VM_NAMES_H

#include "vm/vm.h"

/* X(symbol, text) */
#define VM_NAME_TABLE(X)                                                                                               \
    X(NEW, "__new__")                                                                                                  \
    X(INIT, "__init__")                                                                                                \
    X(DEL, "__del__")                                                                                                  \
    X(REPR, "__repr__")                                                                                                \
    X(STR, "__str__")                                                                                                  \
    X(BYTES, "__bytes__")                                                                                              \
    X(FORMAT, "__format__")                                                                                            \
    X(HASH, "__hash__")                                                                                                \
    X(BOOL, "__bool__")                                                                                                \
    X(LEN, "__len__")                                                                                                  \
    X(LENGTH_HINT, "__length_hint__")                                                                                  \
    X(GETITEM, "__getitem__")                                                                                          \
    X(SETITEM, "__setitem__")                                                                                          \
    X(DELITEM, "__delitem__")                                                                                          \
    X(MISSING, "__missing__")                                                                                          \
    X(CONTAINS, "__contains__")                                                                                        \
    X(GETATTR, "__getattr__")                                                                                          \
    X(GETATTRIBUTE, "__getattribute__")                                                                                \
    X(SETATTR, "__setattr__")                                                                                          \
    X(DELATTR, "__delattr__")                                                                                          \
    X(DIR, "__dir__")                                                                                                  \
    X(ITER, "__iter__")                                                                                                \
    X(NEXT, "__next__")                                                                                                \
    X(REVERSED, "__reversed__")                                                                                        \
    X(CALL, "__call__")                                                                                                \
    X(GET, "__get__")                                                                                                  \
    X(SET, "__set__")                                                                                                  \
    X(DELETE, "__delete__")                                                                                            \
    X(SET_NAME, "__set_name__")                                                                                        \
    X(INIT_SUBCLASS, "__init_subclass__")                                                                              \
    X(CLASS_GETITEM, "__class_getitem__")                                                                              \
    X(INSTANCECHECK, "__instancecheck__")                                                                              \
    X(SUBCLASSCHECK, "__subclasscheck__")                                                                              \
    X(ENTER, "__enter__")                                                                                              \
    X(EXIT, "__exit__")                                                                                                \
    X(AENTER, "__aenter__")                                                                                            \
    X(AEXIT, "__aexit__")                                                                                              \
    X(AITER, "__aiter__")                                                                                              \
    X(ANEXT, "__anext__")                                                                                              \
    X(AWAIT, "__await__")                                                                                              \
    X(NEG, "__neg__")                                                                                                  \
    X(POS, "__pos__")                                                                                                  \
    X(INVERT, "__invert__")                                                                                            \
    X(ABS, "__abs__")                                                                                                  \
    X(INT, "__int__")                                                                                                  \
    X(FLOAT, "__float__")                                                                                              \
    X(COMPLEX, "__complex__")                                                                                          \
    X(INDEX, "__index__")                                                                                              \
    X(ROUND, "__round__")                                                                                              \
    X(TRUNC, "__trunc__")                                                                                              \
    X(FLOOR, "__floor__")                                                                                              \
    X(CEIL, "__ceil__")                                                                                                \
    X(DIVMOD, "__divmod__")                                                                                            \
    X(RDIVMOD, "__rdivmod__")                                                                                          \
    X(DICT, "__dict__")                                                                                                \
    X(CLASS, "__class__")                                                                                              \
    X(NAME, "__name__")                                                                                                \
    X(QUALNAME, "__qualname__")                                                                                        \
    X(MODULE, "__module__")                                                                                            \
    X(DOC, "__doc__")                                                                                                  \
    X(BASES, "__bases__")                                                                                              \
    X(BASE, "__base__")                                                                                                \
    X(MRO, "__mro__")                                                                                                  \
    X(SLOTS, "__slots__")                                                                                              \
    X(ANNOTATIONS, "__annotations__")                                                                                  \
    X(MATCH_ARGS, "__match_args__")                                                                                    \
    X(CLASSCELL, "__classcell__")                                                                                      \
    X(WEAKREF, "__weakref__")                                                                                          \
    X(ABSTRACTMETHODS, "__abstractmethods__")                                                                          \
    X(ISABSTRACTMETHOD, "__isabstractmethod__")                                                                        \
    X(WRAPPED, "__wrapped__")                                                                                          \
    X(FUNC, "__func__")                                                                                                \
    X(SELF, "__self__")                                                                                                \
    X(NOTES, "__notes__")                                                                                              \
    X(CAUSE, "__cause__")                                                                                              \
    X(CONTEXT, "__context__")                                                                                          \
    X(TRACEBACK, "__traceback__")                                                                                      \
    X(SUPPRESS_CONTEXT, "__suppress_context__")                                                                        \
    X(ARGS, "__args__")                                                                                                \
    X(ORIGIN, "__origin__")                                                                                            \
    X(MAIN, "__main__")                                                                                                \
    X(BUILTINS, "builtins")                                                                                            \
    X(BUILTINS_DUNDER, "__builtins__")                                                                                 \
    X(FILE, "__file__")                                                                                                \
    X(SEND, "send")                                                                                                    \
    X(THROW, "throw")                                                                                                  \
    X(CLOSE, "close")                                                                                                  \
    X(ACLOSE, "aclose")                                                                                                \
    X(KEYS, "keys")                                                                                                    \
    X(METACLASS, "metaclass")                                                                                          \
    X(APPEND, "append")                                                                                                \
    X(ADD, "add")                                                                                                      \
    X(SORT, "sort")                                                                                                    \
    X(WRITE, "write")                                                                                                  \
    X(FLUSH, "flush")                                                                                                  \
    X(PREPARE, "__prepare__")                                                                                          \
    X(POST_INIT, "__post_init__")                                                                                      \
    X(MRO_ENTRIES, "__mro_entries__")                                                                                  \
    X(SIZEOF, "__sizeof__")                                                                                            \
    X(REDUCE, "__reduce__")                                                                                            \
    X(DERIVE, "derive")                                                                                                \
    X(VALUE, "value")                                                                                                  \
    X(MODULE_NAME, "name")

#define VM_NAME_ENUM(symbol, text) VM_NAME_##symbol,
typedef enum VmNameId { VM_NAME_TABLE(VM_NAME_ENUM) VM_NAME_COUNT } VmNameId;
#undef VM_NAME_ENUM

/* Behind them in vm->names stand the names of the operators. */
enum {
    VM_NAME_COMPARE = VM_NAME_COUNT,                     /* __lt__ … by VmCompare */
    VM_NAME_BINARY = VM_NAME_COMPARE + VM_COMPARE_COUNT, /* __add__ … by VmBinary */
    VM_NAME_REFLECTED = VM_NAME_BINARY + VM_BINARY_COUNT,
    VM_NAME_INPLACE = VM_NAME_REFLECTED + VM_BINARY_COUNT,
    VM_NAME_ALL = VM_NAME_INPLACE + VM_BINARY_COUNT,
};

static inline VmValue vm_name(const Vm *vm, unsigned id)
{
    return vm->names[id];
}

/* For vm_new and vm_free. */
bool vm_names_start(Vm *vm);
void vm_names_end(Vm *vm);

#endif
