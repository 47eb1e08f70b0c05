"""SystemExit can be raised, caught and asked."""
try:
    raise SystemExit(4)
except SystemExit as error:
    print("caught", error.code)
raise SystemExit(7)
