"""redis 4.3, as a model of waiting (each command blocks its thread): see docs/NETWORK.md."""
import _client
import _redis
from redis.exceptions import (ConnectionError, DataError, InvalidResponse, PubSubError, RedisError, ResponseError,
                              TimeoutError, WatchError)

__version__ = "4.3.4"


class Redis(_redis.Base):
    def _command(self, name, *args, **options):
        declared = _client.run_blocking(self._exchange(name, _redis.sent_args(args)))
        return self._out(self._apply_with(name, args, options, declared))

    def _apply_with(self, name, args, options, declared):
        return getattr(self, "_do_" + name.lower())(declared, *args, **options)

    def pipeline(self, transaction=True, shard_hint=None):
        return Pipeline(self)

    def close(self):
        self._close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


StrictRedis = Redis


class Pipeline(_redis.Base):
    """Commands that travel together."""

    def __init__(self, client):
        self._client = client
        self._commands = []

    def _command(self, name, *args, **options):
        self._commands.append((name, args, options))
        return self

    def execute(self, raise_on_error=True):
        commands, self._commands = self._commands, []
        if not commands:
            return []
        client = self._client
        _client.run_blocking(client._exchange("EXEC", [name for name, _, _ in commands]))
        return [client._out(client._apply_with(name, args, options, None)) for name, args, options in commands]

    def __len__(self):
        return len(self._commands)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._commands = []


def from_url(url, **options):
    return Redis.from_url(url, **options)
