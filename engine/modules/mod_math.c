/* The module math. */
#include "modules/mod_math.h"

#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

static VmValue domain_error(Vm *vm)
{
    return vm_raise(vm, VM_EXC_VALUE_ERROR, "math domain error");
}

static VmValue range_error(Vm *vm)
{
    return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "math range error");
}

/* ---- functions of one float ------------------------------------------------------------------------------------- */

/* The result of function(x): NaN from a number is a domain error, infinity from a finite one an overflow (or a pole).
 */
static VmValue checked(Vm *vm, double x, double result, bool overflows)
{
    if (isnan(result) && !isnan(x)) {
        return domain_error(vm);
    }
    if (isinf(result) && isfinite(x)) {
        return overflows ? range_error(vm) : domain_error(vm);
    }
    return vm_from_double(result);
}

/* X(name, overflows) */
#define ONE_FLOAT_TABLE(X)                                                                                             \
    X(acos, false)                                                                                                     \
    X(acosh, false)                                                                                                    \
    X(asin, false)                                                                                                     \
    X(asinh, false)                                                                                                    \
    X(atan, false)                                                                                                     \
    X(atanh, false)                                                                                                    \
    X(cbrt, false)                                                                                                     \
    X(cos, false)                                                                                                      \
    X(cosh, true)                                                                                                      \
    X(erf, false)                                                                                                      \
    X(erfc, false)                                                                                                     \
    X(exp, true)                                                                                                       \
    X(exp2, true)                                                                                                      \
    X(expm1, true)                                                                                                     \
    X(fabs, false) X(log1p, false) X(sin, false) X(sinh, true) X(sqrt, false) X(tan, false) X(tanh, false)

#define ONE_FLOAT(name, overflows)                                                                                     \
    static VmValue math_##name(Vm *vm, const VmValue *args)                                                            \
    {                                                                                                                  \
        double x;                                                                                                      \
        return vm_as_double(vm, args[0], &x) ? checked(vm, x, name(x), overflows) : VM_ERROR;                          \
    }
ONE_FLOAT_TABLE(ONE_FLOAT)
#undef ONE_FLOAT

static VmValue math_degrees(Vm *vm, const VmValue *args)
{
    double x;
    return vm_as_double(vm, args[0], &x) ? vm_from_double(x * (180.0 / PI)) : VM_ERROR;
}

static VmValue math_radians(Vm *vm, const VmValue *args)
{
    double x;
    return vm_as_double(vm, args[0], &x) ? vm_from_double(x * (PI / 180.0)) : VM_ERROR;
}

static VmValue math_gamma(Vm *vm, const VmValue *args)
{
    double x;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    if (isnan(x) || (isinf(x) && x > 0)) {
        return vm_from_double(x);
    }
    if (isinf(x) || x == 0 || (x < 0 && floor(x) == x)) {
        return domain_error(vm);
    }
    if (x == floor(x) && x <= 23) {
        double product = 1;
        for (int i = 2; i < (int)x; i++) {
            product *= i;
        }
        return vm_from_double(product);
    }
    return checked(vm, x, tgamma(x), true);
}

static VmValue math_lgamma(Vm *vm, const VmValue *args)
{
    double x;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    if (isinf(x)) {
        return vm_from_double(INFINITY);
    }
    if (x <= 0 && floor(x) == x) {
        return domain_error(vm);
    }
    return checked(vm, x, x == 1 || x == 2 ? 0.0 : lgamma(x), true);
}

static VmValue math_ulp(Vm *vm, const VmValue *args)
{
    double x;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return vm_from_double(x);
    }
    double up = nextafter(x, INFINITY);
    return vm_from_double(isinf(up) ? x - nextafter(x, -INFINITY) : up - x);
}

/* ---- logarithms ------------------------------------------------------------------------------------------------- */

typedef double (*FloatFn)(double x);

/* function(v), also for ints that no float can hold. */
static bool logarithm(Vm *vm, VmValue v, FloatFn function, double *out)
{
    double x, exponent;
    if (vm_is_integer(v)) {
        if (vm_int_sign(v) <= 0) {
            (void)domain_error(vm);
            return false;
        }
        if (vm_int_bit_length(v) <= 1000) {
            if (!vm_int_to_double(vm, v, &x)) {
                return false;
            }
            *out = function(x);
            return true;
        }
        double mantissa = mod_math_big_mantissa(v, &exponent);
        *out = function(mantissa) + function(2.0) * exponent;
        return true;
    }
    if (!vm_as_double(vm, v, &x)) {
        return false;
    }
    if (x <= 0) {
        (void)domain_error(vm);
        return false;
    }
    *out = function(x);
    return true;
}

