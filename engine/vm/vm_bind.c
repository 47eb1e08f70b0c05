/* vm_bind.c: putting the arguments of a call where a script function expects them. */
#include "vm/vm_bind.h"

#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

typedef struct Binding {
    Vm *vm;
    const VmFunction *function;
    const LangCode *code;
    VmValue *regs;
} Binding;

static const char *qualname(const Binding *b)
{
    return vm_str_data(b->function->qualname);
}

static size_t default_count(const Binding *b)
{
    return b->function->defaults == VM_EMPTY ? 0 : vm_to_tuple(b->function->defaults)->count;
}

/* ---- errors ---- */

static bool too_many(const Binding *b, size_t given)
{
    const LangCode *code = b->code;
    size_t defaults = default_count(b);
    size_t keyword_only = 0;
    for (uint32_t i = 0; i < code->kw_only; i++) {
        keyword_only += b->regs[code->positional + i] != VM_EMPTY;
    }
    LsBuf text;
    ls_buf_init(&text, b->vm->alloc);
    if (defaults > 0) {
        ls_buf_printf(&text, "from %zu to %u", code->positional - defaults, code->positional);
    } else {
        ls_buf_printf(&text, "%u", code->positional);
    }
    bool plural = defaults > 0 || code->positional != 1;
    LsBuf extra;
    ls_buf_init(&extra, b->vm->alloc);
    if (keyword_only > 0) {
        ls_buf_printf(&extra, " positional argument%s (and %zu keyword-only argument%s)", given != 1 ? "s" : "",
                      keyword_only, keyword_only != 1 ? "s" : "");
    }
    vm_raise(b->vm, VM_EXC_TYPE_ERROR, "%s() takes %s positional argument%s but %zu%s %s given", qualname(b),
             ls_buf_text(&text), plural ? "s" : "", given, ls_buf_text(&extra),
             given == 1 && keyword_only == 0 ? "was" : "were");
    ls_buf_free(&text);
    ls_buf_free(&extra);
    return false;
}

static bool missing(const Binding *b, uint32_t first, uint32_t end, const char *kind)
{
    uint32_t count = 0;
    for (uint32_t i = first; i < end; i++) {
        count += b->regs[i] == VM_EMPTY;
    }
    LsBuf names;
    ls_buf_init(&names, b->vm->alloc);
    uint32_t nth = 0;
    for (uint32_t i = first; i < end; i++) {
        if (b->regs[i] != VM_EMPTY) {
            continue;
        }
        if (nth > 0) {
            ls_buf_puts(&names, count == 2 ? " and " : nth + 1 == count ? ", and " : ", ");
        }
        ls_buf_printf(&names, "'%s'", b->code->locals[i]->text);
        nth++;
    }
    vm_raise(b->vm, VM_EXC_TYPE_ERROR, "%s() missing %u required %s argument%s: %s", qualname(b), count, kind,
             count == 1 ? "" : "s", ls_buf_text(&names));
    ls_buf_free(&names);
    return false;
}

/* Positional-only parameters that were given by keyword; false with the error when there are any. */
static bool no_positional_only(const Binding *b, VmValue kwnames)
{
    const VmTuple *names = vm_to_tuple(kwnames);
    LsBuf text;
    ls_buf_init(&text, b->vm->alloc);
    for (uint32_t i = 0; i < b->code->pos_only; i++) {
        for (size_t k = 0; k < names->count; k++) {
            if (vm_str_equal_c(names->items[k], b->code->locals[i]->text)) {
                ls_buf_printf(&text, "%s%s", text.size > 0 ? ", " : "", b->code->locals[i]->text);
            }
        }
    }
    bool none = text.size == 0;
    if (!none) {
        vm_raise(b->vm, VM_EXC_TYPE_ERROR, "%s() got some positional-only arguments passed as keyword arguments: '%s'",
                 qualname(b), ls_buf_text(&text));
    }
    ls_buf_free(&text);
    return none;
}

/* ---- the steps ---- */

