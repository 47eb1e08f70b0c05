/* vm_interp_ops.c: operators, attributes and items. */
#include "vm/vm_attr.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_interp_fast.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slice.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* Drops the used operands and writes the result. */
static bool finish(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue result)
{
    if (result == VM_ERROR) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, result);
    return true;
}

/* ---- operators ---- */

static const VmBinary binary_of[] = {
    [LANG_BINARY_ADD] = VM_BINARY_ADD,
    [LANG_BINARY_SUB] = VM_BINARY_SUB,
    [LANG_BINARY_MULT] = VM_BINARY_MUL,
    [LANG_BINARY_MAT_MULT] = VM_BINARY_MATMUL,
    [LANG_BINARY_DIV] = VM_BINARY_TRUEDIV,
    [LANG_BINARY_MOD] = VM_BINARY_MOD,
    [LANG_BINARY_POW] = VM_BINARY_POW,
    [LANG_BINARY_LSHIFT] = VM_BINARY_LSHIFT,
    [LANG_BINARY_RSHIFT] = VM_BINARY_RSHIFT,
    [LANG_BINARY_BIT_OR] = VM_BINARY_OR,
    [LANG_BINARY_BIT_XOR] = VM_BINARY_XOR,
    [LANG_BINARY_BIT_AND] = VM_BINARY_AND,
    [LANG_BINARY_FLOOR_DIV] = VM_BINARY_FLOORDIV,
};

static const VmCompare compare_of[] = {
    [LANG_COMPARE_EQ] = VM_COMPARE_EQ, [LANG_COMPARE_NE] = VM_COMPARE_NE, [LANG_COMPARE_LT] = VM_COMPARE_LT,
    [LANG_COMPARE_LE] = VM_COMPARE_LE, [LANG_COMPARE_GT] = VM_COMPARE_GT, [LANG_COMPARE_GE] = VM_COMPARE_GE,
};

/* s += "…" on a str that nobody else holds grows it in place. */
static bool append_str(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue right)
{
    VmValue left = regs[pc->b];
    regs[pc->b] = VM_EMPTY;
    VmValue result = vm_str_append_steal(vm, left, right);
    if ((pc->hint & LANG_USES_C) != 0) {
        vm_clear_register(vm, regs, pc->c);
    }
    if (result == VM_ERROR) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, result);
    return true;
}

static bool is_exact_str(VmValue v)
{
    return vm_is_str(v) && (vm_to_object(v)->flags & VM_OBJECT_SUBCLASS) == 0;
}

static bool binary(Vm *vm, VmValue *regs, const LangInstr *pc, unsigned op, VmValue right)
{
    VmValue left = regs[pc->b];
    vm_cost_add(vm, VM_COST_OPERATOR, 1);
    if (op == LANG_BINARY_ADD && is_exact_str(left) && is_exact_str(right) && left != right && pc->a == pc->b) {
        return append_str(vm, regs, pc, right);
    }
    bool in_place = (pc->hint & LANG_INPLACE) != 0;
    return finish(vm, regs, pc,
                  in_place ? vm_binary_inplace(vm, binary_of[op], left, right)
                           : vm_binary(vm, binary_of[op], left, right));
}

bool vm_op_binary(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return binary(vm, regs, pc, (unsigned)(pc->op - LANG_OP_ADD), regs[pc->c]);
}

bool vm_op_binary_k(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    return binary(vm, regs, pc, (unsigned)(pc->op - LANG_OP_ADD_K), frame->function->code->ks[pc->c]);
}

bool vm_op_unary(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue v = regs[pc->b];
    VmValue result = pc->op == LANG_OP_NEGATIVE   ? vm_negative(vm, v)
                     : pc->op == LANG_OP_POSITIVE ? vm_positive(vm, v)
                                                  : vm_invert(vm, v);
    return finish(vm, regs, pc, result);
}

bool vm_op_compare(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return finish(vm, regs, pc, vm_compare(vm, compare_of[pc->op - LANG_OP_EQ], regs[pc->b], regs[pc->c]));
}

