"""__await__, __aiter__ and __anext__ of one's own."""
import asyncio


class Delay:
    def __init__(self, seconds, value):
        self.seconds, self.value = seconds, value

    def __await__(self):
        yield from asyncio.sleep(self.seconds).__await__()
        return self.value


class Yielder:
    def __await__(self):
        print("yielding")
        yield
        print("resumed")
        return "done"


async def main():
    print(await Delay(1, "a"), asyncio.get_running_loop().time())
    print(await Yielder())
    print(await asyncio.gather(Delay(1, "b"), Delay(2, "c")))


asyncio.run(main())
