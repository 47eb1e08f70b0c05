"""Quotes, braces, nested specs and calls in f-strings."""
d = {"key": "value", "n": [1, 2]}
n, w = 3.14159, 9
print(f"{d['key']} {d['n'][0]} {len(d['n'])}")
print(f"{'a' 'b'}{'''c'''}", f"{(lambda x: x * 2)(4)}", f"{ {1: 2}[1] }")
print(f"{n:{w}.{len('ab')}f}|{'x':{'*'}^{w}}|{n:{'>' + str(w)}}|")
print(f"{n!r:>{w}}|{str(n)[:4]}|{n:.3}|{10:{'x'}}")
print(f"{1 if n > 3 else 2} {not n} {n > 3 and 'yes'} {[x for x in range(3)]} {(1, 2)} {1,}")
print(f"{'{'}{'}'} {{{{}}}} {{n}} {{{n:.1f}}}")
print(f"{n=:.2f} {d['key']=} {1 + 1=} { n = }")
print(rf"\n{1}\t" + f"\t{2}\n".strip() + F"{3}" fr"\{4}")
print(f"{'é☕':>4}|{'日本':4}|{True:>6}|{None}|")