int vm_op_compare_jump(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue right, bool constant)
{
    unsigned op = pc->op - (unsigned)(constant ? LANG_OP_JUMP_EQ_K : LANG_OP_JUMP_EQ);
    VmValue result = vm_compare(vm, compare_of[op], regs[pc->a], right);
    if (result == VM_ERROR) {
        return -1;
    }
    int truth = vm_is_bool(result) ? result == VM_TRUE : vm_truth(vm, result);
    vm_unref(vm, result);
    if (truth >= 0) {
        if ((pc->hint & LANG_USES_A) != 0) {
            vm_clear_register(vm, regs, pc->a);
        }
        if ((pc->hint & LANG_USES_B) != 0) {
            vm_clear_register(vm, regs, pc->b);
        }
    }
    return truth;
}

bool vm_op_is_contains(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    int truth = pc->op == LANG_OP_IS ? regs[pc->b] == regs[pc->c] : vm_contains(vm, regs[pc->c], regs[pc->b]);
    if (truth < 0) {
        return false;
    }
    return finish(vm, regs, pc, vm_from_bool((truth != 0) != ((pc->hint & LANG_NEGATED) != 0)));
}

/* ---- attributes ---- */

/* Where the object has the attribute in its own dict; VM_DICT_NO_SLOT: nowhere, or it is no plain instance. */
static uint32_t slot_in_instance(Vm *vm, VmValue object, VmValue name)
{
    if (!vm_has_kind(object, VM_KIND_INSTANCE) || vm_to_object(object)->type->dict_offset == 0) {
        return VM_DICT_NO_SLOT;
    }
    VmValue dict = vm_fast_dict_borrow(vm_to_object(object));
    return dict == VM_EMPTY ? VM_DICT_NO_SLOT : vm_dict_find_slot(vm, vm_to_dict(dict), name);
}

/* Remembers that a name is not in the type of plain instances, so that it stands in their dict, and where. */
static void remember_attribute(Vm *vm, VmAttrSite *site, VmValue object)
{
    uint32_t slot = slot_in_instance(vm, object, site->name);
    if (slot == VM_DICT_NO_SLOT) {
        return;
    }
    VmType *type = vm_to_object(object)->type;
    if (vm_type_has_plain_attributes(type) && vm_type_lookup_borrow(vm, type, site->name) == VM_EMPTY) {
        site->version = vm_site_version(vm_type_version(vm, type));
        site->hint = slot;
    }
}

bool vm_op_get_attr(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmAttrSite *site = &frame->function->code->sites[pc->c];
    VmValue object = regs[pc->b];
    /* c is a site here, not a register: only b can be used */
    bool used = (pc->hint & LANG_USES_B) != 0;
    vm_note_line(vm, frame);
    VmValue result = vm_get_attr(vm, object, site->name);
    if (result == VM_ERROR) {
        return false;
    }
    remember_attribute(vm, site, object);
    if (used) {
        vm_clear_register(vm, regs, pc->b);
    }
    vm_set_register(vm, regs, pc->a, result);
    return true;
}

/* Is the attribute of instances set by the general rule alone, so that no script code runs and it is in their dict? */
static bool sets_plainly(Vm *vm, const VmType *type, VmValue name)
{
    if (type->set_attr != vm_generic_set_attr || name == vm_name(vm, VM_NAME_DICT)) {
        return false;
    }
    VmValue found = vm_type_lookup_borrow(vm, type, name);
    return found == VM_EMPTY || vm_type_of(vm, found)->set_descriptor == NULL;
}

/* An attribute has been added to a dict that was of version `before`.  All dicts of that version to which this
 * instruction adds it are of one version afterwards: they have the same keys in the same slots.  (Not so one with
 * holes, whose slots may change when it grows.) */
static void remember_growth(Vm *vm, VmAttrSite *site, VmDict *dict, uint32_t before)
{
    if (before == 0 || dict->used != dict->count) {
        return;
    }
    if (site->before != before || site->after == 0) {
        site->before = before;
        site->after = vm_dict_version(vm, dict);
    }
    dict->version = site->after;
}

