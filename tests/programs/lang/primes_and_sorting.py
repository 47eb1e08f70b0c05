"""Small algorithms."""


def sieve(limit):
    flags = [True] * (limit + 1)
    for n in range(2, int(limit**0.5) + 1):
        if flags[n]:
            flags[n * n :: n] = [False] * len(flags[n * n :: n])
    return [n for n in range(2, limit + 1) if flags[n]]


def quicksort(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    return quicksort([x for x in items if x < pivot]) + [x for x in items if x == pivot] + quicksort([x for x in items if x > pivot])


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


print(sieve(50))
print(quicksort([5, 3, 8, 1, 9, 2, 7, 3]))
print(gcd(1071, 462), [gcd(12, n) for n in range(1, 13)])
text = "the cat sat on the mat the end"
words = {}
for word in text.split():
    words[word] = words.get(word, 0) + 1
print(sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:3])
grid = [[(x * y) % 7 for x in range(5)] for y in range(3)]
print(grid, [list(column) for column in zip(*grid)])
print(bin(37)[2:][::-1], sum(int(digit) for digit in str(2**20)))
