/* vm_interp_call.c: the call instructions, functions and classes. */
#include "vm/vm_attr.h"
#include "vm/vm_bind.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap_fast.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* One call: what the instruction's window says. */
typedef struct Call {
    VmValue callee; /* borrowed from the window, as all of it */
    VmValue self;   /* VM_EMPTY: none; stands in front of args in memory when `self_in_window` */
    bool self_in_window;
    const VmValue *args;
    size_t nargs; /* positional ones */
    VmValue kwnames;
    uint32_t window_end; /* registers from pc->a up to here are to be cleared */
    VmValue *built;      /* CALL_EX: an array of its own, or NULL */
    size_t built_count;
    VmValue built_names; /* owned */
} Call;

static void read_direct(const LangInstr *pc, VmValue *regs, const VmValue *ks, Call *call)
{
    bool method = pc->op == LANG_OP_CALL_METHOD || pc->op == LANG_OP_CALL_METHOD_AWAIT;
    uint32_t first = pc->a + (method ? 2u : 1u);
    *call = (Call){.callee = regs[pc->a], .args = &regs[first], .window_end = first + pc->hint};
    if (method && regs[pc->a + 1] != VM_EMPTY) {
        call->self = regs[pc->a + 1];
        call->self_in_window = true;
    }
    call->kwnames = pc->c == LANG_NO_K ? VM_EMPTY : ks[pc->c];
    call->nargs = pc->hint - (call->kwnames == VM_EMPTY ? 0 : vm_to_tuple(call->kwnames)->count);
}

/* The keywords of CALL_EX: the values follow the positional arguments in an array, their names are a tuple. */
static bool build_keywords(Vm *vm, Call *call, const VmDict *dict, const char *name)
{
    size_t count = call->nargs + dict->used;
    call->built = vm_heap_resize(vm, NULL, 0, count * sizeof *call->built);
    call->built_names = vm_tuple_new_blank(vm, dict->used);
    if (call->built == NULL || call->built_names == VM_ERROR) {
        return false;
    }
    call->built_count = count;
    if (call->nargs > 0) {
        memcpy(call->built, call->args, call->nargs * sizeof *call->built);
    }
    uint32_t position = 0;
    VmValue key, value;
    for (size_t i = 0; vm_dict_walk(dict, &position, &key, &value); i++) {
        if (!vm_is_str(key)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s keywords must be strings", name);
            return false;
        }
        vm_to_tuple(call->built_names)->items[i] = vm_ref(key);
        call->built[call->nargs + i] = value;
    }
    call->args = call->built;
    call->kwnames = call->built_names;
    return true;
}

static bool read_ex(Vm *vm, const LangInstr *pc, VmValue *regs, Call *call)
{
    VmValue list = regs[pc->a + 1], dict = regs[pc->a + 2];
    *call = (Call){.callee = regs[pc->a], .window_end = pc->a + 3u};
    call->args = vm_to_list(list)->items;
    call->nargs = vm_to_list(list)->count;
    if (dict != VM_EMPTY && vm_to_dict(dict)->used > 0) {
        return build_keywords(vm, call, vm_to_dict(dict), "");
    }
    return true;
}

static void end_call(Vm *vm, VmValue *regs, const LangInstr *pc, Call *call)
{
    vm_heap_free(vm, call->built, call->built_count * sizeof *call->built);
    vm_unref(vm, call->built_names);
    for (uint32_t i = pc->a; i < call->window_end; i++) {
        vm_clear_register(vm, regs, i);
    }
}

/* A script function with an optional self: a frame, or the coroutine it makes. */
static bool call_script(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, Call *call, VmFunction *function,
                        VmFrame **pushed)
{
    VmValue made;
    VmFrame *inner = vm_call_prepare(vm, function, call->self, call->args, call->nargs, call->kwnames, &made);
    if (inner == NULL && made == VM_ERROR) {
        return false;
    }
    end_call(vm, regs, pc, call);
    if (inner == NULL) {
        vm_set_register(vm, regs, pc->b, made);
        return true;
    }
    inner->link = frame;
    *pushed = inner;
    return true;
}

/* 1 done, 0 failed, -1 not that simple. */
static int call_class(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, Call *call, VmFrame **pushed)
{
    VmValue instance;
    VmValue init = vm_type_script_init_borrow(vm, vm_to_type(call->callee), &instance);
    if (init == VM_EMPTY) {
        return vm_error_pending(vm) ? 0 : -1;
    }
    VmValue made;
    VmFunction *function = vm_to_function(init);
    VmFrame *inner = vm_call_prepare(vm, function, instance, call->args, call->nargs, call->kwnames, &made);
    if (inner == NULL) {
        if (made != VM_ERROR) { /* an __init__ that is a coroutine function */
            vm_raise(vm, VM_EXC_TYPE_ERROR, "__init__() should return None, not '%s'", vm_type_name(vm, made));
            vm_unref(vm, made);
        }
        vm_unref(vm, instance);
        return 0;
    }
    end_call(vm, regs, pc, call);
    regs[pc->a] = instance;
    inner->link = frame;
    inner->flags = VM_FRAME_INIT;
    *pushed = inner;
    return 1;
}

