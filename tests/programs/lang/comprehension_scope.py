"""A comprehension has a scope of its own, but sees the enclosing one."""


def table(limit):
    base = 10
    return [base * n + limit for n in range(limit)]


print(table(3))
functions = [lambda: n for n in range(3)]
print([function() for function in functions])
x = 5
print([x for x in range(x)])
print(x)
