"""x if c else y evaluates only one side."""


def tell(name):
    print("tell", name)
    return name


print(tell("yes") if 1 > 0 else tell("no"))
print(tell("yes") if 1 < 0 else tell("no"))
for n in range(4):
    print(n, "zero" if n == 0 else "one" if n == 1 else "many")
