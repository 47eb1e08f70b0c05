"""Names that do not exist, or not yet."""
try:
    print(unknown)
except NameError as error:
    print(error)


def early(flag):
    if flag:
        value = 1
    return value


print(early(True))
try:
    early(False)
except UnboundLocalError as error:
    print(error)


def outer():
    def inner():
        return later

    try:
        inner()
    except NameError as error:
        print(error)
    later = 1
    return inner()


print(outer())
