/* Signatures of native functions: reading them, and binding arguments with CPython's complaints. */
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_native.h"
#include "vm/vm_signature.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <assert.h>

/* ---- reading a signature ---------------------------------------------------------------------------------------- */

static bool read_param(Vm *vm, const char *text, size_t size, VmNative *native, VmNativeParam *params,
                       bool *keyword_only)
{
    if (size == 1 && text[0] == '/') {
        native->positional_only = native->count;
        return true;
    }
    if (size >= 1 && text[0] == '*') {
        native->keyword_rest = native->keyword_rest || (size > 2 && text[1] == '*');
        native->rest = native->rest || (size > 1 && text[1] != '*');
        *keyword_only = true;
        return true;
    }
    assert(native->count < VM_NATIVE_MAX_PARAMS);
    VmNativeParam *param = &params[native->count++];
    param->optional = text[size - 1] == '=';
    param->name = vm_intern(vm, text, size - param->optional);
    if (!*keyword_only) {
        native->positional = native->count;
        native->required += !param->optional;
    }
    return param->name != VM_ERROR;
}

bool vm_signature_read(Vm *vm, const char *signature, VmNative *native, VmNativeParam params[VM_NATIVE_MAX_PARAMS])
{
    bool keyword_only = false;
    const char *at = signature != NULL ? signature : "";
    while (*at != '\0') {
        size_t size = strcspn(at, ",");
        if (!read_param(vm, at, size, native, params, &keyword_only)) {
            return false;
        }
        at += size;
        at += strspn(at, ", ");
    }
    return true;
}

/* ---- complaints ------------------------------------------------------------------------------------------------- */

/* "list.append": how messages call the function. */
static void put_qualname(LsBuf *buf, const VmNative *native)
{
    if (native->owner != NULL) {
        ls_buf_puts(buf, native->owner->name);
        ls_buf_putc(buf, '.');
    }
    ls_buf_puts(buf, native->def->name);
}

/* The same for functions of one argument or none, whose messages name the module. */
static void put_full_name(LsBuf *buf, const VmNative *native)
{
    if (native->owner == NULL && vm_is_str(native->module) && !vm_str_equal_c(native->module, "builtins")) {
        ls_buf_puts(buf, vm_str_data(native->module));
        ls_buf_putc(buf, '.');
    }
    put_qualname(buf, native);
}

static bool raise_buf(Vm *vm, LsBuf *buf)
{
    if (buf->failed) {
        vm_raise_no_memory(vm);
    } else {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", ls_buf_text(buf));
    }
    ls_buf_free(buf);
    return false;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static bool is_python(const VmNative *native)
{
    return (native->def->flags & (VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE)) != 0;
}

/* Could a keyword argument ever be right? */
static bool takes_keywords(const VmNative *native)
{
    return native->keyword_rest || native->positional_only < native->count;
}

/* "Lock.__init__": its `self` is not among the arguments, but CPython counts it. */
static bool is_initialiser(const char *name)
{
    return strstr(name, ".__init__") != NULL;
}

static bool raise_too_many_python(Vm *vm, const VmNative *native, size_t given)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    size_t self = native->takes_self || is_initialiser(native->def->name);
    size_t most = native->positional + self, least = native->required + self;
    put_qualname(&buf, native);
    if (least != most) {
        ls_buf_printf(&buf, "() takes from %zu to %zu positional arguments but %zu %s given", least, most, given + self,
                      given + self == 1 ? "was" : "were");
    } else {
        ls_buf_printf(&buf, "() takes %zu positional argument%s but %zu %s given", most, plural(most), given + self,
                      given + self == 1 ? "was" : "were");
    }
    return raise_buf(vm, &buf);
}

static bool raise_count(Vm *vm, const VmNative *native, size_t given)
{
    if (is_python(native)) {
        return raise_too_many_python(vm, native, given);
    }
    if (native->slot != 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "expected %u argument%s, got %zu", native->positional,
                 plural(native->positional), given);
        return false;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    size_t least = native->required, most = native->positional;
    if (takes_keywords(native)) {
        bool keyword_only = native->count > native->positional;
        ls_buf_printf(&buf, "%s() takes ", native->def->name);
        if (most == 0) {
            ls_buf_puts(&buf, "no positional arguments");
        } else {
            ls_buf_printf(&buf, "%s %zu %sargument%s (%zu given)", least == most ? "exactly" : "at most", most,
                          keyword_only ? "positional " : "", plural(most), given);
        }
    } else if (most == 0) {
        put_full_name(&buf, native);
        ls_buf_printf(&buf, "() takes no arguments (%zu given)", given);
    } else if (most == 1 && least == 1) {
        put_full_name(&buf, native);
        ls_buf_printf(&buf, "() takes exactly one argument (%zu given)", given);
    } else {
        size_t bound = given < least ? least : most;
        const char *how = least == most && !native->rest ? "" : given < least ? "at least " : "at most ";
        ls_buf_printf(&buf, "%s expected %s%zu argument%s, got %zu", native->def->name, how, bound, plural(bound),
                      given);
    }
    return raise_buf(vm, &buf);
}

