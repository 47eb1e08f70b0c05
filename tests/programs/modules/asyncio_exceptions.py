"""The exception classes of asyncio."""
import asyncio

print(asyncio.TimeoutError is TimeoutError, issubclass(asyncio.CancelledError, Exception), issubclass(asyncio.CancelledError, BaseException))
print(issubclass(asyncio.InvalidStateError, Exception), issubclass(asyncio.QueueEmpty, Exception), issubclass(asyncio.QueueFull, Exception))
for error in [asyncio.CancelledError(), asyncio.CancelledError("why"), asyncio.InvalidStateError("state"), asyncio.QueueFull()]:
    print(repr(error), str(error))
try:
    raise asyncio.CancelledError("outside")
except Exception:
    print("wrong")
except BaseException as error:
    print("BaseException", error)
