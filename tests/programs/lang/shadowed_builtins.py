"""Names of builtins can be used for one's own things."""
list_of = list
list = [1, 2]
print(list, list_of("ab"))
del list
print(list("c"))


def f(max, len=5):
    str = "text"
    return max, len, str


print(f(1), str(2))
id, type, input = 1, 2, 3
print(id + type + input)
