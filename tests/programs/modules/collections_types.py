"""deque, defaultdict, Counter, OrderedDict, namedtuple."""
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, d.pop(), d.popleft(), len(d), d[0])
d.rotate(1)
print(d, list(d), deque("ab"))
groups = defaultdict(list)
for word in ["apple", "bob", "avocado"]:
    groups[word[0]].append(word)
print(groups, dict(groups), groups["z"])
counts = Counter("mississippi")
print(counts, counts.most_common(2), counts["x"], counts + Counter("ms"), sum(counts.values()))
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
print(o, list(o))
Point = namedtuple("Point", "x y")
p = Point(1, y=2)
print(p, p.x, p[1], p._replace(x=5), p._asdict(), Point._fields, p == (1, 2))
