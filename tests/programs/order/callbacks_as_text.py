import asyncio, functools
def f(*a): pass
class C:
    def m(self): pass
    def __call__(self, *a): pass
    def __repr__(self): return "<C>"
def deco(fn):
    @functools.wraps(fn)
    def w(*a): return fn(*a)
    return w
@deco
def g(*a): pass
async def r(x): return x
async def main():
    loop = asyncio.get_running_loop()
    L = [1,2,3,4,5,6,7,8]
    vals = ["x"*50, "it's"*20, 10**60, L, tuple(L), (1,), {1:2,3:4,5:6,7:8,9:10}, {3,1,2}, frozenset(L), b"q"*60, 1.5, None, [[[[[[[[1]]]]]]]], "é\n"*30, {}, set(), [], (), "\n"*20, {"b":1,"a":2}, C(), -10**50, True]
    for v in vals:
        h = loop.call_soon(f, v)
        print(h)
        t = asyncio.ensure_future(r(v)); await t
        print(t)
    print(loop.call_soon(C().m))
    print(loop.call_soon(C(), 1))
    print(loop.call_soon(g, 1))
    print(loop.call_soon(functools.partial(f, 1, *"ab"), 2))
    print(loop.call_later(1, functools.partial(functools.partial(g, 1), 3), 2, 3))
    print(loop.call_soon(print, 1))
    h = loop.call_later(2, f); h.cancel(); print(h)
    h = loop.call_soon(f); h.cancel(); print(h)
    fu = loop.create_future()
    fu.add_done_callback(f); print(fu)
    fu.add_done_callback(C().m); print(fu)
    fu.add_done_callback(C()); print(fu)
    fu.set_result("z"*40); print(fu)
    fu2 = loop.create_future(); fu2.set_exception(ValueError("q"*50)); print(fu2); fu2.exception()
    fu3 = loop.create_future(); fu3.cancel(); print(fu3)
    fu3.cancel()
asyncio.run(main())
