"""Lines that go on: brackets, backslashes, semicolons and comments."""
total = (1 +
         2 +  # a comment in between
         3)
items = [
    1,
    2,

    3,  # trailing comma
]
long = 1 + \
    2
a = 1; b = 2; print(a, b)
if (total == 6 and
        long == 3): print(items, total, long)


def f(
    x,
    y=(1, 2),
):
    # only a comment
    return (
        x, y
    )


print(f(
    1,
))
