"""except* with nested groups, re-raising and several matches."""


def handle(group):
    try:
        try:
            raise group
        except* ValueError as values:
            print("values", len(values.exceptions))
            raise RuntimeError("from the handler")
        except* OSError:
            print("os")
            raise
    except ExceptionGroup as rest:
        print(rest.message, [repr(each) for each in rest.exceptions])


handle(ExceptionGroup("g", [ValueError(1), OSError("a"), KeyError("k")]))
handle(ExceptionGroup("h", [ExceptionGroup("i", [ValueError(1), TypeError(2)])]))
