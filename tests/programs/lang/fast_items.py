"""Items of lists and tuples, by indices in and out of their range, and of what only looks like them."""


class L(list):
    def __getitem__(self, i):
        return 'got', i


class Tup(tuple):
    pass


def get(c, i):
    return c[i]


def last(c):
    return c[-1]


def put(c, i, v):
    c[i] = v
    return c
for c in ([1, 2, 3], (1, 2, 3), L([1, 2, 3]), Tup((1, 2, 3)), 'abc', {0: 'zero', -1: 'minus', True: 'one'}, range(3)):
    for i in (0, 2, -1, -3, -4, 3, True, 2 ** 60, -2 ** 60, 1.0, None):
        try:
            print(get(c, i), end=' ')
        except Exception as error:
            print(type(error).__name__, error, end=' ')
    print(last(c))
for c in ([1, 2, 3], (1, 2, 3), L([1, 2, 3]), {}):
    for i in (0, -1, -4, 3, True):
        try:
            print(put(c, i, [i]), end=' ')
        except Exception as error:
            print(type(error).__name__, error, end=' ')
    print()
for c in ([], ()):
    try:
        last(c)
    except IndexError as error:
        print(error)