static VmValue math_log(Vm *vm, const VmValue *args)
{
    double number, base;
    if (!logarithm(vm, args[0], log, &number)) {
        return VM_ERROR;
    }
    if (args[1] == VM_EMPTY) {
        return vm_from_double(number);
    }
    if (!logarithm(vm, args[1], log, &base)) {
        return VM_ERROR;
    }
    return base == 0 ? vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "float division by zero")
                     : vm_from_double(number / base);
}

static VmValue math_log2(Vm *vm, const VmValue *args)
{
    double result;
    return logarithm(vm, args[0], log2, &result) ? vm_from_double(result) : VM_ERROR;
}

static VmValue math_log10(Vm *vm, const VmValue *args)
{
    double result;
    return logarithm(vm, args[0], log10, &result) ? vm_from_double(result) : VM_ERROR;
}

/* ---- functions of two floats ------------------------------------------------------------------------------------ */

static bool two(Vm *vm, const VmValue *args, double *x, double *y)
{
    return vm_as_double(vm, args[0], x) && vm_as_double(vm, args[1], y);
}

static VmValue math_atan2(Vm *vm, const VmValue *args)
{
    double y, x;
    return two(vm, args, &y, &x) ? vm_from_double(atan2(y, x)) : VM_ERROR;
}

static VmValue math_copysign(Vm *vm, const VmValue *args)
{
    double x, y;
    return two(vm, args, &x, &y) ? vm_from_double(copysign(x, y)) : VM_ERROR;
}

static VmValue math_nextafter(Vm *vm, const VmValue *args)
{
    double x, y;
    return two(vm, args, &x, &y) ? vm_from_double(nextafter(x, y)) : VM_ERROR;
}

static VmValue math_fmod(Vm *vm, const VmValue *args)
{
    double x, y;
    if (!two(vm, args, &x, &y)) {
        return VM_ERROR;
    }
    if ((isinf(x) && !isnan(y)) || (y == 0 && !isnan(x))) {
        return domain_error(vm);
    }
    return vm_from_double(fmod(x, y));
}

static VmValue math_remainder(Vm *vm, const VmValue *args)
{
    double x, y;
    if (!two(vm, args, &x, &y)) {
        return VM_ERROR;
    }
    if ((isinf(x) && !isnan(y)) || (y == 0 && !isnan(x))) {
        return domain_error(vm);
    }
    return vm_from_double(remainder(x, y));
}

static VmValue math_pow(Vm *vm, const VmValue *args)
{
    double x, y;
    if (!two(vm, args, &x, &y)) {
        return VM_ERROR;
    }
    double result = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(result)) {
            return domain_error(vm);
        }
        if (isinf(result)) {
            return x == 0 ? domain_error(vm) : range_error(vm);
        }
    }
    return vm_from_double(result);
}

static VmValue math_ldexp(Vm *vm, const VmValue *args)
{
    double x;
    int64_t exponent;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    if (!vm_is_integer(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Expected an int as second argument to ldexp.");
    }
    if (!vm_int_to_i64(args[1], &exponent)) {
        exponent = vm_int_sign(args[1]) < 0 ? INT32_MIN : INT32_MAX;
    }
    if (x == 0 || !isfinite(x)) {
        return vm_from_double(x);
    }
    exponent = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : exponent;
    double result = ldexp(x, (int)exponent);
    return isinf(result) ? range_error(vm) : vm_from_double(result);
}

static VmValue math_frexp(Vm *vm, const VmValue *args)
{
    double x;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    int exponent = 0;
    double mantissa = isfinite(x) && x != 0 ? frexp(x, &exponent) : x;
    return vm_tuple_pack2(vm, vm_from_double(mantissa), vm_from_int(exponent));
}

static VmValue math_modf(Vm *vm, const VmValue *args)
{
    double x, whole;
    if (!vm_as_double(vm, args[0], &x)) {
        return VM_ERROR;
    }
    double fraction = isinf(x) ? copysign(0.0, x) : modf(x, &whole);
    whole = isinf(x) ? x : whole;
    return vm_tuple_pack2(vm, vm_from_double(fraction), vm_from_double(whole));
}

/* ---- to an int -------------------------------------------------------------------------------------------------- */

static VmValue to_int(Vm *vm, VmValue v, VmNameId method, FloatFn function)
{
    double x;
    if (vm_is_double(v)) {
        return vm_int_from_double(vm, function(vm_to_double(v)));
    }
    if (vm_is_integer(v) && !vm_is_object(v)) {
        return vm_int_exact(vm, v);
    }
    if (vm_is_object(v) && vm_type_lookup_borrow(vm, vm_type_of(vm, v), vm_name(vm, method)) != VM_EMPTY) {
        return vm_call_method(vm, v, vm_name(vm, method), NULL, 0);
    }
    if (method == VM_NAME_TRUNC) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "type %s doesn't define __trunc__ method", vm_type_name(vm, v));
    }
    return vm_as_double(vm, v, &x) ? vm_int_from_double(vm, function(x)) : VM_ERROR;
}

