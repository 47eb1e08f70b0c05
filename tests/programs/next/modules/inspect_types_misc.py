"""types, copy, string, statistics, textwrap-free helpers."""
import copy
import statistics
import string
import types

a = [[1], {"k": [2]}]
shallow, deep = copy.copy(a), copy.deepcopy(a)
a[0].append(9)
print(shallow, deep)
space = types.SimpleNamespace(x=1, y="z")
print(space, space.x, space == types.SimpleNamespace(x=1, y="z"))
print(string.ascii_lowercase, string.digits, string.punctuation, string.capwords("two words"), string.Template("$a and ${b}").substitute(a=1, b=2))
print(statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3, 4]), statistics.mode("aab"), statistics.fmean([1, 2]))
