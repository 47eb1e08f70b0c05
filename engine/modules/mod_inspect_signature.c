/* inspect.signature: parameters and signatures of script functions. */
#include "modules/mod_inspect.h"
#include "modules/mod_typing.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

enum { PARAM_POSITIONAL_ONLY, PARAM_PLAIN, PARAM_VAR_POSITIONAL, PARAM_KEYWORD_ONLY, PARAM_VAR_KEYWORD, PARAM_KINDS };

static const char *const kind_names[] = {"POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY",
                                         "VAR_KEYWORD"};

typedef struct Parameter {
    VmObject head;                           /* extra: PARAM_… */
    VmValue name, default_value, annotation; /* VM_EMPTY: none */
} Parameter;

typedef struct Signature {
    VmObject head;
    VmValue parameters; /* dict: name -> Parameter */
    VmValue result;     /* annotation, or VM_EMPTY */
} Signature;

static Parameter *parameter_of(VmValue v)
{
    return (Parameter *)vm_to_object(v);
}

static Signature *signature_of(VmValue v)
{
    return (Signature *)vm_to_object(v);
}

static VmValue or_empty(Vm *vm, VmValue v)
{
    return vm_ref(v == VM_EMPTY ? mod_kept_borrow(vm, MOD_KEPT_PARAMETER_EMPTY) : v);
}

/* ---- texts ------------------------------------------------------------------------------------------------------ */

/* An annotation as signatures show it: typing's names without the module. */
static bool append_annotation(Vm *vm, LsBuf *buf, VmValue v)
{
    if (vm_is_type(v)) {
        return mod_typing_append(vm, buf, v);
    }
    VmValue text = vm_repr(vm, v);
    if (text == VM_ERROR) {
        return false;
    }
    bool typing = mod_is_kept_type(vm, v, MOD_KEPT_TYPING_FORM) || mod_is_kept_type(vm, v, MOD_KEPT_TYPING_ALIAS);
    const char *at = vm_str_data(text);
    while (*at != '\0') {
        if (typing && strncmp(at, "typing.", 7) == 0) {
            at += 7;
        } else {
            ls_buf_putc(buf, *at++);
        }
    }
    vm_unref(vm, text);
    return true;
}

static bool append_parameter(Vm *vm, LsBuf *buf, const Parameter *parameter)
{
    int kind = parameter->head.extra;
    ls_buf_puts(buf, kind == PARAM_VAR_POSITIONAL ? "*" : kind == PARAM_VAR_KEYWORD ? "**" : "");
    vm_str_append(buf, parameter->name);
    if (parameter->annotation != VM_EMPTY) {
        ls_buf_puts(buf, ": ");
        if (!append_annotation(vm, buf, parameter->annotation)) {
            return false;
        }
    }
    if (parameter->default_value == VM_EMPTY) {
        return true;
    }
    ls_buf_puts(buf, parameter->annotation != VM_EMPTY ? " = " : "=");
    return vm_append_repr(vm, buf, parameter->default_value);
}

static VmValue parameter_str(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    return vm_repr_finish(vm, &buf, append_parameter(vm, &buf, parameter_of(self)));
}

static VmValue parameter_repr(Vm *vm, VmValue self)
{
    VmValue text = parameter_str(vm, self);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "<Parameter \"%s\">", vm_str_data(text));
    vm_unref(vm, text);
    return result;
}

static bool append_signature(Vm *vm, LsBuf *buf, const Signature *signature)
{
    uint32_t position = 0;
    VmValue name, value;
    bool first = true, slash = false, star = false;
    ls_buf_putc(buf, '(');
    while (vm_dict_walk(vm_to_dict(signature->parameters), &position, &name, &value)) {
        int kind = parameter_of(value)->head.extra;
        if (slash && kind != PARAM_POSITIONAL_ONLY) {
            ls_buf_puts(buf, ", /");
        }
        slash = kind == PARAM_POSITIONAL_ONLY;
        if (kind == PARAM_KEYWORD_ONLY && !star) {
            ls_buf_puts(buf, first ? "*" : ", *");
            first = false;
            star = true;
        }
        star = star || kind == PARAM_VAR_POSITIONAL;
        ls_buf_puts(buf, first ? "" : ", ");
        first = false;
        if (!append_parameter(vm, buf, parameter_of(value))) {
            return false;
        }
    }
    ls_buf_puts(buf, slash ? ", /)" : ")");
    if (signature->result != VM_EMPTY) {
        ls_buf_puts(buf, " -> ");
        return append_annotation(vm, buf, signature->result);
    }
    return true;
}

static VmValue signature_str(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    return vm_repr_finish(vm, &buf, append_signature(vm, &buf, signature_of(self)));
}

static VmValue signature_repr(Vm *vm, VmValue self)
{
    VmValue text = signature_str(vm, self);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "<Signature %s>", vm_str_data(text));
    vm_unref(vm, text);
    return result;
}

/* ---- types ------------------------------------------------------------------------------------------------------ */

static VmValue kind_str(Vm *vm, VmValue self)
{
    return vm_str_c(vm, kind_names[vm_to_object(self)->extra]);
}

