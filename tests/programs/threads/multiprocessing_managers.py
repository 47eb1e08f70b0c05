"""Managers: what is shared may travel to the workers of pools."""
import multiprocessing as mp
from functools import partial
from concurrent.futures import ProcessPoolExecutor
def work(d, lock, q, i):
    with lock:
        d[i] = d.get("base", 0) + i
    q.put(i)
    return len(d)
if __name__ == "__main__":
    with mp.Manager() as manager:
        d, lock, q = manager.dict(base=10), manager.Lock(), manager.Queue()
        l = manager.list([1, 2]); l.append(3); l[0] = 5
        ns = manager.Namespace(); ns.x = 1; ns.x += 1
        v = manager.Value("i", 3); v.value += 1
        with mp.Pool(2) as pool:
            pool.map(partial(work, d, lock, q), range(4))
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(partial(work, d, lock, q), range(4, 6)))
        print(sorted((str(k), x) for k, x in d.items()), list(l), ns.x, v.value, sorted(q.get() for _ in range(6)), q.empty())
        print(str(d["base"]), len(d), "base" in d, d.pop("base"), d.get("base"), [x for x in l], l[1:], str(l))
        ev = manager.Event(); ev.set(); print(ev.is_set())
