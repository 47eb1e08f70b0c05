"""Sorting is stable; key and reverse."""
words = ["banana", "Apple", "cherry", "apple", "fig"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True))
pairs = [(1, "b"), (0, "z"), (1, "a"), (0, "y")]
print(sorted(pairs), sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True))
numbers = [3, 1.5, True, -2, 0.0, 10]
numbers.sort()
print(numbers, sorted("hello"), sorted({"b": 1, "a": 2}), sorted((3, 1, 2), reverse=True))
big = [(i * 7919) % 101 for i in range(101)]
print(sorted(big) == list(range(101)), sorted(big, key=lambda n: n % 10)[:12])
print(list(reversed([1, 2, 3])), sorted([[2, 1], [1, 5], [1]]), sorted([]))