/* "'a', 'b', and 'c'" of the parameters [from, to) that were not given and must be. */
static size_t put_missing(LsBuf *buf, const VmNative *native, const VmValue *slots, size_t from, size_t to)
{
    size_t total = 0, seen = 0;
    for (size_t i = from; i < to; i++) {
        total += slots[i] == VM_EMPTY && !native->params[i].optional;
    }
    for (size_t i = from; i < to && buf != NULL; i++) {
        if (slots[i] == VM_EMPTY && !native->params[i].optional) {
            const char *before = seen == 0 ? "" : seen + 1 < total ? ", " : total == 2 ? " and " : ", and ";
            ls_buf_printf(buf, "%s'%s'", before, vm_str_data(native->params[i].name));
            seen++;
        }
    }
    return total;
}

static bool raise_missing(Vm *vm, const VmNative *native, const VmValue *slots, size_t given)
{
    size_t positional = put_missing(NULL, native, slots, 0, native->positional);
    size_t from = positional != 0 ? 0 : native->positional;
    size_t to = positional != 0 ? native->positional : native->count;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (is_python(native)) {
        size_t missing = put_missing(NULL, native, slots, from, to);
        put_qualname(&buf, native);
        ls_buf_printf(&buf, "() missing %zu required %s argument%s: ", missing,
                      positional != 0 ? "positional" : "keyword-only", plural(missing));
        put_missing(&buf, native, slots, from, to);
        return raise_buf(vm, &buf);
    }
    if (!takes_keywords(native)) {
        ls_buf_free(&buf);
        return raise_count(vm, native, given);
    }
    size_t first = from;
    while (slots[first] != VM_EMPTY || native->params[first].optional) {
        first++;
    }
    if (first < native->positional_only) {
        ls_buf_printf(&buf, "%s expected %s%u argument%s, got %zu", native->def->name,
                      native->required == native->positional ? "" : "at least ", native->required,
                      plural(native->required), given);
        return raise_buf(vm, &buf);
    }
    ls_buf_printf(&buf, "%s() missing required argument '%s' (pos %zu)", native->def->name,
                  vm_str_data(native->params[first].name), first + 1);
    return raise_buf(vm, &buf);
}

static bool raise_keyword(Vm *vm, const VmNative *native, VmValue name, size_t at, bool twice)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (is_python(native)) {
        put_qualname(&buf, native);
        if (twice) {
            ls_buf_printf(&buf, "() got multiple values for argument '%s'", vm_str_data(name));
        } else if (at < native->positional_only) {
            ls_buf_printf(&buf, "() got some positional-only arguments passed as keyword arguments: '%s'",
                          vm_str_data(name));
        } else {
            ls_buf_printf(&buf, "() got an unexpected keyword argument '%s'", vm_str_data(name));
        }
    } else if (!takes_keywords(native)) {
        put_qualname(&buf, native);
        ls_buf_puts(&buf, "() takes no keyword arguments");
    } else if (twice) {
        ls_buf_printf(&buf, "argument for %s() given by name ('%s') and position (%zu)", native->def->name,
                      vm_str_data(name), at + 1);
    } else {
        ls_buf_printf(&buf, "'%s' is an invalid keyword argument for %s()", vm_str_data(name), native->def->name);
    }
    return raise_buf(vm, &buf);
}

/* ---- binding ---------------------------------------------------------------------------------------------------- */

