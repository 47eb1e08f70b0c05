"""bool is a kind of int, None is only None."""
print(True + 1, True == 1, True is True, isinstance(True, int), int(False), str(True), repr(None), bool(None), bool("False"))
print(True & False, True | False, True ^ True, not None, True and None, None or False, sum([True, True]), [10, 20][True])
print({True: "t", 1: "one"}, type(None).__name__, type(True).__name__, None == False)
try:
    None.x
except AttributeError as error:
    print(error)
try:
    None()
except TypeError as error:
    print(error)
try:
    None + 1
except TypeError as error:
    print(error)
