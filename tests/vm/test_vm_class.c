#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vm/vm_fixture.h"

/* The expected texts are what CPython 3.11 prints. */

static void operators_reach_dunder_methods(void **state)
{
    (void)state;
    assert_prints("class M:\n"
                  "    def __init__(self, v): self.v = v\n"
                  "    def __add__(self, o): return ('add', o)\n"
                  "    def __radd__(self, o): return ('radd', o)\n"
                  "    def __iadd__(self, o): self.v += o; return self\n"
                  "    def __eq__(self, o): return isinstance(o, M) and self.v == o.v\n"
                  "    def __hash__(self): return hash(self.v)\n"
                  "    def __lt__(self, o): return self.v < o.v\n"
                  "    def __len__(self): return self.v\n"
                  "    def __bool__(self): return False\n"
                  "    def __contains__(self, x): return x == self.v\n"
                  "    def __getitem__(self, k): return ('get', k)\n"
                  "    def __setitem__(self, k, v): print('set', k, v)\n"
                  "    def __delitem__(self, k): print('del', k)\n"
                  "    def __call__(self, *a, **k): return (a, k)\n"
                  "    def __iter__(self): return iter([1, 2, self.v])\n"
                  "    def __repr__(self): return f'M({self.v})'\n"
                  "    def __format__(self, s): return f'<{s}>'\n"
                  "    def __neg__(self): return 'neg'\n"
                  "    def __abs__(self): return 'abs'\n"
                  "    def __index__(self): return self.v\n"
                  "    def __getattr__(self, n):\n"
                  "        if n.startswith('dyn'): return n\n"
                  "        raise AttributeError(n)\n"
                  "m = M(3)\n"
                  "print(m + 1, 1 + m, m == M(3), m != M(4), hash(m) == hash(3), m < M(4), len(m), bool(m), 3 in m, "
                  "m[1], m[1:2])\n"
                  "print(m(1, a=2), list(m), f'{m:abc}', -m, abs(m), [0, 1, 2, 3][m], m.dynx, sorted([M(3), M(1)]), "
                  "{M(1): 2}[M(1)])\n"
                  "m += 2; print(m.v); m[1] = 2; del m[1]\n"
                  "try: m.zzz\n"
                  "except AttributeError as e: print('AE', e)\n",
                  "('add', 1) ('radd', 1) True True True True 3 False True ('get', 1) ('get', slice(1, 2, None))\n"
                  "((1,), {'a': 2}) [1, 2, 3] <abc> neg abs 3 dynx [M(1), M(3)] 2\n"
                  "5\n"
                  "set 1 2\n"
                  "del 1\n"
                  "AE zzz\n");
}

static void equality_without_hash_is_unhashable(void **state)
{
    (void)state;
    assert_prints("class E:\n"
                  "    def __eq__(self, o): return True\n"
                  "try: hash(E())\n"
                  "except TypeError as e: print(e)\n"
                  "print(E.__hash__, E() != 5)\n",
                  "unhashable type: 'E'\n"
                  "None False\n");
}

static void slots_refuse_other_names(void **state)
{
    (void)state;
    assert_prints("class P:\n"
                  "    __slots__ = ('x', 'y')\n"
                  "    def __init__(self): self.x = 1\n"
                  "p = P(); print(p.x)\n"
                  "for what in (lambda: setattr(p, 'z', 1), lambda: p.y, lambda: p.__dict__):\n"
                  "    try: what()\n"
                  "    except AttributeError as e: print(e)\n",
                  "1\n"
                  "'P' object has no attribute 'z'\n"
                  "'P' object has no attribute 'y'\n"
                  "'P' object has no attribute '__dict__'\n");
}

static void builtin_types_can_be_derived_from(void **state)
{
    (void)state;
    assert_prints(
        "class L(list):\n"
        "    def __init__(self, *a): super().__init__(a); self.tag = 'T'\n"
        "    def append(self, x): super().append(x * 2)\n"
        "q = L(1, 2); q.append(5); print(q, q.tag, len(q), isinstance(q, list), q == [1, 2, 10], type(q).__name__)\n"
        "class D(dict):\n"
        "    def __missing__(self, k): return k * 2\n"
        "d = D(a=1); print(d['a'], d['zz'], d.get('q'), d)\n"
        "class T(tuple):\n"
        "    def __new__(cls, a, b): return super().__new__(cls, (a, b))\n"
        "    @property\n"
        "    def first(self): return self[0]\n"
        "t = T(1, 2); t.extra = 5; print(t, t.first, t + (3,), type(t), t.extra, t.__dict__)\n"
        "class S(str):\n"
        "    def shout(self): return self.upper() + '!'\n"
        "print(S('abc').shout(), {S('abc'): 1}['abc'], len(S('abcd')))\n"
        "class I(int):\n"
        "    def __repr__(self): return 'I!'\n"
        "print(I(5) + 1, [I(7)], I(3) == 3)\n",
        "[1, 2, 10] T 3 True True L\n"
        "1 zzzz None {'a': 1}\n"
        "(1, 2) 1 (1, 2, 3) <class '__main__.T'> 5 {'extra': 5}\n"
        "ABC! 1 4\n"
        "6 [I!] True\n");
}