static size_t find_param(const VmNative *native, VmValue name)
{
    for (size_t i = 0; i < native->count; i++) {
        if (native->params[i].name == name || vm_str_equal(native->params[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool bind_keywords(Vm *vm, const VmNative *native, const VmValue *values, VmValue kwnames, VmValue *slots,
                          VmValue more)
{
    VmTuple *names = vm_to_tuple(kwnames);
    for (size_t i = 0; i < names->count; i++) {
        size_t at = find_param(native, names->items[i]);
        if (at != SIZE_MAX && at >= native->positional_only) {
            if (slots[at] != VM_EMPTY) {
                return raise_keyword(vm, native, names->items[i], at, true);
            }
            slots[at] = values[i];
        } else if (more == VM_EMPTY) {
            return raise_keyword(vm, native, names->items[i], at, false);
        } else if (!vm_dict_set(vm, more, names->items[i], values[i])) {
            return false;
        }
    }
    return true;
}

bool vm_args_bind(Vm *vm, const VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames, VmValue *bound,
                  uint32_t *owned)
{
    *owned = 0;
    size_t self = native->takes_self;
    if (nargs < self) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "unbound method %s.%s() needs an argument",
                 native->owner != NULL ? native->owner->name : "object", native->def->name);
        return false;
    }
    VmNative of_class; /* messages name the class that a class method was called on */
    if ((native->def->flags & VM_NATIVE_CLASS) != 0 && self != 0 && vm_is_type(args[0])) {
        of_class = *native;
        of_class.owner = vm_to_type(args[0]);
        native = &of_class;
    }
    size_t given = nargs - self;
    size_t direct = given < native->positional ? given : native->positional;
    if (given > direct && !native->rest) {
        return raise_count(vm, native, given);
    }
    VmValue slots[VM_NATIVE_MAX_PARAMS] = {VM_EMPTY};
    if (direct != 0) {
        memcpy(slots, args + self, direct * sizeof *slots);
    }
    VmValue more = VM_EMPTY;
    if (native->keyword_rest) {
        more = vm_dict_new(vm);
        if (more == VM_ERROR) {
            return false;
        }
    }
    VmValue rest =
        native->rest ? vm_tuple_new(vm, given > direct ? args + self + direct : NULL, given - direct) : VM_EMPTY;
    bool ok = !native->rest || rest != VM_ERROR;
    if (ok && kwnames != VM_EMPTY && vm_to_tuple(kwnames)->count != 0) {
        ok = bind_keywords(vm, native, args + nargs, kwnames, slots, more);
    }
    if (ok && put_missing(NULL, native, slots, 0, native->count) != 0) {
        ok = raise_missing(vm, native, slots, given);
    }
    if (!ok) {
        vm_unref(vm, more);
        vm_unref(vm, rest);
        return false;
    }
    size_t to = 0;
    for (size_t i = 0; i < self; i++) {
        bound[to++] = args[i];
    }
    for (size_t i = 0; i <= native->count; i++) {
        if (i == native->positional && native->rest) {
            *owned |= 1u << to;
            bound[to++] = rest;
        }
        if (i < native->count) {
            bound[to++] = slots[i];
        }
    }
    if (native->keyword_rest) {
        *owned |= 1u << to;
        bound[to] = more;
    }
    return true;
}

bool vm_args_parse(Vm *vm, const char *name, const char *signature, const VmValue *args, size_t nargs, VmValue kwnames,
                   VmValue *bound)
{
    /* initialisers are named in full only for classes that CPython has in Python */
    VmNativeDef def = {.name = name, .signature = signature, .flags = is_initialiser(name) ? VM_NATIVE_PYTHON : 0};
    VmNativeParam params[VM_NATIVE_MAX_PARAMS];
    VmNative native = {.def = &def, .params = params};
    uint32_t owned;
    bool ok = vm_signature_read(vm, signature, &native, params) &&
              vm_args_bind(vm, &native, args, nargs, kwnames, bound, &owned);
    for (size_t i = 0; i < native.count; i++) {
        vm_unref(vm, params[i].name);
    }
    return ok;
}

bool vm_args_no_keywords(Vm *vm, const char *name, VmValue kwnames)
{
    if (kwnames != VM_EMPTY && vm_to_tuple(kwnames)->count != 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() takes no keyword arguments", name);
        return false;
    }
    return true;
}

bool vm_args_count(Vm *vm, const char *name, size_t nargs, size_t least, size_t most)
{
    if (nargs >= least && nargs <= most) {
        return true;
    }
    size_t bound = nargs < least ? least : most;
    vm_raise(vm, VM_EXC_TYPE_ERROR, "%s expected %s%zu argument%s, got %zu", name,
             least == most   ? ""
             : nargs < least ? "at least "
                             : "at most ",
             bound, plural(bound), nargs);
    return false;
}
