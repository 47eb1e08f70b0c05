"""finally runs before the program ends with the exception."""
try:
    print("try")
    [][0]
finally:
    print("finally")
