"""The numbers of CPython for the same seed."""
import random

random.seed(42)
print(random.random(), random.random())
print(random.randint(1, 6), random.randrange(0, 100, 5), random.uniform(1, 2), random.choice("abcde"))
print(random.choices([1, 2, 3], weights=[1, 2, 3], k=5), random.sample(range(100), 5))
items = list(range(10))
random.shuffle(items)
print(items, random.gauss(0, 1), random.expovariate(2))
own = random.Random(7)
print(own.random(), own.randint(0, 10**12), own.getrandbits(16))
random.seed("text")
print(random.random())
