z = 3 + 4j
print(z, repr(z), abs(z), z.real, z.imag, z.conjugate(), -z, +z, z * 2, 2 * z, z / 2, z - 1, 1 - z, z ** 2, z ** 0.5, z ** -1, z == 3 + 4j, z != 3, bool(0j))
print(1j, -1j, 1 + 0j, complex(1), complex(1, -2), complex("1+2j"), complex(" -3.5j "), complex("7"), complex("j"), complex("(1e3-2j)"), complex(real=1, imag=2), complex(1j, 1j), complex())
print((-2) ** 0.5, (-8) ** (1 / 3), 1j ** 2, complex(0, 1e16), 1.5j, -0j, 0j, complex(0, -0.0), complex(-0.0, 1), hash(2 + 0j) == hash(2), hash(1 + 2j))
print(f"{z:.2f}", f"{z}", f"{z!r:>12}", f"{z:>12}", f"{1/3+2j:.3}", "%s" % z, format(z, "+.1e"), str(z), [z], isinstance(z, complex), type(z))
print(sum([1j, 2, 3.5]), z == 3, 5 == 5 + 0j, 5.0 == 5 + 0j, {1: "a"}[1 + 0j], (1 + 2j) * (3 - 1j), (1 + 2j) / (3 - 1j), 1 / 1j)
import math
for f in (lambda: z < 1, lambda: z // 1, lambda: z % 2, lambda: int(z), lambda: float(z), lambda: complex("a"), lambda: complex("1", 2), lambda: complex(1, "2"), lambda: complex([]), lambda: 1j / 0, lambda: 0j ** -1, lambda: math.sqrt(1j), lambda: round(z), lambda: complex(1, []), lambda: z.real.foo, lambda: divmod(z, 1), lambda: sorted([1j, 2j]), lambda: f"{z:d}", lambda: f"{z:05}", lambda: z.imaginary, lambda: range(1j)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
match 2j:
    case 1j: print("one")
    case 2j: print("two")
match 1 + 2j:
    case 1 - 2j: print("no")
    case 1 + 2j: print("yes")
