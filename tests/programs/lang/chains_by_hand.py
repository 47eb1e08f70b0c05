"""Coroutines and generators that are resumed, thrown into and closed by hand at every level of a chain."""
import types


class Wait:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        got = yield self.name
        print("wait", self.name, "got", got)
        return got


async def leaf(name):
    try:
        return await Wait(name)
    except ValueError as error:
        print("leaf caught", error)
        return "caught"
    finally:
        print("leaf done", name)


async def middle(name):
    a = await leaf(name + "1")
    b = await leaf(name + "2")
    return a, b


async def outer():
    return await middle("x")


def drive(coro, *sends):
    for value in sends:
        try:
            print("->", coro.send(value))
        except StopIteration as stop:
            print("return", stop.value)


drive(outer(), None, "first", "second")

c = outer()
print(c.send(None))
print(c.throw(ValueError("thrown")))
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)

# an inner coroutine resumed by somebody else while its chain is suspended
inner = leaf("shared")


async def waits():
    return await inner


w = waits()
print(w.send(None))
try:
    inner.send("from outside")
except StopIteration as stop:
    print("inner ended", stop.value)
try:
    w.send("too late")
except RuntimeError as error:
    print("outer:", error)

# two that await the same coroutine
once = leaf("once")


async def again():
    await once


first = again()
print(first.send(None))
try:
    again().send(None)
except RuntimeError as error:
    print(error)
first.close()


# generators that share a delegate
def numbers():
    for i in range(6):
        yield i


def delegate(g, name):
    r = yield from g
    print(name, "ends", r)


shared = numbers()
p, q = delegate(shared, "p"), delegate(shared, "q")
print(next(p), next(q), next(p), next(shared), next(q), next(p))
print(list(p), list(q), list(shared))


def reentrant():
    try:
        next(me)
    except ValueError as error:
        yield str(error)


me = reentrant()
print(next(me))


# exceptions handled across suspension
def handling():
    try:
        raise KeyError("inner")
    except KeyError:
        yield 1
        try:
            raise TypeError("second")
        except TypeError as error:
            yield repr(error.__context__)
    yield 2


h = handling()
try:
    raise OSError("outer")
except OSError:
    print(next(h))
print(next(h))
try:
    raise IndexError("late")
except IndexError as error:
    print(next(h), repr(error.__context__))
    try:
        raise
    except IndexError as same:
        print(same is error)


def stop_inside():
    yield 1
    raise StopIteration("no")


g = stop_inside()
print(next(g))
try:
    next(g)
except RuntimeError as error:
    print(error, repr(error.__cause__))


def ignores():
    while True:
        try:
            yield
        except GeneratorExit:
            print("ignored")


g = ignores()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)
del g


def thrower():
    try:
        yield 1
    except ValueError:
        yield "recovered"


g = thrower()
print(next(g), g.throw(ValueError))
try:
    g.throw(KeyError, "k")
except KeyError as error:
    print(repr(error))
print(g.gi_frame is None, list(g))


def not_started():
    print("never")
    yield


g = not_started()
try:
    g.throw(ValueError("early"))
except ValueError as error:
    print(error)
g = not_started()
g.close()
try:
    not_started().send(1)
except TypeError as error:
    print(error)


class Iter:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("value of the iterator")
        return self.n


def from_iter():
    print("got", (yield from Iter()))


print(list(from_iter()))
