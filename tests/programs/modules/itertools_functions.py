"""itertools."""
import itertools as it

print(list(it.chain([1], "ab")), list(it.chain.from_iterable([[1], [2]])), list(it.islice(it.count(5, 2), 3)), list(it.islice("abcdef", 1, 5, 2)))
print(list(it.product("ab", [1, 2])), list(it.permutations("abc", 2))[:3], list(it.combinations("abcd", 2)), list(it.combinations_with_replacement("ab", 2)))
print(list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b)), list(it.takewhile(lambda n: n < 3, [1, 2, 3, 1])), list(it.dropwhile(lambda n: n < 3, [1, 2, 3, 1])))
print(list(it.zip_longest("abc", [1], fillvalue="-")), list(it.repeat("x", 3)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.pairwise("abc")))
print([(k, list(g)) for k, g in it.groupby("aabbbc")], list(it.filterfalse(None, [0, 1])), list(it.compress("abc", [1, 0, 1])))
a, b = it.tee([1, 2])
print(list(a), list(b), list(it.islice(it.cycle("ab"), 5)))
