/* The module random: the class Random, and its methods bound to one hidden instance. */
#include "modules/mod_random.h"

#include "modules/mod_table.h"
#include "vm/vm_bytes.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int_big.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue random_seed(Vm *vm, const VmValue *args)
{
    return mod_random_seed(vm, mod_random_of(args[0]), args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue random_random(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_double(mod_random_float(mod_random_of(args[0])));
}

/* ---- integers --------------------------------------------------------------------------------------------------- */

static VmValue random_bits(Vm *vm, ModRandom *random, size_t count)
{
    if (count <= 64) {
        return count == 0 ? vm_from_int(0) : vm_int_from_u64(vm, mod_random_bits(random, (unsigned)count));
    }
    if (!vm_int_room(vm, count)) {
        return VM_ERROR;
    }
    mpz_t z, word;
    mpz_inits(z, word, NULL);
    for (size_t shift = 0; shift < count; shift += 32) {
        size_t left = count - shift;
        mpz_set_ui(word, (unsigned long)mod_random_bits(random, left < 32 ? (unsigned)left : 32));
        mpz_mul_2exp(word, word, (mp_bitcnt_t)shift);
        mpz_ior(z, z, word);
    }
    mpz_clear(word);
    return vm_int_from_mpz_clear(vm, z);
}

static VmValue random_getrandbits(Vm *vm, const VmValue *args)
{
    int64_t count;
    if (!vm_as_index(vm, args[1], &count)) {
        return VM_ERROR;
    }
    if (count < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "number of bits must be non-negative");
    }
    return random_bits(vm, mod_random_of(args[0]), (size_t)count);
}

/* A number in [0, n), n > 0. */
static VmValue random_below(Vm *vm, ModRandom *random, VmValue n)
{
    uint64_t small;
    if (vm_int_to_u64(n, &small)) {
        return vm_int_from_u64(vm, mod_random_below(random, small));
    }
    size_t bits = vm_int_bit_length(n);
    for (;;) {
        VmValue result = random_bits(vm, random, bits);
        if (result == VM_ERROR || vm_int_order(result, n) < 0) {
            return result;
        }
        vm_unref(vm, result);
    }
}

/* start + step × below(count) */
static VmValue random_in_steps(Vm *vm, ModRandom *random, VmValue start, VmValue step, VmValue count)
{
    VmValue drawn = random_below(vm, random, count);
    VmValue scaled = drawn == VM_ERROR ? VM_ERROR : vm_int_mul(vm, drawn, step);
    VmValue result = scaled == VM_ERROR ? VM_ERROR : vm_int_add(vm, start, scaled);
    vm_unref(vm, drawn);
    vm_unref(vm, scaled);
    return result;
}

static VmValue empty_range(Vm *vm, VmValue start, VmValue stop, VmValue width)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "empty range for randrange() (");
    bool done = vm_append_repr(vm, &buf, start);
    ls_buf_puts(&buf, ", ");
    done = done && vm_append_repr(vm, &buf, stop);
    ls_buf_puts(&buf, ", ");
    done = done && vm_append_repr(vm, &buf, width);
    if (done) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "%s)", ls_buf_text(&buf));
    }
    ls_buf_free(&buf);
    return VM_ERROR;
}

/* randrange for ints: all borrowed. */
static VmValue random_between(Vm *vm, ModRandom *random, VmValue start, VmValue stop, VmValue step)
{
    VmValue one = vm_from_int(1);
    VmValue width = vm_int_sub(vm, stop, start), result = VM_ERROR;
    if (width == VM_ERROR) {
        return VM_ERROR;
    }
    int sign = vm_int_sign(step);
    if (step == one) {
        result = vm_int_sign(width) > 0 ? random_in_steps(vm, random, start, one, width)
                                        : empty_range(vm, start, stop, width);
    } else if (sign == 0) {
        result = vm_raise(vm, VM_EXC_VALUE_ERROR, "zero step for randrange()");
    } else {
        VmValue sum = vm_int_add(vm, width, step);
        VmValue top = sum == VM_ERROR ? VM_ERROR : vm_int_sub(vm, sum, vm_from_int(sign));
        VmValue count = top == VM_ERROR ? VM_ERROR : vm_int_floordiv(vm, top, step);
        if (count != VM_ERROR) {
            result = vm_int_sign(count) > 0 ? random_in_steps(vm, random, start, step, count)
                                            : vm_raise(vm, VM_EXC_VALUE_ERROR, "empty range for randrange()");
        }
        vm_unref(vm, sum);
        vm_unref(vm, top);
        vm_unref(vm, count);
    }
    vm_unref(vm, width);
    return result;
}

