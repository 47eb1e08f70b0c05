"""replace and repetition."""
print("banana".replace("a", "o"), "banana".replace("a", "o", 2), "abc".replace("", "-"), "aaa".replace("aa", "b"), "abc".replace("x", "y"))
print("ab" * 3, 3 * "ab", "ab" * 0, "ab" * -1, "a" + "b" + "c")
print("a\tb".expandtabs(4), "abc"[::-1])