static bool bind_positional(const Binding *b, VmValue self, const VmValue *args, size_t nargs)
{
    uint32_t at = 0;
    size_t taken = 0;
    if (self != VM_EMPTY && b->code->positional > 0) {
        b->regs[at++] = vm_ref(self);
    }
    while (at < b->code->positional && taken < nargs) {
        b->regs[at++] = vm_ref(args[taken++]);
    }
    if ((b->code->flags & LANG_CODE_VARARGS) == 0) {
        return true;
    }
    VmValue rest;
    if (self != VM_EMPTY && b->code->positional == 0) {
        rest = vm_tuple_new_blank(b->vm, nargs + 1);
        for (size_t i = 0; rest != VM_ERROR && i <= nargs; i++) {
            vm_to_tuple(rest)->items[i] = vm_ref(i == 0 ? self : args[i - 1]);
        }
    } else {
        rest = vm_tuple_new(b->vm, args == NULL ? NULL : args + taken, nargs - taken);
    }
    b->regs[b->code->positional + b->code->kw_only] = rest;
    return rest != VM_ERROR;
}

static uint32_t find_parameter(const Binding *b, VmValue name)
{
    const LangCode *code = b->code;
    uint32_t end = code->positional + code->kw_only;
    for (uint32_t i = code->pos_only; i < end; i++) {
        const LangName *local = code->locals[i];
        if (local->size == vm_str_size(name) && memcmp(local->text, vm_str_data(name), local->size) == 0) {
            return i;
        }
    }
    return end;
}

static bool bind_keywords(const Binding *b, const VmValue *values, VmValue kwnames)
{
    const LangCode *code = b->code;
    uint32_t end = code->positional + code->kw_only;
    VmValue rest = VM_EMPTY;
    if ((code->flags & LANG_CODE_VARKEYWORDS) != 0) {
        rest = vm_dict_new(b->vm);
        b->regs[code->param_count - 1] = rest;
        if (rest == VM_ERROR) {
            return false;
        }
    }
    size_t count = kwnames == VM_EMPTY ? 0 : vm_to_tuple(kwnames)->count;
    for (size_t i = 0; i < count; i++) {
        VmValue name = vm_to_tuple(kwnames)->items[i];
        uint32_t at = find_parameter(b, name);
        if (at == end) {
            if (rest != VM_EMPTY) {
                if (!vm_dict_set(b->vm, rest, name, values[i])) {
                    return false;
                }
                continue;
            }
            if (no_positional_only(b, kwnames)) {
                vm_raise(b->vm, VM_EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'", qualname(b),
                         vm_str_data(name));
            }
            return false;
        }
        if (b->regs[at] != VM_EMPTY) {
            vm_raise(b->vm, VM_EXC_TYPE_ERROR, "%s() got multiple values for argument '%s'", qualname(b),
                     vm_str_data(name));
            return false;
        }
        b->regs[at] = vm_ref(values[i]);
    }
    return true;
}

static bool bind_defaults(const Binding *b)
{
    const LangCode *code = b->code;
    size_t defaults = default_count(b);
    size_t first = code->positional - defaults;
    for (uint32_t i = 0; i < code->positional; i++) {
        if (b->regs[i] == VM_EMPTY) {
            if (i < first) {
                return missing(b, 0, (uint32_t)first, "positional");
            }
            b->regs[i] = vm_ref(vm_to_tuple(b->function->defaults)->items[i - first]);
        }
    }
    uint32_t end = code->positional + code->kw_only;
    bool lacking = false;
    for (uint32_t i = code->positional; i < end; i++) {
        if (b->regs[i] != VM_EMPTY) {
            continue;
        }
        VmValue value = b->function->kw_defaults == VM_EMPTY
                            ? VM_EMPTY
                            : vm_dict_get_c_borrow(b->vm, b->function->kw_defaults, code->locals[i]->text);
        b->regs[i] = vm_ref(value);
        lacking |= value == VM_EMPTY;
    }
    return !lacking || missing(b, code->positional, end, "keyword-only");
}

bool vm_bind(Vm *vm, const VmFunction *function, VmValue *regs, VmValue self, const VmValue *args, size_t nargs,
             VmValue kwnames)
{
    Binding b = {vm, function, function->code->lang, regs};
    size_t given = nargs + (self != VM_EMPTY);
    if (kwnames == VM_EMPTY && vm_bind_is_direct(b.code, given)) {
        if (self != VM_EMPTY) {
            *regs++ = vm_ref(self);
        }
        for (size_t i = 0; i < nargs; i++) {
            regs[i] = vm_ref(args[i]);
        }
        return true;
    }
    const VmValue *values = args == NULL ? NULL : args + nargs; /* of the keywords */
    if (!bind_positional(&b, self, args, nargs) || !bind_keywords(&b, values, kwnames)) {
        return false;
    }
    if (given > b.code->positional && (b.code->flags & LANG_CODE_VARARGS) == 0) {
        return too_many(&b, given);
    }
    return bind_defaults(&b);
}
