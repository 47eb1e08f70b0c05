#include "vm/vm_slots.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

const VmType *vm_type_solid(const VmType *type)
{
    while ((type->flags & VM_TYPE_CLASS) != 0) {
        type = type->base;
    }
    return type;
}

/* ---- calling dunder methods ------------------------------------------------------------------------------------- */

enum { SPECIAL_ARGS_MAX = 8 };

static bool takes_self(VmValue function)
{
    if (vm_has_kind(function, VM_KIND_FUNCTION)) {
        return true;
    }
    return vm_has_kind(function, VM_KIND_NATIVE) && ((VmNative *)vm_to_object(function))->takes_self != 0 &&
           ((VmNative *)vm_to_object(function))->self == VM_EMPTY;
}

VmValue vm_call_special(Vm *vm, VmValue self, VmValue name, const VmValue *args, size_t nargs, bool *missing)
{
    VmType *type = vm_type_of(vm, self);
    VmValue function = vm_type_lookup_borrow(vm, type, name);
    if (missing != NULL) {
        *missing = function == VM_EMPTY;
    }
    if (function == VM_EMPTY) {
        return missing != NULL ? VM_ERROR : vm_raise_with(vm, vm_exception_type(vm, VM_EXC_ATTRIBUTE_ERROR), name);
    }
    VmValue result;
    vm_ref(function);
    if (takes_self(function) && nargs < SPECIAL_ARGS_MAX) {
        VmValue all[SPECIAL_ARGS_MAX];
        all[0] = self;
        if (nargs != 0) {
            memcpy(all + 1, args, nargs * sizeof *args);
        }
        result = vm_call(vm, function, all, nargs + 1, VM_EMPTY);
    } else {
        VmType *kind = vm_type_of(vm, function);
        VmValue bound =
            kind->get_descriptor != NULL ? kind->get_descriptor(vm, function, self, type) : vm_ref(function);
        result = bound == VM_ERROR ? VM_ERROR : vm_call(vm, bound, args, nargs, VM_EMPTY);
        vm_unref(vm, bound);
    }
    vm_unref(vm, function);
    return result;
}

static VmValue special(Vm *vm, VmValue self, unsigned name, const VmValue *args, size_t nargs)
{
    return vm_call_special(vm, self, vm_name(vm, name), args, nargs, NULL);
}

/* ---- slots of script classes ------------------------------------------------------------------------------------ */

