"""return, break and continue through finally, with and except, and what is bound afterwards."""


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__)
        return self.swallow


def returns():
    for i in range(3):
        with Manager(i) as name:
            try:
                if i == 1:
                    return "returned", name
            finally:
                print("finally", i)


print(returns())


def overrides():
    try:
        raise ValueError
    finally:
        return "swallowed"


print(overrides())


def nested():
    out = []
    for i in range(4):
        try:
            try:
                if i == 0:
                    continue
                if i == 1:
                    raise KeyError(i)
                if i == 3:
                    break
            except KeyError as e:
                out.append(repr(e))
                continue
            finally:
                out.append(("f", i))
        finally:
            out.append(("g", i))
    else:
        out.append("else")
    return out


print(nested())


def loop_in_finally():
    try:
        return "a"
    finally:
        for i in range(3):
            if i == 1:
                continue
            if i == 2:
                break
            print("in finally", i)


print(loop_in_finally())


def changes():
    x = 1
    try:
        return x
    finally:
        x = 2


print(changes())


def unbound_after_except():
    e = 1
    try:
        raise ValueError
    except ValueError as e:
        pass
    try:
        return e
    except UnboundLocalError as error:
        return str(error)


print(unbound_after_except())


def conditional(flag):
    if flag:
        x = 1
    try:
        return x
    except UnboundLocalError as error:
        return str(error)


print(conditional(True), conditional(False))


def deleted_in_loop():
    x = 0
    for i in range(2):
        try:
            print(x)
        except UnboundLocalError as error:
            print(error)
        else:
            del x


deleted_in_loop()


def order():
    a = 1
    b = a + (a := 3) + a
    lst = [0, 0, 0]
    i = 0
    i, lst[i] = 1, 9
    return b, lst, a, i


print(order())


def closure_cells():
    fs = []
    for i in range(3):
        fs.append(lambda i=i: i)
    x = 1

    def bump():
        nonlocal x
        x += 1
        return x

    return [f() for f in fs], x + bump() + x


print(closure_cells())


def swallow():
    with Manager("s", True):
        raise ValueError("gone")
    with Manager("t"), Manager("u", True):
        raise KeyError("gone too")
    return "after"


print(swallow())


def chain():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise TypeError(2)
        finally:
            raise KeyError(3)
    except KeyError as e:
        return repr(e), repr(e.__context__), repr(e.__context__.__context__)


print(chain())


def while_else():
    n = 3
    while n:
        n -= 1
        if n == 5:
            break
    else:
        return "else", n


print(while_else())


def generator_closed_by_break():
    def g():
        try:
            yield 1
            yield 2
        finally:
            print("cleanup")

    for x in g():
        print(x)
        break
    print("after break")


generator_closed_by_break()


def chained(a, b, c):
    return a() < b() < c()


def say(n):
    def f():
        print("eval", n)
        return n
    return f


print(chained(say(1), say(3), say(2)), chained(say(3), say(1), say(2)))
print([x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(2) for y in [x, x + 1]])
