"""Assigning to what does not take it."""


def assign(target, index, value):
    try:
        target[index] = value
        print(target)
    except (IndexError, TypeError) as error:
        print(type(error).__name__ + ":", error)


assign([1, 2], 0, "x")
assign([1, 2], 5, "x")
assign("abc", 0, "x")
assign((1, 2), 0, "x")
assign({}, [1], "x")
assign({}, "k", "v")
assign(None, 0, 0)