static void the_mro_is_c3(void **state)
{
    (void)state;
    assert_prints("class A: pass\n"
                  "class B(A): pass\n"
                  "class C(A): pass\n"
                  "class D(B, C): pass\n"
                  "print([k.__name__ for k in D.__mro__])\n"
                  "def attempt(*bases):\n"
                  "    try: type('Bad', bases, {})\n"
                  "    except TypeError as e: print(e)\n"
                  "attempt(A, B); attempt(A, A); attempt(int, str); attempt(bool)\n",
                  "['D', 'B', 'C', 'A', 'object']\n"
                  "Cannot create a consistent method resolution\n"
                  "order (MRO) for bases A, B\n"
                  "duplicate base class A\n"
                  "multiple bases have instance lay-out conflict\n"
                  "type 'bool' is not an acceptable base type\n");
}

static void hooks_run_when_a_class_is_made(void **state)
{
    (void)state;
    assert_prints("class Base:\n"
                  "    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); print('sub', "
                  "cls.__name__, tag)\n"
                  "class One(Base, tag='t'): pass\n"
                  "try:\n"
                  "    class Two(Base, foo=1): pass\n"
                  "except TypeError as e: print(e)\n"
                  "class Desc:\n"
                  "    def __set_name__(self, o, n): self.n = n; print('name', o.__name__, n)\n"
                  "    def __get__(self, i, o): return (i is None, self.n)\n"
                  "    def __set__(self, i, v): print('set', v)\n"
                  "class U: a = Desc()\n"
                  "u = U(); print(u.a, U.a); u.a = 3\n",
                  "sub One t\n"
                  "Two.__init_subclass__() takes no keyword arguments\n"
                  "name U a\n"
                  "(False, 'a') (True, 'a')\n"
                  "set 3\n");
}

static void descriptors_of_the_language(void **state)
{
    (void)state;
    assert_prints("class C:\n"
                  "    def __init__(self): self._x = 1\n"
                  "    @classmethod\n"
                  "    def make(cls, x): return cls.__name__, x\n"
                  "    @staticmethod\n"
                  "    def st(x): return x + 1\n"
                  "    @property\n"
                  "    def x(self): \"doc x\"; return self._x\n"
                  "    @x.setter\n"
                  "    def x(self, v): self._x = v\n"
                  "    @property\n"
                  "    def ro(self): return 1\n"
                  "class D(C): pass\n"
                  "c = D(); c.x = 5\n"
                  "print(D.make(1), c.make(2), C.st(3), c.st(4), c.x, C.x.__doc__)\n"
                  "for what in (lambda: setattr(c, 'ro', 1), lambda: delattr(c, 'x')):\n"
                  "    try: what()\n"
                  "    except AttributeError as e: print(e)\n",
                  "('D', 1) ('D', 2) 4 5 5 doc x\n"
                  "property 'ro' of 'D' object has no setter\n"
                  "property 'x' of 'D' object has no deleter\n");
}

static void attributes_of_classes_may_change(void **state)
{
    (void)state;
    assert_prints("class A:\n"
                  "    def f(self): return 1\n"
                  "class B(A): pass\n"
                  "b = B()\n"
                  "print(b.f(), len(B.__mro__))\n"
                  "A.f = lambda self: 2\n"
                  "print(b.f())\n"
                  "B.__len__ = lambda self: 7\n"
                  "print(len(b))\n"
                  "del B.__len__\n"
                  "try: len(b)\n"
                  "except TypeError as e: print(e)\n"
                  "del A.f\n"
                  "try: b.f\n"
                  "except AttributeError as e: print(e)\n",
                  "1 3\n"
                  "2\n"
                  "7\n"
                  "object of type 'B' has no len()\n"
                  "'B' object has no attribute 'f'\n");
}

