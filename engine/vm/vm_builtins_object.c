/* Builtin functions about objects, attributes, iterators and text. */
#include "vm/vm_attr.h"
#include "vm/vm_builtins.h"
#include "vm/vm_builtins_functions.h"
#include "vm/vm_bytes.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_iter.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

/* ---- attributes ------------------------------------------------------------------------------------------------- */

/* An interned copy of an attribute name; owned. */
static VmValue check_name(Vm *vm, VmValue name, const char *function)
{
    if (!vm_is_str(name)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        function != NULL ? "%s(): attribute name must be string"
                                         : "attribute name must be string, not '%s'",
                        function != NULL ? function : vm_type_name(vm, name));
    }
    return vm_intern_str(vm, name);
}

VmValue vm_builtin_getattr(Vm *vm, const VmValue *args)
{
    VmValue name = check_name(vm, args[1], NULL);
    if (name == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue value;
    if (args[2] == VM_EMPTY) {
        value = vm_get_attr(vm, args[0], name);
    } else {
        bool error;
        value = vm_get_attr_maybe(vm, args[0], name, &error);
        if (value == VM_EMPTY && !error) {
            value = vm_ref(args[2]);
        }
    }
    vm_unref(vm, name);
    return value;
}

VmValue vm_builtin_hasattr(Vm *vm, const VmValue *args)
{
    VmValue name = check_name(vm, args[1], NULL);
    if (name == VM_ERROR) {
        return VM_ERROR;
    }
    bool error;
    VmValue value = vm_get_attr_maybe(vm, args[0], name, &error);
    vm_unref(vm, name);
    vm_unref(vm, value);
    return error ? VM_ERROR : vm_from_bool(value != VM_EMPTY);
}

static VmValue change_attr(Vm *vm, VmValue object, VmValue name, VmValue value)
{
    VmValue interned = check_name(vm, name, NULL);
    bool ok = interned != VM_ERROR && vm_set_attr(vm, object, interned, value);
    vm_unref(vm, interned);
    return ok ? VM_NONE : VM_ERROR;
}

VmValue vm_builtin_setattr(Vm *vm, const VmValue *args)
{
    return change_attr(vm, args[0], args[1], args[2]);
}

VmValue vm_builtin_delattr(Vm *vm, const VmValue *args)
{
    return change_attr(vm, args[0], args[1], VM_EMPTY);
}

/* The globals of the function that runs, borrowed; VM_EMPTY when no script code runs. */
static VmValue current_globals(Vm *vm)
{
    const VmFunction *function = vm_current_function(vm);
    return function != NULL ? function->code->script->globals : VM_EMPTY;
}

static bool add_local(Vm *vm, VmValue dict, const LangName *name, VmValue value)
{
    if (value == VM_EMPTY) {
        return true;
    }
    VmValue key = vm_intern(vm, name->text, name->size);
    bool ok = key != VM_ERROR && vm_dict_set(vm, dict, key, value);
    vm_unref(vm, key);
    return ok;
}

static VmValue in_cell(VmValue v)
{
    return vm_has_kind(v, VM_KIND_CELL) ? ((const VmCell *)vm_to_object(v))->value : VM_EMPTY;
}

/* The names of the frame that calls and their values; owned. */
static VmValue current_locals(Vm *vm)
{
    VmFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    if (frame == NULL) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "locals(): no script runs");
    }
    const LangCode *code = frame->function->code->lang;
    const VmValue *regs = vm_frame_regs(frame);
    if ((code->flags & LANG_CODE_MODULE) != 0) {
        return vm_ref(frame->function->code->script->globals);
    }
    if ((code->flags & LANG_CODE_CLASS) != 0) {
        return vm_ref(regs[0]);
    }
    VmValue dict = vm_dict_new(vm);
    bool ok = dict != VM_ERROR;
    for (uint32_t i = 0; ok && code->locals != NULL && i < code->local_count; i++) {
        VmValue value = regs[i];
        for (uint32_t j = 0; j < code->cell_count; j++) { /* a parameter that inner functions use */
            value = code->cells[j] == code->locals[i] ? in_cell(regs[code->local_count + j]) : value;
        }
        ok = add_local(vm, dict, code->locals[i], value);
    }
    for (uint32_t i = 0; ok && i < code->cell_count; i++) {
        ok = add_local(vm, dict, code->cells[i], in_cell(regs[code->local_count + i]));
    }
    for (uint32_t i = 0; ok && i < code->free_count; i++) {
        ok = add_local(vm, dict, code->frees[i].name, in_cell(frame->function->cells[i]));
    }
    if (!ok) {
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    return dict;
}

