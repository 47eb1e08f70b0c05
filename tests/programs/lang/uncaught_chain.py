"""A chain of exceptions: the last line is the last one's."""


def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise TypeError(f"cannot parse {text!r}") from error


print(parse("5"))
parse("x")
