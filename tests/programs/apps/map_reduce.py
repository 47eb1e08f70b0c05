"""Counting words in parts, merged pairwise."""
import asyncio

TEXTS = [
    "the quick brown fox jumps over the lazy dog",
    "the dog barks and the fox runs",
    "quick quick slow",
    "a fox and a dog and a bird",
]


async def count(text):
    words = {}
    for word in text.split():
        await asyncio.sleep(0.01)
        words[word] = words.get(word, 0) + 1
    return words


async def merge(left, right):
    a, b = await asyncio.gather(left, right)
    await asyncio.sleep(0.05)
    return {word: a.get(word, 0) + b.get(word, 0) for word in sorted([*a, *[each for each in b if each not in a]])}


async def main():
    parts = [count(text) for text in TEXTS]
    while len(parts) > 1:
        parts = [merge(parts[i], parts[i + 1]) for i in range(0, len(parts), 2)]
    words = await parts[0]
    for word, n in sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:5]:
        print(f"{word:<6}{n:>3} {'#' * n}")
    print(f"{asyncio.get_running_loop().time():.2f}")


asyncio.run(main())
