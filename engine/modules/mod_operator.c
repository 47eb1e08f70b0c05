/* The module operator. */
#include "vm/vm_operator.h"

#include "modules/mod_call.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* X(name, symbol, name of the in-place one) */
#define BINARY_TABLE(X)                                                                                                \
    X(add, ADD, "iadd")                                                                                                \
    X(sub, SUB, "isub")                                                                                                \
    X(mul, MUL, "imul")                                                                                                \
    X(truediv, TRUEDIV, "itruediv")                                                                                    \
    X(floordiv, FLOORDIV, "ifloordiv")                                                                                 \
    X(mod, MOD, "imod")                                                                                                \
    X(pow, POW, "ipow")                                                                                                \
    X(matmul, MATMUL, "imatmul")                                                                                       \
    X(lshift, LSHIFT, "ilshift") X(rshift, RSHIFT, "irshift") X(and_, AND, "iand") X(or_, OR, "ior") X(xor, XOR, "ixor")
#define COMPARE_TABLE(X) X(lt, LT) X(le, LE) X(eq, EQ) X(ne, NE) X(gt, GT) X(ge, GE)

#define BINARY_FUNCTION(name, symbol, inplace)                                                                         \
    static VmValue op_##name(Vm *vm, const VmValue *args)                                                              \
    {                                                                                                                  \
        return vm_binary(vm, VM_BINARY_##symbol, args[0], args[1]);                                                    \
    }                                                                                                                  \
    static VmValue op_i##name(Vm *vm, const VmValue *args)                                                             \
    {                                                                                                                  \
        return vm_binary_inplace(vm, VM_BINARY_##symbol, args[0], args[1]);                                            \
    }
BINARY_TABLE(BINARY_FUNCTION)
#undef BINARY_FUNCTION

#define COMPARE_FUNCTION(name, symbol)                                                                                 \
    static VmValue op_##name(Vm *vm, const VmValue *args)                                                              \
    {                                                                                                                  \
        return vm_compare(vm, VM_COMPARE_##symbol, args[0], args[1]);                                                  \
    }
COMPARE_TABLE(COMPARE_FUNCTION)
#undef COMPARE_FUNCTION

static VmValue op_neg(Vm *vm, const VmValue *args)
{
    return vm_negative(vm, args[0]);
}

static VmValue op_pos(Vm *vm, const VmValue *args)
{
    return vm_positive(vm, args[0]);
}

static VmValue op_invert(Vm *vm, const VmValue *args)
{
    return vm_invert(vm, args[0]);
}

static VmValue op_abs(Vm *vm, const VmValue *args)
{
    return vm_absolute(vm, args[0]);
}

static VmValue op_index(Vm *vm, const VmValue *args)
{
    return vm_index(vm, args[0]);
}

static VmValue op_not(Vm *vm, const VmValue *args)
{
    int truth = vm_truth(vm, args[0]);
    return truth < 0 ? VM_ERROR : vm_from_bool(!truth);
}

static VmValue op_truth(Vm *vm, const VmValue *args)
{
    int truth = vm_truth(vm, args[0]);
    return truth < 0 ? VM_ERROR : vm_from_bool(truth);
}

static VmValue op_is(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(args[0] == args[1]);
}

static VmValue op_is_not(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(args[0] != args[1]);
}

static VmValue op_contains(Vm *vm, const VmValue *args)
{
    int found = vm_contains(vm, args[0], args[1]);
    return found < 0 ? VM_ERROR : vm_from_bool(found);
}

static VmValue op_getitem(Vm *vm, const VmValue *args)
{
    return vm_get_item(vm, args[0], args[1]);
}

static VmValue op_setitem(Vm *vm, const VmValue *args)
{
    return vm_set_item(vm, args[0], args[1], args[2]) ? VM_NONE : VM_ERROR;
}

static VmValue op_delitem(Vm *vm, const VmValue *args)
{
    return vm_delete_item(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

typedef struct Tally {
    VmValue wanted;
    int64_t count, index;
    bool stop; /* at the first */
} Tally;

static bool tally_step(Vm *vm, VmValue item, void *context)
{
    Tally *tally = context;
    int equal = vm_equal(vm, item, tally->wanted);
    tally->count += equal == 1;
    if (equal < 0 || (equal == 1 && tally->stop)) {
        return false;
    }
    tally->index++;
    return true;
}

static VmValue op_count_of(Vm *vm, const VmValue *args)
{
    Tally tally = {args[1], 0, 0, false};
    return vm_for_each(vm, args[0], tally_step, &tally) ? vm_from_int(tally.count) : VM_ERROR;
}

static VmValue op_index_of(Vm *vm, const VmValue *args)
{
    Tally tally = {args[1], 0, 0, true};
    bool walked = vm_for_each(vm, args[0], tally_step, &tally);
    if (tally.count > 0) {
        return vm_from_int(tally.index);
    }
    return walked ? vm_raise(vm, VM_EXC_VALUE_ERROR, "sequence.index(x): x not in sequence") : VM_ERROR;
}

/* ---- itemgetter, attrgetter, methodcaller ----------------------------------------------------------------------- */

typedef struct Getter {
    VmObject head;
    VmValue args;     /* tuple: items, attribute names, or the method's name and arguments */
    VmValue keywords; /* dict or VM_EMPTY (methodcaller) */
} Getter;

static Getter *getter_of(VmValue self)
{
    return (Getter *)vm_to_object(self);
}

static VmValue getter_new(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue tuple, dict;
    if (!mod_call_pack(vm, VM_EMPTY, VM_EMPTY, args, nargs, kwnames, &tuple, &dict)) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        vm_unref(vm, tuple);
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    getter_of(self)->args = tuple;
    getter_of(self)->keywords = dict;
    return self;
}

static void getter_release(Vm *vm, VmObject *object)
{
    vm_unref(vm, ((Getter *)object)->args);
    vm_unref(vm, ((Getter *)object)->keywords);
}

static void getter_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    visit(vm, ((Getter *)object)->args, context);
    visit(vm, ((Getter *)object)->keywords, context);
}

static VmValue getter_repr(Vm *vm, VmValue self)
{
    const Getter *getter = getter_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "operator.%s(", vm_to_object(self)->type->name);
    bool done = true;
    for (size_t i = 0; done && i < vm_to_tuple(getter->args)->count; i++) {
        ls_buf_puts(&buf, i == 0 ? "" : ", ");
        done = vm_append_repr(vm, &buf, vm_to_tuple(getter->args)->items[i]);
    }
    uint32_t position = 0;
    VmValue key, value;
    while (done && getter->keywords != VM_EMPTY &&
           vm_dict_walk(vm_to_dict(getter->keywords), &position, &key, &value)) {
        ls_buf_puts(&buf, ", ");
        done = vm_append_str_of(vm, &buf, key);
        ls_buf_putc(&buf, '=');
        done = done && vm_append_repr(vm, &buf, value);
    }
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, done);
}

static VmValue itemgetter_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "itemgetter", kwnames)) {
        return VM_ERROR;
    }
    return nargs == 0 ? vm_raise(vm, VM_EXC_TYPE_ERROR, "itemgetter expected at least 1 argument, got 0")
                      : getter_new(vm, type, args, nargs, kwnames);
}