/* An argument of randrange: an int, or a float without a fraction. */
static VmValue range_argument(Vm *vm, VmValue v, const char *what)
{
    if (!vm_is_float(v)) {
        return vm_index(vm, v);
    }
    double d = vm_float_value(v);
    VmValue number = vm_int_from_double(vm, d);
    if (number != VM_ERROR && vm_int_order_double(number, d) != 0) {
        vm_unref(vm, number);
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "non-integer %s for randrange()", what);
    }
    return number;
}

static VmValue random_randrange(Vm *vm, const VmValue *args)
{
    ModRandom *random = mod_random_of(args[0]);
    VmValue start = range_argument(vm, args[1], "arg 1");
    if (start == VM_ERROR) {
        return VM_ERROR;
    }
    if (args[2] == VM_EMPTY || args[2] == VM_NONE) {
        VmValue result = args[3] != VM_EMPTY      ? vm_raise(vm, VM_EXC_TYPE_ERROR, "Missing a non-None stop argument")
                         : vm_int_sign(start) > 0 ? random_below(vm, random, start)
                                                  : vm_raise(vm, VM_EXC_VALUE_ERROR, "empty range for randrange()");
        vm_unref(vm, start);
        return result;
    }
    VmValue stop = range_argument(vm, args[2], "stop");
    VmValue step = stop == VM_ERROR      ? VM_ERROR
                   : args[3] == VM_EMPTY ? vm_from_int(1)
                                         : range_argument(vm, args[3], "step");
    VmValue result = step == VM_ERROR ? VM_ERROR : random_between(vm, random, start, stop, step);
    vm_unref(vm, start);
    vm_unref(vm, stop);
    vm_unref(vm, step);
    return result;
}

static VmValue random_randint(Vm *vm, const VmValue *args)
{
    VmValue above = vm_binary(vm, VM_BINARY_ADD, args[2], vm_from_int(1));
    if (above == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue bound[4] = {args[0], args[1], above, VM_EMPTY};
    VmValue result = random_randrange(vm, bound);
    vm_unref(vm, above);
    return result;
}

static VmValue random_randbytes(Vm *vm, const VmValue *args)
{
    int64_t size;
    if (!vm_as_index(vm, args[1], &size)) {
        return VM_ERROR;
    }
    if (size < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "number of bits must be non-negative");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (int64_t done = 0; done < size && !buf.failed; done += 4) {
        int64_t left = size - done;
        uint32_t word = mod_random_word(mod_random_of(args[0]));
        word = left < 4 ? word >> (32 - 8 * left) : word;
        for (int64_t i = 0; i < left && i < 4; i++) {
            ls_buf_putc(&buf, (char)(unsigned char)(word >> (8 * i)));
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

/* ---- state ------------------------------------------------------------------------------------------------------ */

static VmValue random_getstate(Vm *vm, const VmValue *args)
{
    const ModRandom *random = mod_random_of(args[0]);
    VmValue words = vm_tuple_new_blank(vm, MOD_RANDOM_WORDS + 1);
    if (words == VM_ERROR) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < MOD_RANDOM_WORDS; i++) {
        vm_to_tuple(words)->items[i] = vm_from_int(random->words[i]);
    }
    vm_to_tuple(words)->items[MOD_RANDOM_WORDS] = vm_from_int(random->next);
    VmValue items[3] = {vm_from_int(3), words, random->has_gauss ? vm_from_double(random->gauss) : VM_NONE};
    return vm_tuple_new_steal(vm, items, 3);
}

static VmValue random_setstate(Vm *vm, const VmValue *args)
{
    ModRandom *random = mod_random_of(args[0]);
    VmValue state = args[1];
    if (!vm_is_tuple(state) || vm_to_tuple(state)->count != 3 || vm_to_tuple(state)->items[0] != vm_from_int(3) ||
        !vm_is_tuple(vm_to_tuple(state)->items[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "state vector must be a tuple");
    }
    const VmTuple *words = vm_to_tuple(vm_to_tuple(state)->items[1]);
    VmValue gauss = vm_to_tuple(state)->items[2];
    if (words->count != MOD_RANDOM_WORDS + 1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "state vector is the wrong size");
    }
    for (size_t i = 0; i < words->count; i++) {
        int64_t most = i == MOD_RANDOM_WORDS ? MOD_RANDOM_WORDS : UINT32_MAX;
        if (!vm_is_int(words->items[i]) || vm_to_int(words->items[i]) < 0 || vm_to_int(words->items[i]) > most) {
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "invalid state");
        }
    }
    for (size_t i = 0; i < MOD_RANDOM_WORDS; i++) {
        random->words[i] = (uint32_t)vm_to_int(words->items[i]);
    }
    random->next = (uint32_t)vm_to_int(words->items[MOD_RANDOM_WORDS]);
    random->has_gauss = vm_is_float(gauss);
    random->gauss = random->has_gauss ? vm_float_value(gauss) : 0;
    return VM_NONE;
}

/* ---- the class and the module ----------------------------------------------------------------------------------- */

/* Whatever the arguments are: they are those of __init__, which a subclass may have changed. */
static VmValue random_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR && !mod_random_seed(vm, mod_random_of(self), VM_NONE)) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static bool random_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue seed;
    return vm_args_parse(vm, "Random.__init__", "x=", args, nargs, kwnames, &seed) &&
           mod_random_seed(vm, mod_random_of(self), seed);
}

