/* mod_typing.h: what the files of `typing` share: special forms and aliases (mod_typing_form.c), type variables and
 * other small objects (mod_typing_vars.c), Generic, Protocol, NamedTuple and TypedDict (mod_typing_class.c).
 */
#ifndef MOD_TYPING_H
#define MOD_TYPING_H

#include "modules/mod_support.h"

typedef enum TypingKind {
    TYPING_PLAIN, /* Any, NoReturn: takes no arguments */
    TYPING_ONE,   /* ClassVar, Final, Required …: one argument */
    TYPING_MANY,  /* Concatenate */
    TYPING_OPTIONAL,
    TYPING_UNION,
    TYPING_LITERAL,
    TYPING_ANNOTATED,
    TYPING_CALLABLE,
    TYPING_TUPLE,
    TYPING_CLASS, /* List, Dict, Awaitable: stands for a class */
    TYPING_USER,  /* an alias of a class derived from Generic */
} TypingKind;

typedef struct TypingForm {
    VmObject head;
    const char *name; /* "List"; NULL for TYPING_USER */
    VmValue origin;   /* the class; VM_EMPTY: none */
    VmValue args;     /* tuple; VM_EMPTY: not subscripted */
    VmValue metadata; /* of Annotated: tuple, or VM_EMPTY */
    TypingKind kind;
    uint32_t arity; /* how many arguments it takes; 0: any number */
} TypingForm;

static inline TypingForm *mod_typing_form_of(VmValue v)
{
    return (TypingForm *)vm_to_object(v);
}

bool mod_typing_is_alias(Vm *vm, VmValue v);
VmValue mod_typing_form_new(Vm *vm, const char *name, TypingKind kind, VmValue origin, uint32_t arity);
/* origin[args] of a class derived from Generic. */
VmValue mod_typing_user_alias(Vm *vm, VmValue origin, VmValue item);
/* Union[args]: flat, each member once; the only member itself. */
VmValue mod_typing_union(Vm *vm, const VmValue *args, size_t count);
/* left | right, for the slots of what may stand in an annotation. */
VmValue mod_typing_or(Vm *vm, VmValue left, VmValue right);
/* The type variables in a tuple of types, each once: a tuple. */
VmValue mod_typing_parameters(Vm *vm, VmValue args);
/* None is NoneType, a str a ForwardRef; owned. */
VmValue mod_typing_convert(Vm *vm, VmValue v);
/* Appends a type as the reprs of aliases show it. */
bool mod_typing_append(Vm *vm, LsBuf *buf, VmValue v);
/* The slot of forms and aliases. */
VmValue mod_typing_form_repr(Vm *vm, VmValue self);
bool mod_typing_is_variable(Vm *vm, VmValue v);
VmValue mod_typing_forward_ref(Vm *vm, VmValue text);
VmValue mod_typing_type_var_simple(Vm *vm, const char *name);

extern const VmTypeSpec mod_typing_form_spec, mod_typing_alias_spec;
extern const VmNativeDef mod_typing_class_functions[];
bool mod_typing_add_variables(Vm *vm, VmValue module);
bool mod_typing_add_classes(Vm *vm, VmValue module);

#endif
