"""Assignment makes a name local, unless global says otherwise."""
total = 0


def add(n):
    global total
    total += n


def shadow():
    total = 99
    return total


def reads():
    return total


add(5)
add(6)
print(total, shadow(), reads())


def broken():
    print(total)
    total = 1


try:
    broken()
except UnboundLocalError as error:
    print(error)
