"""heapq, operator and bisect."""
import bisect
import heapq
import operator

heap = []
for n in [5, 1, 4, 1, 3]:
    heapq.heappush(heap, n)
print(heap, [heapq.heappop(heap) for _ in range(3)], heap)
numbers = [9, 7, 8, 1]
heapq.heapify(numbers)
print(numbers, heapq.nlargest(2, numbers), heapq.nsmallest(2, numbers), heapq.heappushpop(numbers, 0), heapq.heapreplace(numbers, 10))
print(operator.itemgetter(1)([1, 2]), operator.attrgetter("real")(5), operator.add(1, 2), sorted([(1, "b"), (2, "a")], key=operator.itemgetter(1)))
print(bisect.bisect([1, 2, 2, 3], 2), bisect.bisect_left([1, 2, 2, 3], 2))
a = [1, 3]
bisect.insort(a, 2)
print(a)
