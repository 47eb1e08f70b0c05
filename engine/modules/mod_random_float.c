/* random: distributions of real numbers. */
#include "modules/mod_random.h"

#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_protocol.h"

#include <math.h>

static const double TWO_PI = 6.28318530717958647692;

static bool parameter(Vm *vm, VmValue v, double absent, double *out)
{
    *out = absent;
    return v == VM_EMPTY || vm_as_double(vm, v, out);
}

static VmValue domain_error(Vm *vm)
{
    return vm_raise(vm, VM_EXC_VALUE_ERROR, "math domain error");
}

VmValue mod_random_method_uniform(Vm *vm, const VmValue *args)
{
    double a, b;
    if (!vm_as_double(vm, args[1], &a) || !vm_as_double(vm, args[2], &b)) {
        return VM_ERROR;
    }
    return vm_from_double(a + (b - a) * mod_random_float(mod_random_of(args[0])));
}

VmValue mod_random_method_triangular(Vm *vm, const VmValue *args)
{
    double low, high, mode = 0;
    bool has_mode = args[3] != VM_EMPTY && args[3] != VM_NONE;
    if (!parameter(vm, args[1], 0, &low) || !parameter(vm, args[2], 1, &high) ||
        (has_mode && !vm_as_double(vm, args[3], &mode))) {
        return VM_ERROR;
    }
    double u = mod_random_float(mod_random_of(args[0]));
    if (has_mode && high == low) {
        return args[1] == VM_EMPTY ? vm_from_double(low) : vm_ref(args[1]);
    }
    double c = has_mode ? (mode - low) / (high - low) : 0.5;
    if (u > c) {
        double other = low;
        u = 1.0 - u;
        c = 1.0 - c;
        low = high;
        high = other;
    }
    return vm_from_double(low + (high - low) * sqrt(u * c));
}

static double normal(ModRandom *random, double mu, double sigma)
{
    const double magic = 4 * exp(-0.5) / sqrt(2.0);
    for (;;) {
        double u1 = mod_random_float(random), u2 = 1.0 - mod_random_float(random);
        double z = magic * (u1 - 0.5) / u2;
        if (z * z / 4.0 <= -log(u2)) {
            return mu + z * sigma;
        }
    }
}

VmValue mod_random_method_normalvariate(Vm *vm, const VmValue *args)
{
    double mu, sigma;
    if (!parameter(vm, args[1], 0, &mu) || !parameter(vm, args[2], 1, &sigma)) {
        return VM_ERROR;
    }
    return vm_from_double(normal(mod_random_of(args[0]), mu, sigma));
}

VmValue mod_random_method_lognormvariate(Vm *vm, const VmValue *args)
{
    double mu, sigma;
    if (!vm_as_double(vm, args[1], &mu) || !vm_as_double(vm, args[2], &sigma)) {
        return VM_ERROR;
    }
    double result = exp(normal(mod_random_of(args[0]), mu, sigma));
    return isinf(result) ? vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "math range error") : vm_from_double(result);
}

VmValue mod_random_method_gauss(Vm *vm, const VmValue *args)
{
    double mu, sigma, z;
    if (!parameter(vm, args[1], 0, &mu) || !parameter(vm, args[2], 1, &sigma)) {
        return VM_ERROR;
    }
    ModRandom *random = mod_random_of(args[0]);
    if (random->has_gauss) {
        z = random->gauss;
        random->has_gauss = false;
    } else {
        double angle = mod_random_float(random) * TWO_PI;
        double radius = sqrt(-2.0 * log(1.0 - mod_random_float(random)));
        z = cos(angle) * radius;
        random->gauss = sin(angle) * radius;
        random->has_gauss = true;
    }
    return vm_from_double(mu + z * sigma);
}

VmValue mod_random_method_expovariate(Vm *vm, const VmValue *args)
{
    double lambda;
    if (!vm_as_double(vm, args[1], &lambda)) {
        return VM_ERROR;
    }
    double u = -log(1.0 - mod_random_float(mod_random_of(args[0])));
    return lambda == 0 ? vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "float division by zero")
                       : vm_from_double(u / lambda);
}

