"""An import inside a function is local to it."""


def now():
    import time

    return time.monotonic()


print(now())
try:
    time
except NameError:
    print("time is not defined here")
