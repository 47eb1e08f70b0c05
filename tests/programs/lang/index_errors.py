"""Indexing what is not there."""
for action in [
    lambda: [1, 2][2],
    lambda: [1][-2],
    lambda: (1,)[5],
    lambda: "abc"[3],
    lambda: {"a": 1}["b"],
    lambda: {1: 1}[(2, 3)],
    lambda: [1]["a"],
    lambda: (1,)[None],
    lambda: "abc"["a"],
    lambda: None[0],
    lambda: 5[0],
]:
    try:
        action()
    except (IndexError, KeyError, TypeError) as error:
        print(type(error).__name__, error)