static VmValue kind_repr(Vm *vm, VmValue self)
{
    int kind = vm_to_object(self)->extra;
    return vm_str_printf(vm, "<_ParameterKind.%s: %d>", kind_names[kind], kind);
}

static VmValue kind_name(Vm *vm, const VmValue *args)
{
    return kind_str(vm, args[0]);
}

static VmValue kind_value(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(vm_to_object(args[0])->extra);
}

static const VmNativeDef kind_methods[] = {
    {"name", kind_name, "", VM_NATIVE_PROPERTY},
    {"value", kind_value, "", VM_NATIVE_PROPERTY},
    {0},
};

static void kind_fill(VmType *type)
{
    type->str = kind_str;
    type->repr = kind_repr;
}

static const VmTypeSpec kind_spec = {
    .name = "_ParameterKind",
    .module = "inspect",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = kind_methods,
    .fill = kind_fill,
};

static VmValue parameter_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(parameter_of(args[0])->name);
}

static VmValue parameter_default(Vm *vm, const VmValue *args)
{
    return or_empty(vm, parameter_of(args[0])->default_value);
}

static VmValue parameter_annotation(Vm *vm, const VmValue *args)
{
    return or_empty(vm, parameter_of(args[0])->annotation);
}

static VmValue parameter_kind(Vm *vm, const VmValue *args)
{
    return vm_get_attr_c(vm, vm_from_type(vm_type_of(vm, args[0])), kind_names[vm_to_object(args[0])->extra]);
}

static const VmNativeDef parameter_methods[] = {
    {"name", parameter_name, "", VM_NATIVE_PROPERTY},
    {"default", parameter_default, "", VM_NATIVE_PROPERTY},
    {"annotation", parameter_annotation, "", VM_NATIVE_PROPERTY},
    {"kind", parameter_kind, "", VM_NATIVE_PROPERTY},
    {0},
};

static void parameter_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Parameter *)self)->name, VM_EMPTY);
    vm_set_steal(vm, &((Parameter *)self)->default_value, VM_EMPTY);
    vm_set_steal(vm, &((Parameter *)self)->annotation, VM_EMPTY);
}

static void parameter_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Parameter *)self)->default_value, context);
    visit(vm, ((Parameter *)self)->annotation, context);
}

static void parameter_fill(VmType *type)
{
    type->str = parameter_str;
    type->repr = parameter_repr;
    type->release = parameter_release;
    type->traverse = parameter_traverse;
}

static const VmTypeSpec parameter_spec = {
    .name = "Parameter",
    .module = "inspect",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Parameter),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = parameter_methods,
    .fill = parameter_fill,
};

static VmValue signature_parameters(Vm *vm, const VmValue *args)
{
    VmType *proxy = mod_kept_type(vm, MOD_KEPT_MAPPING_PROXY, "types");
    return proxy == NULL ? VM_ERROR : vm_call1(vm, vm_from_type(proxy), signature_of(args[0])->parameters);
}

static VmValue signature_result(Vm *vm, const VmValue *args)
{
    return or_empty(vm, signature_of(args[0])->result);
}

static const VmNativeDef signature_methods[] = {
    {"parameters", signature_parameters, "", VM_NATIVE_PROPERTY},
    {"return_annotation", signature_result, "", VM_NATIVE_PROPERTY},
    {0},
};

static void signature_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Signature *)self)->parameters, VM_EMPTY);
    vm_set_steal(vm, &((Signature *)self)->result, VM_EMPTY);
}

static void signature_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Signature *)self)->parameters, context);
    visit(vm, ((Signature *)self)->result, context);
}

static void signature_fill(VmType *type)
{
    type->str = signature_str;
    type->repr = signature_repr;
    type->release = signature_release;
    type->traverse = signature_traverse;
}

static const VmTypeSpec signature_spec = {
    .name = "Signature",
    .module = "inspect",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Signature),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = signature_methods,
    .fill = signature_fill,
};

/* ---- taking a function apart ------------------------------------------------------------------------------------ */

/* Owned; VM_EMPTY: the function has none for this name. */
static VmValue annotation_of(Vm *vm, const VmFunction *function, VmValue name)
{
    VmValue all = function->annotations;
    return vm_ref(all == VM_EMPTY ? VM_EMPTY : vm_dict_get_borrow(vm, all, name));
}

static bool add_parameter(Vm *vm, VmValue dict, const VmFunction *function, uint32_t index, int kind, VmValue value)
{
    const LangName *local = function->code->lang->locals[index];
    VmValue name = vm_intern_c(vm, local->text);
    VmValue self =
        name == VM_ERROR ? VM_ERROR : vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_PARAMETER)));
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = (uint8_t)kind;
        parameter_of(self)->name = vm_ref(name);
        parameter_of(self)->default_value = vm_ref(value);
        parameter_of(self)->annotation = annotation_of(vm, function, name);
    }
    bool ok = self != VM_ERROR && vm_dict_set(vm, dict, name, self);
    vm_unref(vm, self);
    vm_unref(vm, name);
    return ok;
}

