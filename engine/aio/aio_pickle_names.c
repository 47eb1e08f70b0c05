/* Pickles: functions, classes and methods go by their names. */
#include "aio/aio_pickle_dump.h"

#include "vm/vm_class.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

static VmValue raise_pickling(Vm *vm, LsBuf *text)
{
    VmValue message = vm_str_from_buf(vm, text);
    if (message != VM_ERROR) {
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_PICKLING_ERROR), message);
    }
    vm_unref(vm, message);
    return VM_ERROR;
}

/* "Can't pickle <function f at 0x…>: attribute lookup f on __main__ failed" */
static bool refuse_name(Vm *vm, VmValue v, VmValue module, VmValue qualname, bool other)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_puts(&text, "Can't pickle ");
    if (!vm_append_repr(vm, &text, v)) {
        ls_buf_free(&text);
        return false;
    }
    const char *format = other ? ": it's not the same object as %s.%s" : ": attribute lookup %s on %s failed";
    const char *first = vm_str_data(other ? module : qualname), *second = vm_str_data(other ? qualname : module);
    ls_buf_printf(&text, format, first, second); /* NOLINT: one of two literals */
    raise_pickling(vm, &text);
    return false;
}

bool aio_dump_global(AioDump *d, VmValue v, VmValue module, VmValue qualname)
{
    Vm *vm = d->vm;
    if (strstr(vm_str_data(qualname), "<locals>") != NULL) {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "Can't pickle local object '%s'", vm_str_data(qualname));
        return false;
    }
    bool found;
    VmValue there = aio_pickle_find(vm, module, qualname, &found);
    if (!found) {
        return vm_error_pending(vm) ? false : refuse_name(vm, v, module, qualname, false);
    }
    bool same = there == v || (vm_has_kind(v, VM_KIND_NATIVE) && vm_has_kind(there, VM_KIND_NATIVE) &&
                               ((VmNative *)vm_to_object(v))->def == ((VmNative *)vm_to_object(there))->def);
    vm_unref(vm, there);
    if (!same) {
        return refuse_name(vm, v, module, qualname, true);
    }
    aio_dump_code(d, AIO_PICKLE_GLOBAL);
    aio_dump_text(d, vm_str_data(module), vm_str_size(module));
    aio_dump_text(d, vm_str_data(qualname), vm_str_size(qualname));
    return aio_dump_remember(d, v);
}

static bool dump_builtin(AioDump *d, const char *name)
{
    aio_dump_code(d, AIO_PICKLE_GLOBAL);
    aio_dump_text(d, "builtins", 8);
    aio_dump_text(d, name, strlen(name));
    d->remembered++; /* numbered, never asked for again */
    return true;
}

/* getattr(object, name) */
static bool dump_bound(AioDump *d, VmValue v, VmValue object, VmValue name)
{
    VmValue args = vm_tuple_pack2(d->vm, object, name);
    bool ok = args != VM_ERROR && vm_list_append_steal(d->vm, d->kept, args);
    aio_dump_code(d, AIO_PICKLE_CALL);
    ok = ok && dump_builtin(d, "getattr") && aio_dump(d, args) && aio_dump_remember(d, v);
    aio_dump_code(d, AIO_PICKLE_END);
    return ok;
}

bool aio_dump_native(AioDump *d, VmValue v)
{
    const VmNative *native = (const VmNative *)vm_to_object(v);
    if (native->self != VM_EMPTY) {
        return dump_bound(d, v, native->self, native->name);
    }
    if (native->owner != NULL) {
        return dump_bound(d, v, vm_from_type(native->owner), native->name);
    }
    VmValue module = vm_is_str(native->module) ? vm_ref(native->module) : vm_str_c(d->vm, "builtins");
    bool ok = module != VM_ERROR && aio_dump_global(d, v, module, native->name);
    vm_unref(d->vm, module);
    return ok;
}

bool aio_dump_method(AioDump *d, VmValue v)
{
    const VmMethod *method = (const VmMethod *)vm_to_object(v);
    VmValue name = vm_get_attr_c(d->vm, method->function, "__name__");
    bool ok = name != VM_ERROR && dump_bound(d, v, method->self, name);
    vm_unref(d->vm, name);
    return ok;
}