/* Can it take all positional arguments as they stand (vm_native.h)? */
static bool spreads(VmValue callee)
{
    return vm_has_kind(callee, VM_KIND_NATIVE) && ((const VmNative *)vm_to_object(callee))->spread != NULL;
}

/* Everything that is no script function. */
static bool call_other(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, Call *call)
{
    const VmValue *args = call->args;
    size_t nargs = call->nargs;
    if (call->self_in_window) {
        args--;
        nargs++;
    }
    vm_note_line(vm, frame);
    VmValue result;
    if (pc->op == LANG_OP_CALL_EX && spreads(call->callee) && call->kwnames == VM_EMPTY) {
        VmValue *own = vm_to_list(regs[pc->a + 1])->items; /* of a list that was made for this call */
        result = ((VmNative *)vm_to_object(call->callee))->spread(vm, own, nargs, own);
    } else {
        result = vm_has_kind(call->callee, VM_KIND_NATIVE)
                     ? vm_native_call(vm, (VmNative *)vm_to_object(call->callee), args, nargs, call->kwnames)
                     : vm_call(vm, call->callee, args, nargs, call->kwnames);
    }
    if (result == VM_ERROR) {
        return false;
    }
    end_call(vm, regs, pc, call);
    vm_set_register(vm, regs, pc->b, result);
    return true;
}

static bool do_call(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, Call *call, VmFrame **pushed)
{
    VmValue callee = call->callee;
    if (vm_has_kind(callee, VM_KIND_FUNCTION)) {
        return call_script(vm, frame, regs, pc, call, vm_to_function(callee), pushed);
    }
    if (vm_has_kind(callee, VM_KIND_METHOD) && call->self == VM_EMPTY) {
        VmMethod *method = (VmMethod *)vm_to_object(callee);
        if (vm_has_kind(method->function, VM_KIND_FUNCTION)) {
            call->self = method->self;
            return call_script(vm, frame, regs, pc, call, vm_to_function(method->function), pushed);
        }
    }
    if (vm_is_type(callee)) {
        int done = call_class(vm, frame, regs, pc, call, pushed);
        if (done >= 0) {
            return done == 1;
        }
    }
    return call_other(vm, frame, regs, pc, call);
}

/* The usual way to a coroutine: a function of a script, called with as many arguments as it has parameters.  They move
 * from the window into the coroutine's registers, as does the reference to the function.  false: not of that kind, or
 * no memory at hand; nothing has been done. */
static VM_ALWAYS_INLINE bool make_coroutine(Vm *vm, VmValue *regs, const LangInstr *pc)
{
    VmValue *args = &regs[pc->a + 1];
    size_t nargs = pc->hint;
    if (pc->op != LANG_OP_CALL || pc->c != LANG_NO_K || !vm_has_kind(regs[pc->a], VM_KIND_FUNCTION)) {
        return false;
    }
    VmFunction *function = vm_to_function(regs[pc->a]);
    const LangCode *lang = function->code->lang;
    size_t count = lang->register_count;
    if ((lang->flags & LANG_CODE_COROUTINE) == 0 || !vm_bind_is_direct(lang, nargs) ||
        count > (VM_HEAP_SMALL_MAX - sizeof(VmCoro)) / sizeof(VmValue)) {
        return false;
    }
    VmCoro *coro =
        (VmCoro *)vm_heap_take(vm, vm->types[VM_TYPE_COROUTINE], vm_heap_class(sizeof *coro + count * sizeof(VmValue)));
    if (coro == NULL) {
        return false;
    }
    vm_cost_add(vm, VM_COST_COROUTINE, 1);
    coro->leaf = NULL;
    coro->frame = (VmFrame){.function = function, .pc = lang->instrs, .flags = VM_FRAME_CORO};
    regs[pc->a] = VM_EMPTY;
    VmValue *inner = vm_frame_regs(&coro->frame);
    for (size_t i = 0; i < count; i++) {
        inner[i] = i < nargs ? args[i] : VM_EMPTY;
    }
    for (size_t i = 0; i < nargs; i++) {
        args[i] = VM_EMPTY;
    }
    vm_set_register(vm, regs, pc->b, vm_from_object(coro));
    return true;
}

bool vm_op_call(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc, VmFrame **pushed)
{
    if (make_coroutine(vm, regs, pc)) {
        return true;
    }
    Call call;
    if (pc->op != LANG_OP_CALL_EX) {
        vm_cost_add(vm, VM_COST_KEYWORD, pc->c != LANG_NO_K);
        read_direct(pc, regs, frame->function->code->ks, &call);
    } else if (!read_ex(vm, pc, regs, &call)) {
        vm_heap_free(vm, call.built, call.built_count * sizeof *call.built);
        vm_unref(vm, call.built_names);
        return false;
    }
    bool ok = do_call(vm, frame, regs, pc, &call, pushed);
    if (!ok) { /* the window is dropped by the unwinding */
        vm_heap_free(vm, call.built, call.built_count * sizeof *call.built);
        vm_unref(vm, call.built_names);
    }
    return ok;
}

