"""Inner functions keep the variables of outer ones."""


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


a, b = counter(), counter()
print(a(), a(), a(10), b(), a())


def late():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
    return functions


print([function() for function in late()])
print([function() for function in [lambda i=i: i for i in range(3)]])
