import math
nums = [0, 1, -1, 2, -2, 7, -7, 255, -256, 10**5, 2**31, 2**47, 2**48, -2**48, 2**48-1, 2**49, 2**62, 2**63-1, 2**63, -2**63, -2**63-1, 2**64, 2**64+1, 10**20, -10**20, 10**30, 3**100, -3**100, True, False]
for a in nums:
    print(a, -a, +a, ~a, abs(a), bool(a), float(a), a.bit_length(), a.bit_count(), hex(a), oct(a), bin(a), hash(a), round(a, -2), round(a), str(a) == repr(a), a.as_integer_ratio())
    for b in nums:
        r = [a + b, a - b, a * b, a & b, a | b, a ^ b, a < b, a == b, a >= b, math.gcd(a, b)]
        if b:
            r += [a // b, a % b, divmod(a, b), a / b]
        if 0 <= b < 70:
            r += [a << b, a >> b, a ** (b % 20)]
        print(r)
fl = [0.0, -0.0, 0.1, 1.5, -2.5, 3.0, 1e16, 1e22, 1e-7, 123456789.123, 1e308, 5e-324, float("inf"), float("-inf"), float("nan"), 2.0**53, 2.0**63, -1e300]
for a in fl:
    print(a, repr(-a), abs(a), bool(a), a.is_integer(), a.hex(), hash(a) if a == a else "nan")
    for b in fl + [1, -3, 2**63, 10**20, True]:
        r = [a + b, a - b, a * b, a < b, a == b, a >= b, b < a, a != b]
        if b:
            r += [a / b, a // b, a % b, divmod(a, b)]
        print(r)
for x in [0.5, 1.5, 2.5, 2.675, 1.005, 1234.5678, -1.45, 1e15 + 0.3, 1e-5, 12345.0]:
    print([round(x, n) for n in range(-5, 8)], round(x), int(x), math.floor(x), math.ceil(x), math.trunc(x))
    print(["%.*f" % (n, x) for n in range(6)], [format(x, ".%dg" % n) for n in range(8)], [format(x, ".%de" % n) for n in range(4)])
for i in range(-30, 30):
    print(10.0**i, 1.1 * 10.0**i, 2.0**(i * 30), format(2.0**(i*5), ",.3f"), float("1e%d" % (i * 10)))
print([int(t, 0) for t in ["0x1F", "0b101", "0o17", "12_34", "0", "00"]], int("z", 36), int("-0b11", 2), int("  5  "))
print((123456789).to_bytes(8, "little"), int.from_bytes(b"\x01\x02", "big"), (-5).to_bytes(4, "big", signed=True))
print(7.0 .as_integer_ratio(), (0.1).as_integer_ratio(), (1e300).as_integer_ratio(), (5e-324).as_integer_ratio())
print(pow(3, 200, 1000007), pow(-3, 3, 7), pow(3, -1, 7), pow(2, 10), pow(2.0, 0.5), pow(3, 5, -7))
print(1 == 1.0, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**400 > 1e308, -10**400 < float("-inf"), hash(2**61 - 1), hash(-(2**61)), hash(10**50), hash(0.5), hash(1e300))
print(True + True, True * 5, True & False, True | 1, True ^ True, -True, ~False, True < 2, isinstance(True, int), int(True), str(True), f"{True:d}", True / 2)
class I(int):
    def __add__(self, o):
        return I(int(self) + int(o))
    def __repr__(self):
        return f"I({int(self)})"
i = I(5)
print(i + 1, 1 + i, i * 2, type(i * 2).__name__, i == 5, hash(i) == hash(5), {i: 1}[5], i < 6, I(2**70), f"{i}", f"{i:>4}", str(i), range(10)[i], [1,2,3][I(1)], I(0) or "zero")
class F(float):
    pass
f = F(1.5)
print(f, f + 1, type(f + 1).__name__, repr(f), f == 1.5, math.floor(f), F("2.5"), f"{f:.3f}")
print(math.factorial(30), math.comb(50, 20), math.perm(10, 3), math.isqrt(10**40), math.lcm(4, 6, 10), math.prod([1, 2, 3.5]), math.fsum([0.1] * 10), math.hypot(3, 4), math.dist([1, 2], [4, 6]))
print(math.pi, math.e, math.tau, math.inf, math.nan, math.log(10**400), math.log2(8), math.log(8, 2), math.log10(1000), math.sqrt(2), math.exp(1), math.sin(1), math.atan2(1, 2), math.degrees(1), math.radians(180))
print(math.modf(-3.7), math.frexp(10.0), math.ldexp(0.5, 5), math.fmod(-7, 3), math.remainder(7, 4), math.copysign(1, -0.0), math.isclose(0.1 + 0.2, 0.3), math.nextafter(1, 2), math.ulp(1.0), math.gamma(5), math.erf(0.5), math.cbrt(27.0), math.exp2(3))
def bad(g):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, e)
for g in [lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.isqrt(-1), lambda: math.comb(-1, 2), lambda: math.pow(0, -1), lambda: math.fmod(1, 0), lambda: math.sin("a"), lambda: math.gcd(1.5), lambda: math.floor("a"), lambda: math.ceil(float("nan")), lambda: math.trunc("a"), lambda: math.acos(2), lambda: math.atanh(1), lambda: math.ldexp(1.0, 5000), lambda: math.log(-5), lambda: math.dist([1], [1, 2]), lambda: math.hypot("a"), lambda: math.isclose(1, 2, rel_tol=-1), lambda: math.pow(10, 400), lambda: math.cosh(1000), lambda: math.gamma(-1), lambda: math.inf // 1, lambda: round(1.5, 2.5), lambda: int("x" * 300), lambda: int([]), lambda: float([]), lambda: float("1.5.5"), lambda: divmod(1, "a"), lambda: 5 % "a", lambda: [] - 1, lambda: {} < {}, lambda: 1 << 1.5, lambda: ~1.5, lambda: -"a", lambda: 3 @ 4, lambda: None + 1, lambda: "a" - "b", lambda: 2 ** "a", lambda: pow(2, "a", 3), lambda: hex(1.5), lambda: chr(-1), lambda: ord("ab"), lambda: bin("a"), lambda: abs("a"), lambda: (1).foo, lambda: 1 < None, lambda: [1] < [None], lambda: int("1" * 5000), lambda: str(10**5000), lambda: 0.0 ** -1, lambda: 1e308 ** 2, lambda: float("nan") // 0]:
    bad(g)
