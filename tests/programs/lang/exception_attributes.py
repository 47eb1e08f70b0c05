"""Exceptions carry attributes, notes and arguments."""


class Coded(Exception):
    code = 1

    def __init__(self, message, code=None):
        super().__init__(message)
        if code is not None:
            self.code = code

    def __str__(self):
        return f"[{self.code}] {self.args[0]}"


for error in (Coded("plain"), Coded("coded", 42)):
    try:
        raise error
    except Coded as caught:
        caught.seen = True
        print(caught, repr(caught), caught.code, caught.seen, caught is error)
error = ValueError("with a note")
error.add_note("the note")
print(error, error.__notes__)
try:
    error.nothing
except AttributeError as problem:
    print(problem)
