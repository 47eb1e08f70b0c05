"""f-strings with expressions, conversions and formats."""
name, n, x = "Ada", 42, 3.14159
print(f"{name} is {n}")
print(f"{n:5}|{n:<5}|{n:>5}|{n:^5}|{n:05}|{n:+d}|{n:x}|{n:b}|{n:,}")
print(f"{x:.2f}|{x:8.3f}|{x:<8.1f}|{x:e}|{x:g}|{x:.0f}|{x:%}")
print(f"{name:>8}|{name:<8}|{name:^8}|{name:*^9}|{name:.2}")
print(f"{name!r} {name!s:>5} {name!a}")
print(f"{n + 1} {n * 2:>6} {[i for i in range(3)]} {len(name)}")
print(f"{{literal}} {{{n}}}")
width, digits = 10, 3
print(f"{x:{width}.{digits}f}|{name:>{width}}|")
print(f"{n=} {x = :.1f} {name=}")
print(f"{'nested'} {name + '!'} {'yes' if n else 'no'}")
print(f"" f"a{1}" "b" f"{2}c")
print(f'{name["x" == "y"]}', f"{ {'a': 1}['a'] }")
print(f"""multi
{n}
line""")
