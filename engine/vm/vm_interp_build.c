/* vm_interp_build.c: tuples, lists, sets, dicts, f-strings. */
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* The registers of a window belong to the result now, or die. */
static void forget_window(VmValue *w, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        w[i] = VM_EMPTY;
    }
}

static void clear_window(Vm *vm, VmValue *w, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        vm_clear_register(vm, w, i);
    }
}

bool vm_op_tuple(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    VmValue tuple = vm_tuple_new_blank(vm, pc->c);
    if (tuple == VM_ERROR) {
        return false;
    }
    for (uint32_t i = 0; i < pc->c; i++) {
        vm_to_tuple(tuple)->items[i] = w[i];
    }
    forget_window(w, pc->c);
    vm_set_register(vm, regs, pc->a, tuple);
    return true;
}

bool vm_op_list(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    VmValue list = vm_list_new(vm, w, pc->c);
    if (list == VM_ERROR) {
        return false;
    }
    clear_window(vm, w, pc->c);
    vm_set_register(vm, regs, pc->a, list);
    return true;
}

bool vm_op_set(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    VmValue set = vm_set_new(vm, VM_EMPTY);
    for (uint32_t i = 0; set != VM_ERROR && i < pc->c; i++) {
        if (!vm_set_add(vm, set, w[i])) {
            vm_unref(vm, set);
            return false;
        }
    }
    if (set == VM_ERROR) {
        return false;
    }
    clear_window(vm, w, pc->c);
    vm_set_register(vm, regs, pc->a, set);
    return true;
}

bool vm_op_dict(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    VmValue dict = vm_dict_new(vm);
    for (uint32_t i = 0; dict != VM_ERROR && i < pc->c; i++) {
        if (!vm_dict_set(vm, dict, w[2 * i], w[2 * i + 1])) {
            vm_unref(vm, dict);
            return false;
        }
    }
    if (dict == VM_ERROR) {
        return false;
    }
    clear_window(vm, w, 2u * pc->c);
    vm_set_register(vm, regs, pc->a, dict);
    return true;
}

/* ---- adding to what is being built ---- */

static bool done(Vm *vm, VmValue *regs, const LangInstr *pc, bool ok)
{
    if (ok) {
        vm_drop_used(vm, regs, pc);
    }
    return ok;
}

bool vm_op_list_append(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    if ((pc->hint & LANG_USES_B) != 0) {
        VmValue item = regs[pc->b];
        regs[pc->b] = VM_EMPTY;
        return vm_list_append_steal(vm, regs[pc->a], item);
    }
    return vm_list_append(vm, regs[pc->a], regs[pc->b]);
}

bool vm_op_list_to_tuple(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue tuple = vm_list_to_tuple(vm, regs[pc->b]);
    if (tuple == VM_ERROR) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, tuple);
    return true;
}

bool vm_op_set_add(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return done(vm, regs, pc, vm_set_add(vm, regs[pc->a], regs[pc->b]));
}

bool vm_op_set_update(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return done(vm, regs, pc, vm_set_update(vm, regs[pc->a], regs[pc->b]));
}

bool vm_op_dict_set(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return done(vm, regs, pc, vm_dict_set(vm, regs[pc->a], regs[pc->b], regs[pc->c]));
}

static bool is_mapping(Vm *vm, VmValue v)
{
    return vm_is_dict(v) || vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, VM_NAME_KEYS)) != VM_EMPTY;
}

bool vm_op_dict_update(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    if (!is_mapping(vm, regs[pc->b])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not a mapping", vm_type_name(vm, regs[pc->b]));
        return false;
    }
    return done(vm, regs, pc, vm_dict_update(vm, regs[pc->a], regs[pc->b]));
}

/* "f()" for messages about a callable, as CPython names it. */
static VmValue callable_name(Vm *vm, VmValue callable)
{
    bool error;
    VmValue qualname = vm_get_attr_maybe(vm, callable, vm_name(vm, VM_NAME_QUALNAME), &error);
    if (error) {
        return VM_ERROR;
    }
    if (!vm_is_str(qualname)) {
        vm_unref(vm, qualname);
        return vm_str_of(vm, callable);
    }
    VmValue module = vm_get_attr_maybe(vm, callable, vm_name(vm, VM_NAME_MODULE), &error);
    VmValue text = VM_ERROR;
    if (!error) {
        bool show = vm_is_str(module) && !vm_str_equal_c(module, "builtins");
        text = show ? vm_str_printf(vm, "%s.%s()", vm_str_data(module), vm_str_data(qualname))
                    : vm_str_printf(vm, "%s()", vm_str_data(qualname));
    }
    vm_unref(vm, module);
    vm_unref(vm, qualname);
    return text;
}

