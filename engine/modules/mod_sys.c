/* The module sys. */
#include "modules/mod_sys.h"

#include "modules/mod_table.h"
#include "sim/sim_sched.h"
#include "vm/vm_builtins.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

VmValue mod_sys_handled_borrow(const Vm *vm)
{
    return vm->thread == NULL || vm->thread->handled == VM_NONE ? VM_EMPTY : vm->thread->handled;
}

const char *mod_sys_script(Vm *vm)
{
    const VmFunction *function = vm_current_function(vm);
    return function == NULL ? "" : function->code->script->unit->source.filename;
}

VmValue mod_sys_stream(Vm *vm, const char *name)
{
    return vm_import_attr(vm, "sys", name);
}

bool mod_sys_write(Vm *vm, VmValue file, const char *text, size_t size)
{
    VmValue stream = mod_absent(file) ? mod_sys_stream(vm, "stderr") : vm_ref(file);
    VmValue str = stream == VM_ERROR ? VM_ERROR : vm_str_new(vm, text, size);
    VmValue result = str == VM_ERROR ? VM_ERROR : vm_call_method(vm, stream, vm_name(vm, VM_NAME_WRITE), &str, 1);
    vm_unref(vm, stream);
    vm_unref(vm, str);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

/* ---- streams ---------------------------------------------------------------------------------------------------- */

/* head.extra: TraceStream */
static TraceStream stream_of(VmValue v)
{
    return (TraceStream)vm_to_object(v)->extra;
}

static VmValue stream_write(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "write() argument must be str, not %s", vm_type_name(vm, args[1]));
    }
    if (!vm_write(vm, stream_of(args[0]), vm_str_data(args[1]), vm_str_size(args[1]))) {
        return VM_ERROR;
    }
    return vm_int_from(vm, (int64_t)vm_str_length(args[1]));
}

static bool write_line(Vm *vm, VmValue line, void *context)
{
    VmValue args[2] = {*(VmValue *)context, line};
    return stream_write(vm, args) != VM_ERROR;
}

static VmValue stream_writelines(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    return vm_for_each(vm, args[1], write_line, &self) ? VM_NONE : VM_ERROR;
}

static VmValue stream_flush(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_NONE;
}

static VmValue stream_isatty(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_FALSE;
}

static VmValue stream_writable(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_TRUE;
}

static VmValue stream_fileno(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(stream_of(args[0]) == TRACE_STREAM_STDOUT ? 1 : 2);
}

static const char *stream_name(VmValue self)
{
    return stream_of(self) == TRACE_STREAM_STDOUT ? "<stdout>" : "<stderr>";
}

static VmValue get_name(Vm *vm, const VmValue *args)
{
    return vm_str_c(vm, stream_name(args[0]));
}

static VmValue get_encoding(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_str_c(vm, "utf-8");
}

static VmValue stream_repr(Vm *vm, VmValue self)
{
    return vm_str_printf(vm, "<_io.TextIOWrapper name='%s' mode='w' encoding='utf-8'>", stream_name(self));
}

static const VmNativeDef stream_methods[] = {
    {"write", stream_write, "text, /", VM_NATIVE_BUILTIN},
    {"writelines", stream_writelines, "lines, /", VM_NATIVE_BUILTIN},
    {"flush", stream_flush, "", VM_NATIVE_BUILTIN},
    {"isatty", stream_isatty, "", VM_NATIVE_BUILTIN},
    {"writable", stream_writable, "", VM_NATIVE_BUILTIN},
    {"fileno", stream_fileno, "", VM_NATIVE_BUILTIN},
    {"reconfigure", stream_flush, "**kwargs", VM_NATIVE_BUILTIN},
    {"name", get_name, "", VM_NATIVE_PROPERTY},
    {"encoding", get_encoding, "", VM_NATIVE_PROPERTY},
    {0},
};

static void stream_fill(VmType *type)
{
    type->repr = stream_repr;
}

static const VmTypeSpec stream_spec = {
    .name = "TextIOWrapper",
    .module = "_io",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = stream_methods,
    .fill = stream_fill,
};