VmValue mod_random_method_vonmisesvariate(Vm *vm, const VmValue *args)
{
    double mu, kappa, z, quotient, theta;
    if (!vm_as_double(vm, args[1], &mu) || !vm_as_double(vm, args[2], &kappa)) {
        return VM_ERROR;
    }
    ModRandom *random = mod_random_of(args[0]);
    if (kappa <= 1e-6) {
        return vm_from_double(TWO_PI * mod_random_float(random));
    }
    double s = 0.5 / kappa, r = s + sqrt(1.0 + s * s);
    for (;;) {
        z = cos(3.14159265358979323846 * mod_random_float(random));
        double d = z / (r + z), u = mod_random_float(random);
        if (u < 1.0 - d * d || u <= (1.0 - d) * exp(d)) {
            break;
        }
    }
    double q = 1.0 / r, f = (q + z) / (1.0 + q * z);
    double turned = mod_random_float(random) > 0.5 ? mu + acos(f) : mu - acos(f);
    return vm_float_divmod(vm, turned, TWO_PI, &quotient, &theta) ? vm_from_double(theta) : VM_ERROR;
}

/* Cheng 1977 for alpha > 1, Ahrens and Dieter 1974 below 1. */
static double gamma_above(ModRandom *random, double alpha)
{
    const double magic = 1.0 + log(4.5);
    double root = sqrt(2.0 * alpha - 1.0), b = alpha - log(4.0), c = alpha + root;
    for (;;) {
        double u1 = mod_random_float(random);
        if (!(1e-7 < u1 && u1 < 0.9999999)) {
            continue;
        }
        double u2 = 1.0 - mod_random_float(random);
        double v = log(u1 / (1.0 - u1)) / root, x = alpha * exp(v), z = u1 * u1 * u2, r = b + c * v - x;
        if (r + magic - 4.5 * z >= 0.0 || r >= log(z)) {
            return x;
        }
    }
}

static double gamma_below(ModRandom *random, double alpha)
{
    const double e = 2.71828182845904523536;
    for (;;) {
        double b = (e + alpha) / e, p = b * mod_random_float(random);
        double x = p <= 1.0 ? pow(p, 1.0 / alpha) : -log((b - p) / alpha);
        double u = mod_random_float(random);
        if (p > 1.0 ? u <= pow(x, alpha - 1.0) : u <= exp(-x)) {
            return x;
        }
    }
}

/* False with ValueError for parameters that are not positive. */
static bool gamma_number(Vm *vm, ModRandom *random, double alpha, double beta, double *out)
{
    if (alpha <= 0 || beta <= 0) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "gammavariate: alpha and beta must be > 0.0");
        return false;
    }
    double x = alpha > 1    ? gamma_above(random, alpha)
               : alpha == 1 ? -log(1.0 - mod_random_float(random))
                            : gamma_below(random, alpha);
    *out = x * beta;
    return true;
}

VmValue mod_random_method_gammavariate(Vm *vm, const VmValue *args)
{
    double alpha, beta, x;
    if (!vm_as_double(vm, args[1], &alpha) || !vm_as_double(vm, args[2], &beta)) {
        return VM_ERROR;
    }
    return gamma_number(vm, mod_random_of(args[0]), alpha, beta, &x) ? vm_from_double(x) : VM_ERROR;
}

VmValue mod_random_method_betavariate(Vm *vm, const VmValue *args)
{
    double alpha, beta, x, y = 0;
    if (!vm_as_double(vm, args[1], &alpha) || !vm_as_double(vm, args[2], &beta) ||
        !gamma_number(vm, mod_random_of(args[0]), alpha, 1.0, &x)) {
        return VM_ERROR;
    }
    if (x == 0) {
        return vm_from_double(0);
    }
    return gamma_number(vm, mod_random_of(args[0]), beta, 1.0, &y) ? vm_from_double(x / (x + y)) : VM_ERROR;
}

VmValue mod_random_method_paretovariate(Vm *vm, const VmValue *args)
{
    double alpha;
    if (!vm_as_double(vm, args[1], &alpha)) {
        return VM_ERROR;
    }
    double u = 1.0 - mod_random_float(mod_random_of(args[0]));
    return alpha == 0 ? vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "float division by zero")
                      : vm_float_pow(vm, u, -1.0 / alpha);
}

VmValue mod_random_method_weibullvariate(Vm *vm, const VmValue *args)
{
    double alpha, beta;
    if (!vm_as_double(vm, args[1], &alpha) || !vm_as_double(vm, args[2], &beta)) {
        return VM_ERROR;
    }
    double u = 1.0 - mod_random_float(mod_random_of(args[0]));
    if (beta == 0) {
        return vm_raise(vm, VM_EXC_ZERO_DIVISION_ERROR, "float division by zero");
    }
    double power = pow(-log(u), 1.0 / beta);
    return isnan(power) ? domain_error(vm) : vm_from_double(alpha * power);
}
