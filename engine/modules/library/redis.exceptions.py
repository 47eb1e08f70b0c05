"""redis.exceptions."""


class RedisError(Exception): pass
class ConnectionError(RedisError): pass
class TimeoutError(RedisError): pass
class BusyLoadingError(ConnectionError): pass
class InvalidResponse(RedisError): pass
class ResponseError(RedisError): pass
class DataError(RedisError): pass
class PubSubError(RedisError): pass
class WatchError(RedisError): pass
class LockError(RedisError, ValueError): pass
class LockNotOwnedError(LockError): pass
