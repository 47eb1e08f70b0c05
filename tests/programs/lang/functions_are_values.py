"""Functions in lists, dicts and arguments."""


def double(n):
    return n * 2


def square(n):
    return n * n


def apply(function, *values):
    return [function(value) for value in values]


table = {"double": double, "square": square}
for name, function in table.items():
    print(name, function.__name__, apply(function, 1, 2, 3))
alias = double
print(alias is double, alias(21))
