"""functools."""
import functools


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def deco(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        """wrapper"""
        return function(*args, **kwargs)

    return wrapper


@deco
def named():
    """doc of named"""


print(fib(80), fib.cache_info())
print(functools.reduce(lambda a, b: a + b, [1, 2, 3]), functools.reduce(lambda a, b: a * b, [], 7))
double = functools.partial(pow, 2)
print(double(5), functools.partial(int, base=2)("101"), named.__name__, named.__doc__)
