"""What lists refuse."""
for action in [
    lambda: [].pop(),
    lambda: [1].pop(5),
    lambda: [1].remove(2),
    lambda: [1].index(2),
    lambda: [1, "a"].sort(),
    lambda: [] + (),
    lambda: [1] * "a",
    lambda: [].append(),
    lambda: [].append(1, 2),
    lambda: [].extend(5),
    lambda: [].pop("a"),
    lambda: [].missing(),
    lambda: list(5),
    lambda: [].insert(1),
    lambda: sorted([1, None]),
    lambda: sum(["a"]),
    lambda: max([]),
    lambda: {[]: 1},
    lambda: len(5),
    lambda: [].sort(5),
]:
    try:
        print(action())
    except (IndexError, ValueError, TypeError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
