import asyncio
class Q(asyncio.Queue):
    def __init__(self, name, size=3):
        super().__init__(maxsize=size)
        self.name = name
class S(asyncio.Semaphore):
    def __init__(self, name): super().__init__(2); self.name = name
class C(asyncio.Condition):
    def __init__(self, *a, tag="t"): super().__init__(*a); self.tag = tag
class B(asyncio.Barrier):
    def __init__(self, n, cb): super().__init__(n); self.cb = cb
async def main():
    q = Q("n"); print(q.maxsize, q.name, q)
    q = Q("n", size=1); print(q.maxsize)
    s = S("s"); await s.acquire(); await s.acquire(); print(s.locked())
    c = C(tag=5); print(c.tag)
    b = B(2, print); print(b.parties)
asyncio.run(main())