VmValue vm_builtin_locals(Vm *vm, const VmValue *args)
{
    (void)args;
    return current_locals(vm);
}

VmValue vm_builtin_globals(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue globals = current_globals(vm);
    return globals != VM_EMPTY ? vm_ref(globals) : vm_raise(vm, VM_EXC_RUNTIME_ERROR, "globals(): no script runs");
}

VmValue vm_builtin_vars(Vm *vm, const VmValue *args)
{
    if (args[0] == VM_EMPTY) {
        return current_locals(vm);
    }
    bool error;
    VmValue dict = vm_get_attr_maybe(vm, args[0], vm_name(vm, VM_NAME_DICT), &error);
    if (dict == VM_EMPTY && !error) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    }
    return dict;
}

VmValue vm_builtin_dir(Vm *vm, const VmValue *args)
{
    if (args[0] != VM_EMPTY) {
        return vm_dir(vm, args[0]);
    }
    VmValue names = current_locals(vm);
    VmValue list = names == VM_ERROR ? VM_ERROR : vm_list_from(vm, names);
    vm_unref(vm, names);
    if (list != VM_ERROR && !vm_list_sort(vm, list, VM_EMPTY, false)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

VmValue vm_builtin_isinstance(Vm *vm, const VmValue *args)
{
    int answer = vm_isinstance(vm, args[0], args[1]);
    return answer < 0 ? VM_ERROR : vm_from_bool(answer);
}

VmValue vm_builtin_issubclass(Vm *vm, const VmValue *args)
{
    int answer = vm_issubclass(vm, args[0], args[1]);
    return answer < 0 ? VM_ERROR : vm_from_bool(answer);
}

VmValue vm_builtin_callable(Vm *vm, const VmValue *args)
{
    return vm_from_bool(vm_is_callable(vm, args[0]));
}

VmValue vm_builtin_id(Vm *vm, const VmValue *args)
{
    int64_t id = vm_heap_identity(vm, args[0]);
    return id < 0 ? VM_ERROR : vm_int_from(vm, id);
}

VmValue vm_builtin_hash(Vm *vm, const VmValue *args)
{
    int64_t hash;
    bool empty = (vm_is_str(args[0]) && vm_str_size(args[0]) == 0) ||
                 (vm_is_bytes(args[0]) && vm_bytes_of_value(args[0])->size == 0);
    if (empty) {
        return vm_from_int(0); /* whatever the tables use */
    }
    return vm_hash(vm, args[0], &hash) ? vm_int_from(vm, hash) : VM_ERROR;
}

VmValue vm_builtin_len(Vm *vm, const VmValue *args)
{
    int64_t length = vm_length(vm, args[0]);
    return length < 0 ? VM_ERROR : vm_int_from(vm, length);
}

/* ---- iterators -------------------------------------------------------------------------------------------------- */

VmValue vm_builtin_iter(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_EMPTY) {
        return vm_iter(vm, args[0]);
    }
    if (!vm_is_callable(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "iter(v, w): v must be callable");
    }
    return vm_call_iterator_new(vm, args[0], args[1]);
}

VmValue vm_builtin_next(Vm *vm, const VmValue *args)
{
    if (vm_type_of(vm, args[0])->next == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an iterator", vm_type_name(vm, args[0]));
    }
    VmValue item = vm_next_raising(vm, args[0]);
    if (item == VM_ERROR && args[1] != VM_EMPTY && vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
        vm_error_clear(vm);
        return vm_ref(args[1]);
    }
    return item;
}

VmValue vm_builtin_aiter(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    if (type->aiter == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an async iterable", type->name);
    }
    VmValue iterator = type->aiter(vm, args[0]);
    if (iterator != VM_ERROR && vm_type_of(vm, iterator)->anext == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "aiter() returned not an async iterator of type '%s'",
                 vm_type_name(vm, iterator));
        vm_unref(vm, iterator);
        return VM_ERROR;
    }
    return iterator;
}

/* anext(iterator, default): awaits the item, gives the default when there is none left. */
typedef struct AnextState {
    VmValue awaitable; /* until it was handed over */
    VmValue otherwise;
    bool awaiting;
} AnextState;

static VmFlow anext_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    AnextState *anext = state;
    if (!anext->awaiting) {
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        anext->awaiting = true;
        *out = anext->awaitable;
        anext->awaitable = VM_EMPTY;
        return VM_FLOW_AWAIT;
    }
    if (sent != VM_ERROR) {
        *out = vm_ref(sent);
        return VM_FLOW_RETURN;
    }
    if (!vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION)) {
        return VM_FLOW_RAISE;
    }
    vm_error_clear(vm);
    *out = vm_ref(anext->otherwise);
    return VM_FLOW_RETURN;
}