static bool merge_error(Vm *vm, VmValue callable, const char *format, const char *what)
{
    VmValue name = callable_name(vm, callable);
    if (name != VM_ERROR) {
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        ls_buf_puts(&text, vm_str_data(name));
        ls_buf_puts(&text, format);
        ls_buf_puts(&text, what);
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", ls_buf_text(&text));
        ls_buf_free(&text);
    }
    vm_unref(vm, name);
    return false;
}

bool vm_op_list_extend(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmType *type = vm_type_of(vm, regs[pc->b]);
    if (type->iter == NULL && vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_GETITEM)) == VM_EMPTY) {
        if ((pc->hint & LANG_ONLY_STAR) != 0) {
            return merge_error(vm, regs[pc->c], " argument after * must be an iterable, not ", type->name);
        }
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Value after * must be an iterable, not %s", type->name);
        return false;
    }
    if ((pc->hint & LANG_USES_B) != 0 && vm_list_take_over(vm, regs[pc->a], regs[pc->b])) {
        return done(vm, regs, pc, true);
    }
    return done(vm, regs, pc, vm_list_extend(vm, regs[pc->a], regs[pc->b]));
}

bool vm_op_dict_merge(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue into = regs[pc->a], from = regs[pc->b];
    if (!is_mapping(vm, from)) {
        return merge_error(vm, regs[pc->c], " argument after ** must be a mapping, not ", vm_type_name(vm, from));
    }
    VmValue plain = VM_EMPTY;
    if (!vm_is_dict(from)) {
        plain = vm_dict_new(vm);
        if (plain == VM_ERROR || !vm_dict_update(vm, plain, from)) {
            vm_unref(vm, plain);
            return false;
        }
        from = plain;
    }
    uint32_t position = 0;
    VmValue key, value;
    bool ok = true;
    while (ok && vm_dict_walk(vm_to_dict(from), &position, &key, &value)) {
        if (!vm_is_str(key)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "keywords must be strings");
            ok = false;
        } else if (vm_dict_get_borrow(vm, into, key) != VM_EMPTY) {
            LsBuf text;
            ls_buf_init(&text, vm->alloc);
            ls_buf_printf(&text, "%s'", vm_str_data(key));
            ok = merge_error(vm, regs[pc->c], " got multiple values for keyword argument '", ls_buf_text(&text));
            ls_buf_free(&text);
        } else {
            ok = vm_dict_set(vm, into, key, value);
        }
    }
    vm_unref(vm, plain);
    if (ok && (pc->hint & LANG_USES_B) != 0) {
        vm_clear_register(vm, regs, pc->b);
    }
    return ok;
}

/* ---- f-strings ---- */

bool vm_op_format(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue value = vm_ref(regs[pc->b]);
    VmValue converted = value;
    if ((pc->hint & LANG_FORMAT_STR) != 0) {
        converted = vm_str_of(vm, value);
    } else if ((pc->hint & LANG_FORMAT_REPR) != 0) {
        converted = vm_repr(vm, value);
    } else if ((pc->hint & LANG_FORMAT_ASCII) != 0) {
        converted = vm_ascii(vm, value);
    } else {
        vm_ref(converted);
    }
    vm_unref(vm, value);
    if (converted == VM_ERROR) {
        return false;
    }
    VmValue spec = (pc->hint & LANG_FORMAT_SPEC) != 0 ? regs[pc->c] : VM_EMPTY;
    bool plain = spec == VM_EMPTY && vm_is_str(converted) && (vm_to_object(converted)->flags & VM_OBJECT_SUBCLASS) == 0;
    VmValue text = plain ? vm_ref(converted) : vm_format(vm, converted, spec);
    vm_unref(vm, converted);
    if (text == VM_ERROR) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, text);
    return true;
}

bool vm_op_join(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    size_t size = 0, length = 0;
    for (uint32_t i = 0; i < pc->c; i++) {
        size += vm_str_size(w[i]);
        length += vm_str_length(w[i]);
    }
    VmStr *text = vm_str_alloc(vm, size, length);
    if (text == NULL) {
        return false;
    }
    char *to = text->data;
    for (uint32_t i = 0; i < pc->c; i++) {
        memcpy(to, vm_str_data(w[i]), vm_str_size(w[i]));
        to += vm_str_size(w[i]);
    }
    clear_window(vm, w, pc->c);
    vm_set_register(vm, regs, pc->a, vm_from_object(text));
    return true;
}
