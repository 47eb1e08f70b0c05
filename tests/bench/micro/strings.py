"""A short text formatted, and appended to a long one."""
N = 1000000


def run(n):
    text = ""
    total = 0
    for i in range(n):
        text += f"{i}, "
        if i & 1023 == 0:
            total += len(text)
            text = ""
    return total


print(run(N))