static bool add_streams(Vm *vm, VmValue module)
{
    static const char *const names[][2] = {{"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
    static const TraceStream streams[] = {TRACE_STREAM_STDOUT, TRACE_STREAM_STDERR};
    VmType *type = vm_type_new(vm, &stream_spec, NULL);
    bool ok = type != NULL;
    for (size_t i = 0; ok && i < 2; i++) {
        VmValue stream = vm_instance_new(vm, type);
        if (stream != VM_ERROR) {
            vm_to_object(stream)->extra = (uint8_t)streams[i];
        }
        ok = stream != VM_ERROR && vm_module_set(vm, module, names[i][0], stream) &&
             vm_module_set(vm, module, names[i][1], stream);
        vm_unref(vm, stream);
    }
    if (type != NULL) {
        vm_unref(vm, vm_from_type(type));
    }
    return ok;
}

/* ---- version_info ----------------------------------------------------------------------------------------------- */

static const char *const version_fields[] = {"major", "minor", "micro", "releaselevel", "serial"};

static VmValue version_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "sys.version_info(");
    bool ok = true;
    for (size_t i = 0; ok && i < vm_to_tuple(self)->count && i < 5; i++) {
        ls_buf_printf(&buf, "%s%s=", i == 0 ? "" : ", ", version_fields[i]);
        ok = vm_append_repr(vm, &buf, vm_to_tuple(self)->items[i]);
    }
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, ok);
}

#define VERSION_FIELD(name, index)                                                                                     \
    static VmValue version_##name(Vm *vm, const VmValue *args)                                                         \
    {                                                                                                                  \
        (void)vm;                                                                                                      \
        return vm_ref(vm_to_tuple(args[0])->items[index]);                                                             \
    }
VERSION_FIELD(major, 0)
VERSION_FIELD(minor, 1)
VERSION_FIELD(micro, 2)
VERSION_FIELD(releaselevel, 3)
VERSION_FIELD(serial, 4)
#undef VERSION_FIELD

static const VmNativeDef version_methods[] = {
    {"major", version_major, "", VM_NATIVE_PROPERTY},   {"minor", version_minor, "", VM_NATIVE_PROPERTY},
    {"micro", version_micro, "", VM_NATIVE_PROPERTY},   {"releaselevel", version_releaselevel, "", VM_NATIVE_PROPERTY},
    {"serial", version_serial, "", VM_NATIVE_PROPERTY}, {0},
};

static void version_fill(VmType *type)
{
    type->repr = version_repr;
}

static const VmTypeSpec version_spec = {
    .name = "version_info",
    .module = "sys",
    .base = VM_TYPE_TUPLE,
    .kind = VM_KIND_TUPLE,
    .instance_size = sizeof(VmTuple),
    .flags = VM_TYPE_FINAL,
    .methods = version_methods,
    .fill = version_fill,
};

static bool add_version(Vm *vm, VmValue module)
{
    VmType *type = vm_type_new(vm, &version_spec, NULL);
    VmValue items[5] = {vm_from_int(3), vm_from_int(11), vm_from_int(7), vm_intern_c(vm, "final"), vm_from_int(0)};
    VmValue plain = type == NULL || items[3] == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, items, 5);
    VmValue version = plain == VM_ERROR ? VM_ERROR : type->make(vm, type, &plain, 1, VM_EMPTY);
    bool ok = version != VM_ERROR && vm_module_set(vm, module, "version_info", version);
    vm_unref(vm, version);
    vm_unref(vm, plain);
    vm_unref(vm, items[3]);
    if (type != NULL) {
        /* makes no more of them */
        type->flags |= VM_TYPE_NO_MAKE;
        vm_unref(vm, vm_from_type(type));
    }
    return ok;
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

static VmValue sys_exit(Vm *vm, const VmValue *args)
{
    return vm_raise_with(vm, vm_exception_type(vm, VM_EXC_SYSTEM_EXIT), args[0]);
}

/* The switch interval has whole microseconds, as CPython's has. */
static VmValue sys_getswitchinterval(Vm *vm, const VmValue *args)
{
    (void)args;
    SimSched *sched = vm->world == NULL ? NULL : vm->world->sched;
    int64_t ns = sched == NULL ? SIM_CPU_SWITCH_NS : sched->cpu.switch_ns;
    return vm_from_double(1e-6 * (double)(ns / 1000));
}

