"""ChainMap, UserDict, UserList and UserString: all that they can do."""
from collections import ChainMap, UserDict, UserList, UserString, defaultdict
import collections
c = ChainMap({'a': 1, 'b': 2}, {'b': 3, 'c': 4})
print(c)
print(len(c))
print(list(c))
print(c['b'])
print(c.get('z', 9))
print('c' in c)
print(bool(c))
print(c.parents)
print(c.new_child())
print(c.new_child({'q': 1}, w=2))
print(c.new_child(k=1))
for f in (
    lambda: c['zz'],
    lambda: c.pop('c'),
    lambda: c.__delitem__('c'),
    lambda: ChainMap().popitem(),
    lambda: c.pop('zz', 5),
    lambda: c.pop('a'),
    lambda: c.popitem(),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, repr(e.__context__))
c['n'] = 1
del c['n']
print(c | {'x': 1})
print({'x': 1} | c)
print(c.copy() == c)
print(c.maps)
print(ChainMap.fromkeys('ab', 1))
c |= {'k': 1}
print(c, sorted(c.items()), dict(c))
try:
    c | 5
except TypeError as e:
    print(e)
dd = ChainMap(defaultdict(list))
print(dd['x'], dd)


class M(ChainMap):

    def __missing__(self, k):
        return k * 2


print(M()['ab'], M({'a': 1}))
u = UserDict({'a': 1}, b=2)
print(u)
print(len(u))
print(u['a'])
print('b' in u)
print(list(u))
print(u | {'c': 1})
print({'z': 0} | u)
print(u.get('q'))
print(u.pop('a'))
print(u.copy())
print(type(u.copy()))
u |= {'q': 2}
print(u)
print(u.data)
print(UserDict.fromkeys('xy'))
print(UserDict.fromkeys('xy', 3))
print(u == {'b': 2, 'q': 2})


class D(UserDict):

    def __missing__(self, k):
        return 'missing ' + k

    def __setitem__(self, k, v):
        super().__setitem__(k.upper(), v)


d = D(a=1)
d['b'] = 2
print(d)
print(d['q'])
print(d.copy())
print(d.get('zz'))
print(type(d | {'c': 3}))
print(d | {'c': 3})
try:
    u['zzz']
except KeyError as e:
    print(repr(e))
try:
    u | 5
except TypeError as e:
    print(e)
l = UserList([3, 1, 2])
print(l)
print(l[1:])
print(type(l[1:]))
print(l + [1])
print([1] + l)
print(l + UserList('ab'))
print(l * 2)
print(2 * l)
print(l < [4])
print(l == [3, 1, 2])
print(len(l))
print(3 in l)
print(list(reversed(l)))
l.sort()
print(l)
l.sort(key=lambda x: -x, reverse=True)
l.append(9)
l.insert(0, 7)
print(l)
print(l.pop())
print(l.pop(0))
print(l.index(2))
print(l.count(1))
l.extend(UserList([5]))
l += [6]
l *= 2
l.remove(1)
print(l)
l.reverse()
print(l, l.copy(), hash and l[0])
l[0] = 100
del l[1]
l[0:2] = []
print(l, type(l))
l.clear()
print(l, bool(l), l + (1, 2))


class L(UserList):
    pass


print(type(L([1]) + [2]), type(L([1])[0:]), L('abc'))
s = UserString('hello')
print(s)
print(repr(s))
print(s.upper())
print(type(s.upper()))
print(s + ' w')
print('w ' + s)
print(s * 2)
print(s[1])
print(type(s[1]))
print(s.find('l'))
print(s.split('l'))
print(s == 'hello')
print(s < 'z')
print('ell' in s)
print(len(s))
print(hash(s) == hash('hello'))
print(UserString('%d') % 3)
print(s.encode())
print(int(UserString('12')))
print(float(UserString('1.5')))
print(s.replace('l', UserString('L')))
print(s.startswith('he'))
print(s.format(1))
print(UserString('{}').format(4))
print(UserString(5))
print(list(s))
print(s.center(11, '*'))
print(s.isalpha())
print(UserString(s))
print(UserString('a') + UserString('b'), UserString('a') in s, {s: 1}['hello'])
try:
    hash(UserList())
except TypeError as e:
    print(e)