/* An instance's first `self.name = value`: 1 done, -1 failed, 0 not as simple as last time. */
static int append_attribute(Vm *vm, const VmAttrSite *site, VmValue object, VmValue value)
{
    if (!vm_fast_is_known(site, object) || site->after == 0) {
        return 0;
    }
    VmValue dict = vm_fast_dict_borrow(vm_to_object(object));
    if (dict == VM_EMPTY && site->before == VM_DICT_VERSION_EMPTY) {
        dict = vm_instance_dict_borrow(vm, object, true);
        if (dict == VM_ERROR) {
            return -1;
        }
        vm_to_dict(dict)->version = VM_DICT_VERSION_EMPTY;
    }
    if (dict == VM_EMPTY || vm_to_dict(dict)->version != site->before) {
        return 0;
    }
    return vm_dict_append_name(vm, vm_to_dict(dict), site->name, value, site->after) ? 1 : -1;
}

/* The general way, which remembers what it finds. */
static bool set_attribute(Vm *vm, VmAttrSite *site, VmValue object, VmValue value)
{
    VmType *type = vm_type_of(vm, object);
    if (!vm_has_kind(object, VM_KIND_INSTANCE) || type->dict_offset == 0 || !sets_plainly(vm, type, site->name)) {
        return vm_set_attr(vm, object, site->name, value);
    }
    VmValue dict = vm_fast_dict_borrow(vm_to_object(object));
    const VmDict *old = dict == VM_EMPTY ? NULL : vm_to_dict(dict);
    uint32_t before = old == NULL ? VM_DICT_VERSION_EMPTY : old->version;
    uint32_t used = old == NULL ? 0 : old->used, changes = old == NULL ? 0 : old->changes;
    if (!vm_set_attr(vm, object, site->name, value)) {
        return false;
    }
    uint32_t slot = slot_in_instance(vm, object, site->name);
    if (slot == VM_DICT_NO_SLOT) {
        return true; /* what died for the new value has taken it away again */
    }
    VmDict *grown = vm_to_dict(vm_fast_dict_borrow(vm_to_object(object)));
    if (slot == used && grown->used == used + 1 && grown->changes == changes + 1 && (old == NULL || old == grown)) {
        remember_growth(vm, site, grown, before);
    }
    site->version = vm_site_version(vm_type_version(vm, type));
    site->hint = slot;
    return true;
}

