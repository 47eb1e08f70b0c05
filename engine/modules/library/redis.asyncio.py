"""redis.asyncio 4.3, as a model of waiting: see docs/NETWORK.md."""
import _client
import _redis
import asyncio as _asyncio
from redis.exceptions import (ConnectionError, DataError, InvalidResponse, LockError, PubSubError, RedisError,
                              ResponseError, TimeoutError, WatchError)

_run = _client.run_async


class Pipeline(_redis.BasePipeline):
    async def execute(self, raise_on_error=True):
        return await _run(self._run_all())

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self._commands = []


class _Lock(_redis.BaseLock):
    async def acquire(self, blocking=None, blocking_timeout=None):
        return await _run(self._run_acquire(blocking, blocking_timeout))

    async def release(self):
        await _run(self._run_release())

    async def __aenter__(self):
        return self._check_entered(await self.acquire())

    async def __aexit__(self, *exc):
        await self.release()


class _PubSub(_redis.BasePubSub):
    _new_inbox = _asyncio.Queue

    async def subscribe(self, *channels):
        await _run(self._run_subscribe(channels))

    async def unsubscribe(self, *channels):
        await _run(self._run_unsubscribe(channels))

    async def get_message(self, ignore_subscribe_messages=False, timeout=0.0):
        try:
            if timeout is not None and timeout <= 0:
                message = self._inbox.get_nowait()
            else:
                message = await _asyncio.wait_for(self._inbox.get(), timeout)
        except (_asyncio.QueueEmpty, _asyncio.TimeoutError):
            return None
        return message if self._wanted(message, ignore_subscribe_messages) else None

    async def listen(self):
        while self._heard:
            message = await self._inbox.get()
            if self._wanted(message):
                yield message

    async def close(self):
        self._leave_all()

    reset = close

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await self.close()


class Redis(_redis.Base):
    _pipeline = Pipeline

    async def _command(self, name, *args, **options):
        return await _run(self._run_command(name, args, options))

    async def blpop(self, keys, timeout=0):
        return await _run(self._run_pop("LPOP", [keys] if isinstance(keys, (str, bytes)) else list(keys), timeout))

    async def brpop(self, keys, timeout=0):
        return await _run(self._run_pop("RPOP", [keys] if isinstance(keys, (str, bytes)) else list(keys), timeout))

    def lock(self, name, timeout=None, sleep=0.1, blocking=True, blocking_timeout=None):
        return _Lock(self, name, timeout, sleep, blocking, blocking_timeout)

    def pubsub(self, **options):
        return _PubSub(self, **options)

    async def initialize(self):
        return self

    def __await__(self):
        return self.initialize().__await__()

    async def close(self, close_connection_pool=None):
        self._close()

    aclose = close

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await self.close()


StrictRedis = Redis


def from_url(url, **options):
    return Redis.from_url(url, **options)
