"""Arguments that C keeps in an int; the encoding that str() takes; unions with None; hashes of what is empty."""


def show(action):
    try:
        print(repr(action()))
    except Exception as error:
        print(type(error).__name__, error)


show(lambda: chr(2**31))
show(lambda: chr(-1))
show(lambda: chr(-(2**40)))
show(lambda: "a".splitlines("x"))
show(lambda: "a\nb".splitlines(1))
show(lambda: "a\nb".splitlines(True))
show(lambda: b"a\nb".splitlines(2**40))
show(lambda: "a".splitlines(2**70))
show(lambda: "a".splitlines(1.5))
show(lambda: "a\tb".expandtabs(2**40))
show(lambda: "a\tb".expandtabs(-(2**40)))
show(lambda: str(1, 2))
show(lambda: str(b"a", "ascii", 3))
show(lambda: None | None)
show(lambda: None | int)
show(lambda: hash("") == hash(b"") == 0)


class Thing:
    def method(self):
        pass


show(lambda: Thing().method.missing)
