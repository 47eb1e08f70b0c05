"""nonlocal through several levels, and a parameter as a cell."""


def outer(x):
    def middle():
        def inner():
            nonlocal x
            x += 1
            return x

        return inner

    return middle(), lambda: x


bump, read = outer(10)
print(bump(), bump(), read())
