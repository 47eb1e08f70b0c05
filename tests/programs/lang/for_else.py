"""for with else, over everything that can be iterated."""


def find(needle, items):
    for index, item in enumerate(items):
        if item == needle:
            print("found", needle, "at", index)
            break
    else:
        print(needle, "is not there")


find(3, [1, 2, 3])
find("z", "abc")
find("k", {"j": 1, "k": 2})
find(1, ())
for each in range(3):
    pass
print("the variable stays", each)
