"""Strings in loops, comparisons and searches."""
count = {}
for letter in "mississippi":
    count[letter] = count.get(letter, 0) + 1
print(count, sorted(count), max(count, key=count.get))
print([word[::-1] for word in "one two".split()], "".join(sorted("hello")), "-".join("abc"[i] for i in (2, 0)))
vowels = [c for c in "programming language" if c in "aeiou"]
print(vowels, len(vowels), "".join(c.upper() if i % 2 else c for i, c in enumerate("abcdef")))
print([i for i, c in enumerate("banana") if c == "a"], list(zip("abc", "xyz")), "abc" * (2 > 1))
print("a,b;c".replace(";", ",").split(","), " ".join("a  b".split()), "x=1;y=2".split(";")[1].split("="))