static VmValue text_slot(Vm *vm, VmValue self, unsigned name, const char *text)
{
    VmValue result = special(vm, self, name, NULL, 0);
    if (result != VM_ERROR && !vm_is_str(result)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s returned non-string (type %s)", text, vm_type_name(vm, result));
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue slot_repr(Vm *vm, VmValue self)
{
    return text_slot(vm, self, VM_NAME_REPR, "__repr__");
}

static VmValue slot_str(Vm *vm, VmValue self)
{
    return text_slot(vm, self, VM_NAME_STR, "__str__");
}

static VmValue slot_format(Vm *vm, VmValue self, VmValue spec)
{
    VmValue text = spec != VM_EMPTY ? vm_ref(spec) : vm_str_empty(vm);
    if (text == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = special(vm, self, VM_NAME_FORMAT, &text, 1);
    vm_unref(vm, text);
    if (result != VM_ERROR && !vm_is_str(result)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__format__ must return a str, not %s", vm_type_name(vm, result));
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static bool slot_hash(Vm *vm, VmValue self, int64_t *hash)
{
    VmValue result = special(vm, self, VM_NAME_HASH, NULL, 0);
    if (result == VM_ERROR) {
        return false;
    }
    if (!vm_is_integer(result)) {
        vm_unref(vm, result);
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__hash__ method should return an integer");
        return false;
    }
    if (!vm_int_to_i64(result, hash)) {
        *hash = vm_int_hash(result);
    }
    *hash = *hash == -1 ? -2 : *hash;
    vm_unref(vm, result);
    return true;
}

static VmValue slot_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    bool missing;
    VmValue result = vm_call_special(vm, self, vm_name(vm, VM_NAME_COMPARE + op), &other, 1, &missing);
    return missing ? VM_NOT_IMPLEMENTED : result;
}

static int slot_truth(Vm *vm, VmValue self)
{
    VmValue result = special(vm, self, VM_NAME_BOOL, NULL, 0);
    if (result == VM_ERROR) {
        return -1;
    }
    if (!vm_is_bool(result)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__bool__ should return bool, returned %s", vm_type_name(vm, result));
        vm_unref(vm, result);
        return -1;
    }
    return result == VM_TRUE;
}

static int64_t slot_length(Vm *vm, VmValue self)
{
    VmValue result = special(vm, self, VM_NAME_LEN, NULL, 0);
    if (result == VM_ERROR) {
        return -1;
    }
    VmValue index = vm_index(vm, result);
    vm_unref(vm, result);
    if (index == VM_ERROR) {
        return -1;
    }
    int64_t length;
    if (vm_int_sign(index) < 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "__len__() should return >= 0");
        length = -1;
    } else if (!vm_int_to_i64(index, &length)) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
        length = -1;
    }
    vm_unref(vm, index);
    return length;
}

static VmValue slot_get_item(Vm *vm, VmValue self, VmValue key)
{
    return special(vm, self, VM_NAME_GETITEM, &key, 1);
}

static bool drop_result(Vm *vm, VmValue result)
{
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static bool slot_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    VmValue args[2] = {key, value};
    return drop_result(vm, value != VM_EMPTY ? special(vm, self, VM_NAME_SETITEM, args, 2)
                                             : special(vm, self, VM_NAME_DELITEM, args, 1));
}

static int slot_contains(Vm *vm, VmValue self, VmValue item)
{
    VmType *type = vm_type_of(vm, self);
    if (vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_CONTAINS)) == VM_NONE) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not a container", type->name);
        return -1;
    }
    VmValue result = special(vm, self, VM_NAME_CONTAINS, &item, 1);
    if (result == VM_ERROR) {
        return -1;
    }
    int truth = vm_truth(vm, result);
    vm_unref(vm, result);
    return truth;
}

/* Reads through __getattribute__ if a class has it, then asks __getattr__ when that ended in an AttributeError. */
static VmValue slot_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmType *type = vm_type_of(vm, self);
    VmValue hook = vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_GETATTRIBUTE));
    VmValue result;
    if (hook != VM_EMPTY && !vm_has_kind(hook, VM_KIND_NATIVE)) {
        result = special(vm, self, VM_NAME_GETATTRIBUTE, &name, 1);
    } else {
        result = vm_type_solid(type)->get_attr(vm, self, name);
    }
    if (result != VM_ERROR || !vm_error_matches(vm, VM_EXC_ATTRIBUTE_ERROR) ||
        vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_GETATTR)) == VM_EMPTY) {
        return result;
    }
    vm_error_clear(vm);
    return special(vm, self, VM_NAME_GETATTR, &name, 1);
}

static bool slot_set_attr(Vm *vm, VmValue self, VmValue name, VmValue value)
{
    VmValue args[2] = {name, value};
    return drop_result(vm, value != VM_EMPTY ? special(vm, self, VM_NAME_SETATTR, args, 2)
                                             : special(vm, self, VM_NAME_DELATTR, args, 1));
}

static VmValue try_binary(Vm *vm, VmValue self, VmValue name, VmValue other)
{
    bool missing;
    VmValue result = vm_call_special(vm, self, name, &other, 1, &missing);
    return missing ? VM_NOT_IMPLEMENTED : result;
}

typedef VmValue (*BinaryFn)(Vm *vm, VmValue left, VmValue right);

/* What `left op right` does when one of them is of a script class: __op__ of the left, __rop__ of the right, the latter
 * first when the right's class is derived from the left's and has its own. */
