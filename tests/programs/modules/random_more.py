"""More of random, with its state."""
import random

r = random.Random(2024)
print([r.randint(0, 9) for _ in range(10)], r.choice([1, 2, 3]), r.sample("abcdef", 3), r.uniform(-1, 1), r.gauss(10, 2), r.triangular(0, 1, 0.5))
state = r.getstate()
first = [r.random() for _ in range(3)]
r.setstate(state)
print(first == [r.random() for _ in range(3)], r.normalvariate(0, 1), r.betavariate(1, 2), r.getrandbits(70), r.randbytes(4), r.randrange(10**20))
random.seed(1)
a = [random.random() for _ in range(3)]
random.seed(1)
print(a == [random.random() for _ in range(3)], a[0], random.choices("ab", k=6), random.choices("abc", cum_weights=[1, 2, 3], k=4), random.lognormvariate(0, 1), random.paretovariate(3))
for action in [lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(0)]:
    try:
        action()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