/* ---- super() ---- */

bool vm_op_super(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue cell = (pc->hint & 1) != 0 ? frame->function->cells[pc->c] : regs[pc->c];
    VmValue class = ((VmCell *)vm_to_object(cell))->value;
    if (class == VM_EMPTY) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "super(): empty __class__ cell");
        return false;
    }
    if (regs[pc->b] == VM_EMPTY) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "super(): arg[0] deleted");
        return false;
    }
    VmValue made = vm_super_new(vm, class, regs[pc->b]);
    if (made == VM_ERROR) {
        return false;
    }
    if ((pc->hint & LANG_USES_B) != 0) {
        vm_clear_register(vm, regs, pc->b);
    }
    vm_set_register(vm, regs, pc->a, made);
    return true;
}

/* ---- functions and classes ---- */

static VmValue code_constant(Vm *vm, VmCode *code, uint32_t k)
{
    if (code->ks[k] == VM_EMPTY) {
        code->ks[k] = vm_code_new(vm, code->script, code->lang->ks[k].code);
    }
    return code->ks[k];
}

bool vm_op_make_function(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue code = code_constant(vm, frame->function->code, pc->b);
    VmValue made = code == VM_ERROR ? VM_ERROR : vm_function_new(vm, code);
    if (made == VM_ERROR) {
        return false;
    }
    VmFunction *function = vm_to_function(made);
    const LangCode *lang = function->code->lang;
    for (uint32_t i = 0; i < lang->free_count; i++) {
        const LangFree *wanted = &lang->frees[i];
        function->cells[i] = vm_ref(wanted->from_cell ? regs[frame->function->code->lang->local_count + wanted->slot]
                                                      : frame->function->cells[wanted->slot]);
    }
    uint32_t w = pc->c;
    VmValue *const places[] = {&function->defaults, &function->kw_defaults, &function->annotations};
    for (unsigned i = 0; i < 3; i++) {
        if ((pc->hint >> i & 1) != 0) {
            *places[i] = regs[w];
            regs[w++] = VM_EMPTY;
        }
    }
    vm_set_register(vm, regs, pc->a, made);
    return true;
}

/* `class C(*bases, **keywords)` where __prepare__ of the metaclass makes the namespace. */
static VmValue class_namespace(Vm *vm, VmValue name, VmValue bases, VmValue keywords)
{
    VmValue meta = keywords == VM_EMPTY
                       ? VM_EMPTY
                       : vm_dict_get_name_borrow(vm, vm_to_dict(keywords), vm_name(vm, VM_NAME_METACLASS));
    if (meta == VM_EMPTY && vm_to_tuple(bases)->count > 0 && vm_is_type(vm_to_tuple(bases)->items[0])) {
        meta = vm_from_type(vm_to_object(vm_to_tuple(bases)->items[0])->type);
    }
    if (meta == VM_EMPTY || meta == vm_from_type(vm->types[VM_TYPE_TYPE]) || !vm_is_type(meta)) {
        return vm_dict_new(vm);
    }
    bool error;
    VmValue prepare = vm_get_attr_maybe(vm, meta, vm_name(vm, VM_NAME_PREPARE), &error);
    if (prepare == VM_EMPTY) {
        return error ? VM_ERROR : vm_dict_new(vm);
    }
    VmValue two[2] = {name, bases};
    VmValue namespace = vm_class_call(vm, prepare, two, 2, keywords);
    vm_unref(vm, prepare);
    if (namespace != VM_ERROR && !vm_is_dict(namespace)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__prepare__() must return a mapping, not %s", vm_to_type(meta)->name,
                 vm_type_name(vm, namespace));
        vm_unref(vm, namespace);
        return VM_ERROR;
    }
    return namespace;
}

static bool fill_namespace(Vm *vm, VmFunction *body, VmValue namespace)
{
    if (!vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_MODULE), body->module) ||
        !vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_QUALNAME), body->qualname) ||
        (body->doc != VM_NONE && !vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_DOC), body->doc))) {
        return false;
    }
    VmValue cell = vm_call_function(vm, body, VM_EMPTY, &namespace, 1, VM_EMPTY);
    if (cell == VM_ERROR) {
        return false;
    }
    bool ok = cell == VM_NONE || vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_CLASSCELL), cell);
    vm_unref(vm, cell);
    return ok;
}

bool vm_op_make_class(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->a];
    VmValue namespace = class_namespace(vm, w[1], w[2], w[3]);
    if (namespace == VM_ERROR) {
        return false;
    }
    VmValue made = VM_ERROR;
    if (fill_namespace(vm, vm_to_function(w[0]), namespace)) {
        made = vm_class_new(vm, w[1], w[2], namespace, w[3]);
    }
    vm_unref(vm, namespace);
    if (made == VM_ERROR) {
        return false;
    }
    for (uint32_t i = 0; i < 4; i++) {
        vm_clear_register(vm, regs, pc->a + i);
    }
    vm_set_register(vm, regs, pc->b, made);
    return true;
}