static VmValue slot_binary(Vm *vm, VmBinary op, BinaryFn self_slot, VmValue left, VmValue right)
{
    VmType *left_type = vm_type_of(vm, left);
    VmType *right_type = vm_type_of(vm, right);
    VmValue reflected = vm_name(vm, VM_NAME_REFLECTED + op);
    bool try_right = left_type != right_type && right_type->binary[op] == self_slot;
    if (left_type->binary[op] == self_slot) {
        if (try_right && vm_type_is_subtype(right_type, left_type) &&
            vm_type_lookup_borrow(vm, right_type, reflected) != vm_type_lookup_borrow(vm, left_type, reflected)) {
            VmValue result = try_binary(vm, right, reflected, left);
            if (result != VM_NOT_IMPLEMENTED) {
                return result;
            }
            try_right = false;
        }
        VmValue result = try_binary(vm, left, vm_name(vm, VM_NAME_BINARY + op), right);
        if (result != VM_NOT_IMPLEMENTED || left_type == right_type) {
            return result;
        }
    }
    return try_right ? try_binary(vm, right, reflected, left) : VM_NOT_IMPLEMENTED;
}

#define DEFINE_BINARY(symbol, text, dunder, reflected)                                                                 \
    static VmValue slot_binary_##symbol(Vm *vm, VmValue left, VmValue right)                                           \
    {                                                                                                                  \
        return slot_binary(vm, VM_BINARY_##symbol, slot_binary_##symbol, left, right);                                 \
    }
VM_BINARY_TABLE(DEFINE_BINARY)
#undef DEFINE_BINARY

static const BinaryFn binary_slots[VM_BINARY_COUNT] = {
#define BINARY_SLOT(symbol, text, dunder, reflected) slot_binary_##symbol,
    VM_BINARY_TABLE(BINARY_SLOT)
#undef BINARY_SLOT
};

static VmValue slot_negative(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_NEG, NULL, 0);
}

static VmValue slot_positive(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_POS, NULL, 0);
}

static VmValue slot_invert(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_INVERT, NULL, 0);
}

static VmValue slot_absolute(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_ABS, NULL, 0);
}

static VmValue slot_iter(Vm *vm, VmValue self)
{
    VmType *type = vm_type_of(vm, self);
    if (vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_ITER)) == VM_NONE) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not iterable", type->name);
    }
    return special(vm, self, VM_NAME_ITER, NULL, 0);
}

static VmValue slot_next(Vm *vm, VmValue self)
{
    VmValue result = special(vm, self, VM_NAME_NEXT, NULL, 0);
    if (result == VM_ERROR && vm_error_matches(vm, VM_EXC_STOP_ITERATION)) {
        vm_error_clear(vm);
    }
    return result;
}

static VmValue slot_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmType *type = vm_type_of(vm, self);
    VmValue function = vm_ref(vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_CALL)));
    if (function == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not callable", type->name);
    }
    VmType *kind = vm_type_of(vm, function);
    if (kind->get_descriptor != NULL) {
        vm_set_steal(vm, &function, kind->get_descriptor(vm, function, self, type));
    }
    VmValue result = function == VM_ERROR ? VM_ERROR : vm_call(vm, function, args, nargs, kwnames);
    vm_unref(vm, function);
    return result;
}

static VmValue slot_get_descriptor(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    VmValue args[2] = {instance != VM_EMPTY ? instance : VM_NONE, owner != NULL ? vm_from_type(owner) : VM_NONE};
    bool missing;
    VmValue result = vm_call_special(vm, self, vm_name(vm, VM_NAME_GET), args, 2, &missing);
    return missing ? vm_ref(self) : result;
}

static bool slot_set_descriptor(Vm *vm, VmValue self, VmValue instance, VmValue value)
{
    VmValue args[2] = {instance, value};
    return drop_result(vm, value != VM_EMPTY ? special(vm, self, VM_NAME_SET, args, 2)
                                             : special(vm, self, VM_NAME_DELETE, args, 1));
}

