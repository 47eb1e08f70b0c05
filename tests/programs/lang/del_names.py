"""del removes names, items and slices."""
x = 1
del x
try:
    x
except NameError as error:
    print(error)
items = [0, 1, 2, 3]
del items[0], items[-1]
print(items)
table = {"a": 1, "b": 2}
del table["a"]
print(table)
try:
    del table["a"]
except KeyError as error:
    print("KeyError", error)


def local():
    y = 1
    del y
    try:
        return y
    except UnboundLocalError as error:
        return str(error)


print(local())
