"""Dict comprehensions."""
print({n: n * n for n in range(4)})
print({k: v for k, v in [("a", 1), ("b", 2), ("a", 3)]})
source = {"x": 1, "y": 2}
print({v: k for k, v in source.items()})
print({word: len(word) for word in "the quick brown fox".split() if len(word) > 3})