static VmValue slot_aiter(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_AITER, NULL, 0);
}

static VmValue slot_anext(Vm *vm, VmValue self)
{
    return special(vm, self, VM_NAME_ANEXT, NULL, 0);
}

static void slot_finalize(Vm *vm, VmObject *object)
{
    VmValue self = vm_from_object(object);
    VmValue function = vm_ref(vm_type_lookup_borrow(vm, object->type, vm_name(vm, VM_NAME_DEL)));
    if (function != VM_EMPTY) {
        VmValue result = special(vm, self, VM_NAME_DEL, NULL, 0);
        if (result == VM_ERROR) {
            vm_error_unraisable(vm, NULL, function);
        }
        vm_unref(vm, result);
        vm_unref(vm, function);
    }
    const VmType *solid = vm_type_solid(object->type);
    if (solid->finalize != NULL) {
        solid->finalize(vm, object);
    }
}

static VmValue slot_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue function = vm_ref(vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_NEW)));
    VmType *kind = vm_type_of(vm, function);
    if (kind->get_descriptor != NULL) {
        /* a staticmethod: what it wraps */
        vm_set_steal(vm, &function, kind->get_descriptor(vm, function, VM_EMPTY, type));
    }
    size_t count = nargs + (kwnames != VM_EMPTY ? vm_to_tuple(kwnames)->count : 0);
    VmValue *all = function == VM_ERROR ? NULL : vm_heap_resize(vm, NULL, 0, (count + 1) * sizeof *all);
    VmValue result = VM_ERROR;
    if (all != NULL) {
        all[0] = vm_from_type(type);
        if (count != 0) {
            memcpy(all + 1, args, count * sizeof *args);
        }
        result = vm_call(vm, function, all, nargs + 1, kwnames);
        vm_heap_free(vm, all, (count + 1) * sizeof *all);
    }
    vm_unref(vm, function);
    return result;
}

static bool slot_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmType *type = vm_type_of(vm, self);
    VmValue function = vm_ref(vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_INIT)));
    VmType *kind = vm_type_of(vm, function);
    if (kind->get_descriptor != NULL) {
        vm_set_steal(vm, &function, kind->get_descriptor(vm, function, self, type));
    }
    VmValue result = function == VM_ERROR ? VM_ERROR : vm_call(vm, function, args, nargs, kwnames);
    vm_unref(vm, function);
    if (result != VM_ERROR && result != VM_NONE) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__init__() should return None, not '%s'", vm_type_name(vm, result));
        vm_unref(vm, result);
        return false;
    }
    return result != VM_ERROR;
}

bool vm_slots_next_is_script(const VmType *type)
{
    return type->next == slot_next;
}

bool vm_slots_init_is_script(const VmType *type)
{
    return type->init == slot_init;
}

bool vm_slots_make_is_script(const VmType *type)
{
    return type->make == slot_make;
}

/* ---- which slot a class gets ------------------------------------------------------------------------------------ */

typedef struct SlotRule {
    size_t offset; /* of the slot in VmType */
    VmAnySlot dispatch;
    uint16_t first, last; /* range of names (ids) that it serves … */
    uint16_t other;       /* … and one more, or VM_NAME_ALL */
} SlotRule;