static VmValue keyword_default(Vm *vm, const VmFunction *function, uint32_t index)
{
    if (function->kw_defaults == VM_EMPTY) {
        return VM_EMPTY;
    }
    return vm_dict_get_c_borrow(vm, function->kw_defaults, function->code->lang->locals[index]->text);
}

/* Locals begin with the positional parameters, the keyword-only ones, *args and **kwargs. */
static bool add_parameters(Vm *vm, VmValue dict, const VmFunction *function, uint32_t skip)
{
    const LangCode *code = function->code->lang;
    uint32_t defaults = function->defaults == VM_EMPTY ? 0 : (uint32_t)vm_to_tuple(function->defaults)->count;
    uint32_t rest = code->positional + code->kw_only;
    bool varargs = (code->flags & LANG_CODE_VARARGS) != 0;
    bool ok = true;
    for (uint32_t i = skip; ok && i < code->positional; i++) {
        uint32_t first = code->positional - defaults;
        VmValue value = i >= first ? vm_to_tuple(function->defaults)->items[i - first] : VM_EMPTY;
        ok = add_parameter(vm, dict, function, i, i < code->pos_only ? PARAM_POSITIONAL_ONLY : PARAM_PLAIN, value);
    }
    ok = ok && (!varargs || add_parameter(vm, dict, function, rest, PARAM_VAR_POSITIONAL, VM_EMPTY));
    for (uint32_t i = code->positional; ok && i < rest; i++) {
        ok = add_parameter(vm, dict, function, i, PARAM_KEYWORD_ONLY, keyword_default(vm, function, i));
    }
    return ok && ((code->flags & LANG_CODE_VARKEYWORDS) == 0 ||
                  add_parameter(vm, dict, function, rest + varargs, PARAM_VAR_KEYWORD, VM_EMPTY));
}

static VmValue signature_new(Vm *vm, const VmFunction *function, uint32_t skip)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_SIGNATURE)));
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    signature_of(self)->parameters = vm_dict_new(vm);
    VmValue name = vm_intern_c(vm, "return");
    bool ok = signature_of(self)->parameters != VM_ERROR && name != VM_ERROR;
    if (ok && function != NULL) {
        signature_of(self)->result = annotation_of(vm, function, name);
        ok = add_parameters(vm, signature_of(self)->parameters, function, skip);
    }
    vm_unref(vm, name);
    if (!ok) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

VmValue mod_inspect_signature(Vm *vm, const VmValue *args)
{
    VmValue v = args[0];
    bool error;
    VmValue wrapped = vm_is_type(v) ? VM_EMPTY : vm_get_attr_maybe(vm, v, vm_name(vm, VM_NAME_WRAPPED), &error);
    if (wrapped != VM_EMPTY) {
        VmValue result = mod_inspect_signature(vm, &wrapped);
        vm_unref(vm, wrapped);
        return result;
    }
    uint32_t skip = 0;
    if (vm_has_kind(v, VM_KIND_METHOD)) {
        v = ((VmMethod *)vm_to_object(v))->function;
        skip = 1;
    } else if (vm_is_type(v)) {
        VmValue init = vm_type_lookup_borrow(vm, vm_to_type(v), vm_name(vm, VM_NAME_INIT));
        if (init == VM_EMPTY) {
            return signature_new(vm, NULL, 0);
        }
        v = init;
        skip = 1;
    }
    if (vm_is_function(v)) {
        return signature_new(vm, vm_to_function(v), skip);
    }
    VmValue text = vm_repr(vm, args[0]);
    if (text != VM_ERROR && vm_is_callable(vm, args[0])) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "no signature found for builtin %s", vm_str_data(text));
    } else if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is not a callable object", vm_str_data(text));
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

static bool set_type_attr(Vm *vm, VmType *type, const char *name, VmValue value)
{
    return vm_dict_set_c(vm, type->attrs, name, value);
}

bool mod_inspect_add_signatures(Vm *vm, VmValue module)
{
    VmType *empty = mod_add_class(vm, module, "_empty", "inspect", NULL, 0, NULL, NULL, MOD_KEPT_PARAMETER_EMPTY);
    VmType *parameter = empty == NULL ? NULL : mod_add_type(vm, module, &parameter_spec, NULL, MOD_KEPT_PARAMETER);
    VmType *signature = parameter == NULL ? NULL : mod_add_type(vm, module, &signature_spec, NULL, MOD_KEPT_SIGNATURE);
    VmType *kinds = signature == NULL ? NULL : mod_add_type(vm, module, &kind_spec, NULL, MOD_KEPT_COUNT);
    bool ok = kinds != NULL && set_type_attr(vm, parameter, "empty", vm_from_type(empty)) &&
              set_type_attr(vm, signature, "empty", vm_from_type(empty));
    for (int i = 0; ok && i < PARAM_KINDS; i++) {
        VmValue kind = vm_instance_new(vm, kinds);
        if (kind != VM_ERROR) {
            vm_to_object(kind)->extra = (uint8_t)i;
        }
        ok = kind != VM_ERROR && set_type_attr(vm, parameter, kind_names[i], kind);
        vm_unref(vm, kind);
    }
    return ok;
}
