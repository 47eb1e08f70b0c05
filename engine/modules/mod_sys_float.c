/* sys.float_info: what IEEE 754 doubles can hold. */
#include "modules/mod_sys.h"

#include "vm/vm_class.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <float.h>

/* F(name, value as a VmValue) in the order of the tuple */
#define FLOAT_FIELDS(F)                                                                                                \
    F(max, vm_from_double(DBL_MAX))                                                                                    \
    F(max_exp, vm_from_int(DBL_MAX_EXP))                                                                               \
    F(max_10_exp, vm_from_int(DBL_MAX_10_EXP))                                                                         \
    F(min, vm_from_double(DBL_MIN))                                                                                    \
    F(min_exp, vm_from_int(DBL_MIN_EXP))                                                                               \
    F(min_10_exp, vm_from_int(DBL_MIN_10_EXP))                                                                         \
    F(dig, vm_from_int(DBL_DIG))                                                                                       \
    F(mant_dig, vm_from_int(DBL_MANT_DIG))                                                                             \
    F(epsilon, vm_from_double(DBL_EPSILON))                                                                            \
    F(radix, vm_from_int(FLT_RADIX))                                                                                   \
    F(rounds, vm_from_int(1))

#define FIELD_PLACE(name, value) PLACE_##name,
enum { FLOAT_FIELDS(FIELD_PLACE) FIELD_COUNT };
#undef FIELD_PLACE

#define FIELD_NAME(name, value) #name,
static const char *const names[] = {FLOAT_FIELDS(FIELD_NAME)};
#undef FIELD_NAME

#define FIELD_GET(name, value)                                                                                         \
    static VmValue get_##name(Vm *vm, const VmValue *args)                                                             \
    {                                                                                                                  \
        (void)vm;                                                                                                      \
        return vm_ref(vm_to_tuple(args[0])->items[PLACE_##name]);                                                      \
    }
FLOAT_FIELDS(FIELD_GET)
#undef FIELD_GET

#define FIELD_METHOD(name, value) {#name, get_##name, "", VM_NATIVE_PROPERTY},
static const VmNativeDef methods[] = {FLOAT_FIELDS(FIELD_METHOD){0}};
#undef FIELD_METHOD

static VmValue info_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "sys.float_info(");
    bool ok = true;
    for (size_t i = 0; ok && i < FIELD_COUNT; i++) {
        ls_buf_printf(&buf, "%s%s=", i == 0 ? "" : ", ", names[i]);
        ok = vm_append_repr(vm, &buf, vm_to_tuple(self)->items[i]);
    }
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, ok);
}

static void fill(VmType *type)
{
    type->repr = info_repr;
}

static const VmTypeSpec spec = {
    .name = "float_info",
    .module = "sys",
    .base = VM_TYPE_TUPLE,
    .kind = VM_KIND_TUPLE,
    .instance_size = sizeof(VmTuple),
    .flags = VM_TYPE_FINAL,
    .methods = methods,
    .fill = fill,
};

/* The one float_info, of its type; drops the items. */
static VmValue make_info(Vm *vm, VmType *type, VmValue items[FIELD_COUNT])
{
    bool ok = true;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        ok = ok && items[i] != VM_ERROR;
    }
    VmValue plain = ok ? vm_tuple_new(vm, items, FIELD_COUNT) : VM_ERROR;
    VmValue info = plain == VM_ERROR ? VM_ERROR : type->make(vm, type, &plain, 1, VM_EMPTY);
    vm_unref(vm, plain);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        vm_unref(vm, items[i]);
    }
    return info;
}

VmValue mod_sys_float_info(Vm *vm)
{
    VmType *type = vm_type_new(vm, &spec, NULL);
    if (type == NULL) {
        return VM_ERROR;
    }
#define FIELD_VALUE(name, value) value,
    VmValue items[FIELD_COUNT] = {FLOAT_FIELDS(FIELD_VALUE)};
#undef FIELD_VALUE
    VmValue info = make_info(vm, type, items);
    type->flags |= VM_TYPE_NO_MAKE;
    vm_unref(vm, vm_from_type(type));
    return info;
}
