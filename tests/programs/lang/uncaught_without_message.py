"""An exception without a message: its name alone."""


class Stop(Exception):
    pass


print("x")
raise Stop
