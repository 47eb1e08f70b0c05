"""Decorators on classes and methods, stacked and with arguments."""


def register(table):
    def decorate(cls):
        table[cls.__name__] = cls
        return cls

    return decorate


def logged(method):
    def wrapper(self, *args):
        print("call", method.__name__, args)
        return method(self, *args)

    return wrapper


TABLE = {}


@register(TABLE)
class Tool:
    @logged
    @logged
    def use(self, n):
        return n + 1


print(TABLE["Tool"]().use(1), list(TABLE))
