/* The module json. */
#include "modules/mod_json.h"

#include "modules/mod_library.h"

#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_bytes.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* indent: None, a number of spaces, or a text; owned in the style. */
static bool read_indent(Vm *vm, VmValue v, ModJsonStyle *style)
{
    if (mod_absent(v)) {
        return true;
    }
    if (vm_is_str(v)) {
        style->indent = vm_ref(v);
        return true;
    }
    int64_t spaces;
    VmValue space = vm_as_index(vm, v, &spaces) ? vm_str_c(vm, " ") : VM_ERROR;
    style->indent = space == VM_ERROR ? VM_EMPTY : vm_str_repeat(vm, space, spaces);
    vm_unref(vm, space);
    return style->indent != VM_EMPTY;
}

static bool read_separators(Vm *vm, VmValue v, ModJsonStyle *style)
{
    if (mod_absent(v)) {
        return true;
    }
    VmValue pair = vm_tuple_from(vm, v);
    bool good = pair != VM_ERROR && vm_to_tuple(pair)->count == 2 && vm_is_str(vm_to_tuple(pair)->items[0]) &&
                vm_is_str(vm_to_tuple(pair)->items[1]);
    if (good) {
        style->item_separator = vm_ref(vm_to_tuple(pair)->items[0]);
        style->key_separator = vm_ref(vm_to_tuple(pair)->items[1]);
    } else if (pair != VM_ERROR) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "separators must be a pair of strings");
    }
    vm_unref(vm, pair);
    return good;
}

/* cls(skipkeys=…, …).encode(obj) */
static VmValue encode_with_class(Vm *vm, const VmValue *args)
{
    VmValue given[10];
    for (size_t i = 0; i < 10; i++) {
        given[i] = args[i] == VM_EMPTY ? VM_NONE : args[i];
    }
    VmValue function = vm_import_attr(vm, "json", "_encode_with");
    VmValue text = function == VM_ERROR ? VM_ERROR : vm_call(vm, function, given, 10, VM_EMPTY);
    vm_unref(vm, function);
    return text;
}

/* obj, *, skipkeys, ensure_ascii, check_circular, allow_nan, cls, indent, separators, default, sort_keys */
static VmValue json_dumps(Vm *vm, const VmValue *args)
{
    int skip = mod_flag(vm, args[1], false), ascii = mod_flag(vm, args[2], true), nan = mod_flag(vm, args[4], true);
    int sort = mod_flag(vm, args[9], false);
    if (skip < 0 || ascii < 0 || nan < 0 || sort < 0) {
        return VM_ERROR;
    }
    if (!mod_absent(args[5])) {
        return encode_with_class(vm, args);
    }
    ModJsonStyle style = {.fallback = mod_absent(args[8]) ? VM_EMPTY : args[8],
                          .sort_keys = sort,
                          .ascii = ascii,
                          .skip_keys = skip,
                          .refuse_nan = !nan};
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    bool done = read_indent(vm, args[6], &style) && read_separators(vm, args[7], &style) &&
                mod_json_write(vm, &buf, args[0], &style);
    vm_unref(vm, style.indent);
    vm_unref(vm, style.item_separator);
    vm_unref(vm, style.key_separator);
    if (!done) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

/* s, *, cls, object_hook, parse_float, parse_int, parse_constant, object_pairs_hook */
static VmValue json_loads(Vm *vm, const VmValue *args)
{
    VmValue given[7];
    for (size_t i = 0; i < 7; i++) {
        given[i] = mod_absent(args[i]) ? VM_EMPTY : args[i];
    }
    ModJsonHooks hooks = {given[2], given[6], given[3], given[4], given[5]};
    if (given[1] != VM_EMPTY) {
        VmValue decoder = vm_call0(vm, given[1]);
        VmValue value = decoder == VM_ERROR ? VM_ERROR : mod_call_method(vm, decoder, "decode", &args[0], 1);
        vm_unref(vm, decoder);
        return value;
    }
    if (vm_is_str(args[0])) {
        return mod_json_read_hooked(vm, args[0], &hooks);
    }
    if (!vm_is_bytes(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "the JSON object must be str, bytes or bytearray, not %s",
                        vm_type_name(vm, args[0]));
    }
    VmValue text = vm_bytes_decode(vm, args[0], VM_EMPTY, VM_EMPTY);
    VmValue value = text == VM_ERROR ? VM_ERROR : mod_json_read_hooked(vm, text, &hooks);
    vm_unref(vm, text);
    return value;
}

static const VmNativeDef functions[] = {
    {"dumps", json_dumps,
     "obj, *, skipkeys=, ensure_ascii=, check_circular=, allow_nan=, cls=, indent=, separators=, default=, sort_keys=",
     VM_NATIVE_PYTHON},
    {"loads", json_loads,
     "s, *, cls=, object_hook=, parse_float=, parse_int=, parse_constant=, object_pairs_hook=", VM_NATIVE_PYTHON},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    VmType *error = mod_json_error_new(vm);
    bool done = error != NULL && vm_module_add_type(vm, module, error) &&
                mod_keep(vm, MOD_KEPT_JSON_ERROR, vm_from_type(error));
    if (error != NULL) {
        vm_unref(vm, vm_from_type(error));
    }
    return done;
}

const VmModuleSpec mod_json_spec = {.name = "json", .functions = functions, .init = init, .rest = mod_library_init};