static const VmNativeDef methods[] = {
    {"betavariate", mod_random_method_betavariate, "alpha, beta", VM_NATIVE_PYTHON},
    {"choice", mod_random_method_choice, "seq", VM_NATIVE_PYTHON},
    {"choices", mod_random_method_choices, "population, weights=, *, cum_weights=, k=", VM_NATIVE_PYTHON},
    {"expovariate", mod_random_method_expovariate, "lambd", VM_NATIVE_PYTHON},
    {"gammavariate", mod_random_method_gammavariate, "alpha, beta", VM_NATIVE_PYTHON},
    {"gauss", mod_random_method_gauss, "mu=, sigma=", VM_NATIVE_PYTHON},
    {"getrandbits", random_getrandbits, "k, /", 0},
    {"getstate", random_getstate, "", VM_NATIVE_PYTHON},
    {"lognormvariate", mod_random_method_lognormvariate, "mu, sigma", VM_NATIVE_PYTHON},
    {"normalvariate", mod_random_method_normalvariate, "mu=, sigma=", VM_NATIVE_PYTHON},
    {"paretovariate", mod_random_method_paretovariate, "alpha", VM_NATIVE_PYTHON},
    {"randbytes", random_randbytes, "n", VM_NATIVE_PYTHON},
    {"randint", random_randint, "a, b", VM_NATIVE_PYTHON},
    {"random", random_random, "", 0},
    {"randrange", random_randrange, "start, stop=, step=", VM_NATIVE_PYTHON},
    {"sample", mod_random_method_sample, "population, k, *, counts=", VM_NATIVE_PYTHON},
    {"seed", random_seed, "a=, version=", VM_NATIVE_PYTHON},
    {"setstate", random_setstate, "state", VM_NATIVE_PYTHON},
    {"shuffle", mod_random_method_shuffle, "x", VM_NATIVE_PYTHON},
    {"triangular", mod_random_method_triangular, "low=, high=, mode=", VM_NATIVE_PYTHON},
    {"uniform", mod_random_method_uniform, "a, b", VM_NATIVE_PYTHON},
    {"vonmisesvariate", mod_random_method_vonmisesvariate, "mu, kappa", VM_NATIVE_PYTHON},
    {"weibullvariate", mod_random_method_weibullvariate, "alpha, beta", VM_NATIVE_PYTHON},
    {0},
};

static void fill(VmType *type)
{
    type->make = random_make;
    type->init = random_init;
}

static const VmTypeSpec random_type = {
    .name = "Random",
    .module = "random",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ModRandom),
    .has_dict = true,
    .methods = methods,
    .fill = fill,
};

/* Sets module.name to the instance's bound method, for each method. */
static bool export_methods(Vm *vm, VmValue module, VmValue instance)
{
    for (const VmNativeDef *def = methods; def->name != NULL; def++) {
        if (!vm_module_set_steal(vm, module, def->name, vm_get_attr_c(vm, instance, def->name))) {
            return false;
        }
    }
    return true;
}

static bool init(Vm *vm, VmValue module)
{
    VmType *type = vm_type_new(vm, &random_type, NULL);
    if (type == NULL) {
        return false;
    }
    bool done = vm_module_add_type(vm, module, type);
    VmValue instance = done ? vm_instance_new(vm, type) : VM_ERROR;
    done = instance != VM_ERROR && mod_random_seed(vm, mod_random_of(instance), VM_NONE) &&
           export_methods(vm, module, instance);
    vm_unref(vm, instance);
    vm_unref(vm, vm_from_type(type));
    return done;
}

const VmModuleSpec mod_random_spec = {.name = "random", .functions = NULL, .init = init};
