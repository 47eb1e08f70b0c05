"""The module's docstring."""


def documented():
    """What it does."""
    return documented.__doc__


def plain():
    pass


print(__doc__)
print(documented(), plain.__doc__)