static void anext_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((AnextState *)state)->awaitable, context);
    visit(vm, ((AnextState *)state)->otherwise, context);
}

static void anext_release(Vm *vm, void *state)
{
    vm_set_steal(vm, &((AnextState *)state)->awaitable, VM_EMPTY);
    vm_set_steal(vm, &((AnextState *)state)->otherwise, VM_EMPTY);
}

static const VmNativeCoroDef anext_def = {
    .qualname = "anext",
    .state_size = sizeof(AnextState),
    .resume = anext_resume,
    .traverse = anext_traverse,
    .release = anext_release,
};

VmValue vm_builtin_anext(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    if (type->anext == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not an async iterator", type->name);
    }
    VmValue awaitable = type->anext(vm, args[0]);
    if (awaitable == VM_ERROR || args[1] == VM_EMPTY) {
        return awaitable;
    }
    void *state;
    VmValue coro = vm_native_coro_new(vm, &anext_def, &state);
    if (coro == VM_ERROR) {
        vm_unref(vm, awaitable);
        return VM_ERROR;
    }
    ((VmNativeCoro *)vm_to_object(coro))->head.extra |= VM_CORO_QUIET;
    ((AnextState *)state)->awaitable = awaitable;
    ((AnextState *)state)->otherwise = vm_ref(args[1]);
    return coro;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

VmValue vm_builtin_repr(Vm *vm, const VmValue *args)
{
    return vm_repr(vm, args[0]);
}

VmValue vm_builtin_ascii(Vm *vm, const VmValue *args)
{
    return vm_ascii(vm, args[0]);
}

VmValue vm_builtin_format(Vm *vm, const VmValue *args)
{
    if (args[1] != VM_EMPTY && !vm_is_str(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "format() argument 2 must be str, not %s", vm_type_name(vm, args[1]));
    }
    return vm_format(vm, args[0], args[1]);
}

VmValue vm_builtin_chr(Vm *vm, const VmValue *args)
{
    int code;
    if (!vm_as_c_int(vm, args[0], &code)) {
        return VM_ERROR;
    }
    if (code < 0 || code > 0x10FFFF) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
    }
    return vm_str_from_code(vm, (uint32_t)code);
}

VmValue vm_builtin_ord(Vm *vm, const VmValue *args)
{
    size_t length;
    if (vm_is_str(args[0])) {
        length = vm_str_length(args[0]);
        if (length == 1) {
            return vm_from_int(vm_str_code_at(args[0], 0));
        }
    } else if (vm_is_bytes(args[0])) {
        length = vm_bytes_of_value(args[0])->size;
        if (length == 1) {
            return vm_from_int((unsigned char)vm_bytes_of_value(args[0])->data[0]);
        }
    } else {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "ord() expected string of length 1, but %s found",
                        vm_type_name(vm, args[0]));
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "ord() expected a character, but string of length %zu found", length);
}

/* ---- print, input ----------------------------------------------------------------------------------------------- */

bool vm_write(Vm *vm, TraceStream stream, const char *text, size_t size)
{
    if (size == 0) {
        return true;
    }
    if (vm->limits.max_output_bytes != 0) {
        if (vm->stop != LS_OK) {
            return true; /* the run is being ended: what its finalisers say is not shown any more */
        }
        if (size > vm->limits.max_output_bytes - vm->output_bytes) {
            vm->stop = LS_E_LIMIT;
            vm_raise(vm, VM_EXC_SYSTEM_ERROR, "the limit of %zu bytes of output is reached",
                     vm->limits.max_output_bytes);
            return false;
        }
    }
    vm->output_bytes += size;
    if (vm->host.write != NULL) {
        vm->host.write(vm->host.context, stream, text, size);
    }
    if (vm->recorder != NULL && trace_on(vm->recorder)) {
        vm->recorder->line = vm_current_line(vm);
        (void)trace_record(vm->recorder, TRACE_OUTPUT, 0, trace_string(vm->recorder->trace, text, size), 0,
                           (unsigned)stream);
    }
    return true;
}

static bool check_separator(Vm *vm, VmValue v, const char *name)
{
    if (v == VM_EMPTY || v == VM_NONE || vm_is_str(v)) {
        return true;
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "%s must be None or a string, not %s", name, vm_type_name(vm, v));
    return false;
}

