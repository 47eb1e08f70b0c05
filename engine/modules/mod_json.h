/* mod_json.h: JSON, for the module `json` and for natives that send or receive it. */
#ifndef MOD_JSON_H
#define MOD_JSON_H

#include "vm/vm.h"

typedef struct ModJsonStyle {
    VmValue indent;         /* str, or VM_EMPTY: everything on one line */
    VmValue item_separator; /* str or VM_EMPTY: CPython's default */
    VmValue key_separator;
    VmValue fallback; /* default=; VM_EMPTY: TypeError for what JSON does not know */
    bool sort_keys, ascii, skip_keys, refuse_nan;
} ModJsonStyle;

/* Appends a value as JSON; false with an exception pending.  A zeroed style with `ascii` set is json.dumps's. */
bool mod_json_write(Vm *vm, LsBuf *out, VmValue value, const ModJsonStyle *style);
/* What json.loads calls for the parts of a document; VM_EMPTY where it does what it always does. */
typedef struct ModJsonHooks {
    VmValue object, pairs, of_float, of_int, of_constant;
} ModJsonHooks;

/* The class JSONDecodeError(msg, doc, pos), owned; NULL with an exception pending. */
VmType *mod_json_error_new(Vm *vm);
/* json.loads(text); JSONDecodeError.  `hooks` may be NULL. */
VmValue mod_json_read_hooked(Vm *vm, VmValue text, const ModJsonHooks *hooks);
VmValue mod_json_read(Vm *vm, VmValue text);

#endif
