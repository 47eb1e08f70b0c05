"""A handle cancelled while it is ready is skipped."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    victim = None

    def killer():
        print("killer")
        victim.cancel()

    loop.call_soon(killer)
    victim = loop.call_soon(print, "victim")
    loop.call_soon(print, "bystander")
    await asyncio.sleep(0)


asyncio.run(main())
