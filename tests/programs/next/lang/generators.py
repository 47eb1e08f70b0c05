"""Generator functions."""


def count(n):
    print("start")
    for i in range(n):
        yield i
    print("end")
    return "result"


g = count(2)
print(next(g), next(g))
try:
    next(g)
except StopIteration as error:
    print("StopIteration", error.value)
print(list(count(3)))


def chain(*parts):
    for part in parts:
        value = yield from part
        print("part returned", value)


print(list(chain(count(1), "ab")))
