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

/* ---- calling dunder methods
 * ------------------------------------------------------------------------------------------ */

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

/* ---- slots of script classes
 * ----------------------------------------------------------------------------------------- */

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

/* ---- which slot a class gets
 * ----------------------------------------------------------------------------------------- */

typedef void (*AnySlot)(void);

typedef struct SlotRule {
    size_t offset; /* of the slot in VmType */
    AnySlot dispatch;
    uint16_t first, last; /* range of names (ids) that it serves … */
    uint16_t other;       /* … and one more, or VM_NAME_ALL */
} SlotRule;

static const SlotRule rules[] = {
    {offsetof(VmType, repr), (AnySlot)slot_repr, VM_NAME_REPR, VM_NAME_REPR, VM_NAME_ALL},
    {offsetof(VmType, str), (AnySlot)slot_str, VM_NAME_STR, VM_NAME_STR, VM_NAME_ALL},
    {offsetof(VmType, format), (AnySlot)slot_format, VM_NAME_FORMAT, VM_NAME_FORMAT, VM_NAME_ALL},
    {offsetof(VmType, hash), (AnySlot)slot_hash, VM_NAME_HASH, VM_NAME_HASH, VM_NAME_ALL},
    {offsetof(VmType, compare), (AnySlot)slot_compare, VM_NAME_COMPARE, VM_NAME_COMPARE + VM_COMPARE_COUNT - 1,
     VM_NAME_ALL},
    {offsetof(VmType, truth), (AnySlot)slot_truth, VM_NAME_BOOL, VM_NAME_BOOL, VM_NAME_ALL},
    {offsetof(VmType, length), (AnySlot)slot_length, VM_NAME_LEN, VM_NAME_LEN, VM_NAME_ALL},
    {offsetof(VmType, get_item), (AnySlot)slot_get_item, VM_NAME_GETITEM, VM_NAME_GETITEM, VM_NAME_ALL},
    {offsetof(VmType, set_item), (AnySlot)slot_set_item, VM_NAME_SETITEM, VM_NAME_DELITEM, VM_NAME_ALL},
    {offsetof(VmType, contains), (AnySlot)slot_contains, VM_NAME_CONTAINS, VM_NAME_CONTAINS, VM_NAME_ALL},
    {offsetof(VmType, get_attr), (AnySlot)slot_get_attr, VM_NAME_GETATTR, VM_NAME_GETATTRIBUTE, VM_NAME_ALL},
    {offsetof(VmType, set_attr), (AnySlot)slot_set_attr, VM_NAME_SETATTR, VM_NAME_DELATTR, VM_NAME_ALL},
    {offsetof(VmType, negative), (AnySlot)slot_negative, VM_NAME_NEG, VM_NAME_NEG, VM_NAME_ALL},
    {offsetof(VmType, positive), (AnySlot)slot_positive, VM_NAME_POS, VM_NAME_POS, VM_NAME_ALL},
    {offsetof(VmType, invert), (AnySlot)slot_invert, VM_NAME_INVERT, VM_NAME_INVERT, VM_NAME_ALL},
    {offsetof(VmType, absolute), (AnySlot)slot_absolute, VM_NAME_ABS, VM_NAME_ABS, VM_NAME_ALL},
    {offsetof(VmType, iter), (AnySlot)slot_iter, VM_NAME_ITER, VM_NAME_ITER, VM_NAME_ALL},
    {offsetof(VmType, next), (AnySlot)slot_next, VM_NAME_NEXT, VM_NAME_NEXT, VM_NAME_ALL},
    {offsetof(VmType, call), (AnySlot)slot_call, VM_NAME_CALL, VM_NAME_CALL, VM_NAME_ALL},
    {offsetof(VmType, get_descriptor), (AnySlot)slot_get_descriptor, VM_NAME_GET, VM_NAME_GET, VM_NAME_ALL},
    {offsetof(VmType, set_descriptor), (AnySlot)slot_set_descriptor, VM_NAME_SET, VM_NAME_DELETE, VM_NAME_ALL},
    {offsetof(VmType, aiter), (AnySlot)slot_aiter, VM_NAME_AITER, VM_NAME_AITER, VM_NAME_ALL},
    {offsetof(VmType, anext), (AnySlot)slot_anext, VM_NAME_ANEXT, VM_NAME_ANEXT, VM_NAME_ALL},
    {offsetof(VmType, finalize), (AnySlot)slot_finalize, VM_NAME_DEL, VM_NAME_DEL, VM_NAME_ALL},
    {offsetof(VmType, make), (AnySlot)slot_make, VM_NAME_NEW, VM_NAME_NEW, VM_NAME_ALL},
    {offsetof(VmType, init), (AnySlot)slot_init, VM_NAME_INIT, VM_NAME_INIT, VM_NAME_ALL},
};

