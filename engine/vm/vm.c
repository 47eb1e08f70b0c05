#include "vm/vm.h"

#include "vm/vm_attr.h"
#include "vm/vm_builtins.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_exception_types.h"
#include "vm/vm_heap.h"
#include "vm/vm_library.h"
#include "vm/vm_module.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"
#include "vm/vm_type_specs.h"

static const VmTypeSpec *const specs[VM_TYPE_COUNT] = {
    [VM_TYPE_OBJECT] = &vm_type_object,
    [VM_TYPE_TYPE] = &vm_type_type,
    [VM_TYPE_NONE] = &vm_type_none,
    [VM_TYPE_NOT_IMPLEMENTED] = &vm_type_not_implemented,
    [VM_TYPE_ELLIPSIS] = &vm_type_ellipsis,
    [VM_TYPE_INT] = &vm_type_int,
    [VM_TYPE_BOOL] = &vm_type_bool,
    [VM_TYPE_FLOAT] = &vm_type_float,
    [VM_TYPE_COMPLEX] = &vm_type_complex,
    [VM_TYPE_STR] = &vm_type_str,
    [VM_TYPE_BYTES] = &vm_type_bytes,
    [VM_TYPE_TUPLE] = &vm_type_tuple,
    [VM_TYPE_LIST] = &vm_type_list,
    [VM_TYPE_DICT] = &vm_type_dict,
    [VM_TYPE_DICT_KEYS] = &vm_type_dict_keys,
    [VM_TYPE_DICT_VALUES] = &vm_type_dict_values,
    [VM_TYPE_DICT_ITEMS] = &vm_type_dict_items,
    [VM_TYPE_SET] = &vm_type_set,
    [VM_TYPE_FROZENSET] = &vm_type_frozenset,
    [VM_TYPE_SLICE] = &vm_type_slice,
    [VM_TYPE_RANGE] = &vm_type_range,
    [VM_TYPE_RANGE_ITERATOR] = &vm_type_range_iterator,
    [VM_TYPE_LIST_ITERATOR] = &vm_type_list_iterator,
    [VM_TYPE_TUPLE_ITERATOR] = &vm_type_tuple_iterator,
    [VM_TYPE_STR_ITERATOR] = &vm_type_str_iterator,
    [VM_TYPE_BYTES_ITERATOR] = &vm_type_bytes_iterator,
    [VM_TYPE_DICT_ITERATOR] = &vm_type_dict_iterator,
    [VM_TYPE_SET_ITERATOR] = &vm_type_set_iterator,
    [VM_TYPE_CALL_ITERATOR] = &vm_type_call_iterator,
    [VM_TYPE_SEQUENCE_ITERATOR] = &vm_type_sequence_iterator,
    [VM_TYPE_REVERSED] = &vm_type_reversed,
    [VM_TYPE_ENUMERATE] = &vm_type_enumerate,
    [VM_TYPE_ZIP] = &vm_type_zip,
    [VM_TYPE_MAP] = &vm_type_map,
    [VM_TYPE_FILTER] = &vm_type_filter,
    [VM_TYPE_FUNCTION] = &vm_type_function,
    [VM_TYPE_NATIVE] = &vm_type_native,
    [VM_TYPE_METHOD] = &vm_type_method,
    [VM_TYPE_CELL] = &vm_type_cell,
    [VM_TYPE_CODE] = &vm_type_code,
    [VM_TYPE_MODULE] = &vm_type_module,
    [VM_TYPE_GENERATOR] = &vm_type_generator,
    [VM_TYPE_COROUTINE] = &vm_type_coroutine,
    [VM_TYPE_COROUTINE_WRAPPER] = &vm_type_coroutine_wrapper,
    [VM_TYPE_ASYNC_GENERATOR] = &vm_type_async_generator,
    [VM_TYPE_ASYNC_GENERATOR_ASEND] = &vm_type_async_generator_asend,
    [VM_TYPE_ASYNC_GENERATOR_ATHROW] = &vm_type_async_generator_athrow,
    [VM_TYPE_NATIVE_CORO] = &vm_type_native_coro,
    [VM_TYPE_PROPERTY] = &vm_type_property,
    [VM_TYPE_STATICMETHOD] = &vm_type_staticmethod,
    [VM_TYPE_CLASSMETHOD] = &vm_type_classmethod,
    [VM_TYPE_SUPER] = &vm_type_super,
    [VM_TYPE_TRACEBACK] = &vm_type_traceback,
    [VM_TYPE_GENERIC_ALIAS] = &vm_type_generic_alias,
    [VM_TYPE_UNION] = &vm_type_union,
};

