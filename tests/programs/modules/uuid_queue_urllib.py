"""UUIDs, queues, and the requests and errors of urllib."""
import uuid, queue, urllib.request, urllib.error, http.client
u = uuid.UUID('12345678-1234-5678-9abc-def012345678')
print(u.fields)
print(u.time_low)
print(u == uuid.UUID(int=u.int))
print(u < uuid.UUID(int=0))
print(u.bytes_le)
print(hash(u) == hash(u.int))
print({u: 1}[u])
print(u.variant)
try:
    u < 3
except TypeError as e:
    print(e)
print(u == 3, u != 3)
try:
    u.int = 3
except TypeError as e:
    print(e)
for Q in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
    q = Q()
    for i in (3, 1, 2):
        q.put(i)
    print(Q.__name__)
    print(q.qsize())
    print(q.empty())
    print([q.get() for _ in range(3)])
    print(q.empty())
    try:
        q.get_nowait()
    except queue.Empty as e:
        print(repr(e))
q = queue.Queue(1)
q.put(1)
print(q.full(), q.maxsize, q.unfinished_tasks)
try:
    q.put(2, timeout=0.1)
except queue.Full as e:
    print(repr(e))


class My(queue.Queue):

    def _put(self, item):
        super()._put(item * 2)

    def _init(self, m):
        super()._init(m)
        print('init', m)


m = My(3)
m.put(4)
print(m.get(), m.queue)
r = urllib.request.Request('http://a.b/c?d=1#f', data=b'1', headers={'x-y': '1'})
print(r.get_method())
print(r.selector)
print(r.host)
print(r.type)
print(r.fragment)
print(r.get_header('X-y'))
print(r.has_header('X-y'))
print(r.header_items())
print(hasattr(r, 'method'))
r.add_header('content-type', 'a')
r.add_unredirected_header('foo', 'b')
print(r.get_header('Foo'), sorted(r.header_items()))
r.remove_header('Foo')
print(r.has_header('Foo'))
r = urllib.request.Request('http://a.b', method='PUT')
print(r.get_method())
print(r.method)
print(repr(r.selector))
print(r.get_full_url())
try:
    urllib.request.Request('abc')
except ValueError as e:
    print(e)
e = urllib.error.HTTPError('http://u', 404, 'Not', {'a': 1}, None)
print(e)
print(repr(e))
print(e.reason)
print(e.status)
print(e.headers)
print(e.code)
print(e.geturl())
print(e.getcode())
print(e.info())
print(e.url)
print(e.msg)
print(isinstance(e, OSError))
e.headers = {}
print(e.hdrs)
e = urllib.error.URLError('why')
print(e)
print(e.reason)
print(e.args)
print(repr(e))
try:
    raise urllib.error.ContentTooShortError('m', b'c')
except urllib.error.URLError as e:
    print(e, e.content, e.reason)
e = http.client.BadStatusLine('')
print(e)
print(e.line)
print(e.args)
print(repr(http.client.BadStatusLine('x')))
e = http.client.RemoteDisconnected('gone')
print(e)
print(repr(e))
print(e.args)
print(e.line)
e = http.client.IncompleteRead(b'ab', 4)
print(e.partial, e.expected, e.args)