static AnySlot get_slot(const VmType *type, size_t offset)
{
    AnySlot slot;
    memcpy(&slot, (const char *)type + offset, sizeof slot);
    return slot;
}

static void set_slot(VmType *type, size_t offset, AnySlot slot)
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

static AnySlot decide(Vm *vm, VmType *type, const SlotRule *rule)
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
    return get_slot(native, rule->offset);
}

void vm_slots_update(Vm *vm, VmType *type)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        set_slot(type, rules[i].offset, decide(vm, type, &rules[i]));
    }
    for (unsigned op = 0; op < VM_BINARY_COUNT; op++) {
        SlotRule rule = {offsetof(VmType, binary) + op * sizeof(AnySlot), (AnySlot)binary_slots[op],
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

/* ---- builtin types: inheriting
 * ---------------------------------------------------------------------------------------- */

void vm_slots_inherit(VmType *type, const VmType *base)
{
    bool own_compare = type->compare != NULL;
    bool own_hash = type->hash != NULL;
    size_t first = offsetof(VmType, release);
    for (size_t offset = first; offset < sizeof(VmType); offset += sizeof(AnySlot)) {
        if (get_slot(type, offset) == NULL) {
            set_slot(type, offset, get_slot(base, offset));
        }
    }
    if (own_compare && !own_hash) {
        type->hash = NULL; /* equal objects need equal hashes: who redefines one must give the other */
    }
    type->plain = type->get_attr == vm_generic_get_attr;
}

/* ---- wrappers: the slots of builtin types as methods
 * ------------------------------------------------------------------- */

static const VmType *solid_of(Vm *vm, VmValue self)
{
    return vm_type_solid(vm_type_of(vm, self));
}

static VmValue wrap_repr(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->repr(vm, args[0]);
}

static VmValue wrap_str(Vm *vm, const VmValue *args)
{
    const VmType *type = solid_of(vm, args[0]);
    return type->str != NULL ? type->str(vm, args[0]) : vm_repr(vm, args[0]);
}

static VmValue wrap_format(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->format(vm, args[0], args[1]);
}

static VmValue wrap_hash(Vm *vm, const VmValue *args)
{
    int64_t hash;
    const VmType *type = solid_of(vm, args[0]);
    if (type->hash == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unhashable type: '%s'", type->name);
    }
    return type->hash(vm, args[0], &hash) ? vm_int_from(vm, hash) : VM_ERROR;
}

#define DEFINE_COMPARE(symbol, text, dunder, swapped)                                                                  \
    static VmValue wrap_compare_##symbol(Vm *vm, const VmValue *args)                                                  \
    {                                                                                                                  \
        const VmType *type = solid_of(vm, args[0]);                                                                    \
        return type->compare != NULL ? type->compare(vm, args[0], args[1], VM_COMPARE_##symbol) : VM_NOT_IMPLEMENTED;  \
    }
VM_COMPARE_TABLE(DEFINE_COMPARE)
#undef DEFINE_COMPARE

static VmValue wrap_bool(Vm *vm, const VmValue *args)
{
    int truth = solid_of(vm, args[0])->truth(vm, args[0]);
    return truth < 0 ? VM_ERROR : vm_from_bool(truth);
}

static VmValue wrap_len(Vm *vm, const VmValue *args)
{
    int64_t length = solid_of(vm, args[0])->length(vm, args[0]);
    return length < 0 ? VM_ERROR : vm_int_from(vm, length);
}

static VmValue wrap_getitem(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->get_item(vm, args[0], args[1]);
}

static VmValue done(bool ok)
{
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue wrap_setitem(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_item(vm, args[0], args[1], args[2]));
}

static VmValue wrap_delitem(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_item(vm, args[0], args[1], VM_EMPTY));
}

static VmValue wrap_contains(Vm *vm, const VmValue *args)
{
    int found = solid_of(vm, args[0])->contains(vm, args[0], args[1]);
    return found < 0 ? VM_ERROR : vm_from_bool(found);
}

static VmValue attribute_name(Vm *vm, VmValue name)
{
    if (!vm_is_str(name)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "attribute name must be string, not '%s'", vm_type_name(vm, name));
    }
    return vm_intern_str(vm, name);
}

static VmValue wrap_getattribute(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    VmValue result = name == VM_ERROR ? VM_ERROR : solid_of(vm, args[0])->get_attr(vm, args[0], name);
    vm_unref(vm, name);
    return result;
}

static VmValue wrap_setattr(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    bool ok = name != VM_ERROR && solid_of(vm, args[0])->set_attr(vm, args[0], name, args[2]);
    vm_unref(vm, name);
    return done(ok);
}

static VmValue wrap_delattr(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    bool ok = name != VM_ERROR && solid_of(vm, args[0])->set_attr(vm, args[0], name, VM_EMPTY);
    vm_unref(vm, name);
    return done(ok);
}

#define DEFINE_BINARY(symbol, text, dunder, reflected)                                                                 \
    static VmValue wrap_binary_##symbol(Vm *vm, const VmValue *args)                                                   \
    {                                                                                                                  \
        return solid_of(vm, args[0])->binary[VM_BINARY_##symbol](vm, args[0], args[1]);                                \
    }                                                                                                                  \
    static VmValue wrap_reflected_##symbol(Vm *vm, const VmValue *args)                                                \
    {                                                                                                                  \
        return solid_of(vm, args[0])->binary[VM_BINARY_##symbol](vm, args[1], args[0]);                                \
    }
VM_BINARY_TABLE(DEFINE_BINARY)
#undef DEFINE_BINARY

static VmValue wrap_neg(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->negative(vm, args[0]);
}

static VmValue wrap_pos(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->positive(vm, args[0]);
}

static VmValue wrap_invert(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->invert(vm, args[0]);
}

static VmValue wrap_abs(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->absolute(vm, args[0]);
}

static VmValue wrap_iter(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->iter(vm, args[0]);
}

static VmValue wrap_next(Vm *vm, const VmValue *args)
{
    VmValue item = solid_of(vm, args[0])->next(vm, args[0]);
    if (item == VM_ERROR && !vm_error_pending(vm)) {
        return vm_raise_stop_iteration(vm, VM_EMPTY);
    }
    return item;
}

/* args: self, a tuple of positional arguments, a dict of keyword arguments. */
static VmValue wrap_call(Vm *vm, const VmValue *args)
{
    VmTuple *positional = vm_to_tuple(args[1]);
    VmDict *keywords = vm_to_dict(args[2]);
    size_t count = positional->count + keywords->used;
    VmValue *all = vm_heap_resize(vm, NULL, 0, (count + 1) * sizeof *all);
    VmValue names = all != NULL && keywords->used != 0 ? vm_tuple_new_blank(vm, keywords->used) : VM_EMPTY;
    VmValue result = VM_ERROR;
    if (all != NULL && (keywords->used == 0 || names != VM_ERROR)) {
        memcpy(all, positional->items, positional->count * sizeof *all);
        uint32_t position = 0;
        VmValue key, value;
        for (size_t i = 0; vm_dict_walk(keywords, &position, &key, &value); i++) {
            vm_to_tuple(names)->items[i] = vm_ref(key);
            all[positional->count + i] = value;
        }
        result = solid_of(vm, args[0])->call(vm, args[0], all, positional->count, names);
    }
    vm_unref(vm, names);
    vm_heap_free(vm, all, (count + 1) * sizeof *all);
    return result;
}

static VmValue wrap_get(Vm *vm, const VmValue *args)
{
    VmType *owner = args[2] != VM_EMPTY && vm_is_type(args[2]) ? vm_to_type(args[2]) : vm_type_of(vm, args[1]);
    return solid_of(vm, args[0])->get_descriptor(vm, args[0], args[1] == VM_NONE ? VM_EMPTY : args[1], owner);
}

static VmValue wrap_set(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_descriptor(vm, args[0], args[1], args[2]));
}

static VmValue wrap_delete(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_descriptor(vm, args[0], args[1], VM_EMPTY));
}

static VmValue wrap_aiter(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->aiter(vm, args[0]);
}

static VmValue wrap_anext(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->anext(vm, args[0]);
}

typedef struct Wrapper {
    VmNativeDef def;
    size_t offset;
} Wrapper;

static const Wrapper wrappers[] = {
    {{"__repr__", wrap_repr, "", 0}, offsetof(VmType, repr)},
    {{"__str__", wrap_str, "", 0}, offsetof(VmType, str)},
    {{"__format__", wrap_format, "format_spec, /", 0}, offsetof(VmType, format)},
    {{"__hash__", wrap_hash, "", 0}, offsetof(VmType, hash)},
#define COMPARE_WRAPPER(symbol, text, dunder, swapped)                                                                 \
    {{dunder, wrap_compare_##symbol, "value, /", 0}, offsetof(VmType, compare)},
    VM_COMPARE_TABLE(COMPARE_WRAPPER)
#undef COMPARE_WRAPPER
        {{"__bool__", wrap_bool, "", 0}, offsetof(VmType, truth)},
    {{"__len__", wrap_len, "", 0}, offsetof(VmType, length)},
    {{"__getitem__", wrap_getitem, "key, /", 0}, offsetof(VmType, get_item)},
    {{"__setitem__", wrap_setitem, "key, value, /", 0}, offsetof(VmType, set_item)},
    {{"__delitem__", wrap_delitem, "key, /", 0}, offsetof(VmType, set_item)},
    {{"__contains__", wrap_contains, "key, /", 0}, offsetof(VmType, contains)},
    {{"__getattribute__", wrap_getattribute, "name, /", 0}, offsetof(VmType, get_attr)},
    {{"__setattr__", wrap_setattr, "name, value, /", 0}, offsetof(VmType, set_attr)},
    {{"__delattr__", wrap_delattr, "name, /", 0}, offsetof(VmType, set_attr)},
#define BINARY_WRAPPER(symbol, text, dunder, reflected)                                                                \
    {{dunder, wrap_binary_##symbol, "value, /", 0}, offsetof(VmType, binary) + VM_BINARY_##symbol * sizeof(AnySlot)},  \
        {{reflected, wrap_reflected_##symbol, "value, /", 0},                                                          \
         offsetof(VmType, binary) + VM_BINARY_##symbol * sizeof(AnySlot)},
    VM_BINARY_TABLE(BINARY_WRAPPER)
#undef BINARY_WRAPPER
        {{"__neg__", wrap_neg, "", 0}, offsetof(VmType, negative)},
    {{"__pos__", wrap_pos, "", 0}, offsetof(VmType, positive)},
    {{"__invert__", wrap_invert, "", 0}, offsetof(VmType, invert)},
    {{"__abs__", wrap_abs, "", 0}, offsetof(VmType, absolute)},
    {{"__iter__", wrap_iter, "", 0}, offsetof(VmType, iter)},
    {{"__next__", wrap_next, "", 0}, offsetof(VmType, next)},
    {{"__call__", wrap_call, "*args, **kwargs", 0}, offsetof(VmType, call)},
    {{"__get__", wrap_get, "instance, owner=, /", 0}, offsetof(VmType, get_descriptor)},
    {{"__set__", wrap_set, "instance, value, /", 0}, offsetof(VmType, set_descriptor)},
    {{"__delete__", wrap_delete, "instance, /", 0}, offsetof(VmType, set_descriptor)},
    {{"__aiter__", wrap_aiter, "", 0}, offsetof(VmType, aiter)},
    {{"__anext__", wrap_anext, "", 0}, offsetof(VmType, anext)},
};

enum { WRAPPERS = sizeof wrappers / sizeof *wrappers };

bool vm_slots_start(Vm *vm)
{
    VmValue tuple = vm_tuple_new_blank(vm, WRAPPERS);
    if (tuple == VM_ERROR) {
        return false;
    }
    vm->slot_wrappers = tuple;
    for (size_t i = 0; i < WRAPPERS; i++) {
        VmValue native = vm_native_new_method(vm, &wrappers[i].def, vm->types[VM_TYPE_OBJECT], VM_NONE);
        if (native == VM_ERROR) {
            return false;
        }
        ((VmNative *)vm_to_object(native))->slot = (uint16_t)wrappers[i].offset;
        ((VmNative *)vm_to_object(native))->exact = UINT8_MAX; /* always through the check of the slot */
        vm_to_tuple(tuple)->items[i] = native;
    }
    return true;
}

bool vm_slots_add_wrappers(Vm *vm, VmType *type)
{
    VmDict *attrs = vm_to_dict(type->attrs);
    for (size_t i = 0; i < WRAPPERS; i++) {
        AnySlot slot = get_slot(type, wrappers[i].offset);
        if (slot == NULL || (type->base != NULL && slot == get_slot(type->base, wrappers[i].offset))) {
            continue;
        }
        VmValue native = vm_to_tuple(vm->slot_wrappers)->items[i];
        VmValue name = ((VmNative *)vm_to_object(native))->name;
        if (vm_dict_get_name_borrow(vm, attrs, name) == VM_EMPTY && !vm_dict_set(vm, type->attrs, name, native)) {
            return false;
        }
    }
    if (type->hash == NULL) {
        return vm_dict_set(vm, type->attrs, vm_name(vm, VM_NAME_HASH), VM_NONE);
    }
    return true;
}