static const SlotRule rules[] = {
    {offsetof(VmType, repr), (VmAnySlot)slot_repr, VM_NAME_REPR, VM_NAME_REPR, VM_NAME_ALL},
    {offsetof(VmType, str), (VmAnySlot)slot_str, VM_NAME_STR, VM_NAME_STR, VM_NAME_ALL},
    {offsetof(VmType, format), (VmAnySlot)slot_format, VM_NAME_FORMAT, VM_NAME_FORMAT, VM_NAME_ALL},
    {offsetof(VmType, hash), (VmAnySlot)slot_hash, VM_NAME_HASH, VM_NAME_HASH, VM_NAME_ALL},
    {offsetof(VmType, compare), (VmAnySlot)slot_compare, VM_NAME_COMPARE, VM_NAME_COMPARE + VM_COMPARE_COUNT - 1,
     VM_NAME_ALL},
    {offsetof(VmType, truth), (VmAnySlot)slot_truth, VM_NAME_BOOL, VM_NAME_BOOL, VM_NAME_ALL},
    {offsetof(VmType, length), (VmAnySlot)slot_length, VM_NAME_LEN, VM_NAME_LEN, VM_NAME_ALL},
    {offsetof(VmType, get_item), (VmAnySlot)slot_get_item, VM_NAME_GETITEM, VM_NAME_GETITEM, VM_NAME_ALL},
    {offsetof(VmType, set_item), (VmAnySlot)slot_set_item, VM_NAME_SETITEM, VM_NAME_DELITEM, VM_NAME_ALL},
    {offsetof(VmType, contains), (VmAnySlot)slot_contains, VM_NAME_CONTAINS, VM_NAME_CONTAINS, VM_NAME_ALL},
    {offsetof(VmType, get_attr), (VmAnySlot)slot_get_attr, VM_NAME_GETATTR, VM_NAME_GETATTRIBUTE, VM_NAME_ALL},
    {offsetof(VmType, set_attr), (VmAnySlot)slot_set_attr, VM_NAME_SETATTR, VM_NAME_DELATTR, VM_NAME_ALL},
    {offsetof(VmType, negative), (VmAnySlot)slot_negative, VM_NAME_NEG, VM_NAME_NEG, VM_NAME_ALL},
    {offsetof(VmType, positive), (VmAnySlot)slot_positive, VM_NAME_POS, VM_NAME_POS, VM_NAME_ALL},
    {offsetof(VmType, invert), (VmAnySlot)slot_invert, VM_NAME_INVERT, VM_NAME_INVERT, VM_NAME_ALL},
    {offsetof(VmType, absolute), (VmAnySlot)slot_absolute, VM_NAME_ABS, VM_NAME_ABS, VM_NAME_ALL},
    {offsetof(VmType, iter), (VmAnySlot)slot_iter, VM_NAME_ITER, VM_NAME_ITER, VM_NAME_ALL},
    {offsetof(VmType, next), (VmAnySlot)slot_next, VM_NAME_NEXT, VM_NAME_NEXT, VM_NAME_ALL},
    {offsetof(VmType, call), (VmAnySlot)slot_call, VM_NAME_CALL, VM_NAME_CALL, VM_NAME_ALL},
    {offsetof(VmType, get_descriptor), (VmAnySlot)slot_get_descriptor, VM_NAME_GET, VM_NAME_GET, VM_NAME_ALL},
    {offsetof(VmType, set_descriptor), (VmAnySlot)slot_set_descriptor, VM_NAME_SET, VM_NAME_DELETE, VM_NAME_ALL},
    {offsetof(VmType, aiter), (VmAnySlot)slot_aiter, VM_NAME_AITER, VM_NAME_AITER, VM_NAME_ALL},
    {offsetof(VmType, anext), (VmAnySlot)slot_anext, VM_NAME_ANEXT, VM_NAME_ANEXT, VM_NAME_ALL},
    {offsetof(VmType, finalize), (VmAnySlot)slot_finalize, VM_NAME_DEL, VM_NAME_DEL, VM_NAME_ALL},
    {offsetof(VmType, make), (VmAnySlot)slot_make, VM_NAME_NEW, VM_NAME_NEW, VM_NAME_ALL},
    {offsetof(VmType, init), (VmAnySlot)slot_init, VM_NAME_INIT, VM_NAME_INIT, VM_NAME_ALL},
};

VmAnySlot vm_slot_get(const VmType *type, size_t offset)
{
    VmAnySlot slot;
    memcpy(&slot, (const char *)type + offset, sizeof slot);
    return slot;
}

