"""str and repr of exceptions."""
for error in [ValueError("text"), ValueError(), ValueError(1), ValueError("a", "b"), KeyError("k"), KeyError(), KeyError("a", 1),
              IndexError("list index out of range"), RuntimeError(None), OSError("one"), OSError(2, "No such file"),
              StopIteration(5), Exception(["list"]), TypeError("it's \"quoted\"")]:
    print(str(error), "|", repr(error), "|", error.args)
