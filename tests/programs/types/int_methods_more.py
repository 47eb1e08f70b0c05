"""to_bytes, from_bytes, bit_count, as_integer_ratio and others."""
print((1024).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "little"), (255).bit_count(), (10).as_integer_ratio(), (0.75).as_integer_ratio(), (7).conjugate(), (5).numerator)
print((0.5).hex(), float.fromhex("0x1.8p1"), (3.0).as_integer_ratio(), int("0b101", 2), int("-0x10", 16), int("1010", 2), round(1234, -2), (-7).__floordiv__(2))
try:
    (300).to_bytes(1, "big")
except OverflowError as error:
    print(error)