static VmValue attrgetter_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "attrgetter", kwnames)) {
        return VM_ERROR;
    }
    if (nargs == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "attrgetter expected at least 1 argument, got 0");
    }
    for (size_t i = 0; i < nargs; i++) {
        if (!vm_is_str(args[i])) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "attribute name must be a string");
        }
    }
    return getter_new(vm, type, args, nargs, kwnames);
}

static VmValue methodcaller_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (nargs == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "methodcaller needs at least one argument, the method name");
    }
    return vm_is_str(args[0]) ? getter_new(vm, type, args, nargs, kwnames)
                              : vm_raise(vm, VM_EXC_TYPE_ERROR, "method name must be a string");
}

/* object.a.b.c for the name "a.b.c". */
static VmValue dotted_attribute(Vm *vm, VmValue object, VmValue name)
{
    const char *at = vm_str_data(name), *end = at + vm_str_size(name);
    VmValue value = vm_ref(object);
    for (;;) {
        const char *dot = at;
        while (dot < end && *dot != '.') {
            dot++;
        }
        VmValue part = vm_intern(vm, at, (size_t)(dot - at));
        VmValue next = part == VM_ERROR ? VM_ERROR : vm_get_attr(vm, value, part);
        vm_unref(vm, part);
        vm_unref(vm, value);
        if (next == VM_ERROR || dot == end) {
            return next;
        }
        value = next;
        at = dot + 1;
    }
}

typedef VmValue (*GetFn)(Vm *vm, VmValue object, VmValue what);