static void put_or(LsBuf *buf, VmValue v, const char *absent)
{
    if (v == VM_EMPTY || v == VM_NONE) {
        ls_buf_puts(buf, absent);
    } else {
        ls_buf_put(buf, vm_str_data(v), vm_str_size(v));
    }
}

/* The text goes to a file object: file.write(text), and file.flush() when asked for. */
static bool write_to(Vm *vm, VmValue file, LsBuf *buf, VmValue flush)
{
    VmValue text = vm_str_from_buf(vm, buf);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_call_method(vm, file, vm_name(vm, VM_NAME_WRITE), &text, 1);
    vm_unref(vm, text);
    vm_unref(vm, result);
    int wanted = flush == VM_EMPTY ? 0 : vm_truth(vm, flush);
    if (result == VM_ERROR || wanted <= 0) {
        return result != VM_ERROR && wanted == 0;
    }
    result = vm_call_method(vm, file, vm_name(vm, VM_NAME_FLUSH), NULL, 0);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

/* What sys.stdout was set to; VM_EMPTY when it is what it was. */
static VmValue other_stdout_borrow(Vm *vm)
{
    VmValue name = vm_intern_find_borrow(vm, "sys", 3); /* absent: nobody has imported it */
    VmValue sys = name == VM_EMPTY ? VM_EMPTY : vm_dict_get_name_borrow(vm, vm_to_dict(vm->modules), name);
    if (sys == VM_EMPTY || !vm_is_module(sys)) {
        return VM_EMPTY;
    }
    VmValue dict = vm_module_dict_borrow(sys);
    VmValue now = vm_dict_get_c_borrow(vm, dict, "stdout");
    return now == vm_dict_get_c_borrow(vm, dict, "__stdout__") ? VM_EMPTY : now;
}

static bool has_surrogate(const char *text, size_t size)
{
    for (const char *at = text; (at = memchr(at, 0xED, size - (size_t)(at - text))) != NULL; at++) {
        if ((unsigned char)at[1] >= 0xA0) {
            return true;
        }
    }
    return false;
}

/* Surrogates cannot be written: what stands before them is, as CPython does. */
static bool print_one_by_one(Vm *vm, const VmTuple *items, VmValue separator)
{
    for (size_t i = 0; i < items->count; i++) {
        LsBuf between;
        ls_buf_init(&between, vm->alloc);
        put_or(&between, i == 0 ? VM_EMPTY : separator, i == 0 ? "" : " ");
        bool ok = !between.failed && vm_write(vm, TRACE_STREAM_STDOUT, ls_buf_text(&between), between.size);
        ls_buf_free(&between);
        VmValue text = ok ? vm_str_of(vm, items->items[i]) : VM_ERROR;
        VmValue bytes = text == VM_ERROR ? VM_ERROR : vm_bytes_encode(vm, text, VM_EMPTY, VM_EMPTY);
        ok = bytes != VM_ERROR && vm_write(vm, TRACE_STREAM_STDOUT, vm_str_data(text), vm_str_size(text));
        vm_unref(vm, text);
        vm_unref(vm, bytes);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* args: tuple, sep, end, file, flush */
VmValue vm_builtin_print(Vm *vm, const VmValue *args)
{
    if (!check_separator(vm, args[1], "sep") || !check_separator(vm, args[2], "end")) {
        return VM_ERROR;
    }
    VmTuple *items = vm_to_tuple(args[0]);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    bool ok = true;
    for (size_t i = 0; ok && i < items->count; i++) {
        if (i != 0) {
            put_or(&buf, args[1], " ");
        }
        ok = vm_append_str_of(vm, &buf, items->items[i]);
    }
    put_or(&buf, args[2], "\n");
    VmValue file = args[3] == VM_EMPTY || args[3] == VM_NONE ? other_stdout_borrow(vm) : args[3];
    if (ok && file == VM_NONE) {
        ls_buf_free(&buf);
        return VM_NONE;
    }
    if (ok && file != VM_EMPTY) {
        vm_ref(file);
        bool written = write_to(vm, file, &buf, args[4]);
        vm_unref(vm, file);
        return written ? VM_NONE : VM_ERROR;
    }
    if (ok && buf.failed) {
        vm_raise_no_memory(vm);
        ok = false;
    }
    if (ok && has_surrogate(ls_buf_text(&buf), buf.size)) {
        ok = print_one_by_one(vm, items, args[1]);
    } else {
        ok = ok && vm_write(vm, TRACE_STREAM_STDOUT, ls_buf_text(&buf), buf.size);
    }
    ls_buf_free(&buf);
    return ok ? VM_NONE : VM_ERROR;
}

VmValue vm_builtin_input(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "input() is not available: a script cannot reach the host");
}
