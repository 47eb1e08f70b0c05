"""*args and **kwargs, in definitions and calls."""


def show(first, *rest, flag=False, **options):
    print(first, rest, flag, options)


show(1)
show(1, 2, 3)
show(1, flag=True, depth=2)
show(*[1, 2], **{"flag": 0, "x": 1})
show(*"ab", *[1], y=2, **{"z": 3})
