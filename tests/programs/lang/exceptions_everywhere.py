"""Exceptions inside comprehensions, generators, with and finally of generators."""


def numbers():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("generator closed")
        raise
    finally:
        print("generator finally")


for n in numbers():
    break
gen = numbers()
next(gen)
try:
    gen.throw(KeyError("thrown"))
except KeyError as error:
    print("came back", error)
try:
    [1 // (2 - n) for n in range(5)]
except ZeroDivisionError as error:
    print(error)


def bad():
    yield 1
    raise StopIteration


try:
    list(bad())
except RuntimeError as error:
    print(error, repr(error.__cause__))
