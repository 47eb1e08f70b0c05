"""Globals, builtins and functions of modules that are replaced while they are in use."""
import math


def half():
    return math.floor(2.5)


def count(x):
    return len(x)
for _ in range(3):
    print(half(), count('abc'))
keep = math.floor
math.floor = lambda x: 'other'
print(half())
math.floor = keep
print(half())


class Fake:
    def floor(self, x):
        return 'fake', x
real, math = math, Fake()
print(half(), half())
math = real
print(half())
del math
try:
    half()
except NameError as error:
    print(error)
math = real
print(half())
del math.floor
try:
    half()
except AttributeError as error:
    print(error)
len = lambda x: 'shadow'
print(count('abc'))
del len
print(count('abc'))
