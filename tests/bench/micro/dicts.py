"""Values of a dict with str keys and one with int keys read and written."""
N = 2000000
NAMES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"]


def run(n):
    by_name = {name: 0 for name in NAMES}
    by_number = {k * 1000: 0 for k in range(64)}
    names = NAMES
    k = 0
    for i in range(n):
        name = names[k]
        by_name[name] = by_name[name] + 1
        by_number[(i & 63) * 1000] += 1
        k += 1
        if k == 12:
            k = 0
    return sum(by_name.values()) + sum(by_number.values())


print(run(N))
