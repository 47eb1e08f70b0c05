/* How forms and aliases show: typing.List[int], typing.Optional[str]. */
#include "modules/mod_typing.h"

#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

bool mod_typing_append(Vm *vm, LsBuf *buf, VmValue v)
{
    if (v == VM_ELLIPSIS) {
        ls_buf_puts(buf, "...");
        return true;
    }
    VmValue text;
    if (vm_is_type(v)) {
        text = vm_type_display(vm, vm_to_type(v));
    } else if (vm_has_kind(v, VM_KIND_FUNCTION) || vm_has_kind(v, VM_KIND_NATIVE)) {
        text = vm_get_attr(vm, v, vm_name(vm, VM_NAME_NAME));
    } else {
        text = vm_repr(vm, v);
    }
    if (text != VM_ERROR) {
        vm_str_append(buf, text);
    }
    vm_unref(vm, text);
    return text != VM_ERROR;
}

static bool append_list(Vm *vm, LsBuf *buf, const VmValue *items, size_t count, bool as_values)
{
    for (size_t i = 0; i < count; i++) {
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        if (!(as_values ? vm_append_repr(vm, buf, items[i]) : mod_typing_append(vm, buf, items[i]))) {
            return false;
        }
    }
    return true;
}

static bool append_callable(Vm *vm, LsBuf *buf, VmTuple *args)
{
    size_t last = args->count - 1;
    bool plain = last == 1 && (args->items[0] == VM_ELLIPSIS || mod_typing_is_variable(vm, args->items[0]));
    ls_buf_puts(buf, plain ? "" : "[");
    bool ok = append_list(vm, buf, args->items, last, false);
    ls_buf_puts(buf, plain ? ", " : "], ");
    return ok && mod_typing_append(vm, buf, args->items[last]);
}

/* Optional[X] is a union of X and None. */
static bool is_optional(Vm *vm, const TypingForm *form, VmTuple *args)
{
    return form->kind == TYPING_UNION && args->count == 2 &&
           (args->items[0] == vm_from_type(vm->types[VM_TYPE_NONE]) ||
            args->items[1] == vm_from_type(vm->types[VM_TYPE_NONE]));
}

static bool append_args(Vm *vm, LsBuf *buf, const TypingForm *form)
{
    VmTuple *args = vm_to_tuple(form->args);
    if (form->kind == TYPING_CALLABLE) {
        return append_callable(vm, buf, args);
    }
    if (is_optional(vm, form, args)) {
        return mod_typing_append(vm, buf, args->items[args->items[0] == vm_from_type(vm->types[VM_TYPE_NONE])]);
    }
    if (args->count == 0) {
        ls_buf_puts(buf, "()");
        return true;
    }
    if (!append_list(vm, buf, args->items, args->count, form->kind == TYPING_LITERAL)) {
        return false;
    }
    if (form->metadata != VM_EMPTY) {
        ls_buf_puts(buf, ", ");
        return append_list(vm, buf, vm_to_tuple(form->metadata)->items, vm_to_tuple(form->metadata)->count, true);
    }
    return true;
}

VmValue mod_typing_form_repr(Vm *vm, VmValue self)
{
    TypingForm *form = mod_typing_form_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    bool ok = true;
    if (form->kind == TYPING_USER) {
        ok = mod_typing_append(vm, &buf, form->origin);
    } else {
        bool optional = form->args != VM_EMPTY && is_optional(vm, form, vm_to_tuple(form->args));
        ls_buf_printf(&buf, "typing.%s", optional ? "Optional" : form->name);
    }
    if (form->args != VM_EMPTY) {
        ls_buf_putc(&buf, '[');
        ok = ok && append_args(vm, &buf, form);
        ls_buf_putc(&buf, ']');
    }
    return vm_repr_finish(vm, &buf, ok);
}
