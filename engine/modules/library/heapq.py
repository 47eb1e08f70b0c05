# Merging sorted inputs.
def merge(*iterables, key=None, reverse=False):
    class Entry:
        # An input with its next value; equal ones in the order of the inputs.
        __slots__ = ("value", "rank", "order", "rest")

        def __lt__(self, other):
            if reverse:
                return other.rank < self.rank or (not self.rank < other.rank and self.order < other.order)
            return self.rank < other.rank or (not other.rank < self.rank and self.order < other.order)

    heap = []
    for order, iterable in enumerate(iterables):
        entry = Entry()
        entry.order, entry.rest = order, iter(iterable)
        for entry.value in entry.rest:
            entry.rank = entry.value if key is None else key(entry.value)
            heap.append(entry)
            break
    heapify(heap)
    while heap:
        entry = heap[0]
        yield entry.value
        for entry.value in entry.rest:
            entry.rank = entry.value if key is None else key(entry.value)
            heapreplace(heap, entry)
            break
        else:
            heappop(heap)