static void objects_die_when_the_last_reference_goes(void **state)
{
    (void)state;
    assert_prints("class W:\n"
                  "    def __init__(self, n): self.n = n\n"
                  "    def __del__(self): print('del', self.n)\n"
                  "w = W(1); w = W(2); del w; print('after')\n"
                  "def f():\n"
                  "    x = W(3); y = [W(4), W(5)]\n"
                  "    return 1\n"
                  "f()\n"
                  "l = [W(6), (W(7), {'k': W(8)})]\n"
                  "l.clear(); print('end')\n",
                  "del 1\n"
                  "del 2\n"
                  "after\n"
                  "del 3\n"
                  "del 5\n"
                  "del 4\n"
                  "del 8\n"
                  "del 7\n"
                  "del 6\n"
                  "end\n");
}

static void arguments_are_checked_in_cpython_s_words(void **state)
{
    (void)state;
    assert_prints("def t(f, *a, **k):\n"
                  "    try: print(repr(f(*a, **k)))\n"
                  "    except Exception as e: print(type(e).__name__, e)\n"
                  "class N: pass\n"
                  "t(len); t(len, x=1); t([].append); t([].append, 1, 2); t([].append, x=1); t([1].pop, 1, 2); "
                  "t({}.get); t(sorted, 1)\n"
                  "t(sorted, [1], 2); t(sorted, [1], rev=1); t(sum, [1], 2, 3); t(sum, ['a'], ''); t(print, sep=1); "
                  "t(print, foo=1)\n"
                  "t(getattr, 1); t(isinstance, 1, 2); t(range); t(range, 1, 2, 0); t(enumerate, 1); t(zip, 1); "
                  "t(dict, [1]); t(min, [])\n"
                  "t(round); t(N, 1); t(object, 1); t(lambda: N.zz); t(next, iter([])); t(list, zip([1], [2, 3], "
                  "strict=True)); t([3].sort, 1)\n",
                  "TypeError len() takes exactly one argument (0 given)\n"
                  "TypeError len() takes no keyword arguments\n"
                  "TypeError list.append() takes exactly one argument (0 given)\n"
                  "TypeError list.append() takes exactly one argument (2 given)\n"
                  "TypeError list.append() takes no keyword arguments\n"
                  "TypeError pop expected at most 1 argument, got 2\n"
                  "TypeError get expected at least 1 argument, got 0\n"
                  "TypeError 'int' object is not iterable\n"
                  "TypeError sorted expected 1 argument, got 2\n"
                  "TypeError 'rev' is an invalid keyword argument for sort()\n"
                  "TypeError sum() takes at most 2 arguments (3 given)\n"
                  "TypeError sum() can't sum strings [use ''.join(seq) instead]\n"
                  "TypeError sep must be None or a string, not int\n"
                  "TypeError 'foo' is an invalid keyword argument for print()\n"
                  "TypeError getattr expected at least 2 arguments, got 1\n"
                  "TypeError isinstance() arg 2 must be a type, a tuple of types, or a union\n"
                  "TypeError range expected at least 1 argument, got 0\n"
                  "ValueError range() arg 3 must not be zero\n"
                  "TypeError 'int' object is not iterable\n"
                  "TypeError 'int' object is not iterable\n"
                  "TypeError cannot convert dictionary update sequence element #0 to a sequence\n"
                  "ValueError min() arg is an empty sequence\n"
                  "TypeError round() missing required argument 'number' (pos 1)\n"
                  "TypeError N() takes no arguments\n"
                  "TypeError object() takes no arguments\n"
                  "AttributeError type object 'N' has no attribute 'zz'\n"
                  "StopIteration \n"
                  "ValueError zip() argument 2 is longer than argument 1\n"
                  "TypeError sort() takes no positional arguments\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_reach_dunder_methods),
        cmocka_unit_test(equality_without_hash_is_unhashable),
        cmocka_unit_test(slots_refuse_other_names),
        cmocka_unit_test(builtin_types_can_be_derived_from),
        cmocka_unit_test(the_mro_is_c3),
        cmocka_unit_test(hooks_run_when_a_class_is_made),
        cmocka_unit_test(descriptors_of_the_language),
        cmocka_unit_test(attributes_of_classes_may_change),
        cmocka_unit_test(objects_die_when_the_last_reference_goes),
        cmocka_unit_test(arguments_are_checked_in_cpython_s_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
