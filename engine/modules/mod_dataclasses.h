/* mod_dataclasses.h: what the files of `dataclasses` share: fields (mod_dataclasses_field.c), the decorator
 * (mod_dataclasses.c), the methods
 * that it adds (mod_dataclasses_methods.c), __init__ (mod_dataclasses_init.c), asdict and friends
 * (mod_dataclasses_tools.c).
 */
#ifndef MOD_DATACLASSES_H
#define MOD_DATACLASSES_H

#include "modules/mod_support.h"

typedef enum FieldKind { FIELD_PLAIN, FIELD_CLASS_VAR, FIELD_INIT_VAR } FieldKind;

typedef struct DataField {
    VmObject head;
    VmValue name, type;
    VmValue default_value, default_factory; /* VM_EMPTY: missing */
    VmValue metadata;                       /* VM_EMPTY: none */
    VmValue hash;                           /* True, False, None */
    VmValue kw_only;                        /* True, False; VM_EMPTY: not said */
    bool init, repr, compare;
    FieldKind kind;
} DataField;

static inline DataField *mod_field_of(VmValue v)
{
    return (DataField *)vm_to_object(v);
}

/* A field with the defaults of field(), without a name. */
VmValue mod_field_new(Vm *vm);
bool mod_is_field(Vm *vm, VmValue v);
/* field(default, default_factory, init, repr, hash, compare, metadata, kw_only) */
VmValue mod_data_field(Vm *vm, const VmValue *args);

/* The fields of a dataclass, name -> field, those of its bases first: a dict, borrowed; VM_EMPTY: it is none. */
VmValue mod_dataclass_fields_borrow(Vm *vm, const VmType *type);
bool mod_is_missing(Vm *vm, VmValue v);

/* The methods that the decorator adds.  X(symbol, name) */
#define DATA_METHOD_TABLE(X)                                                                                           \
    X(INIT, "__init__")                                                                                                \
    X(REPR, "__repr__")                                                                                                \
    X(EQ, "__eq__")                                                                                                    \
    X(LT, "__lt__")                                                                                                    \
    X(LE, "__le__")                                                                                                    \
    X(GT, "__gt__")                                                                                                    \
    X(GE, "__ge__")                                                                                                    \
    X(HASH, "__hash__")                                                                                                \
    X(SETATTR, "__setattr__")                                                                                          \
    X(DELATTR, "__delattr__")

#define DATA_METHOD_ENUM(symbol, name) DATA_##symbol,
typedef enum DataMethodId { DATA_METHOD_TABLE(DATA_METHOD_ENUM) DATA_METHOD_COUNT } DataMethodId;
#undef DATA_METHOD_ENUM

/* A method of a dataclass, as a function that knows its class. */
VmValue mod_data_method_new(Vm *vm, VmType *owner, DataMethodId id);
const char *mod_data_method_name(DataMethodId id);
/* Runs __init__ of the class `owner` on `self`; args without self. */
bool mod_data_init(Vm *vm, VmType *owner, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);

extern const VmNativeDef mod_data_tools[];
extern const VmTypeSpec mod_data_method_spec, mod_field_spec;

#endif
