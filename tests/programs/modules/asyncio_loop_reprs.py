"""What loop objects say about themselves, as far as it has no addresses."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    print(loop.is_running(), loop.is_closed(), asyncio.get_event_loop() is loop)
    return loop


loop = asyncio.run(main())
print(loop.is_running(), loop.is_closed())