static VmValue sys_setswitchinterval(Vm *vm, const VmValue *args)
{
    double seconds;
    if (!vm_as_double(vm, args[0], &seconds)) {
        return VM_ERROR;
    }
    if (!(seconds > 0)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "switch interval must be strictly positive");
    }
    SimSched *sched = vm->world == NULL ? NULL : vm->world->sched;
    if (sched != NULL) {
        int64_t us = seconds < 1e9 ? (int64_t)(seconds * 1e6) : INT64_C(1000000000000000);
        sched->cpu.switch_ns = (us < 1 ? 1 : us) * 1000;
    }
    return VM_NONE;
}

static VmValue sys_getrecursionlimit(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_int(vm->limits.max_recursion);
}

static VmValue sys_setrecursionlimit(Vm *vm, const VmValue *args)
{
    int limit;
    if (!vm_as_c_int(vm, args[0], &limit)) {
        return VM_ERROR;
    }
    if (limit < 1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "recursion limit must be greater or equal than 1");
    }
    vm->limits.max_recursion = (uint32_t)limit;
    return VM_NONE;
}

static VmValue sys_exception(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue handled = mod_sys_handled_borrow(vm);
    return handled == VM_EMPTY ? VM_NONE : vm_ref(handled);
}

static VmValue sys_exc_info(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue handled = mod_sys_handled_borrow(vm);
    VmValue items[3] = {VM_NONE, VM_NONE, VM_NONE};
    if (handled != VM_EMPTY) {
        VmValue traceback = vm_to_exception(handled)->traceback;
        items[0] = vm_from_type(vm_type_of(vm, handled));
        items[1] = handled;
        items[2] = traceback == VM_EMPTY ? VM_NONE : traceback;
    }
    return vm_tuple_new(vm, items, 3);
}

static VmValue sys_intern(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "intern() argument must be str, not %s", vm_type_name(vm, args[0]));
    }
    return vm_intern_str(vm, args[0]);
}

static VmValue sys_getdefaultencoding(Vm *vm, const VmValue *args)
{
    return get_encoding(vm, args);
}

static const VmNativeDef functions[] = {
    {"exit", sys_exit, "status=, /", VM_NATIVE_BUILTIN},
    {"getswitchinterval", sys_getswitchinterval, "", VM_NATIVE_BUILTIN},
    {"setswitchinterval", sys_setswitchinterval, "interval, /", VM_NATIVE_BUILTIN},
    {"getrecursionlimit", sys_getrecursionlimit, "", VM_NATIVE_BUILTIN},
    {"setrecursionlimit", sys_setrecursionlimit, "limit, /", VM_NATIVE_BUILTIN},
    {"exception", sys_exception, "", VM_NATIVE_BUILTIN},
    {"exc_info", sys_exc_info, "", VM_NATIVE_BUILTIN},
    {"intern", sys_intern, "string, /", VM_NATIVE_BUILTIN},
    {"getdefaultencoding", sys_getdefaultencoding, "", VM_NATIVE_BUILTIN},
    {0},
};

static VmValue make_argv(Vm *vm)
{
    VmValue list = vm_list_new_empty(vm, 1);
    VmValue name = list == VM_ERROR ? VM_ERROR : vm_str_c(vm, mod_sys_script(vm));
    if (name == VM_ERROR || !vm_list_append_steal(vm, list, name)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

static bool init(Vm *vm, VmValue module)
{
    return add_streams(vm, module) && add_version(vm, module) &&
           vm_module_set_steal(vm, module, "float_info", mod_sys_float_info(vm)) &&
           vm_module_set_steal(vm, module, "argv", make_argv(vm)) &&
           vm_module_set_steal(vm, module, "version", vm_str_c(vm, "3.11.7 (loopscope)")) &&
           vm_module_set_steal(vm, module, "platform", vm_str_c(vm, "linux")) &&
           vm_module_set_steal(vm, module, "byteorder", vm_str_c(vm, "little")) &&
           vm_module_set_steal(vm, module, "executable", vm_str_c(vm, "")) &&
           vm_module_set_steal(vm, module, "maxsize", vm_int_from(vm, INT64_MAX)) &&
           vm_module_set_steal(vm, module, "maxunicode", vm_from_int(0x10FFFF)) &&
           vm_module_set_steal(vm, module, "hexversion", vm_from_int(0x030B07F0)) &&
           vm_module_set_steal(vm, module, "modules", vm_dict_copy(vm, vm->modules));
}

const VmModuleSpec mod_sys_spec = {.name = "sys", .functions = functions, .init = init};
