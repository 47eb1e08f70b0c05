"""Items of a list read and written by index, and one appended."""
N = 3000000


def run(n):
    items = [0] * 16
    grown = []
    for i in range(n):
        k = i & 15
        items[k] = items[k] + i
        grown.append(k)
    return sum(items) + len(grown)


print(run(N))
