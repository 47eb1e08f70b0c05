/* vm_function.h: functions written in a script, their code objects, and cells.
 *
 * A VmScript is a unit brought to life in one machine: the dict of its globals and what makes access to them fast.  It
 * is counted by the code objects that refer to it.
 */
#ifndef VM_FUNCTION_H
#define VM_FUNCTION_H

#include "lang/lang_code.h"
#include "vm/vm_frame.h"
#include "vm/vm_module.h"

typedef struct VmCell {
    VmObject head;
    VmValue value; /* owned; VM_EMPTY: unbound */
} VmCell;

/* What no dict and no type has, so that a site with it knows nothing. */
#define VM_NO_VERSION UINT32_MAX

/* A version as sites keep it: 0, which means that there are no versions any more, would look like that of a changed
 * dict.
 */
static inline uint32_t vm_site_version(uint32_t version)
{
    return version == 0 ? VM_NO_VERSION : version;
}

/* How a global slot was found last. */
typedef struct VmGlobalSite {
    VmValue name;     /* interned, owned */
    VmValue builtin;  /* borrowed from the builtins dict, which scripts cannot change */
    VmValue *place;   /* where its value stands while `version` is right: in the globals dict, or `builtin` */
    uint32_t hint;    /* slot in the globals dict */
    uint32_t version; /* of the globals dict, or VM_NO_VERSION */
} VmGlobalSite;

typedef struct VmScript {
    uint32_t refs;
    const LangUnit *unit; /* borrowed */
    VmValue globals;      /* dict, owned */
    VmValue name;         /* "__main__", owned */
    VmGlobalSite *sites;  /* unit->global_count */
} VmScript;

/* A cache for one `object.name` in the code. */
typedef struct VmAttrSite {
    VmValue name; /* interned, owned */
    union {
        VmValue value;  /* LOAD_METHOD: borrowed from the type while `version` is right */
        VmValue *place; /* LOAD_METHOD of a module: where its dict has the value, while `version` is right */
        struct {        /* SET_ATTR: a dict of version `before` has no such name, and gets version `after` with it */
            uint32_t before, after;
        };
    };
    uint32_t version; /* of the type, or of the module's dict, or VM_NO_VERSION */
    uint32_t hint;    /* slot in the instance's dict; LOAD_METHOD: version of a dict without the name */
} VmAttrSite;

typedef struct VmCode {
    VmObject head;
    const LangCode *lang; /* borrowed; the next three are its, too, for who asks often */
    const LangPlace *places;
    const LangInstr *instrs;
    bool library;      /* of a module of the library: its lines are not shown */
    VmScript *script;  /* counted */
    VmValue *ks;       /* constants: lang->k_count; codes are made when first wanted */
    VmValue *names;    /* interned: lang->name_count */
    VmAttrSite *sites; /* lang->site_count */
    VmValue qualname;  /* str */
    uint32_t label;    /* trace string of its name, 0: not made yet */
    uint32_t *costs;   /* picoseconds of each instruction, with a cost model; else NULL */
} VmCode;

enum { VM_FUNCTION_AWAITABLE = 1 }; /* in head.extra: its generators can be awaited (types.coroutine) */

struct VmFunction {
    VmObject head;
    VmCode *code;                        /* owned */
    VmValue name, qualname, module, doc; /* owned; module and doc may be None */
    VmValue defaults;                    /* tuple or VM_EMPTY */
    VmValue kw_defaults;                 /* dict or VM_EMPTY */
    VmValue annotations;                 /* dict or VM_EMPTY: none yet */
    VmValue dict;                        /* attributes that scripts set; VM_EMPTY: none */
    VmValue cells[];                     /* its free variables: VmCell objects, owned */
};

static inline bool vm_is_function(VmValue v)
{
    return vm_has_kind(v, VM_KIND_FUNCTION);
}

static inline VmFunction *vm_to_function(VmValue v)
{
    return (VmFunction *)vm_to_object(v);
}

VmScript *vm_script_new(Vm *vm, const LangUnit *unit, VmValue name, VmValue globals); /* NULL: exception pending */
void vm_script_unref(Vm *vm, VmScript *script);

VmValue vm_cell_new(Vm *vm, VmValue value);
VmValue vm_code_new(Vm *vm, VmScript *script, const LangCode *lang);
/* A function of `code` (borrowed) with all its cells VM_EMPTY. */
VmValue vm_function_new(Vm *vm, VmValue code);

/* True for functions that make coroutines when called (inspect.iscoroutinefunction). */
bool vm_function_is_coroutine(VmValue v);

extern const VmTypeSpec vm_type_function;
extern const VmTypeSpec vm_type_code;
extern const VmTypeSpec vm_type_cell;

#endif