bool vm_op_set_attr(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmAttrSite *site = &frame->function->code->sites[pc->a];
    int done = append_attribute(vm, site, regs[pc->c], regs[pc->b]);
    if (done < 0 || (done == 0 && !set_attribute(vm, site, regs[pc->c], regs[pc->b]))) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

bool vm_op_delete_attr(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    const VmAttrSite *site = &frame->function->code->sites[pc->a];
    if (!vm_delete_attr(vm, regs[pc->b], site->name)) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

/* Writes the window of a method call; takes over `function` and, when it wants it, a reference to the object. */
static void set_method(Vm *vm, VmValue *regs, const LangInstr *pc, VmLoad load, VmValue function)
{
    VmValue self = VM_EMPTY;
    if (load == VM_LOAD_METHOD) {
        self = vm_ref(regs[pc->b]);
    }
    if ((pc->hint & LANG_USES_B) != 0) {
        vm_clear_register(vm, regs, pc->b);
    }
    vm_set_register(vm, regs, pc->a, function);
    vm_set_register(vm, regs, pc->a + 1u, self);
}

/* Remembers a method that was found in the type, which keeps it as long as it has this version, and the version of the
 * object's dict, which has nothing of this name. */
static void remember_method(Vm *vm, VmAttrSite *site, VmValue object, VmValue function)
{
    VmType *type = vm_type_of(vm, object);
    if (type->dict_offset != 0 && vm_has_kind(object, VM_KIND_TUPLE)) {
        return;
    }
    site->version = vm_site_version(vm_type_version(vm, type));
    site->value = function;
    VmValue dict = vm_instance_dict_borrow(vm, object, false);
    site->hint = dict == VM_EMPTY ? 0 : vm_dict_version(vm, vm_to_dict(dict));
}

bool vm_op_load_method(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmAttrSite *site = &frame->function->code->sites[pc->c];
    VmValue object = regs[pc->b];
    if (vm_has_kind(object, VM_KIND_MODULE) && vm_to_object(object)->type == vm->types[VM_TYPE_MODULE]) {
        /* module.function(…): what stands in the module's dict goes before everything else */
        VmDict *dict = vm_to_dict(vm_module_dict_borrow(object));
        uint32_t slot = vm_dict_find_slot(vm, dict, site->name);
        if (slot != VM_DICT_NO_SLOT) {
            site->version = vm_site_version(vm_dict_version(vm, dict));
            site->place = &dict->entries[slot].value;
            set_method(vm, regs, pc, VM_LOAD_VALUE, vm_ref(*site->place));
            return true;
        }
    }
    VmValue function;
    VmLoad load = vm_load_method(vm, object, site->name, &function);
    if (load == VM_LOAD_ERROR) {
        return false;
    }
    if (load == VM_LOAD_METHOD) {
        remember_method(vm, site, object, function);
    }
    set_method(vm, regs, pc, load, function);
    return true;
}

bool vm_op_load_special(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    static const VmNameId names[] = {VM_NAME_ENTER, VM_NAME_EXIT, VM_NAME_AENTER, VM_NAME_AEXIT};
    VmValue object = regs[pc->b];
    VmType *type = vm_type_of(vm, object);
    VmValue name = vm_name(vm, names[pc->c]);
    VmValue found = vm_type_lookup_borrow(vm, type, name);
    if (found == VM_EMPTY) {
        bool async = pc->c >= LANG_SPECIAL_AENTER;
        bool leaves = pc->c == LANG_SPECIAL_EXIT || pc->c == LANG_SPECIAL_AEXIT;
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object does not support the %scontext manager protocol%s", type->name,
                 async ? "asynchronous " : "",
                 !leaves ? ""
                 : async ? " (missed __aexit__ method)"
                         : " (missed __exit__ method)");
        return false;
    }
    bool plain = vm_has_kind(found, VM_KIND_FUNCTION) ||
                 (vm_has_kind(found, VM_KIND_NATIVE) && ((VmNative *)vm_to_object(found))->takes_self != 0 &&
                  ((VmNative *)vm_to_object(found))->self == VM_EMPTY);
    if (plain) {
        set_method(vm, regs, pc, VM_LOAD_METHOD, vm_ref(found));
        return true;
    }
    VmType *of_found = vm_type_of(vm, found);
    VmValue bound =
        of_found->get_descriptor != NULL ? of_found->get_descriptor(vm, found, object, type) : vm_ref(found);
    if (bound == VM_ERROR) {
        return false;
    }
    set_method(vm, regs, pc, VM_LOAD_VALUE, bound);
    return true;
}

/* ---- items ---- */

static bool is_exact_dict(const Vm *vm, VmValue v)
{
    return vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_DICT];
}

static bool get_item(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue key)
{
    VmValue container = regs[pc->b];
    if (is_exact_dict(vm, container)) {
        VmValue value = vm_dict_get_borrow(vm, container, key);
        return finish(vm, regs, pc,
                      value != VM_EMPTY      ? vm_ref(value)
                      : vm_error_pending(vm) ? VM_ERROR
                                             : vm_raise_key(vm, key));
    }
    return finish(vm, regs, pc, vm_get_item(vm, container, key));
}

bool vm_op_get_item(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    return get_item(vm, regs, pc, regs[pc->c]);
}

bool vm_op_get_item_k(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    return get_item(vm, regs, pc, frame->function->code->ks[pc->c]);
}

bool vm_op_set_item(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue container = regs[pc->a];
    if (!(is_exact_dict(vm, container) ? vm_dict_set(vm, container, regs[pc->b], regs[pc->c])
                                       : vm_set_item(vm, container, regs[pc->b], regs[pc->c]))) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

bool vm_op_delete_item(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    if (!vm_delete_item(vm, regs[pc->a], regs[pc->b])) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

bool vm_op_slice(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue *w = &regs[pc->b];
    VmValue slice = vm_slice_new(vm, w[0], w[1], w[2]);
    if (slice == VM_ERROR) {
        return false;
    }
    for (uint32_t i = 0; i < 3; i++) {
        vm_clear_register(vm, regs, pc->b + i);
    }
    vm_set_register(vm, regs, pc->a, slice);
    return true;
}
