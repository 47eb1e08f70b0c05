"""Names that come and go in loops and functions."""
for i in range(3):
    last = i
print(i, last)


def f():
    for i in range(2):
        inner = i * 10
    return i, inner


print(f())
try:
    inner
except NameError as error:
    print(error)
if False:
    never = 1
try:
    never
except NameError as error:
    print(error)
