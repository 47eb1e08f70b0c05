/* vm_exception.h: the builtin exception classes and exception objects.
 *
 * One table gives the hierarchy.  An exception object owns its args, cause, context, traceback and notes.  Classes that
 * CPython keeps in asyncio or concurrent.futures are made by those modules with vm_exception_class_new.
 */
#ifndef VM_EXCEPTION_H
#define VM_EXCEPTION_H

#include "vm/vm.h"

/* X(symbol, name, base symbol) — a base stands before its subclasses */
#define VM_EXCEPTION_TABLE(X)                                                                                          \
    X(BASE_EXCEPTION, "BaseException", BASE_EXCEPTION)                                                                 \
    X(SYSTEM_EXIT, "SystemExit", BASE_EXCEPTION)                                                                       \
    X(KEYBOARD_INTERRUPT, "KeyboardInterrupt", BASE_EXCEPTION)                                                         \
    X(GENERATOR_EXIT, "GeneratorExit", BASE_EXCEPTION)                                                                 \
    X(BASE_EXCEPTION_GROUP, "BaseExceptionGroup", BASE_EXCEPTION)                                                      \
    X(EXCEPTION, "Exception", BASE_EXCEPTION)                                                                          \
    X(EXCEPTION_GROUP, "ExceptionGroup", BASE_EXCEPTION_GROUP)                                                         \
    X(STOP_ITERATION, "StopIteration", EXCEPTION)                                                                      \
    X(STOP_ASYNC_ITERATION, "StopAsyncIteration", EXCEPTION)                                                           \
    X(ARITHMETIC_ERROR, "ArithmeticError", EXCEPTION)                                                                  \
    X(FLOATING_POINT_ERROR, "FloatingPointError", ARITHMETIC_ERROR)                                                    \
    X(OVERFLOW_ERROR, "OverflowError", ARITHMETIC_ERROR)                                                               \
    X(ZERO_DIVISION_ERROR, "ZeroDivisionError", ARITHMETIC_ERROR)                                                      \
    X(ASSERTION_ERROR, "AssertionError", EXCEPTION)                                                                    \
    X(ATTRIBUTE_ERROR, "AttributeError", EXCEPTION)                                                                    \
    X(BUFFER_ERROR, "BufferError", EXCEPTION)                                                                          \
    X(EOF_ERROR, "EOFError", EXCEPTION)                                                                                \
    X(IMPORT_ERROR, "ImportError", EXCEPTION)                                                                          \
    X(MODULE_NOT_FOUND_ERROR, "ModuleNotFoundError", IMPORT_ERROR)                                                     \
    X(LOOKUP_ERROR, "LookupError", EXCEPTION)                                                                          \
    X(INDEX_ERROR, "IndexError", LOOKUP_ERROR)                                                                         \
    X(KEY_ERROR, "KeyError", LOOKUP_ERROR)                                                                             \
    X(MEMORY_ERROR, "MemoryError", EXCEPTION)                                                                          \
    X(NAME_ERROR, "NameError", EXCEPTION)                                                                              \
    X(UNBOUND_LOCAL_ERROR, "UnboundLocalError", NAME_ERROR)                                                            \
    X(OS_ERROR, "OSError", EXCEPTION)                                                                                  \
    X(BLOCKING_IO_ERROR, "BlockingIOError", OS_ERROR)                                                                  \
    X(CHILD_PROCESS_ERROR, "ChildProcessError", OS_ERROR)                                                              \
    X(CONNECTION_ERROR, "ConnectionError", OS_ERROR)                                                                   \
    X(BROKEN_PIPE_ERROR, "BrokenPipeError", CONNECTION_ERROR)                                                          \
    X(CONNECTION_ABORTED_ERROR, "ConnectionAbortedError", CONNECTION_ERROR)                                            \
    X(CONNECTION_REFUSED_ERROR, "ConnectionRefusedError", CONNECTION_ERROR)                                            \
    X(CONNECTION_RESET_ERROR, "ConnectionResetError", CONNECTION_ERROR)                                                \
    X(FILE_EXISTS_ERROR, "FileExistsError", OS_ERROR)                                                                  \
    X(FILE_NOT_FOUND_ERROR, "FileNotFoundError", OS_ERROR)                                                             \
    X(INTERRUPTED_ERROR, "InterruptedError", OS_ERROR)                                                                 \
    X(IS_A_DIRECTORY_ERROR, "IsADirectoryError", OS_ERROR)                                                             \
    X(NOT_A_DIRECTORY_ERROR, "NotADirectoryError", OS_ERROR)                                                           \
    X(PERMISSION_ERROR, "PermissionError", OS_ERROR)                                                                   \
    X(PROCESS_LOOKUP_ERROR, "ProcessLookupError", OS_ERROR)                                                            \
    X(TIMEOUT_ERROR, "TimeoutError", OS_ERROR)                                                                         \
    X(REFERENCE_ERROR, "ReferenceError", EXCEPTION)                                                                    \
    X(RUNTIME_ERROR, "RuntimeError", EXCEPTION)                                                                        \
    X(NOT_IMPLEMENTED_ERROR, "NotImplementedError", RUNTIME_ERROR)                                                     \
    X(RECURSION_ERROR, "RecursionError", RUNTIME_ERROR)                                                                \
    X(SYNTAX_ERROR, "SyntaxError", EXCEPTION)                                                                          \
    X(SYSTEM_ERROR, "SystemError", EXCEPTION)                                                                          \
    X(TYPE_ERROR, "TypeError", EXCEPTION)                                                                              \
    X(VALUE_ERROR, "ValueError", EXCEPTION)                                                                            \
    X(UNICODE_ERROR, "UnicodeError", VALUE_ERROR)                                                                      \
    X(UNICODE_DECODE_ERROR, "UnicodeDecodeError", UNICODE_ERROR)                                                       \
    X(UNICODE_ENCODE_ERROR, "UnicodeEncodeError", UNICODE_ERROR)                                                       \
    X(WARNING, "Warning", EXCEPTION)                                                                                   \
    X(DEPRECATION_WARNING, "DeprecationWarning", WARNING)                                                              \
    X(RUNTIME_WARNING, "RuntimeWarning", WARNING)                                                                      \
    X(USER_WARNING, "UserWarning", WARNING)                                                                            \
    X(RESOURCE_WARNING, "ResourceWarning", WARNING)                                                                    \
    X(CANCELLED_ERROR, "CancelledError", BASE_EXCEPTION) /* asyncio.exceptions; not in builtins */

