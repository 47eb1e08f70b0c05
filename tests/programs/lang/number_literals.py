"""Kinds of number literals."""
print(1_000_000, 0x1F, 0o17, 0b101, 0xFF_FF)
print(1.0, 1., .5, 1e3, 1E-3, 1_0.0_1, 0.0, 1e100)
print(00, 0_0, 1_2.5e1_0, 1e0_1)