static void set_slot(VmType *type, size_t offset, VmAnySlot slot)
{
    memcpy((char *)type + offset, &slot, sizeof slot);
}

/* Who defines a name first in the mro; NULL when nobody does. */
static const VmType *definer(Vm *vm, const VmType *type, VmValue name, VmValue *value)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        const VmType *each = vm_to_type(mro->items[i]);
        *value = vm_dict_get_name_borrow(vm, vm_to_dict(each->attrs), name);
        if (*value != VM_EMPTY) {
            return each;
        }
    }
    return NULL;
}

/* Sees to one name of a rule: true when a script defines it. */
static bool is_script_defined(Vm *vm, VmType *type, unsigned name, const VmType **native)
{
    VmValue value;
    const VmType *who = definer(vm, type, vm_name(vm, name), &value);
    if (who == NULL) {
        return false;
    }
    if ((who->flags & VM_TYPE_CLASS) != 0) {
        return !(name == VM_NAME_HASH && value == VM_NONE);
    }
    if (*native == NULL) {
        *native = who;
    }
    return false;
}

static bool is_unhashable(Vm *vm, const VmType *type)
{
    VmValue value;
    return definer(vm, type, vm_name(vm, VM_NAME_HASH), &value) != NULL && value == VM_NONE;
}

static VmAnySlot decide(Vm *vm, VmType *type, const SlotRule *rule)
{
    const VmType *native = NULL;
    for (unsigned name = rule->first; name <= rule->last; name++) {
        if (is_script_defined(vm, type, name, &native)) {
            return rule->dispatch;
        }
    }
    if (rule->other != VM_NAME_ALL && is_script_defined(vm, type, rule->other, &native)) {
        return rule->dispatch;
    }
    if (rule->first == VM_NAME_HASH && is_unhashable(vm, type)) {
        return NULL;
    }
    if (native == NULL || rule->first == VM_NAME_NEW || rule->first == VM_NAME_INIT) {
        native = vm_type_solid(type);
    }
    return vm_slot_get(native, rule->offset);
}

void vm_slots_update(Vm *vm, VmType *type)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        set_slot(type, rules[i].offset, decide(vm, type, &rules[i]));
    }
    for (unsigned op = 0; op < VM_BINARY_COUNT; op++) {
        SlotRule rule = {offsetof(VmType, binary) + op * sizeof(VmAnySlot), (VmAnySlot)binary_slots[op],
                         (uint16_t)(VM_NAME_BINARY + op), (uint16_t)(VM_NAME_BINARY + op),
                         (uint16_t)(VM_NAME_REFLECTED + op)};
        set_slot(type, rule.offset, decide(vm, type, &rule));
    }
    const VmType *solid = vm_type_solid(type);
    VmValue hook = VM_EMPTY;
    const VmType *who = definer(vm, type, vm_name(vm, VM_NAME_GETATTRIBUTE), &hook);
    bool script_hook = who != NULL && (who->flags & VM_TYPE_CLASS) != 0;
    type->plain = !script_hook && solid->get_attr == vm_generic_get_attr;
    if (type->await == NULL) {
        type->await = solid->await;
    }
}

/* ---- builtin types: inheriting ---------------------------------------------------------------------------------- */

void vm_slots_inherit(VmType *type, const VmType *base)
{
    bool own_compare = type->compare != NULL;
    bool own_hash = type->hash != NULL;
    size_t first = offsetof(VmType, release);
    for (size_t offset = first; offset < sizeof(VmType); offset += sizeof(VmAnySlot)) {
        if (vm_slot_get(type, offset) == NULL) {
            set_slot(type, offset, vm_slot_get(base, offset));
        }
    }
    if (own_compare && !own_hash) {
        type->hash = NULL; /* equal objects need equal hashes: who redefines one must give the other */
    }
    type->plain = type->get_attr == vm_generic_get_attr;
}