static VmValue math_ceil(Vm *vm, const VmValue *args)
{
    return to_int(vm, args[0], VM_NAME_CEIL, ceil);
}

static VmValue math_floor(Vm *vm, const VmValue *args)
{
    return to_int(vm, args[0], VM_NAME_FLOOR, floor);
}

static VmValue math_trunc(Vm *vm, const VmValue *args)
{
    return to_int(vm, args[0], VM_NAME_TRUNC, trunc);
}

/* ---- questions -------------------------------------------------------------------------------------------------- */

static VmValue math_isfinite(Vm *vm, const VmValue *args)
{
    double x;
    return vm_as_double(vm, args[0], &x) ? vm_from_bool(isfinite(x)) : VM_ERROR;
}

static VmValue math_isinf(Vm *vm, const VmValue *args)
{
    double x;
    return vm_as_double(vm, args[0], &x) ? vm_from_bool(isinf(x)) : VM_ERROR;
}

static VmValue math_isnan(Vm *vm, const VmValue *args)
{
    double x;
    return vm_as_double(vm, args[0], &x) ? vm_from_bool(isnan(x)) : VM_ERROR;
}

static VmValue math_isclose(Vm *vm, const VmValue *args)
{
    double a, b, relative = 1e-9, absolute = 0;
    if (!two(vm, args, &a, &b) || (args[2] != VM_EMPTY && !vm_as_double(vm, args[2], &relative)) ||
        (args[3] != VM_EMPTY && !vm_as_double(vm, args[3], &absolute))) {
        return VM_ERROR;
    }
    if (relative < 0 || absolute < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "tolerances must be non-negative");
    }
    if (a == b) {
        return VM_TRUE;
    }
    if (isinf(a) || isinf(b)) {
        return VM_FALSE;
    }
    double difference = fabs(b - a);
    return vm_from_bool(difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute);
}

/* ---- the module ------------------------------------------------------------------------------------------------- */

static const VmNativeDef functions[] = {
#define ONE_FLOAT_DEF(name, overflows) {#name, math_##name, "x, /", 0},
    ONE_FLOAT_TABLE(ONE_FLOAT_DEF)
#undef ONE_FLOAT_DEF
        {"atan2", math_atan2, "y, x, /", 0},
    {"ceil", math_ceil, "x, /", 0},
    {"comb", mod_math_comb, "n, k, /", 0},
    {"copysign", math_copysign, "x, y, /", 0},
    {"degrees", math_degrees, "x, /", 0},
    {"dist", mod_math_dist, "p, q, /", 0},
    {"factorial", mod_math_factorial, "n, /", 0},
    {"floor", math_floor, "x, /", 0},
    {"fmod", math_fmod, "x, y, /", 0},
    {"frexp", math_frexp, "x, /", 0},
    {"fsum", mod_math_fsum, "seq, /", 0},
    {"gamma", math_gamma, "x, /", 0},
    {"gcd", mod_math_gcd, "*integers", 0},
    {"hypot", mod_math_hypot, "*coordinates", 0},
    {"isclose", math_isclose, "a, b, *, rel_tol=, abs_tol=", 0},
    {"isfinite", math_isfinite, "x, /", 0},
    {"isinf", math_isinf, "x, /", 0},
    {"isnan", math_isnan, "x, /", 0},
    {"isqrt", mod_math_isqrt, "n, /", 0},
    {"lcm", mod_math_lcm, "*integers", 0},
    {"ldexp", math_ldexp, "x, i, /", 0},
    {"lgamma", math_lgamma, "x, /", 0},
    {"log", math_log, "x, base=, /", 0},
    {"log10", math_log10, "x, /", 0},
    {"log2", math_log2, "x, /", 0},
    {"modf", math_modf, "x, /", 0},
    {"nextafter", math_nextafter, "x, y, /", 0},
    {"perm", mod_math_perm, "n, k=, /", 0},
    {"pow", math_pow, "x, y, /", 0},
    {"prod", mod_math_prod, "iterable, /, *, start=", 0},
    {"radians", math_radians, "x, /", 0},
    {"remainder", math_remainder, "x, y, /", 0},
    {"trunc", math_trunc, "x, /", 0},
    {"ulp", math_ulp, "x, /", 0},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    return vm_module_set(vm, module, "pi", vm_from_double(PI)) &&
           vm_module_set(vm, module, "e", vm_from_double(2.71828182845904523536)) &&
           vm_module_set(vm, module, "tau", vm_from_double(2 * PI)) &&
           vm_module_set(vm, module, "inf", vm_from_double(INFINITY)) &&
           vm_module_set(vm, module, "nan", vm_from_double(NAN));
}

const VmModuleSpec mod_math_spec = {.name = "math", .functions = functions, .init = init};
