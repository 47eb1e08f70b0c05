"""redis 4.3, as a model of waiting (each command blocks its thread): see docs/NETWORK.md."""
import _client
import _redis
import queue as _queue
from redis.exceptions import (ConnectionError, DataError, InvalidResponse, LockError, PubSubError, RedisError,
                              ResponseError, TimeoutError, WatchError)

__version__ = "4.3.4"
_run = _client.run_blocking


class Pipeline(_redis.BasePipeline):
    def execute(self, raise_on_error=True):
        return _run(self._run_all())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._commands = []


class _Lock(_redis.BaseLock):
    def acquire(self, blocking=None, blocking_timeout=None):
        return _run(self._run_acquire(blocking, blocking_timeout))

    def release(self):
        _run(self._run_release())

    def __enter__(self):
        return self._check_entered(self.acquire())

    def __exit__(self, *exc):
        self.release()


class _PubSub(_redis.BasePubSub):
    _new_inbox = _queue.Queue

    def subscribe(self, *channels):
        _run(self._run_subscribe(channels))

    def unsubscribe(self, *channels):
        _run(self._run_unsubscribe(channels))

    def get_message(self, ignore_subscribe_messages=False, timeout=0.0):
        try:
            message = self._inbox.get(timeout is None or timeout > 0, timeout)
        except _queue.Empty:
            return None
        return message if self._wanted(message, ignore_subscribe_messages) else None

    def listen(self):
        while self._heard:
            message = self._inbox.get()
            if self._wanted(message):
                yield message

    def close(self):
        self._leave_all()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class Redis(_redis.Base):
    _pipeline = Pipeline

    def _command(self, name, *args, **options):
        return _run(self._run_command(name, args, options))

    def blpop(self, keys, timeout=0):
        return _run(self._run_pop("LPOP", [keys] if isinstance(keys, (str, bytes)) else list(keys), timeout))

    def brpop(self, keys, timeout=0):
        return _run(self._run_pop("RPOP", [keys] if isinstance(keys, (str, bytes)) else list(keys), timeout))

    def lock(self, name, timeout=None, sleep=0.1, blocking=True, blocking_timeout=None):
        return _Lock(self, name, timeout, sleep, blocking, blocking_timeout)

    def pubsub(self, **options):
        return _PubSub(self, **options)

    def close(self):
        self._close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


StrictRedis = Redis


def from_url(url, **options):
    return Redis.from_url(url, **options)