/* One value, or a tuple of several. */
static VmValue get_all(Vm *vm, VmValue self, const char *name, GetFn get, const VmValue *args, size_t nargs,
                       VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, name, kwnames) || !vm_args_count(vm, name, nargs, 1, 1)) {
        return VM_ERROR;
    }
    const VmTuple *wanted = vm_to_tuple(getter_of(self)->args);
    if (wanted->count == 1) {
        return get(vm, args[0], wanted->items[0]);
    }
    VmValue result = vm_tuple_new_blank(vm, wanted->count);
    for (size_t i = 0; result != VM_ERROR && i < wanted->count; i++) {
        VmValue value = get(vm, args[0], wanted->items[i]);
        vm_to_tuple(result)->items[i] = value;
        if (value == VM_ERROR) {
            vm_unref(vm, result);
            return VM_ERROR;
        }
    }
    return result;
}

static VmValue itemgetter_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return get_all(vm, self, "itemgetter", vm_get_item, args, nargs, kwnames);
}

static VmValue attrgetter_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return get_all(vm, self, "attrgetter", dotted_attribute, args, nargs, kwnames);
}

static VmValue methodcaller_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "methodcaller", kwnames) || !vm_args_count(vm, "methodcaller", nargs, 1, 1)) {
        return VM_ERROR;
    }
    const VmTuple *given = vm_to_tuple(getter_of(self)->args);
    VmValue method = vm_get_attr_c(vm, args[0], vm_str_data(given->items[0]));
    VmValue rest = method == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, given->items + 1, given->count - 1);
    VmValue result = rest == VM_ERROR ? VM_ERROR : mod_call_spread(vm, method, rest, getter_of(self)->keywords);
    vm_unref(vm, rest);
    vm_unref(vm, method);
    return result;
}

#define GETTER_TYPE(symbol)                                                                                            \
    static void symbol##_fill(VmType *type)                                                                            \
    {                                                                                                                  \
        type->make = symbol##_make;                                                                                    \
        type->call = symbol##_call;                                                                                    \
        type->repr = getter_repr;                                                                                      \
        type->release = getter_release;                                                                                \
        type->traverse = getter_traverse;                                                                              \
    }                                                                                                                  \
    static const VmTypeSpec symbol##_type = {                                                                          \
        .name = #symbol,                                                                                               \
        .module = "operator",                                                                                          \
        .base = VM_TYPE_OBJECT,                                                                                        \
        .kind = VM_KIND_OTHER,                                                                                         \
        .instance_size = sizeof(Getter),                                                                               \
        .fill = symbol##_fill,                                                                                         \
    };
GETTER_TYPE(itemgetter)
GETTER_TYPE(attrgetter)
GETTER_TYPE(methodcaller)
#undef GETTER_TYPE

static const VmNativeDef functions[] = {
#define BINARY_DEF(name, symbol, inplace) {#name, op_##name, "a, b, /", 0},
    BINARY_TABLE(BINARY_DEF)
#undef BINARY_DEF
#define INPLACE_DEF(name, symbol, inplace) {inplace, op_i##name, "a, b, /", 0},
        BINARY_TABLE(INPLACE_DEF)
#undef INPLACE_DEF
#define COMPARE_DEF(name, symbol) {#name, op_##name, "a, b, /", 0},
            COMPARE_TABLE(COMPARE_DEF)
#undef COMPARE_DEF
                {"abs", op_abs, "a, /", 0},
    {"concat", op_add, "a, b, /", 0},
    {"contains", op_contains, "a, b, /", 0},
    {"countOf", op_count_of, "a, b, /", 0},
    {"delitem", op_delitem, "a, b, /", 0},
    {"getitem", op_getitem, "a, b, /", 0},
    {"iconcat", op_iadd, "a, b, /", 0},
    {"index", op_index, "a, /", 0},
    {"indexOf", op_index_of, "a, b, /", 0},
    {"inv", op_invert, "a, /", 0},
    {"invert", op_invert, "a, /", 0},
    {"is_", op_is, "a, b, /", 0},
    {"is_not", op_is_not, "a, b, /", 0},
    {"neg", op_neg, "a, /", 0},
    {"not_", op_not, "a, /", 0},
    {"pos", op_pos, "a, /", 0},
    {"setitem", op_setitem, "a, b, c, /", 0},
    {"truth", op_truth, "a, /", 0},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    return mod_add_type(vm, module, &itemgetter_type, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &attrgetter_type, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &methodcaller_type, NULL, MOD_KEPT_COUNT) != NULL;
}

const VmModuleSpec mod_operator_spec = {.name = "operator", .functions = functions, .init = init};
