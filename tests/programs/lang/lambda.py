"""lambda with all kinds of parameters."""
add = lambda a, b=10: a + b
print(add(1), add(1, 2), add(b=5, a=4))
print((lambda: "nothing")())
print((lambda *args, **kw: (args, kw))(1, 2, x=3))
print(sorted([3, -1, 2], key=lambda n: -n))
print((lambda x: lambda y: x + y)(1)(2))
print(list(map(lambda pair: pair[0] * pair[1], [(1, 2), (3, 4)])))
