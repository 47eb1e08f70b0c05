/* vm_interp_fast.h: what the dispatch loop does itself, without a call, when things are as they mostly are.
 *
 * Each function here answers VM_EMPTY (or false, NULL) when they are not; the instruction's function, which knows all
 * cases, is called then.  It would have come to the same result, so nothing here changes what a script does.
 */
#ifndef VM_INTERP_FAST_H
#define VM_INTERP_FAST_H

#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

/* ---- numbers ---- */

static VM_ALWAYS_INLINE VmValue mixed_double(VmValue a, VmValue b, double *x, double *y)
{
    if (vm_is_double(a)) {
        *x = vm_to_double(a);
    } else if (vm_is_int(a)) {
        *x = (double)vm_to_int(a);
    } else {
        return VM_EMPTY;
    }
    if (vm_is_double(b)) {
        *y = vm_to_double(b);
    } else if (vm_is_int(b)) {
        *y = (double)vm_to_int(b);
    } else {
        return VM_EMPTY;
    }
    return VM_TRUE;
}

static VM_ALWAYS_INLINE VmValue vm_fast_add(VmValue a, VmValue b)
{
    if (VM_LIKELY(vm_are_ints(a, b))) {
        VmValue sum = a + (b - VM_INT_ZERO); /* beyond the immediate integers it has no tag of one */
        return vm_is_int(sum) ? sum : VM_EMPTY;
    }
    double x, y;
    return mixed_double(a, b, &x, &y) != VM_EMPTY ? vm_from_double(x + y) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_sub(VmValue a, VmValue b)
{
    if (VM_LIKELY(vm_are_ints(a, b))) {
        VmValue difference = a - (b - VM_INT_ZERO);
        return vm_is_int(difference) ? difference : VM_EMPTY;
    }
    double x, y;
    return mixed_double(a, b, &x, &y) != VM_EMPTY ? vm_from_double(x - y) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_mul(VmValue a, VmValue b)
{
    if (VM_LIKELY(vm_are_ints(a, b))) {
        int64_t product;
        bool over = __builtin_mul_overflow(vm_to_int(a), vm_to_int(b), &product);
        return !over && vm_int_fits(product) ? vm_from_int(product) : VM_EMPTY;
    }
    double x, y;
    return mixed_double(a, b, &x, &y) != VM_EMPTY ? vm_from_double(x * y) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_truediv(VmValue a, VmValue b)
{
    double x, y;
    return mixed_double(a, b, &x, &y) != VM_EMPTY && y != 0 ? vm_from_double(x / y) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_mod(VmValue a, VmValue b)
{
    if (!vm_are_ints(a, b)) {
        return VM_EMPTY;
    }
    int64_t x = vm_to_int(a), y = vm_to_int(b);
    if (((uint64_t)x | (uint64_t)y) >> 32 == 0 && y != 0) {
        return vm_from_int((int64_t)((uint32_t)x % (uint32_t)y)); /* a short division is much faster */
    }
    if (y == 0) {
        return VM_EMPTY;
    }
    int64_t rest = x % y;
    return vm_from_int(rest != 0 && (rest ^ y) < 0 ? rest + y : rest);
}

static VM_ALWAYS_INLINE VmValue vm_fast_floordiv(VmValue a, VmValue b)
{
    if (!vm_are_ints(a, b)) {
        return VM_EMPTY;
    }
    int64_t x = vm_to_int(a), y = vm_to_int(b);
    if (((uint64_t)x | (uint64_t)y) >> 32 == 0 && y != 0) {
        return vm_from_int((int64_t)((uint32_t)x / (uint32_t)y));
    }
    if (y == 0 || y == -1) {
        return VM_EMPTY;
    }
    int64_t quotient = x / y;
    return vm_from_int(x % y != 0 && (x ^ y) < 0 ? quotient - 1 : quotient);
}

static VM_ALWAYS_INLINE VmValue vm_fast_and(VmValue a, VmValue b)
{
    return vm_are_ints(a, b) ? vm_from_int(vm_to_int(a) & vm_to_int(b)) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_or(VmValue a, VmValue b)
{
    return vm_are_ints(a, b) ? vm_from_int(vm_to_int(a) | vm_to_int(b)) : VM_EMPTY;
}

static VM_ALWAYS_INLINE VmValue vm_fast_xor(VmValue a, VmValue b)
{
    return vm_are_ints(a, b) ? vm_from_int(vm_to_int(a) ^ vm_to_int(b)) : VM_EMPTY;
}

static VM_ALWAYS_INLINE int vm_fast_truth(Vm *vm, VmValue v)
{
    if (vm_is_bool(v)) {
        return v == VM_TRUE;
    }
    if (v == VM_NONE) {
        return 0;
    }
    return vm_is_int(v) ? v != VM_INT_ZERO : vm_truth(vm, v);
}

/* ---- names ---- */

/* The entry of a name in the slot where it was last time; NULL: it is not there now. */
static VM_ALWAYS_INLINE VmDictEntry *vm_fast_entry(const VmDict *dict, uint32_t hint, VmValue name)
{
    return hint < dict->count && dict->entries[hint].key == name ? &dict->entries[hint] : NULL;
}

/* Where the value of a global or builtin stands; NULL: not known. */
static VM_ALWAYS_INLINE VmValue *vm_fast_global(const VmScript *script, uint32_t slot)
{
    const VmGlobalSite *site = &script->sites[slot];
    return site->version == vm_to_dict(script->globals)->version ? site->place : NULL;
}

/* What `module.name` is for a plain module, borrowed: its dict goes before everything else. */
static VM_ALWAYS_INLINE VmValue vm_fast_of_module_borrow(const Vm *vm, const VmAttrSite *site, VmValue object)
{
    if (!vm_is_object(object) || vm_to_object(object)->type != vm->types[VM_TYPE_MODULE]) {
        return VM_EMPTY;
    }
    const VmModule *module = (const VmModule *)vm_to_object(object);
    return vm_to_dict(module->dict)->version == site->version ? *site->place : VM_EMPTY;
}

/* Is the object of the type that the site knows? */
static VM_ALWAYS_INLINE bool vm_fast_is_known(const VmAttrSite *site, VmValue object)
{
    return vm_is_object(object) && vm_to_object(object)->type->version == site->version;
}

/* The attribute dict of an object whose type has a place for one, and which is no tuple; VM_EMPTY: none yet. */
static VM_ALWAYS_INLINE VmValue vm_fast_dict_borrow(const VmObject *object)
{
    VmValue dict;
    memcpy(&dict, (const char *)object + object->type->dict_offset, sizeof dict);
    return dict;
}

/* The entry of an attribute that instances of the known class keep in their own dict. */
static VM_ALWAYS_INLINE VmDictEntry *vm_fast_attribute(const VmAttrSite *site, VmValue object)
{
    if (!vm_fast_is_known(site, object)) {
        return NULL;
    }
    VmValue dict = vm_fast_dict_borrow(vm_to_object(object));
    return dict == VM_EMPTY ? NULL : vm_fast_entry(vm_to_dict(dict), site->hint, site->name);
}

/* A method that the known class has, borrowed, when the object has no attribute of that name in front of it: it has no
 * dict, or the dict is of the version that the site knows to be without. */
static VM_ALWAYS_INLINE VmValue vm_fast_method_borrow(const VmAttrSite *site, VmValue object)
{
    if (!vm_fast_is_known(site, object)) {
        return VM_EMPTY;
    }
    const VmObject *self = vm_to_object(object);
    if (self->type->dict_offset != 0) {
        VmValue dict = vm_fast_dict_borrow(self);
        if (dict != VM_EMPTY && (site->hint == 0 || vm_to_dict(dict)->version != site->hint)) {
            return VM_EMPTY;
        }
    }
    return site->value;
}

/* ---- items ---- */

/* Where a list or tuple (exactly) has the item of this index; NULL for all else. */
static VM_ALWAYS_INLINE VmValue *vm_fast_item(VmValue container, VmValue key)
{
    if (!vm_is_int(key) || !vm_is_object(container)) {
        return NULL;
    }
    const VmObject *object = vm_to_object(container);
    uint64_t index = (uint64_t)vm_to_int(key);
    if ((object->flags & VM_OBJECT_SUBCLASS) != 0) {
        return NULL;
    }
    if (object->kind == VM_KIND_LIST) {
        const VmList *list = vm_to_list(container);
        index += key < VM_INT_ZERO ? list->count : 0; /* still beyond every count when it is too small */
        return index < list->count ? &list->items[index] : NULL;
    }
    return object->kind == VM_KIND_TUPLE && index < vm_to_tuple(container)->count
               ? &vm_to_tuple(container)->items[index]
               : NULL;
}

/* ---- calls ---- */

/* Can `await callee(…)` begin at once (vm_native.h)?  Not when a screen wants to see the frames in between. */
static VM_ALWAYS_INLINE bool vm_fast_begins(const Vm *vm, VmValue callee)
{
    return vm_has_kind(callee, VM_KIND_NATIVE) && ((const VmNative *)vm_to_object(callee))->begin != NULL &&
           !vm->recorder->detail;
}

/* With a cost model: is it known what that costs? */
static VM_ALWAYS_INLINE bool vm_fast_is_priced(VmValue callee)
{
    const VmNativeWait *wait = ((const VmNative *)vm_to_object(callee))->wait;
    return wait == NULL || wait->is_priced;
}

/* Can the C function take these arguments (self among them) as they stand? */
static VM_ALWAYS_INLINE bool vm_fast_is_direct(const VmNative *native, const VmValue *args, uint32_t nargs)
{
    return nargs == native->exact && native->self == VM_EMPTY && native->slot == 0 &&
           (native->owner == NULL || (vm_is_object(args[0]) && vm_to_object(args[0])->type == native->owner));
}

#endif