/* ---- types ------------------------------------------------------------------------------------------------------ */

/* Memory and slots of all types; a base stands before those derived from it. */
static bool make_shells(Vm *vm)
{
    for (unsigned id = 0; id < VM_TYPE_COUNT; id++) {
        const VmTypeSpec *spec = specs[id];
        VmType *base = id == VM_TYPE_OBJECT ? NULL : vm->types[spec->base];
        VmType *type = vm_type_shell(vm, spec, base, vm->types[VM_TYPE_TYPE]);
        if (type == NULL) {
            return false;
        }
        type->flags |= VM_TYPE_FOREVER;
        vm->types[id] = type;
        if (id == VM_TYPE_TYPE) {
            vm->types[VM_TYPE_OBJECT]->head.type = type;
            type->head.type = type;
        }
    }
    return vm_exception_start(vm);
}

static bool finish_types(Vm *vm)
{
    for (unsigned id = 0; id < VM_TYPE_COUNT; id++) {
        if (!vm_type_finish(vm, vm->types[id], specs[id])) {
            return false;
        }
    }
    return vm_exception_finish(vm);
}

/* ---- the machine ------------------------------------------------------------------------------------------------ */

static bool start(Vm *vm)
{
    vm->heap = vm_heap_new(vm);
    if (vm->heap == NULL || !vm_attr_start(vm) || !make_shells(vm) || !vm_intern_start(vm) || !vm_names_start(vm) ||
        !vm_slots_start(vm) || !finish_types(vm)) {
        return false;
    }
    vm->thread = vm_thread_new(vm);
    vm->builtins = vm_dict_new(vm);
    vm->modules = vm_dict_new(vm);
    if (vm->thread == NULL || vm->builtins == VM_ERROR || vm->modules == VM_ERROR) {
        return false;
    }
    VmValue module = vm_module_make(vm, &vm_builtins_module, vm->builtins);
    vm_unref(vm, module);
    return module != VM_ERROR;
}

Vm *vm_new(const LsAlloc *alloc, const VmHost *host, const VmLimits *limits, TraceRecorder *recorder)
{
    Vm *vm = ls_alloc_zeroed(alloc, sizeof *vm);
    if (vm == NULL) {
        return NULL;
    }
    vm->alloc = alloc;
    vm->host = *host;
    vm->recorder = recorder;
    if (!start(vm)) {
        vm_free(vm);
        return NULL;
    }
    vm->limits = *limits; /* from here on: what a script may use */
    if (vm->limits.max_memory_bytes != 0) {
        vm->limits.max_memory_bytes += vm->heap->bytes;
    }
    return vm;
}

static void clear_states(Vm *vm)
{
    for (unsigned id = 0; id < VM_STATE_COUNT; id++) {
        VmState state = vm->states[id];
        vm->states[id] = (VmState){.data = NULL};
        if (state.data != NULL && state.clear != NULL) {
            state.clear(vm, state.data);
        }
    }
}

void vm_free(Vm *vm)
{
    if (vm == NULL) {
        return;
    }
    if (vm->heap != NULL) {
        vm_error_clear(vm);
        clear_states(vm);
        VmValue *const roots[] = {&vm->modules,     &vm->builtins,      &vm->memory_error,
                                  &vm->repr_active, &vm->slot_wrappers, &vm->empty_tuple};
        for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
            vm_set_steal(vm, roots[i], VM_EMPTY);
        }
        if (vm->thread != NULL) {
            vm_thread_free(vm, vm->thread);
            vm->thread = NULL;
        }
        vm_intern_end(vm);
        vm_heap_destroy(vm);
    }
    vm_names_end(vm);
    vm_exception_end(vm);
    vm_attr_end(vm);
    vm_library_end(vm);
    ls_alloc_free(vm->alloc, vm, sizeof *vm);
}
