"""math."""
import math

print(math.pi, math.e, math.inf, -math.inf, math.nan, math.tau)
print(math.sqrt(2), math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(-2.5), math.fabs(-3))
print(math.sin(1), math.cos(1), math.exp(1), math.log(10), math.log2(8), math.log10(1000), math.log(8, 2), math.hypot(3, 4))
print(math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.comb(5, 2), math.perm(5, 2), math.isqrt(17), math.prod([1, 2, 3, 4]))
print(math.isnan(math.nan), math.isinf(math.inf), math.isclose(0.1 + 0.2, 0.3), math.copysign(1, -0.0), math.fsum([0.1] * 10), math.fmod(7, 3), math.modf(2.5))
for action in [lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.floor(math.nan)]:
    try:
        print(action())
    except ValueError as error:
        print(error)
