"""Talks to an application without a server: its loop runs in a thread, as with anyio's blocking portal."""
import asyncio as _asyncio
import json as _json
from concurrent.futures import ThreadPoolExecutor as _ThreadPoolExecutor

import httpx as _httpx
from starlette.datastructures import _query_of, _unquoted
from starlette.requests import _cookies_of


class TestClient:
    __test__ = False

    def __init__(self, app, base_url="http://testserver", raise_server_exceptions=True, root_path="",
                 backend="asyncio", backend_options=None, cookies=None, headers=None, follow_redirects=True):
        self.app = app
        self.base_url = base_url
        self.raise_server_exceptions = raise_server_exceptions
        self.root_path = root_path
        self.follow_redirects = follow_redirects
        self.cookies = dict(cookies or {})
        self.headers = {"user-agent": "testclient"}
        self.headers.update({key.lower(): value for key, value in (headers or {}).items()})
        self.app_state = {}
        self._portal = None

    # ---- the loop in a thread ----

    def _call(self, coroutine_function):
        if self._portal is not None:
            return _asyncio.run_coroutine_threadsafe(coroutine_function(), self._portal.loop).result()
        with _ThreadPoolExecutor(1, "asyncio-portal") as threads:
            return threads.submit(_asyncio.run, coroutine_function()).result()

    def __enter__(self):
        self._portal = _Portal()
        try:
            self._lifespan = _Lifespan(self.app, self.app_state)
            self._call(self._lifespan.startup)
        except BaseException:
            self._portal.end()
            self._portal = None
            raise
        return self

    def __exit__(self, *error):
        try:
            self._call(self._lifespan.shutdown)
        finally:
            self._portal.end()
            self._portal = None

    # ---- requests ----

    def request(self, method, url, *, content=None, data=None, json=None, params=None, headers=None, cookies=None,
                follow_redirects=None, allow_redirects=None, auth=None, timeout=None, extensions=None, files=None):
        if allow_redirects is not None:
            follow_redirects = allow_redirects
        follow = self.follow_redirects if follow_redirects is None else follow_redirects
        url = self._joined(str(url), params)
        body, kind = _body_of(content, data, json)
        for _ in range(21):
            fields = self._fields(url, headers, cookies, body, kind, method)
            response = self._send(method, url, fields, body)
            target = response.headers.get("location")
            if not follow or response.status_code not in (301, 302, 303, 307, 308) or target is None:
                return response
            url = self._joined(target, None, url)
            if response.status_code in (301, 302, 303) and method != "HEAD":
                method, body, kind = "GET", b"", None
        raise RuntimeError("Exceeded maximum allowed redirects.")

    def _joined(self, url, params, base=None):
        if "://" not in url:
            base = base or self.base_url
            head = "/".join(base.split("/")[:3])
            url = head + (url if url.startswith("/") else "/" + url)
        url = url.partition("#")[0]
        if params is not None:
            query = _query_of(params)
            url = url.partition("?")[0] + (f"?{query}" if query else "")
        return url

    def _fields(self, url, headers, cookies, body, kind, method):
        fields = {"host": url.split("/")[2], "accept": "*/*", "accept-encoding": "gzip, deflate",
                  "connection": "keep-alive"}
        fields.update(self.headers)
        if body or method in ("POST", "PUT", "PATCH"):
            fields["content-length"] = str(len(body))
        if kind:
            fields["content-type"] = kind
        jar = {**self.cookies, **(cookies or {})}
        if jar:
            fields["cookie"] = "; ".join(f"{key}={value}" for key, value in jar.items())
        fields.update({key.lower(): value for key, value in (headers or {}).items()})
        return fields

    def _scope(self, method, url, fields):
        scheme, _, rest = url.partition("://")
        netloc, _, path = rest.partition("/")
        path, _, query = path.partition("?")
        host, _, port = netloc.partition(":")
        return {
            "type": "http", "http_version": "1.1", "method": method, "path": _unquoted("/" + path),
            "raw_path": ("/" + path).encode(), "root_path": self.root_path, "scheme": scheme,
            "query_string": query.encode(),
            "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in fields.items()],
            "client": ("testclient", 50000), "server": (host, int(port) if port else 443 if scheme == "https" else 80),
            "extensions": {"http.response.debug": {}}, "state": dict(self.app_state),
        }

    def _send(self, method, url, fields, body):
        scope = self._scope(method.upper(), url, fields)
        messages, failure = [], []

        async def exchange():
            sent = False

            async def receive():
                nonlocal sent
                if sent:
                    return {"type": "http.disconnect"}
                sent = True
                return {"type": "http.request", "body": body}

            async def send(message):
                messages.append(message)

            try:
                await self.app(scope, receive, send)
            except Exception as error:
                failure.append(error)

        self._call(exchange)
        if failure and self.raise_server_exceptions:
            raise failure[0]
        if not messages:
            if self.raise_server_exceptions:
                raise AssertionError("TestClient did not receive any response.")
            messages = [{"status": 500, "headers": []}]
        content = b"".join(message.get("body", b"") for message in messages[1:]) if method != "HEAD" else b""
        pairs = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in messages[0]["headers"]]
        request = _httpx.Request(method.upper(), url, headers=fields, content=body)
        response = _httpx.Response(messages[0]["status"], headers=pairs, content=content, request=request)
        if all(key != b"content-length" for key, _ in messages[0]["headers"]):
            response.headers._pairs = pairs
        for value in response.headers.get_list("set-cookie"):
            first = value.partition(";")[0]
            expired = "max-age=0" in value.lower()
            for key, text in _cookies_of(first).items():
                if expired:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = text
        return response

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def options(self, url, **options):
        return self.request("OPTIONS", url, **options)

    def head(self, url, **options):
        return self.request("HEAD", url, **options)

    def post(self, url, **options):
        return self.request("POST", url, **options)

    def put(self, url, **options):
        return self.request("PUT", url, **options)

    def patch(self, url, **options):
        return self.request("PATCH", url, **options)

    def delete(self, url, **options):
        return self.request("DELETE", url, **options)

    def close(self):
        pass


def _body_of(content, data, json):
    if json is not None:
        return _json.dumps(json).encode(), "application/json"
    if content is None and isinstance(data, dict):
        return _query_of(data).encode(), "application/x-www-form-urlencoded"
    content = data if content is None else content
    if content is None:
        return b"", None
    return (content if isinstance(content, bytes) else content.encode()), None


class _Portal:
    """A thread with a loop that runs until end()."""

    def __init__(self):
        self._threads = _ThreadPoolExecutor(1, "asyncio-portal")
        started = self._threads.submit(_asyncio.new_event_loop)
        self.loop = started.result()
        self._done = self._threads.submit(self._run)

    def _run(self):
        _asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    def end(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._done.result()
        self._threads.shutdown()


class _Lifespan:
    """Startup and shutdown of an application, told by its protocol."""

    def __init__(self, app, state):
        self.app, self.state = app, state

    async def startup(self):
        self.to_app, self.from_app = _asyncio.Queue(), _asyncio.Queue()
        scope = {"type": "lifespan", "state": self.state, "asgi": {"version": "3.0"}}
        self.task = _asyncio.create_task(self._run(scope))
        await self._tell("lifespan.startup")

    async def shutdown(self):
        await self._tell("lifespan.shutdown")
        await self.task

    async def _run(self, scope):
        try:
            await self.app(scope, self.to_app.get, self.from_app.put)
        finally:
            await self.from_app.put(None)

    async def _tell(self, kind):
        await self.to_app.put({"type": kind})
        message = await self.from_app.get()
        if message is None or message["type"].endswith(".failed"):
            await self.task