#define VM_EXCEPTION_ENUM(symbol, name, base) VM_EXC_##symbol,
typedef enum VmExceptionId { VM_EXCEPTION_TABLE(VM_EXCEPTION_ENUM) VM_EXC_COUNT } VmExceptionId;
#undef VM_EXCEPTION_ENUM

typedef struct VmException {
    VmObject head;
    VmValue args;      /* tuple */
    VmValue cause;     /* exception, None, or VM_EMPTY */
    VmValue context;   /* exception or VM_EMPTY */
    VmValue traceback; /* traceback or VM_EMPTY */
    VmValue notes;     /* list or VM_EMPTY */
    VmValue payload;   /* StopIteration.value, SystemExit.code, a group's tuple of exceptions, AttributeError.obj,
                          OSError's (errno, strerror), … or VM_EMPTY */
    VmValue message;   /* a group's message, the name of NameError, AttributeError, ImportError; or VM_EMPTY */
    bool suppress_context;
    VmValue dict; /* attributes that scripts set; VM_EMPTY: none.  Last: the size of an instance ends with it */
} VmException;

static inline bool vm_is_exception(VmValue v)
{
    return vm_has_kind(v, VM_KIND_EXCEPTION);
}

static inline VmException *vm_to_exception(VmValue v)
{
    return (VmException *)vm_to_object(v);
}

/* True for a class derived from BaseException. */
bool vm_is_exception_class(Vm *vm, VmValue v);
/* `except classes` (a class or a tuple of them): 1, 0, -1 with TypeError "catching classes that do not inherit from
 * BaseException is not allowed". */
int vm_exception_match(Vm *vm, VmValue exception, VmValue classes);
/* `except* classes`: splits `exception`; *match and *rest are owned, None when empty.  A naked exception that matches
 * is wrapped in a group. */
bool vm_exception_split(Vm *vm, VmValue exception, VmValue classes, VmValue *match, VmValue *rest);
/* The value of a StopIteration, owned. */
VmValue vm_stop_iteration_value(Vm *vm, VmValue exception);

/* A new exception class (an owned type) below `base`, as a class statement in `module` would make it. */
VmType *vm_exception_class_new(Vm *vm, const char *module, const char *name, VmType *base);
/* type(*args) without raising it. */
VmValue vm_exception_new(Vm *vm, VmType *type, const VmValue *args, size_t nargs);
VmType *vm_exception_type(Vm *vm, VmExceptionId id); /* borrowed */

#endif
